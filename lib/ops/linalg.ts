// Linear algebra by matrix rules, never by differentiated loops. The last two axes are the matrix, all others a batch.
import { singular, wrongShape } from "../errors.js";
import { matmulRow, transposeLast } from "../core/algebra.js";
import { general, promoteAll } from "../core/kinds.js";
import { neg, plus, reshapeTail } from "../core/ring.js";
import type { Rule } from "../core/rule.js";
import { face, type Face } from "../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { FIRST, SECOND } from "../kernels/arithmetic.js";
import { factor, substitute, substituteWide } from "../kernels/lu.js";
import { spread } from "../kernels/loops.js";
import { broadcastShape, size } from "../tensor/shape.js";

export { matmul } from "../core/algebra.js";

/** The axes must be n x n. */
export function squareMatrix(fn: string, name: string, x: Tensor): number {
  const s = x.shape, r = s.length;
  if (r < 2 || s[r - 1] !== s[r - 2]) throw wrongShape(fn, name, "(..., n, n), a square matrix or a batch of them", s);
  return s[r - 1];
}

// A X = B:  A dX = dB - dA X;  Bbar = A⁻ᵀ Xbar, Abar = -Bbar Xᵀ (Giles 2008, "Collected matrix derivative results", 2.3.1).
// With `transposed` Aᵀ X = B, from the same factorisation of A.
interface SolveParams { readonly transposed: boolean }
const dominant = { lo: -1, hi: 1, fixed: [3, 1, -1, 0.5, 4, 1, 1, -0.7, 5] };
const solveRule: Rule<SolveParams> = {
  name: "solve", kind: "general",
  trials: [
    { shapes: [[3, 3], [3, 2]], params: { transposed: false }, domain: [dominant, { lo: -2, hi: 2 }] },
    { shapes: [[3, 3], [2, 3, 1]], params: { transposed: true }, domain: [dominant, { lo: -2, hi: 2 }] },
  ],
  value: ([A, B], { transposed }) => {
    const f = factor(A), { n } = f, p = B.shape[B.shape.length - 1], batch = A.shape.slice(0, -2), lead = broadcastShape("solve", batch, B.shape.slice(0, -2)), shape = [...lead, n, p];
    f.zeroPivot.forEach((pivot, l) => { if (pivot >= 0) throw singular("solve", l, pivot, Infinity, "For a least-squares answer use linalg.lstsq, for NaN instead of an error linalg.solveEx"); });
    const b = Float64Array.from(spread(B, shape)), rows = size(lead), one = size(batch) === 1;
    const which = one ? null : spread({ shape: batch, data: Float64Array.from({ length: size(batch) }, (_, i) => i) }, lead);
    if (which === null && rows > 1) substituteWide(f, b, rows, p, transposed);
    else for (let l = 0; l < rows; l++) substitute(f, which ? which[l] : 0, b, l * n * p, p, transposed);
    return new Plain(shape, b);
  },
  push: ([dA, dB], [A], X, params) => solveRow(promoteAll([A, plus(dB, dA && neg(matmulRow(params.transposed ? transposeLast(dA) : dA, X, FIRST)))!]), params),
  pull: (i, xbar, [A], X, { transposed }) => {
    const bbar = solveRow(promoteAll([A, xbar]), { transposed: !transposed });
    if (i === 1) return bbar;
    return neg(transposed ? matmulRow(X, transposeLast(bbar), SECOND) : matmulRow(bbar, transposeLast(X), FIRST));
  },
};
export const solveRow = /*#__PURE__*/ general(solveRule);
/** X with A X = B for A (..., n, n) and B (n,) or (..., n, p). Throws DT_SINGULAR where a pivot is exactly 0. */
export const solve: Face<[A: TensorLike, B: TensorLike]> = /*#__PURE__*/ face("solve", "A: tensor, B: tensor", (A: Tensor, B: Tensor) => {
  const n = squareMatrix("solve", "A", A), s = B.shape, vector = s.length === 1;
  if (s.length === 0 || s[Math.max(0, s.length - 2)] !== n) throw wrongShape("solve", "B", `(${n},) or (..., ${n}, p) for a matrix of ${n} rows`, s);
  const X = solveRow(promoteAll([A, vector ? reshapeTail(B, { from: 1, shape: [n, 1] }) : B]), { transposed: false });
  return vector ? reshapeTail(X, { from: 2, shape: [n] }) : X;
});
