// Eigenvalues and eigenvectors of a symmetric matrix: Householder's reduction to tridiagonal form (Golub and Van Loan, Matrix
// Computations, 4th ed., algorithm 8.3.1), then the implicit QL method with Wilkinson's shift (Dubrulle, Martin and Wilkinson
// 1968, as in EISPACK's imtql2). Backward stable: each eigenvalue is right to a few roundings of the largest.
// Eigenvectors are rows while rotations turn pairs of them, so that inner loops run along memory.

const ROUNDING = 2 ** -52;

/**
 * Decompose the symmetric part of the n x n matrix at a[at..]: eigenvalues, ascending, into w[to..to + n], the eigenvectors
 * as columns of the n x n matrix at v[from..]. In each the first entry that is not small is positive. NaN where an entry
 * is not finite.
 */
export function eigh(
  a: Float64Array,
  at: number,
  n: number,
  w: Float64Array,
  to: number,
  v: Float64Array,
  from: number,
): void {
  const s = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) s[i * n + j] = 0.5 * a[at + i * n + j] + 0.5 * a[at + j * n + i];
  const unit = magnitude(s);
  if (Number.isNaN(unit)) {
    w.fill(NaN, to, to + n);
    v.fill(NaN, from, from + n * n);
    return;
  }
  for (let i = 0; i < s.length; i++) s[i] /= unit;
  const d = new Float64Array(n);
  const e = new Float64Array(n);
  const z = tridiagonal(s, n, d, e);
  implicitQL(d, e, z, n);
  const order = Array.from(d.keys()).sort((i, j) => d[i] - d[j]);
  order.forEach((row, j) => {
    w[to + j] = d[row] * unit;
    const sign = orientation(z, row * n, 1, n);
    for (let i = 0; i < n; i++) v[from + i * n + j] = sign * z[row * n + i];
  });
}

/**
 * The power of 2 next to the largest entry, 1 for zeros, NaN where one is not finite. To divide by it rounds nothing, and then
 * squares neither overflow nor vanish.
 */
export function magnitude(s: Float64Array): number {
  let [most, sum] = [0, 0];
  for (const e of s) {
    most = Math.max(most, Math.abs(e));
    sum += e - e;
  }
  if (sum !== 0) return NaN;
  return most === 0 ? 1 : 2 ** Math.max(-1021, Math.min(1022, Math.floor(Math.log2(most))));
}

/** Below this part of the largest entry, an entry does not decide about a sign: ratios that come up stay clear of it. */
const SMALL = 0.3;
/** 1 or -1, so that the first entry of the vector that is not small becomes positive. */
export function orientation(v: Float64Array, at: number, step: number, n: number): number {
  let most = 0;
  for (let i = 0; i < n; i++) most = Math.max(most, Math.abs(v[at + i * step]));
  for (let i = 0; i < n; i++)
    if (Math.abs(v[at + i * step]) > SMALL * most) return v[at + i * step] < 0 ? -1 : 1;
  return 1;
}

/** s = Q T Qᵀ: the diagonal of T into d, what stands beside it into e[0..n - 1]; returns Qᵀ. s is overwritten. */
function tridiagonal(s: Float64Array, n: number, d: Float64Array, e: Float64Array): Float64Array {
  const scale = new Float64Array(n);
  const p = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    // The reflection I - scale u uᵀ takes row k right of the diagonal to (beta, 0, ...); u overwrites it.
    const row = k * n;
    let square = 0;
    for (let j = k + 2; j < n; j++) square += s[row + j] * s[row + j];
    const alpha = s[row + k + 1];
    if (square === 0) {
      e[k] = alpha;
      continue;
    }
    const beta = -Math.sign(alpha || 1) * Math.sqrt(alpha * alpha + square);
    e[k] = beta;
    const head = alpha - beta;
    s[row + k + 1] = head;
    const tau = (scale[k] = 2 / (head * head + square));
    // p = tau S u - (tau² uᵀ S u / 2) u; S becomes S - u pᵀ - p uᵀ.
    let inner = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += s[i * n + j] * s[row + j];
      p[i] = tau * sum;
      inner += p[i] * s[row + i];
    }
    for (let i = k + 1; i < n; i++) p[i] -= 0.5 * tau * inner * s[row + i];
    for (let i = k + 1; i < n; i++) {
      const [ui, pi] = [s[row + i], p[i]];
      for (let j = k + 1; j < n; j++) s[i * n + j] -= ui * p[j] + pi * s[row + j];
    }
  }
  for (let i = 0; i < n; i++) d[i] = s[i * n + i];
  // Qᵀ = ... H[1] H[0] from the last reflection on: it touches only what stands right of and below its place.
  const z = new Float64Array(n * n);
  for (let i = 0; i < n; i++) z[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    if (scale[k] === 0) continue;
    const row = k * n;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += z[i * n + j] * s[row + j];
      sum *= scale[k];
      for (let j = k + 1; j < n; j++) z[i * n + j] -= sum * s[row + j];
    }
  }
  return z;
}

/** Diagonalise; the rows of z are turned along. On return d holds the eigenvalues. */
function implicitQL(d: Float64Array, e: Float64Array, z: Float64Array, n: number): void {
  for (let l = 0; l < n; l++)
    for (let sweep = 0; sweep < 100; sweep++) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]) > ROUNDING * (Math.abs(d[m]) + Math.abs(d[m + 1]))) m++;
      if (m === l) break;
      let g = (d[l + 1] - d[l]) / (2 * e[l]);
      let r = Math.hypot(g, 1);
      g = d[m] - d[l] + e[l] / (g + (g < 0 ? -r : r));
      let [sin, cos, shift] = [1, 1, 0];
      let i = m - 1;
      for (; i >= l; i--) {
        const f = sin * e[i];
        const b = cos * e[i];
        r = Math.hypot(f, g);
        e[i + 1] = r;
        if (r === 0) {
          // The matrix fell apart: start again with the parts.
          d[i + 1] -= shift;
          e[m] = 0;
          break;
        }
        sin = f / r;
        cos = g / r;
        g = d[i + 1] - shift;
        r = (d[i] - g) * sin + 2 * cos * b;
        shift = sin * r;
        d[i + 1] = g + shift;
        g = cos * r - b;
        for (let k = 0, x = i * n, y = x + n; k < n; k++, x++, y++) {
          const t = z[y];
          z[y] = sin * z[x] + cos * t;
          z[x] = cos * z[x] - sin * t;
        }
      }
      if (r === 0 && i >= l) continue;
      d[l] -= shift;
      e[l] = g;
      e[m] = 0;
    }
}
