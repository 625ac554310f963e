// How far rounding can carry a result, by the largest terms that were added on its path: an engine outside of all others
// whose values carry a bound of their error (first-order running error analysis: N. Higham, Accuracy and Stability of
// Numerical Algorithms, 2002, ch. 3). Derivatives are computed in the library's operations, so it bounds theirs too.
import { bind, fitPush } from "../../lib/core/bind.js";
import { begin, type Run } from "../../lib/core/level.js";
import type { Rule, Tangent } from "../../lib/core/rule.js";
import { Plain, Watched, type Tensor } from "../../lib/core/tensor.js";
import { size, type Shape } from "../../lib/array/shape.js";

const UNIT = 2 ** -53;
/** Roundings that one operation may make in each of its terms: kernels of a few ulp, short sums. */
const ROUNDINGS = 16;
/** What underflow takes away. */
const TINY = 2 ** -1074;
/** Of operands of more elements errors go along together, in some patterns of signs, so that seldom two cancel in all of them. */
const WIDE = 32;
/** What rounding does to a number; an infinite one is exact. */
const rounding = (v: number): number => (Number.isFinite(v) ? UNIT * v : 0);

interface Noted extends Run {
  /** The rule whose partial was the first that is not finite. */
  broken: string | null;
  /** The rule that was the first to give a number that is not finite from finite ones. */
  overflowed: string | null;
  /** Roundings of one operation in each of its terms; none where terms alone are asked for. */
  readonly roundings: number;
}
class Bounded extends Watched {
  declare readonly shape: Shape;
  declare readonly level: number;
  declare readonly dtype: "float64";
  constructor(
    readonly run: Noted,
    readonly primal: Plain,
    readonly error: Float64Array,
  ) {
    super();
    this.shape = primal.shape;
    this.level = run.level;
    this.dtype = "float64";
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const primals = args.map((a) => (a.level === this.level ? (a as Bounded).primal : (a as Plain)));
    const y = bind(rule, primals, params) as Plain;
    if (rule.flat === true || y.dtype !== "float64") return y;
    const { roundings } = this.run;
    const error = new Float64Array(y.size);
    // What has a kernel of its own may go wrong by a rounding of its largest number.
    const isWhole = rule.kind === "general" && rule.role === undefined;
    const most = isWhole ? largest(y) : 0;
    y.data.forEach((v, j) => (error[j] = roundings * (rounding(Math.max(Math.abs(v), most)) + TINY)));
    if (!y.data.every(Number.isFinite) && primals.every((x) => x.data.every(Number.isFinite)))
      this.run.overflowed ??= rule.name;
    args.forEach((a, i) => {
      if (a.level !== this.level) return;
      const x = primals[i];
      const own = (a as Bounded).error;
      const scale = isWhole ? largest(x) : 0;
      const amounts = own.map((e, k) => e + roundings * rounding(Math.max(Math.abs(x.data[k]), scale)));
      const isFinite =
        rule.kind === "elementwise" || own.length > WIDE
          ? alongOnes(rule, i, primals, y, params, amounts, error)
          : alongAll(rule, i, primals, y, params, amounts, error);
      if (!isFinite) this.run.broken ??= rule.name;
    });
    return new Bounded(this.run, y, error);
  }
}
const largest = (t: Tensor): number =>
  t.data.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
const pushed = <P>(
  rule: Rule<P>,
  i: number,
  primals: readonly Plain[],
  y: Plain,
  params: P,
  dx: Plain,
): Plain | null =>
  fitPush(
    rule.push(
      primals.map((_, k): Tangent => (k === i ? dx : null)),
      primals,
      y,
      params,
    ),
    y.shape,
  ) as Plain | null;

/** Signs: none turned in pattern 0, about half of them in others (multiples of an irrational number). */
const turned = (k: number, pattern: number): boolean =>
  (k * Math.sqrt(pattern + 1 / 3)) % 2 > 1 && pattern > 0;
