// The pattern of a sparse matrix: its entries as squares in the colours of their groups. Entries of one colour and row never meet, which
// the eye sees at once: that is why one sweep serves a whole group.
import { checkCount } from "../door/arguments.js";
import { wrongArgument, wrongOption } from "../errors.js";
import { isSparse, type SparseMatrix } from "../sparse/sparse-matrix.js";
import { spy, type SpySeries } from "../sparse/spy.js";
import { axes, type Frame } from "./axes.js";
import { kind } from "./colours.js";
import { linear, numberText } from "./ticks.js";
import { element, picture, plotOptions, px, type Look, type PlotOptions } from "./svg.js";

/** How large the matrix is that {@link spyPlot} shows. */
export interface SpyPlotOptions extends PlotOptions {
  /** Rows and columns of the matrix, where the points of `spy` are given. Default: just what they need. */
  readonly shape?: readonly [number, number];
}

const isSeries = (v: unknown): v is SpySeries[] =>
  Array.isArray(v) &&
  v.every(
    (s: Partial<SpySeries> | null) =>
      ArrayBuffer.isView(s?.x) && ArrayBuffer.isView(s.y) && s.x.length === s.y.length,
  );

/** Distinct places at a resolution of the picture: entries that fall upon each other are drawn once. */
function squares(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  side: number,
  at: (j: number, i: number) => readonly [number, number],
): string {
  const seen = new Set<string>();
  for (let k = 0; k < x.length; k++) {
    const [a, b] = at(x[k], y[k]);
    // Half pixels, where a square is smaller than a pixel.
    seen.add(side < 1 ? `M${Math.round(2 * a) / 2} ${Math.round(2 * b) / 2}` : `M${px(a)} ${px(b)}`);
  }
  const s = px(Math.max(side, 1)),
    draw = `h${s}v${s}h-${s}z`;
  return [...seen].map((m) => m + draw).join("");
}

/**
 * The entries of a sparse matrix as SVG, each in the colour of its column's group: a {@link SparseMatrix}, or what `spy` gives.
 *
 * @example
 * import { jacobianPattern } from "dualtensor/sparse";
 * import { spyPlot } from "dualtensor/plot";
 * spyPlot(jacobianPattern((x) => x.mul(roll(x, 1)), [1, 2, 3, 4])).includes("8 entries in 2 colours") // => true
 */
export function spyPlot(matrix: SparseMatrix | readonly SpySeries[], options?: SpyPlotOptions): string {
  if (arguments.length < 1 || arguments.length > 2) checkCount("spyPlot", arguments, "matrix, options?");
  const fn = "spyPlot";
  if (!isSparse(matrix) && !isSeries(matrix))
    throw wrongArgument(fn, "matrix", "a SparseMatrix, or what spy gives", matrix);
  const series = isSparse(matrix) ? spy(matrix) : matrix,
    count = series.reduce((n, { x }) => n + x.length, 0);
  let [rows, columns] = [0, 0];
  for (const { x, y } of series)
    for (let k = 0; k < x.length; k++) {
      if (x[k] < 0 || y[k] < 0) throw wrongArgument(fn, "matrix", "points at places from 0", matrix);
      rows = Math.max(rows, y[k] + 1);
      columns = Math.max(columns, x[k] + 1);
    }
  const o = plotOptions<SpyPlotOptions>(fn, options, ["shape"], {
      title: "Pattern of the Jacobian",
      width: 460,
      height: 480,
    }),
    shape = o.shape ?? (isSparse(matrix) ? matrix.shape : ([rows, columns] as const));
  if (
    !Array.isArray(shape) ||
    shape.length !== 2 ||
    !shape.every((n) => Number.isSafeInteger(n) && n >= 0) ||
    shape[0] < rows ||
    shape[1] < columns
  )
    throw wrongOption(fn, "shape", `rows from ${rows} and columns from ${columns}`, o.shape);
  const [m, n] = shape as readonly [number, number],
    left = 56,
    top = 44,
    side = Math.min((o.width - left - 20) / Math.max(n, 1), (o.height - top - 40) / Math.max(m, 1)),
    frame: Frame = {
      left,
      top,
      width: Math.max(side * n, 1),
      height: Math.max(side * m, 1),
      x: linear([0, Math.max(n, 1)]),
      y: linear([-Math.max(m, 1), 0]),
    },
    label = (v: number): string => numberText(Math.abs(v), 6),
    gap = side > 6 ? side * 0.12 : 0,
    groups = series.filter(({ x }) => x.length > 0).length,
    looks: Look[] = series.map(({ color }, i) => [
      `k${i}`,
      (g) => `fill:${kind(g, color % Math.max(series.length, 1), Math.max(series.length, 2))}`,
    ]);
  return picture(
    o,
    `Pattern of a matrix of ${m} rows and ${n} columns: ${count} entries in ${groups} colours, ${m * n === 0 ? 0 : numberText((100 * count) / (m * n), 3)} % of all.`,
    [
      ...axes({ ...frame, x: { ...frame.x, label }, y: { ...frame.y, label } }, "", ""),
      ...series.map(({ x, y }, i) =>
        x.length === 0
          ? ""
          : element("path", {
              class: `k${i}`,
              d: squares(x, y, side - 2 * gap, (j, r) => [left + j * side + gap, top + r * side + gap]),
            }),
      ),
    ],
    looks,
  );
}
