// Which seeds each element of a value depends on: index sets in compressed rows. They come from the rows' roles and from
// shapes alone, never from a number; what is merged says which entry of the result every entry went to.
import type { Shape } from "../array/shape.js";
import { Plain } from "../core/tensor.js";
import type { Rule } from "../core/rule.js";
import type { Line } from "../kernels/reach.js";

/** Those of element i are seed[ptr[i]] .. seed[ptr[i + 1] - 1], ascending; ptr null: each element has one. */
export class Entries {
  constructor(
    /** Elements. */
    readonly n: number,
    readonly ptr: Int32Array | null,
    readonly seed: Int32Array,
  ) {}
  get count(): number {
    return this.seed.length;
  }
  private known: Int32Array | null = null;
  /** Per entry its element; null: the same number. */
  get rows(): Int32Array | null {
    const { ptr, n } = this;
    if (ptr === null) return null;
    if (this.known !== null) return this.known;
    const rows = new Int32Array(this.count);
    for (let i = 0; i < n; i++) for (let e = ptr[i], end = ptr[i + 1]; e < end; e++) rows[e] = i;
    return (this.known = rows);
  }
}
/** Entries, and where each came from. */
export interface Picked {
  readonly entries: Entries;
  /** Per new entry the old one. */
  readonly from: Int32Array;
}
/** Entries that several lists went into: per entry of each list the new one. */
export interface Merged {
  readonly entries: Entries;
  readonly to: readonly Int32Array[];
}

/** The elements of a value, moved: `at` holds 1 + the number of the element that stands there, 0 for a zero. */
export function picked(e: Entries, at: Float64Array): Picked {
  const n = at.length,
    { ptr, seed } = e;
  let count = 0,
    single = true;
  for (let i = 0; i < n; i++) {
    const s = at[i] - 1,
      c = s < 0 ? 0 : ptr === null ? 1 : ptr[s + 1] - ptr[s];
    if (c !== 1) single = false;
    count += c;
  }
  const to = new Int32Array(count),
    from = new Int32Array(count),
    starts = single ? null : new Int32Array(n + 1);
  for (let i = 0, p = 0; i < n; i++) {
    const s = at[i] - 1;
    if (s >= 0)
      for (let q = ptr === null ? s : ptr[s], end = ptr === null ? s + 1 : ptr[s + 1]; q < end; q++) {
        to[p] = seed[q];
        from[p++] = q;
      }
    if (starts !== null) starts[i + 1] = p;
  }
  return { entries: new Entries(n, starts, to), from };
}
/** The numbers of elements, moved as a row moves elements. */
export function moved<P>(
  rule: Rule<P>,
  shapes: readonly Shape[],
  counts: readonly number[],
  params: P,
): Plain {
  let next = 1;
  return rule.value(
    shapes.map((shape, k) => {
      const d = new Float64Array(counts[k]);
      for (let i = 0; i < d.length; i++) d[i] = next++;
      return new Plain(shape, d);
    }),
    params,
  );
}

