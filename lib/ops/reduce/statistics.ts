// Means of what is there, spread and mean together, covariance and correlation.
import { wrongArgument, wrongShape } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { div } from "../../core/quotients.js";
import { keeping, mean, reduced, sumRow, type Dim, type Reduction } from "../../core/sums.js";
import { transposeLast } from "../../core/views.js";
import { sub } from "../../core/ring.js";
import { where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { clamp, isnan, logicalNot, maximum } from "../elementwise/choice.js";
import { diagonalRow } from "../move/diagonal.js";
import { sqrt, times } from "../elementwise/elementary.js";
import { std, variance, withUnbiased, type SpreadArguments } from "./moments.js";
import { shaped } from "../move/reshape.js";

/**
 * Mean of the elements that are not NaN, of all or over axes; those get no derivative.
 *
 * @example
 * nanmean([1, NaN, 3]).item() // => 2
 */
export const nanmean: Reduction = /*#__PURE__*/ face(
  "nanmean",
  "input: tensor, dim: ints?, keepdim: bool = false",
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("nanmean", x, dim);
    const none = isnan(x);
    const y = div(sumRow(where(none, 0, x), axes), sumRow(logicalNot(none), axes));
    return keeping(y, x, axes, keepdim);
  },
);

type Pair = Face<SpreadArguments, [spread: Tensor, mean: Tensor]>;
const withMean = (fn: string, spread: typeof std): Pair =>
  withUnbiased(
    face(
      fn,
      "input: tensor, dim: ints?, *, correction: number = 1, keepdim: bool = false, unbiased: bool?",
      (x: Tensor, dim: Dim, correction: number, keepdim: boolean, unbiased: boolean | null | undefined) => {
        reduced(fn, x, dim);
        return [
          spread(x, { dim: dim ?? null, correction, keepdim, unbiased: unbiased ?? null }),
          mean(x, { dim: dim ?? null, keepdim }),
        ] as [Tensor, Tensor];
      },
    ),
  );
/**
 * `std` and `mean`, as a pair.
 *
 * @example
 * const [spread, center] = stdMean([1, 3], { correction: 0 });
 * [spread.item(), center.item()] // => [1, 2]
 */
export const stdMean: Pair = /*#__PURE__*/ withMean("stdMean", std);
/**
 * `variance` and `mean`, as a pair.
 *
 * @example
 * const [spread, center] = varMean([1, 2, 3, 6]);
 * center.item() // => 3
 */
export const varMean: Pair = /*#__PURE__*/ withMean("varMean", variance);

export interface CovarianceOptions {
  correction: number;
  /** How often each observation counts. */
  fweights: TensorLike | null;
  /** How much each observation weighs. */
  aweights: TensorLike | null;
}
/**
 * The covariances of variables (the rows) over their observations (the columns), by default with one degree of freedom less
 * than observations. A vector is one variable: its variance.
 *
 * @example
 * cov([[1, 2, 3], [3, 2, 1]]) // => tensor([[1, -1], [-1, 1]])
 */
export const cov: Face<[input: TensorLike, options?: Options<CovarianceOptions>]> = /*#__PURE__*/ face(
  "cov",
  "input: tensor, *, correction: int = 1, fweights: tensor?, aweights: tensor?",
  (x: Tensor, correction: number, fweights?: Tensor | null, aweights?: Tensor | null) =>
    covariance("cov", x, correction, fweights ?? null, aweights ?? null),
);
function covariance(fn: string, x: Tensor, correction: number, f: Tensor | null, a: Tensor | null): Tensor {
  const rank = x.shape.length;
  if (rank > 2) throw wrongShape(fn, "input", "(variables, observations), or (observations,)", x.shape);
  const rows = rank === 2 ? x : shaped(x, [1, rank === 0 ? 1 : x.shape[0]]);
  const [m, n] = rows.shape;
  for (const [name, w] of Object.entries({ fweights: f, aweights: a })) {
    if (w === null) continue;
    if (w.shape.length !== 1 || w.shape[0] !== n)
      throw wrongShape(fn, name, `(${n},), one for each observation`, w.shape);
    if (w.level === 0) for (const v of w.data) if (!(v >= 0)) throw wrongArgument(fn, name, "from 0", v);
  }
  const w = f !== null && a !== null ? times(f, a) : (f ?? a);
  const weighed = (t: Tensor): Tensor => (w === null ? t : times(t, w));
  const total = w === null ? literal(n) : sumRow(w, [-1]);
  const center = div(sumRow(weighed(rows), [-1]), total);
  const freedom =
    w !== null && a !== null && correction !== 0
      ? times(literal(correction), div(sumRow(times(w, a), [-1]), total))
      : literal(correction);
  const from = sub(rows, shaped(center, [m, 1]));
  const products = matmulRow(from, transposeLast(weighed(from)), VALUE);
  const C = div(products, maximum(sub(total, freedom), 0));
  return m === 1 ? shaped(C, []) : C;
}
/**
 * The correlations of variables (the rows) over their observations (the columns).
 *
 * @example
 * corrcoef([[1, 2, 3], [3, 2, 1]]) // => tensor([[1, -1], [-1, 1]])
 */
export const corrcoef: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "corrcoef",
  "input: tensor",
  (x: Tensor) => {
    const C = covariance("corrcoef", x, 1, null, null);
    if (C.shape.length === 0) return div(C, C);
    const n = C.shape[0];
    const spread = sqrt(diagonalRow(C, { offset: 0 }));
    return clamp(div(div(C, shaped(spread, [n, 1])), shaped(spread, [1, n])), -1, 1);
  },
);
