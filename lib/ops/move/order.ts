// Faces and rows that put axes and entries in another order, or keep a part of them. All of them are linear and move
// elements, so structured seeds stay structured through them.
import { wrongArgument } from "../../errors.js";
import { entryOf, selectRow, sliceRow } from "../../core/picks.js";
import { permuteRow } from "../../core/views.js";
import { linear, type Row } from "../../core/kinds.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as move from "../../kernels/move.js";
import { allAxes, axesFromEnd, fromEnd, size } from "../../array/shape.js";
import { shaped } from "./reshape.js";

// ── axes in another order ──
/**
 * The axes `source` at the places `destination`; the others keep their order.
 *
 * @example
 * movedim(zeros([2, 3, 4]), 0, -1).shape // => [3, 4, 2]
 */
export const movedim: Face<
  [input: TensorLike, source: number | readonly number[], destination: number | readonly number[]]
> = /*#__PURE__*/ face(
  "movedim",
  "input: tensor, source: ints, destination: ints",
  (x: Tensor, source: number | readonly number[], destination: number | readonly number[]) => {
    const r = x.shape.length;
    const from = [source].flat().map((a) => fromEnd("movedim", a, r || 1));
    const to = [destination].flat().map((a) => fromEnd("movedim", a, r || 1));
    axesFromEnd("movedim", from, r || 1);
    axesFromEnd("movedim", to, r || 1);
    if (from.length !== to.length)
      throw wrongArgument("movedim", "destination", `as many axes as source (${from.length})`, destination);
    const rest = allAxes(r).filter((a) => !from.includes(a));
    return permuteRow(
      x,
      allAxes(r).map((a) => (to.includes(a) ? from[to.indexOf(a)] : rest.shift()!)),
    );
  },
);
/**
 * Two axes swapped, under the name of numpy.
 */
export const swapaxes: Face<[input: TensorLike, axis0: number, axis1: number]> = /*#__PURE__*/ face(
  "swapaxes",
  "input: tensor, axis0: int, axis1: int",
  (x: Tensor, axis0: number, axis1: number) => swapped("swapaxes", x, axis0, axis1),
);
function swapped(fn: string, x: Tensor, axis0: number, axis1: number): Tensor {
  const r = x.shape.length;
  const a = fromEnd(fn, axis0, r || 1);
  const b = fromEnd(fn, axis1, r || 1);
  return permuteRow(
    x,
    allAxes(r).map((d) => (d === a ? b : d === b ? a : d)),
  );
}

// ── entries in another order ──
/** The entries of the axes (from the end) backwards. */
export const flipRow: Row<readonly number[]> = /*#__PURE__*/ linear(
  "flip",
  (x, axes) => {
    let { data } = x;
    for (const axis of axes) {
      const n = x.shape[x.shape.length + axis];
      data = move.slice({ shape: x.shape, data }, axis, n - 1, n, -1);
    }
    return new Plain(x.shape, data, x.dtype);
  },
  (ybar, axes) => flipRow(ybar, axes),
  [
    { shapes: [[3]], params: [-1] },
    { shapes: [[2, 3, 2]], params: [-3, -1] },
  ],
  { role: "gather" },
);
/**
 * The entries along each axis of `dims` backwards.
 *
 * @example
 * flip([1, 2, 3], [0]) // => tensor([3, 2, 1])
 */
export const flip: Face<[input: TensorLike, dims: number | readonly number[]]> = /*#__PURE__*/ face(
  "flip",
  "input: tensor, dims: ints",
  (x: Tensor, dims: number | readonly number[]) => {
    const axes = axesFromEnd("flip", [dims].flat(), x.shape.length || 1);
    return x.shape.length === 0 ? x : flipRow(x, axes);
  },
);
/**
 * Turned by k quarters in the plane of two axes, from the first towards the second.
 *
 * @example
 * rot90([[0, 1], [2, 3]]) // => tensor([[1, 3], [0, 2]])
 */
export const rot90: Face<
  | [input: TensorLike, k?: number, dims?: readonly number[] | Options<{ dims: readonly number[] }>]
  | [input: TensorLike, options: Options<{ k: number; dims: readonly number[] }>]
