// Shapes, strides and broadcasting. Everything is contiguous and row-major, so a shape says all; broadcasting aligns
// from the right, and so do axes inside rules: -1 is the last axis whatever leads it (seeds, batches, cotangents).
import { axisOutOfRange, axisTwice, broadcastMismatch, tooDeep, tooLarge } from "../errors.js";

/** Lengths of the axes. */
export type Shape = readonly number[];

/** What kernels read: row-major numbers and their shape. One that holds a number makes an array of it at each look at `data`. */
export interface Dense {
  readonly shape: Shape;
  readonly data: Float64Array;
  readonly elements?: Float64Array | number;
}

export const size = (s: Shape): number => {
  let n = 1;
  for (let i = 0; i < s.length; i++) n *= s[i];
  return n;
};

export const sameShape = (a: ArrayLike<number>, b: ArrayLike<number>): boolean => {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};

/** Do the trailing axes of t equal s? */
export const endsWith = (t: Shape, s: Shape): boolean => {
  const lead = t.length - s.length;
  if (lead < 0) return false;
  for (let i = 0; i < s.length; i++) if (t[lead + i] !== s[i]) return false;
  return true;
};

/** The shape both broadcast to; one of the arguments itself where that is possible, so that sameShape stays cheap. */
export const broadcastShape = (fn: string, a: Shape, b: Shape): Shape =>
  a === b || endsWith(a, b) ? a : endsWith(b, a) ? b : mixed(fn, a, b);
/** Apart, as all that is rare: what stands in every operation is small enough to be compiled into it. */
function mixed(fn: string, a: Shape, b: Shape): Shape {
  const r = Math.max(a.length, b.length),
    out = new Array<number>(r);
  for (let i = 0; i < r; i++) {
    const p = a[a.length - r + i] ?? 1,
      q = b[b.length - r + i] ?? 1,
      n = p === 1 ? q : p;
    if (q !== n && q !== 1) throw broadcastMismatch(fn, a, b);
    out[i] = n;
  }
  return sameShape(a, out) ? a : sameShape(b, out) ? b : out;
}

/** Row-major strides, in elements. */
export function stridesOf(s: Shape): number[] {
  const st = new Array<number>(s.length);
  for (let i = s.length - 1, step = 1; i >= 0; i--) {
    st[i] = step;
    step *= s[i];
  }
  return st;
}
/** Row-major strides of s seen through `out`, right-aligned; 0 where s is broadcast. */
export function stridesFor(s: Shape, out: Shape): number[] {
  const st = new Array<number>(out.length).fill(0);
  for (let i = s.length - 1, o = out.length - 1, step = 1; i >= 0; i--, o--) {
    st[o] = s[i] === 1 ? 0 : step;
    step *= s[i];
  }
  return st;
}

/** A shape split around an axis counted from the end: outer x n x inner elements. */
export function around(s: Shape, axis: number): { outer: number; n: number; inner: number } {
  const d = s.length + axis;
  let outer = 1,
    inner = 1;
  for (let j = 0; j < d; j++) outer *= s[j];
  for (let j = d + 1; j < s.length; j++) inner *= s[j];
  return { outer, n: s[d], inner };
}

/** An axis counted from either side, as counted from the end (-1 is the last). */
export function fromEnd(fn: string, axis: number, rank: number): number {
  if (!Number.isInteger(axis) || axis >= rank || axis < -rank) throw axisOutOfRange(fn, axis, rank);
  return axis < 0 ? axis : axis - rank;
}

/** Axes counted from the end, ascending, each once. */
export function axesFromEnd(fn: string, axes: readonly number[], rank: number): number[] {
  const out = axes.map((a) => fromEnd(fn, a, rank));
  const twice = out.findIndex((a, i) => out.indexOf(a) < i);
  if (twice >= 0) throw axisTwice(fn, axes[twice]);
  return out.sort((a, b) => a - b);
}

export const allAxes = (rank: number): number[] => Array.from({ length: rank }, (_, i) => i - rank);

/** More axes than this has nobody: data that are nested deeper run in a circle. */
export const MOST_AXES = 64;
/** Refuse what no typed array holds, before anything is allocated; a length of 0 excuses no other. */
export function checkSize(fn: string, s: Shape): number {
  if (s.length > MOST_AXES) throw tooDeep(fn, MOST_AXES);
  const n = size(s);
  if (!(Math.max(n, ...s) <= 2 ** 32 - 1)) throw tooLarge(fn, s);
  return n;
}

/** Zeros for a tensor of this shape; what memory does not hold is an error that says so. */
export function storage(fn: string, s: Shape): Float64Array {
  const n = checkSize(fn, s);
  try {
    return new Float64Array(n);
  } catch {
    throw tooLarge(fn, s);
  }
}

export { shapeText } from "../errors.js";
