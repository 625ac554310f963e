// Reductions and running sums.
import { linear, type Row } from "../core/kinds.js";
import { face, type Face } from "../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import * as kernel from "../kernels/reduce.js";
import { fromEnd } from "../tensor/shape.js";

export { mean, sum } from "../core/algebra.js";

/** Running sums along an axis (from the far end: the transpose). */
export const cumsumRow: Row<{ axis: number; reverse: boolean }> = /*#__PURE__*/ linear("cumsum",
  (x, { axis, reverse }) => new Plain(x.shape, kernel.cumsum(x, axis, reverse)),
  (ybar, { axis, reverse }) => cumsumRow(ybar, { axis, reverse: !reverse }),
  [{ shapes: [[4]], params: { axis: -1, reverse: false } }, { shapes: [[2, 3]], params: { axis: -2, reverse: false } }, { shapes: [[2, 3]], params: { axis: -1, reverse: true } }]);
/**
 * Running sums along an axis.
 *
 * @example
 * cumsum([1, 2, 3], 0) // => tensor([1, 3, 6])
 */
export const cumsum: Face<[input: TensorLike, dim: number]> = /*#__PURE__*/ face("cumsum", "input: tensor, dim: int", (x: Tensor, dim: number) =>
  x.shape.length === 0 ? x : cumsumRow(x, { axis: fromEnd("cumsum", dim, x.shape.length), reverse: false }));
