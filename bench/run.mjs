// npm run bench: every task in fresh processes, one after the other; writes docs/performance.md and bench/results.json.
//
//   npm run bench -- --only mul3,rosen --processes 1    a quick look at the tasks that begin so; writes nothing
//
//   npm run bench -- --gates                            what compiled programs have to reach (compiled/run.mjs)
//
// Each process times all rows of one task in alternation (process.mjs). A ratio is the median over the rounds of a
// process, then the median over processes; the spread is the least and the greatest process.

import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { argv, env, exit, version } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { allocations } from "./allocation.mjs";
import { median } from "./measure.mjs";
import { between, page } from "./report.mjs";
import { tasks } from "./tasks/index.mjs";
import { findPython } from "./torch.mjs";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

if (argv.includes("--gates")) await import("./compiled/run.mjs");

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    only: { type: "string", default: "" },
    processes: { type: "string", default: "5" },
    "no-torch": { type: "boolean", default: false },
  },
});
const processes = Number(values.processes);
const wanted = values.only.split(",").filter(Boolean);
const chosen = tasks.filter(
  ({ name }) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)),
);
if (chosen.length === 0 || !(processes >= 1)) {
  console.error(
    `--only takes beginnings of: ${tasks.map(({ name }) => name).join(" ")}\n--processes takes a count`,
  );
  exit(1);
}

/**
 * @typedef {{ median: number, low: number, high: number }} Spread
 * @typedef {{ ns: Spread, ratio: Spread | null, afterOthers: Spread | null }} Row
 * @typedef {{ name: string, title: string, rows: Record<string, Row>, missing: Record<string, string>, wrong: string[] }} Result
 */

const spreadOf = (/** @type {number[]} */ values) =>
  values.length === 0 || values.some((value) => !Number.isFinite(value))
    ? null
    : { median: median(values), low: Math.min(...values), high: Math.max(...values) };

const python = values["no-torch"] ? undefined : findPython();

/** @type {(task: string) => Promise<any>} */
const inFreshProcess = (task) =>
  new Promise((resolve, reject) => {
    const child = fork(here("process.mjs"), [task], {
      env: { ...env, BENCH_TORCH_PYTHON: python ?? "" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.once("message", resolve);
    child.once("exit", (code) =>
      reject(new Error(`the process of ${task} ended with ${code} and no report`)),
    );
  });

/** @type {Result[]} */
const results = [];
/** @type {Record<string, string>} */
const versions = {};
/** @type {number[]} */
const gflops = [];
for (const { name, title } of chosen) {
  /** @type {any[]} */
  const reports = [];
  for (let i = 0; i < processes; i++) reports.push(await inFreshProcess(name));
  const [first] = reports;
  /** @type {Result} */
  const result = { name, title, rows: {}, missing: first.missing, wrong: first.wrong };
  for (const row of Object.keys(first.rows)) {
    const of = (/** @type {string} */ key) => reports.map((report) => report.rows[row]?.[key] ?? NaN);
    const ns = spreadOf(of("ns"));
    if (ns) result.rows[row] = { ns, ratio: spreadOf(of("ratio")), afterOthers: spreadOf(of("afterOthers")) };
  }
  for (const report of reports) {
    Object.assign(versions, report.versions);
    if (report.gflops) gflops.push(report.gflops);
  }
  results.push(result);
  console.log(between([result]));
}

const whole = wanted.length === 0;
const facts = {
  date: new Date().toISOString().slice(0, 10),
  node: version,
  processes,
  versions,
  torchGflops: gflops.length > 0 ? median(gflops) : null,
  results,
  allocations: whole ? await allocations() : [],
};
const report = page(facts);
console.log(report.gates);
if (whole && processes >= 5) {
  writeFileSync(here("results.json"), `${JSON.stringify(facts, null, 2)}\n`);
  const path = here("../docs/performance.md");
  const [begin, end] = ["<!-- bench: begin -->", "<!-- bench: end -->"];
  const [before, rest] = readFileSync(path, "utf8").split(begin);
  const filled = `${before}${begin}\n\n${report.text}\n${end}${rest.split(end)[1]}`;
  const { format, resolveConfig } = await import("prettier");
  writeFileSync(path, await format(filled, { ...(await resolveConfig(path)), filepath: path }));
  console.log("wrote docs/performance.md and bench/results.json");
}
const wrong = results.flatMap((result) => result.wrong.filter((row) => /^(dualtensor|hand)/.test(row)));
if (wrong.length > 0) {
  console.error(`wrong results, not timed:\n${wrong.join("\n")}`);
  exit(1);
}
