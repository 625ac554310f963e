// Functions that move elements: each element of the result is one of the argument's, or a number that was asked for.
import * as math from "mathjs";
import { at, entry, flat, map, shaped, shapeOf, tabulate, x, type Nested, type Table } from "./entry.js";

const v4 = [1.5, -2, 0.5, 3];
const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];
const cube = [matrix, matrix.map((r) => r.map((v) => v * 10))];
const index23 = [
  [2, 0, 1],
  [1, 1, 0],
];
type M = number[][];
const T = (m: M): M => math.transpose(m);
const parts = (...p: Nested[]): Nested => p;

/** As jacobian shows them, writes by index: the last one wins. */
function written(v: Nested, writes: readonly (readonly [readonly number[], number])[], add = false): Nested {
  const s = shapeOf(v),
    d = flat(v);
  for (const [i, w] of writes) {
    const p = i.reduce((q, n, k) => q * s[k] + n, 0);
    d[p] = add ? d[p] + w : w;
  }
  return shaped(d, s);
}
/** (index, place in source) of each element of an index array along an axis. */
const places = (index: Nested, axis: number): (readonly [number[], number[]])[] =>
  flat(index).map((n, p) => {
    const s = shapeOf(index),
      i = s.map((_, d) => Math.floor(p / s.slice(d + 1).reduce((a, b) => a * b, 1)) % s[d]);
    return [i.map((e, d) => (d === axis ? n : e)), i];
  });

