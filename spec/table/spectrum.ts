// Eigenvalues, singular values and what is made of them: for three rows or two by closed forms.
import * as math from "mathjs";
import { exp, square } from "../../lib/index.js";
import { entry, sumOf, x, type Nested, type Table } from "./entry.js";

type Matrix = number[][];
const S = [
  [2, 1, -0.5],
  [1, -1, 0.25],
  [-0.5, 0.25, 0.5],
];
const tilted = [
  [2, 0.5, -0.25],
  [1.5, -1, 0.5],
  [-0.75, 0, 0.5],
];
const symmetric = (M: Matrix): Matrix => M.map((r, i) => r.map((v, j) => (v + M[j][i]) / 2));

/** The roots of the characteristic polynomial of three rows, by the cosine of thirds (Viete 1593; Smith 1961). */
function eigenvalues(M: Matrix): number[] {
  const A = symmetric(M);
  const mean = (A[0][0] + A[1][1] + A[2][2]) / 3;
  const B = A.map((r, i) => r.map((v, j) => (i === j ? v - mean : v)));
  const p = Math.sqrt(B.flat().reduce((s, v) => s + v * v, 0) / 6);
  const angle = Math.acos(math.det(B) / 2 / p ** 3) / 3;
  return [2, 4, 0].map((k) => mean + 2 * p * Math.cos(angle + (k * Math.PI) / 3));
}
/** The eigenvectors as columns: what is orthogonal to two rows of A - w I; the first entry positive. */
function eigenvectors(M: Matrix): Matrix {
  const A = symmetric(M);
  const rows = eigenvalues(M).map((w) => {
    const [r, s] = A.map((row, i) => row.map((v, j) => (i === j ? v - w : v)));
    const v = math.cross(r, s) as number[];
    const scale = Number(math.norm(v)) * Math.sign(v[0]);
    return v.map((e) => e / scale);
  });
  return math.transpose(rows);
}
const each = (v: Nested, f: (M: Matrix) => Nested): Nested => (v as unknown as Matrix[]).map(f);

/** The series, until nothing is added. */
function exponential(M: Matrix): Matrix {
  let sum: Matrix = M.map((r, i) => r.map((_, j) => (i === j ? 1 : 0)));
  let term = sum;
  for (let k = 1; k < 60; k++) {
    term = math.multiply(term, M).map((r) => r.map((v) => v / k));
    sum = math.add(sum, term);
  }
  return sum;
}

const B = [
  [1, -2],
  [0.5, 3],
  [2, 1],
];
/** Of a matrix of two columns: from the eigenvalues of the square Mᵀ M, largest first; in each column of V the first entry that is not small is positive. */
function singular(M: Matrix): { U: Matrix; S: number[]; V: Matrix } {
  const [[a, b], [, d]] = math.multiply(math.transpose(M), M);
  const mean = (a + d) / 2;
  const radius = Math.hypot((a - d) / 2, b);
  const V = math.transpose(
    [mean + radius, mean - radius].map((w) => {
      const v = [Math.abs(b), (w - a) * Math.sign(b)];
      const scale = Math.hypot(...v) * (v[0] < 0.3 * Math.abs(v[1]) ? Math.sign(v[1]) : 1);
      return v.map((e) => e / scale);
    }),
  );
  const S = [mean + radius, mean - radius].map(Math.sqrt);
  return { U: math.multiply(M, V).map((r) => r.map((v, j) => v / S[j])), S, V };
}
const thin = (M: Matrix): { U: Matrix; S: number[]; Vh: Matrix } => {
  const { U, S, V } = singular(M);
  return { U, S, Vh: math.transpose(V) };
};
/** With three rows the last column of U is the cross product of the others. */
const full = (M: Matrix): { U: Matrix; S: number[]; Vh: Matrix } => {
  const { U, S, Vh } = thin(M);
  const [p, q] = math.transpose(U);
  return { U: math.transpose([p, q, math.cross(q, p) as number[]]), S, Vh };
};

type Pair = [re: number, im: number];
/** Of two rows: the roots of the characteristic polynomial, a real one nearer to a first, or the one above the axis. */
function roots([[a, b], [c, d]]: Matrix): Pair[] {
  const [mean, half] = [(a + d) / 2, (a - d) / 2];
  const square = half * half + b * c;
  const root = Math.sqrt(Math.abs(square));
  if (square < 0) return [[mean, root], [mean, -root]]; // prettier-ignore
  return [[mean + Math.sign(half) * root, 0], [mean - Math.sign(half) * root, 0]]; // prettier-ignore
}
/** (b, w - a) of length 1, turned until its larger component is real. */
function rootVectors(M: Matrix): Pair[][] {
  const [[a, b]] = M;
  const vectors = roots(M).map(([re, im]) => {
    const v: Pair[] = [[b, 0], [re - a, im]]; // prettier-ignore
    const [p, q] = v.map(([r, i]) => Math.hypot(r, i));
    const [c, d] = p >= q ? v[0] : v[1];
    const scale = Math.hypot(p, q) * Math.hypot(c, d);
    return v.map(([r, i]): Pair => [(r * c + i * d) / scale, (i * c - r * d) / scale]);
  });
  return [0, 1].map((i) => vectors.map((v) => v[i]));
}

/** By the normal equations, for independent columns. */
const pseudoinverse = (M: Matrix): Matrix =>
  math.multiply(math.inv(math.multiply(math.transpose(M), M)), math.transpose(M));
