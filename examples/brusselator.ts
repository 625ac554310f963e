// Two substances that react and spread on a periodic square of N by N cells (Prigogine's Brusselator): Newton's method for its
// steady state, and implicit steps in time, both with a sparse Jacobian that is prepared once.

import { add, mul, roll, stack, sub, tensor, type Tensor } from "dualtensor";
import { prepareJacobian } from "dualtensor/sparse";
import { indent, scientific, table } from "./report.js";

const A = 1.5,
  B = 1,
  SPREAD = 0.1;

/** The rates (2, N, N) of the concentrations u and v. */
export function rates(x: Tensor): Tensor {
  const u = x.at(0),
    v = x.at(1),
    h = 1 / u.length;
  const spread = (w: Tensor): Tensor =>
    add(roll(w, 1, 0), roll(w, -1, 0))
      .add(roll(w, 1, 1))
      .add(roll(w, -1, 1))
      .sub(mul(w, 4))
      .mul(SPREAD / (h * h));
  const reaction = u.mul(u).mul(v);
  return stack([
    spread(u)
      .add(reaction)
      .sub(u.mul(A + 1))
      .add(B),
    spread(v).add(u.mul(A)).sub(reaction),
  ]);
}
/** Without differences in space: u = B, v = A / B. */
export const steady = [B, A / B];

/** A wave on top of the steady state. */
export function wave(N: number, height: number): Tensor {
  return tensor(
    steady.map((c, k) =>
      Array.from({ length: N }, (_, i) =>
        Array.from({ length: N }, (_, j) => c + height * Math.sin((2 * Math.PI * (i + (k + 1) * j)) / N)),
      ),
    ),
  );
}

/** Newton's steps for F(x) = 0 from `start`: the residuals, and where they lead. */
export function newton(
  F: (x: Tensor) => Tensor,
  start: Tensor,
  J = prepareJacobian(F, start),
): { x: Tensor; residuals: number[] } {
  const residuals: number[] = [];
  let x = start;
  for (;;) {
    const value = F(x).data,
      residual = value.reduce((m, r) => Math.max(m, Math.abs(r)), 0);
    if (residuals.length > 0 && residual >= residuals[residuals.length - 1]) return { x, residuals };
    residuals.push(residual);
    x = sub(x, J.at(x.data).solve(value).reshape(x.shape));
  }
}

/** One step of Euler's implicit method: y with y - dt F(y) = x. */
export const implicitStep = (x: Tensor, dt: number): Tensor =>
  newton((y) => sub(sub(y, mul(rates(y), dt)), x), x).x;

/** To time 1 in so many steps. */
export function evolve(start: Tensor, steps: number): Tensor {
  let x = start;
  for (let k = 0; k < steps; k++) x = implicitStep(x, 1 / steps);
  return x;
}

export function report(): string {
  const start = wave(12, 0.2),
    { residuals } = newton(rates, start),
    J = prepareJacobian(rates, start).pattern;
  return [
    `Brusselator: steady state on 12 by 12 cells, ${J.nnz} of ${J.shape[0] ** 2} entries`,
    indent(table([["step", "largest rate"], ...residuals.map((r, k) => [String(k), scientific(r, 1)])])),
  ].join("\n");
}
