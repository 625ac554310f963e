// Pooling to a result of a given length: window o of O reads the entries from ⌊o n / O⌋ to ⌈(o + 1) n / O⌉ of n, so that the
// windows share the axis, and overlap where they must.
import { wrongArgument } from "../../errors.js";
import type { Described } from "../../core/kinds.js";
import { face, type Face } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { checkSize } from "../../array/shape.js";
import type { Extremes } from "../reduce/extremes.js";
import { averages, largest, present, products } from "./pooling.js";
import { spatialShape, type Taps } from "./windows.js";

/** The windows of one axis. */
export function sharing(fn: string, length: number, windows: number): Taps {
  checkSize(fn, [windows]);
  const starts = Array.from({ length: windows }, (_, o) => Math.floor((o * length) / windows)),
    ends = starts.map((_, o) => Math.ceil(((o + 1) * length) / windows)),
    taps = ends.reduce((most, end, o) => Math.max(most, end - starts[o]), 0);
  return {
    length,
    at: Array.from({ length: taps }, (_, k) => starts.map((s, o) => (s + k < ends[o] ? s + k : -1))),
  };
}
type Size = number | readonly (number | null)[];
function sharings(fn: string, x: Tensor, D: number, outputSize: unknown): readonly Taps[] {
  const spatial = spatialShape(fn, x, D),
    list: readonly unknown[] = Array.isArray(outputSize) ? outputSize : [outputSize],
    each = list.length === 1 ? spatial.map(() => list[0]) : list,
    isLength = (n: unknown): n is number => typeof n === "number" && Number.isInteger(n) && n > 0;
  if (each.length !== D || !each.every((n) => n === null || isLength(n)))
    throw wrongArgument(
      fn,
      "outputSize",
      D === 1 ? "a whole number from 1" : `a whole number from 1, or ${D} of them (null keeps a length)`,
      outputSize,
    );
  return spatial.map((length, d) => sharing(fn, length, each[d] ?? length));
}
/** Means of such windows, for interpolation too. */
export const sharedMeans = (x: Tensor, axes: readonly Taps[]): Tensor =>
  averages(x, axes, products(axes.map(present)));

type Average = Face<[input: TensorLike, outputSize: Size]>;
const averaging = (fn: string, D: number): Average =>
  face(fn, "input: tensor, outputSize: any", (x: Tensor, outputSize: unknown) =>
    sharedMeans(x, sharings(fn, x, D, outputSize)),
  );
/**
 * Means of `outputSize` windows that share the last axis: input (C, L) or (N, C, L).
 *
 * @example
 * import { adaptiveAvgPool1d } from "dualtensor/nn";
 * adaptiveAvgPool1d([[1, 2, 3, 4, 5]], 2) // => tensor([[2, 4]])
 */
export const adaptiveAvgPool1d: Average = /*#__PURE__*/ averaging("adaptiveAvgPool1d", 1);
/**
 * Means of windows that share the last two axes: input (C, H, W) or (N, C, H, W), outputSize one number or two; null keeps
 * a length.
 *
 * @example
 * import { adaptiveAvgPool2d } from "dualtensor/nn";
 * adaptiveAvgPool2d([[[1, 3], [5, 7]]], [1, null]) // => tensor([[[3, 5]]])
 */
export const adaptiveAvgPool2d: Average = /*#__PURE__*/ averaging("adaptiveAvgPool2d", 2);
/**
 * Means of windows that share the last three axes: input (C, D, H, W) or (N, C, D, H, W).
 *
 * @example
 * import { adaptiveAvgPool3d } from "dualtensor/nn";
 * adaptiveAvgPool3d([[[[1, 3], [5, 7]]]], 1) // => tensor([[[[4]]]])
 */
export const adaptiveAvgPool3d: Average = /*#__PURE__*/ averaging("adaptiveAvgPool3d", 3);

interface Max extends Described {
  (input: TensorLike, outputSize: Size, returnIndices: true | { readonly returnIndices: true }): Extremes;
  (input: TensorLike, outputSize: Size, returnIndices?: false | { readonly returnIndices?: false }): Tensor;
}
const maximal = (fn: string, D: number): Max =>
  face(
    fn,
    "input: tensor, outputSize: any, returnIndices: bool = false",
    (x: Tensor, outputSize: unknown, returnIndices: boolean) =>
      largest(x, sharings(fn, x, D, outputSize), returnIndices),
  ) as unknown as Max;
/**
 * The largest entries of `outputSize` windows that share the last axis: input (C, L) or (N, C, L). With returnIndices
 * {values, indices}: their places in the axis.
 *
 * @example
 * import { adaptiveMaxPool1d } from "dualtensor/nn";
 * adaptiveMaxPool1d([[1, 2, 9, 4, 5]], 2) // => tensor([[9, 9]])
 */
export const adaptiveMaxPool1d: Max = /*#__PURE__*/ maximal("adaptiveMaxPool1d", 1);
/**
 * The largest entries of windows that share the last two axes: input (C, H, W) or (N, C, H, W). Indices are places in the
 * plane in row-major order.
 *
 * @example
 * import { adaptiveMaxPool2d } from "dualtensor/nn";
 * adaptiveMaxPool2d([[[1, 3], [5, 7]]], [null, 1]) // => tensor([[[3], [7]]])
 */
export const adaptiveMaxPool2d: Max = /*#__PURE__*/ maximal("adaptiveMaxPool2d", 2);
/**
 * The largest entries of windows that share the last three axes: input (C, D, H, W) or (N, C, D, H, W).
 *
 * @example
 * import { adaptiveMaxPool3d } from "dualtensor/nn";
 * adaptiveMaxPool3d([[[[1, 3], [5, 7]]]], 1) // => tensor([[[[7]]]])
 */
export const adaptiveMaxPool3d: Max = /*#__PURE__*/ maximal("adaptiveMaxPool3d", 3);
