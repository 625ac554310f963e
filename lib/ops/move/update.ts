// Writing elements at an index. Tensors are immutable: the result is a new one. Where an index names a place twice, the
// last write wins (and the others get no derivative), or with accumulation all of them add up.
import { wrongArgument, wrongShape } from "../../errors.js";
import { putRow, takeRow } from "../../core/picks.js";
import { at } from "../../core/at.js";
import { promote } from "../../core/bind.js";
import { promoteAll } from "../../core/kinds.js";
import { add, expand, mulRow } from "../../core/ring.js";
import { where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Index, type Tensor, type TensorLike } from "../../core/tensor.js";
import { indices } from "./indices.js";
import { VALUE } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/move.js";
import { broadcastShape, fromEnd, sameShape, shapeText, size, type Shape } from "../../array/shape.js";
import { firstEntries, indexFor, inRange, scatterRow } from "./gather.js";
import { asVector, shaped } from "./reshape.js";

/** x with the first elements of the vector `source` at `places` (row-major), one after the other. */
export function overwritten(x: Tensor, places: ArrayLike<number>, source: Tensor): Tensor {
  const n = size(x.shape);
  const writer = new Map<number, number>();
  for (let e = 0; e < places.length; e++) writer.set(places[e], e);
  const written = new Float64Array(n);
  for (const p of writer.keys()) written[p] = 1;
  const winners = takeRow(source, { axis: -1, index: [...writer.values()] });
  const spot = shaped(putRow(winners, { axis: -1, index: [...writer.keys()], n }), x.shape);
  return where(new Plain(x.shape, written, "bool"), spot, x);
}
/** Every element's place in row-major order. */
export const iota = (shape: Shape): Plain =>
  new Plain(
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) => i),
  );
/** A vector of the elements of `source`, which broadcasts to `shape`. */
export function vector(fn: string, source: Tensor, shape: Shape): Tensor {
  if (!sameShape(broadcastShape(fn, source.shape, shape), shape))
    throw wrongShape(fn, "values", `that broadcast to ${shapeText(shape)}`, source.shape);
  const full = sameShape(source.shape, shape) ? source : expand(promote(source, shape.length), shape);
  return shaped(full, [size(shape)]);
}

// ── one place of an axis for each element of an index ──
export function checkScatter(fn: string, x: Tensor, dim: number, index: Tensor, src: Tensor | null): number {
  const rank = x.shape.length;
  const axis = fromEnd(fn, dim, rank);
  const over = (m: number, d: number): boolean => d - rank !== axis && m > x.shape[d];
  if (index.shape.length !== rank || index.shape.some(over))
    throw wrongShape(fn, "index", `of ${rank} axes and no longer than the input but along dim`, index.shape);
  if (src !== null && (src.shape.length !== rank || src.shape.some((m, d) => m < index.shape[d])))
    throw wrongShape(
      fn,
      "src",
      `at least as long as index, ${shapeText(index.shape)}, along each axis`,
      src.shape,
    );
  return axis;
}
/**
 * The input with src[i, j] added at [index[i, j], j] for dim 0, and so on.
 *
 * @example
 * scatterAdd([1, 1, 1], 0, [0, 0], [5, 6]) // => tensor([12, 1, 1])
 */
export const scatterAdd: Face<[input: TensorLike, dim: number, index: TensorLike, src: TensorLike]> =
  /*#__PURE__*/ face(
    "scatterAdd",
    "input: tensor, dim: int, index: tensor, src: tensor",
    (x: Tensor, dim: number, index: Tensor, src: Tensor): Tensor => {
      const fn = "scatterAdd";
      if (x.shape.length === 0)
        return shaped(scatterAdd(asVector(x), dim, asVector(index), asVector(src)), []);
      const rank = x.shape.length;
      const axis = checkScatter(fn, x, dim, index, src);
      const to = indexFor(fn, "index", index, x.shape[rank + axis], rank + axis);
      return add(
        x,
        scatterRow(promoteAll([firstEntries(src, index.shape, null), to]), { axis, shape: x.shape }),
      );
    },
  );
