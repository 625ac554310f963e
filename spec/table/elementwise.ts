// Functions of each element.
import * as math from "mathjs";
import { entry, map, x, type Entry, type Nested, type Numbers, type Table } from "./entry.js";

type F = (v: number) => number | boolean;
const reals = [-1.3, -0.4, 0.7, 1.6];
const positive = [0.3, 0.9, 1.7, 2.6];
const inside = [-0.8, -0.3, 0.2, 0.6];
const beyond = [1.2, 1.7, 2.5, 4];
const one = (f: F, points: Numbers = reals): Entry[] => [entry([x(points)], (v: Nested) => map(f, v))];
const still = (f: F, points: Numbers = reals): Entry[] => [
  entry([x(points)], (v: Nested) => map(f, v), { flat: true }),
];
type G = (a: number, b: number) => number | boolean;
/** Equal shapes; unequal ranks, in both orders; a number. */
const two = (f: G, a = reals, b = [0.9, 1.2, -0.6, -1.5]): Entry[] => {
  const matrix = [b, [b[1], b[3], b[2], b[0]]];
  return [
    entry([x(a), x(b)], (v: Nested, w: Nested) => map(f, v, w)),
    entry([x(a), x(matrix)], (v: Nested, w: Nested) => map(f, v, w)),
    entry(
      [x(matrix.map((r) => r.map((t) => 1.15 * Math.abs(t)))), x(b.map(Math.abs))],
      (v: Nested, w: Nested) => map(f, v, w),
    ),
    entry([x(a), x(b[0])], (v: Nested, w: Nested) => map(f, v, w)),
  ];
};
/** Without a derivative. */
const compared = (f: G): Entry[] => [
  entry([[1, 0, 3], [[1, 3, 3], [0, 0, 4]]], (v: Nested, w: Nested) => map(f, v, w)), // prettier-ignore
];

const sigmoid = (v: number): number => 1 / (1 + Math.exp(-v));
const round2 = (v: number): number => math.round(v, 2);

