// The regularised incomplete beta function I_x(a, b) with its derivatives in a and b, carried through the continued fraction
// of A. R. DiDonato and A. H. Morris (ACM TOMS 18 (1992), 360-373, eq. 9) as Taylor polynomials; above the mean a / (a + b) it
// is 1 - I_(1-x)(b, a).
import { log1pLess, lostOfProduct } from "../elementary.js";
import { BERNOULLI } from "./bernoulli.js";
import { lbeta, polygammaGap, timesBeta } from "./beta.js";
import { FAR, gamma, lgammaAtOne, stirling } from "./gamma.js";
import { exponential, jet, line, product, quotient, type Jet } from "./jet.js";
import { polygamma } from "./polygamma.js";
import { factorialOf } from "./zeta.js";

/** b x - a y for y = 1 - x, as if rounded once. */
function beyondMean(a: number, b: number, x: number, y: number): number {
  const size = Math.max(a, b);
  if (!(size < 1e290)) return b * x - a * y;
  // The larger of x and y may be rounded: by what is missing from 1.
  const missing = x > y ? b * (1 - x - y) : -a * (1 - y - x);
  return b * x - a * y + (lostOfProduct(b, x) - lostOfProduct(a, y) + missing);
}

/** log a - digamma(a) for a >= FAR. */
function logAbove(a: number): number {
  const r = 1 / a;
  let sum = 0;
  for (let k = 8; k >= 1; k--) sum = sum * r * r + BERNOULLI[k - 1] / (2 * k);
  return (0.5 + sum * r) * r;
}
const isFar = (a: number, b: number): boolean => a >= FAR && b >= FAR;

/** x^(a-p) y^(b-q) / beta(a, b), p and q being 0 where a, b < 1; for large a and b by the distance of x from the mean. */
function front(a: number, b: number, x: number, y: number, p = 0, q = 0): number {
  if (isFar(a, b)) {
    const d = beyondMean(a, b, x, y);
    const c = a + b;
    const part = (e: number, t: number, z: number): number =>
      Math.abs(t) < 0.5 ? e * log1pLess(t) : e * (Math.log((z * c) / e) - t);
    const exponent = part(a, d / a, x) + part(b, -d / b, y) - (stirling(a) + stirling(b) - stirling(c));
    return divided(Math.exp(exponent) * Math.sqrt(((a / c) * b) / (2 * Math.PI)), x, y, p, q);
  }
  const [xp, yq, whole] = [power(x, y, a - p), power(y, x, b - q), timesBeta(a, b)];
  if (xp > LEAST && yq > LEAST && whole > LEAST) return ((xp * yq) / whole) * a;
  return Math.exp((a - p) * log(x, y) + (b - q) * log(y, x) - lbeta(a, b));
}
function divided(v: number, x: number, y: number, p: number, q: number): number {
  let r = v;
  for (let k = 0; k < Math.max(p, q); k++) r = (k < p ? r / x : r) / (k < q ? y : 1);
  return r;
}
/** log x and x^a, where 1 - x = y is known better when it is small. */
const log = (x: number, y: number): number => (y < 0.5 ? Math.log1p(-y) : Math.log(x));
const power = (x: number, y: number, a: number): number =>
  y < 0.5 ? x ** a * Math.exp((a * (1 - x - y)) / x) : x ** a;
/** Products of three numbers above it do not underflow. */
const LEAST = 1e-100;

/**
 * x^a y^b / (a beta(a, b)) as a function of a + δ and b + ε, but for its value; for small b the same divided by b, because a product
 * with b is no exponential: its logarithm's derivatives cancel as b -> 0.
 */
