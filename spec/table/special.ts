// Special functions: by series, recurrences and integrals written out, or published values.
import * as math from "mathjs";
import { entry, map, x, type Entry, type Nested, type Numbers, type Table } from "./entry.js";

const reals = [-1.3, -0.4, 0.7, 1.6];
const one = (f: (v: number) => number, points: Numbers = reals): Entry[] => [
  entry([x(points)], (v: Nested) => map(f, v)),
];
/** The normal distribution, by W. J. Cody's error function as mathjs has it. */
export const normal = (v: number): number => (1 + math.erf(v / Math.SQRT2)) / 2;

/** Those that stand at the root. */
export const ofRoot: Table = {
  erf: one(math.erf),
  erfc: one((v) => 1 - math.erf(v)),
};
export const special: Table = {
  ndtr: one(normal),
};
