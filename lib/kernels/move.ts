// Loops that only move numbers: permutations, windows, joins, gathers. Axes count from the end; leading axes broadcast.
import { alloc } from "../array/alloc.js";
import { around, size, stridesFor, stridesOf, type Dense, type Shape } from "../array/shape.js";
import { spread } from "./loops.js";

/** The trailing axes in the order `perm` (counted from the end); all leading ones stay. */
export function permute(x: Dense, perm: readonly number[]): { shape: Shape; data: Float64Array } {
  const s = x.shape,
    r = s.length,
    lead = r - perm.length,
    a = x.data,
    n = a.length;
  const st = stridesOf(s);
  const out = s.slice(0, lead),
    so = st.slice(0, lead);
  for (const p of perm) {
    out.push(s[r + p]);
    so.push(st[r + p]);
  }
  const o = alloc(n);
  // The first axis that moves is the last but one: those two change places.
  if (perm.length > 1 && perm.findIndex((p, i) => p !== i - perm.length) === perm.length - 2) {
    const m = s[r - 2],
      w = s[r - 1];
    for (let p = 0; p < n; p += m * w) transpose(a, p, m, w, o, p, m);
    return { shape: out, data: o };
  }
  // walk of loops.ts written out: a call for each short row would cost as much as the row.
  const ix = new Array<number>(r).fill(0),
    w = r === 0 ? n : out[r - 1],
    ws = so[r - 1] ?? 0;
  for (let p = 0, q = 0; p < n; p += w) {
    for (let i = 0; i < w; i++) o[p + i] = a[q + i * ws];
    for (let d = r - 2; d >= 0; d--) {
      q += so[d];
      if (++ix[d] < out[d]) break;
      q -= so[d] * out[d];
      ix[d] = 0;
    }
  }
  return { shape: out, data: o };
}

/** o[j * stride + i] = a[i * w + j] for an m x w matrix, in tiles of 16 x 16 so that both sides stay in cache. */
export function transpose(
  a: Float64Array,
  p: number,
  m: number,
  w: number,
  o: Float64Array,
  q: number,
  stride: number,
): void {
  for (let i0 = 0; i0 < m; i0 += 16) {
    const i1 = Math.min(m, i0 + 16);
    for (let j0 = 0; j0 < w; j0 += 16) {
      const j1 = Math.min(w, j0 + 16);
      for (let j = j0; j < j1; j++) {
        const r = q + j * stride;
        for (let i = i0; i < i1; i++) o[r + i] = a[p + i * w + j];
      }
    }
  }
}

/** `length` entries of an axis from `start`, each `step` further (negative steps run backwards). */
export function slice(x: Dense, axis: number, start: number, length: number, step: number): Float64Array {
  if (step !== 1)
    return take(
      x,
      axis,
      Array.from({ length }, (_, i) => start + i * step),
    );
  const { outer, n, inner } = around(x.shape, axis),
    a = x.data,
    w = length * inner,
    o = alloc(outer * w);
  for (let j = 0; j < outer; j++) {
    const p = (j * n + start) * inner;
    if (w < 32) for (let e = 0; e < w; e++) o[j * w + e] = a[p + e];
    else o.set(a.subarray(p, p + w), j * w);
  }
  return o;
}

interface Place {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly drop: boolean;
}
/** Zeros of `shape` behind the parts' leading axes, each part added at its window. */
export function place(
  parts: readonly Dense[],
  shape: Shape,
  at: readonly Place[],
  lead: Shape,
): Float64Array {
  const rows = size(lead),
    core = size(shape),
    o = alloc(rows * core);
  for (let k = 0; k < parts.length; k++) {
    const { axis, start, length, drop } = at[k],
      { outer, n, inner } = around(shape, axis),
      w = length * inner,
      part = parts[k],
      s = part.shape;
    // One number of scalar code, of which no array is made.
    if (typeof part.elements === "number" && rows * outer * w === 1) {
      o[start * inner] += part.elements;
      continue;
    }
    const kept = drop ? shape.length - 1 : shape.length,
      d = part.data,
      a = d.length === rows * outer * w ? d : spread(part, [...lead, ...s.slice(s.length - kept)]);
    for (let j = 0, p = 0; j < rows * outer; j++, p += w) {
      const q = (j * n + start) * inner;
      for (let e = 0; e < w; e++) o[q + e] += a[p + e];
    }
  }
  return o;
}

