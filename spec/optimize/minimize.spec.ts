// Minima by all methods: closed forms, bounds, what is no minimum, derivatives of solutions, and bad input. Published problems stand
// in collection.spec.ts.
import {
  abs, cos, exp, floor, grad, hessian, jacobian, log, mul, square, sub, sum, tensor, type Tensor,
} from "dualtensor"; // prettier-ignore
import { minimize, type MinimizeStep } from "dualtensor/optimize";
import { agreement } from "../../examples/report.js";
import { richardson } from "./differences.js";

const methods = ["newton", "bfgs", "lbfgs"] as const;
const rosenbrock = ([x, y]: Tensor): Tensor => mul(100, square(sub(y, square(x)))).add(square(sub(1, x)));

describe.each(methods)("%s", (method) => {
  test("Rosenbrock's valley, in any units", () => {
    for (const unit of [1e-200, 1, 1e150]) {
      const { x, converged } = minimize((v: Tensor) => rosenbrock(v).mul(unit), [-1.2, 1], { method });
      expect(converged).toBe(true);
      // A gradient of 1e-8 where the smallest curvature is .4 leaves 3e-8.
      x.data.forEach((v) => expect(Math.abs(v - 1)).toBeLessThan(1e-7));
    }
  });
  test("bounds: on the valley's floor x = 1/2, and y = x²; the gradient there points outwards", () => {
    const found = minimize(rosenbrock, [-1.2, 1], { method, upper: [0.5, 10] });
    expect([found.reason, found.atBounds]).toEqual(["stationary", ["x0[0]"]]);
    expect([...found.x.data]).toEqual([0.5, expect.closeTo(0.25, 8) as number]);
    // d/dx: -400 x (y - x²) - 2 (1 - x).
    expect(found.gradient.data[0]).toBeCloseTo(-1, 5);
  });
  test("twenty unknowns between bounds, the closed form of a separable square", () => {
    const want = Array.from({ length: 20 }, (_, i) => i / 10 - 1);
    const { x, converged } = minimize((v) => square(v.sub(want)).mul(Array.from(want, (_, i) => i + 1)).sum(), want.map(() => 0), { method, lower: -0.5, upper: 0.35 }); // prettier-ignore
    expect(converged).toBe(true);
    x.data.forEach((v, i) => expect(v).toBeCloseTo(Math.min(Math.max(want[i], -0.5), 0.35), 7));
  });
  test("records", () => {
    const { x, value } = minimize(({ a, b }) => square(a.sub([1, 2])).sum().add(square(b.at(0).sub(a.sum())).sum()), { a: [0, 0], b: [[0]] }, { method }); // prettier-ignore
    expect(x.b.data[0]).toBeCloseTo(3, 7);
    expect(value).toBeLessThan(1e-14);
  });
  test("a saddle is left downhill", () => {
    // x² - y² + y⁴ has a saddle at the start and minima -1/4 at y = ±√½.
    const { x, value, converged } = minimize(([a, b]) => square(a).sub(square(b)).add(square(square(b))), [0, 0], { method }); // prettier-ignore
    expect(converged).toBe(true);
    expect(value).toBeCloseTo(-0.25, 14);
    expect(Math.abs(x.data[1])).toBeCloseTo(Math.SQRT1_2, 7);
  });
  test("what is no minimum is not said to be one", () => {
    expect(minimize((x) => exp(x.neg()), 1, { method }).reason).toBe("flat");
    expect(minimize((x) => x.neg(), 1, { method }).reason).toBe("unbounded");
    expect(minimize((x) => square(floor(x)).sum(), [1.5, 2], { method }).reason).toBe("flat");
    expect(minimize((x) => abs(x).sum(), [1.5, 2], { method }).converged).toBe(false);
    expect(minimize((x) => log(x), 1, { method }).converged).toBe(false);
    // An inflection, where the second derivative vanishes with the first.
    expect(minimize((x) => x.mul(x).mul(x), 1, { method }).converged).toBe(false);
    expect(minimize((x) => x.pow(5).sum(), [1, 2], { method }).converged).toBe(false);
  });
  test("a minimum above a large constant is found by the gradient", () => {
    const { x, converged } = minimize((v) => square(v.sub(1)).sum().add(1e10), [3, 2], { method });
    expect(converged).toBe(true);
    x.data.forEach((v) => expect(agreement(v, 1)).toBeGreaterThan(7));
  });
  test("onStep, signal, maxIterations; compiled it takes the same steps", () => {
    const seen: MinimizeStep[] = [];
    const eager = minimize(rosenbrock, [-1.2, 1], { method, onStep: (s) => seen.push(s) });
    expect(seen.at(-1)!.value).toBe(eager.value);
    const control = new AbortController();
    expect(minimize(rosenbrock, [-1.2, 1], { method, signal: control.signal, onStep: () => control.abort() }).reason).toBe("aborted"); // prettier-ignore
    expect(minimize(rosenbrock, [-1.2, 1], { method, maxIterations: 3 }).reason).toBe("iterations");
    expect(minimize(rosenbrock, [-1.2, 1], { method, compile: true }).converged).toBe(true);
  });
  test("derivatives of the solution: against Richardson differences, with an active bound, to the second order", () => {
    // Smooth and convex; its second component stands at the bound .3 for these a.
    const solve = (a: Tensor): Tensor =>
      minimize(
        (x) =>
          square(x.sub(a))
            .sum()
            .add(square(square(x)).sum())
            .add(exp(x.at(0).mul(x.at(2)))),
        [0, 0, 0],
        { method, upper: [9, 0.3, 9], tolerance: 1e-13 },
      ).x;
    const a = [1, 2, 0.2],
      want = richardson((p) => [...solve(tensor(p)).data], a);
    for (const mode of ["forward", "reverse"] as const) {
      const J = jacobian(solve, tensor(a), { mode });
      J.data.forEach((v, i) => expect(Math.abs(v - want[i])).toBeLessThan(1e-7));
      J.at(1).data.forEach((v) => expect(Math.abs(v)).toBe(0));
    }
    const loss = (p: Tensor): Tensor => solve(p).mul([1, 2, 3]).sum(),
      second = richardson((p) => [...grad(loss, tensor(p)).data], a);
    hessian(loss, tensor(a)).data.forEach((v, i) => expect(Math.abs(v - second[i])).toBeLessThan(1e-7));
  });
});

