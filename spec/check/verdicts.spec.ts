// The verdict of gradcheck at points with known trouble: no undeserved "right", no smooth function that is "wrong".
import * as dt from "dualtensor";
import {
  add, cos, defineOp, div, exp, gradcheck, log, matmul, mul, norm, pow, sin, sqrt, square, stopGradient, sub, sum, tanh, tensor, where,
  type Tensor, type Verdict,
} from "dualtensor"; // prettier-ignore

type Op = (x: Tensor) => Tensor;
/** sin, off by up to `a`, differently at every x. */
const noisy = (a: number): Op =>
  defineOp({
    name: "noisy",
    value: (v) => Math.sin(v) + a * Math.sin(1e15 * v),
    derivative: (v) => cos(v),
    check: false,
  });
/** A function of numbers with a derivative of its own. */
const ruled = (value: (v: number) => number, derivative: (x: Tensor) => Tensor | number): Op =>
  defineOp({ name: "ruled", value, derivative, check: false });
/** y = 3 x forward, and y = 2 x in reverse. */
const divided = defineOp({
  name: "divided",
  value: (x: Tensor) => mul(3, x),
  push: ([dx]: readonly [Tensor]) => mul(3, dx),
  pull: (ybar: Tensor) => mul(2, ybar),
  check: false,
}) as Op;
/** f(x) is infinite; its derivative NaN forward, 0 in reverse. */
const parted = defineOp({
  name: "parted",
  value: (x: Tensor) => mul(Infinity, x),
  push: ([dx]: readonly [Tensor]) => mul(NaN, dx),
  pull: (ybar: Tensor) => mul(0, ybar),
  check: false,
}) as Op;
const counted = (): Op => {
  let n = 0;
  return (x) => mul(x, ++n);
};

