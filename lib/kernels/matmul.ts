// Products of matrices. Everything that is one product over the leading axes (seeds, batches) is found here and not in
// rules: [L, m, n] x [n, p] is one (L m) x n x p product, and seeds through a matrix, [m, n] x [L, n, 1], is one L x n x m
// product with the transposed matrix. Inner loops keep a 4 x 2 tile of sums in registers. Whatever the way, the terms of a sum
// are added in the order of sum.ts.
// Long because each loop that is hot is written out.
import { alloc } from "../array/alloc.js";
import { size, type Dense, type Shape } from "../array/shape.js";
import { allFinite, annihilating, harmless, VALUE, type Product } from "./arithmetic.js";
import { spread } from "./loops.js";
import { transpose } from "./move.js";
import type { SeedLayer } from "./reduce.js";
import { BLOCK, closed, lost } from "./sum.js";

type A = Float64Array;

/** x [..., m, n] times y [..., n, p]; `lead` is the broadcast of the leading axes. `o`: zeros, the result. */
export function matmul(x: Dense, y: Dense, lead: Shape, kind: Product, o?: A): A {
  const sx = x.shape,
    sy = y.shape,
    m = sx[sx.length - 2],
    n = sx[sx.length - 1],
    p = sy[sy.length - 1],
    rows = size(lead);
  o ??= alloc(rows * m * p);
  if (o.length === 0 || n === 0) return o;
  // A zero meets Infinity or NaN only where an entry of the plain product is not finite.
  if (y.data.length === n * p) product(x.data, 0, y.data, 0, o, 0, x.data.length / n, n, p);
  else if (x.data.length === m * n && p === 1) product(y.data, 0, x.data, 0, o, 0, rows, n, m, true);
  else products(product, x, y, lead, o);
  if (kind === VALUE || allFinite(o) || harmless(x, y, kind)) return o;
  products(careful, x, y, lead, o);
  return o;
}
type Of = (a: A, oa: number, b: A, ob: number, c: A, oc: number, m: number, n: number, p: number) => void;
/** One product for each place of the leading axes. */
function products(of: Of, x: Dense, y: Dense, lead: Shape, o: A): void {
  const [m, n] = x.shape.slice(-2),
    p = y.shape[y.shape.length - 1],
    a = spread(x, [...lead, m, n]),
    b = spread(y, [...lead, n, p]);
  for (let l = 0, rows = size(lead); l < rows; l++) of(a, l * m * n, b, l * n * p, o, l * m * p, m, n, p);
}

/** c[m, p] = a[m, n] b[n, p] from these places on, of b[p, n] where `turned`; false where it was not done. */
type Faster = (a: A, oa: number, b: A, ob: number, c: A, oc: number, m: number, n: number, p: number, turned: boolean) => boolean; // prettier-ignore
let faster: Faster | null = null;
/** Another way to the same bits, for products that are large enough: compiled programs bring one. */
export const useProduct = (f: Faster | null): void => {
  faster = f;
};
/** What copying in and out has to be worth. */
const LARGE = 32 ** 3;
const isLarge = (m: number, n: number, p: number): boolean =>
  faster !== null && m >= 4 && p >= 4 && m * n * p >= LARGE;

/** c[m, p] = a[m, n] b[n, p], of b[p, n] where `turned`. */
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
  turned = false,
): void {
  if (isLarge(m, n, p) && faster!(a, oa, b, ob, c, oc, m, n, p, turned)) return;
  if (turned || p === 1) {
    productNT(a, oa, b, ob, c, oc, m, n, p);
    return;
  }
  // The transpose costs n p, the product m n p: rows against rows run along memory.
  if (m >= 4 && (n > BLOCK || (n >= 8 && p >= 4))) {
    const t = alloc(n * p);
    transpose(b, ob, n, p, t, 0, n);
    productNT(a, oa, t, 0, c, oc, m, n, p);
    return;
  }
  if (n > BLOCK && p < 8) {
    for (let i = 0; i < m; i++)
      for (let j = 0; j < p; j++) c[oc + i * p + j] = dot(a, oa + i * n, b, ob + j, p, n);
    return;
  }
  const later = n > BLOCK ? new Float64Array(p) : c,
    rest = n > BLOCK ? new Float64Array(p) : c;
  for (let i = 0; i < m; i++)
    for (let from = 0; from < n; from += BLOCK) {
      const stop = Math.min(from + BLOCK, n),
        o = oc + i * p,
        to = from === 0 ? c : later.fill(0),
        r = from === 0 ? o : 0;
      for (let k = from; k < stop; k++) {
        const v = a[oa + i * n + k],
          q = ob + k * p;
        for (let j = 0; j < p; j++) to[r + j] += v * b[q + j];
      }
      if (from > 0) addBlocks(c, o, later, rest, p, stop === n);
    }
}

/** The sums of w blocks added to o, what that rounds off to rest, which joins at the `end`. */
function addBlocks(o: A, q: number, blocks: A, rest: A, w: number, end: boolean): void {
  for (let e = 0; e < w; e++) {
    const h = o[q + e],
      t = h + blocks[e],
      l = rest[e] + lost(h, blocks[e], t);
    o[q + e] = end ? closed(t, l) : t;
    rest[e] = end ? 0 : l;
  }
}

