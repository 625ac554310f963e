// Bessel functions by their integrals (F. W. Bessel; NIST Digital Library of Mathematical Functions, 10.9.1 and 10.32.3), by the
// trapezoidal rule.
import { entry, map, sumOf, x, type Entry, type Nested, type Numbers, type Table } from "./entry.js";

const POINTS = 200;
/** 1/π ∫ f(θ) dθ from 0 to π. */
const mean = (f: (angle: number) => number): number =>
  sumOf(Array.from({ length: POINTS }, (_, j) => f(((j + 0.5) * Math.PI) / POINTS))) / POINTS;
const I = (v: number, n: number): number => mean((a) => Math.exp(v * Math.cos(a)) * Math.cos(n * a));
const J = (v: number, n: number): number => mean((a) => Math.cos(n * a - v * Math.sin(a)));
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
};
