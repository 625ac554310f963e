// The derivatives of log gamma. digamma is the Taylor series at 2, the asymptotic series or the reflection; those above it are
// Hurwitz zeta functions.
import { sinPi } from "../elementary.js";
import { BERNOULLI } from "./bernoulli.js";
import { digammaAtTwo, FAR, gamma, lgamma } from "./gamma.js";
import { factorialOf, hurwitz } from "./zeta.js";

/** The derivative of log gamma: NaN at negative integers, infinite with the other sign at ±0. */
export function digamma(x: number): number {
  if (Math.abs(x) < 0.5) return digammaAtTwo(x) - 1 / (1 + x) - 1 / x;
  if (x >= 0.5) {
    if (x >= FAR) return farDigamma(x);
    if (x < 1.5) return digammaAtTwo(x - 1) - 1 / x;
    const n = Math.round(x) - 2;
    let sum = 0;
    for (let k = 1; k <= n; k++) sum += 1 / (x - k);
    return sum + digammaAtTwo(x - (n + 2));
  }
  if (!(x > -Infinity) || Math.floor(x) === x) return NaN;
  // digamma(x) = digamma(-x) - 1 / x - π cot(π x)
  return digamma(-x) - 1 / x - (Math.PI * sinPi(x, 1)) / sinPi(x);
}
/** log x - 1 / (2x) - Σ B_2k / (2k x^2k) (DLMF 5.11.2). */
function farDigamma(x: number): number {
  const r = 1 / x;
  const rr = r * r;
  let sum = 0;
  for (let k = 8; k >= 1; k--) sum = sum * rr + BERNOULLI[k - 1] / (2 * k);
  return Math.log(x) - (r / 2 + sum * rr);
}

/**
 * The n-th derivative of digamma. At a pole it is infinite where both sides agree, at ±0 as on that side, else NaN.
 */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  const odd = n % 2 === 1;
  if (x === 0) return odd ? Infinity : -1 / x;
  if (x < 0 && Math.floor(x) === x) return odd && x > -Infinity ? Infinity : NaN;
  if (x < -3 && n < 20) {
    // polygamma(n, x) = (-1)^n polygamma(n, 1 - x) - π d^n cot(π x) / dx^n (DLMF 5.15.6)
    const reflected = polygamma(n, 1 - x);
    return (odd ? -reflected : reflected) - cotangent(n, x);
  }
  const series = hurwitz(n + 1, x);
  const size = n <= 170 ? factorialOf(n) * series : Math.sign(series) * Math.exp(lgamma(n + 1) + Math.log(Math.abs(series))); // prettier-ignore
  return odd ? size : -size;
}
/** π d^n cot(π x) / dx^n. As polynomials in c = cot(π x), by c' = -π (1 + c²), all coefficients have one sign: nothing cancels. */
function cotangent(n: number, x: number): number {
  const c = sinPi(x, 1) / sinPi(x);
  let p = [0, 1];
  for (let k = 0; k < n; k++)
    p = [...p, 0].map((_, i) => -((i + 1) * (p[i + 1] ?? 0) + (i > 0 ? (i - 1) * (p[i - 1] ?? 0) : 0)));
  let sum = 0;
  for (let i = p.length - 1; i >= 0; i--) sum = sum * c + p[i];
  return Math.PI ** (n + 1) * sum;
}

/** The Hurwitz zeta function, with the reflection of polygamma where q is negative and s whole. */
export const zeta = (s: number, q: number, j: number): number =>
  q < -3 && j === 0 && s <= 20 && Math.floor(s) === s && s > 1 && Math.floor(q) !== q
    ? ((s % 2 === 0 ? 1 : -1) * polygamma(s - 1, q)) / factorialOf(s - 1)
    : hurwitz(s, q, j);

/**
 * The n-th derivative of gamma: gamma times the complete Bell polynomial of the derivatives of log gamma, by the recurrence
 * B(n) = Σ C(n - 1, k) polygamma(k) B(n - 1 - k). At poles like polygamma.
 */
export function gammaPart(x: number, n: number): number {
  if (n === 0) return gamma(x);
  if (x === Infinity) return Infinity;
  if (x < 0 && Math.floor(x) === x)
    return n % 2 === 0 || x === -Infinity ? NaN : x % 2 === 0 ? -Infinity : Infinity;
  const psi = Array.from({ length: n }, (_, k) => polygamma(k, x));
  const bell = [1];
  for (let m = 1; m <= n; m++) {
    let sum = 0;
    for (let k = 0, choose = 1; k < m; choose *= (m - 1 - k) / ++k) sum += choose * psi[k] * bell[m - 1 - k];
    bell.push(sum);
  }
  return gamma(x) * bell[n];
}
