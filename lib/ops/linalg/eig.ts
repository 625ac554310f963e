// Eigenvalues and eigenvectors of general real matrices, one row. Both are complex; the row's result holds, above each other,
// Re V, Im V, Re w, Im w and for each eigenvector the index k of the component that is real. With M = V⁻¹ dA V and
// F[i, j] = 1 / (w[j] - w[i]), 0 on the diagonal (M. Giles, Collected matrix derivative results, 2008, section 3.1):
//
//   dw = diag(M),  dV = V (F * M) - V diag(c),  c[j] = Re(v[j]ᴴ dv[j]) + i Im(dv[j, k]) / v[j, k]
//
// where c keeps the length of each eigenvector and its component k real. Where eigenvalues are equal, their eigenvectors have no
// derivative, and they themselves only a first one; without n independent eigenvectors nothing has.
import { amaxRow } from "../reduce/extremes.js";
import { matmulRow } from "../../core/matmul.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { general, promoteAll } from "../../core/kinds.js";
import { add, mulRow, neg, reshapeTail, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { eq, le, where } from "../../core/choose.js";
import { face, type Face } from "../../core/signature.js";
import { literal, Plain, scalar, zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { eig as kernel } from "../../kernels/eig.js";
import { factor, invert } from "../../kernels/lu.js";
import { size, type Shape } from "../../array/shape.js";
import { Complex } from "../complex/complex.js";
import { abs, times } from "../elementwise/elementary.js";
import { batchOf, squareMatrix, transposed } from "./matrices.js";
import { solveRow } from "./solve.js";
import { above, beside, diagonalAsRow, flatRow, rowAsDiagonal, rowsFrom } from "./stack.js";
import { ordersRow as rowOfOrders, pulled, pushed, ROUNDINGS } from "./undefined.js";

const eigRule: Rule = {
  name: "eig",
  kind: "general",
  // prettier-ignore
  trials: [
    { shapes: [[3, 3]],    params: undefined, domain: { lo: -2, hi: 2, fixed: [2, 1, -0.5, 0.3, -1, 0.4, 0.2, 0.1, 0.6] } },
    { shapes: [[2, 2, 2]], params: undefined, domain: { lo: -2, hi: 2, fixed: [2, 1, -1.5, 3, 0.1, 1, 2, -1.5] } },
  ],
  value: ([A]) => {
    const n = A.shape[A.shape.length - 1];
    const batch = size(batchOf(A.shape));
    const o = new Float64Array(batch * (2 * n + 3) * n);
    for (let l = 0; l < batch; l++) spectrumOf(A.data.subarray(l * n * n, (l + 1) * n * n), n, o, l);
    return new Plain([...batchOf(A.shape), 2 * n + 3, n], o);
  },
  push: ([dA], [A], y) => {
    const { V, w, k } = parts(y);
    const M = solved(V, matmulRow(dA!, V, CHAIN));
    const free = matmulRow(V, mulRow(inverseGaps(w), M, CHAIN), CHAIN) as Complex;
    const dw = diagonalAsRow(M) as Complex;
    const length = columnSum(add(over(V.real, free.real), over(V.imag, free.imag)));
    const phase = over(div(literal(1), columnSum(over(k, V.real))), columnSum(over(k, free.imag)));
    const dre = sub(free.real, sub(over(V.real, length), over(V.imag, phase)));
    const dim = sub(free.imag, add(over(V.real, phase), over(V.imag, length)));
    return pushed(above(dre, dim, dw.real, dw.imag, zeros(dw.shape)), dA!, A, ordersRow(y, undefined));
  },
  pull: (_i, ybar, [A], y) => {
    const { V, w, k } = parts(y);
    const { V: Vbar, w: wbar } = parts(ybar);
    // s = diag(Vbarᴴ V): what of a cotangent goes along the eigenvectors, to be given back.
    const length = columnSum(add(over(V.real, Vbar.real), over(V.imag, Vbar.imag)));
    const phase = columnSum(sub(over(V.imag, Vbar.real), over(V.real, Vbar.imag)));
    const fixed = over(div(literal(1), columnSum(over(k, V.real))), phase);
    const free = Complex.of([
      sub(Vbar.real, over(V.real, length)),
      add(sub(Vbar.imag, over(V.imag, length)), over(k, fixed)),
    ]);
    const Vh = transposed(V.conj()) as Complex;
    const turned = mulRow((inverseGaps(w) as Complex).conj(), matmulRow(Vh, free, CHAIN), CHAIN);
    const Mbar = add(turned, rowAsDiagonal(wbar));
    return pulled(solved(Vh, matmulRow(Mbar, Vh, CHAIN)).real, ybar, A, ordersRow(y, undefined));
  },
};
export const eigRow = /*#__PURE__*/ general(eigRule);

/** Where a tangent may be 0: it comes second. */
const over = (p: Tensor, t: Tensor): Tensor => mulRow(p, t, CHAIN);
const columnSum = (X: Tensor): Tensor => {
  const n = X.shape[X.shape.length - 1];
  return reshapeTail(sumRow(X, [-2]), { from: 1, shape: [1, n] });
};

/** One matrix: eigenvectors of length 1, their largest component (the first of them) real and positive. */
function spectrumOf(A: Float64Array, n: number, o: Float64Array, l: number): void {
  const at = (row: number, j: number): number => (l * (2 * n + 3) + row) * n + j;
  const s = kernel(A, n);
  for (let j = 0; j < n; j++) {
    const pair = s !== null && s.im[j] !== 0;
    const second = pair && s.im[j] < 0;
    const from = second ? j - 1 : j;
    const re = (i: number): number => (s === null ? NaN : s.V[i * n + from]);
    const im = (i: number): number => (pair ? (second ? -1 : 1) * s.V[i * n + from + 1] : 0);
    let largest = 0;
    for (let i = 0; i < n; i++) largest = Math.max(largest, Math.hypot(re(i), im(i)));
    let length = 0;
    let k = -1;
    for (let i = 0; i < n; i++) {
      const r = Math.hypot(re(i), im(i));
      if (k < 0 && r >= largest * (1 - 2 ** -40)) k = i;
      length += (r / largest) ** 2;
    }
    const own = k < 0 ? NaN : Math.hypot(re(k), im(k));
    const [c, d] = k < 0 ? [NaN, NaN] : [re(k) / own, -im(k) / own];
    const unit = largest * Math.sqrt(length);
    for (let i = 0; i < n; i++) {
      o[at(i, j)] = (re(i) * c - im(i) * d) / unit;
      o[at(n + i, j)] = i === k ? 0 : (re(i) * d + im(i) * c) / unit;
    }
    o[at(2 * n, j)] = s === null ? NaN : s.re[j];
    o[at(2 * n + 1, j)] = s === null ? NaN : s.im[j];
    o[at(2 * n + 2, j)] = k;
  }
}
/** `k`: 1 at the real component of each eigenvector, 0 elsewhere. */
function parts(y: Tensor): { V: Complex; w: Complex; k: Tensor } {
  const n = y.shape[y.shape.length - 1];
  return {
    V: Complex.of([rowsFrom(y, 0, n), rowsFrom(y, n, n)]),
    w: Complex.of([rowsFrom(y, 2 * n, 1), rowsFrom(y, 2 * n + 1, 1)]),
    k: where(eq(indices([n, 1]), rowsFrom(y, 2 * n + 2, 1)), 1, 0),
  };
}
/** 0, 1, 2, ... as a column or a row. */
const indices = (shape: Shape): Plain =>
  new Plain(
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) => i),
  );
