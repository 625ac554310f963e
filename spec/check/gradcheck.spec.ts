// gradcheck catches every wrong rule and accepts every right one, however badly the right one is scaled.

import {
  add,
  cos,
  defineOp,
  div,
  exp,
  finiteDifference,
  gradcheck,
  jacobian,
  log,
  matmul,
  maximum,
  mul,
  pow,
  sin,
  solve,
  sqrt,
  square,
  stopGradient,
  sub,
  tanh,
  tensor,
  where,
  gt,
  type Tensor,
} from "dualtensor";

type Op = (x: Tensor) => Tensor;
const elementwise = (derivative: (x: Tensor, y: Tensor) => Tensor | number): Op =>
  defineOp({ name: "sine", value: Math.sin, derivative, check: false });
/** x -> A x for a fixed A that is not symmetric; push and pull as given. */
const A = [
  [1, 2],
  [3, 5],
];
const general = (rules: {
  push?: (dx: Tensor, x: Tensor) => Tensor;
  pull?: (ybar: Tensor, x: Tensor) => Tensor;
}): Op =>
  defineOp({
    name: "product",
    value: (x: Tensor) => matmul(A, square(x)),
    ...(rules.push && { push: ([dx]: readonly [Tensor], [x]: readonly [Tensor]) => rules.push!(dx, x) }),
    ...(rules.pull && { pull: (ybar: Tensor, [x]: readonly [Tensor]) => rules.pull!(ybar, x) }),
    check: false,
  });
const rightPush = (dx: Tensor, x: Tensor): Tensor => matmul(A, mul(2, mul(x, dx)));
const rightPull = (ybar: Tensor, x: Tensor): Tensor => mul(mul(2, x), matmul(tensor(A).T, ybar));

