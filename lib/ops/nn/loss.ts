// Losses by a difference, and torch's `reduction`, which all losses share. A loss is made of operations, so that both of
// its arguments may carry a derivative.
import { wrongOption } from "../../errors.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { add, mul, sub } from "../../core/ring.js";
import { le, lt, where } from "../../core/choose.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { allAxes, broadcastShape, size } from "../../array/shape.js";
import { clamp } from "../elementwise/choice.js";
import { abs, exp, known, log, square } from "../elementwise/elementary.js";
import { shaped } from "../move/reshape.js";

export type Reduced = "none" | "mean" | "sum";
/** The losses as they are, their mean or their sum. */
export function collected(fn: string, losses: Tensor, reduction: string): Tensor {
  if (reduction === "none") return losses;
  if (reduction !== "mean" && reduction !== "sum")
    throw wrongOption(fn, "reduction", '"none", "mean" or "sum"', reduction);
  const total = sumRow(losses, allAxes(losses.shape.length));
  return reduction === "sum" ? total : div(total, literal(size(losses.shape)));
}

/** A loss of each element of input and target, which broadcast; `rest` are parameters that follow the reduction. */
function elementwise<A extends readonly unknown[], P extends readonly number[]>(
  fn: string,
  rest: string,
  loss: (x: Tensor, y: Tensor, ...rest: P) => Tensor,
): Face<A> {
  return face(
    fn,
    `input: tensor, target: tensor, reduction: string = "mean"${rest}`,
    (x: Tensor, y: Tensor, reduction: string, ...more: P) => {
      broadcastShape(fn, x.shape, y.shape);
      return collected(fn, loss(x, y, ...more), reduction);
    },
  );
}
type Loss<P extends readonly unknown[] = [], O = unknown> = Face<
  [input: TensorLike, target: TensorLike, ...Trailing<[reduction: Reduced, ...P], { reduction: Reduced } & O>]
>;
/**
 * Mean of (input - target)².
 *
 * @example
 * import { mseLoss } from "dualtensor/nn";
 * mseLoss([1, 2], [3, 3]).item() // => 2.5
 * mseLoss([1, 2], [3, 3], "none") // => tensor([4, 1])
 */
export const mseLoss: Loss = /*#__PURE__*/ elementwise("mseLoss", "", (x, y) => square(sub(x, y)));
/**
 * Mean of |input - target|; the derivative is 0 where they are equal.
 *
 * @example
 * import { l1Loss } from "dualtensor/nn";
 * l1Loss([1, 2], [3, 3], { reduction: "sum" }).item() // => 3
 */
export const l1Loss: Loss = /*#__PURE__*/ elementwise("l1Loss", "", (x, y) => abs(sub(x, y)));
/**
 * Mean of d² / (2 beta) where d = |input - target| is below beta, and of d - beta / 2 elsewhere: with beta 0 the
 * {@link l1Loss}.
 *
 * @example
 * import { smoothL1Loss } from "dualtensor/nn";
 * smoothL1Loss([0.5, 3], [0, 0], "none") // => tensor([0.1250, 2.5000])
 */
export const smoothL1Loss: Loss<[beta: number], { beta: number }> = /*#__PURE__*/ elementwise(
  "smoothL1Loss",
  ", beta: number = 1",
  (x, y, beta: number) => {
    if (!(beta >= 0)) throw wrongOption("smoothL1Loss", "beta", "a number from 0 on", beta);
    const d = abs(sub(x, y));
    return beta === 0 ? d : where(lt(d, beta), mul(0.5 / beta, square(d)), sub(known(d), beta / 2));
  },
);
/**
 * Mean of d² / 2 where d = |input - target| is below delta, and of delta (d - delta / 2) elsewhere (Huber 1964).
 *
 * @example
 * import { huberLoss } from "dualtensor/nn";
 * huberLoss([1, 3], [0, 0], "none", 2) // => tensor([0.5000, 4.0000])
 */
