// Entries of a plane in another order: patches as columns and back, channels as pixels and back. All of it is linear.
import { wrongArgument, wrongShape } from "../../errors.js";
import { permuteRow } from "../../core/views.js";
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { allAxes, checkSize, size, type Shape } from "../../array/shape.js";
import { shaped } from "../move/reshape.js";
import { leadOf, overlapRow, perAxis, spatialShape, sliding, windowsRow, type Taps } from "./windows.js";

type Ints = number | readonly number[];
interface Patches {
  readonly kernelSize: Ints;
  readonly dilation: Ints;
  readonly padding: Ints;
  readonly stride: Ints;
}
/** Windows over a plane of two axes. */
function patches(
  fn: string,
  spatial: Shape,
  options: Patches,
): { axes: readonly Taps[]; K: number; L: number } {
  const kernel = perAxis(fn, "kernelSize", options.kernelSize, 2, 1),
    dilation = perAxis(fn, "dilation", options.dilation, 2, 1),
    padding = perAxis(fn, "padding", options.padding, 2, 0),
    stride = perAxis(fn, "stride", options.stride, 2, 1);
  const counts = spatial.map(
    (n, d) => Math.floor((n + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d]) + 1,
  );
  counts.forEach((n, d) => {
    if (n < 1)
      throw wrongArgument(
        fn,
        "kernelSize",
        `so small that a patch fits: axis ${d - 2} has ${spatial[d] + 2 * padding[d]} entries with its padding`,
        options.kernelSize,
      );
  });
  const axes = spatial.map((length, d) =>
    sliding(fn, {
      length,
      taps: kernel[d],
      windows: counts[d],
      stride: stride[d],
      dilation: dilation[d],
      before: padding[d],
    }),
  );
  return { axes, K: size(kernel), L: size(counts) };
}
export interface PatchOptions {
  dilation: Ints;
  padding: Ints;
  stride: Ints;
}
/**
 * Patches as columns: input (C, H, W) or (N, C, H, W), result (C K, L) or (N, C K, L) for the K = kH kW entries of each of L
 * patches, both in row-major order. Padding is 0.
 *
 * @example
 * import { unfold } from "dualtensor/nn";
 * unfold([[[1, 2, 3], [4, 5, 6]]], 2) // => tensor([[1, 2], [2, 3], [4, 5], [5, 6]])
 */
export const unfold: Face<
  | [input: TensorLike, kernelSize: Ints, dilation?: Ints, padding?: Ints, stride?: Ints]
  | [input: TensorLike, kernelSize: Ints, options: Options<PatchOptions>]
> = /*#__PURE__*/ face(
  "unfold",
  "input: tensor, kernelSize: ints, dilation: ints = 1, padding: ints = 0, stride: ints = 1",
  (x: Tensor, kernelSize: Ints, dilation: Ints, padding: Ints, stride: Ints) => {
    const spatial = spatialShape("unfold", x, 2),
      { axes, K, L } = patches("unfold", spatial, { kernelSize, dilation, padding, stride }),
      lead = leadOf(x, 3),
      C = x.shape[lead.length];
    return shaped(windowsRow(x, axes), [...lead, C * K, L]);
  },
);
/**
 * Columns as patches, overlapping entries added: the transpose of {@link unfold}. Input (C K, L) or (N, C K, L), result
 * (C, H, W) or (N, C, H, W) where outputSize is H, W.
 *
 * @example
 * import { fold } from "dualtensor/nn";
 * fold([[1, 2], [2, 3], [4, 5], [5, 6]], [2, 3], 2) // => tensor([[[ 1,  4,  3], [ 4, 10,  6]]])
 */
export const fold: Face<
  | [input: TensorLike, outputSize: Ints, kernelSize: Ints, dilation?: Ints, padding?: Ints, stride?: Ints]
  | [input: TensorLike, outputSize: Ints, kernelSize: Ints, options: Options<PatchOptions>]
