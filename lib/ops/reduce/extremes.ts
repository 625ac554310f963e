// The largest and the smallest element. Over all of them, or with amax and amin, equal ones share the derivative evenly; along
// one axis, where the result has an index, all of it goes to the element chosen: the first.
import { emptyReduction, wrongArgument } from "../../errors.js";
import { keeping, reduced, type Dim, type Reduction } from "../../core/sums.js";
import { promoteAll, type Described, type Row } from "../../core/kinds.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { isTensor, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as kernel from "../../kernels/fold.js";
import { fromEnd, type Shape } from "../../array/shape.js";
import { gatherRow } from "../move/gather.js";
import { countOf, dropped, fixed, reduction, restored, type Along } from "./reduction.js";
import { shaped } from "../move/reshape.js";

const apart = { lo: -2, hi: 2, apart: true };
const trials: Rule<Along>["trials"] = [
  { shapes: [[4]], params: { axes: [-1] }, domain: apart },
  { shapes: [[2, 3, 2]], params: { axes: [-3, -1] }, domain: apart },
];
/** Which part of the derivative each element gets. */
export const sharesRow: Row<Along & { readonly least: boolean }> = /*#__PURE__*/ fixed<
  Along & { readonly least: boolean }
>({
  name: "shares",
  trials: [true, false].map((least) => ({ shapes: [[2, 3]], params: { axes: [-1], least }, domain: apart })),
  value: ([x], { axes, least }) => new Plain(x.shape, kernel.shares(x, axes, least)),
});
export const amaxRow: Row<Along> = /*#__PURE__*/ reduction<Along>(
  "amax",
  (x, { axes }) => kernel.largest(x, axes),
  (x, _, { axes }) => sharesRow(x, { axes, least: false }),
  trials,
);
export const aminRow: Row<Along> = /*#__PURE__*/ reduction<Along>(
  "amin",
  (x, { axes }) => kernel.smallest(x, axes),
  (x, _, { axes }) => sharesRow(x, { axes, least: true }),
  trials,
);
function extreme(fn: string, row: Row<Along>, x: Tensor, dim: Dim, keepdim: boolean): Tensor {
  const axes = reduced(fn, x, dim);
  if (countOf(x.shape, axes) === 0) throw emptyReduction(fn, x.shape);
  return keeping(row(x, { axes }), x, axes, keepdim);
}
const signature = "input: tensor, dim: ints?, keepdim: bool = false";
/**
 * The largest of all elements, or over one axis or several; equal ones share the derivative.
 *
 * @example
 * amax([[1, 5], [7, 2]], 1) // => tensor([5, 7])
 */
export const amax: Reduction = /*#__PURE__*/ face(
  "amax",
  signature,
  (x: Tensor, dim: Dim, keepdim: boolean) => extreme("amax", amaxRow, x, dim, keepdim),
);
/**
 * The smallest of all elements, or over one axis or several; equal ones share the derivative.
 *
 * @example
 * amin([[1, 5], [7, 2]], 1) // => tensor([1, 2])
 */
export const amin: Reduction = /*#__PURE__*/ face(
  "amin",
  signature,
  (x: Tensor, dim: Dim, keepdim: boolean) => extreme("amin", aminRow, x, dim, keepdim),
);

// ── with an index ──
export const firstRow: Row<{ readonly axis: number; readonly least: boolean }> = /*#__PURE__*/ fixed({
  name: "argmax",
  trials: [true, false].map((least) => ({ shapes: [[2, 3]], params: { axis: -1, least }, domain: apart })),
  value: ([x], { axis, least }) =>
    new Plain(dropped(x.shape, [axis]), kernel.firstExtreme(x, axis, least), "int32"),
});
/** The first extreme along an axis of x, which has axes and elements there. */
function first(fn: string, x: Tensor, axis: number, least: boolean): Tensor {
  const n = x.shape[x.shape.length + axis];
  if (n === 0) throw emptyReduction(fn, x.shape);
  return firstRow(x, { axis, least });
}
/** A tensor without axes has an axis 0 to reduce, as in torch. */
const axisOf = (fn: string, dim: number, shape: Shape): number => fromEnd(fn, dim, Math.max(1, shape.length));
const lifted = (x: Tensor): Tensor => (x.shape.length === 0 ? shaped(x, [1]) : x);

