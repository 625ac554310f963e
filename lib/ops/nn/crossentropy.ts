// Losses of yes or no, and of distributions. From logits they are sums of softplus, of which none cancels.
import { wrongOption, wrongShape } from "../../errors.js";
import { div } from "../../core/quotients.js";
import { mean, sumRow } from "../../core/sums.js";
import { binary, unary, type Binary, type Unary } from "../../core/kinds.js";
import { add, mul, neg, sub } from "../../core/ring.js";
import { eq, where } from "../../core/choose.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { allAxes, broadcastShape, sameShape, shapeText } from "../../array/shape.js";
import { softplusRow } from "../elementwise/activation.js";
import { clamp } from "../elementwise/choice.js";
import { exp, fromZero, ln, log, log1p } from "../elementwise/elementary.js";
import { collected, type Reduced } from "./loss.js";

/** Input and target of one shape, and a weight that broadcasts against them. */
function checked(fn: string, x: Tensor, y: Tensor, weight: Tensor | undefined, name = "weight"): void {
  if (!sameShape(x.shape, y.shape))
    throw wrongShape(fn, "target", `${shapeText(x.shape)}, the shape of input`, y.shape);
  if (weight && !sameShape(broadcastShape(fn, x.shape, weight.shape), x.shape))
    throw wrongShape(fn, name, `that broadcasts to ${shapeText(x.shape)}, the shape of input`, weight.shape);
}
const weighted = (loss: Tensor, weight: Tensor | undefined): Tensor => (weight ? mul(weight, loss) : loss);

/** Where logarithms are cut off below. */
const LEAST = -100;
const cutLog = (v: number): number => Math.max(Math.log(v), LEAST);
/** x (1 - x), and torch's 1e-12 where that is 0; NaN where x is no probability. */
function room(x: Tensor): Tensor {
  const v = mul(x, sub(1, x));
  return where(eq(v, 0), 1e-12, fromZero(v));
}
// The slope (x - t) / (x (1 - x)) does not cancel where -t / x + (1 - t) / (1 - x) does, at x = t.
export const binaryCrossEntropyRow: Binary = /*#__PURE__*/ binary(
  "binaryCrossEntropy",
  (x, t) => t * -cutLog(x) + (1 - t) * -Math.max(Math.log1p(-x), LEAST),
  (x, t) => div(sub(x, t), room(x)),
  (x) => sub(clamp(log1p(neg(x)), LEAST), clamp(log(x), LEAST)),
  { lo: 0.1, hi: 0.9 },
);
type Weight = TensorLike | null;
export interface WeightedOptions {
  weight: Weight;
  reduction: Reduced;
}
type BinaryLoss = Face<
  [
    input: TensorLike,
    target: TensorLike,
    ...Trailing<[weight: Weight | undefined, reduction: Reduced], WeightedOptions>,
  ]
>;
const WEIGHTED = 'input: tensor, target: tensor, weight: tensor?, reduction: string = "mean"';
/**
 * Mean of -(t log x + (1 - t) log(1 - x)) for probabilities x and targets t from 0 to 1. The logarithms are cut off at -100.
 *
 * @example
 * import { binaryCrossEntropy } from "dualtensor/nn";
 * binaryCrossEntropy([0.5, 1], [1, 1], { reduction: "none" }) // => tensor([0.6931, 0.0000])
 */
export const binaryCrossEntropy: BinaryLoss = /*#__PURE__*/ face(
  "binaryCrossEntropy",
  WEIGHTED,
  (x: Tensor, y: Tensor, weight: Tensor | undefined, reduction: string) => {
    checked("binaryCrossEntropy", x, y, weight);
    return collected("binaryCrossEntropy", weighted(binaryCrossEntropyRow(x, y), weight), reduction);
  },
);

/** t log(1 + e^-x) + (1 - t) log(1 + e^x), the first times p. */
const fromLogits = (x: Tensor, t: Tensor, p?: Tensor): Tensor =>
  add(mul(p ? mul(p, t) : t, softplusRow(neg(x))), mul(sub(1, t), softplusRow(x)));
/**
 * The {@link binaryCrossEntropy} of sigmoid(input), accurate for all logits; `posWeight` weighs the part of the target 1.
 *
 * @example
 * import { binaryCrossEntropyWithLogits } from "dualtensor/nn";
 * binaryCrossEntropyWithLogits([0, 40], [1, 1], { reduction: "none" }).at(1).item() // => 4.248354255291589e-18
 */
