// Products of tensors whose axes have names: what einsum, tensordot and their like compile to. Two operands that share
// axes to sum over become one product of matrices, [kept in both, left, summed] times [kept in both, summed, right];
// without such axes they are multiplied elementwise.
import { matmulRow } from "../../core/matmul.js";
import { sumRow } from "../../core/sums.js";
import { permuteRow } from "../../core/views.js";
import { mulRow } from "../../core/ring.js";
import type { Tensor } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { sameShape, size, type Shape } from "../../array/shape.js";
import { shaped } from "../move/reshape.js";

/** A tensor with a name for each of its axes; no name twice. */
export interface Named {
  readonly tensor: Tensor;
  readonly names: readonly string[];
}

/** The axes in the order of `names`. */
export function arrange({ tensor, names }: Named, order: readonly string[]): Tensor {
  const r = names.length;
  return order.every((name, d) => name === names[d])
    ? tensor
    : permuteRow(
        tensor,
        order.map((name) => names.indexOf(name) - r),
      );
}
/** The axes that are not among `kept` summed away. */
export function total(x: Named, kept: readonly string[]): Named {
  const r = x.names.length;
  const gone = x.names.flatMap((name, d) => (kept.includes(name) ? [] : [d - r]));
  return gone.length === 0
    ? x
    : { tensor: sumRow(x.tensor, gone), names: x.names.filter((name) => kept.includes(name)) };
}

const reshaped = (x: Tensor, shape: Shape): Tensor => (sameShape(x.shape, shape) ? x : shaped(x, shape));

/** The product of two, summed over the names that both have and `kept` has not; names of one alone must be in `kept`. */
export function contract(x: Named, y: Named, kept: readonly string[]): Named {
  const both = x.names.filter((name) => y.names.includes(name));
  const batch = both.filter((name) => kept.includes(name));
  const over = both.filter((name) => !kept.includes(name));
  const left = x.names.filter((name) => !both.includes(name));
  const right = y.names.filter((name) => !both.includes(name));
  const names = [...batch, ...left, ...right];
  const a = arrange(x, [...batch, ...left, ...over]);
  const b = arrange(y, [...batch, ...over, ...right]);
  const lengths = (t: Tensor, from: number, count: number): Shape => t.shape.slice(from, from + count);
  const lead = lengths(a, 0, batch.length);
  const rows = lengths(a, batch.length, left.length);
  const columns = lengths(b, batch.length + over.length, right.length);
  if (over.length === 0) {
    // Unit axes where the other operand stands alone; at the end they broadcast by themselves.
    const wide = reshaped(a, [...lead, ...rows, ...columns.map(() => 1)]);
    const tall = rows.length === 0 ? b : reshaped(b, [...lead, ...rows.map(() => 1), ...columns]);
    return { tensor: mulRow(wide, tall, VALUE), names };
  }
  const n = size(lengths(b, batch.length, over.length));
  const product = matmulRow(
    reshaped(a, [...lead, size(rows), n]),
    reshaped(b, [...lead, n, size(columns)]),
    VALUE,
  );
  return { tensor: reshaped(product, [...lead, ...rows, ...columns]), names };
}
