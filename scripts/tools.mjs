// Bundles what tools load: `node scripts/tools.mjs FOLDER`. Node's loader and the bundlers' plugin as modules, jest's transform as
// CommonJS, each with the transformation and without its parser.

import { build } from "esbuild";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

const CHOICE = 'import type { Choice } from "../esm/source/chosen.js";\n';
const types = {
  "register.d.ts": "export {};\n",
  "unplugin.d.ts":
    CHOICE +
    'export type { Choice } from "../esm/source/chosen.js";\n' +
    "/** A plugin of the bundler at hand, whose own type is not known here. */\n" +
    "type Made = (options?: Choice) => any;\n" +
    "export declare const vite: Made, rollup: Made, rolldown: Made, webpack: Made, rspack: Made, farm: Made, esbuild: Made;\n",
  "jest.d.cts":
    "/** Packages and files that are transformed whole, and the transform inside. */\n" +
    "export interface JestChoice {\n  readonly packages?: readonly string[];\n  readonly files?: readonly (string | RegExp)[];\n" +
    "  readonly transformer?: string | readonly [string, unknown];\n}\n" +
    "export declare function createTransformer(options?: JestChoice): {\n" +
    "  process(source: string, path: string, options: any): { code: string };\n" +
    "  getCacheKey(source: string, path: string, options: any): string;\n};\n",
};

export async function bundleTools(outdir) {
  const tool = (name) => fileURLToPath(new URL(`../lib/tools/${name}.ts`, import.meta.url));
  const common = {
    outdir,
    bundle: true,
    platform: "node",
    target: "node20",
    external: ["acorn", "unplugin"],
    logLevel: "warning",
  };
  await build({
    ...common,
    entryPoints: { register: tool("register"), hooks: tool("hooks"), unplugin: tool("bundlers") },
    format: "esm",
    splitting: true,
    chunkNames: "[name]-[hash]",
  });
  await build({
    ...common,
    entryPoints: { jest: tool("jest") },
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    // jest takes what says that it was a module for one with a default.
    footer: { js: "module.exports = { ...module.exports };" },
  });
  for (const [name, text] of Object.entries(types)) writeFileSync(join(outdir, name), text);
}

if (argv[1] === fileURLToPath(import.meta.url)) await bundleTools(argv[2]);
