// Singular values and vectors by one-sided Jacobi rotations (Hestenes 1958; Demmel and Veselic, Jacobi's method is more
// accurate than QR, 1992): pairs of columns are turned until all are orthogonal. Their norms are then the singular values,
// small ones right to the digits that the scaling of the columns allows. Columns are kept as rows of memory.
import { magnitude, orientation } from "./eigh.js";

const ROUNDING = 2 ** -52;

/**
 * Decompose the m x n matrix at a[at..], A = U diag(s) Vᵀ with k = min(m, n): into o[to..] U (m x k), s (k), V (n x k), row by
 * row. s descends; in each column of V the first entry that is not small is positive. NaN where an entry is not finite.
 */
export function svd(a: Float64Array, at: number, m: number, n: number, o: Float64Array, to: number): void {
  const k = Math.min(m, n);
  const own = a.subarray(at, at + m * n);
  const unit = magnitude(own);
  if (Number.isNaN(unit)) {
    o.fill(NaN, to, to + (m + 1 + n) * k);
    return;
  }
  // The columns of A, or of Aᵀ where that is the taller one: k vectors of length `tall`.
  const wide = m < n;
  const [tall, step, next] = wide ? [n, 1, n] : [m, n, 1];
  const x = new Float64Array(k * tall);
  for (let j = 0; j < k; j++)
    for (let i = 0; i < tall; i++) x[j * tall + i] = own[i * step + j * next] / unit;
  const y = new Float64Array(k * k);
  for (let j = 0; j < k; j++) y[j * k + j] = 1;
  orthogonalise(x, tall, y, k);
  const s = Float64Array.from({ length: k }, (_, j) => length(x, j * tall, tall));
  const order = Array.from(s.keys()).sort((i, j) => s[j] - s[i]);
  const least = Math.max(m, n) * ROUNDING * (k > 0 ? s[order[0]] : 0);
  normalise(x, tall, s, order, least);
  order.forEach((from, j) => {
    const sign = wide ? orientation(x, from * tall, 1, tall) : orientation(y, from * k, 1, k);
    const [u, v] = wide ? [y, x] : [x, y];
    const [mu, mv] = wide ? [k, tall] : [tall, k];
    for (let i = 0; i < m; i++) o[to + i * k + j] = sign * u[from * mu + i];
    o[to + m * k + j] = s[from] * unit;
    for (let i = 0; i < n; i++) o[to + (m + 1 + i) * k + j] = sign * v[from * mv + i];
  });
}

function inner(x: Float64Array, p: number, q: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += x[p + i] * x[q + i];
  return sum;
}
const length = (x: Float64Array, p: number, n: number): number => Math.sqrt(inner(x, p, p, n));

/** Turn the vectors x (and y with them) in pairs until no two have an inner product above rounding. */
function orthogonalise(x: Float64Array, tall: number, y: Float64Array, k: number): void {
  for (let sweep = 0, turned = true; turned && sweep < 60; sweep++) {
    turned = false;
    for (let i = 0; i < k - 1; i++)
      for (let j = i + 1; j < k; j++) {
        const [p, q] = [i * tall, j * tall];
        const alpha = inner(x, p, p, tall);
        const beta = inner(x, q, q, tall);
        const gamma = inner(x, p, q, tall);
        if (gamma === 0 || Math.abs(gamma) <= ROUNDING * Math.sqrt(alpha * beta)) continue;
        turned = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
        const cos = 1 / Math.sqrt(1 + t * t);
        rotate(x, p, q, tall, cos, cos * t);
        rotate(y, i * k, j * k, k, cos, cos * t);
      }
  }
}
function rotate(x: Float64Array, p: number, q: number, n: number, cos: number, sin: number): void {
  for (let i = 0; i < n; i++, p++, q++) {
    const t = x[p];
    x[p] = cos * t - sin * x[q];
    x[q] = sin * t + cos * x[q];
  }
}

/**
 * Vectors of length 1: what is longer than `least` is divided by its length; the others, of which only rounding is left,
 * become whatever is orthogonal to all before them.
 */
function normalise(
  x: Float64Array,
  tall: number,
  s: Float64Array,
  order: readonly number[],
  least: number,
): void {
  order.forEach((row, place) => {
    const p = row * tall;
    if (s[row] > least) {
      for (let i = 0; i < tall; i++) x[p + i] /= s[row];
      return;
    }
    // Some unit vector is at least 1 / sqrt(tall) away from the span of fewer than `tall` vectors.
    for (let e = 0; e < tall; e++) {
      x.fill(0, p, p + tall);
      x[p + e] = 1;
      // Twice: what one pass leaves of the others is rounding of the first.
      for (let pass = 0; pass < 2; pass++)
        for (const other of order.slice(0, place)) {
          const f = inner(x, p, other * tall, tall);
          for (let i = 0; i < tall; i++) x[p + i] -= f * x[other * tall + i];
        }
      const rest = length(x, p, tall);
      if (rest * rest * tall > 0.5) {
        for (let i = 0; i < tall; i++) x[p + i] /= rest;
        return;
      }
    }
  });
}
