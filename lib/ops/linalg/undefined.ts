// Derivatives that do not exist (eigenvectors of equal eigenvalues, factors of deficient rank) are NaN for their whole block,
// in every direction that moves the matrix at all, in push and pull alike: within the formulas the zeros that happen to stand
// in a direction would hide NaN at one end and not at the other. With Z, NaN where the result has no derivative and 0 elsewhere,
//
//   dY += Z t(dA),  Abar += t(Z * Ybar);   t(X) = the sum of NaN * X, in products of the chain rule: 0 of zeros, else NaN
//
// Z itself is a function of A: its derivative is NaN wherever a derivative of Y of some order does not exist, and so nothing is
// decided by a value in a way that the next order does not see.
import { sumRow } from "../../core/sums.js";
import { general, promoteAll, type Row } from "../../core/kinds.js";
import { add, expand, mulRow, plus, reshapeTail } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { literal, Plain, type Tensor } from "../../core/tensor.js";
import { CHAIN, VALUE } from "../../kernels/arithmetic.js";
import { spread } from "../../kernels/loops.js";
import { broadcastShape } from "../../array/shape.js";
import { fixed, restored } from "../reduce/reduction.js";
import { batchOf } from "./matrices.js";

interface Doubt {
  /** Orders of 2 count as those of 1. */
  readonly next: boolean;
}
const orders = { lo: 0, hi: 0 };
const doubtRule: Rule<Doubt> = {
  name: "undefinedBlock",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[2, 2], [3, 2]],       params: { next: false }, domain: [{ lo: -2, hi: 2 }, orders] },
    { shapes: [[2, 2, 2], [2, 1, 2]], params: { next: true },  domain: [{ lo: -2, hi: 2 }, orders] },
  ],
  // Of A and the orders.
  value: ([A, D], { next }) => {
    const shape = [
      ...broadcastShape("undefinedBlock", batchOf(A.shape), batchOf(D.shape)),
      ...D.shape.slice(-2),
    ];
    const marked = spread(D, shape).map((k) => (k === 1 || (next && k === 2) ? NaN : 0));
    return new Plain(shape, marked);
  },
  push: ([dA], args) => dA && mulRow(doubtRow(promoteAll(args), { next: true }), touched(dA), CHAIN),
  pull: (i, zbar, args) =>
    i === 1 ? null : expand(touched(mulRow(doubtRow(promoteAll(args), { next: true }), zbar, CHAIN)), args[0].shape), // prettier-ignore
};
export const doubtRow = /*#__PURE__*/ general(doubtRule);
/** For each number of a result Y the first order of which it has no derivative, 1 or 2; 0 where it has all. */
export type Orders = Tensor;
/** A row that finds them. */
export const ordersRow = <P>(
  name: string,
  trials: Rule<P>["trials"],
  find: (y: Plain, o: Float64Array, params: P) => void,
): Row<P> =>
  fixed({
    name,
    trials,
    value: ([y], params) => {
      const o = new Float64Array(y.data.length);
      find(y, o, params);
      return new Plain(y.shape, o);
    },
  });

/** Over which axes t sums: the whole matrix, or each column on its own. */
export const MATRIX = [-2, -1],
  COLUMNS = [-2];
/** t of the head of this file, as (..., 1, 1). */
const touched = (X: Tensor, axes: readonly number[] = MATRIX): Tensor =>
  restored(sumRow(mulRow(literal(NaN), X, CHAIN), axes), X.shape, axes);
/** Z; null where all derivatives exist. */
const marks = (A: Tensor, orders: Orders): Tensor | null =>
  orders.level === 0 && orders.data.every((k) => k === 0)
    ? null
    : doubtRow(promoteAll([A, orders]), { next: false });
/**
 * A term in which a projector stands that is 0 at full rank, where the orders are 0: left out there, because what rounding leaves
 * of the projector is multiplied with squares of the inverse.
 */
export const projected = (orders: Orders, isZeroAtFullRank: boolean, term: () => Tensor): Tensor | null => {
  if (!isZeroAtFullRank) return term();
  if (orders.level === 0 && orders.data.every((k) => k === 0)) return null;
  return mulRow(mulRow(literal(0.5), orders, VALUE), term(), CHAIN);
};
/** What push found, dY, with NaN where Y = Y(A) has no derivative. */
export function pushed(dY: Tensor, dA: Tensor, A: Tensor, orders: Orders, axes = MATRIX): Tensor {
  const Z = marks(A, orders);
  return Z === null ? dY : add(dY, mulRow(Z, touched(dA, axes), CHAIN));
}
/** What pull found, Abar, NaN where Ybar asks for a derivative that Y = Y(A) has not. */
export function pulled(Abar: Tensor, Ybar: Tensor, A: Tensor, orders: Orders, axes = MATRIX): Tensor {
  const Z = marks(A, orders);
  return Z === null ? Abar : add(Abar, touched(mulRow(Z, Ybar, CHAIN), axes));
}
/** Y itself, NaN where its order is 1, and without a derivative where it is 2. */
export function withOrders(Y: Tensor, A: Tensor, orders: Orders): Tensor {
  const Z = marks(A, orders);
  return Z === null ? Y : add(Y, Z);
}
/** The same of a number for each matrix of A. */
export function numbersWithOrders(y: Tensor, A: Tensor, orders: Orders): Tensor {
  const from = y.shape.length;
  const tail = reshapeTail(orders, { from, shape: [...orders.shape, 1, 1] });
  const Z = marks(A, tail);
  return Z === null ? y : add(y, reshapeTail(Z, { from: from + 2, shape: y.shape }));
}

const onceRule: Rule = {
  name: "derivedOnce",
  kind: "general",
  // prettier-ignore
  trials: [{ shapes: [[2, 1, 1], [2, 2, 2], [2, 1, 1]], params: undefined, domain: [{ lo: -2, hi: 2 }, { lo: -2, hi: 2 }, orders] }],
  value: ([y, A, D]) => {
    const batch = broadcastShape("derivedOnce", batchOf(y.shape), batchOf(A.shape));
    const shape = [...broadcastShape("derivedOnce", batch, batchOf(D.shape)), 1, 1];
    return new Plain(shape, spread(y, shape).slice());
  },
  push: ([dy, dA], [, A, D]) => {
    const Z = dA && marks(A, D);
    return plus(dy, Z && mulRow(Z, touched(dA), CHAIN));
  },
  pull: (i, ybar, [, A, D]) => {
    if (i === 0) return ybar;
    const Z = i === 1 ? marks(A, D) : null;
    return Z && expand(touched(mulRow(Z, ybar, CHAIN)), A.shape);
  },
};
export const onceRow = /*#__PURE__*/ general(onceRule);
/** y, a number for each matrix of A, which has no second derivative where its order is 2, whatever it is made of. */
export function numbersOnce(y: Tensor, A: Tensor, orders: Orders): Tensor {
  const [lifted, D] = [y, orders].map((t) =>
    reshapeTail(t, { from: t.shape.length, shape: [...t.shape, 1, 1] }),
  );
  return reshapeTail(onceRow(promoteAll([lifted, A, D]), undefined), { from: lifted.shape.length, shape: y.shape }); // prettier-ignore
}

/** Numbers no further apart than this many roundings of the largest, per row, are taken for equal: they are not known better. */
export const ROUNDINGS = 8;
