// The gamma function, its logarithm and the derivatives of both. The chain is lgamma, digamma, polygamma(1), polygamma(2), ...:
// one row holds it from digamma on, with the order in its params, and one row all derivatives of gamma.
import { unary, type Row, type Unary } from "../../core/kinds.js";
import { add, sub } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { face, type Face } from "../../core/signature.js";
import { scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { wrongArgument } from "../../errors.js";
import { lgamma as lgammaKernel } from "../../kernels/special/gamma.js";
import * as kernel from "../../kernels/special/polygamma.js";
import { family, member, MOST_STEPS } from "./family.js";

const positive: Domain = { lo: 0.3, hi: 4 };

/** The n-th derivative of digamma. */
export const polygammaRow: Row<number> = /*#__PURE__*/ family<number>(
  "polygamma",
  (x, n) => kernel.polygamma(n, x),
  (x, _y, n) => polygammaRow(x, n + 1),
  [0, 1, 2],
  positive,
);
/** The n-th derivative of gamma. */
export const gammaRow: Row<number> = /*#__PURE__*/ family<number>(
  "gamma",
  kernel.gammaPart,
  (x, _y, n) => gammaRow(x, n + 1),
  [0, 1, 2],
  positive,
);

/**
 * Elementwise gamma function: (x - 1)! for whole x > 0, NaN at negative integers.
 *
 * @example
 * gamma([5, 0.5]) // => tensor([24.0000,  1.7725])
 */
export const gamma: Unary = /*#__PURE__*/ member("gamma", gammaRow, 0);
/**
 * Elementwise log |gamma(x)|: infinite at 0, -1, -2, ..., where its derivative is NaN but at 0.
 *
 * @example
 * lgamma([1, 101]) // => tensor([  0.0000, 363.7394])
 */
export const lgamma: Unary = /*#__PURE__*/ unary("lgamma", lgammaKernel, (x) => polygammaRow(x, 0), positive);
/**
 * Elementwise derivative of log gamma: NaN at -1, -2, ..., infinite at 0 with the sign of the limit from the side of the zero.
 *
 * @example
 * digamma([1, 2]) // => tensor([-0.5772,  0.4228])
 */
export const digamma: Unary = /*#__PURE__*/ member("digamma", polygammaRow, 0);
/**
 * Elementwise second derivative of log gamma.
 *
 * @example
 * import { trigamma } from "dualtensor/special";
 * trigamma([1, 2]) // => tensor([1.6449, 0.6449])
 */
export const trigamma: Unary = /*#__PURE__*/ member("trigamma", polygammaRow, 1);
/**
 * Elementwise n-th derivative of digamma, n = 0, 1, 2, ...
 *
 * @example
 * polygamma(2, [1, 2]) // => tensor([-2.4041, -0.4041])
 */
export const polygamma: Face<[n: number, input: TensorLike]> = /*#__PURE__*/ face(
  "polygamma",
  "n: int, input: tensor",
  (n: number, x: Tensor) => {
    if (n < 0 || n > MOST_STEPS) throw wrongArgument("polygamma", "n", `0, 1, 2, ..., ${MOST_STEPS}`, n);
    return polygammaRow(x, n);
  },
);

/**
 * Elementwise logarithm of the multivariate gamma function of dimension p: p (p - 1) / 4 log π + Σ lgamma(x - j / 2), j < p
 * (R. J. Muirhead, Aspects of Multivariate Statistical Theory, theorem 2.1.12).
 *
 * @example
 * mvlgamma([2, 3], 2) // => tensor([0.4516, 1.5502])
 */
export const mvlgamma: Face<[input: TensorLike, p: number]> = /*#__PURE__*/ face(
  "mvlgamma",
  "input: tensor, p: int",
  (x: Tensor, p: number) => {
    if (p < 1 || p > MOST_STEPS) throw wrongArgument("mvlgamma", "p", `1, 2, 3, ..., ${MOST_STEPS}`, p);
    let sum = lgamma(x);
    for (let j = 1; j < p; j++) sum = add(sum, lgamma(sub(x, j / 2)));
    return p === 1 ? sum : add(sum, scalar(((p * (p - 1)) / 4) * Math.log(Math.PI)));
  },
);
