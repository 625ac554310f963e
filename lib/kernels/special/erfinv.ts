// Inverses of the error function and of the normal distribution: M. J. Wichura, Algorithm AS 241 (Applied Statistics 37,
// 1988), PPND16, rational approximations to 1 part in 10^16; and their slopes, which in the tails grow as 1 / p.
import { horner } from "./erf.js";
import { erfcx } from "./mills.js";

// For |p - 1/2| to 0.425, in 0.180625 - (p - 1/2)².
// prettier-ignore
const A = [3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987, 67265.7709270087, 33430.57558358813, 2509.0809287301227];
// prettier-ignore
const B = [1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271, 28729.085735721943, 5226.495278852854];
// With r = √(-log p): for r to 5, in r - 1.6; beyond, in r - 5.
// prettier-ignore
const C = [1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684, 0.2417807251774506, 0.022723844989269184, 0.0007745450142783414];
// prettier-ignore
const D = [1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008, 0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-09];
// prettier-ignore
const E = [6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487, 0.026532189526576124, 0.0012426609473880784, 2.7115555687434876e-05, 2.0103343992922881e-07];
// prettier-ignore
const F = [1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133, 1.8463183175100548e-05, 1.421511758316446e-07, 2.0442631033899397e-15];

/** ndtri(1/2 + q) / q */
const middle = (q: number): number => horner(A, 0.180625 - q * q) / horner(B, 0.180625 - q * q);
/** -ndtri(p) for p below 0.075; Infinity at 0. */
function tail(p: number): number {
  const r = Math.sqrt(-Math.log(p));
  if (r === Infinity) return r;
  return r <= 5 ? horner(C, r - 1.6) / horner(D, r - 1.6) : horner(E, r - 5) / horner(F, r - 5);
}

/** The z of which ndtr(z) is p. */
export function ndtri(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) return q * middle(q);
  return q < 0 ? -tail(p) : tail(1 - p);
}
/** The y of which erf(y) is x. */
export function erfinv(x: number): number {
  const a = Math.abs(x);
  // Not q = x / 2, which may be 0 where x is not.
  if (a <= 0.85) return x * (middle(x / 2) * (Math.SQRT1_2 / 2));
  return Math.sign(x) * tail((1 - a) / 2) * Math.SQRT1_2;
}

/** e^(y²) for y = erfinv(1 - q), from q itself where y is large: erfcx(y) / q. */
const steepness = (y: number, q: number): number =>
  q > 0.5 ? Math.exp(y * y) : q === 0 ? Infinity : erfcx(y, 0) / q;
/** The derivative of erfinv, √π/2 e^(y²). */
export const erfinvSlope = (x: number): number =>
  (Math.sqrt(Math.PI) / 2) * steepness(Math.abs(erfinv(x)), 1 - Math.abs(x));
/** The derivative of ndtri, √(2π) e^(z²/2). */
export function ndtriSlope(p: number): number {
  const y = Math.abs(ndtri(p)) * Math.SQRT1_2,
    q = Math.min(p, 1 - p);
  return q > 0.25 ? Math.sqrt(2 * Math.PI) * Math.exp(y * y) : Math.sqrt(Math.PI / 2) * steepness(y, q);
}

/** log(x / (1 - x)). Next to 1/2 the difference of x and 1 - x is exact, and so is the logarithm of 1 and a small number. */
export function logit(x: number): number {
  if (x < 0.25 || x > 0.75) return Math.log(x / (1 - x));
  return x < 0.5 ? -Math.log1p((1 - 2 * x) / x) : Math.log1p((2 * x - 1) / (1 - x));
}
/** 1 / (x (1 - x)) inside (0, 1), Infinity at both ends. */
export const logitSlope = (x: number): number => (x < 0 || x > 1 ? NaN : 1 / (Math.abs(x) * (1 - x)));
