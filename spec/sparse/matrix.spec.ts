// The matrix and what is done with it, against dense arithmetic and mathjs.
import * as math from "mathjs";
import { jacobian, jit, jvp, matmul, ones, solve, stack, tensor, type Tensor } from "dualtensor";
import { cg, gmres, SparseMatrix, spy } from "dualtensor/sparse";
import { numbers } from "./draw.js";

const { uniform, integer } = numbers(14);
const A = new SparseMatrix([2, 1, 3, 4], [0, 2, 1, 2], [0, 2, 3, 4], [3, 3]);
/** Random entries, and a diagonal that makes it regular. */
const regular = (n: number, each: number): SparseMatrix => {
  const rows: number[] = [],
    columns: number[] = [],
    values: number[] = [];
  for (let i = 0; i < n; i++) {
    rows.push(i);
    columns.push(i);
    values.push(each + 1);
    for (let k = 0; k < each; k++) {
      rows.push(integer(n));
      columns.push(i);
      values.push(uniform());
    }
  }
  return SparseMatrix.from({ rows, columns, values, shape: [n, n] });
};

describe("SparseMatrix", () => {
  test("has its entries in compressed columns, and gives them in every form", () => {
    const dense = [[2, 0, 0], [0, 3, 0], [1, 0, 4]]; // prettier-ignore
    expect(A.toArray()).toEqual(dense);
    expect(A.nnz).toBe(4);
    expect(A.T.toArray()).toEqual([[2, 0, 1], [0, 3, 0], [0, 0, 4]]); // prettier-ignore
    const rows = A.toRows();
    expect([[...rows.data], [...rows.indices], [...rows.indptr]]).toEqual([
      [2, 3, 1, 4],
      [0, 1, 0, 2],
      [0, 1, 2, 4],
    ]);
    const { rows: i, columns: j, values } = A.toTriplets();
    expect([...i].map((r, k) => [r, j[k], values[k]])).toEqual([[0, 0, 2], [2, 0, 1], [1, 1, 3], [2, 2, 4]]); // prettier-ignore
    expect(A.toMatrixMarket()).toBe(
      "%%MatrixMarket matrix coordinate real general\n3 3 4\n1 1 2\n3 1 1\n2 2 3\n3 3 4\n",
    );
    const { SparseMatrix: Theirs } = math as unknown as {
      SparseMatrix: { fromJSON(v: unknown): { toArray(): number[][] } };
    };
    expect(Theirs.fromJSON(A.toMathjs()).toArray()).toEqual(dense);
    expect(String(A)).toBe("SparseMatrix(3 x 3, 4 entries)");
  });

  test("triplets of one place are added, in any order", () => {
    const B = SparseMatrix.from({ rows: [1, 0, 1], columns: [1, 0, 1], values: [1, 5, 2], shape: [2, 2] });
    expect(B.toArray()).toEqual([
      [5, 0],
      [0, 3],
    ]);
    expect(B.nnz).toBe(2);
  });

  test("times a vector: as the dense product, and differentiable in both", () => {
    const B = regular(20, 3),
      v = tensor(Float64Array.from({ length: 20 }, uniform));
    const want = matmul(B.toDense(), v).data;
    // At most 21 rounded terms of size below 8.
    B.matvec(v).data.forEach((y, i) => expect(Math.abs(y - want[i])).toBeLessThan(1e-13));
    expect(jacobian((x: Tensor) => B.matvec(x), v).toArray()).toEqual(B.toDense().toArray());
    expect(jit((x: Tensor) => B.matvec(x))(v).toArray()).toEqual(B.matvec(v).toArray());
  });

  test("the normal equations, damped", () => {
    const B = regular(12, 2),
      D = B.toDense(),
      want = matmul(D.T, D).data;
    const G = B.gram(Float64Array.from({ length: 12 }, (_, i) => i)).toDense().data;
    G.forEach((v, e) => {
      const i = Math.floor(e / 12),
        diagonal = i === e % 12 ? i : 0;
      // At most 12 products below 9.
      expect(Math.abs(v - want[e] - diagonal)).toBeLessThan(1e-13);
    });
    expect(() => B.gram([1, 2])).toThrow("12");
  });

  test.each([
    ["rows that do not ascend", () => new SparseMatrix([1, 2], [1, 0], [0, 2], [2, 1]), "ascending"],
    ["a row that there is not", () => new SparseMatrix([1], [2], [0, 1], [2, 1]), "rows from 0 to 1"],
    ["pointers that do not end", () => new SparseMatrix([1], [0], [0, 2], [2, 1]), "from 0 to 1"],
    ["pointers that go back", () => new SparseMatrix([1, 1], [0, 1], [0, 2, 1, 2], [2, 3]), "ascending"],
    ["too few values", () => new SparseMatrix([1], [0, 1], [0, 2], [2, 1]), "2 entries"],
    ["half an index", () => new SparseMatrix([1], [0.5], [0, 1], [2, 1]), "whole numbers"],
    ["a shape of one number", () => new SparseMatrix([1], [0], [0, 1], [2] as never), "[rows, columns]"],
    [
      "triplets outside",
      () => SparseMatrix.from({ rows: [2], columns: [0], values: [1], shape: [2, 1] }),
      "inside",
    ],
    ["a vector of another length", () => A.matvec([1, 2]), "3 numbers"],
    ["a system that is not square", () => A.T.solve([1, 2]), "3 numbers"],
    [
      "no row for a pivot",
      () => new SparseMatrix([1, 1], [0, 0], [0, 1, 2], [2, 2]).solve([1, 1]),
      "singular",
    ],
  ])("refuses %s", (_, f, text) => {
    expect(f).toThrow(text);
  });
});

