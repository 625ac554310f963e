// What is said of a sparse solution, its derivatives and what it is worth, comes from the sparse factors: against dense solvers,
// closed forms, and sizes that no dense matrix fits.
import {
  exp, grad, hessian, jacobian, jvp, mul, roll, sin, square, sub, sum, tensor, vjp, zeros, type Tensor,
} from "dualtensor"; // prettier-ignore
import { fixedPoint, leastSquares, minimize, root, type LeastSquares } from "dualtensor/optimize";
import { SparseMatrix } from "dualtensor/sparse";
import { factored } from "../../lib/sparse/factors.js";
import { inverseOf } from "../../lib/sparse/applied-inverse.js";
import { numbers } from "../sparse/draw.js";

const vector = (n: number, f: (i: number) => number): Tensor =>
  tensor(Float64Array.from({ length: n }, (_, i) => f(i)));
const wavy = (n: number, k = 1): Tensor => vector(n, (i) => Math.sin(k * (i + 1)));
/** Within so many roundings of the largest. */
function close(a: Tensor, b: Tensor, roundings: number): void {
  expect([...a.shape]).toEqual([...b.shape]);
  const most = b.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  a.data.forEach((v, i) =>
    Number.isNaN(b.data[i])
      ? expect(v).toBeNaN()
      : expect(Math.abs(v - b.data[i])).toBeLessThanOrEqual(roundings * 2 ** -52 * most),
  );
}

test("A⁻¹ b, pushed forward by A and pulled back by Aᵀ: residuals of random matrices", () => {
  const { uniform, integer } = numbers(14);
  for (let k = 0; k < 20; k++) {
    const n = 2 + integer(30),
      each = Array.from({ length: 3 * n }, () => [integer(n), integer(n)]),
      rows = [...each.map(([i]) => i), ...Array.from({ length: n }, (_, i) => i)],
      columns = [...each.map(([, j]) => j), ...Array.from({ length: n }, (_, i) => (i * 7 + 3) % n)],
      values = rows.map(() => 2 * uniform() - 1),
      A = SparseMatrix.from({ rows, columns, values, shape: [n, n] });
    let solve;
    try {
      solve = inverseOf(factored("solve", A));
    } catch {
      // Such a pattern may leave no pivot.
      continue;
    }
    const b = wavy(n, k + 1),
      { tangent } = jvp(solve, zeros([n]), b),
      pulled = vjp(solve, zeros([n])).pull(b),
      scale = (x: Tensor): number => 1 + x.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    for (const [M, x] of [
      [A, tangent],
      [A.T, pulled],
    ] as const)
      // prettier-ignore
      M.matvec(x).data.forEach((v, i) => expect(Math.abs(v - b.data[i])).toBeLessThan(n * 2 ** -45 * scale(x)));
    close(jacobian(solve, b), jacobian(solve, b, { mode: "reverse" }), 2 ** 12);
  }
});

describe("derivatives of solutions", () => {
  const n = 60,
    ring = (x: Tensor, a: Tensor): Tensor => x.mul(3).add(sin(x)).sub(roll(x, 1)).sub(mul(roll(x, -1), a)).sub(exp(a)); // prettier-ignore
  const a = wavy(n).mul(0.5),
    solution = (sparse: boolean) => (p: Tensor) => root((x: Tensor) => ring(x, p), zeros([n]), { sparse }).x;
  test("root: forward, reverse and to second order, those of the dense solver", () => {
    close(jacobian(solution(true), a, { mode: "forward" }), jacobian(solution(false), a), 256);
    close(jacobian(solution(true), a, { mode: "reverse" }), jacobian(solution(false), a), 256);
    const second = (sparse: boolean): Tensor =>
      hessian((t: Tensor) => sum(solution(sparse)(a.mul(t.at(0)).add(t.at(1)))), [1, 0.1]);
    close(second(true), second(false), 1024);
  });
  test("fixedPoint", () => {
    const f = (sparse: boolean) => (p: Tensor) =>
      fixedPoint((x: Tensor) => sin(roll(x, 1)).mul(p).add(p), zeros([n]), { sparse }).x;
    close(jacobian(f(true), a), jacobian(f(false), a), 256);
  });
  test("minimize, where some stand at a bound", () => {
    const f = (sparse: boolean) => (p: Tensor) =>
      minimize(
        (x: Tensor) => sum(square(sub(x, p)).add(square(square(sub(x, roll(x, 1)))))).mul(1000),
        zeros([n]),
        { sparse, method: "newton", lower: -0.3 },
      ).x;
    const J = jacobian(f(true), a);
    // Two searches end within their tolerance of each other; the gradient is to 1e-8 of the first one.
    jacobian(f(false), a).data.forEach((v, i) => expect(Math.abs(J.data[i] - v)).toBeLessThan(1e-6));
    expect(J.data.some((v) => v === 0)).toBe(true);
  });
  test.each([{ loss: "softL1" }, { fixed: vector(n, (i) => (i === 3 ? 1 : 0)) }] as const)(
    "leastSquares, with %j",
    (options) => {
      const f = (sparse: boolean) => (p: Tensor) =>
        leastSquares((x: Tensor) => [sub(x, p), sub(roll(x, 1), x).mul(exp(x.mul(0.1)))], zeros([n]), {
          sparse,
          ...options,
        }).x;
      const J = jacobian(f(true), a);
      jacobian(f(false), a).data.forEach((v, i) => expect(Math.abs(J.data[i] - v)).toBeLessThan(1e-6));
    },
  );
  // Dense, each of these matrices has 512 megabytes.
  const large = 8_000;
  test("of 8,000 unknowns: A x = t b has x / t", () => {
    const b = wavy(large).add(2),
      x = (t: Tensor): Tensor =>
        root((v: Tensor) => v.mul(4).sub(roll(v, 1)).sub(roll(v, -1)).sub(b.mul(t)), zeros([large]), { sparse: true }).x; // prettier-ignore
    close(jvp(x, 2, 1).tangent, x(tensor(2)).mul(0.5), 64);
    // Columns of A add up to 2.
    expect(grad((t: Tensor) => sum(x(t)), 2).item()).toBeCloseTo(sum(b).item() / 2, 6);
  });
  test("of 8,000 unknowns: a smoothed curve keeps its sum, so each observation counts 1", () => {
    const smooth = (d: Tensor): Tensor =>
      leastSquares((y: Tensor) => [sub(y, d), sub(y, roll(y, 1)).mul(3)], zeros([large]), { sparse: true }).x;
    grad((d: Tensor) => sum(smooth(d)), wavy(large)).data.forEach((v) => expect(Math.abs(v - 1)).toBeLessThan(1e-12)); // prettier-ignore
  });
});

