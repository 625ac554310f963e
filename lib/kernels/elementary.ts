// Functions of one or two numbers that Math does not have, written so that no digit is lost: from the argument where a
// result would cancel, scaled where a square would overflow.
import { alloc } from "../array/alloc.js";
import type { Dense } from "../array/shape.js";
import { lost } from "./sum.js";

// Loops of their own, because the arithmetic is cheaper than a call.
// prettier-ignore
export function absolute({ data: a }: Dense): Float64Array { const o = alloc(a.length); for (let i = 0; i < o.length; i++) o[i] = Math.abs(a[i]); return o; }
// prettier-ignore
export function roots({ data: a }: Dense): Float64Array { const o = alloc(a.length); for (let i = 0; i < o.length; i++) o[i] = Math.sqrt(a[i]); return o; }
// prettier-ignore
export function squares({ data: a }: Dense): Float64Array { const o = alloc(a.length); for (let i = 0; i < o.length; i++) o[i] = a[i] * a[i]; return o; }
// prettier-ignore
export function reciprocals({ data: a }: Dense): Float64Array { const o = alloc(a.length); for (let i = 0; i < o.length; i++) o[i] = 1 / a[i]; return o; }
// prettier-ignore
export function steps({ data: a }: Dense): Float64Array { const o = alloc(a.length); for (let i = 0; i < o.length; i++) o[i] = a[i] > 0 ? 1 : a[i] <= 0 ? 0 : NaN; return o; }
/** NaN stays NaN. */
// prettier-ignore
export function positivePart({ data: a }: Dense): Float64Array { const o = alloc(a.length); for (let i = 0; i < o.length; i++) o[i] = a[i] <= 0 ? 0 : a[i]; return o; }

/**
 * A slope that vanishes at infinity, of a value that grows without bound: NaN there. The value has overflowed, what it was
 * multiplied with may have too, and 0 would win against it (docs/conventions.md, Zero).
 */
const vanishing =
  (f: (x: number) => number) =>
  (x: number): number =>
    Math.abs(x) < Infinity ? f(x) : NaN;
/** 1 / x from 0 on, as the slope of a logarithm or a root: NaN beyond their domain, and where it vanishes. */
export const logSlope = (x: number): number => (x >= 0 && x < Infinity ? 1 / x : NaN);
// prettier-ignore
export function logSlopes({ data: a }: Dense): Float64Array { const o = alloc(a.length); for (let i = 0; i < o.length; i++) { const v = a[i]; o[i] = v >= 0 && v < Infinity ? 1 / v : NaN; } return o; }
/** x^(-1/3), as the slope of the cube root. */
export const rcbrt = /*#__PURE__*/ vanishing((x) => 1 / Math.cbrt(x));
/** 1 / cosh x, also where cosh overflows. */
export const sech = (x: number): number => (Math.abs(x) > 22 ? 2 * Math.exp(-Math.abs(x)) : 1 / Math.cosh(x));

/** 1 / (1 + e^-x). */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/** The derivative of the sigmoid, 1 / (2 + e^x + e^-x). */
export function sigmoidSlope(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return e / (1 + e) ** 2;
}

/** log(1 + e^x). */
export const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** √(1 + x²). */
const hypot1 = (x: number): number => (Math.abs(x) < 1e150 ? Math.sqrt(1 + x * x) : Math.abs(x));
/** cos(atan x) = 1 / √(1 + x²). */
export const cosAtan = (x: number): number => 1 / hypot1(x);
/** The same as the slope of asinh. */
export const asinhSlope = /*#__PURE__*/ vanishing(cosAtan);
/** sin(atan x) = x / √(1 + x²). */
export const sinAtan = (x: number): number => (Math.abs(x) < 1e150 ? x / hypot1(x) : Math.sign(x));

/** 1 / cos(asin x) = 1 / √(1 - x²). From x = 1/2 on 1 - x is exact, below it x² is small. */
export const secAsin = (x: number): number =>
  1 / Math.sqrt(Math.abs(x) < 0.5 ? 1 - x * x : (1 - x) * (1 + x));

/** √(x² - 1) without x². */
const leg = (x: number): number => Math.sqrt(x - 1) * Math.sqrt(x + 1);
/** 1 / sinh(acosh x) = 1 / √(x² - 1), the slope of acosh. */
export const cschAcosh = /*#__PURE__*/ vanishing((x) => 1 / leg(x));
/** coth(acosh x) = x / √(x² - 1). */
export const cothAcosh = (x: number): number => (x > 1e16 ? 1 : x / leg(x));

/** sin(π x + n π / 2): the argument is reduced exactly before it meets π. */
export function sinPi(x: number, n = 0): number {
  // x = quarters / 2 + rest, with |rest| <= 1/4.
  const t = x % 2;
  const quarters = Math.round(2 * t);
  const rest = Math.PI * (t - quarters / 2);
  switch ((((quarters + n) % 4) + 4) % 4) {
    case 0:
      return Math.sin(rest);
    case 1:
      return Math.cos(rest);
    case 2:
      return -Math.sin(rest);
    default:
      return -Math.cos(rest);
  }
}

/**
 * The n-th derivative of sin(π x) / (π x). From z = π x of the size of n on by x s(n) + n s(n-1) = π^(n-1) sin(π x + n π / 2),
 * which does not cancel there; below by the power series of ∫ tⁿ cos(z t + n π / 2) dt from 0 to 1.
 */
