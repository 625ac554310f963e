// The list of docs/README.md names what is no operation in full, and nothing that does not exist; operations stand in docs/ops, whose
// completeness spec/ops-page.spec.ts asks. Source that the docs quote is the library's, as it stands.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as dualtensor from "../lib/index.js";
import * as distributed from "../lib/distributed.js";
import * as fft from "../lib/fft.js";
import * as linalg from "../lib/linalg.js";
import * as mathjs from "../lib/mathjs.js";
import * as nn from "../lib/nn.js";
import * as solve from "../lib/optimize.js";
import * as plot from "../lib/plot.js";
import * as sparse from "../lib/sparse.js";
import * as special from "../lib/special.js";
import * as torch from "../lib/torch.js";

const readme = readFileSync(join(__dirname, "../docs/README.md"), "utf8");
const section = readme.split(/^## /m).find((text) => text.startsWith("What there is")) ?? "";
const named = new Set(
  section
    .split("\n")
    .filter((line) => /^(- | {2})/.test(line))
    .flatMap((line) => [...line.matchAll(/`([A-Za-z]\w*)`/g)].map(([, name]) => name)),
);
const exported = new Set(
  [dualtensor, linalg, special, nn, fft, mathjs, solve, sparse, distributed, plot].flatMap((entry) =>
    Object.keys(entry),
  ),
);

// The adapter has a page of its own: the list names its parts.
const adapter = new Set(Object.keys(torch));

/** The one list of rooms: which parts of lib each name stands for. */
const rooms = JSON.parse(readFileSync(join(__dirname, "../scripts/ops/rooms.json"), "utf8")) as {
  name: string;
  rooms: string[];
}[];
const names = rooms.map(({ name }) => name);

test("docs/README.md, the contents page of the root and docs/ops have one list of groups, in one order", () => {
  const lines = (file: string, pattern: RegExp): string[] =>
    [...readFileSync(join(__dirname, "..", file), "utf8").matchAll(pattern)].map(([, name]) => name);
  expect([...section.matchAll(/^- ([A-Za-z ]+)/gm)].map(([, name]) => name.replace(/ in$/, ""))).toEqual(
    names,
  );
  const contents = lines("lib/index.ts", /^\/\/ (?!The)(.+)$/gm);
  expect(contents).toEqual(names.filter((name) => contents.includes(name)));
  const page = lines("docs/ops/README.md", /^## (.+)$/gm);
  expect(page).toEqual(names.filter((name) => page.includes(name)));
});

test("what the contents page of the root exports stands under the group of its room", () => {
  const groupOf = (file: string): string | undefined =>
    rooms
      .flatMap(({ name, rooms: paths }) => paths.map((path) => ({ name, path })))
      .filter(({ path }) => file === path || file.startsWith(`${path}/`))
      .sort((a, b) => b.path.length - a.path.length)[0]?.name;
  const parts = readFileSync(join(__dirname, "../lib/index.ts"), "utf8")
    .split(/^\/\/ /m)
    .slice(2);
  const strays = parts.flatMap((part) => {
    const [title] = part.split("\n");
    return [...part.matchAll(/from "\.\/(.+?)\.js"/g)]
      .map(([, file]) => file)
      .filter((file) => groupOf(file) !== title);
  });
  expect(strays).toEqual([]);
});

test("everything of the root that is no operation stands in the list", () => {
  const isOperation = (name: string): boolean =>
    typeof (dualtensor as unknown as Record<string, { signature?: unknown }>)[name].signature === "string";
  expect(Object.keys(dualtensor).filter((name) => !isOperation(name) && !named.has(name))).toEqual([]);
});

test("everything in the list is exported", () => {
  expect([...named].filter((name) => !exported.has(name) && !adapter.has(name))).toEqual([]);
});

test("rows that docs/add-an-op.md quotes stand in lib", () => {
  const read = (file: string): string => readFileSync(join(__dirname, "..", file), "utf8");
  const source = readdirSync(join(__dirname, "../lib/ops"), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => read(join("lib/ops", file)))
    .join("\n");
  const quotes = [
    ...read("docs/add-an-op.md").matchAll(/```ts no-run: [^\n]* of the library's source\n(.*?)```/gs),
  ];
  // A blank line ends a statement, and every line of `exp` and `tanh` is one.
  const statements = quotes.flatMap(([, code]) => code.trim().split(/\n\n|\n(?=export)/));
  expect(statements.length).toBeGreaterThan(4);
  expect(statements.filter((text) => !source.includes(text))).toEqual([]);
});

test("README.md takes at most three screens: 150 lines", () => {
  expect(readFileSync(join(__dirname, "../README.md"), "utf8").split("\n").length).toBeLessThanOrEqual(150);
});
