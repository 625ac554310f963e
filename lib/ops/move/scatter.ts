// The input with something else in a part of it: in a slice, an entry, a diagonal; and many elements gathered into each place
// by a reduction.
import { wrongArgument, wrongOption, wrongShape } from "../../errors.js";
import { entryOf, selectRow, takeRow } from "../../core/picks.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { indices } from "./indices.js";
import * as kernel from "../../kernels/move.js";
import { fromEnd, sameShape, shapeText, size, type Shape } from "../../array/shape.js";
import { prodRow } from "../reduce/cumulative.js";
import { diagonalOf } from "./diagonal.js";
import { amaxRow, aminRow } from "../reduce/extremes.js";
import { firstEntries, inRange } from "./gather.js";
import { cat } from "./concatenate.js";
import { checkScatter, iota, overwritten, vector } from "./update.js";
import { asVector, shaped } from "./reshape.js";

/** x with `src` where `places`, of its shape, say. */
function withPart(
  fn: string,
  x: Tensor,
  src: Tensor,
  places: { shape: Shape; data: ArrayLike<number> },
): Tensor {
  if (!sameShape(src.shape, places.shape))
    throw wrongShape(fn, "src", `${shapeText(places.shape)}, as the part it replaces`, src.shape);
  return overwritten(x, places.data, shaped(src, [size(src.shape)]));
}
/**
 * The input with `src` in place of the entry `index` of an axis.
 *
 * @example
 * selectScatter([[1, 2], [3, 4]], [9, 9], 0, 1) // => tensor([[1, 2], [9, 9]])
 */
export const selectScatter: Face<[input: TensorLike, src: TensorLike, dim: number, index: number]> =
  /*#__PURE__*/ face(
    "selectScatter",
    "input: tensor, src: tensor, dim: int, index: int",
    (x: Tensor, src: Tensor, dim: number, index: number) => {
      const r = x.shape.length;
      const axis = fromEnd("selectScatter", dim, r);
      const at = entryOf("selectScatter", index, x.shape[r + axis], r + axis);
      return withPart("selectScatter", x, src, selectRow(iota(x.shape), { axis, index: at }));
    },
  );
export interface SliceOptions {
  dim: number;
  start: number | null;
  end: number | null;
  step: number;
}
/**
 * The input with `src` in place of every `step`-th entry of an axis from start to before end; negative ones count from the
 * end of the axis.
 *
 * @example
 * sliceScatter([1, 2, 3, 4], [8, 9], { start: 1, end: 3 }) // => tensor([1, 8, 9, 4])
 */
export const sliceScatter: Face<
  | [input: TensorLike, src: TensorLike, options?: Options<SliceOptions>]
  | [
      input: TensorLike,
      src: TensorLike,
      dim: number,
      start?: number | null,
      end?: number | null,
      step?: number,
    ]
> = /*#__PURE__*/ face(
  "sliceScatter",
  "input: tensor, src: tensor, dim: int = 0, start: int?, end: int?, step: int = 1",
  (
    x: Tensor,
    src: Tensor,
    dim: number,
    start: number | null | undefined,
    end: number | null | undefined,
    step: number,
  ) => {
    const fn = "sliceScatter";
    const r = x.shape.length;
    const axis = fromEnd(fn, dim, r);
    if (step < 1) throw wrongArgument(fn, "step", "from 1", step);
    const n = x.shape[r + axis];
    const within = (i: number): number => Math.min(n, Math.max(0, i < 0 ? i + n : i));
    const [from, to] = [within(start ?? 0), within(end ?? n)];
    const entries: number[] = [];
    for (let i = from; i < to; i += step) entries.push(i);
    return withPart(fn, x, src, takeRow(iota(x.shape), { axis, index: entries }));
  },
);
/**
 * The input with `src` on a diagonal of the matrices that the axes dim1 and dim2 make.
 *
 * @example
 * diagonalScatter([[1, 2], [3, 4]], [8, 9]) // => tensor([[8, 2], [3, 9]])
 */
export const diagonalScatter: Face<
  | [input: TensorLike, src: TensorLike, offset?: number, dim1?: number, dim2?: number]
  | [input: TensorLike, src: TensorLike, options: Options<{ offset: number; dim1: number; dim2: number }>]
> = /*#__PURE__*/ face(
  "diagonalScatter",
  "input: tensor, src: tensor, offset: int = 0, dim1: int = 0, dim2: int = 1",
  (x: Tensor, src: Tensor, offset: number, dim1: number, dim2: number) =>
    withPart("diagonalScatter", x, src, diagonalOf("diagonalScatter", iota(x.shape), offset, dim1, dim2)),
);

// ── many into one ──
/** What fills up a list to a full row, and how a row becomes one number. */
const reductions: Readonly<Record<string, readonly [fill: number, reduce: (rows: Tensor) => Tensor]>> = {
  sum: [0, (t) => sumRow(t, [-1])],
  mean: [0, (t) => sumRow(t, [-1])],
  prod: [1, (t) => prodRow(t, -1)],
  amax: [-Infinity, (t) => amaxRow(t, { axes: [-1] })],
  amin: [Infinity, (t) => aminRow(t, { axes: [-1] })],
};
/**
 * Lists of elements of the vector x, each reduced to one. Lists of like length (within a factor of 2) are filled up and
 * reduced together, so that one long list does not lengthen all.
 */
