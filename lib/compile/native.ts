// Which functions are one machine instruction, the same to the bit: recognised by the function itself (Math.sqrt) or by the
// row of core, never by a name, which a user's operation may share.
import { div, reciprocal, square } from "../core/quotients.js";
import type { Rule } from "../core/rule.js";
import { eq, ge, gt, le, lt, ne } from "../core/choose.js";

export type Native =
  | "sqrt"
  | "abs"
  | "floor"
  | "ceil"
  | "trunc"
  | "square"
  | "reciprocal"
  | "div"
  | "lt"
  | "le"
  | "gt"
  | "ge"
  | "eq"
  | "ne";

const functions = new Map<unknown, Native>([
  [Math.sqrt, "sqrt"],
  [Math.abs, "abs"],
  [Math.floor, "floor"],
  [Math.ceil, "ceil"],
  [Math.trunc, "trunc"],
]);
const rules = (): Map<Rule, Native> =>
  new Map([
    [square.rule, "square"],
    [reciprocal.rule, "reciprocal"],
    [div.rule, "div"],
    [lt.rule, "lt"],
    [le.rule, "le"],
    [gt.rule, "gt"],
    [ge.rule, "ge"],
    [eq.rule, "eq"],
    [ne.rule, "ne"],
  ]);
let known: Map<Rule, Native> | undefined;

export const nativeOf = (rule: Rule<unknown>, scalar: unknown): Native | null =>
  functions.get(scalar) ?? (known ??= rules()).get(rule as Rule) ?? null;
