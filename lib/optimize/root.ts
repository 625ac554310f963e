// Roots and fixed points: a fixed point of g is a root of x - g(x). Derivatives of the solution are those of the implicit
// function (implicit.ts); none of the iterations are differentiated.
import { checkCount } from "../door/arguments.js";
import { sub } from "../core/ring.js";
import type { Numbers } from "../compile/carried.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { notSolved, signsAlike, wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { jit } from "../transform/jit.js";
import { valueAndJacobian } from "../transform/jacobian.js";
import type { Args, Input, Inside, Out } from "../transform/structure.js";
import { bracketed, solveEquations, type Scalar, type Solved } from "./equations.js";
import { withDerivatives } from "./implicit.js";
import type { Partly } from "./leastsquares.js";
import { parametersOf } from "./parameters.js";
import { sparseModel } from "./sparsely.js";
import { adviceOf, settingsOf, type Settings, type SolverReason } from "./settings.js";
import { Dense, type Slopes } from "./slopes.js";
import { allFinite, largest, Reader, rowOf, structured, askedOf, vector, type Unknowns } from "./unknowns.js";

/** A step of {@link root}, as `onStep` sees it. */
export interface RootStep {
  readonly iteration: number;
  /** The unknowns, in one row. */
  readonly x: readonly number[];
  /** The largest residual. */
  readonly residual: number;
}
/** Bracket, limits and tolerances of {@link root} and {@link fixedPoint}. */
export interface RootOptions<X = unknown> extends Settings<RootStep> {
  /** For one unknown: two points where f has different signs. */
  readonly bracket?: readonly [number, number];
  readonly lower?: Partly<X>;
  readonly upper?: Partly<X>;
  /** True: the Jacobian is kept by its entries, and Newton's steps are those of a sparse LU. */
  readonly sparse?: boolean;
}
/** What {@link root} found, and why it ended there. */
export interface Root<X = unknown> {
  /** The solution, in the structure of the start. */
  readonly x: Inside<X>;
  /** f(x), or x - g(x), in one row. */
  readonly residuals: Tensor;
  /** True where x is a root by its residuals, not by the length of the last step. */
  readonly converged: boolean;
  readonly reason: SolverReason;
  /** What to do where it did not converge. */
  readonly advice: string;
  /** The largest residual. */
  readonly residual: number;
  /** "newton" or "bracket". */
  readonly method: string;
  /** "scaled" or "unscaled" trust region, or the bracket. */
  readonly strategy: string;
  readonly iterations: number;
  readonly evaluations: { readonly values: number; readonly jacobians: number };
}
function solved<X>(
  fn: string,
  unknowns: Unknowns,
  F: (row: Tensor) => Tensor,
  difference: boolean,
  own: Numbers | null,
  given: RootOptions<X> | undefined,
): Root<X> {
  const o = settingsOf<RootStep, RootOptions<X>>(
      fn,
      given,
      ["bracket", "lower", "upper", "tolerance", "sparse"],
      {
        maxIterations: 1000,
        tolerance: 1e-12,
      },
    ),
    n = unknowns.x.length;
  if (o.sparse !== undefined && typeof o.sparse !== "boolean")
    throw wrongOption(fn, "sparse", "true or false", o.sparse);
  const { lower, upper } = parametersOf(fn, unknowns.structure, unknowns.tensors, o),
    reader = new Reader(fn),
    evaluations = { values: 0, jacobians: 0 },
    pair = (row: Tensor): { value: Tensor; jacobian: Tensor } => valueAndJacobian(F, row),
    value = o.compile ? (jit(F) as typeof F) : F,
    jointly = o.compile ? (jit(pair) as unknown as typeof pair) : pair;
  let entries: ReturnType<typeof sparseModel> | null = null;
  const square = (r: Float64Array): Float64Array => {
    if (r.length !== n)
      throw wrongShape(
        fn,
        fn === "root" ? "f(x)" : "g(x)",
        `to have ${n} numbers, one for each unknown`,
        [r.length],
        r.length > n ? "For more equations than unknowns use leastSquares" : "As many equations are missing",
      );
    return r;
  };
  const values = (x: Float64Array): Float64Array => {
    evaluations.values++;
    const fast = own?.value(x) ?? null;
    if (fast !== null) return square(difference ? x.map((v, i) => v - fast[i]) : fast.slice());
    return square(reader.numbers(value(vector(x.slice()))));
  };
  const both = (x: Float64Array): { r: Float64Array; J: Slopes } => {
    evaluations.jacobians++;
    if (entries !== null) {
      const { r, J } = entries(x);
      return { r: square(r), J };
    }
    const fast = own?.jacobian(x) ?? null;
    if (fast !== null) {
      const m = fast.length / (n + 1),
        r = square(fast.slice(0, m)),
        J = fast.slice(m);
      if (!difference) return { r, J: new Dense(J, n) };
      return {
        r: x.map((v, i) => v - r[i]),
        J: new Dense(
          J.map((v, k) => (k % (n + 1) === 0 ? 1 - v : -v)),
          n,
        ),
      };
    }
    const found = jointly(vector(x.slice()));
    return { r: square(reader.numbers(found.value)), J: new Dense(reader.numbers(found.jacobian), n) };
  };
  const scalar = (x: number): Scalar => {
    const { r, J } = both(Float64Array.of(x));
    return { x, f: r[0], slope: J.dense()[0] };
  };
  const options = (first: number) => ({
    maxIterations: o.maxIterations,
    threshold: o.tolerance * Math.min(1, first),
    onStep: (iteration: number, x: Float64Array, residual: number): boolean => {
      o.onStep?.({ iteration, x: Array.from(x), residual });
      return o.signal?.aborted !== true;
    },
  });
  const between = (a: Scalar, b: Scalar): Solved & { method: string } => {
    const { x, f, slope, reason, iterations } = bracketed(
      scalar,
      a,
      b,
      options(Math.max(Math.abs(a.f), Math.abs(b.f))),
    );
    return {
      x: Float64Array.of(x),
      r: Float64Array.of(f),
      J: new Dense(Float64Array.of(slope), 1),
      reason,
      iterations,
      strategy: "bracket",
      method: "bracket",
    };
  };

  let end: Solved & { method: string };
  if (o.bracket !== undefined) {
    const ends: unknown = o.bracket;
    if (!Array.isArray(ends) || ends.length !== 2 || !allFinite(ends as number[]) || ends[0] === ends[1])
      throw wrongOption(fn, "bracket", "two different finite numbers", ends);
    if (n !== 1) throw wrongOption(fn, "bracket", "left out where there is more than one unknown", ends);
    const [a, b] = o.bracket.map(scalar);
    if (Number.isNaN(a.f) || Number.isNaN(b.f) || (a.f < 0 === b.f < 0 && a.f !== 0 && b.f !== 0))
      throw signsAlike(fn, o.bracket, [a.f, b.f]);
    end = between(a, b);
  } else {
    const first = values(unknowns.x);
    if (!allFinite(first))
      throw wrongArgument(
        fn,
        `f(x0)`,
        "finite",
        first.find((v) => !Number.isFinite(v)),
        "Start where the function is defined",
      );
    if (o.sparse === true) entries = sparseModel(fn, F, unknowns.x, (t) => reader.numbers(t));
    // Points at which one equation in one unknown has been seen to have different signs.
    let [below, above]: (number | null)[] = [null, null];
    const seen = (x: Float64Array): Float64Array => {
      const r = values(x);
      if (n === 1 && r[0] < 0) below = x[0];
      if (n === 1 && r[0] > 0) above = x[0];
      return r;
    };
    if (first[0] < 0) below = unknowns.x[0];
    else above = unknowns.x[0];
    end = {
      ...solveEquations(
        { values: seen, both, lower, upper, difference },
        unknowns.x,
        first,
        options(largest(first)),
      ),
      method: "newton",
    };
    if (n === 1 && !["root", "aborted"].includes(end.reason) && below !== null && above !== null) {
      const { iterations } = end,
        second = between(scalar(below), scalar(above));
      if (second.reason === "root") end = { ...second, iterations: iterations + second.iterations };
    }
  }
  const converged = end.reason === "root";
  let row: Tensor = vector(end.x.slice());
  if (reader.watched > 0) {
    if (!converged) throw notSolved(fn, end.reason, adviceOf(end.reason));
    row = withDerivatives(end.x, F, end.J.inverse(), reader.watched);
  }
  return {
    x: structured(unknowns, row) as Inside<X>,
    residuals: new Plain([n], end.r.slice()),
    converged,
    reason: end.reason,
    advice: adviceOf(end.reason),
    residual: largest(end.r),
    method: end.method,
    strategy: end.strategy,
    iterations: end.iterations,
    evaluations,
  };
}

