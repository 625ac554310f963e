// Pooling: a reduction of each window of the input, channel by channel. Averages (and the norms of lp.ts) reduce what
// windowsRow gathers; the largest entry is found first and gathered alone, so that all of the derivative is its own (of equal ones the first's).
import { wrongArgument } from "../../errors.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { promoteAll, type Described } from "../../core/kinds.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { checkSize } from "../../array/shape.js";
import type { Extremes } from "../reduce/extremes.js";
import { gatherRow } from "../move/gather.js";
import { shaped } from "../move/reshape.js";
import {
  leadOf,
  peaksRow,
  perAxis,
  spatialShape,
  sliding,
  windowsOf,
  windowsRow,
  type Taps,
} from "./windows.js";

export type Ints = number | readonly number[];
interface Windows {
  readonly kernelSize: Ints;
  readonly stride: Ints | null | undefined;
  readonly padding: Ints;
  readonly dilation: Ints;
  readonly ceilMode: boolean;
}
/** Windows over the last D axes, and how many entries each covers of the axis with its padding. */
interface Pool {
  readonly axes: readonly Taps[];
  readonly kernel: readonly number[];
  readonly covered: readonly (readonly number[])[];
}
/**
 * With ceilMode a last window may reach beyond the padding, but must start within the input or the padding before it
 * (as PyTorch counts them, ATen/native/Pool.h).
 */
export function pools(fn: string, x: Tensor, D: number, options: Windows): Pool {
  const spatial = spatialShape(fn, x, D),
    kernel = perAxis(fn, "kernelSize", options.kernelSize, D, 1),
    given = options.stride ?? [],
    stride = [given].flat().length === 0 ? kernel : perAxis(fn, "stride", given, D, 1),
    padding = perAxis(fn, "padding", options.padding, D, 0),
    dilation = perAxis(fn, "dilation", options.dilation, D, 1);
  if (padding.some((p, d) => 2 * p > kernel[d]))
    throw wrongArgument(fn, "padding", "at most half of kernelSize", options.padding);
  const covered: number[][] = [];
  const axes = spatial.map((length, d) => {
    const [k, s, p] = [kernel[d], stride[d], padding[d]],
      room = (length + 2 * p - dilation[d] * (k - 1) - 1) / s;
    let windows = (options.ceilMode ? Math.ceil(room) : Math.floor(room)) + 1;
    if (options.ceilMode && (windows - 1) * s >= length + p) windows--;
    if (windows < 1)
      throw wrongArgument(
        fn,
        "kernelSize",
        `so small that a window fits: axis ${d - D} has ${length + 2 * p} entries with its padding`,
        options.kernelSize,
      );
    checkSize(fn, [windows]);
    covered.push(Array.from({ length: windows }, (_, o) => Math.min(k, length + 2 * p - o * s)));
    return sliding(fn, { length, taps: k, windows, stride: s, dilation: dilation[d], before: p });
  });
  return { axes, kernel, covered };
}
/** The products of one number for each axis, over all windows. */
export const products = (list: readonly (readonly number[])[]): number[] =>
  list.reduce<number[]>((all, each) => all.flatMap((a) => each.map((b) => a * b)), [1]);
/** [..., O] with the windows as axes of their own. */
export const spreadOut = (y: Tensor, axes: readonly Taps[]): Tensor =>
  shaped(y, [...leadOf(y, 1), ...windowsOf(axes)]);
/** How many entries of the axis each window reads. */
export const present = ({ at }: Taps): number[] =>
  at[0].map((_, o) => at.filter((tap) => tap[o] >= 0).length);

/** Sums over windows, each divided by a number of its own. */
export function averages(x: Tensor, axes: readonly Taps[], divisors: readonly number[]): Tensor {
  const sums = sumRow(windowsRow(x, axes), [-2]),
    same = divisors.every((n) => n === divisors[0]),
    by = same ? literal(divisors[0]) : new Plain([divisors.length], Float64Array.from(divisors));
  return spreadOut(div(sums, by), axes);
}
/** The largest entry of each window, and its place in the plane. */
export function largest(x: Tensor, axes: readonly Taps[], returnIndices: boolean): Tensor | Extremes {
  const lead = leadOf(x, axes.length),
    at = peaksRow(x, axes),
    flat = shaped(x, [...lead, axes.reduce((n, { length }) => n * length, 1)]),
    values = spreadOut(gatherRow(promoteAll([flat, at]), { axis: -1, rank: lead.length + 1 }), axes);
  return returnIndices ? { values, indices: spreadOut(at, axes) } : values;
}

// ── averages ──
export interface AverageOptions {
  stride: Ints | null;
  padding: Ints;
  ceilMode: boolean;
  countIncludePad: boolean;
}
type Average<O extends AverageOptions, More extends readonly unknown[]> = Face<
  | [
      input: TensorLike,
      kernelSize: Ints,
      stride?: Ints | null,
      padding?: Ints,
      ceilMode?: boolean,
      countIncludePad?: boolean,
      ...more: More,
    ]
  | [input: TensorLike, kernelSize: Ints, options: Options<O>]
  | [input: TensorLike, kernelSize: Ints, stride: Ints | null, options: Options<Omit<O, "stride">>]
>;
type Average1 = Average<AverageOptions, []>;
type AverageN = Average<
  AverageOptions & { divisorOverride: number | null },
  [divisorOverride?: number | null]
