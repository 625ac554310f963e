// Circular functions and their inverses, in radians.
import { square } from "../../core/quotients.js";
import { bind } from "../../core/bind.js";
import { scale, unary, type Row, type Unary } from "../../core/kinds.js";
import { checkCount } from "../../door/arguments.js";
import { registered } from "../../core/registry.js";
import { add, neg } from "../../core/ring.js";
import type { Domain, Rule } from "../../core/rule.js";
import { lift, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as kernel from "../../kernels/elementary.js";
import { map } from "../../kernels/loops.js";
import { cube, times } from "./elementary.js";

const reals: Domain = { lo: -2, hi: 2 };
const inside: Domain = { lo: -0.9, hi: 0.9 };

/**
 * Elementwise sine.
 *
 * @example
 * sin([0, Math.PI / 2]) // => tensor([0, 1])
 */
export const sin: Unary = /*#__PURE__*/ unary("sin", Math.sin, (x) => cos(x), reals);
/**
 * Elementwise cosine.
 *
 * @example
 * cos([0, Math.PI]) // => tensor([1, -1])
 */
export const cos: Unary = /*#__PURE__*/ unary("cos", Math.cos, (x) => neg(sin(x)), reals);
/**
 * Elementwise tangent.
 *
 * @example
 * tan(0).item() // => 0
 */
export const tan: Unary = /*#__PURE__*/ unary("tan", Math.tan, (_, y) => add(1, square(y)), {
  lo: -1.3,
  hi: 1.3,
});
/**
 * Elementwise inverse sine, from -π/2 to π/2: NaN beyond ±1.
 *
 * @example
 * asin(1).item() // => 1.5707963267948966
 */
export const asin: Unary = /*#__PURE__*/ unary("asin", Math.asin, (x) => secAsin(x), inside);
/**
 * Elementwise inverse cosine, from 0 to π: NaN beyond ±1.
 *
 * @example
 * acos(-1).item() // => 3.141592653589793
 */
export const acos: Unary = /*#__PURE__*/ unary("acos", Math.acos, (x) => neg(secAsin(x)), inside);
/**
 * Elementwise inverse tangent, from -π/2 to π/2.
 *
 * @example
 * atan([0, Infinity]) // => tensor([0.0000, 1.5708])
 */
export const atan: Unary = /*#__PURE__*/ unary("atan", Math.atan, (x) => square(cosAtan(x)), reals);

// What derivatives of inverse functions are made of. Written as 1 / √(1 ± x²) in operations, they would square an x that
// overflows, and their own derivatives would cancel; as rows they are closed under differentiation.
/** 1 / √(1 - x²) */
export const secAsin: Unary = /*#__PURE__*/ unary(
  "secAsin",
  kernel.secAsin,
  (x, y) => times(x, cube(y)),
  inside,
);
/** 1 / √(1 + x²) */
export const cosAtan: Unary = /*#__PURE__*/ unary(
  "cosAtan",
  kernel.cosAtan,
  (x, y) => neg(times(sinAtan(x), square(y))),
  reals,
);
/** x / √(1 + x²) */
export const sinAtan: Unary = /*#__PURE__*/ unary("sinAtan", kernel.sinAtan, (x) => cube(cosAtan(x)), reals);

/** The n-th derivative of sin(π x) / (π x), n in params. */
const sincRule: Rule<number> = {
  name: "sinc",
  kind: "elementwise",
  trials: [0, 1, 2].map((n) => ({ shapes: [[2, 3]], params: n, domain: reals })),
  value: ([x], n) =>
    new Plain(
      x.shape,
      map((v) => kernel.sinc(v, n), x),
    ),
  push: ([dx], [x], _y, n) => scale(sincRow(x, n + 1), dx!),
  pull: (_i, ybar, [x], _y, n) => scale(sincRow(x, n + 1), ybar),
};
export const sincRow: Row<number> = /*#__PURE__*/ Object.assign(
  (x: Tensor, n: number): Tensor => bind(sincRule, [x], n),
  { rule: /*#__PURE__*/ registered(sincRule) },
);
/**
 * Elementwise sin(π x) / (π x), 1 at 0.
 *
 * @example
 * sinc([0, 1, 1.5]) // => tensor([1.0000, 0.0000, -0.2122])
 */
export const sinc: Unary = /*#__PURE__*/ Object.assign(
  function (input: TensorLike): Tensor {
    if (arguments.length !== 1) checkCount("sinc", arguments, "input");
    return sincRow(lift(input, "sinc", "input"), 0);
  },
  { rule: sincRule as unknown as Rule, signature: "input" },
);
