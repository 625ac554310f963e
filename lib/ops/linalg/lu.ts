// A = P L U. Which rows are swapped is a function of A that does not move: it is found first, and the rows in their order are
// eliminated without it. Of a square matrix, L below U in one result (S. Walter and L. Lehmann 2010, section 3.2):
//
//   W = L⁻¹ dA, N = tril(W U⁻¹, -1):  dL = L N, dU = triu(W - N U)
//   Nbar = tril(Lᵀ Lbar - triu(Ubar) Uᵀ, -1):  Abar = L⁻ᵀ (triu(Ubar) + Nbar U⁻ᵀ)
//
// where the last pivot, on which N does not depend, may be 0; where another one is, L is not determined. Of a wide one the columns behind are L⁻¹ times those of A, of a tall one the rows below are those of A times U⁻¹.
import { singular } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { general, promoteAll } from "../../core/kinds.js";
import { add, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { eliminate, factor } from "../../kernels/lu.js";
import type { Triangle } from "../../kernels/triangular.js";
import { size } from "../../array/shape.js";
import { eye } from "../tensors/create.js";
import { triangleRow } from "../move/diagonal.js";
import { batchOf, matrix, transposed } from "./matrices.js";
import { above, beside, columnsFrom, rowsFrom } from "./stack.js";
import { triangularRow } from "./triangular.js";
import { ordersRow as rowOfOrders, pulled, pushed, withOrders } from "./undefined.js";

const regular = { lo: -1, hi: 1, fixed: [0.5, 4, 1, 3, 1, -1, 1, -0.7, 5] };
/** The rows swapped, (..., min(m, n)): row i with row pivots[i], which counts from 1 as in LAPACK and torch. */
const pivotsRule: Rule = {
  name: "pivots",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[3, 3]], params: undefined, domain: regular }],
  value: ([A]) => {
    const k = Math.min(...A.shape.slice(-2));
    return new Plain(
      [...batchOf(A.shape), k],
      Float64Array.from(factor(A).pivots, (v) => v + 1),
      "int32",
    );
  },
  push: () => null,
  pull: () => null,
};
export const pivotsRow = /*#__PURE__*/ general(pivotsRule);
/** P (..., m, m), in which those swaps were made of the columns: Pᵀ makes them of rows. */
const permutationRule: Rule<{ readonly m: number }> = {
  name: "permutation",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[2, 2]], params: { m: 3 }, domain: { lo: 1, hi: 3, fixed: [2, 3, 1, 3] } }],
  value: ([pivots], { m }) => {
    const k = pivots.shape[pivots.shape.length - 1];
    const batch = pivots.shape.slice(0, -1);
    const P = new Float64Array(size(batch) * m * m);
    for (let l = 0; l < size(batch); l++) {
      const order = Array.from({ length: m }, (_, i) => i);
      for (let i = 0; i < k; i++) {
        const other = pivots.data[l * k + i] - 1;
        [order[i], order[other]] = [order[other], order[i]];
      }
      order.forEach((row, i) => {
        P[(l * m + row) * m + i] = 1;
      });
    }
    return new Plain([...batch, m, m], P);
  },
  push: () => null,
  pull: () => null,
};
export const permutationRow = /*#__PURE__*/ general(permutationRule);
/** Pᵀ X; the zeros of P leave infinities alone. */
export const permuted = (P: Tensor, X: Tensor): Tensor => matmulRow(transposed(P), X, CHAIN);

