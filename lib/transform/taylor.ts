// Taylor coefficients along a direction: one run of f on truncated power series.
import { checkCount } from "../door/arguments.js";
import { handingOut, type Tensor } from "../core/tensor.js";
import { missingArgument, wrongArgument } from "../errors.js";
import { expanded } from "../taylor/series.js";
import { arityOf, auxOf, listed } from "./listed.js";
import {
  checkOptions,
  inputs,
  pack,
  unpack,
  type AnyOptions,
  type Args,
  type Given,
  type Input,
  type NoAux,
  type Out,
  type WithAux,
} from "./structure.js";

/** An operation costs O(order²): nobody means more. */
const HIGHEST = 1000;
/**
 * Taylor coefficients of t ↦ f(x + t v) at t = 0, up to t^order: [f(x), J v, vᵀH v / 2, ...], order + 1 results of the shape
 * (structure) of f(x); the k-th derivative along v is k! times the k-th coefficient. v has the shape (structure) of x. One
 * run of f on power series: O(order²) per operation where nesting jvp costs 2^order.
 *
 * @example
 * taylor((x) => exp(x), 0, 1, 3).map((c) => c.item()) // => [1, 1, 0.5, 0.16666666666666666]
 */
export function taylor<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  v: Given<X>,
  order: number,
  options?: NoAux,
): O[];
export function taylor<const X extends Input, O extends Out, A>(
  f: (...x: Args<X>) => readonly [O, A],
  x: X,
  v: Given<X>,
  order: number,
  options: WithAux,
): [O[], A];
export function taylor(
  f: (...x: never[]) => unknown,
  x: unknown,
  v: unknown,
  order: number,
  options?: AnyOptions,
): unknown {
  if (arguments.length > 5) checkCount("taylor", arguments, "f, x, v, order, options?");
  const fn = "taylor",
    { hasAux } = checkOptions<AnyOptions>(fn, options, ["hasAux"]),
    { structure, tensors } = inputs(fn, x, arityOf(fn, f));
  if (v === undefined) throw missingArgument(fn, "v", "taylor(f, x, v, order)");
  if (order === undefined) throw missingArgument(fn, "order", "taylor(f, x, v, order)");
  if (!Number.isInteger(order) || order < 0 || order > HIGHEST)
    throw wrongArgument(fn, "order", `a whole number from 0 to ${HIGHEST}: the highest power of t`, order);
  const vs = unpack(fn, "v", v, structure, tensors),
    list = listed(fn, f, structure, hasAux),
    series = expanded(list, tensors, vs, order);
  const give = handingOut(),
    result = Array.from({ length: order + 1 }, (_, k) =>
      pack(
        list.structure,
        series.slice(0, list.outputs).map((c): Tensor => give(c[k])),
      ),
    );
  return hasAux === true
    ? [
        result,
        auxOf(
          list,
          series.map(([c]) => c),
          give,
        ),
      ]
    : result;
}
