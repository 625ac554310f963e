// Faces that change a shape: reshape, expand and takes of entries, all of them linear. In params axes count from the end;
// what a number of the user means is resolved here.
import { broadcastMismatch, wrongArgument, wrongCount, wrongShape } from "../../errors.js";
import { permuteRow } from "../../core/views.js";
import { takeRow } from "../../core/picks.js";
import { promote } from "../../core/bind.js";
import { expand as expandRow, reshapeTail } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { type Tensor, type TensorLike } from "../../core/tensor.js";
import { indices } from "./indices.js";
import { allAxes, axesFromEnd, checkSize, fromEnd, size, type Shape } from "../../array/shape.js";

export { reshape, transpose } from "../../core/views.js";

/**
 * All axes in another order: axis i of the result is axis dims[i] of the input.
 *
 * @example
 * permute(zeros([2, 3, 4]), [2, 0, 1]).shape // => [4, 2, 3]
 */
export const permute: Face<[input: TensorLike, dims: readonly number[]]> = /*#__PURE__*/ face(
  "permute",
  "input: tensor, dims: axes",
  (x: Tensor, dims: readonly number[]) => {
    const r = x.shape.length;
    axesFromEnd("permute", dims, r);
    if (dims.length !== r)
      throw wrongArgument("permute", "dims", `all ${r} axes of the input, each once`, dims);
    return permuteRow(
      x,
      dims.map((d) => fromEnd("permute", d, r)),
    );
  },
);

/** All axes of x become `shape`. */
export const shaped = (x: Tensor, shape: Shape): Tensor => reshapeTail(x, { from: x.shape.length, shape });
/** Where an axis is named, a tensor without axes is a vector of one, as in PyTorch. */
export const asVector = (x: Tensor): Tensor => (x.shape.length === 0 ? shaped(x, [1]) : x);

// ── expanding and repeating ──
function expanded(fn: string, x: Tensor, sizes: Shape): Tensor {
  const lead = sizes.length - x.shape.length;
  if (lead < 0) throw wrongArgument(fn, "size", `at least ${x.shape.length} lengths`, sizes);
  const shape = sizes.map((n, i) => (n === -1 && i >= lead ? x.shape[i - lead] : n));
  shape.forEach((n, i) => {
    const fits = i < lead || x.shape[i - lead] === 1 || x.shape[i - lead] === n;
    if (n < 0 || !fits) throw broadcastMismatch(fn, x.shape, sizes);
  });
  checkSize(fn, shape);
  return expandRow(promote(x, shape.length), shape);
}
/**
 * The input repeated along axes of length 1 (and new leading ones) to `size`; -1 keeps a length.
 *
 * @example
 * expand([[1], [2]], [2, 3]) // => tensor([[1, 1, 1], [2, 2, 2]])
 */
export const expand: Face<[input: TensorLike, size: readonly number[]]> = /*#__PURE__*/ face(
  "expand",
  "input: tensor, size: shape",
  (x: Tensor, sizes: Shape) => expanded("expand", x, sizes),
);
/**
 * The same as {@link expand}, under the name of numpy.
 *
 * @example
 * broadcastTo([1, 2], [2, 2]) // => tensor([[1, 2], [1, 2]])
 */
export const broadcastTo: Face<[input: TensorLike, size: readonly number[]]> = /*#__PURE__*/ face(
  "broadcastTo",
  "input: tensor, size: shape",
  (x: Tensor, sizes: Shape) => expanded("broadcastTo", x, sizes),
);
/**
 * The input expanded to the shape of `other`.
 */
export const expandAs: Face<[input: TensorLike, other: TensorLike]> = /*#__PURE__*/ face(
  "expandAs",
  "input: tensor, other: tensor",
  (x: Tensor, other: Tensor) => expanded("expandAs", x, other.shape),
);

/** Copies side by side, `times` along each axis: [s0, s1] as [t0, s0, t1, s1]. */
function tiled(fn: string, x: Tensor, times: Shape): Tensor {
  const bad = times.find((n) => n < 0);
  if (bad !== undefined) throw wrongArgument(fn, "the number of copies", "from 0", bad);
  const lead = new Array<number>(times.length - x.shape.length).fill(1);
  const s = [...lead, ...x.shape];
  if (times.every((n) => n === 1)) return shaped(x, s);
  const shape = s.map((n, i) => n * times[i]);
  checkSize(fn, shape);
  const apart = s.flatMap((n) => [1, n]);
  return shaped(
    expandRow(
      shaped(x, apart),
      apart.map((n, i) => (i % 2 === 0 ? times[i / 2] : n)),
    ),
    shape,
  );
}
/**
 * The input copied `sizes[i]` times along each axis; more sizes than axes give new leading axes.
 *
 * @example
 * repeat([1, 2], [2, 2]) // => tensor([[1, 2, 1, 2], [1, 2, 1, 2]])
 */
export const repeat: Face<[input: TensorLike, sizes: readonly number[]]> = /*#__PURE__*/ face(
  "repeat",
  "input: tensor, sizes: shape",
  (x: Tensor, sizes: Shape) => {
    if (sizes.length < x.shape.length)
      throw wrongArgument(
        "repeat",
        "sizes",
        `at least ${x.shape.length} numbers`,
        sizes,
        "With fewer numbers use tile",
      );
    return tiled("repeat", x, sizes);
  },
);
/**
 * The input copied `dims[i]` times along each axis, aligned from the right.
 *
 * @example
 * tile([1, 2], [2]) // => tensor([1, 2, 1, 2])
 */
