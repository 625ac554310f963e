// Bessel functions of the second kind. Y by Neumann's series of J, all from one downward recurrence, K by the trapezoidal rule, whose
// terms are positive and which converges geometrically (NIST Digital Library of Mathematical Functions, 10.8, 10.23.15, 10.32.9).
import { FAR, hankelPair } from "./bessel.js";

const EULER = 0.5772156649015329;

/** Y of orders 0 and 1 for 0 < x < 1 (DLMF 10.8.1): Σ (-x²/4)^k / (k! (k + n)!) times sums of 1 / k. */
function near(x: number): [number, number] {
  const t = -(x * x) / 4;
  const l = Math.log(x / 2) + EULER;
  let [y0, y1] = [l, l - 0.5];
  for (let k = 1, a = 1, h = 0; k < 20; k++) {
    a *= t / (k * k);
    h += 1 / k;
    y0 += a * (l - h);
    y1 += (a / (k + 1)) * (l - h - 0.5 / (k + 1));
  }
  return [(2 / Math.PI) * y0, (x * y1 - 2 / x) / Math.PI];
}
/** The same for 1 <= x < FAR, with J(k) from far above by J(k-1) = 2k/x J(k) - J(k+1), scaled by 1 = J(0) + 2 J(2) + ... */
function middle(x: number): [number, number] {
  const J: number[] = [];
  let [above, now, sum] = [0, 1e-100, 0];
  for (let k = 2 * Math.ceil((x + 40) / 2); k >= 0; k--) {
    J[k] = now;
    if (k % 2 === 0) sum += (k > 0 ? 2 : 1) * now;
    [above, now] = [now, ((2 * k) / x) * now - above];
  }
  const l = Math.log(x / 2) + EULER;
  let [y0, y1] = [l * J[0], (l - 1) * J[1] - J[0] / x];
  for (let k = 1; 2 * k + 1 < J.length; k++) {
    const sign = k % 2 === 0 ? -1 : 1;
    y0 += ((sign * 2) / k) * J[2 * k];
    y1 += ((sign * (2 * k + 1)) / (k * (k + 1))) * J[2 * k + 1];
  }
  return [((2 / Math.PI) * y0) / sum, ((2 / Math.PI) * y1) / sum];
}
/** Y of the orders 0 to n. */
function besselYs(x: number, n: number): number[] {
  const y: number[] = x < 1 ? near(x) : x < FAR ? middle(x) : [hankelPair(x, 0)[1], hankelPair(x, 1)[1]];
  for (let k = 1; k < n; k++) y.push(((2 * k) / x) * y[k] - y[k - 1]);
  return y;
}
/** The m-th derivative of Y of order n, 2^-m Σ (-1)^k (m over k) Y(n - m + 2k) (DLMF 10.6.7); NaN below 0. */
export function besselY(x: number, n: number, m: number): number {
  if (!(x >= 0)) return NaN;
  if (x === Infinity) return 0;
  const limit = m % 2 === 0 ? -Infinity : Infinity;
  if (x === 0) return limit;
  const y = besselYs(x, n + m);
  // Where the largest overflows so does the sum, whatever the others are.
  if (!Number.isFinite(y[n + m])) return limit;
  let sum = 0;
  for (let k = 0, c = 1; k <= m; c = (-c * (m - k)) / (k + 1), k++) {
    const order = n - m + 2 * k;
    sum += c * (order < 0 && order % 2 !== 0 ? -1 : 1) * y[Math.abs(order)];
  }
  return sum * 2 ** -m;
}

/**
 * The m-th derivative of e^x K(x) of order 0 or 1: ∫ (-c)^m e^(-x c) cosh nt dt from 0 on with c = cosh t - 1. The rule
 * errs by e^(-π² / h) times a power of the order, since e^(-x cosh t) falls in the strip of width π/2 about the axis, and for
 * large x, where the peak is a Gaussian of width 1 / √x, by e^(-2π² / (x h²)).
 */
export function besselKe(x: number, n: 0 | 1, m: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return m % 2 === 0 ? Infinity : -Infinity;
  if (x === Infinity) return m % 2 === 0 ? 0 : -0;
  const h = Math.min(0.15, 0.5 / Math.sqrt(x));
  let sum = m === 0 ? 0.5 : 0;
  for (let k = 1, most = 0; ; k++) {
    const c = 2 * Math.sinh((k * h) / 2) ** 2;
    const power = Math.exp(-x * c);
    const term = power === 0 ? 0 : power * c ** m * (n === 0 ? 1 : 1 + c);
    sum += term;
    most = Math.max(most, term);
    // Where the powers of c underflow, so do all terms.
    if (x * c > m + n && term <= 2 ** -60 * most) break;
  }
  return (m % 2 === 0 ? h : -h) * sum;
}
/** K of order n, by K(n+1) = 2n/x K(n) + K(n-1) from the scaled orders 0 and 1. */
export function besselK(x: number, n: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return Infinity;
  let [before, now] = [besselKe(x, 0, 0), besselKe(x, 1, 0)];
  if (n === 0) now = before;
  for (let k = 1; k < n; k++) [before, now] = [now, ((2 * k) / x) * now + before];
  // e^-x is below the normal numbers before the result is.
  const half = Math.exp(-x / 2);
  return now * half * half;
}

/** Spherical Bessel function of the first kind of order n: the series, then up from sin x / x, or down from far above. */
export function sphericalJ(x: number, n: number): number {
  const a = Math.abs(x);
  const y = a === Infinity ? 0 : a * a < 2 * n + 3 ? series(a, n) : a >= n ? up(a, n) : down(a, n);
  return x < 0 && n % 2 !== 0 ? -y : y;
}
function series(x: number, n: number): number {
  let [sum, lead] = [1, 1];
  for (let k = 1, term = 1; Math.abs(term) > 1e-18; k++) {
    term *= -(x * x) / (2 * k * (2 * (n + k) + 1));
    sum += term;
  }
  for (let k = 1; k <= n; k++) lead *= x / (2 * k + 1);
  return lead * sum;
}
function up(x: number, n: number): number {
  let [before, now] = [Math.cos(x) / x, Math.sin(x) / x];
  for (let k = 0; k < n; k++) [before, now] = [now, ((2 * k + 1) / x) * now - before];
  return now;
}
function down(x: number, n: number): number {
  let [above, now, wanted] = [0, 1e-200, 0];
  for (let k = n + 40; k > 0; k--) {
    if (k === n) wanted = now;
    [above, now] = [now, ((2 * k + 1) / x) * now - above];
  }
  // Of orders 0 and 1 the larger one tells the scale.
  const [j0, j1] = [up(x, 0), up(x, 1)];
  return wanted * (Math.abs(j0) > Math.abs(j1) ? j0 / now : j1 / above);
}
