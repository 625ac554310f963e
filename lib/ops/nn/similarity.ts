// Distances and angles between vectors. Norms neither overflow nor have a derivative at 0 other than 0 (ops/reduce/norm.ts), and
// what is divided by is at least `eps`.
import { wrongArgument, wrongShape } from "../../errors.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { add, mul, sub } from "../../core/ring.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { broadcastShape, fromEnd } from "../../array/shape.js";
import { clamp } from "../elementwise/choice.js";
import { normRow } from "../reduce/norm.js";
import { restored } from "../reduce/reduction.js";
import { broadcastTo, shaped } from "../move/reshape.js";

/** x divided by its norm along an axis, or by eps where that is more. */
function unit(x: Tensor, axis: number, p: number, eps: number): Tensor {
  const length = restored(normRow(x, { axes: [axis], p }), x.shape, [axis]);
  return div(x, clamp(length, eps));
}
/** An order of a norm: any number but NaN. */
function orderOf(fn: string, p: number): number {
  if (Number.isNaN(p)) throw wrongArgument(fn, "p", "a number", p);
  return p;
}
/** The norm of input1 - input2 + eps along the last axis. */
export function distance(
  fn: string,
  x: Tensor,
  y: Tensor,
  p: number,
  eps: number,
  names: readonly [string, string] = ["x1", "x2"],
): Tensor {
  const shape = broadcastShape(fn, x.shape, y.shape);
  if (shape.length === 0) throw wrongShape(fn, names[0], "of at least one axis", x.shape);
  return normRow(add(sub(x, y), eps), { axes: [-1], p: orderOf(fn, p) });
}
/**
 * Norm of x1 - x2 + eps along the last axis.
 *
 * @example
 * import { pairwiseDistance } from "dualtensor/nn";
 * pairwiseDistance([[3, 4], [0, 1]], [0, 0], { eps: 0 }) // => tensor([5, 1])
 */
export const pairwiseDistance: Face<
  [
    x1: TensorLike,
    x2: TensorLike,
    ...Trailing<[p: number, eps: number, keepdim: boolean], { p: number; eps: number; keepdim: boolean }>,
  ]
> = /*#__PURE__*/ face(
  "pairwiseDistance",
  "x1: tensor, x2: tensor, p: number = 2, eps: number = 1e-6, keepdim: bool = false",
  (x: Tensor, y: Tensor, p: number, eps: number, keepdim: boolean) => {
    const d = distance("pairwiseDistance", x, y, p, eps);
    return keepdim ? shaped(d, [...d.shape, 1]) : d;
  },
);
/**
 * Cosine of the angle between x1 and x2 along an axis: x1 · x2 / (max(|x1|, eps) max(|x2|, eps)).
 *
 * @example
 * import { cosineSimilarity } from "dualtensor/nn";
 * cosineSimilarity([[3, 4], [0, 1]], [[4, 3], [0, 2]]) // => tensor([0.9600, 1.0000])
 */
export const cosineSimilarity: Face<
  [x1: TensorLike, x2: TensorLike, ...Trailing<[dim: number, eps: number], { dim: number; eps: number }>]
> = /*#__PURE__*/ face(
  "cosineSimilarity",
  "x1: tensor, x2: tensor, dim: int = 1, eps: number = 1e-8",
  (x: Tensor, y: Tensor, dim: number, eps: number) => {
    const shape = broadcastShape("cosineSimilarity", x.shape, y.shape);
    const axis = fromEnd("cosineSimilarity", dim, shape.length);
    const [a, b] = [x, y].map((t) => unit(broadcastTo(t, shape), axis, 2, eps));
    return sumRow(mul(a, b), [axis]);
  },
);
/**
 * The input divided by its norm of order p along an axis, or by eps where that is more.
 *
 * @example
 * import { normalize } from "dualtensor/nn";
 * normalize([[3, 4], [0, 0]]) // => tensor([[0.6000, 0.8000], [0.0000, 0.0000]])
 */
export const normalize: Face<
  [
    input: TensorLike,
    ...Trailing<[p: number, dim: number, eps: number], { p: number; dim: number; eps: number }>,
  ]
> = /*#__PURE__*/ face(
  "normalize",
  "input: tensor, p: number = 2, dim: int = 1, eps: number = 1e-12",
  (x: Tensor, p: number, dim: number, eps: number) =>
    unit(x, fromEnd("normalize", dim, x.shape.length), orderOf("normalize", p), eps),
);