function gathered(x: Tensor, lists: readonly (readonly number[])[], reduce: string): Tensor {
  const [fill, f] = reductions[reduce];
  const n = size(x.shape);
  const filled = cat([x, new Plain([1], Float64Array.of(fill))]);
  const bins = new Map<number, number[]>();
  lists.forEach((list, p) => {
    const width = 2 ** Math.ceil(Math.log2(list.length));
    const bin = bins.get(width);
    if (bin === undefined) bins.set(width, [p]);
    else bin.push(p);
  });
  const order = new Array<number>(lists.length);
  const parts = Array.from(bins, ([width, bin]) => {
    const index = bin.flatMap((p) => Array.from({ length: width }, (_, i) => lists[p][i] ?? n));
    return f(shaped(takeRow(filled, { axis: -1, index }), [bin.length, width]));
  });
  Array.from(bins.values())
    .flat()
    .forEach((p, i) => (order[p] = i));
  const y = takeRow(cat(parts), { axis: -1, index: order });
  return reduce === "mean"
    ? div(
        y,
        new Plain(
          [lists.length],
          Float64Array.from(lists, (l) => l.length),
        ),
      )
    : y;
}
/**
 * The input with the elements src[i, j] gathered at [index[i, j], j] for dim 0, and so on: their sum, mean, prod, amax or
 * amin, of the element there too unless includeSelf is false. Equal extremes share the derivative; where no element comes
 * the input stays.
 *
 * @example
 * scatterReduce([1, 2], 0, [0, 0, 1], [3, 4, 5], "sum") // => tensor([8, 7])
 */
export const scatterReduce: Face<
  [
    input: TensorLike,
    dim: number,
    index: TensorLike,
    src: TensorLike,
    reduce: "sum" | "mean" | "prod" | "amax" | "amin",
    options?: Options<{ includeSelf: boolean }>,
  ]
> = /*#__PURE__*/ face(
  "scatterReduce",
  "input: tensor, dim: int, index: tensor, src: tensor, reduce: string, *, includeSelf: bool = true",
  (x: Tensor, dim: number, index: Tensor, src: Tensor, reduce: string, includeSelf: boolean): Tensor => {
    const fn = "scatterReduce";
    const [v, i] = [asVector(x), asVector(index)];
    if (v !== x) return shaped(scatterReduce(v, dim, i, asVector(src), reduce as "sum", { includeSelf }), []);
    if (!Object.hasOwn(reductions, reduce))
      throw wrongOption(fn, "reduce", Object.keys(reductions).join(", "), reduce);
    const rank = x.shape.length;
    const axis = checkScatter(fn, x, dim, index, src);
    const n = size(x.shape);
    if (n === 0) return x;
    const to = inRange(fn, indices(index, fn, "index"), x.shape[rank + axis], rank + axis);
    const lists = Array.from({ length: n }, (_, p) => (includeSelf ? [p] : []));
    kernel.gather(iota(x.shape), to, axis).forEach((p, e) => lists[p].push(n + e));
    lists.forEach((list, p) => {
      if (list.length === 0) list.push(p);
    });
    const given = firstEntries(src, index.shape, null);
    const all = cat([shaped(x, [n]), shaped(given, [size(given.shape)])]);
    return shaped(gathered(all, lists, reduce), x.shape);
  },
);
/**
 * The input with src[i, j] (or one number) at [index[i, j], j] for dim 0, and so on; the last write wins. With `reduce` what
 * comes is added to what is there, or multiplied with it.
 *
 * @example
 * scatter([0, 0, 0], 0, [2, 0], [5, 6]) // => tensor([6, 0, 5])
 * scatter([1, 2, 3], 0, [2, 2], 5, { reduce: "multiply" }) // => tensor([ 1,  2, 75])
 */
export const scatter: Face<
  [
    input: TensorLike,
    dim: number,
    index: TensorLike,
    src: TensorLike,
    options?: Options<{ reduce: "add" | "multiply" | null }>,
  ]
> = /*#__PURE__*/ face(
  "scatter",
  "input: tensor, dim: int, index: tensor, src: tensor, *, reduce: string?",
  (x: Tensor, dim: number, index: Tensor, src: Tensor, reduce: string | null | undefined): Tensor => {
    const fn = "scatter";
    const rank = x.shape.length;
    if (rank === 0)
      return shaped(scatter(asVector(x), dim, asVector(index), src, { reduce: reduce as null }), []);
    const one = src.shape.length === 0 && rank > 0;
    const axis = checkScatter(fn, x, dim, index, one ? null : src);
    const given = one ? src : firstEntries(src, index.shape, null);
    if (typeof reduce === "string") {
      if (reduce !== "add" && reduce !== "multiply") throw wrongOption(fn, "reduce", "add, multiply", reduce);
      const all = shaped(vector(fn, given, index.shape), index.shape);
      return scatterReduce(x, dim, index, all, reduce === "add" ? "sum" : "prod");
    }
    const to = inRange(fn, indices(index, fn, "index"), x.shape[rank + axis], rank + axis);
    return overwritten(x, kernel.gather(iota(x.shape), to, axis), vector(fn, given, index.shape));
  },
);
