// Losses: by their definitions, element by element.
import { entry, flat, map, sumOf, x, type Nested, type Result, type Table } from "../entry.js";

const { abs, exp, log, max, min, sqrt, PI } = Math;
const meanOf = (v: readonly number[]): number => sumOf(v) / v.length;
/** Losses element by element, and then what `reduction` says. */
const reduced = (v: Nested, reduction = "mean"): Result =>
  reduction === "none" ? v : reduction === "sum" ? sumOf(flat(v)) : meanOf(flat(v));
type Each = (v: number, y: number) => number;
const elementwise =
  (f: Each) =>
  (v: Nested, y: Nested, reduction?: string): Result =>
    reduced(map(f, v, y), reduction);

const P = [
  [1.5, -2, 0.25],
  [3, 1, -0.5],
];
const Q = [
  [0.5, 1.5, 0.75],
  [2, -1.5, 0.25],
];
const smooth =
  (beta: number): Each =>
  (v, y) =>
    abs(v - y) < beta ? (v - y) ** 2 / beta / 2 : abs(v - y) - beta / 2;
const huber =
  (delta: number): Each =>
  (v, y) =>
    delta * smooth(delta)(v, y);
const stirling = (n: number): number => (n > 1 ? n * log(n) - n + log(2 * PI * n) / 2 : 0);
const normal = (v: number, y: number, s: number): number => (log(s) + (v - y) ** 2 / s) / 2;

export const differences: Table = {
  mseLoss: [
    entry(
      [x(P), x(Q)],
      elementwise((v, y) => (v - y) ** 2),
    ),
    entry(
      [x(P), x(Q), "none"],
      elementwise((v, y) => (v - y) ** 2),
    ),
    entry(
      [x(2), x([1, 4]), "sum"],
      elementwise((v, y) => (v - y) ** 2),
    ),
  ],
  l1Loss: [
    entry(
      [x(P), x(Q)],
      elementwise((v, y) => abs(v - y)),
    ),
    entry(
      [x(P), x(Q), "sum"],
      elementwise((v, y) => abs(v - y)),
    ),
  ],
  smoothL1Loss: [
    entry([x(P), x(Q), { beta: 1.25 }], (v: Nested, y: Nested) => reduced(map(smooth(1.25), v, y))),
    entry([x(P), x(Q), "none", 0], (v: Nested, y: Nested) => map((a, b) => abs(a - b), v, y)),
  ],
  huberLoss: [
    entry([x(P), x(Q), "none", 1.25], (v: Nested, y: Nested) => map(huber(1.25), v, y)),
    entry([x(P), x(Q), { delta: 0.6 }], (v: Nested, y: Nested) => reduced(map(huber(0.6), v, y))),
  ],
  poissonNllLoss: [
    entry(
      [x([0.5, -1, 2]), x([1, 2, 0.5])],
      elementwise((v, y) => exp(v) - y * v),
    ),
    entry(
      [x([0.5, 1, 2]), x([0.5, 2, 3.5]), { logInput: false, full: true, eps: 0.25, reduction: "none" }],
      (v: Nested, y: Nested) => map((a, b) => a - b * log(a + 0.25) + stirling(b), v, y),
    ),
  ],
  gaussianNllLoss: [
    entry([x(P), x(Q), x(map(abs, P) as number[][])], (v: Nested, y: Nested, s: Nested) =>
      reduced(map(normal, v, y, s)),
    ),
    entry([x(P), x(Q), x([0.5, 2]), true, 1e-6, "none"], (v: Nested, y: Nested, [s, t]: number[]) =>
      map((a, b, c) => normal(a, b, c) + log(2 * PI) / 2, v, y, [[s], [t]]),
    ),
    // A variance below eps counts as eps.
    entry([x([1, 2]), x([3, 1]), x([0.25, 2]), { eps: 0.5 }], (v: Nested, y: Nested, s: Nested) =>
      reduced(map((a, b, c) => normal(a, b, max(c, 0.5)), v, y, s)),
    ),
  ],
};

const bce: Each = (p, t) => -(t * log(p) + (1 - t) * log(1 - p));
const logits: Each = (v, t) => bce(1 / (1 + exp(-v)), t);
const probabilities = [0.125, 0.5, 0.9, 0.75];
const targets = [0.25, 1, 0, 0.6];
const values = [-1.5, 0.25, 2, 0.5];
const signs = [1, -1, -1, 1];

