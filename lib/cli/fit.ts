// fit: the parameters of a formula for the rows of a table, by least squares, and what they predict for another. Long because what each
// option may be is said where it is read.
import { vmap } from "../transform/vmap.js";
import { valueAndJacobian } from "../transform/jacobian.js";
import { badData, badUsage, besideNames, didYouMean } from "../errors.js";
import { carriedBy } from "../compile/carried.js";
import type { Tensor } from "../core/tensor.js";
import { isTensor, Plain } from "../core/tensor.js";
import { expression, type Expression } from "../mathjs/expression.js";
import { tensor } from "../ops/tensors/create.js";
import type { Evaluate } from "../optimize/evaluation.js";
import { solved, type LeastSquares } from "../optimize/leastsquares.js";
import { indexesOf, Table } from "./csv.js";
import { predictions, report } from "./fitted.js";
import { textOf } from "./input.js";
import { fitPlot } from "../plot/fitted-curve.js";
import { progress, send } from "./output.js";
import { isParallel, type Workers } from "./parallel.js";
import { bestStart, finiteOnly, startsAround } from "./starts.js";

export interface Asked {
  readonly data?: string;
  readonly names?: string;
  readonly y?: string;
  readonly start?: readonly string[];
  readonly weights?: string;
  readonly sigma?: string;
  readonly lower?: readonly string[];
  readonly upper?: readonly string[];
  readonly fix?: readonly string[];
  readonly loss?: string;
  readonly starts?: string;
  readonly predict?: string;
  readonly bands?: boolean;
  readonly level?: string;
  readonly covariance?: boolean;
  readonly "max-iterations"?: string;
  readonly digits?: string;
  readonly format?: string;
  readonly json?: boolean;
  readonly out?: string;
  readonly plot?: string;
}

/** NAME=NUMBER,... of an option that may be said several times; later ones win. */
function assignments(command: string, option: string, texts: readonly string[] = []): Map<string, number> {
  const found = new Map<string, number>();
  for (const part of texts.flatMap((text) => text.split(",")).map((s) => s.trim())) {
    const [name, v, more] = part.split("=").map((s) => s.trim());
    if (!name || !v || more !== undefined || Number.isNaN(Number(v)))
      throw badUsage(command, `--${option} NAME=NUMBER,...`, JSON.stringify(part));
    found.set(name, Number(v));
  }
  return found;
}
function whole(command: string, option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const n = Number(text);
  if (!Number.isInteger(n) || n < least || text.trim() === "")
    throw badUsage(command, `--${option} a whole number from ${least}`, JSON.stringify(text));
  return n;
}

/** The formula for all rows of some columns: by its program, or as tensors. */
function evaluateRows(f: Expression, p: number, columns: readonly Float64Array[], count: number): Evaluate {
  const wrt = Array.from({ length: p }, (_, i) => i),
    program = carriedBy(f)?.rows({ columns: [...wrt.map(() => null), ...columns], count, wrt });
  if (program) {
    const model = (x: Float64Array): { r: Float64Array; J: Float64Array } => {
      program.run(x);
      return { r: program.values, J: program.jacobian };
    };
    return { value: (x) => model(x).r, model };
  }
  const tensors = columns.map((c) => new Plain([count], c)),
    all = vmap((...v: Tensor[]) => f(...v), { inDims: [...wrt.map(() => null), ...columns.map(() => 0)] }),
    g = (b: Tensor): Tensor => all(...wrt.map((i) => b.at(i)), ...tensors);
  return {
    value: (x) => g(tensor(x)).data,
    model: (x) => {
      const { value, jacobian } = valueAndJacobian(g, tensor(x));
      return { r: value.data, J: jacobian.data };
    },
  };
}

