// Jacobians and Hessians by their entries. Rows run over all elements of f(x), columns over all of x, in the order in which
// tuples and records hold them.
import { checkCount } from "../door/arguments.js";
import { handingOut, Plain, zeros, type Tensor } from "../core/tensor.js";
import { wrongOption } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { gradients } from "../transform/gradient.js";
import { arityOf, listed, type Listed } from "../transform/listed.js";
import { inputs, pack, type Args, type Input, type Inputs, type Out } from "../transform/structure.js";
import { byPattern } from "./compressed.js";
import { SparseMatrix } from "./sparse-matrix.js";
import { sparseSweep, type Many, type Swept } from "./sweeps.js";

/** What sparse derivatives take: a pattern that is known, and a limit. */
export interface SparseOptions {
  /** Where entries may stand, if you know it: as many products as it has colours, and a random one that checks it. */
  readonly pattern?: SparseMatrix;
  /** Entries that a value on the way may have, default 50 million (600 MB): more are an error before memory is spent. */
  readonly maxEntries?: number;
}
export const MOST = 50_000_000;
export function checked(
  fn: string,
  options: SparseOptions | undefined,
  known = ["pattern", "maxEntries"],
): SparseOptions {
  const given = optionsOf<SparseOptions>(
      fn,
      options,
      known,
      `A tuple of inputs is one array: ${fn}(f, [a, b])`,
    ),
    { maxEntries } = given;
  if (maxEntries !== undefined && !(Number.isInteger(maxEntries) && maxEntries >= 1 && maxEntries < 2 ** 31))
    throw wrongOption(fn, "maxEntries", "a whole number from 1 to 2147483647", maxEntries);
  return given;
}

export interface Problem {
  readonly f: Listed;
  readonly inside: Inputs;
}
export function problemOf(fn: string, f: unknown, x: unknown): Problem {
  const inside = inputs(fn, x, arityOf(fn, f));
  return { inside, f: listed(fn, f, inside.structure) };
}
function run(
  fn: string,
  f: unknown,
  x: unknown,
  options: SparseOptions | undefined,
): Problem & { swept: Swept } {
  const { pattern, maxEntries = MOST } = checked(fn, options),
    problem = problemOf(fn, f, x),
    { tensors } = problem.inside,
    outputs = (): number => problem.f.outputs;
  const swept =
    pattern === undefined
      ? sparseSweep(fn, problem.f, tensors, maxEntries, outputs)
      : byPattern(fn, problem.f, tensors, pattern, outputs, false);
  return { ...problem, swept };
}

/**
 * The Jacobian of f at x by its entries that are not structurally zero, in compressed columns: one row for each element of
 * f(x), one column for each of x. One run of f, with memory for the entries alone. The structure comes from the operations,
 * never from the numbers: an entry may be 0. Inside of `jit` the structure is found once. Errors: DT_OPTION where the
 * Jacobian is dense after all, before memory is spent on it.
 *
 * @example
 * import { sparseJacobian } from "dualtensor/sparse";
 * const J = sparseJacobian((x) => x.mul(roll(x, 1)), [1, 2, 3]);
 * J.toDense() // => tensor([[3, 0, 1], [2, 1, 0], [0, 3, 2]])
 * J.nnz // => 6
 */
export function sparseJacobian<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: SparseOptions,
): SparseMatrix;
export function sparseJacobian(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: SparseOptions,
): SparseMatrix {
  if (arguments.length > 3) checkCount("sparseJacobian", arguments, "f, x, options?");
  return run("sparseJacobian", f, x, options).swept.jacobian;
}
/**
 * f(x) and its Jacobian by its entries, from one run (see {@link sparseJacobian}).
 *
 * @example
 * import { valueAndSparseJacobian } from "dualtensor/sparse";
 * const { value, jacobian } = valueAndSparseJacobian((x) => x.mul(x), [1, 2]);
 * value // => tensor([1, 4])
 * jacobian.data // => Float64Array(2) [ 2, 4 ]
 */