/** V⁻¹ X by the real system of twice the size; NaN where the eigenvectors are dependent. */
function solved(V: Complex, X: Tensor): Complex {
  const [re, im] = [V.real, V.imag];
  const Y = X as Complex;
  const n = re.shape[re.shape.length - 1];
  const system = above(beside(re, neg(im)), beside(im, re));
  const B = above(Y.real, Y.imag);
  const Z = solveRow(promoteAll([system, B]), { fn: "linalg.eig", transposed: false, quiet: true });
  return Complex.of([rowsFrom(Z, 0, n), rowsFrom(Z, n, n)]);
}
/** Which of the eigenvalues of entry `at` have an equal one beside them. */
function withEqual(data: Float64Array, at: number, n: number): boolean[] {
  const [re, im] = [data.subarray(at, at + n), data.subarray(at + n, at + 2 * n)];
  const most = re.reduce((m, v, j) => Math.max(m, Math.hypot(v, im[j])), 0);
  const equal = (i: number, j: number): boolean =>
    i !== j && Math.hypot(re[i] - re[j], im[i] - im[j]) <= n * ROUNDINGS * 2 ** -52 * most;
  return Array.from(re, (_, j) => re.some((_v, i) => equal(i, j)));
}
/** How far at most an eigenvalue moves with A, which is the length of a row of V⁻¹; V as Re V above Im V. */
function sensitivity(V: Float64Array, n: number): number {
  const N = 2 * n;
  const system = new Float64Array(N * N);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      system[i * N + j] = system[(n + i) * N + n + j] = V[i * n + j];
      system[i * N + n + j] = -(system[(n + i) * N + j] = V[(n + i) * n + j]);
    }
  const f = factor({ shape: [N, N], data: system });
  if (f.zeroPivot[0] >= 0) return Infinity;
  invert(f, 0, system, 0);
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.hypot(...system.subarray(i * N, (i + 1) * N)));
  return most;
}
/** Of equal eigenvalues as in eigh.ts; of all nothing where one moves by all of its size when A is rounded. */
export const ordersRow = /*#__PURE__*/ rowOfOrders(
  "eigOrders",
  [{ shapes: [[7, 2]], params: undefined }],
  ({ data, shape }, o) => {
    const [rows, n] = shape.slice(-2);
    for (let at = 0; at < data.length; at += rows * n) {
      const w = at + 2 * n * n;
      const none = sensitivity(data.subarray(at, w), n) * n * ROUNDINGS * 2 ** -52 >= 1;
      withEqual(data, w, n).forEach((equal, j) => {
        if (none || equal) for (let i = 0; i < 2 * n + 2; i++) o[at + i * n + j] = none || i < 2 * n ? 1 : 2;
      });
    }
  },
);
/** F of the head of this file, for w as (..., 1, n). */
function inverseGaps(w: Complex): Tensor {
  const n = w.shape[w.shape.length - 1];
  const diagonal = eq(indices([n, 1]), indices([1, n]));
  const gaps = sub(w, transposed(w));
  const least = times(scalar(ROUNDINGS * n * 2 ** -52), amaxRow(abs(w), { axes: [-1] }));
  const none = le(abs(gaps), reshapeTail(least, { from: 1, shape: [1, 1] }));
  const inverse = div(literal(1), where(diagonal, 1, where(none, NaN, gaps)));
  return where(diagonal, 0, inverse);
}