test("the default method by size", () => {
  const n = 300,
    found = minimize(
      (x) => square(x.sub(2)).sum().add(cos(x).sum()),
      Array.from({ length: n }, () => 1),
    );
  expect([found.method, found.converged]).toEqual(["lbfgs", true]);
});

test("an unsolved one throws where it is differentiated", () => {
  expect(() => grad((a) => minimize((x) => exp(x.mul(a)), 1).x, 1)).toThrow(/a solution where it is differentiated, got none \(flat\)/); // prettier-ignore
});

describe("bad input", () => {
  test.each([
    [() => minimize((x: Tensor) => x, [1, 2]), /scalar/],
    [() => minimize((x: Tensor) => sum(x), [1, NaN]), /x0\[1\] to be a finite number/],
    [() => minimize((x: Tensor) => log(x).sum(), [1, -1]), /f\(x0\) to be finite/],
    [() => minimize((x: Tensor) => sum(x), [1], { method: "simplex" as never }), /method.*newton/],
    [() => minimize((x: Tensor) => sum(x), [1], { lower: 2 }), /within its bounds/],
    [() => minimize((x: Tensor) => sum(x), [1], { lower: 2, upper: 0 }), /lower to be at most upper/],
    [() => minimize((x: Tensor) => sum(x), [1], { memory: 0 }), /memory/],
    [() => minimize((x: Tensor) => sum(x), []), /x0 to be one number or more/],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
