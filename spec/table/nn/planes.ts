// Patches, shuffles and interpolation, entry by entry.
import {
  at,
  entry,
  shapeOf,
  shaped,
  sumOf,
  tabulate,
  x,
  type Entry,
  type Nested,
  type Table,
} from "../entry.js";
import { numbers } from "./convolution.js";

/** A moving argument of a shape, the others, and the result by entry. */
const of = (
  shape: readonly number[],
  args: unknown[],
  out: readonly number[],
  f: (v: Nested, ...i: number[]) => number,
): Entry => entry([x(numbers(shape, 11)), ...args], (v: Nested) => tabulate(out, (...i) => f(v, ...i)));
/** 0 outside of the last axes. */
const padded = (v: Nested, ...i: number[]): number => {
  const s = shapeOf(v);
  return i.every((t, d) => t >= 0 && t < s[d]) ? at(v, ...i) : 0;
};
const numbered = (shape: readonly number[]): Nested => {
  const n = shape.reduce((a, b) => a * b, 1);
  return shaped(
    Array.from({ length: n }, (_, i) => i),
    shape,
  );
};

// ── interpolation of one axis: the weight of entry j in entry i of the result ──
type Weight = (i: number, j: number) => number;
/** Sums over the last axis. */
const along =
  (n: number, w: Weight) =>
  (v: Nested, ...i: number[]): number =>
    sumOf(Array.from({ length: n }, (_, j) => w(i[i.length - 1], j) * at(v, ...i.slice(0, -1), j)));
/** Sums over the last two. */
const across =
  (n: readonly number[], w: Weight, u: Weight) =>
  (v: Nested, ...i: number[]): number =>
    sumOf(
      Array.from({ length: n[0] * n[1] }, (_, k) => {
        const [p, q] = [Math.floor(k / n[1]), k % n[1]];
        return w(i[2], p) * u(i[3], q) * at(v, i[0], i[1], p, q);
      }),
    );
const hat = (t: number): number => Math.max(0, 1 - Math.abs(t));
/** The hat of an entry that stands at `place`, the outermost entries carried outwards. */
const linear =
  (n: number, place: (i: number) => number): Weight =>
  (i, j) =>
    hat(Math.min(n - 1, Math.max(0, place(i))) - j);
/** Keys' kernel with a = -3/4, the outermost entries repeated. */
const cubic =
  (n: number, place: (i: number) => number): Weight =>
  (i, j) =>
    sumOf(
      Array.from({ length: 4 }, (_, k) => Math.floor(place(i)) - 1 + k)
        .filter((e) => Math.min(n - 1, Math.max(0, e)) === j)
        .map((e) => keys(-0.75, place(i) - e)),
    );
const keys = (a: number, x0: number): number => {
  const t = Math.abs(x0);
  if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1;
  return t < 2 ? a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a : 0;
};
const edges =
  (scale: number) =>
  (i: number): number =>
    (i + 0.5) * scale - 0.5;
const corners =
  (n: number, m: number) =>
  (i: number): number =>
    (i * (n - 1)) / (m - 1);
/** The kernel widened by the scale, its values at the entries within reach made to add up to 1. */
const smooth =
  (n: number, m: number, reach: number, f: (t: number) => number): Weight =>
  (i, j) => {
    const s = Math.max(1, n / m),
      centre = ((i + 0.5) * n) / m,
      weight = (k: number): number =>
        Math.abs(k + 0.5 - centre) < reach * s ? f((k + 0.5 - centre) / s) : 0;
    return weight(j) / sumOf(Array.from({ length: n }, (_, k) => weight(k)));
  };
const pick =
  (at_: (i: number) => number): Weight =>
  (i, j) =>
    at_(i) === j ? 1 : 0;

