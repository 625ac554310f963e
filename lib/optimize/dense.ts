// Least squares on plain numbers: the factorisation of a Jacobian and the damped problems that one step solves, without a
// tensor. A = Q R Pᵀ by Householder's reflections with column pivoting (P. Businger and G. Golub 1965); the damped problem from R
// by rotations, and its multiplier by Newton's method on the length of the step (J. J. Moré, "The Levenberg-Marquardt
// algorithm: implementation and theory", 1978, sections 3 and 5). Long because the arithmetic of a small step is written out.
// Long because one workspace serves the factorisation and all that is asked of it.

import { scratch } from "../array/alloc.js";

/** A matrix of m rows and n columns, row after row, and the right-hand side that goes with it. */
export interface Factored {
  readonly n: number;
  /** n x n, upper triangle, by rows; zeros where m < n leaves none. */
  readonly R: Float64Array;
  /** Column j of R is column order[j] of the matrix. */
  readonly order: Int32Array;
  /** The first n entries of Qᵀ b. */
  readonly b: Float64Array;
}

export const squares = (v: ArrayLike<number>): number => {
  let s = 0;
  for (let i = 0; i < v.length; i++) s += v[i] * v[i];
  return s;
};
/** The entries of v at these places. */
export function taken(v: ArrayLike<number>, at: ArrayLike<number>): Float64Array {
  const out = new Float64Array(at.length);
  for (let i = 0; i < at.length; i++) out[i] = v[at[i]];
  return out;
}
/** √ of the sum of squares of each column. */
export function columnNorms(A: Float64Array, m: number, n: number): Float64Array {
  const s = new Float64Array(n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) s[j] += A[i * n + j] * A[i * n + j];
  for (let j = 0; j < n; j++) s[j] = Math.sqrt(s[j]);
  return s;
}

/** What |x| of a strided column is, in one pass where its squares are in range. */
function lengthOf(W: Float64Array, from: number, end: number, stride: number): number {
  let s = 0;
  for (let p = from; p < end; p += stride) s += W[p] * W[p];
  if (s > 1e-280 && s < 1e280) return Math.sqrt(s);
  let length = 0;
  for (let p = from; p < end; p += stride) length = Math.hypot(length, W[p]);
  return length;
}
/** A solver's own copy. */
export function copied(v: Float64Array): Float64Array {
  const w = scratch(v.length);
  w.set(v);
  return w;
}
/** Numbers that live as long as one call of {@link factored}: for a small problem an array of its own costs more than its arithmetic. */
const room = new Float64Array(4096);

/** A and b stay as they are. */
export function factored(A: Float64Array, b: Float64Array, m: number, n: number): Factored {
  // The rows of A with b behind them; then a number for each of these columns; then the squares of what is left of each.
  const w = n + 1,
    sums = m * w,
    left = sums + w,
    W = left + w <= room.length ? room : new Float64Array(left + w),
    order = new Int32Array(n),
    steps = Math.min(m, n);
  for (let j = 0; j <= n; j++) W[left + j] = 0;
  for (let i = 0, p = 0, q = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      const v = A[q++];
      W[p++] = v;
      W[left + j] += v * v;
    }
    W[p++] = b[i];
  }
  for (let j = 0; j < n; j++) order[j] = j;
  for (let k = 0; k < steps; k++) {
    let p = k;
    for (let j = k + 1; j < n; j++) if (W[left + j] > W[left + p]) p = j;
    if (p !== k) {
      for (let at = 0; at < sums; at += w) {
        const v = W[at + k];
        W[at + k] = W[at + p];
        W[at + p] = v;
      }
      const other = order[k];
      order[k] = order[p];
      order[p] = other;
      W[left + p] = W[left + k];
    }
    const top = k * w;
    let length = lengthOf(W, top + k, sums, w);
    if (length === 0) continue;
    if (W[top + k] > 0) length = -length;
    // v = x - length e, scaled so that its first entry is 1; H = I - beta v vᵀ. Row by row, as the numbers lie.
    const first = W[top + k] - length,
      beta = -first / length;
    for (let j = k + 1; j < w; j++) W[sums + j] = W[top + j];
    for (let at = top + w; at < sums; at += w) {
      const v = (W[at + k] /= first);
      for (let j = k + 1; j < w; j++) W[sums + j] += v * W[at + j];
    }
    for (let j = k + 1; j < w; j++) {
      W[sums + j] *= beta;
      W[top + j] -= W[sums + j];
      // What is left of the columns, taken anew: downdated norms lose their digits.
      W[left + j] = 0;
    }
    for (let at = top + w; at < sums; at += w) {
      const v = W[at + k];
      for (let j = k + 1; j < w; j++) {
        const y = W[at + j] - W[sums + j] * v;
        W[at + j] = y;
        W[left + j] += y * y;
      }
    }
    W[top + k] = length;
  }
  const R = new Float64Array(n * n),
    top = new Float64Array(n);
  for (let i = 0; i < steps; i++) {
    for (let j = i; j < n; j++) R[i * n + j] = W[i * w + j];
    top[i] = W[i * w + n];
  }
  return { n, R, order, b: top };
}

