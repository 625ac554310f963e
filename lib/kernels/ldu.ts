// A = P L D U Q with complete pivoting: P, Q permutations, L and U unit triangular with entries of at most 1, D diagonal.
// Nothing is divided by a pivot that is zero, so the factors exist at every rank, and with them what a determinant is made
// of: with left = L⁻¹ Pᵀ and right = Qᵀ U⁻¹ we have left A right = D, where left and right have the determinants of their
// permutations. (Golub and Van Loan, Matrix Computations, 4th ed., algorithm 3.4.2.)
//
// What is factored is the matrix 2^r[i] A[i, j] 2^c[j], in which the largest of each row and column is in [1, 2): nothing
// depends on the units of rows and columns, and products overflow only where the result does.
import type { Dense } from "../array/shape.js";

export interface LDU {
  readonly n: number;
  /** Per batch entry, row-major n x n. */
  readonly left: Float64Array;
  readonly right: Float64Array;
  /** Per batch entry the n entries of D, by size. */
  readonly d: Float64Array;
  /** Per batch entry the sign of both permutations. */
  readonly sign: Float64Array;
  /** Per batch entry the n powers of 2 that rows and columns were multiplied by, */
  readonly r: Float64Array;
  readonly c: Float64Array;
  /** and minus the sum of all of them: det A = 2^power sign d[0] ... d[n - 1]. */
  readonly power: Float64Array;
}

/** v 2^e for a whole number e, in steps that are numbers themselves. */
export function scaled(v: number, e: number): number {
  for (; e > 1000 && v - v === 0 && v !== 0; e -= 1000) v *= 2 ** 1000;
  for (; e < -1000 && v !== 0; e += 1000) v *= 2 ** -1000;
  return v * 2 ** e;
}
/** The whole number e with 2^e <= |v| < 2^(e + 1), up to one; 0 where there is none. */
const exponent = (v: number): number => (v === 0 || v - v !== 0 ? 0 : Math.floor(Math.log2(Math.abs(v))));
/** m 2^e. */
export interface Product {
  readonly m: number;
  readonly e: number;
}
export const ONE: Product = { m: 1, e: 0 };
export function times({ m, e }: Product, v: number): Product {
  const by = exponent(v);
  const product = m * scaled(v, -by);
  const more = exponent(product);
  return { m: scaled(product, -more), e: e + by + more };
}
/** The determinant of entry l. */
export function determinant({ n, d, sign, power }: LDU, l: number): Product {
  let p: Product = ONE;
  for (let i = 0; i < n; i++) p = times(p, d[l * n + i]);
  return { m: sign[l] * p.m, e: p.e + power[l] };
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
    r: new Float64Array(batch * n),
    c: new Float64Array(batch * n),
    power: new Float64Array(batch),
  };
  for (let l = 0; l < batch; l++) {
    const a = A.data.slice(l * m, (l + 1) * m);
    const [r, c] = [result.r, result.c].map((e) => e.subarray(l * n, (l + 1) * n));
    level(a, n, n, 1, r);
    level(a, n, 1, n, c);
    result.power[l] = 0 - r.reduce((sum, e) => sum + e, 0) - c.reduce((sum, e) => sum + e, 0);
    factorOne(a, n, l, result);
  }
  factored.set(A.data, result);
  return result;
}

/** Each of the n lines, one `step` from the next, times the power of 2 that brings its largest entry to [1, 2). */
function level(a: Float64Array, n: number, step: number, along: number, powers: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let most = 0;
    for (let j = 0; j < n; j++) most = Math.max(most, Math.abs(a[i * step + j * along]));
    powers[i] = 0 - exponent(most);
    if (powers[i] !== 0)
      for (let j = 0; j < n; j++) a[i * step + j * along] = scaled(a[i * step + j * along], powers[i]);
  }
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

/** The products of all of the numbers but one, for each, as m[i] 2^e: no division, so zeros are welcome. */
function others(d: readonly number[]): { m: number[]; e: number } {
  const before = [ONE];
  for (const v of d) before.push(times(before[before.length - 1], v));
  let after = ONE;
  const products = new Array<Product>(d.length);
  for (let i = d.length - 1; i >= 0; i--) {
    products[i] = { m: before[i].m * after.m, e: before[i].e + after.e };
    after = times(after, d[i]);
  }
  const e = products.reduce((most, p) => (p.m === 0 ? most : Math.max(most, p.e)), -Infinity);
  return { m: products.map((p) => (p.m === 0 ? 0 : scaled(p.m, p.e - e))), e: e === -Infinity ? 0 : e };
}
const entries = (d: Float64Array, at: number, n: number): number[] => Array.from(d.subarray(at, at + n));

/** The products of all entries of D of entry l but two, with its sign: an n x n matrix, zeros on its diagonal, at o[l n n ...]. */
export function pairs({ n, d, sign }: LDU, l: number, o: Float64Array): void {
  const all = entries(d, l * n, n);
  for (let i = 0; i < n; i++) {
    const { m, e } = others(all.filter((_, j) => j !== i));
    for (let j = 0; j < n; j++)
      if (j !== i) o[(l * n + i) * n + j] = sign[l] * scaled(m[j < i ? j : j - 1], e);
  }
}

/** The cofactor matrix of entry l: sign leftᵀ cof(D) rightᵀ, where cof(D) holds the products of all other pivots. */
export function cofactors({ n, left, right, d, sign, r, c, power }: LDU, l: number, o: Float64Array): void {
  const at = l * n * n;
  const { m, e } = others(entries(d, l * n, n));
  for (let k = 0; k < n; k++) {
    const p = sign[l] * m[k];
    if (p === 0) continue;
    for (let i = 0; i < n; i++) {
      const f = p * left[at + k * n + i];
      if (f !== 0) for (let j = 0; j < n; j++) o[at + i * n + j] += f * right[at + j * n + k];
    }
  }
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const own = e + power[l] + r[l * n + i] + c[l * n + j];
      if (own !== 0) o[at + i * n + j] = scaled(o[at + i * n + j], own);
    }
}
