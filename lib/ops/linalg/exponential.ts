// The exponential of matrices and its derivatives. L(A, E), the derivative of exp at A in the direction E, is a row of its own
// (kernels/exponential.ts); its transpose is L(Aᵀ, .), and its derivative in A, which is the second derivative of exp, comes
// from the identity (R. Mathias, A chain rule for matrix functions and applications, 1996)
//
//   L([A D; 0 A], [E 0; 0 E]) = [L(A, E)  L''(A, E, D); 0  L(A, E)]
//
// in which D / c may stand for D, for c times the corner: a D that is larger than A would cost squarings, and digits with them.
// That is the same row with one direction more, linear in each: so that it is in every engine that knows structure, too.
import { transposeLast } from "../../core/views.js";
import { general, promoteAll } from "../../core/kinds.js";
import { mulRow, plus } from "../../core/ring.js";
import { reciprocal } from "../../core/quotients.js";
import type { Rule, Tangent } from "../../core/rule.js";
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
    { shapes: [[2, 2], [1, 2, 2], [2, 2, 2]], params: undefined, domain: [values, { lo: 50, hi: 80 }, values] },
  ],
  value: ([A, E, ...others]) => {
    if (others.length > 0) return higher(A, E, others) as Plain;
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
  // What moves is the first direction, of which the order does not matter.
  push: (d, [A, ...E]) =>
    d.reduce<Tangent>((sum, dx, i) => {
      const others = E.filter((_, k) => k !== i - 1);
      return plus(sum, dx && along(A, dx, ...others));
    }, null),
  pull: (i, ybar, [A, ...E]) =>
    along(transposeLast(A), ybar, ...E.filter((_, k) => k !== i - 1).map(transposeLast)),
};
export const frechetRow = /*#__PURE__*/ general(frechetRule);

/** The derivative of exp at A in all these directions, one after the other. */
const along = (A: Tensor, ...E: readonly Tensor[]): Tensor => frechetRow(promoteAll([A, ...E]), undefined);
/** That of more than one, from those of matrices of twice the size. */
function higher(A: Plain, D: Plain, E: readonly Tensor[]): Tensor {
  const n = A.shape[A.shape.length - 1];
  const nothing = zeros([n, n]);
  const c = unit(A, D);
  const blocks = (corner: Tensor, diagonal: Tensor): Tensor =>
    above(beside(diagonal, corner), beside(nothing, diagonal));
  const whole = along(blocks(mulRow(D, reciprocal(c), CHAIN), A), ...E.map((e) => blocks(nothing, e)));
  return mulRow(c, columnsFrom(rowsFrom(whole, 0, n), n, n), CHAIN);
}
/** For each pair (A, D) the power of 2 that makes D as small as A, or as 1. */
function unit(A: Plain, D: Plain): Plain {
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