describe("wrong rules are caught", () => {
  // prettier-ignore
  test.each<[string, Op]>([
    ["a factor",                       elementwise((x) => mul(2, cos(x)))],
    ["a sign",                         elementwise((x) => mul(-1, cos(x)))],
    ["a missing term",                 elementwise((x) => sub(1, div(square(x), 2)))],
    ["zero",                           elementwise(() => 0)],
    ["one part in 1e5",                elementwise((x) => mul(1 + 1e-5, cos(x)))],
    ["one part in 1e8",                elementwise((x) => mul(1 + 1e-8, cos(x)))],
    ["an offset of 1e-7",              elementwise((x) => add(cos(x), 1e-7))],
    ["NaN",                            elementwise((x) => mul(NaN, x))],
    ["wrong at one element only",      elementwise((x) => where(gt(x, 1.2), mul(2, cos(x)), cos(x)))],
    ["a derivative that was cut",      (x) => mul(x, stopGradient(x))],
    ["a missing factor in push",       general({ push: (dx, x) => matmul(A, mul(x, dx)) })],
    ["no transpose in pull",           general({ pull: (ybar, x) => mul(mul(2, x), matmul(A, ybar)) })],
    ["elements that do not mix",       general({ push: (dx, x) => mul(matmul(A, mul(2, x)), dx) })],
  ])("%s", (_name, f) => {
    const report = gradcheck((x) => f(x), [0.4, 1.3]);
    expect(report.ok).toBe(false);
    expect(report.failed).toBeGreaterThan(0);
    expect(report.worst!.difference).toBeGreaterThan(report.worst!.bound);
  });

  test("wrong in reverse only: the report says so", () => {
    const f = general({ push: rightPush, pull: (ybar, x) => mul(mul(2, x), matmul(A, ybar)) });
    const report = gradcheck((x) => f(x), [0.4, 1.3]);
    expect(report.ok).toBe(false);
    expect(new Set(report.failures.map((c) => c.mode))).toEqual(new Set(["reverse"]));
  });

  test("wrong in forward only", () => {
    const f = general({ push: (dx, x) => mul(2, matmul(A, mul(2, mul(x, dx)))), pull: rightPull });
    const report = gradcheck((x) => f(x), [0.4, 1.3]);
    expect(report.ok).toBe(false);
    expect(new Set(report.failures.map((c) => c.mode))).toEqual(new Set(["forward"]));
  });

  test("right at first order, wrong at second", () => {
    const f = elementwise((x) => cos(stopGradient(x)));
    expect(gradcheck((x) => f(x), [0.4, 1.3]).ok).toBe(true);
    const report = gradcheck((x) => f(x), [0.4, 1.3], { order: 2 });
    expect(report.ok).toBe(false);
    expect(report.failures[0].mode).toMatch(/ over /);
  });

  test("on the wrong side of a corner", () => {
    const twisted = defineOp({ name: "twisted", value: Math.abs, derivative: () => -3, check: false });
    const report = gradcheck((x) => twisted(x), [0]);
    expect(report.ok).toBe(false);
    expect(report.kinks).toHaveLength(1);
  });

  test("the worst entry has its place, both values and the bound", () => {
    const report = gradcheck((x) => x.mul(stopGradient(x)), [1, 3]);
    const { entry, rule, reference, difference, bound } = report.failures.find(
      (c) => c.mode === "forward" && c.entry.startsWith("f[1]"),
    )!;
    expect(entry).toBe("f[1]/x[1]");
    expect(rule).toBe(3);
    expect(reference).toBeCloseTo(6, 10);
    expect(difference).toBeCloseTo(3, 10);
    expect(bound).toBeLessThan(1e-9);
    expect(String(report)).toMatch(/^gradcheck: 4 of 8 comparisons with finite differences failed\n/);
    expect(String(report)).toContain("f[1]/x[1]");
  });

  test("outputs and inputs by name", () => {
    const report = gradcheck((p) => ({ a: p.u.mul(stopGradient(p.v)), b: p.v.sum() }), {
      u: tensor([1, 2]),
      v: tensor([3, 4]),
    });
    expect(new Set(report.failures.map((c) => c.entry))).toEqual(new Set(["f.a[0]/x.v[0]", "f.a[1]/x.v[1]"]));
  });

  test("no more than twenty failures are kept, all are counted", () => {
    const report = gradcheck(
      (x) => x.mul(stopGradient(x).sum()),
      Array.from({ length: 6 }, (_, i) => i + 1),
    );
    expect(report.failed).toBe(72);
    expect(report.failures).toHaveLength(20);
    expect(String(report)).toContain("and 52 more");
  });
});

