// A structured block that would become too wide as a dense one is dropped, and the sweep runs again in chunks.
import { exp, jacobian, jvp, linspace, matmul, mul, ones, sum } from "../../lib/index.js";

const n = 2100; // n² is beyond what one dense block may hold
const x = linspace(0, 1, n);

test("a block of all seeds that meets a dense operation is replaced by chunks", () => {
  // All entries depend on all: J = exp(x_i) δ_ij + 1 by the sum, by a matrix product over all elements.
  const J = jacobian((v) => exp(v).add(matmul(ones([1, n]), v)), x);
  expect(J.shape).toEqual([n, n]);
  for (const [i, j] of [
    [0, 0],
    [17, 17],
    [5, 1999],
    [n - 1, n - 1],
  ])
    expect(J.data[i * n + j]).toBe((i === j ? Math.exp(x.data[i]) : 0) + 1);
});

test("so is one that an outer call watches, where it is read off", () => {
  const { tangent } = jvp(
    (v) =>
      sum(
        jacobian((w) => mul(w, w), v),
        1,
      ),
    x,
    ones([n]),
  );
  // d/dx of the row sums 2 x_i in the direction of ones.
  expect(tangent.data.every((d) => d === 2)).toBe(true);
});