// prettier-ignore
export const views: Table = {
  reshape: [entry([x(matrix), [3, -1]], (v: Nested) => math.reshape(v as M, [3, 2]))],
  flatten: [entry([x(cube)], (v: Nested) => flat(v)), entry([x(cube), { startDim: 1 }], (v: Nested[]) => v.map(flat))],
  unflatten: [entry([x(v4), 0, [2, -1]], (v: number[]) => shaped(v, [2, 2]))],
  squeeze: [entry([x([[[1], [2]]])], (v: Nested) => flat(v)), entry([x([[[1], [2]]]), 0], ([v]: Nested[]) => v)],
  unsqueeze: [entry([x(v4), -1], (v: number[]) => v.map((e) => [e])), entry([x(matrix), 1], (v: M) => v.map((r) => [r]))],
  permute: [entry([x(cube), [2, 0, 1]], (v: Nested) => tabulate([3, 2, 2], (k, i, j) => at(v, i, j, k)))],
  transpose: [entry([x(matrix), 0, 1], T), entry([x(cube), 0, -1], (v: Nested) => tabulate([3, 2, 2], (k, j, i) => at(v, i, j, k)))],
  swapaxes: [entry([x(matrix), 0, 1], T)],
  movedim: [entry([x(cube), 0, 2], (v: Nested) => tabulate([2, 3, 2], (j, k, i) => at(v, i, j, k))), entry([x(cube), [0, 1], [1, 2]], (v: Nested) => tabulate([3, 2, 2], (k, i, j) => at(v, i, j, k)))],
  expand: [entry([x([[1], [2]]), [-1, 3]], (v: M) => v.map(([e]) => [e, e, e])), entry([x([1, 2]), [3, 2]], (v: number[]) => [v, v, v])],
  expandAs: [entry([x([[1], [2]]), matrix], (v: M) => v.map(([e]) => [e, e, e]))],
  broadcastTo: [entry([x([1, 2]), [3, 2]], (v: number[]) => [v, v, v])],
  broadcastTensors: [entry([x([1, 2]), x([[3], [4], [5]])], (v: number[], w: M) => parts(w.map(() => v), w.map(([e]) => [e, e])))],
  meshgrid: [
    entry([x([1, 2, 3]), x([4, 5])], (v: number[], w: number[]) => parts(v.map((e) => w.map(() => e)), v.map(() => w))),
    entry([x([1, 2, 3]), x([4, 5]), { indexing: "xy" }], (v: number[], w: number[]) => parts(w.map(() => v), w.map((e) => v.map(() => e)))),
  ],
  repeat: [entry([x([1, 2]), [2, 2]], (v: number[]) => [[...v, ...v], [...v, ...v]])],
  tile: [entry([x(matrix), [2]], (v: M) => v.map((r) => [...r, ...r]))],
  repeatInterleave: [
    entry([x(matrix), 2], (v: Nested) => flat(v).flatMap((e) => [e, e])),
    entry([x(matrix), [1, 2], 0], ([a, b]: M) => [a, b, b]),
  ],
  flip: [entry([x(matrix), [0, 1]], (v: M) => v.map((r) => [...r].reverse()).reverse()), entry([x(matrix), 1], (v: M) => v.map((r) => [...r].reverse()))],
  rot90: [
    entry([x(matrix)], (v: M) => T(v.map((r) => [...r].reverse()))),
    entry([x(matrix), 2], (v: M) => v.map((r) => [...r].reverse()).reverse()),
    entry([x(matrix), -1], (v: M) => T([...v].reverse())),
  ],
  roll: [
    entry([x(v4), 1, 0], (v: number[]) => [v[3], v[0], v[1], v[2]]),
    entry([x(matrix), 2], (v: Nested) => shaped([...flat(v).slice(-2), ...flat(v).slice(0, -2)], [2, 3])),
    entry([x(matrix), [1, -1], [0, 1]], ([a, b]: M) => [[...b.slice(1), b[0]], [...a.slice(1), a[0]]]),
  ],
  narrow: [entry([x(matrix), 1, 1, 2], (v: M) => v.map((r) => r.slice(1)))],
  select: [entry([x(matrix), 1, -1], (v: M) => v.map((r) => r[2])), entry([x(cube), 0, 1], (v: Nested[]) => v[1])],
  pad: [
    entry([x([1, 2, 3]), [1, 2]], (v: number[]) => [0, ...v, 0, 0]),
    entry([x(matrix), [1, -1, 0, 1], { value: 7 }], ([a, b]: M) => [[7, a[0], a[1]], [7, b[0], b[1]], [7, 7, 7]]),
    entry([x([1, 2, 3]), [2, 1], "reflect"], ([a, b, c]: number[]) => [c, b, a, b, c, b]),
    entry([x([1, 2, 3]), [2, 1], "replicate"], ([a, b, c]: number[]) => [a, a, a, b, c, c]),
    entry([x([1, 2, 3]), [2, 1], "circular"], ([a, b, c]: number[]) => [b, c, a, b, c, a]),
    entry([x([1, 2, 3]), [-1, 1], "reflect"], ([, b, c]: number[]) => [b, c, b]),
    entry([x([1, 2, 3]), [-1, 2], "circular"], ([, b, c]: number[]) => [b, c, b, c]),
  ],
  diag: [entry([x([1, 2]), 1], ([a, b]: number[]) => [[0, a, 0], [0, 0, b], [0, 0, 0]]), entry([x(matrix)], (v: Nested) => [at(v, 0, 0), at(v, 1, 1)])],
  diagflat: [entry([x([[1, 2], [3, 4]]), { offset: -1 }], (v: Nested) => tabulate([5, 5], (i, j) => (i === j + 1 ? flat(v)[j] : 0)))],
  diagonal: [
    entry([x(matrix), 1], (v: Nested) => [at(v, 0, 1), at(v, 1, 2)]),
    entry([x(cube), 0, 2, 1], (v: Nested) => tabulate([2, 2], (i, j) => at(v, i, j, j))),
  ],
  diagEmbed: [entry([x([[1, 2], [3, 4]])], (v: M) => v.map((r) => math.diag(r) as unknown as M)), entry([x([1, 2]), 1, 1, 0], ([a, b]: number[]) => [[0, 0, 0], [a, 0, 0], [0, b, 0]])],
  tril: [entry([x(matrix)], (v: M) => v.map((r, i) => r.map((e, j) => (j <= i ? e : 0)))), entry([x(matrix), 1], (v: M) => v.map((r, i) => r.map((e, j) => (j <= i + 1 ? e : 0))))],
  triu: [entry([x(matrix), { diagonal: -1 }], (v: M) => v), entry([x(matrix), 1], (v: M) => v.map((r, i) => r.map((e, j) => (j > i ? e : 0))))],
};

