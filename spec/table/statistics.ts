// What order, frequency and neighbours make of numbers: by mathjs, or by counting.
import * as math from "mathjs";
import {
  along,
  at,
  entry,
  flat,
  sumOf,
  tabulate,
  x,
  type Entry,
  type Nested,
  type Result,
  type Table,
} from "./entry.js";

type M = number[][];
const matrix = [
  [1.5, -0.4, 2.2, 0.9],
  [-1.1, 0.8, 0.3, 2.5],
  [0.6, 1.9, -0.7, -2],
];
const cube = [matrix, matrix.map((r) => r.map((v) => 0.4 - v * 0.7))];
const row = [3, -1, 0.5, 2, 1.2];
const ordered = (v: readonly number[]): number[] => [...v].sort((a, b) => a - b);
const kth = (v: readonly number[], k: number): number => ordered(v)[k - 1];
const lower = (v: readonly number[]): number => kth(v, Math.ceil(v.length / 2));
/** Values along an axis with the places where they stand. */
const chosen = (v: Nested, axis: number, f: (w: number[]) => number, keep = false): Result => ({
  values: along(v, axis, (w) => (keep ? [f(w)] : f(w))),
  indices: along(v, axis, (w) => (keep ? [w.indexOf(f(w))] : w.indexOf(f(w)))),
});
const medians = (): Entry[] => [
  entry([x(row)], lower),
  entry([x(matrix)], (v: Nested) => lower(flat(v))),
  entry([x(matrix), 1], (v: Nested) => chosen(v, 1, lower)),
  entry([x(cube), { dim: -2, keepdim: true }], (v: Nested) => chosen(v, 1, lower, true)),
];
/** By the definition: the place q (n - 1), between two places as `rule` says. */
const quantile = (v: readonly number[], q: number, rule: (rank: number) => number = (r) => r): number => {
  const rank = rule(q * (v.length - 1)),
    [a, b] = [ordered(v)[Math.floor(rank)], ordered(v)[Math.ceil(rank)]];
  return a + (b - a) * (rank - Math.floor(rank));
};
const rules = {
  lower: Math.floor,
  higher: Math.ceil,
  nearest: Math.round,
  midpoint: (r: number) => (Math.floor(r) + Math.ceil(r)) / 2,
};
const quantiles = (): Entry[] => [
  entry([x(row), 0.3], (v: number[]) => Number(math.quantileSeq(v, 0.3))),
  entry([x(matrix), x([0.1, 0.55]), { dim: 0 }], (v: Nested, [p, q]: number[]) =>
    [p, q].map((s) => along(v, 0, (w) => quantile(w, s))),
  ),
  entry([x(cube), 0.4, -1, true], (v: Nested) => along(v, 2, (w) => [quantile(w, 0.4)])),
  entry([x(matrix), x([0.2]), { keepdim: true }], (v: Nested, [q]: number[]) => [[[quantile(flat(v), q)]]]),
  ...Object.entries(rules).map(([interpolation, rule]) =>
    entry([x(row), 0.4, { interpolation }], (v: number[]) => quantile(v, 0.4, rule)),
  ),
];
const scan =
  (f: (a: number, b: number) => number) =>
  (v: number[]): number[] =>
    v.map((_, i) => v.slice(0, i + 1).reduce(f));
const running = (f: (a: number, b: number) => number): Entry[] =>
  [0, 1].map((dim) =>
    entry([x(matrix), dim], (v: Nested) => ({
      values: along(v, dim, scan(f)),
      indices: along(v, dim, (w) => scan(f)(w).map((m) => w.indexOf(m))),
    })),
  );
const spread = (name: "variance" | "std"): Entry[] => [
  entry([x(matrix)], (v: Nested) => [Number(math[name](flat(v))), math.mean(flat(v))] as Result),
  entry(
    [x(matrix), 1, { unbiased: false }],
    (v: Nested) =>
      [along(v, 1, (w) => Number(math[name](w, "uncorrected"))), along(v, 1, (w) => math.mean(w))] as Result,
  ),
  entry(
    [x(matrix), false],
    (v: Nested) => [Number(math[name](flat(v), "uncorrected")), math.mean(flat(v))] as Result,
  ),
  entry(
    [x(matrix), { dim: 0, keepdim: true }],
    (v: Nested) =>
      [[along(v, 0, (w) => Number(math[name](w)))], [along(v, 0, (w) => math.mean(w))]] as Result,
  ),
];
/** Σ w (a - ā)(b - b̄) / divisor, the means weighed. */
function covariance(v: M, w: readonly number[], divisor: number): M {
  const total = sumOf(w);
  const mean = v.map((r) => sumOf(r.map((e, i) => w[i] * e)) / total);
  return v.map((a, i) =>
    v.map((b, j) => sumOf(a.map((e, k) => w[k] * (e - mean[i]) * (b[k] - mean[j]))) / divisor),
  );
}
const ones = [1, 1, 1, 1];
const f = [1, 3, 2, 1];
const a = [0.5, 1.5, 1, 2];
const power =
  (p: number) =>
  (v: readonly number[]): number =>
    Number(math.norm([...v], p));
