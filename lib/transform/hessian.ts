// Second derivatives. Forward over reverse: sweeps over the gradient, which costs a small multiple of f whatever the number
// of inputs.
import { reshapeTail } from "../core/ring.js";
import { checkCount } from "../door/arguments.js";
import { handingOut, zeros, type Tensor } from "../core/tensor.js";
import { oneOutput } from "../errors.js";
import { jacobians, type Many } from "../forward/columns.js";
import { sweep } from "../forward/dual.js";
import { Tape } from "../reverse/tape.js";
import { gradients, pulled } from "./gradient.js";
import { auxOf, arityOf, listed, type Listed } from "./listed.js";
import {
  checkOptions,
  inputs,
  pack,
  unpack,
  type Options,
  type NoAux,
  type WithAux,
  type AnyOptions,
  type Args,
  type Input,
  type Inside,
  type Given,
  type Pairs,
} from "./structure.js";

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
export function hessian<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  options?: Options & NoAux,
): Pairs<X>;
export function hessian<const X extends Input, A>(
  f: (...x: Args<X>) => readonly [Tensor, A],
  x: X,
  options: Options & WithAux,
): [Pairs<X>, A];
export function hessian(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("hessian", arguments, "f, x, options?");
  const fn = "hessian",
    checked = checkOptions<AnyOptions>(fn, options),
    inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure, checked.hasAux),
    n = inside.tensors.length;
  const byForward = (): Many | null =>
      checked.mode === undefined && list.outputs === 1
        ? firsts(fn, list, { ...checked, mode: "forward" })
        : null,
    { value, J } = jacobians(fn, firsts(fn, list, checked), inside.tensors, checked, () => n, byForward);
  const give = handingOut(),
    H = pack(
      inside.structure,
      J.map((row) => pack(inside.structure, row.map(give))),
    );
  return checked.hasAux === true ? [H, auxOf(list, value, give, n)] : H;
}
/** First derivatives as a function of x, then aux: the gradient in reverse where f is scalar, else the Jacobian. */
function firsts(fn: string, f: Listed, options: AnyOptions): Many {
  let scalar: boolean | null = options.mode === "forward" ? false : null;
  return (x) => {
    if (scalar === null) {
      // The first look is a call of its own, which ends with it: what f keeps of it is no constant of the next.
      const tape = new Tape(fn, f, x);
      scalar = f.outputs === 1 && tape.value[0].shape.length === 0;
      if (scalar) return [...pulled(tape, x), ...tape.value.slice(1)];
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
export function hvp<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  v: Given<X>,
  options?: NoAux,
): Inside<X>;
export function hvp<const X extends Input, A>(
  f: (...x: Args<X>) => readonly [Tensor, A],
  x: X,
  v: Given<X>,
  options: WithAux,
): [Inside<X>, A];
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
  const give = handingOut(),
    product = pack(
      structure,
      tensors.map(({ shape: s }, i) => {
        const b = block[i];
        return b === null ? zeros(s) : give(reshapeTail(b, { from: s.length + 1, shape: s }));
      }),
    );
  return hasAux === true ? [product, auxOf(list, value, give, tensors.length)] : product;
}
/** The gradients of a scalar f, then the tensors of aux. */
export const gradientsThenAux =
  (fn: string, f: Listed): Many =>
  (x) => {
    const { value, grads } = gradients(fn, f, x, {});
    return [...grads, ...value.slice(1)];
  };