// prettier-ignore
export const elementwise: Table = {
  abs: one(math.abs), neg: one((v) => -v), sign: still(math.sign), square: one(math.square), reciprocal: one((v) => 1 / v),
  sqrt: one((v) => Number(math.sqrt(v)), positive), rsqrt: one((v) => 1 / Math.sqrt(v), positive), cbrt: one((v) => Number(math.cbrt(v))),
  exp: one(math.exp), exp2: one((v) => 2 ** v), expm1: one(math.expm1),
  log: one((v) => Number(math.log(v)), positive), log2: one((v) => Number(math.log2(v)), positive), log10: one((v) => Number(math.log10(v)), positive), log1p: one((v) => Number(math.log1p(v)), positive),
  sin: one(math.sin), cos: one(math.cos), tan: one(math.tan), sinc: one((v) => Math.sin(Math.PI * v) / (Math.PI * v)),
  asin: one((v) => Number(math.asin(v)), inside), acos: one((v) => Number(math.acos(v)), inside), atan: one(math.atan),
  sinh: one(math.sinh), cosh: one(math.cosh), tanh: one(math.tanh), sech: one(math.sech),
  asinh: one(math.asinh), acosh: one((v) => Number(math.acosh(v)), beyond), atanh: one((v) => Number(math.atanh(v)), inside),
  deg2rad: one((v) => math.unit(v, "deg").toNumber("rad")), rad2deg: one((v) => math.unit(v, "rad").toNumber("deg")),
  sigmoid: one(sigmoid), logsigmoid: one((v) => Math.log(sigmoid(v))), silu: one((v) => v * sigmoid(v)), relu: one((v) => Math.max(v, 0)),
  softplus: [
    ...one((v) => Math.log1p(Math.exp(v))),
    entry([x(reals), 2], (v: Nested) => map((t) => Math.log1p(Math.exp(2 * t)) / 2, v)),
    entry([x([-1, 0.5, 3]), { beta: 2, threshold: 3 }], (v: Nested) => map((t) => (2 * t > 3 ? t : Math.log1p(Math.exp(2 * t)) / 2), v)),
  ],
  floor: still(math.floor), ceil: still(math.ceil), trunc: still(math.fix), frac: one((v) => v - math.fix(v)),
  round: [
    ...still((v) => math.round(v)),
    entry([x(reals.map((v) => v + 0.003)), 2], (v: Nested) => map(round2, v), { flat: true }),
    entry([x([1234, -77]), { decimals: -2 }], (v: Nested) => map((t) => 100 * math.round(t / 100), v), { flat: true }),
  ],
  stopGradient: still((v) => v),
  isnan: [entry([[1, NaN, Infinity]], () => [false, true, false])],
  isfinite: [entry([[1, NaN, Infinity]], () => [true, false, false])],
  isinf: [entry([[1, NaN, -Infinity]], () => [false, false, true])],
  logicalNot: [entry([[0, 1, -2]], (v: Nested) => map((t) => Boolean(math.not(t)), v))],

  add: [...two((a, b) => math.add(a, b)), entry([x([1, 2]), x([[3], [4]]), { alpha: -1.5 }], (v: Nested, w: Nested) => map((a, b) => a - 1.5 * b, [v, v], w))],
  sub: [...two((a, b) => math.subtract(a, b)), entry([x([1, 2]), x(3), 0.5], (v: Nested, w: Nested) => map((a, b) => a - 0.5 * b, v, w))],
  rsub: [...two((a, b) => math.subtract(b, a)), entry([x([1, 2]), x(3), { alpha: 2 }], (v: Nested, w: Nested) => map((a, b) => b - 2 * a, v, w))],
  mul: two((a, b) => math.multiply(a, b)),
  div: [
    ...two((a, b) => math.divide(a, b)),
    ...(["floor", "trunc"] as const).map((roundingMode) =>
      entry([x([-7.5, 7.5, 0.3]), x([2, 2, -4]), { roundingMode }], (v: Nested, w: Nested) => map((a, b) => Math[roundingMode](a / b), v, w), { flat: true })),
  ],
  floorDivide: [entry([x([-7.5, 7.5, 0.3, 8]), x([2, 2, -4, 4])], (v: Nested, w: Nested) => map((a, b) => Math.floor(a / b), v, w), { flat: true })],
  fmod: [entry([x([-7.5, 7.5, 0.3]), x([2, 2, -4])], (v: Nested, w: Nested) => map((a, b) => a - b * Math.trunc(a / b), v, w)), entry([x([[5], [-5]]), x([3, 1.5])], (v: Nested, w: Nested) => map((a, b) => a - b * Math.trunc(a / b), v, [w, w]))],
  positive: one((v) => v), ldexp: two((a, b) => a * 2 ** b),
  lerp: [
    entry([x(reals), x(positive), 0.3], (v: Nested, w: Nested) => map((a, b) => 0.7 * a + 0.3 * b, v, w)),
    entry([x(reals), x(positive), x([0.2, 0.7, 1.5, -2])], (v: Nested, w: Nested, t: Nested) => map((a, b, c) => (1 - c) * a + c * b, v, w, t)),
  ],
  signbit: [entry([[-1, -0, 0, 2]], () => [true, true, false, false])],
  copysign: [entry([x([1.5, -2, 0.5, -1]), x([-1, 1, 3, -2])], (v: Nested, w: Nested) => map((a, b) => Math.abs(a) * Math.sign(b), v, w)), entry([[1, 2], [0, -0]], () => [1, -2])],
  heaviside: [entry([x(reals), x(0.5)], (v: Nested) => map((a) => (a > 0 ? 1 : 0), v), { flat: true }), entry([[0, -0, 1], [0.5, 2, 3]], () => [0.5, 2, 1])],
  nanToNum: [
    entry([x(reals)], (v: Nested) => v),
    entry([[NaN, Infinity, -Infinity, 2]], () => [0, Number.MAX_VALUE, -Number.MAX_VALUE, 2]),
    entry([[NaN, Infinity, -Infinity, 2], { nan: 1, posinf: 3, neginf: -4 }], () => [1, 3, -4, 2]),
  ],
  clampMax: [entry([x([-2, 0.5, 2]), 1], (v: Nested) => map((t) => Math.min(t, 1), v)), entry([x([-2, 0.5, 2]), x([-1, -1, 3])], (v: Nested, w: Nested) => map((a, b) => Math.min(a, b), v, w))],
  clampMin: [entry([x([-2, 0.5, 2]), { min: 1 }], (v: Nested) => map((t) => Math.max(t, 1), v)), entry([x([-2, 0.5, 2]), x([-1, -1, 3])], (v: Nested, w: Nested) => map((a, b) => Math.max(a, b), v, w))],
  pow: [
    ...two((a, b) => Number(math.pow(a, b)), positive),
    entry([x(reals), 2], (v: Nested) => map((t) => t * t, v)),
    entry([x(reals), 3], (v: Nested) => map((t) => t * t * t, v)),
  ],
  atan2: two((a, b) => math.atan2(a, b)), hypot: two((a, b) => math.hypot(a, b)),
  xlogy: [
    entry([x(reals), x(positive)], (v: Nested, w: Nested) => map((a, b) => a * Math.log(b), v, w)),
    entry([x([[-1], [2]]), x(positive)], (v: Nested, w: Nested) => map((a, b) => a * Math.log(b), v, w)),
  ],
  logaddexp2: two((a, b) => Math.log2(2 ** a + 2 ** b)),
  logaddexp: two((a, b) => Math.log(Math.exp(a) + Math.exp(b))),
  remainder: two((a, b) => a - b * math.floor(a / b)),
  maximum: two((a, b) => math.max(a, b)), minimum: two((a, b) => math.min(a, b)),
  fmax: [...two((a, b) => math.max(a, b)), entry([[1, NaN, 2], [NaN, 3, 1]], () => [1, 3, 2])],
  fmin: [...two((a, b) => math.min(a, b)), entry([[1, NaN, 2], [NaN, 3, 1]], () => [1, 3, 1])],
  eq: compared((a, b) => a === b), ne: compared((a, b) => a !== b), lt: compared((a, b) => a < b),
  le: compared((a, b) => a <= b), gt: compared((a, b) => a > b), ge: compared((a, b) => a >= b),
  logicalAnd: compared((a, b) => Boolean(math.and(a, b))), logicalOr: compared((a, b) => Boolean(math.or(a, b))), logicalXor: compared((a, b) => Boolean(math.xor(a, b))),
  where: [
    entry([[true, false, true], x([1, 2, 3]), x([[4, 5, 6], [7, 8, 9]])], (c: Nested, v: Nested, w: Nested) => map((k, a, b) => (k ? a : b), c, v, w)),
    entry([[true, false], x(1), 2], (c: Nested, v: Nested, w: Nested) => map((k, a, b) => (k ? a : b), c, v, w)),
  ],
  clamp: [
    entry([x([-2, 0.5, 2]), -1, 1], (v: Nested) => map((t) => Math.min(Math.max(t, -1), 1), v)),
    entry([x([-2, 0.5, 2]), { min: 0 }], (v: Nested) => map((t) => Math.max(t, 0), v)),
    entry([x([-2, 0.5, 2]), x([-1, -1, -1]), x(1.5)], (v: Nested, a: Nested, b: Nested) => map((t, lo, hi) => Math.min(Math.max(t, lo), hi), v, a, b)),
  ],
  maskedFill: [
    entry([x([[1, 2], [3, 4]]), [true, false], x(9)], (v: Nested, c: Nested, w: Nested) => map((a, k, b) => (k ? b : a), v, c, w)),
  ],
};
