// Eigenvalues and eigenvectors of symmetric matrices, one row: V above w in one result. With S the symmetric part of A,
// M = Vᵀ dS V and F of gaps.ts (M. Giles, Collected matrix derivative results, 2008, section 3.1):
//
//   dw = diag(M),  dV = V (F * M);   Sbar = V (diag(wbar) + F * (Vᵀ Vbar)) Vᵀ
//
// Where eigenvalues are equal, their eigenvectors have no derivative, and they themselves only a first one.
import { matmulRow } from "../../core/matmul.js";
import { general } from "../../core/kinds.js";
import { add, mulRow } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/eigh.js";
import { size } from "../../array/shape.js";
import { inverseGaps, withEqual } from "./gaps.js";
import { batchOf, squareMatrix, transposed } from "./matrices.js";
import { above, diagonalAsRow, flatRow, rowAsDiagonal, rowsFrom } from "./stack.js";
import { ordersRow as rowOfOrders, pulled, pushed } from "./undefined.js";

export const symmetric = (X: Tensor): Tensor => mulRow(literal(0.5), add(X, transposed(X)), CHAIN);

const eighRule: Rule = {
  name: "eigh",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[3, 3]],    params: undefined, domain: { lo: -2, hi: 2, fixed: [2, 1, -0.5, 0.3, -1, 0.4, 0.2, 0.1, 0.6] } },
    { shapes: [[2, 2, 2]], params: undefined, domain: { lo: -2, hi: 2, fixed: [2, 1, -1, 3, 0.1, 1, 2, -1.5] } },
  ],
  value: ([A]) => {
    const n = A.shape[A.shape.length - 1];
    const batch = size(batchOf(A.shape));
    const o = new Float64Array(batch * (n + 1) * n);
    for (let l = 0; l < batch; l++) {
      const to = l * (n + 1) * n;
      kernel.eigh(A.data, l * n * n, n, o, to + n * n, o, to);
    }
    return new Plain([...batchOf(A.shape), n + 1, n], o);
  },
  push: ([dA], [A], y) => {
    const { V, w } = parts(y);
    const dS = symmetric(dA!);
    const M = matmulRow(matmulRow(transposed(V), dS, CHAIN), V, CHAIN);
    const dV = matmulRow(V, mulRow(inverseGaps(w), M, CHAIN), CHAIN);
    return pushed(above(dV, diagonalAsRow(M)), dS, seen(A), ordersRow(y, undefined));
  },
  pull: (_i, ybar, [A], y) => {
    const { V, w } = parts(y);
    const { V: Vbar, w: wbar } = parts(ybar);
    const turned = mulRow(inverseGaps(w), matmulRow(transposed(V), Vbar, CHAIN), CHAIN);
    const inner = add(rowAsDiagonal(wbar), turned);
    const Abar = symmetric(matmulRow(matmulRow(V, inner, CHAIN), transposed(V), CHAIN));
    return pulled(Abar, ybar, seen(A), ordersRow(y, undefined));
  },
};
export const eighRow = /*#__PURE__*/ general(eighRule);

/** What of A moves the result. */
const seen = (A: Tensor): Tensor => (A.level === 0 ? A : symmetric(A));
/** Equal eigenvalues: of their eigenvectors nothing, of themselves the first derivative. */
export const ordersRow = /*#__PURE__*/ rowOfOrders(
  "eighOrders",
  [{ shapes: [[3, 2]], params: undefined }],
  ({ data, shape }, o) => {
    const n = shape[shape.length - 1];
    for (let at = 0; at < data.length; at += (n + 1) * n)
      withEqual(data.subarray(at + n * n, at + n * n + n)).forEach((equal, j) => {
        if (equal) for (let i = 0; i <= n; i++) o[at + i * n + j] = i < n ? 1 : 2;
      });
  },
);

function parts(y: Tensor): { V: Tensor; w: Tensor } {
  const n = y.shape[y.shape.length - 1];
  return { V: rowsFrom(y, 0, n), w: rowsFrom(y, n, 1) };
}
/** The eigenvalues (..., n) and eigenvectors of the symmetric part of A. */
export function spectrum(A: Tensor): { w: Tensor; V: Tensor } {
  const { V, w } = parts(eighRow([A], undefined));
  return { w: flatRow(w), V };
}

type UPLO = string | Options<{ UPLO: string }>;
/**
 * Eigenvalues (..., n), ascending, and eigenvectors (..., n, n), as columns, of symmetric matrices. An argument that is not
 * symmetric is symmetrised, its tangent too (`UPLO` is accepted and says nothing). In each eigenvector the first entry that is
 * not small is positive. The tangents of eigenvectors whose eigenvalues are equal, and the second derivatives of these, are
 * NaN: for functions of a matrix see matrixFunction.
 *
 * @example
 * import { eigh } from "dualtensor/linalg";
 * const { eigenvalues, eigenvectors } = eigh([[2, 1], [1, 2]]);
 * eigenvalues // => tensor([1, 3])
 * eigenvectors // => tensor([[ 0.7071,  0.7071], [-0.7071,  0.7071]])
 */
export const eigh: Face<[A: TensorLike, UPLO?: UPLO], { eigenvalues: Tensor; eigenvectors: Tensor }> =
  /*#__PURE__*/ face("linalg.eigh", 'A: tensor, UPLO: string = "L"', (A: Tensor) => {
    squareMatrix("linalg.eigh", "A", A);
    const { w, V } = spectrum(A);
    return { eigenvalues: w, eigenvectors: V };
  });
/**
 * The eigenvalues (..., n) of symmetric matrices, ascending. An argument that is not symmetric is symmetrised.
 *
 * @example
 * import { eigvalsh } from "dualtensor/linalg";
 * eigvalsh([[2, 1], [1, 2]]) // => tensor([1, 3])
 */
export const eigvalsh: Face<[A: TensorLike, UPLO?: UPLO]> = /*#__PURE__*/ face(
  "linalg.eigvalsh",
  'A: tensor, UPLO: string = "L"',
  (A: Tensor) => {
    squareMatrix("linalg.eigvalsh", "A", A);
    return spectrum(A).w;
  },
);
