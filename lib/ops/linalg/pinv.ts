// Pseudoinverses by singular values: those above a tolerance are inverted, the others count as 0. Where the rank does not change
// nearby, Y = A⁺ has the derivative (G. Golub and V. Pereyra, The differentiation of pseudo-inverses, 1973, equation 4.12)
//
//   dY = -Y dA Y + Y Yᵀ dAᵀ (I - A Y) + (I - Y A) dAᵀ Yᵀ Y
//   Abar = -Yᵀ Ybar Yᵀ + (I - A Y) Ybarᵀ Y Yᵀ + Yᵀ Y Ybarᵀ (I - Y A)
//
// where I - A Y is 0 at full rank of the rows, I - Y A at full rank of the columns. At deficient rank that is the convention: the derivative along matrices of that rank. There is no second one there.
import { matmulRow } from "../../core/matmul.js";
import { general } from "../../core/kinds.js";
import { neg, plus, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN, VALUE } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/svd.js";
import { size } from "../../array/shape.js";
import { symmetric } from "./eigh.js";
import { batchOf, matrix, squareMatrix, transposed } from "./matrices.js";
import { projected, pulled, pushed } from "./undefined.js";

/** Singular values count where they are above atol and above rtol times the largest. */
interface Tolerance {
  readonly atol: number;
  readonly rtol: number;
}
const values = { lo: -2, hi: 2 };
const exact: Tolerance = { atol: 0, rtol: 1e-12 };
// prettier-ignore
const trials = [
  { shapes: [[3, 2]],    params: exact, domain: { ...values, fixed: [1, 2, -1, 0.5, 2, -0.3] } },
  { shapes: [[2, 3]],    params: exact, domain: { ...values, fixed: [1, 2, -1, 0.5, 2, -0.3] } },
  { shapes: [[2, 2, 2]], params: exact, domain: { ...values, fixed: [2, 1, -1, 3, 0.3, 1, 2, -0.5] } },
];
/** For each matrix its decomposition in `o`, as kernels/svd.ts lays it out, and how many singular values count. */
function decompositions(
  A: Plain,
  { atol, rtol }: Tolerance,
  take: (l: number, o: Float64Array, rank: number) => void,
): void {
  const [m, n] = A.shape.slice(-2);
  const k = Math.min(m, n);
  const o = new Float64Array((m + 1 + n) * k);
  for (let l = 0; l < size(batchOf(A.shape)); l++) {
    kernel.svd(A.data, l * m * n, m, n, o, 0);
    const s = o.subarray(m * k, (m + 1) * k);
    const least = Math.max(atol, rtol * (s[0] ?? 0));
    // Not v > least: NaN counts, and flows.
    take(l, o, s.filter((v) => !(v <= least)).length);
  }
}
const pinvRule: Rule<Tolerance> = {
  name: "pinv",
  kind: "general",
  trials,
  value: ([A], tolerance) => {
    const [m, n] = A.shape.slice(-2);
    const k = Math.min(m, n);
    const y = new Float64Array(A.data.length);
    decompositions(A, tolerance, (l, o, rank) => {
      const [s, v, at] = [m * k, (m + 1) * k, l * m * n];
      for (let i = 0; i < n; i++)
        for (let r = 0; r < rank; r++) {
          const f = o[v + i * k + r] / o[s + r];
          for (let j = 0; j < m; j++) y[at + i * m + j] += f * o[j * k + r];
        }
    });
    return new Plain([...batchOf(A.shape), n, m], y);
  },
  push: ([dA], [A], Y, params) => {
    const T = transposed(Y);
    const turned = transposed(dA!);
    const orders = ordersRow([A], params);
    const [m, n] = A.shape.slice(-2);
    const inner = matmulRow(matmulRow(Y, dA!, CHAIN), Y, CHAIN);
    const first = projected(orders, m <= n, () => {
      const left = matmulRow(matmulRow(Y, T, VALUE), turned, CHAIN);
      return twice(left, (X) => sub(X, matmulRow(matmulRow(X, A, CHAIN), Y, CHAIN)));
    });
    const second = projected(orders, n <= m, () => {
      const right = matmulRow(turned, matmulRow(T, Y, VALUE), CHAIN);
      return twice(right, (X) => sub(X, matmulRow(Y, matmulRow(A, X, CHAIN), CHAIN)));
    });
    return pushed(plus(plus(first, second), neg(inner))!, dA!, A, orders);
  },
  pull: (_i, ybar, [A], Y, params) => {
    const T = transposed(Y);
    const turned = transposed(ybar);
    const orders = ordersRow([A], params);
    const [m, n] = A.shape.slice(-2);
    const inner = matmulRow(matmulRow(T, ybar, CHAIN), T, CHAIN);
    const first = projected(orders, m <= n, () => {
      const left = matmulRow(turned, matmulRow(Y, T, VALUE), CHAIN);
      return twice(left, (X) => sub(X, matmulRow(A, matmulRow(Y, X, CHAIN), CHAIN)));
    });
    const second = projected(orders, n <= m, () => {
      const right = matmulRow(matmulRow(T, Y, VALUE), turned, CHAIN);
      return twice(right, (X) => sub(X, matmulRow(matmulRow(X, Y, CHAIN), A, CHAIN)));
    });
    return pulled(plus(plus(first, second), neg(inner))!, ybar, A, orders);
  },
};
export const pinvRow = /*#__PURE__*/ general(pinvRule);

