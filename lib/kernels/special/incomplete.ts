// The regularised incomplete gamma functions with their derivatives in a. A derivative in a is a coefficient of the Taylor
// polynomial in δ at a + δ ("jet"), carried through the series of P and the continued fraction of Q, so every order comes from
// the same loops: P where x < a or x < 1, Q beyond (W. Gautschi, ACM TOMS 5 (1979), 466-481).
import { log1pLess } from "../elementary.js";
import { BERNOULLI } from "./bernoulli.js";
import { erfc } from "./erf.js";
import { FAR, gamma, lgammaAtOne, stirling } from "./gamma.js";
import { exponential, jet, line, product, quotient } from "./jet.js";
import { digamma, polygamma } from "./polygamma.js";
import { factorialOf } from "./zeta.js";

/** log x - digamma(a + 1), also where they agree to many digits. */
function logLess(a: number, x: number): number {
  if (a < FAR) return Math.log(x) - digamma(a + 1);
  const r = 1 / a;
  let sum = 0;
  for (let k = 8; k >= 1; k--) sum = sum * r * r + BERNOULLI[k - 1] / (2 * k);
  const ratio = Math.abs(x - a) < a / 2 ? Math.log1p((x - a) / a) : Math.log(x / a);
  return ratio + (sum * r - 0.5) * r;
}
/** x^(a-j) e^-x / gamma(a + 1): for large a by the distance of x from a, so that no power of the size of a^a is rounded. */
function front(a: number, x: number, j: number): number {
  const u = (x - a) / a;
  if (a < FAR || (u < -0.99 && a < 170)) {
    const half = Math.exp(-x / 2);
    return ((x ** (a - j) * half) / gamma(a + 1)) * half;
  }
  const exponent = Math.abs(u) < 0.5 ? a * log1pLess(u) : a * Math.log(x / a) - (x - a);
  let y = Math.exp(exponent - stirling(a)) / Math.sqrt(2 * Math.PI * a);
  for (let k = 0; k < j; k++) y /= x;
  return y;
}
/** What front is multiplied by when a becomes a + δ: exp((log x - digamma(a + 1)) δ - polygamma(1, a + 1) δ² / 2 - ...). */
const growth = (a: number, x: number, order: number): number[] =>
  exponential(
    jet(order, 0, (m) => (m === 0 ? 0 : m === 1 ? logLess(a, x) : -polygamma(m - 1, a + 1) / factorialOf(m))),
  );

/** Σ x^k / ((a + 1) ... (a + k)), of positive terms whose jets have alternating signs: nothing cancels. */
function series(a: number, x: number, order: number): number[] {
  // Without a derivative the polynomials are numbers, here and in the fraction.
  if (order === 0) {
    let sum = 1;
    for (let k = 1, t = x / (a + 1); t > 2 ** -57 * sum; t *= x / (a + ++k)) sum += t;
    return [sum];
  }
  const term = line(1, 0, 0, order, 0);
  const sum = term.slice();
  for (let k = 1, more = true; more; k++) {
    more = false;
    for (let m = 0; m <= order; m++) {
      term[m] = (x * term[m] - (m > 0 ? term[m - 1] : 0)) / (a + k);
      sum[m] += term[m];
      more ||= Math.abs(term[m]) > 2 ** -57 * Math.abs(sum[m]);
    }
  }
  return sum;
}
/**
 * gamma(a, x) / (x^a e^-x) = 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / (x + 5 - a - ...))) (DLMF 8.9.2, even part),
 * from below; as deep as W. J. Lentz' convergents settle, and a third more for the derivatives.
 */
function fraction(a: number, x: number, order: number): number[] {
  // It ends early where a is whole, but its derivatives do not.
  const s = order > 0 ? Math.floor(a) + 0.5 : a;
  let [c, d, n] = [Infinity, 1 / (x + 1 - s), 0];
  for (let step = 0; Math.abs(step - 1) > 2 ** -53;) {
    n++;
    const [p, b] = [-n * (n - s), x + 2 * n + 1 - s];
    d = 1 / (p * d + b);
    c = b + p / c;
    step = c * d;
  }
  n = Math.ceil(n * (order === 0 ? 1 : 1.35)) + 4;
  if (order === 0) {
    let f = x + 2 * n + 1 - a;
    for (; n >= 1; n--) f = x + 2 * n - 1 - a - (n * (n - a)) / f;
    return [1 / f];
  }
  let f = line(x + 2 * n + 1 - a, -1, 0, order, 0);
  for (; n >= 1; n--) {
    const q = quotient(line(n * (n - a), -n, 0, order, 0), f);
    f = line(x + 2 * n - 1 - a, -1, 0, order, 0).map((v, m) => v - q[m]);
  }
  return quotient(line(1, 0, 0, order, 0), f);
}
/** 1 - P for a, x < 1, where P may be near 1: x^a / gamma(1 + a) apart from the rest of P's series with e^-x multiplied in. */
function smallQ(a: number, x: number): number {
  const log = a * Math.log(x) - lgammaAtOne(a);
  let rest = 0;
  for (let k = 1, power = -x; Math.abs(power) > 2 ** -60 * Math.abs(rest); power *= -x / ++k)
    rest += power / (a + k);
  return -Math.expm1(log) - Math.exp(log) * a * rest;
}

