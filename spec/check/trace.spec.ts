// traceNaN names the first operation that stops being finite, forward and in reverse, and the numbers that it was given.
import * as dt from "dualtensor";
import {
  add,
  exp,
  log,
  mul,
  norm,
  sqrt,
  square,
  sub,
  sum,
  tensor,
  traceNaN,
  where,
  type Tensor,
} from "dualtensor";
import { rows } from "../rows.js";

type Op = (x: Tensor) => Tensor;
// prettier-ignore
const found: readonly (readonly [string, Op, number | number[] | number[][], "forward" | "reverse" | undefined, [what: string, mode: string, operation: string, place: number, of: number, operand: number, reaches: boolean]])[] = [
  ["log of 0",               (x) => sum(log(sub(x, 1))),               [3, 1],           undefined, ["value", "forward", "log", 2, 3, 0, true]],
  ["log of 0, in reverse",   (x) => sum(log(sub(x, 1))),               [3, 1],           "reverse", ["value", "forward", "log", 2, 3, 0, true]],
  ["sqrt at 0",              (x) => sum(sqrt(x)),                      [4, 0],           undefined, ["derivative", "forward", "sqrt", 1, 2, 0, true]],
  ["sqrt at 0, in reverse",  (x) => sum(sqrt(x)),                      [4, 0],           "reverse", ["derivative", "reverse", "sqrt", 1, 2, 0, true]],
  ["an overflow",            (x) => log(add(1, exp(x))),               1000,             undefined, ["value", "forward", "exp", 1, 3, 1000, true]],
  ["a guarded branch",       (x) => sum(where(dt.gt(x, 0), sqrt(x), 0)), [4, 0],         undefined, ["derivative", "forward", "sqrt", 1, 3, 0, false]],
  ["not the guarded one",    (x) => sum(log(where(dt.gt(x, 0), sqrt(x), 0))), [4, 0],    undefined, ["value", "forward", "log", 3, 4, 0, true]],
  ["x itself",               (x) => mul(x, 2),                         [1, NaN],         undefined, ["input", "forward", "x", 0, 1, NaN, true]],
  ["an infinite constant",   (x) => mul(x, tensor([1, Infinity])),     [1, 2],           undefined, ["value", "forward", "mul", 1, 1, 2, true]],
  ["before f throws",        (x) => dt.inv(log(x)),                    [[-1, 1], [0, 1]], undefined, ["value", "forward", "log", 1, 2, -1, true]],
  ["a mask",                 (x) => dt.softmax(add(x, tensor([0, -Infinity])), 0), [1, 2], undefined, ["value", "forward", "add", 1, 2, 2, false]],
  ["norm² at 0",             (x) => square(norm(x)),                   [0, 0],           undefined, ["convention", "forward", "norm", 1, 2, 0, false]],
  ["ridge at 0",             (x) => add(sum(x), mul(0.1, square(norm(x)))), [0, 0],      undefined, ["convention", "forward", "norm", 2, 5, 0, false]],
  ["RBF where points meet",  (x) => exp(mul(-1, square(norm(sub(x, [1, 2]))))), [1, 2],  undefined, ["convention", "forward", "norm", 2, 5, 0, false]],
  ["std of equal values",    (x) => dt.std(x),                         [1, 1],           undefined, ["convention", "forward", "std", 1, 1, 1, false]],
  ["|x| at 0",               (x) => sum(dt.abs(x)),                    [1, 0],           undefined, ["convention", "forward", "abs", 1, 2, 0, false]],
  ["NaN before conventions", (x) => log(norm(x)),                      [0, 0],           undefined, ["value", "forward", "log", 2, 2, 0, true]],
];
test.each(found)("%s", (_name, f, x, mode, [what, way, operation, place, operations, operand, reaches]) => {
  const report = traceNaN(f, x, mode === undefined ? {} : { mode })!;
  expect(report).toMatchObject({ what, mode: way, operation, place, operations, reaches });
  if (place > 0) expect(report.operands[0].value).toBe(operand);
  expect(String(report)).toContain(
    place > 0 ? `${operation}, operation ${place} of ${operations}` : "the input x is NaN at [1]",
  );
});

test.each<[string, Op, number[] | number[][], "forward" | "reverse" | undefined]>([
  ["smooth", (x) => sum(log(x)), [3, 1], undefined],
  ["a branch that reverse mode never enters", (x) => sum(where(dt.gt(x, 0), sqrt(x), 0)), [4, 0], "reverse"],
  ["squaredNorm at 0", (x) => dt.squaredNorm(x), [0, 0], undefined],
  ["squaredCdist of equal points", (x) => dt.squaredCdist(x, x), [[1, 2]], undefined],
])("null: %s", (_name, f, x, mode) => {
  expect(traceNaN(f, x, mode === undefined ? {} : { mode })).toBeNull();
});

test("all corners of the issue: hypot, |z|, cdist, dist", () => {
  const at = (f: Op, x: number[] | number[][]): unknown => [traceNaN(f, x)?.what, traceNaN(f, x)?.operation];
  expect(at((x) => dt.hypot(x.at(0), x.at(1)), [0, 0])).toEqual(["convention", "hypot"]);
  expect(at((x) => dt.abs(dt.complex(x.at(0), x.at(1))), [0, 0])).toEqual(["convention", "hypot"]);
  expect(at((x) => sum(dt.cdist(x, x)), [[1, 2], [3, 4]])).toEqual(["convention", "norm"]); // prettier-ignore
  expect(at((x) => dt.dist(x, [1, 2]), [1, 2])).toEqual(["convention", "norm"]);
});

// A corner: the function is not smooth where it is 0, and the rule's second derivative of its square is 0 there.
test("rows that declare a corner have one, and no other row that is a length does not", () => {
  expect(rows.filter(({ rule }) => rule.corner).map(({ rule }) => rule.name).sort()).toEqual(["abs", "hypot", "norm", "std"]); // prettier-ignore
});

test("what a report says", () => {
  const report = traceNaN((p) => sum(log(sub(p.u, p.v))), { u: tensor([[1, 2]]), v: tensor([[0], [2]]) })!;
  expect(report.index).toEqual([1, 0]);
  expect(report.path).toEqual(["x.u", "sub", "log"]);
  expect(report.operands).toEqual([{ name: "operation 1 (sub)", shape: [2, 2], index: [1, 0], value: -1 }]);
  expect(String(report)).toBe(
    [
      "traceNaN: the value of log, operation 2 of 3, is NaN at [1, 0]",
      "  operand 0: operation 1 (sub), shape (2, 2): at [1, 0] -1",
      "  path: x.u > sub > log",
    ].join("\n"),
  );
});

test("results that do not depend on x", () => {
  expect(String(traceNaN(() => tensor([1, NaN]), 1))).toBe(
    "traceNaN: the value of f(x), which does not depend on x, is NaN at [1]",
  );
  expect(traceNaN((x) => dt.floor(log(x)), 0)).toMatchObject({
    what: "value",
    operation: "log",
    reaches: true,
  });
});

test("errors: f's own where nothing came before it; wrong modes; watched inputs", () => {
  expect(() => traceNaN((x) => dt.inv(x), [[0, 1], [0, 1]])).toThrow(/singular/); // prettier-ignore
  expect(() => traceNaN(log, 1, { mode: "auto" as "forward" })).toThrow(/"forward" or "reverse"/);
  expect(() => dt.grad((x) => (traceNaN(log, x), x), 1)).toThrow(/plain numbers/);
  expect(traceNaN((x) => [log(x), "aux"] as const, 0, { hasAux: true })?.operation).toBe("log");
});