export function fit(command: string, formula: string, asked: Asked & Workers): number | Promise<number> {
  const start = assignments(command, "start", asked.start);
  if (start.size === 0) throw badUsage(command, "--start b1=1,b2=0.5", "none");
  if (asked.data === undefined) throw badUsage(command, "--data FILE.csv", "none");
  const format = asked.format ?? (asked.json === true ? "json" : "text");
  if (!["text", "json", "csv"].includes(format))
    throw badUsage(command, "--format text, json, csv", JSON.stringify(format));
  const parameters = [...start.keys()],
    p = parameters.length,
    digits = whole(command, "digits", asked.digits, 1),
    maxIterations = whole(command, "max-iterations", asked["max-iterations"], 0) ?? 1000,
    many = whole(command, "starts", asked.starts, 1) ?? 1,
    level = asked.level === undefined ? 0.95 : Number(asked.level);
  if (!(level > 0 && level < 1))
    throw badUsage(command, "--level a number between 0 and 1", JSON.stringify(asked.level));
  if (asked.weights !== undefined && asked.sigma !== undefined)
    throw badUsage(command, "--weights or --sigma", "both");

  const file = asked.data === "-" ? "stdin" : asked.data,
    table = new Table(
      textOf(asked.data),
      file,
      asked.names?.split(",").map((s) => s.trim()),
    );
  if (table.names === null)
    throw badData(`${file}:1`, "a head with the names of the columns", "numbers", "Write --names a,b,y");
  const y = asked.y ?? table.names.filter((name) => name !== "").pop()!;
  const hidden = parameters.find((name) => table.names!.includes(name));
  if (hidden !== undefined) throw badUsage(command, "parameters that are no columns", hidden);
  // Columns that the formula does not name are not looked at: texts and dates may stand there.
  const words = new Set(formula.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []),
    inputs = table.names.filter((name) => name !== y && words.has(name)),
    f = formulaOf(formula, [...parameters, ...inputs], table);
  const side = asked.weights ?? asked.sigma,
    aside = side === undefined || !Number.isNaN(Number(side)) ? [] : [side];
  const { columns, dropped } = table.numbers(
      [
        ...indexesOf(table, inputs),
        ...indexesOf(table, [y], " of --y"),
        ...indexesOf(table, aside, ` of --${asked.weights === undefined ? "sigma" : "weights"}`),
      ],
      true,
    ),
    count = columns[0].length,
    response = columns[inputs.length],
    given =
      side === undefined
        ? undefined
        : aside.length > 0
          ? new Plain([count], columns[inputs.length + 1])
          : Number(side);
  if (dropped > 0)
    process.stderr.write(`${command}: ${dropped} lines of ${file} without a number were left out\n`);
  if (asked.plot !== undefined && inputs.length !== 1)
    throw badUsage(
      command,
      "--plot of a formula with one input",
      inputs.length === 0 ? "none" : inputs.join(", "),
    );
  if (count < p) throw badData(file, `at least ${p} rows, one for each parameter`, String(count));

  const fixed = (asked.fix ?? []).flatMap((text) => text.split(",")).map((s) => s.trim()),
    held = new Map(
      fixed.map((part) => {
        const [name, v] = part.split("=");
        return [name.trim(), v === undefined ? start.get(name.trim()) : Number(v)];
      }),
    );
  const lower = assignments(command, "lower", asked.lower),
    upper = assignments(command, "upper", asked.upper);
  for (const [option, names] of [
    ["fix", held],
    ["lower", lower],
    ["upper", upper],
  ] as const)
    for (const name of names.keys())
      if (!start.has(name))
        throw badUsage(
          command,
          `--${option} of parameters ${parameters.join(", ")}`,
          JSON.stringify(name),
          didYouMean(name, parameters),
        );
  // What the search would say of x[1] or weights[3] is said of names.
  for (const [name, v] of [...start, ...held])
    if (v !== undefined && !Number.isFinite(v))
      throw badUsage(command, `--start and --fix with finite numbers, also for ${name}`, String(v));
  const weightless = asked.weights === undefined ? (v: number) => !(v > 0) : (v: number) => !(v >= 0);
  if (aside.length > 0) {
    const i = columns[inputs.length + 1].findIndex(weightless);
    if (i >= 0)
      throw badData(
        `${file} (${aside[0]}, row ${i + 1} of those with numbers)`,
        asked.weights === undefined ? "a positive number" : "a number from 0",
        String(columns[inputs.length + 1][i]),
      );
  }
  const b0 = parameters.map((name) => held.get(name) ?? start.get(name)!),
    bound = (m: Map<string, number>, otherwise: number): number[] =>
      parameters.map((name) => m.get(name) ?? otherwise);
  parameters.forEach((name, j) => {
    const [from, to] = [lower.get(name) ?? -Infinity, upper.get(name) ?? Infinity];
    if (!(from <= b0[j] && b0[j] <= to))
      throw badUsage(command, `--start of ${name} from ${from} to ${to}, its bounds`, String(b0[j]));
  });
  const [lossName, lossScale] = (asked.loss ?? "linear").split(":");
  const around =
    many === 1
      ? []
      : startsAround(
          b0,
          many,
          bound(lower, -Infinity),
          bound(upper, Infinity),
          parameters.map((n) => held.has(n)),
        );
  if (isParallel(asked)) {
    if (around.length === 0 || inputs.length === 0)
      throw badUsage(
        command,
        "--workers and --nats with --starts N, for a formula of columns",
        "another fit",
      );
    const all = [b0, ...around].map((b) => tensor(b)),
      sides =
        given === undefined ? [] : [isTensor(given) ? given : tensor(new Float64Array(count).fill(given))];
    return bestStart(
      command,
      asked,
      f,
      columns.slice(0, inputs.length).map((c) => new Plain([count], c)),
      [new Plain([count], response), ...sides],
      all,
      {
        parameters: p,
        rows: count,
        weighted: given === undefined ? null : asked.weights !== undefined ? "weights" : "sigma",
        lower: lower.size > 0 ? finiteOnly(bound(lower, -Infinity)) : null,
        upper: upper.size > 0 ? finiteOnly(bound(upper, Infinity)) : null,
        fixed: held.size > 0 ? parameters.map((name) => (held.has(name) ? 1 : 0)) : null,
        loss: asked.loss === undefined ? null : lossName,
        lossScale: lossScale === undefined ? null : Number(lossScale),
        maxIterations,
      },
    ).then((best) => fitted(Array.from(all[best].data), []));
  }
  return fitted(b0, around);

  function fitted(from: readonly number[], starts: readonly number[][]): number {
    const result = solved(
      command,
      () => 0,
      from,
      {
        observed: new Plain([count], response),
        ...(given === undefined ? {} : asked.weights === undefined ? { sigma: given } : { weights: given }),
        ...(lower.size > 0 ? { lower: bound(lower, -Infinity) as never } : {}),
        ...(upper.size > 0 ? { upper: bound(upper, Infinity) as never } : {}),
        ...(held.size > 0 ? { fixed: parameters.map((name) => (held.has(name) ? 1 : 0)) as never } : {}),
        ...(asked.loss === undefined ? {} : { loss: lossName as never }),
        ...(lossScale === undefined ? {} : { lossScale: Number(lossScale) }),
        ...(starts.length > 0 ? { starts } : {}),
        maxIterations,
        onStep: ({ iteration, sumOfSquares }) => {
          if (process.stderr.isTTY)
            progress(`iteration ${iteration}  sum of squares ${sumOfSquares.toPrecision(6)}`);
        },
      },
      evaluateRows(f, p, columns.slice(0, inputs.length), count),
    ) as unknown as LeastSquares<Tensor>;
    progress("");
    if (asked.plot !== undefined)
      send(drawn(result, f, p, columns[0], response, { xLabel: inputs[0], yLabel: y }), asked.plot);
    const shown = (v: number): string =>
      digits === undefined ? String(v) : String(Number(v.toPrecision(digits)));
    if (!result.converged)
      process.stderr.write(`${command}: not converged: ${result.reason}. ${result.advice}\n`);
    for (const [what, names] of [
      ["not determined", result.undetermined],
      ["at a bound", result.atBounds],
    ] as const)
      if (names.length > 0)
        process.stderr.write(`${command}: ${what}: ${names.map((n) => nameOf(n, parameters)).join(", ")}\n`);
    send(
      asked.predict === undefined
        ? report(result, parameters, count, level, format, asked.covariance === true, shown)
        : predictions(result, f, parameters, inputs, asked, level, shown),
      asked.out,
    );
    return result.converged ? 0 : 1;
  }
}
function formulaOf(text: string, names: readonly string[], table: Table): Expression {
  try {
    return expression(text, names);
  } catch (error) {
    throw besideNames(error, table.file, table.names ?? []);
  }
}
/** The fit over its one input. */
function drawn(
  result: LeastSquares<Tensor>,
  f: Expression,
  p: number,
  x: Float64Array,
  y: Float64Array,
  labels: { readonly xLabel: string; readonly yLabel: string },
): string {
  const all = vmap((...v: Tensor[]) => f(...v), { inDims: [...Array.from({ length: p }, () => null), 0] }),
    model =
      (at: Tensor) =>
      (b: Tensor): Tensor =>
        all(...Array.from({ length: p }, (_, i) => b.at(i)), at);
  return fitPlot(result, model, x, y, { title: f.text, ...labels });
}
const nameOf = (name: string, parameters: readonly string[]): string =>
  parameters[Number(/\d+/.exec(name)?.[0] ?? 0)];
