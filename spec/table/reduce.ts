// Functions that gather many elements into one, or run along an axis.
import * as math from "mathjs";
import { along, at, entry, flat, sumOf, tabulate, x, type Entry, type Nested, type Table } from "./entry.js";

const matrix = [
  [1.5, -0.4, 2.2],
  [-1.1, 0.8, 0.3],
];
const cube = [matrix, matrix.map((r) => r.map((v) => v * 0.7 + 0.45))];
/** Of two rows: (s1 + s2)^2 = |A|^2 + 2 |det A|, and det(A)^2 is that of A Aᵀ. */
const nuclear = ([a, b]: number[][]): number => {
  const of = (u: number[], w: number[]): number => Number(math.dot(u, w));
  return Math.sqrt(of(a, a) + of(b, b) + 2 * Math.sqrt(of(a, a) * of(b, b) - of(a, b) ** 2));
};
type F = (v: number[]) => number | boolean;
/** All elements; one axis; kept; two axes. */
const reduction = (f: F): Entry[] => [
  entry([x(matrix)], (v: Nested) => f(flat(v))),
  entry([x(matrix), 1], (v: Nested) => along(v, 1, f)),
  entry([x(matrix), { dim: -2, keepdim: true }], (v: Nested) => [along(v, 0, f)]),
  entry([x(cube), { dim: [0, 2] }], (v: Nested) =>
    tabulate([2], (j) => f(flat(tabulate([2, 3], (i, k) => at(v, i, j, k))))),
  ),
];
const zeroed = [
  [1, 0, 2],
  [0, 0, -1],
];
/** Without a derivative. */
const masks = (f: F): Entry[] => [
  entry([zeroed], (v: Nested) => f(flat(v))),
  entry([zeroed, 0], (v: Nested) => along(v, 0, f)),
  entry([zeroed, 1, true], (v: Nested) => along(v, 1, (w) => [f(w)])),
];
/** One axis alone: the result with its index. */
const argument = (pick: (v: number[]) => number): Entry[] => [
  entry([matrix], (v: Nested) => pick(flat(v))),
  entry([matrix, 1], (v: Nested) => along(v, 1, pick)),
  entry([matrix, { dim: 0, keepdim: true }], (v: Nested) => [along(v, 0, pick)]),
];
const extreme = (f: F, pick: (v: number[]) => number): Entry[] => [
  entry([x(matrix)], (v: Nested) => f(flat(v))),
  entry([x(matrix), 1], (v: Nested) => ({ values: along(v, 1, f), indices: along(v, 1, pick) })),
  entry([x(cube), 1, { keepdim: true }], (v: Nested) => ({
    values: along(v, 1, (w) => [Number(f(w))]),
    indices: along(v, 1, (w) => [pick(w)]),
  })),
];
const argmax = (v: number[]): number => v.indexOf(Math.max(...v));
const argmin = (v: number[]): number => v.indexOf(Math.min(...v));
const vectors = (f: (v: number[]) => number[]): Entry[] => [
  entry([x(matrix), 1], (v: Nested) => along(v, 1, f)),
  entry([x(cube), -3], (v: Nested) => along(v, 0, f)),
];
const softmax = (v: number[]): number[] => v.map((e) => Math.exp(e) / sumOf(v.map(Math.exp)));
const spread = (name: "variance" | "std"): Entry[] => {
  const f = math[name];
  return [
    ...reduction((v) => Number(f(v))),
    entry([x(matrix), 1, 0], (v: Nested) => along(v, 1, (w) => Number(f(w, "uncorrected")))),
    entry([x(matrix), false], (v: Nested) => Number(f(flat(v), "uncorrected"))),
    entry([x(matrix), 1, false, true], (v: Nested) => along(v, 1, (w) => [Number(f(w, "uncorrected"))])),
    entry([x(matrix), { dim: 0, unbiased: false }], (v: Nested) =>
      along(v, 0, (w) => Number(f(w, "uncorrected"))),
    ),
  ];
};
const scan =
  (f: (a: number, b: number) => number) =>
  (v: number[]): number[] =>
    v.map((_, i) => v.slice(0, i + 1).reduce(f));

export const reduce: Table = {
  sum: reduction((v) => Number(math.sum(v))),
  mean: reduction((v) => Number(math.mean(v))),
  nansum: [...reduction((v) => Number(math.sum(v))), entry([[1, NaN, 2]], () => 3)],
  amax: reduction((v) => math.max(v)),
  amin: reduction((v) => math.min(v)),
  max: extreme((v) => math.max(v), argmax),
  min: extreme((v) => math.min(v), argmin),
  argmax: argument(argmax),
  argmin: argument(argmin),
  any: masks((v) => v.some((e) => e !== 0)),
  all: masks((v) => v.every((e) => e !== 0)),
  countNonzero: [
    entry([[[1, 0], [2, 3]]], () => 3), // prettier-ignore
    entry([[[1, 0], [2, 3]], 1], () => [1, 2]), // prettier-ignore
  ],
  prod: [
    entry([x(matrix)], (v: Nested) => Number(math.prod(flat(v)))),
    entry([x(matrix), 1], (v: Nested) => along(v, 1, (w) => Number(math.prod(w)))),
    entry([x([[0, 2], [3, 4], [0, 5]]), 0, true], (v: Nested) => [along(v, 0, (w) => Number(math.prod(w)))]), // prettier-ignore
  ],
  variance: spread("variance"),
  var: spread("variance"),
  std: spread("std"),
  norm: [
    entry([x(matrix)], (v: Nested) => Number(math.norm(flat(v)))),
    entry([x(matrix), 1], (v: Nested) => Number(math.norm(flat(v), 1))),
    entry([x(matrix), Infinity, 1], (v: Nested) => along(v, 1, (w) => Number(math.norm(w, Infinity)))),
    entry([x(matrix), { p: 3, dim: 0, keepdim: true }], (v: Nested) => [
      along(v, 0, (w) => Number(math.norm(w, 3))),
    ]),
    entry([x(cube), null, [0, 1]], (v: Nested) =>
      tabulate([3], (k) => Number(math.norm(flat(tabulate([2, 2], (i, j) => at(v, i, j, k)))))),
    ),
    entry([x(matrix), "nuc"], (v: Nested) => nuclear(v as number[][])),
    entry([x(cube), "nuc", [1, 2]], (v: Nested) => (v as number[][][]).map(nuclear)),
  ],
  logsumexp: [
    entry([x(matrix), 1], (v: Nested) => along(v, 1, (w) => Math.log(sumOf(w.map(Math.exp))))),
    entry([x(cube), [0, 1], true], (v: Nested) => [
      [tabulate([3], (k) => Math.log(sumOf(flat(tabulate([2, 2], (i, j) => Math.exp(at(v, i, j, k)))))))],
    ]),
  ],
  softmax: vectors(softmax),
  logSoftmax: vectors((v) => softmax(v).map(Math.log)),
  cumsum: vectors((v) => math.cumsum(v) as number[]),
  cumprod: [
    ...vectors(scan((a, b) => a * b)),
    entry([x([2, 0, 3, 0, 4]), 0], (v: Nested) =>
      along(
        v,
        0,
        scan((a, b) => a * b),
      ),
    ),
  ],
  dot: [entry([x([1, 2, 3]), x([4, -5, 6])], (v: number[], w: number[]) => math.dot(v, w))],
  trace: [
    entry([x(matrix)], (v: Nested) => at(v, 0, 0) + at(v, 1, 1)),
    entry([x([[1, 2], [3, 4]])], (v: number[][]) => math.trace(v)), // prettier-ignore
  ],
};
