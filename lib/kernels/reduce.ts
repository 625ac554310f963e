// Sums along axes, in the order of sum.ts. Only the way through memory differs: rows lie together, columns are added side by side,
// and for any other choice of axes each cell's numbers are brought together, by two tables of places.
import { alloc } from "../array/alloc.js";
import { around, size, stridesOf, type Dense, type Shape } from "../array/shape.js";
import { block, BLOCK, closed, FEW, lanes, lost, sumRows } from "./sum.js";

/** A block of numbers on their way. */
const row = new Float64Array(BLOCK);

/** Sum x so that it becomes `out` (of the same rank, each length kept or 1). */
export function addUp(x: Dense, out: Shape): Float64Array {
  const a = x.data,
    m = size(out),
    o = alloc(m);
  if (m === a.length) {
    o.set(a);
    return o;
  }
  if (a.length === 0) return o;
  const n = a.length / m,
    { outer, inner } = between(x.shape, out);
  if (inner === 1 && outer === m) sumRows(a, n, o, m);
  else if (inner * outer === m)
    for (let j = 0; j < outer; j++) columns(a, j * n * inner, n, inner, o, j * inner);
  else scattered(x, out, n, o);
  return o;
}

/** The elements that stand before the first axis that is summed, and behind the last one. */
function between(from: Shape, to: Shape): { outer: number; inner: number } {
  let outer = 1,
    inner = 1,
    d = 0,
    e = to.length;
  while (to[d] === from[d]) outer *= to[d++];
  while (to[e - 1] === from[e - 1]) inner *= to[--e];
  return { outer, inner };
}
/** The places of an array of shape `from` that differ along the axes which `to` keeps, and along the others, each in order. */
const tables = (from: Shape, to: Shape): Uint32Array[] => {
  const strides = stridesOf(from);
  return [true, false].map((kept) => {
    const along = (d: number): boolean => (to[d] === from[d]) === kept,
      o = new Uint32Array(from.reduce((n, l, d) => (along(d) ? n * l : n), 1));
    let m = 1;
    for (let d = from.length - 1; d >= 0; d--) {
      if (!along(d)) continue;
      const end = m * from[d];
      for (let q = m; q < end; q++) o[q] = o[q - m] + strides[d];
      m = end;
    }
    return o;
  });
};

/** o[q + e] = the sum of the e-th of w columns of n numbers; a block of all columns at a time, so that lines of memory are read once. */
function columns(a: Float64Array, p: number, n: number, w: number, o: Float64Array, q: number): void {
  if (n <= FEW) {
    for (let i = 0; i < n; i++, p += w) for (let e = 0; e < w; e++) o[q + e] += a[p + e];
    return;
  }
  const rest = n > BLOCK ? new Float64Array(w) : null;
  for (let left = n; left > 0; left -= BLOCK, p += BLOCK * w) {
    const m = Math.min(left, BLOCK);
    for (let e = 0; e < w; e++) {
      for (let i = 0, r = p + e; i < m; i++, r += w) row[i] = a[r];
      const b = block(row, 0, m),
        s = o[q + e];
      if (rest !== null) rest[e] += lost(s, b, s + b);
      o[q + e] = s + b;
    }
  }
  if (rest !== null) for (let e = 0; e < w; e++) o[q + e] = closed(o[q + e], rest[e]);
}
/** Cells whose numbers stand anywhere: brought together a block at a time, unless they lie together. */
function scattered(x: Dense, out: Shape, n: number, o: Float64Array): void {
  const a = x.data,
    [cells, places] = tables(x.shape, out);
  for (let i = 0; i < o.length; i++) {
    const cell = cells[i];
    let sum = 0,
      rest = 0;
    for (let start = 0; start < n; start += BLOCK) {
      const m = n - start < BLOCK ? n - start : BLOCK;
      let b = 0;
      if (n <= FEW) for (let t = 0; t < n; t++) b += a[cell + places[t]];
      else if (places[start + m - 1] - places[start] === m - 1) b = block(a, cell + places[start], m);
      else {
        for (let t = 0; t < m; t++) row[t] = a[cell + places[start + t]];
        b = block(row, 0, m);
      }
      rest += lost(sum, b, (sum += b));
    }
    o[i] = closed(sum, rest);
  }
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

/** A layered block (see forward/layered.ts): the element i of each layer belongs to the seed col[i]. */
export interface SeedLayer {
  readonly col: Float64Array;
  readonly val: Float64Array;
}
/**
 * addUp of a layered block [k, ...from] to [k, ...to], each seed in the order in which addUp adds its dense row, so that both agree
 * to the bit: of a block only the numbers that are not 0 are put into their lanes.
 */
export function addUpSeeds(layers: readonly SeedLayer[], k: number, from: Shape, to: Shape): Float64Array {
  const m = size(to),
    o = alloc(k * m);
  if (size(from) === 0) return o;
  const [cells, places] = tables(from, to),
    n = places.length;
  if (n <= FEW) {
    for (let i = 0; i < m; i++)
      for (let t = 0; t < n; t++)
        for (const { col, val } of layers) {
          const at = cells[i] + places[t];
          o[col[at] * m + i] += val[at];
        }
    return o;
  }
  const rest = n > BLOCK ? new Float64Array(k * m) : null,
    seeds = new Int32Array(BLOCK * layers.length),
    line = new Int32Array(k).fill(-1),
    lane = new Float64Array(8 * seeds.length);
  for (let i = 0; i < m; i++) {
    if (apart(layers, cells[i], places, line)) {
      for (const { col, val } of layers)
        for (let t = 0, p = cells[i]; t < n; t++) o[col[p + places[t]] * m + i] += val[p + places[t]];
      continue;
    }
    for (let start = 0; start < n; start += BLOCK) {
      let met = 0;
      for (let t = start; t < n && t < start + BLOCK; t++)
        for (const { col, val } of layers) {
          const at = cells[i] + places[t],
            v = val[at],
            seed = col[at];
          if (v === 0) continue;
          if (line[seed] < 0) seeds[(line[seed] = met++)] = seed;
          lane[line[seed] * 8 + (t & 7)] += v;
        }
      for (let r = 0; r < met; r++) {
        const q = seeds[r] * m + i,
          b = lanes(lane, r * 8),
          s = o[q];
        if (rest !== null) rest[q] += lost(s, b, s + b);
        o[q] = s + b;
        line[seeds[r]] = -1;
      }
      lane.fill(0, 0, met * 8);
    }
  }
  if (rest !== null) for (let q = 0; q < o.length; q++) o[q] = closed(o[q], rest[q]);
  return o;
}
/** Has each seed at most one of a cell's numbers, which then is its sum? */
function apart(layers: readonly SeedLayer[], cell: number, places: Uint32Array, met: Int32Array): boolean {
  let once = layers.length * places.length <= met.length;
  for (const { col } of layers)
    for (let t = 0; once && t < places.length; t++) once = met[col[cell + places[t]]]++ < 0;
  met.fill(-1);
  return once;
}
