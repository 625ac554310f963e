// Products and linear algebra: by mathjs, or by the textbook's loops.
import * as math from "mathjs";
import {
  along,
  at,
  entry,
  flat,
  map,
  shapeOf,
  sumOf,
  tabulate,
  x,
  type Nested,
  type Table,
} from "./entry.js";

type Matrix = number[][];
const A = [
  [3, 1, -1],
  [0.5, 4, 1],
  [1, -0.7, 5],
];
const B = [
  [1, -2],
  [0.5, 3],
  [2, 1],
];
const definite = [
  [4, 1, -1],
  [1, 5, 0.5],
  [-1, 0.5, 6],
];
const lower = [
  [2, 0, 0],
  [0.5, 3, 0],
  [-1, 1, 2.5],
];
const pairOf = (M: Matrix): Matrix[] => [M, M.map((r, i) => r.map((v, j) => v * 1.25 + (i === j ? 0.5 : 0)))];
/** f of each matrix of a batch. */
const each = (v: Nested, f: (M: Matrix) => Nested): Nested => (v as unknown as Matrix[]).map(f);
const transposed = (M: Matrix): Matrix => math.transpose(M);
const times = (P: Matrix, Q: Matrix): Matrix => math.multiply(P, Q);
const inverse = (M: Matrix): Matrix => math.inv(M);
/** The triangle that is read. */
const triangle = (M: Matrix, upper: boolean): Matrix =>
  M.map((r, i) => r.map((v, j) => ((upper ? i <= j : j <= i) ? v : 0)));
/** The solution of each column. */
const solved = (M: Matrix, R: Matrix): Matrix => times(inverse(M), R);
/** L Lᵀ, of the lower triangle. */
const gram = (L: Matrix): Matrix => times(triangle(L, false), transposed(triangle(L, false)));
const column = (v: readonly number[]): Matrix => v.map((e) => [e]);
const symmetric = (M: Matrix): Matrix => M.map((r, i) => r.map((v, j) => (v + M[j][i]) / 2));
/** Cholesky and Banachiewicz. */
function cholesky(given: Matrix): Matrix {
  const S = symmetric(given),
    n = S.length,
    L = S.map(() => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      const rest = S[i][j] - sumOf(L[i].slice(0, j).map((v, k) => v * L[j][k]));
      L[i][j] = i === j ? Math.sqrt(rest) : rest / L[j][j];
    }
  return L;
}
/** By Householder's reflections, with the signs of LAPACK: R[k, k] has the sign against that of the column's entry. */
function qr(M: Matrix): { Q: Matrix; R: Matrix } {
  const m = M.length,
    n = M[0].length,
    k = Math.min(m, n);
  let R = M,
    Q: Matrix = math.identity(m).valueOf() as unknown as Matrix;
  for (let c = 0; c < Math.min(m - 1, n); c++) {
    const v = R.map((r, i) => (i < c ? 0 : r[c]));
    v[c] += Math.sign(v[c]) * Number(math.norm(v));
    const scale = 2 / math.dot(v, v),
      H = tabulate([m, m], (i, j) => (i === j ? 1 : 0) - scale * v[i] * v[j]) as unknown as Matrix;
    R = times(H, R);
    Q = times(Q, H);
  }
  return { Q: Q.map((r) => r.slice(0, k)), R: R.slice(0, k).map((r, i) => r.map((v, j) => (j < i ? 0 : v))) };
}
const power = (M: Matrix, n: number): Matrix =>
  n < 0
    ? power(inverse(M), -n)
    : n === 0
      ? (math.identity(M.length).valueOf() as unknown as Matrix)
      : times(M, power(M, n - 1));
const vander = (v: readonly number[], n: number): Matrix =>
  v.map((e) => Array.from({ length: n }, (_, j) => e ** j));
const cross = (v: Nested, w: Nested, axis: number): Nested => {
  const s = shapeOf(v);
  return tabulate(s, (...i) => {
    const other = (u: Nested, by: number): number =>
      at(u, ...i.map((e, d) => (d === axis ? (e + by) % 3 : e)));
    return other(v, 1) * other(w, 2) - other(v, 2) * other(w, 1);
  });
};

