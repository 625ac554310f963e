// Least squares of matrices of any rank. With X = A⁺ B, r = B - A X, and the rank the same nearby (G. Golub and V. Pereyra, The
// differentiation of pseudo-inverses and nonlinear least squares problems whose variables separate, 1973, equation 4.12)
//
//   dX = A⁺ (dB - dA X + A⁺ᵀ dAᵀ r - A W) + W,  W = dAᵀ A⁺ᵀ X
//   Bbar = A⁺ᵀ Xbar,  Abar = -Bbar Xᵀ + r (A⁺ Bbar)ᵀ + (A⁺ᵀ X) (Xbar - A⁺ A Xbar)ᵀ
//
// where r is 0 at full rank of the rows, W - A⁺ A W at full rank of the columns, and A⁺ and A⁺ᵀ times a matrix are this row again, from one decomposition (kernels/lstsq.ts). At deficient rank that is the
// convention: the derivative of the shortest solution along matrices of that rank. It has no second derivative in A, because
// matrices of larger rank lie next to every one of them.
import { wrongOption } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { square } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { general, promoteAll } from "../../core/kinds.js";
import { neg, plus, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN, VALUE, type Product } from "../../kernels/arithmetic.js";
import { spread } from "../../kernels/loops.js";
import { applyInverse, factors, type Rank } from "../../kernels/lstsq.js";
import { broadcastShape, size } from "../../array/shape.js";
import { batchOf, columns, matrix, serving, transposed } from "./matrices.js";
import { decomposed } from "./qr.js";
import { singular as singularValues } from "./svd.js";
import { triangularRow } from "./triangular.js";
import { projected, pulled, pushed } from "./undefined.js";

interface Least extends Rank {
  /** Aᵀ X = B, from the same decomposition of A. */
  readonly transposed: boolean;
}
const values = { lo: -2, hi: 2 };
const tall = { ...values, fixed: [1, 2, -1, 0.5, 2, -0.3] };
const byColumns = { rcond: 1e-12, singular: false };
const bySingular = { rcond: 1e-12, singular: true };
const leastRule: Rule<Least> = {
  name: "lstsq",
  kind: "general",
  reach: () => ({ argument: 1, axes: [-2] }),
  // prettier-ignore
  trials: [
    { shapes: [[3, 2], [3, 2]],       params: { ...byColumns, transposed: false },  domain: [tall, values] },
    { shapes: [[3, 2], [2, 1]],       params: { ...byColumns, transposed: true },   domain: [tall, values] },
    { shapes: [[2, 3], [2, 1]],       params: { ...bySingular, transposed: false }, domain: [tall, values] },
    { shapes: [[1, 3, 2], [2, 3, 1]], params: { ...byColumns, transposed: false },  domain: [tall, values] },
  ],
  value: ([A, B], { transposed: flip, ...rank }) => {
    const all = factors(A, rank);
    const [rows, p] = B.shape.slice(-2);
    const lead = broadcastShape("linalg.lstsq", batchOf(A.shape), batchOf(B.shape));
    const results = A.shape[A.shape.length - (flip ? 2 : 1)];
    const b = spread(B, [...lead, rows, p]);
    const which = serving(batchOf(A.shape), lead);
    const o = new Float64Array(size(lead) * results * p);
    for (let l = 0; l < size(lead); l++)
      applyInverse(all[which ? which[l] : 0], flip, b, l * rows * p, p, o, l * results * p);
    return new Plain([...lead, results, p], o);
  },
  push: ([dA, dB], [A, B], X, params) => {
    if (dA === null) return least(A, dB!, params);
    const { transposed: flip } = params;
    const orders = ordersRow([A], params);
    const [rows, unknowns] = sides(A, flip);
    const W = projected(orders, unknowns <= rows, () => product(dA, flipped(A, X, params), CHAIN, !flip));
    const bent = projected(orders, rows <= unknowns, () => {
      const rest = sub(B, product(A, X, VALUE, flip));
      return flipped(A, product(dA, rest, CHAIN, !flip), params);
    });
    const moved = plus(product(dA, X, CHAIN, flip), W && product(A, W, CHAIN, flip));
    const shift = plus(plus(dB, bent), neg(moved!));
    return pushed(plus(W, least(A, shift!, params))!, dA, A, orders);
  },
  pull: (i, xbar, [A, B], X, params) => {
    const { transposed: flip } = params;
    const bbar = flipped(A, xbar, params);
    if (i === 1) return bbar;
    const orders = ordersRow([A], params);
    const [rows, unknowns] = sides(A, flip);
    const bent = projected(orders, rows <= unknowns, () => {
      const rest = sub(B, product(A, X, VALUE, flip));
      return matmulRow(rest, transposed(least(A, bbar, params)), CHAIN);
    });
    const turned = projected(orders, unknowns <= rows, () => {
      const outside = sub(xbar, least(A, product(A, xbar, CHAIN, flip), params));
      return matmulRow(flipped(A, X, params), transposed(outside), CHAIN);
    });
    const abar = plus(plus(bent, turned), neg(matmulRow(bbar, transposed(X), CHAIN)))!;
    return pulled(flip ? transposed(abar) : abar, xbar, A, orders);
  },
};
export const leastRow = /*#__PURE__*/ general(leastRule);
/** A⁺ B, or A⁺ᵀ B if the params say so; and the other one. */
const least = (A: Tensor, B: Tensor, params: Least): Tensor => leastRow(promoteAll([A, B]), params);
const flipped = (A: Tensor, B: Tensor, params: Least): Tensor =>
  least(A, B, { ...params, transposed: !params.transposed });
