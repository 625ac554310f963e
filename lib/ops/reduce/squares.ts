// Squares of lengths as sums of squares, whose derivatives of every order are those of a polynomial: what the square of a
// norm is not where the norm is 0.
import { square } from "../../core/quotients.js";
import { keeping, reduced, sumRow, type Dim, type Reduction } from "../../core/sums.js";
import { add, sub } from "../../core/ring.js";
import { face, type Face } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { isComplex } from "../complex/complex.js";
import { between } from "./distance.js";

/** |x|² of each element. */
const squared = (x: Tensor): Tensor => (isComplex(x) ? add(square(x.real), square(x.imag)) : square(x));

/**
 * Σ |x|² of all elements, or over one axis or several: the square of {@link norm}, with a Hessian of 2 I everywhere, at 0 too.
 *
 * @example
 * squaredNorm([3, 4]).item() // => 25
 * squaredNorm([[3, 4], [6, 8]], 1) // => tensor([25, 100])
 * hessian((x) => squaredNorm(x), [0, 0]) // => tensor([[2, 0], [0, 2]])
 */
export const squaredNorm: Reduction = /*#__PURE__*/ face(
  "squaredNorm",
  "input: tensor, dim: ints?, keepdim: bool = false",
  (x: Tensor, dim: Dim, keepdim: boolean) => {
    const axes = reduced("squaredNorm", x, dim);
    return keeping(sumRow(squared(x), axes), x, axes, keepdim);
  },
);
/**
 * The squared distances of each row of x1 from each row of x2 (SciPy's sqeuclidean): (..., m, d) and (..., n, d) give
 * (..., m, n). The square of {@link cdist}, with derivatives of every order where two points meet.
 *
 * @example
 * squaredCdist([[0, 0], [3, 0]], [[3, 4]]) // => tensor([[25], [16]])
 */
export const squaredCdist: Face<[x1: TensorLike, x2: TensorLike]> = /*#__PURE__*/ face(
  "squaredCdist",
  "x1: tensor, x2: tensor",
  (x: Tensor, y: Tensor) => {
    const [rows, columns] = between("squaredCdist", x, y);
    return sumRow(squared(sub(rows, columns)), [-1]);
  },
);
