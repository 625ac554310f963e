// The Airy function Ai and its derivative, of which all others are made (y'' = x y). No tables: for positive x the integral along a
// path of steepest descent, by the trapezoidal rule; for negative x steps of Taylor's series from 0, and the asymptotic series far
// out (NIST Digital Library of Mathematical Functions, 9.2.3, 9.5.4, 9.7.9).
const AI = 0.3550280538878172;
const SLOPE = -0.2588194037928068;
/** From here on the asymptotic series reach all digits. */
const FAR = -10;

/** Ai (0) or Ai' (1) at x. */
export function airy(x: number, prime: 0 | 1): number {
  if (x !== x) return x;
  if (x >= 0) return descent(x, prime);
  if (x === -Infinity) return prime === 0 ? 0 : NaN;
  return (x < FAR ? waves(x) : steps(x))[prime];
}
/**
 * 1/π Re ∫ e^(i (t³/3 + x t)) dt from 0 on, along t + i c with c = √x or 1: there the integrand is e^(c³/3 - c x - c t²) times the
 * cosine of t³/3 + (x - c²) t; a derivative multiplies it by i t - c.
 */
function descent(x: number, prime: 0 | 1): number {
  const root = Math.sqrt(x);
  const c = Math.max(root, 1);
  const outside = x <= 1 ? 1 / 3 - x : -(2 / 3) * x * root;
  // The rule errs by e^(-2π c / h), since the integrand grows along lines farther than c away, and by e^(-π² / (c h²)).
  const h = Math.min(0.14 * c, 0.45 / Math.sqrt(c));
  let sum = prime === 0 ? 0.5 : -0.5 * c;
  for (let t = h; c * t * t < 45; t += h) {
    const angle = (t * t * t) / 3 + (x <= 1 ? x - 1 : 0) * t;
    const size = Math.exp(-c * t * t);
    sum += size * (prime === 0 ? Math.cos(angle) : -c * Math.cos(angle) - t * Math.sin(angle));
  }
  // The power is halved: it would be below the normal numbers before the result is.
  const half = Math.exp(outside / 2);
  return half === 0 ? (prime === 0 ? 0 : -0) : sum * (h / Math.PI) * half * half;
}
/** y and y' at x + h from those at x: a(k+2) = (x a(k) + a(k-1)) / ((k+1)(k+2)). */
function step(x: number, h: number, y: number, dy: number): [number, number] {
  let [before, now, next, value, slope] = [0, y, dy, y, 0];
  for (let k = 0, power = 1; k < 30; k++) {
    slope += (k + 1) * next * power;
    power *= h;
    value += next * power;
    [before, now, next] = [now, next, (x * now + before) / ((k + 1) * (k + 2))];
  }
  return [value, slope];
}
function steps(x: number): [number, number] {
  let [y, dy] = [AI, SLOPE];
  const n = Math.ceil(-x * 2);
  for (let k = 0; k < n; k++) [y, dy] = step((x * k) / n, x / n, y, dy);
  return [y, dy];
}
/** With ζ = 2/3 |x|^(3/2): cosine and sine of ζ - π/4 times series in 1/ζ². */
function waves(x: number): [number, number] {
  const z = -x;
  const zeta = (2 / 3) * z * Math.sqrt(z);
  const even = { u: 0, v: 0 };
  const odd = { u: 0, v: 0 };
  for (let k = 0, u = 1; k < 60; k++) {
    const v = k === 0 ? 1 : (-(6 * k + 1) / (6 * k - 1)) * u;
    const sign = k % 4 < 2 ? 1 : -1;
    const half = k % 2 === 0 ? even : odd;
    half.u += sign * u;
    half.v += sign * v;
    const next = (u * (6 * k + 5) * (6 * k + 3) * (6 * k + 1)) / (216 * (k + 1) * (2 * k + 1) * zeta);
    if (next < 1e-18 || next > u) break;
    u = next;
  }
  const [c, s] = [Math.cos(zeta), Math.sin(zeta)];
  // √2 times cosine and sine of ζ - π/4.
  const [re, im] = [c + s, s - c];
  const scale = Math.sqrt(2 * Math.PI) * Math.sqrt(Math.sqrt(z));
  return [
    (re * even.u + im * odd.u) / scale,
    ((im * even.v - re * odd.v) * Math.sqrt(z)) / Math.sqrt(2 * Math.PI) / Math.sqrt(Math.sqrt(z)),
  ];
}
