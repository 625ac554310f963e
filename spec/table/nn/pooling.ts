// Pooling by its definition: a list of the entries in each window, and what is made of it.
import {
  at,
  entry,
  shapeOf,
  sumOf,
  tabulate,
  x,
  type Entry,
  type Nested,
  type Numbers,
  type Table,
} from "../entry.js";
import { numbers, places } from "./convolution.js";

/** Per axis and window: the entries it reads (others are padding), and how many of axis and padding it covers. */
interface Windows {
  readonly reads: readonly number[][];
  readonly covers: readonly number[];
}
const slid = (n: number, k: number, s = k, p = 0, d = 1, ceil = false): Windows => {
  const reads: number[][] = [],
    covers: number[] = [];
  for (let start = -p; ceil ? start < n && start < n + p : start + d * (k - 1) < n + p; start += s) {
    reads.push(Array.from({ length: k }, (_, i) => start + i * d).filter((i) => i >= 0 && i < n));
    covers.push(Math.min(k, n + p - start));
    if (start + d * (k - 1) >= n + p - 1) break;
  }
  return { reads, covers };
};
const shared = (n: number, count: number): Windows => {
  const reads = Array.from({ length: count }, (_, o) =>
    Array.from({ length: n }, (_e, i) => i).filter((i) => (i + 1) * count > o * n && i * count < (o + 1) * n),
  );
  return { reads, covers: reads.map((r) => r.length) };
};
interface Window {
  readonly entries: readonly number[];
  /** Their places in the plane. */
  readonly where: readonly number[];
  readonly covers: number;
}
/** What f makes of each window of each channel, over the last axes. */
function pooled(v: Nested, axes: readonly Windows[], f: (w: Window) => number): Nested {
  const shape = shapeOf(v),
    lead = shape.slice(0, shape.length - axes.length),
    plane = shape.slice(lead.length);
  return tabulate([...lead, ...axes.map((a) => a.reads.length)], (...i) => {
    const o = i.slice(lead.length),
      list = places(axes.map((a, d) => a.reads[o[d]].length)).map((t) =>
        axes.map((a, d) => a.reads[o[d]][t[d]]),
      );
    return f({
      entries: list.map((e) => at(v, ...i.slice(0, lead.length), ...e)),
      where: list.map((e) => e.reduce((p, t, d) => p * plane[d] + t, 0)),
      covers: axes.reduce((n, a, d) => n * a.covers[o[d]], 1),
    });
  });
}
const mean = ({ entries, covers }: Window): number => sumOf(entries) / covers,
  own = ({ entries }: Window): number => sumOf(entries) / entries.length,
  top = ({ entries }: Window): number => Math.max(...entries),
  place = ({ entries, where }: Window): number => where[entries.indexOf(Math.max(...entries))];

const of = (
  shape: readonly number[],
  args: unknown[],
  axes: readonly Windows[],
  f: (w: Window) => number,
): Entry => entry([x(numbers(shape, 3)), ...args], (v: Nested) => pooled(v, axes, f));
const both = (shape: readonly number[], args: unknown[], axes: readonly Windows[]): Entry =>
  entry([x(numbers(shape, 4)), ...args], (v: Nested) => ({
    values: pooled(v, axes, top),
    indices: pooled(v, axes, place),
  }));
const power =
  (p: number) =>
  ({ entries }: Window): number =>
    sumOf(entries.map((v) => Math.abs(v) ** p)) ** (1 / p);
const positive = (shape: readonly number[]): Numbers =>
  tabulate(shape, (...i) => 1 + ((sumOf(i) * 7) % 5) / 3) as Numbers;

