// What one call costs besides its program: twenty numbers in, twenty out, each the sum of two.

import { batchOf, alternate, median } from "../measure.mjs";
import { dualtensor } from "./index.mjs";

const effort = { batchMs: 1.5, warmMs: 150, rounds: 41 };

export const gates = async () => {
  const d = await dualtensor();
  const compiled = d.jit((/** @type {any} */ x) => d.add(x, 1));
  const x = Float64Array.from({ length: 20 }, (_, i) => i);
  const t = d.tensor(x);
  const out = new Float64Array(20);
  compiled(t);
  const ns = async (/** @type {() => unknown} */ call) =>
    median((await alternate({ call: batchOf(call) }, effort)).call);
  return [
    {
      gate: "one call of 40 numbers, through numbers",
      unit: " ns",
      must: 150,
      aim: 60,
      measure: () => ns(() => compiled.numbers(x, out)),
    },
    { gate: "the same with tensors", unit: " ns", must: 450, aim: 250, measure: () => ns(() => compiled(t)) },
  ];
};
