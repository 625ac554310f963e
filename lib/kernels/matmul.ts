// Products of matrices. Everything that is one product over the leading axes (seeds, batches) is found here and not in
// rules: [L, m, n] x [n, p] is one (L m) x n x p product, and seeds through a matrix, [m, n] x [L, n, 1], is one L x n x m
// product with the transposed matrix. Inner loops keep a 4 x 2 tile of sums in registers.
import { alloc } from "../tensor/alloc.js";
import { size, type Dense, type Shape } from "../tensor/shape.js";
import { annihilating, harmless, type Product } from "./arithmetic.js";
import { spread } from "./loops.js";
import { transpose } from "./move.js";

type A = Float64Array;

/** x [..., m, n] times y [..., n, p]; `lead` is the broadcast of the leading axes. */
export function matmul(x: Dense, y: Dense, lead: Shape, kind: Product): A {
  const sx = x.shape,
    sy = y.shape,
    m = sx[sx.length - 2],
    n = sx[sx.length - 1],
    p = sy[sy.length - 1],
    rows = size(lead),
    o = alloc(rows * m * p);
  if (o.length === 0 || n === 0) return o;
  const plain = harmless(x, y, kind);
  if (plain && y.data.length === n * p) {
    product(x.data, 0, y.data, 0, o, 0, x.data.length / n, n, p);
    return o;
  }
  if (plain && x.data.length === m * n && p === 1) {
    productNT(y.data, 0, x.data, 0, o, 0, rows, n, m);
    return o;
  }
  const a = spread(x, [...lead, m, n]),
    b = spread(y, [...lead, n, p]);
  for (let l = 0; l < rows; l++) {
    if (plain) product(a, l * m * n, b, l * n * p, o, l * m * p, m, n, p);
    else careful(a, l * m * n, b, l * n * p, o, l * m * p, m, n, p);
  }
  return o;
}

/** c[m, p] = a[m, n] b[n, p] from these places on; false where it was not done. */
type Faster = (a: A, oa: number, b: A, ob: number, c: A, oc: number, m: number, n: number, p: number) => boolean; // prettier-ignore
let faster: Faster | null = null;
/** Another way to the same bits, for products that are large enough: compiled programs bring one. */
export const useProduct = (f: Faster | null): void => {
  faster = f;
};
/** What copying in and out has to be worth. */
const LARGE = 32 ** 3;

/** c[m, p] = a[m, n] b[n, p]. */
function product(
  a: A,
  oa: number,
  b: A,
  ob: number,
  c: A,
  oc: number,
  m: number,
  n: number,
  p: number,
): void {
  if (faster !== null && m >= 4 && p >= 4 && m * n * p >= LARGE && faster(a, oa, b, ob, c, oc, m, n, p))
    return;
  if (p === 1) {
    productNT(a, oa, b, ob, c, oc, m, n, 1);
    return;
  }
  if (m >= 4 && n >= 8 && p >= 4) {
    // The transpose costs n p, the product m n p: rows against rows run along memory.
    const t = alloc(n * p);
    transpose(b, ob, n, p, t, 0, n);
    productNT(a, oa, t, 0, c, oc, m, n, p);
    return;
  }
  for (let i = 0; i < m; i++) {
    const r = oc + i * p;
    for (let k = 0; k < n; k++) {
      const v = a[oa + i * n + k],
        q = ob + k * p;
      for (let j = 0; j < p; j++) c[r + j] += v * b[q + j];
    }
  }
}

/** c[m, p] = a[m, n] b[p, n]ᵀ: dot products of rows, a tile of 4 x 2 sums at a time. Sums run over n in order. */
function productNT(
  a: A,
  oa: number,
  b: A,
  ob: number,
  c: A,
  oc: number,
  m: number,
  n: number,
  p: number,
): void {
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const a0 = oa + i * n,
      a1 = a0 + n,
      a2 = a1 + n,
      a3 = a2 + n,
      o = oc + i * p;
    let j = 0;
    for (; j + 2 <= p; j += 2) {
      const b0 = ob + j * n,
        b1 = b0 + n;
      let s00 = 0,
        s01 = 0,
        s10 = 0,
        s11 = 0,
        s20 = 0,
        s21 = 0,
        s30 = 0,
        s31 = 0;
      for (let k = 0; k < n; k++) {
        const u = b[b0 + k],
          v = b[b1 + k],
          w0 = a[a0 + k],
          w1 = a[a1 + k],
          w2 = a[a2 + k],
          w3 = a[a3 + k];
        s00 += w0 * u;
        s01 += w0 * v;
        s10 += w1 * u;
        s11 += w1 * v;
        s20 += w2 * u;
        s21 += w2 * v;
        s30 += w3 * u;
        s31 += w3 * v;
      }
      const q = o + j;
      c[q] = s00;
      c[q + 1] = s01;
      c[q + p] = s10;
      c[q + p + 1] = s11;
      c[q + 2 * p] = s20;
      c[q + 2 * p + 1] = s21;
      c[q + 3 * p] = s30;
      c[q + 3 * p + 1] = s31;
    }
    for (; j < p; j++) {
      const b0 = ob + j * n;
      let s0 = 0,
        s1 = 0,
        s2 = 0,
        s3 = 0;
      for (let k = 0; k < n; k++) {
        const u = b[b0 + k];
        s0 += a[a0 + k] * u;
        s1 += a[a1 + k] * u;
        s2 += a[a2 + k] * u;
        s3 += a[a3 + k] * u;
      }
      c[o + j] = s0;
      c[o + j + p] = s1;
      c[o + j + 2 * p] = s2;
      c[o + j + 3 * p] = s3;
    }
  }
  for (; i < m; i++) {
    for (let j = 0; j < p; j++) {
      let s = 0;
      for (let k = 0, q = oa + i * n, r = ob + j * n; k < n; k++) s += a[q + k] * b[r + k];
      c[oc + i * p + j] = s;
    }
  }
}

/** The product in which zeros annihilate: only where an entry is not finite. */
function careful(
  a: A,
  oa: number,
  b: A,
  ob: number,
  c: A,
  oc: number,
  m: number,
  n: number,
  p: number,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < p; j++) {
      let s = 0;
      for (let k = 0; k < n; k++) {
        s += annihilating(a[oa + i * n + k], b[ob + k * p + j]);
      }
      c[oc + i * p + j] = s;
    }
  }
}

/** A layered block (forward/layered.ts): the element i of each layer belongs to the seed col[i]. */
interface SeedLayer {
  readonly col: A;
  readonly val: A;
}
/**
 * [k, m, p] = x [m, n] times y [n, p], of which one (`first`: x) is a layered block and f the other. Every element meets one
 * line of f, so the cost is m n p and not k m n p; the sums of a seed run over n in order, as in the dense product, so that
 * both agree to the bit.
 */
export function layersProduct(
  layers: readonly SeedLayer[],
  k: number,
  m: number,
  n: number,
  p: number,
  f: A,
  first: boolean,
): A {
  const o = alloc(k * m * p),
    // Rows of x meet rows of y, or columns of y columns of x.
    [lines, width, line, next, row, step, from, by] = first
      ? [m, p, n, 1, p, 1, p, 1]
      : [p, m, 1, p, 1, p, 1, n];
  for (let r = 0; r < lines; r++)
    for (let t = 0; t < n; t++)
      for (const { col, val } of layers) {
        const at = r * line + t * next,
          v = val[at],
          q = col[at] * m * p + r * row;
        if (v !== 0)
          for (let e = 0, i = q, j = t * from; e < width; e++, i += step, j += by) o[i] += v * f[j];
      }
  return o;
}
