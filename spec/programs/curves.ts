// Curves and elementwise formulas.
import { abs, add, atan, clamp, eye, exp, floor, log1p, logaddexp, matmul, mul, pad, sin, softplus, square, stack, stopGradient, sub, sum, tanh, take, type Tensor } from "dualtensor"; // prettier-ignore
import { erf } from "dualtensor/special";

/** Horner's scheme; coefficients from the highest down. */
export function polyHorner(coefficients: Tensor, x: Tensor): Tensor {
  const [first, ...rest] = coefficients;
  return rest.reduce((y, c) => y.mul(x).add(c), first);
}

/** Values at 0, 1, 2, ... joined by straight lines, at queries that move as well. */
export function interpLinear(values: Tensor, queries: Tensor): Tensor {
  const left = clamp(floor(queries), 0, values.size - 2);
  const index = stopGradient(left);
  const t = queries.sub(left);
  const [from, to] = [take(values, index), take(values, index.add(1))];
  return from.mul(sub(1, t)).add(to.mul(t));
}

/** The uniform cubic B-spline of four control points at t. */
export function bsplineBasis(points: Tensor, t: Tensor): Tensor {
  const [t2, t3] = [t.pow(2), t.pow(3)];
  const weights = stack([
    sub(1, t).pow(3),
    t3.mul(3).sub(t2.mul(6)).add(4),
    t3.mul(-3).add(t2.mul(3)).add(t.mul(3)).add(1),
    t3,
  ]);
  return matmul(weights.div(6), points);
}

/** The function whose Jacobian started this library: [1, 2, 3] x. */
export function soSeedFunction(x: Tensor, { factors = [1, 2, 3] }: { factors?: number[] } = {}): Tensor {
  return mul(factors, x);
}

/** What a program does by writing into a buffer is an expression here. */
export function inplaceProgram(x: Tensor, factors: Tensor): Tensor {
  const z = mul(pad(x.mul(2), [1, 1]), factors);
  const first = eye(1, z.size).at(0);
  return z.add(first.mul(sum(z)));
}

export function sumOfEverything(x: Tensor): Tensor {
  const a = sin(x).mul(exp(square(x).neg()));
  const b = log1p(abs(x)).add(atan(x));
  const c = erf(a)
    .add(softplus(b))
    .sub(x.mul(tanh(x)));
  return logaddexp(a, c).div(add(1, square(b)));
}
