// One run of f with every unknown its own seed, read off in compressed columns: nothing of the size of the whole Jacobian is
// made on the way. A recording differentiates its program instead, entry by entry.
import { deriverOf } from "../core/deriver.js";
import { joined } from "../core/join.js";
import { Plain, zeros, type Tensor } from "../core/tensor.js";
import { size } from "../array/shape.js";
import { sweep } from "../forward/dual.js";
import { Entries } from "./entries.js";
import { compressed } from "./ordered.js";
import { SparseMatrix } from "./sparse-matrix.js";
import { Scattered, taken, type Budget } from "./scattered.js";

export type Many = (x: readonly Tensor[]) => readonly Tensor[];
export interface Swept {
  readonly value: readonly Tensor[];
  readonly jacobian: SparseMatrix;
}

/** Outputs are the first `outputs()` of what f returns, known once it ran; rows and columns run over all elements of each. */
export function sparseSweep(
  fn: string,
  f: Many,
  x: readonly Tensor[],
  most: number,
  outputs: () => number,
): Swept {
  const columns = x.reduce((n, v) => n + size(v.shape), 0),
    written = deriverOf(x)?.entries(fn, f, x, outputs) ?? null;
  if (written !== null) {
    const { value, ptr, seed, values } = written;
    return { value, jacobian: matrixOf(new Entries(ptr.length - 1, ptr, seed), values, columns) };
  }
  const budget: Budget = { fn, most, seeds: columns };
  let start = 0;
  const seeds = x.map(({ shape }) => {
    const n = size(shape),
      seed = new Int32Array(n);
    for (let i = 0; i < n; i++) seed[i] = start++;
    return new Scattered(
      budget,
      shape,
      new Entries(n, null, seed),
      new Plain([n], new Float64Array(n).fill(1)),
    );
  });
  const { value, block } = sweep(fn, f, x, seeds),
    n = outputs();
  return { value, jacobian: stacked(value.slice(0, n), block.slice(0, n), columns) };
}

/** The blocks of all outputs, one below the other. */
function stacked(value: readonly Tensor[], block: readonly (Tensor | null)[], columns: number): SparseMatrix {
  if (block.length === 1 && block[0] instanceof Scattered)
    return matrixOf(block[0].entries, block[0].val, columns);
  const counts = value.map((y, o) => {
      const b = block[o];
      return { n: size(y.shape), entries: b instanceof Scattered ? b.entries : null };
    }),
    rows = counts.reduce((m, { n }) => m + n, 0),
    total = counts.reduce((m, { entries }) => m + (entries?.count ?? 0), 0),
    ptr = new Int32Array(rows + 1),
    seed = new Int32Array(total);
  let i = 0,
    e = 0;
  for (const { n, entries } of counts) {
    for (let k = 0; k < n; k++)
      ptr[++i] = e + (entries === null ? 0 : entries.ptr === null ? k + 1 : entries.ptr[k + 1]);
    if (entries !== null) {
      seed.set(entries.seed, e);
      e += entries.count;
    }
  }
  const vals = block.flatMap((b) => (b instanceof Scattered ? [b.val] : []));
  return matrixOf(new Entries(rows, ptr, seed), vals.length === 0 ? zeros([0]) : joined(vals, -1), columns);
}

/** Compressed rows as compressed columns. */
function matrixOf(entries: Entries, val: Tensor, columns: number): SparseMatrix {
  const { n, seed } = entries;
  let rows = entries.rows;
  if (rows === null) {
    rows = new Int32Array(n);
    for (let i = 0; i < n; i++) rows[i] = i;
  }
  const { indices, indptr, order } = compressed(rows, seed, columns);
  return SparseMatrix.of(taken(val, order), indices, indptr, [n, columns]);
}
