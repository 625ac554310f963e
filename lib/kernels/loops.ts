// Elementwise loops with broadcasting. One driver finds the cheapest way to walk two shapes (equal, scalar, one a suffix
// of the other, general); the inner loops of the hot operations are literal code, unrolled by 4, because V8 neither
// vectorises nor inlines a loop over a function argument, and long plain loops fall off by 2-4 times.
import { alloc } from "../array/alloc.js";
import { endsWith, sameShape, size, stridesFor, type Dense, type Shape } from "../array/shape.js";

type A = Float64Array;
/** o[p + i] = x op y for n elements: both walk, only y walks (x is one number), only x walks. */
export interface Loops {
  vv(a: A, i: number, b: A, j: number, o: A, p: number, n: number): void;
  sv(a: number, b: A, j: number, o: A, p: number, n: number): void;
  vs(a: A, i: number, b: number, o: A, p: number, n: number): void;
}

/** Of an operand that nowhere walks, no loop over both. */
type Walks = Omit<Loops, "vv"> & Partial<Loops>;

const one = new Float64Array(1);
/** o = x op y, of the shape both broadcast to. */
export function broadcast(loops: Loops, x: Dense, y: Dense, shape: Shape): A | number {
  if (typeof y.elements === "number" || typeof x.elements === "number") {
    const v = (typeof y.elements === "number" ? x : y).data,
      n = v.length,
      o = n === 1 ? one : alloc(n);
    if (typeof y.elements === "number") loops.vs(v, 0, y.elements, o, 0, n);
    else loops.sv(x.elements as number, v, 0, o, 0, n);
    return n === 1 ? one[0] : o;
  }
  const a = x.data,
    b = y.data,
    sx = x.shape,
    sy = y.shape;
  if (sameShape(sx, sy)) {
    const n = a.length,
      o = n === 1 ? one : alloc(n);
    loops.vv(a, 0, b, 0, o, 0, n);
    return n === 1 ? one[0] : o;
  }
  const n = size(shape),
    o = alloc(n);
  if (n === 0) return o;
  if (b.length === 1) {
    loops.vs(a, 0, b[0], o, 0, n);
    return o;
  }
  if (a.length === 1) {
    loops.sv(a[0], b, 0, o, 0, n);
    return o;
  }
  if (a.length === n && endsWith(sx, sy)) {
    for (let r = 0, m = b.length; r < n; r += m) loops.vv(a, r, b, 0, o, r, m);
    return o;
  }
  if (b.length === n && endsWith(sy, sx)) {
    for (let r = 0, m = a.length; r < n; r += m) loops.vv(a, 0, b, r, o, r, m);
    return o;
  }
  return general(loops, a, stridesFor(sx, shape), b, stridesFor(sy, shape), shape, o);
}
/** Rows along the last axis by a loop, the outer axes by an odometer. */
function general(
  loops: Walks,
  a: A,
  ta: readonly number[],
  b: A,
  tb: readonly number[],
  shape: Shape,
  o: A,
): A {
  const r = shape.length,
    n = o.length,
    w = shape[r - 1],
    ix = new Array<number>(r).fill(0);
  let i = 0,
    j = 0;
  for (let p = 0; p < n; p += w) {
    if (ta[r - 1] === 0) loops.sv(a[i], b, j, o, p, w);
    else if (tb[r - 1] === 0) loops.vs(a, i, b[j], o, p, w);
    else loops.vv!(a, i, b, j, o, p, w);
    for (let d = r - 2; d >= 0; d--) {
      i += ta[d];
      j += tb[d];
      if (++ix[d] < shape[d]) break;
      i -= ta[d] * shape[d];
      j -= tb[d] * shape[d];
      ix[d] = 0;
    }
  }
  return o;
}

/** o[i] = f(x[i]): for operations whose arithmetic dwarfs the call. */
export function map(f: (v: number) => number, x: Dense): A {
  const a = x.data,
    n = a.length,
    o = alloc(n);
  for (let i = 0; i < n; i++) o[i] = f(a[i]);
  return o;
}

/** Loops over a function of two numbers, where its arithmetic dwarfs the call. */
// prettier-ignore
export const loopsOf = (f: (x: number, y: number) => number): Loops => ({
  vv(a, i, b, j, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = f(a[i + e], b[j + e]); },
  sv(a, b, j, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = f(a, b[j + e]); },
  vs(a, i, b, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = f(a[i + e], b); },
});

/** x seen in a larger shape, as its own array. */
export function spread(x: Dense, shape: Shape): A {
  const n = size(shape);
  if (typeof x.elements === "number") return alloc(n).fill(x.elements);
  const a = x.data;
  if (a.length === n) return a;
  const o = alloc(n);
  if (n === 0) return o;
  if (a.length === 1) return o.fill(a[0]);
  if (endsWith(shape, x.shape)) {
    for (let r = 0; r < n; r += a.length) o.set(a, r);
    return o;
  }
  return general(
    copies,
    a,
    stridesFor(x.shape, shape),
    one,
    new Array<number>(shape.length).fill(0),
    shape,
    o,
  );
}
/** x alone. */
// prettier-ignore
const copies: Walks = {
  sv(a, _b, _j, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a; },
  vs(a, i, _b, o, p, n) { for (let e = 0; e < n; e++) o[p + e] = a[i + e]; },
};

/** Rows of `shape` in row-major order: p is the place there, q follows `strides`; w elements, q advancing by s. */
export function walk(
  shape: Shape,
  strides: readonly number[],
  row: (p: number, q: number, w: number, s: number) => void,
): void {
  const n = size(shape),
    r = shape.length;
  if (n === 0) return;
  if (r === 0) {
    row(0, 0, 1, 0);
    return;
  }
  const w = shape[r - 1],
    s = strides[r - 1],
    ix = new Array<number>(r).fill(0);
  let q = 0;
  for (let p = 0; p < n; p += w) {
    row(p, q, w, s);
    for (let d = r - 2; d >= 0; d--) {
      q += strides[d];
      if (++ix[d] < shape[d]) break;
      q -= strides[d] * shape[d];
      ix[d] = 0;
    }
  }
}
