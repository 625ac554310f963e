// Public functions that check their arguments by a signature text (door/arguments.ts), tensors lifted.
import { wrongArgument } from "../errors.js";
import { argumentsOf, plainArgument } from "../door/arguments.js";
import { isTensor, lift, type Tensor, type TensorLike } from "./tensor.js";
import type { Described } from "./kinds.js";

export type Options<O> = Partial<O>;
/** The arguments P after the required ones: from any place on, they may stand in a last object under their names. */
export type Trailing<P extends readonly unknown[], O> =
  [...P, options?: Options<O>] | (P extends readonly [...infer H, unknown] ? Trailing<H, O> : never);
export interface Face<A extends readonly unknown[], R = Tensor> extends Described {
  (...args: A): R;
}

/** Positional arguments and options, checked, in the order of the signature; tensors as tensors. */
export const resolve = (fn: string, signature: string, args: readonly unknown[]): unknown[] =>
  argumentsOf(fn, signature, args, (p, v) =>
    p.kind === "tensor"
      ? lift(v as TensorLike, fn, p.name)
      : p.kind === "tensors"
        ? lifted(fn, p.name, v)
        : plainArgument(fn, p, v),
  );
function lifted(fn: string, name: string, v: unknown): Tensor[] {
  if (!isTensor(v) && !Array.isArray(v))
    throw wrongArgument(fn, name, "an array of tensors", v, `Write ${fn}([a, b])`);
  return Array.from(v as Iterable<TensorLike>, (t, i) => lift(t, fn, `${name}[${i}]`));
}

/** A public function that checks its arguments by its signature; `impl` receives them in order, tensors as tensors. */
export function face<A extends readonly unknown[], B extends readonly unknown[], R = Tensor>(
  fn: string,
  signature: string,
  impl: (...args: B) => R,
): Face<A, R> {
  return Object.assign((...args: A): R => impl(...(resolve(fn, signature, args) as unknown as B)), {
    signature,
  });
}
