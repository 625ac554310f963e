// Convolution, in PyTorch's sense (the kernel is not flipped): the product of the weight with the windows of the input,
// over any number of axes. It is a composition of a gather and matmul, so every engine has its derivatives from theirs.
//
//   windows    x [N, C, ...]           to [N, G, C/G K, O]      G groups, K taps of the kernel, O windows
//   conv       w [G, Co/G, C/G K]  times  [N, G, C/G K, O]      = [N, G, Co/G, O]
//   transpose  w [G, Co/G K, C/G]  times  x [N, G, C/G, O]      = [N, G, Co/G K, O], overlapped to [N, Co, ...]
import { wrongArgument, wrongShape } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { transposeLast } from "../../core/views.js";
import { promote } from "../../core/bind.js";
import { add } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { allOf } from "../../door/parse.js";
import { size, type Shape } from "../../array/shape.js";
import { shaped } from "../move/reshape.js";
import { leadOf, overlapRow, perAxis, spatialShape, sliding, windowsOf, windowsRow } from "./windows.js";

type Ints = number | readonly number[];

/** The number of output channels, and the lengths of the kernel; everything that stride and padding do not touch. */
function checkedKernel(
  fn: string,
  D: number,
  { x, weight, bias, groups }: { x: Tensor; weight: Tensor; bias: Tensor | undefined; groups: number },
  transposed: boolean,
): { channels: number; kernel: Shape } {
  const C = x.shape[x.shape.length - D - 1],
    s = weight.shape;
  if (groups < 1) throw wrongArgument(fn, "groups", "a whole number from 1", groups);
  if (s.length !== D + 2 || s.includes(0))
    throw wrongShape(
      fn,
      "weight",
      `of ${D + 2} axes, none empty: (${transposed ? "C, Cout / groups" : "Cout, C / groups"}, and the kernel)`,
      s,
    );
  const grouped = transposed ? C : s[0];
  if (grouped % groups !== 0)
    throw wrongArgument(
      fn,
      "groups",
      `a divisor of the ${grouped} ${transposed ? "input" : "output"} channels`,
      groups,
    );
  if (transposed ? s[0] !== C : s[1] * groups !== C)
    throw wrongShape(
      fn,
      "weight",
      transposed
        ? `with a first axis of ${C}, the channels of the input`
        : `with ${C / groups} channels on axis 1 (the input's ${C} in ${groups} group${groups === 1 ? "" : "s"})`,
      s,
    );
  const channels = transposed ? s[1] * groups : s[0];
  if (bias !== undefined && (bias.shape.length !== 1 || bias.shape[0] !== channels))
    throw wrongShape(fn, "bias", `(${channels},), a number for each output channel`, bias.shape);
  return { channels, kernel: s.slice(2) };
}
const biased = (y: Tensor, bias: Tensor | undefined, D: number): Tensor =>
  bias === undefined
    ? y
    : add(y, promote(shaped(bias, [bias.shape[0], ...new Array<number>(D).fill(1)]), y.shape.length));

type Padding = Ints | "same" | "valid";
/** Entries of padding before and behind each axis. */
function paddings(
  fn: string,
  padding: unknown,
  reach: readonly number[],
  stride: readonly number[],
): readonly (readonly [before: number, behind: number])[] {
  const D = reach.length;
  if (padding === "valid") return reach.map(() => [0, 0]);
  if (padding === "same") {
    if (stride.some((s) => s !== 1))
      throw wrongArgument(fn, "padding", 'numbers where stride is not 1 ("same" keeps the length)', padding);
    return reach.map((n) => [(n - 1) >> 1, n >> 1]);
  }
  const isInt = (v: unknown): v is number => Number.isInteger(v);
  if (!isInt(padding) && !(Array.isArray(padding) && allOf(padding, isInt)))
    throw wrongArgument(fn, "padding", 'a whole number, one for each axis, "same" or "valid"', padding);
  return perAxis(fn, "padding", padding as Ints, D, 0).map((n) => [n, n]);
}

