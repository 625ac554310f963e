// Sums and means. Their faces resolve axes here, once, so that rows see none but counts from the end.
import { allAxes, axesFromEnd, type Shape } from "../array/shape.js";
import { addUp } from "../kernels/reduce.js";
import { linear, type Row } from "./kinds.js";
import { expand, reshapeTail } from "./ring.js";
import { face, type Face, type Options } from "./signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "./tensor.js";
import { div } from "./quotients.js";

/** Sum over the axes (from the end, ascending), which are dropped. */
export const sumRow: Row<readonly number[]> = /*#__PURE__*/ linear(
  "sum",
  (x, axes) => {
    if (axes.length === 0) return new Plain(x.shape, x.elements);
    return new Plain(dropped(x.shape, axes), addUp(x, withOnes(x.shape, axes)));
  },
  (ybar, axes, x) =>
    expand(
      reshapeTail(ybar, { from: x.shape.length - axes.length, shape: withOnes(x.shape, axes) }),
      x.shape,
    ),
  null,
  { role: "reduction" },
);
/** x.shape with the axes set to 1. */
export const withOnes = (shape: Shape, axes: readonly number[]): number[] => {
  const kept = shape.slice();
  for (const a of axes) kept[kept.length + a] = 1;
  return kept;
};
/** A shape without these axes. */
export const dropped = (shape: Shape, axes: readonly number[]): number[] =>
  shape.filter((_, d) => !axes.includes(d - shape.length));
export type Dim = number | readonly number[] | null | undefined;
export type Reduction = Face<
  | [input: TensorLike, dim?: Dim, keepdim?: boolean | Options<{ keepdim: boolean }>]
  | [input: TensorLike, options: Options<{ dim: Dim; keepdim: boolean }>]
>;
/** The same as a method. */
export type Reducing =
  | [dim?: Dim, keepdim?: boolean | Options<{ keepdim: boolean }>]
  | [options: Options<{ dim: Dim; keepdim: boolean }>];
/** Which axes a reduction means: all of them without dim. A tensor without axes has an axis 0 to reduce, as in torch. */
export const reduced = (fn: string, x: Tensor, dim: Dim): number[] =>
  dim === undefined || dim === null
    ? allAxes(x.shape.length)
    : axesFromEnd(fn, typeof dim === "number" ? [dim] : dim, Math.max(1, x.shape.length)).filter(
        () => x.shape.length > 0,
      );
/** A reduction over the axes with the dropped axes back as 1, if asked for. */
export const keeping = (y: Tensor, x: Tensor, axes: readonly number[], keepdim: boolean): Tensor =>
  keepdim ? reshapeTail(y, { from: y.shape.length, shape: withOnes(x.shape, axes) }) : y;

/** A sum over axes, and what becomes of it where each has n terms. */
const summing = (fn: string, of: (sum: Tensor, n: number) => Tensor): Reduction =>
  face(fn, "input: tensor, dim: ints?, keepdim: bool = false", (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced(fn, x, dim);
    let n = 1;
    for (const a of axes) n *= x.shape[x.shape.length + a];
    return of(keeping(sumRow(x, axes), x, axes, keepdim), n);
  });
/**
 * Sum of all elements, or over one axis or several.
 *
 * @example
 * sum([[1, 2], [3, 4]]).item() // => 10
 * sum([[1, 2], [3, 4]], 1, { keepdim: true }) // => tensor([[3], [7]])
 */
export const sum: Reduction = /*#__PURE__*/ summing("sum", (s) => s);
/**
 * Mean of all elements, or over one axis or several.
 *
 * @example
 * mean([[1, 2], [3, 6]], 0) // => tensor([2, 4])
 */
export const mean: Reduction = /*#__PURE__*/ summing("mean", (s, n) => div(s, literal(n)));
