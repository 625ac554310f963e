// The contract reaches every row: those that stand for every shape of rule, and whatever the sources define.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { modules, rows } from "../rows.js";

const names = new Set(rows.map(({ rule }) => rule.name));

test("the rows that stand for every shape of rule are there", () => {
  const first =
    "add sub mul neg combine div pow square sin cos exp log sqrt tanh sum reshape permute expand slice select " +
    "cat gather where maximum cumsum matmul solve";
  expect(first.split(" ").filter((name) => !names.has(name))).toEqual([]);
});

test("every row that a module defines is found by its exports", () => {
  const defined = modules.flatMap((file) => {
    const text = readFileSync(join(__dirname, "../../lib", `${file}.ts`), "utf8");
    const kinds = text.matchAll(/\b(?:unary|binary|linear|bilinear)\(\s*"(\w+)"/g);
    const written = text.matchAll(/\bname: "(\w+)",\s*kind:/g);
    return [...kinds, ...written].map((m) => m[1]);
  });
  expect(defined.length).toBeGreaterThan(50);
  expect(defined.filter((name) => !names.has(name))).toEqual([]);
});

/** Numbers, strings, booleans and arrays or records of them: what can be written down and sent elsewhere. */
const isData = (v: unknown): boolean =>
  v === undefined ||
  v === null ||
  ["number", "string", "boolean"].includes(typeof v) ||
  (typeof v === "object" &&
    [Object.prototype, Array.prototype].includes(Object.getPrototypeOf(v)) &&
    Object.values(v).every(isData));

test("every row has trials, as many operands in each, and plain data as params", () => {
  for (const { place, trials } of rows) {
    expect([place, trials.length]).not.toEqual([place, 0]);
    for (const { params, shapes } of trials) {
      expect(shapes.length).toBeGreaterThan(0);
      expect([place, isData(params)]).toEqual([place, true]);
    }
  }
});