function growth(a: number, b: number, x: number, y: number, i: number, j: number): Jet {
  const c = a + b;
  let alongA: number;
  let alongB: number;
  if (isFar(a, b)) {
    const d = beyondMean(a, b, x, y);
    const rest = logAbove(c);
    const ratio = (t: number, z: number, e: number): number => Math.abs(t) < 0.5 ? Math.log1p(t) : Math.log((z * c) / e); // prettier-ignore
    alongA = ratio(d / a, x, a) + logAbove(a) - rest - 1 / a;
    alongB = ratio(-d / b, y, b) + logAbove(b) - rest;
  } else {
    alongA = log(x, y) + (b >= 1 ? -polygammaGap(0, a + 1, b - 1) : polygammaGap(0, c, 1 - b));
    alongB = log(y, x) + alone(0, a, b);
  }
  return exponential(
    jet(i, j, (m, n) => {
      if (m + n === 0) return 0;
      if (m + n === 1) return m === 1 ? alongA : alongB;
      if (m > 0 && n > 0) return polygamma(m + n - 1, c) / (factorialOf(m) * factorialOf(n));
      if (n > 0) return alone(n - 1, a, b) / factorialOf(n);
      return (b >= 1 ? -polygammaGap(m - 1, a + 1, b - 1) : polygammaGap(m - 1, c, 1 - b)) / factorialOf(m);
    }),
    j + 1,
  );
}

const isSmall = (b: number, a: number): boolean => b < 1 && b < a;
/** polygamma(n, a + b) - polygamma(n, b), for small b less polygamma(n, b + 1) instead. */
function alone(n: number, a: number, b: number): number {
  if (!isSmall(b, a)) return -polygammaGap(n, b, a);
  return a >= 1 ? -polygammaGap(n, b + 1, a - 1) : polygammaGap(n, a + b, 1 - a);
}
/** What growth leaves out: b for b < 1. */
const left = (b: number, a: number, i: number, j: number): number[] =>
  isSmall(b, a) ? line(b, 0, 1, i, j) : line(1, 0, 0, i, j);

/** The n-th denominator of the fraction and the numerator above it, at a + δ and b + ε; a factor a is taken out of both ends. */
function step(
  n: number,
  a: number,
  b: number,
  x: number,
  y: number,
  i: number,
  j: number,
): [number[], number[]] {
  const l = (c: number, s: number, t: number): number[] => line(c, s, t, i, j);
  const times = (p: Jet, q: Jet): number[] => product(p, q, j + 1);
  const mean = quotient(l(1 + n * (1 + y) - beyondMean(a, b, x, y), y, -x), l(a + 2 * n + 1, 1, 0), j + 1);
  if (n === 0) return [[], mean];
  // n (b - n) x / (a + 2n - 1), and (a + n - 1) (a + b + n - 1) x / (a + 2n - 1) times it
  const before = l(a + 2 * n - 1, 1, 0);
  const second = quotient(l(n * (b - n) * x, 0, n * x), before, j + 1);
  const first = quotient(times(l((a + b + n - 1) * x, x, x), second), before, j + 1);
  const last = times(l(a + n, 1, 0), mean);
  return [
    n === 1 ? first : times(l(a + n - 1, 1, 0), first),
    l(n, 0, 0).map((c, p) => c + second[p] + last[p]),
  ];
}
/** a I_x(a, b) beta(a, b) / (x^a y^b), from below, as deep as Lentz' convergents settle and a third more for derivatives. */
function fraction(a: number, b: number, x: number, y: number, i: number, j: number): number[] {
  // It ends early where b is whole, but its derivatives do not.
  const s = i + j > 0 ? Math.floor(b) + 0.5 : b;
  const away = beyondMean(a, s, x, y);
  const numbers = (k: number): readonly [number, number] => {
    const before = a + 2 * k - 1;
    const second = k === 0 ? 0 : (k * (s - k) * x) / before;
    const p = k < 2 ? 1 : a + k - 1;
    const mean = (1 + k * (1 + y) - away) / (a + 2 * k + 1);
    return [p * (((a + s + k - 1) / before) * x) * second, k + second + (k === 0 ? 1 : a + k) * mean];
  };
  let [c, d, n] = [Infinity, 1 / numbers(0)[1], 0];
  for (let ratio = 0; Math.abs(ratio - 1) > 2 ** -53;) {
    if (++n > 1e6) return jet(i, j, () => NaN);
    const [p, q] = numbers(n);
    d = 1 / (p * d + q);
    c = q + p / c;
    ratio = c * d;
  }
  n = Math.ceil(n * (i + j === 0 ? 1 : 1.35)) + 4;
  // Without a derivative the polynomials are numbers.
  if (i + j === 0) {
    let [p, f] = numbers(n);
    for (; n >= 1; n--) {
      const [up, q] = numbers(n - 1);
      f = q + p / f;
      p = up;
    }
    return [1 / f];
  }
  let [p, f] = step(n, a, b, x, y, i, j);
  for (; n >= 1; n--) {
    const ratio = quotient(p, f, j + 1);
    const [up, q] = step(n - 1, a, b, x, y, i, j);
    f = q.map((v, k) => v + ratio[k]);
    p = up;
  }
  return quotient(line(1, 0, 0, i, j), f, j + 1);
}