// prettier-ignore
export const joins: Table = {
  cat: [
    entry([[x([1, 2]), x([3]), [4, 5]]], ([a, b, c]: number[][]) => [...a, ...b, ...c]),
    entry([[x(matrix), x([[7], [8]])], 1], ([a, b]: M[]) => math.concat(a, b, 1) as M),
  ],
  stack: [entry([[x([1, 2]), x([3, 4])]], ([a, b]: M) => [a, b]), entry([[x([1, 2]), x([3, 4])], { dim: -1 }], (v: M) => T(v)), entry([[x(1), x(2)]], (v: Nested) => v)],
  hstack: [entry([[x([1]), x([2, 3])]], ([a, b]: M) => [...a, ...b]), entry([[x(matrix), x([[7], [8]])]], ([a, b]: M[]) => math.concat(a, b, 1) as M)],
  vstack: [entry([[x([1, 2]), x([[3, 4], [5, 6]])]], ([a, b]: [number[], M]) => [a, ...b])],
  dstack: [entry([[x([1, 2]), x([3, 4])]], ([a, b]: M) => [a.map((e, i) => [e, b[i]])])],
  columnStack: [entry([[x([1, 2]), x([[3, 4], [5, 6]])]], ([a, b]: [number[], M]) => a.map((e, i) => [e, ...b[i]]))],
  split: [
    entry([x([1, 2, 3, 4, 5]), 2], (v: number[]) => parts(v.slice(0, 2), v.slice(2, 4), v.slice(4))),
    entry([x(matrix), [1, 2], 1], (v: M) => parts(v.map((r) => r.slice(0, 1)), v.map((r) => r.slice(1)))),
  ],
  chunk: [entry([x([1, 2, 3, 4, 5]), 2], (v: number[]) => parts(v.slice(0, 3), v.slice(3)))],
  tensorSplit: [
    entry([x([1, 2, 3, 4, 5]), 3], (v: number[]) => parts(v.slice(0, 2), v.slice(2, 4), v.slice(4))),
    entry([x([1, 2, 3, 4, 5]), [1, 3]], (v: number[]) => parts(v.slice(0, 1), v.slice(1, 3), v.slice(3))),
  ],
  unbind: [entry([x(matrix)], ([a, b]: M) => parts(a, b)), entry([x(matrix), 1], (v: M) => T(v))],
};

