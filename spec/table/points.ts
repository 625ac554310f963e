// Points where a formula of a derivative meets 0 · Infinity on its way and the convention says what comes out
// (docs/conventions.md; spec/conventions.spec.ts has all of them): the Jacobians are written out.
import { jvp } from "../../lib/transform/directional.js";
import { jacobian } from "../../lib/transform/jacobian.js";
import { tensor } from "../../lib/ops/tensors/create.js";
import { add, mul } from "../../lib/core/ring.js";
import type { Complex } from "../../lib/ops/complex/complex.js";
import { complex, real } from "../../lib/ops/complex/faces.js";
import type { Tensor } from "../../lib/core/tensor.js";
import { same } from "../contract/subject.js";
import type { Call } from "./checks.js";
import type { Numbers } from "./entry.js";

export interface Point {
  readonly at: Numbers;
  /** What stands behind the first argument. */
  readonly rest?: readonly unknown[];
  /** How the function is called where that does not say it: f(x) as it is differentiated. */
  readonly by?: (f: Call, x: Tensor) => Tensor;
  readonly jacobian: Numbers;
  /** The second and third derivatives of a function that goes element by element. */
  readonly second?: readonly number[];
  readonly third?: readonly number[];
  /** There is no second derivative: all of it is NaN, in every nesting. */
  readonly once?: true;
  /** All second derivatives, in every nesting. */
  readonly hessian?: Numbers;
}
const diagonal = (...d: number[]): number[][] => d.map((v, i) => d.map((_, j) => (i === j ? v : 0)));

