// Layers: by the textbook's loops.
import { entry, flat, map, shaped, shapeOf, sumOf, x, type Nested, type Table } from "../entry.js";

const { exp, sqrt, tanh } = Math;
type Rows = number[][];
const dot = (a: readonly number[], b: readonly number[]): number => sumOf(a.map((v, i) => v * b[i]));
const meanOf = (v: readonly number[]): number => sumOf(v) / v.length;
const apply = (w: Rows, v: readonly number[]): number[] => w.map((row) => dot(row, v));
const plus = (a: readonly number[], b: readonly number[]): number[] => a.map((v, i) => v + b[i]);

const P = [
  [1.5, -2, 0.25],
  [3, 1, -0.5],
];
const W = [
  [0.5, 1.5, 0.75],
  [2, -1.5, 0.25],
  [-1, 0.5, 2],
  [1, 1.25, -2],
];
const two = [
  [1, -1],
  [0.5, 2],
];
const forms = [
  [[1, 2, -1], [0.5, 0, 3]], // prettier-ignore
  [[-2, 1, 1], [4, 0.25, -1]], // prettier-ignore
];

export const layers: Table = {
  linear: [
    entry([x(P), x(W), x([1, 2, 3, 4])], (v: Rows, w: Rows, b: number[]) =>
      v.map((row) => plus(apply(w, row), b)),
    ),
    entry([x(P), x(W[0])], (v: Rows, w: number[]) => v.map((row) => dot(row, w))),
    entry([x([P, P]), x(W)], (v: Rows[], w: Rows) => v.map((m) => m.map((row) => apply(w, row)))),
  ],
  bilinear: [
    entry(
      [x(two), x(P), x(forms), x([1, -1])], // prettier-ignore
      (a: Rows, b: Rows, w: Rows[], c: number[]) =>
        a.map((v, n) => w.map((form, k) => dot(v, apply(form, b[n])) + c[k])),
    ),
    entry([x(two[1]), x(P[0]), x(forms)], (a: number[], b: number[], w: Rows[]) =>
      w.map((form) => dot(a, apply(form, b))),
    ),
  ],
  embedding: [
    entry([[[2, 0], [2, 3]], x(W)], (i: Rows, w: Rows) => i.map((row) => row.map((n) => w[n]))), // prettier-ignore
    // The row of paddingIdx, here 2, has no derivative: spec/ops/networks.spec.ts.
    entry([[1, 3], x(W), -2], (i: number[], w: Rows) => i.map((n) => w[n])),
  ],
  dropout: [
    entry([x(P), 0.5, false], (v: Rows) => v),
    entry([x([1, 2, 3, 4]), { seed: 2 }], (v: number[]) => [2 * v[0], 0, 2 * v[2], 0]),
    entry([x([1, 2]), 1, true, 1], () => [0, 0]),
  ],
};

/** Centred and divided by the deviation. */
const standard = (v: readonly number[], e = 1e-5): number[] => {
  const m = meanOf(v);
  const s = sqrt(meanOf(v.map((w) => (w - m) ** 2)) + e);
  return v.map((w) => (w - m) / s);
};
const cube = [
  [
    [1.5, -2, 0.25],
    [3, 1, -0.5],
  ],
  [
    [0.5, 1.75, -1],
    [2, 0.3, 1.2],
  ],
];
/** (N, C, ...) with f of each channel over all samples. */
const byChannel = (v: Nested, f: (w: number[], c: number) => number[]): Nested => {
  const batch = v as Nested[][];
  const shape = shapeOf(batch[0][0]);
  const n = flat(batch[0][0]).length;
  const done = batch[0].map((_, c) =>
    f(
      batch.flatMap((sample) => flat(sample[c])),
      c,
    ),
  );
  return batch.map((sample, i) => sample.map((_, c) => shaped(done[c].slice(i * n, (i + 1) * n), shape)));
};
/** (N, C, ...) with f of each channel of each sample. */
const alone = (v: Nested, f: (w: number[], c: number) => number[]): Nested =>
  (v as Nested[][]).map((sample) => sample.map((w, c) => shaped(f(flat(w), c), shapeOf(w))));
const affine = (v: readonly number[], w: number, b: number): number[] => v.map((e) => e * w + b);

