// Aᵀ A of a sparse matrix: for each column the columns that share a row with it. The structure is found once and serves every
// matrix of the pattern.
import type { Pattern } from "./symmetric.js";
import { compressed } from "./ordered.js";

export class Gram implements Pattern {
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
  readonly shape: readonly [number, number];
  /** A in compressed rows: the columns of each, and where their entries stand. */
  private readonly rows: {
    readonly indices: Int32Array;
    readonly indptr: Int32Array;
    readonly order: Int32Array;
  };
  constructor(private readonly A: Pattern) {
    const { indices, indptr } = A,
      [m, n] = A.shape,
      columns = new Int32Array(indices.length);
    for (let j = 0; j < n; j++) columns.fill(j, indptr[j], indptr[j + 1]);
    this.rows = compressed(columns, indices, m);
    const met = new Int32Array(n).fill(-1),
      starts = new Int32Array(n + 1),
      out: number[] = [];
    for (let j = 0; j < n; j++) {
      met[j] = j;
      const own = [j];
      for (let p = indptr[j]; p < indptr[j + 1]; p++)
        for (let q = this.rows.indptr[indices[p]]; q < this.rows.indptr[indices[p] + 1]; q++) {
          const k = this.rows.indices[q];
          if (met[k] === j) continue;
          met[k] = j;
          own.push(k);
        }
      for (const k of own.sort((a, b) => a - b)) out.push(k);
      starts[j + 1] = out.length;
    }
    this.indices = Int32Array.from(out);
    this.indptr = starts;
    this.shape = [n, n];
  }
  /** The entries for those of A, with a number for each column added to the diagonal. */
  numbers(data: Float64Array, diagonal?: ArrayLike<number>): Float64Array {
    const { indices, indptr } = this.A,
      { rows } = this,
      n = this.shape[0],
      sum = new Float64Array(n),
      out = new Float64Array(this.indices.length);
    for (let j = 0; j < n; j++) {
      for (let p = this.indptr[j]; p < this.indptr[j + 1]; p++) sum[this.indices[p]] = 0;
      if (diagonal !== undefined) sum[j] = diagonal[j];
      for (let p = indptr[j]; p < indptr[j + 1]; p++) {
        const d = data[p];
        for (let q = rows.indptr[indices[p]], end = rows.indptr[indices[p] + 1]; q < end; q++)
          sum[rows.indices[q]] += d * data[rows.order[q]];
      }
      for (let p = this.indptr[j]; p < this.indptr[j + 1]; p++) out[p] = sum[this.indices[p]];
    }
    return out;
  }
}