/**
 * An x near `x0` where f(x) = 0: as many equations as unknowns, in tensors, tuples and records. Newton's method with f's own
 * Jacobian within a trust region; one unknown with `bracket` (or whose sign change was seen) by Newton within the bracket.
 * Converged means that the residuals vanish to rounding or to `tolerance`. Inside a function that is being differentiated, x has
 * the derivatives of the solution with respect to everything that f closes over. Cost: one Jacobian and O(n³) a step.
 *
 * @example
 * import { root } from "dualtensor/optimize";
 * root((x) => x.mul(x).sub(2), 1).x.item() // => 1.4142135623730951
 * derivative((a) => root((x) => x.mul(x).sub(a), 1).x, 4) // => 0.25
 */
export function root<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x0: X,
  options?: RootOptions<X>,
): Root<X> {
  if (arguments.length > 3) checkCount("root", arguments, "f, x0, options?");
  const fn = "root",
    { call, unknowns, own } = askedOf(fn, f, "x0", x0);
  return solved(fn, unknowns, rowOf(fn, call, unknowns), false, own, options);
}

/**
 * An x near `x0` with g(x) = x, by Newton's method on x - g(x): it finds fixed points that no iteration of g would reach. g
 * gives the structure of x. See {@link root}.
 *
 * @example
 * import { fixedPoint } from "dualtensor/optimize";
 * fixedPoint((x) => cos(x), 1).x.item() // => 0.7390851332151607
 */
export function fixedPoint<const X extends Input, O extends Out>(
  g: (...x: Args<X>) => O,
  x0: X,
  options?: Omit<RootOptions<X>, "bracket">,
): Root<X> {
  if (arguments.length > 3) checkCount("fixedPoint", arguments, "g, x0, options?");
  const fn = "fixedPoint",
    { call, unknowns, own } = askedOf(fn, g, "x0", x0),
    row = rowOf(fn, call, unknowns);
  const difference = (x: Tensor): Tensor => {
    const y = row(x);
    if (y.shape[0] !== unknowns.x.length)
      throw wrongShape(fn, "g(x)", `to have ${unknowns.x.length} numbers, as x`, y.shape);
    return sub(x, y);
  };
  return solved(fn, unknowns, difference, true, own, options);
}
