// Losses that vanish beyond a margin. At the margin itself the derivative is that of the side where the loss is not 0, as
// clamp has it at its bounds.
import { wrongShape } from "../../errors.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { add, mul, neg, sub } from "../../core/ring.js";
import { eq, ne, where } from "../../core/choose.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { broadcastShape, sameShape, shapeText } from "../../array/shape.js";
import { clamp, minimum } from "../elementwise/choice.js";
import { sqrt, square } from "../elementwise/elementary.js";
import { collected, type Reduced } from "./loss.js";
import { distance } from "./similarity.js";

const positivePart = (x: Tensor): Tensor => clamp(x, 0);
export interface MarginOptions {
  margin: number;
  reduction: Reduced;
}
type Pair = Trailing<[margin: number, reduction: Reduced], MarginOptions>;
/**
 * Mean of max(0, -target (input1 - input2) + margin): a target of 1 wants input1 to be the larger one, -1 the smaller one.
 *
 * @example
 * import { marginRankingLoss } from "dualtensor/nn";
 * marginRankingLoss([1, 2], [3, 1], [1, 1], { reduction: "none" }) // => tensor([2, 0])
 */
export const marginRankingLoss: Face<[input1: TensorLike, input2: TensorLike, target: TensorLike, ...Pair]> =
  /*#__PURE__*/ face(
    "marginRankingLoss",
    'input1: tensor, input2: tensor, target: tensor, margin: number = 0, reduction: string = "mean"',
    (x: Tensor, y: Tensor, target: Tensor, margin: number, reduction: string) => {
      const fn = "marginRankingLoss";
      broadcastShape(fn, broadcastShape(fn, x.shape, y.shape), target.shape);
      return collected(fn, positivePart(add(mul(neg(target), sub(x, y)), margin)), reduction);
    },
  );
/**
 * Mean of `input` where the target is 1 and of max(0, margin - input) where it is -1.
 *
 * @example
 * import { hingeEmbeddingLoss } from "dualtensor/nn";
 * hingeEmbeddingLoss([0.25, 0.25], [1, -1], { reduction: "none" }) // => tensor([0.2500, 0.7500])
 */
export const hingeEmbeddingLoss: Face<[input: TensorLike, target: TensorLike, ...Pair]> = /*#__PURE__*/ face(
  "hingeEmbeddingLoss",
  'input: tensor, target: tensor, margin: number = 1, reduction: string = "mean"',
  (x: Tensor, target: Tensor, margin: number, reduction: string) => {
    broadcastShape("hingeEmbeddingLoss", x.shape, target.shape);
    const near = where(ne(target, 1), positivePart(sub(margin, x)), 0);
    return collected("hingeEmbeddingLoss", add(near, where(ne(target, -1), x, 0)), reduction);
  },
);

/** Added to squared lengths, as in torch. */
const SQUARES = 1e-12;
/**
 * With the cosine c of the angle between input1 and input2 (along the last axis): 1 - c where the target is 1, and
 * max(0, c - margin) where it is -1. Inputs are (N, D) with targets (N,), or (D,) with a number.
 *
 * @example
 * import { cosineEmbeddingLoss } from "dualtensor/nn";
 * cosineEmbeddingLoss([[3, 4], [3, 4]], [[4, 3], [4, 3]], [1, -1], 0.5, "none") // => tensor([0.0400, 0.4600])
 */
export const cosineEmbeddingLoss: Face<
  [input1: TensorLike, input2: TensorLike, target: TensorLike, ...Pair]
> = /*#__PURE__*/ face(
  "cosineEmbeddingLoss",
  'input1: tensor, input2: tensor, target: tensor, margin: number = 0, reduction: string = "mean"',
  (x: Tensor, y: Tensor, target: Tensor, margin: number, reduction: string) => {
    const fn = "cosineEmbeddingLoss";
    const shape = broadcastShape(fn, x.shape, y.shape);
    if (shape.length < 1 || shape.length > 2) throw wrongShape(fn, "input1", "(D,) or (N, D)", x.shape);
    if (!sameShape(target.shape, shape.slice(0, -1)))
      throw wrongShape(fn, "target", `${shapeText(shape.slice(0, -1))}, 1 or -1 for each pair`, target.shape);
    const dot = (a: Tensor, b: Tensor): Tensor => sumRow(mul(a, b), [-1]);
    const length2 = (a: Tensor): Tensor => add(sumRow(square(a), [-1]), SQUARES);
    const c = div(dot(x, y), sqrt(mul(length2(x), length2(y))));
    const loss = add(
      where(eq(target, 1), sub(1, c), 0),
      where(eq(target, -1), positivePart(sub(c, margin)), 0),
    );
    return collected(fn, loss, reduction);
  },
);

export interface TripletOptions extends MarginOptions {
  p: number;
  eps: number;
  swap: boolean;
}
/**
 * Mean of max(0, d(anchor, positive) - d(anchor, negative) + margin) with the {@link pairwiseDistance} d. With `swap` the
 * second distance is d(positive, negative) where that is less.
 *
 * @example
 * import { tripletMarginLoss } from "dualtensor/nn";
 * tripletMarginLoss([[0, 0]], [[3, 4]], [[0, 2]], { eps: 0 }).item() // => 4
 */
export const tripletMarginLoss: Face<
  [
    anchor: TensorLike,
    positive: TensorLike,
    negative: TensorLike,
    ...Trailing<[margin: number, p: number, eps: number, swap: boolean, reduction: Reduced], TripletOptions>,
  ]
> = /*#__PURE__*/ face(
  "tripletMarginLoss",
  'anchor: tensor, positive: tensor, negative: tensor, margin: number = 1, p: number = 2, eps: number = 1e-6, swap: bool = false, reduction: string = "mean"',
  (
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: number,
    p: number,
    eps: number,
    swap: boolean,
    reduction: string,
  ) => {
    const fn = "tripletMarginLoss";
    const near = distance(fn, anchor, positive, p, eps, ["anchor", "positive"]);
    const far = distance(fn, anchor, negative, p, eps, ["anchor", "negative"]);
    const least = swap
      ? minimum(far, distance(fn, positive, negative, p, eps, ["positive", "negative"]))
      : far;
    broadcastShape(fn, near.shape, least.shape);
    return collected(fn, positivePart(add(sub(near, least), margin)), reduction);
  },
);