/** How many rows A, or Aᵀ, has, and how many columns. */
const sides = (A: Tensor, flip: boolean): number[] =>
  flip ? A.shape.slice(-2).reverse() : A.shape.slice(-2);
/** M X or Mᵀ X. */
const product = (M: Tensor, X: Tensor, kind: Product, flip: boolean): Tensor =>
  matmulRow(flip ? transposed(M) : M, X, kind);

const rankRule: Rule<Rank> = {
  name: "lstsqRank",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[3, 2]], params: byColumns, domain: tall }],
  value: ([A], rank) => {
    const ranks = Float64Array.from(factors(A, rank), (f) => f.rank);
    return new Plain(batchOf(A.shape), ranks, "int32");
  },
  push: () => null,
  pull: () => null,
};
export const leastRankRow = /*#__PURE__*/ general(rankRule);
/** The orders of undefined.ts, one for each matrix. */
const ordersRule: Rule<Rank> = {
  name: "lstsqOrders",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[3, 2]], params: byColumns, domain: tall }],
  value: ([A], rank) => {
    const orders = Float64Array.from(factors(A, rank), (f) => (f.rank < Math.min(f.m, f.n) ? 2 : 0));
    return new Plain([...batchOf(A.shape), 1, 1], orders);
  },
  push: () => null,
  pull: () => null,
};
export const ordersRow = /*#__PURE__*/ general(ordersRule);

/** By QR without exchanges, which wants full rank, and is the cheapest. */
function byQR(fn: string, A: Tensor, B: Tensor): Tensor {
  const [m, n] = A.shape.slice(-2);
  const wide = m < n;
  const { Q, R } = decomposed(fn, wide ? transposed(A) : A, true);
  const against = (X: Tensor, flip: boolean): Tensor =>
    triangularRow(promoteAll([R, X]), { upper: true, transposed: flip, unit: false });
  return wide ? matmulRow(Q, against(B, true), VALUE) : against(matmulRow(transposed(Q), B, VALUE), false);
}

/** LAPACK's names, as torch has them. */
export type Driver = "gelsy" | "gelsd" | "gelss" | "gels";
/** A solution of least squares, with its residuals, rank and singular values. */
export interface LeastSquares {
  /** X of least |A X - B|; of all those the one of least norm. */
  readonly solution: Tensor;
  /** For each right-hand side the sum of squares of A X - B; empty where A has no more rows than columns. */
  readonly residuals: Tensor;
  readonly rank: Tensor;
  /** With the drivers "gelsd" and "gelss"; else empty. */
  readonly singularValues: Tensor;
}
type Rcond = number | null;
/**
 * Least squares for A (..., m, n) and B (m,), (..., m, p) or one vector per matrix: of all X that make |A X - B| least the
 * shortest. A counts as of the rank that it has up to `rcond` (default: rounding, max(m, n) * 2⁻⁵²): by QR with column pivoting
 * the diagonal of R above rcond times its largest, or with the driver "gelsd" or "gelss" singular values. Where that is less than
 * min(m, n), the first derivative is the one along matrices of the same rank, and the second in A is NaN. The driver "gels" wants full rank, and throws DT_SINGULAR where columns (rows, of a
 * wide A) depend on each other.
 *
 * @example
 * import { lstsq } from "dualtensor/linalg";
 * lstsq([[1, 0], [1, 1], [1, 2]], [[1], [3], [5]]).solution // => tensor([[1], [2]])
 * lstsq([[1, 1], [1, 1]], [2, 4]).solution // => tensor([1.5000, 1.5000])
 */
export const lstsq: Face<
  [
    A: TensorLike,
    B: TensorLike,
    rcond?: Rcond | Options<{ rcond: Rcond; driver: Driver | null }>,
    options?: Options<{ driver: Driver | null }>,
  ],
  LeastSquares
> = /*#__PURE__*/ face(
  "linalg.lstsq",
  "A: tensor, B: tensor, rcond: number?, *, driver: string?",
  (A: Tensor, given: Tensor, rcond: number | undefined, driver: string | undefined) => {
    const fn = "linalg.lstsq";
    if (driver !== undefined && !["gelsy", "gelsd", "gelss", "gels"].includes(driver))
      throw wrongOption(fn, "driver", '"gelsy", "gelsd", "gelss" or "gels"', driver);
    const [m, n] = matrix(fn, "A", A);
    const { B, back } = columns(fn, A, given, m, { each: true });
    const batch = batchOf(A.shape);
    const singular = driver === "gelsd" || driver === "gelss";
    const counted = { rcond: rcond ?? Math.max(m, n) * 2 ** -52, singular };
    const full = driver === "gels";
    const X = full ? byQR(fn, A, B) : least(A, B, { ...counted, transposed: false });
    return {
      solution: back(X),
      residuals: m > n ? sumRow(square(sub(matmulRow(A, X, VALUE), B)), [-2]) : zeros([0]),
      rank: full
        ? new Plain(batch, new Float64Array(size(batch)).fill(Math.min(m, n)), "int32")
        : leastRankRow([A], counted),
      singularValues: singular ? singularValues(fn, A).s : zeros([0]),
    };
  },
);
