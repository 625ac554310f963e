// Systems of linear equations, by one LU factorisation that value, push and pull share (kernels/lu.ts memoises it).
import { axisTwice, singular, wrongShape } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { permuteRow, transposeLast } from "../../core/views.js";
import { general, promoteAll } from "../../core/kinds.js";
import { neg, plus } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { spread } from "../../kernels/loops.js";
import { factor, solveColumns } from "../../kernels/lu.js";
import { allAxes, broadcastShape, fromEnd, size } from "../../array/shape.js";
import { shaped } from "../move/reshape.js";
import { batchOf, columns, serving, squareMatrix, transposed as flipped } from "./matrices.js";

// A X = B:  A dX = dB - dA X;  Bbar = A⁻ᵀ Xbar, Abar = -Bbar Xᵀ (Giles 2008, "Collected matrix derivative results", 2.3.1).
interface SolveParams {
  readonly fn: string;
  /** Aᵀ X = B, from the same factorisation of A. */
  readonly transposed: boolean;
  /** A matrix without an inverse gives NaN instead of an error. */
  readonly quiet: boolean;
}
const dominant = { lo: -1, hi: 1, fixed: [3, 1, -1, 0.5, 4, 1, 1, -0.7, 5] };
const values = { lo: -2, hi: 2 };
const solveRule: Rule<SolveParams> = {
  name: "solve",
  kind: "general",
  reach: () => ({ argument: 1, axes: [-2] }),
  // prettier-ignore
  trials: [
    { shapes: [[3, 3], [3, 2]],    params: { fn: "solve", transposed: false, quiet: false }, domain: [dominant, values] },
    { shapes: [[3, 3], [2, 3, 1]], params: { fn: "solve", transposed: true,  quiet: false }, domain: [dominant, values] },
    { shapes: [[1, 3, 3], [2, 3, 2]], params: { fn: "solve", transposed: false, quiet: true }, domain: [dominant, values] },
  ],
  value: ([A, B], { fn, transposed, quiet }) => {
    const f = factor(A);
    const { n } = f;
    const p = B.shape[B.shape.length - 1];
    const batch = batchOf(A.shape);
    const lead = broadcastShape(fn, batch, batchOf(B.shape));
    const shape = [...lead, n, p];
    if (!quiet)
      f.zeroPivot.forEach((pivot, l) => {
        if (pivot >= 0)
          throw singular(
            fn,
            l,
            pivot,
            Infinity,
            "For a least-squares answer use linalg.lstsq, for NaN instead of an error linalg.solveEx",
          );
      });
    const b = spread(B, shape).slice();
    const rows = size(lead);
    const which = serving(batch, lead);
    solveColumns(f, which, b, rows, p, transposed);
    if (quiet)
      for (let l = 0; l < rows; l++)
        if (f.zeroPivot[which ? which[l] : 0] >= 0) b.fill(NaN, l * n * p, (l + 1) * n * p);
    return new Plain(shape, b);
  },
  push: ([dA, dB], [A], X, params) =>
    solveRow(
      promoteAll([A, plus(dB, dA && matmulRow(params.transposed ? transposeLast(dA) : dA, neg(X), CHAIN))!]),
      params,
    ),
  pull: (i, xbar, [A], X, params) => {
    const { transposed } = params;
    const bbar = solveRow(promoteAll([A, xbar]), { ...params, transposed: !transposed });
    if (i === 1) return bbar;
    return neg(
      transposed ? matmulRow(X, transposeLast(bbar), CHAIN) : matmulRow(bbar, transposeLast(X), CHAIN),
    );
  },
};
export const solveRow = /*#__PURE__*/ general(solveRule);

/** For each matrix 0, or the place (from 1) of the first pivot that is 0: it has no inverse. */
const infoRule: Rule = {
  name: "luInfo",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[3, 3]], params: undefined, domain: dominant }],
  value: ([A]) => {
    const info = factor(A).zeroPivot;
    const batch = batchOf(A.shape);
    return new Plain(
      batch,
      Float64Array.from({ length: size(batch) }, (_, l) => (info[l] ?? -1) + 1),
      "int32",
    );
  },
  push: () => null,
  pull: () => null,
};
export const infoRow = /*#__PURE__*/ general(infoRule);