const squareTrials = [{ shapes: [[3, 3]], params: undefined, domain: regular }];
interface Elimination {
  readonly fn: string;
  /** A pivot of 0 is left there. */
  readonly quiet: boolean;
}
const eliminationRule: Rule<Elimination> = {
  name: "elimination",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[3, 3]],    params: { fn: "lu", quiet: false }, domain: regular },
    { shapes: [[2, 2, 2]], params: { fn: "lu", quiet: true },  domain: { lo: -2, hi: 2, fixed: [2, 1, -1, 3, 0.5, 1, 2, -0.5] } },
  ],
  value: ([A], { fn, quiet }) => {
    const n = A.shape[A.shape.length - 1];
    const o = A.data.slice();
    for (let l = 0; l < size(batchOf(A.shape)); l++) {
      const pivot = eliminate(o, l * n * n, n, n, null);
      if (pivot >= 0 && !quiet)
        throw singular(fn, l, pivot, Infinity, "For the factors of such a matrix use linalg.lu");
    }
    return new Plain(A.shape, o);
  },
  push: ([dA], [A], y) => {
    const W = before(dA!, y);
    const N = strictly(behindFirst(W, y, false));
    const dU = upper(sub(W, matmulRow(N, upper(y), CHAIN)));
    return pushed(add(matmulRow(unitLower(y), N, CHAIN), dU), dA!, A, ordersRow(y, undefined));
  },
  pull: (_i, ybar, [A], y) => {
    const Ubar = upper(ybar);
    const Lbar = matmulRow(transposed(unitLower(y)), strictly(ybar), CHAIN);
    const Nbar = strictly(sub(Lbar, matmulRow(Ubar, transposed(upper(y)), CHAIN)));
    return pulled(before(add(Ubar, behindFirst(Nbar, y, true)), y, true), ybar, A, ordersRow(y, undefined));
  },
};
export const eliminationRow = /*#__PURE__*/ general(eliminationRule);
/** Nothing where a pivot before the last is 0. */
export const ordersRow = /*#__PURE__*/ rowOfOrders("luOrders", squareTrials, ({ data, shape }, o) => {
  const n = shape[shape.length - 1];
  for (let at = 0; at < data.length; at += n * n)
    for (let i = 0; i < n - 1; i++) if (data[at + i * n + i] === 0) o.fill(1, at, at + n * n);
});

const strictly = (X: Tensor): Tensor => triangleRow(X, { upper: false, offset: -1 });
const upper = (X: Tensor): Tensor => triangleRow(X, { upper: true, offset: 0 });
const unitLower = (LU: Tensor): Tensor => {
  const [m, n] = LU.shape.slice(-2);
  return add(strictly(LU), eye(m, n));
};
const triangular = (T: Tensor, X: Tensor, params: Triangle): Tensor =>
  triangularRow(promoteAll([T, X]), params);
/** L⁻¹ X or L⁻ᵀ X. */
export const before = (X: Tensor, LU: Tensor, flip = false): Tensor =>
  triangular(LU, X, { upper: false, transposed: flip, unit: true });
/** U⁻¹ X or U⁻ᵀ X. */
export const over = (X: Tensor, LU: Tensor, flip = false): Tensor =>
  triangular(LU, X, { upper: true, transposed: flip, unit: false });
/** X U⁻¹ or X U⁻ᵀ in all columns but the last, for which U has a row and a column more. */
function behindFirst(X: Tensor, LU: Tensor, flip: boolean): Tensor {
  const n = LU.shape[LU.shape.length - 1];
  if (n < 2) return X;
  const first = (M: Tensor): Tensor => columnsFrom(M, 0, n - 1);
  return beside(behind(first(X), first(rowsFrom(LU, 0, n - 1)), flip), columnsFrom(X, n - 1, 1));
}
/** X U⁻¹ or X U⁻ᵀ. */
const behind = (X: Tensor, LU: Tensor, flip = false): Tensor => transposed(over(transposed(X), LU, !flip));

export interface Factors {
  LU: Tensor;
  pivots: Tensor;
}
function factors(fn: string, A: Tensor, pivot: boolean, quiet: boolean): Factors {
  const [m, n] = matrix(fn, "A", A);
  const k = Math.min(m, n);
  const pivots = pivot ? pivotsRow([A], undefined) : unmoved([...batchOf(A.shape), k]);
  const rows = pivot ? permuted(permutationRow([pivots], { m }), A) : A;
  const corner = m === n ? rows : columnsFrom(rowsFrom(rows, 0, k), 0, k);
  const top = eliminationRow([corner], { fn, quiet });
  if (m === n) return { LU: top, pivots };
  if (m < n) return { LU: beside(top, before(columnsFrom(rows, k, n - k), top)), pivots };
  const tall = above(top, behind(rowsFrom(rows, k, m - k), top));
  const LU = withOrders(tall, rows, belowRow(tall, undefined));
  return { LU, pivots };
}
/** Nothing of the rows below the square where a pivot is 0. */
export const belowRow = /*#__PURE__*/ rowOfOrders("luOrdersBelow", squareTrials, ({ data, shape }, o) => {
  const [m, n] = shape.slice(-2);
  for (let at = 0; at < data.length; at += m * n)
    for (let i = 0; i < n; i++) if (data[at + i * n + i] === 0) o.fill(2, at + n * n, at + m * n);
});
/** Every row with itself. */
const unmoved = (shape: readonly number[]): Tensor =>
  new Plain(
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) => (i % shape[shape.length - 1]) + 1),
    "int32",
  );
