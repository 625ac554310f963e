// Sorting. The order is a row without a derivative; the sorted values are gathered in that order, so that their derivative
// goes to the entries chosen: among equals to the first.
import { wrongArgument } from "../../errors.js";
import { sliceRow } from "../../core/picks.js";
import { general, promoteAll } from "../../core/kinds.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as kernel from "../../kernels/sort.js";
import { fromEnd } from "../../array/shape.js";
import { gatherRow } from "./gather.js";
import { shaped } from "./reshape.js";

interface Order {
  readonly axis: number;
  readonly descending: boolean;
}
const apart = { lo: -2, hi: 2, apart: true };
const argsortRule: Rule<Order> = {
  name: "argsort",
  kind: "general",
  flat: true,
  trials: [
    { shapes: [[4]], params: { axis: -1, descending: false }, domain: apart },
    { shapes: [[3, 2]], params: { axis: -2, descending: true }, domain: apart },
  ],
  value: ([x], { axis, descending }) => new Plain(x.shape, kernel.argsort(x, axis, descending), "int32"),
  push: () => null,
  pull: () => null,
};
export const argsortRow = /*#__PURE__*/ general(argsortRule);

/** Values in order, and the places where they stood. */
export interface Sorted {
  readonly values: Tensor;
  readonly indices: Tensor;
}
/** The first k in order along an axis. A tensor without axes is its own order. */
function ordered(fn: string, input: Tensor, dim: number, descending: boolean, k: number | null): Sorted {
  const x = input.shape.length === 0 ? shaped(input, [1]) : input;
  const rank = x.shape.length;
  const axis = fromEnd(fn, dim, rank);
  const n = x.shape[rank + axis];
  if (k !== null && (k < 0 || k > n))
    throw wrongArgument(fn, "k", `from 0 to ${n}, the length of axis ${rank + axis}`, k);
  const order = argsortRow([x], { axis, descending });
  const indices = k === null || k === n ? order : sliceRow(order, { axis, start: 0, length: k, step: 1 });
  const values = gatherRow(promoteAll([x, indices]), { axis, rank });
  const asGiven = (t: Tensor): Tensor => (x !== input && (k === null || k === n) ? shaped(t, []) : t);
  return { values: asGiven(values), indices: asGiven(indices) };
}

type Ordering<R> = Face<
  | [input: TensorLike, dim?: number, descending?: boolean, options?: Options<{ stable: boolean }>]
  | [input: TensorLike, options: Options<{ dim: number; descending: boolean; stable: boolean }>]
  | [input: TensorLike, dim: number, options: Options<{ descending: boolean; stable: boolean }>],
  R
>;
const ordering = "input: tensor, dim: int = -1, descending: bool = false, *, stable: bool = false";
/**
 * The entries of an axis in ascending order, with their places; equal ones keep their order, NaN comes last.
 *
 * @example
 * const { values, indices } = sort([3, 1, 2]);
 * values // => tensor([1, 2, 3])
 * indices // => tensor([1, 2, 0], dtype=int32)
 */
export const sort: Ordering<Sorted> = /*#__PURE__*/ face(
  "sort",
  ordering,
  (x: Tensor, dim: number, descending: boolean) => ordered("sort", x, dim, descending, null),
);
/**
 * The places of the entries of an axis in ascending order: what {@link sort} calls indices.
 *
 * @example
 * argsort([3, 1, 2]) // => tensor([1, 2, 0], dtype=int32)
 */
export const argsort: Ordering<Tensor> = /*#__PURE__*/ face(
  "argsort",
  ordering,
  (x: Tensor, dim: number, descending: boolean) =>
    x.shape.length === 0
      ? ordered("argsort", x, dim, descending, null).indices
      : argsortRow([x], { axis: fromEnd("argsort", dim, x.shape.length), descending }),
);
/**
 * The entries of the first axis in ascending order.
 *
 * @example
 * msort([[2, 1], [1, 3]]) // => tensor([[1, 1], [2, 3]])
 */
export const msort: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "msort",
  "input: tensor",
  (x: Tensor) => ordered("msort", x, 0, false, null).values,
);
/**
 * The k largest (or smallest) entries of an axis, in order, with their places; among equals the first.
 *
 * @example
 * topk([3, 1, 2], 2).values // => tensor([3, 2])
 */
export const topk: Face<
  | [input: TensorLike, k: number, dim?: number | null, largest?: boolean, sorted?: boolean]
  | [
      input: TensorLike,
      k: number,
      options: Options<{ dim: number | null; largest: boolean; sorted: boolean }>,
    ]
  | [input: TensorLike, k: number, dim: number, options: Options<{ largest: boolean; sorted: boolean }>],
  Sorted
> = /*#__PURE__*/ face(
  "topk",
  "input: tensor, k: int, dim: int? = -1, largest: bool = true, sorted: bool = true",
  (x: Tensor, k: number, dim: number | null, largest: boolean) => ordered("topk", x, dim ?? -1, largest, k),
);
