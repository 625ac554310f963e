// Losses of a choice among classes: sample by sample.
import { entry, sumOf, x, type Table } from "../entry.js";

const { exp, log, max } = Math;
type Rows = number[][];
const logits = [
  [1.5, -2, 0.25],
  [3, 1, -0.5],
  [0.5, 1.75, -1],
];
const labels = [2, 0, 1];
const weights = [1, 2, 0.5];
const meanOf = (v: readonly number[]): number => sumOf(v) / v.length;
const logSoftmax = (v: readonly number[]): number[] => v.map((e) => e - log(sumOf(v.map(exp))));
/** -Σ p log softmax, of target probabilities. */
const against = (v: readonly number[], p: readonly number[], w: readonly number[]): number =>
  -sumOf(logSoftmax(v).map((e, c) => w[c] * p[c] * e));
/** All of it at class t, but for a share e that all classes have alike. */
const smoothed = (t: number, n: number, e: number): number[] =>
  Array.from({ length: n }, (_, c) => (c === t ? 1 - e : 0) + e / n);
const ones = [1, 1, 1];
/** Entry c of sample n at place d of an input (N, C, D). */
const column = (v: readonly Rows[], n: number, d: number): number[] => v[n].map((row) => row[d]);
const images = [
  [
    [1.5, -2],
    [0.25, 3],
    [1, -0.5],
  ],
  [
    [0.5, 1],
    [-1, 0.75],
    [2, 0.3],
  ],
];
const places = [
  [0, 2],
  [1, -100],
];

export const classes: Table = {
  nllLoss: [
    entry([x(logits), labels], (v: Rows) => meanOf(v.map((row, n) => -row[labels[n]]))),
    entry(
      [x(logits), labels, x(weights)],
      (v: Rows, _: number[], w: number[]) =>
        sumOf(v.map((row, n) => -w[labels[n]] * row[labels[n]])) / sumOf(labels.map((t) => w[t])),
    ),
    entry([x(logits[0]), 2, { reduction: "none" }], (v: number[]) => -v[2]),
    entry([x(images), places, { reduction: "none" }], (v: Rows[]) =>
      places.map((row, n) => row.map((t, d) => (t < 0 ? 0 : -v[n][t][d]))),
    ),
    entry([x(logits), labels, null, 0], (v: Rows) => (-v[0][2] - v[2][1]) / 2),
  ],
  crossEntropy: [
    entry([x(logits), labels], (v: Rows) => meanOf(v.map((row, n) => -logSoftmax(row)[labels[n]]))),
    entry([x(logits), x(logits.map((row) => row.map((e) => e / 4)))], (v: Rows, p: Rows) =>
      meanOf(v.map((row, n) => against(row, p[n], ones))),
    ),
    entry(
      [x(logits), labels, x(weights), { labelSmoothing: 0.3 }],
      (v: Rows, _: number[], w: number[]) =>
        sumOf(v.map((row, n) => against(row, smoothed(labels[n], 3, 0.3), w))) /
        sumOf(labels.map((t) => w[t])),
    ),
    entry(
      [x(logits), x([[0.2, 0.3, 0.5], [1, 0, 0], [0.5, 0.5, 0]]), x(weights), -100, "sum", 0.3], // prettier-ignore
      (v: Rows, p: Rows, w: number[]) =>
        sumOf(v.map((row, n) => against(row, p[n].map((e) => 0.7 * e + 0.1), w))), // prettier-ignore
    ),
    entry(
      [x(images), places],
      (v: Rows[]) =>
      meanOf([[0, 0, 0], [0, 1, 2], [1, 0, 1]].map(([n, d, t]) => -logSoftmax(column(v, n, d))[t])), // prettier-ignore
    ),
    entry([x(logits[1]), 1, { labelSmoothing: 0.5 }], (v: number[]) => against(v, smoothed(1, 3, 0.5), ones)),
  ],
  multiMarginLoss: [
    entry([x(logits), labels], (v: Rows) =>
      meanOf(
        v.map((row, n) => meanOf(row.map((e, c) => (c === labels[n] ? 0 : max(0, 1 - row[labels[n]] + e))))),
      ),
    ),
    entry(
      [x(logits), labels, 2, 1.5, x(weights), "none"],
      (v: Rows, _: number[], p: number, m: number, w: number[]) =>
        v.map(
          (row, n) =>
            w[labels[n]] *
            meanOf(row.map((e, c) => (c === labels[n] ? 0 : max(0, m - row[labels[n]] + e) ** p))),
        ),
    ),
    entry([x(logits[0]), 2], (v: number[]) => (max(0, 1 - v[2] + v[0]) + max(0, 1 - v[2] + v[1])) / 3),
  ],
};
