// The contract reaches every row: those that stand for every shape of rule, and whatever registers itself.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ones } from "dualtensor";
import ts from "typescript";
import { unary } from "../../lib/core/kinds.js";
import { reduction, type Along } from "../../lib/ops/reduce/reduction.js";
import { modules, rows } from "../rows.js";
import { ask, laws, registry, rowsOf, subjectsOf } from "./laws.js";

const names = new Set(rows.map(({ rule }) => rule.name));

test("the rows that stand for every shape of rule are there", () => {
  const first =
    "add sub mul neg combine div pow square sin cos exp log sqrt tanh sum reshape permute expand slice select " +
    "cat gather where maximum cumsum matmul solve";
  expect(first.split(" ").filter((name) => !names.has(name))).toEqual([]);
});

/** The object literals of a module that push and pull, unless they, or the names they have, are given to a maker. */
function unmade(text: string): string[] {
  const source = ts.createSourceFile("", text, ts.ScriptTarget.ES2022, true);
  const given = new Set(Array.from(text.matchAll(/\b(?:general|registered)\((\w+)\)/g), ([, name]) => name));
  const found: string[] = [];
  const visit = (n: ts.Node): void => {
    ts.forEachChild(n, visit);
    if (!ts.isObjectLiteralExpression(n)) return;
    const names = n.properties.map((p) => p.name?.getText(source));
    if (!names.includes("push") || !names.includes("pull")) return;
    const { parent } = n;
    if (ts.isCallExpression(parent) && parent.expression.getText(source) === "registered") return;
    if (ts.isVariableDeclaration(parent) && given.has(parent.name.getText(source))) return;
    found.push(n.getText(source).slice(0, 40));
  };
  visit(source);
  return found;
}
test("every rule is made by a maker of rows, which registers it", () => {
  const texts = [...modules, "core/kinds"].map((file) => [
    file,
    readFileSync(join(__dirname, "../../lib", `${file}.ts`), "utf8"),
  ]);
  expect(texts.flatMap(([file, text]) => unmade(text).map((rule) => `${file}: ${rule}`))).toEqual([]);
  expect(unmade('const r: Rule = { name: "r", push: () => null, pull: () => null };')).toHaveLength(1);
});

test("a row that its module keeps to itself is under the contract: a wrong one is found", () => {
  const before = new Set(registry());
  // The sum, whose derivative is taken for 1.5.
  reduction<Along>(
    "wrongSum",
    (x) => Float64Array.of(x.data.reduce((a, b) => a + b, 0)),
    (x) => ones(x.shape).mul(1.5),
    [{ shapes: [[3]], params: { axes: [-1] } }],
  );
  unary("wrongExp", Math.exp, (_, y) => y.mul(1.5));
  const hidden = rowsOf(
    {},
    registry().filter((rule) => !before.has(rule)),
  );
  expect(hidden.map(({ place }) => place)).toEqual(["unexported wrongSum", "unexported wrongExp"]);
  for (const row of hidden)
    expect(() => {
      for (const subject of subjectsOf(row)) ask(laws.push.pushesSlopes, subject);
    }).toThrow(row.rule.name);
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
