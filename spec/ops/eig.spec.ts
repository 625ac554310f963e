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

test("at diagonal and triangular matrices second derivatives are those of perturbation theory", () => {
  // Of a diagonal one: the second derivative of w[i] in a[i, j] and a[j, i] is 1 / (w[i] - w[j]), all others are 0.
  const d = [1, 3, -2];
  const H = (A: Tensor, i: number): Tensor => hessian((X) => real(linalg.eigvals(X)).at(i), A);
  const D = tensor(d.map((v, i) => d.map((_, j) => (i === j ? v : 0))));
  d.forEach((w, i) => {
    const right = zeros([3, 3, 3, 3]).data.slice();
    d.forEach((v, j) => {
      if (i !== j) right[((i * 3 + j) * 3 + j) * 3 + i] = right[((j * 3 + i) * 3 + i) * 3 + j] = 1 / (w - v);
    });
    expectClose(H(D, i), tensor(right, { shape: [3, 3, 3, 3] }), 1e-14);
  });
  // Of [[a, b], [c, d]] at c = 0: w = (a + d + r) / 2 with r² = (a - d)² + 4 b c, differentiated by hand.
  const [a, b, e] = [1, 2, 4];
  const T = H(tensor([[a, b], [0, e]]), 0); // prettier-ignore
  const gap = a - e;
  expect(T.at(1, 0, 1, 0).item()).toBeCloseTo((-2 * b * b) / gap ** 3, 13);
  expect(T.at(0, 1, 1, 0).item()).toBeCloseTo(1 / gap, 13);
  expect(T.at(0, 0, 1, 0).item()).toBeCloseTo(-b / gap ** 2, 13);
  expect(T.at(0, 1, 0, 1).item()).toBe(0);
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