/** Element by element: the partial, and the operand's error carried along. */
function alongOnes<P>(
  rule: Rule<P>,
  i: number,
  primals: readonly Plain[],
  y: Plain,
  params: P,
  amounts: Float64Array,
  error: Float64Array,
): boolean {
  const { shape } = primals[i];
  const block = new Plain([1, ...shape], new Float64Array(size(shape)).fill(1));
  const partial = pushed(rule, i, primals, y, params, block);
  if (partial === null) return true;
  // Each element has one of its own in an elementwise rule.
  const patterns = rule.kind === "elementwise" ? [0] : [0, 1, 2, 3, 4];
  const most = new Float64Array(error.length);
  for (const pattern of patterns) {
    const signed = amounts.map((e, k) => (turned(k, pattern) ? -e : e));
    const carried = pushed(rule, i, primals, y, params, new Plain([1, ...shape], signed))!;
    carried.data.forEach((d, j) => (most[j] = Math.max(most[j], Math.abs(d))));
  }
  most.forEach((d, j) => (error[j] += d));
  return partial.data.every(Number.isFinite);
}
/** The whole Jacobian with respect to one operand. */
function alongAll<P>(
  rule: Rule<P>,
  i: number,
  primals: readonly Plain[],
  y: Plain,
  params: P,
  amounts: Float64Array,
  error: Float64Array,
): boolean {
  const n = amounts.length;
  const identity = new Float64Array(n * n);
  for (let k = 0; k < n; k++) identity[k * n + k] = 1;
  const J = pushed(rule, i, primals, y, params, new Plain([n, ...primals[i].shape], identity));
  if (J === null) return true;
  const m = y.size;
  let isFinite = true;
  J.data.forEach((d, at) => {
    if (d === 0) return;
    isFinite &&= Number.isFinite(d);
    error[at % m] += Math.abs(d) * amounts[Math.floor(at / m)];
  });
  return isFinite;
}

export interface Bounds {
  readonly value: Float64Array;
  readonly error: Float64Array;
  /** The first rule with a partial that is not finite, where there is one. */
  readonly broken: string | null;
  /** The first rule whose result overflowed. */
  readonly overflowed: string | null;
}
function watched(
  f: (...x: Tensor[]) => Tensor | readonly Tensor[],
  x: Plain | readonly Plain[],
  start: number,
  roundings: number,
): Bounds {
  const run: Noted = { ...begin("bounds"), broken: null, overflowed: null, roundings };
  const y = f(...[x].flat().map((v) => new Bounded(run, v, new Float64Array(v.size).fill(start))));
  run.alive = false;
  const all = [y].flat() as readonly Tensor[];
  const joined = (part: (t: Tensor) => Float64Array): Float64Array =>
    Float64Array.from(all.flatMap((t) => Array.from(part(t))));
  return {
    value: joined((t) => (t.level === run.level ? (t as Bounded).primal.data : t.data)),
    error: joined((t) => (t.level === run.level ? (t as Bounded).error : new Float64Array(t.size))),
    broken: run.broken,
    overflowed: run.overflowed,
  };
}
/** The tensors of f(x), the bounds of their errors, and whether all partials on the path are finite. Inputs are exact. */
export function bounds(f: (x: Tensor) => Tensor, x: Plain): Bounds;
export function bounds(f: (...x: Tensor[]) => readonly Tensor[], x: readonly Plain[]): Bounds;
export function bounds(
  f: (...x: Tensor[]) => Tensor | readonly Tensor[],
  x: Plain | readonly Plain[],
): Bounds {
  return watched(f, x, 0, ROUNDINGS);
}
/**
 * The largest sum of |products of partials| over all paths from x to an element of f(x): what the terms of its derivatives
 * are at most, those included that nobody watches because they come from seeds alone.
 */
export const terms = (
  f: (...x: Tensor[]) => Tensor | readonly Tensor[],
  x: Plain | readonly Plain[],
): number => watched(f, x, 1, 0).error.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, v) : m), 0);
