// Vector norms. At 0 the derivative is 0 and so are its own derivatives: quotients by a norm are `ratio`s.
import { emptyReduction, wrongArgument } from "../../errors.js";
import { keeping, reduced, type Dim } from "../../core/sums.js";
import type { Row } from "../../core/kinds.js";
import { mulRow } from "../../core/ring.js";
import { pow } from "../../core/power.js";
import { type Tensor } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/fold.js";
import { abs, ratio, sign, times } from "../elementwise/elementary.js";
import { sharesRow } from "./extremes.js";
import { countOf, reduction, type Along } from "./reduction.js";

interface Norm extends Along {
  readonly p: number;
}
const apart = { lo: -2, hi: 2, apart: true };
/** (Σ |x|^p)^(1/p) and its limits. */
export const normRow: Row<Norm> = /*#__PURE__*/ reduction<Norm>(
  "norm",
  (x, { axes, p }) => kernel.norm(x, axes, p),
  (x, y, { axes, p }) => {
    if (p === 2) return ratio(x, y);
    if (p === 0) return null;
    const s = sign(x);
    if (p === 1) return s;
    if (p === Infinity || p === -Infinity) return times(s, sharesRow(abs(x), { axes, least: p < 0 }));
    // Where x is 0 its sign annihilates the power, which is infinite for p < 1.
    return mulRow(s, pow(ratio(abs(x), y), p - 1), CHAIN);
  },
  [
    ...[2, 1, 3, 0.5, -1, Infinity, -Infinity, 0].map((p) => ({
      shapes: [[4]],
      params: { axes: [-1], p },
      domain: apart,
    })),
    { shapes: [[2, 3, 2]], params: { axes: [-3, -1], p: 2 }, domain: apart },
    { shapes: [[]], params: { axes: [], p: 2 }, domain: apart },
  ],
  { corner: true },
);

/** The norm of order `order`, an argument of fn that is called `name`. */
export function normOf(
  fn: string,
  name: string,
  x: Tensor,
  order: unknown,
  dim: Dim,
  keepdim: boolean,
): Tensor {
  if (typeof order !== "number" || Number.isNaN(order))
    throw wrongArgument(
      fn,
      name,
      fn === "norm" ? 'a number, "fro" or "nuc"' : "a number",
      order,
      "Dimensions stand in the third place or in {dim: ...}",
    );
  const axes = reduced(fn, x, dim);
  if ((order < 0 || order === Infinity) && countOf(x.shape, axes) === 0) throw emptyReduction(fn, x.shape);
  return keeping(normRow(x, { axes, p: order }), x, axes, keepdim);
}
