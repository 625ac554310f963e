// Least squares of any rank: Penrose's conditions at several sizes, and derivatives of matrices whose columns depend on each other.

import {
  eye, jacobian, matmul, mul, outer, stack, sum, tensor, vmap, zeros, type Tensor,
} from "dualtensor"; // prettier-ignore
import * as linalg from "dualtensor/linalg";
import { expectClose, expectError, jacobianInAllModes, largest, ROUNDING, sample, SIZES } from "./laws";

const { lstsq } = linalg;
const DRIVERS = ["gelsy", "gelsd", "gelss"] as const;
/** Singular values from 1 to 2, and zeros, between orthonormal columns. */
function ofRank(m: number, n: number, rank: number, seed: number): Tensor {
  const side = (rows: number, s: number): Tensor => linalg.svd(sample([rows, rank], s), false).U;
  const s = Array.from({ length: rank }, (_, i) => 1 + i / rank);
  return matmul(side(m, seed).mul(tensor(s)), side(n, seed + 1).T);
}

describe.each(SIZES)("size %i", (n) => {
  const half = Math.ceil(n / 2);
  test.each(DRIVERS)(
    "%s: the rest is orthogonal to the columns, the solution in the span of the rows",
    (driver) => {
      for (const [rows, columns, rank] of [
        [n, n, half],
        [n + 3, n, half],
        [n, n + 2, half],
        [n + 3, n, n],
      ]) {
        const A = ofRank(rows, columns, rank, n);
        const B = sample([rows, 2], n + 5);
        const found = lstsq(A, B, { driver, rcond: 1e-12 });
        expect(found.rank.item()).toBe(rank);
        const bound = 100 * (n + 4) * 2 ** -52;
        expect(largest(matmul(A.T, matmul(A, found.solution).sub(B)))).toBeLessThan(bound * 4);
        const inside = matmul(linalg.pinv(A, { rtol: 1e-12 }), matmul(A, found.solution));
        expect(largest(inside.sub(found.solution))).toBeLessThan(bound * 4);
        if (driver !== "gelsy") expectClose(found.singularValues, linalg.svdvals(A), bound);
      }
    },
  );
});

type Mode = "forward" | "reverse";
const second = (f: (x: Tensor) => Tensor, x: Tensor, outer: Mode, inner: Mode): Tensor =>
  jacobian((y: Tensor) => jacobian(f, y, { mode: inner }), x, { mode: outer });
/** Every second derivative is NaN, in every nesting. */
function expectNone(f: (x: Tensor) => Tensor, x: Tensor): void {
  for (const outer of ["forward", "reverse"] as const)
    for (const inner of ["forward", "reverse"] as const)
      expect(second(f, x, outer, inner).data.every(Number.isNaN)).toBe(true);
}

