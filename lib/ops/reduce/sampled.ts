// Differences, slopes and areas of samples along an axis.
import { wrongArgument, wrongShape } from "../../errors.js";
import { sliceRow } from "../../core/picks.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { add, sub } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { isTensor, lift, literal, scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { fromEnd } from "../../array/shape.js";
import { cumsumRow } from "./cumulative.js";
import { times } from "../elementwise/elementary.js";
import { cat } from "../move/concatenate.js";
import { shaped } from "../move/reshape.js";

const lengthOf = (x: Tensor, axis: number): number => x.shape[x.shape.length + axis];
/** `length` entries from `start`. */
const part = (x: Tensor, axis: number, start: number, length: number): Tensor =>
  sliceRow(x, { axis, start, length, step: 1 });
/** Each entry less the one before it. */
function steps(x: Tensor, axis: number): Tensor {
  const n = Math.max(0, lengthOf(x, axis) - 1);
  return sub(part(x, axis, lengthOf(x, axis) - n, n), part(x, axis, 0, n));
}
const joined = (fn: string, parts: readonly Tensor[], axis: number): Tensor => {
  const [first] = parts;
  for (const t of parts)
    if (
      t.shape.length !== first.shape.length ||
      t.shape.some((n, d) => n !== first.shape[d] && d - first.shape.length !== axis)
    )
      throw wrongShape(fn, "prepend and append", "of the shape of input but for dim", t.shape);
  return cat(parts, axis);
};
export interface DiffOptions {
  n: number;
  dim: number;
  prepend: TensorLike | null;
  append: TensorLike | null;
}
/**
 * The differences of neighbours along an axis, n times over; `prepend` and `append` are joined to the input first.
 *
 * @example
 * diff([1, 4, 9, 16]) // => tensor([3, 5, 7])
 * diff([1, 4, 9, 16], { n: 2 }) // => tensor([2, 2])
 */
export const diff: Face<
  | [input: TensorLike, n?: number, dim?: number, prepend?: TensorLike | null, append?: TensorLike | null]
  | [input: TensorLike, options: Options<DiffOptions>]
  | [input: TensorLike, n: number, options: Options<Omit<DiffOptions, "n">>]
  | [input: TensorLike, n: number, dim: number, options: Options<Omit<DiffOptions, "n" | "dim">>]
> = /*#__PURE__*/ face(
  "diff",
  "input: tensor, n: int = 1, dim: int = -1, prepend: tensor?, append: tensor?",
  (x: Tensor, n: number, dim: number, prepend?: Tensor | null, append?: Tensor | null) => {
    if (x.shape.length === 0) throw wrongShape("diff", "input", "of at least one axis", x.shape);
    if (n < 0) throw wrongArgument("diff", "n", "from 0", n);
    const axis = fromEnd("diff", dim, x.shape.length);
    const parts = [prepend, x, append].filter((t) => t !== undefined && t !== null);
    let y = parts.length === 1 ? x : joined("diff", parts, axis);
    for (let i = 0; i < n && lengthOf(y, axis) > 0; i++) y = steps(y, axis);
    return y;
  },
);

// ── slopes ──
export interface GradientOptions {
  /** One number; one for each axis; or for each axis the coordinates of its samples. */
  spacing: number | readonly TensorLike[];
  dim: number | readonly number[] | null;
  edgeOrder: number;
}
type Gradient = Face<[input: TensorLike, options?: Options<GradientOptions>], Tensor[]>;
const slopesOf: Gradient = /*#__PURE__*/ face(
  "gradient",
  "input: tensor, *, spacing: any = 1, dim: ints?, edgeOrder: int = 1",
  (x: Tensor, spacing: unknown, dim: number | readonly number[] | null | undefined, edgeOrder: number) => {
    const fn = "gradient";
    const r = x.shape.length;
    const dims = dim === undefined || dim === null ? x.shape.map((_, d) => d) : [dim].flat();
    const axes = dims.map((d) => fromEnd(fn, d, r));
    if (edgeOrder !== 1 && edgeOrder !== 2) throw wrongArgument(fn, "edgeOrder", "1 or 2", edgeOrder);
    const each = typeof spacing === "number" ? axes.map(() => spacing) : spacing;
    if (!Array.isArray(each) || each.length !== axes.length)
      throw wrongArgument(
        fn,
        "spacing",
        `a number, or one (or coordinates) for each of ${axes.length} axes`,
        spacing,
      );
    return axes.map((axis, i) => {
      const n = lengthOf(x, axis);
      if (n <= edgeOrder)
        throw wrongShape(fn, "input", `of more than ${edgeOrder} entries along axis ${r + axis}`, x.shape);
      const h: unknown = each[i];
      if (typeof h === "number") return slopes(x, axis, scalar(h), null, edgeOrder);
      const at = isTensor(h) ? h : lift(h as TensorLike, fn, `spacing[${i}]`);
      if (at.shape.length === 0) return slopes(x, axis, at, null, edgeOrder);
      if (at.shape.length !== 1 || at.shape[0] !== n)
        throw wrongShape(fn, `spacing[${i}]`, `(${n},), the coordinates along axis ${r + axis}`, at.shape);
      return slopes(
        x,
        axis,
        literal(1),
        shaped(steps(at, -1), [n - 1, ...new Array<number>(-1 - axis).fill(1)]),
        edgeOrder,
      );
    });
  },
);
/**
 * The slopes of samples along each axis of `dim` (by default all), one tensor for each: central differences, exact for
 * parabolas at any spacing; at the two ends those of a line (edgeOrder 1) or a parabola (2).
 *
 * @example
 * gradient([1, 4, 9, 16])[0] // => tensor([3, 4, 6, 7])
 * gradient([1, 4, 9, 16], { edgeOrder: 2 })[0] // => tensor([2, 4, 6, 8])
 */
