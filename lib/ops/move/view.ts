// What torch has as views of one memory, here new tensors of the same elements: axes swapped and flipped, windows that slide,
// and elements by strides.
import { wrongArgument, wrongShape } from "../../errors.js";
import { takeRow } from "../../core/picks.js";
import { inferred, permuteRow, transposeLast } from "../../core/views.js";
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { allAxes, checkSize, fromEnd, size, type Shape } from "../../array/shape.js";
import { flipRow } from "./order.js";
import { shaped } from "./reshape.js";

type One = Face<[input: TensorLike]>;
/**
 * A matrix transposed; a vector or a number as it is.
 *
 * @example
 * t([[1, 2], [3, 4]]) // => tensor([[1, 3], [2, 4]])
 */
export const t: One = /*#__PURE__*/ face("t", "input: tensor", (x: Tensor) => {
  if (x.shape.length > 2)
    throw wrongShape("t", "input", "of at most two axes", x.shape, "For batches use transpose(x, -2, -1)");
  return transposeLast(x);
});
/**
 * The same elements in another shape; one length may be -1. The same as `reshape`.
 */
export const view: Face<[input: TensorLike, size: readonly number[]]> = /*#__PURE__*/ face(
  "view",
  "input: tensor, size: shape",
  (x: Tensor, sizes: Shape) => shaped(x, inferred("view", x.shape, sizes)),
);
/**
 * The same elements in the shape of `other`.
 */
export const viewAs: Face<[input: TensorLike, other: TensorLike]> = /*#__PURE__*/ face(
  "viewAs",
  "input: tensor, other: tensor",
  (x: Tensor, other: Tensor) => shaped(x, inferred("viewAs", x.shape, other.shape)),
);
/**
 * A vector of all elements in row-major order.
 */
export const ravel: One = /*#__PURE__*/ face("ravel", "input: tensor", (x: Tensor) =>
  shaped(x, [size(x.shape)]),
);

const flipped = (fn: string, axis: number): One =>
  face(fn, "input: tensor", (x: Tensor) => {
    const r = x.shape.length;
    if (r <= axis)
      throw wrongShape(fn, "input", `of at least ${axis === 0 ? "one axis" : "two axes"}`, x.shape);
    return flipRow(x, [axis - r]);
  });
/**
 * The columns (the entries of the second axis) backwards.
 *
 * @example
 * fliplr([[1, 2], [3, 4]]) // => tensor([[2, 1], [4, 3]])
 */
export const fliplr: One = /*#__PURE__*/ flipped("fliplr", 1);
/**
 * The rows (the entries of the first axis) backwards.
 *
 * @example
 * flipud([[1, 2], [3, 4]]) // => tensor([[3, 4], [1, 2]])
 */
export const flipud: One = /*#__PURE__*/ flipped("flipud", 0);

/**
 * Windows of `size` entries of an axis, one from every `step`-th entry on: the axis counts the windows, and a new last axis
 * holds the entries of each.
 *
 * @example
 * unfold([1, 2, 3, 4], 0, 2, 1) // => tensor([[1, 2], [2, 3], [3, 4]])
 */
export const unfold: Face<[input: TensorLike, dimension: number, size: number, step: number]> =
  /*#__PURE__*/ face(
    "unfold",
    "input: tensor, dimension: int, size: int, step: int",
    (x: Tensor, dimension: number, length: number, step: number) => {
      const r = x.shape.length;
      const axis = fromEnd("unfold", dimension, r);
      const n = x.shape[r + axis];
      if (length < 0 || length > n)
        throw wrongArgument("unfold", "size", `from 0 to ${n}, the length of the axis`, length);
      if (step < 1) throw wrongArgument("unfold", "step", "from 1", step);
      const count = Math.floor((n - length) / step) + 1;
      checkSize("unfold", [...x.shape, count, length]);
      const index = Array.from(
        { length: count * length },
        (_, i) => Math.floor(i / length) * step + (i % length),
      );
      const windows = shaped(takeRow(x, { axis, index }), [
        ...x.shape.slice(0, r + axis),
        count,
        length,
        ...x.shape.slice(r + axis + 1),
      ]);
      return permuteRow(windows, [...allAxes(r + 1).filter((a) => a !== axis), axis]);
    },
  );
/**
 * A tensor of shape `size` of the elements in row-major order: that at [i, j] is the one at storageOffset + i stride[0] +
 * j stride[1]. Elements that appear several times add up their derivatives.
 */
export const asStrided: Face<
  [
    input: TensorLike,
    size: readonly number[],
    stride: readonly number[],
    storageOffset?: number | Options<{ storageOffset: number }>,
  ]
> = /*#__PURE__*/ face(
  "asStrided",
  "input: tensor, size: shape, stride: shape, storageOffset: int = 0",
  (x: Tensor, sizes: Shape, stride: Shape, storageOffset: number) => {
    const fn = "asStrided";
    for (const [name, list] of Object.entries({ size: sizes, stride }))
      if (list.some((v) => v < 0)) throw wrongArgument(fn, name, "from 0", list);
    if (stride.length !== sizes.length)
      throw wrongArgument(fn, "stride", `${sizes.length} numbers, as many as size has`, stride);
    const n = size(x.shape);
    const count = checkSize(fn, sizes);
    const last = sizes.reduce((p, length, d) => p + (length - 1) * stride[d], storageOffset);
    if (storageOffset < 0 || (count > 0 && last >= n))
      throw wrongArgument(
        fn,
        "storageOffset",
        `such that the elements stand from 0 to ${n - 1}`,
        storageOffset,
      );
    let index = [storageOffset];
    sizes.forEach((length, d) => {
      index = index.flatMap((p) => Array.from({ length }, (_, i) => p + i * stride[d]));
    });
    return shaped(takeRow(shaped(x, [n]), { axis: -1, index }), sizes);
  },
);
