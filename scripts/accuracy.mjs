// Compares the library with a folder of accuracy tables (spec/accuracy/tables.ts says what they hold), value and derivatives:
// `npm run accuracy -- <folder> [names]`, by default the tables of the specs. Each function is called with numbers, and with all
// points as tensors. Prints the largest error of each column in ulps and as a share of what is allowed; ends with 1 if a function
// that the library has misses its table. Points where we mean to differ stand in accuracy/exceptions.json, each list with its reason:
// {"fn", "order" (a column), "points" (arguments as in the table), "reason"}; nothing else is on it.

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
const { evaluator, examine, functionOf, keyOf, tensorEvaluator } = await import(pathToFileURL(rule).href);

const entry = (name) => join(root, "dist", "esm", `${name === "root" ? "index" : name}.js`);
const load = async (name) => (existsSync(entry(name)) ? import(pathToFileURL(entry(name)).href) : {});
const library = await load("root");

const folder = resolve(argv[2] ?? join(root, "spec/fixtures/accuracy"));
const only = argv.slice(3).flatMap((names) => names.split(","));
const missing = [];
const exceptions = JSON.parse(readFileSync(join(root, "scripts/accuracy/exceptions.json"), "utf8"));
/** Does the list except this point? Infinities are written as in the tables, as strings. */
const excepted = (fn, order, x) =>
  exceptions.some((e) => e.fn === fn && e.order === order && e.points.some((p) => keyOf(p) === keyOf(x)));
let departed = 0;
let passed = 0;
let failed = 0;
const brief = (v) => (v >= 1e4 ? v.toExponential(1) : v.toFixed(2));
console.log("function      order  points  failed    max ulp  of allowed");
for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  const table = JSON.parse(readFileSync(join(folder, file), "utf8"));
  if (!table.points || (only.length > 0 && !only.includes(table.name))) continue;
  // A function of an entry that stands at the root already counts, too.
  const fn = functionOf(table, { ...library, ...(await load(table.library.entry)) });
  if (fn === undefined) {
    missing.push(table.name);
    continue;
  }
  const ways = { numbers: evaluator(library, fn), tensors: tensorEvaluator(library, fn, table) };
  for (const [way, f] of Object.entries(ways)) {
    let columns;
    try {
      columns = examine(table, f);
    } catch (e) {
      console.log(`${table.name.padEnd(13)} ${way}: ${e.message}`);
      failed++;
      continue;
    }
    for (const { order, count, ulps, share, misses } of columns) {
      const meant = misses.filter((m) => excepted(table.name, order, m.x));
      const wrong = misses.filter((m) => !meant.includes(m));
      const cells = [String(count).padStart(6), String(wrong.length).padStart(7), brief(ulps).padStart(10), brief(share).padStart(11)]; // prettier-ignore
      if (way === "numbers" || wrong.length > 0)
        console.log(`${table.name.padEnd(13)} ${(order || "0").padEnd(5)} ${cells.join(" ")}`);
      for (const m of wrong)
        console.log(`    (${m.x.join(", ")}) is ${m.got}, not ${m.want}: ${brief(m.ulps)} ulp, ${way}`);
      passed += count - misses.length;
      failed += wrong.length;
      departed += meant.length;
    }
  }
}
if (missing.length > 0) console.log(`\nnot in the library: ${missing.join(", ")}`);
console.log(`\n${passed} passed, ${failed} failed, ${departed} meant otherwise`);
exit(failed > 0 ? 1 : 0);
