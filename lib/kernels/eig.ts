// Eigenvalues and eigenvectors of a general real matrix: balancing (Parlett and Reinsch 1969), reduction to Hessenberg form
// by reflections (Martin and Wilkinson 1968), the QR algorithm with double shifts (Martin, Peters and Wilkinson 1970) and
// substitution in the triangular form (Peters and Wilkinson 1970): EISPACK's balanc, orthes and hqr2.
import { eigenvectors } from "./eig-vectors.js";

/** A square matrix in row-major order, written in place. */
export type Square = Float64Array;
export interface Spectrum {
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Columns: a real eigenvector, or two that hold real and imaginary part of the one with im > 0. */
  readonly V: Square;
}
const EPSILON = 2 ** -52;
/** Steps for one eigenvalue before it is given up; one takes two or three. */
const STEPS = 60;

/** The spectrum of the matrix A, n x n; null where an entry is not finite or the iteration does not end. */
export function eig(A: Square, n: number): Spectrum | null {
  if (!A.every(Number.isFinite)) return null;
  // By a power of two to entries below 2, whose squares are numbers.
  const largest = A.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const unit = largest === 0 ? 1 : 2 ** Math.max(-1022, Math.floor(Math.log2(largest)));
  const H = A.map((v) => v / unit);
  const scale = balance(H, n);
  const V = hessenberg(H, n);
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  if (!schur(H, V, n, re, im)) return null;
  eigenvectors(H, V, n, re, im);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) V[i * n + j] *= scale[i];
  return { re: re.map((v) => v * unit), im: im.map((v) => v * unit), V };
}

/** H scaled by powers of two until its rows and columns are of one size: D⁻¹ H D. Gives D. */
function balance(H: Square, n: number): Float64Array {
  const D = new Float64Array(n).fill(1);
  for (let again = true; again;) {
    again = false;
    for (let i = 0; i < n; i++) {
      let row = 0;
      let column = 0;
      for (let j = 0; j < n; j++)
        if (j !== i) {
          row += Math.abs(H[i * n + j]);
          column += Math.abs(H[j * n + i]);
        }
      if (row === 0 || column === 0 || row + column === Infinity) continue;
      const f = 2 ** Math.round(Math.log2(row / column) / 2);
      if (f === 1 || (row / f + column * f) / (row + column) >= 0.95 || D[i] * f > 2 ** 500 || D[i] * f < 2 ** -500) continue; // prettier-ignore
      again = true;
      D[i] *= f;
      for (let j = 0; j < n; j++) H[i * n + j] /= f;
      for (let j = 0; j < n; j++) H[j * n + i] *= f;
    }
  }
  return D;
}

/** H to Hessenberg form Qᵀ H Q; gives Q. */
function hessenberg(H: Square, n: number): Square {
  const Q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) Q[i * n + i] = 1;
  const u = new Float64Array(n);
  for (let m = 1; m < n - 1; m++) {
    let size = 0;
    for (let i = m; i < n; i++) size = Math.max(size, Math.abs(H[i * n + m - 1]));
    if (size === 0) continue;
    let sum = 0;
    for (let i = m; i < n; i++) sum += (u[i] = H[i * n + m - 1] / size) ** 2;
    const g = u[m] > 0 ? -Math.sqrt(sum) : Math.sqrt(sum);
    const h = sum - u[m] * g;
    u[m] -= g;
    if (h === 0) continue;
    // I - u uᵀ / h from the left and from the right, and into Q.
    for (let j = 0; j < n; j++) reflectColumn(H, n, j, u, m, h);
    for (let i = 0; i < n; i++) reflectRow(H, n, i, u, m, h);
    for (let i = 0; i < n; i++) reflectRow(Q, n, i, u, m, h);
    for (let i = m + 1; i < n; i++) H[i * n + m - 1] = 0;
  }
  return Q;
}
function reflectColumn(H: Square, n: number, j: number, u: Float64Array, m: number, h: number): void {
  let f = 0;
  for (let i = m; i < n; i++) f += u[i] * H[i * n + j];
  f /= h;
  for (let i = m; i < n; i++) H[i * n + j] -= f * u[i];
}
function reflectRow(H: Square, n: number, i: number, u: Float64Array, m: number, h: number): void {
  let f = 0;
  for (let j = m; j < n; j++) f += H[i * n + j] * u[j];
  f /= h;
  for (let j = m; j < n; j++) H[i * n + j] -= f * u[j];
}

/** H to real Schur form, V with it; the eigenvalues to re and im. False where one is not found. */
function schur(H: Square, V: Square, n: number, re: Float64Array, im: Float64Array): boolean {
  let norm = 0;
  for (const v of H) norm += Math.abs(v);
  let shift = 0;
  let steps = 0;
  for (let last = n - 1; last >= 0;) {
    // Where a subdiagonal entry is rounding, the matrix falls in two.
    let l = last;
    for (; l > 0; l--) {
      const around = Math.abs(H[(l - 1) * n + l - 1]) + Math.abs(H[l * n + l]);
      // Not less than: of zeros nothing is left.
      if (Math.abs(H[l * n + l - 1]) <= EPSILON * (around === 0 ? norm : around)) break;
    }
    if (l > 0) H[l * n + l - 1] = 0;
    if (l === last) {
      H[last * n + last] += shift;
      re[last] = H[last * n + last];
      im[last--] = 0;
      steps = 0;
    } else if (l === last - 1) {
      split(H, V, n, last, shift, re, im);
      last -= 2;
      steps = 0;
    } else {
      if (steps++ === STEPS) return false;
      shift += sweep(H, V, n, l, last, steps);
    }
  }
  return true;
}

