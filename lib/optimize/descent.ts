// Minima of a function with its gradient, within bounds: quasi-Newton directions (BFGS, dense or of limited memory) on the
// variables that may move, and a search along the path that is projected onto the bounds. Whether a point is a minimum is asked
// of the gradient there, and of the step that the method would still take.
import type { SolverReason } from "./settings.js";
import type { Sparse } from "./sparsely.js";
import { allFinite, largest } from "./unknowns.js";

export interface Place {
  readonly x: Float64Array;
  readonly f: number;
  readonly g: Float64Array;
}
export interface Goal {
  readonly both: (x: Float64Array) => Place;
  /** H v at x, for many v. */
  readonly product: (x: Float64Array) => (v: Float64Array) => Float64Array;
  /** H at x by its entries, where it is kept so. */
  readonly entries: ((x: Float64Array) => Sparse) | null;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}
export interface DescentOptions {
  readonly maxIterations: number;
  readonly threshold: number;
  /** False ends the search. */
  readonly onStep: (iteration: number, place: Place, gradient: number) => boolean;
}
export interface Descent {
  readonly place: Place;
  readonly reason: SolverReason;
  readonly iterations: number;
}

export const dot = (a: Float64Array, b: Float64Array): number => {
  let s = 0;
  for (let i = 0; i < a.length; i++) s += a[i] * b[i];
  return s;
};
export const length = (v: Float64Array): number => {
  const most = largest(v);
  return most === 0 ? 0 : most * Math.sqrt(v.reduce((s, e) => s + (e / most) ** 2, 0));
};
export const isFinitePlace = ({ f, g }: Place): boolean => Number.isFinite(f) && allFinite(g);
export const clipped = ({ lower, upper }: Goal, x: Float64Array): Float64Array =>
  x.map((v, i) => Math.min(Math.max(v, lower[i]), upper[i]));
/** v with zeros at the variables that stand at a bound and would leave it downhill. */
export function projected({ lower, upper }: Goal, { x, g }: Place, v: Float64Array): Float64Array {
  return v.map((e, i) => ((x[i] <= lower[i] && g[i] >= 0) || (x[i] >= upper[i] && g[i] <= 0) ? 0 : e));
}
/** The gradient vanishes, and the method would not go far: a function that falls ever more slowly has no minimum. */
export const isMinimum = (
  gradient: Float64Array,
  step: Float64Array,
  x: Float64Array,
  threshold: number,
): boolean =>
  largest(gradient) === 0 ||
  (largest(gradient) <= threshold && length(step) <= 1e-3 * Math.max(1, length(x)));
/** So small a gradient, of 1 at the start, leaves no minimum to be found: the function runs out into a plateau. */
export const isPlateau = (gradient: Float64Array): boolean =>
  largest(gradient) > 0 && largest(gradient) < 2 ** -460;
/** What is left to gain along the step and along the gradient, by exact curvatures, is less than the value's own rounding. */
export function withinValue(
  goal: Goal,
  { x, f }: Place,
  gradient: Float64Array,
  step: Float64Array,
): boolean {
  const product = goal.product(x);
  return [step, gradient].every(
    (d) => dot(gradient, d) ** 2 <= 8 * 2 ** -52 * Math.abs(f) * dot(d, product(d)),
  );
}

/**
 * A point along x + a p, projected onto the bounds, where the function has decreased and its slope has flattened (weak
 * conditions of P. Wolfe 1969); where the decrease is within the value's rounding the slopes alone decide (W. W. Hager and H. Zhang
 * 2005, "approximate Wolfe conditions"). Null where no such point was found.
 */
export function along(goal: Goal, from: Place, p: Float64Array, first: number): Place | null {
  const start = dot(from.g, p);
  let low = { a: 0, slope: start, place: from as Place | null },
    high = { a: Infinity, slope: NaN },
    a = first;
  for (let i = 0; i < 60; i++) {
    const x = clipped(
        goal,
        from.x.map((v, j) => v + a * p[j]),
      ),
      moved = x.map((v, j) => v - from.x[j]);
    if (largest(moved) === 0) break;
    const here = goal.both(x);
    // Below what can be written the function is unbounded, as far as anybody can tell.
    if (here.f === -Infinity) return here;
    const slope = here.g.reduce(
        (s, v, j) => s + (Math.abs(moved[j] - a * p[j]) > 1e-12 * Math.abs(a * p[j]) ? 0 : v * p[j]),
        0,
      ),
      fine = isFinitePlace(here),
      lower = here.f <= from.f + 1e-4 * dot(from.g, moved),
      level =
        here.f <= from.f + 4 * 2 ** -52 * Math.abs(from.f) && slope <= -(1 - 2e-4) * start && slope !== 0;
    if (!fine || !(lower || level)) high = { a, slope: fine ? slope : NaN };
    else {
      low = { a, slope, place: here };
      if (slope >= 0.9 * start) return here;
    }
    if (high.a === Infinity) a *= 2;
    else {
      const width = high.a - low.a;
      if (!(width > 2 ** -52 * high.a)) break;
      // Where the secant of the slopes vanishes, well inside; the middle where it says nothing.
      const secant = low.a + (width * low.slope) / (low.slope - high.slope);
      a = Number.isFinite(high.slope)
        ? Math.min(Math.max(secant || low.a + width / 2, low.a + 0.1 * width), high.a - 0.1 * width)
        : low.a + 0.1 * width;
    }
    if (!(a < 1e300)) break;
  }
  return low.a > 0 ? low.place : null;
}

