// The exponential of matrices against mpmath, within what a rounding of the matrix makes of it; its derivative likewise.

import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { exp, eye, jvp, matrixExp, mul, norm, sub, vjp, type Tensor } from "dualtensor";
import { expectClose, sample } from "./laws";

interface Case {
  readonly name: string;
  readonly A: number[][];
  readonly exp: number[][];
  readonly cond: number;
}
const { cases } = JSON.parse(
  readFileSync(resolve(__dirname, "../fixtures/matrix-exponential.json"), "utf8"),
) as { cases: Case[] };

test.each(cases)("exp of $name", ({ A, exp: right, cond }) => {
  const E = matrixExp(A);
  const error = norm(sub(E, right)).item() / norm(right).item();
  // One rounding of A makes cond 2^-53; products of n terms n more of their own.
  expect(error).toBeLessThanOrEqual((2 * cond + 4 * A.length) * 2 ** -53);
});
test.each(cases.filter(({ A }) => A.every((row, i) => row.every((v, j) => v === 0 || i === j))))(
  "of diagonal matrices each entry is right to 2 ulp: $name",
  ({ A, exp: right }) => {
    const E = matrixExp(A);
    right.flat().forEach((e, i) => {
      expect(Math.abs(E.data[i] - e)).toBeLessThanOrEqual(2 * 2 ** -52 * Math.abs(e));
    });
  },
);
test("at a multiple of the identity the derivative is e^mu dA", () => {
  const dA = sample([3, 3], 4);
  for (const mu of [-300, -50, 2, 300]) {
    const along = (X: Tensor): Tensor => matrixExp(X);
    const { tangent } = jvp(along, mul(eye(3), mu), dA);
    expectClose(mul(tangent, exp(-mu)), dA, 8 * 2 ** -52);
  }
});
test("second derivatives are linear in their direction, however long: none costs digits", () => {
  const [A, E, W] = [4, 5, 6].map((seed) => sample([3, 3], seed));
  const pulled = (size: number): Tensor =>
    vjp((X: Tensor) => jvp(matrixExp, X, E).tangent, A).pull(mul(W, size));
  const pushed = (size: number): Tensor =>
    jvp((X: Tensor) => jvp(matrixExp, X, E).tangent, A, mul(W, size)).tangent;
  const [right, also] = [pulled(1), pushed(1)];
  for (const power of [-900, -60, 10, 60, 900]) {
    // By a squaring or two less or more, of which each may lose e^|A| / |exp A|, here 50, roundings.
    expectClose(mul(pulled(2 ** power), 2 ** -power), right, 256 * 2 ** -52);
    expectClose(mul(pushed(2 ** power), 2 ** -power), also, 256 * 2 ** -52);
  }
});
