// Systems with a triangular matrix: substitution forwards or backwards, along rows of the right-hand sides. Only the
// triangle named is read. A zero on the diagonal divides, as numbers do; only an exact 0 stays 0 whatever it meets (so has
// LAPACK it, dtrsm, and so do tangents need it).

export interface Triangle {
  readonly upper: boolean;
  readonly transposed: boolean;
  /** The diagonal is taken for ones and not read. */
  readonly unit: boolean;
}

type Faster = (t: Float64Array, a: number, n: number, b: Float64Array, o: number, p: number, transposed: boolean, down: boolean, unit: boolean) => boolean; // prettier-ignore
let faster: Faster | null = null;
/** Another way to the same bits, where nothing has to annihilate: compiled programs bring one. It says whether it was done. */
export const useTriangle = (f: Faster | null): void => {
  faster = f;
};
/** What copying in and out has to be worth. */
const LARGE = 16 ** 3;

/** Solve T X = B (or Tᵀ X = B) in place for the n x n triangle at t[a..] and the n x p right-hand sides at b[o..]. */
export function solveTriangle(
  t: Float64Array,
  a: number,
  n: number,
  b: Float64Array,
  o: number,
  p: number,
  triangle: Triangle,
): void {
  const { upper, transposed, unit } = triangle;
  const down = upper === transposed;
  const [rowStep, columnStep] = transposed ? [1, n] : [n, 1];
  const careful = !harmless(t, a, n, triangle);
  if (!careful && faster !== null && p >= 4 && n * n * p >= LARGE)
    if (faster(t, a, n, b, o, p, transposed, down, unit)) return;
  for (let s = 0; s < n; s++) {
    const i = down ? s : n - 1 - s;
    const row = o + i * p;
    for (let q = 0; q < s; q++) {
      const k = down ? q : n - 1 - q;
      const f = t[a + i * rowStep + k * columnStep];
      const other = o + k * p;
      if (careful) {
        for (let j = 0; j < p; j++) if (b[other + j] !== 0) b[row + j] -= f * b[other + j];
      } else for (let j = 0; j < p; j++) b[row + j] -= f * b[other + j];
    }
    if (unit) continue;
    const d = t[a + i * n + i];
    for (let j = 0; j < p; j++) if (!careful || b[row + j] !== 0) b[row + j] /= d;
  }
}

/** Are all entries read finite, and none on the diagonal 0? Then a zero gives zeros by itself. */
function harmless(t: Float64Array, a: number, n: number, { upper, unit }: Triangle): boolean {
  let s = 0;
  for (let i = 0; i < n; i++) {
    const d = t[a + i * n + i];
    if (!unit && (d === 0 || d - d !== 0)) return false;
    for (let j = upper ? i + 1 : 0; j < (upper ? n : i); j++) s += t[a + i * n + j] - t[a + i * n + j];
  }
  return s === 0;
}
