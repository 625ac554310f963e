// x log x and its kin, which are 0 at 0.
import { binary, unary, type Binary, type Unary } from "../../core/kinds.js";
import { add, neg } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { eq, le, where } from "../../core/choose.js";
import { literal } from "../../core/tensor.js";
import { logicalAnd } from "../elementwise/choice.js";
import { ln, ln1p, logQuotient } from "../elementwise/elementary.js";

const positive: Domain = { lo: 0.2, hi: 3 };

/**
 * Elementwise x log x, 0 at 0, NaN below.
 *
 * @example
 * xlogx([0, 1, Math.E]) // => tensor([0.0000, 0.0000, 2.7183])
 */
export const xlogx: Unary = /*#__PURE__*/ unary(
  "xlogx",
  (v) => (v === 0 ? 0 : v * Math.log(v)),
  (x) => add(ln(x), literal(1)),
  positive,
);
/**
 * Elementwise entropy -x log x, 0 at 0, -Infinity below.
 *
 * @example
 * import { entr } from "dualtensor/special";
 * entr([0, 0.5, 1]) // => tensor([0.0000, 0.3466, 0.0000])
 */
export const entr: Unary = /*#__PURE__*/ unary(
  "entr",
  (v) => (v === 0 ? 0 : v < 0 ? -Infinity : -v * Math.log(v)),
  (x) => neg(add(ln(x), literal(1))),
  positive,
);
/**
 * Elementwise x log(1 + y), 0 where x is 0.
 *
 * @example
 * import { xlog1py } from "dualtensor/special";
 * xlog1py([0, 2], [-1, 1e-20]) // => tensor([0.0000e+00, 2.0000e-20])
 */
export const xlog1py: Binary = /*#__PURE__*/ binary(
  "xlog1py",
  (x, y) => (x === 0 && y === y ? 0 : x * Math.log1p(y)),
  // 0 where x is 0 and log(1 + y) is not a number, as in xlogy.
  (x, y) => where(logicalAnd(eq(x, 0), le(y, -1)), 0, ln1p(y)),
  (x, y) => logQuotient(x, add(y, literal(1))),
  [
    { lo: -2, hi: 2 },
    { lo: -0.8, hi: 3 },
  ],
);
