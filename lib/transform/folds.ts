// Reductions of few numbers, written out as the kernel folds them (kernels/fold.ts), to the bit: calls of their rows until a
// program is finished, so that their derivatives are those of the rows.
import { div, square } from "../core/quotients.js";
import { gt, lt } from "../core/choose.js";
import type { Rule } from "../core/rule.js";
import { withOnes } from "../core/sums.js";
import { abs, sqrt } from "../ops/elementwise/elementary.js";
import { amaxRow, aminRow, sharesRow } from "../ops/reduce/extremes.js";
import { stdRow, varianceRow } from "../ops/reduce/moments.js";
import { normRow } from "../ops/reduce/norm.js";
import { size, type Shape } from "../array/shape.js";
import { ONE, ZERO, type Fn, type Graph } from "../compile/graph.js";
import { reading } from "../compile/lower.js";
import { one, same, sum, test } from "./exponentials.js";

/** A cell of the result from its numbers. */
type Cell = (g: Graph, v: readonly number[]) => number;

/** The places of the numbers of each cell, in row-major order. */
function cellsOf(shape: Shape, axes: readonly number[]): number[][] {
  const kept = withOnes(shape, axes),
    cells = Array.from({ length: size(kept) }, (): number[] => []);
  reading(kept, shape).forEach((cell, i) => cells[cell].push(i));
  return cells;
}
export const quotient = (g: Graph, x: number, y: number): number =>
  g.call(g.fn(div.rule, undefined, 2), x, y);

/** Math.max or Math.min of all: NaN passes, and 0 is more than -0. */
export function extreme(g: Graph, v: readonly number[], first: number, least: boolean): number {
  let best = g.constant(first);
  for (const x of v) {
    const before = best,
      // Equal numbers differ in the sign of a zero at most.
      zeros = g.select(same(g, x, ZERO), least ? lowest(g, x, before) : g.add(x, before), x),
      taken = g.select(test(g, least ? lt.rule : gt.rule, x, before), x, before),
      either = g.select(same(g, x, before), zeros, taken);
    best = g.select(same(g, x, x), either, x);
  }
  return best;
}
/** Of two zeros the one with a minus. */
const lowest = (g: Graph, x: number, y: number): number => g.neg(g.add(g.neg(x), g.neg(y)));

const BIG = 2 ** 400,
  SMALL = 2 ** -400,
  SCALE = 2 ** 600;
/**
 * √(Σ v² / divisor), without overflow. The kernel scales by the power of two of the largest; any other that keeps the squares
 * apart from both ends gives the same bits.
 */
function root(g: Graph, v: readonly number[], divisor: number): number {
  const [down, up] = [g.constant(1 / SCALE), g.constant(SCALE)],
    // NaN is none; the sum has it.
    most = v.map((x) => one(g, abs.rule, x)).reduce((m, x) => g.select(test(g, gt.rule, x, m), x, m), ZERO),
    big = test(g, gt.rule, most, g.constant(BIG)),
    small = test(g, lt.rule, most, g.constant(SMALL)),
    scale = g.select(big, down, g.select(small, up, ONE)),
    back = g.select(big, up, g.select(small, down, ONE)),
    whole = sum(
      g,
      v.map((x) => one(g, square.rule, g.mul(x, scale))),
    );
  return g.mul(back, one(g, sqrt.rule, divisor === 1 ? whole : quotient(g, whole, g.constant(divisor))));
}
/** From the rounded mean, less their own mean. */
function deviations(g: Graph, v: readonly number[]): number[] {
  const n = g.constant(v.length),
    mean = quotient(g, sum(g, v), n),
    first = v.map((x) => g.sub(x, mean)),
    rest = quotient(g, sum(g, first), n);
  return first.map((x) => g.sub(x, rest));
}
const sharesOf =
  (least: boolean) =>
  (g: Graph, v: readonly number[]): readonly number[] => {
    const m = extreme(g, v, least ? Infinity : -Infinity, least),
      lost = g.select(same(g, m, m), ZERO, ONE),
      taken = v.map((x) => g.select(same(g, x, m), ONE, g.select(same(g, x, x), ZERO, lost))),
      whole = sum(g, taken);
    return taken.map((t) => quotient(g, t, whole));
  };

interface Params {
  readonly axes: readonly number[];
  readonly p: number;
  readonly correction: number;
  readonly least: boolean;
}
function cellOf(rule: Rule<unknown>, n: number, { p, correction }: Params): Cell | null {
  const divisor = Math.max(0, n - correction);
  switch (rule) {
    case amaxRow.rule:
      return (g, v) => extreme(g, v, -Infinity, false);
    case aminRow.rule:
      return (g, v) => extreme(g, v, Infinity, true);
    case varianceRow.rule:
      return (g, v) =>
        quotient(
          g,
          sum(
            g,
            deviations(g, v).map((x) => one(g, square.rule, x)),
          ),
          g.constant(divisor),
        );
    case stdRow.rule:
      return (g, v) => root(g, deviations(g, v), divisor);
    case normRow.rule:
      if (p === 2) return (g, v) => root(g, v, 1);
      if (p === 1 || p === Infinity)
        return (g, v) => {
          const sizes = v.map((x) => one(g, abs.rule, x));
          return p === 1 ? sum(g, sizes) : extreme(g, sizes, 0, false);
        };
  }
  return null;
}

/** The elements of the result, as nodes; null for any other row. */
export function folds(g: Graph, f: Fn, ids: readonly number[]): number[] | null {
  const shape = f.shapes![0],
    params = f.params as Params;
  if (f.rule === sharesRow.rule) {
    const out = new Array<number>(ids.length);
    for (const cell of cellsOf(shape, params.axes))
      sharesOf(params.least)(
        g,
        cell.map((i) => ids[i]),
      ).forEach((v, k) => (out[cell[k]] = v));
    return out;
  }
  const cells = f.rule.kind === "general" && Array.isArray(params?.axes) ? cellsOf(shape, params.axes) : [],
    own = cells.length > 0 && cells[0].length > 0 ? cellOf(f.rule, cells[0].length, params) : null;
  return own && cells.map((cell) => own(g, cell.map((i) => ids[i]))); // prettier-ignore
}
