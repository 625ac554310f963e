// Layers that centre and scale: (x - mean) / √(variance + eps) over some axes, then a scale and a shift. The variance is the
// mean of the squares of what has been centred, and is divided by the number of elements.
import { missingArgument, wrongArgument, wrongOption, wrongShape } from "../../errors.js";
import { sliceRow } from "../../core/picks.js";
import { pow } from "../../core/power.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { add, mul, sub } from "../../core/ring.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { allAxes, sameShape, shapeText, size, type Shape } from "../../array/shape.js";
import { rsqrt, square } from "../elementwise/elementary.js";
import { pad } from "../move/pad.js";
import { countOf, restored } from "../reduce/reduction.js";
import { shaped } from "../move/reshape.js";

type Maybe = TensorLike | null | undefined;
export interface AffineOptions {
  weight: Maybe;
  bias: Maybe;
  eps: number;
}

/** The mean over the axes, which stay as 1. */
const meanOver = (x: Tensor, axes: readonly number[]): Tensor =>
  restored(div(sumRow(x, axes), literal(countOf(x.shape, axes))), x.shape, axes);
function standard(x: Tensor, axes: readonly number[], eps: number): Tensor {
  const centred = sub(x, meanOver(x, axes));
  return mul(centred, rsqrt(add(meanOver(square(centred), axes), eps)));
}
const scaled = (x: Tensor, weight: Tensor | undefined, bias: Tensor | undefined): Tensor => {
  const y = weight ? mul(x, weight) : x;
  return bias ? add(y, bias) : y;
};
/** A parameter of one number for each channel, the axis 1 of x, in a shape that broadcasts against x. */
function channels(fn: string, name: string, x: Tensor, t: Tensor | undefined): Tensor | undefined {
  if (t === undefined) return undefined;
  if (!sameShape(t.shape, [x.shape[1]]))
    throw wrongShape(fn, name, `(${x.shape[1]},), a number for each channel`, t.shape);
  return shaped(t, [x.shape[1], ...new Array<number>(x.shape.length - 2).fill(1)]);
}
function ranked(fn: string, x: Tensor, least: number): void {
  if (x.shape.length < least)
    throw wrongShape(fn, "input", least === 2 ? "(N, C) or (N, C, d1, ...)" : "(N, C, d1, ...)", x.shape);
}
/** All axes behind the channels, from the end. */
const behind = (x: Tensor): number[] => allAxes(x.shape.length - 2);

/**
 * Each sample centred and scaled over its last axes, of which `normalizedShape` has the lengths; `weight` and `bias` have that
 * shape (Ba, Kiros and Hinton 2016).
 *
 * @example
 * import { layerNorm } from "dualtensor/nn";
 * layerNorm([[1, 3], [2, 2]], [2]) // => tensor([[-1.0000,  1.0000], [ 0.0000,  0.0000]])
 */
export const layerNorm: Face<
  [
    input: TensorLike,
    normalizedShape: readonly number[],
    ...Trailing<[weight: Maybe, bias: Maybe, eps: number], AffineOptions>,
  ]
> = /*#__PURE__*/ face(
  "layerNorm",
  "input: tensor, normalizedShape: shape, weight: tensor?, bias: tensor?, eps: number = 1e-5",
  (x: Tensor, shape: Shape, weight: Tensor | undefined, bias: Tensor | undefined, eps: number) => {
    const fn = "layerNorm";
    const n = shape.length;
    if (n === 0) throw wrongArgument(fn, "normalizedShape", "at least one length", shape);
    if (n > x.shape.length || !sameShape(x.shape.slice(x.shape.length - n), shape))
      throw wrongShape(fn, "input", `whose shape ends with ${shapeText(shape)}`, x.shape);
    for (const [name, t] of Object.entries({ weight, bias }))
      if (t && !sameShape(t.shape, shape))
        throw wrongShape(fn, name, `${shapeText(shape)}, normalizedShape`, t.shape);
    return scaled(standard(x, allAxes(n), eps), weight, bias);
  },
);