/** Operands joined along an axis; `lead` is the broadcast of what stands before it. */
export function cat(xs: readonly Dense[], axis: number, lead: Shape): { shape: Shape; data: Float64Array } {
  const tail = axis === -1 ? [] : xs[0].shape.slice(xs[0].shape.length + axis + 1),
    w = size(tail),
    rows = size(lead);
  let n = 0;
  for (const x of xs) n += x.shape[x.shape.length + axis];
  const o = alloc(rows * n * w);
  let at = 0;
  for (const x of xs) {
    const len = x.shape[x.shape.length + axis],
      m = len * w,
      full = spread(x, [...lead, len, ...tail]);
    for (let j = 0; j < rows; j++) {
      const q = j * n * w + at;
      for (let e = 0; e < m; e++) o[q + e] = full[j * m + e];
    }
    at += m;
  }
  return { shape: [...lead, n, ...tail], data: o };
}

/** c ? x : y for each element. */
export function pick(c: Dense, x: Dense, y: Dense, shape: Shape): Float64Array {
  const m = spread(c, shape),
    a = spread(x, shape),
    b = spread(y, shape),
    n = m.length,
    o = alloc(n);
  for (let i = 0; i < n; i++) o[i] = m[i] !== 0 ? a[i] : b[i];
  return o;
}

/** Entries `index` (in range) of an axis, in that order. */
export function take(x: Dense, axis: number, index: ArrayLike<number>): Float64Array {
  const { outer, n, inner } = around(x.shape, axis),
    a = x.data,
    m = index.length,
    o = alloc(outer * m * inner);
  for (let j = 0, p = 0; j < outer; j++)
    for (let i = 0; i < m; i++) {
      const q = (j * n + index[i]) * inner;
      for (let e = 0; e < inner; e++) o[p++] = a[q + e];
    }
  return o;
}
/** The transpose of take: rows of x added to the entries `index` of an axis of length n. */
export function putAdd(x: Dense, axis: number, index: ArrayLike<number>, n: number): Float64Array {
  const { outer, inner } = around(x.shape, axis),
    a = x.data,
    m = index.length,
    o = alloc(outer * n * inner);
  for (let j = 0, p = 0; j < outer; j++)
    for (let i = 0; i < m; i++) {
      const q = (j * n + index[i]) * inner;
      for (let e = 0; e < inner; e++) o[q + e] += a[p++];
    }
  return o;
}

/** o[..i..] = x[..index[..i..]..] along an axis: both of one shape but for that axis; leading axes are already equal. */
export function gather(x: Dense, index: Dense, axis: number): Float64Array {
  const o = alloc(index.data.length),
    a = x.data;
  alongIndex(x.shape, index, axis, (p, q) => {
    o[p] = a[q];
  });
  return o;
}
/** The transpose of gather: entries of v added to zeros of `shape`. */
export function scatterAdd(v: Dense, index: Dense, axis: number, shape: Shape): Float64Array {
  const o = alloc(size(shape)),
    a = v.data;
  alongIndex(shape, index, axis, (p, q) => {
    o[q] += a[p];
  });
  return o;
}
function alongIndex(shape: Shape, index: Dense, axis: number, move: (p: number, q: number) => void): void {
  const s = index.shape,
    r = s.length,
    n = size(s),
    d = r + axis,
    st = stridesFor(shape, shape),
    ix = new Array<number>(r).fill(0),
    data = index.data;
  st[d] = around(shape, axis).inner;
  for (let p = 0; p < n; p++) {
    let q = data[p] * st[d];
    for (let j = 0; j < r; j++) if (j !== d) q += ix[j] * st[j];
    move(p, q);
    for (let j = r - 1; j >= 0 && ++ix[j] === s[j]; j--) ix[j] = 0;
  }
}

/** Entries of an axis moved by `shift` places, cyclically. */
export function roll(x: Dense, axis: number, shift: number): Float64Array {
  const { outer, n, inner } = around(x.shape, axis),
    a = x.data,
    o = alloc(a.length);
  if (n === 0) return o;
  const w = n * inner,
    cut = (((-shift % n) + n) % n) * inner;
  for (let p = 0; p < outer * w; p += w) {
    o.set(a.subarray(p + cut, p + w), p);
    o.set(a.subarray(p, p + cut), p + w - cut);
  }
  return o;
}