export const huberLoss: Loss<[delta: number], { delta: number }> = /*#__PURE__*/ elementwise(
  "huberLoss",
  ", delta: number = 1",
  (x, y, delta: number) => {
    if (!(delta > 0)) throw wrongOption("huberLoss", "delta", "a number above 0", delta);
    const d = abs(sub(x, y));
    return where(lt(d, delta), mul(0.5, square(d)), mul(delta, sub(known(d), delta / 2)));
  },
);

export interface PoissonOptions {
  logInput: boolean;
  full: boolean;
  eps: number;
  reduction: Reduced;
}
/**
 * Negative logarithm of Poisson's probability of the counts `target`: mean of e^input - target input, or, without
 * logInput, of input - target log(input + eps). `full` adds log(target!) by Stirling's formula where the target is above 1.
 *
 * @example
 * import { poissonNllLoss } from "dualtensor/nn";
 * poissonNllLoss([0, 1], [2, 0], { reduction: "none" }) // => tensor([1.0000, 2.7183])
 */
export const poissonNllLoss: Face<
  [
    input: TensorLike,
    target: TensorLike,
    ...Trailing<[logInput: boolean, full: boolean, eps: number, reduction: Reduced], PoissonOptions>,
  ]
> = /*#__PURE__*/ face(
  "poissonNllLoss",
  'input: tensor, target: tensor, logInput: bool = true, full: bool = false, eps: number = 1e-8, reduction: string = "mean"',
  (x: Tensor, y: Tensor, logInput: boolean, full: boolean, eps: number, reduction: string) => {
    broadcastShape("poissonNllLoss", x.shape, y.shape);
    const loss = logInput ? sub(exp(x), mul(y, x)) : sub(x, mul(y, log(add(x, eps))));
    return collected("poissonNllLoss", full ? add(loss, stirling(y)) : loss, reduction);
  },
);
/** n log n - n + log(2 π n) / 2, and 0 up to 1. */
const stirling = (n: Tensor): Tensor =>
  where(le(n, 1), 0, add(sub(mul(n, log(n)), n), mul(0.5, log(mul(2 * Math.PI, n)))));

export interface GaussianOptions {
  full: boolean;
  eps: number;
  reduction: Reduced;
}
/**
 * Negative logarithm of the normal density of `target` about the mean `input`: mean of (log v + (input - target)² / v) / 2
 * with v = max(var, eps). `var` has the input's shape, or lacks its last axis. `full` adds log(2 π) / 2.
 *
 * @example
 * import { gaussianNllLoss } from "dualtensor/nn";
 * gaussianNllLoss([0, 2], [0, 0], [1, 4], { reduction: "none" }) // => tensor([0.0000, 1.1931])
 */
export const gaussianNllLoss: Face<
  [
    input: TensorLike,
    target: TensorLike,
    var_: TensorLike,
    ...Trailing<[full: boolean, eps: number, reduction: Reduced], GaussianOptions>,
  ]
> = /*#__PURE__*/ face(
  "gaussianNllLoss",
  'input: tensor, target: tensor, var: tensor, full: bool = false, eps: number = 1e-6, reduction: string = "mean"',
  (x: Tensor, y: Tensor, given: Tensor, full: boolean, eps: number, reduction: string) => {
    const fn = "gaussianNllLoss";
    const rank = x.shape.length;
    const column =
      given.shape.length === rank - 1 && rank > 1 && given.shape.every((n, d) => n === x.shape[d]);
    const v = clamp(column ? shaped(given, [...given.shape, 1]) : given, eps);
    broadcastShape(fn, broadcastShape(fn, x.shape, y.shape), v.shape);
    const loss = mul(0.5, add(log(v), div(square(sub(x, y)), v)));
    return collected(fn, full ? add(loss, Math.log(2 * Math.PI) / 2) : loss, reduction);
  },
);
