// What completes the k columns of a matrix to a basis. Only its span is determined; as a function of Q it is taken to move as
// little as possible: from Qᵀ N = 0, dN = -Q (Qᵀ Q)⁻¹ dQᵀ N (exact where one column is missing).
import { matmulRow } from "../../core/matmul.js";
import { general, promoteAll } from "../../core/kinds.js";
import { neg } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { Plain, type Tensor } from "../../core/tensor.js";
import { CHAIN, VALUE } from "../../kernels/arithmetic.js";
import { complement } from "../../kernels/qr.js";
import { size } from "../../array/shape.js";
import { batchOf, transposed } from "./matrices.js";
import { solveRow } from "./solve.js";

const complementRule: Rule = {
  name: "complement",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[3, 2]],    params: undefined, domain: { lo: -1, hi: 1, fixed: [2, 0.5, -1, 1, 0.5, 3] } },
    { shapes: [[2, 2, 1]], params: undefined, domain: { lo: -1, hi: 1, fixed: [2, 0.5, -1, 1] } },
  ],
  value: ([Q]) => {
    const [m, k] = Q.shape.slice(-2);
    const batch = batchOf(Q.shape);
    const o = new Float64Array(size(batch) * m * (m - k));
    for (let l = 0; l < size(batch); l++) o.set(complement(Q.data, l * m * k, m, k), l * m * (m - k));
    return new Plain([...batch, m, m - k], o);
  },
  push: ([dQ], [Q], N) => {
    const inner = matmulRow(transposed(dQ!), N, CHAIN);
    return neg(matmulRow(Q, bySquare(Q, inner), CHAIN));
  },
  pull: (_i, ybar, [Q], N) => {
    const inner = bySquare(Q, matmulRow(transposed(Q), ybar, CHAIN));
    return neg(matmulRow(N, transposed(inner), CHAIN));
  },
};
export const complementRow = /*#__PURE__*/ general(complementRule);
/** (Qᵀ Q)⁻¹ X. */
const bySquare = (Q: Tensor, X: Tensor): Tensor =>
  solveRow(promoteAll([matmulRow(transposed(Q), Q, VALUE), X]), {
    fn: "complement",
    transposed: false,
    quiet: true,
  });
