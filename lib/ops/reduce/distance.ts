// Distances by norms. Where two points meet the derivative is 0, as that of a norm is at 0.
import { wrongArgument, wrongShape } from "../../errors.js";
import { div } from "../../core/quotients.js";
import { add, sub } from "../../core/ring.js";
import { le, where } from "../../core/choose.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, scalar, type Tensor, type TensorLike } from "../../core/tensor.js";
import { allAxes, broadcastShape, fromEnd } from "../../array/shape.js";
import { times } from "../elementwise/elementary.js";
import { normRow } from "./norm.js";
import { restored } from "./reduction.js";
import { shaped } from "../move/reshape.js";

/**
 * The norm of order p of the difference of two tensors.
 *
 * @example
 * dist([1, 2], [4, 6]).item() // => 5
 */
export const dist: Face<[input: TensorLike, other: TensorLike, p?: number | Options<{ p: number }>]> =
  /*#__PURE__*/ face(
    "dist",
    "input: tensor, other: tensor, p: number = 2",
    (x: Tensor, y: Tensor, p: number) => {
      const shape = broadcastShape("dist", x.shape, y.shape);
      return normRow(sub(x, y), { axes: allAxes(shape.length), p });
    },
  );
export interface CdistOptions {
  p: number;
  /** Accepted and ignored: distances are always taken from differences. */
  computeMode: string | null;
}
/**
 * The distances of order p of each row of x1 from each row of x2: (..., m, d) and (..., n, d) give (..., m, n). At distance 0
 * the derivative is 0, and so is the second one of its square: write `squaredCdist` for that.
 *
 * @example
 * cdist([[0, 0], [3, 0]], [[3, 4]]) // => tensor([[5], [4]])
 */
export const cdist: Face<
  | [x1: TensorLike, x2: TensorLike, p?: number, computeMode?: string | null]
  | [x1: TensorLike, x2: TensorLike, options: Options<CdistOptions>]
> = /*#__PURE__*/ face(
  "cdist",
  "x1: tensor, x2: tensor, p: number = 2, computeMode: string?",
  (x: Tensor, y: Tensor, p: number) => {
    const [rows, columns] = between("cdist", x, y);
    if (!(p >= 0)) throw wrongArgument("cdist", "p", "from 0", p);
    return normRow(sub(rows, columns), { axes: [-1], p });
  },
);
/** Rows and rows, in shapes whose difference has each with each: (..., m, 1, d) and (..., 1, n, d). */
export function between(fn: string, x: Tensor, y: Tensor): readonly [Tensor, Tensor] {
  const [a, b] = [x.shape, y.shape];
  if (a.length < 2) throw wrongShape(fn, "x1", "(..., m, d), rows of numbers", a);
  if (b.length < 2 || b[b.length - 1] !== a[a.length - 1])
    throw wrongShape(fn, "x2", `(..., n, ${a[a.length - 1]}), rows as long as those of x1`, b);
  broadcastShape(fn, a.slice(0, -2), b.slice(0, -2));
  return [
    shaped(x, [...a.slice(0, -1), 1, a[a.length - 1]]),
    shaped(y, [...b.slice(0, -2), 1, ...b.slice(-2)]),
  ];
}
/**
 * The input with each entry of an axis whose norm of order p is above maxnorm scaled down to it.
 *
 * @example
 * renorm([[3, 4], [0.3, 0.4]], 2, 0, 1) // => tensor([[0.6000, 0.8000], [0.3000, 0.4000]])
 */
export const renorm: Face<[input: TensorLike, p: number, dim: number, maxnorm: number]> = /*#__PURE__*/ face(
  "renorm",
  "input: tensor, p: number, dim: int, maxnorm: number",
  (x: Tensor, p: number, dim: number, maxnorm: number) => {
    const r = x.shape.length;
    if (r < 2) throw wrongShape("renorm", "input", "of at least two axes", x.shape);
    if (!(p > 0)) throw wrongArgument("renorm", "p", "above 0", p);
    if (!(maxnorm >= 0)) throw wrongArgument("renorm", "maxnorm", "from 0", maxnorm);
    const axis = fromEnd("renorm", dim, r);
    const axes = allAxes(r).filter((a) => a !== axis);
    const size = restored(normRow(x, { axes, p }), x.shape, axes);
    // torch's guard against a division by 0.
    const scale = div(scalar(maxnorm), add(size, scalar(1e-7)));
    return times(x, where(le(size, scalar(maxnorm)), literal(1), scale));
  },
);
