// QR factorisation. One row computes both factors of a matrix with at least as many rows as columns, Q above R in one
// result; with C = Qᵀ dA R⁻¹ and W its strictly lower part minus the transpose of that:
//
//   dR = (C - W) R,  dQ = dA R⁻¹ - Q (C - W);   Abar = (Qbar + Q sym(R Rbarᵀ - Qbarᵀ Q)) R⁻ᵀ, where sym mirrors the lower
//   triangle (S. Walter and L. Lehmann, Algorithmic differentiation of linear algebra functions, 2010, section 3.3)
import { singular, wrongOption } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { sliceRow } from "../../core/picks.js";
import { bind } from "../../core/bind.js";
import { joinRule } from "../../core/join.js";
import { general, promoteAll } from "../../core/kinds.js";
import { add, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN, VALUE } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/qr.js";
import { size } from "../../array/shape.js";
import { triangleRow } from "../move/diagonal.js";
import { batchOf, matrix, transposed } from "./matrices.js";
import { triangularRow } from "./triangular.js";
import { ordersRow as rowOfOrders, pulled, pushed, ROUNDINGS } from "./undefined.js";

interface QRParams {
  readonly fn: string;
  /** Columns must be independent up to rounding. */
  readonly fullRank: boolean;
}
const values = { lo: -2, hi: 2 };
const qrRule: Rule<QRParams> = {
  name: "qr",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[3, 2]],    params: { fn: "qr", fullRank: true },  domain: { ...values, fixed: [1, 2, -1, 0.5, 2, -0.3] } },
    { shapes: [[2, 2, 2]], params: { fn: "qr", fullRank: false }, domain: { ...values, fixed: [2, 1, -1, 3, 0.1, 1, 2, -0.5] } },
  ],
  value: ([A], { fn, fullRank }) => {
    const [m, n] = A.shape.slice(-2);
    const batch = batchOf(A.shape);
    const o = new Float64Array(size(batch) * (m + n) * n);
    for (let l = 0; l < size(batch); l++) {
      const to = l * (m + n) * n;
      const dependent = kernel.qr(A.data, l * m * n, m, n, o, to, m * 2 ** -52);
      if (fullRank && dependent >= 0)
        throw singular(
          fn,
          l,
          dependent,
          Infinity,
          'Its columns depend on each other. For the shortest solution take the driver "gelsd" or the default',
        );
    }
    return new Plain([...batch, m + n, n], o);
  },
  push: ([dA], [A], y) => {
    const { Q, R } = factors(y);
    const D = behind(dA!, R);
    const C = matmulRow(transposed(Q), D, CHAIN);
    const rotation = mirrored(C);
    const dQ = sub(D, matmulRow(Q, rotation, CHAIN));
    return pushed(stacked(dQ, matmulRow(rotation, R, CHAIN)), dA!, A, ordersRow(y, undefined));
  },
  pull: (_i, ybar, [A], y) => {
    const { Q, R } = factors(y);
    const { Q: Qbar, R: full } = factors(ybar);
    const Rbar = triangleRow(full, { upper: true, offset: 0 });
    const M = sub(matmulRow(R, transposed(Rbar), CHAIN), matmulRow(transposed(Qbar), Q, CHAIN));
    const lower = triangleRow(M, { upper: false, offset: 0 });
    const sym = add(lower, transposed(triangleRow(M, { upper: false, offset: -1 })));
    return pulled(behind(add(Qbar, matmulRow(Q, sym, CHAIN)), R, true), ybar, A, ordersRow(y, undefined));
  },
};
/** A column of which nothing but rounding is left without those before it: neither factor has a derivative. */
export const ordersRow = /*#__PURE__*/ rowOfOrders(
  "qrOrders",
  [{ shapes: [[5, 2]], params: undefined }],
  ({ data, shape }, o) => {
    const [rows, n] = shape.slice(-2);
    for (let at = 0; at < data.length; at += rows * n) {
      const r = (i: number, j: number): number => Math.abs(data[at + (rows - n + i) * n + j]);
      const dependent = Array.from({ length: n }, (_, j) => {
        let most = 0;
        for (let i = 0; i <= j; i++) most = Math.max(most, r(i, j));
        return r(j, j) <= rows * ROUNDINGS * 2 ** -52 * most;
      });
      if (!dependent.includes(true)) continue;
      for (let i = 0; i < rows; i++) o.fill(1, at + i * n + Math.max(0, i - rows + n), at + i * n + n);
    }
  },
);
export const qrRow = /*#__PURE__*/ general(qrRule);

/** C - W: the upper triangle of C plus its strictly lower one, transposed. */
const mirrored = (C: Tensor): Tensor =>
  add(triangleRow(C, { upper: true, offset: 0 }), transposed(triangleRow(C, { upper: false, offset: -1 })));
/** X R⁻¹, or X R⁻ᵀ. */
const behind = (X: Tensor, R: Tensor, transpose = false): Tensor =>
  transposed(
    triangularRow(promoteAll([R, transposed(X)]), { upper: true, transposed: !transpose, unit: false }),
  );
/** Q and R, which stand above each other. */
function factors(y: Tensor): { Q: Tensor; R: Tensor } {
  const [rows, n] = y.shape.slice(-2);
  const part = (start: number, length: number): Tensor => sliceRow(y, { axis: -2, start, length, step: 1 });
  return { Q: part(0, rows - n), R: part(rows - n, n) };
}
const stacked = (Q: Tensor, R: Tensor): Tensor => bind(joinRule, promoteAll([Q, R]), { axis: -2 });

/** Both factors of any matrix: for a wide one, those of its first columns, and R continued by Qᵀ times the others. */
export function decomposed(fn: string, A: Tensor, fullRank: boolean): { Q: Tensor; R: Tensor } {
  const [m, n] = matrix(fn, "A", A);
  if (m >= n) return factors(qrRow([A], { fn, fullRank }));
  const part = (start: number, length: number): Tensor => sliceRow(A, { axis: -1, start, length, step: 1 });
  const { Q, R } = factors(qrRow([part(0, m)], { fn, fullRank }));
  return {
    Q,
    R: bind(joinRule, promoteAll([R, matmulRow(transposed(Q), part(m, n - m), VALUE)]), { axis: -1 }),
  };
}
/**
 * Q (m, k) with orthonormal columns and upper triangular R (k, n) with Q R = A, k = min(m, n), signs as LAPACK's. With mode
 * "r", Q is empty. The derivative is NaN where columns depend on each other.
 *
 * @example
 * const { Q, R } = qr([[3, 1], [4, 2]]);
 * matmul(Q, R) // => tensor([[3, 1], [4, 2]])
 */
export const qr: Face<[A: TensorLike, mode?: string | Options<{ mode: string }>], { Q: Tensor; R: Tensor }> =
  /*#__PURE__*/ face("qr", 'A: tensor, mode: string = "reduced"', (A: Tensor, mode: string) => {
    if (mode !== "reduced" && mode !== "r") throw wrongOption("qr", "mode", '"reduced" or "r"', mode);
    const { Q, R } = decomposed("qr", A, false);
    return { Q: mode === "r" ? zeros([0]) : Q, R };
  });