type Argument = Face<
  | [input: TensorLike, dim?: number | null, keepdim?: boolean | Options<{ keepdim: boolean }>]
  | [input: TensorLike, options: Options<{ dim: number | null; keepdim: boolean }>]
>;
const argument = (fn: string, least: boolean): Argument =>
  face(
    fn,
    "input: tensor, dim: int?, keepdim: bool = false",
    (x: Tensor, dim: number | null | undefined, keepdim: boolean) => {
      if (dim === undefined || dim === null) {
        const i = first(
          fn,
          shaped(x, [
            countOf(
              x.shape,
              x.shape.map((_, d) => -1 - d),
            ),
          ]),
          -1,
          least,
        );
        return keepdim
          ? shaped(
              i,
              x.shape.map(() => 1),
            )
          : i;
      }
      const axis = axisOf(fn, dim, x.shape);
      const i = first(fn, lifted(x), axis, least);
      return keepdim && x.shape.length > 0 ? restored(i, x.shape, [axis]) : i;
    },
  );
/**
 * The place of the first largest element: among all of them in row-major order, or along an axis. Of dtype int32.
 *
 * @example
 * argmax([[1, 5], [7, 2]]).item() // => 2
 * argmax([[1, 5], [7, 2]], 1) // => tensor([1, 0], dtype=int32)
 */
export const argmax: Argument = /*#__PURE__*/ argument("argmax", false);
/**
 * The place of the first smallest element: among all of them in row-major order, or along an axis. Of dtype int32.
 *
 * @example
 * argmin([[1, 5], [7, 2]], 1) // => tensor([0, 1], dtype=int32)
 */
export const argmin: Argument = /*#__PURE__*/ argument("argmin", true);

/** Values, and the places where they stood. */
export interface Extremes {
  readonly values: Tensor;
  readonly indices: Tensor;
}
/** The signature of `max` and `min`: of all numbers, or along an axis with the places. */
export interface Extreme extends Described {
  (input: TensorLike): Tensor;
  (input: TensorLike, dim: number, keepdim?: boolean | Options<{ keepdim: boolean }>): Extremes;
  (input: TensorLike, options: { readonly dim: number; readonly keepdim?: boolean }): Extremes;
}
const chosen = (fn: string, row: Row<Along>, least: boolean): Extreme =>
  face(fn, "input: tensor, dim: any?, keepdim: bool = false", (x: Tensor, dim: unknown, keepdim: boolean) => {
    if (dim === undefined || dim === null) return extreme(fn, row, x, null, keepdim);
    if (typeof dim !== "number" || !Number.isInteger(dim))
      throw wrongArgument(
        fn,
        "dim",
        "a whole number",
        dim,
        isTensor(dim) || Array.isArray(dim)
          ? `For two tensors write ${fn}imum(x, y), for several axes a${fn}(x, dims)`
          : undefined,
      );
    return entriesAt(fn, x, dim, keepdim, (whole, axis) => first(fn, whole, axis, least));
  }) as unknown as Extreme;
/** Of each lane along an axis the entry at one place, which `place` finds. A tensor without axes is its own lane. */
export function entriesAt(
  fn: string,
  x: Tensor,
  dim: number,
  keepdim: boolean,
  place: (whole: Tensor, axis: number) => Tensor,
): Extremes {
  const axis = axisOf(fn, dim, x.shape);
  const whole = lifted(x);
  if (whole.shape[whole.shape.length + axis] === 0) throw emptyReduction(fn, x.shape);
  const at = restored(place(whole, axis), whole.shape, [axis]);
  const values = gatherRow(promoteAll([whole, at]), { axis, rank: whole.shape.length });
  const result = (t: Tensor): Tensor =>
    x.shape.length === 0 ? shaped(t, []) : keepdim ? t : shaped(t, dropped(x.shape, [axis]));
  return { values: result(values), indices: result(at) };
}
/**
 * The largest of all elements; along an axis the largest ones and their places. For two tensors see `maximum`.
 *
 * @example
 * max([[1, 5], [7, 2]]).item() // => 7
 * const { values, indices } = max([[1, 5], [7, 2]], 1);
 * values // => tensor([5, 7])
 * indices // => tensor([1, 0], dtype=int32)
 */
