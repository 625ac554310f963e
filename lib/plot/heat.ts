// A Jacobian as a picture: rows are outputs, columns inputs, blue is negative, orange positive, and zero looks like the paper. What is
// no number is hatched. More cells than a screen shows are drawn in blocks, each as its entry of largest size.
import { size } from "../array/shape.js";
import { lift, type TensorLike } from "../core/tensor.js";
import { checkCount } from "../door/arguments.js";
import { optionsOf } from "../door/parse.js";
import { wrongOption } from "../errors.js";
import { columnLabels, digitsFor, joined, legend, LOOKS, rowLabels, single, type Cells } from "./cells.js";
import { STEPS } from "./colours.js";
import { numberText } from "./ticks.js";
import {
  COMMON,
  element,
  picture,
  plotOptions,
  shortened,
  text,
  textWidth,
  type PlotOptions,
} from "./svg.js";

/** What {@link heatMap} writes at rows and columns. */
export interface HeatMapOptions extends PlotOptions {
  /** Names of the rows, one for each output. Default: their indices. */
  readonly rows?: readonly string[];
  readonly columns?: readonly string[];
  /** How many of the first axes are those of the output, where there are more than two. */
  readonly outputAxes?: number;
  /** Write the numbers into the cells. Default: where they find room. */
  readonly numbers?: boolean;
}

const OWN = ["rows", "columns", "outputAxes", "numbers"] as const;
/** More are drawn in blocks. */
const MOST = 96;

/** Names of n rows or columns: those given, or the indices of the axes that they run over. */
function names(fn: string, option: string, given: unknown, shape: readonly number[], n: number): string[] {
  if (given !== undefined) {
    if (!Array.isArray(given) || given.length !== n || !given.every((v) => typeof v === "string"))
      throw wrongOption(fn, option, `${n} names`, given);
    return given;
  }
  return Array.from({ length: n }, (_, i) => {
    const index: number[] = [];
    for (let rest = i, a = shape.length - 1; a >= 0; a--) {
      index.unshift(rest % shape[a]);
      rest = Math.floor(rest / shape[a]);
    }
    return index.length === 0 ? "" : `[${index.join(", ")}]`;
  });
}

/** Of each block of cells (b entries on a side down, c across) the entry of largest size; what is no number goes before all. */
function blocked(data: ArrayLike<number>, m: number, n: number, b: number, c: number): Float64Array {
  const columns = Math.ceil(n / c),
    out = new Float64Array(Math.ceil(m / b) * columns);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) {
      const v = data[i * n + j],
        k = Math.floor(i / b) * columns + Math.floor(j / c);
      if (!Number.isFinite(v) || (Number.isFinite(out[k]) && Math.abs(v) > Math.abs(out[k]))) out[k] = v;
    }
  return out;
}

/** What there is to see, in words. */
function inWords(data: ArrayLike<number>, rows: number, columns: number, most: number): string {
  let zeros = 0,
    strange = 0;
  for (let i = 0; i < rows * columns; i++)
    if (!Number.isFinite(data[i])) strange++;
    else if (data[i] === 0) zeros++;
  const n = rows * columns,
    odd = strange === 0 ? "" : ` ${strange} are not finite and hatched.`;
  return `Heat map of a matrix of ${rows} rows and ${columns} columns: ${n - zeros - strange} of ${n} entries are finite and not zero, the largest in size is ${numberText(most)}.${odd}`;
}

/**
 * A Jacobian, or any matrix, as SVG: a heat map with named rows and columns, around zero. A vector is one row; of more than two axes
 * `outputAxes` says which are the rows'.
 *
 * @example
 * import { heatMap } from "dualtensor/plot";
 * heatMap(jacobian((x) => x.mul(x), [1, 2])).includes("Heat map of a matrix of 2 rows") // => true
 */
