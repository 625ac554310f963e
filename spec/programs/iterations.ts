// Long compositions, and ways through a program that depend on the numbers.
import {
  cos,
  gt,
  le,
  matmul,
  norm,
  pow,
  prod,
  sigmoid,
  sin,
  square,
  sub,
  sum,
  tensor,
  type Tensor,
} from "dualtensor";

/** x ← r x (1 - x), with r = 3 + sigmoid(a) / 2, from sigmoid(b). */
export function logisticMap(start: Tensor, { steps = 12 } = {}): Tensor {
  const [a, b] = start;
  const r = sigmoid(a).mul(0.5).add(3);
  let x = sigmoid(b);
  for (let i = 0; i < steps; i++) x = r.mul(x).mul(sub(1, x));
  return x;
}

export function deepComposition(start: Tensor, { steps = 15 } = {}): Tensor {
  let x = start;
  for (let i = 0; i < steps; i++) x = sin(x).add(cos(x.mul(2)).mul(0.5));
  return x;
}

export function towerPower(x: Tensor): Tensor {
  return pow(x, pow(x, x));
}

/** The sum of squares where the sum is positive, else the product. */
export function branchSign(x: Tensor): Tensor {
  return gt(sum(x), 0).item() ? sum(square(x)) : prod(x);
}

/** A shear, disturbed, applied until the vector is longer than 10. */
export function whileNormGrowth(start: Tensor, disturbance: Tensor, { length = 10, most = 30 } = {}): Tensor {
  const shear = tensor([[1, 1], [0, 1]]).add(disturbance.mul(0.1)); // prettier-ignore
  let v = start;
  for (let n = 0; n < most && le(norm(v), length).item(); n++) v = matmul(shear, v);
  return v;
}
