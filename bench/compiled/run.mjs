// npm run bench -- --gates: what compiled programs have to reach, as ratios to references in the same process.
//
//   npm run bench -- --gates --only sketch,rosen --processes 1    a quick look at the gates that begin so
//
// Each group of gates runs in fresh processes; a ratio is the median over the rounds of a process, then the median over the
// processes. Exit status 1 where a gate is missed; a gate without its reference is not decided.

import { fork } from "node:child_process";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "../measure.mjs";
import { groups } from "./index.mjs";

/** @typedef {{ gate: string, ratio: number | null, must: number, aim: number, unit: string, why: string, absent: string }} Row */

const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    gates: { type: "boolean" },
    only: { type: "string", default: "" },
    processes: { type: "string", default: "3" },
  },
});
const wanted = values.only.split(",").filter(Boolean);
const chosen = groups.filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)));
if (chosen.length === 0) {
  console.error(`--only takes beginnings of: ${groups.join(" ")}`);
  exit(1);
}

/** @type {(group: string) => Promise<Row[]>} */
const inFreshProcess = (group) =>
  new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL("process.mjs", import.meta.url)), [group], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    child.once("message", resolve);
    child.once("exit", (code) =>
      reject(new Error(`the process of ${group} ended with ${code} and no report`)),
    );
  });

const digits = (/** @type {number} */ x) => (x >= 100 ? x.toFixed(0) : x.toPrecision(2));
const line = (/** @type {string[]} */ [gate, ...cells]) =>
  `${gate.padEnd(70)} ${cells.map((cell) => cell.padStart(11)).join(" ")}`;

console.log(line(["gate", "ratio", "must", "aim", "pass"]));
let missed = 0;
for (const group of chosen) {
  /** @type {Row[][]} */
  const reports = [];
  for (let i = 0; i < Number(values.processes); i++) reports.push(await inFreshProcess(group));
  reports[0].forEach(({ gate, must, aim, unit, why, absent }, i) => {
    const ratios = reports.flatMap((rows) => rows[i].ratio ?? []);
    if (ratios.length === 0) {
      console.log(line([gate, "", `${must}${unit}`, `${aim}${unit}`, why ? "error" : "undecided"]));
      if (why || absent) console.log(`  ${why || absent}`);
      return;
    }
    const ratio = median(ratios);
    const pass = ratio <= must;
    if (!pass) missed++;
    console.log(
      line([gate, `${digits(ratio)}${unit}`, `${must}${unit}`, `${aim}${unit}`, pass ? "yes" : "NO"]),
    );
  });
}
console.log(missed === 0 ? "no gate is missed" : `${missed} gates are missed`);
exit(missed === 0 ? 0 : 1);
