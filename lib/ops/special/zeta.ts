// The Hurwitz zeta function, with derivatives in both arguments:
//   d/dq ζ^(j)(s, q) = -(s ζ^(j)(s + 1, q) + j ζ^(j-1)(s + 1, q)), where ζ^(j) is the j-th derivative in s
import { bind } from "../../core/bind.js";
import { checkCount, promoteAll, scale, type Binary } from "../../core/kinds.js";
import { add, neg, plus } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { lift, literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { broadcast, loopsOf } from "../../kernels/loops.js";
import * as kernel from "../../kernels/special/polygamma.js";
import { broadcastShape } from "../../tensor/shape.js";
import { times } from "../elementwise.js";

const along = (s: Tensor, q: Tensor, j: number): Tensor => {
  const next = add(s, 1);
  const first = times(s, zetaPart(next, q, j));
  return neg(j === 0 ? first : add(first, times(literal(j), zetaPart(next, q, j - 1))));
};
const domain = [
  { lo: 1.5, hi: 4 },
  { lo: 0.3, hi: 3 },
];
const rule: Rule<number> = {
  name: "zeta",
  kind: "elementwise",
  trials: [0, 1, 2].map((params) => ({ shapes: [[3], [2, 1]], params, domain })),
  value: ([s, q], j) => {
    const shape = broadcastShape("zeta", s.shape, q.shape);
    return new Plain(shape, broadcast(loopsOf((a, b) => kernel.zeta(a, b, j)), s, q, shape)); // prettier-ignore
  },
  push: ([ds, dq], [s, q], _z, j) =>
    plus(ds && scale(zetaPart(s, q, j + 1), ds), dq && scale(along(s, q, j), dq)),
  pull: (i, zbar, [s, q], _z, j) => scale(i === 0 ? zetaPart(s, q, j + 1) : along(s, q, j), zbar),
};
const zetaPart = (s: Tensor, q: Tensor, j: number): Tensor => bind(rule, promoteAll([s, q]), j);
export const zetaRow = /*#__PURE__*/ Object.assign(zetaPart, { rule });

/**
 * Elementwise Hurwitz zeta function Σ (other + k)^-input, k = 0, 1, ...; Riemann's with other = 1. NaN where input < 1. Both
 * derivatives are there (PyTorch has the one in other).
 *
 * @example
 * import { zeta } from "dualtensor/special";
 * zeta([2, 4], 1) // => tensor([1.6449, 1.0823])
 */
export const zeta: Binary = /*#__PURE__*/ Object.assign(
  function (input: TensorLike, other: TensorLike): Tensor {
    if (arguments.length !== 2) checkCount("zeta", arguments, "input, other");
    return zetaPart(lift(input, "zeta", "input"), lift(other, "zeta", "other"), 0);
  },
  { rule: rule as unknown as Rule, signature: "input, other" },
);
