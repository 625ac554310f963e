// The Hurwitz zeta function, with derivatives in both arguments:
//   d/dq ζ^(j)(s, q) = -(s ζ^(j)(s + 1, q) + j ζ^(j-1)(s + 1, q)), where ζ^(j) is the j-th derivative in s
import { type Binary } from "../../core/kinds.js";
import { add, neg, sub } from "../../core/ring.js";
import { literal, type Tensor } from "../../core/tensor.js";
import * as kernel from "../../kernels/special/polygamma.js";
import { fromZero, times, whole } from "../elementwise/elementary.js";
import { pairFamily, pairMember, type PairRow } from "./family.js";

const along = (s: Tensor, q: Tensor, j: number): Tensor => {
  const next = add(s, 1);
  const first = times(s, zetaRow(next, q, j));
  const slope = neg(j === 0 ? first : add(first, times(literal(j), zetaRow(next, q, j - 1))));
  // Where s is below 1 there is a number at s + 1, and none here.
  return times(whole(fromZero(sub(s, 1))), slope);
};
/** ζ^(j)(s, q). */
export const zetaRow: PairRow<number> = /*#__PURE__*/ pairFamily<number>(
  "zeta",
  kernel.zeta,
  (s, q, j) => zetaRow(s, q, j + 1),
  along,
  [0, 1, 2],
  [
    { lo: 1.5, hi: 4 },
    { lo: 0.3, hi: 3 },
  ],
);
/**
 * Elementwise Hurwitz zeta function Σ (other + k)^-input, k = 0, 1, ...; Riemann's with other = 1. NaN where input < 1. Both
 * derivatives are there (PyTorch has the one in other).
 *
 * @example
 * import { zeta } from "dualtensor/special";
 * zeta([2, 4], 1) // => tensor([1.6449, 1.0823])
 */
export const zeta: Binary = /*#__PURE__*/ pairMember("zeta", zetaRow, 0);
