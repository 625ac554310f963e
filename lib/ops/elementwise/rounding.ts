// Rounding. Its derivative is 0 everywhere, at the steps too; what is left over moves with the argument.
import { binary, unary, type Binary, type Unary } from "../../core/kinds.js";
import { neg } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { floored, truncated } from "../../kernels/elementary.js";
import { quotients } from "../../core/quotients.js";
import { scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { div } from "../../core/quotients.js";
import { times } from "./elementary.js";

/** Between two steps. */
const between = { lo: 1.1, hi: 1.9 };
const flat = { flat: true };
const none = (): null => null;

/**
 * Elementwise largest whole number not above x.
 *
 * @example
 * floor([-1.5, 1.5]) // => tensor([-2, 1])
 */
export const floor: Unary = /*#__PURE__*/ unary("floor", Math.floor, none, between, flat);
/**
 * Elementwise smallest whole number not below x.
 *
 * @example
 * ceil([-1.5, 1.5]) // => tensor([-1, 2])
 */
export const ceil: Unary = /*#__PURE__*/ unary("ceil", Math.ceil, none, between, flat);
/**
 * Elementwise whole number next to x towards 0.
 *
 * @example
 * trunc([-1.5, 1.5]) // => tensor([-1, 1])
 */
export const trunc: Unary = /*#__PURE__*/ unary("trunc", Math.trunc, none, between, flat);
export const roundRow: Unary = /*#__PURE__*/ unary("round", halfToEven, none, { lo: 1.6, hi: 2.4 }, flat);
/** The nearest whole number, of two equally near ones the even one. */
function halfToEven(v: number): number {
  const r = Math.round(v);
  return r - v === 0.5 && r % 2 !== 0 ? r - 1 : r;
}
/**
 * Elementwise nearest number of so many decimals; of two equally near ones the even one.
 *
 * @example
 * round([0.5, 1.5, 2.5]) // => tensor([0, 2, 2])
 * round(1234.567, { decimals: -2 }).item() // => 1200
 */
export const round: Face<[input: TensorLike, options?: Options<{ decimals: number }>]> = /*#__PURE__*/ face(
  "round",
  "input: tensor, *, decimals: int = 0",
  (x: Tensor, decimals: number) => {
    if (decimals === 0) return roundRow(x);
    const ten = scalar(10 ** Math.abs(decimals));
    return decimals > 0 ? div(roundRow(times(x, ten)), ten) : times(roundRow(div(x, ten)), ten);
  },
);

/**
 * Elementwise x - trunc(x).
 *
 * @example
 * frac([-1.5, 1.25]) // => tensor([-0.5000, 0.2500])
 */
export const frac: Unary = /*#__PURE__*/ unary(
  "frac",
  (v) => v - Math.trunc(v),
  () => 1,
  between,
);
/** Slopes of remainders, of which there are none where y is 0. */
const slope = (name: string, f: (x: number, y: number) => number): Binary =>
  binary(name, (x, y) => (y === 0 ? NaN : f(x, y)), none, none, quotients, flat);
export const floorQuotient: Binary = /*#__PURE__*/ slope("floorQuotient", floored);
export const truncQuotient: Binary = /*#__PURE__*/ slope("truncQuotient", truncated);
/**
 * Elementwise x - floor(x / y) y: the remainder of a division, of the sign of y, as % in Python.
 *
 * @example
 * remainder([-3, 3], 2) // => tensor([1, 1])
 */
export const remainder: Binary = /*#__PURE__*/ binary(
  "remainder",
  modulo,
  () => 1,
  (x, y) => neg(floorQuotient(x, y)),
  quotients,
);
function modulo(x: number, y: number): number {
  const r = x % y;
  return r !== 0 && r < 0 !== y < 0 ? r + y : r;
}
/**
 * Elementwise x - trunc(x / y) y: the remainder of a division, of the sign of x, as % in JavaScript.
 *
 * @example
 * fmod([-3, 3], 2) // => tensor([-1, 1])
 */
export const fmod: Binary = /*#__PURE__*/ binary(
  "fmod",
  (x, y) => x % y,
  () => 1,
  (x, y) => neg(truncQuotient(x, y)),
  quotients,
);
