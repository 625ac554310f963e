// A matrix that keeps only its entries, in compressed columns: those of column j are data[indptr[j]] .. data[indptr[j + 1] - 1],
// in the rows indices[...], ascending. Each matrix has a structure of its own; entries may be watched from outside.
// Long because a class has all its faces in one place.
import { parts, type Holder } from "../transform/holder.js";
import { checkCount } from "../door/arguments.js";
import { putRow, takeRow } from "../core/picks.js";
import { mul } from "../core/ring.js";
import { isTensor, lift, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { wrongArgument, wrongShape } from "../errors.js";
import { storage } from "../array/shape.js";
import { factored, type Factors } from "./factors.js";
import { Gram } from "./gram.js";
import { compressed, type Ordered } from "./ordered.js";

/** Compressed columns, or compressed rows. */
export interface Compressed {
  readonly data: Float64Array;
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
  readonly shape: readonly [rows: number, columns: number];
}
/** What mathjs's SparseMatrix is as plain data: `math.reviver` or `SparseMatrix.fromJSON` makes one of it. */
export interface MathjsSparse {
  readonly mathjs: "SparseMatrix";
  readonly values: number[];
  readonly index: number[];
  readonly ptr: number[];
  readonly size: [number, number];
  readonly datatype?: undefined;
}
/** Entries of a sparse matrix, each with its row and column. */
export interface Triplets {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}
type Numbers = ArrayLike<number>;

/**
 * A sparse matrix in compressed columns, as {@link sparseJacobian} gives it. `data`, `indices` and `indptr` are read-only by
 * contract.
 *
 * @example
 * import { SparseMatrix } from "dualtensor/sparse";
 * const A = SparseMatrix.from({ rows: [0, 1, 1], columns: [0, 0, 1], values: [2, 1, 3], shape: [2, 2] });
 * A.toDense() // => tensor([[2, 0], [1, 3]])
 * A.matvec([1, 1]) // => tensor([2, 4])
 */
export class SparseMatrix implements Holder {
  /** The entries, column by column. */
  readonly values: Tensor;
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
  readonly shape: readonly [rows: number, columns: number];
  private factors: Factors | null = null;
  constructor(
    values: TensorLike,
    indices: Numbers,
    indptr: Numbers,
    shape: readonly [rows: number, columns: number],
  ) {
    const fn = "SparseMatrix";
    if (arguments.length !== 4) checkCount(fn, arguments, "values, indices, indptr, shape");
    const [m, n] = checkShape(fn, shape);
    this.shape = [m, n];
    this.indptr = whole(fn, "indptr", indptr);
    this.indices = whole(fn, "indices", indices);
    const nnz = this.indices.length;
    if (this.indptr.length !== n + 1 || this.indptr[0] !== 0 || this.indptr[n] !== nnz)
      throw wrongArgument(fn, "indptr", `${n + 1} numbers from 0 to ${nnz}, the number of entries`, indptr);
    for (let j = 0; j < n; j++) {
      const from = this.indptr[j],
        to = this.indptr[j + 1];
      if (to < from) throw wrongArgument(fn, "indptr", "ascending", indptr);
      for (let p = from; p < to; p++)
        if (
          this.indices[p] < 0 ||
          this.indices[p] >= m ||
          (p > from && this.indices[p] <= this.indices[p - 1])
        )
          throw wrongArgument(fn, "indices", `rows from 0 to ${m - 1}, ascending in each column`, indices);
    }
    const v = lift(values, fn, "values");
    if (v.shape.length !== 1 || v.shape[0] !== nnz)
      throw wrongShape(fn, "values", `of ${nnz} entries`, v.shape);
    this.values = v;
  }

  /** Of parts that are known to be right: nothing is copied or checked. */
  static of(
    values: Tensor,
    indices: Int32Array,
    indptr: Int32Array,
    shape: readonly [number, number],
  ): SparseMatrix {
    const A = Object.create(SparseMatrix.prototype) as {
      -readonly [K in keyof SparseMatrix]: SparseMatrix[K];
    };
    A.values = values;
    A.indices = indices;
    A.indptr = indptr;
    A.shape = shape;
    (A as unknown as { factors: Factors | null }).factors = null;
    return A as SparseMatrix;
  }
  /** Other entries in the places of A, which are copied: who writes into one of two writes into neither the other nor a pattern. */
  static like({ indices, indptr, shape: [m, n] }: SparseMatrix, values: Tensor): SparseMatrix {
    return SparseMatrix.of(values, indices.slice(), indptr.slice(), [m, n]);
  }
  /** Of triplets; entries of the same place are added. */
  static from(triplets: {
    readonly rows: Numbers;
    readonly columns: Numbers;
    readonly values: Numbers;
    readonly shape: readonly [rows: number, columns: number];
  }): SparseMatrix {
    const fn = "SparseMatrix.from";
    if (typeof triplets !== "object" || triplets === null)
      throw wrongArgument(fn, "triplets", "{ rows, columns, values, shape }", triplets);
    const [m, n] = checkShape(fn, triplets.shape),
      rows = whole(fn, "rows", triplets.rows),
      columns = whole(fn, "columns", triplets.columns),
      v = lift(triplets.values as TensorLike, fn, "values").data;
    if (columns.length !== rows.length || v.length !== rows.length)
      throw wrongArgument(fn, "rows, columns, values", "of one length", triplets);
    for (let k = 0; k < rows.length; k++)
      if (rows[k] < 0 || rows[k] >= m || columns[k] < 0 || columns[k] >= n)
        throw wrongArgument(fn, "rows and columns", `inside of ${m} by ${n}`, [rows[k], columns[k]]);
    const once = compressed(rows, columns, n),
      indptr = new Int32Array(n + 1),
      indices: number[] = [],
      data: number[] = [];
    for (let j = 0; j < n; j++) {
      for (let p = once.indptr[j]; p < once.indptr[j + 1]; p++) {
        const i = once.indices[p],
          d = v[once.order[p]];
        if (indices.length > indptr[j] && indices[indices.length - 1] === i) data[data.length - 1] += d;
        else {
          indices.push(i);
          data.push(d);
        }
      }
      indptr[j + 1] = indices.length;
    }
    return SparseMatrix.of(
      new Plain([data.length], Float64Array.from(data)),
      Int32Array.from(indices),
      indptr,
      [m, n],
    );
  }

  /** The entries as numbers, column by column; throws where a transformation is watching. */
  get data(): Float64Array {
    return this.values.data;
  }
  /** How many entries there are. */
  get nnz(): number {
    return this.indices.length;
  }
  /** The transpose. */
  get T(): SparseMatrix {
    const { indices, indptr, order } = this.transposed();
    return SparseMatrix.of(entriesAt(this.values, order), indices, indptr, [this.shape[1], this.shape[0]]);
  }
  /** The same in compressed rows: `indices` are columns, `indptr` runs over rows. */
  toRows(): Compressed {
    const { indices, indptr, order } = this.transposed(),
      d = this.data;
    return { data: Float64Array.from(order, (p) => d[p]), indices, indptr, shape: [...this.shape] };
  }
  private transposed(): Ordered {
    return compressed(this.columns(), this.indices, this.shape[0]);
  }
  /** Per entry its column. */
  private columns(): Int32Array {
    const { indptr } = this,
      c = new Int32Array(this.nnz);
    for (let j = 0; j < this.shape[1]; j++) c.fill(j, indptr[j], indptr[j + 1]);
    return c;
  }

  /** The matrix with its zeros: (rows, columns). */
  toDense(): Tensor {
    const [m, n] = this.shape,
      o = storage("toDense", [m, n]),
      d = this.data,
      { indices, indptr } = this;
    for (let j = 0; j < n; j++) for (let p = indptr[j]; p < indptr[j + 1]; p++) o[indices[p] * n + j] = d[p];
    return new Plain([m, n], o);
  }
  /** Per entry its row, column and value, column by column. */
  toTriplets(): Triplets {
    return { rows: this.indices.slice(), columns: this.columns(), values: this.data.slice() };
  }
  /** Nested arrays. */
  toArray(): number[][] {
    return this.toDense().toArray<number[][]>();
  }
  /** The matrix times a vector; differentiable in both. */
  matvec(v: TensorLike): Tensor {
    const x = lift(v, "matvec", "v"),
      [m, n] = this.shape,
      { indices, indptr, values } = this;
    if (x.shape.length !== 1 || x.shape[0] !== n) throw wrongShape("matvec", "v", `of ${n} numbers`, x.shape);
    if (x.level !== 0 || values.level !== 0)
      return putRow(mul(values, takeRow(x, { axis: -1, index: Array.from(this.columns()) })), {
        axis: -1,
        index: Array.from(indices),
        n: m,
      });
    const o = new Float64Array(m),
      d = values.data,
      y = x.data;
    for (let j = 0; j < n; j++) {
      const t = y[j];
      for (let p = indptr[j], end = indptr[j + 1]; p < end; p++) o[indices[p]] += d[p] * t;
    }
    return new Plain([m], o);
  }
  /** Aᵀ A with a number, or one for each column, added to its diagonal: the normal equations of damped least squares. */
  gram(damping: TensorLike = 0): SparseMatrix {
    const n = this.shape[1],
      d = lift(damping, "gram", "damping");
    if (d.shape.length > 1 || (d.shape.length === 1 && d.shape[0] !== n))
      throw wrongShape("gram", "damping", `one number or ${n}`, d.shape);
    const G = new Gram(this),
      values = G.numbers(this.data, d.shape.length === 0 ? new Float64Array(n).fill(d.data[0]) : d.data);
    return SparseMatrix.of(new Plain([values.length], values), G.indices, G.indptr, G.shape);
  }
  /** The solution of A x = b for a square matrix: LU with partial pivoting, kept for the next b. */
  solve(b: TensorLike): Tensor {
    const x = lift(b, "solve", "b"),
      [m, n] = this.shape;
    if (m !== n)
      throw wrongShape(
        "solve",
        "a square matrix",
        "",
        this.shape,
        "For least squares solve A.gram() x = A.T b",
      );
    if (x.shape.length !== 1 || x.shape[0] !== n) throw wrongShape("solve", "b", `of ${n} numbers`, x.shape);
    this.factors ??= factored("solve", this);
    return new Plain([n], this.factors.solve(x.data));
  }

  /** Matrix Market's coordinate format: what SciPy, Julia and MATLAB read. */
  toMatrixMarket(): string {
    const [m, n] = this.shape,
      { indices, indptr, data } = this,
      lines = [`%%MatrixMarket matrix coordinate real general\n${m} ${n} ${this.nnz}\n`];
    for (let j = 0; j < n; j++)
      for (let p = indptr[j]; p < indptr[j + 1]; p++) lines.push(`${indices[p] + 1} ${j + 1} ${data[p]}\n`);
    return lines.join("");
  }
  /** As mathjs has it: `math.SparseMatrix.fromJSON(A.toMathjs())`. */
  toMathjs(): MathjsSparse {
    return {
      mathjs: "SparseMatrix",
      values: Array.from(this.data),
      index: Array.from(this.indices),
      ptr: Array.from(this.indptr),
      size: [...this.shape],
      datatype: undefined,
    };
  }
  toString(): string {
    return `SparseMatrix(${this.shape.join(" x ")}, ${this.nnz} entries)`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  [parts](): { tensors: readonly Tensor[]; made: (tensors: readonly Tensor[]) => SparseMatrix } {
    return { tensors: [this.values], made: ([own]) => SparseMatrix.like(this, own) };
  }
}
/** Recognises them, of every copy of the library. */
export const isSparse = (v: unknown): v is SparseMatrix => v instanceof SparseMatrix;

function checkShape(fn: string, shape: unknown): readonly [number, number] {
  if (
    !Array.isArray(shape) ||
    shape.length !== 2 ||
    !shape.every((l) => Number.isInteger(l) && l >= 0 && l < 2 ** 31)
  )
    throw wrongArgument(fn, "shape", "[rows, columns]", shape);
  return shape as unknown as [number, number];
}
function whole(fn: string, name: string, v: unknown): Int32Array {
  const list = isTensor(v) ? v.data : v;
  if (!Array.isArray(list) && !(ArrayBuffer.isView(list) && "length" in list))
    throw wrongArgument(fn, name, "an array of whole numbers", v);
  const given = list as ArrayLike<unknown>,
    out = new Int32Array(given.length);
  for (let i = 0; i < out.length; i++) {
    const x = given[i];
    if (typeof x === "number") out[i] = x;
    if (out[i] !== x) throw wrongArgument(fn, name, "an array of whole numbers", v);
  }
  return out;
}
const entriesAt = (v: Tensor, order: Int32Array): Tensor =>
  v.level === 0
    ? new Plain(
        [order.length],
        Float64Array.from(order, (p) => v.data[p]),
      )
    : takeRow(v, { axis: -1, index: Array.from(order) });
