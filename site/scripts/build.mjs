// The site from nothing, offline: pages, VitePress, inline scripts into files (the content policy allows no other), twins in Markdown, and
// llms.txt, the list of them.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeServiceWorker } from "./offline.mjs";

const site = fileURLToPath(new URL("..", import.meta.url));
process.chdir(site);
await import("./pages.mjs");
const { build } = await import("vitepress");
await build(site);

const dist = join(site, "dist");
const base = process.env.SITE_BASE ?? "/";
const below = (folder, end) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(end));
for (const name of below(dist, ".html")) {
  const file = join(dist, name);
  const html = readFileSync(file, "utf8").replace(
    /<script((?: [^>]*)?)>((?:(?!<\/script>)[^])+)<\/script>/g,
    (all, attributes, code) => {
      const own = `assets/inline-${createHash("sha256").update(code).digest("hex").slice(0, 10)}.js`;
      writeFileSync(join(dist, own), code);
      return `<script${attributes} src="${base}${own}"></script>`;
    },
  );
  writeFileSync(file, html);
}

const pages = below(".pages", ".md").sort();
const lines = [];
for (const name of pages) {
  const text = readFileSync(join(".pages", name), "utf8");
  mkdirSync(dirname(join(dist, name)), { recursive: true });
  cpSync(join(".pages", name), join(dist, name));
  const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
  const first = text
    .replace(/^---[^]*?^---$/m, "")
    .replace(/^# .*$/m, "")
    .trim()
    .split(/\n\s*\n/)[0];
  lines.push(`- [${title}](${base}${name}): ${first.replace(/\s+/g, " ").slice(0, 160)}`);
}
writeFileSync(
  join(dist, "llms.txt"),
  `# dualtensor\n\n> Forward-mode automatic differentiation for TypeScript: the derivative of a tensor by a tensor in one call.\n\n## Pages\n\n${lines.join("\n")}\n`,
);
const offline = writeServiceWorker(dist, base);
console.log(`site/dist: ${pages.length} pages, ${offline} files without a connection`);
