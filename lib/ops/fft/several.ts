// Transforms along several axes, one after the other. Of s, dim and norm what is meant is torch's.
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { wrongArgument } from "../../errors.js";
import { allAxes, axesFromEnd, fromEnd } from "../../array/shape.js";
import { Complex, isComplex, pairsOf, partsOf } from "../complex/complex.js";
import { firstHalf, ofPairs, realInput } from "./line.js";
import { lengthFor, scaleOf, type Norm } from "./scale.js";
import { fftRow, half, realSignal, resized } from "./fourier.js";

type Lengths = number | readonly number[] | null;
type Axes = number | readonly number[];
type Given<D> = Options<{ s: Lengths; dim: D; norm: Norm | null }>;
type Several<R, D> = Face<
  | [input: TensorLike, s?: Lengths | Given<D>]
  | [input: TensorLike, s: Lengths, dim: D | Given<D>]
  | [input: TensorLike, s: Lengths, dim: D, norm: Norm | null | Given<D>],
  R
>;
type Plane<R> = Several<R, Axes>;
type Space<R> = Several<R, Axes | null>;

/** The axes meant, from the end, and their lengths; `longer`: the last one is given by half of its frequencies. */
function axesAnd(
  fn: string,
  x: Tensor,
  s: Lengths | undefined,
  dim: Axes | null | undefined,
  longer: boolean,
): { axis: number; n: number }[] {
  const rank = x.shape.length,
    lengths = s === undefined || s === null ? null : [s].flat(),
    axes =
      dim !== undefined && dim !== null
        ? [dim].flat().map((d) => fromEnd(fn, d, rank))
        : lengths === null
          ? allAxes(rank)
          : lengths.map((_, i) => fromEnd(fn, i - lengths.length, rank));
  axesFromEnd(fn, axes, rank);
  if (lengths !== null && lengths.length !== axes.length)
    throw wrongArgument(fn, "s", `as many lengths as axes (${axes.length})`, s);
  return axes.map((axis, i) => {
    const m = x.shape[rank + axis],
      own = lengths === null || lengths[i] === -1 ? undefined : lengths[i];
    return { axis, n: lengthFor(fn, "s", own ?? (longer && i === axes.length - 1 ? 2 * (m - 1) : m)) };
  });
}
type Run<R> = (fn: string, z: Tensor, axes: { axis: number; n: number }[], sign: 1 | -1, scale: number) => R;
function several<R, D>(
  fn: string,
  signature: string,
  sign: 1 | -1,
  longer: boolean,
  run: Run<R>,
): Several<R, D> {
  return face(
    fn,
    signature,
    (z: Tensor, s: Lengths | undefined, dim: Axes | null | undefined, norm: string | undefined) => {
      const axes = axesAnd(fn, z, s, dim, longer),
        total = axes.reduce((t, { n }) => t * n, 1);
      return run(fn, z, axes, sign, scaleOf(fn, norm, total, sign > 0));
    },
  );
}
const two = "input: tensor, s: ints?, dim: ints = [-2,-1], norm: string?";
const any = "input: tensor, s: ints?, dim: ints?, norm: string?";

const along = (pairs: Tensor, axis: number, sign: 1 | -1, scale: number): Tensor =>
  fftRow(pairs, { axis: ofPairs(axis), sign, scale });
/** As pairs, with the lengths asked for. */
const prepared = (z: Tensor, axes: readonly { axis: number; n: number }[]): Tensor =>
  isComplex(z)
    ? axes.reduce((p, { axis, n }) => resized(p, ofPairs(axis), n), z.pairs)
    : pairsOf(partsOf(axes.reduce((x, { axis, n }) => resized(x, axis, n), z)));
const whole: Run<Complex> = (_fn, z, axes, sign, scale) =>
  Complex.ofPairs(
    axes.reduce((p, { axis }, i) => along(p, axis, sign, i === 0 ? scale : 1), prepared(z, axes)),
  );
