// What order and frequency choose: medians, quantiles, the k-th smallest, the most frequent. The derivative goes to the
// entries chosen; the median of all elements shares it among equal ones.
import { wrongArgument, wrongOption, wrongShape } from "../../errors.js";
import { selectRow } from "../../core/picks.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { permuteRow } from "../../core/views.js";
import { promote } from "../../core/bind.js";
import { promoteAll, type Row } from "../../core/kinds.js";
import { add, expand } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { eq, where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as kernel from "../../kernels/quantile.js";
import { allAxes, fromEnd, size } from "../../array/shape.js";
import { between } from "../elementwise/arithmetic.js";
import { isnan, logicalAnd, logicalNot, logicalOr, maximum } from "../elementwise/choice.js";
import { times } from "../elementwise/elementary.js";
import { entriesAt, type Extreme, type Extremes } from "./extremes.js";
import { gatherRow } from "../move/gather.js";
import { dropped, fixed, reduction, type Along } from "./reduction.js";
import { ceil, floor, roundRow } from "../elementwise/rounding.js";
import { shaped } from "../move/reshape.js";
import { argsortRow } from "../move/sort.js";

const apart = { lo: -2, hi: 2, apart: true };
interface Place {
  readonly axis: number;
}
interface Middle extends Place {
  /** NaN is passed over. */
  readonly skip: boolean;
}
const trials: Rule<Middle>["trials"] = [
  { shapes: [[5]], params: { axis: -1, skip: false }, domain: apart },
  { shapes: [[4, 2]], params: { axis: -2, skip: true }, domain: apart },
];
export const middleRow: Row<Middle> = /*#__PURE__*/ fixed({
  name: "middle",
  trials,
  value: ([x], { axis, skip }) => new Plain(dropped(x.shape, [axis]), kernel.middle(x, axis, skip), "int32"),
});
export const kthRow: Row<Place & { readonly k: number }> = /*#__PURE__*/ fixed({
  name: "kthvalue",
  trials: trials.map(({ shapes, params: { axis } }) => ({ shapes, params: { axis, k: 1 }, domain: apart })),
  value: ([x], { axis, k }) => new Plain(dropped(x.shape, [axis]), kernel.kth(x, axis, k), "int32"),
});
export const modeRow: Row<Place> = /*#__PURE__*/ fixed({
  name: "mode",
  trials: trials.map(({ shapes, params: { axis } }) => ({ shapes, params: { axis }, domain: apart })),
  value: ([x], { axis }) => new Plain(dropped(x.shape, [axis]), kernel.mode(x, axis), "int32"),
});
/** The median of a last axis, whose derivative all that equal it share. */
interface Median extends Along {
  readonly skip: boolean;
}
export const medianRow: Row<Median> = /*#__PURE__*/ reduction<Median>(
  "median",
  (x, { skip }) => {
    const n = x.shape[x.shape.length - 1];
    return kernel.middle(x, -1, skip).map((at, lane) => x.data[lane * n + at]);
  },
  (x, y, { axes }) => {
    const taken = logicalOr(eq(x, y), logicalAnd(isnan(x), isnan(y)));
    const shape = [...taken.shape.slice(0, -1), 1];
    return div(taken, shaped(sumRow(taken, axes), shape));
  },
  [true, false].map((skip) => ({ shapes: [[5]], params: { axes: [-1], skip }, domain: apart })),
);
const medianOf = (fn: string, skip: boolean): Extreme =>
  face(
    fn,
    "input: tensor, dim: int?, keepdim: bool = false",
    (x: Tensor, dim: number | null | undefined, keepdim: boolean) => {
      if (dim !== undefined && dim !== null)
        return entriesAt(fn, x, dim, keepdim, (whole, axis) => middleRow(whole, { axis, skip }));
      const n = size(x.shape);
      return n === 0 ? literal(NaN) : medianRow(shaped(x, [n]), { axes: [-1], skip });
    },
  ) as unknown as Extreme;
/**
 * The median of all elements, of two middle ones the lower (equal ones share the derivative); along an axis the medianOf and
 * their places. NaN where there is one.
 *
 * @example
 * median([3, 1, 2, 4]).item() // => 2
 * median([[3, 1, 2], [7, 9, 8]], 1).values // => tensor([2, 8])
 */
export const median: Extreme = /*#__PURE__*/ medianOf("median", false);
/**
 * The {@link median} of the elements that are not NaN.
 *
 * @example
 * nanmedian([3, NaN, 2, 4]).item() // => 3
 */
export const nanmedian: Extreme = /*#__PURE__*/ medianOf("nanmedian", true);

type AlongOne = [dim?: number, keepdim?: boolean | Options<{ keepdim: boolean }>];
export interface AlongOptions {
  dim: number;
  keepdim: boolean;
}
/**
 * The k-th smallest entry (k from 1) of an axis, with its place; among equals the first.
 *
 * @example
 * const { values, indices } = kthvalue([3, 1, 2], 2);
 * values.item() // => 2
 * indices.item() // => 2
 */
export const kthvalue: Face<
  | [input: TensorLike, k: number, ...AlongOne]
  | [input: TensorLike, k: number, options: Options<AlongOptions>],
  Extremes
> = /*#__PURE__*/ face(
  "kthvalue",
  "input: tensor, k: int, dim: int = -1, keepdim: bool = false",
  (x: Tensor, k: number, dim: number, keepdim: boolean) =>
    entriesAt("kthvalue", x, dim, keepdim, (whole, axis) => {
      const n = whole.shape[whole.shape.length + axis];
      if (k < 1 || k > n) throw wrongArgument("kthvalue", "k", `from 1 to ${n}, the length of the axis`, k);
      return kthRow(whole, { axis, k: k - 1 });
    }),
);
/**
 * The most frequent entry of an axis, of equally frequent ones the smallest, with its last place.
 *
 * @example
 * mode([1, 2, 2, 3, 1]).values.item() // => 1
 */
export const mode: Face<
  [input: TensorLike, ...AlongOne] | [input: TensorLike, options: Options<AlongOptions>],
  Extremes
> = /*#__PURE__*/ face(
  "mode",
  "input: tensor, dim: int = -1, keepdim: bool = false",
  (x: Tensor, dim: number, keepdim: boolean) =>
    entriesAt("mode", x, dim, keepdim, (whole, axis) => modeRow(whole, { axis })),
);

// ── quantiles ──
/** Ranks as torch has them: q times the last place, and how what stands between two places is made. */
const rules = {
  linear: (rank: Tensor) => rank,
  lower: floor,
  higher: ceil,
  nearest: roundRow,
  midpoint: (rank: Tensor) => times(literal(0.5), add(floor(rank), ceil(rank))),
} as const;
export interface QuantileOptions {
  dim: number | null;
  keepdim: boolean;
  interpolation: keyof typeof rules;
}
type Quantile = Face<
  | [
      input: TensorLike,
      q: TensorLike,
      dim?: number | null,
      keepdim?: boolean,
      options?: Options<Pick<QuantileOptions, "interpolation">>,
    ]
  | [input: TensorLike, q: TensorLike, options: Options<QuantileOptions>]
  | [input: TensorLike, q: TensorLike, dim: number | null, options: Options<Omit<QuantileOptions, "dim">>]
>;
const quantileOf = (fn: string, skip: boolean): Quantile =>
  face(
    fn,
    'input: tensor, q: tensor, dim: int?, keepdim: bool = false, *, interpolation: string = "linear"',
    (input: Tensor, q: Tensor, dim: number | null | undefined, keepdim: boolean, interpolation: string) => {
      if (!Object.hasOwn(rules, interpolation))
        throw wrongOption(fn, "interpolation", Object.keys(rules).join(", "), interpolation);
      if (q.shape.length > 1) throw wrongShape(fn, "q", "a number or a vector", q.shape);
      if (q.level === 0)
        for (const v of q.data) if (!(v >= 0 && v <= 1)) throw wrongArgument(fn, "q", "from 0 to 1", v);
      const whole = dim === undefined || dim === null || input.shape.length === 0;
      if (whole && typeof dim === "number") fromEnd(fn, dim, 1);
      const lanes = whole ? shaped(input, [size(input.shape)]) : input;
      const r = lanes.shape.length;
      const axis = whole ? -1 : fromEnd(fn, dim, r);
      const last = axis === -1 ? lanes : permuteRow(lanes, [...allAxes(r).filter((a) => a !== axis), axis]);
      const n = last.shape[r - 1];
      if (n === 0) throw wrongShape(fn, "input", "with at least one element along dim", input.shape);
      const m = size(q.shape);
      const y = quantiles(last, shaped(q, [m]), skip, rules[interpolation as keyof typeof rules]);
      // The q first, then what is left of the input.
      const rest = keepdim
        ? input.shape.map((l, d) => (whole || d - r === axis ? 1 : l))
        : whole
          ? []
          : dropped(input.shape, [axis]);
      const front = r === 1 ? y : permuteRow(y, [-1, ...allAxes(r).slice(0, -1)]);
      return shaped(front, [...q.shape, ...rest]);
    },
  );
/** Of each lane along the last axis the quantiles q, in place of it. */
function quantiles(x: Tensor, q: Tensor, skip: boolean, rule: (rank: Tensor) => Tensor): Tensor {
  const rank = x.shape.length;
  const n = x.shape[rank - 1];
  const full = [...x.shape.slice(0, -1), size(q.shape)];
  const sorted = gatherRow(promoteAll([x, argsortRow([x], { axis: -1, descending: false })]), {
    axis: -1,
    rank,
  });
  const none = isnan(sorted);
  const alone = (t: Tensor): Tensor => shaped(t, [...x.shape.slice(0, -1), 1]);
  // Numbers less one; NaN stands last, and where it counts it is every quantile.
  const top = skip ? maximum(add(alone(sumRow(logicalNot(none), [-1])), -1), 0) : literal(n - 1);
  const ranks = skip
    ? times(q, top)
    : where(alone(selectRow(none, { axis: -1, index: n - 1 })), literal(n - 1), times(q, top));
  const place = rule(expand(promote(ranks, rank), full));
  const below = floor(place);
  const at = (i: Tensor): Tensor => gatherRow(promoteAll([sorted, i]), { axis: -1, rank });
  return between(at(below), at(ceil(place)), add(place, times(literal(-1), below)));
}
/**
 * The quantiles q (numbers from 0 to 1) of all elements or along an axis: the entry at the place q (n - 1) in order, where
 * that is between two places the way of `interpolation`: linear, lower, higher, midpoint or nearest. For a vector q the
 * quantiles are the first axis.
 *
 * @example
 * quantile([4, 1, 2, 3], 0.5).item() // => 2.5
 * quantile([[1, 2, 3], [4, 5, 6]], [0, 1], { dim: 1 }) // => tensor([[1, 4], [3, 6]])
 */
export const quantile: Quantile = /*#__PURE__*/ quantileOf("quantile", false);
/**
 * As {@link quantile}, of the elements that are not NaN.
 *
 * @example
 * nanquantile([4, NaN, 2, 3], 0.5).item() // => 3
 */
export const nanquantile: Quantile = /*#__PURE__*/ quantileOf("nanquantile", true);
