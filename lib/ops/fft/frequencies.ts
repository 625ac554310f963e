// The frequencies that the entries of a transform belong to, in cycles per unit of the spacing d.
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor } from "../../core/tensor.js";
import { half as halfOf } from "./fourier.js";
import { lengthFor } from "./scale.js";

type Frequencies = Face<[n: number, d?: number | Options<{ d: number }>]>;
const frequencies = (
  fn: string,
  count: (n: number) => number,
  at: (k: number, n: number) => number,
): Frequencies =>
  face(fn, "n: int, d: number = 1", (n: number, d: number): Tensor => {
    const m = count(lengthFor(fn, "n", n));
    return new Plain(
      [m],
      Float64Array.from({ length: m }, (_, k) => at(k, n) / (n * d)),
    );
  });
/**
 * The frequency of each entry of fft of n samples that lie d apart: from 0 upwards, then the negative ones.
 *
 * @example
 * import { fftfreq } from "dualtensor/fft";
 * fftfreq(4) // => tensor([ 0.0000,  0.2500, -0.5000, -0.2500])
 */
export const fftfreq: Frequencies = /*#__PURE__*/ frequencies(
  "fftfreq",
  (n) => n,
  (k, n) => (2 * k < n ? k : k - n),
);
/**
 * The frequency of each entry of rfft of n samples that lie d apart.
 *
 * @example
 * import { rfftfreq } from "dualtensor/fft";
 * rfftfreq(4) // => tensor([0.0000, 0.2500, 0.5000])
 */
export const rfftfreq: Frequencies = /*#__PURE__*/ frequencies("rfftfreq", halfOf, (k) => k);
