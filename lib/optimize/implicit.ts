// Derivatives of solutions by the implicit function theorem. Where x solves F(x, θ) = 0 with θ watched from outside, one step
// x - J⁻¹ F(x, θ) with J the Jacobian in x as plain numbers has the value x and the right first derivative; each further such
// step has one order more (A. Griewank and A. Walther, Evaluating Derivatives, 2008, section 15.3). So nothing of the
// iterations is differentiated, and forward, reverse and their nestings need no rule.
import { sub } from "../core/ring.js";
import { Plain, type Tensor, type Watched } from "../core/tensor.js";
import { stopGradient } from "../ops/elementwise/stop.js";
import { solve } from "../ops/linalg/solve.js";
import { opened } from "../transform/nested.js";

/** How many engines watch a value, one within the other. */
export function watchers(t: Tensor): number {
  let n = 0;
  for (let v = t; v.level !== 0; n++) {
    const { primal } = v as Watched & { primal?: Tensor };
    if (primal === undefined) return n + 1;
    v = primal;
  }
  return n;
}

/** The same of all tensors in data. */
export function watchersOf(fn: string, v: unknown): number {
  const list: Tensor[] = [];
  opened(fn, v, list);
  return Math.max(0, ...list.map(watchers));
}

/** J⁻¹ b, by what is known of J. */
export type Inverse = (b: Tensor) => Tensor;
export const denseInverse = (J: Float64Array, n: number): Inverse => {
  const matrix = new Plain([n, n], J);
  return (b) => solve(matrix, b);
};

/** The solution x of shape [n], a root of F whose Jacobian there is J, with its derivatives to `orders`. */
export function withDerivatives(
  x: Float64Array,
  F: (x: Tensor) => Tensor,
  inverse: Inverse,
  orders: number,
): Tensor {
  let at: Tensor = new Plain([x.length], x.slice());
  for (let k = 0; k < orders; k++) {
    const step = inverse(F(at));
    // The numbers stay those that the solver found.
    at = sub(at, sub(step, stopGradient(step)));
  }
  return at;
}
