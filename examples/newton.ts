// Newton's method on systems of equations: J step = -F(x), with J the generalised Jacobian, so that the unknown may have
// any shape. The number of right digits doubles at each step (the quadratic convergence of Kantorovich 1948).

import { jacobian, matmul, solve, stack, sub, tensor, type Tensor, type TensorLike } from "dualtensor";
import { indent, table } from "./report.js";

export interface Step {
  readonly x: Tensor;
  /** The largest |F(x)|. */
  readonly residual: number;
}

const largest = (t: Tensor): number => t.data.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** Newton's steps from `start` until they no longer shrink the residual; the last is the solution. */
export function newton(F: (x: Tensor) => Tensor, start: TensorLike): Step[] {
  const steps: Step[] = [];
  let x = tensor(start);
  for (;;) {
    const residual = largest(F(x));
    if (steps.length > 0 && residual >= steps[steps.length - 1].residual) return steps;
    steps.push({ x, residual });
    if (residual === 0) return steps;
    // J has the shape of F(x) followed by the shape of x: flattened, it is a square matrix.
    const J = jacobian(F, x).reshape(x.size, x.size);
    x = sub(x, solve(J, F(x).reshape(x.size)).reshape(x.shape));
  }
}

/** A system F(x) = 0 whose root is known. */
export interface System {
  readonly F: (x: Tensor) => Tensor;
  readonly start: TensorLike;
  readonly root: TensorLike;
}

/** A circle and a hyperbola, x² + y² = 5 and x y = 2: they meet at (2, 1). */
export const curves: System = {
  F: ([x, y]: Tensor): Tensor => stack([x.mul(x).add(y.mul(y)).sub(5), x.mul(y).sub(2)]),
  start: [3, 0.5],
  root: [2, 1],
};

const A = tensor([
  [33, 24],
  [48, 57],
]);
/** The square root of a matrix, X X = A: the unknown is a matrix, and the Jacobian has shape (2, 2, 2, 2). */
export const matrix: System = {
  F: (X: Tensor): Tensor => sub(matmul(X, X), A),
  start: [
    [4, 0],
    [0, 4],
  ],
  root: [
    [5, 2],
    [4, 7],
  ],
};

/** max |x - root| at each step. */
export const errors = (steps: readonly Step[], root: TensorLike): number[] =>
  steps.map(({ x }) => largest(sub(x, root)));

function convergence({ F, start, root }: System): string {
  const steps = newton(F, start);
  const error = errors(steps, root);
  const body = steps.map(({ residual }, k) => [
    String(k),
    residual.toExponential(1),
    error[k].toExponential(1),
    // A constant: |x - root| is multiplied by itself at each step.
    k > 0 && error[k] > 1e-14 ? (error[k] / error[k - 1] ** 2).toFixed(3) : "",
  ]);
  return table([["step", "|F(x)|", "|x - root|", "|x - root| / |before|²"], ...body]);
}

export function report(): string {
  return [
    "Newton's method: x - J⁻¹ F(x), the digits double at each step",
    "",
    "  x² + y² = 5, x y = 2, from (3, 0.5) to (2, 1)",
    "",
    indent(convergence(curves)),
    "",
    "  X X = [[33, 24], [48, 57]], from 4 I to [[5, 2], [4, 7]]",
    "",
    indent(convergence(matrix)),
  ].join("\n");
}
