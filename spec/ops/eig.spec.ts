// Eigenvalues of general matrices: residuals at several sizes, derivatives against those of symmetric ones and of traces.

import { abs, add, eye, hessian, jacobian, matmul, mul, real, sort, square, sub, sum, tensor, viewAsReal, zeros, type Tensor } from "dualtensor"; // prettier-ignore
import * as linalg from "dualtensor/linalg";
import { expectClose, largest, sample, SIZES } from "./laws";

test.each(SIZES)("A V = V diag(w) at size %i, eigenvectors of length 1", (n) => {
  const skewed = sample([n, n], 2).mul(tensor(Array.from({ length: n }, (_, j) => 10 ** (j % 5))));
  for (const A of [sample([n, n], n), skewed, sample([n, n], 5).mul(1e200)]) {
    const { eigenvalues: w, eigenvectors: V } = linalg.eig(A);
    const rest = viewAsReal(sub(matmul(A, V), mul(V, w)));
    // Householder reductions are backward stable up to a modest multiple of n roundings of the whole matrix.
    expect(largest(rest)).toBeLessThan(20 * (n + 4) * 2 ** -52 * largest(A) * Math.sqrt(n));
    const lengths = sum(square(viewAsReal(V)), -1).sum(0);
    expectClose(lengths, lengths.mul(0).add(1), 1e-14 * (n + 4));
  }
});

const symmetric = tensor([
  [2, 0.5, -1],
  [0.5, -1, 0.25],
  [-1, 0.25, 0.5],
]);
test("of symmetric matrices: first and second derivatives are those of eigvalsh", () => {
  const general = (A: Tensor): Tensor => sort(real(linalg.eigvals(add(A, A.T)))).values;
  const known = (A: Tensor): Tensor => linalg.eigvalsh(add(A, A.T));
  for (const mode of ["forward", "reverse"] as const)
    expectClose(jacobian(general, symmetric, { mode }), jacobian(known, symmetric), 1e-13);
  const weigh = (f: (A: Tensor) => Tensor) => (A: Tensor) => sum(mul(f(A), [1, -2, 0.5]));
  expectClose(hessian(weigh(general), symmetric), hessian(weigh(known), symmetric), 1e-12);
});

test("sums of powers of eigenvalues are traces, with complex ones too", () => {
  const A = tensor([
    [1, -2, 0.5],
    [1.5, 0.5, -1],
    [0.25, 2, -0.75],
  ]);
  const powers = (X: Tensor): Tensor => {
    const w = linalg.eigvals(X);
    return real(sum(mul(mul(w, w), w)));
  };
  const trace = (X: Tensor): Tensor => sum(mul(matmul(X, X), X.T));
  expect(powers(A).item()).toBeCloseTo(trace(A).item(), 12);
  expectClose(jacobian(powers, A), jacobian(trace, A), 1e-12);
  expectClose(jacobian(powers, A, { mode: "reverse" }), jacobian(trace, A), 1e-12);
  expectClose(hessian(powers, A), hessian(trace, A), 1e-11);
});

test("equal eigenvalues: their own derivative is right, that of eigenvectors NaN; without n eigenvectors there is none", () => {
  const A = tensor([
    [2, 0],
    [0, 2],
  ]);
  const total = (X: Tensor): Tensor => real(sum(linalg.eigvals(X)));
  expect(jacobian(total, A).toArray()).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(jacobian((X) => sum(abs(linalg.eig(X).eigenvectors)), A).data.some(Number.isNaN)).toBe(true);
  const defective = jacobian((X) => real(linalg.eigvals(X)), tensor([[1, 1], [0, 1]])); // prettier-ignore
  for (const v of defective.at(":", 1, 0).data) expect(Number.isNaN(v) || Math.abs(v) > 1e7).toBe(true);
});

test.each([1e-200, 1e-20, 1e20, 1e200])(
  "nothing depends on the unit of A: %p A has the eigenvectors of A",
  (unit) => {
    const A = tensor([
      [1, -2, 0.5],
      [1.5, 0.5, -1],
      [0.25, 2, -0.75],
    ]);
    const vectors = (X: Tensor): Tensor => viewAsReal(linalg.eig(X.mul(unit)).eigenvectors);
    const values = (X: Tensor): Tensor => viewAsReal(linalg.eigvals(X.mul(unit))).div(unit);
    const [v, w] = [vectors, values].map((f) => jacobian(f, A));
    expectClose(
      v,
      jacobian((X) => viewAsReal(linalg.eig(X).eigenvectors), A),
      1e-13,
    );
    expectClose(
      w,
      jacobian((X) => viewAsReal(linalg.eigvals(X)), A),
      1e-13,
    );
  },
);

test("where the eigenvectors computed are dependent to the bit, derivatives are NaN and no error", () => {
  // One Jordan block: eigenvector k has components of 2^-52 to the power of k, which are 0 at last.
  const nilpotent = tensor(Array.from({ length: 30 }, (_, i) => Array.from({ length: 30 }, (_v, j) => +(j === i + 1)))); // prettier-ignore
  for (const mode of ["forward", "reverse"] as const)
    expect(jacobian((X) => real(linalg.eigvals(X)), nilpotent, { mode }).data.some(Number.isNaN)).toBe(true);
});

test("an entry that is not finite gives NaN", () => {
  expect(
    linalg
      .eigvals([
        [1, Infinity],
        [0, 1],
      ])
      .real.data.every(Number.isNaN),
  ).toBe(true);
});

test("zeros have the eigenvalue 0, and the unit vectors", () => {
  for (const n of [1, 2, 3, 8]) {
    const { eigenvalues, eigenvectors } = linalg.eig(zeros([n, n]));
    expectClose(viewAsReal(eigenvalues), zeros([n, 2]), 0);
    expectClose(real(eigenvectors), eye(n), 0);
  }
});
test.each([2, 3, 5, 12])("matrices with few eigenvectors, or none but complex ones, at size %i", (n) => {
  const of = (f: (i: number, j: number) => number): Tensor =>
    tensor(Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_v, j) => f(i, j))));
  const X = sample([n, n], 4);
  const kinds = [
    of((i, j) => (i === j ? 2 : j === i + 1 ? 1 : 0)),
    of((i, j) => (i === (j + 1) % n ? 1 : 0)),
    X.sub(X.T),
    matmul(sample([n, 1], 1), sample([1, n], 2)),
  ];
  for (const A of kinds) {
    const { eigenvalues: w, eigenvectors: V } = linalg.eig(A);
    expect(largest(viewAsReal(sub(matmul(A, V), mul(V, w))))).toBeLessThan(
      20 * (n + 4) * 2 ** -52 * largest(A),
    );
  }
});
