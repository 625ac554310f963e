// Least squares as a user asks for it: data, weights, bounds, losses, manifolds and several starts around the search of trust.ts,
// and what a fit is worth: which parameters it determined, how well, and why it stopped. Long because options and result are said
// where they are used.
import { checkCount } from "../door/arguments.js";
import { lift, Plain, type Tensor } from "../core/tensor.js";
import { wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { size, type Shape } from "../array/shape.js";
import { jacobian, valueAndJacobian } from "../transform/jacobian.js";
import { arityOf } from "../transform/listed.js";
import { inputs, pack, type Args, type Input, type Inside, type Out } from "../transform/structure.js";
import { squares } from "./dense.js";
import { dataOf, Evaluator, type Evaluate } from "./evaluation.js";
import { leaves, numbersIn, numbersOf, placeOf } from "./flat.js";
import { denseInverse, watchersOf, withDerivatives } from "./implicit.js";
import { originOf, type Residuals } from "./numbers.js";
import { lossOf, robust, type Loss, type NamedLoss } from "./robust.js";
import { parametersOf, type Parameters } from "./parameters.js";
import { Statistics, type Band, type Interval } from "./covariance.js";
import type { Slopes } from "./slopes.js";
import { sparseInverse } from "./sparsely.js";
import { differentiated } from "./stationary.js";
import { allFinite } from "./unknowns.js";
import { settled, type End, type Stationary, type Model, type System } from "./trust.js";

/** A number for each number of the parameters: one for all, or the structure of the start with parts left out. */
export type Partly<X> =
  | number
  | boolean
  | (X extends readonly unknown[] | object ? { readonly [K in keyof X]?: unknown } | Tensor : never);

/** A step of {@link leastSquares}, as `onStep` sees it. */
export interface LeastSquaresStep {
  readonly iteration: number;
  /** The sum that is made small, before its half. */
  readonly sumOfSquares: number;
}
/** Observations, weights, bounds, losses, limits of {@link leastSquares}. */
export interface LeastSquaresOptions<X = unknown> {
  /** Data that f shall meet: residuals are f(x) - observed. In f's structure. */
  readonly observed?: unknown;
  /** Each residual is multiplied by the root of its weight; 0 leaves it out. Not with sigma. */
  readonly weights?: unknown;
  /** Standard deviations of the data: residuals are divided by them. */
  readonly sigma?: unknown;
  /** True: sigma is known in absolute terms, and standard errors are not scaled with the residuals. */
  readonly absoluteSigma?: boolean;
  readonly lower?: Partly<X>;
  readonly upper?: Partly<X>;
  /** True where a parameter stays as it starts. */
  readonly fixed?: Partly<X>;
  /** "unitVector" or "unitQuaternion" for parameters that keep length 1 along their last axis. */
  readonly manifold?: unknown;
  /** "linear", "huber", "softL1", "cauchy", or s = (r / lossScale)² to [rho, rho', rho'']. */
  readonly loss?: NamedLoss | Loss;
  /** The residual from which a loss counts less. Default 1. */
  readonly lossScale?: number;
  /** Further starts; the least sum among those that converge is the result. */
  readonly starts?: readonly X[];
  /** True: f is compiled by {@link jit} first. */
  readonly compile?: boolean;
  /** Steps that are tried at most, for each search. Default 1000. */
  readonly maxIterations?: number;
  /** A search ends with a step below this part of x. Default 1e-13. */
  readonly tolerance?: number;
  /**
   * True: the Jacobian is kept by its entries (as {@link sparseJacobian} finds them), and a step is one of sparse Cholesky. For
   * some hundred parameters and more, few of which move any one residual.
   */
  readonly sparse?: boolean;
  readonly onStep?: (step: LeastSquaresStep) => void;
  readonly signal?: { readonly aborted: boolean };
}
/** Why a fit ended. */
export type Reason = "stationary" | "zero residuals" | "iterations" | "stalled" | "flat" | "aborted";
/** What {@link leastSquares} found: parameters, their uncertainties, residuals, and why it ended there. */
export interface LeastSquares<X = unknown> {
  /** The parameters, in the structure of the start. */
  readonly x: Inside<X>;
  /** f(x) - observed, weighted, one after the other. */
  readonly residuals: Tensor;
  /** Of the residuals, m x N for N numbers of parameters. */
  readonly jacobian: Tensor;
  /** Σ r², or the sum of the loss. */
  readonly sumOfSquares: number;
  /** True where x is a minimum by the gradient, not by the length of the last step. */
  readonly converged: boolean;
  readonly reason: Reason;
  /** What to do where it did not converge. */
  readonly advice: string;
  /** Largest cosine between a residual vector and a column that may move. */
  readonly gradientMeasure: number;
  /** "scaled" or "unscaled" trust region. */
  readonly strategy: string;
  readonly iterations: number;
  readonly evaluations: { readonly values: number; readonly jacobians: number };
  /** Names of all numbers of the parameters: "x[0]", "x.rate". */
  readonly names: readonly string[];
  /** How many directions of the parameters the residuals determine, and of which order their condition is. */
  readonly rank: number;
  readonly condition: number;
  /** Parameters that the residuals do not determine; those that stand at a bound. */
  readonly undetermined: readonly string[];
  readonly atBounds: readonly string[];
  readonly degreesOfFreedom: number;
  /** √(Σ r² / degrees of freedom). */
  readonly deviation: number;
  /** N x N; NaN where a parameter is undetermined or at a bound, 0 where it is fixed. */
  readonly covariance: Tensor;
  readonly correlation: Tensor;
  /** The covariance of these parameters alone, by their names; with `sparse` that is one solution of a system for each. */
  covarianceOf(...names: string[]): Tensor;
  readonly standardErrors: Inside<X>;
  /** Of predictions against observed; NaN without data. */
  readonly rSquared: number;
  /** The half-width of each parameter's confidence interval. Default level 0.95. */
  confidence(level?: number): Inside<X>;
  /** A model of the parameters with its bands. */
  predict(g: (...x: never[]) => Tensor, options?: { readonly level?: number; readonly sigma?: number }): Band;
}

const KNOWN =
  "observed weights sigma absoluteSigma lower upper fixed manifold loss lossScale starts compile sparse maxIterations tolerance onStep signal".split(
    " ",
  );
/** Up to so many parameters a Jacobian, all of whose columns go through f at once, costs two or three values. */
const JOINTLY = 8;

function checked<X>(fn: string, given: LeastSquaresOptions<X> | undefined) {
  const o = optionsOf<LeastSquaresOptions<X>>(fn, given, KNOWN),
    { maxIterations = 1000, tolerance = 1e-13, lossScale = 1, onStep, signal } = o;
  if (!Number.isInteger(maxIterations) || maxIterations < 0)
    throw wrongOption(fn, "maxIterations", "a whole number from 0", maxIterations);
  if (!(typeof tolerance === "number" && tolerance >= 0 && tolerance < 1))
    throw wrongOption(fn, "tolerance", "a number from 0 to 1", tolerance);
  if (!(typeof lossScale === "number" && lossScale > 0))
    throw wrongOption(fn, "lossScale", "a positive number", lossScale);
  if (onStep !== undefined && typeof onStep !== "function")
    throw wrongOption(fn, "onStep", "a function", onStep);
  if (signal !== undefined && typeof (signal as { aborted?: unknown } | null)?.aborted !== "boolean")
    throw wrongOption(fn, "signal", "the signal of an AbortController", signal);
  for (const flag of ["absoluteSigma", "compile", "sparse"] as const)
    if (o[flag] !== undefined && typeof o[flag] !== "boolean")
      throw wrongOption(fn, flag, "true or false", o[flag]);
  if (o.weights !== undefined && o.sigma !== undefined)
    throw wrongOption(fn, "weights", "alone: sigma says the same, as weights 1 / sigma²", o.weights);
  if (o.absoluteSigma === true && o.sigma === undefined)
    throw wrongOption(fn, "absoluteSigma", "beside sigma, whose unit it speaks of", true);
  if (o.starts !== undefined && !Array.isArray(o.starts))
    throw wrongOption(fn, "starts", "an array of starts", o.starts);
  return { ...o, maxIterations, tolerance, lossScale, rho: lossOf(fn, o.loss) };
}

/**
 * The parameters x near `start` at which the sum of squares of f(x), the residuals, is least; with `observed`, of f(x) - observed.
 * x and f(x) are tensors, or tuples and records of them. Derivatives are f's own, forward; the method is Levenberg's and
 * Marquardt's as a trust region, scaled by the columns of the Jacobian and, where that does not reach a minimum, unscaled.
 * Converged means that the gradient vanishes to rounding, not that steps became small. Inside a function that is being
 * differentiated, x has the derivatives of the solution with respect to everything that f closes over.
 * Cost: one value a step, one Jacobian and O(m n²) an accepted step.
 *
 * @example
 * import { leastSquares } from "dualtensor/optimize";
 * const t = tensor([0, 1, 2, 3]);
 * const fit = leastSquares(({ a, b }) => a.add(t.mul(b)), { a: 1, b: 1 }, { observed: [3, 5, 7, 9] });
 * fit.x.b // => tensor(2)
 * fit.converged // => true
 */
export function leastSquares<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  start: X,
  options?: LeastSquaresOptions<X>,
): LeastSquares<X>;
/** The same of {@link residuals}, those of a formula at the rows of a table above all: its program runs without a tensor. */
export function leastSquares<const X extends readonly number[] | Tensor>(
  f: Residuals,
  start: X,
  options?: LeastSquaresOptions<X>,
): LeastSquares<X>;
export function leastSquares<const X extends Input>(
  f: unknown,
  start: X,
  options?: LeastSquaresOptions<X>,
): LeastSquares<X> {
  if (arguments.length > 3) checkCount("leastSquares", arguments, "f, start, options?");
  const origin = originOf(f);
  return solved("leastSquares", origin?.f ?? f, start, options, origin?.evaluate);
}
/** The same under the name that its messages begin with. */
export function solved<const X extends Input>(
  fn: string,
  f: unknown,
  start: X,
  options: LeastSquaresOptions<X> | undefined,
  own?: Evaluate,
): LeastSquares<X> {
  const o = checked(fn, options),
    given = inputs(fn, start, arityOf(fn, f)),
    { structure } = given,
    tensors = given.tensors.map((t) => {
      const data = numbersOf(t);
      if (data === null) throw wrongArgument(fn, "start", "plain numbers", t);
      return new Plain(t.shape, data.slice());
    }),
    x0 = numbersIn(tensors);
  if (x0.length === 0 || !allFinite(x0)) throw wrongArgument(fn, "start", "one finite number or more", start);
  const parameters = parametersOf(fn, structure, tensors, o),
    { n, N } = parameters,
    shapes = tensors.map((t) => t.shape),
    evaluator = new Evaluator(fn, f, structure, shapes, o.compile === true, own, o.sparse === true);

  // Watched from the first run on: what f keeps of it for itself is then known to have left its call.
  let first: { r: Float64Array; J: Slopes } | null = evaluator.model(x0);
  let r0: Float64Array = first.r.slice();
  const m = r0.length,
    outputs = evaluator.outputs,
    data = dataOf(fn, o, outputs),
    { factor, observed } = data;
  const counted = factor === null ? m : factor.reduce((s, v) => s + (v > 0 ? 1 : 0), 0);
  if (n === 0) throw wrongOption(fn, "fixed", "such that a parameter moves", o.fixed);
  if (counted < n)
    throw wrongShape(
      fn,
      "f(start)",
      `to have at least ${n} residuals that count, one for each parameter`,
      [counted],
      "Fix parameters, or add data",
    );
  const plain = n === N && parameters.own.every((j, i) => j === i);
  /** Residuals, weighted, in place. */
  const weighted = (r: Float64Array): Float64Array => {
    if (r.length !== m) throw wrongShape(fn, "f(x)", `to have ${m} numbers, as at the start`, [r.length]);
    if (observed !== null) for (let i = 0; i < m; i++) r[i] -= observed[i];
    if (factor !== null) for (let i = 0; i < m; i++) r[i] = factor[i] === 0 ? 0 : r[i] * factor[i];
    return r;
  };
  /** Weighted residuals and the Jacobian with respect to what a step moves, before a loss. */
  const bare = (x: Float64Array): { r: Float64Array; J: Slopes; full: Slopes } => {
    const model = first !== null && x === x0 ? first : evaluator.model(x),
      r = weighted(model.r),
      full = factor === null ? model.J : model.J.weighted(factor);
    first = null;
    return { r, full, J: plain ? full : full.through(parameters, x) };
  };
  const lossOfAll = (r: Float64Array, rows: Float64Array | null): number =>
    o.rho === null ? squares(r) : robust(o.rho, o.lossScale, r, rows);
  const system: System = {
    jointly: own !== undefined || o.sparse === true || N <= JOINTLY,
    lower: parameters.lower,
    upper: parameters.upper,
    local: plain ? (x) => x : parameters.local,
    move: parameters.move,
    cost: (x) => {
      const cost = lossOfAll(weighted(evaluator.value(x)), null);
      return Number.isFinite(cost) ? cost : NaN;
    },
    model: (x): Model => {
      const { r, J } = bare(x),
        rows = o.rho === null ? null : new Float64Array(m),
        cost = lossOfAll(r, rows);
      return { r, J: rows === null ? J : J.weighted(rows), cost };
    },
  };
  r0 = weighted(r0);
  if (!allFinite(r0)) {
    const i = r0.findIndex((v) => !Number.isFinite(v));
    throw wrongArgument(
      fn,
      `f(start) at ${placeOf(outputs, i)}`,
      "finite",
      r0[i],
      "Start where the residuals are finite, or look for such data",
    );
  }

  let aborted = false;
  const run = (from: Float64Array, scaling: "columns" | "none"): End & Stationary =>
    settled(system, from, {
      scaling,
      maxIterations: o.maxIterations,
      tolerance: o.tolerance,
      onStep: ({ iteration, cost }) => {
        o.onStep?.({ iteration, sumOfSquares: cost });
        aborted = o.signal?.aborted === true;
        return !aborted;
      },
    });
  const starts = [x0, ...(o.starts ?? []).map((s, i) => startOf(fn, s, i, shapes, parameters))];
  let best: { end: End; holds: boolean; measure: number; strategy: string } | null = null;
  for (const from of starts) {
    for (const strategy of ["scaled", "unscaled"]) {
      if (aborted || o.signal?.aborted === true) break;
      const end = run(from, strategy === "scaled" ? "columns" : "none"),
        { holds, measure } = end,
        better =
          best === null ||
          (holds && !best.holds) ||
          (holds === best.holds && end.model.cost < best.end.model.cost);
      if (better) best = { end, holds, measure, strategy };
      // What ran out of steps, or was asked to end, is not begun again.
      if (holds || end.stopped === "iterations" || end.stopped === "asked") break;
    }
  }
  best ??= {
    end: { x: x0, model: system.model(x0), iterations: 0, stopped: "asked", still: [] },
    holds: false,
    measure: NaN,
    strategy: "scaled",
  };
  const { end, measure, holds: found } = best,
    converged = found && end.stopped !== "asked",
    reason = reasonOf(end, converged);
  // What the search saw last, where that is all there is to see: no loss has scaled it, no parameter is left out.
  const last = plain && o.rho === null ? { r: end.model.r, full: end.model.J } : bare(end.x);
  /** What the fit is worth, once it is asked. */
  let known: Statistics | null = null;
  const statistics = (): Statistics =>
    (known ??= new Statistics({
      parameters,
      x: end.x,
      r: last.r,
      seen: end.model,
      robust: o.rho !== null,
      absolute: o.absoluteSigma === true,
      counted,
      atBounds: atBounds(parameters, system, end),
    }));
  const packed = (v: ArrayLike<number>): Inside<X> => {
    let at = 0;
    return pack(
      structure,
      shapes.map((shape) => {
        const k = size(shape);
        at += k;
        return new Plain(
          shape,
          Float64Array.from({ length: k }, (_, i) => v[at - k + i]),
        );
      }),
    ) as Inside<X>;
  };
  const level = (v: number | undefined): number => {
    const p = v ?? 0.95;
    if (!(p > 0 && p < 1)) throw wrongOption(fn, "level", "a number between 0 and 1", v);
    return p;
  };
  let x = packed(end.x);
  const depth = Math.max(
    evaluator.watched,
    watchersOf(fn, o.observed),
    watchersOf(fn, o.weights),
    watchersOf(fn, o.sigma),
  );
  if (depth > 0) {
    if (!converged)
      throw wrongArgument(
        fn,
        "f",
        "solved where its solution is differentiated",
        reason,
        adviceFor(reason, statistics()),
      );
    const solution = differentiated(
      {
        fn,
        f: f as (...x: unknown[]) => unknown,
        structure,
        shapes,
        outputs,
        parameters,
        x: end.x,
        free: statistics().free,
        observed: o.observed,
        weights: o.weights,
        sigma: o.sigma,
        loss: o.rho,
        name: typeof options?.loss === "string" ? options.loss : undefined,
        scale: o.lossScale,
        orders: depth,
        inverse: (g, at) =>
          o.sparse === true
            ? sparseInverse(fn, g, at)
            : denseInverse(numbersOf(jacobian(g as never, at as never) as unknown as Tensor)!, at.size),
      },
      withDerivatives,
    );
    x = pack(structure, solution) as Inside<X>;
  }
  return {
    x,
    residuals: new Plain([m], last.r.slice()),
    get jacobian() {
      return new Plain([m, N], last.full.dense().slice());
    },
    sumOfSquares: end.model.cost,
    converged,
    reason,
    advice: converged ? "" : adviceFor(reason, statistics()),
    gradientMeasure: measure,
    strategy: best.strategy,
    iterations: end.iterations,
    evaluations: { values: evaluator.values, jacobians: evaluator.jacobians },
    get names() {
      return parameters.names;
    },
    get rank() {
      return statistics().rank;
    },
    get condition() {
      return statistics().condition;
    },
    get undetermined() {
      return statistics().undetermined;
    },
    get atBounds() {
      return statistics().bound;
    },
    get degreesOfFreedom() {
      return statistics().degrees;
    },
    get deviation() {
      return statistics().deviation;
    },
    get covariance() {
      return new Plain([N, N], statistics().covariance.slice());
    },
    get correlation() {
      return new Plain([N, N], statistics().correlation());
    },
    covarianceOf: (...asked) => {
      const which = asked.map((name) => {
        const i = parameters.names.indexOf(name);
        if (i < 0)
          throw wrongArgument("covarianceOf", "names", "names of parameters, as names has them", name);
        return i;
      });
      return new Plain([which.length, which.length], statistics().among(which));
    },
    get standardErrors() {
      return packed(statistics().errors());
    },
    rSquared: observed === null ? NaN : rSquared(last.r, observed, factor),
    confidence: (p) => packed(statistics().confidence(level(p))),
    predict: (g, given) => {
      const asked = optionsOf<{ level?: number; sigma?: number }>(fn, given, ["level", "sigma"]),
        at = evaluator.arguments(end.x),
        { value, jacobian } = valueAndJacobian(
          g as never,
          (structure.kind === "tuple" ? at : at[0]) as never,
        ) as { value: Tensor; jacobian: unknown };
      const shape = lift(value, fn, "the prediction").shape,
        k = size(shape),
        J = new Float64Array(k * N);
      let column = 0;
      leaves(fn, jacobian).forEach((block, i) => {
        const w = size(shapes[i]);
        for (let row = 0; row < k; row++)
          J.set(block.data.subarray(row * w, (row + 1) * w), row * N + column);
        column += w;
      });
      const { confidence, prediction } = statistics().bands(J, k, level(asked.level), asked.sigma);
      return {
        value,
        confidence: around(value, confidence, shape),
        prediction: around(value, prediction, shape),
      };
    },
  };
}

