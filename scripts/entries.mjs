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
  "torch/func",
  "optimize",
  "sparse",
  "operators",
  "dual",
  "transform",
  "plot",
  "distributed",
];

/** What tools load, in one form each: lib/tools. */
export const tools = {
  "./register": { types: "./dist/tools/register.d.ts", default: "./dist/tools/register.js" },
  "./unplugin": { types: "./dist/tools/unplugin.d.ts", default: "./dist/tools/unplugin.js" },
  "./jest": { types: "./dist/tools/jest.d.cts", default: "./dist/tools/jest.cjs" },
};

const target = (build, name, extension) => ({
  types: `./dist/${build === "node" && extension === "js" ? "cjs" : "esm"}/${name}.d.ts`,
  default: `./dist/${build}/${name}.${extension}`,
});

/**
 * The `exports` of package.json. Bundlers name "module" and take files that shake; Node takes groups that load fast, the same
 * objects by import and by require; what names neither (browsers' import maps, require elsewhere) gets the one of its kind.
 */
export const exportsMap = Object.fromEntries([
  ...entries.map((name) => [
    name === "index" ? "." : `./${name}`,
    {
      module: target("esm", name, "js"),
      node: { import: target("node", name, "mjs"), require: target("node", name, "js") },
      import: target("esm", name, "js"),
      require: target("node", name, "js"),
    },
  ]),
  ...Object.entries(tools),
  ["./package.json", "./package.json"],
]);

if (argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL("../package.json", import.meta.url);
  const manifest = { ...JSON.parse(readFileSync(file, "utf8")), exports: exportsMap };
  writeFileSync(file, JSON.stringify(manifest, null, 2) + "\n");
}
