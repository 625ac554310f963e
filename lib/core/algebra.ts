// What the methods of a tensor stand on, beside the ring: quotients, powers (power.ts), sums, views, matrix products. Public
// faces resolve axes and ranks here, once, so that rows see neither: in params an axis counts from the end.
// Long because the methods call them: what stands here is what core cannot leave to lib/ops.
import { indexOutOfRange, matmulMismatch, wrongArgument, wrongCount, wrongShape } from "../errors.js";
import { divLoops, CHAIN, VALUE } from "../kernels/arithmetic.js";
import * as slopes from "../kernels/elementary.js";
import * as move from "../kernels/move.js";
import { matmul as matmulKernel } from "../kernels/matmul.js";
import { addUp } from "../kernels/reduce.js";
import { alloc } from "../array/alloc.js";
import { allAxes, axesFromEnd, broadcastShape, fromEnd, size, type Shape } from "../array/shape.js";
import { bilinear, binary, linear, unary, type Optional, type Row, type Unary } from "./kinds.js";
import { rounded } from "./quotients.js";
import { add, expand, neg, placeRow, reshapeTail } from "./ring.js";
import type { Trials } from "./rule.js";
import { face, type Face, type Options } from "./signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "./tensor.js";

export { pow } from "./power.js";

// ── quotients ──
const nonzero = { lo: -2, hi: 2, apart: true },
  positive = { lo: 0.2, hi: 3 };
// prettier-ignore
/**
 * Elementwise 1 / x.
 *
 * @example
 * reciprocal([1, 2, 4]) // => tensor([1.0000, 0.5000, 0.2500])
 */
export const reciprocal: Unary = /*#__PURE__*/ unary("reciprocal", (v) => 1 / v,              (_, y) => neg(square(y)),  nonzero, { loop: ({ data: a }) => invert(a) });
/**
 * Elementwise x².
 *
 * @example
 * square([1, -3]) // => tensor([1, 9])
 */
export const square: Unary = /*#__PURE__*/ unary(
  "square",
  (v) => v * v,
  (x) => add(x, x),
  undefined,
  { loop: ({ data: a }) => squares(a) },
);
/**
 * Elementwise natural logarithm: NaN below 0.
 *
 * @example
 * log([1, Math.E]) // => tensor([0, 1])
 */
export const log: Unary = /*#__PURE__*/ unary("log", Math.log, (x) => logSlope(x), positive);
/** 1 / x as the slope of logarithms and roots, see the kernel: what is NaN stays so to every order. */
export const logSlope: Unary = /*#__PURE__*/ unary(
  "logSlope",
  slopes.logSlope,
  (_, y) => neg(square(y)),
  positive,
  { loop: slopes.logSlopes },
);
export interface Rounding {
  readonly roundingMode: "floor" | "trunc" | null;
}
/**
 * Elementwise quotient, broadcasting from the right; with a roundingMode the whole number below it ("floor") or next to it
 * towards 0 ("trunc"), whose derivative is 0.
 *
 * @example
 * div([1, 2], 4) // => tensor([0.2500, 0.5000])
 * div([-7, 7], 2, { roundingMode: "floor" }) // => tensor([-4, 3])
 */
export const div: Optional<Rounding> = /*#__PURE__*/ binary(
  "div",
  (x, y) => x / y,
  (_x, y) => reciprocal(y),
  (_x, y, q) => neg(div(q, y)),
  nonzero,
  {
    loops: divLoops,
    option: { text: "roundingMode: string?", apply: (x, y, mode) => rounded(x, y, mode) },
  },
);
function invert(a: Float64Array): Float64Array {
  const o = alloc(a.length);
  for (let i = 0; i < o.length; i++) o[i] = 1 / a[i];
  return o;
}
function squares(a: Float64Array): Float64Array {
  const o = alloc(a.length);
  for (let i = 0; i < o.length; i++) o[i] = a[i] * a[i];
  return o;
}