export const gradient: Gradient = /*#__PURE__*/ Object.assign(
  (...args: Parameters<Gradient>): Tensor[] => {
    // torch's name for samples is the field's word for functions.
    if (typeof args[0] === "function")
      throw wrongArgument(
        "gradient",
        "input",
        "samples",
        args[0],
        "The gradient of a function is grad(f, x)",
      );
    return slopesOf(...args);
  },
  { signature: slopesOf.signature },
);
/** The slope at one of three samples, from the two slopes between them, s and t, and the two ways, h and k. */
const inner = (s: Tensor, t: Tensor, h: Tensor, k: Tensor): Tensor =>
  div(add(times(s, k), times(t, h)), add(h, k));
/** Samples `gaps` apart along an axis, or all of them `step`. */
function slopes(x: Tensor, axis: number, step: Tensor, gaps: Tensor | null, edgeOrder: number): Tensor {
  const n = lengthOf(x, axis);
  const s = div(steps(x, axis), gaps ?? step);
  const slope = (i: number, length = 1): Tensor => part(s, axis, i, length);
  const gap = (i: number, length = 1): Tensor => (gaps === null ? literal(1) : part(gaps, axis, i, length));
  const between = inner(slope(0, n - 2), slope(1, n - 2), gap(0, n - 2), gap(1, n - 2));
  if (edgeOrder === 1) return cat([slope(0), between, slope(n - 2)], axis);
  // A parabola's slope at an end: as far beyond the next slope as that is from the one after it.
  const end = (i: number, j: number): Tensor =>
    add(slope(i), div(times(sub(slope(i), slope(j)), gap(i)), add(gap(i), gap(j))));
  return cat([end(0, 1), between, end(n - 2, n - 3)], axis);
}

// ── areas ──
export interface TrapezoidOptions {
  x: TensorLike | null;
  dx: number | null;
  dim: number;
}
type Trapezoid = Face<
  | [y: TensorLike, x?: TensorLike | null, options?: Options<Omit<TrapezoidOptions, "x">>]
  | [y: TensorLike, options: Options<TrapezoidOptions>]
>;
const areas = (fn: string, sum: (t: Tensor, axis: number) => Tensor): Trapezoid =>
  face(
    fn,
    "y: tensor, x: tensor?, *, dx: number?, dim: int = -1",
    (y: Tensor, x: Tensor | null | undefined, dx: number | null | undefined, dim: number) => {
      if (y.shape.length === 0) throw wrongShape(fn, "y", "of at least one axis", y.shape);
      const r = y.shape.length;
      const axis = fromEnd(fn, dim, r);
      const n = lengthOf(y, axis);
      const ways = Math.max(0, n - 1);
      const sides = add(part(y, axis, 0, ways), part(y, axis, n - ways, ways));
      if (x === undefined || x === null) return times(scalar((dx ?? 1) / 2), sum(sides, axis));
      if (typeof dx === "number") throw wrongArgument(fn, "dx", "left out where x is given", dx);
      const s = x.shape;
      if (s.length === 0 || s[s.length === 1 ? 0 : s.length + axis] !== n)
        throw wrongShape(fn, "x", `with ${n} entries along dim, as y`, s);
      const at = s.length === 1 ? shaped(x, [n, ...new Array<number>(-1 - axis).fill(1)]) : x;
      return times(literal(0.5), sum(times(sides, steps(at, axis)), axis));
    },
  );
/**
 * The area under samples y along an axis, by the rule of trapezoids: the samples stand at x, or dx (1) apart.
 *
 * @example
 * trapezoid([1, 5, 10]).item() // => 10.5
 * trapezoid([1, 5, 10], [1, 3, 6]).item() // => 28.5
 */
export const trapezoid: Trapezoid = /*#__PURE__*/ areas("trapezoid", (t, axis) => sumRow(t, [axis]));
/**
 * The areas under samples from the first to each of the others, by the rule of trapezoids: one entry less than y.
 *
 * @example
 * cumulativeTrapezoid([1, 5, 10]) // => tensor([ 3.0000, 10.5000])
 */
export const cumulativeTrapezoid: Trapezoid = /*#__PURE__*/ areas("cumulativeTrapezoid", (t, axis) =>
  cumsumRow(t, { axis, reverse: false }),
);
