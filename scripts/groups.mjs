// Node's files: the modules of dist/esm in a few groups, as CommonJS, because loading 143 files costs seven times what the
// same code in one costs. An entry's .mjs re-exports its .js, so that import and require give the same objects: one library
// per process. Bundlers take dist/esm, where they can leave out what nobody uses.
//
//   core      what the root reaches
//   more      operations that only linalg, special, nn and fft reach
//   solvers, formulas, adapter, source, shards   the folders of dualtensor/optimize, /mathjs, /torch, /transform and /distributed

import { mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { build, transform } from "esbuild";
import { rollup } from "rollup";
import { entries } from "./entries.mjs";

const GROUPS = {
  torch: "adapter",
  mathjs: "formulas",
  optimize: "solvers",
  source: "source",
  distributed: "shards",
};

/** The group of a module (its path below dist/esm); entries stay files of their own. */
const groupOf = (path, inRoot) => {
  if (entries.includes(path.replace(/\.js$/, ""))) return undefined;
  return inRoot.has(path) ? "core" : (GROUPS[path.split("/")[0]] ?? "more");
};

/** Writes `${folder}/node` from `${folder}/esm`. */
export async function bundleGroups(folder) {
  const esm = resolve(folder, "esm"),
    below = (file) => relative(esm, resolve(file)).split(sep).join("/");
  const { metafile } = await build({
    entryPoints: [join(esm, "index.js")],
    bundle: true,
    format: "esm",
    write: false,
    metafile: true,
    logLevel: "warning",
  });
  const inRoot = new Set(Object.keys(metafile.inputs).map(below));
  const bundle = await rollup({
    input: Object.fromEntries(entries.map((name) => [name, join(esm, `${name}.js`)])),
    external: /^(mathjs|acorn$)/,
    onwarn(warning) {
      // The methods of a tensor and the rows that they call know each other: docs/decisions/09-core-cluster.md.
      if (warning.code !== "CIRCULAR_DEPENDENCY") throw new Error(warning.message);
    },
  });
  const { output } = await bundle.generate({
    format: "cjs",
    exports: "named",
    esModule: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    hoistTransitiveImports: false,
    manualChunks: (id) => groupOf(below(id), inRoot),
  });
  await bundle.close();
  const to = join(folder, "node");
  mkdirSync(to, { recursive: true });
  writeFileSync(join(to, "package.json"), '{ "type": "commonjs" }\n');
  for (const { fileName, code, isEntry, exports } of output) {
    // Comments cost a third of the time that reading takes; esbuild leaves names and lines as they are.
    mkdirSync(dirname(join(to, fileName)), { recursive: true });
    writeFileSync(join(to, fileName), (await transform(code, { target: "es2022" })).code);
    if (isEntry)
      writeFileSync(
        join(to, fileName.replace(/\.js$/, ".mjs")),
        `export {\n  ${exports.join(",\n  ")},\n} from "./${basename(fileName)}";\n`,
      );
  }
}
