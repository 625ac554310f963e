// The beta function, its logarithm and their derivatives where gamma(a), gamma(a + b) overflow, cancel or agree to all digits.
// Two ideas: a difference of polygammas is a sum of differences of powers, each without cancellation; and a beta(a, b) =
// gamma(1 + a) gamma(b) / gamma(a + b) stays finite where a is small.
import { log1pLess, sinPi } from "../elementary.js";
import { lost } from "../sum.js";
import { BERNOULLI } from "./bernoulli.js";
import { FAR, gamma, lgamma, stirling } from "./gamma.js";
import { jet, line, product, quotient, type Jet } from "./jet.js";
import { digamma, polygamma } from "./polygamma.js";
import { factorialOf } from "./zeta.js";

const HALF_LOG_2PI = 0.9189385332046728;

/** (x^-n - (x + d)^-n) / per, for x > 0, d >= 0 and per = 1 or d. */
function drop(n: number, x: number, d: number, per: number): number {
  const u = d / x;
  return u < 2 ** -54 ? ((d / per) * n * x ** -n) / x : -(x ** -n * Math.expm1(-n * Math.log1p(u))) / per;
}
/**
 * polygammaGap where x or d is negative: moved to where both are positive by the recurrence, whose terms are differences again; of
 * two poles that a whole number parts the limit.
 */
function gapBelow(n: number, x: number, d: number): number {
  let sum = 0;
  if (d > 0 && d < MOST && Number.isInteger(d)) for (let k = 0; k < d; k++) sum -= (x + k) ** -(n + 1);
  else {
    const steps = Math.max(0, Math.ceil(-x), Math.ceil(-x - d));
    if (!(steps < MOST)) return polygamma(n, x) - polygamma(n, x + d);
    for (let k = 0; k < steps; k++) {
      const [p, q] = [1 / (x + k), 1 / (x + d + k)];
      let powers = 0;
      for (let i = 0; i <= n; i++) powers += p ** i * q ** (n - i);
      sum -= d * p * q * powers;
    }
    const [from, to] = [x + steps, x + d + steps];
    sum +=
      ((n % 2 === 0 ? 1 : -1) / factorialOf(n)) *
      (d < 0 ? -polygammaGap(n, to, -d) : polygammaGap(n, from, d));
  }
  return (n % 2 === 0 ? 1 : -1) * factorialOf(n) * sum;
}
/** As many steps of a recurrence are taken at most. */
const MOST = 1000;
/**
 * (polygamma(n, x) - polygamma(n, x + d)) / per: term by term the recurrence up to FAR, then the asymptotic series (DLMF 5.15.8),
 * whose first term is log(1 + d / w) for digamma.
 */
export function polygammaGap(n: number, x: number, d: number, per = 1): number {
  if (!(x >= 0 && d >= 0)) return gapBelow(n, x, d) / per;
  if (d === 0) return 0;
  let sum = 0;
  let w = x;
  for (let k = 0; w < FAR + n; w = x + ++k) sum += drop(n + 1, w, d, per);
  if (w < Infinity) {
    const u = d / w;
    const first = n > 0 ? drop(n, w, d, per) / n : u < 2 ** -54 ? d / per / w : Math.log1p(u) / per;
    let rest = drop(n + 1, w, d, per) / 2;
    // B_2k (2k + n - 1)! / ((2k)! n!)
    for (let k = 1, c = (n + 1) / 2; k <= 9; k++) {
      rest += BERNOULLI[k - 1] * c * drop(2 * k + n, w, d, per);
      c *= ((2 * k + n) * (2 * k + n + 1)) / ((2 * k + 1) * (2 * k + 2));
    }
    sum += first + rest;
  }
  return (n % 2 === 0 ? -1 : 1) * factorialOf(n) * sum;
}

/** log(gamma(b) b^a / gamma(a + b)) for b >= FAR and a <= b (A. R. DiDonato, A. H. Morris, TOMS 18 (1992), algorithm 708, eq. 13). */
function logRest(a: number, b: number): number {
  const u = a / b,
    // (1 + u) log(1 + u) - u
    bent = u < 0.5 ? (1 + u) * log1pLess(u) + u * u : (1 + u) * Math.log1p(u) - u;
  return 0.5 * Math.log1p(u) - b * bent + (stirling(b) - stirling(a + b));
}
const logRatio = (a: number, b: number): number => logRest(a, b) - a * Math.log(b);
/** gamma(b) / gamma(a + b) for a <= b. */
function ratio(a: number, b: number): number {
  if (b >= FAR) return b ** -a * Math.exp(logRest(a, b));
  const c = a + b;
  if (b <= 1) return (c / b) * (gamma(1 + b) / gamma(1 + c));
  // What a + b is rounded by: gamma(c + l) = gamma(c) (1 + l digamma(c)).
  const l = a - (c - b);
  return (gamma(b) / gamma(c)) * (1 - l * digamma(c));
}
/** log beta(a, b) for FAR <= a <= b: the powers together, so that nothing of the size of a log a cancels. */
const farLog = (a: number, b: number): number =>
  -a * Math.log1p(b / a) -
  b * Math.log1p(a / b) +
  (0.5 * (Math.log1p(b / a) - Math.log(b)) + HALF_LOG_2PI + (stirling(a) + stirling(b) - stirling(a + b)));
