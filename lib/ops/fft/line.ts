// Transforms along one axis. What is meant by n, dim and norm is torch's.
import { sliceRow } from "../../core/picks.js";
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { complexValue } from "../../errors.js";
import { fromEnd } from "../../array/shape.js";
import { Complex, isComplex, pairsOf, partsOf } from "../complex/complex.js";
import { lengthFor, scaleOf, type Norm } from "./scale.js";
import { fftRow, half, realSignal, resized, type Transform } from "./fourier.js";

type Given = Options<{ n: number | null; dim: number; norm: Norm | null }>;
type Length = number | null;
type Line<R> = Face<
  | [input: TensorLike, n?: Length | Given]
  | [input: TensorLike, n: Length, dim: number | Given]
  | [input: TensorLike, n: Length, dim: number, norm: Norm | null | Given],
  R
>;
/** An axis of complex values, as an axis of their pairs: both count from the end. */
export const ofPairs = (axis: number): number => axis - 1;
/** Values whose axis has n entries, as pairs. */
export const pairsAlong = (z: Tensor, axis: number, n: number): Tensor =>
  isComplex(z) ? resized(z.pairs, ofPairs(axis), n) : pairsOf(partsOf(resized(z, axis, n)));
/** Input that has to be real. */
export function realInput(fn: string, x: Tensor): Tensor {
  if (isComplex(x)) throw complexValue(fn);
  return x;
}
/** The frequencies from 0 to the middle one. */
export const firstHalf = (pairs: Tensor, axis: number, n: number): Tensor =>
  sliceRow(pairs, { axis: ofPairs(axis), start: 0, length: half(n), step: 1 });

/** A transform along an axis. `least`: the default of n, from the length m of the axis. */
function line<R>(
  fn: string,
  sign: 1 | -1,
  inverse: boolean,
  least: (m: number) => number,
  run: (z: Tensor, axis: number, n: number, transform: Transform) => R,
): Line<R> {
  return face(
    fn,
    "input: tensor, n: int?, dim: int = -1, norm: string?",
    (z: Tensor, n: number | undefined, dim: number, norm: string | undefined) => {
      const axis = fromEnd(fn, dim, z.shape.length),
        length = lengthFor(fn, "n", n ?? least(z.shape.at(axis)!)),
        scale = scaleOf(fn, norm, length, inverse);
      return run(z, axis, length, { axis: ofPairs(axis), sign, scale });
    },
  );
}
const same = (m: number): number => m;
const full = (m: number): number => 2 * (m - 1);
const whole = (fn: string, sign: 1 | -1): Line<Complex> =>
  line(fn, sign, sign > 0, same, (z, axis, n, transform) =>
    Complex.ofPairs(fftRow(pairsAlong(z, axis, n), transform)),
  );
const halved = (fn: string, sign: 1 | -1): Line<Complex> =>
  line(fn, sign, sign > 0, same, (x, axis, n, transform) =>
    Complex.ofPairs(firstHalf(fftRow(pairsAlong(realInput(fn, x), axis, n), transform), axis, n)),
  );
const doubled = (fn: string, sign: 1 | -1): Line<Tensor> =>
  line(fn, sign, sign > 0, full, (z, axis, n, transform) =>
    realSignal(pairsAlong(z, axis, half(n)), n, transform),
  );

/**
 * The discrete Fourier transform of real or complex values along `dim`: y_k = Σ_j x_j exp(-2πi jk / n). The axis is first
 * cut, or filled with zeros, to n entries. Any length takes O(n log n). `norm` "backward" (default) leaves the sum as it
 * is, "forward" divides it by n, "ortho" by √n. The result is complex: see viewAsReal.
 *
 * @example
 * import { fft } from "dualtensor/fft";
 * viewAsReal(fft([1, 0, -1, 0])) // => tensor([[0, 0], [2, 0], [0, 0], [2, 0]])
 */
export const fft: Line<Complex> = /*#__PURE__*/ whole("fft", -1);
/**
 * The inverse of fft: y_k = Σ_j x_j exp(2πi jk / n) / n. `norm` "forward" leaves the sum, "ortho" divides it by √n.
 *
 * @example
 * import { fft, ifft } from "dualtensor/fft";
 * real(ifft(fft([1, 2, 4]))) // => tensor([1.0000, 2.0000, 4.0000])
 */
export const ifft: Line<Complex> = /*#__PURE__*/ whole("ifft", 1);
/**
 * The frequencies 0 to ⌊n / 2⌋ of fft of a real signal: the others are their conjugates.
 *
 * @example
 * import { rfft } from "dualtensor/fft";
 * viewAsReal(rfft([1, 0, -1, 0])) // => tensor([[0, 0], [2, 0], [0, 0]])
 */
export const rfft: Line<Complex> = /*#__PURE__*/ halved("rfft", -1);
/**
 * The inverse of rfft: the real signal of n entries (default: 2(m - 1) for m frequencies). Imaginary parts that no real
 * signal has, at frequency 0 and at n / 2, do not count.
 *
 * @example
 * import { irfft, rfft } from "dualtensor/fft";
 * irfft(rfft([1, 2, 4, 0]), 4) // => tensor([1, 2, 4, 0])
 */
export const irfft: Line<Tensor> = /*#__PURE__*/ doubled("irfft", 1);
/**
 * The real transform, of n entries (default: 2(m - 1)), of a signal that is the conjugate of itself backwards and of which
 * m entries are given.
 *
 * @example
 * import { hfft } from "dualtensor/fft";
 * hfft([1, 2, 1]) // => tensor([ 6,  0, -2,  0])
 */
export const hfft: Line<Tensor> = /*#__PURE__*/ doubled("hfft", -1);
/**
 * The inverse of hfft: the first ⌊n / 2⌋ + 1 entries of ifft of a real signal.
 *
 * @example
 * import { ihfft } from "dualtensor/fft";
 * viewAsReal(ihfft([4, 0, -4, 0])) // => tensor([[0, 0], [2, 0], [0, 0]])
 */
export const ihfft: Line<Complex> = /*#__PURE__*/ halved("ihfft", 1);