/** w (..., n) and V (..., n, n). */
function spectrum(fn: string, A: Tensor): { w: Complex; V: Complex } {
  squareMatrix(fn, "A", A);
  const { w, V } = parts(eigRow([A], undefined));
  return { w: flatRow(w) as Complex, V };
}

/**
 * Eigenvalues (..., n) and eigenvectors (..., n, n), as columns, of real matrices, complex both ({@link Complex}; `viewAsReal`
 * gives their parts). Eigenvalues come in no particular order, conjugate ones side by side; eigenvectors have length 1, and
 * their largest component is real and positive. The derivatives of the eigenvectors of equal eigenvalues are NaN, and the second
 * ones of these; where there are no n independent eigenvectors all are, and next to such a matrix they are without bound.
 * Cost O(n³), a tangent that of one system of 2n equations.
 *
 * @example
 * import { eig } from "dualtensor/linalg";
 * const { eigenvalues, eigenvectors } = eig([[0, -2], [2, 0]]);
 * viewAsReal(eigenvalues) // => tensor([[ 0,  2], [ 0, -2]])
 * abs(eigenvectors) // => tensor([[0.7071, 0.7071], [0.7071, 0.7071]])
 */
export const eig: Face<[A: TensorLike], { eigenvalues: Complex; eigenvectors: Complex }> = /*#__PURE__*/ face(
  "linalg.eig",
  "A: tensor",
  (A: Tensor) => {
    const { w, V } = spectrum("linalg.eig", A);
    return { eigenvalues: w, eigenvectors: V };
  },
);
/**
 * The eigenvalues (..., n) of real matrices, complex, in no particular order.
 *
 * @example
 * import { eigvals } from "dualtensor/linalg";
 * real(eigvals([[3, 1], [0, 2]])) // => tensor([3, 2])
 */
export const eigvals: Face<[A: TensorLike], Complex> = /*#__PURE__*/ face(
  "linalg.eigvals",
  "A: tensor",
  (A: Tensor) => spectrum("linalg.eigvals", A).w,
);