export function sinc(x: number, n: number): number {
  if (!Number.isFinite(x)) return x !== x ? NaN : 0;
  const z = Math.PI * x;
  if (Math.abs(z) < Math.max(1.5, n)) return Math.PI ** n * sincSeries(z, n);
  let s = sinPi(x) / z;
  for (let k = 1, power = 1; k <= n; k++, power *= Math.PI) s = (power * sinPi(x, k) - k * s) / x;
  return s;
}
/** Σ over j with n + j even of (-1)^((n+j)/2) z^j / (j! (n + j + 1)). */
function sincSeries(z: number, n: number): number {
  let j = n % 2;
  let term = (((n + j) / 2) % 2 === 0 ? 1 : -1) * (j === 1 ? z : 1);
  let sum = term / (n + j + 1);
  for (let last = NaN; sum !== last;) {
    last = sum;
    term *= (-z * z) / ((j + 1) * (j + 2));
    j += 2;
    sum += term / (n + j + 1);
  }
  return sum;
}

/** What the derivatives of √(x² + y²) are made of: c^i s^j / r^m with c = x / r, s = y / r. 0 at (0, 0). */
export function polar(x: number, y: number, i: number, j: number, m: number): number {
  const size = Math.max(Math.abs(x), Math.abs(y));
  if (size === 0) return 0;
  const far = (v: number): number => (Math.abs(v) === Infinity ? Math.sign(v) : 0);
  // Beside Infinity even NaN is near, as in the value.
  if (far(x) !== 0 || far(y) !== 0) {
    if (x === y || x === -y) return NaN;
    return m > 0 ? 0 : far(x) ** i * far(y) ** j;
  }
  const h = Math.sqrt((x / size) ** 2 + (y / size) ** 2);
  const c = x / size / h;
  const s = y / size / h;
  // The smaller factor first, each followed by a division where that makes the product larger again: no step overflows
  // or underflows unless the result does.
  const [small, often, large] = Math.abs(s) < Math.abs(c) ? [s, j, c] : [c, i, s];
  let p = 1;
  let left = m;
  for (let k = 0; k < i + j; k++) {
    p *= k < often ? small : large;
    if (size < 1 && left > 0) {
      p = p / size / h;
      left--;
    }
  }
  for (; left > 0; left--) p = p / size / h;
  return p;
}

/**
 * The real or the imaginary part of (x + i y)^-n, n >= 1: what the derivatives of the angle of a point are made of. 0 at
 * (0, 0), the convention of atan2.
 */
export function inversePower(x: number, y: number, n: number, imaginary: boolean): number {
  const m = Math.max(Math.abs(x), Math.abs(y));
  if (m === 0 || m === Infinity) return 0;
  // Scaled by m where squares would overflow or underflow.
  const scaled = m < 1e-75 || m > 1e75;
  const a = scaled ? x / m : x;
  const b = scaled ? y / m : y;
  const d = a * a + b * b;
  const re = a / d;
  const im = -b / d;
  let p = re;
  let q = im;
  for (let k = 1; k < n; k++)
    [p, q] = k === 1 ? [(re - im) * (re + im), 2 * re * im] : [p * re - q * im, p * im + q * re];
  let result = imaginary ? q : p;
  if (scaled) for (let k = 0; k < n; k++) result /= m;
  return result;
}

/** log(1 + u) - u, for |u| < 1/2, by the series of artanh. */
export function log1pLess(u: number): number {
  const r = u / (2 + u);
  let sum = 0;
  for (let k = 39; k >= 3; k -= 2) sum = sum * r * r + 1 / k;
  return 2 * r * r * r * sum - u * r;
}

/** The rounding error of p q, where no part of it underflows (T. J. Dekker, Numer. Math. 18 (1971), 224-242). */
export function lostOfProduct(p: number, q: number): number {
  const head = (v: number): number => {
    const c = 134217729 * v;
    return c - (c - v);
  };
  const [ph, qh] = [head(p), head(q)];
  const [pl, ql] = [p - ph, q - qh];
  return pl * ql - (p * q - ph * qh - pl * qh - ph * ql);
}
/**
 * log √(x² + y²). Near 1 it is log1p(s) / 2 with s = x² + y² - 1 (W. Kahan, "Branch cuts for complex elementary functions", 1987,
 * CLOGS), in twice the digits, because all of x² + y² may cancel.
 */
export function logModulus(x: number, y: number): number {
  const a = Math.max(Math.abs(x), Math.abs(y));
  const b = Math.min(Math.abs(x), Math.abs(y));
  const [p, q] = [a * a, b * b];
  if (!(p + q > 0.5 && p + q < 2)) {
    // Scaled where the root would overflow, or lose digits below the normal numbers.
    const shift = a > 2 ** 1000 ? 600 : a < 2 ** -900 && a > 0 ? -600 : 0;
    return Math.log(Math.hypot(a * 2 ** -shift, b * 2 ** -shift)) + shift * Math.LN2;
  }
  const one = p - 1,
    s = one + q,
    [u, v] = [lostOfProduct(a, a), lostOfProduct(b, b)],
    w = lost(one, q, s),
    uv = u + v,
    t = w + uv;
  return Math.log1p(s + (t + (lost(u, v, uv) + lost(w, uv, t)))) / 2;
}

/** trunc(x / y) and floor(x / y), without rounding the quotient: x less its remainder is a multiple of y, or next to one. */
export const truncated = (x: number, y: number): number => (y === 0 ? x / y : Math.round((x - (x % y)) / y));
export function floored(x: number, y: number): number {
  const r = x % y;
  return truncated(x, y) - (r !== 0 && r < 0 !== y < 0 ? 1 : 0);
}

/** x^e, without the function where a product will do: it takes ten times as long. */
export const power = (x: number, e: number): number =>
  e === 1 ? x : e === 2 ? x * x : e === 3 ? x * x * x : e === -1 ? 1 / x : x ** e;
