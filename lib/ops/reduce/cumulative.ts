// Running sums and products along an axis. Products know no division: their derivative is a linear recurrence, in which the
// factors before and behind an element stand each for themselves, so that it is right at zeros, to every order.
import { sumRow } from "../../core/sums.js";
import { bind } from "../../core/bind.js";
import { linear, promoteAll, type Row } from "../../core/kinds.js";
import { registered } from "../../core/registry.js";
import { add, mulRow, plus } from "../../core/ring.js";
import type { Rule, Tangent } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { product } from "../../kernels/fold.js";
import { spread } from "../../kernels/loops.js";
import { cumsum as cumsumKernel } from "../../kernels/reduce.js";
import type { Reach } from "../../kernels/reach.js";
import * as kernel from "../../kernels/scan.js";
import { broadcastShape, fromEnd, size } from "../../array/shape.js";
import { times } from "../elementwise/elementary.js";
import { dropped, restored } from "./reduction.js";
import { shaped } from "../move/reshape.js";

interface Running {
  readonly axis: number;
  /** From the far end. */
  readonly reverse: boolean;
}
const trials: Rule<Running>["trials"] = [
  { shapes: [[4]], params: { axis: -1, reverse: false } },
  { shapes: [[3, 2]], params: { axis: -2, reverse: false } },
  { shapes: [[2, 3]], params: { axis: -1, reverse: true } },
];

/** An element is made of those before it. */
const upTo = (argument: number, { axis, reverse }: Running): Reach => ({
  argument,
  axes: [axis],
  order: reverse ? "behind" : "before",
});
/** Running sums along an axis; from the far end it is the transpose. */
export const cumsumRow: Row<Running> = /*#__PURE__*/ linear(
  "cumsum",
  (x, { axis, reverse }) => new Plain(x.shape, cumsumKernel(x, axis, reverse)),
  (ybar, { axis, reverse }) => cumsumRow(ybar, { axis, reverse: !reverse }),
  trials,
  { reach: (p) => upTo(0, p) },
);
/** Entries moved by one place, zero where nothing came. */
export const shiftRow: Row<Running> = /*#__PURE__*/ linear(
  "shift",
  (x, { axis, reverse }) => new Plain(x.shape, kernel.shift(x, axis, reverse)),
  (ybar, { axis, reverse }) => shiftRow(ybar, { axis, reverse: !reverse }),
  trials,
  { role: "gather" },
);

/** y(i) = a(i) y(i-1) + b(i): linear in b, which is a tangent wherever it is used. */
const recurrenceRule: Rule<Running> = {
  name: "recurrence",
  kind: "general",
  reach: (p) => upTo(1, p),
  trials: trials.map(({ shapes: [s], params }) => ({ shapes: [s, s], params })),
  value: ([a, b], { axis, reverse }) => {
    const shape = broadcastShape("recurrence", a.shape, b.shape);
    const [x, y] = [a, b].map((t) => ({ shape, data: spread(t, shape) }));
    return new Plain(shape, kernel.recurrence(x, y, axis, reverse));
  },
  push: ([da, db], [a], y, p): Tangent =>
    recurrence(a, plus(db, da && mulRow(da, shiftRow(y, p), CHAIN))!, p),
  pull: (i, ybar, [a], y, p) => {
    const back = { axis: p.axis, reverse: !p.reverse };
    const bbar = recurrence(shiftRow(a, back), ybar, back);
    return i === 1 ? bbar : mulRow(bbar, shiftRow(y, p), CHAIN);
  },
};
const recurrence = (a: Tensor, b: Tensor, p: Running): Tensor => bind(recurrenceRule, promoteAll([a, b]), p);
export const recurrenceRow = /*#__PURE__*/ Object.assign(recurrence, {
  rule: /*#__PURE__*/ registered(recurrenceRule),
});

