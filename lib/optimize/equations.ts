// Systems of n equations on plain numbers: Newton's method with the exact Jacobian, made global by the trust region of least
// squares (its step is Newton's wherever the region allows it). Whether a point is a root is asked of the residuals there.
import type { SolverReason } from "./settings.js";
import { Dense, type Slopes } from "./slopes.js";
import { search, type End, type Model, type System } from "./trust.js";
import { allFinite, largest } from "./unknowns.js";

export interface Equations {
  readonly values: (x: Float64Array) => Float64Array;
  readonly both: (x: Float64Array) => { readonly r: Float64Array; readonly J: Slopes };
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** True for x - g(x): what is subtracted rounds as x does. */
  readonly difference: boolean;
}
export interface Solved {
  readonly x: Float64Array;
  readonly r: Float64Array;
  readonly J: Slopes;
  readonly reason: SolverReason;
  readonly iterations: number;
  readonly strategy: string;
}
type Point = Pick<Solved, "x" | "r" | "J">;

/** Is each residual what a change of the unknowns by `factor` roundings makes? */
function withinRounding({ x, r, J }: Point, difference: boolean, factor: number): boolean {
  const reach = J.reach(x);
  return r.every(
    (v, i) => Math.abs(v) <= factor * 2 ** -52 * (reach[i] + (difference ? 2 * Math.abs(x[i]) : 0)),
  );
}
const lengthOf = (v: Float64Array): number => v.reduce((s, e) => Math.hypot(s, e), 0);

/**
 * Is this a root? Each residual is what a thousand roundings of the unknowns make, or at most `threshold` where Newton's method
 * would not go far: a function that becomes small far out, as exp does, has no root there.
 */
export function isRoot(point: Point, difference: boolean, threshold: number): boolean {
  if (!allFinite(point.r) || !point.J.finite()) return false;
  if (largest(point.r) === 0 || withinRounding(point, difference, 1000)) return true;
  return (
    largest(point.r) <= threshold &&
    lengthOf(point.J.newton(point.r)) <= 1e-3 * Math.max(1, lengthOf(point.x))
  );
}

export interface SolveOptions {
  readonly maxIterations: number;
  readonly threshold: number;
  readonly onStep: (iteration: number, x: Float64Array, residual: number) => boolean;
}
export function solveEquations(
  e: Equations,
  x0: Float64Array,
  first: Float64Array,
  options: SolveOptions,
): Solved {
  // Squares of residuals must not vanish or overflow: they are measured in a power of 2 near the largest at the start.
  const unit = 2 ** Math.round(Math.log2(largest(first)) || 0) || 1,
    points = new WeakMap<Float64Array, Point>();
  const system: System = {
    jointly: false,
    lower: e.lower,
    upper: e.upper,
    local: (x) => x,
    move: (x, p) => x.map((v, i) => v + p[i]),
    cost: (x) => e.values(x).reduce((s, v) => s + (v / unit) ** 2, 0),
    model: (x): Model => {
      const { r, J } = e.both(x),
        scaled = r.map((v) => v / unit);
      points.set(x, { x, r, J });
      return { r: scaled, J: J.over(unit), cost: scaled.reduce((s, v) => s + v * v, 0) };
    },
  };
  let best: { end: End; point: Point; strategy: string } | null = null,
    iterations = 0;
  for (const strategy of ["scaled", "unscaled"] as const) {
    let [aborted, stuck] = [false, false],
      before = Infinity,
      residual = Infinity;
    const end = search(system, x0, {
      scaling: strategy === "scaled" ? "columns" : "none",
      maxIterations: options.maxIterations - iterations,
      tolerance: 2 ** -52,
      onStep: ({ iteration, x }) => {
        const point = points.get(x)!;
        aborted = !options.onStep(iterations + iteration, x, largest(point.r));
        // A double root is reached by halves: there the tolerance ends it; elsewhere the next step gains more.
        const slow = largest(point.r) > residual / 16;
        residual = largest(point.r);
        const settled = isRoot(point, e.difference, options.threshold);
        // Fifty steps that gain less than a millionth lead to no root.
        if (iteration % 50 === 0) {
          stuck = largest(point.r) > (1 - 1e-6) * before;
          before = largest(point.r);
        }
        return !aborted && !stuck && !(settled && (slow || withinRounding(point, e.difference, 2)));
      },
    });
    iterations += end.iterations;
    const point = points.get(end.x)!,
      holds = isRoot(point, e.difference, options.threshold);
    if (best === null || holds || end.model.cost < best.end.model.cost) best = { end, point, strategy };
    if (holds) return { ...point, reason: "root", iterations, strategy };
    if (aborted) return { ...point, reason: "aborted", iterations, strategy };
  }
  const { end, point, strategy } = best!,
    reason = end.stopped === "iterations" ? "iterations" : "no root";
  return { ...point, reason, iterations, strategy };
}

export interface Scalar {
  readonly x: number;
  readonly f: number;
  readonly slope: number;
}
/**
 * The root between two points where f has different signs: Newton's method from the better end, and the middle wherever it would
 * leave the bracket or does not halve it in three steps (as rtsafe in W. H. Press and others, Numerical Recipes, section 9.4).
 */
export function bracketed(
  f: (x: number) => Scalar,
  a: Scalar,
  b: Scalar,
  options: SolveOptions,
): Scalar & { reason: SolverReason; iterations: number } {
  const most = Math.max(Math.abs(a.f), Math.abs(b.f));
  let [low, high] = a.f < 0 ? [a, b] : [b, a],
    best = Math.abs(a.f) < Math.abs(b.f) ? a : b,
    width = Math.abs(high.x - low.x),
    slow = 0,
    iterations = 0;
  const root = (s: Scalar): boolean =>
    isRoot(
      { x: Float64Array.of(s.x), r: Float64Array.of(s.f), J: new Dense(Float64Array.of(s.slope), 1) },
      false,
      options.threshold,
    );
  const done = (reason: SolverReason): ReturnType<typeof bracketed> => ({ ...best, reason, iterations });
  while (best.f !== 0) {
    if (iterations === options.maxIterations)
      return done(root(best) ? "root" : Math.abs(best.f) > most ? "pole" : "iterations");
    let x = best.x - best.f / best.slope;
    const inside = (v: number): boolean => v > Math.min(low.x, high.x) && v < Math.max(low.x, high.x);
    // Newton's method stands still: nothing is left but rounding.
    if (x === best.x && root(best)) break;
    if (slow === 3 || !inside(x)) {
      x = low.x + (high.x - low.x) / 2;
      slow = 0;
      if (!inside(x)) break;
    }
    const here = f(x);
    iterations++;
    if (!Number.isFinite(here.f)) {
      best = here;
      return done("not finite");
    }
    if (here.f < 0) low = here;
    else high = here;
    const better = Math.abs(here.f) < Math.abs(best.f),
      left = Math.abs(high.x - low.x);
    const near = root(best) && root(here) && !better;
    best = better ? here : Math.abs(low.f) < Math.abs(high.f) ? low : high;
    if (left > width / 2) slow++;
    else [slow, width] = [0, left];
    if (!options.onStep(iterations, Float64Array.of(best.x), Math.abs(best.f))) return done("aborted");
    if (near) break;
  }
  if (root(best)) return done("root");
  return done(Math.max(Math.abs(low.f), Math.abs(high.f)) > most ? "pole" : "jump");
}
