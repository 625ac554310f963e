// Programs: written in Python in a file of cases, in TypeScript in spec/programs. The ports are bundled with "dualtensor"
// left as an import, which is the build, and found by a program's label and source.

import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Unsupported } from "./names.mjs";

const here = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const outfile = here(".cache/run/programs.mjs");
await build({
  entryPoints: [here("spec/programs/port.ts")],
  outfile,
  bundle: true,
  external: ["dualtensor", "dualtensor/*"],
  format: "esm",
  logLevel: "warning",
});
const { port } = await import(pathToFileURL(outfile).href);
const { programs } = JSON.parse(readFileSync(here("spec/fixtures/programs.json"), "utf8"));

/** The function of a list of inputs that a case's program is. */
export function program({ op, torch_src: source }) {
  const run = port(op, programs[op]?.source, source);
  if (typeof run === "string") throw new Unsupported(run);
  return (inputs) => run(...inputs);
}