/** How a quasi-Newton method knows the curvature. */
export interface Metric {
  /** -H g. */
  readonly direction: (g: Float64Array) => Float64Array;
  /** A step and how the gradient changed along it. */
  readonly learn: (s: Float64Array, y: Float64Array) => void;
  readonly forget: () => void;
  readonly known: () => boolean;
}
/** The inverse as a matrix (C. G. Broyden, R. Fletcher, D. Goldfarb, D. F. Shanno 1970). */
export function dense(n: number): Metric {
  let H: Float64Array | null = null;
  const times = (v: Float64Array): Float64Array => {
    const out = new Float64Array(n);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i] += H![i * n + j] * v[j];
    return out;
  };
  return {
    direction: (g) => (H === null ? g : times(g)).map((v) => -v),
    learn: (s, y) => {
      const sy = dot(s, y);
      if (H === null) {
        H = new Float64Array(n * n);
        for (let i = 0; i < n; i++) H[i * (n + 1)] = sy / dot(y, y);
      }
      const Hy = times(y),
        c = (1 + dot(y, Hy) / sy) / sy;
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) H[i * n + j] += c * s[i] * s[j] - (Hy[i] * s[j] + s[i] * Hy[j]) / sy;
    },
    forget: () => (H = null),
    known: () => H !== null,
  };
}
/** The inverse from the last `memory` steps (J. Nocedal 1980). */
export function limited(memory: number): Metric {
  let pairs: { s: Float64Array; y: Float64Array; rho: number }[] = [];
  return {
    direction: (g) => {
      const q = g.slice(),
        parts: number[] = [];
      const add = (c: number, v: Float64Array): void => v.forEach((e, i) => (q[i] += c * e));
      for (let k = pairs.length - 1; k >= 0; k--) {
        parts[k] = pairs[k].rho * dot(pairs[k].s, q);
        add(-parts[k], pairs[k].y);
      }
      const last = pairs[pairs.length - 1];
      if (pairs.length > 0) q.forEach((v, i) => (q[i] = v / (last.rho * dot(last.y, last.y))));
      for (let k = 0; k < pairs.length; k++) add(parts[k] - pairs[k].rho * dot(pairs[k].y, q), pairs[k].s);
      return q.map((v) => -v);
    },
    learn: (s, y) => {
      pairs.push({ s, y, rho: 1 / dot(s, y) });
      if (pairs.length > memory) pairs.shift();
    },
    forget: () => (pairs = []),
    known: () => pairs.length > 0,
  };
}

export function descend(goal: Goal, start: Place, metric: Metric, options: DescentOptions): Descent {
  let here = start,
    iterations = 0;
  const end = (reason: SolverReason): Descent => ({ place: here, reason, iterations });
  for (;;) {
    const gradient = projected(goal, here, here.g);
    let p = projected(goal, here, metric.direction(gradient));
    if (!(dot(gradient, p) < 0) || !allFinite(p)) {
      metric.forget();
      p = gradient.map((v) => -v);
    }
    if (isMinimum(gradient, p, here.x, options.threshold)) return end("stationary");
    if (isPlateau(gradient)) return end("flat");
    if (iterations >= options.maxIterations) return end("iterations");
    const first = metric.known() ? 1 : (0.1 * Math.max(1, length(here.x))) / length(p),
      next = along(goal, here, p, first);
    iterations++;
    if (next === null) {
      if (withinValue(goal, here, gradient, p)) return end("stationary");
      if (!metric.known()) return end("stalled");
      metric.forget();
      continue;
    }
    if (next.f === -Infinity) return end("unbounded");
    const s = projected(
        goal,
        next,
        next.x.map((v, i) => v - here.x[i]),
      ),
      y = projected(
        goal,
        next,
        next.g.map((v, i) => v - here.g[i]),
      );
    here = next;
    if (dot(s, y) > 2 ** -52 * length(s) * length(y)) metric.learn(s, y);
    if (!options.onStep(iterations, here, largest(projected(goal, here, here.g)))) return end("aborted");
  }
}
