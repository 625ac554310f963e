// Complex values: by mathjs's own complex numbers.
import { complex as number, type Complex } from "mathjs";
import { entry, x, z, type Table } from "./entry.js";

type Pair = readonly [number, number];
const pairs: Pair[] = [[1.5, -2], [-0.25, 0.75], [-1, -3]]; // prettier-ignore
const polar = (r: number, angle: number): Complex => number({ r, phi: angle });
const angles = [0.5, -1.25, 2];
const radii = [1.5, 0.25, 2];

export const complexValues: Table = {
  complex: [
    entry([x(radii), x(angles)], (a: number[], b: number[]) => a.map((re, i) => [re, b[i]])),
    entry([x(radii), x(0.5)], (a: number[], b: number) => a.map((re) => [re, b])),
  ],
  polar: [
    entry([x(radii), x(angles)], (r: number[], phi: number[]) =>
      r.map((v, i) => [polar(v, phi[i]).re, polar(v, phi[i]).im]),
    ),
  ],
  viewAsComplex: [entry([x(pairs)], (v: Pair[]) => v)],
  viewAsReal: [entry([z(pairs)], (v: Pair[]) => v), entry([x(radii)], (v: number[]) => v.map((a) => [a, 0]))],
  real: [entry([z(pairs)], (v: Pair[]) => v.map(([a]) => a)), entry([x(radii)], (v: number[]) => v)],
  imag: [entry([z(pairs)], (v: Pair[]) => v.map(([, b]) => b))],
  conj: [entry([z(pairs)], (v: Pair[]) => v.map(([a, b]) => [a, -b])), entry([x(radii)], (v: number[]) => v)],
  resolveConj: [entry([z(pairs)], (v: Pair[]) => v)],
  angle: [
    entry([z(pairs)], (v: Pair[]) => v.map(([a, b]) => number(a, b).toPolar().phi)),
    entry([x(angles)], (v: number[]) => v.map((a) => (a < 0 ? Math.PI : 0)), { flat: true }),
  ],
};
