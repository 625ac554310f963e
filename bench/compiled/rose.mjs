// Rosenbrock's gradient beside npm rose 0.4.10 (S. Estep and others), which compiles reverse mode to WebAssembly.

import { rosenbrock, start } from "./functions.mjs";
import { dualtensor, errorOf } from "./index.mjs";

const load = async () => {
  try {
    return await import("rose");
  } catch {
    return null;
  }
};
/** @param {any} rose @param {number} n */
const gradient = async (rose, n) => {
  const { Real, Vec, add, compile, fn, mul, sub, vjp } = rose;
  const vector = Vec(n, Real);
  const f = fn([vector], Real, (/** @type {any} */ x) => {
    let sum = 0;
    for (let i = 0; i + 1 < n; i++) {
      const a = sub(x[i + 1], mul(x[i], x[i]));
      const b = sub(1, x[i]);
      sum = add(sum, add(mul(100, mul(a, a)), mul(b, b)));
    }
    return sum;
  });
  return compile(fn([vector], vector, (/** @type {any} */ v) => vjp(f)(v).grad(1)));
};

export const gates = async () => {
  const [d, rose] = [await dualtensor(), await load()];
  const all = [];
  for (const n of [10, 100, 1000]) {
    const x = start(n);
    const out = new Float64Array(n);
    const f = rosenbrock(d);
    const compiled = d.jit((/** @type {any} */ v) => d.grad(f, v));
    compiled(d.tensor(x));
    const theirs = rose && (await gradient(rose, n));
    const given = [...x];
    all.push({
      gate: `Rosenbrock's gradient, n = ${n}, against rose`,
      must: 1,
      aim: 0.3,
      ours: () => compiled.numbers(x, out),
      reference: theirs && (() => theirs(given)),
      error: () => errorOf(out, theirs(given)),
    });
  }
  return all;
};
