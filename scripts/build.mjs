// Builds dist/: esm (ES modules for bundlers, with declarations), cjs (the declarations that require gets), node (the same
// code in a few groups, see groups.mjs), cli (the command, with mathjs's parser alone) and tools (tools.mjs). With --if-stale it does nothing
// while dist/ was built from the source as it stands. The new build replaces the old one in a single step at the end.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, chdir, execPath, exit, pid } from "node:process";
import { fileURLToPath } from "node:url";
import { bundleCommand } from "./command.mjs";
import { bundleGroups } from "./groups.mjs";
import { bundleTools } from "./tools.mjs";

chdir(fileURLToPath(new URL("..", import.meta.url)));

const files = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const fingerprint = () => {
  const hash = createHash("sha256");
  for (const file of [
    "scripts/build.mjs",
    "scripts/command.mjs",
    "scripts/entries.mjs",
    "scripts/groups.mjs",
    "scripts/tools.mjs",
    "tsconfig.json",
    "package-lock.json",
    ...files("lib"),
  ]) {
    hash.update(file).update("\0").update(readFileSync(file)).update("\0");
  }
  return hash.digest("hex");
};

const tsc = (...options) =>
  new Promise((resolve) => {
    const compiler = fileURLToPath(import.meta.resolve("typescript/bin/tsc"));
    const child = spawn(
      execPath,
      [compiler, "-p", "tsconfig.json", "--noEmitOnError", "--declaration", ...options],
      {
        stdio: "inherit",
      },
    );
    child.on("exit", resolve);
  });

// TypeScript 5.7 and later infer Float64Array<ArrayBuffer>; before that typed arrays take no type argument.
const plainTypedArrays = (folder) => {
  for (const file of files(folder).filter((name) => name.endsWith(".d.ts"))) {
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(/\b(\w+Array)<ArrayBuffer(Like)?>/g, "$1"));
  }
};

const stamp = ".cache/dist-of";
const source = fingerprint();
const fresh = () => existsSync("dist") && existsSync(stamp) && readFileSync(stamp, "utf8") === source;

if (!argv.includes("--if-stale") || !fresh()) {
  const folder = `.cache/build-${pid}`;
  mkdirSync(folder, { recursive: true });
  const failed = await Promise.all([
    tsc("--outDir", `${folder}/esm`),
    tsc("--outDir", `${folder}/cjs`, "--module", "commonjs", "--emitDeclarationOnly"),
  ]);
  if (failed.some(Boolean)) {
    rmSync(folder, { recursive: true });
    exit(1);
  }
  await Promise.all([bundleCommand(`${folder}/cli`), bundleGroups(folder), bundleTools(`${folder}/tools`)]);
  writeFileSync(`${folder}/cjs/package.json`, '{ "type": "commonjs" }\n');
  plainTypedArrays(folder);
  const old = `.cache/old-${pid}`;
  if (existsSync("dist")) renameSync("dist", old);
  renameSync(folder, "dist");
  writeFileSync(stamp, source);
  rmSync(old, { recursive: true, force: true });
}
