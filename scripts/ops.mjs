// docs/ops/ from the tables: a page for each family, every public operation with its formula, derivative, domain, convention at
// kinks, accuracy and an example. `npm run ops` writes them and measures the accuracy; with --check it compares, and ends with 1
// where a page is stale (the accuracies are then taken from the pages: spec/accuracy.spec.ts holds their bounds).

import { build } from "esbuild";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parse } from "mathjs";
import { readSource } from "./ops/source.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "docs/ops");
const checking = argv.includes("--check");
const entries = ["index", "linalg", "special", "nn", "fft"];
const titles = ["dualtensor", ...entries.slice(1).map((name) => `dualtensor/${name}`)];
const load = (name) => import(pathToFileURL(join(root, "dist/esm", `${name}.js`)).href);
const modules = await Promise.all(entries.map(load));
const library = modules[0];

/** By name: the largest error in ulps of the value and of each order of derivative, up to the next power of two. */
async function measured() {
  if (checking && existsSync(target))
    return new Map(
      readdirSync(target).flatMap((name) =>
        [
          ...readFileSync(join(target, name), "utf8").matchAll(
            /^### (\w+)$(?:\n(?!###).*)*?\n- accuracy: ([\d./ ]+)$/gm,
          ),
        ].map(([, own, found]) => [own, found]),
      ),
    );
  const rule = join(root, ".cache/run/accuracy-tables.mjs");
  await build({
    entryPoints: [join(root, "spec/accuracy/tables.ts")],
    outfile: rule,
    format: "esm",
    logLevel: "warning",
  });
  const { evaluator, examine } = await import(pathToFileURL(rule).href);
  const folder = join(root, "spec/fixtures/accuracy");
  const found = new Map();
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
    const table = JSON.parse(readFileSync(join(folder, file), "utf8"));
    const fn = modules.map((m) => m[table.library?.name]).find((f) => typeof f === "function");
    const other = table.library.same !== undefined && table.library.name !== table.name;
    if (fn === undefined || other || found.has(table.library.name)) continue;
    const orders = [];
    for (const { order, share } of examine(table, evaluator(library, fn))) {
      const n = /^\d*$/.test(order) ? Number(order) : order.length;
      orders[n] = Math.max(orders[n] ?? 0, share);
    }
    found.set(table.library.name, orders.map((v) => Math.ceil(v * 20) / 20).join(" / "));
  }
  return found;
}

/** The lines of the table of kinks in docs/conventions.md, by the words of the point. */
const kinks = [
  ...readFileSync(join(root, "docs/conventions.md"), "utf8").matchAll(/^\| (.+?) +\| (.+?) +\|$/gm),
]
  .map(([, point, value]) => ({ point, value, words: new Set(point.match(/[A-Za-z]\w*/g) ?? []) }))
  .filter(({ point }) => !/^-+$|^point$/.test(point));
const interval = (d) => (Array.isArray(d) ? d.map(interval).join(", ") : d ? `[${d.lo}, ${d.hi}]` : "");
const linked = (text) => text.replace(/\{@link (\w+)\}/g, "`$1`");

/** What KaTeX sets: a formula as mathjs reads it; of what mathjs does not read, nothing. */
function typeset(formula) {
  try {
    return parse(formula).toTex({ parenthesis: "auto", implicit: "hide" }).replace(/\s+/g, " ").trim();
  } catch {
    return undefined;
  }
}
/** The derivative of a row as a displayed formula, where it states one in each argument. */
function displayed(name, derivative) {
  const parts = derivative
    .flatMap((text) => [...text.matchAll(/∂([xy]): `(.+?)`/g)])
    .map(([, x, formula]) => [x, typeset(formula)]);
  if (parts.length === 0 || parts.some(([, tex]) => tex === undefined)) return [];
  const lines = parts.map(([x, tex]) => `\\frac{\\partial\\,\\mathrm{${name}}}{\\partial ${x}} = ${tex}`);
  return [`$$\n${lines.join(",\\qquad ")}\n$$`];
}

