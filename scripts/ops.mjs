// docs/ops.md from the tables: every public operation with its formula, derivative, domain, convention at kinks, accuracy and
// an example. `npm run ops` writes it and measures the accuracy; with --check it compares, and ends with 1 if the page is stale
// (the accuracies are then taken from the page: spec/accuracy.spec.ts holds their bounds).

import { build } from "esbuild";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readSource } from "./ops/source.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "docs/ops.md");
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
      [...readFileSync(target, "utf8").matchAll(/^\| `(\w+)\(.*\| ([\d.]+(?: \/ [\d.]+)+) +\|.*$/gm)].map(
        ([, name, cell]) => [name, cell],
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
const cell = (text) => text.replaceAll("|", "\\|").replace(/\{@link (\w+)\}/g, "`$1`");

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
    const row = [
      `\`${name}(${fn.signature})\``,
      others.length > 0 ? `${text} Also ${others.join(", ")}.` : text,
      rate,
      interval(domain),
      kink.join("; "),
      accuracy.get(name) ?? "",
      example.length > 0 ? `\`${example[0].trim().replace(" // => ", "` is `")}\`` : "",
    ];
    const table = tables.get(roomOf(file));
    const heading = `${file.replace(/^.*\/|\.ts$/g, "")}${i === 0 ? "" : `, from \`${titles[i]}\``}`;
    if (!table.has(heading)) table.set(heading, []);
    table.get(heading).push(`| ${row.map(cell).join(" | ")} |`);
  }
});
const sections = [...tables]
  .filter(([, table]) => table.size > 0)
  .map(([name, table]) =>
    [
      `## ${name}`,
      ...[...table]
        .sort(([a], [b]) => a.localeCompare(b))
        .flatMap(([heading, rows]) => [
          `### ${heading}`,
          [
            "| function | gives | derivative | tried on | at kinks | accuracy | example |",
            "| --- | --- | --- | --- | --- | --- | --- |",
            ...rows,
          ].join("\n"),
        ]),
    ].join("\n\n"),
  );

const page = `# Operations

Every public operation, ${shown.size} of them. This page is made by \`npm run ops\` from the rows and their comments; a test fails
when it is stale.

- **derivative**: what the row states, in the syntax of formulas: x and y (or the names there) are the arguments, the last letter
  is the value. Of linear and bilinear rows the transpose: what a cotangent ȳ (z̄) of the value becomes.
- **tried on**: where the tests draw their numbers from. Values are defined wherever the formula is.
- **at kinks**: the lines of [conventions](conventions.md) that name the function.
- **accuracy**: the largest error of the value / first / second / third derivative as a share of what is allowed (2, 4, 16 and 64 ulp,
  four times as much with several arguments, more next to zeros; [conventions](conventions.md)), over the tables of \`spec/fixtures/accuracy\`.

${sections.join("\n\n")}
`;
if (!checking) writeFileSync(target, page);
else if (!existsSync(target) || readFileSync(target, "utf8") !== page) {
  console.error("docs/ops.md is stale: npm run ops");
  exit(1);
}
console.log(`docs/ops.md: ${shown.size} operations`);