/** How many of the pivots count, up to a part of the first. */
export function rankOf({ n, R }: Factored, tolerance: number): number {
  let k = 0;
  while (k < n && Math.abs(R[k * (n + 1)]) > tolerance * Math.abs(R[0])) k++;
  return k;
}

/** x of the leading k x k triangle T x = b, zeros behind. */
function backward(T: Float64Array, n: number, k: number, b: ArrayLike<number>): Float64Array {
  const x = new Float64Array(n);
  for (let i = k - 1; i >= 0; i--) {
    let s = b[i];
    for (let j = i + 1; j < k; j++) s -= T[i * n + j] * x[j];
    x[i] = s / T[i * n + i];
  }
  return x;
}
/** |x|² of Tᵀ x = v, both in the order of the columns. */
function inverseSquare(T: Float64Array, n: number, v: Float64Array, order: Int32Array): number {
  const x = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n; i++) {
    let s = v[order[i]];
    for (let j = 0; j < i; j++) s -= T[j * n + i] * x[j];
    const e = s / T[i * n + i];
    x[i] = e;
    sum += e * e;
  }
  return sum;
}
/** √(a² + b²); Math.hypot takes ten times as long. */
function hypotenuse(a: number, b: number): number {
  const s = a * a + b * b;
  return s > 1e-280 && s < 1e280 ? Math.sqrt(s) : Math.hypot(a, b);
}

/** The step p of least |J p + r|² + λ |D p|², and the triangle S with SᵀS = Pᵀ (JᵀJ + λ D²) P. */
function damped(
  { n, R, order, b }: Factored,
  D: Float64Array,
  lambda: number,
): { p: Float64Array; S: Float64Array } {
  const S = new Float64Array(R),
    // A row of λ D on its way through the triangle, and the right-hand side.
    work = new Float64Array(2 * n),
    root = Math.sqrt(lambda);
  for (let j = 0; j < n; j++) work[n + j] = b[j];
  for (let k = 0; k < n; k++) {
    for (let j = k; j < n; j++) work[j] = 0;
    work[k] = root * D[order[k]];
    let below = 0;
    for (let j = k; j < n; j++) {
      if (work[j] === 0) continue;
      const length = hypotenuse(S[j * n + j], work[j]),
        c = S[j * n + j] / length,
        s = work[j] / length;
      for (let i = j; i < n; i++) {
        const t = S[j * n + i];
        S[j * n + i] = c * t + s * work[i];
        work[i] = c * work[i] - s * t;
      }
      const t = work[n + j];
      work[n + j] = c * t + s * below;
      below = c * below - s * t;
    }
  }
  let k = 0;
  while (k < n && S[k * (n + 1)] !== 0) k++;
  const p = new Float64Array(n);
  for (let i = k - 1; i >= 0; i--) {
    let s = work[n + i];
    for (let j = i + 1; j < k; j++) s -= S[i * n + j] * work[j];
    work[i] = s / S[i * n + i];
    p[order[i]] = -work[i];
  }
  return { p, S };
}

export interface DampedStep {
  readonly p: Float64Array;
  readonly lambda: number;
}
const scaledNorm = (D: Float64Array, p: Float64Array): number => {
  let s = 0;
  for (let j = 0; j < p.length; j++) {
    const v = D[j] * p[j];
    s += v * v;
  }
  return Math.sqrt(s);
};

/**
 * The step within |D p| <= radius that makes |J p + r| least: Gauss and Newton's where it is short enough, else the damped one
 * whose length is the radius up to a tenth. `gradient` is Jᵀ r.
 */
