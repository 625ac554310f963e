// Inverses of the error function and of the normal distribution. Of an inverse y with slope s, s' is 2y s² and y s².
import { square } from "../../core/quotients.js";
import { unary, type Unary } from "../../core/kinds.js";
import type { Domain } from "../../core/rule.js";
import { literal } from "../../core/tensor.js";
import * as kernel from "../../kernels/special/erfinv.js";
import { times } from "../elementwise/elementary.js";

const inside: Domain = { lo: -0.9, hi: 0.9 };
const shares: Domain = { lo: 0.05, hi: 0.95 };

/**
 * Elementwise inverse of `erf`: ±Infinity at ±1, NaN beyond. After M. J. Wichura's AS 241 (1988).
 *
 * @example
 * erfinv([0, 0.5, 1]) // => tensor([0.0000, 0.4769, Infinity])
 */
export const erfinv: Unary = /*#__PURE__*/ unary("erfinv", kernel.erfinv, (x) => erfinvSlope(x), inside);
/** √π/2 e^(erfinv(x)²) */
export const erfinvSlope: Unary = /*#__PURE__*/ unary(
  "erfinvSlope",
  kernel.erfinvSlope,
  (x, s) => times(times(literal(2), erfinv(x)), square(s)),
  inside,
);
/**
 * Elementwise inverse of `ndtr`, the quantiles of the standard normal distribution: ±Infinity at 1 and 0, NaN beyond. After
 * M. J. Wichura's AS 241 (1988).
 *
 * @example
 * import { ndtri } from "dualtensor/special";
 * ndtri([0.025, 0.5]) // => tensor([-1.9600,  0.0000])
 */
export const ndtri: Unary = /*#__PURE__*/ unary("ndtri", kernel.ndtri, (x) => ndtriSlope(x), shares);
/** √(2π) e^(ndtri(x)²/2) */
export const ndtriSlope: Unary = /*#__PURE__*/ unary(
  "ndtriSlope",
  kernel.ndtriSlope,
  (x, s) => times(ndtri(x), square(s)),
  shares,
);