// prettier-ignore
export const products: Table = {
  matmul: [
    entry([x(A), x(B)], times),
    entry([x([1, 2, 3]), x(B)], (v: number[], M: Matrix) => math.multiply(v, M)),
    entry([x(A), x([1, 2, 3])], (M: Matrix, v: number[]) => math.multiply(M, v)),
    entry([x([1, 2, 3]), x([4, 5, 6])], (v: number[], w: number[]) => math.dot(v, w)),
    entry([x(pairOf(A)), x(B)], (v: Nested, M: Matrix) => each(v, (P) => times(P, M))),
    entry([x(transposed(B)), x(pairOf(A))], (M: Matrix, v: Nested) => each(v, (P) => times(M, P))),
  ],
  outer: [entry([x([1, 2, 3]), x([4, 5])], (v: number[], w: number[]) => tabulate([3, 2], (i, j) => v[i] * w[j]))],
  inner: [
    entry([x(A), x(transposed(B))], (P: Matrix, Q: Matrix) => times(P, transposed(Q))),
    entry([x(A), x(2)], (P: Nested, s: Nested) => map((a, b) => a * b, P, s)),
  ],
  kron: [
    entry([x(B), x([[1, 2], [3, 4]])], (P: Matrix, Q: Matrix) => math.kron(P, Q) as unknown as Nested),
    entry([x([1, 2]), x([[1], [3]])], (v: number[], Q: Matrix) => math.kron([v], Q) as unknown as Nested),
  ],
  cross: [
    entry([x([1, 2, 3]), x([4, -5, 6])], (v: number[], w: number[]) => math.cross(v, w) as number[]),
    entry([x(B), x(B.map((r) => r.map((v) => v * v + 1)))], (v: Nested, w: Nested) => cross(v, w, 0)),
  ],
  tensordot: [
    entry([x(A), x(B), 1], times),
    entry([x(A), x(definite)], (P: Nested, Q: Nested) => sumOf(flat(map((a, b) => a * b, P, Q)))),
    entry([x(A), x(B), [[0], [0]]], (P: Matrix, Q: Matrix) => times(transposed(P), Q)),
    entry([x([1, 2]), x([3, 4]), { dims: 0 }], (v: number[], w: number[]) => tabulate([2, 2], (i, j) => v[i] * w[j])),
  ],
  einsum: [
    entry(["ij,jk->ik", x(A), x(B)], (_: string, P: Matrix, Q: Matrix) => times(P, Q)),
    entry(["ii", x(A)], (_: string, P: Matrix) => math.trace(P)),
    entry(["ij->ji", x(B)], (_: string, P: Matrix) => transposed(P)),
    entry(["i,j,ij", x([1, 2, 3]), x([4, 5]), x(B)], (_: string, v: number[], w: number[], P: Matrix) => math.dot(v, math.multiply(P, w))),
    entry(["...ij,...jk", x(pairOf(A)), x(B)], (_: string, v: Nested, Q: Matrix) => each(v, (P) => times(P, Q))),
  ],
  vander: [
    entry([x([1, 2, 3])], (v: number[]) => vander(v, 3).map((r) => r.reverse())),
    entry([x([1.5, -2]), 4, true], (v: number[]) => vander(v, 4)),
  ],
};
// prettier-ignore
export const linear: Table = {
  solve: [
    entry([x(A), x(B)], solved),
    entry([x(A), x([1, 2, 3])], (M: Matrix, v: number[]) => flat(solved(M, column(v)))),
    entry([x(A), x(transposed(B)), false], (M: Matrix, R: Matrix) => times(R, inverse(M))),
    entry([x(pairOf(A)), x(B)], (v: Nested, R: Matrix) => each(v, (M) => solved(M, R))),
  ],
  inv: [entry([x(A)], inverse), entry([x(pairOf(A))], (v: Nested) => each(v, inverse))],
  det: [
    entry([x(A)], (M: Matrix) => math.det(M)),
    entry([x(pairOf(A))], (v: Nested) => each(v, (M) => math.det(M))),
    entry([x([[1, 2, 0], [2, 1, 3], [3, 3, 3]])], (M: Matrix) => leibniz(M)),
  ],
  logdet: [entry([x(A)], (M: Matrix) => Math.log(math.det(M)))],
  slogdet: [
    entry([x(A)], (M: Matrix) => ({ sign: 1, logabsdet: Math.log(math.det(M)) })),
    entry([x(A.map((r) => r.map((v) => -v)))], (M: Matrix) => ({ sign: -1, logabsdet: Math.log(-math.det(M)) })),
  ],
  cholesky: [
    entry([x(definite)], cholesky),
    entry([x(definite), true], (M: Matrix) => transposed(cholesky(M))),
    entry([x(pairOf(definite))], (v: Nested) => each(v, cholesky)),
  ],
  choleskySolve: [
    entry([x(B), x(lower)], (R: Matrix, L: Matrix) => solved(gram(L), R)),
    entry([x(B), x(transposed(lower)), true], (R: Matrix, U: Matrix) => solved(gram(transposed(U)), R)),
  ],
  choleskyInverse: [entry([x(lower)], (L: Matrix) => inverse(gram(L)))],
  matrixPower: [
    entry([x(A), 3], power), entry([x(A), 0], power), entry([x(A), -2], power), entry([x(pairOf(A)), 2], (v: Nested) => each(v, (M) => power(M, 2))),
  ],
  qr: [
    entry([x(B)], qr), entry([x(A)], qr), entry([x(transposed(B))], qr),
    entry([x(B), "r"], (M: Matrix) => ({ Q: [], R: qr(M).R })),
  ],
};
/** The determinant of three rows as the sum over permutations. */
const leibniz = ([[a, b, c], [d, e, f], [g, h, i]]: Matrix): number =>
  a * e * i + b * f * g + c * d * h - c * e * g - b * d * i - a * f * h;
