// The solvers with sparse: true against themselves with dense Jacobians, closed forms, and systems that only entries fit.
import {
  derivative, gt, hessian, jacobian, roll, square, stack, sub, sum, tensor, where, zeros, type Tensor,
} from "dualtensor"; // prettier-ignore
import { fixedPoint, leastSquares, minimize, odeint, root } from "dualtensor/optimize";
import { rates, steady, wave } from "../../examples/brusselator.js";
import { guess, images, scene } from "../../examples/bundle.js";

const apart = (a: Tensor, b: Tensor): number =>
  a.data.reduce((s, v, i) => Math.max(s, Math.abs(v - b.data[i])), 0);
/** Numbers between -1 and 1 without a pattern. */
const noise = (n: number, scale: number): Tensor =>
  tensor(Array.from({ length: n }, (_, i) => scale * Math.sin(1000 * Math.sin(i + 1))));

describe("root", () => {
  test("of the Brusselator's rates: that of the dense Jacobian, the known steady state", () => {
    const start = wave(8, 0.2),
      [entries, dense] = [true, false].map((sparse) => root(rates, start, { sparse }));
    expect([entries.reason, entries.iterations]).toEqual(["root", dense.iterations]);
    expect(apart(entries.x, dense.x)).toBeLessThan(1e-13);
    steady.forEach((c, k) =>
      entries.x.at(k).data.forEach((v) => expect(Math.abs(v - c)).toBeLessThan(1e-12)),
    );
  });
  test("of 4,608 unknowns, whose dense Jacobian would have 170 megabytes", () => {
    const { reason, residual } = root(rates, wave(48, 0.1), { sparse: true });
    expect(reason).toBe("root");
    // Terms of 4 SPREAD / h² = 922 cancel, each with a rounding.
    expect(residual).toBeLessThan(922 * 2 ** -50);
  });
  // Broyden's tridiagonal function (C. G. Broyden, Mathematics of Computation 19, 1965), from -1, where steps are shortened.
  const broyden = (x: Tensor): Tensor => {
    const n = x.length,
      inner = x.mul(sub(3, x.mul(2))).add(1),
      before = roll(x, 1).mul(where(tensor(Array.from({ length: n }, (_, i) => i > 0)), 1, 0)),
      after = roll(x, -1).mul(where(tensor(Array.from({ length: n }, (_, i) => i < n - 1)), 2, 0));
    return inner.sub(before).sub(after);
  };
  test("with bounds, from far, and where there is none", () => {
    for (const options of [{}, { lower: -1 }, { lower: -1, upper: -0.45 }])
      for (const start of [-1, -0.5]) {
        const x0 = zeros([30]).add(start);
        const [a, b] = [true, false].map((sparse) => root(broyden, x0, { ...options, sparse }));
        expect(a.reason).toBe(b.reason);
        if (a.reason === "root") expect(apart(a.x, b.x)).toBeLessThan(1e-9);
      }
    const none = root((x) => square(x).add(1), [3, 4, 5], { sparse: true });
    expect(none.converged).toBe(false);
    // A singular Jacobian at the start: [[-2, 1], [-2, 1]].
    const through = root((x) => stack([x.at(0).mul(x.at(1)).sub(1), x.at(1).sub(square(x.at(0)))]), [1, -2], {
      sparse: true,
    });
    expect(through.reason).toBe("root");
    expect(apart(through.x, tensor([1, 1]))).toBeLessThan(1e-12);
  });
  test("of functions that branch on numbers, or close over what is differentiated", () => {
    const f = (x: Tensor): Tensor => (gt(sum(x), 0).item() ? x.mul(x).mul(x).sub([8, 27]) : x.mul(2).sub(1));
    expect(apart(root(f, [1, 1], { sparse: true }).x, tensor([2, 3]))).toBeLessThan(1e-14);
    // x² = a: ∂x = 1 / (2 x), ∂²x = -1 / (4 x³).
    const solution = (a: Tensor): Tensor => root((x) => square(x).sub(a), [1, 1], { sparse: true }).x;
    expect(apart(jacobian(solution, [4, 9]), tensor([[1 / 4, 0], [0, 1 / 6]]))).toBeLessThan(1e-15); // prettier-ignore
    expect(apart(hessian((a: Tensor) => sum(solution(a)), [4, 9]), tensor([[-1 / 32, 0], [0, -1 / 108]]))).toBeLessThan(1e-15); // prettier-ignore
    const { x } = fixedPoint((v) => v.add(2).pow(0.5), [1, 5], { sparse: true });
    expect(apart(x, tensor([2, 2]))).toBeLessThan(1e-15);
  });
});

