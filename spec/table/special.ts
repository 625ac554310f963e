// Special functions: by series, recurrences and integrals written out, or published values.
import * as math from "mathjs";
import { entry, map, x, type Entry, type Nested, type Numbers, type Table } from "./entry.js";

const reals = [-1.3, -0.4, 0.7, 1.6];
const one = (f: (v: number) => number, points: Numbers = reals): Entry[] => [
  entry([x(points)], (v: Nested) => map(f, v)),
];
/** The normal distribution, by W. J. Cody's error function as mathjs has it. */
export const normal = (v: number): number => (1 + math.erf(v / Math.SQRT2)) / 2;
/** The y in [lo, hi] of which a rising f(y) is v, by halving. */
function inverse(f: (y: number) => number, v: number, lo: number, hi: number): number {
  for (let middle = (lo + hi) / 2; middle > lo && middle < hi; middle = (lo + hi) / 2)
    if (f(middle) < v) lo = middle;
    else hi = middle;
  return lo;
}
const positive = [0.3, 0.9, 1.7, 2.6];

/** Σ (q + k)^-s, a loop of 300 terms and the first of the Euler-Maclaurin formula for the rest. */
function zeta(s: number, q: number): number {
  let sum = 0;
  const w = q + 300;
  for (let k = 299; k >= 0; k--) sum += (q + k) ** -s;
  return sum + w ** -s * (w / (s - 1) + 1 / 2 + s / (12 * w) - (s * (s + 1) * (s + 2)) / (720 * w ** 3));
}
/** The limit of log(x + n) - Σ 1 / (x + k), likewise. */
function digamma(v: number): number {
  let sum = 0;
  const w = v + 300;
  for (let k = 299; k >= 0; k--) sum += 1 / (v + k);
  return Math.log(w) - 1 / (2 * w) - 1 / (12 * w ** 2) + 1 / (120 * w ** 4) - sum;
}
const polygamma = (n: number, v: number): number => (-1) ** (n + 1) * math.gamma(n + 1) * zeta(n + 1, v);
const lgamma = (v: number): number => Math.log(Math.abs(math.gamma(v)));
const lbeta = (a: number, b: number): number => lgamma(a) + lgamma(b) - lgamma(a + b);
const pairs = (f: (a: number, b: number) => number): Entry[] => [
  entry([x([0.4, 1, 3.5]), x([2.2, 0.7, 1.3])], (v: Nested, w: Nested) => map(f, v, w)),
  entry([x([[0.4], [12]]), x([2.2, 0.7])], (v: Nested, w: Nested) => map(f, v, w)),
  entry([x([0.4, 2]), x(1.5)], (v: Nested, w: Nested) => map(f, v, w)),
];
/** Σ x^(a+k) e^-x / gamma(a + k + 1) (DLMF 8.7.1). */
function gammainc(a: number, v: number): number {
  let sum = 0;
  for (let k = 60; k >= 0; k--) sum += (v ** (a + k) * Math.exp(-v)) / math.gamma(a + k + 1);
  return sum;
}
/** Σ x^(a+k) (1 - x)^b gamma(a + b + k) / (gamma(b) gamma(a + k + 1)) (DLMF 8.17.8). */
function betainc(a: number, b: number, v: number): number {
  let sum = 0;
  for (let k = 0, c = math.exp(-lbeta(a, b)) / a; k < 400; c *= ((a + b + k) * v) / (a + 1 + k), k++)
    sum += c;
  return v ** a * (1 - v) ** b * sum;
}
const whole = [-1.3, -0.4, 0.7, 3.6];

/** Those that stand at the root. */
export const ofRoot: Table = {
  erf: one(math.erf),
  erfc: one((v) => 1 - math.erf(v)),
  gamma: one(math.gamma, whole),
  lgamma: one(lgamma, whole),
  digamma: one(digamma, whole),
  polygamma: [0, 1, 2].map((n) =>
    entry([n, x(whole)], (_: number, v: Nested) => map((t) => (n === 0 ? digamma(t) : polygamma(n, t)), v)),
  ),
  beta: pairs((a, b) => math.exp(lbeta(a, b))),
  lbeta: pairs(lbeta),
  mvlgamma: [
    ...[1, 3].map((p) =>
      entry([x([1.4, 2.5, 6]), p], (v: Nested) =>
        map((t) => {
          let sum = ((p * (p - 1)) / 4) * Math.log(Math.PI);
          for (let j = 0; j < p; j++) sum += lgamma(t - j / 2);
          return sum;
        }, v),
      ),
    ),
  ],
  erfinv: one((v) => inverse(math.erf, v, -3, 3), [-0.8, -0.3, 0.2, 0.6]),
  logit: [
    ...one((v) => Math.log(v / (1 - v)), [0.1, 0.4, 0.7, 0.9]),
    entry([x([-0.3, 0.1, 0.4, 0.9, 1.2]), 0.2], (v: Nested) =>
      map((t) => inverse((y) => 1 / (1 + Math.exp(-y)), Math.min(Math.max(t, 0.2), 0.8), -3, 3), v),
    ),
  ],
  xlogx: one((v) => v * Math.log(v), positive),
};
export const special: Table = {
  entr: one((v) => -v * Math.log(v), positive),
  erfcx: one((v) => Math.exp(v * v) * (1 - math.erf(v))),
  lambertw: one((v) => inverse((w) => w * Math.exp(w), v, -1, 3), [-0.3, 0.2, 0.7, 2.6]),
  logNdtr: one((v) => Math.log(normal(v))),
  ndtr: one(normal),
  trigamma: one((v) => polygamma(1, v), whole),
  gammainc: pairs(gammainc),
  gammaincc: pairs((a, v) => 1 - gammainc(a, v)),
  betainc: [
    entry([x([0.6, 2]), x([1.5, 0.7]), x([0.3, 0.6])], (a: Nested, b: Nested, v: Nested) =>
      map(betainc, a, b, v),
    ),
    entry([x(2.5), x([[1.5], [0.7]]), x([0.3, 0.8])], (a: Nested, b: Nested, v: Nested) =>
      map(betainc, a, b, v),
    ),
  ],
  zeta: [
    entry([x([1.5, 2, 4]), x([0.7, 1, 2.5])], (s: Nested, q: Nested) => map(zeta, s, q)),
    entry([x([[1.5], [3]]), x([0.7, 2])], (s: Nested, q: Nested) => map(zeta, s, q)),
    entry([x(2.5), 1], (s: Nested, q: Nested) => map(zeta, s, q)),
  ],
  ndtri: one((v) => inverse(normal, v, -4, 4), [0.1, 0.4, 0.7, 0.9]),
  xlog1py: [
    entry([x(reals), x(positive)], (v: Nested, w: Nested) => map((a, b) => a * Math.log(1 + b), v, w)),
    entry([x(reals), x([[0.4], [-0.6]])], (v: Nested, w: Nested) => map((a, b) => a * Math.log(1 + b), v, w)),
  ],
};
