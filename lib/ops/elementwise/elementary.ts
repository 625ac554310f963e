// Powers, exponentials and logarithms. A row is a value on numbers, its derivative in operations, and where it is sampled;
// adding one is one line (docs/add-an-op.md). Which formula a derivative takes is decided by its accuracy: from x where the
// value cancels, from the value where it does not (spec/accuracy.spec.ts).
import { square } from "../../core/quotients.js";
import { binary, unary, type Binary, type Unary } from "../../core/kinds.js";
import { add, mulRow, neg, sub } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { literal, scalar, type Tensor } from "../../core/tensor.js";
import { eq, le, where } from "../../core/choose.js";
import { logicalAnd } from "./choice.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { absolute, logSlope as slopes, logSlopes, rcbrt as kernel, roots } from "../../kernels/elementary.js";

export { add, mul, neg, sub } from "../../core/ring.js";
export { pow } from "../../core/power.js";
export { div, reciprocal, square } from "../../core/quotients.js";

const reals: Domain = { lo: -2, hi: 2 };
const nonzero: Domain = { lo: -2, hi: 2, apart: true };
const positive: Domain = { lo: 0.2, hi: 3 };
/** The product of values. */
export const times = (x: Tensor, y: Tensor): Tensor => mulRow(x, y, VALUE);
export const cube = (x: Tensor): Tensor => times(x, square(x));
/**
 * x / y, and 0 where y is 0: quotients by a norm, of which the derivatives at 0 are 0 by convention, to every order.
 */
export const ratio: Binary = /*#__PURE__*/ binary(
  "ratio",
  (x, y) => (y === 0 ? 0 : x / y),
  (_, y) => ratio(literal(1), y),
  (_x, y, z) => neg(ratio(z, y)),
  nonzero,
);
/**
 * Elementwise natural logarithm: NaN below 0.
 *
 * @example
 * log([1, Math.E]) // => tensor([0, 1])
 */
export const log: Unary = /*#__PURE__*/ unary("log", Math.log, (x) => logSlope(x), positive);
/** 1 / x as the slope of logarithms and roots, see the kernel: what is NaN stays so to every order. */
export const logSlope: Unary = /*#__PURE__*/ unary("logSlope", slopes, (_, y) => neg(square(y)), positive, {
  loop: logSlopes,
});
// Numbers and no quotients: bundlers keep arithmetic that they cannot prove to be free of effects.
const LN4 = /*#__PURE__*/ scalar(1.3862943611198906); // 2 ln 2
const LOG2E = /*#__PURE__*/ scalar(Math.LOG2E);
const LOG10E = /*#__PURE__*/ scalar(Math.LOG10E);
const DEGREE = /*#__PURE__*/ scalar(0.017453292519943295); // π / 180
const RADIAN = /*#__PURE__*/ scalar(57.29577951308232); // 180 / π

/**
 * Elementwise absolute value; its derivative at 0 is 0.
 *
 * @example
 * abs([-2, 3]) // => tensor([2, 3])
 */
export const abs: Unary = /*#__PURE__*/ unary("abs", Math.abs, (x) => sign(x), nonzero, {
  loop: absolute,
  corner: true,
});
/**
 * Elementwise -1, 0 or 1. Its derivative is 0.
 *
 * @example
 * sign([-2, 0, 3]) // => tensor([-1, 0, 1])
 */
export const sign: Unary = /*#__PURE__*/ unary("sign", Math.sign, () => null, nonzero, { flat: true });
/**
 * Elementwise square root. Its derivative at 0 is Infinity.
 *
 * @example
 * sqrt([0, 1, 4]) // => tensor([0, 1, 2])
 */
export const sqrt: Unary = /*#__PURE__*/ unary(
  "sqrt",
  Math.sqrt,
  (_, y) => logSlope(times(literal(2), y)),
  positive,
  { loop: roots },
);
/**
 * Elementwise 1 / √x.
 *
 * @example
 * rsqrt([1, 4]) // => tensor([1.0000, 0.5000])
 */
export const rsqrt: Unary = /*#__PURE__*/ unary(
  "rsqrt",
  (v) => 1 / Math.sqrt(v),
  (_, y) => times(literal(-0.5), cube(y)),
  positive,
);
/**
 * Elementwise cube root.
 *
 * @example
 * cbrt([-8, 27]) // => tensor([-2, 3])
 */
export const cbrt: Unary = /*#__PURE__*/ unary(
  "cbrt",
  Math.cbrt,
  (x) => times(THIRD, square(rcbrt(x))),
  nonzero,
);
const THIRD = /*#__PURE__*/ scalar(0.3333333333333333);
/** x^(-1/3), whose derivatives at 0 are infinities where those of cbrt(x)² would be 0 / 0. */
export const rcbrt: Unary = /*#__PURE__*/ unary(
  "rcbrt",
  kernel,
  (_, y) => neg(times(THIRD, square(square(y)))),
  nonzero,
);

