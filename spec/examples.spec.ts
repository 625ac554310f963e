// The examples reach what is known of their problems: closed forms, certified values, orders of convergence, laws.

import { jacobian, matmul, tensor, type Tensor, type TensorLike } from "dualtensor";
import * as brusselator from "../examples/brusselator.js";
import * as bundle from "../examples/bundle.js";
import * as misra1a from "../examples/misra1a.js";
import * as newton from "../examples/newton.js";
import * as pendulum from "../examples/pendulum.js";
import * as question from "../examples/question.js";
import * as sketch from "../examples/sketch.js";
import { agreement, beside, scientific, table } from "../examples/report.js";

/** Whether two tensors agree within the error that one of them says it has. */
const within = (a: Tensor, b: Tensor, error: Tensor): boolean =>
  a.data.every((v, i) => Math.abs(v - b.data[i]) <= error.data[i]);

const furthest = (a: TensorLike, b: TensorLike): number => {
  const { data } = tensor(a).sub(b);
  return data.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
};

describe("question", () => {
  const diagonal = [
    [1, 0, 0],
    [0, 2, 0],
    [0, 0, 3],
  ];

  test("the Jacobian of a * b in b is diag(a), whole, by columns and by rows", () => {
    expect(question.forward().toArray()).toEqual(diagonal);
    expect(question.columns().map((t) => t.toArray())).toEqual(diagonal);
    expect(question.pulled().map((t) => t.toArray())).toEqual(diagonal);
  });

  test("a pullback of ones is the sum of the rows", () => {
    expect(question.summed().toArray()).toEqual([1, 2, 3]);
  });

  test("grad refuses and names jacobian", () => {
    expect(question.refusal()).toContain("jacobian(f, x)");
  });

  test("differences of values agree, within their own error", () => {
    const { jacobian: found, error } = question.measured();
    expect(within(tensor(diagonal), found, error)).toBe(true);
    expect(furthest(error, 0)).toBeLessThan(1e-9);
  });

  test("the report shows the three ways and the differences", () => {
    expect(question.report()).toContain("reverse, by rows     finite differences");
  });
});

describe("misra1a", () => {
  const { certified } = misra1a;

  test.each(misra1a.starts)("reaches the certified values to 9 digits from (%d, %d)", (...start) => {
    const fit = misra1a.fit(start);
    const found = [...fit.x.data, fit.sumOfSquares, ...fit.standardErrors.data, fit.deviation];
    const expected = [
      ...certified.parameters,
      certified.residualSumOfSquares,
      ...certified.deviations,
      certified.residualDeviation,
    ];
    expected.forEach((v, i) => {
      expect(agreement(found[i], v)).toBeGreaterThan(9);
    });
    expect(fit.iterations).toBeLessThan(100);
  });

  test("the Jacobian is the closed form [1 - exp(-b2 x), b1 x exp(-b2 x)]", () => {
    const [b1, b2] = certified.parameters;
    const J = jacobian(misra1a.residuals, certified.parameters).toArray<number[][]>();
    [...misra1a.x.data].forEach((x, i) => {
      // 1 - exp(-b2 x) loses what exp has rounded: some 1e-16, absolutely.
      expect(Math.abs(J[i][0] + Math.expm1(-b2 * x))).toBeLessThan(4e-16);
      expect(agreement(J[i][1], b1 * x * Math.exp(-b2 * x))).toBeGreaterThan(15);
    });
  });

  test("the report shows both fits beside the certified values", () => {
    expect(misra1a.report()).toMatch(/residual sum of squares +1\.2455138894E-01 +1\.2455138894E-01/);
  });
});

describe("newton", () => {
  test.each([
    ["curves", newton.curves],
    ["matrix", newton.matrix],
  ])("%s: reaches the root, with order of convergence 2", (_name, { F, start, root }) => {
    const steps = newton.newton(F, start);
    const errors = newton.errors(steps, root);
    // The roots are of size 10, and F is rounded at the size of its terms, 57: some ulp of that.
    expect(errors[errors.length - 1]).toBeLessThan(1e-14);
    const [far, near, nearest] = errors.filter((e) => e > 1e-13).slice(-3);
    // The order, log(e₂ / e₁) / log(e₁ / e₀), tends to 2; at errors of 1e-3 it is there to a few percent.
    expect(Math.abs(Math.log(nearest / near) / Math.log(near / far) - 2)).toBeLessThan(0.1);
  });

  test("one step solves a linear system", () => {
    // prettier-ignore
    const A = [[2, 1], [1, 3]];
    const steps = newton.newton((x) => matmul(A, x).sub([3, 5]), [7, -4]);
    expect(furthest(steps[1].x, [0.8, 1.4])).toBeLessThan(1e-15);
  });
});

