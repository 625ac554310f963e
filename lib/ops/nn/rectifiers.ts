// Activations in pieces: each is a choice between smooth parts, and the part not taken contributes nothing. At a kink
// the derivative is PyTorch's (docs/conventions.md): 0 at both ends of hardtanh, the slope of leakyRelu at 0.
import { add, mul, sub } from "../../core/ring.js";
import { eq, ge, gt, le, lt, where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { wrongArgument, wrongOption } from "../../errors.js";
import { logicalAnd } from "../elementwise/choice.js";
import { abs, expm1, known, sign, times } from "../elementwise/elementary.js";
import { reshape } from "../move/reshape.js";

/**
 * x from 0 on and `below` of x under it, taken of 0 where x is not, so that nothing overflows unseen. At 0 the slope is that
 * from the left and the second derivative 0, as PyTorch has it.
 */
const bent = (x: Tensor, slope: number, below: (x: Tensor) => Tensor): Tensor => {
  const down = lt(x, 0);
  const rest = known(x);
  const up = slope === 1 ? rest : where(eq(x, 0), times(scalar(slope), x), rest);
  return where(down, below(where(down, x, 0)), up);
};

type Sloped = Face<[input: TensorLike, negativeSlope?: number | Options<{ negativeSlope: number }>]>;
/**
 * x above 0, negativeSlope x elsewhere.
 *
 * @example
 * import { leakyRelu } from "dualtensor/nn";
 * leakyRelu([-1, 2], 0.1) // => tensor([-0.1000, 2.0000])
 */
export const leakyRelu: Sloped = /*#__PURE__*/ face(
  "leakyRelu",
  "input: tensor, negativeSlope: number = 0.01",
  (x: Tensor, slope: number) => where(gt(x, 0), x, times(scalar(slope), known(x))),
);
/**
 * leakyRelu with the mean of lower and upper as its slope: PyTorch's randomized rectifier outside training.
 *
 * @example
 * import { rrelu } from "dualtensor/nn";
 * rrelu([-1, 2], 0.1, 0.3) // => tensor([-0.2000, 2.0000])
 */
export const rrelu: Face<
  | [input: TensorLike, lower?: number, upper?: number, training?: false | Options<{ training: false }>]
  | [input: TensorLike, options: Options<{ lower: number; upper: number; training: false }>]
> = /*#__PURE__*/ face(
  "rrelu",
  "input: tensor, lower: number = 0.125, upper: number = 0.3333333333333333, training: bool = false",
  (x: Tensor, lower: number, upper: number, training: boolean) => {
    if (training)
      throw wrongArgument("rrelu", "training", "false", training, "Give slopes of your own to prelu");
    return leakyRelu(x, (lower + upper) / 2);
  },
);
/**
 * x above 0, weight x elsewhere; weight is one number, or one for each channel (axis 1).
 *
 * @example
 * import { prelu } from "dualtensor/nn";
 * prelu([[-1, -1, 2]], [0.1, 0.5, 3]) // => tensor([[-0.1000, -0.5000,  2.0000]])
 */
export const prelu: Face<[input: TensorLike, weight: TensorLike]> = /*#__PURE__*/ face(
  "prelu",
  "input: tensor, weight: tensor",
  (x: Tensor, weight: Tensor) => {
    const n = weight.shape.reduce((p, l) => p * l, 1),
      channels = x.ndim > 1 ? x.shape[1] : 1;
    if (weight.ndim > 1 || (n !== 1 && n !== channels))
      throw wrongArgument("prelu", "weight", `one number, or one for each of ${channels} channels`, weight);
    const w = n === 1 ? reshape(weight, []) : reshape(weight, [n, ...x.shape.slice(2).map(() => 1)]);
    return where(gt(x, 0), x, mul(w, known(x)));
  },
);

type Elu = Face<[input: TensorLike, alpha?: number | Options<{ alpha: number }>]>;
/**
 * x above 0, alpha (e^x - 1) elsewhere.
 *
 * @example
 * import { elu } from "dualtensor/nn";
 * elu([-1, 2]) // => tensor([-0.6321, 2.0000])
 */
export const elu: Elu = /*#__PURE__*/ face(
  "elu",
  "input: tensor, alpha: number = 1",
  (x: Tensor, alpha: number) =>
    bent(x, alpha, (t) => (alpha === 1 ? expm1(t) : times(scalar(alpha), expm1(t)))),
);
/**
 * x above 0, alpha (e^(x / alpha) - 1) elsewhere: its derivative is continuous for every alpha.
 *
 * @example
 * import { celu } from "dualtensor/nn";
 * celu([-1, 2], 2) // => tensor([-0.7869, 2.0000])
 */
export const celu: Elu = /*#__PURE__*/ face(
  "celu",
  "input: tensor, alpha: number = 1",
  (x: Tensor, alpha: number) => {
    if (alpha === 0) throw wrongArgument("celu", "alpha", "a number other than 0", alpha);
    return bent(x, 1, (t) => times(scalar(alpha), expm1(times(scalar(1 / alpha), t))));
  },
);
// Klambauer, Unterthiner, Mayr, Hochreiter 2017, Self-Normalizing Neural Networks, equation 14.
const ALPHA = 1.6732632423543772,
  SCALE = 1.0507009873554805;
/**
 * scale x above 0, scale alpha (e^x - 1) elsewhere: the self-normalising unit of Klambauer et al. (2017).
 *
 * @example
 * import { selu } from "dualtensor/nn";
 * selu([-1, 2]) // => tensor([-1.1113,  2.1014])
 */
export const selu: Face<[input: TensorLike]> = /*#__PURE__*/ face("selu", "input: tensor", (x: Tensor) => {
  const unscaled = bent(x, ALPHA, (t) => times(scalar(ALPHA), expm1(t)));
  return times(scalar(SCALE), unscaled);
});

/**
 * x between minVal and maxVal, and the nearer of them elsewhere; the derivative at both is 0 (clamp's is 1).
 *
 * @example
 * import { hardtanh } from "dualtensor/nn";
 * hardtanh([-3, 0.5, 3]) // => tensor([-1.0000,  0.5000,  1.0000])
 */
export const hardtanh: Face<
  | [input: TensorLike, minVal?: number, maxVal?: number | Options<{ maxVal: number }>]
  | [input: TensorLike, options: Options<{ minVal: number; maxVal: number }>]
> = /*#__PURE__*/ face(
  "hardtanh",
  "input: tensor, minVal: number = -1, maxVal: number = 1",
  (x: Tensor, low: number, high: number) => {
    if (low > high) throw wrongOption("hardtanh", "maxVal", `a number from minVal, ${low}, on`, high);
    return where(le(x, low), low, where(ge(x, high), high, known(x)));
  },
);
/**
 * min(max(x, 0), 6); the derivative at 0 and 6 is 0.
 *
 * @example
 * import { relu6 } from "dualtensor/nn";
 * relu6([-1, 2, 7]) // => tensor([0, 2, 6])
 */
export const relu6: Face<[input: TensorLike]> = /*#__PURE__*/ face("relu6", "input: tensor", (x: Tensor) =>
  hardtanh(x, 0, 6),
);
/**
 * x / 6 + 1/2, cut to [0, 1].
 *
 * @example
 * import { hardsigmoid } from "dualtensor/nn";
 * hardsigmoid([-4, 0, 1.5]) // => tensor([0.0000, 0.5000, 0.7500])
 */
export const hardsigmoid: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "hardsigmoid",
  "input: tensor",
  (x: Tensor) =>
    where(
      logicalAnd(gt(x, -3), lt(x, 3)),
      times(scalar(1 / 6), add(x, scalar(3))),
      where(ge(x, 3), 1, where(le(x, -3), 0, known(x))),
    ),
);
/**
 * x min(max(x + 3, 0), 6) / 6; its derivative is -1/2 at -3 and 3/2 at 3.
 *
 * @example
 * import { hardswish } from "dualtensor/nn";
 * hardswish([-4, 1.5, 4]) // => tensor([0.0000, 1.1250, 4.0000])
 */
