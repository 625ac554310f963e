// The norm of the root: of vectors, and the nuclear norm of matrices beside.
import { reduced, type Dim } from "../../core/sums.js";
import { face, type Face, type Options } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { wrongOption } from "../../errors.js";
import { normOf } from "../reduce/norm.js";
import { matrixNormOf, type MatrixOrder } from "./matrixnorm.js";

export interface NormOptions {
  p: MatrixOrder | null;
  dim: Dim;
  keepdim: boolean;
}
/**
 * (Σ |x|^p)^(1/p) of all elements, or over one axis or several; the largest |x| for p = Infinity, the smallest for -Infinity,
 * the number of those that are not 0 for p = 0. Without overflow. Its derivative at 0 is 0, and
 * so is the second one of its square: write `squaredNorm` for that. p = "nuc" is the sum of the
 * singular values of a matrix, or of each, where `dim` names two axes.
 *
 * @example
 * norm([3, 4]).item() // => 5
 * norm([3, -4], 1).item() // => 7
 * norm([[3, 4], [6, 8]], { dim: 1 }) // => tensor([5, 10])
 * norm([[3, 0], [0, 4]], "nuc").item() // => 7
 */
export const norm: Face<
  | [input: TensorLike, p?: MatrixOrder | null, dim?: Dim, keepdim?: boolean | Options<{ keepdim: boolean }>]
  | [input: TensorLike, options: Options<NormOptions>]
  | [input: TensorLike, p: MatrixOrder | null, options: Options<Omit<NormOptions, "p">>]
> = /*#__PURE__*/ face(
  "norm",
  'input: tensor, p: any? = "fro", dim: ints?, keepdim: bool = false',
  (x: Tensor, p: unknown, dim: Dim, keepdim: boolean) =>
    p === "nuc" ? nuclear(x, dim, keepdim) : normOf("norm", "p", x, p === "fro" ? 2 : p, dim, keepdim),
);
function nuclear(x: Tensor, dim: Dim, keepdim: boolean): Tensor {
  const axes = reduced("norm", x, dim);
  if (axes.length !== 2)
    throw wrongOption("norm", "dim", 'two axes, such as [-2, -1], with p "nuc"', dim ?? undefined);
  return matrixNormOf("norm", x, "nuc", axes, keepdim);
}
