// Spectra: residuals at several sizes, and what the conventions say of equal eigenvalues.

import {
  diag,
  exp,
  eye,
  hessian,
  jacobian,
  matmul,
  matrixExp,
  neg,
  ones,
  sum,
  tensor,
  zeros,
  type Tensor,
} from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { expectClose, largest, ROUNDING, sample, SIZES } from "./laws";

/** Backward stability: entries are off by a small multiple of one rounding of the whole matrix per row. */
const stable = (n: number): number => 4 * (n + 4) * 2 ** -52;
const symmetric = (n: number, seed = 1): Tensor => {
  const X = sample([n, n], seed);
  return X.add(X.T);
};

describe.each(SIZES)("residuals at size %i", (n) => {
  test("symmetric eigenvalue problems: A V = V diag(w), and V is orthogonal", () => {
    for (const scale of [1, 1e200, 1e-200]) {
      const A = symmetric(n, n).mul(scale);
      const { eigenvalues: w, eigenvectors: V } = linalg.eigh(A);
      expect(largest(matmul(A, V).sub(V.mul(w)))).toBeLessThan(stable(n) * largest(w));
      expectClose(matmul(V.T, V), eye(n), stable(n));
      expect(Array.from(w.data)).toEqual(Array.from(w.data).sort((a, b) => a - b));
      expectClose(linalg.eigvalsh(A), w, 0);
    }
  });
});

describe.each(SIZES)("singular values and exponentials at size %i", (n) => {
  test("A = U diag(s) Vᵀ, and U and V have orthonormal columns", () => {
    for (const A of [
      sample([n, n], n),
      sample([n + 3, n], 2),
      sample([n, n + 2], 3),
      sample([n, n], 4).mul(1e200),
    ]) {
      const [rows, columns] = A.shape;
      for (const fullMatrices of [false, true]) {
        const { U, S, Vh } = linalg.svd(A, { fullMatrices });
        expect([U.shape, S.shape, Vh.shape]).toEqual(
          fullMatrices ? [[rows, rows], [n], [columns, columns]] : [[rows, n], [n], [n, columns]],
        );
        const product = matmul(U.at("...", `:${n}`).mul(S), Vh.at(`:${n}`));
        expect(largest(product.sub(A))).toBeLessThan(stable(n) * largest(S));
        expectClose(matmul(U.T, U), eye(U.shape[1]), stable(n));
        expectClose(matmul(Vh, Vh.T), eye(Vh.shape[0]), stable(n));
        expect(Array.from(S.data)).toEqual(Array.from(S.data).sort((a, b) => b - a));
      }
    }
  });
  test("columns that depend on each other: the singular vectors are orthonormal all the same", () => {
    for (const A of [zeros([n + 1, n]), matmul(sample([n, 1], 1), sample([1, n], 2)), ones([n, n])]) {
      const { U, S, Vh } = linalg.svd(A, false);
      expectClose(matmul(U.T, U), eye(n), stable(n));
      expectClose(matmul(Vh, Vh.T), eye(n), stable(n));
      expect(largest(matmul(U.mul(S), Vh).sub(A))).toBeLessThanOrEqual(stable(n) * largest(S));
    }
  });
  test("exponentials: exp(A) exp(-A) = I, exp of symmetric matrices by their eigenvalues", () => {
    for (const scale of [0.01, 0.1, 1, 3, 10]) {
      const A = symmetric(n, 3).mul(scale / n);
      const { eigenvalues: w, eigenvectors: V } = linalg.eigh(A);
      const E = matrixExp(A);
      const error = 20 * stable(n) * Math.max(1, scale) * largest(E);
      expect(largest(E.sub(matmul(V.mul(exp(w)), V.T)))).toBeLessThan(error);
      expect(largest(matmul(E, matrixExp(neg(A))).sub(eye(n)))).toBeLessThan(
        error * largest(matrixExp(neg(A))),
      );
    }
  });
});

describe("equal eigenvalues", () => {
  const equal = diag([1, 1, 3]);
  test("first derivatives of eigenvalues are right where they exist, those of vectors NaN", () => {
    const J = jacobian((A) => sum(linalg.eigvalsh(A)), equal);
    expectClose(J, eye(3), ROUNDING);
    const V = jacobian((A) => linalg.eigh(A).eigenvectors, equal);
    expect(V.at(0, 0, 1, 0).item()).toBeNaN();
    // The eigenvalue that stands alone.
    const H = hessian((A) => linalg.eigvalsh(A).at(2), equal);
    expect(Number.isFinite(sum(H).item())).toBe(true);
  });
  test("second derivatives of theirs are NaN", () => {
    const H = hessian((A) => linalg.eigvalsh(A).at(0), equal);
    expect(H.data.some(Number.isNaN)).toBe(true);
  });
  test("a matrix that is not finite has no eigenvalues", () => {
    expect(linalg.eigvalsh(tensor([[1, NaN], [0, 1]])).toArray()).toEqual([NaN, NaN]); // prettier-ignore
  });
});