// ── whole entries of an axis ──
/** Axis, and the entries that a vector names. */
function checkEntries(
  fn: string,
  x: Tensor,
  dim: number,
  index: Tensor,
  source: Tensor | null,
): { axis: number; entries: number[] } {
  const rank = x.shape.length;
  const axis = fromEnd(fn, dim, rank);
  if (index.shape.length > 1) throw wrongShape(fn, "index", "(m,), a vector", index.shape);
  const entries = Array.from(
    inRange(fn, indices(index, fn, "index"), x.shape[rank + axis], rank + axis).data,
  );
  const shape = x.shape.map((n, d) => (d - rank === axis ? entries.length : n));
  if (source !== null && !sameShape(source.shape, shape))
    throw wrongShape(fn, "source", `${shapeText(shape)}, an entry for each index`, source.shape);
  return { axis, entries };
}
/**
 * The input with alpha times the entries of `source` added at the entries `index` of an axis.
 *
 * @example
 * indexAdd([1, 2, 3], 0, [0, 0], [10, 20]) // => tensor([31, 2, 3])
 */
export const indexAdd: Face<
  [
    input: TensorLike,
    dim: number,
    index: TensorLike,
    source: TensorLike,
    options?: Options<{ alpha: number }>,
  ]
> = /*#__PURE__*/ face(
  "indexAdd",
  "input: tensor, dim: int, index: tensor, source: tensor, *, alpha: number = 1",
  (x: Tensor, dim: number, index: Tensor, source: Tensor, alpha: number): Tensor => {
    if (x.shape.length === 0)
      return shaped(indexAdd(asVector(x), dim, index, asVector(source), { alpha }), []);
    const { axis, entries } = checkEntries("indexAdd", x, dim, index, source);
    const added = putRow(source, { axis, index: entries, n: x.shape[x.shape.length + axis] });
    return add(x, alpha === 1 ? added : mulRow(literal(alpha), added, VALUE));
  },
);
/**
 * The input with the entries of `source` in place of the entries `index` of an axis; the last write wins.
 *
 * @example
 * indexCopy([1, 2, 3], 0, [0, 2], [10, 20]) // => tensor([10, 2, 20])
 */
export const indexCopy: Face<[input: TensorLike, dim: number, index: TensorLike, source: TensorLike]> =
  /*#__PURE__*/ face(
    "indexCopy",
    "input: tensor, dim: int, index: tensor, source: tensor",
    (x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor => {
      if (x.shape.length === 0) return shaped(indexCopy(asVector(x), dim, index, asVector(source)), []);
      const { axis, entries } = checkEntries("indexCopy", x, dim, index, source);
      return overwritten(x, kernel.take(iota(x.shape), axis, entries), shaped(source, [size(source.shape)]));
    },
  );
/**
 * The input with one number in place of the entries `index` of an axis.
 *
 * @example
 * indexFill([1, 2, 3], 0, [0, 2], 9) // => tensor([9, 2, 9])
 */
export const indexFill: Face<[input: TensorLike, dim: number, index: TensorLike, value: TensorLike]> =
  /*#__PURE__*/ face(
    "indexFill",
    "input: tensor, dim: int, index: tensor, value: tensor",
    (x: Tensor, dim: number, index: Tensor, value: Tensor): Tensor => {
      if (x.shape.length === 0) return shaped(indexFill(asVector(x), dim, index, value), []);
      const { axis, entries } = checkEntries("indexFill", x, dim, index, null);
      if (value.shape.length !== 0) throw wrongShape("indexFill", "value", "(), one number", value.shape);
      const places = kernel.take(iota(x.shape), axis, entries);
      return overwritten(x, places, vector("indexFill", value, [places.length]));
    },
  );

/**
 * The input with `values` (broadcasting) at the place that {@link Tensor.at} reads for these indices: one per axis from the
 * left. With `accumulate` they are added; without, the last write wins.
 *
 * @example
 * indexPut([1, 2, 3], [[0, 2]], [7, 8]) // => tensor([7, 2, 8])
 */
export const indexPut: Face<
  [
    input: TensorLike,
    indices: readonly Index[],
    values: TensorLike,
    accumulate?: boolean | Options<{ accumulate: boolean }>,
  ]
> = /*#__PURE__*/ face(
  "indexPut",
  "input: tensor, indices: any, values: tensor, accumulate: bool = false",
  (x: Tensor, given: unknown, values: Tensor, accumulate: boolean) => {
    if (!Array.isArray(given))
      throw wrongArgument(
        "indexPut",
        "indices",
        "an array with one index per axis",
        given,
        "Write indexPut(x, [index], values)",
      );
    const places = at(iota(x.shape), given as Index[], "indexPut");
    const from = vector("indexPut", values, places.shape);
    if (!accumulate) return overwritten(x, places.data, from);
    return add(
      x,
      shaped(putRow(from, { axis: -1, index: Array.from(places.data), n: size(x.shape) }), x.shape),
    );
  },
);