/** beta(a, b) for a <= b. */
const ordered = (a: number, b: number): number =>
  a >= FAR ? Math.exp(farLog(a, b)) : gamma(a) * ratio(a, b);

/**
 * beta(a, b) for a <= b, a < 0, by the reflection gamma(x) gamma(1 - x) = π / sin(π x) (DLMF 5.5.3) from beta of positive arguments.
 * NaN at poles; where a pole of gamma(a) stands above one of gamma(a + b) it is the limit in a.
 */
function reflected(a: number, b: number): number {
  const c = a + b,
    e = lost(a, b, c),
    d = 1 - c,
    // 1 - a - b is d + f.
    f = lost(1, -c, d) - e;
  if (Number.isInteger(a) && Number.isInteger(b) && b > 0 && c <= 0)
    return (b % 2 === 0 ? 1 : -1) * beta(b, d);
  if (Number.isInteger(a) || (b < 0 && Number.isInteger(b))) return NaN;
  if (b === 0) return Infinity;
  const sine = sinPi(d) + Math.PI * sinPi(d, 1) * f;
  if (b < 0) return ((Math.PI / sinPi(a)) * (sine / sinPi(b))) / beta(1 - a, 1 - b) / d;
  return c < 1 ? (sine / sinPi(a)) * beta(b, d + f) : Math.PI / sinPi(a) / b / beta(1 - a, c);
}
/** beta(a, b): infinite where one is 0. */
export function beta(a: number, b: number): number {
  if (a < 0 || b < 0) return a <= b ? reflected(a, b) : reflected(b, a);
  if (!(a >= 0 && b >= 0)) return NaN;
  if (a === Infinity || b === Infinity) return a === 0 || b === 0 ? NaN : 0;
  return a === 0 || b === 0 ? Infinity : a <= b ? ordered(a, b) : ordered(b, a);
}
/** a beta(a, b), finite where a is small. */
export function timesBeta(a: number, b: number): number {
  if (a <= 1 && a <= b) return gamma(1 + a) * ratio(a, b);
  return b <= 1 && b < a ? gamma(1 + b) * ratio(b, a) * (a / b) : a * beta(a, b);
}
/** log |beta(a, b)|. */
export function lbeta(a: number, b: number): number {
  if (a < 0 || b < 0) return lbetaBelow(a, b);
  if (!(a >= 0 && b >= 0)) return NaN;
  if (a > b) return lbeta(b, a);
  if (b === Infinity) return a === 0 ? NaN : -Infinity;
  if (a === 0) return Infinity;
  if (a >= FAR) return farLog(a, b);
  if (b >= FAR) return (a <= 1 ? lgamma(1 + a) - Math.log(a) : lgamma(a)) + logRatio(a, b);
  const value = ordered(a, b);
  return value < 2 ** 1000 ? Math.log(value) : Math.log(timesBeta(a, b)) - Math.log(a);
}

/** log |beta| where an argument is negative: of its value, or where that is too large or small of gamma. */
function lbetaBelow(a: number, b: number): number {
  const v = Math.abs(beta(a, b));
  return v > 0 && (v < 1e-300 || v > 1e300) && v < Infinity
    ? lgamma(a) + lgamma(b) - lgamma(a + b)
    : Math.log(v);
}

/** The derivative of order j >= 1 in b, made of a beta(a, b) and differences divided by a. */
function alongOne(j: number, a: number, b: number): number {
  const gaps = Array.from({ length: j }, (_, m) => polygammaGap(m, b, a));
  const parts = [timesBeta(a, b)];
  for (let m = 1; m <= j; m++) {
    let sum = parts[0] * polygammaGap(m - 1, b, a, a);
    for (let l = 1, choose = m - 1; l < m; choose *= (m - 1 - l) / ++l)
      sum += choose * gaps[m - 1 - l] * parts[l];
    parts.push(sum);
  }
  return parts[j];
}
/**
 * The mixed second derivative. For b >= 1 it is a beta(a, b) (T + h g) with positive g = digamma(a + b) - digamma(1 + a),
 * h = (digamma(a + b) - digamma(b)) / a and T = (h - trigamma(a + b)) / a; below, beta(a, b) = beta(a + 1, b) + beta(a, b + 1).
 */
