// The gamma function and its logarithm. Three forms meet: the Taylor series of log gamma at 2, whose coefficients are values of
// the zeta function; Stirling's series far out; the reflection below -1/2. Arguments are moved by whole numbers only where the
// subtraction is exact, so that no rounding of an argument is magnified.
import { sinPi } from "../elementary.js";
import { BERNOULLI } from "./bernoulli.js";

/** zeta(k) - 1 for k = 2, 3, ... (M. Abramowitz, I. A. Stegun, Handbook of Mathematical Functions, table 23.3). */
// prettier-ignore
const ZETA = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914,
  0.008349277381922827, 0.00407735619794434, 0.0020083928260822143, 0.0009945751278180853,
  0.0004941886041194645, 0.0002460865533080483, 0.00012271334757848915, 6.124813505870483e-5,
  3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6,
  9.539620338727962e-7, 4.769329867878064e-7, 2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8,
  2.980350351465228e-8, 1.4901554828365043e-8, 7.45071178983543e-9, 3.725334024788457e-9, 1.862659723513049e-9,
];
const ZETA_OVER = /*#__PURE__*/ ZETA.map((v, i) => v / (i + 2));
const ONE_LESS_EULER = 0.42278433509846713;
const HALF_LOG_2PI = 0.9189385332046728;
const SQRT_2PI = 2.5066282746310007;

/** log gamma(2 + z) for |z| <= 1/2: (1 - γ) z + Σ (-1)^k (zeta(k) - 1) z^k / k (DLMF 5.7.3 with log gamma(2 + z) = log gamma(1 + z) + log(1 + z)). */
function lgammaAtTwo(z: number): number {
  let sum = 0;
  for (let i = ZETA.length - 1; i >= 0; i--) sum = -z * sum + ZETA_OVER[i];
  return z * (ONE_LESS_EULER + z * sum);
}
/** The derivative of lgammaAtTwo: digamma(2 + z). */
export function digammaAtTwo(z: number): number {
  let sum = 0;
  for (let i = ZETA.length - 1; i >= 0; i--) sum = -z * sum + ZETA[i];
  return ONE_LESS_EULER + z * sum;
}

/** log gamma(1 + z) for |z| <= 1, also where 1 + z is rounded. */
export const lgammaAtOne = (z: number): number =>
  Math.abs(z) > 0.5 ? lgamma(1 + z) : lgammaAtTwo(z) - Math.log1p(z);

/** Where Stirling's series with eight terms is exact in double precision: the next is below 2e-19 there. */
export const FAR = 10;
/** log gamma(x) - ((x - 1/2) log x - x + log(2π) / 2) for x >= FAR: Σ B_2k / (2k (2k - 1) x^(2k-1)) (DLMF 5.11.1). */
export function stirling(x: number): number {
  const r = 1 / x;
  const rr = r * r;
  let sum = 0;
  for (let k = 8; k >= 1; k--) sum = sum * rr + BERNOULLI[k - 1] / (2 * k * (2 * k - 1));
  return sum * r;
}

/** gamma(x) for x >= FAR, as a product of two factors that are equal but for rounding: it overflows only when multiplied. */
function farGamma(x: number): [number, number] {
  const half = x ** (x / 2 - 0.25) * Math.exp(-x / 2);
  return [half * SQRT_2PI * Math.exp(stirling(x)), half];
}
/** gamma(x) for 1/2 <= x < FAR, a whole number of steps from 2 + z. */
function nearGamma(x: number): number {
  const n = Math.round(x) - 2;
  const value = Math.exp(lgammaAtTwo(x - (n + 2)));
  if (n < 0) return value / x;
  let product = 1;
  for (let k = 1; k <= n; k++) product *= x - k;
  return product * value;
}

/** Not a pole, or the pole 0, which has a sign. */
const isNegativeInteger = (x: number): boolean => x < 0 && Math.floor(x) === x;

/** gamma(x): NaN at negative integers, infinite with the sign of the zero at ±0. */
export function gamma(x: number): number {
  if (Math.abs(x) < 0.5) return Math.exp(lgammaAtTwo(x)) / (1 + x) / x;
  if (x >= 0.5) {
    if (x < FAR) return nearGamma(x);
    if (x > 172) return Infinity;
    const [p, q] = farGamma(x);
    return p * q;
  }
  if (!(x > -Infinity) || isNegativeInteger(x)) return NaN;
  // gamma(x) gamma(-x) = -π / (x sin(π x))
  const c = -Math.PI / (x * sinPi(x));
  if (x > -FAR) return c / nearGamma(-x);
  if (x < -200) return c > 0 ? 0 : -0;
  const [p, q] = farGamma(-x);
  return c / p / q;
}

/** log |gamma(x)|: infinite at the poles and at ±Infinity. */
export function lgamma(x: number): number {
  const size = Math.abs(x);
  if (size < 0.5) return lgammaAtTwo(x) - Math.log1p(x) - Math.log(size);
  if (x >= 0.5) {
    if (x < 1.5) return lgammaAtTwo(x - 1) - Math.log1p(x - 1);
    if (x < 2.5) return lgammaAtTwo(x - 2);
    if (x < FAR) {
      const n = Math.round(x) - 2;
      let product = 1;
      for (let k = 1; k <= n; k++) product *= x - k;
      return lgammaAtTwo(x - (n + 2)) + Math.log(product);
    }
    if (x > 1e17) return x * (Math.log(x) - 1);
    return (x - 0.5) * Math.log(x) - x + (HALF_LOG_2PI + stirling(x));
  }
  if (x === -Infinity || isNegativeInteger(x)) return Infinity;
  return x !== x ? NaN : Math.log(Math.PI / (size * Math.abs(sinPi(x)))) - lgamma(size);
}
