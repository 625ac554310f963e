// Least squares against closed forms, problems with known answers (Moré, Garbow and Hillstrom 1981) and NIST's Misra1a.
import { exp, jacobian, matmul, stack, sub, tensor, type Tensor } from "dualtensor";
import { levenbergMarquardt } from "dualtensor/optimize";
import * as misra1a from "../../examples/misra1a.js";
import { agreement } from "../../examples/report.js";

describe("levenbergMarquardt", () => {
  test("a line through points: the closed form, with its standard errors", () => {
    const t = [0, 1, 2, 3, 4],
      y = [1, 3, 2, 5, 4];
    // Σ(t - t̄)² = 10, Σ(t - t̄)(y - ȳ) = 8, so slope .8, intercept 3 - 1.6; Σr² = 10 - 6.4 = 3.6, s² = 3.6 / 3.
    const fit = levenbergMarquardt((b) => b.at(0).add(b.at(1).mul(t)).sub(y), [10, -10]);
    expect(fit.converged).toBe(true);
    const found = [...fit.x.data, fit.sumOfSquares, fit.deviation, ...fit.standardErrors.data];
    const s = Math.sqrt(1.2);
    [1.4, 0.8, 3.6, s, s * Math.sqrt(1 / 5 + 4 / 10), s / Math.sqrt(10)].forEach((v, i) => {
      expect(agreement(found[i], v)).toBeGreaterThan(12);
    });
  });

  test("Rosenbrock's valley: zero residual at (1, 1), in any units", () => {
    for (const unit of [1, 1e-9, 1e9]) {
      const f = ([a, b]: Tensor) => stack([b.div(unit).sub(a.mul(a)).mul(10), sub(1, a)]);
      const { x, converged, standardErrors } = levenbergMarquardt(f, [-1.2, unit]);
      expect(converged).toBe(true);
      expect(agreement(x.at(0).item(), 1)).toBeGreaterThan(12);
      expect(agreement(x.at(1).item(), unit)).toBeGreaterThan(12);
      // As many residuals as parameters: nothing is left to judge by.
      expect([...standardErrors.data]).toEqual([NaN, NaN]);
    }
  });

  test.each(misra1a.starts)("NIST's Misra1a to 9 digits from (%d, %d)", (...start) => {
    const fit = levenbergMarquardt(misra1a.residuals, start),
      { certified } = misra1a;
    const found = [...fit.x.data, ...fit.standardErrors.data, fit.sumOfSquares, fit.deviation];
    [
      ...certified.parameters,
      ...certified.deviations,
      certified.residualSumOfSquares,
      certified.residualDeviation,
    ].forEach((v, i) => {
      expect(agreement(found[i], v)).toBeGreaterThan(9);
    });
  });

  test("x and the residuals keep their shapes, and the Jacobian is that of the residuals", () => {
    const A = tensor([[2, 1], [1, 3], [0, 1]]), B = tensor([[1, 2], [3, 4], [5, 6]]); // prettier-ignore
    const f = (X: Tensor) => matmul(A, X).sub(B);
    const fit = levenbergMarquardt(f, [[0, 0], [0, 0]]); // prettier-ignore
    expect([fit.x.shape, fit.residuals.shape, fit.standardErrors.shape]).toEqual([[2, 2], [3, 2], [2, 2]]); // prettier-ignore
    expect(fit.jacobian.toArray()).toEqual(jacobian(f, fit.x).toArray());
    // Least squares: the residuals stand at right angles to the columns of A.
    for (const v of matmul(A.T, fit.residuals).data) expect(Math.abs(v)).toBeLessThan(1e-12);
  });

  test("a step to where f is not finite is taken back", () => {
    const { x } = levenbergMarquardt(([a]: Tensor) => stack([exp(a.mul(a)).sub(Math.E ** 4)]), [0.01]);
    expect(agreement(x.item(), 2)).toBeGreaterThan(12);
  });

  test("parameters that the residuals do not determine have no standard errors", () => {
    const fit = levenbergMarquardt(([a, b]: Tensor) => a.add(b).mul([1, 2, 3]).sub([1, 2, 4]), [0, 0]);
    expect([...fit.standardErrors.data]).toEqual([NaN, NaN]);
  });

  test("says when the iterations ran out, and reports each", () => {
    const sums: number[] = [];
    const fit = levenbergMarquardt(misra1a.residuals, misra1a.starts[0], {
      maxIterations: 3,
      onStep: ({ sumOfSquares }) => sums.push(sumOfSquares),
    });
    expect([fit.converged, fit.iterations, sums.length]).toEqual([false, 3, 3]);
    expect([...sums].sort((a, b) => b - a)).toEqual(sums);
  });

  test("bad input is named", () => {
    const f = (x: Tensor) => x.mul(2);
    expect(() => levenbergMarquardt((x) => x.sum(), [1, 2])).toThrow("at least 2 residuals");
    expect(() => levenbergMarquardt(f, [NaN])).toThrow("finite number");
    expect(() => levenbergMarquardt((x) => x.div(0), [1])).toThrow("finite");
    expect(() => levenbergMarquardt(f, [1], { tolerance: -1 })).toThrow("tolerance");
    expect(() => levenbergMarquardt(f, [1], { steps: 1 } as never)).toThrow("steps");
  });
});
