// Minima of a scalar function of tensors. A stationary point is taken for a minimum only where the second derivatives do not
// say otherwise; a saddle is left downhill and the search goes on. Long because options and result are said where they are used.
import { checkCount } from "../door/arguments.js";
import { putRow } from "../core/picks.js";
import type { Tensor } from "../core/tensor.js";
import { notScalar, notSolved, wrongArgument, wrongOption } from "../errors.js";
import { grad, valueAndGrad } from "../transform/gradient.js";
import { hvp } from "../transform/hessian.js";
import { jit } from "../transform/jit.js";
import { linearize } from "../transform/linearize.js";
import type { Args, Input, Inside } from "../transform/structure.js";
import { newton } from "./conjugate.js";
import {
  dense,
  descend,
  isFinitePlace,
  limited,
  projected,
  type Descent,
  type Goal,
  type Place,
} from "./descent.js";
import { block, inspected } from "./inspected.js";
import { denseInverse, withDerivatives } from "./implicit.js";
import type { Partly } from "./leastsquares.js";
import { parametersOf } from "./parameters.js";
import { sparseModel } from "./sparsely.js";
import { adviceOf, settingsOf, type Settings, type SolverReason } from "./settings.js";
import { allFinite, askedOf, largest, Reader, rowOf, structured, vector } from "./unknowns.js";

/** Newton's method in a trust region, or quasi-Newton with a full or a limited memory. */
export type MinimizeMethod = "newton" | "bfgs" | "lbfgs";
/** A step of {@link minimize}, as `onStep` sees it. */
export interface MinimizeStep {
  readonly iteration: number;
  /** The unknowns, in one row. */
  readonly x: readonly number[];
  readonly value: number;
  /** The largest partial derivative that no bound holds. */
  readonly gradient: number;
}
/** Method, bounds, limits and tolerances of {@link minimize}. */
export interface MinimizeOptions<X = unknown> extends Settings<MinimizeStep> {
  /** Default "newton" up to 200 unknowns, then "lbfgs". */
  readonly method?: MinimizeMethod;
  readonly lower?: Partly<X>;
  readonly upper?: Partly<X>;
  /** True: second derivatives are kept by their entries, and "newton" (then the default) takes steps of sparse Cholesky. */
  readonly sparse?: boolean;
  /** Steps that "lbfgs" remembers. Default 10. */
  readonly memory?: number;
}
/** What {@link minimize} found, and why it ended there. */
export interface Minimum<X = unknown> {
  /** The solution, in the structure of the start. */
  readonly x: Inside<X>;
  readonly value: number;
  /** In the structure of x. */
  readonly gradient: Inside<X>;
  /** True where x is a minimum by its derivatives, not by the length of the last step. */
  readonly converged: boolean;
  readonly reason: SolverReason;
  /** What to do where it did not converge. */
  readonly advice: string;
  /** The largest partial derivative that no bound holds. */
  readonly gradientMeasure: number;
  readonly method: MinimizeMethod;
  readonly iterations: number;
  readonly evaluations: {
    readonly gradients: number;
    readonly products: number;
    /** By their entries, with `sparse`. */
    readonly hessians: number;
  };
  /** Names of the unknowns that stand at a bound and would leave it. */
  readonly atBounds: readonly string[];
}

const unitOf = (v: number): number => 2 ** Math.round(Math.log2(v) || 0) || 1;
/** As many unknowns as have their second derivatives looked at for every solution. */
const INSPECTED = 100;
/**
 * An x near `x0` at which the scalar f(x) is least, within bounds: x is a tensor, or tuples and records of them. "newton" is a
 * trust region whose steps are found by conjugate gradients with exact products H v, "bfgs" and "lbfgs" take gradients alone.
 * Converged means that the gradient (of what no bound holds) is at most `tolerance` times 1, or times the largest at the
 * start, and, up to 100 unknowns, that second derivatives show no way down. Inside a function that is being differentiated, x has the
 * derivatives of the solution with respect to everything that f closes over. Cost: one gradient a step, two gradients a product.
 *
 * @example
 * import { minimize } from "dualtensor/optimize";
 * const { x, converged } = minimize((x) => x.sub([1, 2]).pow(2).sum(), [0, 0], { upper: 1.5 });
 * x // => tensor([1, 1.5])
 * converged // => true
 */
