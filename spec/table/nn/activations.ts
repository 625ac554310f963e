// Activations, piece by piece.
import { entry, flat, map, x, type Entry, type Nested, type Numbers, type Table } from "../entry.js";

const reals = [-2.3, -1.3, -0.2, 0.4, 0.7, 4.6];
const one = (f: (v: number) => number, ...options: unknown[]): Entry =>
  entry([x(reals), ...options], (v: Nested) => map(f, v));
const rectified =
  (f: (v: number) => number) =>
  (v: number): number =>
    v > 0 ? v : f(v);
const elu =
  (alpha: number) =>
  (v: number): number =>
    alpha * (Math.exp(v) - 1);
const shrunk = (v: number): number => v - Math.tanh(v);
// Klambauer et al. 2017, equation 14, to 16 digits.
const [ALPHA, SCALE] = [1.6732632423543772, 1.0507009873554805];
const grid: Numbers = [[-1, 2, -3], [0.5, -0.6, 0.7]]; // prettier-ignore

export const activations: Table = {
  leakyRelu: [
    one(rectified((v) => 0.01 * v)),
    one(
      rectified((v) => 0.2 * v),
      { negativeSlope: 0.2 },
    ),
  ],
  rrelu: [
    one(rectified((v) => (v * (1 / 8 + 1 / 3)) / 2)),
    one(
      rectified((v) => 0.2 * v),
      0.1,
      0.3,
    ),
  ],
  prelu: [
    entry([x(reals), x(0.3)], (v: number[], w: number) => v.map(rectified((t) => w * t))),
    entry([x(grid), x([0.1, 0.2, -0.3])], (v: number[][], w: number[]) =>
      v.map((r) => r.map((t, i) => (t > 0 ? t : w[i] * t))),
    ),
    entry([x([grid]), x([0.1, -0.3])], ([v]: number[][][], w: number[]) => [
      v.map((r, i) => r.map((t) => (t > 0 ? t : w[i] * t))),
    ]),
  ],
  elu: [one(rectified(elu(1))), one(rectified(elu(1.5)), 1.5)],
  celu: [
    one(rectified(elu(1))),
    one(
      rectified((v) => 2 * Math.expm1(v / 2)),
      { alpha: 2 },
    ),
  ],
  selu: [one((v) => SCALE * (v > 0 ? v : ALPHA * Math.expm1(v)))],
  hardtanh: [
    one((v) => Math.min(1, Math.max(-1, v))),
    one((v) => Math.min(3, Math.max(-2, v)), -2, 3),
    one((v) => Math.min(0.5, Math.max(-1, v)), { maxVal: 0.5 }),
  ],
  relu6: [one((v) => Math.min(6, Math.max(0, v))), entry([x([5, 7])], ([v]: number[]) => [v, 6])],
  hardsigmoid: [
    one((v) => (v >= 3 ? 1 : v / 6 + 1 / 2)),
    entry([x([-4, 1])], ([, v]: number[]) => [0, v / 6 + 1 / 2]),
  ],
  hardswish: [
    one((v) => (v >= 3 ? v : (v * (v + 3)) / 6)),
    entry([x([-4, 1])], ([, v]: number[]) => [0, (v * (v + 3)) / 6]),
  ],
  hardshrink: [one((v) => (Math.abs(v) > 0.5 ? v : 0)), one((v) => (Math.abs(v) > 1 ? v : 0), 1)],
  softshrink: [
    one((v) => (v > 0.5 ? v - 0.5 : v < -0.5 ? v + 0.5 : 0)),
    one((v) => (v > 1 ? v - 1 : v < -1 ? v + 1 : 0), { lambd: 1 }),
  ],
  threshold: [one((v) => (v > 0.5 ? v : 7), 0.5, 7)],
  softsign: [one((v) => v / (1 + Math.abs(v)))],
  mish: [one((v) => v * Math.tanh(Math.log1p(Math.exp(v))))],
  tanhshrink: [one(shrunk)],
  glu: [
    entry([x([1, 2, -0.5, 3])], ([a, b, c, d]: number[]) => [a / (1 + Math.exp(-c)), b / (1 + Math.exp(-d))]),
    entry([x([[1, 2], [-1, 0.5]]), 0], ([a, b]: number[][]) => [a.map((v, i) => v / (1 + Math.exp(-b[i])))]), // prettier-ignore
  ],
  softmin: [
    entry([x([0.5, -1, 2]), 0], (v: number[]) => {
      const e = v.map((t) => Math.exp(-t)),
        total = flat(e).reduce((p, q) => p + q, 0);
      return e.map((t) => t / total);
    }),
  ],
};
