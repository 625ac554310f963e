// Colours: columns that meet in no row go into one seed. Largest first, greedily (Welsh and Powell 1967; Curtis, Powell and
// Reid 1974 for Jacobians). A Hessian needs less: in a star colouring (Gebremedhin, Manne and Pothen 2005) no path of four
// columns has two colours, so that each entry stands alone in the product of one of its two columns.
import { wrongArgument } from "../errors.js";
import { checkCount } from "../core/kinds.js";
import { compressed, isSparse, type SparseMatrix } from "./matrix.js";

export interface Coloring {
  /** Per column its colour, from 0 on. */
  readonly colors: Int32Array;
  readonly count: number;
}
interface Graph {
  readonly indices: Int32Array;
  readonly indptr: Int32Array;
}
const rowsOf = ({ indices, indptr, shape: [m, n] }: SparseMatrix): Graph => {
  const columns = new Int32Array(indices.length);
  for (let j = 0; j < n; j++) columns.fill(j, indptr[j], indptr[j + 1]);
  return compressed(columns, indices, m);
};
/** Columns by a weight, heaviest first; ties as they come. */
function heaviestFirst(weight: Int32Array): Int32Array {
  const order = Int32Array.from(weight, (_, j) => j);
  return order.sort((a, b) => weight[b] - weight[a] || a - b);
}
const patternOf = (fn: string, v: unknown): SparseMatrix => {
  if (!isSparse(v)) throw wrongArgument(fn, "pattern", "a SparseMatrix (jacobianPattern makes one)", v);
  return v;
};

/**
 * A colour for each column, so that columns of one colour share no row: as many products J v give the whole Jacobian.
 *
 * @example
 * colorColumns(jacobianPattern((x) => x.mul(x), [1, 2, 3])).count // => 1
 */
export function colorColumns(pattern: SparseMatrix): Coloring {
  if (arguments.length !== 1) checkCount("colorColumns", arguments, "pattern");
  const { indices, indptr, shape } = patternOf("colorColumns", pattern),
    n = shape[1],
    rows = rowsOf(pattern);
  const natural = greedy(
      n,
      Int32Array.from({ length: n }, (_, j) => j),
    ),
    weight = new Int32Array(n);
  for (let j = 0; j < n; j++)
    for (let p = indptr[j]; p < indptr[j + 1]; p++)
      weight[j] += rows.indptr[indices[p] + 1] - rows.indptr[indices[p]];
  const largest = greedy(n, heaviestFirst(weight));
  // Neither order is always better; both are cheap beside one product.
  return largest.count < natural.count ? largest : natural;

  function greedy(columns: number, order: Int32Array): Coloring {
    const colors = new Int32Array(columns).fill(-1),
      met = new Int32Array(columns + 1).fill(-1);
    let count = 0;
    for (const j of order) {
      for (let p = indptr[j]; p < indptr[j + 1]; p++) {
        const i = indices[p];
        for (let q = rows.indptr[i]; q < rows.indptr[i + 1]; q++) {
          const c = colors[rows.indices[q]];
          if (c >= 0) met[c] = j;
        }
      }
      let c = 0;
      while (met[c] === j) c++;
      colors[j] = c;
      if (c >= count) count = c + 1;
    }
    return { colors, count };
  }
}

/**
 * A star colouring of a symmetric pattern: neighbours differ, and every path of four columns has three colours or more. As
 * many products H v give the whole Hessian.
 *
 * @example
 * starColoring(jacobianPattern((x) => x.mul(x), [1, 2, 3])).count // => 1
 */
export function starColoring(pattern: SparseMatrix): Coloring {
  if (arguments.length !== 1) checkCount("starColoring", arguments, "pattern");
  const fn = "starColoring",
    { indices, indptr, shape } = patternOf(fn, pattern),
    [m, n] = shape;
  if (m !== n) throw wrongArgument(fn, "pattern", "that of a Hessian, which is square", pattern);
  const weight = Int32Array.from({ length: n }, (_, j) => indptr[j + 1] - indptr[j]),
    colors = new Int32Array(n).fill(-1),
    met = new Int32Array(n + 1).fill(-1);
  let count = 0;
  const each = (j: number, f: (k: number) => void): void => {
    for (let p = indptr[j]; p < indptr[j + 1]; p++) if (indices[p] !== j) f(indices[p]);
  };
  for (const v of heaviestFirst(weight)) {
    each(v, (w) => {
      const c = colors[w];
      if (c >= 0) met[c] = v;
      each(w, (x) => {
        if (x === v || colors[x] < 0) return;
        // Of a path v - w - x: w must be free to choose, and v - w - x - y must not have two colours.
        if (c < 0) met[colors[x]] = v;
        else
          each(x, (y) => {
            if (y !== w && colors[y] === c) met[colors[x]] = v;
          });
      });
    });
    let c = 0;
    while (met[c] === v) c++;
    colors[v] = c;
    if (c >= count) count = c + 1;
  }
  return { colors, count };
}
