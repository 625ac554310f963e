// Nonlinear least squares on plain numbers: a trust region around each point, in which Gauss and Newton's model is believed
// (J. J. Moré 1978, MINPACK's lmder). Variables have bounds: one that stands at its bound and would leave takes no part in a
// step, the others are cut off at theirs. Whether a point is a minimum is not asked of the last step but of the point.
import { squares, taken } from "./dense.js";
import type { Slopes } from "./slopes.js";
import { allFinite } from "./unknowns.js";

/** Residuals r and their Jacobian J; `cost` is what is made small: |r|², or the sum of a robust loss. */
export interface Model {
  readonly r: Float64Array;
  readonly J: Slopes;
  readonly cost: number;
}
export interface System {
  /** Whether a model costs about as much as its cost alone. */
  readonly jointly: boolean;
  /** The cost at a point, or NaN where the residuals are not finite. */
  readonly cost: (x: Float64Array) => number;
  readonly model: (x: Float64Array) => Model;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** x moved by p: a sum, or along a manifold. */
  readonly move: (x: Float64Array, p: Float64Array) => Float64Array;
  /** For each variable of a step the number that its bounds and its rounding are measured by. */
  readonly local: (x: Float64Array) => Float64Array;
}
export interface Iterate {
  readonly iteration: number;
  readonly cost: number;
  readonly radius: number;
  readonly x: Float64Array;
}
export interface Search {
  /** "columns" measures steps in the largest norms that the columns have had, "none" as they are. */
  readonly scaling: "columns" | "none";
  readonly maxIterations: number;
  /** The search ends with a step below this part of x, both measured in the columns' present norms. */
  readonly tolerance: number;
  /** False ends the search. */
  readonly onStep: (step: Iterate) => boolean;
}
export interface End {
  readonly x: Float64Array;
  readonly model: Model;
  readonly iterations: number;
  /** Why the search went no further. */
  readonly stopped: "small" | "zero" | "refused" | "iterations" | "asked";
  /** Columns of the Jacobian that were zero at every point. */
  readonly still: readonly boolean[];
}

/** Variables that may move: not at a bound that they would cross by going downhill. */
export function freeOf(s: System, at: Float64Array, gradient: Float64Array): number[] {
  const x = s.local(at),
    list: number[] = [];
  for (let j = 0; j < gradient.length; j++)
    if (!((x[j] <= s.lower[j] && gradient[j] > 0) || (x[j] >= s.upper[j] && gradient[j] < 0))) list.push(j);
  return list;
}

export interface Stationary {
  /** The largest |column · r| / (|column| |r|) of a free column that is not within its rounding. */
  readonly measure: number;
  readonly holds: boolean;
  /** Whether only a further search can tell: columns that hang together may still gain, if what they say is not their rounding. */
  readonly doubted: boolean;
}
/**
 * Is this a minimum? For every free column |column · r| / |column| is at most 1e-9 |r|, or within a thousand times the rounding
 * 2^-52 Σ |x_k| |column_k| of the residuals, or there are no residuals; a column of zeros counts only where it never moved.
 * And where columns hang together, each of them nearly at right angles to r, all of them together must not be: a step of Gauss and
 * Newton's gains at most 1e-9 of the sum. In directions in which all that it sees is less than 50 such roundings it may be seeing
 * rounding: whether it does, no bound on the rounding can say (it is 1e-5 |r| in the flat valleys of Thurber, along which the sum still falls by 1e-4),
 * only the search that goes on from there ({@link settled}).
 * Measured on NIST's problems: cosines 5e-16 to 2e-11 at certified ends, 1e-3 where the residuals are rounding, 3e-5 at a false end.
 */
export function stationary(s: System, { x, model, still }: Omit<End, "iterations" | "stopped">): Stationary {
  const n = s.lower.length,
    { r, J } = model,
    length = Math.sqrt(squares(r));
  if (!Number.isFinite(model.cost) || !J.finite()) return { measure: NaN, holds: false, doubted: false };
  if (length === 0) return { measure: 0, holds: true, doubted: false };
  const g = J.gradient(r),
    norms = J.norms();
  const u = s.local(x);
  let rounding = 0;
  for (let k = 0; k < n; k++) rounding += Math.abs(u[k]) * norms[k];
  rounding *= 2 ** -52;
  let [measure, holds] = [0, norms.some((v) => v > 0)];
  const free = freeOf(s, x, g);
  for (const j of free) {
    if (norms[j] === 0) {
      if (!still[j]) [measure, holds] = [1, false];
      continue;
    }
    const along = Math.abs(g[j]) / norms[j];
    measure = Math.max(measure, along / length);
    if (!(along <= Math.max(1e-9 * length, 1000 * rounding))) holds = false;
  }
  // Residuals that are no more than their rounding have no slope to follow.
  if (!holds || length <= rounding) return { measure, holds, doubted: false };
  const { sure, all } = J.gain(free, r, 50 * rounding),
    little = 1e-9 * length * length;
  return { measure, holds: sure <= little, doubted: all > little };
}

const judged = (s: System, end: End): End & Stationary => ({ ...end, ...stationary(s, end) });
/**
 * A search and what it is worth: an end that is in doubt is searched on from, as if it were a start, until that gains no more
 * than 1e-9 of the cost.
 */
