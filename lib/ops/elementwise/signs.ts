// Signs, steps and numbers that are none.
import { binary, unary, type Binary, type Unary } from "../../core/kinds.js";
import { eq, where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { isnan } from "./choice.js";
import { sign, times } from "./elementary.js";

const apart = { lo: -2, hi: 2, apart: true };
const none = (): null => null;
const negative = (v: number): boolean => v < 0 || Object.is(v, -0);

/**
 * Elementwise: is the sign bit set? It is for -0 too.
 *
 * @example
 * signbit([-1, -0, 0, 2]) // => tensor([true, true, false, false])
 */
export const signbit: Unary = /*#__PURE__*/ unary("signbit", (v) => (negative(v) ? 1 : 0), none, apart, {
  flat: true,
  bool: true,
});
/** 1 or -1, by the sign bit. */
export const side: Unary = /*#__PURE__*/ unary("side", (v) => (negative(v) ? -1 : 1), none, apart, {
  flat: true,
});
/**
 * Elementwise |x| with the sign of y. The derivative is 0 with respect to y, and at x = 0.
 *
 * @example
 * copysign([1, -2, 3], [-1, 1, -0]) // => tensor([-1, 2, -3])
 */
export const copysign: Binary = /*#__PURE__*/ binary(
  "copysign",
  (x, y) => (negative(x) === negative(y) ? x : -x),
  (x, y) => times(sign(x), side(y)),
  none,
  apart,
);
/**
 * Elementwise step: 0 below 0, 1 above, `values` at 0. Its derivative is 0.
 *
 * @example
 * heaviside([-2, 0, 3], 0.5) // => tensor([0.0000, 0.5000, 1.0000])
 */
export const heaviside: Binary = /*#__PURE__*/ Object.assign(
  /*#__PURE__*/ binary("heaviside", (x, values) => (x === 0 ? values : x > 0 ? 1 : 0), none, none, apart, {
    flat: true,
  }),
  { signature: "input, values" },
);
/**
 * The input with numbers in place of NaN, Infinity and -Infinity: by default 0 and the largest there are. Where one was
 * replaced the derivative is 0.
 *
 * @example
 * nanToNum([1, NaN, Infinity], { posinf: 9 }) // => tensor([1, 0, 9])
 */
export const nanToNum: Face<
  | [input: TensorLike, nan?: number | null, posinf?: number | null, neginf?: number | null]
  | [
      input: TensorLike,
      options: Options<{ nan: number | null; posinf: number | null; neginf: number | null }>,
    ]
> = /*#__PURE__*/ face(
  "nanToNum",
  "input: tensor, nan: number?, posinf: number?, neginf: number?",
  (x: Tensor, nan?: number | null, posinf?: number | null, neginf?: number | null) => {
    const low = where(eq(x, -Infinity), scalar(neginf ?? -Number.MAX_VALUE), x);
    const finite = where(eq(x, Infinity), scalar(posinf ?? Number.MAX_VALUE), low);
    return where(isnan(x), scalar(nan ?? 0), finite);
  },
);
