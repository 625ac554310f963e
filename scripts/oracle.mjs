// Compares the build with a folder of cases recorded from PyTorch: `npm run oracle -- <folder> [--report file]`. Prints per
// file what passed, departed by intention, failed, has two ways to one derivative that differ, is unsupported or belongs to
// another suite; ends with 1 on any failure or contradiction.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { argv, exit } from "node:process";
import { parseArgs } from "node:util";
import { judge } from "./oracle/judge.mjs";
import { Elsewhere, Unsupported } from "./oracle/names.mjs";

const { values, positionals } = parseArgs({
  args: argv.slice(2),
  options: { report: { type: "string" } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error("npm run oracle -- <folder or files> [--report file]");
  exit(2);
}
const files = positionals.flatMap((p) =>
  p.endsWith(".json")
    ? [resolve(p)]
    : readdirSync(p)
        .filter((name) => name.endsWith(".json"))
        .map((name) => join(resolve(p), name)),
);

/** One case: what it came to, and why. */
function run(c) {
  try {
    const { miss, worst, departures, contradiction } = judge(c);
    if (miss) return { status: "failed", why: miss, worst };
    if (contradiction) return { status: "contradicted", why: contradiction, worst };
    if (departures.size === 0) return { status: "passed", worst };
    return { status: "departed", why: [...new Set([...departures].map((d) => d.reason))].join("; "), worst };
  } catch (error) {
    if (error instanceof Elsewhere) return { status: "elsewhere", why: error.operation };
    if (error instanceof Unsupported) return { status: "unsupported", why: error.operation };
    return { status: "failed", why: String(error.message ?? error) };
  }
}

const STATES = ["passed", "departed", "failed", "contradicted", "unsupported", "elsewhere"];
const report = [];
const total = Object.fromEntries(STATES.map((s) => [s, 0]));
const line = (name, counts, worst) =>
  console.log(
    name.padEnd(20) +
      STATES.map((s) => String(counts[s]).padStart(s.length + 2)).join("") +
      (worst === undefined ? "" : `  ${worst.share.toExponential(1).padStart(10)}  ${worst.id}`),
  );
console.log(
  "file".padEnd(20) + STATES.map((s) => `  ${s}`).join("") + "  worst error, of what its tolerance allows",
);
for (const file of files) {
  const { meta, cases } = JSON.parse(readFileSync(file, "utf8"));
  const counts = Object.fromEntries(STATES.map((s) => [s, 0]));
  let worst = { share: 0, id: "" };
  for (const c of cases) {
    const result = run(c);
    counts[result.status]++;
    total[result.status]++;
    if (result.worst > worst.share) worst = { share: result.worst, id: c.id };
    report.push({ file: meta?.file, id: c.id, expression: c.torch_expr ?? c.op ?? c.rule, ...result });
  }
  line(meta?.file ?? file, counts, worst);
}
line("total", total);

const listed = (status) => report.filter((r) => r.status === status);
for (const status of ["failed", "contradicted"])
  for (const r of listed(status))
    console.log(`\n${status.toUpperCase()} ${r.id}  ${r.expression}\n    ${r.why}`);
for (const status of ["unsupported", "elsewhere", "departed"]) {
  const by = new Map();
  for (const { why } of listed(status)) by.set(why, (by.get(why) ?? 0) + 1);
  if (by.size > 0)
    console.log(`\n${status}:\n${[...by].sort().map(([why, n]) => `  ${n} x ${why}`).join("\n")}`); // prettier-ignore
}
if (values.report !== undefined)
  writeFileSync(values.report, JSON.stringify({ total, cases: report }, null, 2));
exit(total.failed + total.contradicted > 0 ? 1 : 0);
