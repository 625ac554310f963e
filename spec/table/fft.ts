// Fourier transforms: by the sum that defines them.
import { along, entry, x, z, type Numbers, type Table } from "./entry.js";

const rotated = (v: readonly number[], by: number): number[] => v.map((_, i) => v.at((i - by) % v.length)!);

type Pair = readonly [number, number];
/** Real numbers as pairs of imaginary part 0. */
const paired = (v: readonly number[]): Pair[] => v.map((a) => [a, 0]);
/** An axis cut, or filled with zeros. */
const fitted = (v: readonly Pair[], n: number): Pair[] => Array.from({ length: n }, (_, i) => v[i] ?? [0, 0]);
const total = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);
/** scale Σ_j v_j exp(2πi turns jk / n) for each k. */
const dft = (v: readonly Pair[], turns: number, scale = 1): Pair[] =>
  v.map((_, k) => {
    const at = (j: number): number => (2 * Math.PI * turns * ((j * k) % v.length)) / v.length;
    return [
      scale * total(v.map(([a, b], j) => a * Math.cos(at(j)) - b * Math.sin(at(j)))),
      scale * total(v.map(([a, b], j) => a * Math.sin(at(j)) + b * Math.cos(at(j)))),
    ];
  });
/** All n frequencies of a real signal from the first ones. */
const mirrored = (v: readonly Pair[], n: number): Pair[] => {
  const half = fitted(v, Math.floor(n / 2) + 1);
  half[0] = [half[0][0], 0];
  if (n % 2 === 0) half[n / 2] = [half[n / 2][0], 0];
  return Array.from({ length: n }, (_, k) => (k < half.length ? half[k] : [half[n - k][0], -half[n - k][1]]));
};
const reals = (v: readonly Pair[]): number[] => v.map(([a]) => a);
const columns = <T>(m: readonly (readonly T[])[]): T[][] => m[0].map((_, j) => m.map((row) => row[j]));
const dft2 = (m: readonly (readonly Pair[])[], turns: number, scale = 1): Pair[][] =>
  columns(columns(m.map((row) => dft(row, turns))).map((c) => dft(c, turns, scale)));

const five = [1.5, -2, 0.25, 3, 1];
const four = [0.5, -1.25, 2, 0.75];
const three: Numbers = [[0.5, -1], [2, 0.75], [-0.25, 1.5]]; // prettier-ignore
const matrix: Numbers = [[0.5, -1, 2], [0.75, -0.25, 1.5]]; // prettier-ignore
const plane: Numbers = [[[1, 2], [0.5, -1]], [[-0.5, 0.25], [3, 1]]]; // prettier-ignore
type Rows = number[][];
type Planes = Pair[][];
const firstTwo = (m: readonly (readonly Pair[])[], n: number): Pair[][] => m.map((row) => row.slice(0, n));

