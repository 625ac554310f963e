// The beta function and its logarithm. The derivatives of log beta are differences of polygammas, of beta products with them;
// both would cancel where an argument is small against the other, so both are rows of their own.
import { binary, type Binary } from "../../core/kinds.js";
import { add, neg } from "../../core/ring.js";
import * as kernel from "../../kernels/special/beta.js";
import { mixedDerivatives, pairFamily, pairMember, type Orders, type PairRow } from "./family.js";
import { polygammaRow } from "./gamma.js";

const positive = { lo: 0.3, hi: 4 };

/** The derivatives of beta. */
export const betaRow: PairRow<Orders> = /*#__PURE__*/ mixedDerivatives("beta", kernel.betaPart, [
  positive,
  positive,
]);
/** polygamma(n, a) - polygamma(n, a + b). */
export const polygammaGap: PairRow<number> = /*#__PURE__*/ pairFamily<number>(
  "polygammaGap",
  (a, b, n) => kernel.polygammaGap(n, a, b),
  (a, b, n) => polygammaGap(a, b, n + 1),
  (a, b, n) => neg(polygammaRow(add(a, b), n + 1)),
  [0, 1, 2],
  [positive, positive],
);
/**
 * Elementwise beta function gamma(x) gamma(y) / gamma(x + y). Where x is a whole number below 1 and so is x + y, it is the limit in x,
 * and its derivative in y is NaN; at its other poles below 0 it is NaN.
 *
 * @example
 * beta([1, 2], 3) // => tensor([0.3333, 0.0833])
 */
export const beta: Binary = /*#__PURE__*/ pairMember("beta", betaRow, { i: 0, j: 0 });
/**
 * Elementwise logarithm of the size of the beta function, also where that overflows or underflows.
 *
 * @example
 * lbeta([1, 200], [3, 200]) // => tensor([  -1.0986, -278.6419])
 */
export const lbeta: Binary = /*#__PURE__*/ binary(
  "lbeta",
  kernel.lbeta,
  (a, b) => polygammaGap(a, b, 0),
  (a, b) => polygammaGap(b, a, 0),
  positive,
);