export const pooling: Table = {
  avgPool1d: [
    of([2, 5], [2], [slid(5, 2)], mean),
    of([1, 2, 5], [3, 2, 1], [slid(5, 3, 2, 1)], mean),
    of([1, 5], [3, { stride: 2, padding: 1, ceilMode: true }], [slid(5, 3, 2, 1, 1, true)], mean),
    of([1, 5], [2, { ceilMode: true }], [slid(5, 2, 2, 0, 1, true)], mean),
    of([1, 5], [3, 2, { padding: 1, countIncludePad: false }], [slid(5, 3, 2, 1)], own),
  ],
  avgPool2d: [
    of([1, 2, 3, 4], [2, { stride: [1, 2] }], [slid(3, 2, 1), slid(4, 2)], mean),
    of(
      [2, 3, 3],
      [[2, 3], 1, [1, 0], true, false],
      [slid(3, 2, 1, 1, 1, true), slid(3, 3, 1, 0, 1, true)],
      own,
    ),
    of([1, 3, 3], [2, { padding: 1, divisorOverride: 3 }], [slid(3, 2, 2, 1), slid(3, 2, 2, 1)], (w) => sumOf(w.entries) / 3), // prettier-ignore
  ],
  avgPool3d: [of([1, 2, 3, 2], [[2, 2, 1], { stride: 1 }], [slid(2, 2, 1), slid(3, 2, 1), slid(2, 1)], mean)],
  maxPool1d: [
    of([2, 5], [2], [slid(5, 2)], top),
    of([1, 2, 6], [3, 2, 1, 2], [slid(6, 3, 2, 1, 2)], top),
    both([1, 5], [2, { ceilMode: true, returnIndices: true }], [slid(5, 2, 2, 0, 1, true)]),
    // Of equal ones the first, NaN before all others.
    entry([[[1, 1, NaN, 2]], 2, { returnIndices: true }], () => ({ values: [[1, NaN]], indices: [[0, 2]] })),
  ],
  maxPool2d: [
    of([1, 2, 3, 4], [2, 1], [slid(3, 2, 1), slid(4, 2, 1)], top),
    both([2, 4, 3], [[2, 3], { stride: [1, 2], padding: [1, 1], returnIndices: true }], [slid(4, 2, 1, 1), slid(3, 3, 2, 1)]), // prettier-ignore
  ],
  maxPool3d: [both([1, 2, 3, 2], [2, 1, 0, 1, false, true], [slid(2, 2, 1), slid(3, 2, 1), slid(2, 2, 1)])],
  lpPool1d: [
    of([2, 5], [2, 2], [slid(5, 2)], power(2)),
    of([1, 5], [4, 3, { stride: 1 }], [slid(5, 3, 1)], power(4)),
    entry([x(positive([1, 1, 5])), 3, 2, 1], (v: Nested) => pooled(v, [slid(5, 2, 1)], power(3))),
    // A window that reaches beyond the end counts as a whole one.
    of([1, 3], [2, 2, null, true], [slid(3, 2, 2, 0, 1, true)], (w) => power(2)(w) * Math.sqrt(2 / w.covers)),
    entry([x(positive([1, 3])), 1, 2, null, { ceilMode: true }], (v: Nested) =>
      pooled(v, [slid(3, 2, 2, 0, 1, true)], (w) => (sumOf(w.entries) * 2) / w.covers),
    ),
  ],
  lpPool2d: [
    of([1, 3, 4], [2, [2, 1], 1], [slid(3, 2, 1), slid(4, 1, 1)], power(2)),
    entry([x(positive([1, 1, 2, 2])), 2.5, 2], (v: Nested) =>
      pooled(v, [slid(2, 2), slid(2, 2)], power(2.5)),
    ),
  ],
  adaptiveAvgPool1d: [of([2, 5], [3], [shared(5, 3)], own), of([1, 1, 3], [5], [shared(3, 5)], own)],
  adaptiveAvgPool2d: [of([1, 3, 5], [[2, 3]], [shared(3, 2), shared(5, 3)], own), of([1, 3, 2], [[null, 1]], [shared(3, 3), shared(2, 1)], own)], // prettier-ignore
  adaptiveAvgPool3d: [of([1, 2, 3, 2], [2], [shared(2, 2), shared(3, 2), shared(2, 2)], own)],
  adaptiveMaxPool1d: [of([2, 5], [3], [shared(5, 3)], top), both([1, 5], [2, true], [shared(5, 2)])],
  adaptiveMaxPool2d: [both([1, 3, 5], [[2, 3], { returnIndices: true }], [shared(3, 2), shared(5, 3)])],
  adaptiveMaxPool3d: [of([1, 2, 3, 2], [[1, 2, null]], [shared(2, 1), shared(3, 2), shared(2, 2)], top)],
};
