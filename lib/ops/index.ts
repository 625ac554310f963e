// Picking elements by index, by condition, by size.
import { wrongShape } from "../errors.js";
import { add, mulRow } from "../core/ring.js";
import { binary, general, promoteAll, type Binary } from "../core/kinds.js";
import type { Rule } from "../core/rule.js";
import { eq, gt } from "../core/select.js";
import { face, type Face } from "../core/signature.js";
import { indices, literal, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { promote } from "../core/bind.js";
import { entryOf, sliceRow } from "../core/algebra.js";
import { NEITHER } from "../kernels/arithmetic.js";
import * as kernel from "../kernels/move.js";
import { spread } from "../kernels/loops.js";
import { broadcastShape, fromEnd, type Dense, type Shape } from "../tensor/shape.js";

export { eq, ge, gt, le, lt, ne, where } from "../core/select.js";

/** The share of the derivative that goes to x: 1, and 1/2 among equals. */
const share = (x: Tensor, y: Tensor): Tensor => add(gt(x, y), mulRow(literal(0.5), eq(x, y), NEITHER));
const apart = { lo: -2, hi: 2, apart: true };
/** Elementwise larger one; among equals the derivative is split evenly. */
export const maximum: Binary = /*#__PURE__*/ binary("maximum", Math.max, (x, y) => share(x, y), (x, y) => share(y, x), apart);
/** Elementwise smaller one; among equals the derivative is split evenly. */
export const minimum: Binary = /*#__PURE__*/ binary("minimum", Math.min, (x, y) => share(y, x), (x, y) => share(x, y), apart);

/** Core rank and axis (from the end): what stands before the core axes is leading and broadcasts. */
interface Along { readonly axis: number; readonly rank: number }
const index3 = { lo: 0, hi: 2, fixed: [2, 0, 1, 1, 0, 2] }, values = { lo: -2, hi: 2 };
/** An operand with its leading axes blown up to `lead`. */
const leading = (x: Dense, rank: number, lead: Shape): Dense => {
  const shape = [...lead, ...x.shape.slice(x.shape.length - rank)];
  return { shape, data: spread(x, shape) };
};
const gatherRule: Rule<Along> = {
  name: "gather", kind: "general",
  trials: [{ shapes: [[3, 3], [2, 3]], params: { axis: -2, rank: 2 }, domain: [values, index3] }, { shapes: [[2, 3], [2, 3]], params: { axis: -1, rank: 2 }, domain: [values, index3] }],
  value: ([x, i], { axis, rank }) => {
    const lead = broadcastShape("gather", x.shape.slice(0, x.shape.length - rank), i.shape.slice(0, i.shape.length - rank)), at = leading(i, rank, lead);
    return new Plain(at.shape, kernel.gather(leading(x, rank, lead), at, axis), x.dtype);
  },
  push: ([dx], [, i], _y, params) => dx && gatherRow([dx, promote(i, dx.shape.length)], params),
  pull: (k, ybar, [x, i], _y, { axis, rank }) => (k === 1 ? null : scatterRow([ybar, promote(i, ybar.shape.length)], { axis, shape: x.shape.slice(x.shape.length - rank) })),
};
export const gatherRow = /*#__PURE__*/ general(gatherRule);
/** Elements of v added to zeros of `shape` at index along axis: the transpose of gather. */
interface Into { readonly axis: number; readonly shape: Shape }
const scatterRule: Rule<Into> = {
  name: "scatterAdd", kind: "general",
  trials: [{ shapes: [[2, 3], [2, 3]], params: { axis: -2, shape: [3, 3] }, domain: [values, index3] }],
  value: ([v, i], { axis, shape }) => {
    const rank = shape.length, lead = broadcastShape("scatterAdd", v.shape.slice(0, v.shape.length - rank), i.shape.slice(0, i.shape.length - rank)), full = [...lead, ...shape];
    return new Plain(full, kernel.scatterAdd(leading(v, rank, lead), leading(i, rank, lead), axis, full));
  },
  push: ([dv], [, i], _y, params) => dv && scatterRow([dv, promote(i, dv.shape.length)], params),
  pull: (k, ybar, [, i], _y, { axis, shape }) => (k === 1 ? null : gatherRow([ybar, promote(i, ybar.shape.length)], { axis, rank: shape.length })),
};
export const scatterRow = /*#__PURE__*/ general(scatterRule);

/** out[i, j] = input[index[i, j], j] for dim 0, and so on: one entry of `dim` for each element of index. */
export const gather: Face<[input: TensorLike, dim: number, index: TensorLike]> = /*#__PURE__*/ face("gather", "input: tensor, dim: int, index: tensor", (x: Tensor, dim: number, index: Tensor) => {
  const rank = x.shape.length, axis = fromEnd("gather", dim, rank), n = x.shape[rank + axis];
  if (index.shape.length !== rank || index.shape.some((m, d) => d - rank !== axis && m > x.shape[d])) throw wrongShape("gather", "index", `of ${rank} axes and no longer than the input but along dim`, index.shape);
  const plain = index.level === 0 ? new Plain(index.shape, Float64Array.from(indices(index, "gather", "index").data, (i) => entryOf("gather", i, n, rank + axis)), "int32") : index;
  let part = x;
  index.shape.forEach((m, d) => { if (d - rank !== axis && m < x.shape[d]) part = sliceRow(part, { axis: d - rank, start: 0, length: m, step: 1 }); });
  return gatherRow(promoteAll([part, plain]), { axis, rank });
});
