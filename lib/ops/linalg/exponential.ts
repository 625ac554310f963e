// The exponential of matrices and its derivatives. L(A, E), the derivative of exp at A in the direction E, is a row of its own
// (kernels/exponential.ts); its transpose is L(Aᵀ, .), and its derivative in A, which is the second derivative of exp, comes
// from the identity (R. Mathias, A chain rule for matrix functions and applications, 1996)
//
//   L([A D; 0 A], [E 0; 0 E]) = [L(A, E)  L''(A, E, D); 0  L(A, E)]
//
// in which D / c may stand for D, for c times the corner: a D that is larger than A would cost squarings, and digits with them.
import { transposeLast } from "../../core/views.js";
import { general, promoteAll } from "../../core/kinds.js";
import { mulRow, plus } from "../../core/ring.js";
import { reciprocal } from "../../core/quotients.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face } from "../../core/signature.js";
import { Plain, zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { exponential, frechet, norm1, plan } from "../../kernels/exponential.js";
import { broadcastShape, size } from "../../array/shape.js";
import { batchOf, serving, squareMatrix } from "./matrices.js";
import { above, beside, columnsFrom, rowsFrom } from "./stack.js";

const values = { lo: -2, hi: 2 };
const exponentialRule: Rule = {
  name: "matrixExp",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[3, 3]],    params: undefined, domain: values },
    { shapes: [[2, 2, 2]], params: undefined, domain: { lo: -0.3, hi: 0.3 } },
  ],
  value: ([A]) => {
    const n = A.shape[A.shape.length - 1];
    const o = new Float64Array(A.data.length);
    for (let at = 0; at < o.length; at += n * n) exponential(plan(A.data, at, n), o, at);
    return new Plain(A.shape, o);
  },
  push: ([dA], [A]) => along(A, dA!),
  pull: (_i, ybar, [A]) => along(transposeLast(A), ybar),
};
export const exponentialRow = /*#__PURE__*/ general(exponentialRule);

const frechetRule: Rule = {
  name: "matrixExpAlong",
  kind: "general",
  reach: () => ({ argument: 1, axes: [-2, -1] }),
  // prettier-ignore
  trials: [
    { shapes: [[2, 2], [2, 2]],    params: undefined, domain: [{ lo: -0.5, hi: 0.5 }, values] },
    { shapes: [[2, 2], [2, 2, 2]], params: undefined, domain: [values, values] },
    { shapes: [[2, 1, 2, 2], [2, 2, 2]], params: undefined, domain: [values, values] },
  ],
  value: ([A, E]) => {
    const n = A.shape[A.shape.length - 1];
    const batch = batchOf(A.shape);
    const lead = broadcastShape("matrixExp", batch, batchOf(E.shape));
    const which = [serving(batch, lead), serving(batchOf(E.shape), lead)];
    const o = new Float64Array(size(lead) * n * n);
    for (let l = 0; l < size(lead); l++) {
      const [a, e] = which.map((w) => (w ? w[l] : 0) * n * n);
      frechet(plan(A.data, a, n), E.data, e, o, l * n * n);
    }
    return new Plain([...lead, n, n], o);
  },
  push: ([dA, dE], [A, E]) => plus(dA && curvature(A, E, dA), dE && along(A, dE)),
  pull: (i, ybar, [A, E]) =>
    i === 1 ? along(transposeLast(A), ybar) : curvature(transposeLast(A), transposeLast(E), ybar),
};
export const frechetRow = /*#__PURE__*/ general(frechetRule);

const along = (A: Tensor, E: Tensor): Tensor => frechetRow(promoteAll([A, E]), undefined);
/** The second derivative of exp at A, symmetric in E and D. */
function curvature(A: Tensor, E: Tensor, D: Tensor): Tensor {
  const n = A.shape[A.shape.length - 1];
  const nothing = zeros([n, n]);
  const c = unitRow(promoteAll([A, D]), undefined);
  const blocks = (corner: Tensor, diagonal: Tensor): Tensor =>
    above(beside(diagonal, corner), beside(nothing, diagonal));
  const corner = mulRow(D, reciprocal(c), CHAIN);
  return mulRow(c, columnsFrom(rowsFrom(along(blocks(corner, A), blocks(nothing, E)), 0, n), n, n), CHAIN);
}
/** For each pair (A, D) the power of 2 that makes D as small as A, or as 1. */
const unitRule: Rule = {
  name: "matrixExpUnit",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[2, 2], [3, 2, 2]], params: undefined, domain: [values, { lo: 50, hi: 80 }] }], // prettier-ignore
  value: ([A, D]) => {
    const n = A.shape[A.shape.length - 1];
    const lead = broadcastShape("matrixExp", batchOf(A.shape), batchOf(D.shape));
    const [own, others] = [serving(batchOf(A.shape), lead), serving(batchOf(D.shape), lead)];
    const size1 = (T: Plain, l: number): number => norm1(T.data.subarray(l * n * n, (l + 1) * n * n), n);
    const units = Float64Array.from({ length: size(lead) }, (_, l) => {
      const [a, d] = [size1(A, own ? own[l] : 0), size1(D, others ? others[l] : 0)];
      const power = Math.ceil(Math.log2(d) - Math.log2(Math.max(1, a)));
      return power > 0 && power < Infinity ? 2 ** Math.min(1023, power) : 1;
    });
    return new Plain([...lead, 1, 1], units);
  },
  push: () => null,
  pull: () => null,
};
export const unitRow = /*#__PURE__*/ general(unitRule);

/**
 * The exponential of each square matrix, I + A + A A / 2 + ...
 *
 * @example
 * matrixExp([[0, 1], [0, 0]]) // => tensor([[1, 1], [0, 1]])
 */
export const matrixExp: Face<[A: TensorLike]> = /*#__PURE__*/ face("matrixExp", "A: tensor", (A: Tensor) => {
  squareMatrix("matrixExp", "A", A);
  return exponentialRow([A], undefined);
});