/** The roots of the eigenvalues of Mᵀ M, descending. */
const singularValues = (M: Matrix): number[] =>
  (math.eigs(times(transposed(M), M)).values as number[]).map(Math.sqrt).sort((a, b) => b - a);
const least = (M: Matrix, R: Matrix): Matrix => solved(times(transposed(M), M), times(transposed(M), R));

/** dualtensor/linalg: what differs from the functions of the same name, and what stands there alone. */
// prettier-ignore
export const linalg: Table = {
  ...linear,
  matmul: products.matmul,
  cross: [entry([x(transposed(B)), x([1, -2, 0.5])], (v: Matrix, w: number[]) => cross(v, v.map(() => w), 1))],
  vander: [entry([x([1, 2, 3])], (v: number[]) => vander(v, 3)), entry([x([[1, 2], [3, 4]]), 3], (v: Matrix) => v.map((r) => vander(r, 3)))],
  vecdot: [
    entry([x(A), x(definite)], (P: Nested, Q: Nested) => (map((a, b) => a * b, P, Q) as Matrix).map(sumOf)),
    entry([x(A), x([1, 2, 3]), { dim: 1 }], (P: Matrix, w: number[]) => P.map((r) => math.dot(r, w))),
  ],
  diagonal: [entry([x(A), 1], (v: Nested) => tabulate([2], (i) => at(v, i, i + 1)))],
  choleskyEx: [entry([x(definite)], (M: Matrix) => ({ L: cholesky(M), info: 0 }))],
  invEx: [entry([x(A)], (M: Matrix) => ({ inverse: inverse(M), info: 0 }))],
  solveEx: [entry([x(A), x(B)], (M: Matrix, R: Matrix) => ({ result: solved(M, R), info: 0 }))],
  solveTriangular: [
    entry([x(lower), x(B), { upper: false }], (L: Matrix, R: Matrix) => solved(triangle(L, false), R)),
    entry([x(transposed(lower)), x(transposed(B)), { upper: true, left: false }], (U: Matrix, R: Matrix) => times(R, inverse(triangle(U, true)))),
    entry([x(lower), x(B), { upper: false, unitriangular: true }], (L: Matrix, R: Matrix) => solved(triangle(L, false).map((r, i) => r.map((v, j) => (i === j ? 1 : v))), R)),
  ],
  lstsq: [
    entry([x(B), x([[1], [2], [4]])], (M: Matrix, R: Matrix) => {
      const X = least(M, R);
      return { solution: X, residuals: along(map((a, b) => (a - b) ** 2, times(M, X), R), 0, sumOf), rank: 2, singularValues: [] };
    }),
    entry([x(transposed(B)), x([1, 2])], (M: Matrix, v: number[]) => ({
      solution: flat(times(transposed(M), solved(times(M, transposed(M)), column(v)))), residuals: [], rank: 2, singularValues: [],
    })),
    entry([x(B), x([[1], [2], [4]]), { driver: "gels" }], (M: Matrix, R: Matrix) => {
      const X = least(M, R);
      return { solution: X, residuals: along(map((a, b) => (a - b) ** 2, times(M, X), R), 0, sumOf), rank: 2, singularValues: [] };
    }),
    entry([x(pairOf(A)), x(B), null, "gelsd"], (v: Matrix[], R: Matrix) => ({
      solution: v.map((M) => solved(M, R)), residuals: [], rank: [3, 3], singularValues: v.map(singularValues),
    })),
  ],
  multiDot: [entry([[x(A), x(definite), x(B)]], ([P, Q, R]: Matrix[]) => times(times(P, Q), R))],
  // The rows stand in two axes.
  tensorinv: [entry([x(A.map((r) => [r]))], (M: Matrix[]) => inverse(M.map(([r]) => r)).map(column))],
  tensorsolve: [
    entry([x(A.map((r) => [r])), x([[1], [2], [3]])], (M: Matrix[], R: Matrix) => flat(solved(M.map(([r]) => r), R))),
    // A[i, j] stands at [j, i, 0].
    entry([x(transposed(A).map(column)), x([1, 2, 3]), [0]], (M: Matrix[], v: number[]) => [flat(solved(transposed(M.map((c) => flat(c))), column(v)))]),
  ],
};
