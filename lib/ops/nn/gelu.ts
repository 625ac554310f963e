// The Gaussian error linear unit (D. Hendrycks, K. Gimpel, arXiv:1606.08415), exactly or by the approximation that uses tanh.
import { unary, type Unary } from "../../core/kinds.js";
import { add, mulRow } from "../../core/ring.js";
import { square } from "../../core/quotients.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { wrongOption } from "../../errors.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { ndtr as distribution } from "../../kernels/special/erf.js";
import { sigmoid } from "../elementwise/activation.js";
import { clamp } from "../elementwise/choice.js";
import { times } from "../elementwise/elementary.js";
import { density, ndtr } from "../special/erf.js";

/** x Φ(x). The density, where it is exactly 0, annihilates an x of infinity. */
export const geluRow: Unary = /*#__PURE__*/ unary(
  "gelu",
  (v) => (v === -Infinity ? 0 : v * distribution(v)),
  (x) => add(ndtr(x), mulRow(x, density(x), CHAIN)),
  { lo: -2, hi: 2 },
);
const ROOT_8_OVER_PI = /*#__PURE__*/ scalar(Math.sqrt(8 / Math.PI));
const CUBIC = /*#__PURE__*/ scalar(0.044715);
/**
 * ½ x (1 + tanh u) with u = √(2/π) (x + 0.044715 x³), as x sigmoid(2u): ½ (1 + tanh u) would cancel. Beyond ±25 the sigmoid
 * is 0 or 1 to all its digits and flat, so u need not grow until it overflows.
 */
function byTanh(x: Tensor): Tensor {
  const near = clamp(x, -25, 25);
  const u = times(ROOT_8_OVER_PI, times(near, add(literal(1), times(CUBIC, square(near)))));
  return mulRow(x, sigmoid(u), CHAIN);
}
/**
 * Elementwise x Φ(x) with the normal distribution Φ; with `approximate: "tanh"`, ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))).
 *
 * @example
 * import { gelu } from "dualtensor/nn";
 * gelu([-1, 0, 1]) // => tensor([-0.1587,  0.0000,  0.8413])
 * gelu(1, { approximate: "tanh" }).item() // => 0.8411919906082768
 */
export const gelu: Face<[input: TensorLike, options?: Options<{ approximate: "none" | "tanh" }>]> =
  /*#__PURE__*/ face(
    "gelu",
    'input: tensor, *, approximate: string = "none"',
    (x: Tensor, approximate: string) => {
      if (approximate === "none") return geluRow(x);
      if (approximate === "tanh") return byTanh(x);
      throw wrongOption("gelu", "approximate", '"none" or "tanh"', approximate);
    },
  );
