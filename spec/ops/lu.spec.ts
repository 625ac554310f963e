// Elimination and Householder's reflections: residuals at several sizes and shapes, and matrices of dependent columns.

import { luSolve } from "../library.js";
import { eye, inv, jacobian, luUnpack, matmul, tensor, tril, triu, vmap, type Tensor } from "dualtensor";
import * as linalg from "dualtensor/linalg";
import { expectClose, expectError, jacobianInAllModes, largest, ROUNDING, sample, SIZES } from "./laws";

/** Backward stability: entries are off by a small multiple of one rounding of the whole matrix per row. */
const stable = (n: number): number => 8 * (n + 4) * 2 ** -52;

describe.each(SIZES)("residuals at size %i", (n) => {
  test("A = P L U, whatever the shape; no multiplier above 1", () => {
    for (const A of [sample([n, n], n), sample([n + 3, n], 2), sample([n, n + 2], 3)]) {
      const { P, L, U } = linalg.lu(A);
      const [rows, columns] = A.shape;
      expect([P.shape, L.shape, U.shape]).toEqual([
        [rows, rows],
        [rows, n],
        [n, columns],
      ]);
      expect(largest(matmul(P, matmul(L, U)).sub(A))).toBeLessThan(stable(n) * largest(U));
      expect([tril(L).toArray(), triu(U).toArray()]).toEqual([L.toArray(), U.toArray()]);
      expect(largest(L)).toBe(1);
      const { LU, pivots } = linalg.luFactor(A);
      const parts = luUnpack(LU, pivots);
      for (const [got, want] of [
        [parts.P, P],
        [parts.L, L],
        [parts.U, U],
      ])
        expectClose(got, want, 0);
    }
  });
  test("systems with what luFactor gives, and its transpose, from both sides", () => {
    const A = sample([n, n], n).add(eye(n).mul(2 * Math.sqrt(n) + 2));
    const B = sample([n, 3], n + 1);
    const { LU, pivots } = linalg.luFactor(A);
    const off = (M: Tensor, X: Tensor): number => largest(matmul(M, X).sub(B));
    const bound = stable(n) * largest(A);
    expect(off(A, luSolve(B, LU, pivots))).toBeLessThan(bound);
    expect(off(A, linalg.luSolve(LU, pivots, B))).toBeLessThan(bound);
    expect(off(A.T, linalg.luSolve(LU, pivots, B, { adjoint: true }))).toBeLessThan(bound);
    expect(off(A.T, linalg.luSolve(LU, pivots, B.T, { left: false }).T)).toBeLessThan(bound);
    expect(off(A, linalg.luSolve(LU, pivots, B.T, { left: false, adjoint: true }).T)).toBeLessThan(bound);
  });
  test("reflections that keep lengths have orthonormal columns", () => {
    const A = tril(sample([n + 2, n], n), -1);
    const tau = A.mul(A).sum(0).add(1).pow(-1).mul(2);
    const Q = linalg.householderProduct(A, tau);
    expect(Q.shape).toEqual([n + 2, n]);
    expectClose(matmul(Q.T, Q), eye(n), stable(n));
    expectClose(linalg.householderProduct(A, tau.mul(0)), eye(n + 2, n), 0);
  });
});

describe("derivatives of factors", () => {
  test("the product of the factors moves as A does, in every mode", () => {
    for (const A of [sample([3, 3], 4), sample([4, 2], 5), sample([2, 4], 6)]) {
      const whole = (X: Tensor): Tensor => {
        const { P, L, U } = linalg.lu(X);
        return matmul(P, matmul(L, U));
      };
      const J = jacobianInAllModes(whole, A);
      expectClose(J.reshape(A.size, A.size), eye(A.size), ROUNDING);
    }
  });
  test("to solve by factors is to solve", () => {
    const A = sample([3, 3], 4);
    const solution = (X: Tensor): Tensor => {
      const { LU, pivots } = linalg.luFactor(X);
      return luSolve(eye(3), LU, pivots);
    };
    expectClose(jacobian(solution, A), jacobian(inv, A), 100 * ROUNDING);
  });
  test("each matrix of a batch has its own order of rows, under vmap too", () => {
    const batch = sample([5, 4, 3], 7);
    const { P, L, U } = vmap((X: Tensor) => linalg.lu(X))(batch);
    expectClose(matmul(P, matmul(L, U)), batch, ROUNDING);
    const { LU } = linalg.luFactor(batch);
    expectClose(vmap((X: Tensor) => linalg.luFactor(X).LU)(batch), LU, 0);
  });
});

describe("dependent columns", () => {
  const A = tensor([[1, 2, 3], [2, 4, 1], [3, 6, 5], [1, 2, 0]]); // prettier-ignore
  test("are factored as they are", () => {
    const { P, L, U } = linalg.lu(A);
    expectClose(matmul(P, matmul(L, U)), A, ROUNDING);
    expect(U.at(1, 1).item()).toBe(0);
  });
  test("luFactor throws, luFactorEx says where", () => {
    const M = A.at(":3");
    expectError(() => linalg.luFactor(M), "DT_SINGULAR", "linalg.luFactor: ", "pivot 1", "linalg.lu");
    expectError(() => linalg.luFactorEx(M, { checkErrors: true }), "DT_SINGULAR", "linalg.luFactorEx: ");
    expect(linalg.luFactorEx(M).info.item()).toBe(2);
    expect(linalg.luFactorEx(eye(2)).info.item()).toBe(0);
  });
});

test.each<[string, () => unknown, string]>([
  ["lu", () => linalg.lu([1, 2]), "linalg.lu: expected A (..., m, n)"],
  ["luSolve, LU", () => linalg.luSolve([[1, 2]], [1], [[1]]), "expected LU (..., n, n)"],
  ["luSolve, pivots", () => linalg.luSolve(eye(2), [1], eye(2)), "expected pivots (..., 2), got (1,)"],
  ["luSolve, B", () => linalg.luSolve(eye(2), [1, 2], [[1, 2]]), "expected B (..., 2, p), got (1, 2)"],
  ["luSolve, b", () => luSolve([[1, 2]], eye(2), [1, 2]), "luSolve: expected b (..., 2, p)"],
  ["luUnpack", () => luUnpack(eye(2), [1]), "expected LUPivots (..., 2)"],
  ["householderProduct, A", () => linalg.householderProduct([[1, 2]], [1]), "with m >= n"],
  [
    "householderProduct, tau",
    () => linalg.householderProduct(eye(2), [1, 2, 3]),
    "expected tau (k) with k <= 2",
  ],
])("%s: shapes", (_, call, words) => {
  expect(call).toThrow(words);
});
