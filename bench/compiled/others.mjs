// Derivatives of tensor code beside @jax-js/jax (jit, on its wasm device) and PyTorch, each in the fastest of its ways, found by a
// short trial. PyTorch runs in a process of its own, as fast as its BLAS is: one below 20 GFlop/s is none to compare a matrix
// product with; where OpenBLAS does not know the processor it is told.

import { env } from "node:process";
import { libraries } from "../libraries.mjs";
import chains from "../tasks/chain.mjs";
import gradients from "../tasks/gradient.mjs";
import networks from "../tasks/mlp.mjs";
import { findPython, startTorch } from "../torch.mjs";
import { dualtensor, errorOf } from "./index.mjs";

/** A product of two 256 x 256 matrices, from which on a BLAS works. */
const leastGflops = 20;

const stencil = (/** @type {any} */ d) => (/** @type {any} */ x) =>
  d.add(d.mul(d.sin(x), d.square(d.roll(x, -1))), d.exp(d.neg(x)));
const network = (/** @type {any} */ d, /** @type {{ weights: number[][], biases: number[][] }} */ inputs) => {
  const n = inputs.biases[0].length;
  const layers = inputs.weights.map((w, l) => [d.tensor(w).reshape([n, n]), d.tensor(inputs.biases[l])]);
  return (/** @type {any} */ x) => layers.reduce((h, [w, b]) => d.tanh(d.add(d.matmul(w, h), b)), x);
};

const tasks = [
  {
    what: "Jacobian of sin(x_i) x_{i+1}² + exp(-x_i), n = 100",
    task: /** @type {any} */ (chains[0]),
    of: (/** @type {any} */ d) => (/** @type {any} */ x) => d.jacobian(stencil(d), x),
    torch: { must: 1, aim: 0.1 },
  },
  {
    what: "gradient of its sum, n = 10,000",
    task: /** @type {any} */ (gradients[0]),
    of: (/** @type {any} */ d) => (/** @type {any} */ x) =>
      d.grad((/** @type {any} */ v) => d.sum(stencil(d)(v)), x),
    torch: { must: 2, aim: 1 },
  },
  {
    what: "Jacobian of an MLP, 4 x 64",
    task: /** @type {any} */ (networks[0]),
    products: true,
    of: (/** @type {any} */ d, /** @type {any} */ inputs) => {
      const f = network(d, inputs);
      return (/** @type {any} */ x) => d.jacobian(f, x);
    },
    torch: { must: 1.75, aim: 1 },
  },
];

/** @type {(() => void)[]} */
const started = [];
export const end = () => started.forEach((stop) => stop());

/**
 * The fastest of some ways: what a few calls take at best.
 * @param {Record<string, import("../measure.mjs").Batch>} ways
 */
const fastest = async (ways) => {
  let [best, least] = [/** @type {import("../measure.mjs").Batch | null} */ (null), Infinity];
  for (const batch of Object.values(ways)) {
    await batch(3);
    for (let i = 0; i < 3; i++) {
      const ns = await batch(3);
      if (ns < least) [best, least] = [batch, ns];
    }
  }
  return best;
};

const loadJax = async () => {
  const own = libraries.find(({ name }) => name === "jax-js");
  try {
    return { jax: await own?.load(), absent: "" };
  } catch {
    return { jax: null, absent: `@jax-js/jax is not installed: ${own?.install}` };
  }
};

/** @param {any} task @param {boolean} products */
const torchFor = async (task, products) => {
  const python = findPython();
  if (!python)
    return { batch: null, absent: "no Python with torch: apt-get install python3-torch", theirs: null };
  let torch = await startTorch(python, task.torch, task.inputs);
  if (torch.gflops < leastGflops && !env.OPENBLAS_CORETYPE) {
    torch.stop();
    env.OPENBLAS_CORETYPE = "SKYLAKEX";
    torch = await startTorch(python, task.torch, task.inputs);
  }
  started.push(torch.stop);
  if (products && torch.gflops < leastGflops)
    return {
      batch: null,
      absent: `torch's matrix product runs at ${torch.gflops.toFixed(0)} GFlop/s, ${leastGflops} are asked: see OPENBLAS_CORETYPE`,
      theirs: null,
    };
  const rows = Object.keys(torch.results).filter((row) => !row.endsWith(" f"));
  const batch = await fastest(Object.fromEntries(rows.map((row) => [row, torch.batchOf(row)])));
  return { batch, absent: "", theirs: torch.results[rows[0]] };
};

export const gates = async () => {
  const d = await dualtensor();
  const { jax, absent } = await loadJax();
  const all = [];
  for (const { what, task, of, products = false, torch } of tasks) {
    const x = Float64Array.from(task.inputs.x);
    const compiled = d.jit(of(d, task.inputs));
    const out = new Float64Array(compiled(d.tensor(x)).data.length);
    const expected = task.expected("");
    const ours = () => compiled.numbers(x, out);
    const error = (/** @type {ArrayLike<number>} */ theirs) => () =>
      Math.max(errorOf(out, expected), errorOf(theirs, expected));
    const ways = jax ? Object.entries(task["jax-js"](jax)).filter(([row]) => !row.endsWith(" f")) : [];
    const batches = ways.map(([row, call]) => [row, timed(/** @type {() => unknown} */ (call))]);
    all.push({
      ...{ gate: `${what}, against jax-js`, must: 1, aim: 0.3, warmMs: 1000, ours, absent },
      native: await fastest(Object.fromEntries(batches)),
      error: error(jax ? /** @type {any} */ (ways[0][1])() : expected),
    });
    const other = await torchFor(task, products);
    all.push({
      ...{ gate: `${what}, against PyTorch`, ...torch, warmMs: 1000, ours, absent: other.absent },
      native: other.batch,
      error: error(other.theirs ?? expected),
    });
  }
  return all;
};

/** @param {() => unknown} call @returns {import("../measure.mjs").Batch} */
function timed(call) {
  return (reps) => {
    const start = process.hrtime.bigint();
    for (let i = 0; i < reps; i++) call();
    return Number(process.hrtime.bigint() - start);
  };
}
