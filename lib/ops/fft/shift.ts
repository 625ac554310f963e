// The zero frequency in the middle, and back. Both only move elements.
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { axesFromEnd } from "../../array/shape.js";
import { rollRow } from "../move/order.js";

type Shift = Face<
  [
    input: TensorLike,
    dim?: number | readonly number[] | null | Options<{ dim: number | readonly number[] | null }>,
  ]
>;
/** Each axis rolled by `places` of its length; without dim every axis. */
const shift = (name: string, places: (n: number) => number): Shift =>
  face(name, "input: tensor, dim: ints?", (x: Tensor, dim: number | readonly number[] | undefined) =>
    axesFromEnd(name, dim === undefined ? x.shape.map((_, d) => d) : [dim].flat(), x.shape.length).reduce(
      (y, axis) => rollRow(y, { axis, shift: places(y.shape.at(axis)!) }),
      x,
    ),
  );
/**
 * The entries of `dim` (default: of every axis) moved so that frequency 0 stands in the middle.
 *
 * @example
 * import { fftshift } from "dualtensor/fft";
 * fftshift([0, 1, 2, -2, -1]) // => tensor([-2, -1,  0,  1,  2])
 */
export const fftshift: Shift = /*#__PURE__*/ shift("fftshift", (n) => n >> 1);
/**
 * The inverse of fftshift, for odd lengths too.
 *
 * @example
 * import { ifftshift } from "dualtensor/fft";
 * ifftshift([-2, -1, 0, 1, 2]) // => tensor([ 0,  1,  2, -2, -1])
 */
export const ifftshift: Shift = /*#__PURE__*/ shift("ifftshift", (n) => -(n >> 1));
