// What is made of the factors that luFactor gives: solutions, and the factors apart.
import { wrongShape } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { apart, before, over, permutationRow, permuted } from "./lu.js";
import { matrix, squareMatrix, transposed } from "./matrices.js";

/** Shapes of what luFactor gave, for n x n matrices. */
function given(fn: string, names: readonly [string, string], LU: Tensor, pivots: Tensor): number {
  const n = squareMatrix(fn, names[0], LU);
  if (pivots.shape[pivots.shape.length - 1] !== n)
    throw wrongShape(fn, names[1], `(..., ${n})`, pivots.shape);
  return n;
}
/** P L U X = B, or Uᵀ Lᵀ Pᵀ X = B. */
function solved(LU: Tensor, P: Tensor, B: Tensor, adjoint: boolean): Tensor {
  if (!adjoint) return over(before(permuted(P, B), LU), LU);
  return matmulRow(P, before(over(B, LU, true), LU, true), CHAIN);
}
/**
 * X with A X = B for A given as `luFactor` gives it and B (..., n, p); with `adjoint` Aᵀ X = B, with `left` false X A = B.
 *
 * @example
 * import { luFactor, luSolve } from "dualtensor/linalg";
 * const { LU, pivots } = luFactor([[2, 0], [0, 4]]);
 * luSolve(LU, pivots, [[2], [4]]) // => tensor([[1], [1]])
 */
export const linalgLuSolve: Face<
  [LU: TensorLike, pivots: TensorLike, B: TensorLike, options?: Options<{ left: boolean; adjoint: boolean }>]
> = /*#__PURE__*/ face(
  "linalg.luSolve",
  "LU: tensor, pivots: tensor, B: tensor, *, left: bool = true, adjoint: bool = false",
  (LU: Tensor, pivots: Tensor, B: Tensor, left: boolean, adjoint: boolean) => {
    const fn = "linalg.luSolve";
    const n = given(fn, ["LU", "pivots"], LU, pivots);
    if (matrix(fn, "B", B)[left ? 0 : 1] !== n)
      throw wrongShape(fn, "B", left ? `(..., ${n}, p)` : `(..., p, ${n})`, B.shape);
    const P = permutationRow([pivots], { m: n });
    return left ? solved(LU, P, B, adjoint) : transposed(solved(LU, P, transposed(B), !adjoint));
  },
);
/**
 * X with A X = b for A given as `linalg.luFactor` gives it and b (..., n, p).
 */
export const luSolve: Face<[b: TensorLike, LUData: TensorLike, LUPivots: TensorLike]> = /*#__PURE__*/ face(
  "luSolve",
  "b: tensor, LUData: tensor, LUPivots: tensor",
  (b: Tensor, LU: Tensor, pivots: Tensor) => {
    const n = given("luSolve", ["LUData", "LUPivots"], LU, pivots);
    if (matrix("luSolve", "b", b)[0] !== n) throw wrongShape("luSolve", "b", `(..., ${n}, p)`, b.shape);
    return solved(LU, permutationRow([pivots], { m: n }), b, false);
  },
);
/**
 * P, L and U of what `linalg.luFactor` gave; what is not asked for is empty.
 *
 * @example
 * luUnpack([[2, 2], [0.5, 1]], [2, 2]).P // => tensor([[0, 1], [1, 0]])
 */
export const luUnpack: Face<
  [
    LUData: TensorLike,
    LUPivots: TensorLike,
    unpackData?: boolean | Options<{ unpackData: boolean; unpackPivots: boolean }>,
    unpackPivots?: boolean | Options<{ unpackPivots: boolean }>,
  ],
  { P: Tensor; L: Tensor; U: Tensor }
> = /*#__PURE__*/ face(
  "luUnpack",
  "LUData: tensor, LUPivots: tensor, unpackData: bool = true, unpackPivots: bool = true",
  (LU: Tensor, pivots: Tensor, data: boolean, permutation: boolean) => {
    const [m, n] = matrix("luUnpack", "LUData", LU);
    const k = Math.min(m, n);
    if (pivots.shape[pivots.shape.length - 1] !== k)
      throw wrongShape("luUnpack", "LUPivots", `(..., ${k})`, pivots.shape);
    return {
      P: permutation ? permutationRow([pivots], { m }) : zeros([0]),
      ...(data ? apart(LU) : { L: zeros([0]), U: zeros([0]) }),
    };
  },
);
