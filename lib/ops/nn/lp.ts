// Pooling by norms of windows, with the factors that PyTorch's definition brings.
import { wrongArgument } from "../../errors.js";
import { pow } from "../../core/power.js";
import { sumRow } from "../../core/sums.js";
import { mulRow } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { size } from "../../array/shape.js";
import { normRow } from "../reduce/norm.js";
import { pools, products, spreadOut, type Ints } from "./pooling.js";
import { windowsRow } from "./windows.js";

export interface LpOptions {
  stride: Ints | null;
  ceilMode: boolean;
}
type NormPool = Face<
  | [input: TensorLike, normType: number, kernelSize: Ints, stride?: Ints | null, ceilMode?: boolean]
  | [input: TensorLike, normType: number, kernelSize: Ints, options: Options<LpOptions>]
  | [
      input: TensorLike,
      normType: number,
      kernelSize: Ints,
      stride: Ints | null,
      options: Options<Omit<LpOptions, "stride">>,
    ]
>;
const norms = (fn: string, D: number): NormPool =>
  face(
    fn,
    "input: tensor, normType: number, kernelSize: ints, stride: ints?, ceilMode: bool = false",
    (x: Tensor, p: number, kernelSize: Ints, stride: Ints | null | undefined, ceilMode: boolean) => {
      if (!(p > 0)) throw wrongArgument(fn, "normType", "a number above 0", p);
      const pool = pools(fn, x, D, { kernelSize, stride, padding: 0, dilation: 1, ceilMode }),
        { axes, kernel } = pool,
        all = windowsRow(x, axes);
      // The signs count where p is not even, as in PyTorch: Σ x^p, not Σ |x|^p.
      const y =
        p % 2 === 0 || p === Infinity
          ? normRow(all, { axes: [-2], p })
          : pow(sumRow(pow(all, literal(p)), [-2]), literal(1 / p));
      // A window that reaches beyond the end stands for a whole one, as in PyTorch.
      const whole = products(pool.covered).map((n) => (size(kernel) / n) ** (1 / p));
      return spreadOut(
        whole.every((f) => f === 1)
          ? y
          : mulRow(y, new Plain([whole.length], Float64Array.from(whole)), VALUE),
        axes,
      );
    },
  );
/**
 * (Σ x^p)^(1/p), p = normType, of windows of `kernelSize` entries along the last axis: input (C, L) or (N, C, L).
 *
 * @example
 * import { lpPool1d } from "dualtensor/nn";
 * lpPool1d([[3, 4, 6, 8]], 2, 2) // => tensor([[ 5, 10]])
 */
export const lpPool1d: NormPool = /*#__PURE__*/ norms("lpPool1d", 1);
/**
 * The same over the last two axes: input (C, H, W) or (N, C, H, W).
 *
 * @example
 * import { lpPool2d } from "dualtensor/nn";
 * lpPool2d([[[2, 4], [5, 6]]], 2, 2) // => tensor([[[9]]])
 */
export const lpPool2d: NormPool = /*#__PURE__*/ norms("lpPool2d", 2);