const apart = (v: readonly number[], w: readonly number[]): number[] => v.map((e, i) => e - w[i]);
const steps = (v: readonly number[]): number[] => v.slice(1).map((e, i) => e - v[i]);
/** Of each trapezoid between samples its area. */
const areas = (y: readonly number[], at: readonly number[] = y.map((_, i) => i)): number[] =>
  steps(at).map((h, i) => (h * (y[i] + y[i + 1])) / 2);
const sums = scan((p, q) => p + q);
/** The slope at place i of Lagrange's parabola through three samples. */
function parabola(t: readonly number[], y: readonly number[], [p, q, r]: number[], i: number): number {
  const term = (j: number, k: number, l: number): number =>
    (y[j] * (2 * t[i] - t[k] - t[l])) / ((t[j] - t[k]) * (t[j] - t[l]));
  return term(p, q, r) + term(q, p, r) + term(r, p, q);
}
const slopes = (y: readonly number[], t: readonly number[], order: number): number[] =>
  y.map((_, i) => {
    const last = y.length - 1;
    if (i > 0 && i < last) return parabola(t, y, [i - 1, i, i + 1], i);
    if (order === 2) return parabola(t, y, i === 0 ? [0, 1, 2] : [last - 2, last - 1, last], i);
    const j = i === 0 ? 1 : last;
    return (y[j] - y[j - 1]) / (t[j] - t[j - 1]);
  });
const even = (h: number): number[] => [0, 1, 2, 3].map((i) => i * h);