export function heatMap(J: TensorLike, options?: HeatMapOptions): string {
  if (arguments.length < 1 || arguments.length > 2) checkCount("heatMap", arguments, "J, options?");
  const fn = "heatMap",
    { shape, data } = lift(J, fn, "J"),
    given = optionsOf<HeatMapOptions>(fn, options, [...COMMON, ...OWN]),
    { outputAxes = shape.length < 2 ? 0 : shape.length === 2 ? 1 : undefined, numbers } = given;
  if (!(Number.isInteger(outputAxes) && outputAxes! >= 0 && outputAxes! <= shape.length))
    throw wrongOption(fn, "outputAxes", `how many of the ${shape.length} axes are the output's`, outputAxes);
  if (numbers !== undefined && typeof numbers !== "boolean")
    throw wrongOption(fn, "numbers", "true or false", numbers);
  const down = shape.slice(0, outputAxes),
    across = shape.slice(outputAxes),
    [m, n] = [size(down), size(across)],
    labels = {
      rows: names(fn, "rows", given.rows, down, m).map((l) => shortened(l, 18)),
      columns: names(fn, "columns", given.columns, across, n).map((l) => shortened(l, 18)),
    },
    [tall, broad] = [Math.max(1, Math.ceil(m / MOST)), Math.max(1, Math.ceil(n / MOST))],
    [rows, columns] = [Math.ceil(m / tall), Math.ceil(n / broad)],
    drawn = tall * broad > 1 ? blocked(data, m, n, tall, broad) : data,
    widest = (list: readonly string[]): number => list.reduce((w, l) => Math.max(w, textWidth(l)), 0),
    // Where numbers are to be read, cells are as wide as they are.
    few = rows * columns <= 144 && numbers !== false,
    cell = Math.min(Math.max(560 / Math.max(rows, columns, 1), 5), 40),
    broadest = few ? widest(Array.from(drawn, (v) => numberText(v))) + 8 : 0,
    each = Math.max(cell, Math.min(broadest, 76)),
    slanted = given.columns !== undefined && widest(labels.columns) + 6 > each,
    left = Math.max(16, widest(labels.rows) + 14),
    top = 36 + (slanted ? 10 + 0.66 * widest(labels.columns) : 16),
    right = 86,
    o = plotOptions(fn, options, OWN, {
      title: "Jacobian",
      width: Math.max(260, left + Math.max(columns, 1) * each + right),
      height: Math.max(160, top + Math.max(rows, 1) * cell + 18),
    }),
    room = { wide: o.width - left - right, high: o.height - top - 18 };
  if (room.wide < columns || room.high < rows)
    throw wrongOption(
      fn,
      room.wide < columns ? "width" : "height",
      "room for the cells and their names",
      Math.round(room.wide < columns ? o.width : o.height),
    );
  const wide = given.width === undefined ? each : room.wide / Math.max(columns, 1),
    high = given.height === undefined ? cell : room.high / Math.max(rows, 1),
    c: Cells = { left, top, wide, high, rows, columns };
  let most = 0;
  for (let i = 0; i < rows * columns; i++)
    if (Number.isFinite(drawn[i])) most = Math.max(most, Math.abs(drawn[i]));
  const step = (v: number): number => (most === 0 ? 0 : Math.round((v / most) * STEPS)) + STEPS,
    digits = numbers === false ? 0 : digitsFor(drawn, wide, high) || (numbers === true ? 2 : 0),
    body =
      rows * columns <= 400
        ? single(c, drawn, step, (i, j) => `${labels.rows[i]} ${labels.columns[j]}`.trim(), digits)
        : joined(c, drawn, step),
    bars = Math.max(60, Math.min(rows * high, 220)),
    used = new Set(body.join("").match(/(?<=class=")t\d+|halo/g) ?? []);
  return picture(
    o,
    inWords(data, m, n, most),
    [
      ...body,
      element("rect", { x: left, y: top, width: wide * columns, height: high * rows, class: "line" }),
      ...(m === 0 || n === 0 ? [text(left, top + 20, "no entries", { class: "muted" })] : []),
      ...rowLabels(c, labels.rows, tall),
      ...columnLabels(c, labels.columns, broad, slanted),
      ...legend(left + wide * columns + 18, top, bars, most),
    ],
    LOOKS.filter(([name]) => name.startsWith("a") || used.has(name)),
  );
}
