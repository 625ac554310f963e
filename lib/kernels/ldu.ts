// A = P L D U Q with complete pivoting: P, Q permutations, L and U unit triangular with entries of at most 1, D diagonal.
// Nothing is divided by a pivot that is zero, so the factors exist at every rank, and with them what a determinant is made
// of: with left = L⁻¹ Pᵀ and right = Qᵀ U⁻¹ we have left A right = D, where left and right have the determinants of their
// permutations. (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 3.4.2.)
import type { Dense } from "../tensor/shape.js";

export interface LDU {
  readonly n: number;
  /** Per batch entry, row-major n x n. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Per batch entry the n entries of D, by size. */
  readonly d: Float64Array;
  /** Per batch entry the sign of both permutations. */
  readonly sign: Float64Array;
}

const factored = new WeakMap<Float64Array, LDU>();

/** Memoised by buffer, so that a determinant and its derivatives factor once. */
export function ldu(A: Dense, batch: number): LDU {
  const n = A.shape[A.shape.length - 1];
  const known = factored.get(A.data);
  if (known?.n === n && known.sign.length === batch) return known;
  const m = n * n;
  const result: LDU = {
    n,
    left: new Float64Array(batch * m),
    right: new Float64Array(batch * m),
    d: new Float64Array(batch * n),
    sign: new Float64Array(batch).fill(1),
  };
  for (let l = 0; l < batch; l++) factorOne(A.data.slice(l * m, (l + 1) * m), n, l, result);
  factored.set(A.data, result);
  return result;
}

/** Eliminate in place, applying every row operation to `left` and every column operation to `right`. */
function factorOne(a: Float64Array, n: number, l: number, { left, right, d, sign }: LDU): void {
  const at = l * n * n;
  for (let i = 0; i < n; i++) left[at + i * n + i] = right[at + i * n + i] = 1;
  for (let k = 0; k < n; k++) {
    const [pi, pj] = largest(a, n, k);
    if (pi !== k) {
      swapRows(a, 0, n, k, pi);
      swapRows(left, at, n, k, pi);
      sign[l] = -sign[l];
    }
    if (pj !== k) {
      swapColumns(a, 0, n, k, pj);
      swapColumns(right, at, n, k, pj);
      sign[l] = -sign[l];
    }
    const pivot = a[k * n + k];
    d[l * n + k] = pivot;
    // All that is left is zero: so are all other pivots.
    if (pivot === 0) continue;
    for (let i = k + 1; i < n; i++) {
      const f = a[i * n + k] / pivot;
      if (f === 0) continue;
      for (let j = k + 1; j < n; j++) a[i * n + j] -= f * a[k * n + j];
      for (let j = 0; j < n; j++) left[at + i * n + j] -= f * left[at + k * n + j];
    }
    for (let j = k + 1; j < n; j++) {
      const f = a[k * n + j] / pivot;
      if (f !== 0) for (let i = 0; i < n; i++) right[at + i * n + j] -= f * right[at + i * n + k];
    }
  }
}
/** Where the largest entry of the rest stands; NaN counts as largest, so that it flows. */
function largest(a: Float64Array, n: number, k: number): [number, number] {
  let best = Math.abs(a[k * n + k]);
  let place: [number, number] = [k, k];
  for (let i = k; i < n; i++)
    for (let j = k; j < n; j++) {
      const v = Math.abs(a[i * n + j]);
      if (v > best || (v !== v && best === best)) {
        best = v;
        place = [i, j];
      }
    }
  return place;
}
function swapRows(a: Float64Array, at: number, n: number, i: number, k: number): void {
  for (let j = 0, p = at + i * n, q = at + k * n; j < n; j++) {
    const t = a[p + j];
    a[p + j] = a[q + j];
    a[q + j] = t;
  }
}
function swapColumns(a: Float64Array, at: number, n: number, j: number, k: number): void {
  for (let i = 0, p = at; i < n; i++, p += n) {
    const t = a[p + j];
    a[p + j] = a[p + k];
    a[p + k] = t;
  }
}

/** Products of all entries of d but one, for each: no division, so zeros are welcome. */
export function others(d: Float64Array, at: number, n: number): Float64Array {
  const o = new Float64Array(n).fill(1);
  for (let i = 0, before = 1; i < n; i++) {
    o[i] *= before;
    before *= d[at + i];
  }
  for (let i = n - 1, after = 1; i >= 0; i--) {
    o[i] *= after;
    after *= d[at + i];
  }
  return o;
}

/** The same but two: an n x n matrix, zeros on its diagonal. */
export function pairs(
  d: Float64Array,
  at: number,
  n: number,
  o: Float64Array,
  to: number,
  factor: number,
): void {
  // Row i: the products of all entries but i and j, from both ends, entry i left out.
  for (let i = 0; i < n; i++) {
    const row = to + i * n;
    for (let j = 0, before = factor; j < n; j++) {
      o[row + j] = j === i ? 0 : before;
      if (j !== i) before *= d[at + j];
    }
    for (let j = n - 1, after = 1; j >= 0; j--) {
      if (j === i) continue;
      o[row + j] *= after;
      after *= d[at + j];
    }
  }
}

/** The cofactor matrix of entry l: sign leftᵀ cof(D) rightᵀ, where cof(D) holds the products of all other pivots. */
export function cofactors({ n, left, right, d, sign }: LDU, l: number, o: Float64Array): void {
  const at = l * n * n;
  const products = others(d, l * n, n);
  for (let k = 0; k < n; k++) {
    const c = sign[l] * products[k];
    if (c === 0) continue;
    for (let i = 0; i < n; i++) {
      const f = c * left[at + k * n + i];
      if (f !== 0) for (let j = 0; j < n; j++) o[at + i * n + j] += f * right[at + j * n + k];
    }
  }
}
