// One over the gaps of a spectrum, which the derivatives of eigenvectors and singular vectors are made of:
//
//   F[i, j] = 1 / (w[j] - w[i]), 0 on the diagonal, NaN where the gap is no more than rounding;  dF = -F² (dw[j] - dw[i])
import { sumRow } from "../../core/sums.js";
import { general } from "../../core/kinds.js";
import { mulRow, neg, reshapeTail, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { Plain, type Tensor } from "../../core/tensor.js";
import { VALUE, CHAIN } from "../../kernels/arithmetic.js";
import { size } from "../../array/shape.js";
import { transposed } from "./matrices.js";
import { ROUNDINGS } from "./undefined.js";

/** What is at most this much apart, of numbers of which these are some, is equal up to rounding. */
export const rounding = (w: Float64Array): number =>
  w.length * ROUNDINGS * 2 ** -52 * w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
/** Which of the numbers have an equal one beside them. */
export const withEqual = (w: Float64Array): boolean[] => {
  const least = rounding(w);
  return Array.from(w, (v, i) => w.some((u, j) => i !== j && Math.abs(u - v) <= least));
};

const gapsRule: Rule = {
  name: "inverseGaps",
  kind: "general",
  trials: [
    { shapes: [[1, 3]], params: undefined, domain: { lo: -2, hi: 2, fixed: [-1, 0.5, 2] } },
    { shapes: [[2, 1, 2]], params: undefined, domain: { lo: -2, hi: 2, fixed: [-1, 0.5, 2, 1] } },
  ],
  value: ([w]) => {
    const n = w.shape[w.shape.length - 1];
    const batch = size(w.shape) / Math.max(1, n);
    const o = new Float64Array(batch * n * n);
    for (let l = 0; l < batch; l++) {
      const own = w.data.subarray(l * n, (l + 1) * n);
      const least = rounding(own);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const gap = own[j] - own[i];
          if (i !== j) o[(l * n + i) * n + j] = Math.abs(gap) <= least ? NaN : 1 / gap;
        }
    }
    return new Plain([...w.shape.slice(0, -2), n, n], o);
  },
  push: ([dw], _args, F) => mulRow(slope(F), sub(dw!, transposed(dw!)), CHAIN),
  pull: (_i, ybar, _args, F) => {
    const n = F.shape[F.shape.length - 1];
    const G = mulRow(slope(F), ybar, CHAIN);
    const ends = sub(sumRow(G, [-2]), sumRow(G, [-1]));
    return reshapeTail(ends, { from: 1, shape: [1, n] });
  },
};
const slope = (F: Tensor): Tensor => neg(mulRow(F, F, VALUE));
const gapsRow = /*#__PURE__*/ general(gapsRule);
/** F for the values w, (..., 1, n). */
export const inverseGaps: { (w: Tensor): Tensor; readonly rule: Rule } = /*#__PURE__*/ Object.assign(
  (w: Tensor): Tensor => gapsRow([w], undefined),
  { rule: gapsRule },
);
