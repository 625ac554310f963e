// Spectra: residuals at several sizes, and what the conventions say of equal eigenvalues.

import { diag, eye, hessian, jacobian, matmul, sum, tensor, type Tensor } from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { expectClose, ROUNDING, sample } from "./laws";

const SIZES = [1, 2, 3, 8, 33, 100];
const largest = (x: Tensor): number => x.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
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
