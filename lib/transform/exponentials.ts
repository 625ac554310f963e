// Sums of exponentials in a loop: calls of their rows until a program is finished, so that their derivatives are those of the
// rows, then written out as the kernel computes them (kernels/fold.ts).
import { div } from "../core/quotients.js";
import { eq, gt, lt } from "../core/choose.js";
import type { Rule } from "../core/rule.js";
import { abs, exp, log1p } from "../ops/elementwise/elementary.js";
import { logsumexpRow, softmaxRow } from "../ops/reduce/softmax.js";
import { around, type Shape } from "../array/shape.js";
import { ZERO, type Fn, type Graph } from "../compile/graph.js";
import { expanded, FEW } from "../compile/summation.js";

interface Given {
  readonly shape: Shape;
  readonly ids: readonly number[];
}
function alongAxis(
  g: Graph,
  { shape, ids }: Given,
  axis: number,
  of: (g: Graph, v: readonly number[], max: number) => readonly number[],
): readonly number[][] {
  const { outer, n, inner } = around(shape, axis),
    rows: number[][] = [],
    below = g.constant(-Infinity);
  for (let o = 0; o < outer; o++)
    for (let e = 0; e < inner; e++) {
      const v = Array.from({ length: n }, (_, i) => ids[(o * n + i) * inner + e]);
      let max = below;
      for (const x of v) max = g.select(same(g, x, x), g.select(test(g, gt.rule, x, max), x, max), x);
      rows.push([...of(g, v, max)]);
    }
  return rows;
}
/** In the library's order; a sum of values begins at +0. */
export const sum = (g: Graph, terms: readonly number[]): number =>
  g.add(
    terms.length <= FEW
      ? g.sum(terms)
      : expanded(
          g,
          terms.length,
          false,
          terms,
          terms.map((_, i) => i),
        ),
    ZERO,
  );
export const test = (g: Graph, rule: Rule<unknown>, x: number, y: number): number =>
  g.call(g.fn(rule, undefined, 2), x, y);
export const same = (g: Graph, x: number, y: number): number => test(g, eq.rule, x, y);
export const one = (g: Graph, f: Rule<unknown>, x: number): number => g.call(g.fn(f, undefined, 1), x);

function logsumexp(g: Graph, x: Given, params: unknown): number[] {
  const [axis] = (params as { axes: readonly number[] }).axes,
    rows = alongAxis(g, x, axis, (_, v, max) => {
      // The first of the largest is e^0, which log1p adds.
      let seen: number = ZERO;
      const parts = v.map((t) => {
          const is = same(g, t, max),
            first = g.select(seen, g.constant(1), ZERO),
            part = g.select(is, first, one(g, exp.rule, g.sub(t, max)));
          seen = g.select(is, g.constant(1), seen);
          return part;
        }),
        log = g.add(max, one(g, log1p.rule, sum(g, parts))),
        size = one(g, abs.rule, max);
      return [g.select(test(g, lt.rule, size, g.constant(Infinity)), log, max)];
    });
  return rows.flat();
}
function softmax(g: Graph, x: Given, params: unknown): number[] {
  const { axis, part } = params as { axis: number; part: string },
    rows = alongAxis(g, x, axis, (_, v, max) => {
      const e = v.map((t) => one(g, exp.rule as Rule<unknown>, g.sub(t, max))),
        whole = sum(g, e);
      return e.map((t) => {
        const s = g.call(g.fn(div.rule, undefined, 2), t, whole);
        return part === "slope" ? g.select(same(g, t, ZERO), ZERO, s) : s;
      });
    }),
    { n, inner } = around(x.shape, axis);
  return x.ids.map(
    (_, p) => rows[Math.floor(p / (n * inner)) * inner + (p % inner)][Math.floor(p / inner) % n],
  );
}

/** The elements of the result, as nodes; null for any other row. */
export function exponentials(g: Graph, f: Fn, ids: readonly number[]): number[] | null {
  const x = { shape: f.shapes![0], ids };
  if (f.rule === logsumexpRow.rule) return logsumexp(g, x, f.params);
  if (f.rule === softmaxRow.rule && (f.params as { part: string }).part !== "rest")
    return softmax(g, x, f.params);
  return null;
}