export const fft: Table = {
  fft: [
    entry([x(five)], (v: number[]) => dft(paired(v), -1)),
    entry([z(three)], (v: Pair[]) => dft(v, -1)),
    entry([x(four), 6, -1, "forward"], (v: number[]) => dft(fitted(paired(v), 6), -1, 1 / 6)),
    entry([x(matrix), null, 0, "ortho"], (m: Rows) => along(m, 0, (v) => dft(paired(v), -1, Math.SQRT1_2))), // prettier-ignore
  ],
  ifft: [
    entry([x(five)], (v: number[]) => dft(paired(v), 1, 1 / 5)),
    entry([z(three), 2], (v: Pair[]) => dft(fitted(v, 2), 1, 1 / 2)),
    entry([z(three), { norm: "forward" }], (v: Pair[]) => dft(v, 1)),
  ],
  rfft: [
    entry([x(five)], (v: number[]) => dft(paired(v), -1).slice(0, 3)),
    entry([x(four)], (v: number[]) => dft(paired(v), -1).slice(0, 3)),
  ],
  irfft: [
    entry([z(three)], (v: Pair[]) => reals(dft(mirrored(v, 4), 1, 1 / 4))),
    entry([z(three), 5], (v: Pair[]) => reals(dft(mirrored(v, 5), 1, 1 / 5))),
    entry([z(three), 3, -1, "ortho"], (v: Pair[]) => reals(dft(mirrored(v, 3), 1, 1 / Math.sqrt(3)))),
    entry([z(three), 8], (v: Pair[]) => reals(dft(mirrored(v, 8), 1, 1 / 8))),
  ],
  hfft: [
    entry([z(three)], (v: Pair[]) => reals(dft(mirrored(v, 4), -1))),
    entry([z(three), 5, -1, "forward"], (v: Pair[]) => reals(dft(mirrored(v, 5), -1, 1 / 5))),
  ],
  ihfft: [
    entry([x(five)], (v: number[]) => dft(paired(v), 1, 1 / 5).slice(0, 3)),
    entry([x(four), { norm: "ortho" }], (v: number[]) => dft(paired(v), 1, 1 / 2).slice(0, 3)),
  ],
  fft2: [
    entry([x(matrix)], (m: Rows) => dft2(m.map(paired), -1)),
    entry([z(plane), null, [-1, -2], "ortho"], (m: Planes) => dft2(m, -1, 1 / 2)),
  ],
  ifft2: [entry([z(plane)], (m: Planes) => dft2(m, 1, 1 / 4))],
  rfft2: [entry([x(matrix)], (m: Rows) => firstTwo(dft2(m.map(paired), -1), 2))],
  irfft2: [
    entry([z(plane)], (m: Planes) =>
      columns(columns(m).map((c) => dft(c, 1, 1 / 4))).map((row) => reals(dft(mirrored(row, 2), 1))),
    ),
    entry([z(plane), [2, 3]], (m: Planes) =>
      columns(columns(m).map((c) => dft(c, 1, 1 / 6))).map((row) => reals(dft(mirrored(row, 3), 1))),
    ),
  ],
  fftn: [
    entry([x(matrix)], (m: Rows) => dft2(m.map(paired), -1)),
    entry([x(matrix), 2], (m: Rows) => m.map((row) => dft(fitted(paired(row), 2), -1))),
    entry([z(plane), null, 0], (m: Planes) => columns(columns(m).map((c) => dft(c, -1)))),
  ],
  ifftn: [entry([z(plane)], (m: Planes) => dft2(m, 1, 1 / 4))],
  rfftn: [
    entry([x(matrix)], (m: Rows) => firstTwo(dft2(m.map(paired), -1), 2)),
    entry([x(matrix), null, [1]], (m: Rows) => m.map((row) => dft(paired(row), -1).slice(0, 2))),
  ],
  irfftn: [
    entry([z(plane), [3], [1]], (m: Planes) => m.map((row) => reals(dft(mirrored(row, 3), 1, 1 / 3)))),
  ],
  fftfreq: [entry([5, 0.5], () => [0, 0.4, 0.8, -0.8, -0.4]), entry([4], () => [0, 0.25, -0.5, -0.25])],
  rfftfreq: [entry([5, 0.5], () => [0, 0.4, 0.8]), entry([4], () => [0, 0.25, 0.5])],
  fftshift: [
    entry([x(five)], (v: number[]) => rotated(v, 2)),
    entry([x([[1, 2, 4, 7]]), 1], ([v]: number[][]) => [rotated(v, 2)]),
    entry([x([[1, 2, 4], [7, 5, 3]])], ([v, w]: number[][]) => [rotated(w, 1), rotated(v, 1)]), // prettier-ignore
    entry([z(three)], (v: Pair[]) => [v[2], v[0], v[1]]),
  ],
  ifftshift: [entry([x([1.5, -2, 0.25, 3, 1])], (v: number[]) => rotated(v, -2))],
};
