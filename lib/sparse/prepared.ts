// Sparse derivatives prepared once and evaluated many times: structure and a program over whole arrays for the entries.
import { joined } from "../core/join.js";
import { checkCount } from "../door/arguments.js";
import { reshapeTail } from "../core/ring.js";
import { isTensor, lift, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { wrongArgument, wrongShape } from "../errors.js";
import { size } from "../array/shape.js";
import { sweep } from "../forward/dual.js";
import { type Args, type Input, type Out } from "../transform/structure.js";
import { ArrayProgram, Writing } from "./arrays.js";
import { checkProbe, largest, probe } from "./compressed.js";
import { SparseMatrix } from "./sparse-matrix.js";
import {
  checked,
  firsts,
  MOST,
  ones,
  problemOf,
  type Problem,
  type SparseOptions,
} from "./sparse-jacobian.js";
import { sparseSweep, type Many } from "./sweeps.js";

/** A sparse derivative, ready for points of one shape. */
export class Prepared {
  constructor(
    private readonly fn: string,
    private readonly program: ArrayProgram,
    private readonly structure: SparseMatrix,
    /** Elements of f(x), of a Hessian 1. */
    readonly valueSize: number,
  ) {}
  /** Where entries may stand: a matrix of ones, a new one at each look. */
  get pattern(): SparseMatrix {
    return ones(this.structure);
  }
  /** How many numbers x has. */
  get size(): number {
    return this.program.inputs;
  }
  /** The matrix at x, given as one vector (tuples and records one after the other). */
  at(x: TensorLike): SparseMatrix {
    const t = isTensor(x) ? x : lift(x, this.fn, "x");
    if (size(t.shape) !== this.size) throw wrongShape(this.fn, "x", `of ${this.size} numbers`, t.shape);
    return SparseMatrix.like(this.structure, new Plain([this.structure.nnz], this.numbers(t.data)));
  }
  /** The entries alone, column by column; with `value` also f(x). */
  numbers(
    x: Float64Array,
    out = new Float64Array(this.structure.nnz),
    value: Float64Array | null = null,
  ): Float64Array {
    if (!(x instanceof Float64Array) || x.length !== this.size)
      throw wrongArgument(this.fn, "x", `a Float64Array of ${this.size} numbers`, x);
    if (!(out instanceof Float64Array) || out.length < this.structure.nnz)
      throw wrongArgument(this.fn, "out", `a Float64Array of ${this.structure.nnz} numbers`, out);
    if (value !== null && (!(value instanceof Float64Array) || value.length < this.valueSize))
      throw wrongArgument(this.fn, "value", `a Float64Array of ${this.valueSize} numbers`, value);
    this.program.run(x, [out, value]);
    return out;
  }
}

const flat = (t: Tensor): Tensor => reshapeTail(t, { from: t.shape.length, shape: [size(t.shape)] });

/** The first `outputs()` of g's results are differentiated; `value` says what of them all is f(x). */
function prepared(
  fn: string,
  g: Many,
  { inside }: Problem,
  most: number,
  outputs: () => number,
  value: (all: readonly Tensor[]) => Tensor[],
): Prepared {
  const x = inside.tensors.map((t) => new Plain(t.shape, t.data, t.dtype)),
    writing = new Writing(fn),
    inputs = x.map((t) => writing.input(t));
  try {
    const { value: y, jacobian } = sparseSweep(fn, g, inputs, most, outputs),
      own = value(y),
      whole = joined(own.map(flat), -1),
      program = new ArrayProgram(writing, inputs, [jacobian.values, whole]);
    const result = new Prepared(fn, program, ones(jacobian), size(whole.shape));
    verify(fn, g, x, result, jacobian.shape[0], outputs);
    return result;
  } finally {
    writing.run.alive = false;
  }
}
/** One product at another point, against the program there: what it was recorded at must not matter. */
function verify(
  fn: string,
  g: Many,
  x: readonly Plain[],
  p: Prepared,
  rows: number,
  outputs: () => number,
): void {
  const n = p.size,
    r = probe(n),
    at = new Float64Array(n);
  let k = 0;
  const seeds: Tensor[] = [],
    moved = x.map(({ shape, data }) => {
      const start = k;
      for (const v of data) {
        at[k] = v + 0.01 * r[k] * (Math.abs(v) + 1e-3);
        k++;
      }
      seeds.push(new Plain([1, ...shape], r.slice(start, k)));
      return new Plain(shape, at.slice(start, k));
    });
  const { value, block } = sweep(fn, g, moved, seeds),
    Jr = new Float64Array(rows);
  let row = 0;
  value.slice(0, outputs()).forEach((y, o) => {
    if (block[o] !== null) Jr.set(block[o].data, row);
    row += size(y.shape);
  });
  checkProbe(fn, p.at(new Plain([n], at)), r, Jr, largest(value));
}

/**
 * The sparse Jacobian of f for points of x's shape: its structure found and a program made, once. `numbers(x, out)` writes the
 * entries, `at(x)` gives the matrix. A random product at another point checks both. Pays where f computes with arrays; scalar
 * code, and branches on values, want `jit((x) => sparseJacobian(f, x))`.
 *
 * @example
 * import { prepareJacobian } from "dualtensor/sparse";
 * const J = prepareJacobian((x) => x.mul(roll(x, 1)), [1, 2, 3]);
 * J.at([4, 5, 6]).toDense() // => tensor([[6, 0, 4], [5, 4, 0], [0, 6, 5]])
 * J.numbers(Float64Array.of(1, 2, 3)) // => Float64Array(6) [ 3, 2, 1, 3, 1, 2 ]
 */
export function prepareJacobian<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: Pick<SparseOptions, "maxEntries">,
): Prepared;
export function prepareJacobian(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: SparseOptions,
): Prepared {
  const fn = "prepareJacobian";
  if (arguments.length > 3) checkCount(fn, arguments, "f, x, options?");
  return preparedJacobian(fn, f, x, options);
}
/** The same under the name that its messages begin with. */
export function preparedJacobian(
  fn: string,
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: SparseOptions,
): Prepared {
  const { maxEntries = MOST } = checked(fn, options, ["maxEntries"]),
    problem = problemOf(fn, f, x),
    { f: list } = problem;
  return prepared(
    fn,
    list,
    problem,
    maxEntries,
    () => list.outputs,
    (y) => y.slice(0, list.outputs),
  );
}
/**
 * The same for the Hessian of a scalar function: see {@link prepareJacobian}.
 *
 * @example
 * import { prepareHessian } from "dualtensor/sparse";
 * const H = prepareHessian((x) => x.mul(roll(x, 1)).mul(x).sum(), [1, 2, 3]);
 * H.at([1, 1, 2]).toDense() // => tensor([[4, 2, 2], [2, 2, 4], [2, 4, 2]])
 */
export function prepareHessian<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  options?: Pick<SparseOptions, "maxEntries">,
): Prepared;
export function prepareHessian(f: (...x: never[]) => unknown, x: unknown, options?: SparseOptions): Prepared {
  const fn = "prepareHessian";
  if (arguments.length > 3) checkCount(fn, arguments, "f, x, options?");
  return preparedHessian(fn, f, x, options);
}
/** The same under the name that its messages begin with. */
export function preparedHessian(
  fn: string,
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: SparseOptions,
): Prepared {
  const { maxEntries = MOST } = checked(fn, options, ["maxEntries"]),
    problem = problemOf(fn, f, x),
    n = problem.inside.tensors.length;
  return prepared(
    fn,
    firsts(fn, problem.f),
    problem,
    maxEntries,
    () => n,
    (y) => y.slice(n),
  );
}
