// Bessel functions of the second kind, spherical ones, and the Airy function. Each family is closed under differentiation.
import type { Row, Unary } from "../../core/kinds.js";
import { add, mulRow, neg, sub } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { literal, scalar } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { airy } from "../../kernels/special/airy.js";
import * as kernel from "../../kernels/special/neumann.js";
import { times } from "../elementwise/elementary.js";
import { derivatives, family, member, type Derivative } from "./family.js";

const positive: Domain = { lo: 0.4, hi: 4 };
const reals: Domain = { lo: -2, hi: 2 };

/** The derivatives of Y. */
export const besselY: Row<Derivative> = /*#__PURE__*/ derivatives("besselY", kernel.besselY, positive);
/** K of order n: K(n)' = -(K(n-1) + K(n+1)) / 2. */
export const besselK: Row<number> = /*#__PURE__*/ family<number>(
  "besselK",
  kernel.besselK,
  (x, _, n) =>
    n === 0
      ? neg(besselK(x, 1))
      : add(times(literal(-0.5), besselK(x, n - 1)), times(literal(-0.5), besselK(x, n + 1))),
  [0, 1, 2],
  positive,
);
/** The derivatives of e^x K(x). */
export const besselKe: Row<Derivative> = /*#__PURE__*/ derivatives("besselKe", kernel.besselKe, positive);
/** Spherical j of order n: j(n)' = (n j(n-1) - (n + 1) j(n+1)) / (2n + 1). */
export const sphericalJ: Row<number> = /*#__PURE__*/ family<number>(
  "sphericalJ",
  kernel.sphericalJ,
  (x, _, n) =>
    n === 0
      ? neg(sphericalJ(x, 1))
      : sub(
          times(scalar(n / (2 * n + 1)), sphericalJ(x, n - 1)),
          times(scalar((n + 1) / (2 * n + 1)), sphericalJ(x, n + 1)),
        ),
  [0, 1, 2],
  reals,
);
/** Ai and its derivative, of which the derivative is x Ai. */
export const airyRow: Row<0 | 1> = /*#__PURE__*/ family<0 | 1>(
  "airy",
  airy,
  // Where Ai is exactly 0 it annihilates an x of Infinity.
  (x, _, prime) => (prime === 0 ? airyRow(x, 1) : mulRow(x, airyRow(x, 0), CHAIN)),
  [0, 1],
  reals,
);

/**
 * Elementwise Bessel function of the second kind, of order 0: -Infinity at 0, NaN below.
 *
 * @example
 * import { besselY0 } from "dualtensor/special";
 * besselY0([1, 10]) // => tensor([0.0883, 0.0557])
 */
export const besselY0: Unary = /*#__PURE__*/ member("besselY0", besselY, { order: 0, n: 0 });
/**
 * Elementwise Bessel function of the second kind, of order 1: -Infinity at 0, NaN below.
 *
 * @example
 * import { besselY1 } from "dualtensor/special";
 * besselY1([1, 10]) // => tensor([-0.7812,  0.2490])
 */
export const besselY1: Unary = /*#__PURE__*/ member("besselY1", besselY, { order: 1, n: 0 });
/**
 * Elementwise modified Bessel function of the second kind, of order 0: Infinity at 0, NaN below.
 *
 * @example
 * import { modifiedBesselK0 } from "dualtensor/special";
 * modifiedBesselK0([0, 1]) // => tensor([Infinity, 0.4210])
 */
export const modifiedBesselK0: Unary = /*#__PURE__*/ member("modifiedBesselK0", besselK, 0);
/**
 * Elementwise modified Bessel function of the second kind, of order 1: Infinity at 0, NaN below.
 *
 * @example
 * import { modifiedBesselK1 } from "dualtensor/special";
 * modifiedBesselK1([0, 1]) // => tensor([Infinity, 0.6019])
 */
export const modifiedBesselK1: Unary = /*#__PURE__*/ member("modifiedBesselK1", besselK, 1);
/**
 * Elementwise e^x K(x) with the modified Bessel function of order 0, which underflows where this does not.
 *
 * @example
 * import { scaledModifiedBesselK0 } from "dualtensor/special";
 * scaledModifiedBesselK0([1, 1000]) // => tensor([1.1445, 0.0396])
 */
export const scaledModifiedBesselK0: Unary = /*#__PURE__*/ member("scaledModifiedBesselK0", besselKe, {
  order: 0,
  n: 0,
});
/**
 * Elementwise e^x K(x) with the modified Bessel function of order 1, which underflows where this does not.
 *
 * @example
 * import { scaledModifiedBesselK1 } from "dualtensor/special";
 * scaledModifiedBesselK1([1, 1000]) // => tensor([1.6362, 0.0396])
 */
export const scaledModifiedBesselK1: Unary = /*#__PURE__*/ member("scaledModifiedBesselK1", besselKe, {
  order: 1,
  n: 0,
});
/**
 * Elementwise sin x / x, the spherical Bessel function of the first kind, of order 0.
 *
 * @example
 * import { sphericalBesselJ0 } from "dualtensor/special";
 * sphericalBesselJ0([0, 1]) // => tensor([1.0000, 0.8415])
 */
export const sphericalBesselJ0: Unary = /*#__PURE__*/ member("sphericalBesselJ0", sphericalJ, 0);
/**
 * Elementwise Airy function Ai, the solution of y'' = x y that tends to 0.
 *
 * @example
 * import { airyAi } from "dualtensor/special";
 * airyAi([-2, 0, 1]) // => tensor([0.2274, 0.3550, 0.1353])
 */
export const airyAi: Unary = /*#__PURE__*/ member("airyAi", airyRow, 0);
