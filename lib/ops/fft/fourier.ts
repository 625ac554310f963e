// The discrete Fourier transform as one linear row on real pairs [..., n, ..., 2], the last axis [re, im]. Its matrix is
// symmetric as a complex one, so as a real one its transpose is the transform of the other sign: every derivative of a
// transform is a transform. Those of real input, of real output and of several axes are made of it.
import { selectRow, sliceRow } from "../../core/picks.js";
import { bind } from "../../core/bind.js";
import { joinRule } from "../../core/join.js";
import { linear, type Row } from "../../core/kinds.js";
import { Plain, zeros, type Tensor } from "../../core/tensor.js";
import { fft as kernel } from "../../kernels/fourier.js";
import { times } from "../elementwise/elementary.js";

export interface Transform {
  /** Of the pairs, counted from the end: -2 is the last axis before the parts. */
  readonly axis: number;
  /** In exp(sign 2πi jk / n). */
  readonly sign: 1 | -1;
  readonly scale: number;
}
export const fftRow: Row<Transform> = /*#__PURE__*/ linear(
  "fft",
  (x, { axis, sign, scale }) => new Plain(x.shape, kernel(x, axis, sign, scale)),
  (ybar, { axis, sign, scale }) => fftRow(ybar, { axis, sign: -sign as 1 | -1, scale }),
  [
    { shapes: [[4, 2]], params: { axis: -2, sign: -1, scale: 1 } },
    { shapes: [[3, 2]], params: { axis: -2, sign: 1, scale: 0.5 } },
    { shapes: [[5, 2, 2]], params: { axis: -3, sign: -1, scale: 2 } },
  ],
  { reach: ({ axis }) => ({ argument: 0, axes: [axis, -1] }) },
);

/** An axis cut, or filled with zeros, to n entries. */
export function resized(x: Tensor, axis: number, n: number): Tensor {
  const shape = x.shape.slice(),
    at = shape.length + axis,
    m = shape[at];
  if (m === n) return x;
  if (n < m) return sliceRow(x, { axis, start: 0, length: n, step: 1 });
  shape[at] = n - m;
  return bind(joinRule, [x, zeros(shape)], { axis });
}
/** How many frequencies of a real signal of n entries say all. */
export const half = (n: number): number => (n >> 1) + 1;

/**
 * The real signal of n entries of which these are the first half(n) frequencies. The others are their conjugates, so
 * each stands for two, but the first and (of an even n) the middle one, whose imaginary parts belong to nothing.
 */
export function realSignal(pairs: Tensor, n: number, transform: Transform): Tensor {
  const { axis } = transform,
    m = half(n),
    weights = new Float64Array(m).fill(2);
  weights[0] = 1;
  if (n % 2 === 0) weights[m - 1] = 1;
  const along = [m, ...new Array<number>(-1 - axis).fill(1)],
    weighted = times(resized(pairs, axis, m), new Plain(along, weights));
  return selectRow(fftRow(resized(weighted, axis, n), transform), { axis: -1, index: 0 });
}
