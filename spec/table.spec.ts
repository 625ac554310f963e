// Every public function: its value against an independent reference, its derivative against differences of the reference,
// the adjoint and the second derivative. A function that carries a signature and has no line in the table fails.

import * as library from "./library.js";
import * as fft from "dualtensor/fft";
import * as linalg from "dualtensor/linalg";
import * as nn from "dualtensor/nn";
import * as special from "dualtensor/special";
import { isAlias } from "./aliases.js";
import { checks, type Call } from "./table/checks.js";
import { checkPoint, points } from "./table/points.js";
import { table } from "./table/table.js";

const described = (module: object, prefix: string): [string, Call][] =>
  Object.entries(module).flatMap(([name, f]: [string, unknown]) =>
    typeof f === "function" && "signature" in f && !isAlias(name)
      ? [[prefix + name, f as unknown as Call]]
      : [],
  );
const functions = [
  ...described(library, ""),
  ...described(linalg, "linalg."),
  ...described(special, "special."),
  ...described(nn, "nn."),
  ...described(fft, "fft."),
  // The same function under a second name answers by the first; those of linalg have lines of their own.
].filter(([name, f], i, all) => name.startsWith("linalg.") || all.findIndex(([, g]) => g === f) === i);

test("every public function has a line, and every line a function", () => {
  const names = functions.map(([name]) => name);
  expect(names.filter((name) => !(name in table))).toEqual([]);
  expect(Object.keys(table).filter((name) => !names.includes(name))).toEqual([]);
});

describe.each(functions.filter(([name]) => name in table))("%s", (name, call) => {
  test.each(Object.entries(checks))("%s", (_, check) => {
    table[name].forEach((line, i) => {
      check(`${name}, line ${i}`, call, line);
    });
  });
});

test.each(Object.entries(points))("points where zero meets infinity: %s", (name, list) => {
  const [, call] = functions.find(([own]) => own === name)!;
  for (const point of list) checkPoint(name, call, point);
});