export function minimize<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x0: X,
  options?: MinimizeOptions<X>,
): Minimum<X> {
  if (arguments.length > 3) checkCount("minimize", arguments, "f, x0, options?");
  const fn = "minimize",
    { call, unknowns, own } = askedOf(fn, f, "x0", x0),
    n = unknowns.x.length,
    o = settingsOf<MinimizeStep, MinimizeOptions<X>>(
      fn,
      options,
      ["method", "lower", "upper", "memory", "tolerance", "sparse"],
      {
        maxIterations: 2000,
        tolerance: 1e-8,
      },
    ),
    { sparse = false, method = n <= 200 || sparse ? "newton" : "lbfgs", memory = 10 } = o;
  if (!["newton", "bfgs", "lbfgs"].includes(method))
    throw wrongOption(fn, "method", '"newton", "bfgs" or "lbfgs"', method);
  if (!Number.isInteger(memory) || memory < 1)
    throw wrongOption(fn, "memory", "a whole number from 1", memory);
  if (typeof sparse !== "boolean") throw wrongOption(fn, "sparse", "true or false", sparse);
  if (sparse && method !== "newton")
    throw wrongOption(fn, "sparse", 'beside method: "newton", which alone takes second derivatives', true);
  const { lower, upper } = parametersOf(fn, unknowns.structure, unknowns.tensors, o),
    row = rowOf(fn, call, unknowns),
    reader = new Reader(fn),
    evaluations = { gradients: 0, products: 0, hessians: 0 };
  const F = (x: Tensor): Tensor => {
    const y = row(x);
    if (y.shape[0] !== 1) throw notScalar(fn, y.shape);
    return y.reshape([]);
  };
  const pair = (x: Tensor): { value: Tensor; grad: Tensor } => valueAndGrad(F, x),
    along = (x: Tensor, v: Tensor): Tensor => hvp(F, x, v),
    jointly = o.compile ? (jit(pair) as unknown as typeof pair) : pair,
    product = o.compile ? (jit(along) as unknown as typeof along) : null;
  // Products of derivatives must not vanish or overflow: all is measured in a power of 2 near the largest at the start.
  let unit = 1;
  const inUnits = (v: Float64Array): Float64Array => (unit === 1 ? v : v.map((e) => e / unit));
  let second: ReturnType<typeof sparseModel> | null = null;
  const goal: Goal = {
    lower,
    upper,
    entries: !sparse
      ? null
      : (x) => {
          evaluations.hessians++;
          second ??= sparseModel(
            fn,
            (v) => grad(F, v),
            x,
            (t) => reader.numbers(t),
          );
          return second(x).J.over(unit);
        },
    both: (x) => {
      evaluations.gradients++;
      const fast = own?.jacobian(x) ?? null;
      if (fast?.length === n + 1) return { x, f: fast[0] / unit, g: inUnits(fast.slice(1)) };
      const { value, grad: g } = jointly(vector(x.slice()));
      return { x, f: reader.numbers(value)[0] / unit, g: inUnits(reader.numbers(g)) };
    },
    product: (x) => {
      const at = vector(x.slice()),
        fast = own?.hvp(x, x) ?? null,
        push = fast !== null ? null : product === null ? linearize((v: Tensor) => grad(F, v), at).push : null;
      return (v) => {
        evaluations.products++;
        if (fast !== null) return inUnits(own!.hvp(x, v)!.slice());
        return inUnits(reader.numbers(push === null ? product!(at, vector(v)) : push(vector(v))));
      };
    },
  };
  let start = goal.both(unknowns.x);
  if (!isFinitePlace(start))
    throw wrongArgument(
      fn,
      Number.isFinite(start.f) ? "the gradient of f at x0" : "f(x0)",
      "finite",
      Number.isFinite(start.f) ? start.g.find((v) => !Number.isFinite(v)) : start.f,
      "Start where the function and its derivative are defined",
    );
  let used = 0;
  const first = largest(projected(goal, start, start.g)),
    threshold = (o.tolerance * Math.min(1, first)) / unitOf(first);
  unit = unitOf(first);
  start = { x: start.x, f: start.f / unit, g: inUnits(start.g) };
  const run = (from: Place): Descent => {
    const before = used,
      settings = {
        maxIterations: o.maxIterations - used,
        threshold,
        onStep: (iteration: number, { x, f: value }: Place, gradient: number): boolean => {
          o.onStep?.({
            iteration: before + iteration,
            x: Array.from(x),
            value: value * unit,
            gradient: gradient * unit,
          });
          return o.signal?.aborted !== true;
        },
      };
    const end =
      method === "newton"
        ? newton(goal, from, settings)
        : descend(goal, from, method === "bfgs" ? dense(n) : limited(memory), settings);
    used += end.iterations;
    return end;
  };
  const freeAt = (place: Place): number[] => {
    const kept = projected(goal, place, new Float64Array(n).fill(1));
    return Array.from(kept.keys()).filter((j) => kept[j] === 1 && lower[j] < upper[j]);
  };
  let { place, reason } = run(start);
  while (reason === "stationary") {
    const free = freeAt(place);
    if (free.length === 0 || free.length > INSPECTED) break;
    const verdict = inspected(goal, start, place, free, threshold);
    if (verdict.kind === "minimum") break;
    reason = verdict.kind === "valley" ? "iterations" : verdict.kind;
    if (verdict.to === null || used >= o.maxIterations) break;
    used++;
    ({ place, reason } = run(verdict.to));
  }
  const converged = reason === "stationary",
    advice = adviceOf(reason);
  let x: Tensor = vector(place.x.slice());
  if (reader.watched > 0) {
    if (!converged) throw notSolved(fn, reason, advice);
    x = differentiated(F, goal, place, freeAt(place), unit, reader.watched);
  }
  const g = place.g.map((v) => v * unit),
    held = projected(goal, place, new Float64Array(n).fill(1));
  return {
    x: structured(unknowns, x) as Inside<X>,
    value: place.f * unit,
    gradient: structured(unknowns, vector(g.slice())) as Inside<X>,
    converged,
    reason,
    advice,
    gradientMeasure: allFinite(g) ? largest(projected(goal, place, g)) : NaN,
    method,
    iterations: used,
    evaluations,
    atBounds: unknowns.names.filter((_, j) => held[j] === 0),
  };
}

/** The solution with its derivatives: the gradient with respect to what is free vanishes, what is held by a bound stays. */
function differentiated(
  F: (x: Tensor) => Tensor,
  goal: Goal,
  { x }: Place,
  free: readonly number[],
  unit: number,
  orders: number,
): Tensor {
  const n = x.length,
    base = x.slice();
  if (free.length === 0) return vector(x.slice());
  for (const j of free) base[j] = 0;
  const place = (u: Tensor): Tensor => vector(base).add(putRow(u, { axis: -1, index: free, n }));
  const gradient = (u: Tensor): Tensor => grad((v: Tensor) => F(place(v)), u);
  return place(
    withDerivatives(
      Float64Array.from(free, (j) => x[j]),
      gradient,
      goal.entries !== null
        ? goal
            .entries(x)
            .over(1 / unit)
            .block(free)
            .inverse()
        : denseInverse(
            block(goal.product(x), n, free).map((v) => v * unit),
            free.length,
          ),
      orders,
    ),
  );
}
