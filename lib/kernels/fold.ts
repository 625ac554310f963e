// Reductions other than sums. Every one folds numbers into the cells of a smaller shape, or walks an array beside the cell
// that each number belongs to, whatever the axes; NaN passes through.
import { alloc } from "../array/alloc.js";
import { around, size, stridesFor, type Dense, type Shape } from "../array/shape.js";
import { subLoops } from "./arithmetic.js";
import { broadcast, walk } from "./loops.js";
import { addUp } from "./reduce.js";

/** x.shape with the axes (from the end) set to 1. */
const keptShape = (shape: Shape, axes: readonly number[]): Shape =>
  shape.map((n, d) => (axes.includes(d - shape.length) ? 1 : n));
/** How many numbers share a cell. */
const count = (shape: Shape, axes: readonly number[]): number =>
  axes.reduce((n, a) => n * shape[shape.length + a], 1);

/** cell = f(cell, v) for each number v of its cell, in row-major order, from `first`. */
export function fold(
  x: Dense,
  axes: readonly number[],
  first: number,
  f: (cell: number, v: number) => number,
): Float64Array {
  const a = x.data;
  const kept = keptShape(x.shape, axes);
  const o = alloc(size(kept)).fill(first);
  walk(x.shape, stridesFor(kept, x.shape), (p, q, w, s) => {
    for (let i = 0; i < w; i++) o[q + i * s] = f(o[q + i * s], a[p + i]);
  });
  return o;
}
/** f(v, cell) for each number v. */
export function beside(
  x: Dense,
  axes: readonly number[],
  cells: Float64Array,
  f: (v: number, cell: number) => number,
): Float64Array {
  const a = x.data;
  const o = alloc(a.length);
  walk(x.shape, stridesFor(keptShape(x.shape, axes), x.shape), (p, q, w, s) => {
    for (let i = 0; i < w; i++) o[p + i] = f(a[p + i], cells[q + i * s]);
  });
  return o;
}
const total = (shape: Shape, data: Float64Array, axes: readonly number[]): Float64Array =>
  addUp({ shape, data }, keptShape(shape, axes));

export const largest = (x: Dense, axes: readonly number[]): Float64Array =>
  fold(x, axes, -Infinity, Math.max);
export const smallest = (x: Dense, axes: readonly number[]): Float64Array =>
  fold(x, axes, Infinity, Math.min);
/** 1 / m where one of m numbers is the extreme of its cell, 0 elsewhere. Where NaN is the extreme, it is so for each NaN. */
export function shares(x: Dense, axes: readonly number[], least: boolean): Float64Array {
  const extreme = (least ? smallest : largest)(x, axes);
  const taken = beside(x, axes, extreme, (v, m) => (v === m || (v !== v && m !== m) ? 1 : 0));
  return beside({ shape: x.shape, data: taken }, axes, total(x.shape, taken, axes), (t, m) => t / m);
}
/** The place of the first extreme along an axis; NaN counts as the extreme. */
export function firstExtreme(x: Dense, axis: number, least: boolean): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const a = x.data;
  const o = alloc(outer * inner);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      let at = 0;
      let best = a[j * n * inner + e];
      for (let i = 1; i < n && best === best; i++) {
        const v = a[(j * n + i) * inner + e];
        if (v !== v || (least ? v < best : v > best)) {
          at = i;
          best = v;
        }
      }
      o[j * inner + e] = at;
    }
  return o;
}

export const product = (x: Dense, axes: readonly number[]): Float64Array => fold(x, axes, 1, (c, v) => c * v);
/**
 * The deviations from the mean: from the rounded one, less their own mean, which is what it was rounded by (T. F. Chan,
 * G. H. Golub, R. J. LeVeque, Amer. Statist. 37 (1983), 242-247).
 */
