// What a page pays that calls a function once: the first Jacobian of a function of some 500 operations in a process that has
// computed nothing yet, beside the first value of the same function, which a process of its own measures; and compiling it.

import { execFileSync } from "node:child_process";
import { argv, execPath } from "node:process";
import { fileURLToPath } from "node:url";
import { median } from "../measure.mjs";
import { rosenbrock, start } from "./functions.mjs";
import { dualtensor } from "./index.mjs";

const file = fileURLToPath(import.meta.url);
const n = 51;

/** Milliseconds in this process. @param {string} what */
const once = async (what) => {
  const d = await dualtensor();
  const x = d.tensor(start(n));
  const f = rosenbrock(d);
  if (what === "value") {
    const from = performance.now();
    f(x).item();
    return performance.now() - from;
  }
  const compiled = d.jit((/** @type {any} */ v) => d.jacobian(f, v));
  const from = performance.now();
  compiled(x);
  const first = performance.now() - from;
  if (what === "first") return first;
  compiled(x);
  return performance.now() - from;
};
if (argv[1] === file) console.log(await once(argv[2]));

const cold = (/** @type {string} */ what) =>
  Number(execFileSync(execPath, [file, what], { encoding: "utf8" }));
/** @param {string} what */
const against = (what) => median(Array.from({ length: 7 }, () => cold(what) / cold("value")));

export const gates = () => [
  {
    gate: "first Jacobian of 500 operations, against the first value",
    must: 3.5,
    aim: 2,
    measure: () => against("first"),
  },
  { gate: "the same, and compiled", must: 12, aim: 6, measure: () => against("compiled") },
];