describe("dependent columns", () => {
  const u = tensor([1, 2, 0.5, -1]);
  const v = tensor([1, 2, -0.5]);
  const b = tensor([1, 1, -2, 3]);
  const dot = (x: Tensor, y: Tensor): Tensor => sum(mul(x, y));
  /** The shortest solution for u vᵀ. */
  const byHand = (p: Tensor, q: Tensor): Tensor => q.mul(dot(p, b).div(dot(p, p).mul(dot(q, q))));
  test.each(DRIVERS)(
    "%s: the shortest solution, its first derivative along matrices of the same rank, and no second one",
    (driver) => {
      const own = (p: Tensor, q: Tensor): Tensor => lstsq(outer(p, q), b, { driver }).solution;
      expectClose(own(u, v), byHand(u, v), ROUNDING);
      const close = (f: (x: Tensor) => Tensor, g: (x: Tensor) => Tensor, x: Tensor): void => {
        expectClose(jacobianInAllModes(f, x), jacobian(g, x), 10 * ROUNDING);
        expectNone(f, x);
      };
      close(
        (p) => own(p, v),
        (p) => byHand(p, v),
        u,
      );
      close(
        (q) => own(u, q),
        (q) => byHand(u, q),
        v,
      );
      expectClose(
        jacobian((c) => lstsq(outer(u, v), c, { driver }).solution, b),
        linalg.pinv(outer(u, v)),
        ROUNDING,
      );
    },
  );
  test("pinv: the same", () => {
    const own = (p: Tensor): Tensor => linalg.pinv(outer(p, v));
    const hand = (p: Tensor): Tensor => outer(v, p).div(dot(p, p).mul(dot(v, v)));
    expectClose(own(u), hand(u), ROUNDING);
    expectClose(jacobianInAllModes(own, u), jacobian(hand, u), 10 * ROUNDING);
    expectNone(own, u);
    expectNone(linalg.pinv, zeros([2, 2]));
    expectNone((p) => linalg.pinv(stack([outer(p, v), outer(p, v)])), u);
  });
  test("in the right-hand side alone there is a second derivative: 0", () => {
    const f = (c: Tensor): Tensor => lstsq(outer(u, v), c).solution;
    expect(second(f, b, "forward", "forward").data.every((y) => y === 0)).toBe(true);
  });
  test("each matrix of a batch has its own rank, under vmap too", () => {
    const both = stack([outer(u, v), sample([4, 3], 3)]);
    const { solution, rank, residuals } = lstsq(both, b.reshape(4, 1));
    expect(rank.toArray()).toEqual([1, 3]);
    expectClose(solution.at(0).reshape(3), byHand(u, v), ROUNDING);
    expectClose(vmap((M: Tensor) => lstsq(M, b).solution)(both), solution.reshape(2, 3), 0);
    expectClose(vmap((M: Tensor) => lstsq(M, b).residuals)(both), residuals, 0);
  });
  test("rcond says what counts as 0", () => {
    const A = tensor([[1, 0], [0, 1e-3]]); // prettier-ignore
    for (const driver of DRIVERS) {
      expectClose(lstsq(A, [1, 1], { driver }).solution, tensor([1, 1000]), ROUNDING);
      expectClose(lstsq(A, [1, 1], 1e-2, { driver }).solution, tensor([1, 0]), ROUNDING);
    }
  });
  test("of zeros the shortest solution is 0, and of what is not finite NaN", () => {
    expect(lstsq(zeros([3, 2]), [1, 2, 3]).solution.toArray()).toEqual([0, 0]);
    expect(lstsq(zeros([3, 2]), [1, 2, 3]).rank.item()).toBe(0);
    for (const driver of DRIVERS)
      for (const wild of [NaN, Infinity, -Infinity])
        for (let at = 0; at < 6; at++) {
          const A = tensor(Array.from({ length: 6 }, (_, i) => (i === at ? wild : (i * i) % 5))).reshape(
            3,
            2,
          );
          expect(lstsq(A, [1, 2, 3], { driver }).solution.toArray()).toEqual([NaN, NaN]);
        }
    expect(lstsq(zeros([0, 2]), zeros([0])).solution.toArray()).toEqual([0, 0]);
  });
  test("an unknown driver", () => {
    expectError(() => lstsq(eye(2), [1, 2], { driver: "gelsx" as never }), "DT_OPTION", "driver");
  });
});

describe("nearly dependent columns at full rank", () => {
  // Pell numbers: 2378² - 985 · 5741 = -1, so that the inverse is of whole numbers and the condition number about 4e7.
  const square = [
    [2378, 985],
    [5741, 2378],
  ];
  const shapes: [string, number[][]][] = [
    ["square", square],
    ["tall", [...square, [0, 0]]],
    ["wide", square.map((row) => [...row, 0])],
  ];
  // A⁺ is homogeneous of degree -1, so along A itself its derivative is -A⁺, which terms of the size |A⁺|² |A| would hide. Numbers
  // and their derivatives are known to the condition number times a rounding, 1e-8.
  const CLOSE = 1e-6;
  test.each(shapes)("%s: along itself a pseudoinverse moves by minus itself", (_name, A) => {
    const inverse = linalg.pinv(A);
    for (const mode of ["forward", "reverse"] as const) {
      const moved = jacobian((t) => linalg.pinv(mul(A, t)), 1, { mode });
      expect(largest(moved.add(inverse))).toBeLessThan(CLOSE * largest(inverse));
    }
  });
  test.each(shapes)("%s: so does a solution of least squares", (_name, A) => {
    const B = A.map((_, i) => [1 + i]);
    for (const driver of DRIVERS) {
      const { solution } = lstsq(A, B, { driver });
      for (const mode of ["forward", "reverse"] as const) {
        const moved = jacobian((t) => lstsq(mul(A, t), B, { driver }).solution, 1, { mode });
        expect(largest(moved.add(solution))).toBeLessThan(CLOSE * largest(solution));
      }
    }
  });
});