describe("leastSquares", () => {
  test("bundle adjustment of 5 cameras and 40 points: the least sum of the dense fit, and the seven freedoms of its frame", () => {
    const truth = scene(5, 40),
      seen = images(truth).add(noise(400, 0.5).reshape(5, 40, 2)),
      start = guess(truth, 0.02),
      f = (x: { cameras: Tensor; points: Tensor }): Tensor => sub(images(x), seen),
      from = { cameras: start.cameras, points: start.points };
    const entries = leastSquares(f, from, { sparse: true }),
      dense = leastSquares(f, from);
    expect([entries.reason, dense.reason]).toEqual(["stationary", "stationary"]);
    expect(Math.abs(entries.sumOfSquares / dense.sumOfSquares - 1)).toBeLessThan(1e-11);
    // Rotation, translation and scale of everything change no image.
    expect(entries.rank).toBe(5 * 9 + 40 * 3 - 7);
    expect(entries.undetermined.length).toBeGreaterThan(100);
    expect(entries.degreesOfFreedom).toBe(400 - entries.rank);
  });
  test("of 12 cameras and 500 points, 1,608 parameters: exact images are met", () => {
    const truth = scene(12, 500),
      start = guess(truth, 0.01),
      seen = images(truth);
    const { reason, residuals } = leastSquares(
      (x: { cameras: Tensor; points: Tensor }) => sub(images(x), seen),
      { cameras: start.cameras, points: start.points },
      { sparse: true },
    );
    expect(["stationary", "zero residuals"]).toContain(reason);
    // Pixels of some hundred, each of some hundred roundings.
    expect(residuals.data.every((r) => Math.abs(r) < 1e-9)).toBe(true);
  });
  // Data smoothed by second differences (E. T. Whittaker 1923), with an unknown level on top: a band and a full column.
  const n = 40,
    data = noise(n, 1),
    smooth = ({ level, curve }: { level: Tensor; curve: Tensor }): Tensor[] => [
      curve.add(level),
      curve.at("2:").sub(curve.at("1:-1").mul(2)).add(curve.at(":-2")).mul(3),
      curve.at(0).reshape(1),
    ];
  test("weights, bounds, fixed parameters, losses and the statistics are those of the dense fit", () => {
    const start = { level: 0.1, curve: zeros([n]) },
      observed = [data, zeros([n - 2]), zeros([1])];
    for (const options of [
      {},
      { sigma: [square(data).add(0.1), zeros([n - 2]).add(2), zeros([1]).add(1)], absoluteSigma: true },
      { weights: [where(gt(data, 0.5), 0, 1), zeros([n - 2]).add(1), zeros([1]).add(1)] },
      { upper: { curve: 0.01, level: 0.11 } },
      { fixed: { level: true } },
      { loss: "huber", lossScale: 0.3 } as const,
      { loss: "softL1", upper: { curve: 0.01 } } as const,
    ]) {
      const [a, b] = [true, false].map((sparse) =>
        leastSquares(smooth, start, { ...options, observed, sparse }),
      );
      if ("upper" in options) expect(a.atBounds.length).toBeGreaterThan(0);
      expect([a.reason, a.rank, a.atBounds, a.undetermined]).toEqual([
        b.reason,
        b.rank,
        b.atBounds,
        b.undetermined,
      ]);
      // Huber's loss is flat to the third order, and a minimum is known to half of the digits of its value.
      expect(Math.abs(a.sumOfSquares / b.sumOfSquares - 1)).toBeLessThan(1e-12);
      expect(apart(a.x.curve, b.x.curve)).toBeLessThan(1e-6);
      // The condition is below a hundred; normal equations square it.
      const close = (u: Tensor, v: Tensor): void =>
        u.data.forEach((e, i) =>
          Number.isNaN(v.data[i])
            ? expect(e).toBeNaN()
            : expect(Math.abs(e - v.data[i])).toBeLessThan(1e-6 * (1 + Math.abs(v.data[i]))),
        );
      close(a.standardErrors.curve, b.standardErrors.curve);
      close(a.covariance, b.covariance);
      close(a.jacobian, b.jacobian);
      expect(a.rSquared).toBeCloseTo(b.rSquared, 6);
    }
  });
  test("a parameter that nothing determines is named, the others are not", () => {
    const fit = leastSquares((x) => stack([x.at(0).sub(1), x.at(0).mul(2).sub(2), x.at(1).mul(0), x.at(2).add(x.at(3))]), [5, 5, 5, 5], { sparse: true }); // prettier-ignore
    expect([fit.converged, fit.rank, fit.undetermined]).toEqual([true, 2, ["x[1]", "x[2]", "x[3]"]]);
    expect(fit.standardErrors.data[0]).toBeCloseTo(0, 12);
  });
  test("unit vectors, and a derivative of the solution", () => {
    // The direction nearest to d.
    const nearest = (d: Tensor): Tensor =>
      leastSquares((x) => x.sub(d), [1, 0, 0], { manifold: "unitVector", sparse: true }).x;
    expect(apart(nearest(tensor([0.6, 0.8, 0])), tensor([0.6, 0.8, 0]))).toBeLessThan(1e-12);
    // d / |d| has the derivative (1 - d dᵀ / d²) / |d|, here at [3, 0, 4].
    expect(apart(jacobian(nearest, [3, 0, 4]), tensor([[0.128, 0, -0.096], [0, 0.2, 0], [-0.096, 0, 0.072]]))).toBeLessThan(1e-9); // prettier-ignore
  });
});

