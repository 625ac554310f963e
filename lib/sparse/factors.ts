// Sparse LU: P A Q = L U column by column (Gilbert and Peierls 1988): each column of L and U is the solution of a triangular
// system of which only the reachable entries are touched, so time is that of the arithmetic. Where column j of L has the pivot row of
// a later column that it went into, what it reaches beyond that row is reached through it, too: the search leaves it out (symmetric
// pruning, Eisenstat and Liu 1993). Q orders by minimum degree on the
// pattern of A + Aᵀ (degree.ts), P is partial pivoting that keeps the diagonal where it is within a tenth of the largest.
import { singular } from "../errors.js";
import { minimumDegree } from "./degree.js";

export interface Columns {
  readonly data: Float64Array;
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
  readonly shape: readonly [number, number];
}
export interface Factors {
  /** Entries of L and U together. */
  readonly fill: number;
  /** x with A x = b, or Aᵀ x = b. */
  solve(b: Float64Array, transposed?: boolean): Float64Array;
}
/** Entries that grow. */
class Growing {
  rows = new Int32Array(1024);
  data = new Float64Array(1024);
  length = 0;
  push(row: number, value: number): void {
    if (this.length === this.rows.length) {
      const rows = new Int32Array(2 * this.length),
        data = new Float64Array(2 * this.length);
      rows.set(this.rows);
      data.set(this.data);
      this.rows = rows;
      this.data = data;
    }
    this.rows[this.length] = row;
    this.data[this.length++] = value;
  }
}
/** The diagonal is the pivot where it is at least this part of the largest candidate: fill stays what the order promised. */
const KEEP = 0.1;

export function factored(fn: string, A: Columns, order: Int32Array = minimumDegree(A)): Factors {
  const n = A.shape[0],
    { data, indices, indptr } = A,
    L = new Growing(),
    U = new Growing(),
    lp = new Int32Array(n + 1),
    up = new Int32Array(n + 1),
    diagonal = new Float64Array(n),
    /** Per row of A the step that it is the pivot of, or -1. */
    pivot = new Int32Array(n).fill(-1),
    x = new Float64Array(n),
    mark = new Int32Array(n).fill(-1),
    /** How far the search looks into column j of L: rows that are pivots come first there once it was pruned. */
    seen = new Int32Array(n).fill(-1),
    reach = new Int32Array(n),
    stack = new Int32Array(n),
    at = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    const column = order[k];
    // Rows that the column reaches through L, in topological order: reach[top ..].
    let top = n;
    const { rows, data: below } = L;
    for (let p = indptr[column]; p < indptr[column + 1]; p++) {
      if (mark[indices[p]] === k) continue;
      let head = 0;
      stack[0] = indices[p];
      while (head >= 0) {
        const i = stack[head],
          j = pivot[i];
        if (mark[i] !== k) {
          mark[i] = k;
          at[head] = j < 0 ? 0 : lp[j];
        }
        const end = j < 0 ? 0 : seen[j];
        let q = at[head];
        while (q < end && mark[rows[q]] === k) q++;
        if (q < end) {
          at[head] = q + 1;
          stack[++head] = rows[q];
        } else {
          reach[--top] = i;
          head--;
        }
      }
    }
    for (let p = top; p < n; p++) x[reach[p]] = 0;
    for (let p = indptr[column]; p < indptr[column + 1]; p++) x[indices[p]] = data[p];
    let best = -1,
      largest = 0;
    for (let p = top; p < n; p++) {
      const i = reach[p],
        j = pivot[i];
      if (j < 0) {
        const a = Math.abs(x[i]);
        if (a > largest || best < 0) {
          largest = a;
          best = i;
        }
        continue;
      }
      const t = x[i];
      U.push(j, t);
      if (t !== 0) for (let q = lp[j], end = lp[j + 1]; q < end; q++) x[rows[q]] -= below[q] * t;
    }
    up[k + 1] = U.length;
    if (best < 0 || largest === 0 || !Number.isFinite(largest))
      throw singular(fn, 0, k, Infinity, "Its pattern or its entries leave no pivot");
    if (pivot[column] < 0 && mark[column] === k && Math.abs(x[column]) >= KEEP * largest) best = column;
    pivot[best] = k;
    diagonal[k] = x[best];
    for (let p = top; p < n; p++) {
      const i = reach[p];
      if (pivot[i] < 0) L.push(i, x[i] / diagonal[k]);
    }
    lp[k + 1] = seen[k] = L.length;
    for (let p = up[k]; p < U.length; p++) if (seen[U.rows[p]] === lp[U.rows[p] + 1]) prune(U.rows[p], best);
  }
  /** Pivot rows first in column j, if it has this one. */
  function prune(j: number, row: number): void {
    const { rows, data: below } = L;
    let p = lp[j],
      end = lp[j + 1];
    while (p < end && rows[p] !== row) p++;
    if (p === end) return;
    for (p = lp[j]; p < end;) {
      if (pivot[rows[p]] >= 0) {
        p++;
        continue;
      }
      const [i, v] = [rows[--end], below[end]];
      rows[end] = rows[p];
      below[end] = below[p];
      rows[p] = i;
      below[p] = v;
    }
    seen[j] = end;
  }
  const lr = L.rows.slice(0, L.length);
  for (let q = 0; q < lr.length; q++) lr[q] = pivot[lr[q]];
  const { data: ld } = L,
    { rows: ur, data: ud } = U;
  return {
    fill: L.length + U.length + n,
    solve(b, transposed = false) {
      const y = new Float64Array(n),
        out = new Float64Array(n);
      if (transposed) {
        // Qᵀ Uᵀ, then Lᵀ P: each column is a row.
        for (let k = 0; k < n; k++) {
          let s = b[order[k]];
          for (let q = up[k]; q < up[k + 1]; q++) s -= ud[q] * y[ur[q]];
          y[k] = s / diagonal[k];
        }
        for (let k = n - 1; k >= 0; k--) for (let q = lp[k]; q < lp[k + 1]; q++) y[k] -= ld[q] * y[lr[q]];
        for (let i = 0; i < n; i++) out[i] = y[pivot[i]];
        return out;
      }
      for (let i = 0; i < n; i++) y[pivot[i]] = b[i];
      for (let k = 0; k < n; k++) {
        const t = y[k];
        if (t !== 0) for (let q = lp[k]; q < lp[k + 1]; q++) y[lr[q]] -= ld[q] * t;
      }
      for (let k = n - 1; k >= 0; k--) {
        const t = (y[k] /= diagonal[k]);
        if (t !== 0) for (let q = up[k]; q < up[k + 1]; q++) y[ur[q]] -= ud[q] * t;
        out[order[k]] = t;
      }
      return out;
    },
  };
}
