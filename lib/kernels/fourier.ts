// Discrete Fourier transforms of any length in O(n log n): y_k = sum over j of x_j exp(sign 2πi jk / n). Lengths of small
// primes by Stockham's passes, which sort themselves (Cochran, Cooley and others 1967, "What is the fast Fourier
// transform?"); the others as a convolution with a chirp (Bluestein 1970).
//
//   data  [outer, n, inner, 2], the last axis [re, im]: a pass knows strides, so inner axes are transformed together
//   pass  x[j, k, q] of [p, m, s]  ->  y[k, r, q] of [m, p, s]:
//         y[k, r] = w^(k r) sum over j of x[j, k] exp(sign 2πi j r / p),  w = exp(sign 2πi / (p m))
import { around, type Dense } from "../array/shape.js";
import { radicesOf, rootsOfUnity } from "./roots.js";

interface Plan {
  readonly n: number;
  /** The lengths of the passes, 4 first; null: by Bluestein's convolution. */
  readonly radices: readonly number[] | null;
  /** cos and sin of 2πk / n. */
  readonly roots: Float64Array;
  readonly chirp: Chirp | null;
}
interface Chirp {
  /** exp(-πi k² / n). */
  readonly wave: Float64Array;
  /** The transform of its conjugate, wrapped around and divided by the length. */
  readonly kernel: Float64Array;
  readonly plan: Plan;
}

/** Plans of the lengths seen last. */
const plans = new Map<number, Plan>();
const KEPT = 32;
function planOf(n: number): Plan {
  let plan = plans.get(n);
  if (plan === undefined) {
    const radices = radicesOf(n);
    plan =
      radices === null
        ? { n, radices, roots: new Float64Array(0), chirp: chirpOf(n) }
        : { n, radices, roots: rootsOfUnity(n), chirp: null };
    if (plans.size >= KEPT) plans.clear();
    plans.set(n, plan);
  }
  return plan;
}

/** jk = (j² + k² - (j - k)²) / 2 makes the transform a convolution, of a length that has a fast one. */
function chirpOf(n: number): Chirp {
  const roots = rootsOfUnity(2 * n),
    wave = new Float64Array(2 * n);
  let length = 1;
  while (length < 2 * n - 1) length *= 2;
  const kernel = new Float64Array(2 * length),
    plan = planOf(length);
  // k² modulo 2n by its differences: the square itself may not be exact.
  for (let k = 0, square = 0; k < n; k++) {
    const c = roots[2 * square],
      s = roots[2 * square + 1];
    wave[2 * k] = c;
    wave[2 * k + 1] = -s;
    for (const at of k === 0 ? [0] : [k, length - k]) {
      kernel[2 * at] = c / length;
      kernel[2 * at + 1] = s / length;
    }
    square = (square + 2 * k + 1) % (2 * n);
  }
  return { wave, kernel: passes(plan, kernel, new Float64Array(2 * length), 1, -1), plan };
}

/** The transforms along an axis of pairs [..., n, ..., 2], each times `scale`; the axis counts from the end. */
export function fft(x: Dense, axis: number, sign: 1 | -1, scale: number): Float64Array {
  const { outer, n, inner: all } = around(x.shape, axis),
    inner = all / 2,
    block = n * all,
    out = new Float64Array(outer * block);
  if (out.length === 0) return out;
  const plan = planOf(n),
    a = new Float64Array(block),
    b = new Float64Array(block),
    wide = plan.chirp === null ? null : [0, 1].map(() => new Float64Array(plan.chirp!.plan.n * all));
  for (let o = 0; o < outer; o++) {
    a.set(x.data.subarray(o * block, (o + 1) * block));
    const y = wide === null ? passes(plan, a, b, inner, sign) : bluestein(plan, a, wide, inner, sign);
    for (let i = 0, to = o * block; i < block; i++, to++) out[to] = y[i] * scale;
  }
  return out;
}

/** All passes over [n, inner, 2], from one buffer to the other; the one that holds the result. */
function passes(
  { n, radices, roots }: Plan,
  x: Float64Array,
  y: Float64Array,
  inner: number,
  sign: number,
): Float64Array {
  let m = n,
    s = inner;
  for (const p of radices!) {
    m /= p;
    const step = s / inner;
    if (p === 4) four(x, y, m, s, step, roots, sign);
    else if (p === 2) two(x, y, m, s, step, roots, sign);
    else odd(x, y, p, m, s, step, roots, sign);
    s *= p;
    [x, y] = [y, x];
  }
  return x;
}

function two(
  x: Float64Array,
  y: Float64Array,
  m: number,
  s: number,
  step: number,
  roots: Float64Array,
  sign: number,
): void {
  for (let k = 0; k < m; k++) {
    const wr = roots[2 * k * step],
      wi = sign * roots[2 * k * step + 1];
    let i = 2 * k * s,
      j = 2 * (k + m) * s,
      to = 4 * k * s;
    for (let q = 0; q < s; q++, i += 2, j += 2, to += 2) {
      const dr = x[i] - x[j],
        di = x[i + 1] - x[j + 1];
      y[to] = x[i] + x[j];
      y[to + 1] = x[i + 1] + x[j + 1];
      y[to + 2 * s] = dr * wr - di * wi;
      y[to + 2 * s + 1] = dr * wi + di * wr;
    }
  }
}

