// Other shapes and other orders of axes (copies here: tensors are immutable, and reshape shares its numbers).
import { wrongCount } from "../errors.js";
import { allAxes, fromEnd, size, type Shape } from "../array/shape.js";
import { linear, type Row } from "./kinds.js";
import { reshapeTail } from "./ring.js";
import { face, type Face } from "./signature.js";
import { Plain, type Tensor, type TensorLike } from "./tensor.js";
import * as move from "../kernels/move.js";

/**
 * The same elements in row-major order in another shape; one length may be -1.
 *
 * @example
 * reshape([1, 2, 3, 4], [2, -1]) // => tensor([[1, 2], [3, 4]])
 */
export const reshape: Face<[input: TensorLike, shape: readonly number[]]> = /*#__PURE__*/ face(
  "reshape",
  "input: tensor, shape: shape",
  (x: Tensor, shape: readonly number[]) =>
    reshapeTail(x, { from: x.shape.length, shape: inferred("reshape", x.shape, shape) }),
);
export function inferred(fn: string, from: Shape, shape: readonly number[]): Shape {
  const at = shape.indexOf(-1),
    n = size(from);
  if (at < 0) {
    if (size(shape) !== n) throw wrongCount(fn, from, shape);
    return shape.slice();
  }
  const rest = size(shape.filter((_, i) => i !== at));
  if (shape.indexOf(-1, at + 1) >= 0 || rest === 0 || n % rest !== 0) throw wrongCount(fn, from, shape);
  return shape.map((l, i) => (i === at ? n / rest : l));
}

/** The trailing axes in the order `perm`, counted from the end. */
export const permuteRow: Row<readonly number[]> = /*#__PURE__*/ linear(
  "permute",
  (x, perm) => {
    const { shape, data } = move.permute(x, perm);
    return new Plain(shape, data, x.dtype);
  },
  (ybar, perm) => permuteRow(ybar, inverse(perm)),
  null,
  { role: "gather" },
);
const inverse = (perm: readonly number[]): number[] => {
  const inv = new Array<number>(perm.length);
  perm.forEach((p, i) => {
    inv[perm.length + p] = i - perm.length;
  });
  return inv;
};
/**
 * Two axes swapped.
 *
 * @example
 * transpose([[1, 2], [3, 4]], 0, 1) // => tensor([[1, 3], [2, 4]])
 */
export const transpose: Face<[input: TensorLike, dim0: number, dim1: number]> = /*#__PURE__*/ face(
  "transpose",
  "input: tensor, dim0: int, dim1: int",
  (x: Tensor, dim0: number, dim1: number) => {
    const r = x.shape.length,
      perm = allAxes(r),
      a = fromEnd("transpose", dim0, r || 1),
      b = fromEnd("transpose", dim1, r || 1);
    perm[r + a] = b;
    perm[r + b] = a;
    return permuteRow(x, perm);
  },
);
/** Matrices transposed: the last two axes swapped. A vector stays as it is. */
export const transposeLast = (x: Tensor): Tensor => (x.shape.length < 2 ? x : permuteRow(x, [-1, -2]));