export const binaryCrossEntropyWithLogits: Face<
  [
    input: TensorLike,
    target: TensorLike,
    ...Trailing<
      [weight: Weight | undefined, reduction: Reduced, posWeight: Weight],
      WeightedOptions & { posWeight: Weight }
    >,
  ]
> = /*#__PURE__*/ face(
  "binaryCrossEntropyWithLogits",
  `${WEIGHTED}, posWeight: tensor?`,
  (x: Tensor, y: Tensor, weight: Tensor | undefined, reduction: string, posWeight: Tensor | undefined) => {
    const fn = "binaryCrossEntropyWithLogits";
    checked(fn, x, y, weight);
    checked(fn, x, y, posWeight, "posWeight");
    return collected(fn, weighted(fromLogits(x, y, posWeight), weight), reduction);
  },
);
/**
 * Mean of log(1 + e^(-target input)) for targets 1 and -1.
 *
 * @example
 * import { softMarginLoss } from "dualtensor/nn";
 * softMarginLoss([0, 40], [1, -1], { reduction: "none" }) // => tensor([ 0.6931, 40.0000])
 */
export const softMarginLoss: Face<
  [input: TensorLike, target: TensorLike, ...Trailing<[reduction: Reduced], { reduction: Reduced }>]
> = /*#__PURE__*/ face(
  "softMarginLoss",
  'input: tensor, target: tensor, reduction: string = "mean"',
  (x: Tensor, y: Tensor, reduction: string) => {
    checked("softMarginLoss", x, y, undefined);
    return collected("softMarginLoss", softplusRow(neg(mul(x, y))), reduction);
  },
);
/**
 * For each sample the mean over its classes (the last axis) of the {@link binaryCrossEntropyWithLogits}, and the mean of
 * those: a sample may have several labels. A weight has an entry for each class.
 *
 * @example
 * import { multilabelSoftMarginLoss } from "dualtensor/nn";
 * multilabelSoftMarginLoss([[0, 0], [1, 1]], [[1, 0], [1, 0]], { reduction: "none" }) // => tensor([0.6931, 0.8133])
 */
export const multilabelSoftMarginLoss: BinaryLoss = /*#__PURE__*/ face(
  "multilabelSoftMarginLoss",
  WEIGHTED,
  (x: Tensor, y: Tensor, weight: Tensor | undefined, reduction: string) => {
    const fn = "multilabelSoftMarginLoss";
    if (x.shape.length === 0) throw wrongShape(fn, "input", "of at least one axis, the classes", x.shape);
    checked(fn, x, y, weight);
    return collected(fn, mean(weighted(fromLogits(x, y), weight), -1), reduction);
  },
);

/** x log x, 0 at 0. */
export const timesLogRow: Unary = /*#__PURE__*/ unary(
  "timesLog",
  (v) => (v === 0 ? 0 : v * Math.log(v)),
  (x) => add(ln(x), 1),
  { lo: 0.2, hi: 3 },
);
type Divergence = Reduced | "batchmean";
/**
 * Mean of target (log(target) - input), the divergence of Kullback and Leibler where `input` holds logarithms of
 * probabilities; with logTarget the target does too. The reduction "batchmean" divides the sum by the length of the first
 * axis, as the definition has it.
 *
 * @example
 * import { klDiv } from "dualtensor/nn";
 * klDiv([Math.log(0.5), Math.log(0.5)], [1, 0], "sum").item() // => 0.6931471805599453
 */
export const klDiv: Face<
  [
    input: TensorLike,
    target: TensorLike,
    ...Trailing<[reduction: Divergence, logTarget: boolean], { reduction: Divergence; logTarget: boolean }>,
  ]
> = /*#__PURE__*/ face(
  "klDiv",
  'input: tensor, target: tensor, reduction: string = "mean", logTarget: bool = false',
  (x: Tensor, y: Tensor, reduction: string, logTarget: boolean) => {
    const shape = broadcastShape("klDiv", x.shape, y.shape);
    const loss = logTarget ? mul(exp(y), sub(y, x)) : sub(timesLogRow(y), mul(y, x));
    if (reduction === "batchmean")
      return div(sumRow(loss, allAxes(shape.length)), literal(x.shape.length > 0 ? x.shape[0] : 1));
    if (reduction !== "none" && reduction !== "mean" && reduction !== "sum")
      throw wrongOption("klDiv", "reduction", '"none", "mean", "sum" or "batchmean"', reduction);
    return collected("klDiv", loss, reduction);
  },
);
