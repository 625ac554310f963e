// Determinants and their derivatives at every rank. With A = P L D U Q (complete pivoting, kernels/ldu.ts) the cofactor
// matrix is ± leftᵀ cof(D) rightᵀ, and cof(D) is made of products of the other pivots: nothing is divided by a pivot.
//
//   first   d det(A) = sum(cof(A) * dA)
//   second  with F = left E right, the derivative of cof at D in the direction F is -p[i,j] F[j,i] off the diagonal and
//           the sum over k of p[i,k] F[k,k] on it; p: the products of all pivots but two
//   further by Bird's division-free recursion (R. Bird, A simple division-free algorithm for computing determinants, 2011),
//           in operations, for B = left A right with constant left and right: B is diagonal but for what it carries, and
//           there the recursion cancels nothing
import { matmulRow } from "../../core/matmul.js";
import { sumRow } from "../../core/sums.js";
import { general } from "../../core/kinds.js";
import { add, mulRow, reshapeTail, sub } from "../../core/ring.js";
import type { Rule } from "../../core/rule.js";
import { literal, Plain, type Tensor } from "../../core/tensor.js";
import { CHAIN, VALUE } from "../../kernels/arithmetic.js";
import * as kernel from "../../kernels/ldu.js";
import { size } from "../../array/shape.js";
import { diagonalRow, embedRow, triangleRow } from "../move/diagonal.js";
import { cumsumRow } from "../reduce/moments.js";
import { batchOf, transposed } from "./matrices.js";

/** The factorisation of each matrix. */
export const ldu = (A: Plain): kernel.LDU => kernel.ldu(A, size(batchOf(A.shape)));
/** Sums of products of the entries of matrices; the zeros of the second annihilate. */
export const frobenius = (x: Tensor, dx: Tensor): Tensor => sumRow(mulRow(x, dx, CHAIN), [-2, -1]);

const values = { lo: -2, hi: 2 };
// Regular ones (from order 4 on, every step of the recursion matters); one of rank 2; one of rank 1 beside a regular one.
// prettier-ignore
const trials = [
  { shapes: [[3, 3]],    params: undefined, domain: values },
  { shapes: [[4, 4]],    params: undefined, domain: values },
  { shapes: [[3, 3]],    params: undefined, domain: { ...values, fixed: [1, 2, 0, 2, 1, 3, 3, 3, 3] } },
  { shapes: [[2, 2, 2]], params: undefined, domain: { ...values, fixed: [1, 2, 2, 4, 2, 1, 1, 3] } },
];

const detRule: Rule = {
  name: "det",
  kind: "general",
  trials,
  value: ([A]) => {
    const f = ldu(A);
    const o = Float64Array.from(f.sign, (_, l) => {
      const { m, e } = kernel.determinant(f, l);
      return kernel.scaled(m, e);
    });
    return new Plain(batchOf(A.shape), o);
  },
  push: ([dA], [A]) => frobenius(cofactorRow([A], undefined), dA!),
  pull: (_i, ybar, [A]) => {
    const from = A.shape.length - 2;
    const perMatrix = reshapeTail(ybar, { from, shape: [...batchOf(A.shape), 1, 1] });
    return mulRow(cofactorRow([A], undefined), perMatrix, CHAIN);
  },
};
export const detRow = /*#__PURE__*/ general(detRule);

const cofactorRule: Rule = {
  name: "cofactor",
  kind: "general",
  trials,
  value: ([A]) => {
    const f = ldu(A);
    const o = new Float64Array(A.data.length);
    for (let l = 0; l < f.sign.length; l++) kernel.cofactors(f, l, o);
    return new Plain(A.shape, o);
  },
  push: ([dA], [A]) => curvature(A, dA!),
  // The second derivative of the determinant is symmetric: the transpose is the same.
  pull: (_i, ybar, [A]) => curvature(A, ybar),
};
export const cofactorRow = /*#__PURE__*/ general(cofactorRule);

/**
 * A part of the factorisation, as a constant: nothing is differentiated through it. left and right are those of A itself, so that
 * left A right = D; with `half`, by which a direction goes in and its image comes out, each has a quarter of the unit of det A.
 */
