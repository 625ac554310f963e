// Least squares by Levenberg and Marquardt's method: each step solves min |J p + r|² + λ |D p|² by QR, never by JᵀJ, whose
// condition would be that of J squared. D holds the largest norms that the columns of J have had (J. J. Moré, "The
// Levenberg-Marquardt algorithm: implementation and theory", 1978, section 6), so the units of the parameters do not
// count; λ follows the ratio of the decrease found to the decrease foreseen (H. B. Nielsen, "Damping parameter in
// Marquardt's method", 1999, equation 2.4).
import { matmul } from "../core/matmul.js";
import { transposeLast } from "../core/views.js";
import { Plain, lift, type Tensor, type TensorLike } from "../core/tensor.js";
import { watchedInput, wrongArgument, wrongOption, wrongShape, unknownOption } from "../errors.js";
import { cat } from "../ops/move/concatenate.js";
import { lstsq } from "../ops/linalg/lstsq.js";
import { qr } from "../ops/linalg/qr.js";
import { solveTriangular } from "../ops/linalg/triangular.js";
import { isPlainObject } from "../door/parse.js";
import { size } from "../array/shape.js";
import { valueAndJacobian } from "../transform/jacobian.js";

export interface FitStep {
  readonly iteration: number;
  readonly sumOfSquares: number;
  readonly damping: number;
}
export interface FitOptions {
  /** Steps that are tried at most. Default 1000. */
  readonly maxIterations?: number;
  /** Converged when a step is smaller than this part of x, both measured with D. Default 1e-13. */
  readonly tolerance?: number;
  /** Called after each step that was tried. */
  readonly onStep?: (step: FitStep) => void;
}
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
  /** False: the iterations ran out before x was found. */
  readonly converged: boolean;
}

/** One point: r and J flat, J as a matrix of m rows and n columns. */
interface Point {
  readonly x: Tensor;
  readonly r: Tensor;
  readonly J: Tensor;
  readonly sum: number;
}
const squares = (v: Float64Array): number => v.reduce((s, a) => s + a * a, 0);
const finite = (t: Tensor): boolean => t.data.every(Number.isFinite);
/** √ of the sum of squares of each column. */
function norms({ data, shape: [m, n] }: Tensor): Float64Array {
  const s = new Float64Array(n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) s[j] += data[i * n + j] ** 2;
  return s.map(Math.sqrt);
}
/** J D⁻¹, above √λ I where λ is given. */
function scaled(J: Tensor, D: Float64Array, damping?: number): Tensor {
  const n = D.length,
    A = new Plain(
      J.shape,
      J.data.map((v, k) => v / D[k % n]),
    );
  if (damping === undefined) return A;
  const below = new Float64Array(n * n);
  for (let j = 0; j < n; j++) below[j * (n + 1)] = Math.sqrt(damping);
  return cat([A, new Plain([n, n], below)], 0);
}

function checked(fn: string, given: FitOptions): Required<FitOptions> {
  const known = ["maxIterations", "tolerance", "onStep"];
  if (!isPlainObject(given)) throw wrongArgument(fn, "options", `an object of ${known.join(", ")}`, given);
  for (const key of Object.keys(given)) if (!known.includes(key)) throw unknownOption(fn, key, known);
  const { maxIterations = 1000, tolerance = 1e-13, onStep = () => undefined }: FitOptions = given;
  if (!Number.isInteger(maxIterations) || maxIterations < 0)
    throw wrongOption(fn, "maxIterations", "a whole number from 0", maxIterations);
  if (!(typeof tolerance === "number" && tolerance >= 0 && tolerance < 1))
    throw wrongOption(fn, "tolerance", "a number from 0 to 1", tolerance);
  if (typeof onStep !== "function") throw wrongOption(fn, "onStep", "a function", onStep);
  return { maxIterations, tolerance, onStep };
}

