// Runs a TypeScript program of this project: `node scripts/run.mjs examples/start.ts [arguments]`. Its own files are
// bundled into .cache/run/; packages, and with them "dualtensor" (the build in dist/), stay imports.

import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { argv, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const [file, ...rest] = argv.slice(2);
const outfile = `${root}/.cache/run/${file.replace(/\W/g, "-")}.mjs`;

await build({
  entryPoints: [file],
  outfile,
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  target: "es2022",
  sourcemap: "inline",
  logLevel: "warning",
});
exit(spawnSync(execPath, ["--enable-source-maps", outfile, ...rest], { stdio: "inherit" }).status ?? 1);