> = /*#__PURE__*/ face(
  "fold",
  "input: tensor, outputSize: ints, kernelSize: ints, dilation: ints = 1, padding: ints = 0, stride: ints = 1",
  (x: Tensor, outputSize: Ints, kernelSize: Ints, dilation: Ints, padding: Ints, stride: Ints) => {
    const spatial = perAxis("fold", "outputSize", outputSize, 2, 1);
    checkSize("fold", spatial);
    const { axes, K, L } = patches("fold", spatial, { kernelSize, dilation, padding, stride }),
      r = x.shape.length,
      [rows, columns] = x.shape.slice(-2);
    if ((r !== 2 && r !== 3) || rows % K !== 0 || columns !== L)
      throw wrongShape(
        "fold",
        "input",
        `of shape (C ${K}, ${L}) or (N, C ${K}, ${L}): ${K} entries for each of ${L} patches`,
        x.shape,
      );
    return overlapRow(shaped(x, [...leadOf(x, 2), rows / K, K, L]), axes);
  },
);

/** The last three axes of x split, and joined in another order. */
function rearranged(x: Tensor, split: Shape, order: readonly number[], joined: Shape): Tensor {
  const lead = leadOf(x, 3);
  return shaped(permuteRow(shaped(x, [...lead, ...split]), order), [...lead, ...joined]);
}
function checkPlane(fn: string, x: Tensor, name: string, r: number): Shape {
  if (x.shape.length < 3) throw wrongShape(fn, "input", "of shape (..., C, H, W)", x.shape);
  if (r < 1) throw wrongArgument(fn, name, "a whole number from 1", r);
  return x.shape.slice(-3);
}
/**
 * Channels as pixels (Shi et al. 2016): (..., C r², H, W) as (..., C, H r, W r), r = upscaleFactor.
 *
 * @example
 * import { pixelShuffle } from "dualtensor/nn";
 * pixelShuffle([[[1]], [[2]], [[3]], [[4]]], 2) // => tensor([[[1, 2], [3, 4]]])
 */
export const pixelShuffle: Face<[input: TensorLike, upscaleFactor: number]> = /*#__PURE__*/ face(
  "pixelShuffle",
  "input: tensor, upscaleFactor: int",
  (x: Tensor, r: number) => {
    const [C, H, W] = checkPlane("pixelShuffle", x, "upscaleFactor", r);
    if (C % (r * r) !== 0)
      throw wrongShape("pixelShuffle", "input", `with a multiple of ${r * r} channels (axis -3)`, x.shape);
    const c = C / (r * r);
    return rearranged(x, [c, r, r, H, W], [-5, -2, -4, -1, -3], [c, H * r, W * r]);
  },
);
/**
 * Pixels as channels, the inverse of {@link pixelShuffle}: (..., C, H r, W r) as (..., C r², H, W), r = downscaleFactor.
 *
 * @example
 * import { pixelUnshuffle } from "dualtensor/nn";
 * pixelUnshuffle([[[1, 2], [3, 4]]], 2) // => tensor([[[1]], [[2]], [[3]], [[4]]])
 */
export const pixelUnshuffle: Face<[input: TensorLike, downscaleFactor: number]> = /*#__PURE__*/ face(
  "pixelUnshuffle",
  "input: tensor, downscaleFactor: int",
  (x: Tensor, r: number) => {
    const [C, H, W] = checkPlane("pixelUnshuffle", x, "downscaleFactor", r);
    if (H % r !== 0 || W % r !== 0)
      throw wrongShape("pixelUnshuffle", "input", `with last axes that are multiples of ${r}`, x.shape);
    return rearranged(x, [C, H / r, r, W / r, r], [-5, -3, -1, -4, -2], [C * r * r, H / r, W / r]);
  },
);
/**
 * Channels of `groups` groups dealt out in turn: input (N, C, ...), channel i C / groups + j becomes j groups + i.
 *
 * @example
 * import { channelShuffle } from "dualtensor/nn";
 * channelShuffle([[[1], [2], [3], [4]]], 2) // => tensor([[[1], [3], [2], [4]]])
 */
export const channelShuffle: Face<[input: TensorLike, groups: number]> = /*#__PURE__*/ face(
  "channelShuffle",
  "input: tensor, groups: int",
  (x: Tensor, groups: number) => {
    const r = x.shape.length;
    if (r < 3) throw wrongShape("channelShuffle", "input", "of shape (N, C, ...)", x.shape);
    const [N, C, ...rest] = x.shape;
    if (groups < 1 || C % groups !== 0)
      throw wrongArgument("channelShuffle", "groups", `a divisor of the ${C} channels`, groups);
    const order = allAxes(r + 1).map((a) => (a === 1 - r ? -r : a === -r ? 1 - r : a));
    return shaped(permuteRow(shaped(x, [N, groups, C / groups, ...rest]), order), x.shape);
  },
);