function four(
  x: Float64Array,
  y: Float64Array,
  m: number,
  s: number,
  step: number,
  roots: Float64Array,
  sign: number,
): void {
  const quarter = 2 * m * s,
    next = 2 * s;
  for (let k = 0; k < m; k++) {
    const e = 2 * k * step,
      ur = roots[e],
      ui = sign * roots[e + 1],
      vr = roots[2 * e],
      vi = sign * roots[2 * e + 1],
      wr = roots[3 * e],
      wi = sign * roots[3 * e + 1];
    let i = 2 * k * s,
      to = 8 * k * s;
    for (let q = 0; q < s; q++, i += 2, to += 2) {
      const j = i + quarter,
        h = j + quarter,
        l = h + quarter;
      const ar = x[i] + x[h],
        ai = x[i + 1] + x[h + 1],
        br = x[i] - x[h],
        bi = x[i + 1] - x[h + 1],
        cr = x[j] + x[l],
        ci = x[j + 1] + x[l + 1];
      // Times sign i.
      const dr = -sign * (x[j + 1] - x[l + 1]),
        di = sign * (x[j] - x[l]);
      const pr = br + dr,
        pi = bi + di,
        qr = ar - cr,
        qi = ai - ci,
        tr = br - dr,
        ti = bi - di;
      y[to] = ar + cr;
      y[to + 1] = ai + ci;
      y[to + next] = pr * ur - pi * ui;
      y[to + next + 1] = pr * ui + pi * ur;
      y[to + 2 * next] = qr * vr - qi * vi;
      y[to + 2 * next + 1] = qr * vi + qi * vr;
      y[to + 3 * next] = tr * wr - ti * wi;
      y[to + 3 * next + 1] = tr * wi + ti * wr;
    }
  }
}

/** An odd p: entries j and p - j meet the same cosines and opposite sines. */
function odd(
  x: Float64Array,
  y: Float64Array,
  p: number,
  m: number,
  s: number,
  step: number,
  roots: Float64Array,
  sign: number,
): void {
  const half = (p - 1) / 2,
    turn = m * step,
    next = 2 * s,
    sums = new Float64Array(2 * half),
    differences = new Float64Array(2 * half);
  for (let k = 0; k < m; k++)
    for (let q = 0; q < s; q++) {
      const first = 2 * (k * s + q),
        to = 2 * (k * p * s + q);
      const ar = x[first],
        ai = x[first + 1];
      let tr = ar,
        ti = ai;
      for (let j = 1; j <= half; j++) {
        const i = first + 2 * j * m * s,
          l = first + 2 * (p - j) * m * s,
          at = 2 * (j - 1);
        tr += sums[at] = x[i] + x[l];
        ti += sums[at + 1] = x[i + 1] + x[l + 1];
        differences[at] = x[i] - x[l];
        differences[at + 1] = x[i + 1] - x[l + 1];
      }
      y[to] = tr;
      y[to + 1] = ti;
      for (let r = 1; r <= half; r++) {
        let cr = ar,
          ci = ai,
          sr = 0,
          si = 0;
        for (let j = 1; j <= half; j++) {
          const w = 2 * ((j * r) % p) * turn,
            at = 2 * (j - 1),
            c = roots[w],
            d = roots[w + 1];
          cr += sums[at] * c;
          ci += sums[at + 1] * c;
          sr += differences[at] * d;
          si += differences[at + 1] * d;
        }
        store(y, to + r * next, cr - sign * si, ci + sign * sr, roots, 2 * k * r * step, sign);
        store(y, to + (p - r) * next, cr + sign * si, ci - sign * sr, roots, 2 * k * (p - r) * step, sign);
      }
    }
}
function store(
  y: Float64Array,
  to: number,
  re: number,
  im: number,
  w: Float64Array,
  at: number,
  sign: number,
): void {
  const wr = w[at],
    wi = sign * w[at + 1];
  y[to] = re * wr - im * wi;
  y[to + 1] = re * wi + im * wr;
}

/** The transform as wave * (kernel ∗ (wave * x)); with the other sign the conjugate of the conjugate's. */
function bluestein(
  { n, chirp }: Plan,
  x: Float64Array,
  [a, b]: readonly Float64Array[],
  inner: number,
  sign: number,
): Float64Array {
  const { wave, kernel, plan } = chirp!,
    conj = -sign;
  a.fill(0);
  for (let k = 0, i = 0; k < n; k++) times(x, a, i, (i += 2 * inner), wave[2 * k], wave[2 * k + 1], conj, 1);
  const spectrum = passes(plan, a, b, inner, -1);
  for (let k = 0, i = 0; k < plan.n; k++)
    times(spectrum, spectrum, i, (i += 2 * inner), kernel[2 * k], kernel[2 * k + 1], 1, 1);
  const y = passes(plan, spectrum, spectrum === a ? b : a, inner, 1);
  for (let k = 0, i = 0; k < n; k++) times(y, x, i, (i += 2 * inner), wave[2 * k], wave[2 * k + 1], 1, conj);
  return x;
}
/** Entries from `from` to `end`, times one number w; `flip` and `flop` are -1 to conjugate before and after. */
function times(
  x: Float64Array,
  y: Float64Array,
  from: number,
  end: number,
  wr: number,
  wi: number,
  flip: number,
  flop: number,
): void {
  for (let i = from; i < end; i += 2) {
    const re = x[i],
      im = flip * x[i + 1];
    y[i] = re * wr - im * wi;
    y[i + 1] = flop * (re * wi + im * wr);
  }
}