// prettier-ignore
export const points: Readonly<Record<string, readonly Point[]>> = {
  // x sigmoid(x) is x and 0 in its tails, where x times the slope of the sigmoid is Infinity times 0.
  silu: [{ at: [Infinity, -Infinity], jacobian: diagonal(1, 0) }],
  "nn.gelu": [{ at: [Infinity, -Infinity], jacobian: diagonal(1, 0) }],
  "nn.mish": [{ at: [Infinity, -Infinity], jacobian: diagonal(1, 0) }],
  // An entry of -Infinity weighs nothing in the sums that it begins, where the logarithms' difference is NaN.
  logcumsumexp: [{ at: [-Infinity, -Infinity, 1], rest: [0], jacobian: diagonal(0, 0, 1) }],
  // |x| ** (p - 1) is infinite at 0 for p < 1, and its sign there is 0.
  norm: [{ at: [0, 1], rest: [0.5], jacobian: [0, 1] }],
  pow: [
    { at: [0, 2], rest: [0], jacobian: diagonal(0, 0) },
    { at: [0, 2], rest: [1], jacobian: diagonal(1, 1) },
    { at: [0, 2], rest: [3], jacobian: diagonal(0, 12) },
    { at: [0, 4], rest: [0.5], jacobian: diagonal(Infinity, 0.25) },
  ],
  sqrt: [{ at: [0, 4], jacobian: diagonal(Infinity, 0.25) }],
  // Ai'' is x Ai, which is Infinity times 0 in the tail.
  "special.airyAi": [{ at: [Infinity], jacobian: [[0]], second: [0] }],
  log: [
    { at: [0, 2], jacobian: diagonal(Infinity, 0.5) },
    // The modulus of a complex number has overflowed, and with it vanish its slopes, as those of a real one.
    { at: [Infinity, 1], by: (f, x) => real(f(complex(x.at(0), x.at(1))) as Complex), jacobian: [NaN, NaN], once: true },
  ],
  // What is NaN stays so to every order, and a function in pieces has no piece there.
  "nn.leakyRelu": [{ at: [NaN, 2, -2], jacobian: diagonal(NaN, 1, 0.01), second: [NaN, 0, 0], third: [NaN, 0, 0] }],
  // Below 1 there is no zeta(s, q), although there is one at s + 1, of which the slope is made.
  "special.zeta": [
    { at: [-0.5, 0.5], rest: [2], jacobian: diagonal(NaN, NaN), second: [NaN, NaN] },
    { at: [2, 3], by: (f, q) => f([-0.5, 0.5], q) as Tensor, jacobian: diagonal(NaN, NaN) },
  ],
  // No probability has no loss.
  "nn.binaryCrossEntropy": [{ at: [-0.5, 1.5], rest: [[0.5, 0.5], { reduction: "none" }], jacobian: diagonal(NaN, NaN) }],
  // Of equal values there are no eigenvectors, neither along what keeps the trace.
  "linalg.eigh": [{
    at: 0,
    by: (f, t) => (f(add([[1, 0], [0, 1]], mul([[1, 0], [0, -1]], t))) as { eigenvectors: Tensor }).eigenvectors,
    jacobian: [[NaN, NaN], [NaN, NaN]],
  }],
  // Equal values are moved by what stands on the diagonal in their own basis, and turn with any other direction.
  "linalg.eigvalsh": [
    { at: [[1, 0], [0, 1]], jacobian: [[[1, 0], [0, 0]], [[0, 0], [0, 1]]], once: true },
    // Only the symmetric part of a matrix is read: with the other one nothing moves, to every order.
    { at: 0, by: (f, t) => f(add([[1, 0], [0, 1]], mul([[0, 1], [-1, 0]], t))) as Tensor, jacobian: [0, 0], hessian: [0, 0] },
  ],
  // The largest and the smallest of equal values are both their mean.
  "linalg.cond": [
    { at: [[1, 0], [0, 1]], jacobian: [[0, 0], [0, 0]], once: true },
    { at: [[1, 0], [0, 1]], rest: [-2], jacobian: [[0, 0], [0, 0]], once: true },
  ],
  // Golub and Pereyra's formula by hand, for Y = A = diag(1, 0): d Y00 = -d A00, d Y01 = d A10, d Y10 = d A01, d Y11 = 0.
  "linalg.pinv": [{
    at: [[1, 0], [0, 0]],
    jacobian: [[[[-1, 0], [0, 0]], [[0, 0], [1, 0]]], [[[0, 1], [0, 0]], [[0, 0], [0, 0]]]],
    once: true,
  }, {
    // The terms of deficient rank overflow for 2^-540, which has full rank and the slope -2^1080, beside a matrix that has not.
    at: [0],
    by: (f, t) => mul(f(add([[[2 ** -540]], [[0]]], mul([[[2 ** -640]], [[0]]], t))) as Tensor, 2 ** -400),
    jacobian: [[[[-(2 ** 40)]]], [[[0]]]],
  }],
  // x1 divides by 0: nothing is left of derivatives in what is read, and x0 has x1.
  "linalg.solveTriangular": [
    { at: [[1, 2], [0, 0]], rest: [[1, 1], { upper: true }], jacobian: [[[NaN, NaN], [0, NaN]], [[NaN, NaN], [0, NaN]]] },
    // Of a right-hand side of zeros nothing is divided. Columns and matrices stand for themselves.
    { at: [[1, 2], [0, 0]], rest: [[0, 0], { upper: true }], jacobian: [[[0, 0], [0, 0]], [[0, 0], [0, 0]]] },
    { at: [[1, 2], [0, 4]], rest: [[1, 4], { upper: true }], jacobian: [[[1, -1], [0, 0.5]], [[0, 0], [0, -0.25]]] },
    // What stands below the diagonal is not read, where x1 has no derivative either.
    {
      at: [0, 0],
      by: (f, t) => f(add([[1, 2], [0, 0]], mul([[1, 0], [0, 0]], t.at(0)).add(mul([[0, 0], [1, 0]], t.at(1)))), [1, 1], { upper: true }) as Tensor,
      jacobian: [[NaN, 0], [NaN, 0]],
      hessian: [[[NaN, 0], [0, 0]], [[NaN, 0], [0, 0]]],
    },
  ],
};

/** The Jacobian in both directions, to the bit. */
export function checkPoint(
  name: string,
  call: Call,
  { at, rest = [], by, jacobian: want, second, third, once, hessian }: Point,
): void {
  const f = (v: Tensor): Tensor => (by ? by(call, v) : (call(v, ...rest) as Tensor));
  for (const mode of ["forward", "reverse"] as const) {
    const first = (v: Tensor): Tensor => jacobian(f, v, { mode });
    for (const outer of once || hessian ? (["forward", "reverse"] as const) : []) {
      const bent = jacobian(first, tensor(at as number[]), { mode: outer });
      const due = hessian ? tensor(hessian) : mul(bent, NaN);
      same(`second derivatives of ${name}, ${outer} over ${mode}`, bent, due);
    }
    const got = first(tensor(at));
    same(`Jacobian of ${name} at ${JSON.stringify(at)}, ${mode}`, got, tensor(want));
    let slope = f;
    for (const further of [second, third]) {
      if (further === undefined) break;
      const straight = slope;
      slope = (v) => jvp(straight, v, further.map(() => 1)).tangent; // prettier-ignore
      const bent = jacobian(slope, tensor(at as number[]), { mode });
      same(`further derivatives of ${name}, ${mode}`, bent, tensor(diagonal(...further)));
    }
  }
}
