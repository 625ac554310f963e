// A = U T Vᵀ with orthonormal columns in U (m x r) and V (n x r) and a regular triangle T, r being the rank that A has up to a
// tolerance: the complete orthogonal decomposition (Golub and Van Loan, Matrix Computations, 4th ed., section 5.4.7), or the
// singular value decomposition. A⁺ = V T⁻¹ Uᵀ. Memoised by buffer: value, push and pull of one lstsq decompose once.
import type { Dense } from "../array/shape.js";
import { columnsOfQ, reduce } from "./qr.js";
import { svd } from "./svd.js";
import { solveTriangle } from "./triangular.js";

export interface Factors {
  readonly m: number;
  readonly n: number;
  readonly rank: number;
  readonly U: Float64Array;
  readonly V: Float64Array;
  readonly T: Float64Array;
  readonly upper: boolean;
}
export interface Rank {
  /** What is not above this part of the largest counts as 0. */
  readonly rcond: number;
  /** Counted are singular values; else the diagonal of R, from QR with column pivoting, which is cheaper. */
  readonly singular: boolean;
}

interface Known extends Rank {
  readonly m: number;
  readonly n: number;
  readonly factors: readonly Factors[];
}
const decomposed = new WeakMap<Float64Array, Known>();
/** The factors of each m x n matrix. */
export function factors(A: Dense, { rcond, singular }: Rank): readonly Factors[] {
  const [m, n] = A.shape.slice(-2);
  const known = decomposed.get(A.data);
  if (known?.m === m && known.n === n && known.rcond === rcond && known.singular === singular)
    return known.factors;
  const batch = A.shape.slice(0, -2).reduce((s, l) => s * l, 1);
  const all = Array.from({ length: batch }, (_, l) =>
    (singular ? bySingularValues : complete)(A.data, l * m * n, m, n, rcond),
  );
  decomposed.set(A.data, { m, n, rcond, singular, factors: all });
  return all;
}

/** The first r of the diagonal entries of a k x k triangle with rows of length `step` that are above rcond times the first. */
function rankOf(d: (i: number) => number, k: number, rcond: number): number {
  const first = k > 0 ? Math.abs(d(0)) : 0;
  // Against an infinite entry all others would be nothing; so they count, and NaN flows. Not v > least: so does NaN itself.
  const least = first === Infinity ? -1 : rcond * first;
  let r = 0;
  while (r < k && !(Math.abs(d(r)) <= least)) r++;
  return r;
}
/** A P = Q R, and the first r rows of R once more, transposed: R = Tᵀ Zᵀ. */
function complete(a: Float64Array, at: number, m: number, n: number, rcond: number): Factors {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const first = reduce(a, at, m, n, order);
  const rank = rankOf((i) => first.w[i * n + i], Math.min(m, n), rcond);
  const U = columnsOfQ(first, m, n, 0, rank);
  const R = new Float64Array(n * rank);
  for (let i = 0; i < rank; i++) for (let j = i; j < n; j++) R[j * rank + i] = first.w[i * n + j];
  const second = reduce(R, 0, n, rank);
  const Z = columnsOfQ(second, n, rank, 0, rank);
  const V = new Float64Array(n * rank);
  for (let i = 0; i < n; i++) for (let j = 0; j < rank; j++) V[order[i] * rank + j] = Z[i * rank + j];
  const T = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) for (let j = 0; j <= i; j++) T[i * rank + j] = second.w[j * rank + i];
  return { m, n, rank, U, V, T, upper: false };
}
function bySingularValues(a: Float64Array, at: number, m: number, n: number, rcond: number): Factors {
  const k = Math.min(m, n);
  const o = new Float64Array((m + 1 + n) * k);
  svd(a, at, m, n, o, 0);
  const rank = rankOf((i) => o[m * k + i], k, rcond);
  const T = new Float64Array(rank * rank);
  for (let i = 0; i < rank; i++) T[i * rank + i] = o[m * k + i];
  const columns = (from: number, rows: number): Float64Array =>
    Float64Array.from({ length: rows * rank }, (_, i) => o[from + Math.floor(i / rank) * k + (i % rank)]);
  return { m, n, rank, U: columns(0, m), V: columns((m + 1) * k, n), T, upper: true };
}

/** A⁺ B (or A⁺ᵀ B) for the p columns of B at b[from..], into o[to..]. A column of zeros gives zeros, whatever A is. */
export function applyInverse(
  { m, n, rank, U, V, T, upper }: Factors,
  transposed: boolean,
  b: Float64Array,
  from: number,
  p: number,
  o: Float64Array,
  to: number,
): void {
  const [left, right, rows, results] = transposed ? [V, U, n, m] : [U, V, m, n];
  const c = new Float64Array(rank * p);
  for (let i = 0; i < rows; i++)
    for (let r = 0; r < rank; r++) {
      const f = left[i * rank + r];
      for (let j = 0; j < p; j++) c[r * p + j] += f * b[from + i * p + j];
    }
  solveTriangle(T, 0, rank, c, 0, p, { upper, transposed, unit: false });
  for (let i = 0; i < results; i++)
    for (let r = 0; r < rank; r++) {
      const f = right[i * rank + r];
      for (let j = 0; j < p; j++) o[to + i * p + j] += f * c[r * p + j];
    }
  for (let j = 0; j < p; j++) {
    let rests = true;
    for (let i = 0; i < rows && rests; i++) rests = b[from + i * p + j] === 0;
    if (rests) for (let i = 0; i < results; i++) o[to + i * p + j] = 0;
  }
}
