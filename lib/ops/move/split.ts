// Tensors taken apart along an axis: parts are slices and selects, whose cotangents reverse mode collects in one buffer.
import { axisOutOfRange, wrongArgument } from "../../errors.js";
import { selectRow, sliceRow } from "../../core/picks.js";
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { checkSize, fromEnd } from "../../array/shape.js";

/** Slices of the given lengths along an axis. */
function pieces(x: Tensor, axis: number, lengths: readonly number[]): Tensor[] {
  let start = 0;
  return lengths.map((length) => {
    const part = sliceRow(x, { axis, start, length, step: 1 });
    start += length;
    return part;
  });
}
/** n entries in parts of `length`, the last one shorter. */
const evenly = (n: number, length: number): number[] =>
  Array.from({ length: Math.max(1, Math.ceil(n / length)) }, (_, i) => Math.min(length, n - i * length));

/**
 * Parts of `splitSizeOrSections` entries (the last may be shorter), or of the lengths that it lists.
 *
 * @example
 * split([1, 2, 3], 2) // => [tensor([1, 2]), tensor([3])]
 */
export const split: Face<
  [
    tensor: TensorLike,
    splitSizeOrSections: number | readonly number[],
    dim?: number | Options<{ dim: number }>,
  ],
  Tensor[]
> = /*#__PURE__*/ face(
  "split",
  "tensor: tensor, splitSizeOrSections: ints, dim: int = 0",
  (x: Tensor, sections: number | readonly number[], dim: number) => {
    const axis = fromEnd("split", dim, x.shape.length);
    const n = x.shape[x.shape.length + axis];
    const listed = typeof sections === "object";
    const fits = listed
      ? sections.every((l) => l >= 0) && sections.reduce((a, b) => a + b, 0) === n
      : sections > 0 || (sections === 0 && n === 0);
    if (!fits)
      throw wrongArgument(
        "split",
        "splitSizeOrSections",
        listed ? `lengths from 0 whose sum is ${n}` : "a length from 1",
        sections,
      );
    return pieces(x, axis, listed ? sections : evenly(n, Math.max(1, sections)));
  },
);
/**
 * At most `chunks` parts of equal length (the last may be shorter).
 *
 * @example
 * chunk([1, 2, 3], 2) // => [tensor([1, 2]), tensor([3])]
 */
export const chunk: Face<
  [input: TensorLike, chunks: number, dim?: number | Options<{ dim: number }>],
  Tensor[]
> = /*#__PURE__*/ face(
  "chunk",
  "input: tensor, chunks: int, dim: int = 0",
  (x: Tensor, chunks: number, dim: number) => {
    const axis = fromEnd("chunk", dim, x.shape.length);
    const n = x.shape[x.shape.length + axis];
    if (chunks < 1) throw wrongArgument("chunk", "chunks", "a whole number from 1", chunks);
    return n === 0
      ? pieces(x, axis, new Array<number>(chunks).fill(0))
      : pieces(x, axis, evenly(n, Math.ceil(n / chunks)));
  },
);
/**
 * As many parts as asked for, of lengths that differ by at most 1; or cut before the listed entries.
 *
 * @example
 * tensorSplit([1, 2, 3], [1]) // => [tensor([1]), tensor([2, 3])]
 */
export const tensorSplit: Face<
  [input: TensorLike, indicesOrSections: number | readonly number[], dim?: number | Options<{ dim: number }>],
  Tensor[]
> = /*#__PURE__*/ face(
  "tensorSplit",
  "input: tensor, indicesOrSections: ints, dim: int = 0",
  (x: Tensor, given: number | readonly number[], dim: number) => {
    const axis = fromEnd("tensorSplit", dim, x.shape.length);
    const n = x.shape[x.shape.length + axis];
    if (typeof given === "number") {
      if (given < 1) throw wrongArgument("tensorSplit", "indicesOrSections", "a whole number from 1", given);
      checkSize("tensorSplit", [given]);
      const least = Math.floor(n / given);
      return pieces(
        x,
        axis,
        Array.from({ length: given }, (_, i) => least + (i < n % given ? 1 : 0)),
      );
    }
    // As Python's slices: cuts beyond an end fall onto it, and a cut before the last gives an empty part.
    const cuts = [0, ...given.map((c) => Math.min(n, Math.max(0, c < 0 ? c + n : c))), n];
    return cuts
      .slice(1)
      .map((stop, i) => sliceRow(x, { axis, start: cuts[i], length: Math.max(0, stop - cuts[i]), step: 1 }));
  },
);
/**
 * The entries of an axis, which is dropped.
 *
 * @example
 * unbind([[1, 2], [3, 4]], 1) // => [tensor([1, 3]), tensor([2, 4])]
 */
export const unbind: Face<[input: TensorLike, dim?: number | Options<{ dim: number }>], Tensor[]> =
  /*#__PURE__*/ face("unbind", "input: tensor, dim: int = 0", (x: Tensor, dim: number) => {
    const r = x.shape.length;
    if (r === 0) throw axisOutOfRange("unbind", dim, 0);
    const axis = fromEnd("unbind", dim, r);
    return Array.from({ length: x.shape[r + axis] }, (_, index) => selectRow(x, { axis, index }));
  });
