// Formulas beside mathjs's own evaluation, each row checked against a closed form before it is timed:
//
//   npm run build && node bench/formula.mjs
//
// "number" is a formula of eleven operations on one number, "vector" one of four on 100 numbers; "twenty" are formulas of
// numbers that take turns, the time of one; "lower" is from text to the derivative, once the parser is warm. Rows of a group
// are timed in alternation in one process.

import { all, create } from "mathjs";
import { derivative as through } from "../dist/esm/index.js";
import { derivative, expression } from "../dist/esm/mathjs.js";
import { alternate, batchOf, median, thorough } from "./measure.mjs";

const math = create(all);

const text = "(sin(x*x) + exp(-x)) * log(x + 3) / 2 - x^3";
const value = (/** @type {number} */ x) => ((Math.sin(x * x) + Math.exp(-x)) * Math.log(x + 3)) / 2 - x ** 3;
const slope = (/** @type {number} */ x) =>
  ((2 * x * Math.cos(x * x) - Math.exp(-x)) * Math.log(x + 3) + (Math.sin(x * x) + Math.exp(-x)) / (x + 3)) /
    2 -
  3 * x * x;

const f = expression(text, ["x"]);
const compiled = math.compile(text);
const symbolic = math.derivative(text, "x", { simplify: false }).compile();
const x = 1.3;

const elements = "a .* b + a ./ (b + 2)";
const a = Array.from({ length: 100 }, (_, i) => i / 10);
const b = Array.from({ length: 100 }, (_, i) => 1 + i / 7);
const g = expression(elements, ["a", "b"]);
const [ta, tb] = [expression("a", ["a"])(a), expression("b", ["b"])(b)];
const products = math.compile(elements);
const scope = { a: math.matrix(a), b: math.matrix(b) };

const many = Array.from({ length: 20 }, (_, i) => `(sin(${i + 1} * x * x) + exp(-x)) * log(x + 3) / 2 - x^3`),
  ours = many.map((each) => expression(each, ["x"])),
  theirs = many.map((each) => math.compile(each)),
  slopes = many.map((each) => math.derivative(each, "x", { simplify: false }).compile());
const sum = (/** @type {(i: number) => number} */ of) => many.reduce((total, _, i) => total + of(i), 0);

/** @type {Record<string, Record<string, [call: () => any, expected: number]>>} */
const groups = {
  "number, value": {
    dualtensor: [() => f(x).item(), value(x)],
    mathjs: [() => compiled.evaluate({ x }), value(x)],
  },
  "number, derivative": {
    dualtensor: [() => derivative(f, x), slope(x)],
    "dualtensor, through tensors": [() => through((t) => f(t), x), slope(x)],
    "mathjs, symbolic": [() => symbolic.evaluate({ x }), slope(x)],
  },
  "twenty, value": {
    dualtensor: [() => sum((i) => ours[i](x).item()), sum((i) => theirs[i].evaluate({ x }))],
    mathjs: [() => sum((i) => theirs[i].evaluate({ x })), sum((i) => ours[i](x).item())],
  },
  "twenty, derivative": {
    dualtensor: [() => sum((i) => derivative(ours[i], x)), sum((i) => slopes[i].evaluate({ x }))],
    "mathjs, symbolic": [() => sum((i) => slopes[i].evaluate({ x })), sum((i) => derivative(ours[i], x))],
  },
  "vector, value": {
    dualtensor: [() => g(ta, tb).data[3], a[3] * b[3] + a[3] / (b[3] + 2)],
    mathjs: [() => products.evaluate(scope).get([3]), a[3] * b[3] + a[3] / (b[3] + 2)],
  },
  lower: {
    dualtensor: [() => derivative(expression(text, ["x"]), x), slope(x)],
    "mathjs, symbolic": [
      () => math.derivative(text, "x", { simplify: false }).compile().evaluate({ x }),
      slope(x),
    ],
  },
};

for (const [group, rows] of Object.entries(groups)) {
  /** @type {Record<string, import("./measure.mjs").Batch>} */
  const batches = {};
  for (const [row, [call, expected]] of Object.entries(rows)) {
    const error = Math.abs(call() - expected) / Math.abs(expected);
    if (!(error < 1e-12)) throw new Error(`${group}, ${row}: off by ${error}`);
    batches[row] = batchOf(call);
  }
  const times = await alternate(batches, thorough);
  for (const [row, ns] of Object.entries(times))
    console.log(
      `${group.padEnd(20)} ${row.padEnd(28)} ${(median(ns) / (group.startsWith("twenty") ? 20 : 1) / 1000).toFixed(2).padStart(8)} µs`,
    );
}
