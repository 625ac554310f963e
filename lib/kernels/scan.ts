// Running products, extremes and sums of exponentials, and linear recurrences, along an axis counted from the end.
import { alloc } from "../array/alloc.js";
import { around, type Dense } from "../array/shape.js";

/** Running products, from the far end if reversed. */
export function cumprod(x: Dense, axis: number, reverse: boolean): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const a = x.data;
  const o = alloc(a.length);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      let y = 1;
      for (let i = 0; i < n; i++) {
        const p = (j * n + (reverse ? n - 1 - i : i)) * inner + e;
        o[p] = y *= a[p];
      }
    }
  return o;
}

/** y(i) = a(i) y(i-1) + b(i) from y(-1) = 0, or from the far end; a y of exactly 0 annihilates a. Both of one shape. */
export function recurrence(a: Dense, b: Dense, axis: number, reverse: boolean): Float64Array {
  const { outer, n, inner } = around(b.shape, axis);
  const o = alloc(b.data.length);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      let y = 0;
      for (let i = 0; i < n; i++) {
        const p = (j * n + (reverse ? n - 1 - i : i)) * inner + e;
        o[p] = y = (y === 0 ? 0 : a.data[p] * y) + b.data[p];
      }
    }
  return o;
}

/** Entries moved by one place to the end of an axis (or to its start), zero where nothing came. */
export function shift(x: Dense, axis: number, reverse: boolean): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const o = alloc(x.data.length);
  const w = n * inner;
  if (n < 2) return o;
  for (let p = 0; p < outer * w; p += w)
    if (reverse) o.set(x.data.subarray(p + inner, p + w), p);
    else o.set(x.data.subarray(p, p + w - inner), p + inner);
  return o;
}

/** The place of the last extreme so far; NaN counts as the extreme. */
export function runningExtreme(x: Dense, axis: number, least: boolean): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const a = x.data;
  const o = alloc(a.length);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      let best = least ? Infinity : -Infinity;
      let at = 0;
      for (let i = 0; i < n; i++) {
        const p = (j * n + i) * inner + e;
        const v = a[p];
        if (v !== v || (least ? v <= best : v >= best)) {
          best = v;
          at = i;
        }
        o[p] = at;
      }
    }
  return o;
}
/** log of the running sums of e^v: the largest so far, and log1p of what the others add to it. */
export function logcumsumexp(x: Dense, axis: number): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const a = x.data;
  const o = alloc(a.length);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      let max = -Infinity;
      let others = 0;
      for (let i = 0; i < n; i++) {
        const p = (j * n + i) * inner + e;
        const v = a[p];
        if (v > max) {
          others = max === -Infinity ? 0 : (others + 1) * Math.exp(max - v);
          max = v;
        } else if (v === v && v !== -Infinity) others += v === Infinity ? 0 : Math.exp(v - max);
        else if (v !== v) max = others = NaN;
        o[p] = max + Math.log1p(others);
      }
    }
  return o;
}
