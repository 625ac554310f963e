// Where a row is tried: at its own trials, at those of core.ts, or, where it goes element by
// element, at shapes of equal and unequal rank with numbers of its domain.
import type { Domain, Rule, Trial } from "../../lib/core/rule.js";
import { core } from "./core.js";
import type { Shape } from "../../lib/array/shape.js";

const anywhere: Domain = { lo: -2, hi: 2 };
const shapes: Readonly<Record<1 | 2, readonly (readonly Shape[])[]>> = {
  1: [[[2, 3]], [[]]],
  2: [
    [[3], [3]],
    [[2, 3], [3]],
    [[], [3]],
    [[3], [2, 1]],
    [
      [2, 1, 2],
      [3, 1],
    ],
  ],
};
/** The shapes and the domain of an elementwise rule. */
export const elementwise = <P>({
  operands,
  domain = anywhere,
}: Pick<Rule<P>, "operands" | "domain">): readonly Trial<undefined>[] =>
  operands === undefined ? [] : shapes[operands].map((s) => ({ shapes: s, params: undefined, domain }));
export const trialsOf = (rule: Rule<unknown>): readonly Trial<unknown>[] =>
  rule.trials ?? (rule.operands === undefined ? (core[rule.name] ?? []) : elementwise(rule));
