// The table of docs/optimize.md: the problems of Moré, Garbow and Hillstrom by every method, beside the published sums of squares.
// `node scripts/run.mjs bench/collection.ts`
import { sum } from "dualtensor";
import { leastSquares, minimize, root } from "dualtensor/optimize";
import { problems, type Problem } from "../spec/optimize/collection.js";

const methods = ["newton", "bfgs", "lbfgs"] as const;
const shown = (value: number, iterations: number, converged: boolean): string =>
  `${converged ? "" : "not: "}${value === 0 ? "0" : value.toPrecision(6)} (${iterations})`;
const row = (p: Problem): string[] => {
  const start = [...p.start],
    squares = methods.map((method) => {
      const { value, iterations, converged } = minimize(
        (x) => {
          const r = p.residuals(x);
          return sum(r.mul(r));
        },
        start,
        { method },
      );
      return shown(value, iterations, converged);
    }),
    fit = leastSquares(p.residuals, start),
    zero = p.square ? root(p.residuals, start) : null;
  return [
    `${p.number} ${p.name}`,
    p.minima.join(", "),
    ...squares,
    shown(fit.sumOfSquares, fit.iterations, fit.converged),
    zero === null ? "" : `${zero.reason} (${zero.iterations})`,
  ];
};
const head = ["problem", "published", ...methods, "leastSquares", "root"];
console.log(
  [head, head.map(() => "---"), ...problems.map(row)].map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
);
