// Fourier transforms: by the sum that defines them.
import { entry, x, type Table } from "./entry.js";

const rotated = (v: readonly number[], by: number): number[] => v.map((_, i) => v.at((i - by) % v.length)!);

export const fft: Table = {
  fftshift: [
    entry([x([1.5, -2, 0.25, 3, 1])], (v: number[]) => rotated(v, 2)),
    entry([x([[1, 2, 4, 7]]), 1], ([v]: number[][]) => [rotated(v, 2)]),
    entry([x([[1, 2, 4], [7, 5, 3]])], ([v, w]: number[][]) => [rotated(w, 1), rotated(v, 1)]), // prettier-ignore
  ],
  ifftshift: [entry([x([1.5, -2, 0.25, 3, 1])], (v: number[]) => rotated(v, -2))],
};
