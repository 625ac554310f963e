// Eigenvectors of a real Schur form by substitution, in real arithmetic; of two conjugate ones the first has both parts.
type Square = Float64Array;

/** (a + ib) / (c + id) (Smith 1962). */
function quotient(a: number, b: number, c: number, d: number): [re: number, im: number] {
  if (Math.abs(c) > Math.abs(d)) {
    const r = d / c;
    const t = c + r * d;
    return [(a + r * b) / t, (b - r * a) / t];
  }
  const r = c / d;
  const t = d + r * c;
  return [(r * a + b) / t, (r * b - a) / t];
}

/** V Y, where the columns of Y are the eigenvectors of the quasi-triangular H, to V. H is overwritten. */
export function eigenvectors(H: Square, V: Square, n: number, re: Float64Array, im: Float64Array): void {
  let norm = 0;
  for (let i = 0; i < n; i++) for (let j = Math.max(i - 1, 0); j < n; j++) norm += Math.abs(H[i * n + j]);
  if (norm === 0) return;
  // A pivot of 0 is taken for a rounding of the matrix.
  const least = 2 ** -52 * norm;
  for (let k = n - 1; k >= 0; k--) {
    if (im[k] === 0) realColumn(H, n, k, re, im, least);
    else if (im[k] < 0) complexColumns(H, n, k, re, im, least);
  }
  const row = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = n - 1; j >= 0; j--) {
      let sum = 0;
      for (let k = 0; k <= Math.min(n - 1, im[j] > 0 ? j + 1 : j); k++) sum += V[i * n + k] * H[k * n + j];
      row[j] = sum;
    }
    V.set(row, i * n);
  }
}

/** Column k of H becomes the eigenvector of the real eigenvalue re[k]. */
function realColumn(
  H: Square,
  n: number,
  k: number,
  re: Float64Array,
  im: Float64Array,
  least: number,
): void {
  const value = re[k];
  let low = k;
  let [s, z] = [0, 0];
  // What stands in the column is read before it is written: row i needs H[i, k] itself.
  H[k * n + k] = 1;
  for (let i = k - 1; i >= 0; i--) {
    const w = H[i * n + i] - value;
    let r = 0;
    for (let j = low; j <= k; j++) r += H[i * n + j] * H[j * n + k];
    if (im[i] < 0) {
      z = w;
      s = r;
      continue;
    }
    low = i;
    if (im[i] === 0) H[i * n + k] = -r / (w !== 0 ? w : least);
    else {
      const x = H[i * n + i + 1];
      const y = H[(i + 1) * n + i];
      const q = (re[i] - value) ** 2 + im[i] ** 2;
      const t = (x * s - z * r) / q;
      H[i * n + k] = t;
      H[(i + 1) * n + k] = Math.abs(x) > Math.abs(z) ? (-r - w * t) / x : (-s - y * t) / z;
    }
    // Against overflow.
    const t = Math.abs(H[i * n + k]);
    if (2 ** -52 * t * t > 1) for (let j = i; j <= k; j++) H[j * n + k] /= t;
  }
}

/** Columns k - 1 and k become real and imaginary part of the eigenvector of re[k] - i im[k], which has im > 0. */
function complexColumns(
  H: Square,
  n: number,
  k: number,
  re: Float64Array,
  im: Float64Array,
  least: number,
): void {
  const value = re[k];
  const cosine = im[k];
  const [a, b] = [k - 1, k];
  let low = a;
  let [s, z, r] = [0, 0, 0];
  // The last component is taken imaginary, so that the block is triangular.
  if (Math.abs(H[k * n + a]) > Math.abs(H[a * n + k])) {
    const below = H[k * n + a];
    const corner = H[k * n + k] - value;
    H[a * n + a] = cosine / below;
    H[a * n + b] = -corner / below;
  } else [H[a * n + a], H[a * n + b]] = quotient(0, -H[a * n + k], H[a * n + a] - value, cosine);
  H[k * n + a] = 0;
  H[k * n + b] = 1;
  for (let i = k - 2; i >= 0; i--) {
    let [ra, sa] = [0, 0];
    for (let j = low; j <= k; j++) {
      ra += H[i * n + j] * H[j * n + a];
      sa += H[i * n + j] * H[j * n + b];
    }
    const w = H[i * n + i] - value;
    if (im[i] < 0) {
      [z, r, s] = [w, ra, sa];
      continue;
    }
    low = i;
    if (im[i] === 0) [H[i * n + a], H[i * n + b]] = quotient(-ra, -sa, w, cosine);
    else {
      const x = H[i * n + i + 1];
      const y = H[(i + 1) * n + i];
      let vr = (re[i] - value) ** 2 + im[i] ** 2 - cosine ** 2;
      const vi = (re[i] - value) * 2 * cosine;
      if (vr === 0 && vi === 0)
        vr = least * (Math.abs(w) + Math.abs(cosine) + Math.abs(x) + Math.abs(y) + Math.abs(z));
      [H[i * n + a], H[i * n + b]] = quotient(
        x * r - z * ra + cosine * sa,
        x * s - z * sa - cosine * ra,
        vr,
        vi,
      );
      if (Math.abs(x) > Math.abs(z) + Math.abs(cosine)) {
        H[(i + 1) * n + a] = (-ra - w * H[i * n + a] + cosine * H[i * n + b]) / x;
        H[(i + 1) * n + b] = (-sa - w * H[i * n + b] - cosine * H[i * n + a]) / x;
      } else
        [H[(i + 1) * n + a], H[(i + 1) * n + b]] = quotient(
          -r - y * H[i * n + a],
          -s - y * H[i * n + b],
          z,
          cosine,
        );
    }
    const t = Math.max(Math.abs(H[i * n + a]), Math.abs(H[i * n + b]));
    if (2 ** -52 * t * t > 1)
      for (let j = i; j <= k; j++) {
        H[j * n + a] /= t;
        H[j * n + b] /= t;
      }
  }
}