/** The order of the numbers, and the numbers in it. */
const sorted = (v: number[], descending = false): { values: number[]; indices: number[] } => {
  const indices = v.map((_, i) => i).sort((a, b) => (descending ? v[b] - v[a] : v[a] - v[b]));
  return { values: indices.map((i) => v[i]), indices };
};
const rows = (
  v: M,
  f: (r: number[]) => { values: number[]; indices: number[] },
): { values: M; indices: M } => ({
  values: v.map((r) => f(r).values),
  indices: v.map((r) => f(r).indices),
});
const unsorted = [
  [0.5, -1, 2],
  [3, 1, -2],
];
// prettier-ignore
export const picks: Table = {
  gather: [
    entry([x(matrix), 1, index23], (v: Nested, _: number, i: Nested) => tabulate([2, 3], (r, c) => at(v, r, at(i, r, c)))),
    entry([x(matrix), 0, [[1, 0, 1]]], (v: Nested) => [[at(v, 1, 0), at(v, 0, 1), at(v, 1, 2)]]),
  ],
  takeAlongDim: [entry([x(matrix), [[2], [0]], 1], (v: Nested) => [[at(v, 0, 2)], [at(v, 1, 0)]]), entry([x(matrix), [5, 0]], (v: Nested) => [at(v, 1, 2), at(v, 0, 0)])],
  take: [entry([x(matrix), [[0, 5], [2, 0]]], (v: Nested, i: Nested) => map((p) => flat(v)[p], i))],
  indexSelect: [entry([x(matrix), 1, [2, 0, 2]], (v: M) => v.map((r) => [r[2], r[0], r[2]]))],
  maskedSelect: [entry([x(matrix), [[true, false, true], [false, true, false]]], (v: Nested) => [at(v, 0, 0), at(v, 0, 2), at(v, 1, 1)])],
  maskedScatter: [entry([x(matrix), [[true, false, true], [false, true, false]], x([7, 8, 9, 10])], (v: Nested, _: Nested, w: number[]) => written(v, [[[0, 0], w[0]], [[0, 2], w[1]], [[1, 1], w[2]]]))],
  scatter: [
    entry([x(matrix), 1, index23, x(unsorted)], (v: Nested, _: number, i: Nested, w: Nested) => written(v, places(i, 1).map(([to, from]) => [to, at(w, ...from)]))),
    entry([x(matrix), 0, [[1, 0]], x(9)], (v: Nested, _: number, __: Nested, w: number) => written(v, [[[1, 0], w], [[0, 1], w]])),
    entry([x(matrix), 0, [[1, 0]], x(9), "add"], (v: M, _: number, __: Nested, w: number) => [[v[0][0], v[0][1] + w, v[0][2]], [v[1][0] + w, v[1][1], v[1][2]]]),
    entry([x(matrix), 1, [[2, 2]], x([[3, -2]]), { reduce: "multiply" }], (v: M, _: number, __: Nested, [[p, q]]: M) => [[v[0][0], v[0][1], v[0][2] * p * q], v[1]]),
  ],
  scatterAdd: [entry([x(matrix), 1, index23, x(unsorted)], (v: Nested, _: number, i: Nested, w: Nested) => written(v, places(i, 1).map(([to, from]) => [to, at(w, ...from)]), true))],
  indexAdd: [
    entry([x(matrix), 1, [2, 2], x([[1, 2], [3, 4]])], (v: Nested, _: number, __: Nested, w: M) => written(v, w.flatMap((r, i) => r.map((e) => [[i, 2], e] as const)), true)),
    entry([x(matrix), 0, [1], x([[1, 2, 3]]), { alpha: -2 }], (v: M, _: number, __: Nested, [w]: M) => [v[0], v[1].map((e, j) => e - 2 * w[j])]),
  ],
  indexCopy: [entry([x(matrix), 1, [2, 0], x([[1, 2], [3, 4]])], (v: M, _: number, __: Nested, w: M) => v.map((r, i) => [w[i][1], r[1], w[i][0]]))],
  indexFill: [entry([x(matrix), 1, [0, 2], x(5)], (v: M, _: number, __: Nested, w: number) => v.map((r) => [w, r[1], w]))],
  indexPut: [
    entry([x(matrix), [[0, 1], [1, 2]], x([7, 8])], (v: Nested, _: Nested, w: number[]) => written(v, [[[0, 1], w[0]], [[1, 2], w[1]]])),
    entry([x(matrix), [[0, 0], [1, 1]], x([7, 8]), true], (v: Nested, _: Nested, w: number[]) => written(v, [[[0, 1], w[0]], [[0, 1], w[1]]], true)),
  ],
  sort: [entry([x(unsorted)], (v: M) => rows(v, (r) => sorted(r))), entry([x(unsorted), { descending: true }], (v: M) => rows(v, (r) => sorted(r, true)))],
  argsort: [entry([unsorted, 1, true], (v: M) => v.map((r) => sorted(r, true).indices))],
  msort: [entry([x(unsorted)], (v: M) => T(T(v).map((c) => sorted(c).values)))],
  topk: [
    entry([x(unsorted), 2], (v: M) => rows(v, (r) => { const s = sorted(r, true); return { values: s.values.slice(0, 2), indices: s.indices.slice(0, 2) }; })),
    entry([x(v4), 1, { largest: false }], (v: number[]) => ({ values: sorted(v).values.slice(0, 1), indices: sorted(v).indices.slice(0, 1) })),
  ],
};