// prettier-ignore
const rows: readonly (readonly [string, Verdict, Op, number | number[] | number[][], (1 | 2)?])[] = [
  // jumps, and steps
  ["floor on a step",                 "incomparable", dt.floor,                                            2],
  ["floor between steps",             "right",        dt.floor,                                            2.5],
  ["round on a step",                 "incomparable", dt.round,                                            0.5],
  ["sign at 0",                       "incomparable", dt.sign,                                             0],
  ["sign beside 0",                   "right",        dt.sign,                                             3],
  ["a step with slopes",              "incomparable", (x) => where(dt.gt(x, 1), mul(x, 2), x),             1],
  ["one jump among smooth entries",   "incomparable", (x) => add(sin(x), dt.floor(x)),                     [0.3, 1, 2.2]],
  ["atan2 at the origin",             "incomparable", (x) => dt.atan2(x.at(0), x.at(1)),                   [0, 0]],
  ["so steep that it looks a jump",   "incomparable", (x) => tanh(mul(1e18, x)),                           0],
  ["thousandths",                     "incomparable", (x) => div(dt.round(mul(x, 1000)), 1000),            0.7],
  ["a remainder, inside",             "right",        (x) => dt.remainder(x, 0.1),                         0.25],
  ["a remainder, on its jump",        "incomparable", (x) => dt.remainder(x, 0.25),                        0.75],
  // f that is no function
  ["Math.random() as a factor",       "incomparable", (x) => mul(x, Math.random()),                        2],
  ["a coin",                          "incomparable", (x) => (Math.random() < 0.5 ? x : mul(x, 2)),        1],
  ["a count of calls",                "incomparable", counted(),                                           1],
  // values or rules that are not finite
  ["log of a negative number",        "incomparable", log,                                                 -1],
  ["log(1 + exp(x)) overflowed",      "incomparable", (x) => log(add(1, exp(x))),                          1000],
  ["gamma at a pole",                 "incomparable", dt.gamma,                                            -1],
  ["NaN among good entries",          "incomparable", (x) => dt.stack([log(x), x]),                        -1],
  ["a rule that is NaN",              "wrong",        ruled(Math.sin, () => NaN),                          1],
  ["infinite where f is not",         "wrong",        ruled(Math.sin, (x) => div(1, sub(x, x))),           1],
  ["NaN forward, 0 in reverse",       "wrong",        parted,                           1],
  // noise, coarse values
  ["1e16 + x",                        "incomparable", (x) => add(1e16, x),                                 1],
  ["1e16 + x, cut",                   "incomparable", (x) => add(1e16, stopGradient(x)),                   1],
  ["1e16 u + v, cut",                 "incomparable", (x) => add(mul(1e16, x.at(0)), stopGradient(x.at(1))), [1, 1]],
  ["1e20 u + sin(v)",                 "incomparable", (x) => add(mul(1e20, x.at(0)), sin(x.at(1))),        [1, 1]],
  ["cancelled",                       "incomparable", (x) => sub(add(1e8, x), 1e8),                        [0.3, 1.7]],
  ["cancelled and cut",               "incomparable", (x) => sub(add(1e8, stopGradient(x)), 1e8),          [0.3, 1.7]],
  ["a quotient that cancels",         "incomparable", (x) => div(sub(1, cos(x)), square(x)),               [1e-6]],
  ["nearly on a pole",                "incomparable", (x) => div(1, sub(x, 1)),                            1 + 1e-12],
  ["noise of 1e-9",                   "right",        noisy(1e-9),                                         [1, 2]],
  ["noise of a thousandth",           "incomparable", noisy(1e-3),                                         [1, 2]],
  ["nothing but noise",               "incomparable", noisy(1),                                            [1, 2]],
  ["sin at 1e15",                     "incomparable", sin,                                                 1e15],
  // constants
  ["a constant",                      "right",        () => tensor([1, 2]),                                [1, 2]],
  ["a large constant",                "right",        () => tensor([1e16]),                                [1, 2]],
  ["a comparison",                    "right",        (x) => dt.gt(x, 0),                                  1],
  ["the place of the largest",        "right",        (x) => mul(dt.argmax(x), 1),                         [1, 2]],
  ["saturated",                       "right",        tanh,                                                [300, -400]],
  // scales and slopes
  ["values of 1e200 at a maximum",    "right",        (x) => mul(1e200, cos(x)),                           0],
  ["values of 1e-300",                "right",        (x) => mul(1e-300, sin(x)),                          1],
  ["x² at 1e150",                     "right",        square,                                              1e150],
  ["x² at 0 and 1e10",                "right",        square,                                              [0, 1e-10, 1e10]],
  ["steep",                           "right",        (x) => exp(mul(1e3, x)),                             [0.1, -0.2]],
  ["a kink that is none",             "right",        (x) => tanh(mul(1e6, x)),                            [0, 1e-6, 1]],
  ["a root near 0",                   "right",        (x) => sqrt(add(x, 1e-10)),                          0],
  ["a root nearer to 0",              "incomparable", (x) => sqrt(add(x, 1e-40)),                          0],
  // kinks
  ["relu",                            "right",        dt.relu,                                             [0, 1, -1]],
  ["sqrt at 0",                       "right",        sqrt,                                                0],
  ["cbrt at 0",                       "right",        dt.cbrt,                                             0],
  ["cbrt, a finite rule",             "incomparable", ruled(Math.cbrt, () => 3),                           0],
  ["a root of abs",                   "incomparable", (x) => sqrt(dt.abs(x)),                              0],
  ["x^1.5 at 0",                      "right",        (x) => pow(x, 1.5),                                  0],
  ["ties",                            "right",        (x) => dt.amax(x),                                   [2, 2]],
  ["beyond the slopes of a corner",   "wrong",        ruled(Math.abs, () => 2),                            0],
  // wrong ones
  ["cut",                             "wrong",        (x) => mul(x, stopGradient(x)),                      3],
  ["zero for a small slope",          "wrong",        ruled((v) => 1e-20 * v, () => 0),                    1],
  ["one part in 1e8",                 "wrong",        ruled(Math.sin, (x) => mul(1 + 1e-8, cos(x))),       1],
  ["modes that differ",               "wrong",        divided,                                             1],
  // second derivatives: what is a convention is never right
  ["sum of squares",                  "right",        (x) => sum(square(x)),                               [0, 0], 2],
  ["squaredNorm",                     "right",        (x) => dt.squaredNorm(x),                            [0, 0], 2],
  ["norm³",                           "right",        (x) => pow(norm(x), 3),                              [0, 0], 2],
  ["norm²",                           "wrong",        (x) => square(norm(x)),                              [0, 0], 2],
  ["ridge",                           "wrong",        (w) => add(sum(square(sub(matmul([[1, 2], [3, 4]], w), [1, 2]))), mul(0.1, square(norm(w)))), [0, 0], 2],
  ["RBF",                             "wrong",        (x) => exp(mul(-0.5, square(norm(sub(x, [1, 2]))))), [1, 2], 2],
  ["RBF of squared distances",        "right",        (x) => exp(mul(-0.5, dt.squaredCdist(x, [[1, 2]]))), [[1, 2]], 2],
  ["RBF of distances",                "wrong",        (x) => exp(mul(-0.5, square(dt.cdist(x, [[1, 2]])))), [[1, 2]], 2],
  ["dist²",                           "wrong",        (x) => square(dt.dist(x, [1, 2])),                   [1, 2], 2],
  ["hypot",                           "incomparable", (x) => dt.hypot(x.at(0), x.at(1)),                   [0, 0], 2],
  ["hypot²",                          "wrong",        (x) => square(dt.hypot(x.at(0), x.at(1))),           [0, 0], 2],
  ["|z|",                             "incomparable", (x) => dt.abs(dt.complex(x.at(0), x.at(1))),         [0, 0], 2],
  ["|z|²",                            "wrong",        (x) => square(dt.abs(dt.complex(x.at(0), x.at(1)))), [0, 0], 2],
  ["std",                             "incomparable", (x) => dt.std(x),                                    [1, 1, 1], 2],
  ["std²",                            "wrong",        (x) => square(dt.std(x)),                            [1, 1, 1], 2],
  ["abs²",                            "wrong",        (x) => square(dt.abs(x)),                            0, 2],
  ["relu",                            "incomparable", dt.relu,                                             0, 2],
  ["x log x",                         "right",        (x) => mul(x, log(x)),                               [1e-10, 2], 2],
];
const table = rows.map(([name, verdict, f, x, order = 1]) => [name, verdict, f, x, order] as const);
test.each(table)("%s: %s", (_name, verdict, f, x, order) => {
  const report = gradcheck(f, x, { order });
  expect(report.verdict).toBe(verdict);
  expect(report.ok).toBe(verdict === "right");
  expect(report.reason === "").toBe(verdict === "right");
  const head = { right: "ok, ", wrong: /^gradcheck: \d+ of \d+ /, incomparable: "not comparable: " }[verdict];
  expect(String(report)).toMatch(head);
});

