// Gradients of scalar functions, in reverse (one pullback) or forward.
import { checkCount } from "../door/arguments.js";
import { handingOut, Plain, zeros, type Tensor } from "../core/tensor.js";
import { reshapeTail } from "../core/ring.js";
import { notScalar } from "../errors.js";
import { jacobians } from "../forward/columns.js";
import { Tape } from "../reverse/tape.js";
import { size, type Shape } from "../array/shape.js";
import { arityOf, auxOf, listed, type Listed } from "./listed.js";
import {
  checkOptions,
  inputs,
  pack,
  type AnyOptions,
  type Inputs,
  type NoAux,
  type Options,
  type WithAux,
  type Args,
  type Input,
  type Inside,
} from "./structure.js";

/** Value and gradient of a scalar function of a list of tensors, in the operations of outer levels: it nests. */
export function gradients(
  call: string,
  f: Listed,
  x: readonly Tensor[],
  options: AnyOptions,
): { value: readonly Tensor[]; grads: Tensor[] } {
  const check = (y: Tensor): void => {
    if (f.outputs !== 1 || size(y.shape) !== 1) throw notScalar(call, f.outputs !== 1 ? f.outputs : y.shape);
  };
  if (options.mode === "forward") {
    const { value, J } = jacobians(
      call,
      (v) => {
        const ys = f(v);
        check(ys[0]);
        return ys;
      },
      x,
      options,
      () => 1,
    );
    return { value, grads: J[0] };
  }
  const tape = new Tape(call, f, x);
  check(tape.value[0]);
  return { value: tape.value, grads: pulled(tape, x) };
}
/** The gradients of the one scalar on a tape. */
export const pulled = (tape: Tape, x: readonly Tensor[]): Tensor[] =>
  tape.pull([new Plain(tape.value[0].shape, 1)]).map((b, i) => b ?? zeros(x[i].shape));

function run(
  fn: string,
  f: unknown,
  x: unknown,
  options: AnyOptions | undefined,
): {
  inside: Inputs;
  list: Listed;
  value: readonly Tensor[];
  gradient: unknown;
  give: (t: Tensor) => Tensor;
} {
  const checked = checkOptions<AnyOptions>(fn, options),
    inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure, checked.hasAux);
  const { value, grads } = gradients(fn, list, inside.tensors, checked),
    give = handingOut(fn === "grad" && checked.hasAux !== true ? grads.length : 2);
  return {
    inside,
    list,
    value,
    give,
    gradient: pack(
      inside.structure,
      grads.map((g, i) => give(flat(g, inside.tensors[i].shape))),
    ),
  };
}
/** Of a one-element output that is not 0-dimensional, forward mode has its axes in front: they go. */
const flat = (g: Tensor, shape: Shape): Tensor =>
  g.shape.length === shape.length ? g : reshapeTail(g, { from: g.shape.length, shape });

/**
 * The gradient of a scalar function (one output element), of the shape (structure) of x. Reverse mode: a small multiple of
 * the cost of f, whatever the size of x; `{mode: "forward"}` costs ⌈n / chunk⌉ runs and no tape.
 * Errors: DT_NOT_SCALAR for a vector function, whose derivative is {@link jacobian}.
 *
 * @example
 * grad((x) => x.mul(x).sum(), [1, 2, 3]) // => tensor([2, 4, 6])
 */
export function grad<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  options?: Options & NoAux,
): Inside<X>;
export function grad<const X extends Input, A>(
  f: (...x: Args<X>) => readonly [Tensor, A],
  x: X,
  options: Options & WithAux,
): [Inside<X>, A];
export function grad(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("grad", arguments, "f, x, options?");
  const { list, value, gradient, give } = run("grad", f, x, options);
  return options?.hasAux === true ? [gradient, auxOf(list, value, give)] : gradient;
}

/**
 * f(x) and its gradient from one run (see {@link grad}).
 *
 * @example
 * const { value, grad } = valueAndGrad((x) => x.mul(x).sum(), [1, 2]);
 * value.item() // => 5
 * grad // => tensor([2, 4])
 */
export function valueAndGrad<const X extends Input>(
  f: (...x: Args<X>) => Tensor,
  x: X,
  options?: Options & NoAux,
): { value: Tensor; grad: Inside<X> };
export function valueAndGrad<const X extends Input, A>(
  f: (...x: Args<X>) => readonly [Tensor, A],
  x: X,
  options: Options & WithAux,
): { value: Tensor; grad: Inside<X>; aux: A };
export function valueAndGrad(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("valueAndGrad", arguments, "f, x, options?");
  const { list, value, gradient, give } = run("valueAndGrad", f, x, options),
    result = { value: give(value[0]), grad: gradient };
  return options?.hasAux === true ? { ...result, aux: auxOf(list, value, give) } : result;
}
