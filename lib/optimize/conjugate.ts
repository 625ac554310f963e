// Newton's method for minima with exact products H v: each step is found by conjugate gradients that stop at the edge of a trust
// region or at negative curvature (T. Steihaug 1983; Ph. L. Toint 1981), on the variables that are not held by a bound. Where H is
// kept by its entries the step is curvature.ts's.
import { stepsOf, type Bounded } from "./curvature.js";
import {
  clipped,
  dot,
  isFinitePlace,
  isMinimum,
  isPlateau,
  length,
  projected,
  withinValue,
  type Descent,
  type DescentOptions,
  type Goal,
  type Place,
} from "./descent.js";
import type { SolverReason } from "./settings.js";
import { largest } from "./unknowns.js";

/** The step within the radius, and whether it is Newton's up to a tenth of the gradient or better. */
function inner(product: (v: Float64Array) => Float64Array, g: Float64Array, radius: number): Bounded {
  const n = g.length,
    z = new Float64Array(n),
    r = g.slice(),
    d = g.map((v) => -v),
    size = length(g),
    enough = Math.min(0.1, size) * size;
  let rr = dot(r, r);
  /** z + t d on the edge. */
  const edge = (): Float64Array => {
    const dd = dot(d, d),
      zd = dot(z, d),
      t = (-zd + Math.sqrt(zd * zd + dd * (radius * radius - dot(z, z)))) / dd;
    return z.map((v, i) => v + t * d[i]);
  };
  for (let k = 0; k < 4 * n + 10 && rr > 0; k++) {
    const Hd = product(d),
      curvature = dot(d, Hd);
    if (!(curvature > 2 ** -52 * length(d) * length(Hd))) return { p: edge(), newton: false };
    const a = rr / curvature,
      ahead = z.map((v, i) => v + a * d[i]);
    if (length(ahead) >= radius) return { p: edge(), newton: false };
    z.set(ahead);
    for (let i = 0; i < n; i++) r[i] += a * Hd[i];
    const next = dot(r, r);
    if (Math.sqrt(next) <= enough) break;
    for (let i = 0; i < n; i++) d[i] = -r[i] + (next / rr) * d[i];
    rr = next;
  }
  return { p: z, newton: true };
}

const withSteps =
  (steps: ReturnType<typeof stepsOf>, g: Float64Array) =>
  (radius: number): Bounded =>
    steps(g, radius);

export function newton(goal: Goal, start: Place, options: DescentOptions): Descent {
  let here = start,
    iterations = 0,
    radius = 0.1 * Math.max(1, length(start.x));
  const end = (reason: SolverReason): Descent => ({ place: here, reason, iterations });
  for (;;) {
    const gradient = projected(goal, here, here.g),
      at = here,
      H = goal.entries?.(here.x) ?? null,
      times = H === null ? goal.product(here.x) : (v: Float64Array): Float64Array => H.times(v),
      product = (v: Float64Array): Float64Array => projected(goal, at, times(v)),
      moving = H === null ? null : projected(goal, here, new Float64Array(gradient.length).fill(1)),
      step =
        H === null
          ? (radius: number): Bounded => inner(product, gradient, radius)
          : withSteps(
              stepsOf(H, (j) => moving![j] === 0),
              gradient,
            );
    for (let accepted = false; !accepted;) {
      const { p, newton: whole } = step(radius);
      // Entries know a saddle where the gradient vanishes: the step leaves it.
      if (
        (largest(gradient) === 0 && (H === null || whole)) ||
        (whole && isMinimum(gradient, p, here.x, options.threshold))
      )
        return end("stationary");
      if (isPlateau(gradient)) return end("flat");
      if (iterations >= options.maxIterations) return end("iterations");
      iterations++;
      const x = clipped(
          goal,
          here.x.map((v, i) => v + p[i]),
        ),
        s = x.map((v, i) => v - here.x[i]),
        next = goal.both(x);
      if (next.f === -Infinity) return end("unbounded");
      const foreseen = -(dot(here.g, s) + dot(s, times(s)) / 2);
      let ratio = -1;
      if (isFinitePlace(next) && foreseen > 0)
        // Below a few last bits of the value its decrease is rounding: the gradient says whether the step was good.
        ratio =
          foreseen > 2 ** -40 * Math.abs(here.f)
            ? (here.f - next.f) / foreseen
            : length(projected(goal, next, next.g)) < length(gradient)
              ? 1
              : -1;
      const reach = length(s);
      if (ratio < 0.25) radius = (ratio > 0 ? 0.5 : 0.25) * Math.min(radius, length(p));
      else if (ratio > 0.75 && !whole) radius = Math.max(radius, 2 * reach);
      if (ratio > 1e-4) {
        here = next;
        accepted = true;
      } else if (!(radius > 2 ** -52 * Math.max(length(here.x), Number.MIN_VALUE * 2 ** 60)))
        return end(whole && withinValue(goal, here, gradient, p) ? "stationary" : "stalled");
      else if (whole && withinValue(goal, here, gradient, p)) return end("stationary");
      if (!options.onStep(iterations, here, largest(projected(goal, here, here.g)))) return end("aborted");
    }
  }
}
