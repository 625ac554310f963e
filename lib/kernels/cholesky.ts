// Cholesky's factor L of a symmetric matrix, A = L Lᵀ (Golub and Van Loan, Matrix Computations, 4th ed., 4.2): row by row,
// each entry a difference of a dot product. The matrix is symmetrised first: both triangles count alike.

/** Factor the n x n matrix at a[at..] into o[at..]; 0, or the order of the first leading minor that is not positive. */
export function cholesky(
  a: Float64Array,
  at: number,
  n: number,
  o: Float64Array,
): { info: number; value: number } {
  for (let i = 0; i < n; i++) {
    const row = at + i * n;
    for (let j = 0; j <= i; j++) {
      const other = at + j * n;
      let s = 0.5 * (a[row + j] + a[other + i]);
      for (let k = 0; k < j; k++) s -= o[row + k] * o[other + k];
      if (j < i) o[row + j] = s / o[other + j];
      else if (s <= 0) return { info: i + 1, value: s };
      else o[row + i] = Math.sqrt(s);
    }
  }
  return { info: 0, value: 0 };
}
