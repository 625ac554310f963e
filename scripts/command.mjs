// Bundles the command: `node scripts/command.mjs FOLDER`. main.js answers --help alone; the rest, with mathjs's parser
// and nothing else of mathjs, is a chunk that it loads when a subcommand runs. thread.js is what a worker starts as a thread.

import { build } from "esbuild";
import { chmodSync } from "node:fs";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

export async function bundleCommand(outdir) {
  await build({
    entryPoints: ["main", "thread"].map((name) =>
      fileURLToPath(new URL(`../lib/cli/${name}.ts`, import.meta.url)),
    ),
    outdir,
    bundle: true,
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: "node",
    format: "esm",
    target: "node20",
    legalComments: "eof",
    banner: { js: "#!/usr/bin/env node" },
    logLevel: "warning",
  });
  chmodSync(`${outdir}/main.js`, 0o755);
}

if (argv[1] === fileURLToPath(import.meta.url)) await bundleCommand(argv[2]);