describe("right rules pass", () => {
  const ten = (v: number): number => 10 ** v;
  // prettier-ignore
  test.each<[string, Op, number[]]>([
    ["x near 1e-12",          (x) => sin(x).mul(x),                              [1e-12, -3e-12]],
    ["x near 1e12",           (x) => mul(x, sqrt(x)).add(log(x)),                [1e12, 3.3e12]],
    ["x from 1e-12 to 1e12",  (x) => div(x, add(1, square(x))),                  [1e-12, 1e-6, 1, 1e6, 1e12]],
    ["periodic at 1e12",      (x) => sin(x),                                     [1e12, 1e8 + 0.1]],
    ["values of 1e200",       (x) => mul(1e200, sin(x)),                         [1, 2, 0]],
    ["values of 1e-200",      (x) => mul(1e-200, sin(x)),                        [1, 2, 0]],
    ["values of 1e±200",      (x) => mul(tensor([1e200, 1e-200, 1]), exp(x)),    [1, 2, 3]],
    ["steep",                 (x) => exp(mul(1e3, x)),                           [0.1, 0.3, -0.2]],
    ["flat",                  (x) => exp(mul(-1, square(x))),                    [5, 20, 30]],
    ["near a pole",           (x) => div(1, sub(x, 1)),                          [1 + 1e-4, 1 - 1e-9]],
    ["next to a corner",      (x) => maximum(x, 1),                              [1 + 1e-9, 1 - 1e-9, 1 + 1e-13]],
    ["saturated",             (x) => tanh(x),                                    [20, -19, 300, 0]],
    ["powers",                (x) => pow(x, 7.3),                                [1e-5, 1, 1e5]],
    ["a sum of many scales",  (x) => mul(x, tensor([0, 3, 6, 9].map(ten))).sum(), [1, 1e-3, 1e3, 1e-9]],
    ["a constant",            () => tensor([1, 2]),                              [1, 2]],
    ["linear",                (x) => mul(x, 1 / 3).mul(3).mul(7),                [0.1, 0.2]],
  ])("%s", (_name, f, x) => {
    const report = gradcheck(f, x);
    expect(String(report)).toMatch(/^gradcheck: ok/);
    expect(report.ok).toBe(true);
  });

  test("in a noisy f, and wrong ones do not hide in the noise", () => {
    // A simulation that is reproducible but rough: its values are off by up to 1e-9, differently at every x.
    const rough = (x: number): number => Math.sqrt(x) + 1e-9 * Math.sin(1e15 * x);
    const op = (factor: number): Op =>
      defineOp({ name: "rough", value: rough, derivative: (x) => div(factor, sqrt(x)), check: false });
    expect(gradcheck((x) => op(0.5)(x), [2, 3, 11]).failures).toEqual([]);
    expect(gradcheck((x) => op(0.5001)(x), [2, 3, 11]).ok).toBe(false);
  });

  test("to second order, of several inputs and outputs", () => {
    const report = gradcheck(
      (M, v) => ({ x: solve(M, v), y: tanh(matmul(M, v)).sum() }),
      [
        tensor([
          [2, 1],
          [1, 3],
        ]),
        tensor([1, 2]),
      ],
      { order: 2 },
    );
    expect(String(report)).toMatch(/^gradcheck: ok/);
    expect(report.weak).toBe(0);
    // 3 outputs x 6 inputs in 2 modes, and 3 x 6 x 6 in 4.
    expect(report.compared).toBe(3 * 6 * 2 + 3 * 36 * 4);
  });

  test("with aux", () => {
    expect(gradcheck((x) => [sin(x), "note"] as const, [1, 2], { hasAux: true }).ok).toBe(true);
  });
});

describe("kinks are named and do not fail", () => {
  // prettier-ignore
  test.each<[string, Op, number[], string[]]>([
    ["relu at 0",             (x) => maximum(x, 0),                 [0, 1, -1], ["corner f[0]/x[0]"]],
    ["max of equals",         (x) => maximum(x.at(0), x.at(1)),     [2, 2],     ["corner f/x[0]", "corner f/x[1]"]],
    ["sqrt at 0",             (x) => sqrt(x),                       [0, 4],     ["edge f[0]/x[0]"]],
  ])("%s", (_name, f, x, names) => {
    const report = gradcheck(f, x);
    expect(report.kinks.map((k) => `${k.kind} ${k.entry}`)).toEqual(names);
    expect(report.failures).toEqual([]);
    expect(report.ok).toBe(true);
    for (const { kind, entry } of report.kinks) expect(String(report)).toContain(`${kind} at ${entry}`);
  });
});

describe("what cannot be compared", () => {
  test("a value that is not finite", () => {
    const report = gradcheck((x) => log(x), [-1]);
    expect([report.verdict, report.ok, report.unchecked]).toEqual(["incomparable", false, 1]);
    expect(report.reason).toBe("f[0]/x[0]: f(x) is not finite, at x or beside it");
    expect(String(report)).toMatch(/^gradcheck: not comparable: f\[0\]\/x\[0\]: f\(x\) is not finite/);
  });
  test("no elements", () => {
    for (const report of [gradcheck((x) => sin(x), []), gradcheck((x) => x.at("0:0"), [1, 2])])
      expect([report.verdict, report.reason]).toEqual(["incomparable", "x or f(x) has no elements"]);
  });
  test("Math.random() inside of f, 200 of 200", () => {
    for (let i = 0; i < 200; i++) {
      const report = gradcheck((x) => mul(x, Math.random()), 2);
      expect(report.verdict).toBe("incomparable");
      expect(report.reason).toContain("run again");
    }
  });
  test("never prints", () => {
    const spy = jest.spyOn(console, "log").mockImplementation(() => undefined);
    gradcheck((x) => x.mul(stopGradient(x)), [1, 3]).toString();
    expect(spy).not.toHaveBeenCalled();
    spy.mockRestore();
  });
});

