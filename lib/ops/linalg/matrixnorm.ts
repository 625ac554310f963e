// Norms of vectors and matrices as torch.linalg has them, and the condition number. All are made of vector norms, sums and
// singular values, whose conventions at 0 and at ties they keep.
import { axisTwice, wrongOption, wrongShape } from "../../errors.js";
import { sumRow, withOnes, type Dim } from "../../core/sums.js";
import { permuteRow } from "../../core/views.js";
import { reshapeTail } from "../../core/ring.js";
import { eq, where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { general } from "../../core/kinds.js";
import type { Rule } from "../../core/rule.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { allAxes, fromEnd, size } from "../../array/shape.js";
import { abs, div, times } from "../elementwise/elementary.js";
import { amaxRow, aminRow } from "../reduce/extremes.js";
import { normOf, normRow } from "../reduce/norm.js";
import { withEqual } from "./gaps.js";
import { inverseRow } from "./inverse.js";
import { matrix, squareMatrix } from "./matrices.js";
import { infoRow } from "./solve.js";
import { singular } from "./svd.js";
import { numbersOnce, numbersWithOrders } from "./undefined.js";

/** Orders of matrix norms: numbers among ±1, ±2 and ±Infinity, the Frobenius and the nuclear norm. */
export type MatrixOrder = number | "fro" | "nuc";
const ORDERS = '"fro", "nuc", 1, -1, 2, -2, Infinity or -Infinity';

/** The norm of each matrix: the last two axes. */
function ofMatrices(fn: string, A: Tensor, ord: unknown): Tensor {
  if (ord === "fro") return normRow(A, { axes: [-2, -1], p: 2 });
  if (ord === "nuc") return sumRow(singular(fn, A).s, [-1]);
  const order = typeof ord === "number" ? Math.abs(ord) : NaN;
  if (order !== 1 && order !== 2 && order !== Infinity) throw wrongOption(fn, "ord", ORDERS, ord);
  const of = order === 2 ? singular(fn, A).s : sumRow(abs(A), [order === 1 ? -2 : -1]);
  return ((ord as number) > 0 ? amaxRow : aminRow)(of, { axes: [-1] });
}
export function matrixNormOf(
  fn: string,
  A: Tensor,
  ord: unknown,
  dim: readonly number[],
  keepdim: boolean,
): Tensor {
  matrix(fn, "A", A);
  const r = A.shape.length;
  if (dim.length !== 2) throw wrongOption(fn, "dim", "two axes, such as [-2, -1]", dim);
  const axes = dim.map((d) => fromEnd(fn, d, r));
  if (axes[0] === axes[1]) throw axisTwice(fn, dim[0]);
  const turned =
    axes[0] === -2 && axes[1] === -1
      ? A
      : permuteRow(A, [...allAxes(r).filter((d) => !axes.includes(d)), ...axes]);
  const y = ofMatrices(fn, turned, ord);
  return keepdim ? reshapeTail(y, { from: y.shape.length, shape: withOnes(A.shape, axes) }) : y;
}

/**
 * (Σ |x|^ord)^(1/ord) of all elements, or over one axis or several; ord may be Infinity, -Infinity and 0, as in `norm`.
 *
 * @example
 * import { vectorNorm } from "dualtensor/linalg";
 * vectorNorm([[3, 4], [6, 8]], { dim: 1 }) // => tensor([5, 10])
 */
export const vectorNorm: Face<
  | [x: TensorLike, ord?: number, dim?: Dim, keepdim?: boolean]
  | [x: TensorLike, options: Options<{ ord: number; dim: Dim; keepdim: boolean }>]
  | [x: TensorLike, ord: number, options: Options<{ dim: Dim; keepdim: boolean }>]
> = /*#__PURE__*/ face(
  "linalg.vectorNorm",
  "x: tensor, ord: number = 2, dim: ints?, keepdim: bool = false",
  (x: Tensor, ord: number, dim: Dim, keepdim: boolean) =>
    normOf("linalg.vectorNorm", "ord", x, ord, dim, keepdim),
);
/**
 * The norm of each matrix, which are the axes `dim`: "fro" the root of the sum of squares, "nuc" the sum of the singular
 * values, 2 and -2 the largest and the smallest of them, 1 and -1 the largest and the smallest column sum of |A|, Infinity and
 * -Infinity row sum.
 *
 * @example
 * import { matrixNorm } from "dualtensor/linalg";
 * matrixNorm([[3, 0], [0, 4]]).item() // => 5
 * matrixNorm([[3, 0], [0, 4]], "nuc").item() // => 7
 */
export const matrixNorm: Face<
  | [A: TensorLike, ord?: MatrixOrder, dim?: readonly number[], keepdim?: boolean]
  | [A: TensorLike, options: Options<{ ord: MatrixOrder; dim: readonly number[]; keepdim: boolean }>]
  | [A: TensorLike, ord: MatrixOrder, options: Options<{ dim: readonly number[]; keepdim: boolean }>]
> = /*#__PURE__*/ face(
  "linalg.matrixNorm",
  'A: tensor, ord: any = "fro", dim: axes = [-2,-1], keepdim: bool = false',
  (A: Tensor, ord: unknown, dim: readonly number[], keepdim: boolean) =>
    matrixNormOf("linalg.matrixNorm", A, ord, dim, keepdim),
);
type NormOrder = MatrixOrder | null;
/**
 * The norm of a vector or of matrices: without `ord` the root of the sum of squares; with it, the matrix norm over two axes
 * (of a matrix, without `dim`) and the vector norm over one.
 *
 * @example
 * import { norm } from "dualtensor/linalg";
 * norm([[3, 0], [0, 4]]).item() // => 5
 * norm([[3, 0], [0, 4]], 2).item() // => 4
 */
export const norm: Face<
  | [A: TensorLike, ord?: NormOrder, dim?: Dim, keepdim?: boolean]
  | [A: TensorLike, options: Options<{ ord: NormOrder; dim: Dim; keepdim: boolean }>]
  | [A: TensorLike, ord: NormOrder, options: Options<{ dim: Dim; keepdim: boolean }>]
> = /*#__PURE__*/ face(
  "linalg.norm",
  "A: tensor, ord: any?, dim: ints?, keepdim: bool = false",
  (A: Tensor, ord: unknown, dim: Dim, keepdim: boolean) => {
    const fn = "linalg.norm";
    if (ord === undefined) return normOf(fn, "ord", A, 2, dim, keepdim);
    const axes = dim === undefined ? A.shape.map((_, d) => d) : [dim as number | number[]].flat();
    if (axes.length === 2) return matrixNormOf(fn, A, ord, axes, keepdim);
    if (axes.length !== 1) throw wrongShape(fn, "A", "(n,) or (m, n), or dim with one axis or two", A.shape);
    return normOf(fn, "ord", A, ord, axes, keepdim);
  },
);

/** 2 where the largest or the smallest of descending values has an equal one beside it. */
const equalEndsRule: Rule = {
  name: "equalEnds",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[2, 3]], params: undefined, domain: { lo: 0, hi: 2 } }],
  value: ([s]) => {
    const k = s.shape[s.shape.length - 1];
    const batch = s.shape.slice(0, -1);
    const orders = Float64Array.from({ length: size(batch) }, (_, l) => {
      const equal = withEqual(s.data.subarray(l * k, (l + 1) * k));
      return equal[0] || equal[k - 1] ? 2 : 0;
    });
    return new Plain(batch, orders);
  },
  push: () => null,
  pull: () => null,
};
export const equalEndsRow = /*#__PURE__*/ general(equalEndsRule);
/**
 * The condition number of each matrix: its norm times that of its inverse, by default (2) the largest singular value divided by
 * the smallest, for which matrices need not be square. Infinity where there is no inverse, with derivative NaN.
 *
 * @example
 * import { cond } from "dualtensor/linalg";
 * cond([[2, 0], [0, 0.5]]).item() // => 4
 * cond([[1, 2], [2, 4]], 1).item() // => Infinity
 */
export const cond: Face<[A: TensorLike, p?: NormOrder | Options<{ p: NormOrder }>]> = /*#__PURE__*/ face(
  "linalg.cond",
  "A: tensor, p: any?",
  (A: Tensor, p: unknown) => {
    const fn = "linalg.cond";
    if (p === undefined || p === 2 || p === -2) {
      const { s } = singular(fn, A);
      const [most, least] = [amaxRow(s, { axes: [-1] }), aminRow(s, { axes: [-1] })];
      const [one, other] = p === -2 ? [least, most] : [most, least];
      // Of equal values at both ends the cotangents may cancel, and with them the NaN of the second derivative.
      const quotient = numbersOnce(div(one, other), A, equalEndsRow([s], undefined));
      return p === -2 ? quotient : numbersWithOrders(quotient, A, where(eq(least, 0), 2, 0));
    }
    squareMatrix(fn, "A", A);
    const inverse = inverseRow([A], { fn, singular: "nan" });
    const product = times(ofMatrices(fn, A, p), ofMatrices(fn, inverse, p));
    const info = infoRow([A], undefined);
    return numbersWithOrders(where(eq(info, 0), product, literal(Infinity)), A, where(eq(info, 0), 0, 2));
  },
);