const around = (value: Tensor, half: Float64Array, shape: Shape): Interval => ({
  lower: new Plain(
    shape,
    value.data.map((v, i) => v - half[i]),
  ),
  upper: new Plain(
    shape,
    value.data.map((v, i) => v + half[i]),
  ),
});
function startOf(
  fn: string,
  s: unknown,
  i: number,
  shapes: readonly Shape[],
  parameters: Parameters,
): Float64Array {
  const { tensors } = inputs(fn, s, 0),
    x = numbersIn(tensors);
  if (
    tensors.length !== shapes.length ||
    tensors.some((t, k) => String(t.shape) !== String(shapes[k])) ||
    !allFinite(x)
  )
    throw wrongOption(fn, "starts", `finite numbers in the structure and shapes of the start at ${i}`, s);
  const { local, lower, upper } = parameters;
  if (local(x).some((v, j) => v < lower[j] || v > upper[j]))
    throw wrongOption(fn, "starts", `within the bounds at ${i}`, s);
  return x;
}
/** Of the numbers of a step those that stand at a bound and would cross it downhill. */
function atBounds(parameters: Parameters, system: System, { x, model }: End): boolean[] {
  const u = system.local(x),
    gradient = model.J.gradient(model.r);
  return Array.from(
    gradient,
    (g, j) => (u[j] <= parameters.lower[j] && g > 0) || (u[j] >= parameters.upper[j] && g < 0),
  );
}
function reasonOf({ stopped, model, still }: End, converged: boolean): Reason {
  if (stopped === "asked") return "aborted";
  if (converged) return model.cost === 0 ? "zero residuals" : "stationary";
  if (still.length > 0 && still.every((v) => v)) return "flat";
  return stopped === "iterations" ? "iterations" : "stalled";
}
function adviceFor(reason: Reason, { undetermined }: Statistics): string {
  const loose =
    undetermined.length > 0
      ? ` The residuals do not determine ${undetermined.join(", ")}: fix them, or start elsewhere.`
      : "";
  switch (reason) {
    case "iterations":
      return `The steps ran out before a minimum: raise maxIterations, or start nearer.${loose}`;
    case "stalled":
      return `No step makes the residuals smaller, but the gradient does not vanish: start elsewhere (starts), bound the parameters, or look for a step or a kink in f.${loose}`;
    case "flat":
      return "No parameter moves the residuals where the search has been: f may round them (floor), cut them (stopGradient, .item()), or ignore them.";
    case "aborted":
      return "The signal ended it: x is where the search stood.";
    default:
      return "";
  }
}
function rSquared(r: Float64Array, observed: Float64Array, factor: Float64Array | null): number {
  let [weight, mean, residual, total] = [0, 0, 0, 0];
  const w = (i: number): number => (factor === null ? 1 : factor[i] ** 2);
  observed.forEach((v, i) => {
    weight += w(i);
    mean += w(i) * v;
  });
  mean /= weight;
  observed.forEach((v, i) => {
    residual += r[i] * r[i];
    total += w(i) * (v - mean) ** 2;
  });
  return 1 - residual / total;
}
