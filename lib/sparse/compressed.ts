// Derivatives by products with a pattern that is known: as many seeds as colours, and one random direction that tells whether
// the pattern has all entries that are not zero.
import { Plain, type Tensor } from "../core/tensor.js";
import { missedEntry, unwatchedOnly, wrongOption } from "../errors.js";
import { size } from "../array/shape.js";
import { sweep } from "../forward/dual.js";
import { colorColumns, starColoring } from "./coloring.js";
import { isSparse, SparseMatrix } from "./sparse-matrix.js";
import type { Many, Swept } from "./sweeps.js";

/** Numbers in (1/2, 1) or (-1, -1/2) without a pattern of their own: Weyl's sequence of the golden section. */
export function probe(n: number): Float64Array {
  const v = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const u = (i + 1) * 0.6180339887498949,
      f = u - Math.floor(u);
    v[i] = f < 0.5 ? 0.5 + f : -f;
  }
  return v;
}
/** Sums of so many rounded terms differ by far less, relative to their sizes; a missing entry of this part would hide. */
const NOISE = 1e-9;

/** And this part of the largest number of f(x): what cancels to nothing leaves so much. */
const FLOOR = 1e-13;
export const largest = (value: readonly Tensor[]): number => {
  let most = 0;
  for (const y of value)
    if (y.level === 0) for (const v of y.data) if (Number.isFinite(v)) most = Math.max(most, Math.abs(v));
  return most;
};

/** Throws where J r has more than the entries of the matrix account for. */
export function checkProbe(
  fn: string,
  { indices, indptr, data, shape }: SparseMatrix,
  r: Float64Array,
  Jr: Float64Array,
  magnitude: number,
): void {
  const [m, n] = shape,
    sum = new Float64Array(m),
    scale = new Float64Array(m);
  for (let j = 0; j < n; j++)
    for (let p = indptr[j]; p < indptr[j + 1]; p++) {
      const t = data[p] * r[j];
      sum[indices[p]] += t;
      scale[indices[p]] += Math.abs(t);
    }
  for (let i = 0; i < m; i++) {
    const d = Math.abs(Jr[i] - sum[i]);
    if (d > NOISE * scale[i] + FLOOR * magnitude) throw missedEntry(fn, i, -1, Jr[i] - sum[i]);
  }
}

/** `symmetric`: a Hessian, whose columns are told apart by a star colouring. */
export function byPattern(
  fn: string,
  f: Many,
  x: readonly Tensor[],
  pattern: SparseMatrix,
  outputs: () => number,
  symmetric: boolean,
): Swept {
  const n = x.reduce((k, v) => k + size(v.shape), 0);
  if (!isSparse(pattern)) throw wrongOption(fn, "pattern", "a SparseMatrix", pattern);
  if (pattern.shape[1] !== n || (symmetric && pattern.shape[0] !== n))
    throw wrongOption(fn, "pattern", `of ${n} columns, one for each unknown`, [...pattern.shape]);
  if (x.some((v) => v.level !== 0)) throw unwatchedOnly(fn, "pattern");
  const { colors, count } = symmetric ? starColoring(pattern) : colorColumns(pattern),
    random = probe(n);
  let start = 0;
  const seeds = x.map(({ shape }) => {
    const k = size(shape),
      d = new Float64Array((count + 1) * k);
    for (let i = 0; i < k; i++) {
      d[colors[start + i] * k + i] = 1;
      d[count * k + i] = random[start + i];
    }
    start += k;
    return new Plain([count + 1, ...shape], d);
  });
  const { value, block } = sweep(fn, f, x, seeds),
    rows = value.slice(0, outputs()).reduce((m, y) => m + size(y.shape), 0);
  if (pattern.shape[0] !== rows)
    throw wrongOption(fn, "pattern", `of ${rows} rows, one for each element of f(x)`, [...pattern.shape]);
  // products[c * rows + i] = (J seed c)[i]
  const products = new Float64Array((count + 1) * rows);
  let at = 0;
  value.slice(0, outputs()).forEach((y, o) => {
    const k = size(y.shape),
      b = block[o];
    if (b !== null)
      for (let c = 0; c <= count; c++) products.set(b.data.subarray(c * k, (c + 1) * k), c * rows + at);
    at += k;
  });
  const data = symmetric
      ? decompressedStar(pattern, colors, products, n)
      : decompressed(pattern, colors, products),
    jacobian = SparseMatrix.like(pattern, new Plain([data.length], data));
  checkProbe(fn, jacobian, random, products.subarray(count * rows), largest(value));
  return { value, jacobian };
}
function decompressed(
  { indices, indptr, shape: [m, n] }: SparseMatrix,
  colors: Int32Array,
  products: Float64Array,
): Float64Array {
  const data = new Float64Array(indices.length);
  for (let j = 0; j < n; j++)
    for (let p = indptr[j]; p < indptr[j + 1]; p++) data[p] = products[colors[j] * m + indices[p]];
  return data;
}
/** H[i, j] stands alone in (H seed of j's colour)[i] unless row i has another column of that colour: then in j's row of i's. */
function decompressedStar(
  { indices, indptr }: SparseMatrix,
  colors: Int32Array,
  products: Float64Array,
  n: number,
): Float64Array {
  const data = new Float64Array(indices.length),
    times = new Int32Array(n + 1);
  // The pattern is symmetric: column i lists the columns of row i.
  for (let i = 0; i < n; i++) {
    for (let p = indptr[i]; p < indptr[i + 1]; p++) times[colors[indices[p]]]++;
    for (let p = indptr[i]; p < indptr[i + 1]; p++) {
      const j = indices[p];
      // As H[j, i] = H[i, j], in column i.
      data[p] = times[colors[j]] === 1 ? products[colors[j] * n + i] : products[colors[i] * n + j];
    }
    for (let p = indptr[i]; p < indptr[i + 1]; p++) times[colors[indices[p]]] = 0;
  }
  return data;
}
