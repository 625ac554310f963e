// Sums of exponentials. With the weights s = e^x / Σ e^x and 1 - s as the sum of all other weights, no derivative is a
// difference of numbers near 1, however sure the softmax is.
import { keeping, reduced, sumRow, type Dim } from "../../core/sums.js";
import { permuteRow } from "../../core/views.js";
import { bind } from "../../core/bind.js";
import type { Row } from "../../core/kinds.js";
import { registered } from "../../core/registry.js";
import { add, combine, mulRow, neg, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/fold.js";
import { allAxes, fromEnd, size } from "../../array/shape.js";
import { dropped, reduction, restored, type Along } from "./reduction.js";
import { shaped } from "../move/reshape.js";

interface Part {
  readonly axis: number;
  /** s; s as the slope of logsumexp, which is 0 below an infinite x; 1 - s. */
  readonly part: "softmax" | "slope" | "rest";
}
const total = (t: Tensor, x: Tensor, axis: number): Tensor => restored(sumRow(t, [axis]), x.shape, [axis]);
/** ds = s (dx - Σ s dx), as (1 - s) t + s (t - Σ t) with t = s dx; it is its own transpose. */
function moved(dx: Tensor, x: Tensor, s: Tensor, rest: Tensor, axis: number): Tensor {
  const t = mulRow(s, dx, CHAIN);
  return combine(rest, t, s, sub(t, total(t, x, axis)));
}
function push(dx: Tensor, x: Tensor, y: Tensor, { axis, part }: Part): Tensor {
  if (part === "rest") return neg(moved(dx, x, softmaxRow(x, { axis, part: "softmax" }), y, axis));
  return moved(dx, x, y, softmaxRow(x, { axis, part: "rest" }), axis);
}
const softmaxRule: Rule<Part> = {
  name: "softmax",
  kind: "general",
  trials: (["softmax", "slope", "rest"] as const).flatMap((part) => [
    { shapes: [[4]], params: { axis: -1, part } },
    { shapes: [[3, 2]], params: { axis: -2, part } },
  ]),
  value: ([x], { axis, part }) => {
    const s = kernel.softmax(x, axis, part === "slope");
    return new Plain(x.shape, part === "rest" ? kernel.others({ shape: x.shape, data: s }, axis) : s);
  },
  push: ([dx], [x], y, p) => push(dx!, x, y, p),
  pull: (_i, ybar, [x], y, p) => push(ybar, x, y, p),
};
export const softmaxRow: Row<Part> = /*#__PURE__*/ Object.assign(
  (x: Tensor, params: Part): Tensor => bind(softmaxRule, [x], params),
  { rule: /*#__PURE__*/ registered(softmaxRule) },
);

// dy = dx - Σ s dx = (1 - s) dx + (t - Σ t) with t = s dx, and its transpose
const logSoftmaxRule: Rule<number> = {
  name: "logSoftmax",
  kind: "general",
  trials: [
    { shapes: [[4]], params: -1 },
    { shapes: [[3, 2]], params: -2 },
  ],
  value: ([x], axis) => new Plain(x.shape, kernel.logSoftmax(x, axis)),
  push: ([dx], [x], _y, axis) => {
    const t = mulRow(softmaxRow(x, { axis, part: "softmax" }), dx!, CHAIN);
    return add(mulRow(softmaxRow(x, { axis, part: "rest" }), dx!, CHAIN), sub(t, total(t, x, axis)));
  },
  pull: (_i, ybar, [x], _y, axis) =>
    combine(
      softmaxRow(x, { axis, part: "rest" }),
      ybar,
      softmaxRow(x, { axis, part: "softmax" }),
      sub(ybar, total(ybar, x, axis)),
    ),
};
export const logSoftmaxRow: Row<number> = /*#__PURE__*/ Object.assign(
  (x: Tensor, axis: number): Tensor => bind(logSoftmaxRule, [x], axis),
  { rule: /*#__PURE__*/ registered(logSoftmaxRule) },
);
export const logsumexpRow: Row<Along> = /*#__PURE__*/ reduction<Along>(
  "logsumexp",
  (x, { axes }) => kernel.logsumexp(x, axes),
  (x, _, { axes: [axis] }) => softmaxRow(x, { axis, part: "slope" }),
  [
    { shapes: [[4]], params: { axes: [-1] } },
    { shapes: [[3, 2]], params: { axes: [-2] } },
  ],
);

type Along1 = Face<[input: TensorLike, dim: number]>;
const along = (fn: string, x: Tensor, dim: number, row: (x: Tensor, axis: number) => Tensor): Tensor =>
  x.shape.length === 0
    ? shaped(row(shaped(x, [1]), fromEnd(fn, dim, 1)), [])
    : row(x, fromEnd(fn, dim, x.shape.length));
/**
 * e^x / Σ e^x along an axis: positive weights of sum 1.
 *
 * @example
 * softmax([0, 1000], 0) // => tensor([0, 1])
 */
export const softmax: Along1 = /*#__PURE__*/ face(
  "softmax",
  "input: tensor, dim: int",
  (x: Tensor, dim: number) => along("softmax", x, dim, (t, axis) => softmaxRow(t, { axis, part: "softmax" })),
);
/**
 * log of the {@link softmax} along an axis.
 *
 * @example
 * logSoftmax([0, 1000], 0) // => tensor([-1000, 0])
 */
export const logSoftmax: Along1 = /*#__PURE__*/ face(
  "logSoftmax",
  "input: tensor, dim: int",
  (x: Tensor, dim: number) => along("logSoftmax", x, dim, logSoftmaxRow),
);
/**
 * log Σ e^x over one axis or several, without overflow.
 *
 * @example
 * logsumexp([1000, 1000], 0).item() // => 1000.6931471805599
 */
export const logsumexp: Face<
  [input: TensorLike, dim: number | readonly number[], keepdim?: boolean | Options<{ keepdim: boolean }>]
> = /*#__PURE__*/ face(
  "logsumexp",
  "input: tensor, dim: ints, keepdim: bool = false",
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("logsumexp", x, dim);
    return keeping(
      logsumexpRow(merged(x, axes), { axes: [axes.length === 1 ? axes[0] : -1] }),
      x,
      axes,
      keepdim,
    );
  },
);
/** The axes as one, the last, if there are several or none. */
function merged(x: Tensor, axes: readonly number[]): Tensor {
  if (axes.length === 1) return x;
  const kept = allAxes(x.shape.length).filter((a) => !axes.includes(a));
  const shape = dropped(x.shape, axes);
  return shaped(kept.length === 0 ? x : permuteRow(x, [...kept, ...axes]), [
    ...shape,
    size(x.shape) / size(shape),
  ]);
}