function deviations(x: Dense, axes: readonly number[]): Dense {
  const n = count(x.shape, axes),
    mean = total(x.shape, x.data, axes).map((s) => s / n),
    first = less(x, axes, mean),
    rest = total(x.shape, first.data, axes).map((s) => s / n);
  return rest.every((r) => r === 0) ? first : less(first, axes, rest);
}
/** v - cell for each number v. */
function less(x: Dense, axes: readonly number[], data: Float64Array): Dense {
  const d = broadcast(subLoops, x, { shape: keptShape(x.shape, axes), data }, x.shape);
  return { shape: x.shape, data: typeof d === "number" ? Float64Array.of(d) : d };
}
/** Σ (v - mean)² / divisor. */
export function variance(x: Dense, axes: readonly number[], divisor: number): Float64Array {
  const { data } = deviations(x, axes);
  for (let i = 0; i < data.length; i++) data[i] *= data[i];
  return total(x.shape, data, axes).map((s) => s / divisor);
}
/** √(variance), without overflow. */
export const deviation = (x: Dense, axes: readonly number[], divisor: number): Float64Array =>
  norm(deviations(x, axes), axes, 2, divisor);

/** (Σ |v|^p)^(1/p), with its limits at p = ±Infinity and the count of what is not 0 at p = 0. For p = 2 √(Σ v² / divisor). */
export function norm(x: Dense, axes: readonly number[], p: number, divisor = 1): Float64Array {
  const abs = (data: Float64Array): Dense => ({ shape: x.shape, data: data.map(Math.abs) });
  if (p === 0) return fold(x, axes, 0, (c, v) => c + (v === 0 ? 0 : 1));
  if (p === 1) return total(x.shape, abs(x.data).data, axes);
  const extreme = p > 0 ? fold(x, axes, 0, (c, v) => Math.max(c, Math.abs(v))) : smallest(abs(x.data), axes);
  if (p === Infinity || p === -Infinity) return extreme;
  // Scaled by a power of two, which costs no digit, so that no power overflows; a cell whose extreme is 0 or Infinity is
  // that itself.
  const scale = extreme.map((m) =>
    m === 0 || m === Infinity ? 0 : 2 ** Math.min(1023, Math.floor(Math.log2(m))),
  );
  const powers = beside(x, axes, scale, (v, m) =>
    m === 0 ? 0 : p === 2 ? (v / m) * (v / m) : Math.abs(v / m) ** p,
  );
  const root = p === 2 ? (v: number): number => Math.sqrt(v / divisor) : (v: number): number => v ** (1 / p);
  const roots = total(x.shape, powers, axes).map(root);
  return extreme.map((m, q) => (scale[q] === 0 ? m / Math.sqrt(divisor) : scale[q] * roots[q]));
}

/** log Σ e^v, as the maximum and log1p of what the others add to it. */
export function logsumexp(x: Dense, axes: readonly number[]): Float64Array {
  const max = largest(x, axes);
  const kept = keptShape(x.shape, axes);
  const seen = new Uint8Array(max.length);
  const parts = alloc(x.data.length);
  walk(x.shape, stridesFor(kept, x.shape), (p, q, w, s) => {
    for (let i = 0; i < w; i++) {
      const cell = q + i * s;
      const v = x.data[p + i];
      if (seen[cell] === 0 && v === max[cell]) seen[cell] = 1;
      else parts[p + i] = Math.exp(v - max[cell]);
    }
  });
  const others = total(x.shape, parts, axes);
  return max.map((m, q) => (Number.isFinite(m) ? m + Math.log1p(others[q]) : m));
}
/**
 * e^v / Σ e^v along an axis. `limit`: where one is Infinity, 0 for the numbers below it.
 */
export function softmax(x: Dense, axis: number, limit: boolean): Float64Array {
  const axes = [axis];
  const max = largest(x, axes);
  const data = beside(x, axes, max, (v, m) => Math.exp(v - m));
  return beside({ shape: x.shape, data }, axes, total(x.shape, data, axes), (e, s) =>
    limit && e === 0 ? 0 : e / s,
  );
}
/** For each number the sum of the others along its axis: not 1 - s, which cancels. */
export function others(x: Dense, axis: number): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const a = x.data;
  const o = alloc(a.length);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      const start = j * n * inner + e;
      for (let i = 0, s = 0, p = start; i < n; i++, p += inner) {
        o[p] = s;
        s += a[p];
      }
      for (let i = n - 1, s = 0, p = start + i * inner; i >= 0; i--, p -= inner) {
        o[p] += s;
        s += a[p];
      }
    }
  return o;
}
/** v - log Σ e^v along an axis. */
export function logSoftmax(x: Dense, axis: number): Float64Array {
  const data = beside(x, [axis], largest(x, [axis]), (v, m) => v - m);
  const below = { shape: x.shape, data };
  return beside(below, [axis], logsumexp(below, [axis]), (v, r) => v - r);
}
