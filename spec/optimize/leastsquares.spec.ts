// leastSquares against NIST's certified values, closed forms of linear regression, and its own definition: a minimum is where the
// gradient is zero; derivatives of solutions against differences of solutions.
import {
  exp,
  floor,
  grad,
  hessian,
  jacobian,
  matmul,
  solve,
  square,
  sum,
  tensor,
  type Tensor,
} from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { leastSquares, residuals, type LeastSquaresOptions, type Loss } from "dualtensor/optimize";
import { digits, problems } from "./nist.js";

const line = { t: [0, 1, 2, 3, 4], y: [1, 3, 2, 5, 4] };
const t = tensor(line.t);
const straight = ({ a, b }: { a: Tensor; b: Tensor }) => a.add(t.mul(b));
const decay = (b: Tensor) => b.at(0).mul(exp(b.at(1).mul(t).neg()));
const measured = [2.1, 1.3, 0.95, 0.5, 0.42];

describe("NIST's certified values", () => {
  const found = problems.flatMap((problem) =>
    problem.starts.map((start, i) => {
      const fit = leastSquares(problem.model, start, { observed: problem.observed });
      const agree = Math.min(...problem.certified.map((v, k) => digits(fit.x.data[k], v)));
      return { title: `${problem.name} from start ${i + 1}`, fit, agree, problem };
    }),
  );
  test.each(found)("$title", ({ fit, agree }) => {
    expect(fit.converged).toBe(true);
    expect(agree).toBeGreaterThan(8);
  });
  test("10.5 digits on average", () => {
    expect(found.reduce((s, { agree }) => s + agree, 0) / found.length).toBeGreaterThan(10.5);
  });
  test("standard errors, but for Lanczos1, whose residuals are rounding", () => {
    for (const { fit, problem } of found)
      if (problem.name !== "Lanczos1")
        problem.deviations.forEach((v, k) => {
          expect(digits(fit.standardErrors.data[k], v)).toBeGreaterThan(5);
        });
  });
});

