// bind finds who answers for an operation: the innermost engine (the highest level) among its operands, or the rule's
// value when nobody watches. Beside it what engines need to fit what rules return to the shapes they promised.
import { escaped } from "../errors.js";
import { endsWith, type Shape } from "../array/shape.js";
import type { Run } from "./level.js";
import { expand, reshapeTail, sumTo } from "./ring.js";
import type { Rule, Tangent } from "./rule.js";
import type { Plain, Tensor, Watched } from "./tensor.js";

/** Of the values whom the innermost engine watches the first; null where nobody watches. */
export function innermost(args: readonly Tensor[]): Watched | null {
  let top: Tensor | null = null,
    level = 0;
  for (let i = 0; i < args.length; i++) {
    const a = args[i];
    if (a.level > level) {
      level = a.level;
      top = a;
    }
  }
  return top as Watched | null;
}
export function bind<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
  const top = innermost(args);
  return top === null ? rule.value(args as readonly Plain[], params) : top.apply(rule, args, params);
}

/** Engines call this first: a value that left its call computes nothing. */
export function checkAlive(run: Run, op: string): void {
  if (!run.alive) throw escaped(op, run.call);
}

/**
 * Rank promotion is an operation: a watched operand of lower rank gets explicit unit axes before bind, so that core ranks
 * are equal and leading axes (seeds) align at every level. Plain operands have no leading axes: the kernels broadcast them.
 */
export function promote(x: Tensor, rank: number): Tensor {
  const s = x.shape,
    r = s.length;
  if (r >= rank || x.level === 0) return x;
  const shape = new Array<number>(rank).fill(1);
  for (let i = 0; i < r; i++) shape[rank - r + i] = s[i];
  return reshapeTail(x, { from: r, shape });
}

/** What push returned, expanded to y's shape. */
export const fitPush = (t: Tangent, shape: Shape): Tangent =>
  t === null || endsWith(t.shape, shape) ? t : expand(t, shape);
/** What pull returned, summed to the argument's shape. */
export const fitPull = (t: Tangent, shape: Shape): Tangent =>
  t === null || endsWith(t.shape, shape) ? t : sumTo(t, shape);
