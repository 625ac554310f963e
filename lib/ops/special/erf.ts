// The error function and the normal distribution. Their derivatives are those of a Gaussian, which is a row of its own: in
// the tail a polynomial times e^(-x²) that no product of operations rounds to 0 or blows up on the way.
import { unary, type Row, type Unary } from "../../core/kinds.js";
import { neg } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { scalar, type Tensor } from "../../core/tensor.js";
import * as kernel from "../../kernels/special/erf.js";
import { times } from "../elementwise/elementary.js";
import { family } from "./family.js";

const reals: Domain = { lo: -2, hi: 2 };
const TWO_OVER_ROOT_PI = /*#__PURE__*/ scalar(2 / Math.sqrt(Math.PI));
const ONE_OVER_ROOT_2PI = /*#__PURE__*/ scalar(1 / Math.sqrt(2 * Math.PI));

/** The n-th derivative of e^(-c x²), c being 1 or ½. */
export const gaussian: Row<{ n: number; c: number }> = /*#__PURE__*/ family<{ n: number; c: number }>(
  "gaussian",
  (v, { n, c }) => kernel.gaussian(v, n, c),
  (x, _y, { n, c }) => gaussian(x, { n: n + 1, c }),
  [
    { n: 0, c: 1 },
    { n: 1, c: 1 },
    { n: 2, c: 0.5 },
  ],
  reals,
);
/** The density of the normal distribution, e^(-x²/2) / √(2π). */
export const density = (x: Tensor): Tensor => times(ONE_OVER_ROOT_2PI, gaussian(x, { n: 0, c: 0.5 }));

/**
 * Elementwise error function, 2/√π ∫ e^(-t²) dt from 0 to x. After FreeBSD's s_erf.c, within 1 ulp.
 *
 * @example
 * erf([0, 0.5, Infinity]) // => tensor([0.0000, 0.5205, 1.0000])
 */
export const erf: Unary = /*#__PURE__*/ unary(
  "erf",
  kernel.erf,
  (x) => times(TWO_OVER_ROOT_PI, gaussian(x, { n: 0, c: 1 })),
  reals,
);
/**
 * Elementwise 1 - erf(x), without cancellation where it is small. After FreeBSD's s_erf.c.
 *
 * @example
 * erfc(10).item() // => 2.088487583762545e-45
 */
export const erfc: Unary = /*#__PURE__*/ unary(
  "erfc",
  kernel.erfc,
  (x) => neg(times(TWO_OVER_ROOT_PI, gaussian(x, { n: 0, c: 1 }))),
  reals,
);
/**
 * Elementwise distribution function of the standard normal distribution, ½ erfc(-x/√2).
 *
 * @example
 * import { ndtr } from "dualtensor/special";
 * ndtr([-Infinity, 0, 1]) // => tensor([0.0000, 0.5000, 0.8413])
 */
export const ndtr: Unary = /*#__PURE__*/ unary("ndtr", kernel.ndtr, (x) => density(x), reals);
