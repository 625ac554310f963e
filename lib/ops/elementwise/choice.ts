// Choosing between numbers: the larger, the smaller, the nearest in a range; and the logic of masks.
import { missingArgument } from "../../errors.js";
import { binary, general, promoteAll, scale, unary, type Binary, type Unary } from "../../core/kinds.js";
import { plus } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { spread } from "../../kernels/loops.js";
import { alloc } from "../../array/alloc.js";
import { broadcastShape, size, type Dense } from "../../array/shape.js";

const apart = { lo: -2, hi: 2, apart: true };
const none = (): null => null;
const mask = { flat: true, bool: true };
const both = (name: string, f: (x: number, y: number) => boolean): Binary =>
  binary(name, (x, y) => (f(x, y) ? 1 : 0), none, none, apart, mask);
const each = (name: string, f: (x: number) => boolean): Unary =>
  unary(name, (x) => (f(x) ? 1 : 0), none, apart, mask);

// ── masks ──
/**
 * Elementwise: is x not a number?
 *
 * @example
 * isnan([1, NaN]) // => tensor([false, true])
 */
export const isnan: Unary = /*#__PURE__*/ each("isnan", Number.isNaN);
/**
 * Elementwise: is x neither infinite nor NaN?
 *
 * @example
 * isfinite([1, NaN, Infinity]) // => tensor([true, false, false])
 */
export const isfinite: Unary = /*#__PURE__*/ each("isfinite", Number.isFinite);
/**
 * Elementwise: is x Infinity or -Infinity?
 *
 * @example
 * isinf([1, NaN, -Infinity]) // => tensor([false, false, true])
 */
export const isinf: Unary = /*#__PURE__*/ each("isinf", (x) => x === Infinity || x === -Infinity);
/**
 * Elementwise: is x zero?
 *
 * @example
 * logicalNot([0, 1, 2]) // => tensor([true, false, false])
 */
export const logicalNot: Unary = /*#__PURE__*/ each("logicalNot", (x) => x === 0);
/**
 * Elementwise: are both not zero?
 *
 * @example
 * logicalAnd([true, true], [true, false]) // => tensor([true, false])
 */
export const logicalAnd: Binary = /*#__PURE__*/ both("logicalAnd", (x, y) => x !== 0 && y !== 0);
/**
 * Elementwise: is one of them not zero?
 *
 * @example
 * logicalOr([true, false], [false, false]) // => tensor([true, false])
 */
export const logicalOr: Binary = /*#__PURE__*/ both("logicalOr", (x, y) => x !== 0 || y !== 0);
/**
 * Elementwise: is just one of them not zero?
 *
 * @example
 * logicalXor([true, true], [true, false]) // => tensor([false, true])
 */
export const logicalXor: Binary = /*#__PURE__*/ both("logicalXor", (x, y) => (x !== 0) !== (y !== 0));

// ── the larger and the smaller one ──
/** The part of the derivative that goes to x as the larger one: 1/2 among equals, NaN where one of them is. */
export const largerShare: Binary = /*#__PURE__*/ binary(
  "largerShare",
  (x, y) => (x < y ? 0 : x === y ? 0.5 : x > y ? 1 : NaN),
  none,
  none,
  apart,
  { flat: true },
);
/**
 * Elementwise larger one; among equals the derivative is split evenly.
 *
 * @example
 * maximum([1, 5], 3) // => tensor([3, 5])
 */
export const maximum: Binary = /*#__PURE__*/ binary(
  "maximum",
  Math.max,
  (x, y) => largerShare(x, y),
  (x, y) => largerShare(y, x),
  apart,
);
/**
 * Elementwise smaller one; among equals the derivative is split evenly.
 *
 * @example
 * minimum([1, 5], 3) // => tensor([1, 3])
 */
export const minimum: Binary = /*#__PURE__*/ binary(
  "minimum",
  Math.min,
  (x, y) => largerShare(y, x),
  (x, y) => largerShare(x, y),
  apart,
);
const larger = (x: number, y: number): boolean => x >= y || y !== y;
const smaller = (x: number, y: number): boolean => x <= y || y !== y;
/** Does fmax take its first argument? */
export const takesLarger: Binary = /*#__PURE__*/ both("takesLarger", larger);
/** Does fmin take its first argument? */
export const takesSmaller: Binary = /*#__PURE__*/ both("takesSmaller", smaller);
/**
 * Elementwise larger one; of a number and NaN the number. Among equals the derivative goes to the first.
 *
 * @example
 * fmax([1, NaN], 0) // => tensor([1, 0])
 */
export const fmax: Binary = /*#__PURE__*/ binary(
  "fmax",
  (x, y) => (larger(x, y) ? x : y),
  (x, y) => takesLarger(x, y),
  (x, y) => logicalNot(takesLarger(x, y)),
  apart,
);
/**
 * Elementwise smaller one; of a number and NaN the number. Among equals the derivative goes to the first.
 *
 * @example
 * fmin([1, NaN], 2) // => tensor([1, 2])
 */