/**
 * Elementwise e^x.
 *
 * @example
 * exp([0, 1]) // => tensor([1.0000, 2.7183])
 */
export const exp: Unary = /*#__PURE__*/ unary("exp", Math.exp, (_, y) => y, reals);
/**
 * Elementwise 2^x.
 *
 * @example
 * exp2([0, 3]) // => tensor([1, 8])
 */
export const exp2: Unary = /*#__PURE__*/ unary(
  "exp2",
  (v) => 2 ** v,
  // Not log(2) y: y may overflow before its derivative does.
  (x) => times(LN4, exp2(sub(x, 1))),
  reals,
);
/**
 * Elementwise e^x - 1, without cancellation near 0.
 *
 * @example
 * expm1(1e-20).item() // => 1e-20
 */
export const expm1: Unary = /*#__PURE__*/ unary("expm1", Math.expm1, (x) => exp(x), reals);
/**
 * Elementwise logarithm of base 2.
 *
 * @example
 * log2([1, 8]) // => tensor([0, 3])
 */
export const log2: Unary = /*#__PURE__*/ unary("log2", Math.log2, (x) => times(LOG2E, logSlope(x)), positive);
/**
 * Elementwise logarithm of base 10.
 *
 * @example
 * log10([1, 1000]) // => tensor([0, 3])
 */
export const log10: Unary = /*#__PURE__*/ unary(
  "log10",
  Math.log10,
  (x) => times(LOG10E, logSlope(x)),
  positive,
);
/**
 * Elementwise log(1 + x), without cancellation near 0.
 *
 * @example
 * log1p(1e-20).item() // => 1e-20
 */
export const log1p: Unary = /*#__PURE__*/ unary("log1p", Math.log1p, (x) => logSlope(add(x, 1)), {
  lo: -0.8,
  hi: 3,
});
/**
 * x itself, with a derivative that is NaN where x is: for functions in pieces, of which NaN would take the last one, and its
 * slope.
 */
export const known: Unary = /*#__PURE__*/ unary(
  "known",
  (v) => v,
  (x) => whole(x),
  reals,
  {
    loop: ({ data }) => data,
  },
);
/** 1, and NaN where x is. */
export const whole: Unary = /*#__PURE__*/ unary(
  "whole",
  (v) => (v === v ? 1 : NaN),
  (x) => gap(x),
  reals,
);
/** 0, and NaN where x is: its own derivative. */
export const gap: Unary = /*#__PURE__*/ unary(
  "gap",
  (v) => (v === v ? 0 : NaN),
  (_, y) => y,
  reals,
);
/** x from 0 on, and NaN below, to every order: the domain of a logarithm. */
export const fromZero: Unary = /*#__PURE__*/ unary(
  "fromZero",
  (v) => (v >= 0 ? v : NaN),
  (_, y) => whole(y),
  positive,
);
/** x / y as the slope of x log y: NaN where that is, and 0 where x is. */
export const logQuotient: Binary = /*#__PURE__*/ binary(
  "logQuotient",
  (x, y) => (y >= 0 || x === 0 ? x / y : NaN),
  (x, y) => where(logicalAnd(eq(x, 0), le(y, 0)), 0, logQuotient(literal(1), y)),
  (_x, y, z) => neg(logQuotient(z, y)),
  [reals, positive],
);
// Logarithms as derivatives of x log x and its kin: what grows faster than they do lets their slope vanish.
export const ln: Unary = /*#__PURE__*/ unary("ln", Math.log, (x) => logQuotient(literal(1), x), positive);
export const ln1p: Unary = /*#__PURE__*/ unary(
  "ln1p",
  Math.log1p,
  (x) => logQuotient(literal(1), add(x, 1)),
  positive,
);
/**
 * Elementwise x log y, 0 where x is 0.
 *
 * @example
 * xlogy([0, 2], [0, Math.E]) // => tensor([0, 2])
 */
export const xlogy: Binary = /*#__PURE__*/ binary(
  "xlogy",
  (x, y) => (x === 0 && y === y ? 0 : x * Math.log(y)),
  // 0 where x is 0 and log y is not a number: torch's choice.
  (x, y) => where(logicalAnd(eq(x, 0), le(y, 0)), 0, ln(y)),
  (x, y) => logQuotient(x, y),
  [reals, positive],
);

/**
 * Elementwise degrees as radians.
 *
 * @example
 * deg2rad(180).item() // => 3.141592653589793
 */
export const deg2rad: Unary = /*#__PURE__*/ unary(
  "deg2rad",
  (v) => v * (Math.PI / 180),
  () => DEGREE,
);
/**
 * Elementwise radians as degrees.
 *
 * @example
 * rad2deg(Math.PI).item() // => 180
 */
export const rad2deg: Unary = /*#__PURE__*/ unary(
  "rad2deg",
  (v) => v * (180 / Math.PI),
  () => RADIAN,
);
