// Rows of one task are timed in alternation: each round runs a batch of every row, and a ratio is always formed
// within a round, so that whatever slows the machine for a while slows both of its terms.

/** @typedef {(reps: number) => number | Promise<number>} Batch  runs a row reps times, resolves to nanoseconds */

/** @typedef {{ batchMs: number, warmMs: number, rounds: number }} Effort */

/** What a full measurement spends on one row of one process. */
export const thorough = { batchMs: 4, warmMs: 250, rounds: 15 };

/** A call slower than this takes part in the first rounds only. */
const slowNs = 1e8;
const slowRounds = 3;

/** Keeps the last result alive, so that no call can be optimised away. */
export const kept = { value: /** @type {unknown} */ (undefined) };

/**
 * @param {() => unknown} call
 * @returns {Batch}
 */
export const batchOf = (call) => (reps) => {
  const start = process.hrtime.bigint();
  for (let i = 0; i < reps; i++) kept.value = call();
  return Number(process.hrtime.bigint() - start);
};

/** @param {readonly number[]} values */
export const median = (values) => {
  const sorted = [...values].sort((p, q) => p - q);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/**
 * Runs the row until the compiler has seen enough of it, and finds how many calls fill a batch.
 * @param {Batch} batch
 * @param {Effort} effort
 */
const calibrate = async (batch, { batchMs, warmMs }) => {
  let reps = 1;
  let spent = await batch(1);
  let last = spent;
  while (spent < warmMs * 1e6 && last < slowNs) {
    if (last < batchMs * 1e6)
      reps = Math.min(reps * 8, Math.ceil((reps * batchMs * 1.1e6) / Math.max(last, 100)));
    last = await batch(reps);
    spent += last;
  }
  return Math.max(1, Math.round((reps * batchMs * 1e6) / last));
};

/**
 * Times rows in alternation, the first row of a round changing from round to round.
 * @param {Record<string, Batch>} rows
 * @param {Effort} effort
 * @returns {Promise<Record<string, number[]>>} nanoseconds per call, one figure a round
 */
export async function alternate(rows, effort) {
  const names = Object.keys(rows);
  /** @type {Record<string, number>} */
  const reps = {};
  /** @type {Record<string, number[]>} */
  const times = {};
  for (const name of names) {
    reps[name] = await calibrate(rows[name], effort);
    times[name] = [];
  }
  for (let round = 0; round < effort.rounds; round++) {
    for (let i = 0; i < names.length; i++) {
      const name = names[(i + round) % names.length];
      if (round >= slowRounds && times[name][0] > slowNs) continue;
      times[name].push((await rows[name](reps[name])) / reps[name]);
    }
  }
  return times;
}

/**
 * The median over rounds of one row's time divided by another's, over the rounds that both took part in.
 * @param {readonly number[]} times
 * @param {readonly number[]} reference
 */
export const ratio = (times, reference) =>
  median(times.slice(0, reference.length).map((time, round) => time / reference[round]));