/** The derivative of order i in a and j in b of I_x(a, b): NaN unless a, b > 0 and 0 <= x <= 1. */
export function incompleteBeta(i: number, j: number, a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1) || a === Infinity || b === Infinity) return NaN;
  if (x === 0 || x === 1) return i + j === 0 ? x : 0;
  const y = 1 - x;
  if (x > (a + 1) / (a + b + 2)) {
    if (i + j === 0) return b < 0.1 ? lessThanOne(b, a, y, x) : 1 - lower(0, 0, b, a, y, x);
    return -lower(j, i, b, a, y, x);
  }
  return lower(i, j, a, b, x, y);
}
function lower(i: number, j: number, a: number, b: number, x: number, y: number): number {
  const at = i * (j + 1) + j,
    whole = factorialOf(i) * factorialOf(j);
  if (a < 1 && i + j > 0) return whole * nearOne(i, j, a, b, x, y)[at];
  const scale = front(a, b, x, y) / a;
  if (scale === 0) return 0;
  if (i + j === 0) return scale * fraction(a, b, x, y, 0, 0)[0];
  const parts = product(growth(a, b, x, y, i, j), fraction(a, b, x, y, i, j), j + 1);
  return ((whole * scale) / (isSmall(b, a) ? b : 1)) * product(parts, left(b, a, i, j), j + 1)[at];
}
/**
 * I_x(a + δ, b + ε) for a < 1, near 1 as a -> 0, where its derivatives in b vanish with a: x^a / (a beta(a, b)) times
 * 1 + a Σ (1 - b)_n x^n / (n! (a + n)) (DLMF 8.17.7), every part with its factor a.
 */
function nearOne(i: number, j: number, a: number, b: number, x: number, y: number): number[] {
  const [c, w] = [a + b, j + 1];
  const l = (v: number, s: number, t: number): number[] => line(v, s, t, i, j);
  // For b < 1 its logarithm is that of x^a gamma(1 + a + b) / (gamma(1 + a) gamma(1 + b)), and b / (a + b) is a factor.
  const near = b < 1;
  const log1 = (m: number): number => (m === 1 ? log(x, y) : 0);
  let whole = exponential(
    jet(i, j, (m, n) => {
      const f = factorialOf(m) * factorialOf(n);
      if (m + n === 0) return 0;
      if (m > 0 && n > 0) return polygamma(m + n - 1, near ? 1 + c : c) / f;
      if (n > 0) return -polygammaGap(n - 1, near ? 1 + b : b, a) / f;
      return (log1(m) - (near ? polygammaGap(m - 1, 1 + a, b) : polygammaGap(m - 1, 1 + a, b - 1))) / f;
    }),
    w,
  );
  if (near) {
    const share = quotient(b < a ? l(b, 0, 1) : l(a, 1, 0), l(c, 1, 1), w).map((v) => (b < a ? v : -v));
    share[0] = b / c;
    whole = product(whole, share, w);
  }
  const size = power(x, y, a) * (near ? gamma(1 + c) / (gamma(1 + a) * gamma(1 + b)) : 1 / timesBeta(a, b));
  let sum = l(0, 0, 0);
  let [rising, terms] = [l(1, 0, 0), l(1, 0, 0)];
  for (let n = 1, p = x; n < 3 || terms.some((v, k) => Math.abs(v) > 2 ** -58 * Math.abs(sum[k])); p *= x) {
    rising = product(rising, l((n - b) / n, 0, -1 / n), w);
    terms = quotient(rising, l(a + n, 1, 0), w).map((v) => v * p);
    sum = sum.map((v, k) => v + terms[k]);
    n++;
  }
  const rest = product(l(a, 1, 0), sum, w);
  rest[0] += 1;
  return product(whole, rest, w).map((v) => v * size);
}

