// Vectors and matrices as mathjs means them; what the work costs is taken from the meter first.
import { wrongArgument, wrongShape } from "../errors.js";
import { matmul } from "../core/matmul.js";
import { div } from "../core/quotients.js";
import { sum } from "../core/sums.js";
import { reshape } from "../core/views.js";
import { add, neg } from "../core/ring.js";
import { eq, where } from "../core/choose.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { abs } from "../ops/elementwise/elementary.js";
import { amax } from "../ops/reduce/extremes.js";
import { pinv } from "../ops/linalg/pinv.js";
import { solve } from "../ops/linalg/solve.js";
import { svdvals } from "../ops/linalg/svd.js";
import { solveTriangular } from "../ops/linalg/triangular.js";
import { norm } from "../ops/linalg/nuclear.js";
import { kron } from "../ops/product/outer.js";
import { size, type Shape } from "../array/shape.js";
import { transposed } from "./operators.js";
import type { Meter } from "./meter.js";

export const matrix = (fn: string, x: Tensor): Shape => {
  if (x.shape.length !== 2) throw wrongShape(fn, "the input", "to be a matrix", x.shape);
  return x.shape;
};
/** Work of the order of a product of square matrices. */
export const cubic = (x: Tensor, meter: Meter): void => {
  const n = size(x.shape);
  meter.spend(n, n * (x.shape[x.shape.length - 1] ?? 1));
};

/** Of a vector the p-norm; of a matrix the largest sum of a column (1) or of a row (Infinity), or the largest singular value (2). */
export function vectorNorm(x: Tensor, p: number): Tensor {
  if (x.shape.length === 0) return abs(x);
  if (x.shape.length === 1) return norm(x, p);
  if (x.shape.length !== 2 || (p !== 1 && p !== 2 && p !== Infinity))
    throw wrongArgument("norm", "p", "1, 2 or Infinity for a matrix", p);
  if (p === 2) return amax(svdvals(x));
  return amax(sum(abs(x), p === 1 ? 0 : 1));
}

export function dot(x: Tensor, y: Tensor, meter: Meter): Tensor {
  const n = size(x.shape);
  for (const s of [x.shape, y.shape])
    if (s.length !== 1 && !(s.length === 2 && s[1] === 1))
      throw wrongShape("dot", "two vectors", "of equal length", s);
  meter.spend(1, n);
  return matmul(x.reshape([-1]), y.reshape([-1]));
}

/** A system with a triangular matrix; as mathjs a column for a vector. */
export function triangular(fn: string, A: Tensor, b: Tensor, meter: Meter, upper: boolean): Tensor {
  const [, n] = matrix(fn, A);
  meter.spend(size(b.shape), size(b.shape) * n);
  return solveTriangular(A, b.shape.length === 1 ? b.reshape([-1, 1]) : b, { upper });
}

/** Of a number its reciprocal, of 0 it is 0; of a vector x / (x · x); of a matrix by its singular values. */
export function pseudoinverse(x: Tensor, meter: Meter): Tensor {
  const { shape } = x;
  if (shape.length === 0) return where(eq(x, 0), 0, div(1, x));
  if (shape.length > 2) throw wrongShape("pinv", "the input", "to be a number, a vector or a matrix", shape);
  meter.spend(size(shape), 20 * size(shape) * Math.min(...shape));
  return shape.length === 2 ? pinv(x) : reshape(pinv(reshape(x, [-1, 1])), shape);
}
/** X with A X + X B = C, of shape (m, n): the system (A ⊗ I + I ⊗ Bᵀ) vec X = vec C. */
export function sylvester(fn: string, A: Tensor, B: Tensor, C: Tensor, meter: Meter): Tensor {
  const [m] = squareOf(fn, A),
    [n] = squareOf(fn, B);
  matrix(fn, C);
  meter.spend(4 * (m * n) ** 2, (m * n) ** 3);
  const system = add(kron(A, unit(n)), kron(unit(m), transposed(B, meter)));
  if (C.shape[0] !== m || C.shape[1] !== n)
    throw wrongShape(fn, "the right side", `of shape (${m}, ${n})`, C.shape);
  return reshape(solve(system, reshape(C, [-1])), [m, n]);
}
/** X with A X + X Aᵀ + Q = 0. */
export const lyapunov = (A: Tensor, Q: Tensor, meter: Meter): Tensor => {
  squareOf("lyap", A);
  return sylvester("lyap", A, transposed(A, meter), neg(Q), meter);
};
function squareOf(fn: string, A: Tensor): Shape {
  const s = matrix(fn, A);
  if (s[0] !== s[1]) throw wrongShape(fn, "the matrices of the equation", "to be square", s);
  return s;
}
export const unit = (n: number, m = n): Plain =>
  new Plain(
    [n, m],
    Float64Array.from({ length: n * m }, (_, i) => (Math.floor(i / m) === i % m ? 1 : 0)),
  );
