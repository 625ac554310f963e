// Choosing by a mask. What the mask leaves out contributes nothing to the derivative, not even NaN (core/choose.ts).
import { watched, wrongShape } from "../../errors.js";
import { takeRow } from "../../core/picks.js";
import { promote } from "../../core/bind.js";
import { expand } from "../../core/ring.js";
import { where } from "../../core/choose.js";
import { face, type Face } from "../../core/signature.js";
import type { Tensor, TensorLike, Watched } from "../../core/tensor.js";
import { spread } from "../../kernels/loops.js";
import { broadcastShape, sameShape, size } from "../../array/shape.js";
import { overwritten } from "./update.js";
import { shaped } from "./reshape.js";

/**
 * The input with `value` (one number) where the mask is true.
 *
 * @example
 * maskedFill([1, 2, 3], [true, false, true], 0) // => tensor([0, 2, 0])
 */
export const maskedFill: Face<[input: TensorLike, mask: TensorLike, value: TensorLike]> = /*#__PURE__*/ face(
  "maskedFill",
  "input: tensor, mask: tensor, value: tensor",
  (x: Tensor, mask: Tensor, value: Tensor) => {
    if (value.shape.length !== 0)
      throw wrongShape(
        "maskedFill",
        "value",
        "(), one number",
        value.shape,
        "For an element each use where(mask, value, input)",
      );
    broadcastShape("maskedFill", x.shape, mask.shape);
    return where(mask, value, x);
  },
);

/** x and the places (in row-major order, of what x and mask broadcast to) where the mask is true. */
function masked(fn: string, x: Tensor, mask: Tensor): { x: Tensor; places: number[] } {
  if (mask.level !== 0) throw watched(fn, (mask as Watched).run.call);
  const shape = broadcastShape(fn, x.shape, mask.shape);
  const m = spread(mask, shape);
  const places = Array.from(m.keys()).filter((p) => m[p] !== 0);
  return { x: sameShape(x.shape, shape) ? x : expand(promote(x, shape.length), shape), places };
}
/**
 * A vector of the elements where the mask is true. The mask must be plain: its numbers decide the shape.
 *
 * @example
 * maskedSelect([1, 2, 3], [true, false, true]) // => tensor([1, 3])
 */
export const maskedSelect: Face<[input: TensorLike, mask: TensorLike]> = /*#__PURE__*/ face(
  "maskedSelect",
  "input: tensor, mask: tensor",
  (input: Tensor, mask: Tensor) => {
    const { x, places } = masked("maskedSelect", input, mask);
    return takeRow(shaped(x, [size(x.shape)]), { axis: -1, index: places });
  },
);
/**
 * The input with the elements of `source`, one after the other, where the mask is true.
 *
 * @example
 * maskedScatter([1, 2, 3], [true, false, true], [7, 8]) // => tensor([7, 2, 8])
 */
export const maskedScatter: Face<[input: TensorLike, mask: TensorLike, source: TensorLike]> =
  /*#__PURE__*/ face(
    "maskedScatter",
    "input: tensor, mask: tensor, source: tensor",
    (input: Tensor, mask: Tensor, source: Tensor) => {
      const { x, places } = masked("maskedScatter", input, mask);
      if (size(source.shape) < places.length)
        throw wrongShape(
          "maskedScatter",
          "source",
          `of at least ${places.length} elements (as many as the mask has true)`,
          source.shape,
        );
      return overwritten(x, places, shaped(source, [size(source.shape)]));
    },
  );
