// Random programs over all rows. Kind `ways`: every way to their derivatives compared (spec/fuzz/ways.ts); ends with 1 where two ways
// differ though every partial on the path is finite, or where more than 2.5 % of the programs at zeros and ties do. Kind `compiled`:
// one set of bits whatever runs the program, in another process too; and with the functions that rows call, eager bits
// (spec/fuzz/compiled.ts).
//
//   npm run fuzz -- [--seed n] [--seconds s] [--programs n] [--kind ways|compiled]

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, execPath, exit } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { files } from "./rows.mjs";

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    seed: { type: "string", default: "1" },
    seconds: { type: "string", default: "20" },
    programs: { type: "string", default: "Infinity" },
    kind: { type: "string", multiple: true, default: ["ways", "compiled"] },
  },
});
const [seed, seconds, most] = [values.seed, values.seconds, values.programs].map(Number);
const moods = ["smooth", "ties", "overflow"];

const root = fileURLToPath(new URL("..", import.meta.url));
mkdirSync(join(root, ".cache"), { recursive: true });
/** Programs without functions of their own. */
const ofRows = {
  name: "rows",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/math\/index\.js$/ }, () => ({ path: "rows", namespace: "rows" }));
    onLoad({ filter: /.*/, namespace: "rows" }, () => ({
      contents: 'export * from "./lib/compile/math/index.ts"; export const elementary = () => undefined;',
      resolveDir: root,
    }));
  },
};
async function loaded(plugins) {
  const bundle = join(root, ".cache", `fuzz-${process.pid}.mjs`);
  await build({
    stdin: {
      contents: [
        ...files.map((file, i) => `import * as m${i} from "./lib/${file}";`),
        `export const modules = { ${files.map((file, i) => `${JSON.stringify(file.slice(0, -3))}: m${i}`).join(", ")} };`,
        'export { Fuzz, report } from "./spec/fuzz/fuzz.ts";',
        'export { CompiledFuzz, report as reportCompiled } from "./spec/fuzz/compiled.ts";',
        'export { operations } from "./spec/fuzz/operations.ts";',
        'export { draw } from "./spec/fuzz/program.ts";',
        'export { registry, rowsOf } from "./spec/contract/laws.ts";',
      ].join("\n"),
      resolveDir: root,
      loader: "ts",
    },
    bundle: true,
    plugins,
    // Rows that nobody exports register themselves only if they are kept.
    ignoreAnnotations: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outfile: bundle,
    logLevel: "error",
  });
  globalThis[Symbol.for("dualtensor.rows")] = [];
  const m = await import(`${pathToFileURL(bundle).href}?${plugins.length}`);
  rmSync(bundle);
  return { ...m, rows: m.rowsOf(m.modules, m.registry()) };
}
const share = seconds / values.kind.length;
let failed = false;

async function compiled(exact, time) {
  const { CompiledFuzz, draw, operations, reportCompiled, rows } = await loaded(exact ? [ofRows] : []),
    all = operations(rows),
    fuzz = new CompiledFuzz((next, mood) => draw(next, mood, all), exact),
    end = performance.now() + time * 1000;
  for (let n = 0; performance.now() < end && n < most; n++) for (const mood of moods) fuzz.one(seed, mood, n);
  for (const finding of fuzz.found) console.log(`\n${reportCompiled(finding)}`);
  const file = join(root, ".cache", `saved-${process.pid}.json`);
  writeFileSync(file, JSON.stringify(exact ? [] : fuzz.saved));
  const another = spawnSync(execPath, [join(root, "spec/fuzz/another.mjs"), file], { stdio: "inherit" });
  rmSync(file);
  console.log(
    `\ncompiled, ${exact ? "with the functions of rows" : "with functions of their own"}: ${fuzz.programs} programs, ` +
      `${fuzz.found.length} differences, ${fuzz.refused} read numbers` +
      (exact
        ? ""
        : `; ${fuzz.saved.length} run in another process${another.status === 0 ? "" : ", not all of them right"}`),
  );
  failed ||= fuzz.found.length > 0 || another.status !== 0;
}
if (values.kind.includes("compiled")) {
  await compiled(false, share / 2);
  await compiled(true, share / 2);
}
if (!values.kind.includes("ways")) exit(failed ? 1 : 0);

const { Fuzz, report, rows } = await loaded([]);
const fuzz = new Fuzz(rows);
const end = performance.now() + share * 1000;
for (let n = 0; performance.now() < end && n < most; n++)
  for (const mood of Object.keys(fuzz.tallies)) fuzz.one(seed, mood, n);

/** So many of the programs at zeros and ties may differ for a partial that is not finite. */
const SHARE = 0.025;
for (const [mood, { programs, errors, classes }] of Object.entries(fuzz.tallies)) {
  for (const finding of errors) console.log(`\n${report(finding)}`);
  const others = [...classes].sort(([, a], [, b]) => b.count - a.count);
  const count = others.reduce((n, [, c]) => n + c.count, 0);
  console.log(
    `\n${mood}: ${programs} programs, ${errors.length} contradictions, ` +
      `${count} (${((100 * count) / Math.max(1, programs)).toFixed(2)} %) where a partial is not finite`,
  );
  for (const [name, c] of others) console.log(`  ${String(c.count).padStart(5)} x ${name}`);
  if (others.length > 0) console.log(`\n${report(others[0][1].first)}`);
  failed ||= errors.length > 0 || (mood === "ties" && count > SHARE * Math.max(programs, 200));
}
exit(failed ? 1 : 0);