const cumprodRule: Rule<Running> = {
  name: "cumprod",
  kind: "general",
  trials,
  value: ([x], { axis, reverse }) => new Plain(x.shape, kernel.cumprod(x, axis, reverse)),
  push: ([dx], [x], y, p) => recurrence(x, mulRow(before(y, p), dx!, CHAIN), p),
  pull: (_i, ybar, [x], y, p) => {
    const back = { axis: p.axis, reverse: !p.reverse };
    return mulRow(before(y, p), recurrence(shiftRow(x, back), ybar, back), CHAIN);
  },
};
export const cumprodRow: Row<Running> = /*#__PURE__*/ Object.assign(
  (x: Tensor, p: Running): Tensor => bind(cumprodRule, [x], p),
  { rule: /*#__PURE__*/ registered(cumprodRule) },
);
/** The product of all before: the running products moved by one place behind a 1. */
function before(y: Tensor, p: Running): Tensor {
  const s = y.shape.slice(y.shape.length + p.axis);
  const one = new Float64Array(size(s));
  const inner = size(s.slice(1));
  if (one.length > 0) one.fill(1, p.reverse ? one.length - inner : 0, p.reverse ? one.length : inner);
  return add(shiftRow(y, p), new Plain(s, one));
}
/** For each element the product of the others along its axis. */
function exclusive(x: Tensor, axis: number): Tensor {
  const [forth, back] = [false, true].map((reverse) =>
    before(cumprodRow(x, { axis, reverse }), { axis, reverse }),
  );
  return times(forth, back);
}
const prodRule: Rule<number> = {
  name: "prod",
  kind: "general",
  trials: [
    { shapes: [[4]], params: -1 },
    { shapes: [[3, 2]], params: -2 },
  ],
  value: ([x], axis) => new Plain(dropped(x.shape, [axis]), product(x, [axis])),
  push: ([dx], [x], _y, axis) => sumRow(mulRow(exclusive(x, axis), dx!, CHAIN), [axis]),
  pull: (_i, ybar, [x], _y, axis) => mulRow(exclusive(x, axis), restored(ybar, x.shape, [axis]), CHAIN),
};
export const prodRow: Row<number> = /*#__PURE__*/ Object.assign(
  (x: Tensor, axis: number): Tensor => bind(prodRule, [x], axis),
  { rule: /*#__PURE__*/ registered(prodRule) },
);

/** A tensor without axes is its own running sum. */
function running(fn: string, x: Tensor, dim: number, row: Row<Running>): Tensor {
  const axis = fromEnd(fn, dim, Math.max(1, x.shape.length));
  return x.shape.length === 0 ? x : row(x, { axis, reverse: false });
}
/**
 * Running sums along an axis.
 *
 * @example
 * cumsum([1, 2, 3], 0) // => tensor([1, 3, 6])
 */
export const cumsum: Face<[input: TensorLike, dim: number]> = /*#__PURE__*/ face(
  "cumsum",
  "input: tensor, dim: int",
  (x: Tensor, dim: number) => running("cumsum", x, dim, cumsumRow),
);
/**
 * Running products along an axis.
 *
 * @example
 * cumprod([1, 2, 3], 0) // => tensor([1, 2, 6])
 */
export const cumprod: Face<[input: TensorLike, dim: number]> = /*#__PURE__*/ face(
  "cumprod",
  "input: tensor, dim: int",
  (x: Tensor, dim: number) => running("cumprod", x, dim, cumprodRow),
);
/**
 * Product of all elements, or along an axis.
 *
 * @example
 * prod([2, 3, 4]).item() // => 24
 * prod([[1, 2], [3, 4]], 1) // => tensor([2, 12])
 */
export const prod: Face<
  | [input: TensorLike, dim?: number | null, keepdim?: boolean | Options<{ keepdim: boolean }>]
  | [input: TensorLike, options: Options<{ dim: number | null; keepdim: boolean }>]
> = /*#__PURE__*/ face(
  "prod",
  "input: tensor, dim: int?, keepdim: bool = false",
  (x: Tensor, dim: number | null | undefined, keepdim: boolean) => {
    if (dim === undefined || dim === null || x.shape.length === 0) {
      if (typeof dim === "number") fromEnd("prod", dim, 1);
      const y = prodRow(shaped(x, [size(x.shape)]), -1);
      return keepdim
        ? shaped(
            y,
            x.shape.map(() => 1),
          )
        : y;
    }
    const axis = fromEnd("prod", dim, x.shape.length);
    const y = prodRow(x, axis);
    return keepdim ? restored(y, x.shape, [axis]) : y;
  },
);
