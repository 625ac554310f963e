// The hot elementwise loops, each literal and unrolled by 4 (see loops.ts), and the products in which zero annihilates.
import { alloc } from "../tensor/alloc.js";
import { endsWith, sameShape, type Dense, type Shape } from "../tensor/shape.js";
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

/** Whose exact zeros annihilate: nobody's (a value, IEEE), the first operand's, the second's, both operands'. */
export type Zero = 0 | 1 | 2 | 3;
export const NEITHER = 0,
  FIRST = 1,
  SECOND = 2,
  BOTH = 3;
export const swapZero = (z: Zero): Zero => (z === FIRST ? SECOND : z === SECOND ? FIRST : z);

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
export const harmless = (x: Dense, y: Dense, zero: Zero): boolean =>
  zero === 0 || (((zero & 1) === 0 || allFinite(y.data)) && ((zero & 2) === 0 || allFinite(x.data)));

/** A product in which an exact 0 of an operand that annihilates gives 0, even against Infinity and NaN. */
const annihilating = (a: number, b: number, zero: Zero): number =>
  ((zero & FIRST) !== 0 && a === 0) || ((zero & SECOND) !== 0 && b === 0) ? 0 : a * b;

/** One product, and a look at the zeros only where it is NaN. */
export const product = (a: number, b: number, zero: Zero): number => {
  const v = a * b;
  return v === v ? v : annihilating(a, b, zero);
};

export function multiply(x: Dense, y: Dense, shape: Shape, zero: Zero): Float64Array | number {
  return broadcast(
    harmless(x, y, zero) ? mulLoops : loopsOf((a, b) => annihilating(a, b, zero)),
    x,
    y,
    shape,
  );
}

/** p x + q y in one pass, zeros of x and y annihilating; null where the shapes want the general way. */
export function combine(p: Dense, x: Dense, q: Dense, y: Dense): Float64Array | null {
  if (!sameShape(x.shape, y.shape) || !sameShape(p.shape, q.shape) || !endsWith(x.shape, p.shape))
    return null;
  const a = p.data,
    b = x.data,
    c = q.data,
    d = y.data,
    m = a.length,
    n = b.length;
  if (!allFinite(a) || !allFinite(c)) return null;
  const o = alloc(n),
    m4 = m & ~3;
  for (let r = 0; r < n; r += m) {
    let i = 0;
    for (; i < m4; i += 4) {
      const j = r + i;
      o[j] = a[i] * b[j] + c[i] * d[j];
      o[j + 1] = a[i + 1] * b[j + 1] + c[i + 1] * d[j + 1];
      o[j + 2] = a[i + 2] * b[j + 2] + c[i + 2] * d[j + 2];
      o[j + 3] = a[i + 3] * b[j + 3] + c[i + 3] * d[j + 3];
    }
    for (; i < m; i++) {
      const j = r + i;
      o[j] = a[i] * b[j] + c[i] * d[j];
    }
  }
  return o;
}

export function negate(x: Dense): Float64Array {
  const a = x.data,
    n = a.length,
    o = alloc(n);
  for (let i = 0; i < n; i++) o[i] = -a[i];
  return o;
}
