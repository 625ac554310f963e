// Quotients, exact and whole, and what their derivatives are made of.
import { wrongOption } from "../errors.js";
import { divLoops } from "../kernels/arithmetic.js";
import { binary, unary, type Binary, type Optional, type Unary } from "./kinds.js";
import { add, neg } from "./ring.js";
import type { Tensor } from "./tensor.js";
import * as elementary from "../kernels/elementary.js";

const nonzero = { lo: -2, hi: 2, apart: true };
// prettier-ignore
/**
 * Elementwise 1 / x.
 *
 * @example
 * reciprocal([1, 2, 4]) // => tensor([1.0000, 0.5000, 0.2500])
 */
export const reciprocal: Unary = /*#__PURE__*/ unary("reciprocal", (v) => 1 / v,              (_, y) => neg(square(y)),  nonzero, { loop: elementary.reciprocals });
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
  { loop: elementary.squares },
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
    option: { text: "roundingMode: string?", apply: rounded },
  },
);
// ── whole quotients, which div has for its roundingMode; their derivative is 0 ──
/** Quotients between 2 and 3. */
export const quotients = [
  { lo: 2.2, hi: 2.9 },
  { lo: 1.01, hi: 1.09 },
];
const none = (): null => null;
const quotient = (name: string, f: (x: number, y: number) => number): Binary =>
  binary(name, f, none, none, quotients, { flat: true });
/**
 * Elementwise floor(x / y), without the rounding of the quotient. Its derivative is 0.
 *
 * @example
 * floorDivide([-3, 3], 2) // => tensor([-2, 1])
 */
export const floorDivide: Binary = /*#__PURE__*/ quotient("floorDivide", elementary.floored);
/** trunc(x / y), without the rounding of the quotient. */
export const truncDivide: Binary = /*#__PURE__*/ quotient("truncDivide", elementary.truncated);
/** x / y, rounded as a roundingMode says. */
function rounded(x: Tensor, y: Tensor, mode: unknown): Tensor {
  if (mode !== "floor" && mode !== "trunc" && mode !== undefined)
    throw wrongOption("div", "roundingMode", '"floor", "trunc" or null', mode);
  return (mode === "floor" ? floorDivide : mode === "trunc" ? truncDivide : div)(x, y);
}
