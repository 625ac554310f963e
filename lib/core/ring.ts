// The ring: the operations that the chain rule itself is made of (sums, products in which a zero tangent annihilates,
// negation, expansion and its transpose), as rows like all others, so that derivatives can be differentiated.
import { wrongCount } from "../errors.js";
import {
  addLoops,
  annihilating,
  CHAIN,
  combine as combineKernel,
  multiply,
  negate,
  subLoops,
  VALUE,
} from "../kernels/arithmetic.js";
import { spread } from "../kernels/loops.js";
import { addUp } from "../kernels/reduce.js";
import { place as placeKernel } from "../kernels/move.js";
import { broadcastShape, size, type Shape } from "../array/shape.js";
import { selectRow, sliceRow } from "./picks.js";
import { bind, innermost } from "./bind.js";
import {
  bilinear,
  binary,
  general,
  linear,
  promoteAll,
  unary,
  type Binary,
  type Option,
  type Optional,
  type Row,
  type Unary,
} from "./kinds.js";
import { checkCount } from "../door/arguments.js";
import type { Rule, Tangent, Window } from "./rule.js";
import { isTensor, lift, literal, Plain, type Tensor, type TensorLike } from "./tensor.js";

export interface Scale {
  readonly alpha: number;
}
export const scaled = (x: Tensor, alpha: number): Tensor =>
  alpha === 1 ? x : mulRow(literal(alpha), x, VALUE);
const withAlpha = (row: (x: Tensor, y: Tensor) => Tensor): Option => ({
  text: "alpha: number = 1",
  apply: (x, y, alpha) => row(x, scaled(y, alpha as number)),
});
/**
 * Elementwise input + alpha other, broadcasting from the right.
 *
 * @example
 * add([1, 2], 10) // => tensor([11, 12])
 * add([1, 2], [10, 20], { alpha: 0.5 }) // => tensor([6, 12])
 */
export const add: Optional<Scale> = /*#__PURE__*/ binary(
  "add",
  (x, y) => x + y,
  () => 1,
  () => 1,
  undefined,
  { role: "sum", loops: addLoops, option: withAlpha((x, y) => add(x, y)) },
);
/**
 * Elementwise input - alpha other, broadcasting from the right.
 *
 * @example
 * sub([1, 2], [[1], [2]]) // => tensor([[0, 1], [-1, 0]])
 */
export const sub: Optional<Scale> = /*#__PURE__*/ binary(
  "sub",
  (x, y) => x - y,
  () => 1,
  () => -1,
  undefined,
  { role: "difference", loops: subLoops, option: withAlpha((x, y) => sub(x, y)) },
);
/**
 * Elementwise negation.
 *
 * @example
 * neg([1, -2]) // => tensor([-1, 2])
 */
export const neg: Unary = /*#__PURE__*/ unary(
  "neg",
  (v) => -v,
  () => -1,
  undefined,
  { loop: negate, role: "negation" },
);

/** The product as the chain rule needs it: an exact zero of either side annihilates in CHAIN. */
export const mulRow = /*#__PURE__*/ bilinear(
  "mul",
  (x, y, kind) => {
    const shape = broadcastShape("mul", x.shape, y.shape),
      a = x.elements,
      b = y.elements;
    return new Plain(
      shape,
      typeof a === "number" && typeof b === "number"
        ? kind === CHAIN
          ? annihilating(a, b)
          : a * b
        : multiply(x, y, shape, kind),
    );
  },
  (zbar, y) => mulRow(zbar, y, CHAIN),
  (zbar, x) => mulRow(x, zbar, CHAIN),
  null,
  { role: "product" },
);
/**
 * Elementwise product, broadcasting from the right. For matrices see `matmul`.
 *
 * @example
 * mul([1, 2, 3], [4, 5, 6]) // => tensor([4, 10, 18])
 */
export const mul: Binary = /*#__PURE__*/ Object.assign(
  function (x: TensorLike, y: TensorLike): Tensor {
    if (arguments.length !== 2) checkCount("mul", arguments, "input, other");
    return mulRow(
      isTensor(x) ? x : lift(x, "mul", "input"),
      isTensor(y) ? y : lift(y, "mul", "other"),
      VALUE,
    );
  },
  { rule: mulRow.rule as unknown as Rule, signature: "input, other" },
);

/** Sum of two tangents, either of which may be structurally zero. */
export const plus = (a: Tangent, b: Tangent): Tangent => (a === null ? b : b === null ? a : add(a, b));