export const fmin: Binary = /*#__PURE__*/ binary(
  "fmin",
  (x, y) => (smaller(x, y) ? x : y),
  (x, y) => takesSmaller(x, y),
  (x, y) => logicalNot(takesSmaller(x, y)),
  apart,
);

// ── the nearest number in a range ──
const below = { lo: -2, hi: 0 };
const above = { lo: 0.2, hi: 2 };
/** x, min, max, of which the result takes the one that params name: where? NaN where one of them is. */
const takenRule: Rule<"input" | "min" | "max"> = {
  name: "clampTakes",
  kind: "elementwise",
  flat: true,
  trials: (["input", "min", "max"] as const).map((params) => ({
    shapes: [[2, 3], [3], []],
    params,
    domain: [apart, below, above],
  })),
  value: ([x, lo, hi], which) =>
    threes(x, lo, hi, (v, a, b) => {
      if (v !== v || a !== a || b !== b) return NaN;
      return Number(which === "input" ? v >= a && v <= b : which === "min" ? v < a && a < b : v > b || b < a);
    }),
  push: none,
  pull: none,
};
export const clampTakes = /*#__PURE__*/ general(takenRule);
const clampRule: Rule = {
  name: "clamp",
  kind: "elementwise",
  trials: [
    { shapes: [[2, 3], [3], []], params: undefined, domain: [{ ...apart, lo: -3, hi: 3 }, below, above] },
    { shapes: [[3], [], [2, 1]], params: undefined, domain: [{ ...apart, lo: -3, hi: 3 }, below, above] },
  ],
  value: ([x, lo, hi]) => threes(x, lo, hi, (v, a, b) => Math.min(Math.max(v, a), b)),
  push: ([dx, dlo, dhi], args) =>
    plus(
      dx && scale(clampTakes(args, "input"), dx),
      plus(dlo && scale(clampTakes(args, "min"), dlo), dhi && scale(clampTakes(args, "max"), dhi)),
    ),
  pull: (i, ybar, args) => scale(clampTakes(args, (["input", "min", "max"] as const)[i]), ybar),
};
export const clampRow = /*#__PURE__*/ general(clampRule);
function threes(x: Dense, y: Dense, z: Dense, f: (x: number, y: number, z: number) => number): Plain {
  const shape = broadcastShape("clamp", x.shape, broadcastShape("clamp", y.shape, z.shape));
  const n = size(shape);
  const o = alloc(n);
  // Bounds are mostly single numbers: those stand still.
  const [a, b, c] = [x, y, z].map((t) => (t.data.length === 1 ? t.data : spread(t, shape)));
  const [i, j, k] = [a, b, c].map((t) => (t.length === 1 ? 0 : 1));
  for (let e = 0; e < n; e++) o[e] = f(a[i * e], b[j * e], c[k * e]);
  return new Plain(shape, o);
}
/**
 * Elementwise nearest number from min to max; either may be left out. The derivative is 1 at the bounds too, and 0 beyond;
 * there it goes to the bound.
 *
 * @example
 * clamp([-2, 0.5, 2], -1, 1) // => tensor([-1.0000, 0.5000, 1.0000])
 * clamp([-2, 2], { min: 0 }) // => tensor([0, 2])
 */
export const clamp: Face<
  | [
      input: TensorLike,
      min?: TensorLike | null,
      max?: TensorLike | null | Options<{ max: TensorLike | null }>,
    ]
  | [input: TensorLike, options: Options<{ min: TensorLike | null; max: TensorLike | null }>]
> = /*#__PURE__*/ face(
  "clamp",
  "input: tensor, min: tensor?, max: tensor?",
  (x: Tensor, min: Tensor | undefined, max: Tensor | undefined) => {
    if (!min && !max) throw missingArgument("clamp", "min or max", "clamp(input, min?, max?)");
    return clampRow(promoteAll([x, min ?? literal(-Infinity), max ?? literal(Infinity)]), undefined);
  },
);
type Bound<Name extends "min" | "max"> = Face<
  [input: TensorLike, bound: TensorLike | { readonly [K in Name]: TensorLike }]
>;
/**
 * Elementwise smaller one of x and `max`; at the bound the derivative is x's.
 */
export const clampMax: Bound<"max"> = /*#__PURE__*/ face(
  "clampMax",
  "input: tensor, max: tensor",
  (x: Tensor, max: Tensor) => bounded("clampMax", x, literal(-Infinity), max),
);
/**
 * Elementwise larger one of x and `min`; at the bound the derivative is x's.
 */
export const clampMin: Bound<"min"> = /*#__PURE__*/ face(
  "clampMin",
  "input: tensor, min: tensor",
  (x: Tensor, min: Tensor) => bounded("clampMin", x, min, literal(Infinity)),
);
function bounded(fn: string, x: Tensor, min: Tensor, max: Tensor): Tensor {
  broadcastShape(fn, x.shape, broadcastShape(fn, min.shape, max.shape));
  return clampRow(promoteAll([x, min, max]), undefined);
}
