// Which of many starts leads to the least sum: a search from each, by whoever runs the executor's shards. The one that is found is
// searched from once more where its result is wanted: numbers of one process, whoever looked.
import { shardFailed } from "../errors.js";
import { belongs, blocksOf, checked, jobName, type JobOptions, type Task } from "./job.js";
import { SEARCHED, type Search } from "./search.js";
import { blockOf, commonNumbers, flatNumbers, travelling } from "./travelling.js";
import type { Tensor } from "../core/tensor.js";

/**
 * `model(columns, b)` is a record of value and Jacobian for all rows, `columns` its first argument, `data` the response and perhaps
 * weights. The number of the start, the first one that is as good as any.
 */
export async function bestOf(
  fn: string,
  model: (columns: Tensor[], b: Tensor) => { value: Tensor; jacobian: Tensor },
  columns: readonly Tensor[],
  data: readonly Tensor[],
  starts: readonly Tensor[],
  search: Search,
  options: JobOptions,
): Promise<number> {
  const given = checked(fn, options),
    travels = travelling(fn, model, [columns, starts[0]], `${fn} without --workers and --nats`),
    shared = commonNumbers(flatNumbers([...columns, ...data])),
    // A search takes some ten steps.
    block = blockOf(travels.operations * 20, SEARCHED, given.block),
    job = jobName(),
    found = new Float64Array(starts.length * SEARCHED);
  function* tasks(): Generator<Task<number>> {
    for (let start = 0, id = 0; start < starts.length; start += block, id++) {
      const own = starts.slice(start, start + block),
        here = id,
        first = start;
      yield {
        name: `starts ${first} to ${first + own.length - 1}`,
        items: own.length,
        shard: () => ({
          id: here,
          job,
          count: own.length,
          program: travels.common,
          shared,
          own: flatNumbers(own),
          search,
        }),
        take(a) {
          belongs(a, here, job, own.length * SEARCHED);
          if (a.missed.length > 0)
            throw shardFailed(fn, `start ${first}`, 1, "it was not searched from", {
              part: `start ${first}`,
            });
          found.set(a.numbers, first * SEARCHED);
          return { blocks: [here], more: [] };
        },
      };
    }
  }
  for await (const _ of blocksOf(fn, tasks(), starts.length, given));
  let best = 0;
  const at = (i: number): [boolean, number] => [found[2 * i] === 1, found[2 * i + 1]];
  for (let i = 1; i < starts.length; i++) {
    const [holds, sum] = at(i),
      [held, least] = at(best);
    if ((holds && !held) || (holds === held && sum < least)) best = i;
  }
  return best;
}
