// Bessel and Airy functions by their integrals and series (F. W. Bessel; NIST Digital Library of Mathematical Functions, 10.9.1 and 10.32.3), by the
// trapezoidal rule.
import * as math from "mathjs";
import { entry, map, sumOf, x, type Entry, type Nested, type Numbers, type Table } from "./entry.js";

const POINTS = 200;
/** 1/π ∫ f(θ) dθ from 0 to π. */
const mean = (f: (angle: number) => number): number =>
  sumOf(Array.from({ length: POINTS }, (_, j) => f(((j + 0.5) * Math.PI) / POINTS))) / POINTS;
const I = (v: number, n: number): number => mean((a) => Math.exp(v * Math.cos(a)) * Math.cos(n * a));
const J = (v: number, n: number): number => mean((a) => Math.cos(n * a - v * Math.sin(a)));
/** C. F. Gauss's rule of five points (DLMF 3.5.19): [place, weight]. */
const GAUSS = [-1, 0, 1].flatMap((side) =>
  side === 0
    ? [[0, 128 / 225]]
    : [-1, 1].map((near) => [
        (side * Math.sqrt(5 + near * 2 * Math.sqrt(10 / 7))) / 3,
        (322 - near * 13 * Math.sqrt(70)) / 900,
      ]),
);
/** ∫ f(t) dt from a to b, in 200 parts. */
function integral(f: (t: number) => number, a: number, b: number): number {
  const h = (b - a) / 400;
  return (
    h *
    sumOf(Array.from({ length: 200 }, (_, i) => sumOf(GAUSS.map(([t, w]) => w * f(a + (2 * i + 1 + t) * h)))))
  );
}
/** DLMF 10.9.7. */
const Y = (v: number, n: number): number =>
  (integral((a) => Math.sin(v * Math.sin(a) - n * a), 0, Math.PI) -
    integral((t) => (Math.exp(n * t) + (-1) ** n * Math.exp(-n * t)) * Math.exp(-v * Math.sinh(t)), 0, 8)) /
  Math.PI;
/** DLMF 10.32.9. */
const K = (v: number, n: number): number =>
  integral((t) => Math.exp(-v * Math.cosh(t)) * Math.cosh(n * t), 0, 8);
/** DLMF 9.4.1. */
function airy(v: number): number {
  let sum = 0;
  for (
    let k = 0, a = 3 ** (-2 / 3) / math.gamma(2 / 3), b = (-v * 3 ** (-1 / 3)) / math.gamma(1 / 3);
    k < 40;
    k++
  ) {
    sum += a + b;
    a *= v ** 3 / ((3 * k + 2) * (3 * k + 3));
    b *= v ** 3 / ((3 * k + 3) * (3 * k + 4));
  }
  return sum;
}
const positive = [0.4, 1.3, 2.5, 6];
const one = (f: (v: number) => number, points: Numbers = [-1.3, -0.4, 0.7, 3.6]): Entry[] => [
  entry([x(points)], (v: Nested) => map(f, v)),
];
/** Where series, recurrences and asymptotics take over from one another. */
const wide = [-31, -12, 0.3, 1.5, 20, 27];

export const besselOfRoot: Table = {
  i0: one((v) => I(v, 0)),
};
export const bessel: Table = {
  i1: one((v) => I(v, 1)),
  i0e: [
    ...one((v) => Math.exp(-Math.abs(v)) * I(v, 0)),
    ...one((v) => Math.exp(-Math.abs(v)) * I(v, 0), wide),
  ],
  i1e: [
    ...one((v) => Math.exp(-Math.abs(v)) * I(v, 1)),
    ...one((v) => Math.exp(-Math.abs(v)) * I(v, 1), wide),
  ],
  besselJ0: [...one((v) => J(v, 0)), ...one((v) => J(v, 0), wide)],
  besselJ1: [...one((v) => J(v, 1)), ...one((v) => J(v, 1), wide)],
  besselY0: one((v) => Y(v, 0), positive),
  besselY1: one((v) => Y(v, 1), positive),
  modifiedBesselK0: one((v) => K(v, 0), positive),
  modifiedBesselK1: one((v) => K(v, 1), positive),
  scaledModifiedBesselK0: one((v) => Math.exp(v) * K(v, 0), positive),
  scaledModifiedBesselK1: one((v) => Math.exp(v) * K(v, 1), positive),
  sphericalBesselJ0: [...one((v) => Math.sin(v) / v), ...one((v) => Math.sin(v) / v, wide)],
  airyAi: [...one(airy), ...one(airy, [-2.5, -1.9, 1.2, 2.2])],
};
