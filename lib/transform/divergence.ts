// The diagonal of a Jacobian, and sums of it, from sweeps that never hold more of the matrix than a chunk of columns.
import { add, mulRow } from "../core/ring.js";
import { sumRow } from "../core/sums.js";
import { checkCount } from "../door/arguments.js";
import { handingOut, Plain, zeros, type Tensor, type TensorLike } from "../core/tensor.js";
import { notElementwise, wrongArgument } from "../errors.js";
import { sweeps, type Many } from "../forward/columns.js";
import type { ChunkOptions } from "../forward/seeds.js";
import { diagonalOf, Layered } from "../forward/layered.js";
import { CHAIN } from "../kernels/arithmetic.js";
import { allAxes, sameShape, shapeText, size } from "../array/shape.js";
import { gradientsThenAux } from "./hessian.js";
import { auxOf, arityOf, listed } from "./listed.js";
import {
  checkOptions,
  inputs,
  type Inputs,
  type NoAux,
  type WithAux,
  type AnyOptions,
  type Args,
  type Input,
} from "./structure.js";

/**
 * d f_i / d x_i for each element, of x's shape, for an f that keeps the shape, and what f returned: no more than a chunk of
 * columns is held.
 */
function diagonals(
  fn: string,
  f: Many,
  x: readonly Tensor[],
  i: number,
  options: ChunkOptions,
): { diagonal: Tensor; value: readonly Tensor[] } {
  const s = x[i].shape,
    n = size(s);
  let total: Tensor | null = null,
    first: readonly Tensor[] | null = null;
  for (const { block, value, start, count } of sweeps(fn, f, x, i, options)) {
    if (!sameShape(value[i].shape, s))
      throw notElementwise(
        fn,
        `an input of shape ${shapeText(s)} and an output of shape ${shapeText(value[i].shape)}`,
      );
    first ??= value;
    const b = block[i];
    if (b === null) continue;
    const mask = (): Plain => {
      const d = new Float64Array(count * n);
      for (let k = 0; k < count; k++) d[k * n + start + k] = 1;
      return new Plain([count, ...s], d);
    };
    const part: Tensor =
      b instanceof Layered && b.plain ? diagonalOf(b) : sumRow(mulRow(b, mask(), CHAIN), [-1 - s.length]);
    total = total === null ? part : add(total, part);
  }
  return { diagonal: total ?? zeros(s), value: first ?? f(x) };
}
const alone = (fn: string, inside: Inputs, x: unknown): Tensor => {
  if (inside.structure.kind !== "one") throw wrongArgument(fn, "x", "one tensor", x);
  return inside.tensors[0];
};

/**
 * The sum of second derivatives of a scalar function: the trace of its Hessian, over all inputs. Memory: O(chunk n).
 *
 * @example
 * laplacian((x) => x.pow(3).sum(), [1, 2]).item() // => 18
 */
export function laplacian<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  options?: ChunkOptions & NoAux,
): Tensor;
export function laplacian<const X extends Input, A>(
  f: (...x: Args<X>) => readonly [Tensor, A],
  x: X,
  options: ChunkOptions & WithAux,
): [Tensor, A];
export function laplacian(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("laplacian", arguments, "f, x, options?");
  const fn = "laplacian",
    checked = checkOptions(fn, options, DIAGONAL),
    { structure, tensors } = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, structure, checked.hasAux),
    parts = tensors.map((_, i) => diagonals(fn, gradientsThenAux(fn, list), tensors, i, checked)),
    give = handingOut(),
    sum = give(parts.map((p) => sumAll(p.diagonal)).reduce((a, b) => add(a, b)));
  return checked.hasAux === true ? [sum, auxOf(list, parts[0].value, give, tensors.length)] : sum;
}
const DIAGONAL = ["chunk", "maxBytes", "hasAux"];
const sumAll = (t: Tensor): Tensor => sumRow(t, allAxes(t.shape.length));

/**
 * The sum of df_i / dx_i of a vector field (f keeps the shape of x). Memory: O(chunk n).
 *
 * @example
 * divergence((x) => x.mul(x), [1, 2]).item() // => 6
 */
export function divergence(f: (x: Tensor) => Tensor, x: TensorLike, options?: ChunkOptions & NoAux): Tensor;
export function divergence<A>(
  f: (x: Tensor) => readonly [Tensor, A],
  x: TensorLike,
  options: ChunkOptions & WithAux,
): [Tensor, A];
export function divergence(f: (x: Tensor) => unknown, x: TensorLike, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("divergence", arguments, "f, x, options?");
  return diagonal("divergence", f, x, options, sumAll);
}

/**
 * The diagonal df_i / dx_i of the Jacobian of an f that keeps the shape of x, of that shape. Memory: O(chunk n).
 *
 * @example
 * jacobianDiagonal((x) => x.mul(x.sum()), [1, 2]) // => tensor([4, 5])
 */
export function jacobianDiagonal(
  f: (x: Tensor) => Tensor,
  x: TensorLike,
  options?: ChunkOptions & NoAux,
): Tensor;
export function jacobianDiagonal<A>(
  f: (x: Tensor) => readonly [Tensor, A],
  x: TensorLike,
  options: ChunkOptions & WithAux,
): [Tensor, A];
export function jacobianDiagonal(f: (x: Tensor) => unknown, x: TensorLike, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("jacobianDiagonal", arguments, "f, x, options?");
  return diagonal("jacobianDiagonal", f, x, options, (d) => d);
}
/** What `take` makes of the diagonal, with aux if it was asked for. */
function diagonal(
  fn: string,
  f: unknown,
  x: unknown,
  options: AnyOptions | undefined,
  take: (d: Tensor) => Tensor,
): unknown {
  const checked = checkOptions(fn, options, DIAGONAL),
    inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure, checked.hasAux),
    d = diagonals(fn, list, [alone(fn, inside, x)], 0, checked),
    give = handingOut(),
    y = give(take(d.diagonal));
  return checked.hasAux === true ? [y, auxOf(list, d.value, give)] : y;
}