describe("odeint's radau", () => {
  /** Second differences of u, with these values beyond its ends. */
  const bent = (u: Tensor, before: number, after: number): Tensor => {
    const n = u.length,
      at = (test: (i: number) => boolean): Tensor => tensor(Array.from({ length: n }, (_, i) => test(i)));
    return where(at((i) => i > 0), roll(u, 1), before)
      .add(where(at((i) => i < n - 1), roll(u, -1), after))
      .sub(u.mul(2)); // prettier-ignore
  };
  test("heat in 300 points of a rod: a sine falls by its eigenvalue", () => {
    const N = 300,
      h = 1 / (N + 1),
      start = Array.from({ length: N }, (_, i) => Math.sin(Math.PI * h * (i + 1))),
      eigenvalue = (4 / (h * h)) * Math.sin((Math.PI * h) / 2) ** 2;
    const { y, converged, evaluations } = odeint((_, u) => bent(u, 0, 0).div(h * h), start, [0, 0.1], {
      method: "radau",
      sparse: true,
      rtol: 1e-8,
      atol: 1e-10,
    });
    expect(converged).toBe(true);
    expect(evaluations.jacobians).toBeLessThan(10);
    y.at(-1).data.forEach((v, i) =>
      expect(Math.abs(v - start[i] * Math.exp(-0.1 * eigenvalue))).toBeLessThan(1e-7),
    );
  });
  test("the Brusselator on a line (Hairer and Wanner II, IV.1) as with dense Jacobians, driven and with its derivatives", () => {
    const N = 20,
      spread = 0.02 * (N + 1) ** 2,
      start = tensor([Array.from({ length: N }, (_, i) => 1 + Math.sin((2 * Math.PI * (i + 1)) / (N + 1))), new Array<number>(N).fill(3)]); // prettier-ignore
    const end = (a: Tensor, sparse: boolean): Tensor =>
      odeint(
        (t, y) => {
          const u = y.at(0),
            v = y.at(1),
            r = u.mul(u).mul(v);
          return stack([
            r
              .sub(u.mul(4))
              .add(a)
              .add(bent(u, 1, 1).mul(spread))
              .add(t.mul(0.1)),
            u
              .mul(3)
              .sub(r)
              .add(bent(v, 3, 3).mul(spread)),
          ]);
        },
        start,
        [0, 1],
        { method: "radau", sparse, rtol: 1e-6 },
      ).y.at(-1);
    // The same steps, solved by other factorisations.
    expect(apart(end(tensor(1), true), end(tensor(1), false))).toBeLessThan(1e-11);
    const [a, b] = [true, false].map((sparse) => derivative((v) => sum(end(v, sparse)), 1));
    expect(Math.abs(a / b - 1)).toBeLessThan(1e-9);
  });
});

