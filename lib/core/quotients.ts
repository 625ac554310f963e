// Whole quotients, which div has for its roundingMode. Their derivative is 0.
import { wrongOption } from "../errors.js";
import { div } from "./algebra.js";
import { binary, type Binary } from "./kinds.js";
import type { Tensor } from "./tensor.js";

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
