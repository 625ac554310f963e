// The logistic functions and rectifiers. In the tails every derivative is a product of small numbers, never a difference of
// numbers near 1.
import { binary, unary, type Binary, type Unary } from "../../core/kinds.js";
import { add, mulRow, neg } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { gt, where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { div } from "../../core/quotients.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/elementary.js";
import { known, times } from "./elementary.js";
import { tanh } from "./hyperbolic.js";

const reals: Domain = { lo: -2, hi: 2 };

/**
 * Elementwise logistic function 1 / (1 + e^-x).
 *
 * @example
 * sigmoid([0, 2]) // => tensor([0.5000, 0.8808])
 */
export const sigmoid: Unary = /*#__PURE__*/ unary("sigmoid", kernel.sigmoid, (x) => sigmoidSlope(x), reals);
/** The derivative of the sigmoid. sigmoid(-x) - sigmoid(x), a factor of its own derivative, is -tanh(x / 2). */
export const sigmoidSlope: Unary = /*#__PURE__*/ unary(
  "sigmoidSlope",
  kernel.sigmoidSlope,
  (x, y) => neg(times(y, tanh(times(literal(0.5), x)))),
  reals,
);
/**
 * Elementwise log(sigmoid(x)).
 *
 * @example
 * logsigmoid([0, -40]) // => tensor([ -0.6931, -40.0000])
 */
export const logsigmoid: Unary = /*#__PURE__*/ unary(
  "logsigmoid",
  (v) => -kernel.softplus(-v),
  (x) => sigmoid(neg(x)),
  reals,
);
export const softplusRow: Unary = /*#__PURE__*/ unary("softplus", kernel.softplus, (x) => sigmoid(x), reals);
/**
 * Elementwise log(1 + e^(beta x)) / beta, the smooth rectifier. With a threshold it is x where beta x is above it; without
 * one it is accurate everywhere.
 *
 * @example
 * softplus([0, 40]) // => tensor([0.6931, 40.0000])
 * softplus(-40).item() // => 4.248354255291589e-18
 */
export const softplus: Face<
  | [input: TensorLike, beta?: number, threshold?: number | null | Options<{ threshold: number | null }>]
  | [input: TensorLike, options: Options<{ beta: number; threshold: number | null }>]
> = /*#__PURE__*/ face(
  "softplus",
  "input: tensor, beta: number = 1, threshold: number?",
  (x: Tensor, beta: number, threshold: number | null | undefined) => {
    if (beta === 1 && typeof threshold !== "number") return softplusRow(x);
    const b = scalar(beta);
    const scaled = times(b, x);
    const y = div(softplusRow(scaled), b);
    return typeof threshold === "number" ? where(gt(scaled, threshold), known(x), y) : y;
  },
);
/**
 * Elementwise max(x, 0); its derivative at 0 is 0.
 *
 * @example
 * relu([-1, 2]) // => tensor([0, 2])
 */
export const relu: Unary = /*#__PURE__*/ unary(
  "relu",
  (v) => (v <= 0 ? 0 : v),
  (x) => reluSlope(x),
  { lo: -2, hi: 2, apart: true },
  { loop: kernel.positivePart },
);
/** Is x above 0? NaN is neither. */
export const reluSlope: Unary = /*#__PURE__*/ unary(
  "reluSlope",
  (v) => (v > 0 ? 1 : v <= 0 ? 0 : NaN),
  () => null,
  { lo: -2, hi: 2, apart: true },
  { loop: kernel.steps, flat: true },
);
/**
 * Elementwise x sigmoid(x).
 *
 * @example
 * silu([-1, 0, 1]) // => tensor([-0.2689, 0.0000, 0.7311])
 */
export const silu: Unary = /*#__PURE__*/ unary(
  "silu",
  (v) => (v === -Infinity ? 0 : v * kernel.sigmoid(v)),
  // Exact zeros of the slope annihilate an x of infinity.
  (x) => add(sigmoid(x), mulRow(x, sigmoidSlope(x), CHAIN)),
  reals,
);
/**
 * Elementwise log(e^x + e^y).
 *
 * @example
 * logaddexp(1000, [1000, 0]) // => tensor([1000.6931, 1000.0000])
 */
export const logaddexp: Binary = /*#__PURE__*/ binary(
  "logaddexp",
  (x, y) => (x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)))),
  (x, y) => expShare(x, y),
  (x, y) => expShare(y, x),
  reals,
);
/**
 * Elementwise log2(2^x + 2^y).
 *
 * @example
 * logaddexp2(3, [3, 0]) // => tensor([4.0000, 3.1699])
 */
export const logaddexp2: Binary = /*#__PURE__*/ binary(
  "logaddexp2",
  (x, y) => (x === y ? x + 1 : Math.max(x, y) + Math.LOG2E * Math.log1p(2 ** -Math.abs(x - y))),
  (x, y) => exp2Share(x, y),
  (x, y) => exp2Share(y, x),
  reals,
);
/** The part s that b^x has in b^x + b^y, with ds/dx = -ds/dy = log(b) s (1 - s). Beside y = Infinity it vanishes: NaN. */
const share = (
  name: string,
  f: (d: number) => number,
  slope: (s: Tensor, rest: Tensor) => Tensor,
): Binary => {
  const row: Binary = binary(
    name,
    (x, y) => (y === Infinity && x < y ? NaN : f(x - y)),
    (x, y, s) => slope(s, row(y, x)),
    (x, y, s) => neg(slope(s, row(y, x))),
    reals,
  );
  return row;
};
const LN2 = /*#__PURE__*/ scalar(Math.LN2);
export const expShare: Binary = /*#__PURE__*/ share("expShare", kernel.sigmoid, times);
export const exp2Share: Binary = /*#__PURE__*/ share(
  "exp2Share",
  (d) => 1 / (1 + 2 ** -d),
  (s, rest) => times(LN2, times(s, rest)),
);
