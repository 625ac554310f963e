// Derivatives in numbers: shapes, in-place writing, and what is refused.
import { exp, jacobian, matmul, stack, sub, tensor, type Tensor } from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { objective, residuals } from "dualtensor/optimize";
import { carriedBy } from "../../lib/compile/carried.js";

const rosenbrock = ([x, y]: Tensor): Tensor =>
  sub(y, x.mul(x)).pow(2).mul(100).add(sub(1, x).pow(2)); // prettier-ignore
const at = [-1.2, 1];
// 400 x³ - 400 x y + 2 x - 2 and 200 (y - x²), and their derivatives.
const gradient = [400 * at[0] ** 3 - 400 * at[0] * at[1] + 2 * at[0] - 2, 200 * (at[1] - at[0] ** 2)];
const curvature = [
  [1200 * at[0] ** 2 - 400 * at[1] + 2, -400 * at[0]],
  [-400 * at[0], 200],
];
const close = (got: readonly number[], want: readonly number[]): void => {
  expect(got).toHaveLength(want.length);
  // A handful of roundings of numbers below 2000.
  got.forEach((v, i) => expect(Math.abs(v - want[i])).toBeLessThan(1e-12));
};

describe("a formula of several inputs", () => {
  const formula = expression("(1 - x)^2 + 100 (y - x^2)^2", ["x", "y"]),
    f = objective(formula);
  test("is a function of as many numbers, on all tiers", () => {
    // Recorded, interpreted, and after 2000 calls as generated code.
    for (let i = 0; i < 2100; i++) f.gradient([i, 1]);
    for (let i = 0; i < 2; i++) {
      expect(f.value(at)).toBeCloseTo(24.2, 12);
      close(f.gradient(at), gradient);
      f.hessian(at).forEach((row, k) => close(row, curvature[k]));
    }
  });
  test("its products with a direction, and many points at once", () => {
    const own = carriedBy(formula)!;
    for (let i = 0; i < 3; i++)
      close([...own.hvp(Float64Array.from(at), Float64Array.of(2, -1))!], curvature.map(([p, q]) => 2 * p - q)); // prettier-ignore
    // x is shared, y stands in a column.
    const table = own.rows({ columns: [null, Float64Array.of(at[1], 5, 7)], count: 3, wrt: [0, 1] })!;
    table.run(Float64Array.of(at[0]));
    expect(table.values[0]).toBeCloseTo(24.2, 12);
    close([...table.jacobian.subarray(0, 2)], gradient);
    expect(table.jacobian[5]).toBeCloseTo(200 * (7 - at[0] ** 2), 10);
  });
  test("pairs and products are those of the parts, with a formula and without", () => {
    const v = [2, -1];
    for (const g of [f, objective(rosenbrock)]) {
      const [value, slope] = g.pair(at);
      expect(value).toBeCloseTo(24.2, 12);
      close(slope, gradient);
      close(g.hvp(at, v), curvature.map(([p, q]) => p * v[0] + q * v[1])); // prettier-ignore
    }
    const [values, J] = residuals((x) => x.mul(x).sub([1, 4])).pair([1, 3]);
    expect([values, J]).toEqual([[0, 5], [[2, 0], [0, 6]]]); // prettier-ignore
  });
  test("residuals", () => {
    const r = residuals(expression("[x^2 - 1, x * y]", ["x", "y"]));
    for (let i = 0; i < 2; i++) {
      expect(r.values([3, 2])).toEqual([8, 6]);
      expect(r.jacobian([3, 2])).toEqual([[6, 0], [2, 3]]); // prettier-ignore
    }
  });
  test("residuals at the rows of a table: the inputs without a column are the unknowns", () => {
    const t = [0, 1, 2],
      y = [1, 3, 2],
      r = residuals(expression("a * exp(-k * t) - y"), { t, y });
    // Interpreted, and after many calls as generated code.
    for (let i = 0; i < 2; i++) {
      const [values, J] = r.pair([2, 0.5]);
      close(values, t.map((v, k) => 2 * Math.exp(-0.5 * v) - y[k])); // prettier-ignore
      J.forEach((row, k) => close(row, [Math.exp(-0.5 * t[k]), -2 * t[k] * Math.exp(-0.5 * t[k])]));
      for (let k = 0; k < 2100; k++) r.values([k, 1]);
    }
    const out = new Float64Array(6);
    r.inPlace([2, 0], out);
    close([...out], [1, 0, 1, -2, 1, -4]);
    const f = expression("a * t"); // prettier-ignore
    expect(() => residuals(f, { s: [1] })).toThrow(/columns of a, t/);
    expect(() => residuals(expression("a * t - y"), { t: [1], y: [1, 2] })).toThrow(/data\.y/);
    expect(() => residuals(f, { t: [1], a: [1] })).toThrow(/unknowns/);
    expect(() => residuals(f, { t: ["x"] as never })).toThrow(/data\.t\[0\]/);
    expect(() => residuals(((x: Tensor) => x) as never, { t: [1] })).toThrow(/a formula/);
    expect(() => residuals(f, { t: [1] }).values([1, 2])).toThrow(/1 numbers/);
  });
  test("another number of numbers is an error, and so is a formula of vectors at numbers", () => {
    expect(() => f.value([1, 2, 3])).toThrow(
      "objective: expected x 2 numbers, one for each input of f, got (3,)",
    );
    expect(() => objective(expression("[x, y]", ["x", "y"])).gradient([1, 2])).toThrow(/jacobian/);
  });
});