const halved: Run<Complex> = (fn, x, axes, sign, scale) => {
  const last = lastOf(fn, axes),
    first = firstHalf(along(prepared(realInput(fn, x), axes), last.axis, sign, scale), last.axis, last.n);
  return Complex.ofPairs(axes.slice(0, -1).reduce((p, { axis }) => along(p, axis, sign, 1), first));
};
const doubled: Run<Tensor> = (fn, z, axes, sign, scale) => {
  const last = lastOf(fn, axes),
    others = axes.slice(0, -1),
    pairs = prepared(z, [...others, { axis: last.axis, n: half(last.n) }]);
  return realSignal(
    others.reduce((p, { axis }) => along(p, axis, sign, 1), pairs),
    last.n,
    { axis: ofPairs(last.axis), sign, scale },
  );
};
function lastOf(fn: string, axes: readonly { axis: number; n: number }[]): { axis: number; n: number } {
  const last = axes.at(-1);
  if (last === undefined) throw wrongArgument(fn, "dim", "at least one axis", []);
  return last;
}

/**
 * fft along two axes, by default the last two.
 *
 * @example
 * import { fft2 } from "dualtensor/fft";
 * viewAsReal(fft2([[1, 2], [3, 4]])) // => tensor([[[10,  0], [-2,  0]], [[-4,  0], [ 0,  0]]])
 */
export const fft2: Plane<Complex> = /*#__PURE__*/ several("fft2", two, -1, false, whole);
/**
 * The inverse of fft2.
 *
 * @example
 * import { fft2, ifft2 } from "dualtensor/fft";
 * real(ifft2(fft2([[1, 2], [3, 4]]))) // => tensor([[1, 2], [3, 4]])
 */
export const ifft2: Plane<Complex> = /*#__PURE__*/ several("ifft2", two, 1, false, whole);
/**
 * fft2 of real values, of the last axis the frequencies up to ⌊n / 2⌋.
 *
 * @example
 * import { rfft2 } from "dualtensor/fft";
 * rfft2(zeros([4, 6])).shape // => [4, 4]
 */
export const rfft2: Plane<Complex> = /*#__PURE__*/ several("rfft2", two, -1, false, halved);
/**
 * The inverse of rfft2, with real values.
 *
 * @example
 * import { irfft2, rfft2 } from "dualtensor/fft";
 * irfft2(rfft2([[1, 2], [3, 4]])) // => tensor([[1, 2], [3, 4]])
 */
export const irfft2: Plane<Tensor> = /*#__PURE__*/ several("irfft2", two, 1, true, doubled);
/**
 * fft along the axes `dim`: by default along all of them, or where s is given along as many at the end.
 *
 * @example
 * import { fftn } from "dualtensor/fft";
 * real(fftn([[1, 2], [3, 4]])) // => tensor([[10, -2], [-4,  0]])
 */
export const fftn: Space<Complex> = /*#__PURE__*/ several("fftn", any, -1, false, whole);
/**
 * The inverse of fftn.
 *
 * @example
 * import { fftn, ifftn } from "dualtensor/fft";
 * real(ifftn(fftn([[1, 2], [3, 4]]))) // => tensor([[1, 2], [3, 4]])
 */
export const ifftn: Space<Complex> = /*#__PURE__*/ several("ifftn", any, 1, false, whole);
/**
 * fftn of real values, of the last axis of `dim` the frequencies up to ⌊n / 2⌋.
 *
 * @example
 * import { rfftn } from "dualtensor/fft";
 * real(rfftn([[1, 2], [3, 4]])) // => tensor([[10, -2], [-4,  0]])
 */
export const rfftn: Space<Complex> = /*#__PURE__*/ several("rfftn", any, -1, false, halved);
/**
 * The inverse of rfftn, with real values.
 *
 * @example
 * import { irfftn, rfftn } from "dualtensor/fft";
 * irfftn(rfftn([[1, 2], [3, 4]])) // => tensor([[1, 2], [3, 4]])
 */
export const irfftn: Space<Tensor> = /*#__PURE__*/ several("irfftn", any, 1, true, doubled);