describe("what a fit says", () => {
  // Σ(t - t̄)² = 10, Σ(t - t̄)(y - ȳ) = 8, so slope .8, intercept 3 - 1.6; Σr² = 10 - 6.4 = 3.6, s² = 1.2.
  const fit = leastSquares(straight, { a: 10, b: -10 }, { observed: line.y });
  test("a line: parameters, errors, correlation, R², intervals by Student's t", () => {
    expect(fit.x.a.item()).toBeCloseTo(1.4, 12);
    expect(fit.x.b.item()).toBeCloseTo(0.8, 12);
    expect(fit.sumOfSquares).toBeCloseTo(3.6, 12);
    expect(fit.deviation).toBeCloseTo(Math.sqrt(1.2), 12);
    expect(fit.standardErrors.b.item()).toBeCloseTo(Math.sqrt(0.12), 12);
    // cov(a, b) = -t̄ s² / Σ(t - t̄)²
    expect(fit.covariance.at(0, 1).item()).toBeCloseTo(-0.24, 12);
    expect(fit.correlation.at(0, 1).item()).toBeCloseTo(-0.24 / Math.sqrt(0.12 * 1.2 * (1 / 5 + 4 / 10)), 12);
    expect(fit.rSquared).toBeCloseTo(1 - 3.6 / 10, 12);
    // t(.975; 3) = 3.182446305284263 (any table).
    expect(fit.confidence().b.item()).toBeCloseTo(3.182446305284263 * Math.sqrt(0.12), 9);
    expect([fit.rank, fit.degreesOfFreedom, fit.undetermined, fit.atBounds]).toEqual([2, 3, [], []]);
  });
  test("bands of a line: s √(1/n + (t - t̄)²/Σ) and with 1 more for another observation", () => {
    const { value, confidence, prediction } = fit.predict(({ a, b }: { a: Tensor; b: Tensor }) =>
      a.add(tensor([6]).mul(b)),
    );
    const half = 3.182446305284263 * Math.sqrt(1.2 * (1 / 5 + 16 / 10)),
      wide = 3.182446305284263 * Math.sqrt(1.2 * (1 + 1 / 5 + 16 / 10));
    expect(confidence.upper.item() - value.item()).toBeCloseTo(half, 9);
    expect(value.item() - prediction.lower.item()).toBeCloseTo(wide, 9);
  });
  test("weights are repetitions; sigma is their root; absolute sigma is a unit", () => {
    const twice = leastSquares(decay, [2, 0.5], { observed: measured, weights: [2, 1, 1, 1, 1] }),
      index = [0, 0, 1, 2, 3, 4],
      repeated = leastSquares((b) => decay(b).at([0, 0, 1, 2, 3, 4]), [2, 0.5], {
        observed: index.map((i) => measured[i]),
      });
    twice.x.data.forEach((v, i) => expect(v).toBeCloseTo(repeated.x.data[i], 10));
    const sigma = leastSquares(decay, [2, 0.5], { observed: measured, sigma: [Math.SQRT1_2, 1, 1, 1, 1] });
    sigma.x.data.forEach((v, i) => expect(v).toBeCloseTo(twice.x.data[i], 10));
    const tenth = leastSquares(
      straight,
      { a: 0, b: 0 },
      { observed: line.y, sigma: 0.1, absoluteSigma: true },
    );
    expect(tenth.standardErrors.b.item()).toBeCloseTo(0.1 / Math.sqrt(10), 12);
  });
  test("fixed parameters stay, and the others are those of a fit without them", () => {
    const held = leastSquares(straight, { a: 1, b: 0 }, { observed: line.y, fixed: { a: true } });
    expect(held.x.a.item()).toBe(1);
    // b = Σ t (y - 1) / Σ t²
    expect(held.x.b.item()).toBeCloseTo((0 + 2 + 2 + 12 + 12) / 30, 12);
    expect(held.standardErrors.a.item()).toBe(0);
  });
  test("at a bound the others are least, and its error is not claimed", () => {
    const bounded = leastSquares(straight, { a: 0, b: 0 }, { observed: line.y, upper: { b: 0.5 } });
    expect(bounded.converged).toBe(true);
    expect(bounded.x.b.item()).toBe(0.5);
    expect(bounded.x.a.item()).toBeCloseTo(3 - 0.5 * 2, 12);
    expect(bounded.atBounds).toEqual(["x.b"]);
    expect(bounded.standardErrors.b.item()).toBeNaN();
  });
  test("a parameter that f ignores is named, the others keep their errors", () => {
    const loose = leastSquares(
      ({ a, b }: { a: Tensor; b: Tensor; c: Tensor }) => a.add(t.mul(b)),
      { a: 0, b: 0, c: 7 },
      { observed: line.y },
    );
    expect([loose.undetermined, loose.rank, loose.x.c.item()]).toEqual([["x.c"], 2, 7]);
    expect(loose.standardErrors.b.item()).toBeCloseTo(Math.sqrt(0.12), 12);
    expect(loose.standardErrors.c.item()).toBeNaN();
  });
  test("a unit vector stays one: the nearest to p is p / |p|", () => {
    const sphere = leastSquares((u) => u.sub([3, 4, 12]), [1, 0, 0], { manifold: "unitVector" });
    expect(sphere.converged).toBe(true);
    [3 / 13, 4 / 13, 12 / 13].forEach((v, i) => expect(sphere.x.data[i]).toBeCloseTo(v, 10));
  });
  test("several data sets, and outliers under robust losses", () => {
    const two = leastSquares(
      ({ a, b }: { a: Tensor; b: Tensor }) => [a.add(t.mul(b)), a.mul([1, 1])],
      { a: 0, b: 0 },
      {
        observed: [line.y, [1.4, 1.4]],
      },
    );
    expect(two.x.b.item()).toBeCloseTo(0.8, 12);
    const spoilt = [1, 2, 3, 4, 5, 60, 7, 8],
      at = tensor(spoilt.map((_, i) => i));
    for (const loss of ["huber", "softL1", "cauchy"] as const) {
      const { x, converged } = leastSquares(([a, b]: Tensor) => a.add(at.mul(b)), [0, 0], {
        observed: spoilt,
        loss,
        lossScale: 0.01,
      });
      expect(converged).toBe(true);
      expect(Math.abs(x.at(1).item() - 1)).toBeLessThan(0.02);
    }
  });
  test("the best of several starts", () => {
    const wells = ([x]: Tensor) => x.mul(x).sub(1).mul(x.mul(x).sub(1)).add(x.mul(0.1)).reshape([1]);
    const from = leastSquares(wells, [0.9]),
      both = leastSquares(wells, [0.9], { starts: [[-1.2]] });
    expect(both.sumOfSquares).toBeLessThan(from.sumOfSquares + 1e-12);
    expect(both.x.item()).toBeLessThan(0);
  });
});

