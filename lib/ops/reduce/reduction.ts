// What reductions share. In params axes count from the end; a reduction drops them.
import { dropped, sumRow, withOnes } from "../../core/sums.js";
import { bind } from "../../core/bind.js";
import type { Row } from "../../core/kinds.js";
import { mulRow, reshapeTail } from "../../core/ring.js";
import { registered } from "../../core/registry.js";
import type { Rule, Tangent } from "../../core/rule.js";
import { Plain, type Tensor } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import type { Shape } from "../../array/shape.js";

export { dropped };

/** The dropped axes back as 1: what broadcasts against an input of `shape`. */
export const restored = (y: Tensor, shape: Shape, axes: readonly number[]): Tensor =>
  axes.length === 0 ? y : reshapeTail(y, { from: shape.length - axes.length, shape: withOnes(shape, axes) });
/** How many elements go into one. */
export const countOf = (shape: Shape, axes: readonly number[]): number =>
  axes.reduce((n, a) => n * shape[shape.length + a], 1);

export interface Along {
  readonly axes: readonly number[];
}
/**
 * A reduction to one number whose derivative is a weighted sum: `slope` has the weights, in operations, from x and from y
 * with its axes back; null where they are all 0.
 */
export function reduction<P extends Along>(
  name: string,
  value: (x: Plain, params: P) => Float64Array,
  slope: (x: Tensor, y: Tensor, params: P) => Tensor | null,
  trials: Rule<P>["trials"],
  flags: Pick<Rule<P>, "corner"> = {},
): Row<P> {
  const weights = (x: Tensor, y: Tensor, params: P): Tensor | null =>
    slope(x, restored(y, x.shape, params.axes), params);
  const rule: Rule<P> = registered({
    name,
    kind: "general",
    ...flags,
    trials,
    value: ([x], params) => new Plain(dropped(x.shape, params.axes), value(x, params)),
    push: ([dx], [x], y, params): Tangent => {
      const w = weights(x, y, params);
      return w && sumRow(mulRow(w, dx!, CHAIN), params.axes);
    },
    pull: (_i, ybar, [x], y, params): Tangent => {
      const w = weights(x, y, params);
      return w && mulRow(w, restored(ybar, x.shape, params.axes), CHAIN);
    },
  });
  return Object.assign((x: Tensor, params: P): Tensor => bind(rule, [x], params), { rule });
}

/** A row without a derivative. */
export function fixed<P>(rule: Pick<Rule<P>, "name" | "value" | "trials">): Row<P> {
  const whole: Rule<P> = registered({
    ...rule,
    kind: "general",
    flat: true,
    push: () => null,
    pull: () => null,
  });
  return Object.assign((x: Tensor, params: P): Tensor => bind(whole, [x], params), { rule: whole });
}
