// Functions of symmetric matrices, with all their derivatives as one row. With A = V diag(w) Vᵀ and Ei' = Vᵀ Ei V, the k-th
// derivative in the directions E1, ..., Ek is (Yu. Daletskii and S. Krein 1965; N. Higham, Functions of Matrices, 2008, 3.2)
//
//   V T Vᵀ,  T[i0, ik] = Σ over i1 ... and all orders of the E of f[w(i0), ..., w(ik)] E1'[i0, i1] ... Ek'[i(k-1), ik]
//
// with divided differences, which know no difference between equal eigenvalues and others. Its product with a cotangent is
// symmetric in the cotangent and all directions, so that pull is the row again.
import { bind } from "../core/bind.js";
import { promoteAll } from "../core/kinds.js";
import { add } from "../core/ring.js";
import type { Rule } from "../core/rule.js";
import { face, type Face } from "../core/signature.js";
import { isTensor, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { notElementwise, notTensorOutput, wrongArgument } from "../errors.js";
import { dividedDifferences } from "../kernels/divided.js";
import { eigh } from "../kernels/eigh.js";
import { spread } from "../kernels/loops.js";
import { batchOf, squareMatrix } from "../ops/linalg/matrices.js";
import { broadcastShape, sameShape, shapeText, size, type Shape } from "../tensor/shape.js";
import { derivative } from "./directional.js";

const FN = "linalg.matrixFunction";
type Elementwise = (x: Tensor) => Tensor;
interface Params {
  readonly f: Elementwise;
}
/** f and its derivatives at points, which nobody watches. */
function at(f: Elementwise, order: number, points: Float64Array): Float64Array {
  let g: Elementwise = f;
  for (let k = 0; k < order; k++) {
    const below = g;
    g = (x) => derivative(below, x);
  }
  const y: unknown = g(new Plain([points.length], points));
  if (!isTensor(y)) throw notTensorOutput(FN, y);
  if (!sameShape(y.shape, [points.length]))
    throw notElementwise(
      FN,
      `an input of shape (${points.length},) and an output of shape ${shapeText(y.shape)}`,
    );
  if (y.level > 0)
    throw wrongArgument(
      FN,
      "f",
      "a function of its argument alone",
      "one that uses another tensor with a derivative",
      "That derivative would be lost: multiply or add outside, or make the tensor plain with stopGradient",
    );
  return y.data;
}

/** The matrices `l` of operands of shape (..., n, n) that broadcast to `lead`. */
const matricesOf = (x: Plain, lead: Shape, n: number): Float64Array => spread(x, [...lead, n, n]);

const matrixFunctionRule: Rule<Params> = {
  name: "matrixFunction",
  kind: "general",
  trials: [],
  value: ([A, ...E], { f }) => {
    const n = A.shape[A.shape.length - 1];
    const lead = E.reduce((s, e) => broadcastShape(FN, s, batchOf(e.shape)), batchOf(A.shape));
    const matrices = matricesOf(A, lead, n);
    const directions = E.map((e) => matricesOf(e, lead, n));
    const o = new Float64Array(size(lead) * n * n);
    const decomposed = new Map<string, Decomposed>();
    for (let l = 0; l < size(lead); l++) {
      const [from, to] = [l * n * n, (l + 1) * n * n];
      const own = matrices.subarray(from, to);
      // Seeds share their matrix.
      const key = own.join();
      if (!decomposed.has(key)) decomposed.set(key, decompose(own, n, E.length, f));
      const parts = directions.map((d) => d.subarray(from, to));
      // A direction of zeros meets nothing, not even NaN.
      if (parts.every((d) => d.some((v) => v !== 0))) o.set(through(decomposed.get(key)!, parts, n), from);
    }
    return new Plain([...lead, n, n], o);
  },
  push: (dx, args, _y, params) =>
    dx.reduce((sum: Tensor | null, d, i) => {
      if (d === null) return sum;
      const moved = i === 0 ? row([...args, d], params) : row(replaced(args, i, d), params);
      return sum === null ? moved : add(sum, moved);
    }, null),
  pull: (i, ybar, args, _y, params) =>
    i === 0 ? row([...args, ybar], params) : row(replaced(args, i, ybar), params),
};
const replaced = (args: readonly Tensor[], i: number, by: Tensor): Tensor[] =>
  args.map((a, j) => (j === i ? by : a));
function row(args: readonly Tensor[], params: Params): Tensor {
  return bind(matrixFunctionRule, promoteAll(args), params);
}

interface Decomposed {
  readonly V: Float64Array;
  /** f[w(i0), ..., w(ik)] for ascending indices. */
  readonly table: Map<string, number>;
}
function decompose(A: Float64Array, n: number, order: number, f: Elementwise): Decomposed {
  const w = new Float64Array(n);
  const V = new Float64Array(n * n);
  eigh(A, 0, n, w, 0, V, 0);
  return { V, table: dividedDifferences(w, order, (k, points) => at(f, k, points)) };
}
/** V T Vᵀ for the directions. */
function through({ V, table }: Decomposed, directions: readonly Float64Array[], n: number): Float64Array {
  const turned = directions.map((E) => sandwich(V, E, n, true));
  const T = new Float64Array(n * n);
  const walk = (path: readonly number[], rest: readonly Float64Array[], product: number): void => {
    const last = path[path.length - 1];
    if (rest.length === 0) {
      T[path[0] * n + last] += product * table.get([...path].sort((a, b) => a - b).join())!;
      return;
    }
    rest.forEach((E, k) => {
      const others = rest.filter((_, j) => j !== k);
      for (let i = 0; i < n; i++)
        if (E[last * n + i] !== 0) walk([...path, i], others, product * E[last * n + i]);
    });
  };
  for (let i = 0; i < n; i++) walk([i], turned, 1);
  return sandwich(V, T, n, false);
}
/** Vᵀ X V of the symmetric part of X, or V X Vᵀ. */
function sandwich(V: Float64Array, X: Float64Array, n: number, turn: boolean): Float64Array {
  const v = (i: number, j: number): number => (turn ? V[j * n + i] : V[i * n + j]);
  const half = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++)
      for (let j = 0; j < n; j++) half[i * n + j] += v(i, k) * (0.5 * X[k * n + j] + 0.5 * X[j * n + k]);
  const o = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) for (let k = 0; k < n; k++) o[i * n + j] += half[i * n + k] * v(j, k);
  return o;
}

/**
 * The function f of symmetric matrices (..., n, n): V diag(f(w)) Vᵀ, where f is written for numbers and takes a tensor of
 * them. An argument that is not symmetric is symmetrised, its tangent too. Derivatives of every order are right where
 * eigenvalues are equal, as those of eigh are not; f must have as many itself. Cost O(n³) and a call of f, a derivative of
 * order k O(nᵏ⁺¹) and calls of f's.
 *
 * @example
 * import { matrixFunction } from "dualtensor/linalg";
 * matrixFunction([[2, 0], [0, 2]], (x) => x.pow(3)) // => tensor([[8, 0], [0, 8]])
 * jacobian((A) => matrixFunction(A, sqrt), [[4, 0], [0, 4]]).at(0, 0) // => tensor([[0.2500, 0.0000], [0.0000, 0.0000]])
 */
export const matrixFunction: Face<[A: TensorLike, f: (x: Tensor) => Tensor]> = /*#__PURE__*/ face(
  FN,
  "A: tensor, f: any",
  (A: Tensor, f: unknown) => {
    squareMatrix(FN, "A", A);
    if (typeof f !== "function") throw wrongArgument(FN, "f", "a function of a tensor, such as exp", f);
    return row([A], { f: f as Elementwise });
  },
);
