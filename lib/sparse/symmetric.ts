// Sparse Cholesky: P A Pᵀ = L D Lᵀ row by row (T. A. Davis, "Algorithm 849: a concise sparse Cholesky factorization package",
// 2005): the entries of a row are those that its elimination tree reaches (J. W. H. Liu 1990), so that the structure of L is known
// before its numbers, and serves every matrix of the pattern. P orders by minimum degree (degree.ts); nothing is exchanged for
// size, which a positive definite matrix does not need.
import { minimumDegree } from "./degree.js";

export interface Pattern {
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
  readonly shape: readonly [number, number];
}
/** A pivot of at most this part of the entry that it is what is left of is rounding, */
const NOTHING = 1e-13;
/** and below this part, of what the pivots before it leave of its digits, somebody who knows better is asked. */
const LITTLE = 1e-3;

/** The structure of L for a symmetric pattern, both triangles of which are given. */
export class Cholesky {
  private readonly n: number;
  private readonly order: Int32Array;
  private readonly place: Int32Array;
  private readonly parent: Int32Array;
  private readonly starts: Int32Array;
  private readonly rows: Int32Array;
  private readonly L: Float64Array;
  /** The pivots. */
  readonly D: Float64Array;
  constructor(
    private readonly pattern: Pattern,
    order: Int32Array = minimumDegree(pattern),
  ) {
    const n = pattern.shape[0],
      { indices, indptr } = pattern,
      place = new Int32Array(n),
      parent = new Int32Array(n).fill(-1),
      count = new Int32Array(n),
      met = new Int32Array(n);
    this.n = n;
    this.order = order;
    for (let k = 0; k < n; k++) place[order[k]] = k;
    for (let k = 0; k < n; k++) {
      met[k] = k;
      for (let p = indptr[order[k]]; p < indptr[order[k] + 1]; p++)
        for (let i = place[indices[p]]; i < k && met[i] !== k; i = parent[i]) {
          if (parent[i] < 0) parent[i] = k;
          count[i]++;
          met[i] = k;
        }
    }
    this.place = place;
    this.parent = parent;
    this.starts = new Int32Array(n + 1);
    for (let k = 0; k < n; k++) this.starts[k + 1] = this.starts[k] + count[k];
    this.rows = new Int32Array(this.starts[n]);
    this.L = new Float64Array(this.starts[n]);
    this.D = new Float64Array(n);
  }
  /** Entries of L below its diagonal. */
  get fill(): number {
    return this.starts[this.n];
  }

  /**
   * The factors of the matrix with these entries and `shift` added to its diagonal. The column whose pivot is not positive, where there
   * is one; -1 where the matrix is positive definite. With `pivots`, pivots that are rounding count as none, and the column of each is
   * left out of the factors and marked there; `none` may say of a small one whether it is.
   */
  factor(
    data: Float64Array,
    shift?: ArrayLike<number>,
    pivots?: Uint8Array,
    none?: (column: number) => boolean,
  ): number {
    const { n, order, place, parent, starts, rows, L, D } = this,
      { indices, indptr } = this.pattern,
      next = starts.slice(0, n),
      met = new Int32Array(n),
      row = new Float64Array(n),
      list = new Int32Array(n),
      path = new Int32Array(n);
    for (let k = 0; k < n; k++) {
      let top = n,
        d = shift === undefined ? 0 : shift[order[k]],
        whole = d;
      met[k] = k;
      for (let p = indptr[order[k]], end = indptr[order[k] + 1]; p < end; p++) {
        let i = place[indices[p]];
        if (i > k) continue;
        if (i === k) {
          d += data[p];
          whole = d;
          continue;
        }
        row[i] += data[p];
        let length = 0;
        for (; met[i] !== k; i = parent[i]) {
          path[length++] = i;
          met[i] = k;
        }
        while (length > 0) list[--top] = path[--length];
      }
      for (; top < n; top++) {
        const i = list[top],
          y = row[i];
        row[i] = 0;
        const end = next[i];
        if (pivots?.[order[i]] === 1) {
          rows[end] = k;
          L[end] = 0;
          next[i]++;
          continue;
        }
        for (let p = starts[i]; p < end; p++) row[rows[p]] -= L[p] * y;
        const l = y / D[i];
        d -= l * y;
        rows[end] = k;
        L[end] = l;
        next[i]++;
      }
      D[k] = d;
      if (pivots !== undefined) {
        const nothing =
          !(d > LITTLE * whole) && (none === undefined ? !(d > NOTHING * whole) : none(order[k]) || !(d > 0));
        pivots[order[k]] = nothing ? 1 : 0;
        if (pivots[order[k]] === 1) D[k] = Infinity;
      } else if (!(d > 0 && d < Infinity)) return order[k];
    }
    return -1;
  }

  /** Of the column where the factorisation stopped. */
  pivot(column: number): number {
    return this.D[this.place[column]];
  }
  /** x with A x = b. */
  solve(b: ArrayLike<number>): Float64Array {
    const { n, order, starts, rows, L, D } = this,
      y = this.forward(b),
      x = new Float64Array(n);
    for (let k = 0; k < n; k++) y[k] /= D[k];
    for (let k = n - 1; k >= 0; k--) {
      let s = y[k];
      for (let p = starts[k]; p < starts[k + 1]; p++) s -= L[p] * y[rows[p]];
      x[order[k]] = y[k] = s;
    }
    return x;
  }
  /** bᵀ A⁻¹ b. */
  inverseSquare(b: ArrayLike<number>): number {
    const y = this.forward(b);
    let s = 0;
    for (let k = 0; k < this.n; k++) s += (y[k] * y[k]) / this.D[k];
    return s;
  }
  /** The j-th number on the diagonal of A⁻¹: only the path from j to the root of the elimination tree is touched. */
  inverseDiagonal(j: number, y = new Float64Array(this.n)): number {
    const { parent, starts, rows, L, D, place } = this;
    let s = 0;
    y[place[j]] = 1;
    for (let k = place[j]; k >= 0; k = parent[k]) {
      const t = y[k];
      y[k] = 0;
      s += (t * t) / D[k];
      for (let p = starts[k]; p < starts[k + 1]; p++) y[rows[p]] -= L[p] * t;
    }
    return s;
  }
  private forward(b: ArrayLike<number>): Float64Array {
    const { n, order, starts, rows, L } = this,
      y = Float64Array.from(order, (j) => b[j]);
    for (let k = 0; k < n; k++) {
      const t = y[k];
      if (t !== 0) for (let p = starts[k]; p < starts[k + 1]; p++) y[rows[p]] -= L[p] * t;
    }
    return y;
  }
  /**
   * d with the leading part of A times d a multiple of the unit vector of `column`, where the factorisation stopped or left it out:
   * dᵀ A d is that pivot. In the order of the unknowns.
   */
  along(column: number): Float64Array {
    const { n, order, starts, rows, L } = this,
      last = this.place[column],
      y = new Float64Array(n),
      d = new Float64Array(n);
    // Row `last` of L times D is what the columns before it have there.
    y[last] = 1;
    for (let k = last - 1; k >= 0; k--) {
      let s = 0;
      for (let p = starts[k]; p < starts[k + 1] && rows[p] <= last; p++) s -= L[p] * y[rows[p]];
      y[k] = s;
    }
    for (let k = 0; k <= last; k++) d[order[k]] = y[k];
    return d;
  }
}
