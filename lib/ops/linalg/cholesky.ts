// Cholesky's factor. With S the symmetric part of A and S = L Lᵀ: dL = L phi(L⁻¹ dS L⁻ᵀ), where phi keeps the lower triangle
// and half of the diagonal (I. Murray, Differentiation of the Cholesky decomposition, 2016, equation 8); its transpose is
// Sbar = L⁻ᵀ phi(Lᵀ Lbar) L⁻¹.
import { indefinite } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { general, promoteAll } from "../../core/kinds.js";
import { add, mulRow } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/cholesky.js";
import { condition } from "../../kernels/lu.js";
import { size } from "../../array/shape.js";
import { batchOf, columns, squareMatrix, transposed } from "./matrices.js";
import { triangularRow } from "./triangular.js";

interface CholeskyParams {
  readonly fn: string;
  /** A matrix that is not positive-definite gives NaN instead of an error. */
  readonly quiet: boolean;
}
const definite = { lo: -1, hi: 1, fixed: [4, 1, -1, 0.5, 5, 1, 1, -0.7, 6] };

/** Each matrix factored into o; what failed. */
function factorAll(
  A: Plain,
  o: Float64Array,
  failed: (l: number, info: number, value: number) => void,
): void {
  const n = A.shape[A.shape.length - 1];
  const batch = size(batchOf(A.shape));
  for (let l = 0; l < batch; l++) {
    const { info, value } = kernel.cholesky(A.data, l * n * n, n, o);
    if (info > 0) failed(l, info, value);
  }
}
const choleskyRule: Rule<CholeskyParams> = {
  name: "cholesky",
  kind: "general",
  trials: [
    { shapes: [[3, 3]], params: { fn: "cholesky", quiet: false }, domain: definite },
    {
      shapes: [[2, 2, 2]],
      params: { fn: "cholesky", quiet: true },
      domain: { lo: -1, hi: 1, fixed: [2, 1, -1, 3, 4, 1, 2, 5] },
    },
  ],
  value: ([A], { fn, quiet }) => {
    const n = A.shape[A.shape.length - 1];
    const o = new Float64Array(A.data.length);
    factorAll(A, o, (l, info, value) => {
      if (!quiet) throw indefinite(fn, l, info - 1, value, condition(symmetric(A), l));
      o.fill(NaN, l * n * n, (l + 1) * n * n);
    });
    return new Plain(A.shape, o);
  },
  push: ([dA], _args, L) => {
    const half = lower(L, symmetric(dA!));
    const both = transposed(lower(L, transposed(half)));
    return matmulRow(L, phi(both), CHAIN);
  },
  pull: (_i, lbar, _args, L) => {
    const P = phi(matmulRow(transposed(L), lbar, CHAIN));
    const left = lower(L, P, true);
    return symmetric(transposed(lower(L, transposed(left), true)));
  },
};
export const choleskyRow = /*#__PURE__*/ general(choleskyRule);

const symmetric = <T extends Tensor>(X: T): T => mulRow(literal(0.5), add(X, transposed(X)), CHAIN) as T;
/** L⁻¹ X, or L⁻ᵀ X. */
const lower = (L: Tensor, X: Tensor, transpose = false): Tensor =>
  triangularRow(promoteAll([L, X]), { upper: false, transposed: transpose, unit: false });
/** The lower triangle and half of the diagonal. */
function phi(X: Tensor): Tensor {
  const n = X.shape[X.shape.length - 1];
  const mask = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    mask.fill(1, i * n, i * n + i);
    mask[i * n + i] = 0.5;
  }
  return mulRow(new Plain([n, n], mask), X, CHAIN);
}

/** For each matrix 0, or the order of the first leading minor that is not positive. */
const infoRule: Rule = {
  name: "choleskyInfo",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[3, 3]], params: undefined, domain: definite }],
  value: ([A]) => {
    const found = new Float64Array(size(batchOf(A.shape)));
    factorAll(A, new Float64Array(A.data.length), (l, info) => {
      found[l] = info;
    });
    return new Plain(batchOf(A.shape), found, "int32");
  },
  push: () => null,
  pull: () => null,
};
export const choleskyInfoRow = /*#__PURE__*/ general(infoRule);

function factored(fn: string, name: string, A: Tensor, upper: boolean, quiet: boolean): Tensor {
  squareMatrix(fn, name, A);
  const L = choleskyRow([A], { fn, quiet });
  return upper ? transposed(L) : L;
}
/**
 * The lower triangular L with L Lᵀ = A for each symmetric positive-definite matrix; with `upper`, Lᵀ. An argument that is
 * not symmetric is symmetrised, its tangent too. Throws DT_SINGULAR where A is not positive-definite.
 *
 * @example
 * cholesky([[4, 2], [2, 5]]) // => tensor([[2, 0], [1, 2]])
 */
export const cholesky: Face<[A: TensorLike, options?: Options<{ upper: boolean }>]> = /*#__PURE__*/ face(
  "cholesky",
  "A: tensor, *, upper: bool = false",
  (A: Tensor, upper: boolean) => factored("cholesky", "A", A, upper, false),
);
/**
 * As cholesky, but a matrix that is not positive-definite gives NaN and an `info` that is not 0 instead of an error.
 *
 * @example
 * import { choleskyEx } from "dualtensor/linalg";
 * choleskyEx([[1, 2], [2, 1]]).info.item() // => 2
 */
export const choleskyEx: Face<
  [A: TensorLike, options?: Options<{ upper: boolean; checkErrors: boolean }>],
  { L: Tensor; info: Tensor }
> = /*#__PURE__*/ face(
  "linalg.choleskyEx",
  "A: tensor, *, upper: bool = false, checkErrors: bool = false",
  (A: Tensor, upper: boolean, checkErrors: boolean) => ({
    L: factored("linalg.choleskyEx", "A", A, upper, !checkErrors),
    info: choleskyInfoRow([A], undefined),
  }),
);

type Upper = boolean | Options<{ upper: boolean }>;
function solveWith(L: Tensor, B: Tensor, upper: boolean): Tensor {
  const once = triangularRow(promoteAll([L, B]), { upper, transposed: upper, unit: false });
  return triangularRow(promoteAll([L, once]), { upper, transposed: !upper, unit: false });
}
/**
 * X with A X = B, from Cholesky's factor L of A (with `upper`, from Lᵀ).
 *
 * @example
 * choleskySolve([[8]], [[2]]) // => tensor([[2]])
 */
export const choleskySolve: Face<[B: TensorLike, L: TensorLike, upper?: Upper]> = /*#__PURE__*/ face(
  "choleskySolve",
  "B: tensor, L: tensor, upper: bool = false",
  (given: Tensor, L: Tensor, upper: boolean) => {
    const n = squareMatrix("choleskySolve", "L", L);
    const { B, back } = columns("choleskySolve", L, given, n);
    return back(solveWith(L, B, upper));
  },
);
/**
 * The inverse of A, from Cholesky's factor L of A (with `upper`, from Lᵀ).
 *
 * @example
 * choleskyInverse([[2]]) // => tensor([[0.2500]])
 */
export const choleskyInverse: Face<[L: TensorLike, upper?: Upper]> = /*#__PURE__*/ face(
  "choleskyInverse",
  "L: tensor, upper: bool = false",
  (L: Tensor, upper: boolean) => {
    const n = squareMatrix("choleskyInverse", "L", L);
    const unit = new Float64Array(n * n);
    for (let i = 0; i < n; i++) unit[i * n + i] = 1;
    return solveWith(L, new Plain([n, n], unit), upper);
  },
);