// ── sums ──
/** Sum over the axes (from the end, ascending), which are dropped. */
export const sumRow: Row<readonly number[]> = /*#__PURE__*/ linear(
  "sum",
  (x, axes) => {
    if (axes.length === 0) return x.dtype === "float64" ? x : new Plain(x.shape, x.held);
    return new Plain(dropped(x.shape, axes), addUp(x, withOnes(x.shape, axes)));
  },
  (ybar, axes, x) =>
    expand(
      reshapeTail(ybar, { from: x.shape.length - axes.length, shape: withOnes(x.shape, axes) }),
      x.shape,
    ),
  null,
  { role: "reduction" },
);
/** A shape with another length on one axis. */
const withLength = (shape: Shape, axis: number, n: number): number[] => {
  const s = shape.slice();
  s[s.length + axis] = n;
  return s;
};
/** x.shape with the axes set to 1. */
export const withOnes = (shape: Shape, axes: readonly number[]): number[] => {
  const kept = shape.slice();
  for (const a of axes) kept[kept.length + a] = 1;
  return kept;
};
/** A shape without these axes. */
export const dropped = (shape: Shape, axes: readonly number[]): number[] =>
  shape.filter((_, d) => !axes.includes(d - shape.length));
export type Dim = number | readonly number[] | null | undefined;
export type Reduction = Face<
  | [input: TensorLike, dim?: Dim, keepdim?: boolean | Options<{ keepdim: boolean }>]
  | [input: TensorLike, options: Options<{ dim: Dim; keepdim: boolean }>]
>;
/** The same as a method. */
export type Reducing =
  | [dim?: Dim, keepdim?: boolean | Options<{ keepdim: boolean }>]
  | [options: Options<{ dim: Dim; keepdim: boolean }>];
/** Which axes a reduction means: all of them without dim. A tensor without axes has an axis 0 to reduce, as in torch. */
export const reduced = (fn: string, x: Tensor, dim: Dim): number[] =>
  dim === undefined || dim === null
    ? allAxes(x.shape.length)
    : axesFromEnd(fn, typeof dim === "number" ? [dim] : dim, Math.max(1, x.shape.length)).filter(
        () => x.shape.length > 0,
      );
/** A reduction over the axes with the dropped axes back as 1, if asked for. */
export const keeping = (y: Tensor, x: Tensor, axes: readonly number[], keepdim: boolean): Tensor =>
  keepdim ? reshapeTail(y, { from: y.shape.length, shape: withOnes(x.shape, axes) }) : y;

/**
 * Sum of all elements, or over one axis or several.
 *
 * @example
 * sum([[1, 2], [3, 4]]).item() // => 10
 * sum([[1, 2], [3, 4]], 1, { keepdim: true }) // => tensor([[3], [7]])
 */
export const sum: Reduction = /*#__PURE__*/ face(
  "sum",
  "input: tensor, dim: ints?, keepdim: bool = false",
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("sum", x, dim);
    return keeping(sumRow(x, axes), x, axes, keepdim);
  },
);
/**
 * Mean of all elements, or over one axis or several.
 *
 * @example
 * mean([[1, 2], [3, 6]], 0) // => tensor([2, 4])
 */
export const mean: Reduction = /*#__PURE__*/ face(
  "mean",
  "input: tensor, dim: ints?, keepdim: bool = false",
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("mean", x, dim);
    let n = 1;
    for (const a of axes) n *= x.shape[x.shape.length + a];
    return div(keeping(sumRow(x, axes), x, axes, keepdim), literal(n));
  },
);

// ── views (copies here: tensors are immutable, and reshape shares its numbers) ──
/**
 * The same elements in row-major order in another shape; one length may be -1.
 *
 * @example
 * reshape([1, 2, 3, 4], [2, -1]) // => tensor([[1, 2], [3, 4]])
 */
export const reshape: Face<[input: TensorLike, shape: readonly number[]]> = /*#__PURE__*/ face(
  "reshape",
  "input: tensor, shape: shape",
  (x: Tensor, shape: readonly number[]) =>
    reshapeTail(x, { from: x.shape.length, shape: inferred("reshape", x.shape, shape) }),
);
export function inferred(fn: string, from: Shape, shape: readonly number[]): Shape {
  const at = shape.indexOf(-1),
    n = size(from);
  if (at < 0) {
    if (size(shape) !== n) throw wrongCount(fn, from, shape);
    return shape.slice();
  }
  const rest = size(shape.filter((_, i) => i !== at));
  if (shape.indexOf(-1, at + 1) >= 0 || rest === 0 || n % rest !== 0) throw wrongCount(fn, from, shape);
  return shape.map((l, i) => (i === at ? n / rest : l));
}

