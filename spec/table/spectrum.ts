// Eigenvalues, singular values and what is made of them: for three rows or two by closed forms.
import * as math from "mathjs";
import { entry, x, type Nested, type Table } from "./entry.js";

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

/** dualtensor/linalg. */
// prettier-ignore
export const spectra: Table = {
  eigh: [
    entry([x(S)], (M: Matrix) => ({ eigenvalues: eigenvalues(M), eigenvectors: eigenvectors(M) })),
    entry([x(tilted)], (M: Matrix) => ({ eigenvalues: eigenvalues(M), eigenvectors: eigenvectors(M) })),
  ],
  eigvalsh: [entry([x(S)], eigenvalues), entry([x([S, tilted])], (v: Nested) => each(v, eigenvalues))],
};
