// x^y and all its derivatives, which are of one form: P(y, log x) x^(y - a) with a polynomial P. As a row that form is closed
// under differentiation, and no order of it divides by x or multiplies what has underflowed:
//   d/dx gives ((y - a) P + dP/dlog x) x^(y - a - 1),  d/dy gives (dP/dy + log x P) x^(y - a)
import { power, powerPart } from "../kernels/elementary.js";
import { broadcast, loopsOf } from "../kernels/loops.js";
import { broadcastShape } from "../array/shape.js";
import { square } from "./quotients.js";
import { bind } from "./bind.js";
import { binary, promoteAll, scale, type Binary } from "./kinds.js";
import { registered } from "./registry.js";
import { plus } from "./ring.js";
import type { Rule } from "./rule.js";
import { Plain, type Tensor, type TensorLike } from "./tensor.js";

interface Part {
  readonly a: number;
  /** p[i][j] is the coefficient of y^i (log x)^j. */
  readonly p: readonly (readonly number[])[];
}
const at = (p: Part["p"], i: number, j: number): number => p[i]?.[j] ?? 0;
/** A polynomial of these degrees, without rows and columns of zeros at the end. */
function coefficients(rows: number, columns: number, f: (i: number, j: number) => number): Part["p"] {
  const p = Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => f(i, j) + 0));
  const used = (row: readonly number[]): number => row.reduce((n, v, j) => (v === 0 ? n : j + 1), 0);
  const width = Math.max(1, ...p.map(used));
  const height = p.reduce((n, row, i) => (used(row) === 0 ? n : i + 1), 1);
  return p.slice(0, height).map((row) => row.slice(0, width));
}
const alongX = ({ a, p }: Part): Part => ({
  a: a + 1,
  p: coefficients(
    p.length + 1,
    p[0].length,
    (i, j) => at(p, i - 1, j) - a * at(p, i, j) + (j + 1) * at(p, i, j + 1),
  ),
});
const alongY = ({ a, p }: Part): Part => ({
  a,
  p: coefficients(p.length, p[0].length + 1, (i, j) => (i + 1) * at(p, i + 1, j) + at(p, i, j - 1)),
});

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
    if (y === 2) return square(x);
    // With whatever came besides, which it refuses.
    return (powRow as (...a: unknown[]) => Tensor)(...(arguments as unknown as unknown[]));
  },
  { rule: powRow.rule, signature: powRow.signature },
);