const accuracy = await measured();
const source = readSource(entries);
const shown = new Set();
/** Rows of the table by room, file and entry. */
const rooms = JSON.parse(readFileSync(join(root, "scripts/ops/rooms.json"), "utf8"));
const roomOf = (file) => {
  const [[name] = []] = rooms
    .flatMap((room) => room.rooms.map((path) => [room.name, path]))
    .filter(([, path]) => file === `${path}.ts` || file.startsWith(`${path}/`))
    .sort(([, a], [, b]) => b.length - a.length);
  if (name === undefined) throw new Error(`${file} has no room in scripts/ops/rooms.json`);
  return name;
};
const tables = new Map(rooms.map(({ name }) => [name, new Map()]));
modules.forEach((module, i) => {
  const named = Object.entries(module).filter(([, fn]) => typeof fn === "function" && "signature" in fn);
  for (const [name, fn] of named.sort(([a], [b]) => a.localeCompare(b))) {
    const names = named.filter(([, other]) => other === fn).map(([own]) => own);
    // Under several names a function stands under that of its row.
    if (shown.has(fn) || (names.length > 1 && names.includes(fn.rule?.name) && fn.rule.name !== name))
      continue;
    shown.add(fn);
    const others = names.filter((own) => own !== name).map((own) => `\`${own}\``);
    const { file, text, example, derivative } = source[i].get(name);
    // Elementwise rows without a domain of their own are tried here, too.
    const domain = fn.rule?.domain ?? (fn.rule?.operands ? { lo: -2, hi: 2 } : fn.rule?.trials?.[0]?.domain);
    const kink = kinks.filter(({ words }) => words.has(name)).map(({ point, value }) => `${point}: ${value}`);
    const rate =
      derivative.length > 0 ? derivative.join("; ") : fn.rule?.flat ? "0" : "by the operations it is made of";
    const family = tables.get(roomOf(file));
    const heading = `${file.replace(/^.*\/|\.ts$/g, "")}${i === 0 ? "" : `, from \`${titles[i]}\``}`;
    if (!family.has(heading)) family.set(heading, []);
    const facts = [
      ["derivative", rate],
      ["tried on", interval(domain)],
      ["at kinks", kink.join("; ")],
      ["accuracy", accuracy.get(name) ?? ""],
      ["example", example.length > 0 ? `\`${example[0].trim().replace(" // => ", "` is `")}\`` : ""],
    ].filter(([, fact]) => fact !== "");
    family
      .get(heading)
      .push([
        name,
        [
          `### ${name}`,
          `\`${name}(${fn.signature})\``,
          linked(others.length > 0 ? `${text} Also ${others.join(", ")}.` : text),
          ...displayed(name, derivative),
          facts.map(([what, fact]) => `- ${what}: ${linked(fact)}`).join("\n"),
        ]
          .filter((part) => part !== "")
          .join("\n\n"),
      ]);
  }
});

const slug = (name) => `${name.toLowerCase().replaceAll(" ", "-")}.md`;
const written = [...tables].filter(([, family]) => family.size > 0);
const pages = new Map(
  written.map(([name, family]) => [
    slug(name),
    `# ${name[0].toUpperCase()}${name.slice(1)}

Made by \`npm run ops\` from the rows and their comments; [how to read it](README.md).

${[...family]
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([heading, list]) => [`## ${heading}`, ...list.map(([, text]) => text)].join("\n\n"))
  .join("\n\n")}
`,
  ]),
);
pages.set(
  "README.md",
  `# Operations

Every public operation, ${shown.size} of them. These pages are made by \`npm run ops\` from the rows and their comments; a test fails
when one is stale. Of each they say

- **derivative**: what the row states, in the syntax of formulas: x and y (or the names there) are the arguments, the last letter
  is the value. Of linear and bilinear rows the transpose: what a cotangent ȳ (z̄) of the value becomes.
- **tried on**: where the tests draw their numbers from. Values are defined wherever the formula is.
- **at kinks**: the lines of [conventions](../conventions.md) that name the function.
- **accuracy**: the largest error of the value / first / second / third derivative as a share of what is allowed (2, 4, 16 and 64 ulp,
  four times as much with several arguments, more next to zeros; [conventions](../conventions.md)), over the tables of \`spec/fixtures/accuracy\`.

${written
  .map(
    ([name, family]) =>
      `## ${name}\n\n${[...family.values()]
        .flat()
        .map(([own]) => own)
        .sort((a, b) => a.localeCompare(b))
        .map((own) => `[${own}](${slug(name)}#${own.toLowerCase()})`)
        .join(" ")}`,
  )
  .join("\n\n")}
`,
);

const lines = (list) => list.join(", ");
const found = existsSync(target) ? readdirSync(target) : [];
const surplus = found.filter((name) => !pages.has(name));
if (!checking) {
  mkdirSync(target, { recursive: true });
  for (const name of surplus) rmSync(join(target, name));
  for (const [name, page] of pages) writeFileSync(join(target, name), page);
} else {
  const stale = [...pages]
    .filter(([name, page]) => !found.includes(name) || readFileSync(join(target, name), "utf8") !== page)
    .map(([name]) => name);
  if (stale.length + surplus.length > 0) {
    console.error(`docs/ops is stale (${lines([...stale, ...surplus])}): npm run ops`);
    exit(1);
  }
}
console.log(`docs/ops: ${shown.size} operations on ${pages.size} pages`);