export function boundedStep(
  F: Factored,
  D: Float64Array,
  gradient: Float64Array,
  radius: number,
  guess: number,
): DampedStep {
  const { n, R, order, b } = F,
    k = rankOf(F, 2 ** -52),
    z = backward(R, n, k, b),
    newton = new Float64Array(n);
  for (let j = 0; j < n; j++) newton[order[j]] = -z[j];
  const inverse =
    (T: Float64Array) =>
    (v: Float64Array): number =>
      inverseSquare(T, n, v, order);
  return bounded(
    D,
    gradient,
    radius,
    guess,
    { p: newton, inverse: k === n ? inverse(R) : null },
    (lambda) => {
      const { p, S } = damped(F, D, lambda);
      return { p, inverse: inverse(S) };
    },
  );
}
/** A step -M⁻¹ Jᵀ r, and v to vᵀ M⁻¹ v; null where M is singular. */
export interface Solved {
  readonly p: Float64Array;
  readonly inverse: ((v: Float64Array) => number) | null;
}
/** The same from Newton's step (null: there is none) and the damped ones, whose M is JᵀJ + λ D². */
export function bounded(
  D: Float64Array,
  gradient: Float64Array,
  radius: number,
  guess: number,
  newton: Solved | null,
  at: (lambda: number) => Solved,
): DampedStep {
  const length = newton === null ? Infinity : scaledNorm(D, newton.p);
  if (newton !== null && length - radius <= 0.1 * radius) return { p: newton.p, lambda: 0 };
  /** vᵀ M⁻¹ v of v = D² p / |D p|, the slope of the length. */
  const slope = ({ p, inverse }: Solved, size: number): number => {
    if (inverse === null) return Infinity;
    const v = new Float64Array(p.length);
    for (let j = 0; j < v.length; j++) v[j] = (D[j] * D[j] * p[j]) / size;
    return inverse(v);
  };
  let low =
      newton === null || newton.inverse === null ? 0 : (length - radius) / radius / slope(newton, length),
    high = 0;
  for (let j = 0; j < D.length; j++) high += (gradient[j] / D[j]) ** 2;
  high = Math.sqrt(high) / radius || Number.MIN_VALUE / Math.min(radius, 0.1);
  let lambda =
    Math.min(Math.max(guess, low), high) ||
    (newton === null ? 1e-3 * high : Math.sqrt(squares(gradient)) / length);
  let found = at(lambda);
  for (let i = 0; i < 10; i++) {
    const size = scaledNorm(D, found.p),
      excess = size - radius;
    if (Math.abs(excess) <= 0.1 * radius || !(size > 0)) break;
    if (excess > 0) low = Math.max(low, lambda);
    else high = Math.min(high, lambda);
    lambda = Math.max(low, lambda + excess / radius / slope(found, size));
    if (!(lambda <= high)) lambda = high;
    found = at(lambda);
  }
  return { p: found.p, lambda };
}

/** The step of Newton's method, -J⁻¹ r, for n equations; the shortest where J is singular. */
export function newtonStep(J: Float64Array, r: Float64Array): Float64Array {
  const n = r.length;
  return boundedStep(factored(J, r, n, n), new Float64Array(n).fill(1), new Float64Array(n), Infinity, 0).p;
}

/** (RᵀR)⁻¹ of the leading k pivots in the order of the columns, n x n, zeros elsewhere. */
export function inverseNormal({ n, R, order }: Factored, k: number): Float64Array {
  const C = new Float64Array(n * n),
    inverse: Float64Array[] = [];
  for (let j = 0; j < k; j++) {
    const unit = new Float64Array(n);
    unit[j] = 1;
    inverse.push(backward(R, n, k, unit));
  }
  for (let a = 0; a < k; a++)
    for (let c = 0; c < k; c++) {
      let s = 0;
      for (let j = Math.max(a, c); j < k; j++) s += inverse[j][a] * inverse[j][c];
      C[order[a] * n + order[c]] = s;
    }
  return C;
}

/** Which columns take part in a direction in which the matrix of this rank does not move. */
export function dependent({ n, R, order }: Factored, k: number): boolean[] {
  const moved = new Array<boolean>(n).fill(false);
  for (let j = k; j < n; j++) {
    moved[order[j]] = true;
    const z = backward(
      R,
      n,
      k,
      Float64Array.from({ length: n }, (_, i) => R[i * n + j]),
    );
    for (let i = 0; i < k; i++) if (Math.abs(z[i]) > 1e-8) moved[order[i]] = true;
  }
  return moved;
}
