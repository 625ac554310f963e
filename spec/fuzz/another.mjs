// In another process: programs that were saved give the same bits on both tiers. `node spec/fuzz/another.mjs FILE.json` prints
// those that do not, and ends with 1 if there are any.

import { Buffer } from "node:buffer";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { argv, exit, pid } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));
const bundle = `${root}/.cache/another-${pid}.mjs`;
mkdirSync(`${root}/.cache`, { recursive: true });
await build({
  entryPoints: [`${root}/lib/index.ts`],
  bundle: true,
  packages: "external",
  platform: "node",
  format: "esm",
  outfile: bundle,
  logLevel: "error",
});
const { configure, loadProgram } = await import(pathToFileURL(bundle).href);
rmSync(bundle);

let failed = 0;
for (const { bytes, x, want, report } of JSON.parse(readFileSync(argv[2], "utf8"))) {
  for (const codegen of [false, true]) {
    configure({ codegen });
    const got = loadProgram(Uint8Array.from(Buffer.from(bytes, "base64"))).numbers(
      Float64Array.from(x, Number),
    );
    if (Array.from(got, (v) => (Object.is(v, -0) ? "-0" : String(v))).join() === want.join()) continue;
    console.log(
      `${codegen ? "as WebAssembly" : "interpreted"}: ${got.join()}, not ${want.join()}\n${report}`,
    );
    failed++;
  }
}
exit(failed > 0 ? 1 : 0);
