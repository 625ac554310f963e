// A picture of a pattern as data: one point for each entry, in groups of one colour, which any plotting library draws.
import { checkCount } from "../door/arguments.js";
import { wrongArgument } from "../errors.js";
import { colorColumns, type Coloring } from "./coloring.js";
import { isSparse, type SparseMatrix } from "./sparse-matrix.js";

/** Points of one colour: x are columns, y are rows (downwards). */
export interface SpySeries {
  readonly color: number;
  readonly x: Int32Array;
  readonly y: Int32Array;
}
/**
 * The entries of a matrix as points, grouped by the colours of their columns. Entries of one colour and row never meet.
 *
 * @example
 * import { jacobianPattern, spy } from "dualtensor/sparse";
 * spy(jacobianPattern((x) => x.mul(roll(x, 1)), [1, 2, 3, 4])).map((s) => [...s.x]) // => [[0, 0, 2, 2], [1, 1, 3, 3]]
 */
export function spy(matrix: SparseMatrix, coloring?: Coloring): SpySeries[] {
  if (arguments.length < 1 || arguments.length > 2) checkCount("spy", arguments, "matrix, coloring?");
  if (!isSparse(matrix)) throw wrongArgument("spy", "matrix", "a SparseMatrix", matrix);
  const whole = coloring ?? colorColumns(matrix);
  if (
    !(whole.colors instanceof Int32Array) ||
    whole.colors.length !== matrix.shape[1] ||
    !whole.colors.every((c) => c >= 0 && c < whole.count)
  )
    throw wrongArgument("spy", "coloring", `one of ${matrix.shape[1]} columns`, coloring);
  const { colors, count } = whole,
    points = Array.from({ length: count }, () => ({ x: [] as number[], y: [] as number[] })),
    { indices, indptr, shape } = matrix;
  for (let j = 0; j < shape[1]; j++)
    for (let p = indptr[j]; p < indptr[j + 1]; p++) {
      points[colors[j]].x.push(j);
      points[colors[j]].y.push(indices[p]);
    }
  return points.map(({ x, y }, color) => ({ color, x: Int32Array.from(x), y: Int32Array.from(y) }));
}
