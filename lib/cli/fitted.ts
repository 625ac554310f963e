// What fit says: the parameters with their errors and intervals as text, JSON or CSV, and the rows of another table with what the
// fitted model gives for them.
import { vmap } from "../transform/vmap.js";
import { Plain, type Tensor } from "../core/tensor.js";
import type { Expression } from "../mathjs/expression.js";
import type { LeastSquares } from "../optimize/leastsquares.js";
import { indexesOf, Table } from "./csv.js";
import { textOf } from "./input.js";
import { toJSON } from "./output.js";

export function report(
  result: LeastSquares<Tensor>,
  parameters: readonly string[],
  count: number,
  level: number,
  format: string,
  covariance: boolean,
  shown: (v: number) => string,
): string {
  const { x, standardErrors, sumOfSquares, deviation, converged } =
      result as unknown as LeastSquares<Tensor> & { x: Tensor; standardErrors: Tensor },
    half = result.confidence(level).data,
    matrix = result.covariance.toArray<number[][]>();
  if (format === "json") {
    const named = (v: ArrayLike<number>) => Object.fromEntries(parameters.map((name, i) => [name, v[i]]));
    return toJSON({
      converged,
      reason: result.reason,
      iterations: result.iterations,
      parameters: named(x.data),
      standardErrors: named(standardErrors.data),
      confidence: Object.fromEntries(
        parameters.map((name, i) => [name, [x.data[i] - half[i], x.data[i] + half[i]]]),
      ),
      residualSumOfSquares: sumOfSquares,
      residualDeviation: deviation,
      degreesOfFreedom: result.degreesOfFreedom,
      rSquared: result.rSquared,
      rows: count,
      ...(covariance ? { covariance: matrix } : {}),
    });
  }
  const rows = parameters.map((name, i) => [
    name,
    ...[x.data[i], standardErrors.data[i], x.data[i] - half[i], x.data[i] + half[i]].map(shown),
    ...(covariance ? matrix[i].map(shown) : []),
  ]);
  if (format === "csv")
    return [
      ["parameter", "estimate", "standard error", "lower", "upper", ...(covariance ? parameters : [])],
      ...rows,
    ]
      .map((row) => `${row.join(",")}\n`)
      .join("");
  return (
    table([
      [
        "",
        "estimate",
        "standard error",
        `${level * 100} % from`,
        "to",
        ...(covariance ? parameters.map((n) => `cov ${n}`) : []),
      ],
      ...rows,
    ]) +
    "\n" +
    table([
      ["residual sum of squares", shown(sumOfSquares)],
      ["residual deviation", shown(deviation)],
      ["degrees of freedom", String(result.degreesOfFreedom)],
      ["R squared", shown(result.rSquared)],
      ["iterations", String(result.iterations)],
    ])
  );
}

/** A line for each row of another table: its inputs, the value, and with --bands where the model and an observation lie. */
export function predictions(
  result: LeastSquares<Tensor>,
  f: Expression,
  parameters: readonly string[],
  inputs: readonly string[],
  asked: { readonly predict?: string; readonly bands?: boolean },
  level: number,
  shown: (v: number) => string,
): string {
  const from = asked.predict!,
    other = new Table(textOf(from), from === "-" ? "stdin" : from),
    { columns, dropped } = other.numbers(indexesOf(other, inputs), true),
    count = columns[0]?.length ?? 0,
    tensors = columns.map((c) => new Plain([count], c)),
    p = parameters.length;
  if (dropped > 0) process.stderr.write(`${dropped} lines of ${other.file} without a number were left out\n`);
  const all = vmap((...v: Tensor[]) => f(...v), {
      inDims: [...parameters.map(() => null), ...tensors.map(() => 0)],
    }),
    band = result.predict((b: Tensor) => all(...Array.from({ length: p }, (_, i) => b.at(i)), ...tensors), {
      level,
    });
  const outs = [
    band.value,
    ...(asked.bands === true
      ? [band.confidence.lower, band.confidence.upper, band.prediction.lower, band.prediction.upper]
      : []),
  ];
  const head = [
    ...inputs,
    "value",
    ...(asked.bands === true
      ? ["confidence lower", "confidence upper", "prediction lower", "prediction upper"]
      : []),
  ];
  const lines = [`${head.join(",")}\n`];
  for (let i = 0; i < count; i++)
    lines.push(`${[...columns.map((c) => String(c[i])), ...outs.map((t) => shown(t.data[i]))].join(",")}\n`);
  return lines.join("");
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
