// Values and derivatives to the third order against tables of more than 65 digits, over all of float64: subnormals, tails,
// overflow, signed zeros, infinities. Elementwise functions are right to 2, 4, 16 and 64 ulp, functions of two arguments and most
// special functions to 8, 16, 64 and 256, with an allowance for points where the function itself magnifies an error of its
// argument.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as library from "dualtensor";
import * as nn from "dualtensor/nn";
import * as special from "dualtensor/special";
import { logModulus } from "../lib/ops/elementwise/polar.js";
import {
  evaluator,
  examine,
  functionOf,
  ulpError,
  ulpOf,
  type Column,
  type Table,
} from "./accuracy/tables.js";

const folder = join(__dirname, "fixtures", "accuracy");
const tables = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Table);

const functions = { ...special, ...nn, ...library, logModulus };
const examined = (table: Table): Column[] =>
  examine(table, evaluator(library, functionOf<library.Tensor>(table, functions)!));

test.each(tables)("$name, $domain", (table) => {
  const columns = examined(table);
  expect(columns.flatMap(({ order, misses }) => misses.map((m) => ({ order, ...m })))).toEqual([]);
  expect(columns.every(({ count }) => count > 20)).toBe(true);
});

describe("the rule", () => {
  test("spacing of doubles", () => {
    expect(ulpOf(1)).toBe(2 ** -52);
    expect(ulpOf(-1.5)).toBe(2 ** -52);
    expect(ulpOf(0)).toBe(Number.MIN_VALUE);
    expect(ulpOf(2 ** -1030)).toBe(Number.MIN_VALUE);
    expect(ulpOf(Number.MAX_VALUE)).toBe(2 ** 971);
  });

  test("errors are measured from the true value, not from its rounding", () => {
    expect(ulpError(1, 1, 0.25)).toBe(0.25);
    expect(ulpError(1 + 2 ** -52, 1, 0.25)).toBe(0.75);
    expect(ulpError(NaN, NaN)).toBe(0);
    expect(ulpError(0, NaN)).toBe(Infinity);
    expect(ulpError(NaN, 0)).toBe(Infinity);
    expect(ulpError(-Infinity, Infinity)).toBe(Infinity);
    expect(ulpError(Number.MAX_VALUE, Infinity)).toBe(1);
  });

  const { add, derivative, expm1, mul, rsqrt, sigmoid, square, stopGradient, sub, tanh } = library;
  type Slope = (x: library.Tensor) => library.Tensor;
  // prettier-ignore
  test.each<[string, string, Slope]>([
    ["tanh",    "a value that is 1",        (x) => sub(1, square(tanh(x)))],
    ["sigmoid", "a value that is 1",        (x) => mul(sigmoid(x), sub(1, sigmoid(x)))],
    ["expm1",   "a value that is -1",       (x) => add(expm1(x), 1)],
    ["asinh",   "a square that overflows",  (x) => rsqrt(add(1, square(x)))],
  ])("catches the usual derivative of %s, from %s", (name, _why, slope) => {
    const table = tables.find((t) => t.name === name)!;
    const columns = examine(table, (order, x) =>
      order === "1" ? slope(library.tensor(x[0])).item() : NaN,
    );
    expect(columns[1].misses.length).toBeGreaterThan(3);
  });

  test("catches a derivative that was cut", () => {
    const table = tables.find((t) => t.name === "square")!;
    const [, first] = examine(
      table,
      evaluator<library.Tensor>({ derivative }, (x) => mul(x, stopGradient(x))),
    );
    expect(first.misses.length).toBeGreaterThan(20);
  });
});