export const norms: Table = {
  layerNorm: [
    entry([x(P), [3], x([1, 2, 0.5]), x([0.5, 0, -1])], (v: Rows, _: number[], w: number[], b: number[]) =>
      v.map((row) => standard(row).map((e, i) => e * w[i] + b[i])),
    ),
    entry([x(cube), [2, 3], { eps: 0.5 }], (v: Nested[]) =>
      v.map((m) => shaped(standard(flat(m), 0.5), [2, 3])),
    ),
  ],
  batchNorm: [
    entry([x(cube), { training: true, weight: [2, 3], bias: [1, -1] }], (v: Nested) =>
      byChannel(v, (w, c) => affine(standard(w), [2, 3][c], [1, -1][c])),
    ),
    entry([x(cube), null, null, x([2, 3]), x([1, -1]), true, 0.1, 0.5], (v: Nested, _m: null, _v: null, w: number[], b: number[]) => byChannel(v, (u, c) => affine(standard(u, 0.5), w[c], b[c]))), // prettier-ignore
    entry([x(P), x([1, 0.5, 2]), x([1, 4, 0.25]), x([1, 2, 3])], (v: Rows, m: number[], s: number[], w: number[]) => v.map((row) => row.map((e, c) => ((e - m[c]) / sqrt(s[c] + 1e-5)) * w[c]))), // prettier-ignore
  ],
  instanceNorm: [
    entry([x(cube), null, null, x([2, 3]), x([1, -1])], (v: Nested, _m: null, _v: null, w: number[], b: number[]) => alone(v, (u, c) => affine(standard(u), w[c], b[c]))), // prettier-ignore
    entry([x(cube), x([1, 0.5]), x([1, 4]), { useInputStats: false, eps: 0.25 }], (v: Nested, m: number[], s: number[]) => alone(v, (u, c) => u.map((e) => (e - m[c]) / sqrt(s[c] + 0.25)))), // prettier-ignore
  ],
  groupNorm: [
    entry(
      [x(cube), 1, x([2, 3]), x([1, -1])],
      (v: Nested[], _: number, w: number[], b: number[]) =>
      v.map((m) => map((e, k, c) => e * k + c, shaped(standard(flat(m)), [2, 3]), [[w[0]], [w[1]]], [[b[0]], [b[1]]])), // prettier-ignore
    ),
    entry([x([[1, 3, -2, 0.5]]), 2, { eps: 0.25 }], ([[a, b, c, d]]: Rows) => [
      [...standard([a, b], 0.25), ...standard([c, d], 0.25)],
    ]),
  ],
  localResponseNorm: [
    entry([x([W]), 3, { alpha: 0.5, beta: 0.75, k: 2 }], ([v]: Rows[]) => [responses(v, 3, 0.5, 0.75, 2)]),
    entry([x([W]), 9, { alpha: 1 }], ([v]: Rows[]) => [responses(v, 9, 1, 0.75, 1)]),
    entry([x([W]), 2], ([v]: Rows[]) => [responses(v, 2, 1e-4, 0.75, 1)]),
  ],
};
/** Of channels (C, D): the window of channel c starts size / 2 before it, rounded down. */
function responses(v: Rows, size: number, alpha: number, beta: number, k: number): Rows {
  const start = (c: number): number => c - Math.floor(size / 2);
  const squares = (c: number, d: number): number =>
    sumOf(v.flatMap((row, i) => (i >= start(c) && i < start(c) + size ? [row[d] ** 2] : [])));
  return v.map((row, c) => row.map((e, d) => e / (k + (alpha / size) * squares(c, d)) ** beta));
}

/** softmax(scores) values, for one head, a mask of numbers added. */
function attended(q: Rows, k: Rows, v: Rows, scale: number, mask?: (i: number, j: number) => number): Rows {
  return q.map((a, i) => {
    const w = k.map((b, j) => exp(scale * dot(a, b) + (mask?.(i, j) ?? 0)));
    return v[0].map((_, d) => sumOf(w.map((e, j) => e * v[j][d])) / sumOf(w));
  });
}
const K = [W[0], W[1], W[2]];
const V = [
  [1, -1],
  [0.5, 2],
  [3, 0.25],
];
const bias = [
  [0.5, -1, 2],
  [0, 1, -0.5],
];
const seen = [
  [true, false, true],
  [true, true, false],
];

