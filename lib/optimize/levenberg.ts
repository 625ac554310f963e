// Levenberg's and Marquardt's method by its name, for one tensor of parameters and one of residuals: leastsquares.ts without
// data, weights and bounds.
import { Plain, lift, type Tensor, type TensorLike } from "../core/tensor.js";
import { notFunction, watchedInput } from "../errors.js";
import { checkCount } from "../door/arguments.js";
import { optionsOf } from "../door/parse.js";
import { solved, type Reason } from "./leastsquares.js";

/** A step of {@link levenbergMarquardt}, as `onStep` sees it. */
export interface FitStep {
  readonly iteration: number;
  readonly sumOfSquares: number;
}
/** Limits and tolerances of {@link levenbergMarquardt}. */
export interface FitOptions {
  /** Steps that are tried at most. Default 1000. */
  readonly maxIterations?: number;
  /** A search ends with a step smaller than this part of x, both measured by the columns of the Jacobian. Default 1e-13. */
  readonly tolerance?: number;
  /** Called after each step that was tried. */
  readonly onStep?: (step: FitStep) => void;
}
/** What {@link levenbergMarquardt} found, and why it ended there. */
export interface Fit {
  readonly x: Tensor;
  readonly residuals: Tensor;
  /** Of the residuals in x, of shape (shape of the residuals, shape of x). */
  readonly jacobian: Tensor;
  readonly sumOfSquares: number;
  /** √(sum of squares / degrees of freedom); NaN where there are no more residuals than parameters. */
  readonly deviation: number;
  /** Of the shape of x: deviation √((JᵀJ)⁻¹ᵢᵢ); NaN where the residuals do not determine x. */
  readonly standardErrors: Tensor;
  readonly iterations: number;
  /** True where x is a minimum by its gradient. */
  readonly converged: boolean;
  readonly reason: Reason;
  /** What to do where it did not converge. */
  readonly advice: string;
}

/**
 * The x near `start` at which the sum of squares of f(x), the residuals, is least, with the standard errors of x. x and
 * f(x) may have any shape. Where f is not finite a step is taken back. {@link leastSquares} takes data, weights, bounds and
 * structures beside. Cost: one value a step, one Jacobian and O(m n²) an accepted step.
 *
 * @example
 * import { levenbergMarquardt } from "dualtensor/optimize";
 * const t = tensor([0, 1, 2]), y = tensor([3, 5, 7]);
 * const { x } = levenbergMarquardt((b) => b.at(0).add(t.mul(b.at(1))).sub(y), [1, 1]);
 * x // => tensor([3, 2])
 */
export function levenbergMarquardt(
  f: (x: Tensor) => Tensor,
  start: TensorLike,
  options: FitOptions = {},
): Fit {
  if (arguments.length > 3) checkCount("levenbergMarquardt", arguments, "f, start, options?");
  const fn = "levenbergMarquardt",
    { maxIterations, tolerance, onStep } = optionsOf(fn, options, ["maxIterations", "tolerance", "onStep"]),
    x0 = lift(start, fn, "start");
  if (x0.level !== 0) throw watchedInput(fn);
  let shape: readonly number[] = [];
  if (typeof f !== "function") throw notFunction(fn, f);
  const called = (x: Tensor): Tensor => {
    const y = lift(f(x), fn, "the result of f");
    shape = y.shape;
    return y;
  };
  const fit = solved(fn, called, x0, {
    ...(maxIterations === undefined ? {} : { maxIterations }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(onStep === undefined
      ? {}
      : { onStep: ({ iteration, sumOfSquares }) => onStep({ iteration, sumOfSquares }) }),
  });
  const { residuals, jacobian, sumOfSquares, deviation, iterations, converged, reason, advice } = fit;
  return {
    x: fit.x,
    residuals: residuals.reshape(shape),
    jacobian: new Plain([...shape, ...x0.shape], jacobian.data),
    sumOfSquares,
    deviation,
    standardErrors: fit.standardErrors,
    iterations,
    converged,
    reason,
    advice,
  };
}
