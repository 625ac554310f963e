// One task in one fresh process: checks every row against the closed form, then times them in alternation.
// Started by run.mjs; by hand, `node --cpu-prof bench/process.mjs mul3 --library` runs dualtensor's rows alone.

import { argv, env } from "node:process";
import { libraries, torchLibrary } from "./libraries.mjs";
import { alternate, batchOf, median, ratio, thorough } from "./measure.mjs";
import { tasks } from "./tasks/index.mjs";
import { startTorch } from "./torch.mjs";

/**
 * The numbers of a result: a number, an array of any depth, or a tensor.
 * @param {any} result
 * @returns {ArrayLike<number>}
 */
const numbersOf = (result) => {
  if (typeof result === "number") return [result];
  if (ArrayBuffer.isView(result)) return /** @type {any} */ (result);
  if (typeof result.toArray === "function") result = result.toArray();
  return Array.isArray(result) ? result.flat(Infinity) : [result];
};

/**
 * The largest error relative to the largest entry expected.
 * @param {ArrayLike<number>} got
 * @param {ArrayLike<number>} want
 */
const errorOf = (got, want) => {
  if (got.length !== want.length) return Infinity;
  let scale = 0;
  let worst = 0;
  for (let i = 0; i < want.length; i++) {
    scale = Math.max(scale, Math.abs(want[i]));
    const error = Math.abs(got[i] - want[i]);
    if (!(error <= worst)) worst = error;
  }
  return worst / scale;
};

const firstLine = (/** @type {unknown} */ error) =>
  String(error instanceof Error ? error.message : error).split("\n")[0];

/** Everything one process finds out about one task. */
const newReport = (/** @type {string} */ task) => ({
  task,
  node: process.version,
  /** @type {Record<string, string>} */
  versions: {},
  /** @type {Record<string, string>} why a library or a row is missing */
  missing: {},
  /** @type {string[]} rows that do not agree with the closed form */
  wrong: [],
  /** @type {number | undefined} */
  gflops: undefined,
  /** @type {Record<string, { ns: number, ratio: number | null, afterOthers?: number }>} */
  rows: {},
});

/**
 * @param {string} name
 * @param {{ python?: string, only?: boolean, effort?: import("./measure.mjs").Effort }} options
 */
async function measure(name, { python, only = false, effort = thorough }) {
  const task = tasks.find((each) => each.name === name);
  if (!task) throw new Error(`no task "${name}"`);
  const report = newReport(name);
  /** @type {Record<string, import("./measure.mjs").Batch>} */
  const batches = {};

  const admit = (/** @type {string} */ row, /** @type {any} */ result, /** @type {number} */ tolerance) => {
    const error = errorOf(result, task.expected(row));
    if (error <= tolerance) return true;
    report.wrong.push(`${row}: off by ${error.toExponential(1)}, allowed ${tolerance.toExponential(0)}`);
    return false;
  };
  const addRows = (/** @type {Record<string, () => unknown>} */ rows, /** @type {number} */ tolerance) => {
    for (const [row, call] of Object.entries(rows)) {
      try {
        if (admit(row, numbersOf(call()), tolerance)) batches[row] = batchOf(call);
      } catch (error) {
        report.missing[row] = firstLine(error);
      }
    }
  };

  /** @type {any} */
  let dualtensor;
  for (const { name: library, load, version, tolerance } of libraries) {
    const make = task[library];
    if (!make || (only && library !== "dualtensor")) continue;
    try {
      const loaded = await load();
      if (library === "dualtensor") dualtensor = loaded;
      report.versions[library] = version();
      addRows(make(loaded), tolerance);
    } catch (error) {
      report.missing[library] = firstLine(error);
    }
  }
  if (!only) addRows(task.hand(), libraries[0].tolerance);
  const torch = python && !only ? await startTorch(python, task.torch, task.inputs) : undefined;
  if (!torch && !only) report.missing.torch = "not found";
  if (torch) {
    report.versions.torch = torch.version;
    report.gflops = torch.gflops;
    Object.assign(report.missing, torch.failed);
    for (const [row, result] of Object.entries(torch.results)) {
      if (admit(row, result, torchLibrary.tolerance)) batches[row] = torch.batchOf(row);
    }
  }

  const times = await alternate(batches, effort);
  torch?.stop();
  const reference = times.dualtensor;
  const perCall = (/** @type {number[]} */ ns) => median(ns) / (task.operations ?? 1);
  for (const [row, ns] of Object.entries(times)) {
    report.rows[row] = { ns: perCall(ns), ratio: reference ? ratio(ns, reference) : null };
  }
  if (reference && !only) await measureAfterOthers();
  return report;

  /** The same rows once the compiler has seen the other tasks, as it has in an application that does many things. */
  async function measureAfterOthers() {
    for (const other of tasks) {
      if (other === task) continue;
      for (const call of Object.values(other.dualtensor(dualtensor))) {
        try {
          const end = Date.now() + 60;
          while (Date.now() < end) call();
        } catch {
          // reported by that task's own process
        }
      }
    }
    const own = Object.fromEntries(Object.entries(batches).filter(([row]) => /^(dualtensor|hand)/.test(row)));
    for (const [row, ns] of Object.entries(await alternate(own, effort)))
      report.rows[row].afterOthers = perCall(ns);
  }
}

const [name, ...flags] = argv.slice(2);
const report = await measure(name, {
  python: env.BENCH_TORCH_PYTHON,
  only: flags.includes("--library"),
  effort: { ...thorough, rounds: Number(env.BENCH_ROUNDS ?? thorough.rounds) },
});
if (process.send) process.send(report);
else console.log(JSON.stringify(report, null, 2));