/** The two eigenvalues of the block that ends at `q`; a rotation makes it triangular where they are real. */
function split(
  H: Square,
  V: Square,
  n: number,
  q: number,
  shift: number,
  re: Float64Array,
  im: Float64Array,
): void {
  const p = q - 1;
  const w = H[q * n + p] * H[p * n + q];
  const half = (H[p * n + p] - H[q * n + q]) / 2;
  const d = half * half + w;
  const root = Math.sqrt(Math.abs(d));
  H[q * n + q] += shift;
  H[p * n + p] += shift;
  const x = H[q * n + q];
  if (d < 0) {
    re[p] = re[q] = x + half;
    im[p] = root;
    im[q] = -root;
    return;
  }
  const z = half >= 0 ? half + root : half - root;
  re[p] = x + z;
  re[q] = z === 0 ? re[p] : x - w / z;
  im[p] = im[q] = 0;
  const a = H[q * n + p];
  const r = Math.hypot(a, z);
  const [s, c] = r === 0 ? [0, 1] : [a / r, z / r];
  for (let j = p; j < n; j++) {
    const top = H[p * n + j];
    H[p * n + j] = c * top + s * H[q * n + j];
    H[q * n + j] = c * H[q * n + j] - s * top;
  }
  const columns = (M: Square, rows: number): void => {
    for (let i = 0; i < rows; i++) {
      const left = M[i * n + p];
      M[i * n + p] = c * left + s * M[i * n + q];
      M[i * n + q] = c * M[i * n + q] - s * left;
    }
  };
  columns(H, q + 1);
  columns(V, n);
  H[q * n + p] = 0;
}

/** One double step of QR on the rows l ... last. Gives what an exceptional shift took off the diagonal. */
function sweep(H: Square, V: Square, n: number, l: number, last: number, steps: number): number {
  let x = H[last * n + last];
  let y = H[(last - 1) * n + last - 1];
  let w = H[last * n + last - 1] * H[(last - 1) * n + last];
  let taken = 0;
  if (steps % 10 === 0) {
    // Wilkinson's exceptional shift, against cycles.
    taken = x;
    for (let i = 0; i <= last; i++) H[i * n + i] -= x;
    const s = Math.abs(H[last * n + last - 1]) + Math.abs(H[(last - 1) * n + last - 2]);
    x = y = 0.75 * s;
    w = -0.4375 * s * s;
  }
  // The first column of (H - shift 1) (H - shift 2), from two small subdiagonal entries in a row on.
  let m = last - 2;
  let [p, q, r] = [0, 0, 0];
  for (; m >= l; m--) {
    const z = H[m * n + m];
    const [rx, ry] = [x - z, y - z];
    p = (rx * ry - w) / H[(m + 1) * n + m] + H[m * n + m + 1];
    q = H[(m + 1) * n + m + 1] - z - rx - ry;
    r = H[(m + 2) * n + m + 1];
    const s = Math.abs(p) + Math.abs(q) + Math.abs(r);
    [p, q, r] = [p / s, q / s, r / s];
    if (m === l) break;
    const small = Math.abs(H[m * n + m - 1]) * (Math.abs(q) + Math.abs(r));
    const around = Math.abs(H[(m - 1) * n + m - 1]) + Math.abs(z) + Math.abs(H[(m + 1) * n + m + 1]);
    if (small < EPSILON * Math.abs(p) * around) break;
  }
  for (let i = m + 2; i <= last; i++) {
    H[i * n + i - 2] = 0;
    if (i > m + 2) H[i * n + i - 3] = 0;
  }
  for (let k = m; k < last; k++) {
    const three = k !== last - 1;
    let size = 1;
    if (k !== m) {
      p = H[k * n + k - 1];
      q = H[(k + 1) * n + k - 1];
      r = three ? H[(k + 2) * n + k - 1] : 0;
      size = Math.abs(p) + Math.abs(q) + Math.abs(r);
      if (size === 0) continue;
      [p, q, r] = [p / size, q / size, r / size];
    }
    const s = (p < 0 ? -1 : 1) * Math.sqrt(p * p + q * q + r * r);
    if (s === 0) continue;
    if (k !== m) H[k * n + k - 1] = -s * size;
    else if (l !== m) H[k * n + k - 1] *= -1;
    p += s;
    const [a, b, c] = [p / s, q / s, r / s];
    q /= p;
    r /= p;
    for (let j = k; j < n; j++) {
      const f = H[k * n + j] + q * H[(k + 1) * n + j] + (three ? r * H[(k + 2) * n + j] : 0);
      H[k * n + j] -= f * a;
      H[(k + 1) * n + j] -= f * b;
      if (three) H[(k + 2) * n + j] -= f * c;
    }
    const columns = (M: Square, rows: number): void => {
      for (let i = 0; i < rows; i++) {
        const at = i * n + k;
        const f = a * M[at] + b * M[at + 1] + (three ? c * M[at + 2] : 0);
        M[at] -= f;
        M[at + 1] -= f * q;
        if (three) M[at + 2] -= f * r;
      }
    };
    columns(H, Math.min(last, k + 3) + 1);
    columns(V, n);
  }
  return taken;
}
