// The exponential of matrices and its derivatives. L(A, E), the derivative of exp at A in the direction E, is a row of its own
// (kernels/exponential.ts); its transpose is L(Aᵀ, .), and its derivative in A, which is the second derivative of exp, comes
// from the identity (R. Mathias, A chain rule for matrix functions and applications, 1996)
//
//   L([A D; 0 A], [E 0; 0 E]) = [L(A, E)  L''(A, E, D); 0  L(A, E)]
import { transposeLast } from "../../core/views.js";
import { general, promoteAll } from "../../core/kinds.js";
import { plus } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face } from "../../core/signature.js";
import { Plain, zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { exponential, frechet, plan } from "../../kernels/exponential.js";
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
  const blocks = (corner: Tensor, diagonal: Tensor): Tensor =>
    above(beside(diagonal, corner), beside(nothing, diagonal));
  return columnsFrom(rowsFrom(along(blocks(D, A), blocks(nothing, E)), 0, n), n, n);
}

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
