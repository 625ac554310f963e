// Derivatives that do not exist (eigenvectors of equal eigenvalues, factors of deficient rank) are NaN for their whole block,
// in every direction that moves the matrix at all, in push and pull alike: within the formulas the zeros that happen to stand
// in a direction would hide NaN at one end and not at the other. With Z, NaN where the result has no derivative and 0 elsewhere,
//
//   dY += Z t(dA),  Abar += t(Z * Ybar);   t(X) = the sum of NaN * X, in products of the chain rule: 0 of zeros, else NaN
//
// Z itself is a function of A: its derivative is NaN wherever a derivative of Y of some order does not exist, and so nothing is
// decided by a value in a way that the next order does not see.
import { sumRow } from "../../core/algebra.js";
import { general, promoteAll } from "../../core/kinds.js";
import { add, expand, mulRow, reshapeTail } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { literal, Plain, type Tensor } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { restored } from "../reduction.js";

/** For each number of a result the first order of which it has no derivative, 1 or 2; 0 where it has all. null: they all have. */
export type Orders = (y: Plain, A: Plain) => Float64Array | null;
interface Doubt {
  readonly orders: Orders;
  /** Those of order 2 count as those of order 1. */
  readonly next: boolean;
}
const doubtRule: Rule<Doubt> = {
  name: "undefinedBlock",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[2, 2], [3, 2]],       params: { orders: () => null, next: false } },
    { shapes: [[2, 2, 2], [2, 1, 2]], params: { orders: () => null, next: true } },
  ],
  value: ([A, y], { orders, next }) =>
    new Plain(
      y.shape,
      orders(y, A)?.map((k) => (k === 1 || (next && k === 2) ? NaN : 0)) ?? new Float64Array(y.data.length),
    ),
  push: ([dA], args, _z, { orders }) =>
    dA && mulRow(doubtRow(promoteAll(args), { orders, next: true }), touched(dA), CHAIN),
  pull: (i, zbar, [A, y], _z, { orders }) =>
    i === 1 ? null : expand(touched(mulRow(doubtRow(promoteAll([A, y]), { orders, next: true }), zbar, CHAIN)), A.shape), // prettier-ignore
};
export const doubtRow = /*#__PURE__*/ general(doubtRule);

/** t of the head of this file, as (..., 1, 1). */
const touched = (X: Tensor): Tensor =>
  restored(sumRow(mulRow(literal(NaN), X, CHAIN), [-2, -1]), X.shape, [-2, -1]);
/** Z; null where nobody watches and all derivatives exist. */
function marks(A: Tensor, y: Tensor, orders: Orders): Tensor | null {
  if (A.level === 0 && y.level === 0 && orders(y as Plain, A as Plain) === null) return null;
  return doubtRow(promoteAll([A, y]), { orders, next: false });
}
/** What push found, dY, with NaN where Y = Y(A) has no derivative. */
export function pushed(dY: Tensor, dA: Tensor, A: Tensor, Y: Tensor, orders: Orders): Tensor {
  const Z = marks(A, Y, orders);
  return Z === null ? dY : add(dY, mulRow(Z, touched(dA), CHAIN));
}
/** What pull found, Abar, NaN where Ybar asks for a derivative that Y = Y(A) has not. */
export function pulled(Abar: Tensor, Ybar: Tensor, A: Tensor, Y: Tensor, orders: Orders): Tensor {
  const Z = marks(A, Y, orders);
  return Z === null ? Abar : add(Abar, touched(mulRow(Z, Ybar, CHAIN)));
}

/**
 * Added to a number for each matrix of A: 0 where `sign` does not say so, and else NaN (order 1), or 0 of which no derivative
 * exists (order 2).
 */
export function undefinedWhere(A: Tensor, sign: Tensor, order: 1 | 2, says: (v: number) => boolean): Tensor {
  const from = sign.shape.length;
  const orders: Orders = ({ data }) => data.map((v) => (says(v) ? order : 0));
  const z = doubtRow(promoteAll([A, reshapeTail(sign, { from, shape: [...sign.shape, 1, 1] })]), {
    orders,
    next: false,
  });
  return reshapeTail(z, { from: from + 2, shape: sign.shape });
}

/** Numbers no further apart than this many roundings of the largest, per row, are taken for equal: they are not known better. */
export const ROUNDINGS = 8;
