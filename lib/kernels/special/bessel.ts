// Bessel functions of whole order. No tables: power series where their terms have one sign, J. C. P. Miller's recurrence, the
// trapezoidal rule for periodic integrands, which converges geometrically, and Hankel's asymptotic series from FAR on, where
// they reach all digits (NIST Digital Library of Mathematical Functions, 10.17, 10.25, 10.32, 10.40, 10.74).
/** From here on Hankel's series reach all digits. */
export const FAR = 25;

/** a(k) = (4n² - 1²)(4n² - 3²) ... (4n² - (2k-1)²) / (k! 8^k) x^-k for k = 0, 1, ... until they no longer count. */
function* hankel(n: number, x: number): Generator<number> {
  for (let k = 1, term = 1; Math.abs(term) > 1e-18; k++) {
    yield term;
    const next = (term * (4 * n * n - (2 * k - 1) ** 2)) / (8 * k * x);
    if (Math.abs(next) > Math.abs(term) && k > n) return;
    term = next;
  }
}
/** (x/2)^n / n! Σ (sign x²/4)^k / (k! (n+1) ... (n+k)). */
function series(x: number, n: number, sign: 1 | -1): number {
  const t = (sign * x * x) / 4;
  let [sum, lead] = [1, 1];
  for (let k = 1, term = 1; Math.abs(term) > 1e-17 * sum; k++) {
    term *= t / (k * (k + n));
    sum += term;
  }
  for (let k = 1; k <= n; k++) lead *= x / (2 * k);
  return lead * sum;
}
/** A function of |x| with the parity of `n`. */
const even = (x: number, n: number, y: number): number => (x < 0 && n % 2 !== 0 ? -y : y);

/** I of order n. */
export function besselI(x: number, n: number): number {
  const a = Math.abs(x);
  if (a <= Math.max(FAR, n * n)) return even(x, n, series(a, n, 1));
  let [sum, sign] = [0, 1];
  for (const term of hankel(n, a)) {
    sum += sign * term;
    sign = -sign;
  }
  // e^a overflows before the result does.
  const half = Math.exp(a / 2);
  if (half === Infinity) return even(x, n, half);
  return x !== x ? x : even(x, n, half * ((sum / Math.sqrt(2 * Math.PI) / Math.sqrt(a)) * half));
}

const POINTS = 28;
/** 1 - cos θ at the points of the trapezoidal rule from 0 to π, as 2 sin²(θ/2). */
const chords = /*#__PURE__*/ Array.from(
  { length: POINTS },
  (_, j) => 2 * Math.sin(((j + 0.5) * Math.PI) / (2 * POINTS)) ** 2,
);
/** 1/π ∫ f(1 - cos θ) dθ from 0 to π. */
function mean(f: (s: number) => number): number {
  let sum = 0;
  for (const s of chords) sum += f(s);
  return sum / POINTS;
}
/**
 * The n-th derivative of e^-|x| I(x) of order 0 or 1. Near 0 it is the mean of (-s)^n e^(-x s), times cos θ = 1 - s for order
 * 1, over s = 1 - cos θ: nothing cancels. At 0, where derivatives jump, it is what lies in the middle.
 */
export function besselIe(x: number, order: 0 | 1, n: number): number {
  const a = Math.abs(x),
    odd = n % 2 !== 0,
    flips = odd === (order === 0);
  if (x === 0 && flips) return x;
  let y = 0;
  if (a < FAR) {
    // The integral of order 1 by parts has sin² θ = s (2 - s), so that it is small where x is.
    if (order === 1 && n === 0) y = a * mean((s) => s * (2 - s) * Math.exp(-a * s));
    else y = mean((s) => (order === 0 ? 1 : 1 - s) * s ** n * Math.exp(-a * s));
  } else {
    let [k, sign] = [0, 1];
    for (const term of hankel(order, a)) {
      let rising = sign * term;
      for (let i = 0; i < n; i++) rising *= k + 0.5 + i;
      y += rising;
      k++;
      sign = -sign;
    }
    y /= Math.sqrt(2 * Math.PI) * Math.sqrt(a);
    for (let i = 0; i < n; i++) y /= a;
  }
  if (odd) y = -y;
  return x !== x ? x : x < 0 && flips ? -y : y;
}

/** J of order n. */
export function besselJ(x: number, n: number): number {
  const a = Math.abs(x);
  if (x !== x) return x;
  if (a === Infinity) return 0;
  return even(x, n, a < 1 ? series(a, n, -1) : a < FAR || n >= a ? backward(a, n) : forward(a, n));
}
/** From far above, where J is 0 to all digits, down by J(k-1) = 2k/x J(k) - J(k+1), scaled by 1 = J(0) + 2 J(2) + 2 J(4) ... */
function backward(x: number, n: number): number {
  let [above, now, sum, wanted] = [0, 1e-100, 0, 0];
  for (let k = 2 * Math.ceil((Math.max(x, n) + 40) / 2); k > 0; k--) {
    if (k === n) wanted = now;
    if (k % 2 === 0) sum += 2 * now;
    [above, now] = [now, ((2 * k) / x) * now - above];
  }
  return (n === 0 ? now : wanted) / (sum + now);
}
/** J and Y of order 0 or 1, from FAR on. */
export function hankelPair(x: number, n: number): [number, number] {
  let [p, q, k] = [0, 0, 0];
  for (const term of hankel(n, x)) {
    const signed = k % 4 < 2 ? term : -term;
    if (k % 2 === 0) p += signed;
    else q += signed;
    k++;
  }
  const [c, s] = [Math.cos(x), Math.sin(x)],
    // √2 times the cosine and the sine of x - π/4, less a right angle for order 1.
    [re, im] = n === 0 ? [c + s, s - c] : [s - c, -c - s];
  return [p * re - q * im, p * im + q * re].map((v) => v / Math.sqrt(Math.PI) / Math.sqrt(x)) as [
    number,
    number,
  ];
}
function forward(x: number, n: number): number {
  if (n < 2) return hankelPair(x, n)[0];
  let [before, now] = [forward(x, 0), forward(x, 1)];
  for (let k = 1; k < n; k++) [before, now] = [now, ((2 * k) / x) * now - before];
  return now;
}
