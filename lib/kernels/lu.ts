// LU with partial pivoting (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 3.4.1), memoised by buffer (views share it), so
// that value, push and pull of one `solve` factor once; and the two triangular sweeps, for A and for its transpose.
import type { Dense } from "../array/shape.js";

export interface LU {
  readonly m: number;
  readonly n: number;
  /** Per batch entry: L below the diagonal, U on and above it, row-major. */
  readonly lu: Float64Array;
  /** Row swaps in the order they were made. */
  readonly pivots: Int32Array;
  /** Per batch entry: the first pivot that is exactly 0, or -1. */
  readonly zeroPivot: Int32Array;
  /** Columns of the inverses that were asked for (see solveColumns). */
  readonly inverse: Map<number, Float64Array>;
}

const factored = new WeakMap<Float64Array, LU>();

/** The factorisation of each m x n matrix; what solves with it wants them square. */
export function factor(A: Dense): LU {
  const [m, n] = A.shape.slice(-2),
    known = factored.get(A.data);
  if (known?.n === n && known.m === m) return known;
  const k = Math.min(m, n),
    batch = k === 0 ? 0 : A.data.length / (m * n);
  const lu = A.data.slice(),
    pivots = new Int32Array(batch * k),
    zeroPivot = new Int32Array(batch);
  for (let l = 0; l < batch; l++)
    zeroPivot[l] = eliminate(lu, l * m * n, m, n, pivots.subarray(l * k, (l + 1) * k));
  const result = { m, n, lu, pivots, zeroPivot, inverse: new Map<number, Float64Array>() };
  factored.set(A.data, result);
  return result;
}

/**
 * Gauss's elimination of the m x n matrix at lu[o..], in place; without `pivots` no rows are swapped. The first pivot that is
 * exactly 0, or -1; a column that is 0 from there on down is left alone.
 */
export function eliminate(
  lu: Float64Array,
  o: number,
  m: number,
  n: number,
  pivots: Int32Array | null,
): number {
  let zeroPivot = -1;
  for (let k = 0; k < Math.min(m, n); k++) {
    let row = k,
      best = Math.abs(lu[o + k * n + k]);
    for (let i = k + 1; i < m; i++) {
      const v = Math.abs(lu[o + i * n + k]);
      // Not v > best: NaN is chosen, and flows.
      if (!(v <= best)) {
        best = v;
        row = i;
      }
    }
    if (pivots !== null) pivots[k] = row;
    if (zeroPivot < 0 && (pivots !== null ? best : lu[o + k * n + k]) === 0) zeroPivot = k;
    if (best === 0) continue;
    if (row !== k && pivots !== null)
      for (let j = 0, p = o + k * n, q = o + row * n; j < n; j++) {
        const t = lu[p + j];
        lu[p + j] = lu[q + j];
        lu[q + j] = t;
      }
    for (let i = k + 1; i < m; i++) {
      const f = (lu[o + i * n + k] /= lu[o + k * n + k]);
      if (f !== 0) for (let j = k + 1, p = o + k * n, q = o + i * n; j < n; j++) lu[q + j] -= f * lu[p + j];
    }
  }
  return zeroPivot;
}

/** Solve with entry l of the factorisation, in place, for the n x p right-hand sides at b[o..]. */
export function substitute(
  { n, lu, pivots }: LU,
  l: number,
  b: Float64Array,
  o: number,
  p: number,
  transposed: boolean,
): void {
  const a = l * n * n,
    s = l * n;
  const swap = (k: number): void => {
    const m = pivots[s + k];
    if (m !== k)
      for (let j = 0; j < p; j++) {
        const t = b[o + k * p + j];
        b[o + k * p + j] = b[o + m * p + j];
        b[o + m * p + j] = t;
      }
  };
  const reduce = (i: number, k: number, f: number): void => {
    if (f !== 0) subtractRow(b, o + i * p, o + k * p, p, f);
  };
  const scaleRow = (i: number): void => {
    const d = lu[a + i * n + i];
    for (let j = 0; j < p; j++) b[o + i * p + j] /= d;
  };
  if (!transposed) {
    for (let k = 0; k < n; k++) swap(k);
    for (let i = 0; i < n; i++) for (let k = 0; k < i; k++) reduce(i, k, lu[a + i * n + k]);
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) reduce(i, k, lu[a + i * n + k]);
      scaleRow(i);
    }
  } else {
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) reduce(i, k, lu[a + k * n + i]);
      scaleRow(i);
    }
    for (let i = n - 1; i >= 0; i--) for (let k = i + 1; k < n; k++) reduce(i, k, lu[a + k * n + i]);
    for (let k = n - 1; k >= 0; k--) swap(k);
  }
}

