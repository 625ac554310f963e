// Diagonals and triangles. Rows see matrices as the last two axes; faces bring the axes asked for there.
import { axisTwice, wrongShape } from "../../errors.js";
import { sumRow } from "../../core/sums.js";
import { permuteRow } from "../../core/views.js";
import { linear, type Row } from "../../core/kinds.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as kernel from "../../kernels/diagonal.js";
import { allAxes, checkSize, fromEnd, size } from "../../array/shape.js";
import { shaped } from "./reshape.js";

/** A diagonal of each matrix, as a vector. */
export const diagonalRow: Row<{ offset: number }> = /*#__PURE__*/ linear(
  "diagonal",
  (x, { offset }) => {
    const [m, n] = x.shape.slice(-2);
    const shape = [...x.shape.slice(0, -2), kernel.diagonalLength(m, n, offset)];
    return new Plain(shape, kernel.diagonal(x, offset), x.dtype);
  },
  (ybar, { offset }, x) => {
    const [m, n] = x.shape.slice(-2);
    return embedRow(ybar, { offset, m, n });
  },
  [
    { shapes: [[3, 3]], params: { offset: 0 } },
    { shapes: [[2, 2, 3]], params: { offset: 1 } },
    { shapes: [[3, 2]], params: { offset: -1 } },
  ],
  { role: "gather" },
);
/** The transpose: a vector on a diagonal of an m x n matrix of zeros. */
export const embedRow: Row<{ offset: number; m: number; n: number }> = /*#__PURE__*/ linear(
  "diagEmbed",
  (x, { offset, m, n }) => new Plain([...x.shape.slice(0, -1), m, n], kernel.embed(x, offset, m, n), x.dtype),
  (ybar, { offset }) => diagonalRow(ybar, { offset }),
  [
    { shapes: [[3]], params: { offset: 0, m: 3, n: 3 } },
    { shapes: [[2, 2]], params: { offset: 1, m: 2, n: 3 } },
    { shapes: [[2]], params: { offset: -1, m: 3, n: 2 } },
  ],
  { role: "gather" },
);
/** The upper (or lower) triangle of each matrix, from the diagonal `offset` on; zeros elsewhere. */
export const triangleRow: Row<{ upper: boolean; offset: number }> = /*#__PURE__*/ linear(
  "triangle",
  (x, { upper, offset }) => new Plain(x.shape, kernel.triangle(x, upper, offset), x.dtype),
  (ybar, params) => triangleRow(ybar, params),
  [
    { shapes: [[3, 3]], params: { upper: true, offset: 0 } },
    { shapes: [[2, 2, 3]], params: { upper: false, offset: -1 } },
    { shapes: [[3, 2]], params: { upper: false, offset: 1 } },
  ],
  { role: "gather" },
);

type Diagonal = Face<
  | [input: TensorLike, offset?: number, dim1?: number, dim2?: number]
  | [input: TensorLike, options: Options<{ offset: number; dim1: number; dim2: number }>]
  | [input: TensorLike, offset: number, options: Options<{ dim1: number; dim2: number }>]
>;

/** x with the axes dim1 and dim2 as the last two. */
function asMatrices(fn: string, x: Tensor, dim1: number, dim2: number): Tensor {
  const r = x.shape.length;
  if (r < 2) throw wrongShape(fn, "input", "of at least two axes", x.shape);
  const [a, b] = [fromEnd(fn, dim1, r), fromEnd(fn, dim2, r)];
  if (a === b) throw axisTwice(fn, dim1);
  return a === -2 && b === -1 ? x : permuteRow(x, [...allAxes(r).filter((d) => d !== a && d !== b), a, b]);
}
/**
 * The diagonals of the matrices that the axes dim1 and dim2 make, as the last axis; `offset` 1 is the one above the main.
 *
 * @example
 * diagonal([[1, 2], [3, 4]]) // => tensor([1, 4])
 */
export const diagonal: Diagonal = /*#__PURE__*/ face(
  "diagonal",
  "input: tensor, offset: int = 0, dim1: int = 0, dim2: int = 1",
  (x: Tensor, offset: number, dim1: number, dim2: number) => diagonalOf("diagonal", x, offset, dim1, dim2),
);
export const diagonalOf = (fn: string, x: Tensor, offset: number, dim1: number, dim2: number): Tensor =>
  diagonalRow(asMatrices(fn, x, dim1, dim2), { offset });
/**
 * The diagonals of matrices, by default of the last two axes.
 *
 * @example
 * import { diagonal } from "dualtensor/linalg";
 * diagonal([[1, 2], [3, 4]]) // => tensor([1, 4])
 */