// prettier-ignore
/** c[m, p] = a[m, n] b[p, n]ᵀ: dot products of rows, a tile of 4 x 2 sums at a time; s of a block, h of all, l what is lost. */
function productNT(a: A, oa: number, b: A, ob: number, c: A, oc: number, m: number, n: number, p: number): void {
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    const a0 = oa + i * n, a1 = a0 + n, a2 = a1 + n, a3 = a2 + n;
    for (let j = 0; j < p; j += 2) {
      const b0 = ob + j * n, b1 = b0 + n, q = oc + i * p + j, two = j + 1 < p;
      let h00 = 0, h01 = 0, h10 = 0, h11 = 0, h20 = 0, h21 = 0, h30 = 0, h31 = 0;
      let l00 = 0, l01 = 0, l10 = 0, l11 = 0, l20 = 0, l21 = 0, l30 = 0, l31 = 0;
      for (let k = 0; k < n;) {
        const stop = k + BLOCK < n ? k + BLOCK : n;
        let s00 = 0, s01 = 0, s10 = 0, s11 = 0, s20 = 0, s21 = 0, s30 = 0, s31 = 0;
        if (two) for (; k < stop; k++) {
          const u = b[b0 + k], v = b[b1 + k], w0 = a[a0 + k], w1 = a[a1 + k], w2 = a[a2 + k], w3 = a[a3 + k];
          s00 += w0 * u; s01 += w0 * v;
          s10 += w1 * u; s11 += w1 * v;
          s20 += w2 * u; s21 += w2 * v;
          s30 += w3 * u; s31 += w3 * v;
        } else for (; k < stop; k++) {
          const u = b[b0 + k];
          s00 += a[a0 + k] * u; s10 += a[a1 + k] * u; s20 += a[a2 + k] * u; s30 += a[a3 + k] * u;
        }
        if (k <= BLOCK) { h00 = s00; h01 = s01; h10 = s10; h11 = s11; h20 = s20; h21 = s21; h30 = s30; h31 = s31; continue; }
        l00 += lost(h00, s00, (h00 += s00)); l10 += lost(h10, s10, (h10 += s10));
        l20 += lost(h20, s20, (h20 += s20)); l30 += lost(h30, s30, (h30 += s30));
        if (!two) continue;
        l01 += lost(h01, s01, (h01 += s01)); l11 += lost(h11, s11, (h11 += s11));
        l21 += lost(h21, s21, (h21 += s21)); l31 += lost(h31, s31, (h31 += s31));
      }
      c[q] = closed(h00, l00); c[q + p] = closed(h10, l10); c[q + 2 * p] = closed(h20, l20); c[q + 3 * p] = closed(h30, l30);
      if (!two) continue;
      c[q + 1] = closed(h01, l01); c[q + p + 1] = closed(h11, l11); c[q + 2 * p + 1] = closed(h21, l21); c[q + 3 * p + 1] = closed(h31, l31);
    }
  }
  for (; i < m; i++) for (let j = 0; j < p; j++) c[oc + i * p + j] = dot(a, oa + i * n, b, ob + j * n, 1, n);
}
/** Σ a[p + k] b[q + k step]. */
function dot(a: A, p: number, b: A, q: number, step: number, n: number): number {
  let sum = 0;
  if (n <= BLOCK) {
    for (const stop = p + n; p < stop; p++, q += step) sum += a[p] * b[q];
    return sum;
  }
  const ahead = BLOCK * step;
  let rest = 0;
  for (let left = n; left > 0;) {
    let s = 0,
      s1 = 0,
      s2 = 0;
    // Three blocks at once hide the latency of an addition.
    if (left >= 3 * BLOCK) {
      for (const stop = p + BLOCK; p < stop; p++, q += step) {
        s += a[p] * b[q];
        s1 += a[p + BLOCK] * b[q + ahead];
        s2 += a[p + 2 * BLOCK] * b[q + 2 * ahead];
      }
      p += 2 * BLOCK;
      q += 2 * ahead;
      left -= 3 * BLOCK;
    } else {
      for (const stop = p + Math.min(left, BLOCK); p < stop; p++, q += step) s += a[p] * b[q];
      left -= BLOCK;
    }
    rest += lost(sum, s, (sum += s));
    rest += lost(sum, s1, (sum += s1));
    rest += lost(sum, s2, (sum += s2));
  }
  return closed(sum, rest);
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
  const terms = new Float64Array(n),
    one = Float64Array.of(1);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < n; k++) terms[k] = annihilating(a[oa + i * n + k], b[ob + k * p + j]);
      c[oc + i * p + j] = dot(terms, 0, one, 0, 0, n);
    }
  }
}

/**
 * [k, m, p] = x [m, n] times y [n, p], of which one (`first`: x) is a layered block and f the other. Every element meets one
 * line of f, so the cost is m n p and not k m n p. Terms are added in place, so of more than a block of them (see sum.ts) no
 * seed may have two.
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
        const i = r * line + t * next,
          v = val[i];
        if (v === 0) continue;
        let q = col[i] * m * p + r * row;
        for (let e = 0, j = t * from; e < width; e++, q += step, j += by) o[q] += v * f[j];
      }
  return o;
}
