// The arithmetic of pairs with torch's options. Two arguments go straight to the rows of core; what the options add is
// composed of those rows.
import { wrongOption } from "../errors.js";
import * as algebra from "../core/algebra.js";
import { unary, type Binary, type Described, type Unary } from "../core/kinds.js";
import * as ring from "../core/ring.js";
import type { Rule } from "../core/rule.js";
import { lt, where } from "../core/select.js";
import { face, resolve, type Face, type Options } from "../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../core/tensor.js";
import { broadcastShape } from "../tensor/shape.js";
import { abs, exp2, times } from "./elementwise.js";
import { floorDivide, truncQuotient } from "./rounding.js";

/** A pair, and what an option makes of it. */
export interface Optional<O> extends Described {
  (input: TensorLike, other: TensorLike, option?: O): Tensor;
  readonly rule: Rule;
}
function optional<V, O>(
  name: string,
  row: Binary,
  option: string,
  more: (x: Tensor, y: Tensor, option: V) => Tensor,
): Optional<O> {
  const signature = `input, other, ${option}`;
  return Object.assign(
    function (input: TensorLike, other: TensorLike): Tensor {
      if (arguments.length === 2) return row(input, other);
      return more(...(resolve(name, signature, Array.from(arguments)) as [Tensor, Tensor, V]));
    },
    { rule: row.rule, signature },
  );
}
type Scaled = Optional<number | Options<{ alpha: number }>>;
const scaled = (x: Tensor, alpha: number): Tensor => (alpha === 1 ? x : times(literal(alpha), x));
/**
 * Elementwise input + alpha other, broadcasting from the right.
 *
 * @example
 * add([1, 2], 10) // => tensor([11, 12])
 * add([1, 2], [10, 20], { alpha: 0.5 }) // => tensor([6, 12])
 */
export const add: Scaled = /*#__PURE__*/ optional(
  "add",
  ring.add,
  "alpha: number = 1",
  (x, y, alpha: number) => ring.add(x, scaled(y, alpha)),
);
/**
 * Elementwise input - alpha other, broadcasting from the right.
 *
 * @example
 * sub([1, 2], [[1], [2]]) // => tensor([[0, 1], [-1, 0]])
 */
export const sub: Scaled = /*#__PURE__*/ optional(
  "sub",
  ring.sub,
  "alpha: number = 1",
  (x, y, alpha: number) => ring.sub(x, scaled(y, alpha)),
);
/**
 * Elementwise other - alpha input: subtraction with its operands swapped.
 *
 * @example
 * rsub([1, 2], 10) // => tensor([9, 8])
 */
export const rsub: Face<[input: TensorLike, other: TensorLike, alpha?: number | Options<{ alpha: number }>]> =
  /*#__PURE__*/ face(
    "rsub",
    "input: tensor, other: tensor, alpha: number = 1",
    (x: Tensor, y: Tensor, alpha: number) => {
      broadcastShape("rsub", x.shape, y.shape);
      return ring.sub(y, scaled(x, alpha));
    },
  );
/**
 * Elementwise quotient, broadcasting from the right; with a roundingMode the whole number below it ("floor") or next to it
 * towards 0 ("trunc"), whose derivative is 0.
 *
 * @example
 * div([1, 2], 4) // => tensor([0.2500, 0.5000])
 * div([-7, 7], 2, { roundingMode: "floor" }) // => tensor([-4, 3])
 */
export const div: Optional<"floor" | "trunc" | null | Options<{ roundingMode: "floor" | "trunc" | null }>> =
  /*#__PURE__*/ optional(
    "div",
    algebra.div,
    "roundingMode: string?",
    (x, y, mode: string | null | undefined) => {
      if (mode === undefined || mode === null) return algebra.div(x, y);
      if (mode !== "floor" && mode !== "trunc")
        throw wrongOption("div", "roundingMode", '"floor", "trunc" or null', mode);
      return (mode === "floor" ? floorDivide : truncQuotient)(x, y);
    },
  );
/**
 * The input as it is.
 *
 * @example
 * positive([1, -2]) // => tensor([1, -2])
 */
export const positive: Unary = /*#__PURE__*/ unary(
  "positive",
  (v) => v,
  () => 1,
);
/**
 * Elementwise x times 2 to the power `other`.
 *
 * @example
 * ldexp([1, 3], [4, -1]) // => tensor([16.0000, 1.5000])
 */
export const ldexp: Face<[input: TensorLike, other: TensorLike]> = /*#__PURE__*/ face(
  "ldexp",
  "input: tensor, other: tensor",
  (x: Tensor, y: Tensor) => {
    broadcastShape("ldexp", x.shape, y.shape);
    return times(x, exp2(y));
  },
);
/**
 * Elementwise way from the input to `end`, of which `weight` is gone: the input at 0 and the end at 1, to the bit.
 *
 * @example
 * lerp([0, 10], [4, 20], 0.5) // => tensor([2, 15])
 */
export const lerp: Face<[input: TensorLike, end: TensorLike, weight: TensorLike]> = /*#__PURE__*/ face(
  "lerp",
  "input: tensor, end: tensor, weight: tensor",
  (x: Tensor, y: Tensor, w: Tensor) => {
    broadcastShape("lerp", x.shape, broadcastShape("lerp", y.shape, w.shape));
    return between(x, y, w);
  },
);
/** From x for weights below 1/2, from y for those above. */
export function between(x: Tensor, y: Tensor, w: Tensor): Tensor {
  const way = ring.sub(y, x);
  const from = ring.add(x, times(w, way));
  const to = ring.sub(y, times(ring.sub(literal(1), w), way));
  return where(lt(abs(w), 0.5), from, to);
}