export function settled(s: System, start: Float64Array, options: Search): End & Stationary {
  let end: End & Stationary = judged(s, search(s, start, options));
  while (end.doubted && end.stopped !== "asked") {
    const before = end.iterations,
      on = search(s, end.x, {
        ...options,
        maxIterations: options.maxIterations - before,
        onStep: (step) => options.onStep({ ...step, iteration: before + step.iteration }),
      }),
      still = end.still.map((v, j) => v && on.still[j]),
      next = judged(s, { ...on, iterations: before + on.iterations, still });
    if (next.stopped === "asked" || next.stopped === "iterations") return { ...next, holds: false };
    if (!(next.model.cost < end.model.cost * (1 - 1e-9)))
      return next.holds && next.model.cost <= end.model.cost ? next : { ...end, iterations: next.iterations };
    end = next;
  }
  return end;
}

export function search(s: System, start: Float64Array, options: Search): End {
  const n = s.lower.length;
  let x = start,
    here = s.model(x),
    iterations = 0;
  const still = new Array<boolean>(n).fill(true),
    D = new Float64Array(n).fill(1);
  /** The columns' present norms; those that moved are no longer still, and D grows with them. */
  const measured = (): Float64Array => {
    const norms = here.J.norms();
    for (let j = 0; j < n; j++) if (norms[j] > 0) still[j] = false;
    return norms;
  };
  let norms = measured();
  if (options.scaling === "columns") for (let j = 0; j < n; j++) D[j] = norms[j] || 1;
  const reach = (scale: Float64Array, v: Float64Array): number => {
    let t = 0;
    for (let j = 0; j < n; j++) {
      const w = scale[j] * v[j];
      t += w * w;
    }
    return Math.sqrt(t);
  };
  let u = s.local(x),
    radius = 100 * reach(D, u) || 100,
    lambda = 0,
    good = true;
  const end = (stopped: End["stopped"]): End => ({ x, model: here, iterations, stopped, still });
  if (here.cost === 0) return end("zero");
  while (iterations < options.maxIterations) {
    const gradient = here.J.gradient(here.r),
      free = freeOf(s, x, gradient),
      k = free.length;
    if (free.every((j) => gradient[j] === 0)) return end("small");
    const linear =
      k === n
        ? here.J.linear(free, here.r, D, gradient)
        : here.J.linear(free, here.r, taken(D, free), taken(gradient, free));
    for (let accepted = false; !accepted;) {
      if (iterations === options.maxIterations) return end("iterations");
      const step = linear.step(radius, lambda);
      lambda = step.lambda;
      const p = k === n ? step.p : new Float64Array(n);
      if (k < n) for (let j = 0; j < k; j++) p[free[j]] = step.p[j];
      let cut = false;
      for (const j of free) {
        const to = Math.min(Math.max(u[j] + p[j], s.lower[j]), s.upper[j]);
        if (to !== u[j] + p[j]) {
          p[j] = to - u[j];
          cut = true;
        }
      }
      const length = reach(D, p),
        small = reach(norms, p) <= options.tolerance * reach(norms, u);
      // |r|² - |J p + r|²: the step may have been cut.
      let down = 0;
      for (const j of free) down -= 2 * gradient[j] * p[j];
      const foreseen = down - linear.square(k === n ? p : taken(p, free));
      // Gauss and Newton's own step is nothing, and gains nothing: it is not taken.
      if (small && lambda === 0 && !cut && foreseen <= 2 ** -60 * here.cost) return end("small");
      // Where the Jacobian costs little beside the cost, both are taken at once while steps are good.
      const there = s.move(x, p),
        tried: Model | null = s.jointly && good && allFinite(there) ? s.model(there) : null,
        cost = tried === null ? s.cost(there) : tried.cost;
      if (iterations === 0) radius = Math.min(radius, length || radius);
      iterations++;
      let ratio = -1,
        next: Model | null = tried;
      if (Number.isFinite(cost) && allFinite(there)) {
        if (foreseen > 2 ** -40 * here.cost) ratio = (here.cost - cost) / foreseen;
        else {
          // Below a few last bits of the cost its decrease is rounding: the gradient says whether the step was good.
          next ??= s.model(there);
          const unit = D.map((v) => 1 / v);
          ratio = reach(unit, next.J.gradient(next.r)) < reach(unit, gradient) ? 1 : -1;
        }
        if (ratio >= 1e-4) {
          next ??= s.model(there);
          if (!next.J.finite() || !Number.isFinite(next.cost)) ratio = -1;
        }
      }
      if (ratio < 0.25) {
        const slopeDown = -down / 2 / here.cost,
          got = Number.isFinite(cost) ? 1 - cost / here.cost : -1;
        let shrink = got >= 0 ? 0.5 : (0.5 * slopeDown) / (slopeDown + 0.5 * got);
        if (!(shrink >= 0.1) || !Number.isFinite(cost) || cost > 100 * here.cost) shrink = 0.1;
        radius = shrink * Math.min(radius, 10 * length);
        lambda /= shrink;
      } else if (lambda === 0 || ratio > 0.75) {
        radius = cut ? Math.max(radius, 2 * length) : 2 * length;
        lambda /= 2;
      }
      good = ratio >= 1e-4;
      if (good) {
        x = there;
        u = s.local(x);
        here = next!;
        norms = measured();
        if (options.scaling === "columns") for (let j = 0; j < n; j++) D[j] = Math.max(D[j], norms[j]);
        accepted = true;
      }
      if (!options.onStep({ iteration: iterations, cost: here.cost, radius, x })) return end("asked");
      if (here.cost === 0) return end("zero");
      if (accepted && small) return end("small");
      if (!accepted && (small || !(radius > 2 ** -52 * reach(D, u) * 1e-3) || radius < 1e-300))
        return end("refused");
    }
  }
  return end("iterations");
}
