// Random programs over all rows, every way to their derivatives compared (spec/fuzz). Ends with 1 where two ways differ though
// every partial on the path is finite, or where more than 2.5 % of the programs at zeros and ties do.
//
//   npm run fuzz -- [--seed n] [--seconds s] [--programs n]

import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { argv, exit } from "node:process";
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
  },
});
const [seed, seconds, most] = [values.seed, values.seconds, values.programs].map(Number);

const root = fileURLToPath(new URL("..", import.meta.url));
const bundle = join(root, ".cache", `fuzz-${process.pid}.mjs`);
mkdirSync(join(root, ".cache"), { recursive: true });
await build({
  stdin: {
    contents: [
      ...files.map((file, i) => `import * as m${i} from "./lib/${file}";`),
      `export const modules = { ${files.map((file, i) => `${JSON.stringify(file.slice(0, -3))}: m${i}`).join(", ")} };`,
      'export { Fuzz, report } from "./spec/fuzz/fuzz.ts";',
      'export { registry, rowsOf } from "./spec/contract/laws.ts";',
    ].join("\n"),
    resolveDir: root,
    loader: "ts",
  },
  bundle: true,
  // Rows that nobody exports register themselves only if they are kept.
  ignoreAnnotations: true,
  packages: "external",
  platform: "node",
  format: "esm",
  outfile: bundle,
  logLevel: "error",
});
globalThis[Symbol.for("dualtensor.rows")] = [];
const { Fuzz, modules, registry, report, rowsOf } = await import(pathToFileURL(bundle).href);
rmSync(bundle);

const fuzz = new Fuzz(rowsOf(modules, registry()));
const end = performance.now() + seconds * 1000;
for (let n = 0; performance.now() < end && n < most; n++)
  for (const mood of Object.keys(fuzz.tallies)) fuzz.one(seed, mood, n);

/** So many of the programs at zeros and ties may differ for a partial that is not finite. */
const SHARE = 0.025;
let failed = false;
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
