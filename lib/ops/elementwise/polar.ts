// Functions of a point in the plane: its angle and its distance from the origin, and the logarithm of that.
import { bind } from "../../core/bind.js";
import { binary, promoteAll, scale, unary, type Binary, type Unary } from "../../core/kinds.js";
import { registered } from "../../core/registry.js";
import { add, plus, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { literal, Plain, type Tensor } from "../../core/tensor.js";
import * as kernel from "../../kernels/elementary.js";
import { broadcast, loopsOf } from "../../kernels/loops.js";
import { broadcastShape, type Dense } from "../../array/shape.js";
import { times } from "./elementary.js";

const apart = { lo: -2, hi: 2, apart: true };

/**
 * Elementwise √(x² + y²), without overflow. Its derivative at (0, 0) is 0.
 *
 * @example
 * hypot(3, [4, 0]) // => tensor([5, 3])
 */
export const hypot: Binary = /*#__PURE__*/ binary(
  "hypot",
  Math.hypot,
  (x, y) => polar(x, y, [1, 0, 0]),
  (x, y) => polar(x, y, [0, 1, 0]),
  apart,
  { corner: true },
);
/** The exponents of c^i s^j / r^m. */
type Exponents = readonly [i: number, j: number, m: number];
// With r = √(x² + y²), c = x / r and s = y / r:
//   dc/dx = s² / r,  dc/dy = ds/dx = -c s / r,  ds/dy = c² / r,  dr/dx = c,  dr/dy = s
// so monomials of them are closed under differentiation. Quotients by hypot would be differences that cancel.
const polarX = (x: Tensor, y: Tensor, [i, j, m]: Exponents): Tensor =>
  monomials(x, y, i, [i - 1, j + 2, m + 1], -(j + m), [i + 1, j, m + 1]);
const polarY = (x: Tensor, y: Tensor, [i, j, m]: Exponents): Tensor =>
  monomials(x, y, j, [i + 2, j - 1, m + 1], -(i + m), [i, j + 1, m + 1]);
function monomials(x: Tensor, y: Tensor, a: number, p: Exponents, b: number, q: Exponents): Tensor {
  const one = a === 0 ? null : times(literal(a), polar(x, y, p));
  return plus(one, b === 0 ? null : times(literal(b), polar(x, y, q)))!;
}
const polarRule: Rule<Exponents> = {
  name: "polar",
  kind: "elementwise",
  trials: ([[1, 0, 0], [0, 2, 1], [2, 1, 2]] as const).map((params) => ({ shapes: [[3], [2, 1]], params, domain: apart })), // prettier-ignore
  value: ([x, y], [i, j, m]) => pairs((a, b) => kernel.polar(a, b, i, j, m), x, y),
  push: ([dx, dy], [x, y], _z, p) => plus(dx && scale(polarX(x, y, p), dx), dy && scale(polarY(x, y, p), dy)),
  pull: (k, zbar, [x, y], _z, p) => scale((k === 0 ? polarX : polarY)(x, y, p), zbar),
};
const polar = (x: Tensor, y: Tensor, p: Exponents): Tensor => bind(polarRule, promoteAll([x, y]), p);
export const polarRow = /*#__PURE__*/ Object.assign(polar, { rule: /*#__PURE__*/ registered(polarRule) });
function pairs(f: (x: number, y: number) => number, x: Dense, y: Dense): Plain {
  const shape = broadcastShape("hypot", x.shape, y.shape);
  return new Plain(shape, broadcast(loopsOf(f), x, y, shape));
}

/**
 * Elementwise angle of the point (other, input): from -π to π, 0 along the axis of other. Its derivative at (0, 0) is 0.
 *
 * @example
 * atan2([1, 0], [0, -1]) // => tensor([1.5708, 3.1416])
 */
export const atan2: Binary = /*#__PURE__*/ binary(
  "atan2",
  Math.atan2,
  (y, x) => inversePower(x, y, { n: 1, part: "re" }),
  (y, x) => inversePower(x, y, { n: 1, part: "im" }),
  apart,
);
/**
 * Elementwise log √(x² + y²), the real part of log (x + i y), also where x² + y² is near 1. Its derivative at (0, 0) is 0.
 */
export const logModulus: Binary = /*#__PURE__*/ binary(
  "logModulus",
  kernel.logModulus,
  (x, y, z) => add(inversePower(x, y, { n: 1, part: "re" }), overflowed(z)),
  (x, y, z) => sub(overflowed(z), inversePower(x, y, { n: 1, part: "im" })),
  apart,
);
/** 0, and NaN where x is Infinity: a slope of the logarithm that vanishes with it is lost. Its own derivative. */
export const overflowed: Unary = /*#__PURE__*/ unary(
  "overflowed",
  (v) => (v < Infinity ? 0 : NaN),
  (_, y) => y,
  apart,
);
/** The real or imaginary part of ζ^-n, ζ = x + i y. */
interface Power {
  readonly n: number;
  readonly part: "re" | "im";
}
// Angle and logarithm are the parts of log ζ, so all their derivatives are parts of powers of 1 / ζ:
//   d(ζ^-n)/dx = -n ζ^-(n+1),  d(ζ^-n)/dy = -i n ζ^-(n+1)
const alongX = (x: Tensor, y: Tensor, { n, part }: Power): Tensor =>
  times(literal(-n), inversePower(x, y, { n: n + 1, part }));
const alongY = (x: Tensor, y: Tensor, { n, part }: Power): Tensor =>
  part === "re"
    ? times(literal(n), inversePower(x, y, { n: n + 1, part: "im" }))
    : times(literal(-n), inversePower(x, y, { n: n + 1, part: "re" }));
const inversePowerRule: Rule<Power> = {
  name: "inversePower",
  kind: "elementwise",
  trials: [1, 2].flatMap((n) =>
    (["re", "im"] as const).map((part) => ({ shapes: [[3], [2, 1]], params: { n, part }, domain: apart })),
  ),
  value: ([x, y], { n, part }) => pairs((a, b) => kernel.inversePower(a, b, n, part === "im"), x, y),
  push: ([dx, dy], [x, y], _z, p) => plus(dx && scale(alongX(x, y, p), dx), dy && scale(alongY(x, y, p), dy)),
  pull: (i, zbar, [x, y], _z, p) => scale((i === 0 ? alongX : alongY)(x, y, p), zbar),
};
const inversePower = (x: Tensor, y: Tensor, p: Power): Tensor =>
  bind(inversePowerRule, promoteAll([x, y]), p);
export const inversePowerRow = /*#__PURE__*/ Object.assign(inversePower, {
  rule: /*#__PURE__*/ registered(inversePowerRule),
});
