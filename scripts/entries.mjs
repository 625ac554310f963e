// The entry points of the package, one line each: "dualtensor/<name>" is lib/<name>.ts, and "index" is the root.
// After a change run `npm run entries`, which writes the exports of package.json; spec/package.spec.ts checks
// that this list, lib/ and package.json agree.

import { readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

export const entries = [
  "index", //
  "linalg",
  "special",
  "nn",
  "fft",
  "mathjs",
  "torch",
  "solve",
];

const target = (build, name) => ({
  types: `./dist/${build}/${name}.d.ts`,
  default: `./dist/${build}/${name}.js`,
});

/** The `exports` of package.json: for each entry one file and its types under `import` and under `require`. */
export const exportsMap = Object.fromEntries([
  ...entries.map((name) => [
    name === "index" ? "." : `./${name}`,
    { import: target("esm", name), require: target("cjs", name) },
  ]),
  ["./package.json", "./package.json"],
]);

if (argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL("../package.json", import.meta.url);
  const manifest = { ...JSON.parse(readFileSync(file, "utf8")), exports: exportsMap };
  writeFileSync(file, JSON.stringify(manifest, null, 2) + "\n");
}
