// Bytes that one operation on three elements leaves behind: heap and array buffers together, the median over calls,
// so that one during which something is collected does not count. Run by itself it prints them; it needs --expose-gc and a young generation
// that is large enough, so `allocations` starts it in a process of its own.

import { execFileSync } from "node:child_process";
import { argv, execPath, memoryUsage } from "node:process";
import { fileURLToPath } from "node:url";
import { libraries } from "./libraries.mjs";
import { median } from "./measure.mjs";

const file = fileURLToPath(import.meta.url);

/** @typedef {{ what: string, bytes: number }} Allocation */

/** @returns {Promise<Allocation[]>} */
export const allocations = async () => {
  const flags = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];
  try {
    return JSON.parse(
      execFileSync(execPath, [...flags, file], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }),
    );
  } catch {
    return [];
  }
};

const used = () => {
  const { heapUsed, external } = memoryUsage();
  return heapUsed + external;
};

const measure = async () => {
  const d = await libraries[0].load();
  const [x, c, v] = [
    [1, 2, 3],
    [0.99, 1.01, 0.98],
    [1, 0, 0],
  ].map((data) => d.tensor(data));
  const steps = 100;
  const f = (/** @type {any} */ y) => {
    for (let i = 0; i < steps; i++) y = d.add(d.mul(y, c), c);
    return y;
  };
  const perOperation = (/** @type {() => unknown} */ call) => {
    for (let i = 0; i < 3000; i++) call();
    /** @type {any} */ (globalThis).gc();
    const left = Array.from({ length: 51 }, () => {
      const before = used();
      call();
      return used() - before;
    });
    return Math.round(median(left) / (2 * steps));
  };
  return [
    { what: "mul or add, nothing watched", bytes: perOperation(() => f(x)) },
    { what: "mul or add under jvp", bytes: perOperation(() => d.jvp(f, x, v)) },
    { what: "mul or add under jacobian (three tangents)", bytes: perOperation(() => d.jacobian(f, x)) },
    {
      what: "mul or add under grad",
      bytes: perOperation(() => d.grad((/** @type {any} */ y) => d.sum(f(y)), x)),
    },
  ];
};

if (argv[1] === file) console.log(JSON.stringify(await measure()));