export function valueAndSparseJacobian<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: SparseOptions,
): { value: O; jacobian: SparseMatrix };
export function valueAndSparseJacobian(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: SparseOptions,
): { value: unknown; jacobian: SparseMatrix } {
  if (arguments.length > 3) checkCount("valueAndSparseJacobian", arguments, "f, x, options?");
  const { f: list, swept } = run("valueAndSparseJacobian", f, x, options),
    give = handingOut();
  return {
    value: pack(list.structure, swept.value.slice(0, list.outputs).map(give)),
    jacobian: swept.jacobian,
  };
}
/**
 * Where the Jacobian of f at x may have entries: a sparse matrix of ones.
 *
 * @example
 * import { jacobianPattern } from "dualtensor/sparse";
 * jacobianPattern((x) => x.mul(0), [1, 2]).toDense() // => tensor([[1, 0], [0, 1]])
 */
export function jacobianPattern<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: { readonly maxEntries?: number },
): SparseMatrix;
export function jacobianPattern(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: { readonly maxEntries?: number },
): SparseMatrix {
  const fn = "jacobianPattern";
  if (arguments.length > 3) checkCount(fn, arguments, "f, x, options?");
  checked(fn, options, ["maxEntries"]);
  return ones(run(fn, f, x, options).swept.jacobian);
}
export const ones = (A: SparseMatrix): SparseMatrix =>
  SparseMatrix.like(A, new Plain([A.nnz], new Float64Array(A.nnz).fill(1)));

/** The gradients of the one number that f gives, then that number. */
export const firsts =
  (fn: string, f: Listed): Many =>
  (x) => {
    const { value, grads } = gradients(fn, f, x, {});
    return [...grads, ...value.slice(0, 1)];
  };
function second(fn: string, f: unknown, x: unknown, options: SparseOptions | undefined): Swept {
  const { pattern, maxEntries = MOST } = checked(fn, options),
    { f: list, inside } = problemOf(fn, f, x),
    { tensors } = inside,
    g = firsts(fn, list),
    count = (): number => tensors.length;
  return pattern === undefined
    ? sparseSweep(fn, g, tensors, maxEntries, count)
    : byPattern(fn, g, tensors, pattern, count, true);
}
/**
 * The Hessian of a scalar function at x by its entries that are not structurally zero, in compressed columns, both triangles.
 * Forward over reverse: one run of the gradient. With a pattern: as many products as it has colours of a star colouring.
 *
 * @example
 * import { sparseHessian } from "dualtensor/sparse";
 * sparseHessian((x) => x.mul(roll(x, 1)).mul(x).sum(), [1, 2, 3]).toDense()
 * // => tensor([[6, 4, 2],
 * //         [4, 2, 6],
 * //         [2, 6, 4]])
 */
export function sparseHessian<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  options?: SparseOptions,
): SparseMatrix;
export function sparseHessian(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: SparseOptions,
): SparseMatrix {
  if (arguments.length > 3) checkCount("sparseHessian", arguments, "f, x, options?");
  return second("sparseHessian", f, x, options).jacobian;
}
/**
 * f(x) and its Hessian by its entries, from one run (see {@link sparseHessian}).
 *
 * @example
 * import { valueAndSparseHessian } from "dualtensor/sparse";
 * const { value, hessian } = valueAndSparseHessian((x) => x.mul(x).sum(), [1, 2]);
 * value // => tensor(5)
 * hessian.data // => Float64Array(2) [ 2, 2 ]
 */
export function valueAndSparseHessian<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  options?: SparseOptions,
): { value: Tensor; hessian: SparseMatrix };
export function valueAndSparseHessian(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: SparseOptions,
): { value: Tensor; hessian: SparseMatrix } {
  if (arguments.length > 3) checkCount("valueAndSparseHessian", arguments, "f, x, options?");
  const { value, jacobian } = second("valueAndSparseHessian", f, x, options);
  return { value: handingOut()(value[value.length - 1] ?? zeros([])), hessian: jacobian };
}