function mixed(a: number, b: number): number {
  if (a > b) return mixed(b, a);
  if (b < 1) return mixed(a, b + 1) + mixed(b, a + 1);
  return timesBeta(a, b) * (second(a, b) + polygammaGap(0, b, a, a) * polygammaGap(0, 1 + a, b - 1));
}
/** Σ 1 / ((b + k) (a + b + k)²), k >= 0, by the Euler-Maclaurin formula from FAR on. */
function second(a: number, b: number): number {
  const term = (t: number): number => 1 / t / (t + a) / (t + a);
  let sum = 0;
  let w = b;
  for (let k = 0; w < FAR; w = b + ++k) sum += term(w);
  // ∫ = (log(1 + u) - v) / a², u = a / w, v = u / (1 + u); log(1 + u) = -log(1 - v)
  const u = a / w;
  const v = a / (w + a);
  let integral = (Math.log1p(u) - v) / a / a;
  if (v < 0.4) {
    integral = 0;
    for (let n = 60; n >= 2; n--) integral = integral * v + 1 / n;
    integral /= (w + a) ** 2;
  }
  // The derivatives of the term: (-1)^n n! Σ (i + 1) t^-(1+n-i) (t + a)^-(2+i)
  let rest = term(w) / 2;
  for (let k = 1; k <= 9; k++) {
    const n = 2 * k - 1;
    let d = 0;
    for (let i = n; i >= 0; i--) d = d * (w / (w + a)) + (i + 1);
    rest += (BERNOULLI[k - 1] / (2 * k)) * d * term(w) * w ** -n;
  }
  return sum + integral + rest;
}

/** Is a + b nearer to a whole number from 0 down, where beta is 0, than a and b to one? There Leibniz' rule would cancel. */
function nearZero(a: number, b: number): boolean {
  const apart = (v: number): number => Math.abs(v - Math.round(v));
  return Math.min(a, b) > -MOST && Math.round(a + b) <= 0 && apart(a + b) < Math.min(apart(a), apart(b));
}
/** From positive arguments by beta(a, b) = beta(a + 1, b) (a + b) / a, and the same in b. */
function stepped(i: number, j: number, a: number, b: number): number {
  const c = a + b,
    e = lost(a, b, c),
    [k, l] = [Math.max(0, Math.ceil(-a)), Math.max(0, Math.ceil(-b))];
  const whole = (n: number): number => c + n + e;
  let p = jet(i, j, (m, n) => betaPart(m, n, a + k, b + l) / factorialOf(m) / factorialOf(n));
  const times = (up: Jet, down: Jet): void => {
    p = quotient(product(p, up, j + 1), down, j + 1);
  };
  for (let r = 0; r < k; r++) times(line(whole(r + l), 1, 1, i, j), line(a + r, 1, 0, i, j));
  for (let r = 0; r < l; r++) times(line(whole(r), 1, 1, i, j), line(b + r, 0, 1, i, j));
  return p[i * (j + 1) + j] * factorialOf(i) * factorialOf(j);
}

/** The derivative of beta(a, b) of order i in a and j in b. */
export function betaPart(i: number, j: number, a: number, b: number): number {
  if (i === 0 && j === 0) return beta(a, b);
  if (a >= 0 && b >= 0) {
    if (i === 0) return alongOne(j, a, b);
    if (j === 0) return alongOne(i, b, a);
    if (i === 1 && j === 1) return mixed(a, b);
  } else if (nearZero(a, b)) return stepped(i, j, a, b);
  else if (i === 0) return betaPart(j, 0, b, a);
  if (i === 1 && j === 1 && Math.min(a, b) > -1 && Math.max(a, b) >= 1) return mixed(a, b);
  // Leibniz' rule for beta_a = beta (log beta)_a.
  let sum = 0;
  for (let k = 0, ck = 1; k < i; ck *= (i - 1 - k) / ++k)
    for (let l = 0, cl = 1; l <= j; cl *= (j - l) / ++l) {
      const [p, q] = [i - k, j - l];
      const slope = q === 0 ? polygammaGap(p - 1, a, b) : -polygamma(p + q - 1, a + b);
      sum += ck * cl * slope * betaPart(k, l, a, b);
    }
  return sum;
}
