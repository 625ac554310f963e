// Views, blocks, and parts replaced: each element of the result by its index.
import * as math from "mathjs";
import { at, entry, flat, shaped, sumOf, tabulate, x, type Nested, type Table } from "./entry.js";

type M = number[][];
const matrix = [
  [1, 2, 3],
  [4, 5, 6],
];
const cube = [matrix, matrix.map((r) => r.map((v) => v * 10))];
const T = (m: M): M => math.transpose(m);
const uneven = [
  [0.5, -1.5, 2],
  [3, 1.2, -2.5],
];
const source = [
  [1.5, 0.7, -0.3],
  [2.2, -1.1, 4],
  [0.9, 3.1, -2],
];
const index = [
  [1, 0, 1],
  [1, 1, 1],
  [0, 0, 1],
];
/** For each element of v those of w that come to its place along axis 0, and itself if `self`. */
const comers =
  (v: Nested, w: Nested, self: boolean): ((r: number, c: number) => number[]) =>
  (r, c) => {
    const come = index.flatMap((row, i) => (row[c] === r ? [at(w, i, c)] : []));
    return self || come.length === 0 ? [at(v, r, c), ...come] : come;
  };
const reductions: Record<string, (v: number[]) => number> = {
  sum: sumOf,
  mean: (v) => math.mean(v),
  prod: (v) => Number(math.prod(v)),
  amax: (v) => Math.max(...v),
  amin: (v) => Math.min(...v),
};
const upper = [
  [3, 1, -1],
  [0, 4, 1],
  [0, 0, 5],
];
const triangle = (M: M): M => M.map((r, i) => r.map((v, j) => (j < i ? 0 : v)));
const B = [
  [1, -2],
  [0.5, 3],
  [2, 1],
];

// prettier-ignore
export const parts: Table = {
  t: [entry([x(matrix)], T), entry([x([1, 2])], (v: Nested) => v)],
  view: [entry([x(matrix), [3, -1]], (v: Nested) => shaped(flat(v), [3, 2]))],
  viewAs: [entry([x(matrix), [[0, 0], [0, 0], [0, 0]]], (v: Nested) => shaped(flat(v), [3, 2]))],
  ravel: [entry([x(cube)], flat)],
  fliplr: [entry([x(matrix)], (v: M) => v.map((r) => [...r].reverse()))],
  flipud: [entry([x(matrix)], (v: M) => [...v].reverse()), entry([x([1, 2, 3])], (v: number[]) => [...v].reverse())],
  unfold: [
    entry([x([1, 2, 3, 4, 5]), 0, 3, 2], (v: number[]) => [v.slice(0, 3), v.slice(2)]),
    entry([x(matrix), 1, 2, 1], (v: M) => v.map((r) => [r.slice(0, 2), r.slice(1)])),
    entry([x(cube), 1, 2, 1], (v: M[]) => v.map((m) => [T(m)])),
  ],
  asStrided: [
    entry([x(matrix), [2, 2], [1, 2]], (v: Nested) => tabulate([2, 2], (i, j) => flat(v)[i + 2 * j])),
    entry([x([1, 2, 3, 4]), [3], [0], 2], ([,, c]: number[]) => [c, c, c]),
  ],
  blockDiag: [
    entry([x(matrix), x([7, 8]), x(9)], ([a, b]: M, [c, d]: number[], e: number) => [[...a, 0, 0, 0], [...b, 0, 0, 0], [0, 0, 0, c, d, 0], [0, 0, 0, 0, 0, e]]),
  ],
  cartesianProd: [
    entry([x([1, 2]), x([3, 4, 5])], (v: number[], w: number[]) => v.flatMap((a) => w.map((b) => [a, b]))),
    entry([x([1, 2])], (v: number[]) => v),
  ],
  combinations: [
    entry([x([1, 2, 3])], ([a, b, c]: number[]) => [[a, b], [a, c], [b, c]]),
    entry([x([1, 2]), 3, { withReplacement: true }], ([a, b]: number[]) => [[a, a, a], [a, a, b], [a, b, b], [b, b, b]]),
    entry([x([1, 2, 3]), 3], (v: number[]) => [v]),
  ],
  selectScatter: [
    entry([x(matrix), x([8, 9]), 1, -1], (v: M, w: number[]) => v.map(([a, b], i) => [a, b, w[i]])),
    entry([x(cube), x(uneven), 0, 0], ([, v]: M[], w: M) => [w, v]),
  ],
  sliceScatter: [
    entry([x(matrix), x([[8], [9]]), 1, 1, 2], (v: M, w: M) => v.map(([a,, c], i) => [a, w[i][0], c])),
    entry([x([1, 2, 3, 4, 5]), x([8, 9]), { start: -4, step: 2 }], ([a,, c,, e]: number[], [p, q]: number[]) => [a, p, c, q, e]),
  ],
  diagonalScatter: [
    entry([x(matrix), x([8, 9])], ([[, b, c], [d,, f]]: M, [p, q]: number[]) => [[p, b, c], [d, q, f]]),
    entry([x(cube), x([[7], [8]]), { offset: 2, dim1: 1, dim2: 2 }], (v: M[], w: M) => v.map(([[a, b], r], i) => [[a, b, w[i][0]], r])),
  ],
  scatterReduce: Object.entries(reductions).flatMap(([name, f]) => [
    entry([x(uneven), 0, index, x(source), name], (v: Nested, _d: number, _i: Nested, w: Nested) => tabulate([2, 3], (r, c) => f(comers(v, w, true)(r, c)))),
    entry([x(uneven), 0, index, x(source), name, { includeSelf: false }], (v: Nested, _d: number, _i: Nested, w: Nested) => tabulate([2, 3], (r, c) => f(comers(v, w, false)(r, c)))),
  ]),
  triangularSolve: [
    entry([x(B), x(upper)], (b: M, A: M) => ({ solution: math.multiply(math.inv(triangle(A)), b), clonedCoefficient: A })),
    entry([x(B), x(T(upper)), { upper: false, transpose: true }], (b: M, A: M) => ({ solution: math.multiply(math.inv(triangle(T(A))), b), clonedCoefficient: A })),
  ],
};