export const max: Extreme = /*#__PURE__*/ chosen("max", amaxRow, false);
/**
 * The smallest of all elements; along an axis the smallest ones and their places. For two tensors see `minimum`.
 *
 * @example
 * min([[1, 5], [7, 2]]).item() // => 1
 * min([[1, 5], [7, 2]], 1).values // => tensor([1, 2])
 */
export const min: Extreme = /*#__PURE__*/ chosen("min", aminRow, true);

/**
 * The smallest and the largest of all elements, or along an axis; equal ones share the derivative.
 *
 * @example
 * const { min, max } = aminmax([[1, 5], [7, 2]], { dim: 1 });
 * min // => tensor([1, 2])
 * max // => tensor([5, 7])
 */
export const aminmax: Face<
  [input: TensorLike, options?: Options<{ dim: number | null; keepdim: boolean }>],
  { min: Tensor; max: Tensor }
> = /*#__PURE__*/ face(
  "aminmax",
  "input: tensor, *, dim: int?, keepdim: bool = false",
  (x: Tensor, dim: number | null | undefined, keepdim: boolean) => ({
    min: extreme("aminmax", aminRow, x, dim, keepdim),
    max: extreme("aminmax", amaxRow, x, dim, keepdim),
  }),
);

// ── counting ──
const counting = (
  name: string,
  from: number,
  f: (n: number, v: number) => number,
  dtype: "bool" | "int32",
): Row<Along> =>
  fixed({
    name,
    trials,
    value: ([x], { axes }) => new Plain(dropped(x.shape, axes), kernel.fold(x, axes, from, f), dtype),
  });
export const anyRow: Row<Along> = /*#__PURE__*/ counting(
  "any",
  0,
  (n, v) => (n !== 0 || v !== 0 ? 1 : 0),
  "bool",
);
export const allRow: Row<Along> = /*#__PURE__*/ counting(
  "all",
  1,
  (n, v) => (n !== 0 && v !== 0 ? 1 : 0),
  "bool",
);
export const countRow: Row<Along> = /*#__PURE__*/ counting(
  "countNonzero",
  0,
  (n, v) => (v === 0 ? n : n + 1),
  "int32",
);
/**
 * Is some element not zero? Of all of them, or along an axis. Of dtype bool.
 *
 * @example
 * any([[0, 1], [0, 0]], 1) // => tensor([true, false])
 */
export const any: Reduction = /*#__PURE__*/ face(
  "any",
  signature,
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("any", x, dim);
    return keeping(anyRow(x, { axes }), x, axes, keepdim);
  },
);
/**
 * Are all elements not zero? Of all of them, or along an axis. Of dtype bool.
 *
 * @example
 * all([[1, 1], [0, 1]], 1) // => tensor([true, false])
 */
export const all: Reduction = /*#__PURE__*/ face(
  "all",
  signature,
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("all", x, dim);
    return keeping(allRow(x, { axes }), x, axes, keepdim);
  },
);
/**
 * How many elements are not zero: of all of them, or along axes. Of dtype int32.
 *
 * @example
 * countNonzero([[0, 1], [2, 3]], 1) // => tensor([1, 2], dtype=int32)
 */
export const countNonzero: Face<[input: TensorLike, dim?: Dim | Options<{ dim: Dim }>]> = /*#__PURE__*/ face(
  "countNonzero",
  "input: tensor, dim: ints?",
  (x: Tensor, dim: Dim) => countRow(x, { axes: reduced("countNonzero", x, dim) }),
);
