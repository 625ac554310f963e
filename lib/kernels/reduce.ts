// Sums along axes, in the order of sum.ts. Only the way through memory differs: rows lie together, columns are added side by side,
// and for any other choice of axes each cell's numbers are brought together, by two tables of places.
import { alloc } from "../array/alloc.js";
import { around, size, stridesOf, type Dense, type Shape } from "../array/shape.js";
import { block, BLOCK, closed, FEW, lanes, lost, sumRows } from "./sum.js";

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
/** Where the cells of `to` begin in an array of shape `from`, and where from there each one's numbers stand, both in order. */
function tables(from: Shape, to: Shape): { cells: Uint32Array; places: Uint32Array } {
  const strides = stridesOf(from),
    kept = to.map((n, d) => (n === from[d] ? n : 1)),
    gone = to.map((n, d) => (n === from[d] ? 1 : from[d]));
  return { cells: placesOf(kept, strides), places: placesOf(gone, strides) };
}
function placesOf(shape: Shape, strides: readonly number[]): Uint32Array {
  let o = new Uint32Array(1);
  shape.forEach((n, d) => {
    if (n === 1) return;
    const wider = new Uint32Array(o.length * n);
    for (let i = 0, p = 0; i < o.length; i++) for (let j = 0; j < n; j++) wider[p++] = o[i] + j * strides[d];
    o = wider;
  });
  return o;
}

/** o[q + e] = the sum of the e-th of w columns of n numbers; a block of all columns at a time, so that lines of memory are read once. */
function columns(a: Float64Array, p: number, n: number, w: number, o: Float64Array, q: number): void {
  if (n <= FEW) {
    for (let i = 0; i < n; i++, p += w) for (let e = 0; e < w; e++) o[q + e] += a[p + e];
    return;
  }
  const rest = n > BLOCK ? new Float64Array(w) : null,
    row = new Float64Array(BLOCK);
  for (let left = n; left > 0; left -= BLOCK, p += BLOCK * w) {
    const m = Math.min(left, BLOCK);
    for (let e = 0; e < w; e++) {
      for (let i = 0, r = p + e; i < m; i++, r += w) row[i] = a[r];
      const b = block(row, 0, m),
        s = o[q + e],
        t = s + b;
      o[q + e] = t;
      if (rest !== null) rest[e] += lost(s, b, t);
    }
  }
  if (rest !== null) for (let e = 0; e < w; e++) o[q + e] = closed(o[q + e], rest[e]);
}
/** Cells whose numbers stand anywhere, brought together one cell after the other. */
function scattered(x: Dense, out: Shape, n: number, o: Float64Array): void {
  const a = x.data,
    { cells, places } = tables(x.shape, out),
    row = new Float64Array(n),
    sum = new Float64Array(1);
  // The places come in runs that lie together.
  let w = 1;
  while (w < n && places[w] === w) w++;
  for (let i = 0; i < o.length; i++) {
    for (let t = 0; t < n; t += w) {
      const p = cells[i] + places[t];
      if (w > 64) row.set(a.subarray(p, p + w), t);
      else copy(a, p, row, t, w);
    }
    sumRows(row, n, sum, 1);
    o[i] = sum[0];
  }
}
/** Unrolled, see loops.ts. */
function copy(a: Float64Array, p: number, o: Float64Array, q: number, n: number): void {
  const end = p + n;
  for (const m = p + (n & ~3); p < m; p += 4, q += 4) {
    o[q] = a[p];
    o[q + 1] = a[p + 1];
    o[q + 2] = a[p + 2];
    o[q + 3] = a[p + 3];
  }
  for (; p < end; p++, q++) o[q] = a[p];
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
  const { cells, places } = tables(from, to),
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
    row = new Int32Array(k).fill(-1),
    lane = new Float64Array(8 * seeds.length);
  for (let i = 0; i < m; i++) {
    if (apart(layers, cells[i], places, row)) {
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
          if (row[seed] < 0) seeds[(row[seed] = met++)] = seed;
          lane[row[seed] * 8 + (t & 7)] += v;
        }
      for (let r = 0; r < met; r++) {
        const q = seeds[r] * m + i,
          b = lanes(lane, r * 8),
          s = o[q],
          t = s + b;
        o[q] = t;
        if (rest !== null) rest[q] += lost(s, b, t);
        row[seeds[r]] = -1;
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
