// Compares the library with a folder of accuracy tables (spec/accuracy/tables.ts says what they hold), value and derivatives:
// `npm run accuracy -- <folder> [names]`, by default the tables of the specs. Prints the largest error of each column in ulps
// and as a share of what is allowed; ends with 1 if a function that the library has misses its table. Where the specs' table of
// a function was recomputed at points that another has at too few digits, and says why, its points count.

import { build } from "esbuild";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const rule = join(root, ".cache", "run", "accuracy-tables.mjs");
await build({
  entryPoints: [join(root, "spec/accuracy/tables.ts")],
  outfile: rule,
  format: "esm",
  logLevel: "warning",
});
const { evaluator, examine, functionOf } = await import(pathToFileURL(rule).href);

const entry = (name) => join(root, "dist", "esm", `${name === "root" ? "index" : name}.js`);
const load = async (name) => (existsSync(entry(name)) ? import(pathToFileURL(entry(name)).href) : {});
const library = await load("root");

const own = join(root, "spec/fixtures/accuracy");
const folder = resolve(argv[2] ?? own);
const only = argv.slice(3).flatMap((names) => names.split(","));
const missing = [];
const recomputed = [];
let passed = 0;
let failed = 0;
/** The table with the points that the specs' table of its name has recomputed. */
function corrected(table, file) {
  const ours =
    folder !== own && existsSync(join(own, file)) && JSON.parse(readFileSync(join(own, file), "utf8"));
  if (!ours.recomputed || String(ours.orders) !== String(table.orders)) return table;
  const byPlace = new Map(ours.points.map((p) => [String(p.x), p]));
  const points = table.points.map((p) => {
    const q = byPlace.get(String(p.x));
    return q === undefined || String(q.v.map(Number)) === String(p.v.map(Number)) ? p : q;
  });
  const n = points.filter((p, i) => p !== table.points[i]).length;
  if (n > 0) recomputed.push(`${n} points of ${table.name}: ${ours.recomputed}`);
  return { ...table, points };
}
const brief = (v) => (v >= 1e4 ? v.toExponential(1) : v.toFixed(2));
console.log("function      order  points  failed    max ulp  of allowed");
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const stored = JSON.parse(readFileSync(join(folder, file), "utf8"));
  if (!stored.points || (only.length > 0 && !only.includes(stored.name))) continue;
  const table = corrected(stored, file);
  // A function of an entry that stands at the root already counts, too.
  const fn = functionOf(table, { ...library, ...(await load(table.library.entry)) });
  if (fn === undefined) {
    missing.push(table.name);
    continue;
  }
  for (const { order, count, ulps, share, misses } of examine(table, evaluator(library, fn))) {
    const cells = [String(count).padStart(6), String(misses.length).padStart(7), brief(ulps).padStart(10), brief(share).padStart(11)]; // prettier-ignore
    console.log(`${table.name.padEnd(13)} ${(order || "0").padEnd(5)} ${cells.join(" ")}`);
    for (const m of misses)
      console.log(`    (${m.x.join(", ")}) is ${m.got}, not ${m.want}: ${brief(m.ulps)} ulp`);
    passed += count - misses.length;
    failed += misses.length;
  }
}
if (missing.length > 0) console.log(`\nnot in the library: ${missing.join(", ")}`);
for (const line of recomputed) console.log(`\n${line}`);
console.log(`\n${passed} passed, ${failed} failed`);
exit(failed > 0 ? 1 : 0);
