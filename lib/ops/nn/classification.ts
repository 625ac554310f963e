// Losses of a choice among classes. Labels are an index: they carry no derivative. The classes stand on axis 1 of an input
// (N, C, d1, ...), on axis 0 of an input (C,).
import { wrongArgument, wrongOption, wrongShape } from "../../errors.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { promoteAll } from "../../core/kinds.js";
import { add, mul, neg, sub } from "../../core/ring.js";
import { ne, where } from "../../core/choose.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { allAxes, sameShape, shapeText } from "../../array/shape.js";
import { relu } from "../elementwise/activation.js";
import { arange } from "../tensors/create.js";
import { square } from "../elementwise/elementary.js";
import { entriesAlong, gatherRow, indexFor } from "../move/gather.js";
import { dropped, restored } from "../reduce/reduction.js";
import { shaped } from "../move/reshape.js";
import { logSoftmaxRow } from "../reduce/softmax.js";
import { collected, type Reduced } from "./loss.js";

/** The axis of the classes, from the end. */
function classAxis(fn: string, x: Tensor): number {
  const rank = x.shape.length;
  if (rank === 0) throw wrongShape(fn, "input", "(C,), (N, C) or (N, C, d1, ...)", x.shape);
  return rank === 1 ? -1 : 1 - rank;
}
/** A tensor of whole numbers from 0 to n - 1; what an engine watches is checked when its numbers are known. */
export function classes(fn: string, name: string, t: Tensor, n: number, among: string): Tensor {
  if (t.level === 0)
    for (const i of t.data)
      if (!Number.isInteger(i) || i < 0 || i >= n)
        throw wrongArgument(fn, name, `${among} from 0 to ${n - 1}`, i);
  return indexFor(fn, name, t, n, 0);
}
const ZERO = /*#__PURE__*/ new Plain([], new Float64Array(1), "int32");
/** The class of each sample, and whether it counts. */
interface Labels {
  readonly at: Tensor;
  readonly counts: Tensor;
}
function labels(fn: string, x: Tensor, target: Tensor, axis: number, ignoreIndex: number): Labels {
  const rest = dropped(x.shape, [axis]);
  if (!sameShape(target.shape, rest))
    throw wrongShape(
      fn,
      "target",
      `${shapeText(rest)}, a class for each sample of an input ${shapeText(x.shape)}`,
      target.shape,
    );
  const counts = ne(target, ignoreIndex);
  const n = x.shape[x.shape.length + axis];
  return { at: classes(fn, "target", where(counts, target, ZERO), n, "classes"), counts };
}
/** The entry of each sample at its class. */
function picked(x: Tensor, at: Tensor, axis: number): Tensor {
  const index = restored(at, x.shape, [axis]);
  return shaped(gatherRow(promoteAll([x, index]), { axis, rank: x.shape.length }), at.shape);
}
function checkWeight(fn: string, weight: Tensor | undefined, n: number): void {
  if (weight && !(weight.shape.length === 1 && weight.shape[0] === n))
    throw wrongShape(fn, "weight", `(${n},), a weight for each class`, weight.shape);
}
const weightOf = (fn: string, weight: Tensor, at: Tensor): Tensor =>
  shaped(entriesAlong(fn, "target", weight, -1, at), at.shape);
/** Weights of classes along the axis of the classes. */
const across = (weight: Tensor, axis: number): Tensor =>
  shaped(weight, [weight.shape[0], ...new Array<number>(-axis - 1).fill(1)]);

/** Losses weighted by class; their mean is over the weights that count. */
function summed(
  fn: string,
  losses: Tensor,
  { at, counts }: Labels,
  weight: Tensor | undefined,
  reduction: string,
): Tensor {
  const kept = where(counts, losses, 0);
  if (reduction !== "mean") return collected(fn, kept, reduction);
  const all = allAxes(at.shape.length);
  const weights = where(counts, weight ? weightOf(fn, weight, at) : 1, 0);
  return div(sumRow(kept, all), sumRow(weights, all));
}
function likelihood(fn: string, x: Tensor, at: Tensor, axis: number, weight: Tensor | undefined): Tensor {
  const loss = neg(picked(x, at, axis));
  return weight ? mul(weightOf(fn, weight, at), loss) : loss;
}

type Weight = TensorLike | null;
export interface ChoiceOptions {
  weight: Weight;
  ignoreIndex: number;
  reduction: Reduced;
}
/**
 * Negative logarithms of likelihood: -weight[t] input[t] for the class t of each sample, where `input` (N, C, d1, ...) holds
 * logarithms of probabilities and `target` (N, d1, ...) classes from 0. The mean is over the weights; samples of class
 * `ignoreIndex` do not count.
 *
 * @example
 * import { nllLoss } from "dualtensor/nn";
 * nllLoss([[-1, -2], [-3, -4]], [0, 1]).item() // => 2.5
 */
export const nllLoss: Face<
  [
    input: TensorLike,
    target: TensorLike,
    ...Trailing<[weight: Weight | undefined, ignoreIndex: number, reduction: Reduced], ChoiceOptions>,
  ]
