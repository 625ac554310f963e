// Newton's method and fixed points: the derivative goes through every step, and a loop may look at numbers to end.
import { abs, add, cos, lt, matmul, mul, ones, sin, sub, tanh, zeros, type Tensor } from "dualtensor";

/** √a elementwise, from (a + 1) / 2. */
export function newtonSqrt(a: Tensor, { steps = 5 } = {}): Tensor {
  let x = a.add(1).div(2);
  for (let i = 0; i < steps; i++) x = x.add(a.div(x)).mul(0.5);
  return x;
}

/** The real root of t³ + p t + q for p > 0, from t = 1. */
export function newtonCubicRoot(coefficients: Tensor, { steps = 20 } = {}): Tensor {
  const [p, q] = coefficients;
  let t: Tensor = ones([]);
  for (let i = 0; i < steps; i++) {
    const value = t.pow(3).add(p.mul(t)).add(q);
    t = t.sub(value.div(t.pow(2).mul(3).add(p)));
  }
  return t;
}

/** Kepler's equation E - e sin E = M for [e, M], until a step is below the tolerance. */
export function newtonWhileTol(orbit: Tensor, { most = 50, tolerance = 1e-14 } = {}): Tensor {
  const [e, M] = orbit;
  let E = M.add(e.mul(sin(M)));
  for (let i = 0; i < most; i++) {
    const residual = E.sub(e.mul(sin(E))).sub(M);
    const step = residual.div(sub(1, e.mul(cos(E))));
    E = E.sub(step);
    if (lt(abs(step), tolerance).item()) break;
  }
  return E;
}

/** One implicit Euler step of y′ = -k y³ from y0, its equation solved by Newton. */
export function implicitEulerNewton(y0: Tensor, k: Tensor, { steps = 6 } = {}): Tensor {
  const h = 0.1;
  let y = y0;
  for (let i = 0; i < steps; i++) {
    const residual = y.sub(y0).add(mul(h, k).mul(y.pow(3)));
    const slope = add(1, mul(3 * h, k).mul(y.pow(2)));
    y = y.sub(residual.div(slope));
  }
  return y;
}

/** z = tanh(0.3 W z + x), iterated from 0. */
export function fixedPointTanh(W: Tensor, x: Tensor, { steps = 40, weight = 0.3 } = {}): Tensor {
  let z: Tensor = zeros(x.shape);
  for (let i = 0; i < steps; i++) z = tanh(matmul(W.mul(weight), z).add(x));
  return z;
}