describe("objective", () => {
  const f = objective(rosenbrock);
  test("value, gradient and Hessian as numbers", () => {
    expect(f.value(at)).toBeCloseTo(24.2, 12);
    close(f.gradient(at), gradient);
    expect(Array.isArray(f.gradient(at))).toBe(true);
    f.hessian(at).forEach((row, i) => close(row, curvature[i]));
  });
  test.each([
    ["an array", [0, 0]],
    ["a Float64Array", new Float64Array(2)],
  ])("in place: %s", (_, out) => {
    const { inPlace } = f; // no `this`
    expect(inPlace(Float64Array.from(at), out)).toBeCloseTo(24.2, 12);
    close(Array.from(out), gradient);
    expect(inPlace(at)).toBeCloseTo(24.2, 12);
    expect(inPlace(at, null)).toBeCloseTo(24.2, 12);
  });
  test("the point is copied: writing to it later changes nothing", () => {
    const seen: Tensor[] = [],
      x = [1, 2];
    const g = objective((v) => {
      seen.push(v);
      return v.sum();
    });
    g.value(x);
    x[0] = 9;
    expect(seen[0].toArray()).toEqual([1, 2]);
  });
  test("wrong inputs say what was expected", () => {
    expect(() => f.value(3 as never)).toThrow(
      "objective: expected x to be an array of numbers, got the number 3",
    );
    expect(() => f.gradient([1, "a" as never])).toThrow(
      'objective: expected x[1] to be a number, got the string "a"',
    );
    expect(() => f.inPlace(at, [0])).toThrow("objective: expected out 2 numbers, got (1,)");
    expect(() => objective(3 as never)).toThrow("objective: expected f to be a function of a tensor");
    expect(() => objective((x) => x).value([1, 2])).toThrow(/jacobian/);
    expect(() =>
      jacobian((a) => tensor(objective((x) => x.mul(a).sum()).value([1, 2])), tensor(1)),
    ).toThrow();
  });
});

describe("residuals", () => {
  const A = [
    [1, 2],
    [3, 4],
    [5, 7],
  ];
  const r = residuals((x) => matmul(A, x));
  test("values and Jacobian", () => {
    expect(r.values([1, -1])).toEqual([-1, -1, -2]);
    expect(r.jacobian([1, -1])).toEqual(A);
    const out = A.map((row) => row.map(() => 0)),
      flat = new Float64Array(6);
    expect(r.inPlace([1, -1], out)).toEqual([-1, -1, -2]);
    expect(out).toEqual(A);
    r.inPlace([1, -1], flat);
    expect([...flat]).toEqual(A.flat());
    expect(r.inPlace([1, -1])).toEqual([-1, -1, -2]);
  });
  test("a single residual, and outputs of more axes", () => {
    expect(residuals((x) => x.sum()).jacobian([1, 2])).toEqual([[1, 1]]);
    expect(residuals(([a, b]) => stack([stack([a, b]), stack([b, exp(a)])])).jacobian([0, 2])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
      [1, 0],
    ]);
  });
  test("wrong inputs say what was expected", () => {
    expect(() => r.inPlace([1, 2], [[0, 0]])).toThrow(
      "residuals: expected out 3 rows of 2 numbers, got (1,)",
    );
    expect(() => residuals([] as never)).toThrow("residuals: expected f to be a function of a tensor");
  });
});
