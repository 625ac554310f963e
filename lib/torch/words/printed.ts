// Tensors as PyTorch's repr writes them (torch/_tensor_str.py): a point after whole numbers, four digits, lines of 80
// characters, the ends alone of what has more than a thousand elements.
import type { Plain } from "../../core/tensor.js";
import { size, stridesOf, type Shape } from "../../array/shape.js";
import type { TorchDType } from "../dtype.js";

const LINE = 80,
  INDENT = "tensor(".length,
  EDGE = 3,
  MANY = 1000;

/** How numbers are written beside these: a width that all finite ones share. */
function formatFor(
  values: readonly number[],
  dtype: TorchDType,
): { width: number; write(v: number): string } {
  const finite = values.filter((v) => Number.isFinite(v) && v !== 0),
    sizes = finite.map(Math.abs),
    max = sizes.reduce((a, b) => Math.max(a, b), 0),
    min = sizes.reduce((a, b) => Math.min(a, b), Infinity),
    whole = values.filter(Number.isFinite).every(Number.isInteger),
    scientific = finite.length > 0 && (max / min > 1000 || max > 1e8 || (!whole && min < 1e-4));
  const write = (v: number): string => {
    if (dtype === "bool") return v !== 0 ? "True" : "False";
    if (dtype === "int64") return String(v);
    if (Number.isNaN(v)) return "nan";
    if (!Number.isFinite(v)) return v > 0 ? "inf" : "-inf";
    if (scientific) return v.toExponential(4).replace(/e([+-])(\d)$/, "e$10$2");
    return whole ? `${Object.is(v, -0) ? "-0" : v}.` : v.toFixed(4);
  };
  const counted = dtype === "bool" || dtype === "int64" ? values : finite;
  return { width: counted.reduce((w, v) => Math.max(w, write(v).length), 1), write };
}
/** The places along an axis that are written; -1 for the dots between its ends. */
const shown = (n: number, all: boolean): number[] =>
  all || n <= 2 * EDGE
    ? [...Array(n).keys()]
    : [...Array(EDGE).keys(), -1, ...[...Array(EDGE).keys()].map((i) => n - EDGE + i)];

export function show({ shape, data }: Plain, dtype: TorchDType, notes: readonly string[] = []): string {
  const empty = data.length === 0,
    type = dtype === "float64" || (empty && dtype !== "float32") ? [`dtype=torch.${dtype}`] : [],
    lengths =
      empty && shape.length !== 1 ? [`size=(${shape.join(", ")}${shape.length === 1 ? "," : ""})`] : [];
  return withNotes(`tensor(${empty ? "[]" : body(shape, data, dtype)}`, [...lengths, ...type, ...notes]);
}
function body(shape: Shape, data: Float64Array, dtype: TorchDType): string {
  const all = size(shape) <= MANY,
    steps = stridesOf(shape);
  const seen: number[] = [];
  const visit = (d: number, at: number): void => {
    if (d === shape.length) seen.push(data[at]);
    else for (const i of shown(shape[d], all)) if (i >= 0) visit(d + 1, at + i * steps[d]);
  };
  visit(0, 0);
  const { width, write } = formatFor(seen, dtype),
    entry = (at: number): string => write(data[at]).padStart(width);
  const row = (at: number, indent: number): string => {
    const perLine = Math.max(1, Math.floor((LINE - indent) / (width + 2))),
      entries = shown(shape[shape.length - 1], all).map((i) => (i < 0 ? " ..." : entry(at + i))),
      lines: string[] = [];
    for (let i = 0; i < entries.length; i += perLine) lines.push(entries.slice(i, i + perLine).join(", "));
    return `[${lines.join(`,\n${" ".repeat(indent + 1)}`)}]`;
  };
  const block = (d: number, at: number, indent: number): string => {
    if (d === shape.length) return entry(at);
    if (d === shape.length - 1) return row(at, indent);
    const parts = shown(shape[d], all).map((i) =>
      i < 0 ? "..." : block(d + 1, at + i * steps[d], indent + 1),
    );
    return `[${parts.join(`,${"\n".repeat(shape.length - 1 - d)}${" ".repeat(indent + 1)}`)}]`;
  };
  return block(0, 0, INDENT);
}
/** A number as Python writes it. */
export const pythonFloat = (v: number): string =>
  Number.isInteger(v) ? v.toFixed(1) : String(v).replace("Infinity", "inf").replace("NaN", "nan");
function withNotes(text: string, notes: readonly string[]): string {
  let out = text,
    used = text.length - text.lastIndexOf("\n") + 1;
  for (const note of notes) {
    const fits = used + note.length + 2 <= LINE;
    out += fits ? `, ${note}` : `,\n${" ".repeat(INDENT)}${note}`;
    used = fits ? used + note.length + 2 : INDENT + note.length;
  }
  return `${out})`;
}