export const linalgDiagonal: Face<
  [A: TensorLike, options?: Options<{ offset: number; dim1: number; dim2: number }>]
> = /*#__PURE__*/ face(
  "linalg.diagonal",
  "A: tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1",
  (x: Tensor, offset: number, dim1: number, dim2: number) =>
    diagonalRow(asMatrices("linalg.diagonal", x, dim1, dim2), { offset }),
);
/**
 * Square matrices of zeros with the last axis on a diagonal; their axes are dim1 and dim2 of the result.
 *
 * @example
 * diagEmbed([[1, 2], [3, 4]]).shape // => [2, 2, 2]
 */
export const diagEmbed: Diagonal = /*#__PURE__*/ face(
  "diagEmbed",
  "input: tensor, offset: int = 0, dim1: int = -2, dim2: int = -1",
  (x: Tensor, offset: number, dim1: number, dim2: number) => {
    const r = x.shape.length + 1;
    if (r < 2) throw wrongShape("diagEmbed", "input", "of at least one axis", x.shape);
    const [a, b] = [fromEnd("diagEmbed", dim1, r), fromEnd("diagEmbed", dim2, r)];
    if (a === b) throw axisTwice("diagEmbed", dim1);
    const y = square("diagEmbed", x, offset);
    const rest = allAxes(r).slice(0, r - 2);
    return a === -2 && b === -1
      ? y
      : permuteRow(
          y,
          allAxes(r).map((d) => (d === a ? -2 : d === b ? -1 : rest.shift()!)),
        );
  },
);
const square = (fn: string, x: Tensor, offset: number): Tensor => {
  const n = x.shape[x.shape.length - 1] + Math.abs(offset);
  checkSize(fn, [...x.shape.slice(0, -1), n, n]);
  return embedRow(x, { offset, m: n, n });
};
type Offset<Name extends string> = Face<
  [input: TensorLike, offset?: number | Options<{ [K in Name]: number }>]
>;
/**
 * A matrix of zeros with a vector on a diagonal; of a matrix, the vector on a diagonal.
 *
 * @example
 * diag([1, 2]) // => tensor([[1, 0], [0, 2]])
 * diag([[1, 2], [3, 4]]) // => tensor([1, 4])
 */
export const diag: Offset<"diagonal"> = /*#__PURE__*/ face(
  "diag",
  "input: tensor, diagonal: int = 0",
  (x: Tensor, offset: number) => {
    if (x.shape.length !== 1 && x.shape.length !== 2)
      throw wrongShape("diag", "input", "(n,) or (m, n)", x.shape, "For batches use diagonal and diagEmbed");
    return x.shape.length === 1 ? square("diag", x, offset) : diagonalRow(x, { offset });
  },
);
/**
 * A matrix of zeros with all elements on a diagonal.
 *
 * @example
 * diagflat([[1], [2]]) // => tensor([[1, 0], [0, 2]])
 */
export const diagflat: Offset<"offset"> = /*#__PURE__*/ face(
  "diagflat",
  "input: tensor, offset: int = 0",
  (x: Tensor, offset: number) => square("diagflat", shaped(x, [size(x.shape)]), offset),
);
/**
 * The sum of the main diagonal of a matrix.
 *
 * @example
 * trace([[1, 2], [3, 4]]).item() // => 5
 */
export const trace: Face<[input: TensorLike]> = /*#__PURE__*/ face("trace", "input: tensor", (x: Tensor) => {
  if (x.shape.length !== 2)
    throw wrongShape(
      "trace",
      "input",
      "(m, n), one matrix",
      x.shape,
      'For batches use einsum("...ii->...", x)',
    );
  return sumRow(diagonalRow(x, { offset: 0 }), [-1]);
});

const triangular = (fn: string, upper: boolean): Offset<"diagonal"> =>
  face(fn, "input: tensor, diagonal: int = 0", (x: Tensor, offset: number) => {
    if (x.shape.length < 2) throw wrongShape(fn, "input", "of at least two axes", x.shape);
    return triangleRow(x, { upper, offset });
  });
/**
 * The matrices with zeros above the diagonal `diagonal` (0 is the main one, 1 the one above).
 *
 * @example
 * tril([[1, 2], [3, 4]]) // => tensor([[1, 0], [3, 4]])
 */
export const tril: Offset<"diagonal"> = /*#__PURE__*/ triangular("tril", false);
/**
 * The matrices with zeros below the diagonal `diagonal`.
 *
 * @example
 * triu([[1, 2], [3, 4]]) // => tensor([[1, 2], [0, 4]])
 */
export const triu: Offset<"diagonal"> = /*#__PURE__*/ triangular("triu", true);
