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
console.log(`# The collection of Moré, Garbow and Hillstrom

Sums of squares at the end from the standard starts, in parentheses the steps that were tried; \`not:\` where a method says that it did
not converge. Written by \`node scripts/run.mjs bench/collection.ts > docs/collection.md\`; \`spec/optimize/collection.spec.ts\` asks each
entry against the published values (J. J. Moré, B. S. Garbow, K. E. Hillstrom, ACM Transactions on Mathematical Software 7 (1981) 17-41).
A square system in which Newton's method runs into a minimum of the residuals is "no root"; that minimum is one of the paper's.
`);
console.log(
  [head, head.map(() => "---"), ...problems.map(row)].map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
);