describe("convergence that is true", () => {
  test("a model that rounds its parameter has no minimum to claim", () => {
    const { converged, reason, advice } = leastSquares((b) => floor(b).mul(t).sub(line.y), [1.5]);
    expect([converged, reason]).toEqual([false, "flat"]);
    expect(advice).toContain("floor");
  });
  test("an exponential from far away: the minimum that a near start finds, or no claim", () => {
    const near = leastSquares(decay, [2, 0.5], { observed: measured }),
      far = leastSquares(decay, [1000, -5], { observed: measured });
    expect(near.converged).toBe(true);
    // Of two claims of one minimum the sums agree to what their terms are rounded by.
    expect(far.converged ? far.sumOfSquares : near.sumOfSquares).toBeCloseTo(near.sumOfSquares, 12);
    expect(far.converged || far.advice !== "").toBe(true);
  });
  test("random starts around NIST's: who claims a minimum stands at one", () => {
    let state = 12345;
    const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
    for (const { model, observed, starts } of problems.filter((_, i) => i % 5 === 0))
      for (let k = 0; k < 3; k++) {
        const start = starts[1].map((v) => v * 4 ** (2 * random() - 1));
        const options: LeastSquaresOptions<number[]> = { observed, maxIterations: 300 };
        const fit = leastSquares(model, start, options);
        if (!fit.converged) continue;
        const again = leastSquares(model, fit.x.toArray<number[]>(), options);
        // The sum of squares is known to a few roundings of its terms.
        expect(again.sumOfSquares).toBeGreaterThan(fit.sumOfSquares * (1 - 1e-9) - 1e-20);
      }
  });
  test("claims in flat valleys, where columns hang together, cannot be improved", () => {
    // Found by bench/starts.ts: quotients of polynomials ended in valleys along which the sum still fell.
    for (const [name, ...start] of [
      [
        ...["Hahn1", 1.9286809317185751, -0.32557338289813764, 0.009158535719356984, -7.403609049540802e-7],
        ...[-0.0015071632282049345, 0.00007851826635206879, -1.8793913840948608e-7],
      ],
      [
        ...["Hahn1", 46.31809929144667, -2.281546177979981, 0.1263431094083943, -0.00004352748662247954],
        ...[-0.1977149643012174, 0.0022446438153351784, -1.0962564624115658e-7],
      ],
      [
        ...["Hahn1", 17.604431344507002, -2.6664462889449694, 0.011931205790747565, -0.00004270403166075948],
        ...[-0.21925053656438456, 0.002208814260524368, -5.816968663814237e-7],
      ],
      [
        ...["Thurber", 643.5819057641216, 157.0374623465491, 610.4291991501816, 150.80893265335783],
        ...[7.784766722846621, 0.6565054147697075, 0.006218513255730189],
      ],
      [
        ...["Thurber", 5661.393335230969, 10560.511322565124, 1651.7800108190133, 23.69875551777833],
        ...[1.8519660098110293, 0.11770749289313982, 0.2666264926144538],
      ],
    ] as [string, ...number[]][]) {
      const { model, observed } = problems.find((p) => p.name === name)!,
        fit = leastSquares(model, start, { observed, maxIterations: 500 });
      if (!fit.converged) continue;
      const again = leastSquares(model, fit.x.toArray<number[]>(), { observed, maxIterations: 500 });
      expect(again.sumOfSquares).toBeGreaterThan(fit.sumOfSquares * (1 - 1e-9));
    }
  });
  test("a formula with its table: the same as tensor code, without a tensor", () => {
    const r = residuals(expression("a * exp(-k * t) - y"), { t: [0, 1, 2, 3], y: [8, 4, 2.1, 1] }),
      t = tensor([0, 1, 2, 3]),
      fit = leastSquares(r, [1, 0.1]),
      same = leastSquares((x) => x.at(0).mul(exp(t.mul(x.at(1)).neg())), [1, 0.1], {
        observed: [8, 4, 2.1, 1],
      });
    expect([fit.converged, same.converged]).toEqual([true, true]);
    fit.x.data.forEach((v, i) => expect(Math.abs(v / same.x.data[i] - 1)).toBeLessThan(1e-9));
    expect(fit.standardErrors.data[1]).toBeCloseTo(same.standardErrors.data[1], 9);
  });
  test("no iterations: where it starts, and no claim", () => {
    const fit = leastSquares((b) => b.sub(1), 3, { maxIterations: 0 });
    expect([fit.x.item(), fit.converged, fit.reason]).toEqual([3, false, "iterations"]);
    expect(() => leastSquares((b) => b, 3, { maxIterations: -1 })).toThrow("a whole number from 0");
  });
  test("a signal ends it, and says so", () => {
    const controller = new AbortController();
    const fit = leastSquares(decay, [2, 0.5], {
      observed: measured,
      signal: controller.signal,
      onStep: () => controller.abort(),
    });
    expect([fit.converged, fit.reason, fit.iterations]).toEqual([false, "aborted", 1]);
  });
});

