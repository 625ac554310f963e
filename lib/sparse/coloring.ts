// Colours: columns that meet in no row go into one seed. Largest first, greedily (Welsh and Powell 1967; Curtis, Powell and
// Reid 1974 for Jacobians), and the column of most distinct colours around it next (Brélaz 1979), unless a row says that there is
// no better. A Hessian needs less: in a star colouring (Gebremedhin, Manne and Pothen 2005) no path of four
// columns has two colours, so that each entry stands alone in the product of one of its two columns.
import { wrongArgument } from "../errors.js";
import { checkCount } from "../door/arguments.js";
import { compressed } from "./ordered.js";
import { isSparse, type SparseMatrix } from "./sparse-matrix.js";

/** Columns in groups that one seed serves. */
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
/** Beyond so many pairs of columns that meet, the second way to colour costs seconds. */
const PAIRS = 20_000_000;
const patternOf = (fn: string, v: unknown): SparseMatrix => {
  if (!isSparse(v)) throw wrongArgument(fn, "pattern", "a SparseMatrix (jacobianPattern makes one)", v);
  return v;
};

/**
 * A colour for each column, so that columns of one colour share no row: as many products J v give the whole Jacobian.
 *
 * @example
 * import { colorColumns, jacobianPattern } from "dualtensor/sparse";
 * colorColumns(jacobianPattern((x) => x.mul(x), [1, 2, 3])).count // => 1
 */
export function colorColumns(pattern: SparseMatrix): Coloring {
  if (arguments.length !== 1) checkCount("colorColumns", arguments, "pattern");
  const { indices, indptr, shape } = patternOf("colorColumns", pattern),
    n = shape[1],
    rows = rowsOf(pattern);
  let least = 0;
  for (let i = 0; i < shape[0]; i++) least = Math.max(least, rows.indptr[i + 1] - rows.indptr[i]);
  const natural = Int32Array.from({ length: n }, (_, j) => j);
  // Of a full row every column has its own.
  if (least === n) return { colors: natural, count: n };
  const weight = new Int32Array(n);
  for (let j = 0; j < n; j++)
    for (let p = indptr[j]; p < indptr[j + 1]; p++)
      weight[j] += rows.indptr[indices[p] + 1] - rows.indptr[indices[p]];
  let best = greedy(n, natural);
  const largest = greedy(n, heaviestFirst(weight));
  if (largest.count < best.count) best = largest;
  if (best.count > least && weight.reduce((a, b) => a + b, 0) < PAIRS) {
    const saturated = bySaturation();
    if (saturated.count < best.count) best = saturated;
  }
  return best;

  function bySaturation(): Coloring {
    const colors = new Int32Array(n).fill(-1),
      around = Array.from({ length: n }, () => new Set<number>()),
      // Columns by how many colours stand around them; those that have moved on since are skipped.
      waiting: number[][] = [Array.from(heaviestFirst(weight)).reverse()];
    let count = 0;
    for (let top = 0; top >= 0;) {
      const j = waiting[top].pop();
      if (j === undefined) {
        top--;
        continue;
      }
      if (colors[j] >= 0 || around[j].size !== top) continue;
      let c = 0;
      while (around[j].has(c)) c++;
      colors[j] = c;
      if (c >= count) count = c + 1;
      for (let p = indptr[j]; p < indptr[j + 1]; p++)
        for (let q = rows.indptr[indices[p]]; q < rows.indptr[indices[p] + 1]; q++) {
          const k = rows.indices[q];
          if (colors[k] >= 0 || around[k].has(c)) continue;
          around[k].add(c);
          (waiting[around[k].size] ??= []).push(k);
          top = Math.max(top, around[k].size);
        }
    }
    return { colors, count };
  }
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
 * import { starColoring, jacobianPattern } from "dualtensor/sparse";
 * starColoring(jacobianPattern((x) => x.mul(x), [1, 2, 3])).count // => 1
 */
export function starColoring(pattern: SparseMatrix): Coloring {
  if (arguments.length !== 1) checkCount("starColoring", arguments, "pattern");
  const fn = "starColoring",
    { indices, indptr, shape } = patternOf(fn, pattern),
    [m, n] = shape;
  if (m !== n) throw wrongArgument(fn, "pattern", "that of a Hessian, which is square", pattern);
  const weight = Int32Array.from({ length: n }, (_, j) => indptr[j + 1] - indptr[j]),
    each = (j: number, f: (k: number) => void): void => {
      for (let p = indptr[j]; p < indptr[j + 1]; p++) if (indices[p] !== j) f(indices[p]);
    };
  let best = star(heaviestFirst(weight));
  const natural = star(Int32Array.from(weight, (_, j) => j));
  if (natural.count < best.count) best = natural;
  // Columns that share no row make a star colouring, too, where neighbours share one: each has its diagonal.
  const columns = colorColumns(pattern);
  if (columns.count < best.count && apart(columns.colors)) best = columns;
  return best;

  function apart(colors: Int32Array): boolean {
    for (let j = 0; j < n; j++)
      for (let p = indptr[j]; p < indptr[j + 1]; p++)
        if (indices[p] !== j && colors[indices[p]] === colors[j]) return false;
    return true;
  }
  function star(order: Int32Array): Coloring {
    const colors = new Int32Array(n).fill(-1),
      met = new Int32Array(n + 1).fill(-1);
    let count = 0;
    for (const v of order) {
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
}
