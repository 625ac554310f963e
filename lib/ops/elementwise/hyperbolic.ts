// Hyperbolic functions and their inverses.
import { square } from "../../core/quotients.js";
import { unary, type Unary } from "../../core/kinds.js";
import { neg } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import * as kernel from "../../kernels/elementary.js";
import { cube, times } from "./elementary.js";
import { secAsin, sinAtan } from "./trig.js";

const reals: Domain = { lo: -2, hi: 2 };
const beyond1: Domain = { lo: 1.1, hi: 3 };

/**
 * Elementwise hyperbolic sine.
 *
 * @example
 * sinh([0, 1]) // => tensor([0.0000, 1.1752])
 */
export const sinh: Unary = /*#__PURE__*/ unary("sinh", Math.sinh, (x) => cosh(x), reals);
/**
 * Elementwise hyperbolic cosine.
 *
 * @example
 * cosh([0, 1]) // => tensor([1.0000, 1.5431])
 */
export const cosh: Unary = /*#__PURE__*/ unary("cosh", Math.cosh, (x) => sinh(x), reals);
/**
 * Elementwise hyperbolic tangent.
 *
 * @example
 * tanh([0, 1]) // => tensor([0.0000, 0.7616])
 */
export const tanh: Unary = /*#__PURE__*/ unary("tanh", Math.tanh, (x) => square(sech(x)), reals); // not 1 - y*y: it cancels
/**
 * Elementwise 1 / cosh x.
 *
 * @example
 * sech([0, 1]) // => tensor([1.0000, 0.6481])
 */
export const sech: Unary = /*#__PURE__*/ unary("sech", kernel.sech, (x, y) => neg(times(y, tanh(x))), reals);
/**
 * Elementwise inverse hyperbolic sine.
 *
 * @example
 * asinh([0, 1]) // => tensor([0.0000, 0.8814])
 */
export const asinh: Unary = /*#__PURE__*/ unary("asinh", Math.asinh, (x) => asinhSlope(x), reals);
/** 1 / √(1 + x²), NaN at infinity; its own derivative is that of cosAtan. */
export const asinhSlope: Unary = /*#__PURE__*/ unary(
  "asinhSlope",
  kernel.asinhSlope,
  (x, y) => neg(times(sinAtan(x), square(y))),
  reals,
);
/**
 * Elementwise inverse hyperbolic cosine: NaN below 1.
 *
 * @example
 * acosh([1, 2]) // => tensor([0.0000, 1.3170])
 */
export const acosh: Unary = /*#__PURE__*/ unary("acosh", Math.acosh, (x) => cschAcosh(x), beyond1);
/**
 * Elementwise inverse hyperbolic tangent: NaN beyond ±1.
 *
 * @example
 * atanh([0, 0.5, 1]) // => tensor([0.0000, 0.5493, Infinity])
 */
export const atanh: Unary = /*#__PURE__*/ unary("atanh", Math.atanh, (x) => square(secAsin(x)), {
  lo: -0.9,
  hi: 0.9,
});

/** 1 / √(x² - 1), see trig.ts. */
export const cschAcosh: Unary = /*#__PURE__*/ unary(
  "cschAcosh",
  kernel.cschAcosh,
  (x, y) => neg(times(cothAcosh(x), square(y))),
  beyond1,
);
/** x / √(x² - 1) */
export const cothAcosh: Unary = /*#__PURE__*/ unary(
  "cothAcosh",
  kernel.cothAcosh,
  (x) => neg(cube(cschAcosh(x))),
  beyond1,
);
