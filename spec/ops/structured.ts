// Matrices with structure: zeros, equal entries, permutations, blocks, triangles, diagonals, deficient rank. At each of them
// formulas meet an exact zero that random numbers never give them. Beside each what is not as it is nearly everywhere.

/**
 * deficient: of less than full rank; columns: its first min(m, n) columns depend on each other; singular: two equal singular
 * values; eigen: two equal eigenvalues, symmetric: the symmetric part has; defective: too few eigenvectors; definite: the symmetric
 * part is. Found by numpy, from singular values and eigenvalues closer than 1e-9.
 */
export type Trait = "deficient" | "columns" | "singular" | "eigen" | "symmetric" | "defective" | "definite";
export interface Structured {
  readonly name: string;
  readonly rows: readonly (readonly number[])[];
  readonly traits: readonly Trait[];
}
const of = (name: string, rows: readonly (readonly number[])[], ...traits: Trait[]): Structured => ({
  name,
  rows,
  traits,
});
// prettier-ignore
export const matrices: readonly Structured[] = [
  of("zeros", [[0, 0], [0, 0]], "deficient", "singular", "columns", "eigen", "symmetric"),
  of("identity", [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "singular", "eigen", "symmetric", "definite"),
  of("diagonal", [[1, 0, 0], [0, 2, 0], [0, 0, 3]], "definite"),
  of("diagonal, negative", [[-2, 0, 0], [0, 1, 0], [0, 0, 5]]),
  of("diagonal, two equal", [[2, 0, 0], [0, 5, 0], [0, 0, 2]], "singular", "eigen", "symmetric", "definite"),
  of("diagonal, opposite", [[1, 0, 0], [0, -1, 0], [0, 0, 3]], "singular"),
  of("diagonal, rank 2", [[3, 0, 0], [0, 0, 0], [0, 0, 1]], "deficient", "columns"),
  of("diagonal, rank 1", [[0, 0, 0], [0, 2, 0], [0, 0, 0]], "deficient", "singular", "columns", "eigen", "symmetric"),
  of("swap", [[0, 1], [1, 0]], "singular"),
  of("cycle", [[0, 1, 0], [0, 0, 1], [1, 0, 0]], "singular", "symmetric"),
  of("weighted cycle", [[0, 2, 0], [0, 0, 3], [1, 0, 0]]),
  of("turn", [[0, -2], [2, 0]], "singular", "symmetric"),
  of("skew", [[0, 1, -2], [-1, 0, 3], [2, -3, 0]], "deficient", "singular", "columns", "symmetric"),
  of("upper", [[1, 2, 3], [0, 4, 5], [0, 0, 6]], "definite"),
  of("lower", [[3, 0, 0], [1, 2, 0], [4, 1, 5]], "definite"),
  of("upper, zero on the diagonal", [[1, 2, 3], [0, 0, 5], [0, 0, 6]], "deficient", "columns"),
  of("upper, last zero", [[2, 1, 3], [0, 1, 5], [0, 0, 0]], "deficient", "columns"),
  of("blocks", [[2, 1, 0], [1, 3, 0], [0, 0, 7]], "definite"),
  of("block of a turn", [[1, -2, 0], [2, 1, 0], [0, 0, 3]], "singular", "symmetric", "definite"),
  of("block triangle", [[1, 2, 4], [3, 5, 6], [0, 0, 8]]),
  of("blocks, crossed", [[1, 0, 2, 0], [0, 3, 0, 1], [2, 0, 5, 0], [0, 1, 0, 4]], "definite"),
  of("ones", [[1, 1], [1, 1]], "deficient", "columns"),
  of("equal entries", [[2, 1, 1], [1, 2, 1], [1, 1, 2]], "singular", "eigen", "symmetric", "definite"),
  of("equal rows", [[1, 2, 3], [1, 2, 3], [4, 5, 7]], "deficient", "columns"),
  of("equal columns", [[1, 1, 2], [3, 3, 4], [0, 0, 5]], "deficient", "columns"),
  of("rank 1", [[1, 2], [2, 4]], "deficient", "columns"),
  of("rank 2", [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "deficient", "columns"),
  of("zero row", [[1, 2, 3], [0, 0, 0], [4, 5, 7]], "deficient", "columns"),
  of("zero column", [[1, 0, 2], [3, 0, 4], [5, 0, 7]], "deficient", "columns"),
  of("jordan", [[1, 1], [0, 1]], "eigen", "defective", "definite"),
  of("nilpotent", [[0, 1, 0], [0, 0, 1], [0, 0, 0]], "deficient", "singular", "columns", "eigen", "defective"),
  of("symmetric", [[1, 2, 0], [2, -3, 1], [0, 1, 2]]),
  of("definite", [[4, 1, 0], [1, 3, 1], [0, 1, 2]], "definite"),
  of("companion", [[0, 0, 6], [1, 0, -11], [0, 1, 6]]),
  of("reflection", [[1, 0, 0], [0, -1, 0], [0, 0, -1]], "singular", "eigen", "symmetric"),
  of("tall zeros", [[0, 0], [0, 0], [0, 0]], "deficient", "singular", "columns"),
  of("tall columns of the identity", [[1, 0], [0, 1], [0, 0]], "singular"),
  of("tall diagonal", [[0, 0], [3, 0], [0, 2]]),
  of("tall, orthogonal columns", [[1, 1], [1, -1], [1, 0]]),
  of("tall rank 1", [[1, 2], [2, 4], [3, 6]], "deficient", "columns"),
  of("tall zero column", [[1, 0], [2, 0], [3, 0]], "deficient", "columns"),
  of("tall equal rows", [[1, 2], [1, 2], [3, 1]]),
  of("tall triangle", [[2, 1], [0, 3], [0, 0]]),
  of("wide zeros", [[0, 0, 0], [0, 0, 0]], "deficient", "singular", "columns"),
  of("wide rows of the identity", [[0, 1, 0], [1, 0, 0]], "singular"),
  of("wide rank 1", [[1, 2, 0], [2, 4, 0]], "deficient", "columns"),
  of("wide zero column", [[1, 0, 2], [3, 0, 1]], "columns"),
  of("wide triangle", [[2, 1, 3], [0, 3, 1]]),
  of("wide, equal entries", [[1, 1, 1], [1, 1, 2]], "columns"),
];
