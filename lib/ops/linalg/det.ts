// Determinants and their logarithms; how they are differentiated stands in cofactor.ts.
import { general } from "../../core/kinds.js";
import { mulRow, reshapeTail } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { lt } from "../../core/choose.js";
import { face, type Face } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { determinant } from "../../kernels/ldu.js";
import { detRow, frobenius, ldu } from "./cofactor.js";
import { inverseRow } from "./inverse.js";
import { batchOf, squareMatrix, transposed } from "./matrices.js";
import { numbersWithOrders } from "./undefined.js";

/** A number of the determinant of each matrix, which is m 2^e. */
function ofDeterminants(A: Plain, f: (m: number, e: number) => number): Plain {
  const factors = ldu(A);
  const o = Float64Array.from(factors.sign, (_, l) => {
    const { m, e } = determinant(factors, l);
    return f(m, e);
  });
  return new Plain(batchOf(A.shape), o);
}
const values = { lo: -2, hi: 2 };
const signRule: Rule = {
  name: "detSign",
  kind: "general",
  flat: true,
  trials: [{ shapes: [[2, 2, 2]], params: undefined, domain: values }],
  value: ([A]) => ofDeterminants(A, (m) => Math.sign(m)),
  push: () => null,
  pull: () => null,
};
export const signRow = /*#__PURE__*/ general(signRule);

// d log|det A| = sum(A⁻ᵀ * dA); at a singular matrix the cofactors divided by 0, so ±Infinity, or NaN where they are 0.
const logRule: Rule = {
  name: "logabsdet",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[3, 3]],    params: undefined, domain: { ...values, fixed: [3, 1, -1, 0.5, 4, 1, 1, -0.7, 5] } },
    { shapes: [[2, 2, 2]], params: undefined, domain: { ...values, fixed: [2, 1, -1, 3, 0.1, 1, 2, -0.5] } },
  ],
  // Next to 1 in one logarithm: from log(1/2) + log(2) little would be left.
  value: ([A]) =>
    ofDeterminants(A, (m, e) => {
      const near = Math.abs(m) > Math.SQRT2;
      return Math.log(Math.abs(near ? m / 2 : m)) + (near ? e + 1 : e) * Math.LN2;
    }),
  push: ([dA], [A]) => frobenius(slopes(A), dA!),
  pull: (_i, ybar, [A]) => {
    const from = A.shape.length - 2;
    return mulRow(slopes(A), reshapeTail(ybar, { from, shape: [...batchOf(A.shape), 1, 1] }), CHAIN);
  },
};
export const logRow = /*#__PURE__*/ general(logRule);
const slopes = (A: Tensor): Tensor => transposed(inverseRow([A], { fn: "slogdet", singular: "limit" }));

/**
 * The determinant of each matrix (the last two axes). Its derivative is the cofactor matrix, at singular matrices too.
 *
 * @example
 * det([[1, 2], [3, 4]]).item() // => -2
 * grad((A) => det(A), [[1, 2], [2, 4]]) // => tensor([[4, -2], [-2, 1]])
 */
export const det: Face<[A: TensorLike]> = /*#__PURE__*/ face("det", "A: tensor", (A: Tensor) => {
  squareMatrix("det", "A", A);
  return detRow([A], undefined);
});
/**
 * The sign of the determinant and the logarithm of its absolute value, which neither overflow nor underflow.
 *
 * @example
 * const { sign, logabsdet } = slogdet([[0, 1], [1, 0]]);
 * sign.item() // => -1
 * logabsdet.item() // => 0
 */
export const slogdet: Face<[A: TensorLike], { sign: Tensor; logabsdet: Tensor }> = /*#__PURE__*/ face(
  "slogdet",
  "A: tensor",
  (A: Tensor) => {
    squareMatrix("slogdet", "A", A);
    return { sign: signRow([A], undefined), logabsdet: logRow([A], undefined) };
  },
);
/**
 * The logarithm of the determinant: NaN where it is negative, its derivatives too, and -Infinity where it is 0.
 *
 * @example
 * logdet([[2, 0], [0, 0.5]]).item() // => 0
 */
export const logdet: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "logdet",
  "input: tensor",
  (A: Tensor) => {
    squareMatrix("logdet", "input", A);
    return numbersWithOrders(logRow([A], undefined), A, lt(signRow([A], undefined), 0));
  },
);
