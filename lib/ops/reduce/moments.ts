// Sums and what is made of them.
import { wrongShape } from "../../errors.js";
import { matmul } from "../../core/matmul.js";
import { div } from "../../core/quotients.js";
import { keeping, reduced, sumRow, type Dim, type Reduction } from "../../core/sums.js";
import type { Row } from "../../core/kinds.js";
import { sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as kernel from "../../kernels/fold.js";
import type { Shape } from "../../array/shape.js";
import { isnan } from "../elementwise/choice.js";
import { ratio, times } from "../elementwise/elementary.js";
import { countOf, reduction, restored, type Along } from "./reduction.js";

export { mean, sum } from "../../core/sums.js";
export { cumsum, cumsumRow } from "./cumulative.js";

/**
 * Sum of the elements that are not NaN; those get no derivative.
 *
 * @example
 * nansum([1, NaN, 2]).item() // => 3
 */
export const nansum: Reduction = /*#__PURE__*/ face(
  "nansum",
  "input: tensor, dim: ints?, keepdim: bool = false",
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("nansum", x, dim);
    return keeping(sumRow(where(isnan(x), 0, x), axes), x, axes, keepdim);
  },
);

/**
 * Sum of the products of two vectors of equal length.
 *
 * @example
 * dot([1, 2, 3], [4, 5, 6]).item() // => 32
 */
export const dot: Face<[input: TensorLike, other: TensorLike]> = /*#__PURE__*/ face(
  "dot",
  "input: tensor, other: tensor",
  (x: Tensor, y: Tensor) => {
    for (const [name, t] of [
      ["input", x],
      ["other", y],
    ] as const)
      // prettier-ignore
      if (t.shape.length !== 1)
        throw wrongShape("dot", name, "(n,), a vector", t.shape, "For matrices write matmul(x, y)");
    if (x.shape[0] !== y.shape[0])
      throw wrongShape("dot", "other", `(${x.shape[0]},), as long as input`, y.shape);
    return matmul(x, y);
  },
);

// ── variance ──
interface Spread extends Along {
  readonly correction: number;
}
const trials: Rule<Spread>["trials"] = [
  { shapes: [[4]], params: { axes: [-1], correction: 1 } },
  { shapes: [[2, 3, 2]], params: { axes: [-3, -1], correction: 0 } },
];
const divisor = (shape: Shape, { axes, correction }: Spread): number =>
  Math.max(0, countOf(shape, axes) - correction);
const centered = (x: Tensor, axes: readonly number[]): Tensor =>
  sub(x, div(restored(sumRow(x, axes), x.shape, axes), literal(countOf(x.shape, axes))));
export const varianceRow: Row<Spread> = /*#__PURE__*/ reduction<Spread>(
  "variance",
  (x, p) => kernel.variance(x, p.axes, divisor(x.shape, p)),
  (x, _, p) => times(scalar(2 / divisor(x.shape, p)), centered(x, p.axes)),
  trials,
);
/** At equal values the slope is 0, and so are its derivatives. */
export const stdRow: Row<Spread> = /*#__PURE__*/ reduction<Spread>(
  "std",
  (x, p) => kernel.deviation(x, p.axes, divisor(x.shape, p)),
  (x, y, p) => times(scalar(1 / divisor(x.shape, p)), ratio(centered(x, p.axes), y)),
  trials,
  { corner: true },
);
export interface SpreadOptions {
  dim: Dim;
  correction: number;
  keepdim: boolean;
  /** torch's older word for a correction of 1 (true) or 0 (false). */
  unbiased: boolean | null;
}
export type SpreadArguments =
  | [input: TensorLike, dim?: Dim, options?: Options<Omit<SpreadOptions, "dim">>]
  | [input: TensorLike, unbiased: boolean]
  | [input: TensorLike, dim: Dim, unbiased: boolean, keepdim?: boolean]
  | [input: TensorLike, options: Options<SpreadOptions>];
type Spreading = Face<SpreadArguments>;
/** A face that also takes torch's older calls, with true or false in the place of the dimensions or of the correction. */
export function withUnbiased<R>(inner: Face<SpreadArguments, R>): Face<SpreadArguments, R> {
  const call = (...args: SpreadArguments): R => {
    const [x, dim, unbiased, keepdim] = args as readonly unknown[];
    if (typeof dim === "boolean" && args.length === 2) return inner(x as Tensor, { unbiased: dim });
    if (typeof unbiased !== "boolean" || args.length > 4) return inner(...args);
    return inner(x as Tensor, dim as Dim, {
      unbiased,
      ...(keepdim === undefined ? {} : { keepdim: keepdim as boolean }),
    });
  };
  return Object.assign(call, { signature: inner.signature });
}
const spreading = (fn: string, row: Row<Spread>): Spreading =>
  withUnbiased(
    face(
      fn,
      "input: tensor, dim: ints?, *, correction: number = 1, keepdim: bool = false, unbiased: bool?",
      (x: Tensor, dim: Dim, correction: number, keepdim: boolean, unbiased: boolean | null | undefined) => {
        const axes = reduced(fn, x, dim);
        return keeping(
          row(x, { axes, correction: typeof unbiased === "boolean" ? Number(unbiased) : correction }),
          x,
          axes,
          keepdim,
        );
      },
    ),
  );
/**
 * Mean squared deviation from the mean, over all elements or over one axis or several: the sum of squares divided by the
 * number of elements less `correction`.
 *
 * @example
 * variance([1, 2, 3, 6]).item() // => 4.666666666666667
 * variance([1, 2, 3, 6], { correction: 0 }).item() // => 3.5
 */
export const variance: Spreading = /*#__PURE__*/ spreading("variance", varianceRow);
/** The variance along axes, the second name of {@link variance}. */
const named: Spreading = /*#__PURE__*/ spreading("var", varianceRow);
/**
 * The same as {@link variance}, under the name of torch, which no declaration can have.
 *
 * @example
 * import * as dt from "dualtensor";
 * dt.var([1, 2, 3, 6], { correction: 0 }).item() // => 3.5
 */
export { named as var };
/**
 * Root of the {@link variance}. Its derivative at equal values is 0.
 *
 * @example
 * std([1, 3], { correction: 0 }).item() // => 1
 */
export const std: Spreading = /*#__PURE__*/ spreading("std", stdRow);
