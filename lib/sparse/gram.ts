// Aᵀ A of a sparse matrix: for each column the columns that share a row with it.
import { lift, Plain, type TensorLike } from "../core/tensor.js";
import { wrongShape } from "../errors.js";
import type { SparseMatrix } from "./sparse-matrix.js";

export function gram(
  A: SparseMatrix,
  damping: TensorLike,
): { values: Plain; indices: Int32Array; indptr: Int32Array } {
  const n = A.shape[1],
    d = lift(damping, "gram", "damping"),
    { indices, indptr, data } = A,
    rows = A.toRows();
  if (d.shape.length > 1 || (d.shape.length === 1 && d.shape[0] !== n))
    throw wrongShape("gram", "damping", `one number or ${n}`, d.shape);
  const sum = new Float64Array(n),
    met = new Int32Array(n).fill(-1),
    out = { rows: [] as number[], values: [] as number[] },
    starts = new Int32Array(n + 1);
  for (let j = 0; j < n; j++) {
    met[j] = j;
    sum[j] = d.data[d.shape.length === 0 ? 0 : j];
    const own = [j];
    for (let p = indptr[j]; p < indptr[j + 1]; p++)
      for (let q = rows.indptr[indices[p]]; q < rows.indptr[indices[p] + 1]; q++) {
        const k = rows.indices[q];
        if (met[k] !== j) {
          met[k] = j;
          sum[k] = 0;
          own.push(k);
        }
        sum[k] += data[p] * rows.data[q];
      }
    for (const k of own.sort((a, b) => a - b)) {
      out.rows.push(k);
      out.values.push(sum[k]);
    }
    starts[j + 1] = out.rows.length;
  }
  return {
    values: new Plain([out.values.length], Float64Array.from(out.values)),
    indices: Int32Array.from(out.rows),
    indptr: starts,
  };
}