export const tile: Face<[input: TensorLike, dims: readonly number[]]> = /*#__PURE__*/ face(
  "tile",
  "input: tensor, dims: shape",
  (x: Tensor, dims: Shape) =>
    tiled("tile", x, [...new Array<number>(Math.max(0, x.shape.length - dims.length)).fill(1), ...dims]),
);
/**
 * Each entry of an axis repeated in its place: as often for all, or as often as `repeats` says for each.
 *
 * @example
 * repeatInterleave([1, 2], 2) // => tensor([1, 1, 2, 2])
 */
export const repeatInterleave: Face<
  [input: TensorLike, repeats: TensorLike, dim?: number | null | Options<{ dim: number | null }>]
> = /*#__PURE__*/ face(
  "repeatInterleave",
  "input: tensor, repeats: any, dim: int?",
  (input: Tensor, repeats: unknown, dim: number | null | undefined) => {
    const fn = "repeatInterleave";
    const x = dim === undefined || dim === null ? shaped(input, [size(input.shape)]) : input;
    const axis = fromEnd(fn, dim ?? 0, x.shape.length);
    const n = x.shape[x.shape.length + axis];
    const times = indices(repeats, fn, "repeats");
    if (times.shape.length > 1 || (times.data.length !== 1 && times.data.length !== n))
      throw wrongShape(fn, "repeats", `a number, or of shape (${n},)`, times.shape);
    const index: number[] = [];
    for (const count of times.data) if (count < 0) throw wrongArgument(fn, "repeats", "from 0", count);
    checkSize(fn, [times.data.length === 1 ? n * times.data[0] : times.data.reduce((a, b) => a + b, 0)]);
    for (let i = 0; i < n; i++) {
      const count = times.data[times.data.length === 1 ? 0 : i];
      for (let c = 0; c < count; c++) index.push(i);
    }
    return takeRow(x, { axis, index });
  },
);

// ── axes of length 1, axes joined and split ──
/**
 * Without the axes of length 1: all of them, or those of `dim` that are.
 *
 * @example
 * squeeze(zeros([1, 2, 1])).shape // => [2]
 */
export const squeeze: Face<[input: TensorLike, dim?: number | readonly number[] | null]> = /*#__PURE__*/ face(
  "squeeze",
  "input: tensor, dim: ints?",
  (x: Tensor, dim: number | readonly number[] | null | undefined) => {
    const r = x.shape.length;
    const axes =
      dim === undefined || dim === null ? allAxes(r) : axesFromEnd("squeeze", [dim].flat(), r || 1);
    return shaped(
      x,
      x.shape.filter((n, d) => n !== 1 || !axes.includes(d - r)),
    );
  },
);
/**
 * With an axis of length 1 before axis `dim` (of the result: -1 is the last).
 *
 * @example
 * unsqueeze([1, 2], -1).shape // => [2, 1]
 */
export const unsqueeze: Face<[input: TensorLike, dim: number]> = /*#__PURE__*/ face(
  "unsqueeze",
  "input: tensor, dim: int",
  (x: Tensor, dim: number) => inserted("unsqueeze", x, dim),
);
/** x with an axis of length 1 that is axis `dim` of the result. */
export function inserted(fn: string, x: Tensor, dim: number): Tensor {
  const r = x.shape.length + 1;
  const at = r + fromEnd(fn, dim, r);
  return shaped(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}
/**
 * The axes from startDim to endDim as one; without both, a vector of all elements.
 *
 * @example
 * flatten([[1, 2], [3, 4]]) // => tensor([1, 2, 3, 4])
 */
export const flatten: Face<
  | [input: TensorLike, startDim?: number, endDim?: number | Options<{ endDim: number }>]
  | [input: TensorLike, options: Options<{ startDim: number; endDim: number }>]
> = /*#__PURE__*/ face(
  "flatten",
  "input: tensor, startDim: int = 0, endDim: int = -1",
  (x: Tensor, startDim: number, endDim: number) => {
    if (x.shape.length === 0) return shaped(x, [1]);
    const r = x.shape.length;
    const start = r + fromEnd("flatten", startDim, r);
    const end = r + fromEnd("flatten", endDim, r);
    if (start > end) throw wrongArgument("flatten", "startDim", `at most endDim (${endDim})`, startDim);
    const { shape } = x;
    return shaped(x, [...shape.slice(0, start), size(shape.slice(start, end + 1)), ...shape.slice(end + 1)]);
  },
);
/**
 * One axis as several, of lengths `sizes` (one may be -1).
 *
 * @example
 * unflatten(zeros([2, 6]), 1, [2, -1]).shape // => [2, 2, 3]
 */
export const unflatten: Face<[input: TensorLike, dim: number, sizes: readonly number[]]> = /*#__PURE__*/ face(
  "unflatten",
  "input: tensor, dim: int, sizes: shape",
  (x: Tensor, dim: number, sizes: Shape) => {
    const r = x.shape.length;
    const at = r + fromEnd("unflatten", dim, r);
    const n = x.shape[at];
    const known = size(sizes.filter((m) => m !== -1));
    const fills = sizes.filter((m) => m === -1).length;
    if (sizes.length === 0 || fills > 1 || (fills === 1 ? known === 0 || n % known !== 0 : known !== n))
      throw wrongCount("unflatten", [n], sizes);
    const split = sizes.map((m) => (m === -1 ? n / known : m));
    return shaped(x, [...x.shape.slice(0, at), ...split, ...x.shape.slice(at + 1)]);
  },
);
