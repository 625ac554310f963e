// Layers with weights, and dropout: products of matrices, entries of a table, a mask from a seed.
import { missingArgument, wrongOption, wrongShape } from "../../errors.js";
import { matmul } from "../../core/matmul.js";
import { div } from "../../core/quotients.js";
import { transposeLast } from "../../core/views.js";
import { add } from "../../core/ring.js";
import { eq, ge, where } from "../../core/choose.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { sameShape, shapeText } from "../../array/shape.js";
import { arange, rand } from "../tensors/create.js";
import { stopGradient } from "../elementwise/stop.js";
import { entriesAlong } from "../move/gather.js";
import { shaped } from "../move/reshape.js";
import { classes } from "./classification.js";

type Maybe = TensorLike | null;
/** x Wᵀ + b, checked under the names of the caller. */
export function affine(
  fn: string,
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  names: readonly [input: string, weight: string, bias: string] = ["input", "weight", "bias"],
): Tensor {
  const n = x.shape.at(-1);
  if (n === undefined) throw wrongShape(fn, names[0], "of at least one axis, the features", x.shape);
  if (weight.shape.length < 1 || weight.shape.length > 2 || weight.shape.at(-1) !== n)
    throw wrongShape(fn, names[1], `(out, ${n}) for the ${n} features of ${names[0]}`, weight.shape);
  const out = weight.shape.slice(0, -1);
  if (bias && !sameShape(bias.shape, out))
    throw wrongShape(fn, names[2], `${shapeText(out)}, a number for each row of ${names[1]}`, bias.shape);
  const y = matmul(x, transposeLast(weight));
  return bias ? add(y, bias) : y;
}
/**
 * input weightᵀ + bias: `input` is (..., n), `weight` (m, n), `bias` (m,), the result (..., m). A weight (n,) gives (...).
 *
 * @example
 * import { linear } from "dualtensor/nn";
 * linear([1, 2], [[1, 0], [1, 1], [0, 3]], [10, 20, 30]) // => tensor([11, 23, 36])
 */
export const linear: Face<[input: TensorLike, weight: TensorLike, bias?: Maybe | { readonly bias?: Maybe }]> =
  /*#__PURE__*/ face(
    "linear",
    "input: tensor, weight: tensor, bias: tensor?",
    (x: Tensor, weight: Tensor, bias: Tensor | undefined) => affine("linear", x, weight, bias),
  );
/**
 * input1ᵀ weight[k] input2 + bias[k] for each k: inputs are (..., m) and (..., n), `weight` (out, m, n), `bias` (out,), the
 * result (..., out).
 *
 * @example
 * import { bilinear } from "dualtensor/nn";
 * bilinear([1, 2], [3, 4], [[[1, 0], [0, 1]], [[0, 1], [0, 0]]]) // => tensor([11, 4])
 */
export const bilinear: Face<
  [input1: TensorLike, input2: TensorLike, weight: TensorLike, bias?: Maybe | { readonly bias?: Maybe }]
> = /*#__PURE__*/ face(
  "bilinear",
  "input1: tensor, input2: tensor, weight: tensor, bias: tensor?",
  (x: Tensor, y: Tensor, weight: Tensor, bias: Tensor | undefined) => {
    const [m, n] = [x.shape.at(-1), y.shape.at(-1)];
    if (m === undefined) throw wrongShape("bilinear", "input1", "of at least one axis", x.shape);
    if (n === undefined) throw wrongShape("bilinear", "input2", "of at least one axis", y.shape);
    if (weight.shape.length !== 3 || weight.shape[1] !== m || weight.shape[2] !== n)
      throw wrongShape(
        "bilinear",
        "weight",
        `(out, ${m}, ${n}) for the features of both inputs`,
        weight.shape,
      );
    const lead = x.shape.slice(0, -1);
    if (!sameShape(lead, y.shape.slice(0, -1)))
      throw wrongShape(
        "bilinear",
        "input2",
        `${shapeText([...lead, n])}, as many vectors as input1`,
        y.shape,
      );
    const out = weight.shape[0];
    if (bias && !sameShape(bias.shape, [out]))
      throw wrongShape("bilinear", "bias", `(${out},), a number for each output`, bias.shape);
    // weight input2 for all k at once, then each with input1.
    const right = matmul(y, transposeLast(shaped(weight, [out * m, n])));
    const z = matmul(shaped(right, [...lead, out, m]), shaped(x, [...lead, m, 1]));
    const flat = shaped(z, [...lead, out]);
    return bias ? add(flat, bias) : flat;
  },
);
/**
 * The rows of `weight` that `input` names: of shape (...input.shape, d) for a table (n, d). Indices count from 0. With
 * `paddingIdx` the row of that index gets no derivative.
 *
 * @example
 * import { embedding } from "dualtensor/nn";
 * embedding([2, 0], [[1, 2], [3, 4], [5, 6]]) // => tensor([[5, 6], [1, 2]])
 */
export const embedding: Face<
  [
    input: TensorLike,
    weight: TensorLike,
    paddingIdx?: number | null | { readonly paddingIdx?: number | null },
  ]
> = /*#__PURE__*/ face(
  "embedding",
  "input: tensor, weight: tensor, paddingIdx: int?",
  (input: Tensor, weight: Tensor, paddingIdx: number | undefined) => {
    if (weight.shape.length !== 2)
      throw wrongShape("embedding", "weight", "(n, d), a row for each index", weight.shape);
    const [n, d] = weight.shape;
    if (paddingIdx !== undefined && (paddingIdx < -n || paddingIdx >= n))
      throw wrongOption("embedding", "paddingIdx", `an index from ${-n} to ${n - 1}`, paddingIdx);
    const at = classes("embedding", "input", input, n, "rows");
    const row = paddingIdx === undefined ? -1 : paddingIdx < 0 ? paddingIdx + n : paddingIdx;
    const table = row < 0 ? weight : where(eq(shaped(arange(n), [n, 1]), row), stopGradient(weight), weight);
    return shaped(entriesAlong("embedding", "input", table, -2, at), [...at.shape, d]);
  },
);

export interface DropoutOptions {
  p: number;
  training: boolean;
  seed: number | null;
}
/**
 * In training each element is 0 with probability p, and divided by 1 - p otherwise; else the input as it is. Which elements
 * are 0 is decided by `seed` alone: without one a derivative would belong to another function than the value.
 *
 * @example
 * import { dropout } from "dualtensor/nn";
 * dropout([1, 2, 3], 0.5, false) // => tensor([1, 2, 3])
 * dropout([1, 2, 3], { seed: 2 }) // => tensor([2, 0, 6])
 */
export const dropout: Face<
  [input: TensorLike, ...Trailing<[p: number, training: boolean, seed: number], DropoutOptions>]
> = /*#__PURE__*/ face(
  "dropout",
  "input: tensor, p: number = 0.5, training: bool = true, seed: int?",
  (x: Tensor, p: number, training: boolean, seed: number | undefined) =>
    dropped("dropout", x, p, training, seed),
);
export function dropped(
  fn: string,
  x: Tensor,
  p: number,
  training: boolean,
  seed: number | undefined,
  name = "p",
): Tensor {
  if (!(p >= 0 && p <= 1)) throw wrongOption(fn, name, "a probability from 0 to 1", p);
  if (!training || p === 0) return x;
  if (seed === undefined)
    throw missingArgument(fn, "seed", `${fn}(..., { seed: 1 }): which elements are dropped must repeat`);
  return where(ge(rand(x.shape, { seed }), p), div(x, 1 - p), 0);
}
