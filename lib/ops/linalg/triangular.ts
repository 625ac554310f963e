// Systems with a triangular matrix. T X = B: T dX = dB - tri(dT) X; Bbar = T⁻ᵀ Xbar, Tbar = -tri(Bbar Xᵀ), where tri keeps
// the entries that are read. A zero on the diagonal divides, and what it gives has no derivative: NaN in all that reads it.
import { wrongShape } from "../../errors.js";
import { general, promoteAll } from "../../core/kinds.js";
import { matmulRow } from "../../core/matmul.js";
import { transposeLast } from "../../core/views.js";
import { neg, plus } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { spread } from "../../kernels/loops.js";
import { solveTriangle, type Triangle } from "../../kernels/triangular.js";
import { broadcastShape, size } from "../../array/shape.js";
import { triangleRow } from "../move/diagonal.js";
import { batchOf, columns, matrix, serving, squareMatrix, transposed } from "./matrices.js";
import { COLUMNS, pulled, pushed, type Orders } from "./undefined.js";

const read = (T: Tensor, { upper, unit }: Triangle): Tensor =>
  triangleRow(T, { upper, offset: unit ? (upper ? 1 : -1) : 0 });
const regular = { lo: -1, hi: 1, fixed: [3, 1, -1, 0.5, 4, 1, 1, -0.7, 5] };
const values = { lo: -2, hi: 2 };
const triangularRule: Rule<Triangle> = {
  name: "solveTriangular",
  kind: "general",
  reach: ({ upper, transposed }) => ({
    argument: 1,
    axes: COLUMNS,
    order: upper === transposed ? "before" : "behind",
  }),
  // prettier-ignore
  trials: [
    { shapes: [[3, 3], [3, 2]],       params: { upper: true,  transposed: false, unit: false }, domain: [regular, values] },
    { shapes: [[3, 3], [2, 3, 1]],    params: { upper: false, transposed: true,  unit: false }, domain: [regular, values] },
    { shapes: [[1, 3, 3], [2, 3, 2]], params: { upper: false, transposed: false, unit: true },  domain: [regular, values] },
  ],
  value: ([T, B], params) => {
    const [n, p] = B.shape.slice(-2);
    const lead = broadcastShape("solveTriangular", batchOf(T.shape), batchOf(B.shape));
    const b = spread(B, [...lead, n, p]).slice();
    const which = serving(batchOf(T.shape), lead);
    for (let l = 0; l < size(lead); l++)
      solveTriangle(T.data, (which ? which[l] : 0) * n * n, n, b, l * n * p, p, params);
    return new Plain([...lead, n, p], b);
  },
  push: ([dT, dB], [T], X, params) => {
    const moved = dT && read(dT, params);
    const shift = moved && neg(matmulRow(params.transposed ? transposeLast(moved) : moved, X, CHAIN));
    const dX = triangularRow(promoteAll([T, plus(dB, shift)!]), params);
    const orders = doubt(T, params);
    if (orders === null) return dX;
    const own = shift ? pushed(dX, shift, seen(T, params), orders, COLUMNS) : dX;
    return dB ? pushed(own, dB, seen(T, params), orders, COLUMNS) : own;
  },
  pull: (i, xbar, [T], X, params) => {
    const solved = triangularRow(promoteAll([T, xbar]), { ...params, transposed: !params.transposed });
    const orders = doubt(T, params);
    const bbar = orders ? pulled(solved, xbar, seen(T, params), orders, COLUMNS) : solved;
    if (i === 1) return bbar;
    const product = params.transposed
      ? matmulRow(X, transposeLast(bbar), CHAIN)
      : matmulRow(bbar, transposeLast(X), CHAIN);
    return neg(read(product, params));
  },
};
export const triangularRow = /*#__PURE__*/ general(triangularRule);
/** What of T moves the result. */
const seen = (T: Tensor, params: Triangle): Tensor => (T.level === 0 ? T : read(T, params));
/** The orders of undefined.ts, one for each matrix. */
const ordersRule: Rule = {
  name: "triangularOrders",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[3, 3]], params: undefined, domain: regular }],
  value: ([T]) => {
    const n = T.shape[T.shape.length - 1];
    const batch = batchOf(T.shape);
    const zero = (l: number): boolean => {
      for (let i = 0; i < n; i++) if (T.data[l * n * n + i * (n + 1)] === 0) return true;
      return false;
    };
    return new Plain(
      [...batch, 1, 1],
      Float64Array.from({ length: size(batch) }, (_, l) => +zero(l)),
    );
  },
  push: () => null,
  pull: () => null,
};
export const ordersRow = /*#__PURE__*/ general(ordersRule);
/** Null where nothing on the diagonal is 0. */
function doubt(T: Tensor, { unit }: Triangle): Orders | null {
  if (unit) return null;
  const orders = ordersRow([T], undefined);
  return orders.level === 0 && orders.data.every((k) => k === 0) ? null : orders;
}

interface SolveTriangular {
  readonly upper: boolean;
  readonly left?: boolean;
  readonly unitriangular?: boolean;
}
/**
 * X with A X = B (with `left` false, X A = B) for a triangular A, of which only the triangle is read; with `unitriangular`
 * its diagonal counts as ones. A zero on the diagonal divides, as numbers do, and the
 * derivative is NaN there.
 *
 * @example
 * import { solveTriangular } from "dualtensor/linalg";
 * solveTriangular([[2, 0], [1, 1]], [[2], [3]], { upper: false }) // => tensor([[1], [2]])
 */
export const solveTriangular: Face<[A: TensorLike, B: TensorLike, options: SolveTriangular]> =
  /*#__PURE__*/ face(
    "linalg.solveTriangular",
    "A: tensor, B: tensor, *, upper: bool, left: bool = true, unitriangular: bool = false",
    (A: Tensor, given: Tensor, upper: boolean, left: boolean, unit: boolean) => {
      const fn = "linalg.solveTriangular";
      const n = squareMatrix(fn, "A", A);
      const { B, back } = columns(fn, A, given, n, { left });
      const X = triangularRow(promoteAll([A, left ? B : transposed(B)]), { upper, transposed: !left, unit });
      return back(left ? X : transposed(X));
    },
  );
/**
 * torch's older form of solveTriangular: the solution of A X = b, or of Aᵀ X = b, and A.
 */
export const triangularSolve: Face<
  | [b: TensorLike, A: TensorLike, upper?: boolean, transpose?: boolean, unitriangular?: boolean]
  | [
      b: TensorLike,
      A: TensorLike,
      options: Options<{ upper: boolean; transpose: boolean; unitriangular: boolean }>,
    ],
  { solution: Tensor; clonedCoefficient: Tensor }
> = /*#__PURE__*/ face(
  "triangularSolve",
  "b: tensor, A: tensor, upper: bool = true, transpose: bool = false, unitriangular: bool = false",
  (b: Tensor, A: Tensor, upper: boolean, transpose: boolean, unit: boolean) => {
    const fn = "triangularSolve";
    const n = squareMatrix(fn, "A", A);
    if (matrix(fn, "b", b)[0] !== n) throw wrongShape(fn, "b", `(..., ${n}, p)`, b.shape);
    broadcastShape(fn, batchOf(A.shape), batchOf(b.shape));
    return {
      solution: triangularRow(promoteAll([A, b]), { upper, transposed: transpose, unit }),
      clonedCoefficient: A,
    };
  },
);