type Conv = Face<
  | [
      input: TensorLike,
      weight: TensorLike,
      bias?: TensorLike | null,
      stride?: Ints,
      padding?: Padding,
      dilation?: Ints,
      groups?: number,
    ]
  | [
      input: TensorLike,
      weight: TensorLike,
      options: Options<{
        bias: TensorLike | null;
        stride: Ints;
        padding: Padding;
        dilation: Ints;
        groups: number;
      }>,
    ]
  | [
      input: TensorLike,
      weight: TensorLike,
      bias: TensorLike | null,
      options: Options<{ stride: Ints; padding: Padding; dilation: Ints; groups: number }>,
    ]
>;
const conv = (fn: string, D: number): Conv =>
  face(
    fn,
    "input: tensor, weight: tensor, bias: tensor?, stride: ints = 1, padding: any = 0, dilation: ints = 1, groups: int = 1",
    (
      x: Tensor,
      weight: Tensor,
      bias: Tensor | undefined,
      strides: Ints,
      padding: unknown,
      dilations: Ints,
      groups: number,
    ) => {
      const spatial = spatialShape(fn, x, D),
        { channels, kernel } = checkedKernel(fn, D, { x, weight, bias, groups }, false),
        stride = perAxis(fn, "stride", strides, D, 1),
        dilation = perAxis(fn, "dilation", dilations, D, 1),
        reach = kernel.map((k, d) => dilation[d] * (k - 1) + 1),
        pads = paddings(fn, padding, reach, stride);
      const axes = spatial.map((length, d) => {
        const [before, behind] = pads[d],
          room = length + before + behind;
        if (room < reach[d])
          throw wrongShape(
            fn,
            "weight",
            `with a kernel of at most ${room} entries (dilated, against the padded input) on axis ${d - D}`,
            weight.shape,
            `It reaches over ${reach[d]}`,
          );
        const windows = Math.floor((room - reach[d]) / stride[d]) + 1;
        return sliding(fn, {
          length,
          taps: kernel[d],
          windows,
          stride: stride[d],
          dilation: dilation[d],
          before,
        });
      });
      const lead = leadOf(x, D + 1),
        C = x.shape[lead.length],
        out = windowsOf(axes),
        inner = (C / groups) * size(kernel);
      const columns = shaped(windowsRow(x, axes), [...lead, groups, inner, size(out)]),
        rows = shaped(weight, [groups, channels / groups, inner]),
        y = matmulRow(rows, columns, VALUE);
      return biased(shaped(y, [...lead, channels, ...out]), bias, D);
    },
  );
/**
 * Cross-correlation along one axis: input (C, L) or (N, C, L), weight (Cout, C / groups, k), result (Cout, Lout) or
 * (N, Cout, Lout) with Lout = ⌊(L + 2 padding - dilation (k - 1) - 1) / stride⌋ + 1. `padding` may be "same" (stride 1)
 * or "valid".
 *
 * @example
 * import { conv1d } from "dualtensor/nn";
 * conv1d([[1, 2, 4, 7]], [[[-1, 1]]]) // => tensor([[1, 2, 3]])
 * conv1d([[1, 2, 4, 7]], [[[1, 1, 1]]], { padding: "same" }) // => tensor([[ 3,  7, 13, 11]])
 */
export const conv1d: Conv = /*#__PURE__*/ conv("conv1d", 1);
/**
 * The same over two axes: input (C, H, W) or (N, C, H, W), weight (Cout, C / groups, kH, kW). stride, padding and dilation
 * are a number or one for each axis.
 *
 * @example
 * import { conv2d } from "dualtensor/nn";
 * conv2d([[[1, 2, 3], [4, 5, 6]]], [[[[1, 0], [0, 1]]]], [10]) // => tensor([[[16, 18]]])
 */
export const conv2d: Conv = /*#__PURE__*/ conv("conv2d", 2);
/**
 * The same over three axes: input (C, D, H, W) or (N, C, D, H, W), weight (Cout, C / groups, kD, kH, kW).
 *
 * @example
 * import { conv3d } from "dualtensor/nn";
 * conv3d([[[[1, 2]], [[3, 4]]]], [[[[[1, 1]], [[1, 1]]]]]) // => tensor([[[[10]]]])
 */
export const conv3d: Conv = /*#__PURE__*/ conv("conv3d", 3);

