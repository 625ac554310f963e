// Systems with a triangular matrix: substitution forwards or backwards, along rows of the right-hand sides. Only the
// triangle named is read. A zero on the diagonal divides, as numbers do.

export interface Triangle {
  readonly upper: boolean;
  readonly transposed: boolean;
  /** The diagonal is taken for ones and not read. */
  readonly unit: boolean;
}

/** Solve T X = B (or Tᵀ X = B) in place for the n x n triangle at t[a..] and the n x p right-hand sides at b[o..]. */
export function solveTriangle(
  t: Float64Array,
  a: number,
  n: number,
  b: Float64Array,
  o: number,
  p: number,
  { upper, transposed, unit }: Triangle,
): void {
  const down = upper === transposed;
  const [rowStep, columnStep] = transposed ? [1, n] : [n, 1];
  for (let s = 0; s < n; s++) {
    const i = down ? s : n - 1 - s;
    const row = o + i * p;
    for (let q = 0; q < s; q++) {
      const k = down ? q : n - 1 - q;
      const f = t[a + i * rowStep + k * columnStep];
      for (let j = 0, other = o + k * p; j < p; j++) b[row + j] -= f * b[other + j];
    }
    if (unit) continue;
    const d = t[a + i * n + i];
    for (let j = 0; j < p; j++) b[row + j] /= d;
  }
}
