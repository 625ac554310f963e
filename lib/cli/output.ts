// Results as text, JSON, CSV, .npy and Matrix Market. A file appears whole or not at all. What may be long is written piece by
// piece: a string has its bound, and so has memory.
import { closeSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { isTensor, type Tensor } from "../core/tensor.js";
import { badData, badUsage } from "../errors.js";
import type { SparseMatrix } from "../sparse/sparse-matrix.js";
import { npy } from "./npy.js";

/** A tensor, or records of them. */
export type Result = Tensor | { readonly [name: string]: Result };

export const toJSON = (v: unknown): string =>
  JSON.stringify(v, (_key, u: unknown) => (typeof u === "number" && !Number.isFinite(u) ? String(u) : u)) +
  "\n";
/** Text as it comes. */
type Pieces = Iterable<string>;
/** Characters of a piece, some lines more or less. */
const PIECE = 1 << 16;
function* joined(lines: Pieces): Generator<string> {
  let piece = "";
  for (const line of lines) {
    piece += line;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

/** The same text as of nested arrays. */
function* json(v: Result): Generator<string> {
  if (!isTensor(v)) {
    let before = "{";
    for (const [name, u] of Object.entries(v)) {
      yield `${before}${JSON.stringify(name)}:`;
      yield* json(u);
      before = ",";
    }
    yield before === "{" ? "{}" : "}";
    return;
  }
  const { shape, data, dtype } = v,
    number = (a: number): string =>
      dtype === "bool" ? String(a !== 0) : Number.isFinite(a) ? JSON.stringify(a) : JSON.stringify(String(a));
  if (shape.length === 0) {
    yield number(data[0]);
    return;
  }
  const n = shape[shape.length - 1],
    within = function* (axis: number, at: number): Generator<string> {
      if (axis === shape.length - 1) {
        // Long rows in parts, too.
        yield "[";
        for (let i = 0; i < n; i += 1024)
          yield (
            (i > 0 ? "," : "") + Array.from(data.subarray(at + i, at + Math.min(n, i + 1024)), number).join()
          );
        yield "]";
        return;
      }
      const step = shape.slice(axis + 1).reduce((k, d) => k * d, 1);
      yield "[";
      for (let i = 0; i < shape[axis]; i++) {
        if (i > 0) yield ",";
        yield* within(axis + 1, at + i * step);
      }
      yield "]";
    };
  yield* within(0, 0);
}

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
function* csv(v: Result, rank: number): Generator<string> {
  const parts = isTensor(v)
    ? [{ name: "", ...matrix(v, rank) }]
    : Object.entries(v).map(([name, u]) => {
        if (!isTensor(u)) throw badUsage("dualtensor", "one value for --format csv", "several");
        return { name, ...matrix(u, rank) };
      });
  if (!isTensor(v))
    yield `${parts
      .flatMap(({ name, columns }) =>
        columns === 1 ? [name] : Array.from({ length: columns }, (_, j) => `${name}[${j}]`),
      )
      .join(",")}\n`;
  for (let i = 0; i < parts[0].rows; i++)
    yield `${parts.map(({ columns, data }) => data.subarray(i * columns, (i + 1) * columns).join(",")).join(",")}\n`;
}
function* matrixMarket(v: Tensor, rank: number): Generator<string> {
  const { rows, columns, data } = matrix(v, rank);
  let entries = 0;
  for (const a of data) if (a !== 0) entries++;
  yield `%%MatrixMarket matrix coordinate real general\n${rows} ${columns} ${entries}\n`;
  for (let k = 0; k < data.length; k++)
    if (data[k] !== 0) yield `${Math.floor(k / columns) + 1} ${(k % columns) + 1} ${data[k]}\n`;
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
  if (format === "text") send(text(v), out);
  else if (format === "npy") send(npy(one()), out);
  else send(piecesOf(format === "mtx" ? one() : v, rank, format), out);
}
/** A result in a format of text, as it comes. */
export function* piecesOf(v: Result, rank: number, format: string): Generator<string> {
  if (format === "csv") yield* joined(csv(v, rank));
  else if (format === "mtx") yield* joined(matrixMarket(v as Tensor, rank));
  else {
    yield* joined(json(v));
    yield "\n";
  }
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
export function send(content: string | Uint8Array | Pieces, out = "-"): void {
  const pieces = typeof content === "string" || content instanceof Uint8Array ? [content] : content;
  if (out === "-") {
    for (const piece of pieces) process.stdout.write(piece);
    return;
  }
  const writeTo = (file: string, flag: string, mode?: number): void => {
    const to = openSync(file, flag, mode);
    try {
      for (const piece of pieces) {
        const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
        for (let at = 0; at < bytes.length;) at += writeSync(to, bytes, at);
      }
    } finally {
      closeSync(to);
    }
  };
  let part = "";
  try {
    const before = statSync(out, { throwIfNoEntry: false });
    if (before !== undefined && !before.isFile()) {
      writeTo(out, "w");
      return;
    }
    const target = before === undefined ? out : realpathSync(out);
    part = `${target}.${process.pid}.part`;
    writeTo(part, "wx", before?.mode);
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