/** The trailing axes in the order `perm`, counted from the end. */
export const permuteRow: Row<readonly number[]> = /*#__PURE__*/ linear(
  "permute",
  (x, perm) => {
    const { shape, data } = move.permute(x, perm);
    return new Plain(shape, data, x.dtype);
  },
  (ybar, perm) => permuteRow(ybar, inverse(perm)),
  null,
  { role: "gather" },
);
const inverse = (perm: readonly number[]): number[] => {
  const inv = new Array<number>(perm.length);
  perm.forEach((p, i) => {
    inv[perm.length + p] = i - perm.length;
  });
  return inv;
};
/**
 * All axes in another order: axis i of the result is axis dims[i] of the input.
 *
 * @example
 * permute(zeros([2, 3, 4]), [2, 0, 1]).shape // => [4, 2, 3]
 */
export const permute: Face<[input: TensorLike, dims: readonly number[]]> = /*#__PURE__*/ face(
  "permute",
  "input: tensor, dims: axes",
  (x: Tensor, dims: readonly number[]) => {
    const r = x.shape.length;
    axesFromEnd("permute", dims, r);
    if (dims.length !== r)
      throw wrongArgument("permute", "dims", `all ${r} axes of the input, each once`, dims);
    return permuteRow(
      x,
      dims.map((d) => fromEnd("permute", d, r)),
    );
  },
);
/**
 * Two axes swapped.
 *
 * @example
 * transpose([[1, 2], [3, 4]], 0, 1) // => tensor([[1, 3], [2, 4]])
 */
export const transpose: Face<[input: TensorLike, dim0: number, dim1: number]> = /*#__PURE__*/ face(
  "transpose",
  "input: tensor, dim0: int, dim1: int",
  (x: Tensor, dim0: number, dim1: number) => {
    const r = x.shape.length,
      perm = allAxes(r),
      a = fromEnd("transpose", dim0, r),
      b = fromEnd("transpose", dim1, r);
    perm[r + a] = b;
    perm[r + b] = a;
    return permuteRow(x, perm);
  },
);
/** Matrices transposed: the last two axes swapped. A vector stays as it is. */
export const transposeLast = (x: Tensor): Tensor => (x.shape.length < 2 ? x : permuteRow(x, [-1, -2]));

export interface Slice {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly step: number;
}
/** `length` entries of an axis from `start`, `step` apart. */
export const sliceRow: Row<Slice> = /*#__PURE__*/ linear(
  "slice",
  (x, { axis, start, length, step }) => {
    return new Plain(withLength(x.shape, axis, length), move.slice(x, axis, start, length, step), x.dtype);
  },
  (ybar, p, x) => {
    const window = sliceRow.rule.window!(p);
    if (window !== null) return placeRow([ybar], { shape: tailFrom(x.shape, p.axis), at: [window] });
    return putRow(ybar, {
      axis: p.axis,
      index: Array.from({ length: p.length }, (_, i) => p.start + i * p.step),
      n: x.shape[x.shape.length + p.axis],
    });
  },
  null,
  {
    role: "gather",
    window: ({ axis, start, length, step }) => (step === 1 ? { axis, start, length, drop: false } : null),
  },
);
/** One entry of an axis, which is dropped. */
export const selectRow: Row<{ axis: number; index: number }> = /*#__PURE__*/ linear(
  "select",
  (x, { axis, index }) => {
    const r = x.shape.length;
    if (r === 1) return new Plain([], x.data[index], x.dtype);
    const s = x.shape.slice();
    s.splice(r + axis, 1);
    return new Plain(s, move.slice(x, axis, index, 1, 1), x.dtype);
  },
  (ybar, p, x) => placeRow([ybar], { shape: tailFrom(x.shape, p.axis), at: [selectRow.rule.window!(p)!] }),
  null,
  { role: "gather", window: ({ axis, index }) => ({ axis, start: index, length: 1, drop: true }) },
);
/** The shape from an axis (counted from the end) on: what stands before it is leading and stays as it is. */
const tailFrom = (s: Shape, axis: number): Shape => s.slice(s.length + axis);

/** Entries of an axis in the order of `index`. */
export interface Take {
  readonly axis: number;
  readonly index: readonly number[];
}
export const takeRow: Row<Take> = /*#__PURE__*/ linear(
  "indexSelect",
  (x, { axis, index }) => {
    return new Plain(withLength(x.shape, axis, index.length), move.take(x, axis, index), x.dtype);
  },
  (ybar, { axis, index }, x) => putRow(ybar, { axis, index, n: x.shape[x.shape.length + axis] }),
  null,
  { role: "gather" },
);
/** The transpose of takeRow: entries added where they came from. */
export const putRow: Row<Take & { readonly n: number }> = /*#__PURE__*/ linear(
  "indexAdd",
  (x, { axis, index, n }) => {
    return new Plain(withLength(x.shape, axis, n), move.putAdd(x, axis, index, n));
  },
  (ybar, { axis, index }) => takeRow(ybar, { axis, index }),
  null,
);

