// The Hurwitz zeta function and its derivatives in s, by the Euler-Maclaurin formula. A derivative in s is a coefficient of the
// Taylor polynomial in δ of the same formula at s + δ, so every order comes from one loop.
import { BERNOULLI } from "./bernoulli.js";

/** t^-s; by products for the orders that the derivatives of log gamma ask for. */
function inversePower(t: number, s: number): number {
  if (s === 1 || s === 2 || s === 3 || s === 4) {
    const r = 1 / t;
    return s === 1 ? r : s === 2 ? r * r : s === 3 ? r * r * r : r * r * (r * r);
  }
  return t ** -s;
}

/**
 * The j-th derivative in s of Σ (q + k)^-s, k >= 0: NaN for s < 1, infinite at s = 1 and at the poles q = 0, -1, ..., NaN for
 * other negative q unless s is whole. Euler-Maclaurin (DLMF 25.11.5 with 2.10.1) from w = q + N on, where N is large enough
 * that eleven terms of the series end below 1e-18 of it.
 */
export function hurwitz(s: number, q: number, j = 0): number {
  if (!(s > 1)) return s === 1 && j === 0 && q === q ? Infinity : NaN;
  if (q !== q || q === -Infinity || s === Infinity) return s === Infinity && j === 0 && q === 1 ? 1 : NaN;
  if (q === Infinity) return 0;
  if (q <= 0 && Math.floor(q) === q) return j === 0 ? Infinity : NaN;
  if (q < 0 && (j > 0 || Math.floor(s) !== s)) return NaN;
  const far = 10 + s;
  let sum = 0;
  // With s > 20 only what is near the pole counts, of the terms on its left.
  let k = s > 20 && q < -1000 ? Math.floor(-q) - 1000 : 0;
  let t = q + k;
  for (; t < far; t = q + ++k) {
    const term = inversePower(t, s) * (j === 0 ? 1 : (-Math.log(t)) ** j);
    sum += term;
    // Behind 1 the terms fall: none comes after one that is too small for a number.
    if (term === 0 && t >= 2 && s > 20) return sum;
    // What is left is about t / (s - 1) of the last term.
    if (t > 0 && s > 20 && sum !== 0 && Math.abs(term * (1 + t / (s - 1))) < 2 ** -60 * Math.abs(sum))
      return sum;
  }
  return sum + tail(s, t, j);
}

/** The same from w >= 10 + s on: w^(1-s) (1 / (s - 1) + 1 / (2w) + Σ B_2k / (2k)! s (s + 1) ... (s + 2k - 2) / w^2k). */
function tail(s: number, w: number, j: number): number {
  // Without a derivative the polynomials are numbers.
  if (j === 0) {
    let sum = 1 / (s - 1) + 0.5 / w;
    let rising = s / w / w / 2;
    for (let k = 1; k <= 11; k++) {
      sum += BERNOULLI[k - 1] * rising;
      rising *= (((s + 2 * k - 1) / w) * ((s + 2 * k) / w)) / ((2 * k + 1) * (2 * k + 2));
    }
    return inversePower(w, s - 1) * sum;
  }
  // Coefficients of δ^i, i <= j, at s + δ.
  const sum = Array.from({ length: j + 1 }, (_, i) => (-1) ** i / (s - 1) ** (i + 1));
  sum[0] += 0.5 / w;
  let rising = times(sum.map((_, i) => (i === 0 ? 1 / w / w : 0)), s); // prettier-ignore
  for (let k = 1, factorial = 2; k <= 11; k++) {
    for (let i = 0; i <= j; i++) sum[i] += (BERNOULLI[k - 1] / factorial) * rising[i];
    factorial *= (2 * k + 1) * (2 * k + 2);
    rising = times(times(rising, s + 2 * k - 1), s + 2 * k).map((c) => c / w / w);
  }
  const power = inversePower(w, s - 1);
  // times w^-δ = Σ (-log w)^i δ^i / i!, and j!
  const l = -Math.log(w);
  let result = 0;
  for (let i = 0, c = factorialOf(j); i <= j; c *= l / ++i) result += c * sum[j - i];
  return power * result;
}
/** (s + δ) times a polynomial in δ, its degree kept. */
const times = (p: readonly number[], s: number): number[] => p.map((c, i) => s * c + (i > 0 ? p[i - 1] : 0));
export function factorialOf(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}