>;
const averaging = (fn: string, D: number): AverageN =>
  face(
    fn,
    `input: tensor, kernelSize: ints, stride: ints?, padding: ints = 0, ceilMode: bool = false, countIncludePad: bool = true${D === 1 ? "" : ", divisorOverride: int?"}`,
    (
      x: Tensor,
      kernelSize: Ints,
      stride: Ints | null | undefined,
      padding: Ints,
      ceilMode: boolean,
      countIncludePad: boolean,
      divisor: number | null | undefined,
    ) => {
      const { axes, covered } = pools(fn, x, D, { kernelSize, stride, padding, dilation: 1, ceilMode });
      if (divisor === 0) throw wrongArgument(fn, "divisorOverride", "a number that is not 0", divisor);
      const counts = products(countIncludePad ? covered : axes.map(present));
      return averages(x, axes, typeof divisor === "number" ? counts.map(() => divisor) : counts);
    },
  );
/**
 * Means of windows of `kernelSize` entries along the last axis: input (C, L) or (N, C, L). `stride` is kernelSize unless
 * given; padding is 0 and counts, unless countIncludePad is false; ceilMode keeps a last window that reaches beyond.
 *
 * @example
 * import { avgPool1d } from "dualtensor/nn";
 * avgPool1d([[1, 3, 5, 9]], 2) // => tensor([[2, 7]])
 */
export const avgPool1d: Average1 = /*#__PURE__*/ averaging("avgPool1d", 1);
/**
 * Means of windows over the last two axes: input (C, H, W) or (N, C, H, W). `divisorOverride` divides the sums instead of
 * the number of entries.
 *
 * @example
 * import { avgPool2d } from "dualtensor/nn";
 * avgPool2d([[[1, 3], [5, 7]]], 2) // => tensor([[[4]]])
 */
export const avgPool2d: AverageN = /*#__PURE__*/ averaging("avgPool2d", 2);
/**
 * Means of windows over the last three axes: input (C, D, H, W) or (N, C, D, H, W).
 *
 * @example
 * import { avgPool3d } from "dualtensor/nn";
 * avgPool3d([[[[1, 3], [5, 7]]]], [1, 2, 1]) // => tensor([[[[3, 5]]]])
 */
export const avgPool3d: AverageN = /*#__PURE__*/ averaging("avgPool3d", 3);

// ── the largest ──
export interface MaxOptions {
  readonly stride?: Ints | null;
  readonly padding?: Ints;
  readonly dilation?: Ints;
  readonly ceilMode?: boolean;
  readonly returnIndices?: boolean;
}
interface MaxPool extends Described {
  (input: TensorLike, kernelSize: Ints, options: MaxOptions & { readonly returnIndices: true }): Extremes;
  (input: TensorLike, kernelSize: Ints, options?: MaxOptions & { readonly returnIndices?: false }): Tensor;
  (
    input: TensorLike,
    kernelSize: Ints,
    stride: Ints | null | undefined,
    padding: Ints | undefined,
    dilation: Ints | undefined,
    ceilMode: boolean | undefined,
    returnIndices: true,
  ): Extremes;
  (
    input: TensorLike,
    kernelSize: Ints,
    stride?: Ints | null,
    padding?: Ints,
    dilation?: Ints,
    ceilMode?: boolean,
    returnIndices?: false,
  ): Tensor;
}
const maximal = (fn: string, D: number): MaxPool =>
  face(
    fn,
    "input: tensor, kernelSize: ints, stride: ints?, padding: ints = 0, dilation: ints = 1, ceilMode: bool = false, returnIndices: bool = false",
    (
      x: Tensor,
      kernelSize: Ints,
      stride: Ints | null | undefined,
      padding: Ints,
      dilation: Ints,
      ceilMode: boolean,
      returnIndices: boolean,
    ) => {
      const { axes } = pools(fn, x, D, { kernelSize, stride, padding, dilation, ceilMode });
      if (axes.some((axis) => present(axis).includes(0)))
        throw wrongArgument(fn, "padding", "so small that each window has an entry of the input", padding);
      return largest(x, axes, returnIndices);
    },
  ) as unknown as MaxPool;
/**
 * The largest entries of windows of `kernelSize` entries, `dilation` apart, along the last axis: input (C, L) or (N, C, L).
 * `stride` is kernelSize unless given; padding never wins. With returnIndices {values, indices}: their places in the axis.
 *
 * @example
 * import { maxPool1d } from "dualtensor/nn";
 * maxPool1d([[1, 3, 9, 5]], 2) // => tensor([[3, 9]])
 * maxPool1d([[1, 3, 9, 5]], 2, { returnIndices: true }).indices // => tensor([[1, 2]], dtype=int32)
 */
export const maxPool1d: MaxPool = /*#__PURE__*/ maximal("maxPool1d", 1);
/**
 * The largest entries of windows over the last two axes: input (C, H, W) or (N, C, H, W). Indices are places in the plane
 * in row-major order.
 *
 * @example
 * import { maxPool2d } from "dualtensor/nn";
 * maxPool2d([[[1, 3], [5, 7]]], 2) // => tensor([[[7]]])
 */
export const maxPool2d: MaxPool = /*#__PURE__*/ maximal("maxPool2d", 2);
/**
 * The largest entries of windows over the last three axes: input (C, D, H, W) or (N, C, D, H, W).
 *
 * @example
 * import { maxPool3d } from "dualtensor/nn";
 * maxPool3d([[[[1, 3], [5, 7]]]], [1, 2, 1]) // => tensor([[[[5, 7]]]])
 */
export const maxPool3d: MaxPool = /*#__PURE__*/ maximal("maxPool3d", 3);
