// NIST's problems fitted by dualtensor/optimize from both starts, and how many digits of the certified values come out.

import { tensor, vmap, type Tensor } from "dualtensor";
import { expression } from "dualtensor/mathjs";
import { levenbergMarquardt, type Fit } from "dualtensor/optimize";
import { agreement, indent, scientific, table } from "../report.js";
import { problems, type Problem } from "./data.js";

/** The formula speaks of one row; vmap runs it for all. */
export function fit({ formula, parameters, rows }: Problem, start: readonly number[]): Fit {
  const f = expression(formula, [...parameters, "x"]),
    column = (from: number): Tensor => tensor(rows.filter((_, i) => i % 2 === from)),
    all = vmap((...v: Tensor[]) => f(...v), { inDims: [...parameters.map(() => null), 0] });
  return levenbergMarquardt(
    (b) => all(...parameters.map((_, i) => b.at(i)), column(1)).sub(column(0)),
    start,
  );
}

/** Of all certified values together: the fewest digits that agree. */
export function digits({ x, standardErrors, sumOfSquares }: Fit, { certified }: Problem): number {
  const found = [...x.data, ...standardErrors.data, sumOfSquares];
  const expected = [...certified.parameters, ...certified.deviations, certified.residualSumOfSquares];
  return Math.min(...found.map((v, i) => agreement(v, expected[i])));
}

export function report(): string {
  const lines = Object.entries(problems).flatMap(([name, problem]) =>
    problem.starts.map((start, i) => {
      const found = fit(problem, start);
      return [
        `${name}, start ${i + 1}`,
        scientific(found.sumOfSquares, 10),
        scientific(problem.certified.residualSumOfSquares, 10),
        digits(found, problem).toFixed(1),
        String(found.iterations),
      ];
    }),
  );
  return [
    "NIST's reference problems for nonlinear regression, by Levenberg and Marquardt",
    "",
    indent(table([["", "sum of squares", "certified", "digits of all", "iterations"], ...lines])),
  ].join("\n");
}
