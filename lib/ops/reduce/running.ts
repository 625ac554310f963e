// Running extremes, with the places where they stand, and running sums of exponentials.
import { bind } from "../../core/bind.js";
import { promoteAll, type Row } from "../../core/kinds.js";
import { registered } from "../../core/registry.js";
import { mulRow, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { eq, where } from "../../core/choose.js";
import { face, type Face } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/scan.js";
import { fromEnd } from "../../array/shape.js";
import { recurrenceRow, shiftRow } from "./cumulative.js";
import { exp } from "../elementwise/elementary.js";
import type { Extremes } from "./extremes.js";
import { gatherRow } from "../move/gather.js";
import { fixed } from "./reduction.js";
import { shaped } from "../move/reshape.js";

interface Sofar {
  readonly axis: number;
  readonly least: boolean;
}
const apart = { lo: -2, hi: 2, apart: true };
export const runningRow: Row<Sofar> = /*#__PURE__*/ fixed({
  name: "runningExtreme",
  trials: [true, false].map((least) => ({ shapes: [[3, 4]], params: { axis: -1, least }, domain: apart })),
  value: ([x], { axis, least }) => new Plain(x.shape, kernel.runningExtreme(x, axis, least), "int32"),
});
type Running<R> = Face<[input: TensorLike, dim: number], R>;
const extreme = (fn: string, least: boolean): Running<Extremes> =>
  face(fn, "input: tensor, dim: int", (x: Tensor, dim: number) => {
    const axis = fromEnd(fn, dim, Math.max(1, x.shape.length));
    const whole = x.shape.length === 0 ? shaped(x, [1]) : x;
    const at = runningRow(whole, { axis, least });
    const values = gatherRow(promoteAll([whole, at]), { axis, rank: whole.shape.length });
    return { values: shaped(values, x.shape), indices: shaped(at, x.shape) };
  });
/**
 * The largest entry so far along an axis, with its place; among equals the last, which has the derivative.
 *
 * @example
 * const { values, indices } = cummax([1, 3, 2, 3], 0);
 * values // => tensor([1, 3, 3, 3])
 * indices // => tensor([0, 1, 1, 3], dtype=int32)
 */
export const cummax: Running<Extremes> = /*#__PURE__*/ extreme("cummax", false);
/**
 * The smallest entry so far along an axis, with its place; among equals the last, which has the derivative.
 *
 * @example
 * cummin([3, 1, 2], 0).values // => tensor([3, 1, 1])
 */
export const cummin: Running<Extremes> = /*#__PURE__*/ extreme("cummin", true);

// y(i) = log(e^y(i-1) + e^x(i)): dy(i) = e^(y(i-1) - y(i)) dy(i-1) + e^(x(i) - y(i)) dx(i), a linear recurrence whose two
// factors are never above 1. An x of -Infinity weighs nothing, and behind an Infinity all stays as it is.
const weight = (x: Tensor, y: Tensor): Tensor => where(eq(x, -Infinity), literal(0), exp(sub(x, y)));
const forth = (axis: number): { axis: number; reverse: boolean } => ({ axis, reverse: false });
const decay = (y: Tensor, axis: number): Tensor => {
  const before = shiftRow(y, forth(axis));
  const factor = where(eq(y, -Infinity), literal(0), exp(sub(before, y)));
  return where(eq(before, Infinity), literal(1), factor);
};
const logcumsumexpRule: Rule<number> = {
  name: "logcumsumexp",
  kind: "general",
  trials: [
    { shapes: [[4]], params: -1 },
    { shapes: [[3, 2]], params: -2 },
  ],
  value: ([x], axis) => new Plain(x.shape, kernel.logcumsumexp(x, axis)),
  push: ([dx], [x], y, axis) => recurrenceRow(decay(y, axis), mulRow(weight(x, y), dx!, CHAIN), forth(axis)),
  pull: (_i, ybar, [x], y, axis) => {
    const back = { axis, reverse: true };
    return mulRow(weight(x, y), recurrenceRow(shiftRow(decay(y, axis), back), ybar, back), CHAIN);
  },
};
export const logcumsumexpRow: Row<number> = /*#__PURE__*/ Object.assign(
  (x: Tensor, axis: number): Tensor => bind(logcumsumexpRule, [x], axis),
  { rule: /*#__PURE__*/ registered(logcumsumexpRule) },
);
/**
 * log of the running sums of e^x along an axis, without overflow.
 *
 * @example
 * logcumsumexp([1000, 1000], 0) // => tensor([1000.0000, 1000.6931])
 */
export const logcumsumexp: Running<Tensor> = /*#__PURE__*/ face(
  "logcumsumexp",
  "input: tensor, dim: int",
  (x: Tensor, dim: number) => {
    const axis = fromEnd("logcumsumexp", dim, Math.max(1, x.shape.length));
    return x.shape.length === 0 ? x : logcumsumexpRow(x, axis);
  },
);
