// Products of matrices and vectors under the names that say their shapes, alone and added to what is there:
// beta input + alpha product. With beta 0 the input contributes nothing, not even NaN.
import { broadcastMismatch, matmulMismatch, wrongShape } from "../../errors.js";
import { matmulRow } from "../../core/matmul.js";
import { div } from "../../core/quotients.js";
import { sumRow } from "../../core/sums.js";
import { add, mulRow } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { broadcastShape, sameShape } from "../../array/shape.js";
import { times } from "../elementwise/elementary.js";
import { listing } from "../move/concatenate.js";
import { chained } from "../linalg/chains.js";
import { shaped } from "../move/reshape.js";

const kinds = ["", "(n,), a vector", "(m, n), a matrix", "(b, m, n), a batch of matrices"];
/** Operands of these ranks, the last axis of the one as long as the rows of the other. */
function fitting(
  fn: string,
  [nameX, x]: readonly [string, Tensor],
  [nameY, y]: readonly [string, Tensor],
  ranks: readonly [number, number],
): void {
  if (x.shape.length !== ranks[0]) throw wrongShape(fn, nameX, kinds[ranks[0]], x.shape);
  if (y.shape.length !== ranks[1]) throw wrongShape(fn, nameY, kinds[ranks[1]], y.shape);
  if (x.shape[ranks[0] - 1] !== y.shape[Math.max(0, ranks[1] - 2)])
    throw matmulMismatch(fn, x.shape, y.shape);
  if (ranks[0] === 3 && x.shape[0] !== y.shape[0])
    throw wrongShape(fn, nameY, `of ${x.shape[0]} matrices, as many as ${nameX}`, y.shape);
}
const product = (x: Tensor, y: Tensor): Tensor => matmulRow(x, y, VALUE);
function applied(A: Tensor, v: Tensor): Tensor {
  return shaped(product(A, shaped(v, [v.shape[0], 1])), [A.shape[0]]);
}

/**
 * The product of two matrices: (m, n) times (n, p).
 *
 * @example
 * mm([[1, 2]], [[3], [4]]) // => tensor([[11]])
 */
export const mm: Face<[input: TensorLike, mat2: TensorLike]> = /*#__PURE__*/ face(
  "mm",
  "input: tensor, mat2: tensor",
  (x: Tensor, y: Tensor) => {
    fitting("mm", ["input", x], ["mat2", y], [2, 2]);
    return product(x, y);
  },
);
/**
 * The product of a matrix and a vector: (m, n) times (n,).
 *
 * @example
 * mv([[1, 2], [3, 4]], [1, 1]) // => tensor([3, 7])
 */
export const mv: Face<[input: TensorLike, vec: TensorLike]> = /*#__PURE__*/ face(
  "mv",
  "input: tensor, vec: tensor",
  (A: Tensor, v: Tensor) => {
    fitting("mv", ["input", A], ["vec", v], [2, 1]);
    return applied(A, v);
  },
);
/**
 * The products of two batches of matrices, one by one: (b, m, n) times (b, n, p).
 *
 * @example
 * bmm([[[1, 2]], [[3, 4]]], [[[1], [1]], [[2], [2]]]) // => tensor([[[3]], [[14]]])
 */
export const bmm: Face<[input: TensorLike, mat2: TensorLike]> = /*#__PURE__*/ face(
  "bmm",
  "input: tensor, mat2: tensor",
  (x: Tensor, y: Tensor) => {
    fitting("bmm", ["input", x], ["mat2", y], [3, 3]);
    return product(x, y);
  },
);
/**
 * The sum of the products of two vectors of equal length; for real ones the same as `dot`.
 *
 * @example
 * vdot([1, 2, 3], [4, 5, 6]).item() // => 32
 */
export const vdot: Face<[input: TensorLike, other: TensorLike]> = /*#__PURE__*/ face(
  "vdot",
  "input: tensor, other: tensor",
  (x: Tensor, y: Tensor) => {
    fitting("vdot", ["input", x], ["other", y], [1, 1]);
    return sumRow(times(x, y), [-1]);
  },
);
/**
 * The product of several matrices, in the cheapest order.
 */
export const chainMatmul: Face<[...matrices: readonly TensorLike[]] | [matrices: readonly TensorLike[]]> =
  /*#__PURE__*/ listing("chainMatmul", "matrices: tensors", (matrices: readonly Tensor[]) => {
    matrices.forEach((t, i) => {
      if (t.shape.length !== 2) throw wrongShape("chainMatmul", `matrices[${i}]`, kinds[2], t.shape);
    });
    return matrices.length === 1 ? matrices[0] : chained("chainMatmul", matrices);
  });

