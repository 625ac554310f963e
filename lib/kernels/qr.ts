// A = Q R by Householder's reflections, for at least as many rows as columns, with LAPACK's signs (dgeqr2: the diagonal of R
// has the sign opposite to the entry it came from, but for a column that is zero below it).

/**
 * Factor the m x n matrix (m >= n) at a[at..] into o[to..]: Q (m x n) followed by R (n x n). Returns the first column whose
 * diagonal in R is no more than `tolerance` times the largest, or -1.
 */
export function qr(
  a: Float64Array,
  at: number,
  m: number,
  n: number,
  o: Float64Array,
  to: number,
  tolerance: number,
): number {
  const reflections = reduce(a, at, m, n);
  const { w } = reflections;
  const R = to + m * n;
  for (let i = 0; i < n; i++) for (let j = i; j < n; j++) o[R + i * n + j] = w[i * n + j];
  o.set(columnsOfQ(reflections, m, n, 0, n), to);
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(w[i * n + i]));
  for (let i = 0; i < n; i++) if (Math.abs(w[i * n + i]) <= tolerance * most) return i;
  return -1;
}

/** The m - n columns (m x (m - n)) that complete the n columns of the m x n matrix at a[at..] to a basis, orthonormal. */
export const complement = (a: Float64Array, at: number, m: number, n: number): Float64Array =>
  columnsOfQ(reduce(a, at, m, n), m, n, n, m - n);

/** R on and above the diagonal of w, the reflections I - tau v vᵀ below it: v is 1 on the diagonal, which is not stored. */
export interface Reflections {
  readonly w: Float64Array;
  readonly tau: Float64Array;
}
/** With `order`, the longest of the columns left is moved to the front of them, and its number in `order` with it. */
export function reduce(a: Float64Array, at: number, m: number, n: number, order?: Int32Array): Reflections {
  const w = a.slice(at, at + m * n);
  const tau = new Float64Array(Math.min(m, n));
  for (let k = 0; k < tau.length; k++) {
    if (order !== undefined) moveLongest(w, m, n, k, order);
    const alpha = w[k * n + k];
    const below = columnNorm(w, m, n, k);
    if (below === 0) continue;
    const beta = -Math.sign(alpha || 1) * Math.hypot(alpha, below);
    tau[k] = (beta - alpha) / beta;
    for (let i = k + 1; i < m; i++) w[i * n + k] /= alpha - beta;
    w[k * n + k] = beta;
    for (let j = k + 1; j < n; j++) reflect(w, m, n, k, tau[k], w, n, j);
  }
  return { w, tau };
}
/** Columns of the m x m matrix Q, `count` from `first`: the reflections in reverse order, applied to those of the identity. */
export function columnsOfQ(
  { w, tau }: Reflections,
  m: number,
  n: number,
  first: number,
  count: number,
): Float64Array {
  const q = new Float64Array(m * count);
  for (let j = 0; j < count; j++) q[(first + j) * count + j] = 1;
  // The reflection k leaves column first + j of the identity alone while first + j < k.
  for (let k = tau.length - 1; k >= 0; k--)
    for (let j = Math.max(0, k - first); j < count; j++) reflect(w, m, n, k, tau[k], q, count, j);
  return q;
}

/** Column pivoting (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 5.4.1), the norms computed anew each time. */
function moveLongest(w: Float64Array, m: number, n: number, k: number, order: Int32Array): void {
  let [longest, most] = [k, columnNorm(w, m, n, k, k)];
  for (let j = k + 1; j < n; j++) {
    const norm = columnNorm(w, m, n, j, k);
    // Not norm > most: NaN is chosen, and flows.
    if (!(norm <= most)) [longest, most] = [j, norm];
  }
  if (longest === k) return;
  [order[k], order[longest]] = [order[longest], order[k]];
  for (let i = 0, p = k, q = longest; i < m; i++, p += n, q += n) [w[p], w[q]] = [w[q], w[p]];
}

/** The norm of column k from a row on (below the diagonal), scaled so that it neither overflows nor underflows. */
function columnNorm(w: Float64Array, m: number, n: number, k: number, from = k + 1): number {
  let most = 0;
  for (let i = from; i < m; i++) {
    const v = Math.abs(w[i * n + k]);
    if (!(v <= most)) most = v;
  }
  if (most === 0 || !(most < Infinity)) return most;
  let s = 0;
  for (let i = from; i < m; i++) {
    const v = w[i * n + k] / most;
    s += v * v;
  }
  return most * Math.sqrt(s);
}

/** Column j of c minus tau v vᵀ c, for v = (1, what stands below the diagonal in column k of w). */
function reflect(
  w: Float64Array,
  m: number,
  n: number,
  k: number,
  tau: number,
  c: Float64Array,
  width: number,
  j: number,
): void {
  if (tau === 0) return;
  let s = c[k * width + j];
  for (let i = k + 1; i < m; i++) s += w[i * n + k] * c[i * width + j];
  s *= tau;
  c[k * width + j] -= s;
  for (let i = k + 1; i < m; i++) c[i * width + j] -= w[i * n + k] * s;
}
