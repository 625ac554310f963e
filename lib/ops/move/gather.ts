// Picking elements by index and by condition. Indices carry no derivative; those that an engine watches (a batch, a
// trace) must be of dtype int32, so that no number that carries one is taken for an index by mistake.
import { wrongArgument, wrongShape } from "../../errors.js";
import { entryOf, sliceRow, takeRow } from "../../core/picks.js";
import { promote } from "../../core/bind.js";
import { general, promoteAll } from "../../core/kinds.js";
import { expand } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { indices } from "./indices.js";
import { spread } from "../../kernels/loops.js";
import * as kernel from "../../kernels/move.js";
import { broadcastShape, fromEnd, sameShape, size, type Dense, type Shape } from "../../array/shape.js";
import { asVector, shaped } from "./reshape.js";

export { eq, ge, gt, le, lt, ne, where } from "../../core/choose.js";

// ── one entry of an axis for each element of an index ──
/** Core rank and axis (from the end): what stands before the core axes is leading and broadcasts. */
interface Along {
  readonly axis: number;
  readonly rank: number;
}
const index3 = { lo: 0, hi: 2, fixed: [2, 0, 1, 1, 0, 2] };
const values = { lo: -2, hi: 2 };
/** An operand with its leading axes blown up to `lead`. */
const leading = (x: Dense, rank: number, lead: Shape): Dense => {
  const shape = [...lead, ...x.shape.slice(x.shape.length - rank)];
  return { shape, data: spread(x, shape) };
};
const leadOf = (x: Dense, y: Dense, rank: number): Shape =>
  broadcastShape("gather", x.shape.slice(0, x.shape.length - rank), y.shape.slice(0, y.shape.length - rank));
/** An index counted from 0; an entry out of range is an error. */
export const inRange = (fn: string, index: Dense, n: number, axis: number): Dense => ({
  shape: index.shape,
  data: index.data.map((i) => entryOf(fn, i, n, axis)),
});

const gatherRule: Rule<Along> = {
  name: "gather",
  kind: "general",
  reach: ({ axis }) => ({ argument: 0, axes: [axis] }),
  trials: [
    {
      shapes: [
        [3, 3],
        [2, 3],
      ],
      params: { axis: -2, rank: 2 },
      domain: [values, index3],
    },
    { shapes: [[2, 3], [2, 3]], params: { axis: -1, rank: 2 }, domain: [values, index3] }, // prettier-ignore
  ],
  value: ([x, i], { axis, rank }) => {
    const lead = leadOf(x, i, rank);
    const at = leading(inRange("gather", i, x.shape[x.shape.length + axis], rank + axis), rank, lead);
    return new Plain(at.shape, kernel.gather(leading(x, rank, lead), at, axis), x.dtype);
  },
  push: ([dx], [, i], _y, params) => dx && gatherRow([dx, promote(i, dx.shape.length)], params),
  pull: (k, ybar, [x, i], _y, { axis, rank }) =>
    k === 1
      ? null
      : scatterRow([ybar, promote(i, ybar.shape.length)], {
          axis,
          shape: x.shape.slice(x.shape.length - rank),
        }),
};
export const gatherRow = /*#__PURE__*/ general(gatherRule);
/** Elements of v added to zeros of `shape` at index along axis: the transpose of gather. */
interface Into {
  readonly axis: number;
  readonly shape: Shape;
}
const scatterRule: Rule<Into> = {
  name: "scatterAdd",
  kind: "general",
  reach: ({ axis }) => ({ argument: 0, axes: [axis] }),
  trials: [
    { shapes: [[2, 3], [2, 3]], params: { axis: -2, shape: [3, 3] }, domain: [values, index3] }, // prettier-ignore
    { shapes: [[2, 3], [2, 3]], params: { axis: -1, shape: [2, 3] }, domain: [values, index3] }, // prettier-ignore
  ],
  value: ([v, i], { axis, shape }) => {
    const rank = shape.length;
    const lead = leadOf(v, i, rank);
    const full = [...lead, ...shape];
    const at = leading(inRange("scatterAdd", i, shape[rank + axis], rank + axis), rank, lead);
    return new Plain(full, kernel.scatterAdd(leading(v, rank, lead), at, axis, full));
  },
  push: ([dv], [, i], _y, params) => dv && scatterRow([dv, promote(i, dv.shape.length)], params),
  pull: (k, ybar, [, i], _y, { axis, shape }) =>
    k === 1 ? null : gatherRow([ybar, promote(i, ybar.shape.length)], { axis, rank: shape.length }),
};
export const scatterRow = /*#__PURE__*/ general(scatterRule);

/** An index of an axis of n entries, checked; one that an engine watches is checked when its numbers are known. */
export function indexFor(fn: string, name: string, index: Tensor, n: number, axis: number): Tensor {
  if (index.level !== 0) {
    if (index.dtype === "int32") return index;
    throw wrongArgument(
      fn,
      name,
      "whole numbers",
      index,
      'Indices carry no derivative: pass a plain tensor, or one made with {dtype: "int32"}',
    );
  }
  const { shape, data } = inRange(fn, indices(index, fn, name), n, axis);
  return new Plain(shape, data, "int32");
}

/**
 * out[i, j] = input[index[i, j], j] for dim 0, and so on: one entry of `dim` for each element of index.
 *
 * @example
 * gather([[1, 2], [3, 4]], 1, [[0], [1]]) // => tensor([[1], [4]])
 */
