// Sums along axes. Sums of a trailing block run along memory; all others walk the input once and add where it belongs.
import { alloc } from "../tensor/alloc.js";
import { around, size, stridesFor, type Dense, type Shape } from "../tensor/shape.js";
import { walk } from "./loops.js";

/** Sum x so that it becomes `out` (of the same rank, each length kept or 1). */
export function addUp(x: Dense, out: Shape): Float64Array {
  const a = x.data,
    n = size(out),
    o = alloc(n);
  if (n === a.length) {
    o.set(a);
    return o;
  }
  if (n > 0 && trailing(x.shape, out)) return sumRows(a, n, o);
  walk(x.shape, stridesFor(out, x.shape), (p, q, w, s) => {
    if (s === 0) {
      let t = o[q];
      for (let i = p; i < p + w; i++) t += a[i];
      o[q] = t;
    } else for (let i = 0; i < w; i++) o[q + i] += a[p + i];
  });
  return o;
}

/** Are the axes kept the leading ones, everything behind them summed? */
function trailing(from: Shape, to: Shape): boolean {
  let d = 0,
    rows = 1;
  while (d < to.length && to[d] === from[d]) rows *= to[d++];
  return rows === size(to);
}

/** o[i] = sum of the i-th of n rows; four sums in flight, because one is bound by the latency of an addition. */
export function sumRows(a: Float64Array, n: number, o: Float64Array): Float64Array {
  const w = a.length / n;
  for (let i = 0; i < n; i++) {
    let j = i * w,
      s = 0;
    const end = j + w;
    if (w >= 16) {
      let t = 0,
        u = 0,
        v = 0;
      for (; j + 4 <= end; j += 4) {
        s += a[j];
        t += a[j + 1];
        u += a[j + 2];
        v += a[j + 3];
      }
      s = s + t + (u + v);
    }
    for (; j < end; j++) s += a[j];
    o[i] = s;
  }
  return o;
}

/** Running sums along an axis counted from the end; from the far end if reversed. */
export function cumsum(x: Dense, axis: number, reverse: boolean): Float64Array {
  const { outer, n, inner } = around(x.shape, axis),
    a = x.data,
    o = alloc(a.length);
  for (let j = 0; j < outer; j++) {
    for (let e = 0; e < inner; e++) {
      let s = 0;
      for (let i = 0; i < n; i++) {
        const p = (j * n + (reverse ? n - 1 - i : i)) * inner + e;
        o[p] = s += a[p];
      }
    }
  }
  return o;
}

/**
 * addUp of a layered block [k, ...from] to [k, ...to] (see forward/layered.ts): the element i of each layer belongs to the
 * seed col[i]. Every seed's sum runs in the order in which addUp adds its dense row, so that both agree to the bit.
 */
export function addUpSeeds(
  layers: readonly { readonly col: Float64Array; readonly val: Float64Array }[],
  k: number,
  from: Shape,
  to: Shape,
): Float64Array {
  const m = size(to),
    n = size(from),
    o = alloc(k * m);
  if (n === 0) return o;
  const rows = trailing(from, to),
    w = rows ? n / m : 0,
    lanes = w >= 16 ? w & ~3 : 0,
    strides = rows ? [] : stridesFor(to, from);
  if (lanes > 0) {
    const sums = Array.from({ length: 4 }, () => new Float64Array(k * m));
    for (let i = 0; i < n; i++) {
      const at = i % w;
      if (at < lanes) for (const { col, val } of layers) sums[at & 3][col[i] * m + (i - at) / w] += val[i];
    }
    const [s, t, u, v] = sums;
    for (let i = 0; i < k * m; i++) o[i] = s[i] + t[i] + (u[i] + v[i]);
  }
  if (rows) {
    for (let i = 0; i < n; i++) {
      const at = i % w;
      if (at >= lanes) for (const { col, val } of layers) o[col[i] * m + (i - at) / w] += val[i];
    }
  } else
    walk(from, strides, (p, q, width, s) => {
      for (let i = 0; i < width; i++)
        for (const { col, val } of layers) o[col[p + i] * m + q + i * s] += val[p + i];
    });
  return o;
}
