// More arithmetic of pairs, beside core's: what it is composed of are rows of core.
import { unary, type Unary } from "../../core/kinds.js";
import * as ring from "../../core/ring.js";
import { lt, where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { broadcastShape } from "../../array/shape.js";
import { abs, exp2, times } from "./elementary.js";

/**
 * Elementwise other - alpha input: subtraction with its operands swapped.
 */
export const rsub: Face<[input: TensorLike, other: TensorLike, options?: Options<ring.Scale>]> =
  /*#__PURE__*/ face(
    "rsub",
    "input: tensor, other: tensor, *, alpha: number = 1",
    (x: Tensor, y: Tensor, alpha: number) => {
      broadcastShape("rsub", x.shape, y.shape);
      return ring.sub(y, ring.scaled(x, alpha));
    },
  );
/**
 * The input as it is.
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