/** The p numbers at b[q..] minus f times those at b[r..]. A function of its own: in a closure the loop would be slow. */
function subtractRow(b: Float64Array, q: number, r: number, p: number, f: number): void {
  for (let j = 0; j < p; j++) b[q + j] -= f * b[r + j];
}

/**
 * Solve in place for `rows` blocks n x p, block l with entry which[l] of the factorisation (null: entry 0 for all). A
 * column with one nonzero entry, as seeds have them, is that entry times a column of the inverse, which is kept; zeros
 * stay. All others go side by side in strips that stay in cache, so that inner loops are long. Every column is decided
 * and computed alone: its bits do not depend on its neighbours.
 */
export function solveColumns(
  f: LU,
  which: ArrayLike<number> | null,
  b: Float64Array,
  rows: number,
  p: number,
  transposed: boolean,
): void {
  const { n } = f,
    waiting: number[] = [],
    strip = Math.max(16, Math.floor(4096 / Math.max(1, n)));
  let entry = 0;
  const flush = (): void => {
    const q = waiting.length,
      part = new Float64Array(n * q);
    for (let e = 0; e < q; e++) for (let i = 0, at = waiting[e]; i < n; i++, at += p) part[i * q + e] = b[at];
    substitute(f, entry, part, 0, q, transposed);
    for (let e = 0; e < q; e++) for (let i = 0, at = waiting[e]; i < n; i++, at += p) b[at] = part[i * q + e];
    waiting.length = 0;
  };
  for (let l = 0; l < rows; l++) {
    if (which !== null && which[l] !== entry) {
      if (waiting.length > 0) flush();
      entry = which[l];
    }
    for (let j = 0; j < p; j++) {
      const at = l * n * p + j;
      let nonzero = 0,
        row = 0;
      for (let i = 0; i < n && nonzero < 2; i++)
        if (b[at + i * p] !== 0) {
          nonzero++;
          row = i;
        }
      if (nonzero === 1) {
        const v = b[at + row * p],
          column = inverseColumn(f, entry, row, transposed);
        for (let i = 0; i < n; i++) b[at + i * p] = v * column[i];
      } else if (nonzero > 1 && waiting.push(at) === strip) flush();
    }
  }
  if (waiting.length > 0) flush();
}
function inverseColumn(f: LU, l: number, row: number, transposed: boolean): Float64Array {
  const { n } = f,
    key = (2 * l + (transposed ? 1 : 0)) * n + row;
  let column = f.inverse.get(key);
  if (column === undefined) {
    column = new Float64Array(n);
    column[row] = 1;
    substitute(f, l, column, 0, 1, transposed);
    f.inverse.set(key, column);
  }
  return column;
}

/** The inverse of entry l of the factorisation, at o[at..]; what stands there is overwritten. */
export function invert(f: LU, l: number, o: Float64Array, at: number): void {
  const { n } = f;
  o.fill(0, at, at + n * n);
  for (let i = 0; i < n; i++) o[at + i * n + i] = 1;
  substitute(f, l, o, at, n, false);
}

/** The condition number of entry l in the 1-norm (largest column sum), Infinity where it has no inverse. */
export function condition(A: Dense, l: number): number {
  const f = factor(A),
    { n } = f;
  if (f.zeroPivot[l] >= 0) return Infinity;
  const inverse = new Float64Array(n * n);
  invert(f, l, inverse, 0);
  return norm1(A.data, l * n * n, n) * norm1(inverse, 0, n);
}
function norm1(a: Float64Array, at: number, n: number): number {
  let most = 0;
  for (let j = 0; j < n; j++) {
    let s = 0;
    for (let i = 0; i < n; i++) s += Math.abs(a[at + i * n + j]);
    most = Math.max(most, s);
  }
  return most;
}
