// Quotients, exact and whole, and what their derivatives are made of.
import { wrongOption } from "../errors.js";
import { divLoops } from "../kernels/arithmetic.js";
import { alloc } from "../array/alloc.js";
import { binary, unary, type Binary, type Optional, type Unary } from "./kinds.js";
import { add, neg } from "./ring.js";
import type { Tensor } from "./tensor.js";
import * as slopes from "../kernels/elementary.js";

const nonzero = { lo: -2, hi: 2, apart: true },
  positive = { lo: 0.2, hi: 3 };
// prettier-ignore
/**
 * Elementwise 1 / x.
 *
 * @example
 * reciprocal([1, 2, 4]) // => tensor([1.0000, 0.5000, 0.2500])
 */
export const reciprocal: Unary = /*#__PURE__*/ unary("reciprocal", (v) => 1 / v,              (_, y) => neg(square(y)),  nonzero, { loop: ({ data: a }) => invert(a) });
/**
 * Elementwise x².
 *
 * @example
 * square([1, -3]) // => tensor([1, 9])
 */
export const square: Unary = /*#__PURE__*/ unary(
  "square",
  (v) => v * v,
  (x) => add(x, x),
  undefined,
  { loop: ({ data: a }) => squares(a) },
);
/**
 * Elementwise natural logarithm: NaN below 0.
 *
 * @example
 * log([1, Math.E]) // => tensor([0, 1])
 */
export const log: Unary = /*#__PURE__*/ unary("log", Math.log, (x) => logSlope(x), positive);
/** 1 / x as the slope of logarithms and roots, see the kernel: what is NaN stays so to every order. */
export const logSlope: Unary = /*#__PURE__*/ unary(
  "logSlope",
  slopes.logSlope,
  (_, y) => neg(square(y)),
  positive,
  { loop: slopes.logSlopes },
);
export interface Rounding {
  readonly roundingMode: "floor" | "trunc" | null;
}
/**
 * Elementwise quotient, broadcasting from the right; with a roundingMode the whole number below it ("floor") or next to it
 * towards 0 ("trunc"), whose derivative is 0.
 *
 * @example
 * div([1, 2], 4) // => tensor([0.2500, 0.5000])
 * div([-7, 7], 2, { roundingMode: "floor" }) // => tensor([-4, 3])
 */
export const div: Optional<Rounding> = /*#__PURE__*/ binary(
  "div",
  (x, y) => x / y,
  (_x, y) => reciprocal(y),
  (_x, y, q) => neg(div(q, y)),
  nonzero,
  {
    loops: divLoops,
    option: { text: "roundingMode: string?", apply: (x, y, mode) => rounded(x, y, mode) },
  },
);
function invert(a: Float64Array): Float64Array {
  const o = alloc(a.length);
  for (let i = 0; i < o.length; i++) o[i] = 1 / a[i];
  return o;
}
function squares(a: Float64Array): Float64Array {
  const o = alloc(a.length);
  for (let i = 0; i < o.length; i++) o[i] = a[i] * a[i];
  return o;
}

// ── whole quotients, which div has for its roundingMode; their derivative is 0 ──
/** Quotients between 2 and 3. */
export const quotients = [
  { lo: 2.2, hi: 2.9 },
  { lo: 1.01, hi: 1.09 },
];
const flat = { flat: true },
  none = (): null => null;
// A quotient whose rounding would cross a whole number: x less its remainder is a multiple of y, or next to one.
const floored = (x: number, y: number): number => {
  if (y === 0) return x / y;
  const r = x % y;
  const q = (x - r) / y;
  return Math.round(r !== 0 && r < 0 !== y < 0 ? q - 1 : q);
};
const truncated = (x: number, y: number): number => (y === 0 ? x / y : Math.round((x - (x % y)) / y));
/** The same as slopes of remainders, of which there are none where y is 0. */
const slope =
  (f: (x: number, y: number) => number) =>
  (x: number, y: number): number =>
    y === 0 ? NaN : f(x, y);
const quotient = (name: string, f: (x: number, y: number) => number): Binary =>
  binary(name, f, none, none, quotients, flat);
/**
 * Elementwise floor(x / y), without the rounding of the quotient. Its derivative is 0.
 *
 * @example
 * floorDivide([-3, 3], 2) // => tensor([-2, 1])
 */
export const floorDivide: Binary = /*#__PURE__*/ quotient("floorDivide", floored);
/** trunc(x / y), without the rounding of the quotient. */
export const truncDivide: Binary = /*#__PURE__*/ quotient("truncDivide", truncated);
export const floorQuotient: Binary = /*#__PURE__*/ quotient("floorQuotient", slope(floored));
export const truncQuotient: Binary = /*#__PURE__*/ quotient("truncQuotient", slope(truncated));
/** x / y, rounded as a roundingMode says. */
export function rounded(x: Tensor, y: Tensor, mode: unknown): Tensor {
  if (mode === undefined || mode === null) return div(x, y);
  if (mode !== "floor" && mode !== "trunc")
    throw wrongOption("div", "roundingMode", '"floor", "trunc" or null', mode);
  return (mode === "floor" ? floorDivide : truncDivide)(x, y);
}