/** Of the matrix v wᵀ: w vᵀ / (|v|² |w|²). */
const outer = (v: number[], w: number[]): Matrix => v.map((e) => w.map((f) => e * f));
const absolute = (M: Matrix): Matrix => M.map((r) => r.map(Math.abs));
const columnSums = (M: Matrix): number[] => math.transpose(absolute(M)).map(sumOf);
const rowSums = (M: Matrix): number[] => absolute(M).map(sumOf);
const frobenius = (M: Matrix): number => Math.hypot(...M.flat());
const T = B.slice(0, 2);

/** The root's. */
// prettier-ignore
export const functions: Table = {
  matrixExp: [
    entry([x(S)], exponential),
    entry([x([T, [[0.25, 1], [-0.5, 0.125]]])], (v: Nested) => each(v, exponential)),
  ],
  pinverse: [entry([x(B)], pseudoinverse), entry([x(T), 1e-12], (M: Matrix) => math.inv(M))],
};
/** dualtensor/linalg. */
// prettier-ignore
export const spectra: Table = {
  matrixExp: functions.matrixExp,
  matrixFunction: [
    entry([x(tilted), exp], (M: Matrix) => exponential(symmetric(M))),
    entry([x([[2, 0.5], [0.5, 1]]), square], (M: Matrix) => math.multiply(symmetric(M), symmetric(M))),
  ],
  eigvals: [
    entry([x([[2, 1], [0.3, -1]])], roots),
    entry([x([[1.5, -2], [0.5, 0.25]])], roots),
    entry([x([[[2, 1], [0.3, -1]], [[1.5, -2], [0.5, 0.25]]])], (v: Nested) => each(v, roots)),
  ],
  eig: [
    entry([x([[2, 1], [0.3, -1]])], (M: Matrix) => ({ eigenvalues: roots(M), eigenvectors: rootVectors(M) })),
    entry([x([[1.5, -2], [0.5, 0.25]])], (M: Matrix) => ({ eigenvalues: roots(M), eigenvectors: rootVectors(M) })),
  ],
  svd: [
    entry([x(B)], full),
    entry([x(B), false], thin),
    entry([x(B.slice(0, 2)), { fullMatrices: false }], thin),
  ],
  pinv: [
    entry([x(B)], pseudoinverse),
    entry([x(math.transpose(B))], (M: Matrix) => math.transpose(pseudoinverse(math.transpose(M)))),
    entry([x([1, 2, -1].map((e) => [e])), { rtol: 1e-3 }], pseudoinverse),
    entry([x(tilted), { hermitian: true }], (M: Matrix) => math.inv(symmetric(M))),
    entry([x([T, math.transpose(T)])], (v: Nested) => each(v, (M) => math.inv(M))),
  ],
  matrixRank: [
    entry([outer([1, 2, 3], [1, -1])], () => 1),
    entry([[S, outer([1, 2, 3], [1, 0, 2])], { atol: 0.01 }], () => [3, 1]),
  ],
  vectorNorm: [
    entry([x(B)], frobenius),
    entry([x(B), 1, { dim: 0 }], columnSums),
    entry([x([1, -2, 0.5]), Infinity, 0, true], (v: number[]) => [Math.max(...v.map(Math.abs))]),
    entry([x([1, -2, 0.5]), { ord: 3 }], (v: number[]) => Math.cbrt(sumOf(v.map((e) => Math.abs(e) ** 3)))),
  ],
  matrixNorm: [
    entry([x(B)], frobenius),
    entry([x(B), "nuc"], (M: Matrix) => sumOf(singular(M).S)),
    entry([x(B), 1], (M: Matrix) => Math.max(...columnSums(M))),
    entry([x(B), -1], (M: Matrix) => Math.min(...columnSums(M))),
    entry([x(B), 2], (M: Matrix) => singular(M).S[0]),
    entry([x(B), -2], (M: Matrix) => singular(M).S[1]),
    entry([x([B]), Infinity, [1, 2], true], ([M]: Matrix[]) => [[[Math.max(...rowSums(M))]]]),
    entry([x(B), -Infinity, { dim: [1, 0] }], (M: Matrix) => Math.min(...columnSums(M))),
  ],
  norm: [
    entry([x(B)], frobenius),
    entry([x(B), 2], (M: Matrix) => singular(M).S[0]),
    entry([x([1, -2, 0.5]), 1], (v: number[]) => sumOf(v.map(Math.abs))),
    entry([x(B), { ord: 1, dim: 1 }], rowSums),
    entry([x([B, B]), null, [1, 2], { keepdim: true }], (v: Nested) => each(v, (M) => [[frobenius(M)]])),
  ],
  cond: [
    entry([x(B)], (M: Matrix) => singular(M).S[0] / singular(M).S[1]),
    entry([x(T), -2], (M: Matrix) => singular(M).S[1] / singular(M).S[0]),
    entry([x(T), "fro"], (M: Matrix) => frobenius(M) * frobenius(math.inv(M))),
    entry([x(S), 1], (M: Matrix) => Math.max(...columnSums(M)) * Math.max(...columnSums(math.inv(M)))),
  ],
  svdvals: [entry([x(B)], (M: Matrix) => singular(M).S), entry([x(math.transpose(B))], (M: Matrix) => singular(math.transpose(M)).S)],
  eigh: [
    entry([x(S)], (M: Matrix) => ({ eigenvalues: eigenvalues(M), eigenvectors: eigenvectors(M) })),
    entry([x(tilted)], (M: Matrix) => ({ eigenvalues: eigenvalues(M), eigenvectors: eigenvectors(M) })),
  ],
  eigvalsh: [entry([x(S)], eigenvalues), entry([x([S, tilted])], (v: Nested) => each(v, eigenvalues))],
};
