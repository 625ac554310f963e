// Singular values and vectors, one row: U above s above V in one result, each with k = min(m, n) columns. With P = Uᵀ dA V,
// its symmetric part Ps and its skew part Pa, F[i, j] = 1 / (s[j] - s[i]) and G[i, j] = 1 / (s[j] + s[i]) (J. Townsend,
// Differentiating the singular value decomposition, 2016, with 1 / (s[j]² - s[i]²) taken apart: nothing is squared)
//
//   ds = diag(P),  dU = U (F * Ps + G * Pa) + (I - U Uᵀ) dA V / s,  dV = V (F * Ps - G * Pa) + (I - V Vᵀ) dAᵀ U / s
//
// and the transpose: with B = Uᵀ Ubar, C = Vᵀ Vbar,
//
//   Abar = U (diag(sbar) + sym(F * (B + C)) + skew(G * (B - C))) Vᵀ + (I - U Uᵀ) (Ubar / s) Vᵀ + U ((Vbar / s)ᵀ (I - V Vᵀ))
//
// The terms with I - U Uᵀ are there where U is not square. Vectors of equal singular values have no derivative, nor have left
// ones of a singular value of 0, and right ones where A has less rows than columns.
import { matmulRow } from "../../core/matmul.js";
import { reciprocal } from "../../core/quotients.js";
import { general } from "../../core/kinds.js";
import { add, mulRow, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/svd.js";
import { size } from "../../array/shape.js";
import { complementRow } from "./complement.js";
import { symmetric } from "./eigh.js";
import { inverseGaps, rounding, withEqual } from "./gaps.js";
import { batchOf, matrix, transposed } from "./matrices.js";
import { above, beside, diagonalAsRow, flatRow, rowAsDiagonal, rowsFrom } from "./stack.js";
import { ordersRow as rowOfOrders, pulled, pushed } from "./undefined.js";

const skew = (X: Tensor): Tensor => mulRow(literal(0.5), sub(X, transposed(X)), CHAIN);
interface Shapes {
  readonly m: number;
  readonly n: number;
}
// prettier-ignore
const trials = [
  { shapes: [[3, 2]],    params: { m: 3, n: 2 }, domain: { lo: -2, hi: 2, fixed: [1, 2, -1, 0.5, 2, -0.3] } },
  { shapes: [[2, 3]],    params: { m: 2, n: 3 }, domain: { lo: -2, hi: 2, fixed: [1, 2, -1, 0.5, 2, -0.3] } },
  { shapes: [[2, 2, 2]], params: { m: 2, n: 2 }, domain: { lo: -2, hi: 2, fixed: [2, 1, -1, 3, 0.3, 1, 2, -0.5] } },
];
const svdRule: Rule<Shapes> = {
  name: "svd",
  kind: "general",
  trials,
  value: ([A], { m, n }) => {
    const batch = batchOf(A.shape);
    const k = Math.min(m, n);
    const o = new Float64Array(size(batch) * (m + 1 + n) * k);
    for (let l = 0; l < size(batch); l++) kernel.svd(A.data, l * m * n, m, n, o, l * (m + 1 + n) * k);
    return new Plain([...batch, m + 1 + n, k], o);
  },
  push: ([dA], [A], y, shapes) => {
    const { m, n } = shapes;
    const { U, s, V } = parts(y, m, n);
    const AV = matmulRow(dA!, V, CHAIN);
    const P = matmulRow(transposed(U), AV, CHAIN);
    const even = mulRow(inverseGaps(s), symmetric(P), CHAIN);
    const odd = mulRow(inverseSums(s), skew(P), CHAIN);
    let dU = matmulRow(U, add(even, odd), CHAIN);
    let dV = matmulRow(V, sub(even, odd), CHAIN);
    const inverse = reciprocal(s);
    if (m > n) dU = add(dU, mulRow(inverse, sub(AV, matmulRow(U, P, CHAIN)), CHAIN));
    if (n > m) {
      const AU = matmulRow(transposed(dA!), U, CHAIN);
      dV = add(dV, mulRow(inverse, sub(AU, matmulRow(V, transposed(P), CHAIN)), CHAIN));
    }
    return pushed(above(dU, diagonalAsRow(P), dV), dA!, A, ordersRow(y, shapes));
  },
  pull: (_i, ybar, [A], y, shapes) => {
    const { m, n } = shapes;
    const { U, s, V } = parts(y, m, n);
    const { U: Ubar, s: sbar, V: Vbar } = parts(ybar, m, n);
    const B = matmulRow(transposed(U), Ubar, CHAIN);
    const C = matmulRow(transposed(V), Vbar, CHAIN);
    const even = symmetric(mulRow(inverseGaps(s), add(B, C), CHAIN));
    const odd = skew(mulRow(inverseSums(s), sub(B, C), CHAIN));
    const inner = add(rowAsDiagonal(sbar), add(even, odd));
    const inverse = reciprocal(s);
    let left = matmulRow(U, inner, CHAIN);
    if (m > n) left = add(left, mulRow(inverse, sub(Ubar, matmulRow(U, B, CHAIN)), CHAIN));
    const Abar = matmulRow(left, transposed(V), CHAIN);
    if (n <= m) return pulled(Abar, ybar, A, ordersRow(y, shapes));
    const rest = mulRow(inverse, sub(Vbar, matmulRow(V, C, CHAIN)), CHAIN);
    return pulled(add(Abar, matmulRow(U, transposed(rest), CHAIN)), ybar, A, ordersRow(y, shapes));
  },
};
/** Equal singular values as in eigh.ts. Of a value of 0 the left vector, which turns round where it passes 0, or stands free. */
export const ordersRow = /*#__PURE__*/ rowOfOrders<Shapes>(
  "svdOrders",
  [{ shapes: [[6, 2]], params: { m: 3, n: 2 } }],
  ({ data }, o, { m, n }) => {
    const k = Math.min(m, n);
    for (let at = 0; at < data.length; at += (m + 1 + n) * k) {
      const s = data.subarray(at + m * k, at + (m + 1) * k);
      const least = rounding(s);
      withEqual(s).forEach((equal, j) => {
        const none = s[j] <= least;
        const [left, right] = [equal || none, equal || (none && n > m)];
        if (left) for (let i = 0; i < m; i++) o[at + i * k + j] = 1;
        if (left) o[at + m * k + j] = 2;
        if (right) for (let i = m + 1; i <= m + n; i++) o[at + i * k + j] = 1;
      });
    }
  },
);
export const svdRow = /*#__PURE__*/ general(svdRule);

/** G without its diagonal, where a skew matrix is 0: a singular value of 0 would make it infinite. */
const inverseSums = (s: Tensor): Tensor => {
  const k = s.shape[s.shape.length - 1];
  const aside = Float64Array.from({ length: k * k }, (_, i) => (i % (k + 1) === 0 ? 0 : 1));
  return mulRow(new Plain([k, k], aside), reciprocal(add(s, transposed(s))), CHAIN);
};
function parts(y: Tensor, m: number, n: number): { U: Tensor; s: Tensor; V: Tensor } {
  return { U: rowsFrom(y, 0, m), s: rowsFrom(y, m, 1), V: rowsFrom(y, m + 1, n) };
}
/** U (..., m, k), s (..., k) and V (..., n, k). */
export function singular(fn: string, A: Tensor): { U: Tensor; s: Tensor; V: Tensor } {
  const [m, n] = matrix(fn, "A", A);
  const { U, s, V } = parts(svdRow([A], { m, n }), m, n);
  return { U, s: flatRow(s), V };
}
/** Orthonormal columns, and as many behind them as make a square matrix. */
const completed = (Q: Tensor): Tensor => {
  const [m, k] = Q.shape.slice(-2);
  return m === k ? Q : beside(Q, complementRow([Q], undefined));
};

/**
 * A = U diag(S) Vh for each matrix (..., m, n): singular values S (..., k), descending, k = min(m, n); U (..., m, m) and
 * Vh (..., n, n), or with `fullMatrices` false U (..., m, k) and Vh (..., k, n). In each row of Vh the first entry that is not
 * small is positive. Derivatives of the vectors of equal singular values are NaN, and of 0 those of the left one
 * and, where there are less rows than columns, of the right one.
 *
 * @example
 * import { svd } from "dualtensor/linalg";
 * const { U, S, Vh } = svd([[3, 0], [0, 4]]);
 * S // => tensor([4, 3])
 * matmul(U.mul(S), Vh) // => tensor([[3, 0], [0, 4]])
 */
export const svd: Face<
  [A: TensorLike, fullMatrices?: boolean | Options<{ fullMatrices: boolean }>],
  { U: Tensor; S: Tensor; Vh: Tensor }
> = /*#__PURE__*/ face("linalg.svd", "A: tensor, fullMatrices: bool = true", (A: Tensor, full: boolean) => {
  const { U, s, V } = singular("linalg.svd", A);
  return { U: full ? completed(U) : U, S: s, Vh: transposed(full ? completed(V) : V) };
});
/**
 * The singular values (..., min(m, n)) of each matrix, descending.
 *
 * @example
 * import { svdvals } from "dualtensor/linalg";
 * svdvals([[3, 0], [0, 4]]) // => tensor([4, 3])
 */
export const svdvals: Face<[A: TensorLike]> = /*#__PURE__*/ face(
  "linalg.svdvals",
  "A: tensor",
  (A: Tensor) => singular("linalg.svdvals", A).s,
);