function solved(fn: string, A: Tensor, given: Tensor, left: boolean, quiet: boolean): Tensor {
  const n = squareMatrix(fn, "A", A);
  const { B, back } = columns(fn, A, given, n, { left, each: true });
  // X A = B is Aᵀ Xᵀ = Bᵀ.
  const X = solveRow(promoteAll([A, left ? B : flipped(B)]), { fn, transposed: !left, quiet });
  return back(left ? X : flipped(X));
}
/**
 * X with A X = B for A (..., n, n) and B (n,), (..., n, p) or one vector per matrix; with `left` false, X A = B. Throws
 * DT_SINGULAR where a pivot is exactly 0 (see `linalg.solveEx`).
 *
 * @example
 * solve([[2, 0], [0, 4]], [2, 4]) // => tensor([1, 1])
 */
export const solve: Face<[A: TensorLike, B: TensorLike, options?: Options<{ left: boolean }>]> =
  /*#__PURE__*/ face(
    "solve",
    "A: tensor, B: tensor, *, left: bool = true",
    (A: Tensor, B: Tensor, left: boolean) => solved("solve", A, B, left, false),
  );
/**
 * As solve, but a matrix without an inverse gives NaN and an `info` that is not 0 instead of an error.
 *
 * @example
 * import { solveEx } from "dualtensor/linalg";
 * solveEx([[2, 0], [0, 4]], [2, 4]).result // => tensor([1, 1])
 * solveEx([[1, 2], [2, 4]], [1, 2]).info.item() // => 2
 */
export const solveEx: Face<
  [A: TensorLike, B: TensorLike, options?: Options<{ left: boolean; checkErrors: boolean }>],
  { result: Tensor; info: Tensor }
> = /*#__PURE__*/ face(
  "linalg.solveEx",
  "A: tensor, B: tensor, *, left: bool = true, checkErrors: bool = false",
  (A: Tensor, B: Tensor, left: boolean, checkErrors: boolean) => ({
    result: solved("linalg.solveEx", A, B, left, !checkErrors),
    info: infoRow([A], undefined),
  }),
);

/** Some axes moved behind all others, in their order. */
function behind(fn: string, A: Tensor, dims: readonly number[]): Tensor {
  if (dims.length === 0) return A;
  const last = dims.map((d) => fromEnd(fn, d, A.shape.length));
  last.forEach((d, i) => {
    if (last.indexOf(d) !== i) throw axisTwice(fn, dims[i]);
  });
  return permuteRow(A, [...allAxes(A.shape.length).filter((d) => !last.includes(d)), ...last]);
}
/**
 * X with tensordot(A, X, number of axes of X) = B: the trailing axes of A and those of B count as one each. The axes `dims` of
 * A are first moved behind all others.
 *
 * @example
 * import { tensorsolve } from "dualtensor/linalg";
 * tensorsolve(eye(6).reshape(2, 3, 6), ones([2, 3])).shape // => [6]
 */
export const tensorsolve: Face<
  [
    A: TensorLike,
    B: TensorLike,
    dims?: readonly number[] | null | Options<{ dims: readonly number[] | null }>,
  ]
> = /*#__PURE__*/ face(
  "linalg.tensorsolve",
  "A: tensor, B: tensor, dims: axes?",
  (given: Tensor, B: Tensor, dims: readonly number[] | null | undefined) => {
    const A = behind("linalg.tensorsolve", given, dims ?? []);
    const n = size(B.shape);
    const inner = A.shape.slice(B.shape.length);
    if (size(A.shape) !== n * n || size(inner) !== n)
      throw wrongShape(
        "linalg.tensorsolve",
        "A",
        `(${B.shape.map((n) => `${n}, `).join("")}...) with as many elements behind as B has (${n})`,
        A.shape,
      );
    return shaped(solved("linalg.tensorsolve", shaped(A, [n, n]), shaped(B, [n]), true, false), inner);
  },
);
