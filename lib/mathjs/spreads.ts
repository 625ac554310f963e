// Statistics as mathjs means them: of all elements, in the order of numbers, normalised where mathjs normalises.
import { emptyReduction, wrongArgument, wrongShape } from "../errors.js";
import { div, square } from "../core/quotients.js";
import { mean, sum } from "../core/sums.js";
import { reshape } from "../core/views.js";
import { mul, sub } from "../core/ring.js";
import { at } from "../core/at.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { sqrt, log } from "../ops/elementwise/elementary.js";
import { kthvalue, quantile } from "../ops/reduce/quantile.js";
import { sort } from "../ops/move/sort.js";
import { sameShape, size } from "../array/shape.js";
import { needed, whole } from "./operators.js";

/** The middle element, the mean of the two middle ones of an even number of them. */
export function median(x: Tensor): Tensor {
  const n = size(x.shape);
  if (n === 0) throw emptyReduction("median", x.shape);
  const y = sort(x.reshape([n])).values;
  return n % 2 === 1 ? at(y, [(n - 1) / 2]) : mean(at(y, [`${n / 2 - 1}:${n / 2 + 1}`]));
}
/** Of one value 0, as mathjs has it (torch: NaN). */
export const spread =
  (f: (x: Tensor, dim?: number) => Tensor) =>
  (x: Tensor, dim?: number): Tensor =>
    (dim === undefined ? size(x.shape) : x.shape[dim]) === 1 ? mul(sum(x, dim), 0) : f(x, dim);

/** The correlation of two vectors; of two matrices that of their rows. */
export function correlation(x: Tensor, y: Tensor): Tensor {
  if (x.shape.length === 0 || x.shape.length > 2 || !sameShape(x.shape, y.shape))
    throw wrongShape("corr", "two vectors or two matrices", `of one shape, ${String(x.shape)}`, y.shape);
  const [p, q] = [x, y].map((t) => sub(t, mean(t, -1, { keepdim: true })));
  return div(sum(mul(p, q), -1), sqrt(mul(sum(square(p), -1), sum(square(q), -1))));
}
/** Σ q log(q / p) of two vectors, each divided by its sum first. */
export function divergence(q: Tensor, p: Tensor): Tensor {
  if (q.shape.length !== 1 || !sameShape(q.shape, p.shape))
    throw wrongShape(
      "kldivergence",
      "two vectors",
      "of equal length",
      q.shape.length === 1 ? p.shape : q.shape,
    );
  const [a, b] = [q, p].map((t) => div(t, sum(t)));
  return sum(mul(a, log(div(a, b))));
}
/** Quantiles of all elements, or along an axis: one, those of a vector, or for a count n > 1 those at 1/(n + 1), ... */
export function quantiles(x: Tensor, p: Tensor, axis: number | undefined): Tensor {
  if (p.shape.length === 1 && axis === undefined) return quantile(x, p);
  const v = needed(
    p,
    "quantileSeq",
    "prob",
    "from 0 to 1, or a count",
    (n) => n >= 0 && (n <= 1 || n % 1 === 0),
  );
  if (v <= 1) return quantile(x, v, axis === undefined ? {} : { dim: axis });
  if (axis !== undefined) throw wrongArgument("quantileSeq", "prob", "from 0 to 1 beside an axis", v);
  return quantile(
    x,
    new Plain(
      [v],
      Float64Array.from({ length: v }, (_, i) => (i + 1) / (v + 1)),
    ),
  );
}
/** The element at place k, from 0, in order. */
export function ranked(x: Tensor, k: Tensor): Tensor {
  if (x.shape.length !== 1) throw wrongShape("partitionSelect", "the input", "to be a vector", x.shape);
  const i = whole(k, "partitionSelect", "k");
  if (i >= x.shape[0]) throw wrongArgument("partitionSelect", "k", `less than ${x.shape[0]}, the length`, i);
  return reshape(kthvalue(x, i + 1).values, []);
}
