// Joining along an axis. It stands in core because engines join blocks of seeds with it.
import * as move from "../kernels/move.js";
import { broadcastShape, type Shape } from "../array/shape.js";
import { bind } from "./bind.js";
import { sliceRow } from "./picks.js";
import { registered } from "./registry.js";
import type { Rule } from "./rule.js";
import { Plain, zeros, type Tensor } from "./tensor.js";

interface Axis {
  readonly axis: number;
}
export const joinRule: Rule<Axis> = /*#__PURE__*/ registered({
  name: "cat",
  kind: "linear",
  role: "join",
  value: (xs, { axis }) => {
    let lead: Shape = [];
    for (const x of xs) lead = broadcastShape("cat", lead, x.shape.slice(0, x.shape.length + axis));
    const { shape, data } = move.cat(xs, axis, lead),
      { dtype } = xs[0];
    return new Plain(shape, data, xs.every((x) => x.dtype === dtype) ? dtype : "float64");
  },
  push: (dx, xs, _y, params) =>
    bind(
      joinRule,
      dx.map((d, i) => d ?? zeros(xs[i].shape)),
      params,
    ),
  pull: (i, ybar, xs, _y, { axis }) => {
    const length = (j: number): number => xs[j].shape[xs[j].shape.length + axis];
    let start = 0;
    for (let j = 0; j < i; j++) start += length(j);
    return sliceRow(ybar, { axis, start, length: length(i), step: 1 });
  },
});
/** Blocks in a row along an axis; one of them is that block. */
export const joined = (parts: readonly Tensor[], axis: number): Tensor =>
  parts.length === 1 ? parts[0] : bind(joinRule, parts, { axis });
