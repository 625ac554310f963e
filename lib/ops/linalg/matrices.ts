// What the rows of linear algebra share: the last two axes are the matrix, all others a batch; operands are matrices, and
// vectors are lifted to them.
import { wrongShape } from "../../errors.js";
import { permuteRow } from "../../core/views.js";
import type { Tensor } from "../../core/tensor.js";
import { spread } from "../../kernels/loops.js";
import { sameShape, size, type Shape } from "../../array/shape.js";
import { shaped } from "../move/reshape.js";

/** The axes must be n x n. */
export function squareMatrix(fn: string, name: string, x: Tensor): number {
  const s = x.shape;
  const r = s.length;
  if (r < 2 || s[r - 1] !== s[r - 2])
    throw wrongShape(fn, name, "(..., n, n), a square matrix or a batch of them", s);
  return s[r - 1];
}
/** The axes must be m x n. */
export function matrix(fn: string, name: string, x: Tensor): [m: number, n: number] {
  const r = x.shape.length;
  if (r < 2) throw wrongShape(fn, name, "(..., m, n), a matrix or a batch of them", x.shape);
  return [x.shape[r - 2], x.shape[r - 1]];
}
export const batchOf = (s: Shape): Shape => s.slice(0, -2);
/** Matrices transposed. */
export const transposed = (x: Tensor): Tensor => permuteRow(x, [-1, -2]);

/** Which of the matrices of `batch` serves each of those of `lead`; null where there is one for all. */
export function serving(batch: Shape, lead: Shape): Float64Array | null {
  const n = size(batch);
  return n === 1 ? null : spread({ shape: batch, data: Float64Array.from({ length: n }, (_, i) => i) }, lead);
}

/**
 * A right-hand side as matrices: (n,), or where torch's function has it one vector for each matrix of the batch (`each`), gets a
 * unit axis, which `back` takes from the result. Only solve, solveEx and lstsq do: (n, n) for (n, n, n) is vectors to them, and
 * a matrix to all others.
 */
export function columns(
  fn: string,
  A: Tensor,
  B: Tensor,
  rows: number,
  { left = true, each = false }: { readonly left?: boolean; readonly each?: boolean } = {},
): { B: Tensor; back: (X: Tensor) => Tensor } {
  const s = B.shape;
  const r = s.length;
  const vector = r === 1 || (each && r === A.shape.length - 1 && sameShape(s, A.shape.slice(0, -1)));
  if (r === 0 || s[vector ? r - 1 : left ? r - 2 : r - 1] !== rows)
    throw wrongShape(fn, "B", `(${rows},) or ${left ? `(..., ${rows}, p)` : `(..., p, ${rows})`}`, s);
  if (!vector) return { B, back: (X) => X };
  return {
    B: shaped(B, left ? [...s, 1] : [...s.slice(0, -1), 1, s[r - 1]]),
    back: (X) => {
      const t = X.shape;
      return shaped(X, left ? t.slice(0, -1) : [...t.slice(0, -2), t[t.length - 1]]);
    },
  };
}