/** 1 - I_x(a, b) for small a, where it vanishes with a: the factors of nearOne less 1. */
function lessThanOne(a: number, b: number, x: number, y: number): number {
  // log gamma(from + a) - log gamma(from) by Taylor's series
  const from = b < 1 ? 1 + b : b;
  let gap = 0;
  for (let k = 1, c = a, t = 1; Math.abs(t) > 2 ** -58 * Math.abs(gap); c *= a / ++k)
    gap += t = c * polygamma(k - 1, from);
  const l = a * log(x, y) + gap - lgammaAtOne(a) - (b < 1 ? Math.log1p(a / b) : 0);
  let sum = 0;
  for (let n = 1, p = x * (1 - b), t = 1; Math.abs(t) > 2 ** -58 * Math.abs(sum); p *= (x * (n - b)) / n)
    sum += t = p / (a + n++);
  return -(Math.expm1(l) + a * sum * Math.exp(l));
}

/** The derivative of order i in a, j in b and k in x of the density x^(a-1) (1 - x)^(b-1) / beta(a, b). */
export function betaDensity(i: number, j: number, k: number, a: number, b: number, x: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1) || a === Infinity || b === Infinity) return NaN;
  const [y, w] = [1 - x, j + 1];
  const l = (c: number, s: number, t: number): number[] => line(c, s, t, i, j);
  // x^(a-1-k) y^(b-1-k) p(x), p a polynomial in x: p becomes ((a - 1 - k) y - (b - 1 - k) x) p + x y p'.
  let p: number[][] = [l(1, 0, 0)];
  for (let m = 0; m < k; m++) {
    const none = l(0, 0, 0);
    const [up, down] = [l(a - 1 - m, 1, 0), l(2 + 2 * m - a - b, -1, -1)];
    p = [...p, none].map((_, e) => {
      const [here, below] = [p[e] ?? none, p[e - 1] ?? none];
      const [rising, falling] = [product(up, here, w), product(down, below, w)];
      return none.map((_z, q) => rising[q] + falling[q] + e * here[q] - (e - 1) * below[q]);
    });
  }
  const sum = l(0, 0, 0).map((_, q) => p.reduceRight((s, c) => s * x + c[q], 0));
  const edge = x === 0 ? a - 1 - k : y === 0 ? b - 1 - k : 0;
  if (x === 0 || y === 0) {
    const sign = (x === 0 ? i : j) % 2 === 0 ? 1 : -1;
    if (edge > 0 || sum[0] === 0) return 0;
    return edge < 0 || i + j > 0 ? sign * sum[0] * Infinity : sum[0] * (x === 0 ? b : a);
  }
  // The factor a of 1 / (a beta(a, b)) goes to the polynomial.
  const parts = product(
    product(growth(a, b, x, y, i, j), left(b, a, i, j), w),
    product(sum, l(a, 1, 0), w),
    w,
  );
  const [p0, q0] = [a < 1 ? 0 : k + 1, b < 1 ? 0 : k + 1];
  const value =
    (front(a, b, x, y, p0, q0) / a / (isSmall(b, a) ? b : 1)) *
    factorialOf(i) *
    factorialOf(j) *
    parts[i * w + j];
  return divided(value, x, y, k + 1 - p0, k + 1 - q0);
}
