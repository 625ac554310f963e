// The inverse of the logistic function. Its derivatives are sums of positive terms times a slope 1 / (x (1 - x)) of its own row.
import { square } from "../../core/quotients.js";
import { unary, type Unary } from "../../core/kinds.js";
import { sub } from "../../core/ring.js";
import type { Domain } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as kernel from "../../kernels/special/erfinv.js";
import { clamp } from "../elementwise/choice.js";
import { times } from "../elementwise/elementary.js";

const shares: Domain = { lo: 0.05, hi: 0.95 };

export const logitRow: Unary = /*#__PURE__*/ unary("logit", kernel.logit, (x) => logitSlope(x), shares);
/** s = 1 / (x (1 - x)), with s' = (2x - 1) s². */
export const logitSlope: Unary = /*#__PURE__*/ unary(
  "logitSlope",
  kernel.logitSlope,
  (x, s) => times(sub(times(literal(2), x), literal(1)), square(s)),
  shares,
);
/**
 * Elementwise log(x / (1 - x)), the inverse of `sigmoid`: ±Infinity at 1 and 0, NaN beyond. With `eps` the input is first clamped to
 * [eps, 1 - eps], outside which the derivative is 0.
 *
 * @example
 * logit([0.5, 0.75, 1]) // => tensor([0.0000, 1.0986, Infinity])
 * logit([-1, 0.5], { eps: 0.25 }) // => tensor([-1.0986,  0.0000])
 */
export const logit: Face<[input: TensorLike, eps?: number | null | Options<{ eps: number | null }>]> =
  /*#__PURE__*/ face("logit", "input: tensor, eps: number?", (x: Tensor, eps: number | null | undefined) =>
    logitRow(typeof eps === "number" ? clamp(x, eps, 1 - eps) : x),
  );
