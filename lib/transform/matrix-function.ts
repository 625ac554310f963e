// Functions of symmetric matrices, with all their derivatives as one row. With A = V diag(w) Vᵀ and Ei' = Vᵀ Ei V, the k-th
// derivative in the directions E1, ..., Ek is (Yu. Daletskii and S. Krein 1965; N. Higham, Functions of Matrices, 2008, 3.2)
//
//   V T Vᵀ,  T[i0, ik] = Σ over i1 ... and all orders of the E of f[w(i0), ..., w(ik)] E1'[i0, i1] ... Ek'[i(k-1), ik]
//
// with divided differences, which know no difference between equal eigenvalues and others. Its product with a cotangent is
// symmetric in the cotangent and all directions, so that pull is the row again.
import { bind } from "../core/bind.js";
import { promoteAll } from "../core/kinds.js";
import { plus } from "../core/ring.js";
import type { Rule, Tangent } from "../core/rule.js";
import { face, type Face } from "../core/signature.js";
import { isTensor, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { notElementwise, notTensorOutput, wrongArgument } from "../errors.js";
import { dividedDifferences } from "../kernels/divided.js";
import { eigh } from "../kernels/eigh.js";
import { spread } from "../kernels/loops.js";
import { batchOf, serving, squareMatrix } from "../ops/linalg/matrices.js";
import { outside } from "../array/alloc.js";
import { broadcastShape, sameShape, shapeText, size } from "../array/shape.js";
import { derivative } from "./directional.js";

const FN = "linalg.matrixFunction";
type Elementwise = (x: Tensor) => Tensor;
/** f and its derivatives at points, which nobody watches. */
function at(f: Elementwise, order: number, points: Float64Array): Float64Array {
  let g: Elementwise = f;
  for (let k = 0; k < order; k++) {
    const below = g;
    g = (x) => derivative(below, x);
  }
  const y: unknown = outside(() => g(new Plain([points.length], points.slice())));
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

interface MatrixFunction {
  (args: readonly Tensor[]): Tensor;
  readonly rule: Rule;
}
/** The row of f: f(A) of one operand, its k-th derivative of A and k directions. */
export function matrixFunctionRow(f: Elementwise): MatrixFunction {
  const apply = (args: readonly Tensor[]): Tensor => bind(rule, promoteAll(args), undefined);
  const replaced = (args: readonly Tensor[], i: number, by: Tensor): Tensor =>
    apply(i === 0 ? [...args, by] : args.map((a, j) => (j === i ? by : a)));
  const rule: Rule = {
    name: "matrixFunction",
    kind: "general",
    // prettier-ignore
    trials: [
      { shapes: [[3, 3]],               params: undefined, domain: regular },
      { shapes: [[2, 2, 2]],            params: undefined, domain: regular },
      { shapes: [[3, 3], [3, 3]],       params: undefined, domain: regular },
      { shapes: [[1, 2, 2], [2, 2, 2]], params: undefined, domain: regular },
    ],
    value: ([A, ...E]) => {
      const n = A.shape[A.shape.length - 1];
      const batch = batchOf(A.shape);
      const lead = E.reduce((s, e) => broadcastShape(FN, s, batchOf(e.shape)), batch);
      const spectra = Array.from({ length: size(batch) }, (_, l) =>
        decompose(A.data.subarray(l * n * n, (l + 1) * n * n), n, E.length, f),
      );
      const which = serving(batch, lead);
      const directions = E.map((e) => spread(e, [...lead, n, n]));
      const o = new Float64Array(size(lead) * n * n);
      for (let l = 0; l < size(lead); l++) {
        const own = directions.map((d) => d.subarray(l * n * n, (l + 1) * n * n));
        // A direction of zeros meets nothing, not even NaN.
        if (own.every((d) => d.some((v) => v !== 0)))
          o.set(through(spectra[which ? which[l] : 0], own, n), l * n * n);
      }
      return new Plain([...lead, n, n], o);
    },
    push: (dx, args) => dx.reduce<Tangent>((sum, d, i) => plus(sum, d && replaced(args, i, d)), null),
    pull: (i, ybar, args) => replaced(args, i, ybar),
  };
  return Object.assign(apply, { rule });
}
const regular = { lo: -2, hi: 2 };

interface Spectrum {
  readonly V: Float64Array;
  /** f[w(i0), ..., w(ik)] in row-major order. */
  readonly table: Float64Array;
}
function decompose(A: Float64Array, n: number, order: number, f: Elementwise): Spectrum {
  const w = new Float64Array(n);
  const V = new Float64Array(n * n);
  eigh(A, 0, n, w, 0, V, 0);
  return { V, table: dividedDifferences(w, order, (k, points) => at(f, k, points)) };
}
/** V T Vᵀ for the directions. */
function through({ V, table }: Spectrum, directions: readonly Float64Array[], n: number): Float64Array {
  const turned = directions.map((E) => sandwich(V, E, n, true));
  const T = new Float64Array(n * n);
  const walk = (
    first: number,
    last: number,
    place: number,
    rest: readonly Float64Array[],
    product: number,
  ): void => {
    if (rest.length === 0) T[first * n + last] += product * table[place];
    rest.forEach((E, k) => {
      const others = rest.filter((_, j) => j !== k);
      for (let i = 0; i < n; i++) {
        const e = E[last * n + i];
        if (e !== 0) walk(first, i, place * n + i, others, product * e);
      }
    });
  };
  for (let i = 0; i < n; i++) walk(i, i, i, turned, 1);
  return sandwich(V, T, n, false);
}
/** Vᵀ X V of the symmetric part of X, or V X Vᵀ. */
function sandwich(V: Float64Array, X: Float64Array, n: number, transposed: boolean): Float64Array {
  const v = (i: number, j: number): number => (transposed ? V[j * n + i] : V[i * n + j]);
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
    return matrixFunctionRow(f as Elementwise)([A]);
  },
);