interface Part {
  readonly part: "left" | "right" | "sign" | "pairs";
  readonly half?: boolean;
}
const partRule: Rule<Part> = {
  name: "ldu",
  kind: "general",
  flat: true,
  trials: [
    { shapes: [[3, 3]], params: { part: "left" } },
    { shapes: [[3, 3]], params: { part: "right", half: true } },
    { shapes: [[2, 3, 3]], params: { part: "sign" } },
    { shapes: [[2, 3, 3]], params: { part: "pairs" } },
  ],
  value: ([A], { part, half }) => {
    const f = ldu(A);
    // 2^power is the square of 2^(quarters[0] + quarters[1]), and what is left, 1 or 2.
    const quarters = (power: number): [number, number, number] => {
      const [first, both] = [Math.floor(power / 4), Math.floor(power / 2)];
      return [first, both - first, power - 2 * both];
    };
    const rest = f.sign.map((_, l) => 2 ** quarters(f.power[l])[2]);
    if (part === "sign") return new Plain([...batchOf(A.shape), 1, 1], rest.map((v, l) => v * f.sign[l])); // prettier-ignore
    const { n } = f;
    const o = new Float64Array(A.data.length);
    if (part === "pairs") {
      f.sign.forEach((_, l) => kernel.pairs(f, l, o));
      return new Plain(A.shape, o.map((v, i) => v * rest[Math.floor(i / (n * n))])); // prettier-ignore
    }
    for (let i = 0; i < o.length; i++) {
      const l = Math.floor(i / (n * n));
      const quarter = half ? quarters(f.power[l])[part === "left" ? 0 : 1] : 0;
      const power = part === "left" ? f.r[l * n + (i % n)] : f.c[Math.floor(i / n)];
      o[i] = kernel.scaled(f[part][i], power + quarter);
    }
    return new Plain(A.shape, o);
  },
  push: () => null,
  pull: () => null,
};
export const partRow = /*#__PURE__*/ general(partRule);

/** The derivative of the cofactor matrix at A in the direction E. */
function curvature(A: Tensor, E: Tensor): Tensor {
  const part = (name: Part["part"], half = false): Tensor => partRow([A], { part: name, half });
  const [left, right] = [part("left", true), part("right", true)];
  const F = matmulRow(matmulRow(left, E, CHAIN), right, CHAIN);
  // Where nobody watches A, its part of the formula is constant, and B is D.
  const B = (): Tensor => matmulRow(matmulRow(part("left"), A, VALUE), part("right"), VALUE);
  const G = A.level === 0 ? atDiagonal(part("pairs"), F) : mulRow(part("sign"), byRecursion(B(), F), CHAIN);
  return matmulRow(matmulRow(transposed(left), G, CHAIN), transposed(right), CHAIN);
}

const diagonalOf = (X: Tensor): Tensor => diagonalRow(X, { offset: 0 });
const onDiagonal = (x: Tensor): Tensor => {
  const n = x.shape[x.shape.length - 1];
  return embedRow(x, { offset: 0, m: n, n });
};
/** At a diagonal matrix, from the products of all pivots but two. */
function atDiagonal(pairs: Tensor, F: Tensor): Tensor {
  const n = F.shape[F.shape.length - 1];
  const sums = matmulRow(pairs, reshapeTail(diagonalOf(F), { from: 1, shape: [n, 1] }), CHAIN);
  return sub(onDiagonal(reshapeTail(sums, { from: 2, shape: [n] })), mulRow(pairs, transposed(F), CHAIN));
}

// Bird: X[0] = B, X[m+1] = mu(X[m]) B, det B = ± X[n-1][0, 0]. mu keeps what stands above the diagonal and puts minus the
// sum of all later diagonal entries on it.
function mu(X: Tensor): Tensor {
  const own = diagonalOf(X);
  const later = sub(cumsumRow(own, { axis: -1, reverse: true }), own);
  return sub(triangleRow(X, { upper: true, offset: 1 }), onDiagonal(later));
}
function muTransposed(Y: Tensor): Tensor {
  const own = diagonalOf(Y);
  const earlier = sub(cumsumRow(own, { axis: -1, reverse: false }), own);
  return sub(triangleRow(Y, { upper: true, offset: 1 }), onDiagonal(earlier));
}
/** The cofactor matrix is the recursion run backwards; here both passes carry a tangent, F for B. */
function byRecursion(B: Tensor, F: Tensor): Tensor {
  const n = B.shape[B.shape.length - 1];
  const steps: { M: Tensor; dM: Tensor }[] = [];
  let [X, dX] = [B, F];
  for (let m = 0; m < n - 1; m++) {
    const [M, dM] = [mu(X), mu(dX)];
    steps.push({ M, dM });
    dX = add(matmulRow(dM, B, CHAIN), matmulRow(M, F, CHAIN));
    X = matmulRow(M, B, VALUE);
  }
  // Y is the derivative of det B in X[m], at the end ±1 at [0, 0], and dY its tangent.
  const unit = new Float64Array(n * n);
  unit[0] = n % 2 === 1 ? 1 : -1;
  let Y: Tensor = new Plain([n, n], unit);
  let dY = mulRow(literal(0), F, CHAIN);
  let total = dY;
  const Bt = transposed(B);
  const Ft = transposed(F);
  for (const { M, dM } of steps.reverse()) {
    total = add(total, add(matmulRow(transposed(dM), Y, CHAIN), matmulRow(transposed(M), dY, CHAIN)));
    dY = muTransposed(add(matmulRow(dY, Bt, CHAIN), matmulRow(Y, Ft, CHAIN)));
    Y = muTransposed(matmulRow(Y, Bt, VALUE));
  }
  return add(total, dY);
}
