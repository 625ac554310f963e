// The regularised incomplete gamma functions, with derivatives in both arguments to every order. In x they are those of the
// density x^(a-1) e^-x / gamma(a), a row of its own.
import type { Binary } from "../../core/kinds.js";
import { neg } from "../../core/ring.js";
import * as kernel from "../../kernels/special/incomplete.js";
import { mixedDerivatives, pairFamily, pairMember, type Orders, type PairRow } from "./family.js";

const positive = { lo: 0.4, hi: 4 };

/** The derivatives of the density. */
export const gammaDensity: PairRow<Orders> = /*#__PURE__*/ mixedDerivatives(
  "gammaDensity",
  kernel.gammaDensity,
  [positive, positive],
);
/** The derivative of order i in a of P, or of Q = 1 - P. */
interface Part {
  readonly i: number;
  readonly upper: boolean;
}
export const gammaincRow: PairRow<Part> = /*#__PURE__*/ pairFamily<Part>(
  "gammainc",
  (a, x, { i, upper }) => kernel.incompleteGamma(i, upper, a, x),
  (a, x, { i, upper }) => gammaincRow(a, x, { i: i + 1, upper }),
  (a, x, { i, upper }) => {
    const slope = gammaDensity(a, x, { i, j: 0 });
    return upper ? neg(slope) : slope;
  },
  [
    { i: 0, upper: false },
    { i: 0, upper: true },
    { i: 1, upper: false },
  ],
  [positive, positive],
);
/**
 * Elementwise regularised lower incomplete gamma function P(input, other), ∫ t^(a-1) e^-t dt / gamma(a) from 0 to x with a = input
 * and x = other, neither negative. Both derivatives are there (PyTorch has the one in other).
 *
 * @example
 * import { gammainc } from "dualtensor/special";
 * gammainc([1, 2], 1) // => tensor([0.6321, 0.2642])
 */
export const gammainc: Binary = /*#__PURE__*/ pairMember("gammainc", gammaincRow, { i: 0, upper: false });
/**
 * Elementwise regularised upper incomplete gamma function Q = 1 - P, without cancellation where it is small.
 *
 * @example
 * import { gammaincc } from "dualtensor/special";
 * gammaincc(2, 50).item() // => 9.83662422461598e-21
 */
export const gammaincc: Binary = /*#__PURE__*/ pairMember("gammaincc", gammaincRow, { i: 0, upper: true });