/** A whole number as an index of an axis of length n, from the end if negative. */
export function entryOf(fn: string, i: number, n: number, axis: number): number {
  if (!Number.isInteger(i) || i >= n || i < -n) throw indexOutOfRange(fn, i, n, axis);
  return i < 0 ? i + n : i;
}

// ── products of matrices ──
export const matmulRow = /*#__PURE__*/ bilinear(
  "matmul",
  (x, y, kind) => {
    const sx = x.shape,
      sy = y.shape;
    if (sx[sx.length - 1] !== sy[sy.length - 2]) throw matmulMismatch("matmul", sx, sy);
    const lead = broadcastShape("matmul", sx.slice(0, -2), sy.slice(0, -2));
    return new Plain([...lead, sx[sx.length - 2], sy[sy.length - 1]], matmulKernel(x, y, lead, kind));
  },
  (zbar, y) => matmulRow(zbar, transposeLast(y), CHAIN),
  (zbar, x) => matmulRow(transposeLast(x), zbar, CHAIN),
  null,
  { role: "contraction" },
);
/**
 * Matrix product: (..., m, n) times (..., n, p); vectors are lifted as in torch; leading axes broadcast.
 *
 * @example
 * matmul([[1, 2], [3, 4]], [1, 1]) // => tensor([3, 7])
 */
export const matmul: Face<[input: TensorLike, other: TensorLike]> = /*#__PURE__*/ face(
  "matmul",
  "input: tensor, other: tensor",
  (x: Tensor, y: Tensor) => {
    const a = x.shape,
      b = y.shape,
      row = a.length === 1,
      column = b.length === 1;
    if (a.length === 0 || b.length === 0)
      throw wrongShape(
        "matmul",
        a.length === 0 ? "input" : "other",
        "of at least one axis",
        [],
        "For a scalar factor use mul(x, y)",
      );
    if (a[a.length - 1] !== b[Math.max(0, b.length - 2)]) throw matmulMismatch("matmul", a, b);
    const z = matmulRow(
      row ? reshapeTail(x, { from: 1, shape: [1, a[0]] }) : x,
      column ? reshapeTail(y, { from: 1, shape: [b[0], 1] }) : y,
      VALUE,
    );
    if (!row && !column) return z;
    const s = z.shape,
      kept = s.filter((_, i) => !(row && i === s.length - 2) && !(column && i === s.length - 1));
    return reshapeTail(z, { from: s.length, shape: kept });
  },
);

// ── where these rows are tried ──
export const trials = (): Trials => ({
  sum: [
    { shapes: [[3]], params: [-1] },
    { shapes: [[2, 3]], params: [-2] },
    { shapes: [[2, 3, 2]], params: [-3, -1] },
    { shapes: [[]], params: [] },
  ],
  permute: [
    { shapes: [[2, 3]], params: [-1, -2] },
    { shapes: [[2, 3, 4]], params: [-1, -3, -2] },
  ],
  slice: [
    { shapes: [[4]], params: { axis: -1, start: 1, length: 2, step: 1 } },
    { shapes: [[4, 3]], params: { axis: -2, start: 3, length: 2, step: -2 } },
  ],
  select: [
    { shapes: [[3]], params: { axis: -1, index: 2 } },
    { shapes: [[2, 3]], params: { axis: -2, index: 0 } },
  ],
  indexSelect: [
    { shapes: [[3]], params: { axis: -1, index: [2, 0, 2, 1] } },
    { shapes: [[3, 2]], params: { axis: -2, index: [1, 1] } },
  ],
  indexAdd: [
    { shapes: [[4]], params: { axis: -1, index: [2, 0, 2, 1], n: 3 } },
    { shapes: [[2, 2]], params: { axis: -2, index: [1, 1], n: 3 } },
  ],
  matmul: [
    [
      [2, 3],
      [3, 2],
    ],
    [
      [2, 2, 3],
      [3, 2],
    ],
    [
      [2, 3],
      [2, 3, 1],
    ],
    [
      [2, 1, 2, 2],
      [3, 2, 1],
    ],
  ].map((shapes) => ({ shapes, params: VALUE })),
});
