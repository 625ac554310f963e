// Attention: a softmax of scaled products weighs the values (Vaswani et al. 2017). A composite of operations: its cost is
// that of the full matrix of weights.
import { wrongArgument, wrongShape } from "../../errors.js";
import { matmul } from "../../core/matmul.js";
import { transposeLast } from "../../core/views.js";
import { add, mul } from "../../core/ring.js";
import { ge, where } from "../../core/choose.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { broadcastShape, shapeText } from "../../array/shape.js";
import { arange } from "../tensors/create.js";
import { shaped } from "../move/reshape.js";
import { softmaxRow } from "../reduce/softmax.js";
import { dropped } from "./layer.js";

export interface AttentionOptions {
  attnMask: TensorLike | null;
  dropoutP: number;
  isCausal: boolean;
  scale: number | null;
  seed: number | null;
}
/**
 * softmax(scale query keyᵀ + mask) value: `query` is (..., l, e), `key` (..., s, e), `value` (..., s, v), the result
 * (..., l, v); `scale` is 1 / √e unless given. `attnMask` broadcasts to (..., l, s): of dtype bool it says which keys take
 * part, otherwise it is added. With `isCausal` query i sees the keys 0 to i. `dropoutP` needs a `seed`.
 *
 * @example
 * import { scaledDotProductAttention } from "dualtensor/nn";
 * const [q, k, v] = [[[1, 0], [0, 1]], [[1, 0], [0, 1]], [[1], [3]]];
 * scaledDotProductAttention(q, k, v, { isCausal: true }) // => tensor([[1.0000], [2.3395]])
 */
export const scaledDotProductAttention: Face<
  [
    query: TensorLike,
    key: TensorLike,
    value: TensorLike,
    ...Trailing<
      [attnMask: TensorLike | null | undefined, dropoutP: number, isCausal: boolean],
      AttentionOptions
    >,
  ]
> = /*#__PURE__*/ face(
  "scaledDotProductAttention",
  "query: tensor, key: tensor, value: tensor, attnMask: tensor?, dropoutP: number = 0, isCausal: bool = false, *, scale: number?, seed: int?",
  (
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | undefined,
    dropoutP: number,
    isCausal: boolean,
    scale: number | undefined,
    seed: number | undefined,
  ) => {
    const fn = "scaledDotProductAttention";
    for (const [name, t] of Object.entries({ query, key, value }))
      if (t.shape.length < 2) throw wrongShape(fn, name, "(..., l, e), a vector for each place", t.shape);
    const [l, e] = query.shape.slice(-2);
    const [s, width] = key.shape.slice(-2);
    if (width !== e) throw wrongShape(fn, "key", `(..., s, ${e}), as wide as query`, key.shape);
    if (value.shape.at(-2) !== s)
      throw wrongShape(fn, "value", `(..., ${s}, v), as many as keys`, value.shape);
    const lead = broadcastShape(fn, query.shape.slice(0, -2), key.shape.slice(0, -2));
    broadcastShape(fn, lead, value.shape.slice(0, -2));
    if (mask && isCausal)
      throw wrongArgument(fn, "attnMask", "left out with isCausal", mask, "Put both into one mask");
    let scores = matmul(mul(query, scale ?? 1 / Math.sqrt(e)), transposeLast(key));
    if (mask && broadcastShape(fn, scores.shape, mask.shape).length > scores.shape.length)
      throw wrongShape(fn, "attnMask", `that broadcasts to ${shapeText(scores.shape)}`, mask.shape);
    if (mask) scores = mask.dtype === "bool" ? where(mask, scores, -Infinity) : add(scores, mask);
    if (isCausal) scores = where(ge(shaped(arange(l), [l, 1]), arange(s)), scores, -Infinity);
    const weights = softmaxRow(scores, { axis: -1, part: "softmax" });
    return matmul(dropped(fn, weights, dropoutP, true, seed, "dropoutP"), value);
  },
);