test("at order 2 the report names the operation whose second derivative is a convention", () => {
  for (const f of [(x: Tensor) => square(norm(x)), (x: Tensor) => dt.hypot(x.at(0), x.at(1))])
    expect(String(gradcheck(f, [0, 0], { order: 2 }))).toMatch(/(norm|hypot), operation \d of \d, is 0 at x/);
});
test("structures: the entry has its name", () => {
  const report = gradcheck((p) => ({ a: dt.floor(p.u), b: sum(p.v) }), {
    u: tensor([1.5, 2]),
    v: tensor([3]),
  });
  expect(report.verdict).toBe("incomparable");
  expect(report.uncompared).toEqual([{ entry: "f.a[1]/x.u[1]", reason: "f jumps there" }]);
});
test("defineOp refuses what cannot be compared, and says so", () => {
  const define = (derivative: () => number): unknown =>
    defineOp({ name: "whole", value: Math.floor, derivative, domain: { lo: 0, hi: 9, fixed: [1, 2] } });
  expect(() => define(() => 0)).toThrow(
    /not comparable: .*: f jumps there[^]*Choose points where it is smooth, or pass/,
  );
  expect(() => defineOp({ name: "five", value: () => 5, derivative: () => 1 })).toThrow(
    /failed[^]*\nPass \{check/,
  );
});