export const gather: Face<[input: TensorLike, dim: number, index: TensorLike]> = /*#__PURE__*/ face(
  "gather",
  "input: tensor, dim: int, index: tensor",
  (x: Tensor, dim: number, index: Tensor): Tensor => {
    const rank = x.shape.length;
    if (rank === 0 || (rank === 1 && index.shape.length === 0))
      return shaped(gather(asVector(x), dim, asVector(index)), index.shape);
    const axis = fromEnd("gather", dim, rank);
    const fits =
      index.shape.length === rank && index.shape.every((m, d) => d - rank === axis || m <= x.shape[d]);
    if (!fits)
      throw wrongShape(
        "gather",
        "index",
        `of ${rank} axes and no longer than the input but along dim`,
        index.shape,
      );
    const at = indexFor("gather", "index", index, x.shape[rank + axis], rank + axis);
    return gatherRow(promoteAll([firstEntries(x, index.shape, axis), at]), { axis, rank });
  },
);
/** The first entries of each axis but one, as many as `shape` has. */
export function firstEntries(x: Tensor, shape: Shape, axis: number | null): Tensor {
  const rank = x.shape.length;
  return shape.reduce<Tensor>(
    (y, length, d) =>
      d - rank === axis || length === x.shape[d]
        ? y
        : sliceRow(y, { axis: d - rank, start: 0, length, step: 1 }),
    x,
  );
}
/**
 * As {@link gather}, but input and indices broadcast along the other axes; without dim, entries of all elements in order.
 *
 * @example
 * takeAlongDim([[3, 1], [2, 4]], [[1], [0]], 1) // => tensor([[1], [2]])
 */
export const takeAlongDim: Face<
  [input: TensorLike, indices: TensorLike, dim?: number | null | Options<{ dim: number | null }>]
> = /*#__PURE__*/ face(
  "takeAlongDim",
  "input: tensor, indices: tensor, dim: int?",
  (input: Tensor, given: Tensor, dim: number | null | undefined) => {
    const fn = "takeAlongDim";
    const whole = dim === undefined || dim === null;
    const x = whole ? shaped(input, [size(input.shape)]) : input;
    const i = whole ? shaped(given, [size(given.shape)]) : given;
    const rank = x.shape.length;
    const axis = fromEnd(fn, dim ?? 0, rank);
    if (i.shape.length !== rank) throw wrongShape(fn, "indices", `of ${rank} axes, as the input`, i.shape);
    const at = indexFor(fn, "indices", i, x.shape[rank + axis], rank + axis);
    const shape = broadcastShape(fn, without(x.shape, axis), without(i.shape, axis)).slice();
    const across = (t: Tensor): Tensor => {
      const full = shape.slice();
      full[rank + axis] = t.shape[rank + axis];
      return sameShape(full, t.shape) ? t : expand(t, full);
    };
    return gatherRow(promoteAll([across(x), across(at)]), { axis, rank });
  },
);
const without = (s: Shape, axis: number): Shape => s.map((n, d) => (d - s.length === axis ? 1 : n));

// ── entries of an axis, of all elements, under a mask ──
/**
 * The entries `index` (a vector) of an axis, in that order.
 *
 * @example
 * indexSelect([[1, 2], [3, 4]], 0, [1, 1]) // => tensor([[3, 4], [3, 4]])
 */
export const indexSelect: Face<[input: TensorLike, dim: number, index: TensorLike]> = /*#__PURE__*/ face(
  "indexSelect",
  "input: tensor, dim: int, index: tensor",
  (x: Tensor, dim: number, index: Tensor): Tensor => {
    const rank = x.shape.length;
    if (rank === 0 && size(index.shape) === 1) return shaped(indexSelect(asVector(x), dim, index), []);
    const axis = fromEnd("indexSelect", dim, rank);
    if (index.shape.length > 1) throw wrongShape("indexSelect", "index", "(m,), a vector", index.shape);
    return entriesAlong("indexSelect", "index", x, axis, index);
  },
);
/** Entries of an axis: by numbers where they are known, else by a gather. */
export function entriesAlong(fn: string, name: string, x: Tensor, axis: number, index: Tensor): Tensor {
  const rank = x.shape.length;
  const at = indexFor(fn, name, index, x.shape[rank + axis], rank + axis);
  if (at.level === 0) return takeRow(x, { axis, index: Array.from(at.data) });
  const m = size(at.shape);
  const alone = x.shape.map((_, d) => (d - rank === axis ? m : 1));
  const full = x.shape.map((n, d) => (d - rank === axis ? m : n));
  return gatherRow(promoteAll([x, expand(shaped(at, alone), full)]), { axis, rank });
}
/**
 * Elements by their place in row-major order, in the shape of index.
 *
 * @example
 * take([[1, 2], [3, 4]], [0, 3]) // => tensor([1, 4])
 */
export const take: Face<[input: TensorLike, index: TensorLike]> = /*#__PURE__*/ face(
  "take",
  "input: tensor, index: tensor",
  (x: Tensor, index: Tensor) => {
    const flat = shaped(x, [size(x.shape)]);
    return shaped(entriesAlong("take", "index", flat, -1, shaped(index, [size(index.shape)])), index.shape);
  },
);
