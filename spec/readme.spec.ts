// The table of README.md is complete: every public function stands in it, and everything in it exists.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as dualtensor from "../lib/index.js";
import * as linalg from "../lib/linalg.js";
import * as mathjs from "../lib/mathjs.js";

const readme = readFileSync(join(__dirname, "../README.md"), "utf8");
const section = readme.split(/^## /m).find((text) => text.startsWith("What there is")) ?? "";
const named = new Set(
  section
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .flatMap((line) => [...line.matchAll(/`([A-Za-z]\w*)`/g)].map(([, name]) => name)),
);
const exported = new Set([dualtensor, linalg, mathjs].flatMap((entry) => Object.keys(entry)));

test("every public function stands in the table", () => {
  expect([...exported].filter((name) => !named.has(name))).toEqual([]);
});

test("everything in the table is exported", () => {
  expect([...named].filter((name) => !exported.has(name))).toEqual([]);
});
