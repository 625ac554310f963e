// Choosing: comparisons (no derivative) and `where`, in which the branch not taken contributes nothing, not even NaN.
import { pick } from "../kernels/move.js";
import { broadcastShape } from "../array/shape.js";
import { bind } from "./bind.js";
import { binary, promoteAll, type Binary, type Described } from "./kinds.js";
import { checkCount } from "../door/arguments.js";
import { registered } from "./registry.js";
import type { Rule } from "./rule.js";
import { lift, literal, Plain, type Tensor, type TensorLike } from "./tensor.js";

function comparison(name: string, f: (x: number, y: number) => boolean): Binary {
  return binary(
    name,
    (x, y) => (f(x, y) ? 1 : 0),
    () => null,
    () => null,
    { lo: -2, hi: 2, apart: true },
    { flat: true, bool: true },
  );
}
/**
 * Elementwise x == y, of dtype bool.
 *
 * @example
 * eq([1, 2], [1, 3]) // => tensor([true, false])
 */
export const eq: Binary = /*#__PURE__*/ comparison("eq", (x, y) => x === y);
/**
 * Elementwise x != y, of dtype bool.
 *
 * @example
 * ne([1, 2], [1, 3]) // => tensor([false, true])
 */
export const ne: Binary = /*#__PURE__*/ comparison("ne", (x, y) => x !== y);
/**
 * Elementwise x > y, of dtype bool.
 *
 * @example
 * gt([1, 2, 3], 2) // => tensor([false, false, true])
 */
export const gt: Binary = /*#__PURE__*/ comparison("gt", (x, y) => x > y);
/**
 * Elementwise x >= y, of dtype bool.
 *
 * @example
 * ge([1, 2, 3], 2) // => tensor([false, true, true])
 */
export const ge: Binary = /*#__PURE__*/ comparison("ge", (x, y) => x >= y);
/**
 * Elementwise x < y, of dtype bool.
 *
 * @example
 * lt([1, 2, 3], 2) // => tensor([true, false, false])
 */
export const lt: Binary = /*#__PURE__*/ comparison("lt", (x, y) => x < y);
/**
 * Elementwise x <= y, of dtype bool.
 *
 * @example
 * le([1, 2, 3], 2) // => tensor([true, true, false])
 */
export const le: Binary = /*#__PURE__*/ comparison("le", (x, y) => x <= y);

const whereRule: Rule = {
  name: "where",
  kind: "general",
  value: ([c, x, y]) => {
    const shape = broadcastShape("where", c.shape, broadcastShape("where", x.shape, y.shape));
    return new Plain(shape, pick(c, x, y, shape), x.dtype === y.dtype ? x.dtype : "float64");
  },
  push: ([, dx, dy], [c]) =>
    dx === null && dy === null ? null : where(c, dx ?? literal(0), dy ?? literal(0)),
  pull: (i, zbar, [c]) =>
    i === 0 ? null : i === 1 ? where(c, zbar, literal(0)) : where(c, literal(0), zbar),
};
interface Where extends Described {
  (condition: TensorLike, input: TensorLike, other: TensorLike): Tensor;
  readonly rule: Rule;
}
/**
 * input where the condition holds, other elsewhere; elementwise, broadcasting. The branch not taken gets derivative 0.
 *
 * @example
 * where(gt([-1, 2], 0), [1, 2], 0) // => tensor([0, 2])
 */
export const where: Where = /*#__PURE__*/ Object.assign(
  function (condition: TensorLike, input: TensorLike, other: TensorLike): Tensor {
    if (arguments.length !== 3) checkCount("where", arguments, "condition, input, other");
    return bind(
      whereRule,
      promoteAll([
        lift(condition, "where", "condition"),
        lift(input, "where", "input"),
        lift(other, "where", "other"),
      ]),
      undefined,
    );
  },
  { rule: /*#__PURE__*/ registered(whereRule), signature: "condition, input, other" },
);
