// Windows as operations: convolution is a product with them, pooling a reduction of them. Two linear rows, each the
// transpose of the other, and the places of the largest entries; what PyTorch's arguments mean is resolved here too.
import { wrongArgument, wrongShape } from "../../errors.js";
import { linear, type Row } from "../../core/kinds.js";
import { Plain, type Tensor } from "../../core/tensor.js";
import * as kernel from "../../kernels/windows.js";
import { tapsOf, windowsOf, type Taps } from "../../kernels/windows.js";
import { checkSize, size, type Shape } from "../../array/shape.js";
import { fixed } from "../reduce/reduction.js";

export type { Taps } from "../../kernels/windows.js";
export { windowsOf } from "../../kernels/windows.js";

const strided: Taps = { length: 4, at: [[-1, 1, 3], [0, 2, -1]] }; // prettier-ignore
const ragged: Taps = { length: 3, at: [[0, 1], [1, 2], [-1, 0]] }; // prettier-ignore
const leading = (x: Tensor, rank: number): Shape => x.shape.slice(0, x.shape.length - rank);

/** [..., n1 .. nD] to [..., K, O]: the K entries that each of O windows reads, both in row-major order; padding is 0. */
export const windowsRow: Row<readonly Taps[]> = /*#__PURE__*/ linear<readonly Taps[]>(
  "windows",
  (x, axes) => {
    const shape = [...leading(x, axes.length), size(tapsOf(axes)), size(windowsOf(axes))];
    checkSize("windows", shape);
    return new Plain(shape, kernel.windows(x, axes), x.dtype);
  },
  (ybar, axes) => overlapRow(ybar, axes),
  [
    { shapes: [[4]], params: [strided] },
    { shapes: [[2, 4, 3]], params: [strided, ragged] },
  ],
  { role: "gather" },
);
/** [..., K, O] to [..., n1 .. nD]: each entry added where windowsRow reads it. */
export const overlapRow: Row<readonly Taps[]> = /*#__PURE__*/ linear<readonly Taps[]>(
  "overlap",
  (x, axes) => new Plain([...leading(x, 2), ...axes.map(({ length }) => length)], kernel.overlap(x, axes)),
  (ybar, axes) => windowsRow(ybar, axes),
  [
    { shapes: [[2, 3]], params: [strided] },
    { shapes: [[2, 6, 6]], params: [strided, ragged] },
  ],
  { role: "scatter" },
);
/** [..., n1 .. nD] to [..., O]: the place in the plane of each window's largest entry. */
export const peaksRow: Row<readonly Taps[]> = /*#__PURE__*/ fixed<readonly Taps[]>({
  name: "peaks",
  trials: [{ shapes: [[2, 4, 3]], params: [strided, ragged], domain: { lo: -2, hi: 2, apart: true } }],
  value: ([x], axes) =>
    new Plain([...leading(x, axes.length), size(windowsOf(axes))], kernel.peaks(x, axes), "int32"),
});

/** Windows of `taps` entries, `dilation` apart, the first `before` entries before the axis begins. */
export interface Sliding {
  readonly length: number;
  readonly taps: number;
  readonly windows: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}
export function sliding(fn: string, { length, taps, windows, stride, dilation, before }: Sliding): Taps {
  checkSize(fn, [length]);
  checkSize(fn, [taps, windows]);
  return {
    length,
    at: Array.from({ length: taps }, (_, k) =>
      Array.from({ length: windows }, (_, o) => {
        const i = o * stride + k * dilation - before;
        return i >= 0 && i < length ? i : -1;
      }),
    ),
  };
}

/** One whole number for each of D axes, from one number for all or a list. */
export function perAxis(
  fn: string,
  name: string,
  v: number | readonly number[],
  D: number,
  least: number,
): number[] {
  const list = [v].flat(),
    each = list.length === 1 ? new Array<number>(D).fill(list[0]) : list;
  if (each.length !== D || each.some((n) => n < least))
    throw wrongArgument(
      fn,
      name,
      D === 1 ? `a whole number from ${least}` : `a whole number from ${least}, or ${D} of them`,
      v,
    );
  return each;
}
const spatial = ["", "L", "H, W", "D, H, W"];
/** The lengths of the last D axes of (C, ...) or (N, C, ...), none of them empty. */
export function spatialShape(fn: string, x: Tensor, D: number): Shape {
  const r = x.shape.length;
  if ((r !== D + 1 && r !== D + 2) || x.shape.slice(r - D).includes(0))
    throw wrongShape(
      fn,
      "input",
      `of shape (C, ${spatial[D]}) or (N, C, ${spatial[D]})${r === D + 1 || r === D + 2 ? " with no empty axis" : ""}`,
      x.shape,
    );
  return x.shape.slice(r - D);
}
/** The shape (C, ...) or (N, C, ...) without its D axes. */
export const leadOf = leading;