> = /*#__PURE__*/ face(
  "nllLoss",
  'input: tensor, target: tensor, weight: tensor?, ignoreIndex: int = -100, reduction: string = "mean"',
  (x: Tensor, target: Tensor, weight: Tensor | undefined, ignoreIndex: number, reduction: string) => {
    const axis = classAxis("nllLoss", x);
    const of = labels("nllLoss", x, target, axis, ignoreIndex);
    checkWeight("nllLoss", weight, x.shape[x.shape.length + axis]);
    return summed("nllLoss", likelihood("nllLoss", x, of.at, axis, weight), of, weight, reduction);
  },
);
/**
 * {@link nllLoss} of logSoftmax(input): `input` (N, C, d1, ...) holds logits, `target` classes (N, d1, ...), or
 * probabilities in the shape of input. `labelSmoothing` moves that share of each target to all classes evenly.
 *
 * @example
 * import { crossEntropy } from "dualtensor/nn";
 * crossEntropy([[0, 0], [1000, 0]], [1, 0], { reduction: "none" }) // => tensor([0.6931, 0.0000])
 * crossEntropy([0, 0], [0.5, 0.5]).item() // => 0.6931471805599453
 */
export const crossEntropy: Face<
  [
    input: TensorLike,
    target: TensorLike,
    ...Trailing<
      [weight: Weight | undefined, ignoreIndex: number, reduction: Reduced, labelSmoothing: number],
      ChoiceOptions & { labelSmoothing: number }
    >,
  ]
> = /*#__PURE__*/ face(
  "crossEntropy",
  'input: tensor, target: tensor, weight: tensor?, ignoreIndex: int = -100, reduction: string = "mean", labelSmoothing: number = 0',
  (
    x: Tensor,
    target: Tensor,
    weight: Tensor | undefined,
    ignoreIndex: number,
    reduction: string,
    smoothing: number,
  ) => {
    const fn = "crossEntropy";
    if (!(smoothing >= 0 && smoothing <= 1))
      throw wrongOption(fn, "labelSmoothing", "a number from 0 to 1", smoothing);
    const axis = classAxis(fn, x);
    const n = x.shape[x.shape.length + axis];
    const likely = sameShape(x.shape, target.shape);
    const of = likely ? null : labels(fn, x, target, axis, ignoreIndex);
    checkWeight(fn, weight, n);
    const logs = logSoftmaxRow(x, axis);
    const spread = (t: Tensor): Tensor => neg(sumRow(weight ? mul(across(weight, axis), t) : t, [axis]));
    if (of === null) {
      const p = smoothing === 0 ? target : add(mul(1 - smoothing, target), smoothing / n);
      const losses = spread(mul(p, logs));
      // The mean is over the samples, whatever their weights.
      return collected(fn, losses, reduction);
    }
    const sharp = likelihood(fn, logs, of.at, axis, weight);
    const losses = smoothing === 0 ? sharp : add(mul(1 - smoothing, sharp), mul(smoothing / n, spread(logs)));
    return summed(fn, losses, of, weight, reduction);
  },
);

export interface MultiMarginOptions {
  p: number;
  margin: number;
  weight: Weight;
  reduction: Reduced;
}
/**
 * For a sample of class t, weight[t] Σ max(0, margin - input[t] + input[i])^p / C over the other classes i; p is 1 or 2.
 *
 * @example
 * import { multiMarginLoss } from "dualtensor/nn";
 * multiMarginLoss([[0.5, 0, 2]], [0]).item() // => 1
 */
export const multiMarginLoss: Face<
  [
    input: TensorLike,
    target: TensorLike,
    ...Trailing<
      [p: number, margin: number, weight: Weight | undefined, reduction: Reduced],
      MultiMarginOptions
    >,
  ]
> = /*#__PURE__*/ face(
  "multiMarginLoss",
  'input: tensor, target: tensor, p: number = 1, margin: number = 1, weight: tensor?, reduction: string = "mean"',
  (x: Tensor, target: Tensor, p: number, margin: number, weight: Tensor | undefined, reduction: string) => {
    const fn = "multiMarginLoss";
    if (x.shape.length < 1 || x.shape.length > 2) throw wrongShape(fn, "input", "(C,) or (N, C)", x.shape);
    if (p !== 1 && p !== 2) throw wrongOption(fn, "p", "1 or 2", p);
    const n = x.shape[x.shape.length - 1];
    checkWeight(fn, weight, n);
    if (!sameShape(target.shape, dropped(x.shape, [-1])))
      throw wrongShape(fn, "target", `${shapeText(dropped(x.shape, [-1]))}, a class for each sample`, target.shape); // prettier-ignore
    const at = classes(fn, "target", target, n, "classes");
    const own = shaped(at, [...at.shape, 1]);
    const gap = relu(add(sub(x, shaped(picked(x, at, -1), own.shape)), margin));
    const others = where(ne(own, arange(n)), p === 1 ? gap : square(gap), 0);
    const losses = div(sumRow(others, [-1]), literal(n));
    return collected(fn, weight ? mul(weightOf(fn, weight, at), losses) : losses, reduction);
  },
);
