// What is left of the error function's tail when e^(-x²) is divided out: erfcx and the logarithm of the normal distribution,
// with their derivatives. These are differences of nearly equal numbers as soon as x is large, so there they are taken from
// continued fractions, all of whose terms are positive (NIST Digital Library of Mathematical Functions, 7.9.1 and 7.18).
import { erfc, gaussian, ndtr, scaledTail } from "./erf.js";

/** e^(x²) erfc(x). For negative x neither factor cancels. */
function scaled(x: number): number {
  if (x > 1.25) return scaledTail(x);
  if (x < -28) return Infinity;
  const z = Math.fround(x);
  return Math.exp(z * z) * Math.exp((x - z) * (x + z)) * erfc(x);
}
/**
 * The n-th derivative of e^(x²) erfc(x), by y(n+1) = 2x y(n) + 2n y(n-1) with y(1) = 2x y - 2/√π. Above 1, where that
 * cancels, from r(n) = -y(n) / y(n-1) = 2n / (2x + r(n+1)), taken back from far out (W. Gautschi, SIAM Review 9, 1967).
 */
export function erfcx(x: number, n: number): number {
  const y = scaled(x);
  if (n === 0) return y;
  if (x > 1) {
    const from = n + 20 + Math.ceil(180 / (x * x));
    let [r, product] = [(2 * from) / (Math.sqrt(x * x + 2 * from) + x), y];
    const ratios: number[] = [];
    for (let k = from; k > 0; k--) {
      r = (2 * k) / (2 * x + r);
      if (k <= n) ratios.push(-r);
    }
    while (ratios.length > 0) product *= ratios.pop()!;
    return product;
  }
  let [before, now] = [y, 2 * x * y - 2 / Math.sqrt(Math.PI)];
  for (let k = 1; k < n; k++) [before, now] = [now, 2 * x * now + 2 * k * before];
  return now;
}

/** The n-th derivative of the logarithm of the normal distribution Φ. */
export function logNdtr(x: number, n: number): number {
  if (x !== x) return NaN;
  if (n === 0) {
    if (x >= 0) return Math.log1p(-ndtr(-x));
    return x > -1 ? Math.log(ndtr(x)) : Math.log(scaled(-x * Math.SQRT1_2) / 2) - (x / 2) * x;
  }
  // The density over Φ, which here is 1 to all digits.
  if (x > 10) return gaussian(x, n - 1, 0.5) / Math.sqrt(2 * Math.PI);
  if (n === 1) {
    if (x < -1e8) return -x;
    return x > -1
      ? gaussian(x, 0, 0.5) / (Math.sqrt(2 * Math.PI) * ndtr(x))
      : Math.sqrt(2 / Math.PI) / scaled(-x * Math.SQRT1_2);
  }
  return x > -1 ? byRiccati(x, n) : byFraction(-x, n);
}
/** Derivatives of m = φ/Φ from m' = -m (x + m), the product by Leibniz's rule. */
function byRiccati(x: number, n: number): number {
  const m = [logNdtr(x, 1)];
  for (let k = 0; k < n - 1; k++) {
    let next = x * m[k] + (k > 0 ? k * m[k - 1] : 0);
    for (let i = 0, choose = 1; i <= k; choose = (choose * (k - i)) / (i + 1), i++)
      next += choose * m[i] * m[k - i];
    m.push(-next);
  }
  return m[n - 1];
}
/**
 * Far left φ/Φ is z + q with z = -x and q = 1 / (z + 2 / (z + 3 / (z + ...))), a continued fraction of Laplace's, here of power
 * series in z to the order that is wanted: derivatives of q are small, and none is a difference of large ones.
 */
function byFraction(z: number, n: number): number {
  const from = 30 + Math.ceil(360 / (z * z)),
    root = Math.sqrt(1 + (4 * from) / (z * z)),
    m = new Array<number>(n).fill(0),
    over = new Array<number>(n).fill(0);
  m[0] = (z * (1 + root)) / 2;
  m[1] = (1 + 1 / root) / 2;
  for (let k = from; k > 0; k--) {
    // over = k / m, m = z + over; at last 1 / m without z.
    over[0] = k / m[0];
    for (let i = 1; i < n; i++) {
      let sum = 0;
      for (let j = 1; j <= i; j++) sum += m[j] * over[i - j];
      over[i] = -sum / m[0];
    }
    for (let i = 0; i < n; i++) m[i] = over[i];
    if (k > 1) {
      m[0] += z;
      m[1] += 1;
    }
  }
  let q = m[n - 1];
  for (let k = 2; k < n; k++) q *= k;
  return n === 2 ? -(1 + q) : n % 2 === 0 ? -q : q;
}
