// The hot elementwise loops, each literal and unrolled by 4 (see loops.ts), and the products in which zero annihilates.
import { alloc } from "../array/alloc.js";
import { endsWith, sameShape, type Dense, type Shape } from "../array/shape.js";
import { broadcast, loopsOf, type Loops } from "./loops.js";

// prettier-ignore
export const addLoops: Loops = {
  vv(a, i, b, j, o, p, n) {
    let e = 0;
    for (const m = n & ~3; e < m; e += 4) { o[p + e] = a[i + e] + b[j + e]; o[p + e + 1] = a[i + e + 1] + b[j + e + 1]; o[p + e + 2] = a[i + e + 2] + b[j + e + 2]; o[p + e + 3] = a[i + e + 3] + b[j + e + 3]; }
    for (; e < n; e++) o[p + e] = a[i + e] + b[j + e];
  },
  sv(a, b, j, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a + b[j + e]; },
  vs(a, i, b, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a[i + e] + b; },
};
// prettier-ignore
export const subLoops: Loops = {
  vv(a, i, b, j, o, p, n) {
    let e = 0;
    for (const m = n & ~3; e < m; e += 4) { o[p + e] = a[i + e] - b[j + e]; o[p + e + 1] = a[i + e + 1] - b[j + e + 1]; o[p + e + 2] = a[i + e + 2] - b[j + e + 2]; o[p + e + 3] = a[i + e + 3] - b[j + e + 3]; }
    for (; e < n; e++) o[p + e] = a[i + e] - b[j + e];
  },
  sv(a, b, j, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a - b[j + e]; },
  vs(a, i, b, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a[i + e] - b; },
};
// prettier-ignore
export const mulLoops: Loops = {
  vv(a, i, b, j, o, p, n) {
    let e = 0;
    for (const m = n & ~3; e < m; e += 4) { o[p + e] = a[i + e] * b[j + e]; o[p + e + 1] = a[i + e + 1] * b[j + e + 1]; o[p + e + 2] = a[i + e + 2] * b[j + e + 2]; o[p + e + 3] = a[i + e + 3] * b[j + e + 3]; }
    for (; e < n; e++) o[p + e] = a[i + e] * b[j + e];
  },
  sv(a, b, j, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a * b[j + e]; },
  vs(a, i, b, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a[i + e] * b; },
};
// prettier-ignore
export const divLoops: Loops = {
  vv(a, i, b, j, o, p, n) {
    let e = 0;
    for (const m = n & ~3; e < m; e += 4) { o[p + e] = a[i + e] / b[j + e]; o[p + e + 1] = a[i + e + 1] / b[j + e + 1]; o[p + e + 2] = a[i + e + 2] / b[j + e + 2]; o[p + e + 3] = a[i + e + 3] / b[j + e + 3]; }
    for (; e < n; e++) o[p + e] = a[i + e] / b[j + e];
  },
  sv(a, b, j, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a / b[j + e]; },
  vs(a, i, b, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a[i + e] / b; },
};

/** What a product is: of values, where IEEE holds, or of the chain rule, where an exact zero of either side wins. */
export type Product = typeof VALUE | typeof CHAIN;
export const VALUE = false,
  CHAIN = true;

/** Are all entries finite? x - x is 0 for them and NaN for all others; four sums hide the latency. */
export function allFinite(a: Float64Array): boolean {
  let s = 0,
    t = 0,
    u = 0,
    v = 0,
    i = 0;
  const n = a.length;
  for (const m = n & ~3; i < m; i += 4) {
    s += a[i] - a[i];
    t += a[i + 1] - a[i + 1];
    u += a[i + 2] - a[i + 2];
    v += a[i + 3] - a[i + 3];
  }
  for (; i < n; i++) s += a[i] - a[i];
  return s + t + u + v === 0;
}

/** Is the plain loop right, because no zero meets an entry that is not finite? */
export const harmless = (x: Dense, y: Dense, kind: Product): boolean =>
  kind === VALUE || (allFinite(x.data) && allFinite(y.data));

/** A product in which an exact 0 gives 0, even against Infinity and NaN: a look at the zeros only where it is NaN. */
export const annihilating = (a: number, b: number): number => {
  const v = a * b;
  return v === v || (a !== 0 && b !== 0) ? v : 0;
};

/** Finite and nowhere 0: whatever it is multiplied with, the plain loop is right. */
function regular(a: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] === 0 || a[i] - a[i] !== 0) return false;
  return true;
}
export function multiply(x: Dense, y: Dense, shape: Shape, kind: Product): Float64Array | number {
  const o = broadcast(mulLoops, x, y, shape);
  if (kind === VALUE) return o;
  if (typeof o === "number") return annihilating(x.data[0], y.data[0]);
  // Where a zero met what is not finite the product is NaN: a look at the result tells, or one at a partial of many tangents.
  const small = x.data.length < y.data.length ? x.data : y.data;
  return (4 * small.length <= o.length && regular(small)) || allFinite(o)
    ? o
    : broadcast(loopsOf(annihilating), x, y, shape);
}

/** p x + q y in one pass, zeros of x and y annihilating; null where the shapes want the general way. */
export function combine(p: Dense, x: Dense, q: Dense, y: Dense): Float64Array | null {
  if (!sameShape(x.shape, y.shape) || !sameShape(p.shape, q.shape) || !endsWith(x.shape, p.shape))
    return null;
  if (typeof p.elements === "number" && typeof q.elements === "number")
    return combineNumbers(p.elements, x.data, q.elements, y.data);
  const a = p.data,
    b = x.data,
    c = q.data,
    d = y.data,
    m = a.length,
    n = b.length;
  const o = alloc(n),
    m4 = m & ~3;
  // x - x is NaN for what is not finite: looked at here, while it is at hand.
  let s = 0,
    t = 0;
  for (let r = 0; r < n; r += m) {
    let i = 0;
    for (; i < m4; i += 4) {
      const j = r + i,
        e = (o[j] = a[i] * b[j] + c[i] * d[j]),
        f = (o[j + 1] = a[i + 1] * b[j + 1] + c[i + 1] * d[j + 1]),
        g = (o[j + 2] = a[i + 2] * b[j + 2] + c[i + 2] * d[j + 2]),
        h = (o[j + 3] = a[i + 3] * b[j + 3] + c[i + 3] * d[j + 3]);
      s += e - e + (f - f);
      t += g - g + (h - h);
    }
    for (; i < m; i++) {
      const j = r + i,
        e = (o[j] = a[i] * b[j] + c[i] * d[j]);
      s += e - e;
    }
  }
  return s + t === 0 ? o : null;
}

function combineNumbers(a: number, b: Float64Array, c: number, d: Float64Array): Float64Array | null {
  const o = alloc(b.length);
  let s = 0;
  for (let i = 0; i < o.length; i++) {
    const e = (o[i] = a * b[i] + c * d[i]);
    s += e - e;
  }
  return s === 0 ? o : null;
}

export function negate(x: Dense): Float64Array {
  const a = x.data,
    n = a.length,
    o = alloc(n);
  for (let i = 0; i < n; i++) o[i] = -a[i];
  return o;
}
