// Elementwise rows: value, derivative in operations, where it is sampled. Adding one is one line (docs/add-an-op.md).
import { mulRow, neg } from "../core/ring.js";
import { reciprocal, square } from "../core/algebra.js";
import { unary, type Unary } from "../core/kinds.js";
import type { Domain } from "../core/rule.js";
import { literal, type Tensor } from "../core/tensor.js";
import { NEITHER } from "../kernels/arithmetic.js";

export { add, mul, neg, sub } from "../core/ring.js";
export { div, log, pow, reciprocal, square } from "../core/algebra.js";

const reals: Domain = { lo: -2, hi: 2 }, positive: Domain = { lo: 0.2, hi: 3 };
const twice = (x: Tensor): Tensor => mulRow(literal(2), x, NEITHER);

export const sin:  Unary = /*#__PURE__*/ unary("sin",  Math.sin,  (x) => cos(x),                reals);
export const cos:  Unary = /*#__PURE__*/ unary("cos",  Math.cos,  (x) => neg(sin(x)),           reals);
export const exp:  Unary = /*#__PURE__*/ unary("exp",  Math.exp,  (_, y) => y,                  reals);
export const sqrt: Unary = /*#__PURE__*/ unary("sqrt", Math.sqrt, (_, y) => reciprocal(twice(y)), positive);
export const sech: Unary = /*#__PURE__*/ unary("sech", (v) => 1 / Math.cosh(v), (x, y) => neg(mulRow(y, tanh(x), NEITHER)), reals);
export const tanh: Unary = /*#__PURE__*/ unary("tanh", Math.tanh, (x) => square(sech(x)),       reals); // not 1 - y*y: it cancels
