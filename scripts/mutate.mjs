// Are the specs strict enough? Every row's derivative is made wrong in every way that scripts/mutate/mutants.mjs knows (a
// sign flipped, a partial swapped, a term or factor dropped, a zero that does not annihilate), one at a time, and the laws
// of spec/contract or the table of public functions must notice. A mutant that is no mistake stands in
// scripts/mutate/equivalent.json with the reason. Exits with 1 where one survives.
//
//   npm run mutate [-- text] [--sample n]     only mutants whose file and row have the text in their names, n of them
//   npm run mutate -- code ...                mutants of everything else: scripts/mutate/code.mjs

import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { files } from "./rows.mjs";
import { derivatives, parse, RUNTIME, schemata } from "./mutate/mutants.mjs";

if (process.argv[2] === "code") {
  await import("./mutate/code.mjs");
  process.exit();
}
const { values, positionals } = parseArgs({
  options: { sample: { type: "string", default: "Infinity" } },
  allowPositionals: true,
});
const wanted = positionals[0] ?? "";
const root = fileURLToPath(new URL("..", import.meta.url));
const lib = join(root, "lib");
const modules = new Map(files.map((file) => [file, parse(file, readFileSync(join(lib, file), "utf8"))]));
const regions = derivatives(modules, (file, specifier) =>
  relative(lib, resolve(lib, dirname(file), specifier))
    .replaceAll("\\", "/")
    .replace(/\.js$/, ".ts"),
);
const unary = new Set(
  [...modules.values()].flatMap(({ text }) =>
    [...text.matchAll(/\bconst (\w+)\b[^=]*=[^(;]*\bunary\(/g)].map((m) => m[1]),
  ),
);
for (const name of ["transposed", "transposeLast", "symmetric"]) unary.add(name);
const mutants = [];
const texts = new Map(files.map((file) => [file, schemata(modules.get(file), regions, mutants, unary)]));

const runtime = `
export let seen = null, active = -1, ops = {};
export const on = (id) => { if (seen !== null) seen.add(id); return id === active; };
export const watch = (s) => { seen = s; };
export const activate = (id) => { active = id; };
export const install = (o) => { ops = o; };
export const neg = (v) => (typeof v === "number" ? -v : v === null || v === undefined ? v : ops.neg(v));
export const add = (a, b) => ops.add(a, b);
export const minus = (a, b) => (a === null ? neg(b) : b === null ? a : ops.sub(a, b));
export const scale = (p, t) => ops.scale(p, t);
export const VALUE = false, CHAIN = true;
`;
const entry = `
${files.map((file, i) => `import * as m${i} from "./lib/${file}";`).join("\n")}
export const modules = { ${files.map((file, i) => `${JSON.stringify(file.slice(0, -3))}: m${i}`).join(", ")} };
export * from "./spec/contract/laws.ts";
export { checks } from "./spec/table/checks.ts";
export { checkPoint, points } from "./spec/table/points.ts";
export { table } from "./spec/table/table.ts";
export * as root from "./spec/library.ts";
export * as linalg from "./lib/linalg.ts";
export * as special from "./lib/special.ts";
export * as nn from "./lib/nn.ts";
export * as fft from "./lib/fft.ts";
export * as runtime from "${RUNTIME}";
import { add, neg, sub } from "./lib/core/ring.ts";
import { scale } from "./lib/core/kinds.ts";
import { install } from "${RUNTIME}";
install({ add, neg, sub, scale });
`;
const cache = join(root, ".cache");
const bundle = join(cache, `mutants-${process.pid}.mjs`);
mkdirSync(cache, { recursive: true });
await build({
  stdin: { contents: entry, resolveDir: root, loader: "ts" },
  bundle: true,
  // Rows that nobody exports register themselves only if they are kept.
  ignoreAnnotations: true,
  // mathjs, a reference of the table.
  packages: "external",
  platform: "node",
  format: "esm",
  outfile: bundle,
  logLevel: "error",
  plugins: [
    {
      name: "mutants",
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /^mutants:/ }, () => ({ path: RUNTIME, namespace: "mutants" }));
        onLoad({ filter: /.*/, namespace: "mutants" }, () => ({ contents: runtime, loader: "js" }));
        onLoad({ filter: /\.ts$/ }, ({ path }) => {
          const contents = texts.get(relative(lib, path).replaceAll("\\", "/"));
          return contents === undefined ? undefined : { contents, loader: "ts" };
        });
      },
    },
  ],
});
globalThis[Symbol.for("dualtensor.rows")] = [];
const library = await import(pathToFileURL(bundle).href);
rmSync(bundle);
const {
  ask,
  checkPoint,
  checks,
  kinds,
  laws,
  points,
  registry,
  rowsOf,
  runtime: switches,
  Subject,
  subjectsOf,
  table,
} = library;

