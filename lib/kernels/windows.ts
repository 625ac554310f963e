// Windows over a plane, the last axes of an array: which places they read stands in tables, so stride, dilation, padding
// and windows of unequal length are one loop. Leading axes (channels, batches, seeds) run through it one after another.
import { alloc } from "../array/alloc.js";
import { size, type Dense, type Shape } from "../array/shape.js";

/**
 * One axis of `length` entries: at[k][o] is the entry that tap k of window o reads, or -1 where that lies in the padding.
 */
export interface Taps {
  readonly length: number;
  readonly at: readonly (readonly number[])[];
}
export const tapsOf = (axes: readonly Taps[]): Shape => axes.map(({ at }) => at.length);
export const windowsOf = (axes: readonly Taps[]): Shape => axes.map(({ at }) => at[0].length);

/** The table of the whole plane: for each tap (row-major) and each window (row-major) a place in the plane, or -1. */
function table(axes: readonly Taps[]): Int32Array {
  let whole = Int32Array.of(0),
    taps = 1,
    windows = 1;
  for (const { length, at } of axes) {
    const [K, O] = [at.length, at[0].length],
      next = new Int32Array(taps * K * windows * O);
    for (let t = 0, p = 0; t < taps; t++)
      for (let k = 0; k < K; k++)
        for (let w = 0; w < windows; w++) {
          const before = whole[t * windows + w];
          for (let o = 0; o < O; o++, p++)
            next[p] = before < 0 || at[k][o] < 0 ? -1 : before * length + at[k][o];
        }
    whole = next;
    taps *= K;
    windows *= O;
  }
  return whole;
}
const planeOf = (axes: readonly Taps[]): number => axes.reduce((n, { length }) => n * length, 1);

/** [..., plane] to [..., taps, windows], 0 from the padding. */
export function windows(x: Dense, axes: readonly Taps[]): Float64Array {
  const at = table(axes),
    m = at.length,
    n = planeOf(axes),
    rows = size(x.shape.slice(0, x.shape.length - axes.length)),
    a = x.data,
    o = alloc(rows * m);
  for (let r = 0, p = 0, q = 0; r < rows; r++, p += m, q += n)
    for (let i = 0; i < m; i++) if (at[i] >= 0) o[p + i] = a[q + at[i]];
  return o;
}
/** [..., taps, windows] to [..., plane], each number added where `windows` reads it: the transpose. */
export function overlap(x: Dense, axes: readonly Taps[]): Float64Array {
  const at = table(axes),
    m = at.length,
    n = planeOf(axes),
    rows = size(x.shape.slice(0, -2)),
    a = x.data,
    o = alloc(rows * n);
  for (let r = 0, p = 0, q = 0; r < rows; r++, p += m, q += n)
    for (let i = 0; i < m; i++) if (at[i] >= 0) o[q + at[i]] += a[p + i];
  return o;
}
/** [..., plane] to [..., windows]: the place in the plane of each window's first largest entry; NaN counts as largest. */
export function peaks(x: Dense, axes: readonly Taps[]): Float64Array {
  const at = table(axes),
    count = size(windowsOf(axes)),
    n = planeOf(axes),
    rows = size(x.shape.slice(0, x.shape.length - axes.length)),
    a = x.data,
    o = alloc(rows * count);
  for (let r = 0, p = 0, q = 0; r < rows; r++, q += n)
    for (let w = 0; w < count; w++, p++) {
      let best = -1;
      for (let i = w; i < at.length; i += count) {
        if (at[i] < 0) continue;
        const v = a[q + at[i]],
          b = best < 0 ? v : a[q + best];
        if (best < 0 || v > b || (v !== v && b === b)) best = at[i];
      }
      o[p] = best;
    }
  return o;
}
