// Second derivatives. Forward over reverse: sweeps over the gradient, which costs a small multiple of f whatever the number
// of inputs.
import { reshapeTail } from "../core/ring.js";
import { checkCount } from "../core/kinds.js";
import { handOut, zeros, type Tensor, type TensorLike } from "../core/tensor.js";
import { oneOutput } from "../errors.js";
import { jacobians, type Many } from "../forward/columns.js";
import { sweep } from "../forward/dual.js";
import { gradients } from "./gradient.js";
import {
  auxOf,
  arityOf,
  checkOptions,
  inputs,
  listed,
  pack,
  unpack,
  type Listed,
  type Options,
  type Along,
  type Each,
  type NoAux,
  type WithAux,
  type RecordLike,
  type TupleLike,
  type AnyOptions,
} from "./structure.js";

/** A tuple of tuples: one block for each pair of inputs. */
type Hess<X extends readonly unknown[]> = { -readonly [K in keyof X]: Each<X> };

/**
 * The Hessian of a scalar function: H[i..., j...] = d²f / dx[i...] dx[j...], of shape (shape of x, shape of x). A tuple of
 * inputs gives a tuple of tuples, a record a record of records. A vector function gives (shape of f(x), shape of x, shape
 * of x). Forward over reverse; `{mode: "forward"}` nests forward mode twice.
 *
 * @example
 * hessian((x) => x.pow(3).sum(), [1, 2])
 * // => tensor([[ 6,  0],
 * //         [ 0, 12]])
 */
export function hessian<const X extends TupleLike>(
  f: (...x: Each<X>) => Tensor,
  x: X,
  options?: Options & NoAux,
): Hess<X>;
export function hessian(f: (x: Tensor) => Tensor, x: TensorLike, options?: Options & NoAux): Tensor;
export function hessian<K extends string>(
  f: (x: Record<K, Tensor>) => Tensor,
  x: RecordLike<K>,
  options?: Options & NoAux,
): Record<K, Record<K, Tensor>>;
export function hessian<const X extends TupleLike, A>(
  f: (...x: Each<X>) => readonly [Tensor, A],
  x: X,
  options: Options & WithAux,
): [Hess<X>, A];
export function hessian<A>(
  f: (x: Tensor) => readonly [Tensor, A],
  x: TensorLike,
  options: Options & WithAux,
): [Tensor, A];
export function hessian<K extends string, A>(
  f: (x: Record<K, Tensor>) => readonly [Tensor, A],
  x: RecordLike<K>,
  options: Options & WithAux,
): [Record<K, Record<K, Tensor>>, A];
export function hessian(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("hessian", arguments, "f, x, options?");
  const fn = "hessian",
    checked = checkOptions<AnyOptions>(fn, options),
    inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure, checked.hasAux),
    n = inside.tensors.length;
  const { value, J } = jacobians(fn, firsts(fn, list, checked), inside.tensors, checked, () => n);
  const H = pack(
    inside.structure,
    J.map((row) => pack(inside.structure, row.map(handOut))),
  );
  return checked.hasAux === true ? [H, auxOf(list, value, n)] : H;
}
/** First derivatives as a function of x, then aux: the gradient in reverse where f is scalar, else the Jacobian. */
function firsts(fn: string, f: Listed, options: AnyOptions): Many {
  let scalar: boolean | null = options.mode === "forward" ? false : null;
  return (x) => {
    if (scalar === null) {
      const ys = f(x);
      scalar = f.outputs === 1 && ys[0].shape.length === 0;
    }
    if (scalar) return gradientsThenAux(fn, f)(x);
    const { value, J } = jacobians(fn, f, x, options, () => f.outputs);
    if (f.outputs !== 1) throw oneOutput(fn, f.outputs);
    return [...J[0], ...value.slice(1)];
  };
}

/**
 * The Hessian times a vector v of the shape (structure) of x, without the Hessian: one sweep over the gradient. With
 * `{hasAux: true}`, here and below, f returns [y, aux], and the result comes with aux.
 *
 * @example
 * hvp((x) => x.pow(3).sum(), [1, 2], [1, 1]) // => tensor([6, 12])
 */
export function hvp<const X extends TupleLike>(
  f: (...x: Each<X>) => Tensor,
  x: X,
  v: Along<X>,
  options?: NoAux,
): Each<X>;
export function hvp(f: (x: Tensor) => Tensor, x: TensorLike, v: TensorLike, options?: NoAux): Tensor;
export function hvp<K extends string>(
  f: (x: Record<K, Tensor>) => Tensor,
  x: RecordLike<K>,
  v: RecordLike<K>,
  options?: NoAux,
): Record<K, Tensor>;
export function hvp<const X extends TupleLike, A>(
  f: (...x: Each<X>) => readonly [Tensor, A],
  x: X,
  v: Along<X>,
  options: WithAux,
): [Each<X>, A];
export function hvp<A>(
  f: (x: Tensor) => readonly [Tensor, A],
  x: TensorLike,
  v: TensorLike,
  options: WithAux,
): [Tensor, A];
export function hvp<K extends string, A>(
  f: (x: Record<K, Tensor>) => readonly [Tensor, A],
  x: RecordLike<K>,
  v: RecordLike<K>,
  options: WithAux,
): [Record<K, Tensor>, A];
export function hvp(f: (...x: never[]) => unknown, x: unknown, v: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 4) checkCount("hvp", arguments, "f, x, v, options?");
  const fn = "hvp",
    { hasAux } = checkOptions<AnyOptions>(fn, options, ["hasAux"]),
    { structure, tensors } = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, structure, hasAux),
    vs = unpack(fn, "v", v, structure, tensors);
  const { value, block } = sweep(
    fn,
    gradientsThenAux(fn, list),
    tensors,
    vs.map((t) => reshapeTail(t, { from: t.shape.length, shape: [1, ...t.shape] })),
  );
  const product = pack(
    structure,
    tensors.map(({ shape: s }, i) => {
      const b = block[i];
      return b === null ? zeros(s) : handOut(reshapeTail(b, { from: s.length + 1, shape: s }));
    }),
  );
  return hasAux === true ? [product, auxOf(list, value, tensors.length)] : product;
}
/** The gradients of a scalar f, then the tensors of aux. */
export const gradientsThenAux =
  (fn: string, f: Listed): Many =>
  (x) => {
    const { value, grads } = gradients(fn, f, x, {});
    return [...grads, ...value.slice(1)];
  };