describe("systems", () => {
  test.each([1, 5, 40, 120])("LU of %d unknowns solves as the dense one does", (n) => {
    const B = regular(n, 4),
      b = tensor(Float64Array.from({ length: n }, uniform)),
      want = solve(B.toDense(), b).data,
      x = B.solve(b).data;
    // Diagonal dominance keeps the condition small; both lose some ulp.
    x.forEach((v, i) => expect(Math.abs(v - want[i])).toBeLessThan(1e-12));
  });
  test("LU pivots where the diagonal is 0", () => {
    const B = SparseMatrix.from({ rows: [1, 2, 0], columns: [0, 1, 2], values: [2, 4, 8], shape: [3, 3] });
    expect(B.solve([8, 2, 4]).toArray()).toEqual([1, 1, 1]);
  });

  // The second difference, whose eigenvalues are 2 - 2 cos(k π / (n + 1)).
  const n = 30,
    K = SparseMatrix.from({
      rows: Array.from({ length: 3 * n - 2 }, (_, k) => (k < n ? k : k < 2 * n - 1 ? k - n : k - 2 * n + 2)),
      columns: Array.from({ length: 3 * n - 2 }, (_, k) =>
        k < n ? k : k < 2 * n - 1 ? k - n + 1 : k - 2 * n + 1,
      ),
      values: Array.from({ length: 3 * n - 2 }, (_, k) => (k < n ? 2 : -1)),
      shape: [n, n],
    });
  // K x = 1 has x_i = (i + 1) (n - i) / 2.
  const exact = Float64Array.from({ length: n }, (_, i) => ((i + 1) * (n - i)) / 2);
  test("conjugate gradients take at most n steps", () => {
    const { x, converged, iterations } = cg(K, ones([n]));
    expect(converged).toBe(true);
    expect(iterations).toBeLessThanOrEqual(n);
    x.data.forEach((v, i) => expect(Math.abs(v / exact[i] - 1)).toBeLessThan(1e-7));
  });
  test("GMRES, whole and restarted with a preconditioner, of a function", () => {
    const whole = gmres((v) => K.matvec(v), ones([n]), { restart: n });
    expect(whole.converged).toBe(true);
    expect(whole.iterations).toBeLessThanOrEqual(n);
    const helped = gmres(K, ones([n]), { restart: 5, preconditioner: (v) => K.solve(v) });
    expect(helped.iterations).toBeLessThanOrEqual(2);
    for (const { x } of [whole, helped])
      x.data.forEach((v, i) => expect(Math.abs(v / exact[i] - 1)).toBeLessThan(1e-7));
  });
  test("a product may be a jvp", () => {
    const f = (x: Tensor): Tensor => stack([x.at(0).mul(x.at(0)).add(x.at(1)), x.at(1).mul(x.at(0))]);
    const { x } = gmres((v) => jvp(f, [2, 1], v).tangent, [5, 5]);
    // [[4, 1], [1, 2]] x = [5, 5]
    [5 / 7, 15 / 7].forEach((v, i) => expect(x.data[i]).toBeCloseTo(v, 12));
  });
  test.each([
    ["a matrix of another size", () => cg(K, [1, 2]), "2 rows"],
    ["no product", () => gmres(1 as never, [1]), "SparseMatrix or a function"],
    ["a tolerance of 0", () => cg(K, ones([n]), { tolerance: 0 }), "positive"],
    ["an option of GMRES alone", () => cg(K, ones([n]), { restart: 3 } as never), "restart"],
    ["a start of another length", () => cg(K, ones([n]), { x0: [1] }), "30 numbers"],
  ])("refuses %s", (_, f, text) => {
    expect(f).toThrow(text);
  });
});

test("spy has every entry once, in the colour of its column", () => {
  const points = spy(A, { colors: Int32Array.of(0, 1, 0), count: 2 });
  expect(points.map(({ color, x, y }) => [color, [...x], [...y]])).toEqual([
    [0, [0, 0, 2], [0, 2, 2]],
    [1, [1], [1]],
  ]);
  expect(() => spy(1 as never)).toThrow("SparseMatrix");
});