type Transposed = Face<
  | [
      input: TensorLike,
      weight: TensorLike,
      bias?: TensorLike | null,
      stride?: Ints,
      padding?: Ints,
      outputPadding?: Ints,
      groups?: number,
      dilation?: Ints,
    ]
  | [
      input: TensorLike,
      weight: TensorLike,
      options: Options<{
        bias: TensorLike | null;
        stride: Ints;
        padding: Ints;
        outputPadding: Ints;
        groups: number;
        dilation: Ints;
      }>,
    ]
  | [
      input: TensorLike,
      weight: TensorLike,
      bias: TensorLike | null,
      options: Options<{ stride: Ints; padding: Ints; outputPadding: Ints; groups: number; dilation: Ints }>,
    ]
>;
const transposedConv = (fn: string, D: number): Transposed =>
  face(
    fn,
    "input: tensor, weight: tensor, bias: tensor?, stride: ints = 1, padding: ints = 0, outputPadding: ints = 0, groups: int = 1, dilation: ints = 1",
    (
      x: Tensor,
      weight: Tensor,
      bias: Tensor | undefined,
      strides: Ints,
      padding: Ints,
      outputPadding: Ints,
      groups: number,
      dilations: Ints,
    ) => {
      const spatial = spatialShape(fn, x, D),
        { channels, kernel } = checkedKernel(fn, D, { x, weight, bias, groups }, true),
        stride = perAxis(fn, "stride", strides, D, 1),
        dilation = perAxis(fn, "dilation", dilations, D, 1),
        before = perAxis(fn, "padding", padding, D, 0),
        further = perAxis(fn, "outputPadding", outputPadding, D, 0);
      const axes = spatial.map((windows, d) => {
        if (further[d] >= Math.max(stride[d], dilation[d]))
          throw wrongArgument(fn, "outputPadding", "smaller than stride or dilation", outputPadding);
        const length =
          (windows - 1) * stride[d] - 2 * before[d] + dilation[d] * (kernel[d] - 1) + further[d] + 1;
        if (length < 1)
          throw wrongArgument(
            fn,
            "padding",
            "so small that something is left",
            padding,
            `Axis ${d - D} of the result would have ${length} entries`,
          );
        return sliding(fn, {
          length,
          taps: kernel[d],
          windows,
          stride: stride[d],
          dilation: dilation[d],
          before: before[d],
        });
      });
      const lead = leadOf(x, D + 1),
        C = x.shape[lead.length],
        K = size(kernel),
        inputs = shaped(x, [...lead, groups, C / groups, size(spatial)]),
        rows = transposeLast(shaped(weight, [groups, C / groups, (channels / groups) * K])),
        columns = shaped(matmulRow(rows, inputs, VALUE), [...lead, channels, K, size(spatial)]);
      return biased(overlapRow(columns, axes), bias, D);
    },
  );
/**
 * The transpose of conv1d as a linear map of its input: input (C, L) or (N, C, L), weight (C, Cout / groups, k), result
 * (Cout, Lout) or (N, Cout, Lout) with Lout = (L - 1) stride - 2 padding + dilation (k - 1) + outputPadding + 1.
 *
 * @example
 * import { convTranspose1d } from "dualtensor/nn";
 * convTranspose1d([[1, 2, 3]], [[[1, 10]]]) // => tensor([[ 1, 12, 23, 30]])
 */
export const convTranspose1d: Transposed = /*#__PURE__*/ transposedConv("convTranspose1d", 1);
/**
 * The transpose of conv2d: input (C, H, W) or (N, C, H, W), weight (C, Cout / groups, kH, kW).
 *
 * @example
 * import { convTranspose2d } from "dualtensor/nn";
 * convTranspose2d([[[1, 2]]], [[[[1, 1], [1, 1]]]], { stride: 2 }) // => tensor([[[1, 1, 2, 2], [1, 1, 2, 2]]])
 */
export const convTranspose2d: Transposed = /*#__PURE__*/ transposedConv("convTranspose2d", 2);
/**
 * The transpose of conv3d: input (C, D, H, W) or (N, C, D, H, W), weight (C, Cout / groups, kD, kH, kW).
 *
 * @example
 * import { convTranspose3d } from "dualtensor/nn";
 * convTranspose3d([[[[2]]]], [[[[[1, 3]], [[5, 7]]]]]) // => tensor([[[[ 2,  6]], [[10, 14]]]])
 */
export const convTranspose3d: Transposed = /*#__PURE__*/ transposedConv("convTranspose3d", 3);