describe("pendulum", () => {
  const state = tensor([1, 0.5]);
  const length = tensor(1.2);
  const time = 1.7;
  const found = pendulum.sensitivities(state, length, time);
  const flow = (s: Tensor): Tensor => pendulum.slope(s, length);

  test("agrees with differences of whole simulations", () => {
    const { value, error } = pendulum.measured(state, length, time);
    expect(within(found.state, value.state, error.state)).toBe(true);
    expect(within(found.length, value.length, error.length)).toBe(true);
    // Values of size 1 from some thousand operations: they are right to 1e-14, their differences to 1e-11 or so.
    expect(furthest(error.state, 0)).toBeLessThan(1e-9);
    expect(furthest(error.length, 0)).toBeLessThan(1e-9);
  });

  test("agrees with the linearised pendulum at small angles", () => {
    const small = [1e-3, 2e-3];
    const linear = pendulum.linearised(small, 1.2, time);
    const { state: J, length: dL } = pendulum.sensitivities(tensor(small), length, time);
    // The frequency shifts by θ² / 16 of itself, so the phase wt by some 1e-6, its derivative by three times that.
    expect(furthest([...J.at(0).data, dL.at(0).item()], linear)).toBeLessThan(5e-6);
  });

  test("preserves area in the plane of angle and speed (Liouville)", () => {
    const [[p, q], [r, s]] = found.state.toArray<number[][]>();
    // Up to the error of the integration, h⁴ with h = 0.0085.
    expect(Math.abs(p * s - q * r - 1)).toBeLessThan(1e-7);
  });

  test("carries the initial velocity to the final one", () => {
    const end = flow(pendulum.swing(state, length, time));
    expect(furthest(matmul(found.state, flow(state)), end)).toBeLessThan(1e-7);
  });

  test("keeps to the scale of the length: θ depends on t / √L and ω₀ √L alone", () => {
    // 2 L dθ/dL + t dθ/dt - ω₀ dθ/dω₀ = 0, by Euler's theorem on homogeneous functions.
    const theta = pendulum.swing(state, length, time).at(1).item();
    const [dOmega, dL] = [found.state.at(0, 1).item(), found.length.at(0).item()];
    expect(Math.abs(2 * 1.2 * dL + time * theta - 0.5 * dOmega)).toBeLessThan(1e-7);
  });
});

describe("reports", () => {
  test("align their columns", () => {
    // prettier-ignore
    const cells = [["a", "bb"], ["ccc", "d"]];
    expect(table(cells).split("\n")).toEqual(["a     bb", "────────", "ccc    d"]);
    expect(beside(["one", "1\n22"], ["two", "3"])).toBe("one     two\n1       3\n22");
  });

  test("write numbers as NIST does, and count common digits as NIST does", () => {
    expect(scientific(238.94212918, 10)).toBe("2.3894212918E+02");
    expect(scientific(-5.5e-4, 3)).toBe("-5.500E-04");
    expect(agreement(1.001, 1)).toBeCloseTo(3, 10);
  });
});

describe("sparse", () => {
  test("the Brusselator's steady state without differences in space, quadratically", () => {
    const { x, residuals } = brusselator.newton(brusselator.rates, brusselator.wave(8, 0.2));
    brusselator.steady.forEach((c, k) => expect(furthest(x.at(k), c)).toBeLessThan(1e-12));
    expect(residuals.length).toBeLessThan(12);
  });
  test("its implicit steps converge with order 1", () => {
    const start = brusselator.wave(4, 0.1),
      [coarse, middle, fine] = [32, 64, 128].map((steps) => brusselator.evolve(start, steps)),
      ratio = furthest(coarse, middle) / furthest(middle, fine);
    expect(ratio).toBeGreaterThan(1.8);
    expect(ratio).toBeLessThan(2.3);
  });
  test("the sketch is the staircase at the hand", () => {
    const { x, iterations } = sketch.drag([
      [0, 0],
      [0.5, -0.2],
    ]);
    expect(furthest(x, sketch.stairs([0.5, -0.2]))).toBeLessThan(1e-10);
    expect(iterations).toBeLessThan(30);
    expect(sketch.report()).toContain("1000 constraints");
  });
  test("cameras and points explain their images to the last digits", () => {
    const truth = bundle.scene(4, 20),
      { costs } = bundle.adjust(bundle.images(truth), bundle.guess(truth, 0.02));
    expect(costs[costs.length - 1]).toBeLessThan(1e-15);
    // Reprojected: the scene itself is known only but for turning, moving and stretching all of it.
    expect(costs[0]).toBeGreaterThan(1);
  });
});
