// Packs the package as it would be published and has it judged by publint (is package.json right for every tool?)
// and by "are the types wrong?" (do the declarations say what each module system gets?).

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chdir, exit } from "node:process";
import { fileURLToPath } from "node:url";

chdir(fileURLToPath(new URL("..", import.meta.url)));

const run = (command, ...options) =>
  spawnSync(command, options, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], shell: false });

const folder = mkdtempSync(join(tmpdir(), "dualtensor-"));
const packed = run("npm", "pack", "--json", "--silent", "--pack-destination", folder);
const [{ filename, size, unpackedSize, entryCount }] = JSON.parse(
  packed.stdout.slice(packed.stdout.indexOf("[")),
);
const tarball = join(folder, filename);

const judges = [
  run("node_modules/.bin/publint", "run", tarball, "--strict"),
  // What Node's loader and bundlers import is an ES module alone.
  run(
    "node_modules/.bin/attw",
    ...[tarball, "--profile", "node16", "--no-emoji", "--exclude-entrypoints", "register", "unplugin"],
  ),
];
rmSync(folder, { recursive: true });

for (const { stdout } of judges) console.log(stdout.trim());
console.log(`${filename}: ${entryCount} files, ${size} bytes packed, ${unpackedSize} unpacked`);
exit(judges.some(({ status }) => status !== 0) ? 1 : 0);