// prettier-ignore
export const statistics: Table = {
  median: [...medians(), entry([[3, NaN, 1]], () => NaN), entry([[[3, NaN, 1]], 1], () => ({ values: [NaN], indices: [1] }))],
  nanmedian: [...medians(), entry([[3, NaN, 1]], () => 1), entry([[NaN, NaN]], () => NaN), entry([[[4, NaN, 1, 2]], 1], () => ({ values: [2], indices: [3] }))],
  kthvalue: [
    entry([x(row), 2], (v: Nested) => chosen(v, 0, (w) => kth(w, 2))),
    entry([x(matrix), 3, 0, true], (v: Nested) => chosen(v, 0, (w) => kth(w, 3), true)),
    entry([[2, 1, 2, 2], 3], () => ({ values: 2, indices: 0 })),
  ],
  mode: [
    entry([x(row)], (v: Nested) => chosen(v, 0, (w) => Math.min(...w))),
    entry([[[1, 2, 2, 3], [3, 1, 3, 1]]], () => ({ values: [2, 1], indices: [2, 3] })),
    entry([x([[1, 5], [1.5, 4]]), 0, true], (v: Nested) => chosen(v, 0, (w) => Math.min(...w), true)),
  ],
  quantile: [...quantiles(), entry([[1, NaN], 0.5], () => NaN)],
  nanquantile: [...quantiles(), entry([[[1, NaN, 4], [NaN, NaN, NaN]], [0.5, 1], 1], () => [[2.5, NaN], [4, NaN]])],
  aminmax: [
    entry([x(matrix)], (v: Nested) => ({ min: math.min(flat(v)), max: math.max(flat(v)) })),
    entry([x(matrix), { dim: 1, keepdim: true }], (v: Nested) => ({ min: along(v, 1, (w) => [math.min(w)]), max: along(v, 1, (w) => [math.max(w)]) })),
  ],
  cummax: running((p, q) => Math.max(p, q)), cummin: running((p, q) => Math.min(p, q)),
  logcumsumexp: [0, 1].map((dim) => entry([x(matrix), dim], (v: Nested) => along(v, dim, (w) => sums(w.map(Math.exp)).map(Math.log)))),
  nanmean: [
    entry([x(matrix)], (v: Nested) => math.mean(flat(v))),
    entry([x(matrix), { dim: [0], keepdim: true }], (v: Nested) => [along(v, 0, (w) => math.mean(w))]),
    entry([[[1, NaN, 3], [NaN, NaN, NaN]], 1], () => [2, NaN]),
  ],
  stdMean: spread("std"), varMean: spread("variance"),
  cov: [
    entry([x(matrix)], (v: M) => covariance(v, ones, 3)),
    entry([x(row), { correction: 0 }], (v: number[]) => Number(math.variance(v, "uncorrected"))),
    entry([x(matrix), { fweights: f }], (v: M) => covariance(v, f, sumOf(f) - 1)),
    entry([x(matrix), 1, null, x(a)], (v: M, _c: number, _f: null, w: number[]) => covariance(v, w, sumOf(w) - sumOf(w.map((e) => e * e)) / sumOf(w))),
    entry([x(matrix), 2, f, a], (v: M) => {
      const w = f.map((e, i) => e * a[i]);
      return covariance(v, w, sumOf(w) - (2 * sumOf(w.map((e, i) => e * a[i]))) / sumOf(w));
    }),
  ],
  corrcoef: [entry([x(matrix)], (v: M) => v.map((p) => v.map((q) => Number(math.corr(p, q)))))],
  dist: [
    entry([x(row), x([1, 2, 3, 4, 5])], (v: number[], w: number[]) => power(2)(apart(v, w))),
    entry([x(matrix), x(ones), { p: 3 }], (v: M, w: number[]) => power(3)(v.flatMap((r) => apart(r, w)))),
  ],
  cdist: [
    ...[2, 1, 3, Infinity].map((p) => entry([x(matrix), x([[1, 2, 3, 4], [0.5, -1, 0, 2]]), { p }], (v: M, w: M) => v.map((r) => w.map((s) => power(p)(apart(r, s)))))),
    entry([x(cube), x([[1, 2, 3, 4]])], (v: M[], [w]: M) => v.map((m) => m.map((r) => [power(2)(apart(r, w))]))),
  ],
  squaredNorm: [
    entry([x(row)], (v: number[]) => sumOf(v.map((e) => e * e))),
    entry([x(matrix), 1], (v: M) => v.map((r) => sumOf(r.map((e) => e * e)))),
    entry([x(cube), { dim: [0, 2], keepdim: true }], (v: M[]) => [matrix.map((_, i) => [sumOf(v.flatMap((m) => m[i].map((e) => e * e)))])]),
    entry([x([0, 0, 0])], () => 0),
  ],
  squaredCdist: [
    entry([x(matrix), x([[1, 2, 3, 4], [0.5, -1, 0, 2]])], (v: M, w: M) => v.map((r) => w.map((s) => power(2)(apart(r, s)) ** 2))),
    entry([x(cube), x([[1, 2, 3, 4]])], (v: M[], [w]: M) => v.map((m) => m.map((r) => [power(2)(apart(r, w)) ** 2]))),
  ],
  renorm: [
    entry([x(matrix), 2, 0, 2.9], (v: M) => v.map((r) => r.map((e) => (power(2)(r) > 2.9 ? (e * 2.9) / (power(2)(r) + 1e-7) : e)))),
    entry([x(matrix), 1, -1, 3], (v: Nested) => along(v, 0, (r) => r.map((e) => (power(1)(r) > 3 ? (e * 3) / (power(1)(r) + 1e-7) : e)))),
  ],
  diff: [
    entry([x(row)], steps),
    entry([x(matrix), 2, 0], (v: Nested) => along(v, 0, (w) => steps(steps(w)))),
    entry([x(matrix), 1, -1, [[0], [1], [2]], x([[4], [5], [6]])], (v: M, _n: number, _d: number, _p: M, append: M) => v.map((r, i) => steps([i, ...r, ...append[i]]))),
    entry([x(row), 0], (v: Nested) => v), entry([x(row), 7], () => []),
  ],
  gradient: [
    entry([x(matrix[0])], (v: number[]) => [slopes(v, even(1), 1)]),
    entry([x(matrix), { spacing: 0.5, edgeOrder: 2 }], (v: Nested) => [along(v, 0, (w) => slopes(w, even(0.5), 2)), along(v, 1, (w) => slopes(w, even(0.5), 2))]),
    entry([x(matrix), { spacing: [[0, 1, 3], 2], dim: [0, 1] }], (v: Nested) => [along(v, 0, (w) => slopes(w, [0, 1, 3], 1)), along(v, 1, (w) => slopes(w, even(2), 1))]),
    entry([x(matrix), [x([0, 1, 3, 4.5])], -1, 2], (v: M, [t]: M) => [v.map((r) => slopes(r, t, 2))]),
  ],
  trapezoid: [
    entry([x(row)], (v: number[]) => sumOf(areas(v))),
    entry([x(matrix), { dx: 0.5, dim: 0 }], (v: Nested) => along(v, 0, (w) => sumOf(areas(w)) / 2)),
    entry([x(matrix), x([0, 1, 1.5, 3])], (v: M, t: number[]) => v.map((r) => sumOf(areas(r, t)))),
    entry([x(matrix), x(matrix.map((r) => r.map((e) => e * e))), { dim: 0 }], (v: Nested, t: Nested) => tabulate([4], (j) => sumOf(areas([0, 1, 2].map((i) => at(v, i, j)), [0, 1, 2].map((i) => at(t, i, j)))))),
  ],
  cumulativeTrapezoid: [
    entry([x(row)], (v: number[]) => sums(areas(v))),
    entry([x(matrix), x([0, 1, 3]), { dim: 0 }], (v: Nested, t: number[]) => along(v, 0, (w) => sums(areas(w, t)))),
  ],
};
