// fit: the parameters of a formula for the rows of a table, by least squares.
import { vmap } from "../transform/vmap.js";
import { badData, badUsage, didYouMean } from "../errors.js";
import type { Tensor } from "../core/tensor.js";
import { expression } from "../mathjs/expression.js";
import { tensor } from "../ops/tensors/create.js";
import { levenbergMarquardt } from "../optimize/levenberg.js";
import { readTable } from "./csv.js";
import { textOf } from "./input.js";
import { progress, send, toJSON } from "./output.js";

interface Asked {
  readonly data?: string;
  readonly y?: string;
  readonly start?: string;
  readonly "max-iterations"?: string;
  readonly json?: boolean;
}

function startOf(command: string, text: string | undefined): [string, number][] {
  if (text === undefined) throw badUsage(command, "--start b1=1,b2=0.5", "none");
  return text.split(",").map((part) => {
    const [name, v, more] = part.split("=").map((s) => s.trim());
    if (!name || !v || more !== undefined || !Number.isFinite(Number(v)))
      throw badUsage(command, "--start NAME=NUMBER,...", JSON.stringify(part));
    return [name, Number(v)];
  });
}

export function fit(command: string, formula: string, asked: Asked): number {
  const start = startOf(command, asked.start),
    parameters = start.map(([name]) => name),
    iterations = asked["max-iterations"] === undefined ? 1000 : Number(asked["max-iterations"]);
  if (!Number.isInteger(iterations) || iterations < 0)
    throw badUsage(command, "--max-iterations N", JSON.stringify(asked["max-iterations"]));
  if (asked.data === undefined) throw badUsage(command, "--data FILE.csv", "none");
  const file = asked.data === "-" ? "stdin" : asked.data,
    { names, rows } = readTable(textOf(asked.data), file);
  if (names === null) throw badData(`${file}:1`, "a head with the names of the columns", "numbers");
  const y = asked.y ?? names[names.length - 1];
  if (!names.includes(y))
    throw badData(`${file}:1`, `the column ${y} of --y`, names.join(", "), didYouMean(y, names));
  const hidden = parameters.find((name) => names.includes(name));
  if (hidden !== undefined) throw badUsage(command, "parameters that are no columns", hidden);

  // The formula speaks of one row: vmap runs it for all of them.
  const inputs = names.filter((name) => name !== y),
    f = expression(formula, [...parameters, ...inputs]),
    column = (name: string): Tensor => tensor(rows.map((row) => row[names.indexOf(name)])),
    columns = inputs.map(column),
    response = column(y),
    p = parameters.length;
  if (rows.length < p) throw badData(file, `at least ${p} rows, one for each parameter`, String(rows.length));
  const all = vmap((...v: Tensor[]) => f(...v), {
    inDims: [...parameters.map(() => null), ...columns.map(() => 0)],
  });
  const result = levenbergMarquardt(
    (b) => all(...parameters.map((_, i) => b.at(i)), ...columns).sub(response),
    start.map(([, v]) => v),
    {
      maxIterations: iterations,
      onStep: ({ iteration, sumOfSquares }) =>
        progress(`iteration ${iteration}  sum of squares ${sumOfSquares.toPrecision(6)}`),
    },
  );
  progress("");
  const { x, standardErrors, sumOfSquares, deviation, converged } = result;
  if (asked.json === true) {
    const named = (t: Tensor) => Object.fromEntries(parameters.map((name, i) => [name, t.data[i]]));
    send(
      toJSON({
        converged,
        iterations: result.iterations,
        parameters: named(x),
        standardErrors: named(standardErrors),
        residualSumOfSquares: sumOfSquares,
        residualDeviation: deviation,
        degreesOfFreedom: rows.length - p,
      }),
    );
  } else {
    const digits = (v: number): string => String(Number(v.toPrecision(11)));
    send(
      table([
        ["", "estimate", "standard error"],
        ...parameters.map((name, i) => [name, digits(x.data[i]), digits(standardErrors.data[i])]),
      ]) +
        "\n" +
        table([
          ["residual sum of squares", digits(sumOfSquares)],
          ["residual deviation", digits(deviation)],
          ["degrees of freedom", String(rows.length - p)],
          ["iterations", String(result.iterations)],
        ]),
    );
  }
  if (!converged) process.stderr.write(`${command}: not converged after ${iterations} iterations\n`);
  return converged ? 0 : 1;
}

function table(lines: readonly (readonly string[])[]): string {
  const width = lines[0].map((_, j) => Math.max(...lines.map((line) => line[j].length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, j) => cell.padEnd(width[j]))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}