> = /*#__PURE__*/ face(
  "rot90",
  "input: tensor, k: int = 1, dims: axes?",
  (x: Tensor, k: number, dims: readonly number[] = [0, 1]) => {
    const r = x.shape.length;
    if (dims.length !== 2) throw wrongArgument("rot90", "dims", "two axes", dims);
    axesFromEnd("rot90", dims, r);
    const [a, b] = dims.map((d) => fromEnd("rot90", d, r));
    const quarters = ((k % 4) + 4) % 4;
    if (quarters === 0) return x;
    if (quarters === 2) return flipRow(x, [a, b]);
    return quarters === 1 ? swapped("rot90", flipRow(x, [b]), a, b) : flipRow(swapped("rot90", x, a, b), [b]);
  },
);

/** The entries of an axis moved by `shift` places; what leaves at one end enters at the other. */
export const rollRow: Row<{ axis: number; shift: number }> = /*#__PURE__*/ linear(
  "roll",
  (x, { axis, shift }) => new Plain(x.shape, move.roll(x, axis, shift), x.dtype),
  (ybar, { axis, shift }) => rollRow(ybar, { axis, shift: -shift }),
  [
    { shapes: [[4]], params: { axis: -1, shift: 1 } },
    { shapes: [[3, 2]], params: { axis: -2, shift: -2 } },
  ],
  { role: "gather" },
);
/**
 * Entries moved by `shifts` along `dims`, cyclically; without dims along all elements in row-major order.
 *
 * @example
 * roll([1, 2, 3], 1) // => tensor([3, 1, 2])
 */
export const roll: Face<
  [
    input: TensorLike,
    shifts: number | readonly number[],
    dims?: number | readonly number[] | null | Options<{ dims: number | readonly number[] | null }>,
  ]
> = /*#__PURE__*/ face(
  "roll",
  "input: tensor, shifts: ints, dims: ints?",
  (x: Tensor, shifts: number | readonly number[], dims: number | readonly number[] | null | undefined) => {
    const by = [shifts].flat();
    if (dims === undefined || dims === null) {
      if (by.length !== 1)
        throw wrongArgument("roll", "shifts", "one number where dims is not given", shifts);
      return shaped(rollRow(shaped(x, [size(x.shape)]), { axis: -1, shift: by[0] }), x.shape);
    }
    const axes = [dims].flat().map((d) => fromEnd("roll", d, x.shape.length || 1));
    if (axes.length !== by.length)
      throw wrongArgument("roll", "shifts", `as many numbers as dims (${axes.length})`, shifts);
    return x.shape.length === 0 ? x : axes.reduce((y, axis, i) => rollRow(y, { axis, shift: by[i] }), x);
  },
);

// ── parts ──
/**
 * `length` entries of an axis from `start`.
 *
 * @example
 * narrow([1, 2, 3, 4], 0, 1, 2) // => tensor([2, 3])
 */
export const narrow: Face<[input: TensorLike, dim: number, start: number, length: number]> =
  /*#__PURE__*/ face(
    "narrow",
    "input: tensor, dim: int, start: int, length: int",
    (x: Tensor, dim: number, start: number, length: number) => {
      const r = x.shape.length;
      const axis = fromEnd("narrow", dim, r);
      const n = x.shape[r + axis];
      const from = start === n ? n : entryOf("narrow", start, n, r + axis);
      if (length < 0 || from + length > n)
        throw wrongArgument(
          "narrow",
          "length",
          `from 0 to ${n - from} (axis ${r + axis} has ${n} entries)`,
          length,
        );
      return sliceRow(x, { axis, start: from, length, step: 1 });
    },
  );
/**
 * One entry of an axis, which is dropped.
 *
 * @example
 * select([[1, 2], [3, 4]], 0, 1) // => tensor([3, 4])
 */
export const select: Face<[input: TensorLike, dim: number, index: number]> = /*#__PURE__*/ face(
  "select",
  "input: tensor, dim: int, index: int",
  (x: Tensor, dim: number, index: number) => {
    const r = x.shape.length;
    const axis = fromEnd("select", dim, r);
    return selectRow(x, { axis, index: entryOf("select", index, x.shape[r + axis], r + axis) });
  },
);