/** From here on N. M. Temme's uniform expansion takes over, of which two terms are then exact in double precision. */
const HUGE = 1e9;
/**
 * Q = erfc(z) / 2 + e^(-z²) / √(2πa) (1 / u - 1 / η + O(1 / a)), u = (x - a) / a, z² = a (u - log(1 + u)) = a η² / 2 (N. M. Temme,
 * SIAM J. Math. Anal. 10 (1979), 757-766). Its derivative in a follows from Q(a + 1/2, x) - Q(a - 1/2, x) = density(a + 1/2, x).
 */
function huge(i: number, upper: boolean, a: number, x: number): number {
  if (i > 0) {
    const slope = gammaDensity(i - 1, 0, a + 0.5, x) - gammaDensity(i + 1, 0, a + 0.5, x) / 24;
    return upper ? slope : -slope;
  }
  const u = (x - a) / a;
  if (Math.abs(u) * Math.sqrt(a) > 60) return x > a === upper ? 0 : 1;
  const z = Math.sign(u) * Math.sqrt(-a * log1pLess(u));
  const rest =
    (Math.exp(-z * z) / Math.sqrt(2 * Math.PI * a)) * ((z * Math.SQRT2) / Math.sqrt(a) / 12 - 1 / 3);
  return upper ? erfc(z) / 2 + rest : erfc(-z) / 2 - rest;
}

/** The derivative of order i in a of P(a, x), or of Q(a, x) if `upper`: for a, x >= 0, NaN beyond. */
export function incompleteGamma(i: number, upper: boolean, a: number, x: number): number {
  if (!(a >= 0 && x >= 0) || (a === 0 && x === 0) || (a === Infinity && x === Infinity)) return NaN;
  const below = (p: number): number => (i === 0 ? (upper ? 1 - p : p) : upper ? -p : p);
  if (x === 0 || a === Infinity) return below(0);
  if (x === Infinity) return below(i === 0 ? 1 : 0);
  if (a >= HUGE) return huge(i, upper, a, x);
  if (x < 1 && a < 1 && upper && i === 0) return smallQ(a, x);
  const scale = front(a, x, 0);
  if (scale === 0) return below(i === 0 && x > a ? 1 : 0);
  const e = growth(a, x, i);
  if (x < a || x < 1) return below(factorialOf(i) * scale * product(e, series(a, x, i))[i]);
  const q = factorialOf(i) * scale * product(product(e, line(a, 1, 0, i, 0)), fraction(a, x, i))[i];
  return upper ? q : i === 0 ? 1 - q : -q;
}

/** The derivative of order i in a and j in x of the density x^(a-1) e^-x / gamma(a). */
export function gammaDensity(i: number, j: number, a: number, x: number): number {
  if (!(a >= 0 && x >= 0)) return NaN;
  if (x === Infinity) return 0;
  // Σ C(j, l) (-x)^l (a - 1) ... (a - j + l), at a + δ and times a + δ
  const sum = new Array<number>(i + 1).fill(0);
  for (let l = 0, c = 1; l <= j; c *= (-x * (j - l)) / ++l) {
    let falling = line(c, 0, 0, i, 0);
    for (let m = 1; m <= j - l; m++) falling = product(falling, line(a - m, 1, 0, i, 0));
    for (let m = 0; m <= i; m++) sum[m] += falling[m];
  }
  const factor = product(sum, line(a, 1, 0, i, 0));
  if (x === 0) {
    const e = a - 1 - j;
    const lead = factor[0] * (i % 2 === 0 ? 1 : -1);
    return e > 0 || lead === 0 ? 0 : e < 0 || i > 0 ? lead * Infinity : factor[0];
  }
  // Where a < 1 the factor is small with a, and the power may only then be divided.
  const scale = front(a, x, a < 1 ? 0 : j + 1);
  if (scale === 0) return 0;
  let y = factorialOf(i) * scale * product(growth(a, x, i), factor)[i];
  if (a < 1) for (let k = 0; k <= j; k++) y /= x;
  return y;
}