export const planes: Table = {
  unfold: [
    of([2, 3, 3], [2], [8, 4], (v, r, l) =>
      at(v, Math.floor(r / 4), Math.floor(l / 2) + (Math.floor(r / 2) % 2), (l % 2) + (r % 2)),
    ),
    // One window of 3 x 1 for each of 2 x 2 places; dilation 2 and padding 1 along the first axis, stride 2 along the last.
    of(
      [1, 1, 4, 3],
      [[3, 1], { dilation: [2, 1], padding: [1, 0], stride: [1, 2] }],
      [1, 3, 4],
      (v, _n, k, l) => padded(v, 0, 0, Math.floor(l / 2) + 2 * k - 1, (l % 2) * 2),
    ),
  ],
  fold: [
    entry([x(numbers([4, 2])), [2, 3], 2], (v: Nested) => [
      tabulate([2, 3], (i, j) =>
        sumOf([0, 1].map((l) => (j - l >= 0 && j - l < 2 ? at(v, i * 2 + j - l, l) : 0))),
      ),
    ]),
    entry([x(numbers([1, 2, 6])), [3, 2], 1], (v: Nested) => tabulate([1, 2, 3, 2], (n, c, i, j) => at(v, n, c, i * 2 + j))), // prettier-ignore
    // Windows of 2 x 1 at rows 0 and 2 of the padded plane of 4 rows: rows 0 and 3 are cut.
    entry([x(numbers([2, 2])), [2, 1], [2, 1], { stride: [2, 1], padding: [1, 0] }], (v: Nested) => [
      [[at(v, 1, 0)], [at(v, 0, 1)]],
    ]),
  ],
  pixelShuffle: [
    of([1, 8, 2, 3], [2], [1, 2, 4, 6], (v, n, c, h, w) =>
      at(v, n, c * 4 + (h % 2) * 2 + (w % 2), Math.floor(h / 2), Math.floor(w / 2)),
    ),
    of([9, 1, 1], [3], [1, 3, 3], (v, _, h, w) => at(v, h * 3 + w, 0, 0)),
  ],
  pixelUnshuffle: [
    of([1, 2, 4, 6], [2], [1, 8, 2, 3], (v, n, c, h, w) =>
      at(v, n, Math.floor(c / 4), h * 2 + (Math.floor(c / 2) % 2), w * 2 + (c % 2)),
    ),
  ],
  channelShuffle: [
    of([2, 6, 2], [2], [2, 6, 2], (v, n, c, i) => at(v, n, (c % 2) * 3 + Math.floor(c / 2), i)),
    entry([numbered([1, 4, 1, 1]), 2], () => [[[[0]], [[2]], [[1]], [[3]]]]),
  ],
  interpolate: [
    of(
      [1, 2, 3],
      [{ scaleFactor: 2 }],
      [1, 2, 6],
      along(
        3,
        pick((i) => Math.floor(i / 2)),
      ),
    ),
    of(
      [1, 1, 5],
      [3],
      [1, 1, 3],
      along(
        5,
        pick((i) => [0, 1, 3][i]),
      ),
    ),
    // ⌊5 · 0.7⌋ entries; their places follow from 0.7, unless they are computed again from 5 / 3.
    of(
      [1, 1, 5],
      [null, 0.7],
      [1, 1, 3],
      along(
        5,
        pick((i) => [0, 1, 2][i]),
      ),
    ),
    of(
      [1, 1, 5],
      [null, 0.7, { recomputeScaleFactor: true }],
      [1, 1, 3],
      along(
        5,
        pick((i) => [0, 1, 3][i]),
      ),
    ),
    of(
      [1, 1, 5],
      [3, { mode: "nearest-exact" }],
      [1, 1, 3],
      along(
        5,
        pick((i) => [0, 2, 4][i]),
      ),
    ),
    of([1, 1, 2, 3], [[3, 2]], [1, 1, 3, 2], across([2, 3], pick((i) => [0, 0, 1][i]), pick((i) => i))), // prettier-ignore
    of([2, 1, 3], [5, { mode: "linear" }], [2, 1, 5], along(3, linear(3, edges(3 / 5)))),
    of([1, 1, 4], [{ scaleFactor: [0.6], mode: "linear" }], [1, 1, 2], along(4, linear(4, edges(1 / 0.6)))),
    of([1, 2, 4], [7, null, "linear", true], [1, 2, 7], along(4, linear(4, corners(4, 7)))),
    of([1, 1, 4], [1, { mode: "linear", alignCorners: true }], [1, 1, 1], (v) => at(v, 0, 0, 0)),
    of([1, 2, 3, 2], [[2, 5], { mode: "bilinear" }], [1, 2, 2, 5], across([3, 2], linear(3, edges(3 / 2)), linear(2, edges(2 / 5)))), // prettier-ignore
    of([1, 1, 4, 3], [[6, 2], { mode: "bicubic", alignCorners: false }], [1, 1, 6, 2], across([4, 3], cubic(4, edges(4 / 6)), cubic(3, edges(3 / 2)))), // prettier-ignore
    of([1, 1, 4, 3], [[3, 5], { mode: "bicubic", alignCorners: true }], [1, 1, 3, 5], across([4, 3], cubic(4, corners(4, 3)), cubic(3, corners(3, 5)))), // prettier-ignore
    of([1, 1, 5, 3], [[2, 4], { mode: "bilinear", antialias: true }], [1, 1, 2, 4], across([5, 3], smooth(5, 2, 1, hat), smooth(3, 4, 1, hat))), // prettier-ignore
    of([1, 1, 7, 3], [[3, 4], { mode: "bicubic", antialias: true }], [1, 1, 3, 4], across([7, 3], smooth(7, 3, 2, (t) => keys(-0.5, t)), smooth(3, 4, 2, (t) => keys(-0.5, t)))), // prettier-ignore
    of([1, 1, 2, 2, 2], [[3, 2, 1], { mode: "trilinear" }], [1, 1, 3, 2, 1], (v, _n, _c, i, j) =>
      sumOf(
        [0, 1].map((p) => linear(2, edges(2 / 3))(i, p) * sumOf([0, 1].map((q) => at(v, 0, 0, p, j, q) / 2))),
      ),
    ),
    of(
      [1, 1, 5],
      [2, { mode: "area" }],
      [1, 1, 2],
      along(5, (i, j) => (j >= 2 * i && j < 2 * i + 3 ? 1 / 3 : 0)),
    ),
    // A weight of 0 reads nothing.
    entry([[[[1, Infinity, 3]]], 3, { mode: "linear" }], () => [[[1, Infinity, 3]]]),
  ],
};
