// NIST's files as problems: the model as a formula of this library, two starts, certified values and the data.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { log, tensor, vmap, type Tensor } from "dualtensor";
import { expression } from "dualtensor/mathjs";

export interface Problem {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly starts: readonly (readonly number[])[];
  readonly certified: readonly number[];
  readonly deviations: readonly number[];
  readonly sumOfSquares: number;
  /** What the model gives for the parameters, and what was observed. */
  readonly model: (b: Tensor) => Tensor;
  readonly observed: Tensor;
}

const folder = join(__dirname, "../fixtures/nist");

function read(name: string): Problem {
  const text = readFileSync(join(folder, `${name}.dat`), "utf8"),
    lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => /^\s*(y|log\[y\])\s*=/.test(line)),
    last = lines.findIndex((line, i) => i >= first && /\+\s*e\s*$/.test(line)),
    [left, ...right] = lines
      .slice(first, last + 1)
      .join(" ")
      .split("=");
  const formula = right
    .join("=")
    .replace(/\+\s*e\s*$/, "")
    .replaceAll("[", "(")
    .replaceAll("]", ")")
    .replaceAll("**", "^")
    .replaceAll("arctan", "atan");
  const rows = [...text.matchAll(/^\s*(b\d+)\s*=\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)/gm)];
  const data = lines
    .slice(lines.findIndex((line) => /^Data:\s+y/.test(line)) + 1)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length > 1 && row.every(Number.isFinite));
  const parameters = rows.map(([, b]) => b),
    inputs = data[0].length === 3 ? ["x1", "x2"] : ["x"],
    column = (k: number): Tensor => tensor(data.map((row) => row[k])),
    f = expression(formula, [...parameters, ...inputs]),
    columns = inputs.map((_, k) => column(k + 1)),
    all = vmap((...v: Tensor[]) => f(...v), {
      inDims: [...parameters.map(() => null), ...columns.map(() => 0)],
    });
  return {
    name,
    parameters,
    starts: [rows.map((row) => Number(row[2])), rows.map((row) => Number(row[3]))],
    certified: rows.map((row) => Number(row[4])),
    deviations: rows.map((row) => Number(row[5])),
    sumOfSquares: Number(/Residual Sum of Squares:\s*(\S+)/.exec(text)![1]),
    model: (b) => all(...parameters.map((_, i) => b.at(i)), ...columns),
    observed: left.includes("log") ? log(column(0)) : column(0),
  };
}
export const problems: readonly Problem[] = readdirSync(folder)
  .filter((file) => file.endsWith(".dat"))
  .map((file) => read(file.replace(".dat", "")));

/** Digits that agree, at most 11, which is what is certified. */
export const digits = (found: number, certified: number): number =>
  Math.min(11, -Math.log10(Math.abs(found - certified) / Math.abs(certified) || 1e-16));