describe("what a fit is worth", () => {
  const n = 12,
    data = wavy(n, 3),
    f = (y: Tensor): Tensor[] => [
      sub(y, data),
      sub(y, roll(y, 1)).mul(2),
      sub(y.at(0), y.at(5).mul(y.at(5))),
    ];
  type Fit = LeastSquares<Tensor>;
  /** `roundings`: of a robust fit two searches end within their tolerance of each other. */
  const alike = (a: Fit, b: Fit, roundings: number): void => {
    close(a.standardErrors, b.standardErrors, roundings);
    close(a.confidence(0.9), b.confidence(0.9), roundings);
    close(a.covariance, b.covariance, roundings);
    const which = ["x[5]", "x[0]", "x[11]"],
      at = [5, 0, 11];
    const part = a.covarianceOf(...which),
      whole = b.covariance.data;
    close(part, tensor(at.map((i) => at.map((j) => whole[i * n + j]))), roundings);
    close(b.covarianceOf(...which), part, roundings);
    const g = (y: Tensor): Tensor => square(y.at(":4")),
      [p, q] = [a, b].map((fit) => fit.predict(g));
    close(p.confidence.upper, q.confidence.upper, roundings);
    close(p.prediction.lower, q.prediction.lower, roundings);
  };
  test.each<[string, object]>([
    ["plainly", {}],
    ["with known deviations", { sigma: 0.3, absoluteSigma: true }],
    ["with a robust loss", { loss: "cauchy", lossScale: 0.3 }],
    ["with a fixed number and one at a bound", { fixed: vector(n, (i) => (i === 11 ? 1 : 0)), upper: 0.2 }],
  ])("%s, that of the dense fit", (_, options) => {
    const [a, b] = [true, false].map((sparse) =>
      leastSquares(f, zeros([n]), { ...options, sparse }),
    ) as Fit[];
    alike(a, b, "loss" in options ? 2 ** 34 : 2 ** 14);
  });
  test("of unit vectors", () => {
    const seen = tensor([[0.9, 0.1, 0.2], [0.1, 1.1, 0]]), // prettier-ignore
      fit = (sparse: boolean) =>
        leastSquares((v: Tensor) => [sub(v, seen), sub(v, seen).mul(0.5)], tensor([[1, 0, 0], [0, 1, 0]]), { manifold: "unitVector", sparse }), // prettier-ignore
      [a, b] = [fit(true), fit(false)];
    close(a.standardErrors, b.standardErrors, 2 ** 14);
    close(a.covarianceOf("x[0, 1]", "x[1, 0]"), b.covarianceOf("x[0, 1]", "x[1, 0]"), 2 ** 14);
  });
  test("of 8,000 parameters: deviations by solutions of systems, no matrix", () => {
    const large = 8_000,
      d = wavy(large),
      { standardErrors, deviation } = leastSquares((x: Tensor) => [sub(x, d), x.add(d).mul(2)], zeros([large]), { sparse: true }); // prettier-ignore
    // Each number is seen with weights 1 and 4.
    standardErrors.data.forEach((v) => expect(Math.abs(v * Math.sqrt(5) - deviation)).toBeLessThan(1e-13));
  });
  test("of 8,000 parameters: the whole matrix is refused, with its size and what to ask for", () => {
    const large = 8_000,
      fit = leastSquares((x: Tensor) => [sub(x, wavy(large)), x], zeros([large]), { sparse: true });
    expect(() => fit.covariance).toThrow("8000 x 8000");
    expect(() => fit.covariance).toThrow("covarianceOf");
    close(fit.covarianceOf("x[7]", "x[7999]"), tensor([[1, 0], [0, 1]]).mul(fit.deviation ** 2 / 2), 64); // prettier-ignore
    expect(() => fit.covarianceOf("y[0]")).toThrow("names");
  });
});