export const attention: Table = {
  scaledDotProductAttention: [
    entry([x(P), x(K), x(V)], (q: Rows, k: Rows, v: Rows) => attended(q, k, v, 1 / sqrt(3))),
    entry([x([P, P]), x([K, W.slice(1)]), x(V), x(bias), { scale: 0.25 }], (q: Rows[], k: Rows[], v: Rows, b: Rows) => q.map((m, n) => attended(m, k[n], v, 0.25, (i, j) => b[i][j]))), // prettier-ignore
    entry([x(P), x(K), x(V), seen], (q: Rows, k: Rows, v: Rows) =>
      attended(q, k, v, 1 / sqrt(3), (i, j) => (seen[i][j] ? 0 : -Infinity)),
    ),
    entry([x(P), x(K), x(V), { isCausal: true }], (q: Rows, k: Rows, v: Rows) =>
      attended(q, k, v, 1 / sqrt(3), (i, j) => (j <= i ? 0 : -Infinity)),
    ),
  ],
};

const sigmoid = (v: number): number => 1 / (1 + exp(-v));
const gated = (n: number): Rows => Array.from({ length: n }, (_, i) => [Math.sin(i + 1), Math.cos(2 * i)]);
const wide = (n: number): Rows =>
  Array.from({ length: n }, (_, i) => [Math.cos(i), Math.sin(3 * i), Math.cos(5 * i) / 2]);
const biases = (n: number, by: number): number[] => Array.from({ length: n }, (_, i) => Math.sin(by * i) / 2);
const state = [0.5, -0.75];
type Cell = [v: number[], h: number[], w: Rows, u: Rows, b?: number[], c?: number[]];
const zeros = (n: number): number[] => new Array<number>(n).fill(0);
/** The parts of input and state, gate by gate. */
const gates = (n: number, [v, h, w, u, b = zeros(2 * n), c = zeros(2 * n)]: Cell): [number[], number[]][] =>
  Array.from({ length: n }, (_, g) => [
    plus(apply(w, v), b).slice(2 * g, 2 * g + 2),
    plus(apply(u, h), c).slice(2 * g, 2 * g + 2),
  ]);
const both = ([a, b]: [number[], number[]]): number[] => plus(a, b);
const cell = (n: number): unknown[] => [x(wide(2 * n)), x(gated(2 * n))];
const rnn = (...a: Cell): number[] => both(gates(1, a)[0]).map(tanh);
function gru(...a: Cell): number[] {
  const [r, z, [i, h]] = gates(3, a);
  return a[1].map((old, k) => {
    const next = tanh(i[k] + sigmoid(both(r)[k]) * h[k]);
    const kept = sigmoid(both(z)[k]);
    return (1 - kept) * next + kept * old;
  });
}
function lstm(v: number[], [h, c]: Rows, ...rest: [Rows, Rows, number[]?, number[]?]): [number[], number[]] {
  const [i, f, g, o] = gates(4, [v, h, ...rest]).map(both);
  const next = c.map((old, k) => sigmoid(f[k]) * old + sigmoid(i[k]) * tanh(g[k]));
  return [next.map((e, k) => sigmoid(o[k]) * tanh(e)), next];
}

export const cells: Table = {
  rnnTanhCell: [
    entry([x(P[0]), x(state), ...cell(1), x([0.5, 1]), x([-1, 0.25])], rnn),
    entry([x(P), x(two), ...cell(1)], (v: Rows, h: Rows, w: Rows, u: Rows) => v.map((e, n) => rnn(e, h[n], w, u))), // prettier-ignore
  ],
  gruCell: [
    entry([x(P[0]), x(state), ...cell(3), x(biases(6, 1)), x(biases(6, 2))], gru),
    entry([x(P), x(two), ...cell(3)], (v: Rows, h: Rows, w: Rows, u: Rows) => v.map((e, n) => gru(e, h[n], w, u))), // prettier-ignore
  ],
  lstmCell: [
    entry([x(P[0]), [x(state), x([1, 0.5])], ...cell(4), x(biases(8, 1)), x(biases(8, 2))], lstm),
    entry([x(P[1]), [x(state), x([1, 0.5])], ...cell(4)], lstm),
  ],
};
