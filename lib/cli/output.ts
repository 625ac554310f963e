// Results as text, JSON, CSV, .npy and Matrix Market. A file appears whole or not at all.
import { realpathSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { isTensor, type Tensor } from "../core/tensor.js";
import { badData, badUsage } from "../errors.js";
import type { SparseMatrix } from "../sparse/sparse-matrix.js";
import { npy } from "./npy.js";

/** A tensor, or records of them. */
export type Result = Tensor | { readonly [name: string]: Result };

export const toJSON = (v: unknown): string =>
  JSON.stringify(v, (_key, u: unknown) => (typeof u === "number" && !Number.isFinite(u) ? String(u) : u)) +
  "\n";
const plain = (v: Result): unknown =>
  isTensor(v) ? v.toArray() : Object.fromEntries(Object.entries(v).map(([k, u]) => [k, plain(u)]));

function text(v: Result, path: readonly string[] = []): string {
  if (isTensor(v)) return (path.length > 0 ? `${path.join(", ")}:\n` : "") + `${v.toString()}\n`;
  return Object.entries(v)
    .map(([name, u]) => text(u, [...path, name]))
    .join("");
}

/** A tensor as rows: the axes of the value (`rank` of them) down, those of the input across. */
function matrix(
  { shape, data }: Tensor,
  rank: number,
): { rows: number; columns: number; data: Float64Array } {
  const columns = shape.slice(rank).reduce((n, k) => n * k, 1);
  return { rows: shape.slice(0, rank).reduce((n, k) => n * k, 1), columns, data };
}
/** Rows of numbers; of several inputs side by side, under a head with their names. */
function csv(v: Result, rank: number): string {
  const parts = isTensor(v)
    ? [{ name: "", ...matrix(v, rank) }]
    : Object.entries(v).map(([name, u]) => {
        if (!isTensor(u)) throw badUsage("dualtensor", "one value for --format csv", "several");
        return { name, ...matrix(u, rank) };
      });
  const head = isTensor(v)
    ? ""
    : `${parts
        .flatMap(({ name, columns }) =>
          columns === 1 ? [name] : Array.from({ length: columns }, (_, j) => `${name}[${j}]`),
        )
        .join(",")}\n`;
  return (
    head +
    Array.from(
      { length: parts[0].rows },
      (_, i) =>
        `${parts.map(({ columns, data }) => data.slice(i * columns, (i + 1) * columns).join(",")).join(",")}\n`,
    ).join("")
  );
}
function matrixMarket(v: Tensor, rank: number): string {
  const { rows, columns, data } = matrix(v, rank),
    lines: string[] = [];
  data.forEach((a, k) => {
    if (a !== 0) lines.push(`${Math.floor(k / columns) + 1} ${(k % columns) + 1} ${a}\n`);
  });
  return `%%MatrixMarket matrix coordinate real general\n${rows} ${columns} ${lines.length}\n${lines.join("")}`;
}

const formats = ["text", "json", "csv", "npy", "mtx"];
export function formatOf(command: string, given: string | undefined, json: boolean | undefined): string {
  const format = given ?? (json === true ? "json" : "text");
  if (!formats.includes(format))
    throw badUsage(command, `--format ${formats.join(", ")}`, JSON.stringify(format));
  return format;
}
export function write(command: string, v: Result, rank: number, format: string, out?: string): void {
  const one = (): Tensor => {
    if (!isTensor(v))
      throw badUsage(command, `one tensor for --format ${format}`, "several", "Name one input with --wrt");
    return v;
  };
  send(
    format === "text"
      ? text(v)
      : format === "json"
        ? toJSON(plain(v))
        : format === "csv"
          ? csv(v, rank)
          : format === "npy"
            ? npy(one())
            : matrixMarket(one(), rank),
    out,
  );
}
/** A sparse matrix, all inputs side by side: one entry a line, as JSON, or for other programs. */
export function sparseText(command: string, A: SparseMatrix, format: string): string {
  const { rows, columns, values } = A.toTriplets();
  if (format === "mtx") return A.toMatrixMarket();
  if (format === "json")
    return toJSON({
      shape: A.shape,
      data: Array.from(values),
      indices: Array.from(A.indices),
      indptr: Array.from(A.indptr),
    });
  if (format !== "text") throw badUsage(command, "--format text, json or mtx with --sparse", format);
  const lines = Array.from(values, (v, k) => `(${rows[k]}, ${columns[k]})  ${v}\n`);
  return `${A.toString()}\n${lines.join("")}`;
}
/** Devices and FIFOs are written through; a file appears whole or not at all, where a link leads, with the mode it had. */
export function send(content: string | Uint8Array, out = "-"): void {
  if (out === "-") {
    process.stdout.write(content);
    return;
  }
  let part = "";
  try {
    const before = statSync(out, { throwIfNoEntry: false });
    if (before !== undefined && !before.isFile()) {
      writeFileSync(out, content);
      return;
    }
    const target = before === undefined ? out : realpathSync(out);
    part = `${target}.${process.pid}.part`;
    writeFileSync(part, content, { flag: "wx", ...(before === undefined ? {} : { mode: before.mode }) });
    renameSync(part, target);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (part !== "" && code !== "EEXIST") rmSync(part, { force: true });
    throw badData(out, "a file that can be written", code ?? "none");
  }
}

/** Words on stderr while something long runs, where somebody sits before it. */
export function progress(line: string): void {
  if (process.stderr.isTTY) writeSync(2, `\r\x1b[K${line}`);
}
export const coloured = (line: string, colour: 31 | 32 | 33): string =>
  process.stdout.isTTY && !process.env.NO_COLOR ? `\x1b[${colour}m${line}\x1b[0m` : line;