// ── added to what is there ──
const scaled = (x: Tensor, by: number): Tensor => (by === 1 ? x : times(literal(by), x));
export interface Weights {
  beta: number;
  alpha: number;
}
type Adding<A extends readonly TensorLike[]> = Face<[...A, options?: Options<Weights>]>;
function adding<A extends readonly TensorLike[]>(
  fn: string,
  names: readonly [string, string],
  ranks: readonly [number, number],
  multiply: (x: Tensor, y: Tensor) => Tensor,
): Adding<A> {
  return face(
    fn,
    `input: tensor, ${names[0]}: tensor, ${names[1]}: tensor, *, beta: number = 1, alpha: number = 1`,
    (input: Tensor, x: Tensor, y: Tensor, beta: number, alpha: number) => {
      fitting(fn, [names[0], x], [names[1], y], ranks);
      return added(fn, input, multiply(x, y), beta, alpha);
    },
  );
}
function added(fn: string, input: Tensor, z: Tensor, beta: number, alpha: number): Tensor {
  if (!sameShape(broadcastShape(fn, input.shape, z.shape), z.shape))
    throw broadcastMismatch(fn, input.shape, z.shape);
  const right = scaled(z, alpha);
  return beta === 0 ? right : add(scaled(input, beta), right);
}
/**
 * beta input + alpha mat1 mat2; the input broadcasts to the shape of the product.
 *
 * @example
 * addmm([10, 20], [[1, 2]], [[1, 0], [0, 1]]) // => tensor([[11, 22]])
 */
export const addmm: Adding<[input: TensorLike, mat1: TensorLike, mat2: TensorLike]> = /*#__PURE__*/ adding(
  "addmm",
  ["mat1", "mat2"],
  [2, 2],
  product,
);
/**
 * beta input + alpha mat vec.
 *
 * @example
 * addmv([10, 20], [[1, 2], [3, 4]], [1, 1], { alpha: 2 }) // => tensor([16, 34])
 */
export const addmv: Adding<[input: TensorLike, mat: TensorLike, vec: TensorLike]> = /*#__PURE__*/ adding(
  "addmv",
  ["mat", "vec"],
  [2, 1],
  applied,
);
/**
 * beta input + alpha mat1 mat2 for each matrix of a batch.
 *
 * @example
 * baddbmm([[[10]]], [[[1, 2]]], [[[3], [4]]], { beta: 2 }) // => tensor([[[31]]])
 */
export const baddbmm: Adding<[input: TensorLike, batch1: TensorLike, batch2: TensorLike]> =
  /*#__PURE__*/ adding("baddbmm", ["batch1", "batch2"], [3, 3], product);
/**
 * beta input + alpha times the sum of all products of two batches of matrices.
 *
 * @example
 * addbmm([[10]], [[[1, 2]], [[3, 4]]], [[[1], [1]], [[2], [2]]]) // => tensor([[27]])
 */
export const addbmm: Adding<[input: TensorLike, batch1: TensorLike, batch2: TensorLike]> =
  /*#__PURE__*/ adding("addbmm", ["batch1", "batch2"], [3, 3], (x, y) => sumRow(product(x, y), [-3]));
/**
 * beta input + alpha times the matrix of all products of two vectors.
 *
 * @example
 * addr([[1, 1], [1, 1]], [1, 2], [3, 4]) // => tensor([[4, 5], [7, 9]])
 */
export const addr: Adding<[input: TensorLike, vec1: TensorLike, vec2: TensorLike]> = /*#__PURE__*/ face(
  "addr",
  "input: tensor, vec1: tensor, vec2: tensor, *, beta: number = 1, alpha: number = 1",
  (input: Tensor, x: Tensor, y: Tensor, beta: number, alpha: number) => {
    for (const [name, t] of Object.entries({ vec1: x, vec2: y }))
      if (t.shape.length !== 1) throw wrongShape("addr", name, kinds[1], t.shape);
    const z = mulRow(shaped(x, [x.shape[0], 1]), shaped(y, [1, y.shape[0]]), VALUE);
    return added("addr", input, z, beta, alpha);
  },
);

type Three = Face<
  [input: TensorLike, tensor1: TensorLike, tensor2: TensorLike, options?: Options<{ value: number }>]
>;
const three = (fn: string, f: (x: Tensor, y: Tensor) => Tensor): Three =>
  face(
    fn,
    "input: tensor, tensor1: tensor, tensor2: tensor, *, value: number = 1",
    (input: Tensor, x: Tensor, y: Tensor, value: number) => {
      broadcastShape(fn, input.shape, broadcastShape(fn, x.shape, y.shape));
      return add(input, f(scaled(x, value), y));
    },
  );
/**
 * Elementwise input + value tensor1 tensor2.
 *
 * @example
 * addcmul([1, 1], [2, 3], [4, 5], { value: 0.5 }) // => tensor([5.0000, 8.5000])
 */
export const addcmul: Three = /*#__PURE__*/ three("addcmul", times);
/**
 * Elementwise input + value tensor1 / tensor2.
 *
 * @example
 * addcdiv([1, 1], [2, 3], [4, 6]) // => tensor([1.5000, 1.5000])
 */
export const addcdiv: Three = /*#__PURE__*/ three("addcdiv", div);
