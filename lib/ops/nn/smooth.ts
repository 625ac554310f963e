// Smooth activations beside the logistic family of ops/elementwise/activation.ts.
import { add, mul, mulRow, neg } from "../../core/ring.js";
import { reciprocal, square } from "../../core/quotients.js";
import { unary, type Unary } from "../../core/kinds.js";
import type { Domain } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { wrongArgument } from "../../errors.js";
import * as kernel from "../../kernels/activation.js";
import { fromEnd } from "../../array/shape.js";
import { sigmoid, softplusRow } from "../elementwise/activation.js";
import { abs, times } from "../elementwise/elementary.js";
import { sech, tanh } from "../elementwise/hyperbolic.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { softmax } from "../reduce/softmax.js";
import { narrow } from "../move/order.js";

const apart: Domain = { lo: -2, hi: 2, apart: true };

/**
 * Elementwise x / (1 + |x|).
 *
 * @example
 * import { softsign } from "dualtensor/nn";
 * softsign([-1, 0, 3]) // => tensor([-0.5000,  0.0000,  0.7500])
 */
export const softsign: Unary = /*#__PURE__*/ unary(
  "softsign",
  (v) => (v === Infinity ? 1 : v === -Infinity ? -1 : v / (1 + Math.abs(v))),
  (x) => square(reciprocal(add(literal(1), abs(x)))),
  apart,
);

/** tanh(log(1 + e^x)), and its slope sech²(log(1 + e^x)) σ(x). */
export const tanhSoftplus: Unary = /*#__PURE__*/ unary("tanhSoftplus", kernel.tanhSoftplus, (x) =>
  times(square(sech(softplusRow(x))), sigmoid(x)),
);
/**
 * Elementwise x tanh(softplus(x)) (Misra 2019).
 *
 * @example
 * import { mish } from "dualtensor/nn";
 * mish([-1, 0, 1]) // => tensor([-0.3034,  0.0000,  0.8651])
 */
export const mish: Unary = /*#__PURE__*/ unary(
  "mish",
  (v) => (v === -Infinity ? 0 : v * kernel.tanhSoftplus(v)),
  // Exact zeros of the slope annihilate an x of infinity.
  (x) => add(tanhSoftplus(x), mulRow(x, times(square(sech(softplusRow(x))), sigmoid(x)), CHAIN)),
);
/**
 * Elementwise x - tanh x, without cancellation near 0.
 *
 * @example
 * import { tanhshrink } from "dualtensor/nn";
 * tanhshrink([0.001, 2]) // => tensor([3.3333e-10, 1.0360e+00])
 */
export const tanhshrink: Unary = /*#__PURE__*/ unary("tanhshrink", kernel.tanhshrink, (x) => square(tanh(x)));
/**
 * a sigmoid(b), where a and b are the halves of `dim`.
 *
 * @example
 * import { glu } from "dualtensor/nn";
 * glu([1, 2, 0, 0]) // => tensor([0.5000, 1.0000])
 */
export const glu: Face<[input: TensorLike, dim?: number | Options<{ dim: number }>]> = /*#__PURE__*/ face(
  "glu",
  "input: tensor, dim: int = -1",
  (x: Tensor, dim: number) => {
    const axis = fromEnd("glu", dim, x.ndim),
      n = x.shape[x.ndim + axis];
    if (n % 2 === 1) throw wrongArgument("glu", "dim", "an axis of even length", dim, `Its length is ${n}`);
    return mul(narrow(x, axis, 0, n / 2), sigmoid(narrow(x, axis, n / 2, n / 2)));
  },
);
/**
 * The softmax of -x along an axis.
 *
 * @example
 * import { softmin } from "dualtensor/nn";
 * softmin([0, 1000], 0) // => tensor([1, 0])
 */
export const softmin: Face<[input: TensorLike, dim: number]> = /*#__PURE__*/ face(
  "softmin",
  "input: tensor, dim: int",
  (x: Tensor, dim: number) => softmax(neg(x), fromEnd("softmin", dim, Math.max(x.ndim, 1))),
);