export const yesOrNo: Table = {
  binaryCrossEntropy: [
    entry([x(probabilities), x([0.25, 0.9, 0.1, 0.6])], elementwise(bce)),
    entry([x(probabilities), targets, x([1, 2, 0.5, 3]), "none"], (p: Nested, t: Nested, w: Nested) =>
      map((a, b, c) => c * bce(a, b), p, t, w),
    ),
    entry([[0, 1], [1, 0], { reduction: "none" }], () => [100, 100]),
  ],
  binaryCrossEntropyWithLogits: [
    entry([x(values), x(targets)], elementwise(logits)),
    entry(
      [x(values), targets, x([1, 2, 0.5, 3]), "sum", x([2, 0.5, 1, 3])],
      (v: number[], t: number[], w: number[], _: string, p: number[]) =>
        sumOf(v.map((a, i) => w[i] * (p[i] * t[i] * log(1 + exp(-a)) + (1 - t[i]) * log(1 + exp(a))))),
    ),
  ],
  softMarginLoss: [
    entry(
      [x(values), x(signs)],
      elementwise((v, y) => log(1 + exp(-v * y))),
    ),
  ],
  multilabelSoftMarginLoss: [
    entry([x(P), x(Q)], (v: number[][], t: number[][]) => meanOf(flat(map(logits, v, t)))),
    entry(
      [x(P), [[1, 0, 1], [0, 0, 1]], x([1, 2, 0.5]), "none"], // prettier-ignore
      (v: number[][], t: number[][], w: number[]) =>
        v.map((row, i) => meanOf(row.map((a, k) => w[k] * logits(a, t[i][k])))),
    ),
  ],
  klDiv: [
    entry(
      [x(values), x([0.25, 1, 0.5, 0.6])],
      elementwise((v, t) => t * (log(t) - v)),
    ),
    entry([x(values), [0.25, 1, 0, 0.6], "none"], (v: number[], t: number[]) =>
      v.map((a, i) => (t[i] === 0 ? 0 : t[i] * (log(t[i]) - a))),
    ),
    entry([x(P), x(Q), "batchmean", true], (v: Nested, t: Nested) =>
      sumOf(flat(map((a, b) => (exp(b) * (b - a)) / 2, v, t))),
    ),
  ],
};

const part = (v: number): number => max(0, v);
const dot = (a: readonly number[], b: readonly number[]): number => sumOf(a.map((v, i) => v * b[i]));
const cosine = (a: readonly number[], b: readonly number[]): number =>
  dot(a, b) / sqrt((dot(a, a) + 1e-12) * (dot(b, b) + 1e-12));
const distance = (a: readonly number[], b: readonly number[], p = 2, eps = 1e-6): number =>
  sumOf(a.map((v, i) => abs(v - b[i] + eps) ** p)) ** (1 / p);
const R = [
  [-1, 0.5, 2],
  [1, 1.5, -2],
];

export const margins: Table = {
  marginRankingLoss: [
    entry([x(values), x([0.5, 1.5, -1, 2]), signs, 0.25], (a: Nested, b: Nested, t: Nested, m: number) =>
      reduced(map((v, w, s) => part(-s * (v - w) + m), a, b, t)),
    ),
  ],
  hingeEmbeddingLoss: [
    entry([x(values), signs, 1.5, "none"], (v: Nested, t: Nested, m: number) =>
      map((a, s) => (s === 1 ? a : part(m - a)), v, t),
    ),
    entry([x(values), signs], (v: Nested, t: Nested) =>
      reduced(map((a, s) => (s === 1 ? a : part(1 - a)), v, t)),
    ),
  ],
  cosineEmbeddingLoss: [
    entry([x(P), x(Q), [1, -1], 0.1, "none"], (a: number[][], b: number[][]) => [
      1 - cosine(a[0], b[0]),
      part(cosine(a[1], b[1]) - 0.1),
    ]),
    entry([x(P[1]), x(R[1]), -1], (a: number[], b: number[]) => part(cosine(a, b))),
  ],
  tripletMarginLoss: [
    entry([x(P), x(Q), x(R)], (a: number[][], b: number[][], c: number[][]) =>
      meanOf(a.map((v, i) => part(distance(v, b[i]) - distance(v, c[i]) + 1))),
    ),
    entry(
      [x(P), x(Q), x(R), { swap: true, p: 3, margin: 5, reduction: "none" }],
      (a: number[][], b: number[][], c: number[][]) =>
        a.map((v, i) => part(distance(v, b[i], 3) - min(distance(v, c[i], 3), distance(b[i], c[i], 3)) + 5)),
    ),
  ],
  pairwiseDistance: [
    entry([x(P), x(Q)], (a: number[][], b: number[][]) => a.map((v, i) => distance(v, b[i]))),
    entry([x(P), x(Q[0]), 3, 0.25, true], (a: number[][], b: number[]) =>
      a.map((v) => [distance(v, b, 3, 0.25)]),
    ),
  ],
  cosineSimilarity: [
    entry([x(P), x(Q)], (a: number[][], b: number[][]) =>
      a.map((v, i) => dot(v, b[i]) / sqrt(dot(v, v) * dot(b[i], b[i]))),
    ),
    entry([x(P), x(Q[1]), { dim: -1, eps: 4 }], (a: number[][], b: number[]) =>
      a.map((v) => dot(v, b) / (max(sqrt(dot(v, v)), 4) * max(sqrt(dot(b, b)), 4))),
    ),
  ],
  normalize: [
    entry([x(P)], (a: number[][]) => a.map((v) => v.map((e) => e / sqrt(dot(v, v))))),
    entry([x(P), 3, 0], (a: number[][]) =>
      a.map((v) => v.map((e, k) => e / (abs(a[0][k]) ** 3 + abs(a[1][k]) ** 3) ** (1 / 3))),
    ),
    entry([x([0.25, -0.5]), { dim: 0, eps: 2 }], (v: number[]) => v.map((e) => e / 2)),
  ],
};