const rows = rowsOf({ ...library.modules, "core/kinds": kinds }, registry());
/** All questions: each law at each trial of each row, and the lines of the table. `file`: whose rows they are about. */
const questions = [];
for (const row of rows)
  for (const { place, params } of subjectsOf(row))
    for (const law of Object.values(laws).flatMap((group) => Object.values(group)))
      questions.push({
        row,
        file: row.place.split(" ")[0],
        run: () => ask(law, new Subject(row, place, params)),
      });
const functionOf = (name) => {
  const [entry, own] = name.includes(".") ? name.split(".") : ["root", name];
  return library[entry][own];
};
for (const [name, lines] of Object.entries(table))
  for (const line of lines)
    for (const check of Object.values(checks))
      questions.push({ file: "", run: () => check(name, functionOf(name), line) });
for (const [name, list] of Object.entries(points))
  for (const point of list)
    questions.push({ file: "", run: () => checkPoint(name, functionOf(name), point) });

// Without a mutant every answer is right; which mutants does each question meet?
for (const q of questions) {
  q.met = new Set();
  switches.watch(q.met);
  const start = performance.now();
  q.run();
  q.cost = performance.now() - start;
}
switches.watch(null);
questions.sort((a, b) => a.cost - b.cost);
const meeting = mutants.map(() => []);
for (const q of questions) for (const id of q.met) meeting[id].push(q);

// What is no mistake: by file and row, and as far as they are given by kind and by text.
const equivalent = JSON.parse(readFileSync(new URL("mutate/equivalent.json", import.meta.url), "utf8"));
const listed = (m) =>
  equivalent.find((e) =>
    ["file", "row", "what", "from", "to"].every((key) => e[key] === undefined || e[key] === m[key]),
  );

/** Does some question notice? Those of the rows of its own file are asked first, the cheap ones before the others. */
function killed(id) {
  const own = mutants[id].file.slice(0, -3);
  const [near, far] = [true, false].map((mine) => meeting[id].filter(({ file }) => (file === own) === mine));
  switches.activate(id);
  try {
    for (const q of [...near, ...far]) q.run();
    return false;
  } catch {
    return true;
  } finally {
    switches.activate(-1);
  }
}
const shown = ({ file, row, what, from, to }) => `${file} ${row}: ${what}\n    ${from}\n    ${to}`;
const all = mutants
  .map((m, id) => ({ ...m, id }))
  .filter(({ file, row }) => `${file} ${row}`.includes(wanted));
// Evenly spread over the files.
const step = Math.max(1, all.length / Number(values.sample));
const asked = all.filter((_, i) => Math.floor(i / step) !== Math.floor((i - 1) / step));
const survivors = asked.filter(({ id }) => !killed(id));
// A mutant must not outlive its turn: what the library keeps between calls is as it was.
for (const q of questions) q.run();

const excused = survivors.filter((m) => listed(m) !== undefined);
const survived = survivors.filter((m) => !excused.includes(m));
const surplus =
  wanted === "" && step === 1 ? equivalent.filter((e) => !excused.some((m) => listed(m) === e)) : [];
for (const m of survived)
  console.log(`survived${meeting[m.id].length === 0 ? ", never met" : ""}: ${shown(m)}`);
for (const e of surplus) console.log(`listed as equivalent, but killed or gone: ${JSON.stringify(e)}`);
// A row made by a function that mutants.mjs does not know would go unnoticed.
const FAMILIES = "ops/special/family.ts";
const isMutated = (q) =>
  q.row && [...q.met].some((id) => mutants[id].file === `${q.file}.ts` || mutants[id].file === FAMILIES);
const mutated = new Set(questions.filter(isMutated).map((q) => q.row.rule));
const unmet = rows.filter(({ rule }) => rule.flat !== true && !mutated.has(rule));
for (const { place } of unmet) console.log(`no mutant: ${place}`);
const pieces = new Set(asked.map(({ file, row }) => `${file} ${row}`)).size;
console.log(
  `${asked.length} mutants in ${pieces} pieces of derivative code: ${asked.length - survivors.length} killed, ` +
    `${excused.length} equivalent, ${survived.length} survived.`,
);
process.exitCode = survived.length + surplus.length + unmet.length > 0 ? 1 : 0;
