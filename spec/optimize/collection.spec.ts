// More, Garbow and Hillstrom's 35 problems from their standard starts: every method ends at a published minimum, to the digits
// that the paper gives, and says so.
import { sum } from "dualtensor";
import { leastSquares, minimize, root } from "dualtensor/optimize";
import { problems, type Problem } from "./collection.js";

/** Six digits are published; where the least is 0 a gradient of 1e-8 leaves a sum of at most about 1e-12 (Powell's quartic). */
const published = ({ minima }: Problem, found: number): boolean =>
  minima.some((m) => (m === 0 ? found < 1e-11 : Math.abs(found / m - 1) < 5e-6));

const named = problems.map((p): [string, Problem] => [`${p.number} ${p.name}`, p]);

describe.each(["newton", "bfgs", "lbfgs"] as const)("minimize, %s", (method) => {
  test.each(named)("%s", (_, p) => {
    const { converged, value } = minimize(
      (x) => {
        const r = p.residuals(x);
        return sum(r.mul(r));
      },
      [...p.start],
      { method },
    );
    expect([converged, published(p, value), value]).toEqual([true, true, value]);
  });
});
test.each(named)("leastSquares: %s", (_, p) => {
  const { converged, sumOfSquares } = leastSquares(p.residuals, [...p.start]);
  expect([converged, published(p, sumOfSquares), sumOfSquares]).toEqual([true, true, sumOfSquares]);
});
// From these starts Newton's method runs into a minimum of the residuals that is no root, which is one of the paper's list.
const caught = [2, 26];
test.each(named.filter(([, p]) => p.square))("root: %s", (_, p) => {
  const { converged, reason, residuals } = root(p.residuals, [...p.start]);
  expect(reason).toBe(caught.includes(p.number) ? "no root" : "root");
  expect(converged).toBe(reason === "root");
  expect(
    published(
      p,
      residuals.data.reduce((s, v) => s + v * v, 0),
    ),
  ).toBe(true);
});
