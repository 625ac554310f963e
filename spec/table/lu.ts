// Elimination and reflections: by mathjs's own, and by products of matrices written out.
import * as math from "mathjs";
import { entry, x, type Nested, type Table } from "./entry.js";

type Matrix = number[][];
const swapped = [
  [0.5, 4, 1],
  [1, -0.7, 5],
  [3, 1, -1],
];
const wide = [
  [1, -2, 0.5],
  [2, 3, -1],
];
const tall = math.transpose(wide);
const B = [
  [1, -2],
  [0.5, 3],
  [2, 1],
];
const both = [swapped, swapped.map((r) => [...r].reverse())];
const each = (v: Nested, f: (M: Matrix) => Nested): Matrix[] =>
  (v as unknown as Matrix[]).map(f) as unknown as Matrix[];
const unit = (n: number): Matrix => math.identity(n).valueOf() as unknown as Matrix;
const times = (...M: Matrix[]): Matrix => M.reduce((P, Q) => math.multiply(P, Q));

interface Triple extends Record<string, Matrix> {
  readonly P: Matrix;
  readonly L: Matrix;
  readonly U: Matrix;
}
/** mathjs gives the place that each row takes. */
function lup(M: Matrix): Triple {
  const { L, U, p } = math.lup(M) as unknown as { L: Matrix; U: Matrix; p: number[] };
  return { P: p.map((place) => unit(M.length)[place]), L, U };
}
/** Row by row without exchange, after Doolittle. */
function doolittle(M: Matrix): Triple {
  const U = M.map((r) => [...r]),
    L = unit(M.length);
  for (let k = 0; k < M.length; k++)
    for (let i = k + 1; i < M.length; i++) {
      L[i][k] = U[i][k] / U[k][k];
      U[i] = U[i].map((v, j) => (j <= k ? 0 : v - L[i][k] * U[k][j]));
    }
  return { P: [], L, U };
}
/** Both factors in one, and swaps that make the order. */
function compact(M: Matrix): { LU: Matrix; pivots: number[] } {
  const { P, L, U } = lup(M),
    order = M.map((_, i) => i),
    k = Math.min(M.length, M[0].length);
  const pivots = Array.from({ length: k }, (_, i) => {
    const to = order.findIndex((row) => P[row][i] === 1);
    [order[i], order[to]] = [order[to], order[i]];
    return to + 1;
  });
  return { LU: M.map((r, i) => r.map((_, j) => (j < i ? L[i][j] : U[i][j]))), pivots };
}
const triangles = (LU: Matrix): [L: Matrix, U: Matrix] => [
  LU.map((r, i) => r.map((v, j) => (j < i ? v : i === j ? 1 : 0))),
  LU.map((r, i) => r.map((v, j) => (j < i ? 0 : v))),
];
/** The matrix of the factors in `LU`, of which rows 1 and 3 were swapped. */
const swap: Matrix = [[0, 0, 1], [0, 1, 0], [1, 0, 0]]; // prettier-ignore
const product = (LU: Matrix): Matrix => times(swap, ...triangles(LU));
const factored = [
  [3, 1, -1],
  [0.25, 4, 1],
  [-0.5, 0.75, 5],
];
const pivots = [3, 2, 3];

/** Each reflection as a matrix. */
const reflections = (M: Matrix, tau: number[]): Matrix =>
  times(
    ...tau.map((t, k) => {
      const v = M.map((r, i) => (i < k ? 0 : i === k ? 1 : r[k]));
      return unit(M.length).map((r, i) => r.map((e, j) => e - t * v[i] * v[j]));
    }),
  ).map((r) => r.slice(0, M[0].length));

/** The root's. */
// prettier-ignore
export const eliminations: Table = {
  luSolve: [entry([x(B), x(factored), pivots], (b: Matrix, LU: Matrix) => times(math.inv(product(LU)), b))],
  luUnpack: [
    entry([x(factored), pivots], (LU: Matrix) => ({ P: swap, L: triangles(LU)[0], U: triangles(LU)[1] })),
    entry([x(factored), pivots, { unpackData: false }], () => ({ P: swap, L: [], U: [] })),
    entry([x(wide), [2, 2], true, false], ([[a, b, c], [d, e, f]]: Matrix) => ({ P: [], L: [[1, 0], [d, 1]], U: [[a, b, c], [0, e, f]] })),
  ],
};
/** dualtensor/linalg. */
// prettier-ignore
export const factorisations: Table = {
  lu: [
    entry([x(swapped)], lup), entry([x(wide)], lup), entry([x(tall)], lup),
    entry([x(swapped), { pivot: false }], doolittle),
    entry([x(both)], (v: Nested) => ({ P: each(v, (M) => lup(M).P), L: each(v, (M) => lup(M).L), U: each(v, (M) => lup(M).U) })),
  ],
  luFactor: [entry([x(swapped)], compact), entry([x(wide)], compact)],
  luFactorEx: [entry([x(swapped)], (M: Matrix) => ({ ...compact(M), info: 0 }))],
  luSolve: [
    entry([x(factored), pivots, x(B)], (LU: Matrix, _: unknown, R: Matrix) => times(math.inv(product(LU)), R)),
    entry([x(factored), pivots, x(B), { adjoint: true }], (LU: Matrix, _: unknown, R: Matrix) => times(math.inv(math.transpose(product(LU))), R)),
    entry([x(factored), pivots, x(math.transpose(B)), false], (LU: Matrix, _: unknown, R: Matrix) => times(R, math.inv(product(LU)))),
    entry([x(factored), pivots, x(math.transpose(B)), false, true], (LU: Matrix, _: unknown, R: Matrix) => times(R, math.inv(math.transpose(product(LU))))),
  ],
  householderProduct: [
    entry([x(B), x([1.25, -0.5])], reflections),
    entry([x(swapped), x([0.5, 0])], reflections),
    entry([x(swapped), x([1.5, 0.25, 2])], reflections),
    entry([x([B, tall]), x([[1.25, -0.5], [0.5, 1]])], (M: Matrix[], tau: Matrix) => M.map((m, i) => reflections(m, tau[i]))),
  ],
};
