// Diagonals and triangles of matrices, which are the last two axes; everything before them is a batch.
import { alloc } from "../array/alloc.js";
import { size, type Dense } from "../array/shape.js";

/** Entries on the diagonal `offset` (above the main one if positive) of an m x n matrix. */
export const diagonalLength = (m: number, n: number, offset: number): number =>
  Math.max(0, offset >= 0 ? Math.min(m, n - offset) : Math.min(m + offset, n));
/** The place of its first entry. */
const first = (n: number, offset: number): number => (offset >= 0 ? offset : -offset * n);

/** [..., m, n] to [..., length of the diagonal]. */
export function diagonal(x: Dense, offset: number): Float64Array {
  const r = x.shape.length;
  const [m, n] = [x.shape[r - 2], x.shape[r - 1]];
  const length = diagonalLength(m, n, offset);
  const batch = size(x.shape.slice(0, -2));
  const o = alloc(batch * length);
  for (let l = 0, p = 0; l < batch; l++)
    for (let i = 0, q = l * m * n + first(n, offset); i < length; i++, q += n + 1) o[p++] = x.data[q];
  return o;
}

/** The transpose of diagonal: a vector on a diagonal of zeros. */
export function embed(x: Dense, offset: number, m: number, n: number): Float64Array {
  const length = x.shape[x.shape.length - 1];
  const batch = size(x.shape.slice(0, -1));
  const o = alloc(batch * m * n);
  for (let l = 0, p = 0; l < batch; l++)
    for (let i = 0, q = l * m * n + first(n, offset); i < length; i++, q += n + 1) o[q] = x.data[p++];
  return o;
}

/** The triangle on and above the diagonal (or on and below it), zeros elsewhere. */
export function triangle(x: Dense, upper: boolean, offset: number): Float64Array {
  const r = x.shape.length;
  const [m, n] = [x.shape[r - 2], x.shape[r - 1]];
  const o = alloc(x.data.length);
  for (let q = 0, i = 0; q < o.length; q += n, i = (i + 1) % m) {
    const edge = Math.min(n, Math.max(0, i + offset + (upper ? 0 : 1)));
    const from = upper ? edge : 0;
    const to = upper ? n : edge;
    for (let j = from; j < to; j++) o[q + j] = x.data[q + j];
  }
  return o;
}