const sameNumbers = (a: Int32Array | null, b: Int32Array | null): boolean => {
  if (a === b) return true;
  if (a === null || b === null || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
};
export const sameEntries = (a: Entries, b: Entries): boolean =>
  a === b || (sameNumbers(a.ptr, b.ptr) && sameNumbers(a.seed, b.seed));

/** Element by element the seeds of either. */
export function union(a: Entries, b: Entries): Merged {
  const { n } = a,
    ptr = new Int32Array(n + 1),
    seed = new Int32Array(a.count + b.count),
    toA = new Int32Array(a.count),
    toB = new Int32Array(b.count);
  let p = 0;
  for (let i = 0; i < n; i++) {
    let q = a.ptr === null ? i : a.ptr[i],
      r = b.ptr === null ? i : b.ptr[i];
    const qe = a.ptr === null ? i + 1 : a.ptr[i + 1],
      re = b.ptr === null ? i + 1 : b.ptr[i + 1];
    while (q < qe || r < re) {
      const s = q < qe ? a.seed[q] : Infinity,
        t = r < re ? b.seed[r] : Infinity;
      if (s <= t) toA[q++] = p;
      if (t <= s) toB[r++] = p;
      seed[p++] = s < t ? s : t;
    }
    ptr[i + 1] = p;
  }
  return { entries: new Entries(n, ptr, seed.slice(0, p)), to: [toA, toB] };
}

/**
 * Entries that are added up: the k-th of them belongs to element out[k] (of n) and has seed[k]. Those of one element and seed
 * are one; they are added in their order.
 */
export function gathered(
  n: number,
  seeds: number,
  out: ArrayLike<number>,
  seed: ArrayLike<number>,
): { entries: Entries; to: Int32Array } {
  const total = out.length,
    start = new Int32Array(n + 1),
    order = new Int32Array(total);
  for (let k = 0; k < total; k++) start[out[k] + 1]++;
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const next = start.slice(0, n);
  for (let k = 0; k < total; k++) order[next[out[k]]++] = k;
  const place = new Int32Array(seeds).fill(-1),
    ptr = new Int32Array(n + 1),
    list = new Int32Array(total),
    to = new Int32Array(total);
  let p = 0;
  for (let i = 0; i < n; i++) {
    const first = p;
    for (let q = start[i]; q < start[i + 1]; q++) {
      const s = seed[order[q]];
      if (place[s] < first) {
        place[s] = p;
        list[p++] = s;
      }
    }
    const own = list.subarray(first, p);
    let ascending = true;
    for (let q = 1; q < own.length; q++) if (own[q] < own[q - 1]) ascending = false;
    if (!ascending) {
      own.sort();
      for (let q = 0; q < own.length; q++) place[own[q]] = first + q;
    }
    for (let q = start[i]; q < start[i + 1]; q++) to[order[q]] = place[seed[order[q]]];
    ptr[i + 1] = p;
  }
  return { entries: new Entries(n, ptr, list.slice(0, p)), to };
}

/**
 * Elements that meet in lines (kernels/reach.ts), compressed: the seeds of each line take slots from 0 on, so that a block has as
 * many as the longest line has seeds, whatever their number is. No two seeds of a line share a slot: no colouring has fewer.
 */
export interface Slotted {
  /** Per line its seeds, in the order of their slots. */
  readonly lines: Entries;
  /** Per entry of the elements its slot. */
  readonly slot: Int32Array;
  readonly width: number;
  /** Per entry of `lines` the first place that has the seed. */
  readonly first: Float64Array | null;
}
export function slotted(e: Entries, line: Line & { readonly count: number }, seeds: number): Slotted {
  const { rows, seed } = e,
    of = new Int32Array(seed.length);
  for (let k = 0; k < of.length; k++) of[k] = line.of[rows === null ? k : rows[k]];
  const { entries: lines, to } = gathered(line.count, seeds, of, seed),
    ptr = lines.ptr!,
    slot = to.slice(),
    first = line.place && new Float64Array(lines.count).fill(Infinity);
  for (let k = 0; k < slot.length; k++) {
    slot[k] -= ptr[of[k]];
    if (first !== null) first[to[k]] = Math.min(first[to[k]], line.place![rows === null ? k : rows[k]]);
  }
  let width = 0;
  for (let l = 0; l < line.count; l++) width = Math.max(width, ptr[l + 1] - ptr[l]);
  return { lines, slot, width, first };
}
/** How many entries the elements of the result have that lie on these lines. */
export function countOn({ lines, first }: Slotted, { of, place }: Line): number {
  const ptr = lines.ptr!;
  let count = 0;
  for (let i = 0; i < of.length; i++) {
    const l = of[i];
    if (first === null) count += ptr[l + 1] - ptr[l];
    else for (let q = ptr[l]; q < ptr[l + 1]; q++) if (first[q] <= place![i]) count++;
  }
  return count;
}
/** Those entries; `from` counts in a block of slots: slot * elements + element. */
export function readOff(s: Slotted, to: Line): Picked {
  const { lines, first } = s,
    { of, place } = to,
    n = of.length,
    ptr = lines.ptr!,
    starts = new Int32Array(n + 1),
    count = countOn(s, to),
    seed = new Int32Array(count),
    from = new Int32Array(count);
  for (let i = 0, p = 0; i < n; i++) {
    const l = of[i];
    for (let q = ptr[l]; q < ptr[l + 1]; q++) {
      if (first !== null && first[q] > place![i]) continue;
      seed[p] = lines.seed[q];
      from[p++] = (q - ptr[l]) * n + i;
    }
    starts[i + 1] = p;
  }
  return { entries: new Entries(n, starts, seed), from };
}
