// Inverses, by the LU factorisation of solve.ts. Y = A⁻¹: dY = -Y dA Y, Abar = -Yᵀ Ybar Yᵀ (Giles 2008, 2.2.3).
import { singular, wrongArgument, wrongShape } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { transposeLast } from "../../core/views.js";
import { general } from "../../core/kinds.js";
import { neg } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { cofactors, ldu } from "../../kernels/ldu.js";
import { factor, invert } from "../../kernels/lu.js";
import { alloc } from "../../array/alloc.js";
import { size } from "../../array/shape.js";
import { shaped } from "../move/reshape.js";
import { squareMatrix } from "./matrices.js";
import { infoRow } from "./solve.js";

interface InverseParams {
  readonly fn: string;
  /** What a matrix without an inverse gives: an error, NaN, or the limit: the adjugate divided by 0. */
  readonly singular: "throw" | "nan" | "limit";
}
const dominant = { lo: -1, hi: 1, fixed: [3, 1, -1, 0.5, 4, 1, 1, -0.7, 5] };
const inverseRule: Rule<InverseParams> = {
  name: "inv",
  kind: "general",
  trials: [
    { shapes: [[3, 3]], params: { fn: "inv", singular: "throw" }, domain: dominant },
    {
      shapes: [[2, 2, 2]],
      params: { fn: "inv", singular: "nan" },
      domain: { lo: -1, hi: 1, fixed: [2, 1, -1, 3, 0.1, 1, 2, -0.5] },
    },
  ],
  value: ([A], params) => {
    const f = factor(A);
    const m = f.n * f.n;
    const o = alloc(A.data.length);
    f.zeroPivot.forEach((pivot, l) => {
      if (pivot < 0) invert(f, l, o, l * m);
      else if (params.singular === "limit") limit(A, l, f.zeroPivot.length, o);
      else if (params.singular === "nan") o.fill(NaN, l * m, (l + 1) * m);
      else throw singular(params.fn, l, pivot, Infinity, "For NaN instead of an error use linalg.invEx");
    });
    return new Plain(A.shape, o);
  },
  push: ([dA], _args, Y) => neg(matmulRow(matmulRow(Y, dA!, CHAIN), Y, CHAIN)),
  pull: (_i, ybar, _args, Y) => {
    const T = transposeLast(Y);
    return neg(matmulRow(matmulRow(T, ybar, CHAIN), T, CHAIN));
  },
};
/** The limit of the inverse along matrices of positive determinant: the transposed cofactors, divided by 0. */
function limit(A: Plain, l: number, batch: number, o: Float64Array): void {
  const f = ldu(A, batch);
  const { n } = f;
  const c = new Float64Array(A.data.length);
  cofactors(f, l, c);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) o[(l * n + i) * n + j] = c[(l * n + j) * n + i] / 0;
}
export const inverseRow = /*#__PURE__*/ general(inverseRule);

function inverse(fn: string, A: Tensor, singular: InverseParams["singular"]): Tensor {
  squareMatrix(fn, "A", A);
  return inverseRow([A], { fn, singular });
}
/**
 * The inverse of each matrix (the last two axes). Throws DT_SINGULAR where a pivot is exactly 0. To solve a system, solve is
 * faster and more accurate.
 *
 * @example
 * inv([[2, 0], [0, 4]]) // => tensor([[0.5, 0], [0, 0.25]])
 */
export const inv: Face<[A: TensorLike]> = /*#__PURE__*/ face("inv", "A: tensor", (A: Tensor) =>
  inverse("inv", A, "throw"),
);
/**
 * As inv, but a matrix without an inverse gives NaN and an `info` that is not 0 instead of an error.
 *
 * @example
 * import { invEx } from "dualtensor/linalg";
 * invEx([[2, 0], [0, 4]]).inverse // => tensor([[0.5000, 0.0000], [0.0000, 0.2500]])
 * invEx([[1, 2], [2, 4]]).info.item() // => 2
 */
export const invEx: Face<
  [A: TensorLike, options?: Options<{ checkErrors: boolean }>],
  { inverse: Tensor; info: Tensor }
> = /*#__PURE__*/ face(
  "linalg.invEx",
  "A: tensor, *, checkErrors: bool = false",
  (A: Tensor, checkErrors: boolean) => ({
    inverse: inverse("linalg.invEx", A, checkErrors ? "throw" : "nan"),
    info: infoRow([A], undefined),
  }),
);

/**
 * The inverse for tensordot: the first `ind` axes of A count as one, the others as another.
 *
 * @example
 * import { tensorinv } from "dualtensor/linalg";
 * tensorinv(eye(6).reshape(2, 3, 6)).shape // => [6, 2, 3]
 */
export const tensorinv: Face<[A: TensorLike, ind?: number | Options<{ ind: number }>]> = /*#__PURE__*/ face(
  "linalg.tensorinv",
  "A: tensor, ind: int = 2",
  (A: Tensor, ind: number) => {
    const fn = "linalg.tensorinv";
    if (ind < 1) throw wrongArgument(fn, "ind", "a whole number from 1", ind);
    const [rows, inner] = [A.shape.slice(0, ind), A.shape.slice(ind)];
    const n = size(rows);
    if (size(inner) !== n)
      throw wrongShape(fn, "A", `with as many elements before axis ${ind} (${n}) as behind`, A.shape);
    return shaped(inverse(fn, shaped(A, [n, n]), "throw"), [...inner, ...rows]);
  },
);
