// One group of gates in one fresh process: results are checked before anything is timed, then each gate's function and its
// reference take turns in short batches.

import { argv } from "node:process";
import { alternate, batchOf, median, ratio } from "../measure.mjs";

const effort = { batchMs: 1.5, rounds: 41 };

/**
 * @typedef {object} Gate
 * @property {string} gate
 * @property {number} must           the ratio that passes
 * @property {number} aim
 * @property {number} [warmMs]       longer where the engine takes long to compile a long function well
 * @property {string} [unit]         " ns" where it is no ratio
 * @property {() => unknown} [ours]
 * @property {(() => unknown) | null} [reference]       JavaScript to compare with
 * @property {import("../measure.mjs").Batch | null} [native]   or C++
 * @property {() => number} [error]  of ours against the reference, relative
 * @property {() => number | Promise<number>} [measure]   instead of a ratio of two batches
 * @property {string} [absent]    why there is no reference
 */

const group = argv[2];
/** @type {{ gates: () => Promise<Gate[]> | Gate[], end?: () => void }} */
const { gates, end } = await import(`./${group}.mjs`);
/** @type {import("./run.mjs").Row[]} */
const rows = [];
for (const {
  gate,
  must,
  aim,
  unit = "",
  ours,
  reference,
  native,
  error,
  measure,
  absent = "",
  warmMs = 150,
} of await gates()) {
  /** @type {import("./run.mjs").Row} */
  const row = { gate, must, aim, unit, ratio: null, why: "", absent };
  rows.push(row);
  try {
    if (measure) row.ratio = await measure();
    else if (ours && (reference || native)) {
      ours();
      if (reference) reference();
      else await native?.(1);
      const off = error ? error() : 0;
      if (!(off <= 1e-6)) throw new Error(`wrong by ${off}`);
      const other = reference ? batchOf(reference) : /** @type {import("../measure.mjs").Batch} */ (native);
      const times = await alternate({ ours: batchOf(ours), other }, { ...effort, warmMs });
      // A slow row takes part in the first rounds only.
      const rounds = Math.min(times.ours.length, times.other.length);
      row.ratio = ratio(times.ours.slice(0, rounds), times.other);
      if (argv.includes("--times"))
        console.log(gate, median(times.ours).toFixed(0), median(times.other).toFixed(0));
    }
  } catch (problem) {
    row.why = String(problem instanceof Error ? problem.message : problem).split("\n")[0];
  }
}
end?.();
if (process.send) process.send(rows);
else console.log(rows);
