// torch runs in a child process of its own and answers line by line, so that its batches alternate with the others'.

import { Buffer } from "node:buffer";
import { spawn, spawnSync } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("torch_tasks.py", import.meta.url));

/** One thread, as everything else here. */
const environment = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", MKL_NUM_THREADS: "1" };

/** The command of a Python that can import torch: $BENCH_PYTHON, or the first on the path, or the system's own. */
export const findPython = () =>
  [process.env.BENCH_PYTHON, "python3", "/usr/bin/python3"].find(
    (command) => command && spawnSync(command, ["-c", "import torch"], { stdio: "ignore" }).status === 0,
  );

/**
 * @param {string} python
 * @param {string} task      a program of torch_tasks.py
 * @param {object} inputs
 */
export async function startTorch(python, task, inputs) {
  const child = spawn(python, ["-W", "ignore", script], {
    stdio: ["pipe", "pipe", "inherit"],
    env: environment,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (/** @type {object} */ request) => {
    child.stdin.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`torch_tasks.py ended while it was asked for ${task}`);
    return JSON.parse(value);
  };
  const { version, gflops, rows, failed } = await ask({ task, inputs });
  return {
    version,
    gflops,
    failed,
    /** What each row computed, for the check. */
    results: Object.fromEntries(
      Object.entries(rows).map(([name, text]) => {
        const bytes = Buffer.from(text, "base64");
        return [
          name,
          new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
        ];
      }),
    ),
    /** @type {(row: string) => import("./measure.mjs").Batch} */
    batchOf: (row) => async (reps) => (await ask({ row, reps })).ns,
    stop: () => child.stdin.end(),
  };
}
