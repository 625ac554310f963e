// The pictures of docs/: each "![...](pictures/name.svg)" shows the constant `picture` of the block before it, and one shows the speed. `npm run pictures` writes
// them; with --check it compares, and ends with 1 where one is not what its lines make.

import { transformSync } from "esbuild";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { speed } from "./speed.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "docs/pictures");
const cache = join(root, ".cache/pictures");
mkdirSync(folder, { recursive: true });
mkdirSync(cache, { recursive: true });

const stale = [];
let count = 0;
/** Writes a picture, or notes that it is not what stands there. */
function made(page, name, picture) {
  const target = join(folder, `${name}.svg`);
  count++;
  if (!argv.includes("--check")) writeFileSync(target, picture);
  else if (!existsSync(target) || readFileSync(target, "utf8") !== picture)
    stale.push(`${page}: ${name}.svg`);
}
made("performance.md", "speed", await speed(root));
for (const page of readdirSync(join(root, "docs")).filter((name) => name.endsWith(".md"))) {
  const text = readFileSync(join(root, "docs", page), "utf8");
  const shown = /```ts\n((?:(?!```)[^])*)```\n\n!\[[^\]]*\]\(pictures\/([\w-]+)\.svg\)/g;
  for (const [, block, name] of text.matchAll(shown)) {
    const file = join(cache, `${name}.mjs`);
    writeFileSync(file, transformSync(`${block}\nexport { picture };`, { loader: "ts", format: "esm" }).code);
    const { picture } = await import(pathToFileURL(file).href);
    made(page, name, picture);
  }
}
if (stale.length > 0) {
  console.error(`stale: ${stale.join(", ")}: npm run pictures`);
  exit(1);
}
console.log(`docs/pictures: ${count} pictures`);
