// Powers and chains of matrix products.
import { emptyReduction, matmulMismatch, wrongShape } from "../../errors.js";
import { matmul, matmulRow } from "../../core/matmul.js";
import { face, type Face } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { spread } from "../../kernels/loops.js";
import { inverseRow } from "./inverse.js";
import { squareMatrix } from "./matrices.js";

/**
 * Each square matrix to a whole power: negative ones by the inverse, 0 the identity. Cost: 2 log2 |n| products.
 *
 * @example
 * matrixPower([[1, 1], [0, 1]], 3) // => tensor([[1, 3], [0, 1]])
 */
export const matrixPower: Face<[A: TensorLike, n: number]> = /*#__PURE__*/ face(
  "matrixPower",
  "A: tensor, n: int",
  (A: Tensor, n: number) => {
    const m = squareMatrix("matrixPower", "A", A);
    if (n === 0) {
      const unit = new Float64Array(m * m);
      for (let i = 0; i < m; i++) unit[i * m + i] = 1;
      return new Plain(A.shape, spread({ shape: [m, m], data: unit }, A.shape));
    }
    let square = n < 0 ? inverseRow([A], { fn: "matrixPower", singular: "throw" }) : A;
    let result: Tensor | null = null;
    for (let left = Math.abs(n); ; square = matmulRow(square, square, VALUE)) {
      if (left % 2 === 1) result = result === null ? square : matmulRow(result, square, VALUE);
      left = Math.floor(left / 2);
      if (left === 0) return result!;
    }
  },
);

/**
 * The product of several matrices in the cheapest order; the first and the last may be vectors.
 *
 * @example
 * import { multiDot } from "dualtensor/linalg";
 * multiDot([[[1, 2]], [[1], [1]], [[4]]]) // => tensor([[12]])
 */
export const multiDot: Face<[tensors: readonly TensorLike[]]> = /*#__PURE__*/ face(
  "linalg.multiDot",
  "tensors: tensors",
  (tensors: readonly Tensor[]) => chained("linalg.multiDot", tensors),
);
/** The product of matrices, the first and the last perhaps vectors, in the order of the fewest multiplications. */
export function chained(fn: string, tensors: readonly Tensor[]): Tensor {
  const last = tensors.length - 1;
  if (last < 1) throw emptyReduction(fn, [tensors.length]);
  tensors.forEach((t, i) => {
    if (t.shape.length !== 2 && !(t.shape.length === 1 && (i === 0 || i === last)))
      throw wrongShape(fn, `tensors[${i}]`, "(m, n), a matrix (a vector first or last)", t.shape);
  });
  // Row i stands between lengths p[i] and p[i + 1].
  const p = tensors.map((t, i) => (t.shape.length === 2 ? t.shape[0] : i === 0 ? 1 : t.shape[0]));
  p.push(tensors[last].shape.length === 2 ? tensors[last].shape[1] : 1);
  tensors.forEach((t, i) => {
    const rows = t.shape[t.shape.length - 1];
    if (i < last && rows !== tensors[i + 1].shape[0]) throw matmulMismatch(fn, t.shape, tensors[i + 1].shape);
  });
  const cost = tensors.map(() => new Array<number>(last + 1).fill(0));
  const split = tensors.map(() => new Array<number>(last + 1).fill(0));
  for (let span = 1; span <= last; span++)
    for (let i = 0; i + span <= last; i++) {
      const j = i + span;
      cost[i][j] = Infinity;
      for (let k = i; k < j; k++) {
        const c = cost[i][k] + cost[k + 1][j] + p[i] * p[k + 1] * p[j + 1];
        if (c < cost[i][j]) [cost[i][j], split[i][j]] = [c, k];
      }
    }
  const product = (i: number, j: number): Tensor =>
    i === j ? tensors[i] : matmul(product(i, split[i][j]), product(split[i][j] + 1, j));
  return product(0, last);
}