describe("derivatives of the solution", () => {
  /** Richardson's differences of solutions, h, h/2, h/4: right to 1e-9 of smooth functions of size 1. */
  function differences(f: (y: Tensor) => Tensor, y: number[], i: number): number[] {
    const at = (h: number): Float64Array => f(tensor(y.map((v, k) => (k === i ? v + h : v)))).data;
    const D = (h: number): number[] => Array.from(at(h), (v, k) => (v - at(-h)[k]) / (2 * h));
    const [a, b, c] = [D(8e-3), D(4e-3), D(2e-3)];
    return a.map((v, k) => (16 * ((4 * c[k] - b[k]) / 3) - (4 * b[k] - v) / 3) / 15);
  }
  const third: Loss = (s) => [Math.log1p(s), 1 / (1 + s), -1 / (1 + s) ** 2];
  const cases: [string, (y: Tensor) => Tensor, number[]][] = [
    ["data", (y) => leastSquares(decay, [2, 0.5], { observed: y }).x, measured],
    [
      "weights",
      (w) => leastSquares(decay, [2, 0.5], { observed: measured, weights: w }).x,
      [1, 2, 1, 0.5, 1],
    ],
    ["sigma", (w) => leastSquares(decay, [2, 0.5], { observed: measured, sigma: w }).x, [1, 2, 1, 0.5, 1]],
    ["an active bound", (y) => leastSquares(decay, [2, 0.3], { observed: y, upper: [10, 0.35] }).x, measured],
    [
      "softL1",
      (y) => leastSquares(decay, [2, 0.5], { observed: y, loss: "softL1", lossScale: 0.5 }).x,
      measured,
    ],
    [
      "cauchy",
      (y) => leastSquares(decay, [2, 0.5], { observed: y, loss: "cauchy", lossScale: 0.5 }).x,
      measured,
    ],
    [
      "a loss of one's own",
      (y) => leastSquares(decay, [2, 0.5], { observed: y, loss: third, lossScale: 0.5 }).x,
      measured,
    ],
    [
      "what f closes over",
      (c) => leastSquares((b) => decay(b).mul(c).sub(measured), [2, 0.5]).x,
      [1, 1.1, 0.9, 1, 1],
    ],
  ];
  test.each(cases)("with respect to %s, forward and reverse", (_, f, y) => {
    const J = jacobian(f, y).toArray<number[][]>(),
      R = jacobian(f, y, { mode: "reverse" }).toArray<number[][]>();
    y.forEach((_, i) =>
      differences(f, y, i).forEach((v, k) => {
        expect(Math.abs(J[k][i] - v)).toBeLessThan(1e-7);
        expect(Math.abs(R[k][i] - J[k][i])).toBeLessThan(1e-12);
      }),
    );
  });
  test("second order", () => {
    const f = (y: Tensor) => sum(square(leastSquares(decay, [2, 0.5], { observed: y }).x));
    const H = hessian(f, measured).toArray<number[][]>();
    measured.forEach((_, i) =>
      differences((y) => grad(f, y), measured, i).forEach((v, k) =>
        expect(Math.abs(H[k][i] - v)).toBeLessThan(1e-7),
      ),
    );
  });
  test("linear least squares: (AᵀA)⁻¹Aᵀ", () => {
    const A = tensor([[1, 0], [1, 1], [1, 2]]); // prettier-ignore
    const J = jacobian((y) => leastSquares((b) => matmul(A, b), [0, 0], { observed: y }).x, [1, 2, 4]);
    const want = solve(matmul(A.T, A), A.T).toArray<number[][]>();
    J.toArray<number[][]>().forEach((row, i) => row.forEach((v, j) => expect(v).toBeCloseTo(want[i][j], 12)));
  });
  test("what did not converge has none", () => {
    expect(() =>
      jacobian((y) => leastSquares(decay, [2, 0.5], { observed: y, maxIterations: 1 }).x, measured),
    ).toThrow("leastSquares: expected f to be solved where its solution is differentiated");
  });
});

test.each<[() => unknown, string]>([
  [() => leastSquares((b) => b, [1], { lower: 2 }), "within its bounds 2 and Infinity at the start"],
  [() => leastSquares((b) => b, [1, 2], { observed: [1, NaN] }), "observed at [1] to be a finite number"],
  [() => leastSquares((b) => b.at(0), [1, 2]), "at least 2 residuals"],
  [() => leastSquares((b) => b, [1], { weights: -1 }), "weights at [0]"],
  [() => leastSquares((b) => b, [1], { sigma: 0 }), "sigma at [0]"],
  [() => leastSquares((b) => b, [1], { loss: "hubr" as never }), "huber"],
  [() => leastSquares((b) => b, [1], { weight: 1 } as never), "weights"],
  [() => leastSquares((b) => b, [1], { fixed: [true] }), "fixed"],
  [() => leastSquares((b) => b.div(0), [1]), "finite"],
  [
    () => leastSquares(({ a }: { a: Tensor }) => a, { a: [1, 2] }, { lower: { b: 1 } as never }),
    "structure of x: a",
  ],
  [() => leastSquares((u) => u, [1, 1], { manifold: "unitVector" }), "of length 1"],
])("bad input %#", (call, message) => expect(call).toThrow(message));