/**
 * The x near `start` at which the sum of squares of f(x), the residuals, is least, with the standard errors of x. x and
 * f(x) may have any shape. Where f is not finite a step is taken back. Cost: one Jacobian and one QR an iteration.
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
  const fn = "levenbergMarquardt",
    { maxIterations, tolerance, onStep } = checked(fn, options),
    x0 = lift(start, fn, "start");
  if (x0.level !== 0) throw watchedInput(fn);
  const n = size(x0.shape);
  if (n === 0 || !finite(x0)) throw wrongArgument(fn, "start", "one finite number or more", start);
  const point = (x: Tensor): Point & { readonly shape: readonly number[] } => {
    const { value, jacobian } = valueAndJacobian(f, x);
    const r = value.reshape([-1]);
    return { x, r, J: jacobian.reshape([r.size, n]), sum: squares(r.data), shape: value.shape };
  };

  let here = point(x0);
  const { shape } = here,
    m = here.r.size;
  if (m < n)
    throw wrongShape(fn, "f(start)", `to have at least ${n} residuals, one for each parameter`, shape);
  if (!Number.isFinite(here.sum) || !finite(here.J))
    throw wrongArgument(fn, "start", "where the residuals and their Jacobian are finite", start);

  const D = norms(here.J).map((v) => v || 1);
  let [damping, growth, iterations, converged] = [1e-3, 2, 0, here.sum === 0];
  for (; !converged && iterations < maxIterations; iterations++) {
    const rhs = cat([here.r.neg(), new Plain([n], new Float64Array(n))], 0),
      p = lstsq(scaled(here.J, D, damping), rhs).solution.data,
      there = point(
        new Plain(
          x0.shape,
          here.x.data.map((v, j) => v + p[j] / D[j]),
        ),
      );
    const step = Math.sqrt(squares(p)),
      reach = Math.sqrt(squares(here.x.data.map((v, j) => v * D[j]))),
      small = step <= tolerance * reach;
    // |r|² - |J p + r|² = |J p|² + 2 λ |D p|², because p solves the damped problem.
    const along = matmul(scaled(here.J, D), new Plain([n], p)).data,
      foreseen = squares(along) + 2 * damping * step * step,
      usable = Number.isFinite(there.sum) && finite(there.J);
    // Below a few last bits of the sum its decrease is rounding: the gradient says whether the step was good.
    const ratio = !usable
      ? -1
      : foreseen > 2 ** -40 * here.sum
        ? (here.sum - there.sum) / foreseen
        : slope(there, D) < slope(here, D)
          ? 1
          : -1;
    if (ratio > 0) {
      here = there;
      norms(here.J).forEach((v, j) => (D[j] = Math.max(D[j], v)));
      damping *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
      growth = 2;
    } else {
      damping *= growth;
      growth *= 2;
    }
    converged = small || here.sum === 0;
    onStep({ iteration: iterations + 1, sumOfSquares: here.sum, damping });
  }
  const deviation = m > n ? Math.sqrt(here.sum / (m - n)) : NaN;
  return {
    x: here.x,
    residuals: here.r.reshape(shape),
    jacobian: here.J.reshape([...shape, ...x0.shape]),
    sumOfSquares: here.sum,
    deviation,
    standardErrors: new Plain(
      x0.shape,
      spread(here.J).map((v) => v * deviation),
    ),
    iterations,
    converged,
  };
}

/** |D⁻¹ Jᵀ r|. */
const slope = ({ J, r }: Point, D: Float64Array): number =>
  Math.sqrt(squares(matmul(transposeLast(scaled(J, D)), r).data));

/** √(JᵀJ)⁻¹ᵢᵢ: the norms of the rows of D⁻¹ R⁻¹, for R of the columns scaled to norm 1. */
function spread(J: Tensor): Float64Array {
  const D = norms(J),
    n = D.length,
    lost = new Float64Array(n).fill(NaN);
  if (!D.every((v) => v > 0)) return lost;
  const { R } = qr(scaled(J, D)),
    least = J.shape[0] * 2 ** -52;
  for (let j = 0; j < n; j++) if (!(Math.abs(R.data[j * (n + 1)]) > least)) return lost;
  const unit = new Float64Array(n * n);
  for (let j = 0; j < n; j++) unit[j * (n + 1)] = 1;
  return norms(transposeLast(solveTriangular(R, new Plain([n, n], unit), { upper: true }))).map(
    (v, j) => v / D[j],
  );
}