describe("minimize", () => {
  // H. H. Rosenbrock's valley as a chain (Ph. L. Toint 1978): 0 at ones.
  const chain = (x: Tensor): Tensor =>
    sum(
      square(sub(x.at("1:"), square(x.at(":-1"))))
        .mul(100)
        .add(square(sub(x.at(":-1"), 1))),
    );
  test("a chain of 10,000 unknowns", () => {
    const start = Array.from({ length: 10000 }, (_, i) => 1 + 0.4 * Math.sin(i)),
      { x, reason, evaluations } = minimize(chain, start, { sparse: true });
    expect(reason).toBe("stationary");
    expect(apart(x, zeros([10000]).add(1))).toBeLessThan(1e-12);
    expect([evaluations.hessians < 30, evaluations.products < 30]).toEqual([true, true]);
  });
  test("from where second derivatives are not positive, and in bounds: the minimum of the dense method", () => {
    const far = Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? -1.2 : 1));
    for (const options of [{}, { upper: 0.5 }, { lower: -0.5, upper: 0.9 }]) {
      const start = far.map((v) => Math.min(Math.max(v, options.lower ?? -9), options.upper ?? 9)),
        [a, b] = [true, false].map((sparse) => minimize(chain, start, { ...options, sparse }));
      expect([a.reason, a.atBounds]).toEqual(["stationary", b.atBounds]);
      // There is a second minimum, near x_0 = -1, of 3.98 (Y. Shang and Y. Qiu 2006).
      if (Math.abs(a.value - b.value) < 1) expect(apart(a.x, b.x)).toBeLessThan(1e-7);
      else expect(Math.abs(a.value - 3.9866)).toBeLessThan(1e-4);
    }
  });
  test("leaves a saddle, and says where a function falls without end", () => {
    const well = minimize((x) => sum(square(square(x).sub(1))), zeros([150]), { sparse: true });
    // The gradient vanishes at the start.
    expect([well.reason, well.value < 1e-12]).toEqual(["stationary", true]);
    expect(minimize((x) => sum(square(square(x).sub(1))), zeros([150]).add(0.01), { sparse: true }).value).toBeLessThan(1e-12); // prettier-ignore
    expect(minimize((x) => sum(x.mul(x).mul(x)), [-1, -1, 2], { sparse: true }).converged).toBe(false);
  });
  test("a derivative of the solution", () => {
    // x minimises Σ (x_i² - a_i)² / 4 where x = √a.
    const solution = (a: Tensor): Tensor => minimize((x) => sum(square(square(x).sub(a))).div(4), [1, 2], { sparse: true }).x; // prettier-ignore
    expect(apart(jacobian(solution, [4, 9]), tensor([[1 / 4, 0], [0, 1 / 6]]))).toBeLessThan(1e-9); // prettier-ignore
  });
});

test("bad input", () => {
  const f = (x: Tensor): Tensor => x.mul(2).sub(1);
  expect(() => root(f, [1], { sparse: 1 as never })).toThrow("root: expected the option sparse");
  expect(() => leastSquares(f, [1], { sparse: "yes" as never })).toThrow("sparse");
  expect(() => minimize((x) => sum(square(x)), [1], { sparse: true, method: "lbfgs" })).toThrow("newton");
  expect(() => odeint((_, y) => y, 1, [0, 1], { sparse: true })).toThrow("radau");
  // Dense after all: said with its count, before memory is spent.
  expect(() => root((x) => x.add(sum(x)), zeros([9000]), { sparse: true })).toThrow("81000000");
});
