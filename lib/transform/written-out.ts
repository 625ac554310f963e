// What of the rows is written out as nodes when a program is finished, to the bit of the row: machine code then has no call there.
import { ge, gt, le, lt } from "../core/choose.js";
import { reciprocal } from "../core/quotients.js";
import type { Rule } from "../core/rule.js";
import { relu, reluSlope } from "../ops/elementwise/activation.js";
import { maximum, minimum } from "../ops/elementwise/choice.js";
import { logSlope, ratio, sign } from "../ops/elementwise/elementary.js";
import { MINUS, ONE, ZERO, type Graph } from "../compile/graph.js";
import type { WrittenOut } from "../compile/finish.js";
import { exponentials, one, same, test } from "./exponentials.js";
import { extreme, folds, quotient } from "./folds.js";

/** More numbers than this stay a call of the row, unless they are those of a step in a loop. */
const MOST = 64;

const numbers = (): Map<Rule<unknown>, (g: Graph, x: number, y: number) => number> =>
  new Map<Rule<unknown>, (g: Graph, x: number, y: number) => number>([
    [ratio.rule, (g, x, y) => g.select(same(g, y, ZERO), ZERO, quotient(g, x, y))],
    [
      logSlope.rule,
      (g, x) => {
        const nan = g.constant(NaN),
          inside = g.select(test(g, lt.rule, x, g.constant(Infinity)), one(g, reciprocal.rule, x), nan);
        return g.select(test(g, ge.rule, x, ZERO), inside, nan);
      },
    ],
    [relu.rule, (g, x) => g.select(test(g, le.rule, x, ZERO), ZERO, x)],
    [
      reluSlope.rule,
      (g, x) =>
        g.select(test(g, gt.rule, x, ZERO), ONE, g.select(test(g, le.rule, x, ZERO), ZERO, g.constant(NaN))),
    ],
    [maximum.rule, (g, x, y) => extreme(g, [x, y], -Infinity, false)],
    [minimum.rule, (g, x, y) => extreme(g, [x, y], Infinity, true)],
    [
      sign.rule,
      (g, x) => g.select(test(g, gt.rule, x, ZERO), ONE, g.select(test(g, lt.rule, x, ZERO), MINUS, x)),
    ],
  ]);
let known: ReturnType<typeof numbers> | undefined;

/** The elements of a call's result, as nodes; null where it stays a call. */
export const written: WrittenOut = {
  number: (f) => (known ??= numbers()).get(f.rule) ?? null,
  // The first run computes with Math's exponential where it is no loop.
  tensor: (to, f, ids, inLoop) =>
    (inLoop ? exponentials(to, f, ids) : null) ?? (inLoop || ids.length <= MOST ? folds(to, f, ids) : null),
};
