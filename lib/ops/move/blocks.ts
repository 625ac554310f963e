// Several tensors as the blocks of one matrix, and the choices that can be made from vectors.
import { emptyReduction, wrongArgument, wrongShape } from "../../errors.js";
import { takeRow } from "../../core/picks.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { zeros, type Tensor, type TensorLike } from "../../core/tensor.js";
import { checkSize, size } from "../../array/shape.js";
import { cat, listing, meshgrid, stack } from "./concatenate.js";
import { shaped } from "./reshape.js";

type Several = Face<[...tensors: readonly TensorLike[]] | [tensors: readonly TensorLike[]]>;
/**
 * A matrix with the tensors as blocks along its diagonal, zeros elsewhere; vectors are rows.
 *
 * @example
 * blockDiag([[1, 2]], [[3], [4]]) // => tensor([[1, 2, 0], [0, 0, 3], [0, 0, 4]])
 */
export const blockDiag: Several = /*#__PURE__*/ listing(
  "blockDiag",
  "tensors: tensors",
  (tensors: readonly Tensor[]) => {
    const fn = "blockDiag";
    if (tensors.length === 0) throw emptyReduction(fn, [0]);
    const blocks = tensors.map((t, i) => {
      if (t.shape.length > 2) throw wrongShape(fn, `tensors[${i}]`, "of at most two axes", t.shape);
      return t.shape.length === 2 ? t : shaped(t, [1, size(t.shape)]);
    });
    const width = blocks.reduce((n, b) => n + b.shape[1], 0);
    checkSize(fn, [blocks.reduce((n, b) => n + b.shape[0], 0), width]);
    let before = 0;
    const rows = blocks.map((b) => {
      const [m, n] = b.shape;
      const row = cat([zeros([m, before]), b, zeros([m, width - before - n])], 1);
      before += n;
      return row;
    });
    return cat(rows, 0);
  },
);
/**
 * All tuples with one element of each vector, as rows; of one vector, the vector.
 *
 * @example
 * cartesianProd([1, 2], [3, 4]) // => tensor([[1, 3], [1, 4], [2, 3], [2, 4]])
 */
export const cartesianProd: Several = /*#__PURE__*/ listing(
  "cartesianProd",
  "tensors: tensors",
  (tensors: readonly Tensor[]) => {
    const fn = "cartesianProd";
    if (tensors.length === 0) throw emptyReduction(fn, [0]);
    tensors.forEach((t, i) => {
      if (t.shape.length !== 1) throw wrongShape(fn, `tensors[${i}]`, "(n,), a vector", t.shape);
    });
    if (tensors.length === 1) return tensors[0];
    checkSize(fn, [...tensors.map((t) => t.shape[0]), tensors.length]);
    return stack(
      meshgrid(tensors).map((t) => shaped(t, [size(t.shape)])),
      1,
    );
  },
);
/** All ascending lists of r numbers below n, in order. */
function ascending(n: number, r: number, again: boolean): number[] {
  const out: number[] = [];
  const list = new Array<number>(r).fill(0);
  const fill = (d: number, from: number): void => {
    if (d === r) {
      out.push(...list);
      return;
    }
    for (let i = from; i < n; i++) {
      list[d] = i;
      fill(d + 1, again ? i : i + 1);
    }
  };
  fill(0, 0);
  return out;
}
/**
 * All choices of r elements of a vector, as rows in the order of the vector; with replacement each may be taken again.
 *
 * @example
 * combinations([1, 2, 3]) // => tensor([[1, 2], [1, 3], [2, 3]])
 */
export const combinations: Face<
  | [input: TensorLike, r?: number, withReplacement?: boolean | Options<{ withReplacement: boolean }>]
  | [input: TensorLike, options: Options<{ r: number; withReplacement: boolean }>]
> = /*#__PURE__*/ face(
  "combinations",
  "input: tensor, r: int = 2, withReplacement: bool = false",
  (x: Tensor, r: number, again: boolean) => {
    const fn = "combinations";
    if (x.shape.length !== 1) throw wrongShape(fn, "input", "(n,), a vector", x.shape);
    if (r < 0) throw wrongArgument(fn, "r", "from 0", r);
    if (r === 0) return zeros([0]);
    const n = x.shape[0];
    const from = again ? n + r - 1 : n;
    let count = from < r ? 0 : 1;
    for (let i = 0; i < Math.min(r, from - r); i++) count = (count * (from - i)) / (i + 1);
    checkSize(fn, [count, r]);
    const index = count === 0 ? [] : ascending(n, r, again);
    return shaped(takeRow(x, { axis: -1, index }), [index.length / r, r]);
  },
);
