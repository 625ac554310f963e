// The pattern of a Jacobian, and what solvers know of it: its normal equations, orders of elimination, the patterns that come of it.
// Each is found when it is asked for, once.
import { minimumDegree } from "../sparse/degree.js";
import { Gram } from "../sparse/gram.js";
import { SparseMatrix } from "../sparse/sparse-matrix.js";
import { Cholesky, type Pattern } from "../sparse/symmetric.js";

type Row = readonly (readonly [j: number, part: number])[];

/** A pattern, and what is known of it. */
export class Plan implements Pattern {
  readonly shape: readonly [number, number];
  private ownGram: Gram | null = null;
  private ownCholesky: Cholesky | null = null;
  private ownOrder: Int32Array | null = null;
  private readonly ownBlocks = new Map<number, ReturnType<Plan["blocks"]>>();
  private ownRest: Plan | null = null;
  private ownMoved: { plan: Plan; to: Int32Array } | null = null;
  constructor(
    readonly indices: Int32Array,
    readonly indptr: Int32Array,
    m: number,
  ) {
    this.shape = [m, indptr.length - 1];
  }
  get gram(): Gram {
    return (this.ownGram ??= new Gram(this));
  }
  get cholesky(): Cholesky {
    return (this.ownCholesky ??= new Cholesky(this.gram));
  }
  get order(): Int32Array {
    return (this.ownOrder ??= minimumDegree(this));
  }
  /** Without the first column. */
  get rest(): Plan {
    const { indices, indptr, shape } = this,
      first = indptr[1];
    return (this.ownRest ??= new Plan(
      indices.slice(first),
      indptr.slice(1).map((p) => p - first),
      shape[0],
    ));
  }
  get columns(): Pattern {
    const { indices, indptr, shape } = this;
    return { indices, indptr, shape };
  }
  /**
   * The pattern of 1 + A x J for a full A of `count` rows: of each entry the place in J plus nnz times the block (block column times
   * `count` plus block row), -1 for a diagonal that J has not; and where the diagonal stands.
   */
  blocks(count: number): { matrix: Plan; from: Int32Array; diagonal: Int32Array } {
    const known = this.ownBlocks.get(count);
    if (known !== undefined) return known;
    const { indices, indptr } = this,
      n = this.shape[1],
      nnz = indices.length,
      rows: number[] = [],
      from: number[] = [],
      diagonal: number[] = [],
      starts = new Int32Array(count * n + 1);
    for (let c = 0; c < count; c++)
      for (let j = 0; j < n; j++) {
        for (let r = 0; r < count; r++) {
          let met = r !== c;
          const one = (p: number): void => {
            met = true;
            diagonal.push(rows.length);
            rows.push(r * n + j);
            from.push(p);
          };
          for (let p = indptr[j]; p < indptr[j + 1]; p++) {
            const place = p + nnz * (c * count + r);
            if (!met && indices[p] > j) one(-1);
            if (!met && indices[p] === j) one(place);
            else {
              rows.push(r * n + indices[p]);
              from.push(place);
            }
          }
          if (!met) one(-1);
        }
        starts[c * n + j + 1] = rows.length;
      }
    const made = {
      matrix: new Plan(Int32Array.from(rows), starts, count * n),
      from: Int32Array.from(from),
      diagonal: Int32Array.from(diagonal),
    };
    this.ownBlocks.set(count, made);
    return made;
  }
  /** The pattern of J T, where T has these rows, and where each product goes. */
  moved(rows: readonly Row[], n: number): { plan: Plan; to: Int32Array } {
    if (this.ownMoved !== null) return this.ownMoved;
    const { indices, indptr } = this,
      [m] = this.shape,
      at: number[] = [],
      columns: number[] = [];
    rows.forEach((row, i) => {
      for (const [j] of row)
        for (let p = indptr[i]; p < indptr[i + 1]; p++) {
          at.push(indices[p]);
          columns.push(j);
        }
    });
    const { indices: own, indptr: starts } = SparseMatrix.from({
        rows: at,
        columns,
        values: new Float64Array(at.length),
        shape: [m, n],
      }),
      place = new Map<number, number>();
    for (let j = 0; j < n; j++) for (let p = starts[j]; p < starts[j + 1]; p++) place.set(j * m + own[p], p);
    return (this.ownMoved = {
      plan: new Plan(own, starts, m),
      to: Int32Array.from(at, (i, k) => place.get(columns[k] * m + i)!),
    });
  }
}
