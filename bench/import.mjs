// What importing the root costs in a fresh process: Node's groups, the same code as one esbuild file, and the files that
// bundlers take. `node bench/import.mjs [rounds]`; in turns, medians.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { argv, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = fileURLToPath(new URL("../dist/", import.meta.url)),
  folder = mkdtempSync(join(tmpdir(), "dualtensor-import-")),
  one = join(folder, "one.mjs"),
  timer = join(folder, "timer.mjs");
await build({
  entryPoints: [join(dist, "esm/index.js")],
  bundle: true,
  platform: "node",
  format: "esm",
  outfile: one,
  logLevel: "warning",
});
writeFileSync(
  timer,
  `const start = performance.now(); await import(process.argv[2]); console.log(performance.now() - start);`,
);
const files = {
    "one file": one,
    "import (groups)": join(dist, "node/index.mjs"),
    "require (groups)": join(dist, "node/index.js"),
    "esm, file by file": join(dist, "esm/index.js"),
  },
  times = Object.fromEntries(Object.keys(files).map((name) => [name, []]));
for (let round = Number(argv[2] ?? 11); round > 0; round--)
  for (const [name, file] of Object.entries(files))
    times[name].push(Number(spawnSync(execPath, [timer, file], { encoding: "utf8" }).stdout));
rmSync(folder, { recursive: true });

const median = (list) => list.sort((a, b) => a - b)[list.length >> 1],
  unit = median(times["one file"]);
for (const [name, list] of Object.entries(times))
  console.log(
    `${name.padEnd(20)} ${median(list).toFixed(1).padStart(6)} ms  ${(median(list) / unit).toFixed(2)} x`,
  );
