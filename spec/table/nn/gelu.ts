// The Gaussian error linear unit, by an error function that is not ours.
import { entry, map, x, type Entry, type Nested } from "../entry.js";
import { normal } from "../special.js";

const reals = [-1.3, -0.4, 0.7, 1.6];
const byTanh = (v: number): number =>
  (v / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v ** 3)));

export const gelu: readonly Entry[] = [
  entry([x(reals)], (v: Nested) => map((t) => t * normal(t), v)),
  entry([x([reals]), "tanh"], (v: Nested) => map(byTanh, v)),
  entry([x(reals), { approximate: "tanh" }], (v: Nested) => map(byTanh, v)),
];