/**
 * A projection of X, which rounding leaves off its space by the condition number: projected twice it is on it (B. Parlett, The
 * Symmetric Eigenvalue Problem, 1980, section 6-9, after W. Kahan).
 */
const twice = (X: Tensor, project: (X: Tensor) => Tensor): Tensor => project(project(X));

const rankRule: Rule<Tolerance> = {
  name: "matrixRank",
  kind: "general",
  flat: true,
  trials,
  value: ([A], tolerance) => {
    const ranks = new Float64Array(size(batchOf(A.shape)));
    decompositions(A, tolerance, (l, _, rank) => {
      ranks[l] = rank;
    });
    return new Plain(batchOf(A.shape), ranks, "int32");
  },
  push: () => null,
  pull: () => null,
};
export const rankRow = /*#__PURE__*/ general(rankRule);
/** The orders of undefined.ts, one for each matrix. */
const ordersRule: Rule<Tolerance> = {
  name: "pinvOrders",
  kind: "general",
  flat: true,
  trials,
  value: ([A], tolerance) => {
    const orders = new Float64Array(size(batchOf(A.shape)));
    const full = Math.min(...A.shape.slice(-2));
    decompositions(A, tolerance, (l, _, rank) => {
      orders[l] = rank < full ? 2 : 0;
    });
    return new Plain([...batchOf(A.shape), 1, 1], orders);
  },
  push: () => null,
  pull: () => null,
};
export const ordersRow = /*#__PURE__*/ general(ordersRule);

/** torch's defaults: rounding of the larger side, but only where no absolute tolerance is given. */
function tolerance(fn: string, A: Tensor, atol: number | undefined, rtol: number | undefined): Tolerance {
  const [m, n] = matrix(fn, "A", A);
  const given = atol !== undefined && atol > 0;
  return { atol: atol ?? 0, rtol: rtol ?? (given ? 0 : Math.max(m, n) * 2 ** -52) };
}
interface Truncation {
  atol: number | null;
  rtol: number | null;
  hermitian: boolean;
}
type Truncated = Face<[A: TensorLike, options?: Options<Truncation>]>;
const signature = "A: tensor, *, atol: number?, rtol: number?, hermitian: bool = false";
function given(fn: string, A: Tensor, hermitian: boolean): Tensor {
  if (!hermitian) return A;
  squareMatrix(fn, "A", A);
  return symmetric(A);
}
/**
 * The pseudoinverse (..., n, m) of each matrix (..., m, n), in which singular values that are not above `atol` and above `rtol`
 * times the largest (default: rounding, max(m, n) * 2⁻⁵²) count as 0. With `hermitian` the matrix is symmetrised. Where
 * others do, the first derivative is the one along matrices of the same rank, and the second is NaN.
 *
 * @example
 * import { pinv } from "dualtensor/linalg";
 * pinv([[1, 0], [0, 2], [0, 0]]) // => tensor([[1, 0, 0], [0, 0.5, 0]])
 */
export const pinv: Truncated = /*#__PURE__*/ face(
  "linalg.pinv",
  signature,
  (A: Tensor, atol: number | undefined, rtol: number | undefined, hermitian: boolean) =>
    pinvRow([given("linalg.pinv", A, hermitian)], tolerance("linalg.pinv", A, atol, rtol)),
);
/**
 * The pseudoinverse, with singular values below `rcond` times the largest counted as 0.
 */
export const pinverse: Face<[input: TensorLike, rcond?: number | Options<{ rcond: number }>]> =
  /*#__PURE__*/ face("pinverse", "input: tensor, rcond: number = 1e-15", (A: Tensor, rcond: number) => {
    matrix("pinverse", "input", A);
    return pinvRow([A], { atol: 0, rtol: rcond });
  });
/**
 * How many singular values of each matrix are above `atol` and above `rtol` times the largest (default: rounding,
 * max(m, n) * 2⁻⁵²): a whole number, which has no derivative. With `hermitian` the matrix is symmetrised.
 *
 * @example
 * import { matrixRank } from "dualtensor/linalg";
 * matrixRank([[1, 2], [2, 4]]).item() // => 1
 */
export const matrixRank: Truncated = /*#__PURE__*/ face(
  "linalg.matrixRank",
  signature,
  (A: Tensor, atol: number | undefined, rtol: number | undefined, hermitian: boolean) =>
    rankRow([given("linalg.matrixRank", A, hermitian)], tolerance("linalg.matrixRank", A, atol, rtol)),
);
