// x^y and all its derivatives, which are of one form: P(y, log x) x^(y - a) with a polynomial P (kernels/exponent.ts). As a row
// that form is closed under differentiation, and no order of it divides by x or multiplies what has underflowed.
import { power } from "../kernels/elementary.js";
import { alongX, alongY, powerPart, type Part } from "../kernels/exponent.js";
import { broadcast, loopsOf } from "../kernels/loops.js";
import { broadcastShape } from "../array/shape.js";
import { square } from "./quotients.js";
import { bind } from "./bind.js";
import { binary, promoteAll, scale, type Binary } from "./kinds.js";
import { registered } from "./registry.js";
import { plus } from "./ring.js";
import type { Rule } from "./rule.js";
import { Plain, type Tensor, type TensorLike } from "./tensor.js";

const domain = [
  { lo: 0.2, hi: 3 },
  { lo: -2, hi: 2 },
];
const powX: Part = { a: 1, p: [[0], [1]] };
const powY: Part = { a: 0, p: [[0, 1]] };
const partRule: Rule<Part> = {
  name: "powPart",
  kind: "elementwise",
  value: ([x, y], { a, p }) => {
    const shape = broadcastShape("pow", x.shape, y.shape);
    const loops = loopsOf(powerPart(a, p));
    return new Plain(shape, broadcast(loops, x, y, shape));
  },
  scalar: ({ a, p }) => powerPart(a, p),
  push: ([dx, dy], [x, y], _z, part) =>
    plus(dx && scale(powPart(x, y, alongX(part)), dx), dy && scale(powPart(x, y, alongY(part)), dy)),
  pull: (i, zbar, [x, y], _z, part) => scale(powPart(x, y, (i === 0 ? alongX : alongY)(part)), zbar),
};
const powPart = (x: Tensor, y: Tensor, part: Part): Tensor => bind(partRule, promoteAll([x, y]), part);
export const powPartRow = /*#__PURE__*/ Object.assign(powPart, { rule: /*#__PURE__*/ registered(partRule) });

const powRow: Binary = /*#__PURE__*/ binary(
  "pow",
  power,
  (x, y) => powPart(x, y, powX),
  (x, y) => powPart(x, y, powY),
  domain,
);
/**
 * Elementwise power, broadcasting. x**2 is x*x.
 *
 * @example
 * pow([1, 2, 3], 3) // => tensor([1, 8, 27])
 */
export const pow: Binary = /*#__PURE__*/ Object.assign(
  function (x: TensorLike, y: TensorLike): Tensor {
    if (y === 2 && arguments.length === 2) return square(x);
    // With whatever came besides, which it refuses.
    return (powRow as (...a: unknown[]) => Tensor)(...(arguments as unknown as unknown[]));
  },
  { rule: powRow.rule, signature: powRow.signature },
);
