// From docs/ and site/pages to .pages: links that leave the site become plain text or point to where the site has the thing, pictures come
// along, elementwise functions get their plot, and TypeDoc writes the API.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { plots } from "./plots.mjs";

const site = fileURLToPath(new URL("..", import.meta.url));
const root = join(site, "..");
const out = join(site, ".pages");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const under = (folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
const write = (name, text) => {
  mkdirSync(dirname(join(out, name)), { recursive: true });
  writeFileSync(join(out, name), text);
};

/** Where a page of docs stands on the site. README is the page of its folder. */
const placeOf = (name) => (name === "README.md" ? "contents.md" : name.replace(/README\.md$/, "index.md"));
const pages = new Map(under(join(root, "docs")).map((name) => [join("docs", name), placeOf(name)]));
for (const name of ["CONTRIBUTING.md", "CHANGELOG.md"]) pages.set(name, name.toLowerCase());
/** Links between pages follow them; links to source stay as words. */
const relinked = (text, from) =>
  text
    .split(/(^ *```[^]*?^ *```$|`[^`\n]*`)/m)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(/(!?)\[([^\]]*)\]\(([^)\s]+)\)/g, (all, picture, words, link) => {
            if (/^[a-z]+:|^#/.test(link) || picture) return all;
            const [path, anchor] = link.split("#");
            const target = relative(".", join(dirname(from), path));
            const page = pages.get(target) ?? pages.get(join(target, "README.md"));
            if (page === undefined) return words;
            const here = dirname(pages.get(from));
            return `[${words}](${relative(here, page) || page}${anchor === undefined ? "" : `#${anchor}`})`;
          }),
    )
    .join("");
/** Outside of code Vue would read what looks like its own: {{ }} and <tags>. */
const plain = (text) =>
  text
    .split(/(^ *```[^]*?^ *```$|^\$\$[^]*?^\$\$$)/m)
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part.replace(/<(?=[A-Za-z/])(?![^`\n]*`)/g, "&lt;").replaceAll("{{", "&#123;&#123;"),
    )
    .join("");

const drawn = await plots(join(out, "public/plots"));
for (const [source, name] of pages) {
  let text = plain(relinked(readFileSync(join(root, source), "utf8"), source));
  if (source.startsWith("docs/ops/"))
    text = text.replace(/^### (\w+)$/gm, (heading, own) =>
      drawn.has(own)
        ? `${heading}\n\n<img class="plot" src="/plots/${own}.svg" width="300" height="200" loading="lazy" alt="${own} and a tangent">`
        : heading,
    );
  write(name, text);
}
cpSync(join(root, "docs/pictures"), join(out, "pictures"), { recursive: true });
cpSync(join(site, "pages"), out, { recursive: true });

// The workers of the playground: files of the site, which its content policy lets run.
for (const name of ["worker", "kit", "lift", "fit", "ode"])
  await build({
    entryPoints: [join(site, "play", `${name}.mjs`)],
    outdir: join(out, "public/play"),
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    alias: Object.fromEntries(
      readdirSync(join(root, "dist/esm"))
        .filter((name) => name.endsWith(".js"))
        .map((name) => [
          name === "index.js" ? "dualtensor" : `dualtensor/${name.slice(0, -3)}`,
          join(root, "dist/esm", name),
        ])
        .sort(([a], [b]) => b.length - a.length),
    ),
  });
const kit = Object.keys(await import(pathToFileURL(join(root, "dist/esm/index.js"))));
write("public/play/names.js", `export default ${JSON.stringify(kit)};\n`);

// TypeDoc: a page for each entry.
const entries = [
  ...readdirSync(join(root, "lib")).filter((name) => name.endsWith(".ts") && name !== "errors.ts"),
  "torch/func.ts",
];
const api = join(out, "api");
execFileSync(
  process.execPath,
  [
    join(site, "node_modules/typedoc/bin/typedoc"),
    ...["--plugin", "typedoc-plugin-markdown", "--out", api, "--outputFileStrategy", "modules"],
    ...[
      "--tsconfig",
      join(root, "tsconfig.json"),
      "--readme",
      "none",
      "--name",
      "API",
      "--entryFileName",
      "index",
    ],
    ...[
      "--disableSources",
      "--hideBreadcrumbs",
      "--hidePageHeader",
      "--logLevel",
      "Error",
      "--skipErrorChecking",
    ],
    ...["--sanitizeComments", "--sort", "alphabetical", "--excludeInternal", "--excludePrivate"],
    ...entries.flatMap((name) => ["--entryPoints", join(root, "lib", name)]),
  ],
  { cwd: root, stdio: "inherit" },
);

// The sidebar: the groups of docs/README.md, then what the site adds.
const contents = readFileSync(join(root, "docs/README.md"), "utf8");
const groups = contents
  .split(/^(To .*):$/m)
  .slice(1)
  .reduce((list, part, i, all) => (i % 2 === 0 ? [...list, [part, all[i + 1]]] : list), []);
const linkOf = (path) => {
  const page = pages.get(relative(".", join("docs", path)));
  return page === undefined ? undefined : `/${page.replace(/(index)?\.md$/, "")}`;
};
const sidebar = groups.map(([text, list]) => ({
  text,
  items: [...list.matchAll(/^- \[([^\]]+)\]\(([^)#]+)\)/gm)]
    .map(([, words, path]) => ({ text: words, link: linkOf(path) }))
    .filter(({ link }) => link !== undefined),
}));
const families = [...pages].filter(([source]) => /^docs\/ops\/(?!README)/.test(source));
sidebar.push({
  text: "Operations",
  items: families.map(([source, page]) => ({
    text: readFileSync(join(root, source), "utf8").split("\n")[0].slice(2),
    link: `/${page.replace(/\.md$/, "")}`,
  })),
});
sidebar.unshift({
  text: "See it",
  items: [
    { text: "Playground", link: "/playground" },
    { text: "Fit your data", link: "/live/fit" },
    { text: "A sketch with constraints", link: "/live/sketch" },
    { text: "An arm of six joints", link: "/live/arm" },
    { text: "A stiff equation", link: "/live/ode" },
  ].filter(({ link }) => existsSync(join(out, `${link.slice(1)}.md`))),
});
write("sidebar.json", JSON.stringify(sidebar));
