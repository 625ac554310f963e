// Least squares of matrices of any rank.
import { matmulRow, square, sumRow } from "../../core/algebra.js";
import { promoteAll } from "../../core/kinds.js";
import { sub } from "../../core/ring.js";
import { face, type Face } from "../../core/signature.js";
import { Plain, zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { DualTensorError } from "../../errors.js";
import { NEITHER } from "../../kernels/arithmetic.js";
import { size } from "../../tensor/shape.js";
import { batchOf, columns, matrix, transposed } from "./matrices.js";
import { pinvRow, rankRow, type Tolerance } from "./pinv.js";
import { decomposed } from "./qr.js";
import { triangularRow } from "./triangular.js";

export interface LeastSquares {
  /** X of least |A X - B|; of all those (a wide A) the one of least norm. */
  readonly solution: Tensor;
  /** For each right-hand side the sum of squares of A X - B; empty where A has no more rows than columns. */
  readonly residuals: Tensor;
  readonly rank: Tensor;
}
/**
 * Least squares: by QR where the rank is full, by the pseudoinverse where columns (rows, of a wide A) depend on each other:
 * then X is the shortest of all solutions, its derivative that among matrices of the same rank, and `residuals` are empty.
 *
 * @example
 * import { lstsq } from "dualtensor/linalg";
 * lstsq([[1, 0], [1, 1], [1, 2]], [[1], [3], [5]]).solution // => tensor([[1], [2]])
 */
export const lstsq: Face<[A: TensorLike, B: TensorLike], LeastSquares> = /*#__PURE__*/ face(
  "linalg.lstsq",
  "A: tensor, B: tensor",
  (A: Tensor, given: Tensor) => {
    const fn = "linalg.lstsq";
    const [m, n] = matrix(fn, "A", A);
    const { B, back } = columns(fn, A, given, m);
    const wide = m < n;
    const factors = independent(wide ? transposed(A) : A);
    if (factors === null) {
      const X = matmulRow(pinvRow([A], rounding(m, n)), B, NEITHER);
      return { solution: back(X), residuals: zeros([0]), rank: rankRow([A], rounding(m, n)) };
    }
    const { Q, R } = factors;
    const against = (X: Tensor, transpose: boolean): Tensor =>
      triangularRow(promoteAll([R, X]), { upper: true, transposed: transpose, unit: false });
    const X = wide
      ? matmulRow(Q, against(B, true), NEITHER)
      : against(matmulRow(transposed(Q), B, NEITHER), false);
    const batch = batchOf(A.shape);
    const rank = new Plain(batch, new Float64Array(size(batch)).fill(Math.min(m, n)), "int32");
    const residuals = m > n ? sumRow(square(sub(matmulRow(A, X, NEITHER), B)), [-2]) : zeros([0]);
    return { solution: back(X), residuals, rank };
  },
);
/** Q and R, or null where the columns of one of the matrices depend on each other. */
function independent(A: Tensor): { Q: Tensor; R: Tensor } | null {
  try {
    return decomposed("linalg.lstsq", A, true);
  } catch (e) {
    if (e instanceof DualTensorError && e.code === "DT_SINGULAR") return null;
    throw e;
  }
}
const rounding = (m: number, n: number): Tolerance => ({ atol: 0, rtol: Math.max(m, n) * 2 ** -52 });