describe("finiteDifference", () => {
  test("has the structure of jacobian", () => {
    const a = tensor([1, 2]),
      b = tensor([[3], [4]]);
    const f = (x: Tensor, y: Tensor): { s: Tensor; t: readonly Tensor[] } | { s: Tensor; t: Tensor } => ({
      s: x.mul(y),
      t: sin(x),
    });
    const {
      value,
      jacobian: J,
      error,
      kinks,
    } = finiteDifference.jacobian((x, y) => ({ s: x.mul(y), t: sin(x) }), [a, b]);
    const exact = jacobian((x, y) => ({ s: x.mul(y), t: sin(x) }), [a, b]);
    expect(f(a, b).s.toArray()).toEqual(value.s.toArray());
    for (const name of ["s", "t"] as const) {
      for (const i of [0, 1] as const) {
        expect(J[name][i].shape).toEqual(exact[name][i].shape);
        J[name][i].data.forEach((v, k) => {
          expect(Math.abs(v - exact[name][i].data[k])).toBeLessThanOrEqual(error[name][i].data[k]);
          expect(error[name][i].data[k]).toBeLessThan(1e-10);
        });
      }
    }
    expect(kinks).toEqual([]);
  });
  test("gradient, derivative and jvp", () => {
    const g = finiteDifference.gradient(({ u, v }) => u.mul(v).sum(), { u: tensor([1, 2]), v: tensor(3) });
    expect(g.gradient.u.shape).toEqual([2]);
    expect(g.gradient.v.item()).toBeCloseTo(3, 10);
    expect(g.value.item()).toBe(9);
    const d = finiteDifference.derivative((x) => exp(x), 1);
    expect(Math.abs(d.derivative - Math.E)).toBeLessThanOrEqual(d.error);
    expect(d.value).toBe(Math.E);
    const t = finiteDifference.jvp((x) => sin(x), [1, 2], [1, -0.5]);
    [Math.cos(1), -0.5 * Math.cos(2)].forEach((want, i) =>
      expect(Math.abs(t.tangent.data[i] - want)).toBeLessThanOrEqual(t.error.data[i]),
    );
    expect(finiteDifference.jvp((x) => sin(x), [1, 2], [0, 0]).tangent.toArray()).toEqual([0, 0]);
  });
  test("empty and 0-dimensional", () => {
    expect(finiteDifference.jacobian((x) => sin(x), []).jacobian.shape).toEqual([0, 0]);
    expect(finiteDifference.jacobian((x) => sin(x), 1).jacobian.shape).toEqual([]);
  });
  test("a point where f throws counts as outside of its domain", () => {
    const f = (x: Tensor): Tensor => {
      if (x.item() < 0) throw new RangeError("negative");
      return sqrt(x);
    };
    expect(finiteDifference.derivative(f, 0).kinks[0].kind).toBe("edge");
    expect(finiteDifference.derivative(f, 1).derivative).toBeCloseTo(0.5, 10);
  });
  test("an f whose shape depends on x is refused", () => {
    expect(() => finiteDifference.jacobian((x) => x.at(x.at(0).item() > 1 ? "0:1" : "0:2"), [1, 2])).toThrow(
      /of the same shape \(2,\) at every x, got \(1,\)/,
    );
  });
  test("inside a transformation there are no plain numbers to move", () => {
    expect(() => jacobian((x) => finiteDifference.jacobian((y) => sin(y), x).jacobian, [1])).toThrow(
      /^finiteDifference.jacobian: expected plain numbers/,
    );
  });
});