/** L (..., m, k) and U (..., k, n) of what stands in one matrix. */
export function apart(LU: Tensor): { L: Tensor; U: Tensor } {
  const [m, n] = LU.shape.slice(-2);
  return { L: unitLower(m < n ? columnsFrom(LU, 0, m) : LU), U: upper(m > n ? rowsFrom(LU, 0, n) : LU) };
}

type Pivot = Options<{ pivot: boolean }>;
/**
 * A = P L U for each matrix (..., m, n), with k = min(m, n): a permutation P (..., m, m), L (..., m, k) with ones on its
 * diagonal and zeros above, U (..., k, n) with zeros below its diagonal. With `pivot` false no rows are swapped, and P is empty.
 * The derivative takes the permutation for constant, and wants the first k columns independent.
 *
 * @example
 * import { lu } from "dualtensor/linalg";
 * const { P, L, U } = lu([[1, 2], [2, 2]]);
 * P // => tensor([[0, 1], [1, 0]])
 * L // => tensor([[1.0000, 0.0000], [0.5000, 1.0000]])
 * U // => tensor([[2, 2], [0, 1]])
 */
export const lu: Face<[A: TensorLike, options?: Pivot], { P: Tensor; L: Tensor; U: Tensor }> =
  /*#__PURE__*/ face("linalg.lu", "A: tensor, *, pivot: bool = true", (A: Tensor, pivot: boolean) => {
    const { LU, pivots } = factors("linalg.lu", A, pivot, true);
    const [m] = A.shape.slice(-2);
    return { P: pivot ? permutationRow([pivots], { m }) : zeros([0]), ...apart(LU) };
  });
/**
 * The factors of A for `luSolve`: LU (..., m, n) holds U, and L below its diagonal; row i was swapped with row pivots[i], which
 * counts from 1. Throws DT_SINGULAR where a pivot is exactly 0 (see `linalg.luFactorEx`).
 *
 * @example
 * import { luFactor, luSolve } from "dualtensor/linalg";
 * const { LU, pivots } = luFactor([[1, 2], [2, 2]]);
 * LU // => tensor([[2.0000, 2.0000], [0.5000, 1.0000]])
 * luSolve(LU, pivots, [[5], [6]]) // => tensor([[1], [2]])
 */
export const luFactor: Face<[A: TensorLike, options?: Pivot], Factors> = /*#__PURE__*/ face(
  "linalg.luFactor",
  "A: tensor, *, pivot: bool = true",
  (A: Tensor, pivot: boolean) => factors("linalg.luFactor", A, pivot, false),
);
/** For each matrix 0, or the place (from 1) of the first 0 on the diagonal of U. */
const zeroRule: Rule = {
  name: "zeroPivot",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[3, 3]], params: undefined, domain: regular }],
  value: ([LU]) => {
    const [m, n] = LU.shape.slice(-2);
    const batch = batchOf(LU.shape);
    const info = Float64Array.from({ length: size(batch) }, (_, l) => {
      for (let i = 0; i < Math.min(m, n); i++) if (LU.data[l * m * n + i * n + i] === 0) return i + 1;
      return 0;
    });
    return new Plain(batch, info, "int32");
  },
  push: () => null,
  pull: () => null,
};
export const zeroPivotRow = /*#__PURE__*/ general(zeroRule);
/**
 * As luFactor, but instead of an error there is an `info`: 0, or the place (from 1) of the first pivot that is 0.
 *
 * @example
 * import { luFactorEx } from "dualtensor/linalg";
 * luFactorEx([[1, 2], [2, 4]]).info.item() // => 2
 */
export const luFactorEx: Face<
  [A: TensorLike, options?: Options<{ pivot: boolean; checkErrors: boolean }>],
  Factors & { info: Tensor }
> = /*#__PURE__*/ face(
  "linalg.luFactorEx",
  "A: tensor, *, pivot: bool = true, checkErrors: bool = false",
  (A: Tensor, pivot: boolean, check: boolean) => {
    const { LU, pivots } = factors("linalg.luFactorEx", A, pivot, !check);
    return { LU, pivots, info: zeroPivotRow([LU], undefined) };
  },
);