export interface BatchOptions extends AffineOptions {
  runningMean: Maybe;
  runningVar: Maybe;
  /** By how much PyTorch moves the running statistics in training; it changes nothing here. */
  momentum: number;
}
/** Centred and scaled by statistics that are given. */
function byRunning(
  fn: string,
  x: Tensor,
  mean: Tensor | undefined,
  variance: Tensor | undefined,
  eps: number,
): Tensor {
  const [m, v] = [channels(fn, "runningMean", x, mean), channels(fn, "runningVar", x, variance)];
  if (m === undefined || v === undefined)
    throw missingArgument(
      fn,
      m === undefined ? "runningMean" : "runningVar",
      fn === "batchNorm"
        ? "batchNorm(x, mean, variance), or batchNorm(x, { training: true }) for the statistics of x"
        : `${fn}(x, mean, variance, { useInputStats: false })`,
    );
  return mul(sub(x, m), rsqrt(add(v, eps)));
}
/**
 * Each channel (axis 1) centred and scaled: in training by its own mean and variance over all other axes, else by
 * `runningMean` and `runningVar` (Ioffe and Szegedy 2015). Tensors do not change, so the running statistics stay as they
 * are; parameters have a number for each channel.
 *
 * @example
 * import { batchNorm } from "dualtensor/nn";
 * batchNorm([[1, 10], [3, 30]], { training: true, eps: 0 }) // => tensor([[-1, -1], [ 1,  1]])
 * batchNorm([[1, 10]], [0, 10], [1, 4], { eps: 0 }) // => tensor([[1, 0]])
 */
export const batchNorm: Face<
  [
    input: TensorLike,
    ...Trailing<
      [
        runningMean: Maybe,
        runningVar: Maybe,
        weight: Maybe,
        bias: Maybe,
        training: boolean,
        momentum: number,
        eps: number,
      ],
      BatchOptions & { training: boolean }
    >,
  ]
> = /*#__PURE__*/ face(
  "batchNorm",
  "input: tensor, runningMean: tensor?, runningVar: tensor?, weight: tensor?, bias: tensor?, training: bool = false, momentum: number = 0.1, eps: number = 1e-5",
  (
    x: Tensor,
    mean: Tensor | undefined,
    variance: Tensor | undefined,
    weight: Tensor | undefined,
    bias: Tensor | undefined,
    training: boolean,
    _momentum: number,
    eps: number,
  ) => {
    const fn = "batchNorm";
    ranked(fn, x, 2);
    const axes = [-x.shape.length, ...behind(x)];
    if (training && countOf(x.shape, axes) < 2)
      throw wrongShape(fn, "input", "of more than one number for each channel in training", x.shape);
    const y = training ? standard(x, axes, eps) : byRunning(fn, x, mean, variance, eps);
    return scaled(y, channels(fn, "weight", x, weight), channels(fn, "bias", x, bias));
  },
);
/**
 * Each channel of each sample centred and scaled by its own mean and variance, or, without useInputStats, by `runningMean`
 * and `runningVar`.
 *
 * @example
 * import { instanceNorm } from "dualtensor/nn";
 * instanceNorm([[[1, 3], [10, 30]]], { eps: 0 }) // => tensor([[[-1,  1], [-1,  1]]])
 */
export const instanceNorm: Face<
  [
    input: TensorLike,
    ...Trailing<
      [
        runningMean: Maybe,
        runningVar: Maybe,
        weight: Maybe,
        bias: Maybe,
        useInputStats: boolean,
        eps: number,
      ],
      BatchOptions & { useInputStats: boolean }
    >,
  ]
