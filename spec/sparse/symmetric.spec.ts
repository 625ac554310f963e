// Sparse Cholesky against what defines it: A x = b, curvatures along directions, ranks that are known by construction.
import { Cholesky } from "../../lib/sparse/symmetric.js";
import { Gram } from "../../lib/sparse/gram.js";
import { SparseMatrix } from "../../lib/sparse/sparse-matrix.js";

/** A matrix of m rows with a few entries in each, the same for the same numbers. */
function drawn(m: number, n: number, each: number, seed: number): SparseMatrix {
  const [rows, columns, values]: number[][] = [[], [], []];
  let s = seed;
  const next = (): number => (s = (s * 48271) % 2147483647) / 2147483647;
  for (let i = 0; i < m; i++)
    for (let k = 0; k < each; k++) {
      rows.push(i);
      columns.push(k === 0 ? i % n : Math.floor(next() * n));
      values.push(next() - 0.5 + (k === 0 ? 1 : 0));
    }
  return SparseMatrix.from({ rows, columns, values, shape: [m, n] });
}

describe("Cholesky of AᵀA + d", () => {
  test("solves, for many patterns and for new numbers of one", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const A = drawn(40, 30, 3, seed),
        gram = new Gram(A),
        cholesky = new Cholesky(gram);
      for (const damping of [0.5, 1e-3]) {
        const entries = gram.numbers(A.data, new Float64Array(30).fill(damping)),
          G = new SparseMatrix(entries, gram.indices, gram.indptr, gram.shape),
          b = Float64Array.from({ length: 30 }, (_, i) => Math.sin(i));
        expect(G.toArray()).toEqual(A.gram(damping).toArray());
        expect(cholesky.factor(entries)).toBe(-1);
        const x = cholesky.solve(b);
        // Backward stable: the residual is rounding of |A| |x|, here below a hundred.
        G.matvec(x).data.forEach((v, i) => expect(Math.abs(v - b[i])).toBeLessThan(1e-11));
        expect(cholesky.inverseSquare(b)).toBeCloseTo(
          b.reduce((t, v, i) => t + v * x[i], 0),
          9,
        );
        // The diagonal may come beside the entries.
        const beside = new Cholesky(gram);
        expect(beside.factor(gram.numbers(A.data), new Float64Array(30).fill(damping))).toBe(-1);
        beside.solve(b).forEach((v, i) => expect(v).toBeCloseTo(x[i], 8));
      }
    }
  });
  test("names a direction of negative curvature where the matrix has one", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const A = drawn(30, 30, 2, seed),
        gram = new Gram(A),
        entries = gram.numbers(A.data, new Float64Array(30).fill(-1)),
        G = new SparseMatrix(entries, gram.indices, gram.indptr, gram.shape),
        cholesky = new Cholesky(gram),
        stuck = cholesky.factor(entries);
      expect(stuck).toBeGreaterThanOrEqual(0);
      const d = cholesky.along(stuck),
        Gd = G.matvec(d).data,
        curvature = d.reduce((t, v, i) => t + v * Gd[i], 0);
      expect(curvature).toBeLessThanOrEqual(0);
      expect(curvature).toBeCloseTo(cholesky.pivot(stuck), 8);
    }
  });
  test("leaves out what depends on other columns, and knows along what", () => {
    for (let seed = 1; seed <= 20; seed++) {
      // Column 7 is the sum of columns 2 and 3.
      const A = drawn(40, 12, 3, seed),
        dense = A.toArray();
      for (const row of dense) row[7] = row[2] + row[3];
      const [rows, columns, values]: number[][] = [[], [], []];
      dense.forEach((row, i) => {
        row.forEach((v, j) => {
          if (v === 0) return;
          rows.push(i);
          columns.push(j);
          values.push(v);
        });
      });
      const B = SparseMatrix.from({ rows, columns, values, shape: [40, 12] }),
        gram = new Gram(B),
        cholesky = new Cholesky(gram),
        pivots = new Uint8Array(12);
      cholesky.factor(gram.numbers(B.data), undefined, pivots);
      const lost = Array.from(pivots.keys()).filter((j) => pivots[j] === 1);
      expect(lost).toHaveLength(1);
      expect([2, 3, 7]).toContain(lost[0]);
      const d = cholesky.along(lost[0]),
        scale = d[7];
      expect(Array.from(d, (v) => Math.round((v / scale) * 1e8) / 1e8 + 0)).toEqual(
        Array.from({ length: 12 }, (_, j) => (j === 7 ? 1 : j === 2 || j === 3 ? -1 : 0)),
      );
      // A solution all the same: of the normal equations, which B's own rows can meet.
      const b = B.T.matvec(Float64Array.from({ length: 40 }, (_, i) => Math.cos(i))),
        x = cholesky.solve(b.data);
      const back = B.T.matvec(B.matvec(x)).data;
      back.forEach((v, i) => expect(v).toBeCloseTo(b.data[i], 9));
    }
  });
});
