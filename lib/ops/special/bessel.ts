// Bessel functions of whole order. Each is half a sum or difference of its neighbours in order, so one row with the order in
// its params is closed under differentiation, and nothing cancels that does not cancel in the result.
import type { Row, Unary } from "../../core/kinds.js";
import { add, neg, sub } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { literal } from "../../core/tensor.js";
import * as kernel from "../../kernels/special/bessel.js";
import { times } from "../elementwise/elementary.js";
import { derivatives, family, member, type Derivative } from "./family.js";

const reals: Domain = { lo: -2, hi: 2 };
const nonzero: Domain = { lo: -2, hi: 2, apart: true };

/** I of order n: I(n)' = (I(n-1) + I(n+1)) / 2. */
export const besselI: Row<number> = /*#__PURE__*/ family<number>(
  "besselI",
  kernel.besselI,
  // Halved first: the sum may overflow.
  (x, _, n) =>
    n === 0
      ? besselI(x, 1)
      : add(times(literal(0.5), besselI(x, n - 1)), times(literal(0.5), besselI(x, n + 1))),
  [0, 1, 2],
  reals,
);
/** J of order n: J(n)' = (J(n-1) - J(n+1)) / 2. */
export const besselJ: Row<number> = /*#__PURE__*/ family<number>(
  "besselJ",
  kernel.besselJ,
  (x, _, n) =>
    n === 0 ? neg(besselJ(x, 1)) : times(literal(0.5), sub(besselJ(x, n - 1), besselJ(x, n + 1))),
  [0, 1, 2],
  reals,
);
/** The derivatives of e^-|x| I(x). */
export const besselIe: Row<Derivative> = /*#__PURE__*/ derivatives("besselIe", kernel.besselIe, nonzero);

/**
 * Elementwise modified Bessel function of the first kind, of order 0.
 *
 * @example
 * i0([0, 1]) // => tensor([1.0000, 1.2661])
 */
export const i0: Unary = /*#__PURE__*/ member("i0", besselI, 0);
/**
 * Elementwise modified Bessel function of the first kind, of order 1.
 *
 * @example
 * import { i1 } from "dualtensor/special";
 * i1([0, 1]) // => tensor([0.0000, 0.5652])
 */
export const i1: Unary = /*#__PURE__*/ member("i1", besselI, 1);
/**
 * Elementwise e^-|x| I(x) with the modified Bessel function of order 0, which overflows where this does not. Its derivative
 * at 0, where it has a kink, is 0.
 *
 * @example
 * import { i0e } from "dualtensor/special";
 * i0e([0, 1000]) // => tensor([1.0000, 0.0126])
 */
export const i0e: Unary = /*#__PURE__*/ member("i0e", besselIe, { order: 0, n: 0 });
/**
 * Elementwise e^-|x| I(x) with the modified Bessel function of order 1, which overflows where this does not.
 *
 * @example
 * import { i1e } from "dualtensor/special";
 * i1e([0, 1000]) // => tensor([0.0000, 0.0126])
 */
export const i1e: Unary = /*#__PURE__*/ member("i1e", besselIe, { order: 1, n: 0 });
/**
 * Elementwise Bessel function of the first kind, of order 0.
 *
 * @example
 * import { besselJ0 } from "dualtensor/special";
 * besselJ0([0, 1]) // => tensor([1.0000, 0.7652])
 */
export const besselJ0: Unary = /*#__PURE__*/ member("besselJ0", besselJ, 0);
/**
 * Elementwise Bessel function of the first kind, of order 1.
 *
 * @example
 * import { besselJ1 } from "dualtensor/special";
 * besselJ1([0, 1]) // => tensor([0.0000, 0.4401])
 */
export const besselJ1: Unary = /*#__PURE__*/ member("besselJ1", besselJ, 1);