> = /*#__PURE__*/ face(
  "instanceNorm",
  "input: tensor, runningMean: tensor?, runningVar: tensor?, weight: tensor?, bias: tensor?, useInputStats: bool = true, momentum: number = 0.1, eps: number = 1e-5",
  (
    x: Tensor,
    mean: Tensor | undefined,
    variance: Tensor | undefined,
    weight: Tensor | undefined,
    bias: Tensor | undefined,
    useInputStats: boolean,
    _momentum: number,
    eps: number,
  ) => {
    const fn = "instanceNorm";
    ranked(fn, x, 3);
    const axes = behind(x);
    if (useInputStats && countOf(x.shape, axes) < 2)
      throw wrongShape(fn, "input", "of more than one number for each channel of a sample", x.shape);
    const y = useInputStats ? standard(x, axes, eps) : byRunning(fn, x, mean, variance, eps);
    return scaled(y, channels(fn, "weight", x, weight), channels(fn, "bias", x, bias));
  },
);
/**
 * The channels of each sample in `numGroups` groups of neighbours, each group centred and scaled by its own mean and
 * variance (Wu and He 2018); `weight` and `bias` have a number for each channel.
 *
 * @example
 * import { groupNorm } from "dualtensor/nn";
 * groupNorm([[1, 3, 10, 30]], 2, { eps: 0 }) // => tensor([[-1,  1, -1,  1]])
 */
export const groupNorm: Face<
  [
    input: TensorLike,
    numGroups: number,
    ...Trailing<[weight: Maybe, bias: Maybe, eps: number], AffineOptions>,
  ]
> = /*#__PURE__*/ face(
  "groupNorm",
  "input: tensor, numGroups: int, weight: tensor?, bias: tensor?, eps: number = 1e-5",
  (x: Tensor, groups: number, weight: Tensor | undefined, bias: Tensor | undefined, eps: number) => {
    const fn = "groupNorm";
    ranked(fn, x, 2);
    const [n, c] = x.shape;
    if (groups < 1 || c % groups !== 0)
      throw wrongArgument(fn, "numGroups", `a divisor of the ${c} channels`, groups);
    const inGroups = shaped(x, [n, groups, size(x.shape.slice(1)) / groups]);
    const y = shaped(standard(inGroups, [-1], eps), x.shape);
    return scaled(y, channels(fn, "weight", x, weight), channels(fn, "bias", x, bias));
  },
);

export interface ResponseOptions {
  alpha: number;
  beta: number;
  k: number;
}
/**
 * x / (k + alpha m)^beta where m is the sum of x² over the `size` channels around each one, divided by size (Krizhevsky,
 * Sutskever and Hinton 2012).
 *
 * @example
 * import { localResponseNorm } from "dualtensor/nn";
 * localResponseNorm([[[1], [2]]], 2, { alpha: 2, beta: 1, k: 0 }) // => tensor([[[1.0000], [0.4000]]])
 */
export const localResponseNorm: Face<
  [input: TensorLike, size: number, ...Trailing<[alpha: number, beta: number, k: number], ResponseOptions>]
> = /*#__PURE__*/ face(
  "localResponseNorm",
  "input: tensor, size: int, alpha: number = 1e-4, beta: number = 0.75, k: number = 1",
  (x: Tensor, width: number, alpha: number, beta: number, k: number) => {
    const fn = "localResponseNorm";
    ranked(fn, x, 3);
    if (width < 1) throw wrongOption(fn, "size", "a number of channels from 1 on", width);
    const [axis, c] = [1 - x.shape.length, x.shape[1]];
    const [before, after] = [width / 2, (width - 1) / 2].map((n) => Math.min(c, Math.floor(n)));
    const around = new Array<number>(-2 * axis).fill(0);
    around.splice(-2, 2, before, after);
    const squares = pad(square(x), around);
    const from = (start: number): Tensor => sliceRow(squares, { axis, start, length: c, step: 1 });
    let total = from(0);
    for (let start = 1; start <= before + after; start++) total = add(total, from(start));
    return div(x, pow(add(mul(alpha / width, total), k), beta));
  },
);
