// Products of Householder's reflections, all at once (C. Puglisi, Modification of the Householder method based on the compact WY
// representation, 1992): with V of unit lower triangular shape and D = diag(tau)
//
//   (I - tau1 v1 v1ᵀ) ... (I - tauk vk vkᵀ) = I - V T Vᵀ,  T = (I + D triu(VᵀV, 1))⁻¹ D
//
// The form with D inside wants no tau to differ from 0; its derivatives are those of the product.
import { wrongShape } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { promoteAll } from "../../core/kinds.js";
import { add, sub } from "../../core/ring.js";
import { face, type Face } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { eye } from "../tensors/create.js";
import { triangleRow } from "../move/diagonal.js";
import { times } from "../elementwise/elementary.js";
import { shaped } from "../move/reshape.js";
import { matrix, transposed } from "./matrices.js";
import { columnsFrom, rowsFrom } from "./stack.js";
import { triangularRow } from "./triangular.js";

/**
 * The first n columns of the product of k reflections I - tau v vᵀ, as LAPACK's geqrf gives them: for A (..., m, n) with m >= n
 * and tau (..., k) with k <= n, vector i is 1 at place i, 0 above and column i of A below it.
 *
 * @example
 * import { householderProduct } from "dualtensor/linalg";
 * householderProduct([[0], [1]], [1]) // => tensor([[ 0], [-1]])
 */
export const householderProduct: Face<[A: TensorLike, tau: TensorLike]> = /*#__PURE__*/ face(
  "linalg.householderProduct",
  "A: tensor, tau: tensor",
  (A: Tensor, tau: Tensor) => {
    const fn = "linalg.householderProduct";
    const [m, n] = matrix(fn, "A", A);
    if (m < n) throw wrongShape(fn, "A", "(..., m, n) with m >= n", A.shape);
    const batch = A.shape.slice(0, -2);
    const k = tau.shape[tau.shape.length - 1];
    const fits = tau.shape.length === batch.length + 1 && batch.every((s, i) => s === tau.shape[i]) && k <= n;
    if (!fits) throw wrongShape(fn, "tau", `(${[...batch, "k"].join(", ")}) with k <= ${n}`, tau.shape);
    const below = triangleRow(k === n ? A : columnsFrom(A, 0, k), { upper: false, offset: -1 });
    const V = add(below, eye(m, k));
    const D = shaped(tau, [...batch, k, 1]);
    const inner = times(D, matmulRow(transposed(V), V, VALUE));
    // Of the right-hand side, the rows of Vᵀ that meet the first n columns.
    const right = times(D, transposed(m === n ? V : rowsFrom(V, 0, n)));
    const T = triangularRow(promoteAll([inner, right]), { upper: true, transposed: false, unit: true });
    return sub(eye(m, n), matmulRow(V, T, VALUE));
  },
);