/** p x + q y in one pass, the zeros of the tangents x and y annihilating. An op like any other, so it nests and traces. */
const combineRule: Rule = {
  name: "combine",
  kind: "general",
  value: ([p, x, q, y]) => {
    const fused = combineKernel(p, x, q, y);
    return fused ? new Plain(x.shape, fused) : (unfused([p, x, q, y]) as Plain);
  },
  push: ([dp, dx, dq, dy], [p, x, q, y]) =>
    plus(
      plus(dp && mulRow(dp, x, CHAIN), dx && mulRow(p, dx, CHAIN)),
      plus(dq && mulRow(dq, y, CHAIN), dy && mulRow(q, dy, CHAIN)),
    ),
  pull: (i, zbar, a) => (i % 2 === 0 ? mulRow(zbar, a[i + 1], CHAIN) : mulRow(a[i - 1], zbar, CHAIN)),
  unfused,
};
function unfused([p, x, q, y]: readonly Tensor[]): Tensor {
  return add(mulRow(p, x, CHAIN), mulRow(q, y, CHAIN));
}
export const combineRow = /*#__PURE__*/ general(combineRule);
export const combine = (...args: [p: Tensor, x: Tensor, q: Tensor, y: Tensor]): Tensor =>
  innermost(args) === null
    ? combineRule.value(args as readonly Tensor[] as Plain[], undefined)
    : bind(combineRule, promoteAll(args), undefined);

/** `shape` in the place of the last n lengths. */
const ending = (s: Shape, n: number, shape: Shape): Shape =>
  n >= s.length ? shape : [...s.slice(0, s.length - n), ...shape];

/** The trailing `from` axes become `shape`. */
export const reshapeTail: Row<{ from: number; shape: Shape }> = /*#__PURE__*/ linear(
  "reshape",
  (x, { from, shape }) => {
    const s = ending(x.shape, from, shape);
    if (size(s) !== size(x.shape)) throw wrongCount("reshape", x.shape.slice(x.shape.length - from), shape);
    return new Plain(s, x.elements, x.dtype);
  },
  (ybar, { from, shape }, x) =>
    reshapeTail(ybar, { from: shape.length, shape: x.shape.slice(x.shape.length - from) }),
  null,
  { role: "gather" },
);

/** The trailing axes (each 1 or the length asked for) become `shape`. */
export const expand: Row<Shape> = /*#__PURE__*/ linear(
  "expand",
  (x, shape) => {
    const out = ending(x.shape, shape.length, shape);
    return new Plain(out, spread(x, out), x.dtype);
  },
  (ybar, _shape, x) => sumTo(ybar, x.shape),
  null,
  { role: "gather" },
);

/** Sum trailing axes so that they become `shape` (of the same rank): the transpose of expand. */
export const sumTo: Row<Shape> = /*#__PURE__*/ linear(
  "sumTo",
  (x, shape) => {
    const out = ending(x.shape, shape.length, shape);
    return new Plain(out, addUp(x, out));
  },
  (ybar, shape, x) => expand(ybar, x.shape.slice(x.shape.length - shape.length)),
  null,
);

/** Zeros of `shape` with parts added at their windows: the transpose of slice and select, many at once. */
export interface Places {
  readonly shape: Shape;
  readonly at: readonly Window[];
}
const placeRule: Rule<Places> = {
  name: "place",
  kind: "linear",
  role: "gather",
  value: (parts, { shape, at }) => {
    let lead: Shape = [];
    parts.forEach((x, i) => {
      const n = x.shape.length - shape.length + (at[i].drop ? 1 : 0);
      if (n > 0) lead = broadcastShape("place", lead, x.shape.slice(0, n));
    });
    return new Plain([...lead, ...shape], placeKernel(parts, shape, at, lead));
  },
  push: (dx, _parts, _y, { shape, at }) => {
    const live = at.map((_, i) => i).filter((i) => dx[i] !== null);
    return placeRow(
      live.map((i) => dx[i]!),
      { shape, at: live.map((i) => at[i]) },
    );
  },
  pull: (i, ybar, _a, _y, { at }) => takeWindow(ybar, at[i]),
};
export const placeRow = /*#__PURE__*/ general(placeRule);
const takeWindow = (x: Tensor, { axis, start, length, drop }: Window): Tensor =>
  drop ? selectRow(x, { axis, index: start }) : sliceRow(x, { axis, start, length, step: 1 });
