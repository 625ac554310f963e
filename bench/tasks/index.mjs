// All tasks, in the order of the report.

import backward from "./backward.mjs";
import chain from "./chain.mjs";
import gradient from "./gradient.mjs";
import mlp from "./mlp.mjs";
import mul from "./mul.mjs";
import product from "./product.mjs";
import rosenbrock from "./rosenbrock.mjs";
import solve from "./solve.mjs";
import tiny from "./tiny.mjs";

/**
 * @typedef {Record<string, () => unknown>} Rows
 * @typedef {object} Task
 * @property {string} name            what --only selects, by its beginning
 * @property {string} title
 * @property {string} torch           the program of torch_tasks.py
 * @property {Record<string, unknown>} inputs
 * @property {number} [operations]    times are divided by it
 * @property {(row: string) => ArrayLike<number>} expected  the closed form of a row's result
 * @property {() => Rows} hand        a derivative written by hand
 * @property {(library: any) => Rows} dualtensor
 * @property {(library: any) => Rows} [jax-js]
 * @property {(library: any) => Rows} [tfjs]
 * @property {(library: any) => Rows} [mathjs]
 */

/** @type {readonly Task[]} */
export const tasks = [
  ...mul,
  ...chain,
  ...mlp,
  ...rosenbrock,
  ...solve,
  ...product,
  ...gradient,
  ...tiny,
  ...backward,
];
