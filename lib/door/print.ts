// Text as torch prints it: one width for all entries, 4 digits, scientific where the range asks for it, three entries
// at each edge where there are more than a thousand. Whole numbers stand without a point: this is JavaScript.
import { surplusArgument, unknownOption, wrongArgument, wrongOption } from "../errors.js";
import { isPlainObject, type DType } from "./parse.js";
import { size, stridesOf, type Shape } from "../array/shape.js";

/** How tensors are printed. */
export interface PrintOptions {
  /** Digits after the point. */
  precision: number;
  /** More elements than this are shortened. */
  threshold: number;
  /** How many entries stand at each edge of a shortened axis. */
  edgeItems: number;
  /** Characters a line. */
  lineWidth: number;
}
const standard: PrintOptions = { precision: 4, threshold: 1000, edgeItems: 3, lineWidth: 80 };
const current: PrintOptions = { ...standard };

/**
 * Set how tensors print, for the whole process; without an argument, back to the standard (4 digits, 1000 elements,
 * 3 edge items, 80 columns). Returns the options now in force.
 *
 * @example
 * setPrintOptions({ precision: 2 });
 * tensor([1 / 3]).toString() // => "tensor([0.33])"
 * setPrintOptions();
 */
export function setPrintOptions(options: Partial<PrintOptions> = standard): PrintOptions {
  if (!isPlainObject(options))
    throw wrongArgument(
      "setPrintOptions",
      "options",
      `an object of ${Object.keys(standard).join(", ")}`,
      options,
    );
  if (arguments.length > 1)
    throw surplusArgument("setPrintOptions", 1, "setPrintOptions(options?)", arguments[1]);
  for (const [k, v] of Object.entries(options)) {
    if (!Object.hasOwn(standard, k)) throw unknownOption("setPrintOptions", k, Object.keys(standard));
    if (!Number.isInteger(v) || v < 0 || (k === "precision" && v > 17))
      throw wrongOption("setPrintOptions", k, "a whole number from 0", v);
  }
  return { ...Object.assign(current, options) };
}

type Format = (v: number) => string;

/** One format for all finite entries, so that columns align. */
function formatFor(values: readonly number[], dtype: DType): Format {
  if (dtype === "bool") return (v) => (v !== 0 ? "true" : "false");
  const { precision } = current;
  let max = 0,
    min = Infinity,
    whole = true;
  for (const v of values.map(Math.abs))
    if (v < Infinity) {
      max = Math.max(max, v);
      if (v > 0) min = Math.min(min, v);
      whole &&= Number.isInteger(v);
    }
  const text: Format =
    whole && max < 1e15
      ? String
      : max / min > 1000 || max > 1e8 || min < 1e-4
        ? (v) => v.toExponential(precision).replace(/e([+-])(\d)$/, "e$10$2")
        : (v) => v.toFixed(precision);
  return (v) => (Object.is(v, -0) ? "-" : "") + (Number.isFinite(v) ? text(v) : String(v));
}

/** `tensor([[1, 0], [0, 1]])`, rows under each other. `note` stands before the closing parenthesis. */
export function print(shape: Shape, data: Float64Array, dtype: DType, note = ""): string {
  const n = size(shape),
    r = shape.length,
    { threshold, edgeItems, lineWidth } = current,
    tail = `${dtype === "int32" ? ", dtype=int32" : ""}${note})`;
  if (n === 0) return `tensor([]${r === 1 ? "" : `, shape=[${shape.join(", ")}]`}${tail}`;
  const stride = stridesOf(shape),
    seen: number[] = [];
  // Shown once to see the entries, and once in their format.
  let format: Format = (v) => String(seen.push(v)),
    width = 0;
  const show = (d: number, at: number, indent: number): string => {
    if (d === r) return format(data[at]).padStart(width);
    const last = d === r - 1,
      perLine = last ? Math.max(1, Math.floor((lineWidth + 1 - indent) / (width + 2))) : 1,
      gap = `,${"\n".repeat(Math.max(1, r - 1 - d))}${" ".repeat(indent)}`,
      items: string[] = [];
    for (let i = 0; i < shape[d]; i++)
      if (n <= threshold || i < edgeItems || i >= shape[d] - edgeItems)
        items.push(show(d + 1, at + i * stride[d], indent + 1));
      else if (i === edgeItems) items.push(last ? " ..." : "...");
    return `[${items.map((item, i) => (i === 0 ? "" : i % perLine === 0 ? gap : ", ") + item).join("")}]`;
  };
  show(0, 0, 0);
  format = formatFor(seen, dtype);
  for (const v of seen) width = Math.max(width, format(v).length);
  return `tensor(${show(0, 0, 8)}${tail}`;
}
