// A sketch of 500 points under 1000 constraints, solved anew while somebody drags its first point: a staircase of unit steps.
// Newton's method with a sparse Jacobian that is prepared once.

import { cat, sub, tensor, type Tensor } from "dualtensor";
import { scientific } from "./report.js";
import { newton } from "./brusselator.js";
import { prepareJacobian } from "dualtensor/sparse";

const N = 500;
const even = Array.from({ length: N - 1 }, (_, i) => i).filter((i) => i % 2 === 0),
  odd = even.map((i) => i + 1).filter((i) => i < N - 1);

/** What the constraints miss: unit lengths, level treads, plumb risers, and the first point where the hand is. x is (N, 2). */
export const missed =
  (hand: readonly number[]) =>
  (x: Tensor): Tensor => {
    const d = sub(x.at("1:"), x.at(":-1"));
    return cat([d.mul(d).sum(1).sub(1), d.at(even, 1), d.at(odd, 0), sub(x.at(0), hand)]);
  };
/** The staircase that starts at a point. */
export const stairs = ([x, y]: readonly number[]): Tensor =>
  tensor(Array.from({ length: N }, (_, i) => [x + Math.ceil(i / 2), y + Math.floor(i / 2)]));

/** The sketch after the hand has moved along a path. */
export function drag(path: readonly (readonly number[])[]): { x: Tensor; iterations: number } {
  let x = stairs([0, 0]).add(
      tensor(Array.from({ length: N }, (_, i) => [0.1 * Math.sin(i), 0.1 * Math.cos(i)])),
    ),
    iterations = 0;
  // The hand only shifts the residual: one structure and one program serve all frames.
  const J = prepareJacobian(missed([0, 0]), x);
  for (const hand of path) {
    const shift = sub(hand, x.at(0)),
      step = newton(missed(hand), x.add(shift), J);
    iterations += step.residuals.length;
    x = step.x;
  }
  return { x, iterations };
}

export function report(): string {
  const path = Array.from({ length: 6 }, (_, k) => [Math.sin(k / 2), Math.cos(k / 3)]),
    { x, iterations } = drag(path),
    off = sub(x, stairs(path[5])).data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return `Sketch: ${2 * N} constraints, 6 frames, ${iterations} residuals, at most ${scientific(off, 0)} off the staircase`;
}