export const hardswish: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "hardswish",
  "input: tensor",
  (x: Tensor) =>
    where(lt(x, -3), 0, where(gt(x, 3), x, times(scalar(1 / 6), times(known(x), add(x, scalar(3)))))),
);

type Shrink = Face<[input: TensorLike, lambd?: number | Options<{ lambd: number }>]>;
/**
 * x outside [-lambd, lambd], 0 inside.
 *
 * @example
 * import { hardshrink } from "dualtensor/nn";
 * hardshrink([-1, 0.2, 2]) // => tensor([-1,  0,  2])
 */
export const hardshrink: Shrink = /*#__PURE__*/ face(
  "hardshrink",
  "input: tensor, lambd: number = 0.5",
  (x: Tensor, lambd: number) => where(le(abs(x), lambd), 0, known(x)),
);
/**
 * x moved by lambd towards 0 outside [-lambd, lambd], 0 inside.
 *
 * @example
 * import { softshrink } from "dualtensor/nn";
 * softshrink([-1, 0.2, 2]) // => tensor([-0.5000,  0.0000,  1.5000])
 */
export const softshrink: Shrink = /*#__PURE__*/ face(
  "softshrink",
  "input: tensor, lambd: number = 0.5",
  (x: Tensor, lambd: number) => {
    if (!(lambd >= 0)) throw wrongArgument("softshrink", "lambd", "a number from 0", lambd);
    return where(le(abs(x), lambd), 0, sub(known(x), times(scalar(lambd), sign(x))));
  },
);
/**
 * x above the threshold, `value` elsewhere.
 *
 * @example
 * import { threshold } from "dualtensor/nn";
 * threshold([-1, 2], 0.5, 7) // => tensor([7, 2])
 */
export const threshold: Face<[input: TensorLike, threshold: number, value: number]> = /*#__PURE__*/ face(
  "threshold",
  "input: tensor, threshold: number, value: number",
  (x: Tensor, limit: number, value: number) => where(le(x, limit), value, known(x)),
);
