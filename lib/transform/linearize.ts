// Pullbacks: vector-Jacobian products, and the linear map of f at a point, both on one tape.
import { checkCount } from "../door/arguments.js";
import { copied, handingOut, zeros, type Tensor, type TensorLike } from "../core/tensor.js";
import { reshapeTail } from "../core/ring.js";
import { pushTape, Tape } from "../reverse/tape.js";
import { arityOf, auxOf, listed, type Listed } from "./listed.js";
import {
  checkOptions,
  inputs,
  pack,
  unpack,
  type AnyOptions,
  type Inputs,
  type Like,
  type NoAux,
  type Out,
  type WithAux,
  type Args,
  type Input,
  type Inside,
  type Given,
} from "./structure.js";

/** f(x) and its linear map at x. */
interface Linear<O, V, X> {
  value: O;
  push: (v: V) => Like<O, Tensor>;
  pull: (ybar: Like<O, TensorLike>) => X;
}
/** One run of f on a tape, and what both linear maps need. */
function taped(
  fn: string,
  f: unknown,
  x: unknown,
  options: AnyOptions | undefined,
): {
  tape: Tape;
  list: Listed;
  inside: Inputs;
  result: { value: unknown; aux?: unknown };
  pull(ybar: unknown): unknown;
} {
  const { hasAux } = checkOptions<AnyOptions>(fn, options, ["hasAux"]),
    inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure, hasAux),
    tape = new Tape(fn, list, inside.tensors);
  const outputs = tape.value.slice(0, list.outputs),
    // The tape goes on using what it holds.
    value = pack(list.structure, outputs.map(copied));
  return {
    tape,
    list,
    inside,
    result: hasAux === true ? { value, aux: auxOf(list, tape.value, copied) } : { value },
    pull(ybar) {
      const bars = tape.pull(unpack(`${fn}.pull`, "ybar", ybar, list.structure, outputs)),
        give = handingOut();
      return pack(
        inside.structure,
        bars.map((b, i) => (b === null ? zeros(inside.tensors[i].shape) : give(b))),
      );
    },
  };
}

/**
 * f(x), and `pull(ybar)` = Jᵀ ybar for a cotangent of the shape (structure) of f(x). `pull` may be called many times: f
 * ran once, its tape lives as long as `pull` does.
 *
 * @example
 * const { value, pull } = vjp((x) => x.mul(x), [1, 2, 3]);
 * pull([1, 0, 1]) // => tensor([2, 0, 6])
 */
export function vjp<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: NoAux,
): { value: O; pull: (ybar: Like<O, TensorLike>) => Inside<X> };
export function vjp<const X extends Input, O extends Out, A>(
  f: (...x: Args<X>) => readonly [O, A],
  x: X,
  options: WithAux,
): { value: O; pull: (ybar: Like<O, TensorLike>) => Inside<X>; aux: A };
export function vjp(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("vjp", arguments, "f, x, options?");
  const { result, pull } = taped("vjp", f, x, options);
  return { ...result, pull };
}

/**
 * f(x) and its linear map at x: `push(v)` = J v and `pull(ybar)` = Jᵀ ybar, from one run of f.
 *
 * @example
 * const { push, pull } = linearize((x) => x.mul(x), [1, 2, 3]);
 * push([1, 1, 1]) // => tensor([2, 4, 6])
 * pull([1, 0, 0]) // => tensor([2, 0, 0])
 */
export function linearize<const X extends Input, O extends Out>(
  f: (...x: Args<X>) => O,
  x: X,
  options?: NoAux,
): Linear<O, Given<X>, Inside<X>>;
export function linearize<const X extends Input, O extends Out, A>(
  f: (...x: Args<X>) => readonly [O, A],
  x: X,
  options: WithAux,
): Linear<O, Given<X>, Inside<X>> & { aux: A };
export function linearize(f: (...x: never[]) => unknown, x: unknown, options?: AnyOptions): unknown {
  if (arguments.length > 3) checkCount("linearize", arguments, "f, x, options?");
  const { tape, list, inside, result, pull } = taped("linearize", f, x, options);
  const push = (v: unknown): unknown => {
    // A tangent is a block of one seed: rules speak of [k, ...shape].
    const give = handingOut(),
      dots = pushTape(
        tape,
        unpack("linearize.push", "v", v, inside.structure, inside.tensors).map((t) =>
          reshapeTail(t, { from: t.shape.length, shape: [1, ...t.shape] }),
        ),
      );
    return pack(
      list.structure,
      dots.map((d, o) => {
        const s = tape.value[o].shape;
        return d === null ? zeros(s) : give(reshapeTail(d, { from: s.length + 1, shape: s }));
      }),
    );
  };
  return { ...result, push, pull };
}
