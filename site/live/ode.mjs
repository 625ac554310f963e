// A stiff equation and how its solution depends on a parameter: van der Pol's oscillator y'' = μ (1 - y²) y' - y, and ∂y/∂μ, by forward mode
// through the implicit solver. It runs in a worker: the page only draws.
import { jvp, mul, square, stack, sub } from "dualtensor";
import { odeint } from "dualtensor/optimize";

const oscillator = (t, y, mu) => {
  const [a, b] = [y.at(0), y.at(1)];
  return stack([b, sub(mul(mu, mul(sub(1, square(a)), b)), a)]);
};

/** y and ∂y/∂μ at so many times from 0 to `end`. */
export function solve(mu, end, points = 240) {
  const ts = Array.from({ length: points }, (_, i) => (end * i) / (points - 1));
  const began = performance.now();
  let steps = 0;
  const { value, tangent } = jvp(
    (m) => {
      const solution = odeint(oscillator, [2, 0], ts, { method: "radau", args: [m], rtol: 1e-5, atol: 1e-7 });
      if (!solution.converged) throw new Error(`Stopped: ${solution.advice}`);
      steps = solution.steps;
      return solution.y;
    },
    mu,
    1,
  );
  const column = (t) => Array.from({ length: points }, (_, i) => t.data[2 * i]);
  return { t: ts, y: column(value), slope: column(tangent), steps, took: performance.now() - began };
}
