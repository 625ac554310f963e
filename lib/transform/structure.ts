// What users pass and get: one tensor, or a nest of tuples and records of them. Inside there are only lists of tensors; `Like`
// and `Inside` give the same structure back in types, as nested.ts does with values.
import {
  complexValue,
  escaped,
  missingArgument,
  needsTuple,
  structureMismatch,
  wrongArgument,
} from "../errors.js";
import { isTensor, lift, type Tensor, type TensorLike, type Watched } from "../core/tensor.js";
import { shapeText, type Shape } from "../array/shape.js";
import { beside, isRecord, step, tensorsOf, type Inputs, type Nest, type Structure } from "./nested.js";

export { isRecord, ONE, pack, paths, places, tupleOf, type Inputs, type Structure } from "./nested.js";
export { checkOptions, type AnyOptions, type NoAux, type Options, type WithAux } from "./options.js";

/** What f may return: a tensor, or tuples and records of them to any depth. */
export type Out = Tensor | OutTuple | { readonly [key: string]: Out };
// An interface, as in door/parse.ts: the compiler looks into it when it is asked, not before.
interface OutTuple extends ReadonlyArray<Out> {}
/** Whatever a transformation takes as x: what stands for a tensor, or tuples and records of that to any depth. */
export type Input = TensorLike | InputTuple | { readonly [key: string]: Input };
interface InputTuple extends ReadonlyArray<Input> {}
/** What is of no type: to any other `noUncheckedIndexedAccess` adds undefined where a value is taken apart. */
type Untyped = ReturnType<typeof JSON.parse>;
/** A tensor as f's only parameter: `([a, b]) => ...` takes it apart along its first axis, also where indices are checked. */
export type Destructible = Tensor & { [Symbol.iterator](): Iterator<Untyped> };
/** X with tensors in it. */
export type Inside<X> = X extends TensorLike ? Tensor : { -readonly [K in keyof X]: Inside<X[K]> };
/** What f is called with: the elements of a tuple, else x itself. */
export type Args<X> = X extends TensorLike
  ? [x: Destructible]
  : X extends readonly [...infer P]
    ? { -readonly [K in keyof P]: Inside<P[K]> }
    : [x: Inside<X>];
/** What stands for tensors in the structure of X. */
export type Given<X> = X extends TensorLike ? TensorLike : { readonly [K in keyof X]: Given<X[K]> };
/** The structure of T with U in place of each tensor. */
export type Like<T, U> = T extends Tensor ? U : { -readonly [K in keyof T]: Like<T[K], U> };
/** A tensor for each pair of inputs. */
export type Pairs<X> = Like<Inside<X>, Inside<X>>;
/** Outputs outside, inputs inside. */
export type Jac<O, I> = Like<O, I>;

export type AnyFunction = (...args: never[]) => unknown;

/** A value that left its call takes no part in another. */
export function living(fn: string, t: Tensor): Tensor {
  if (t.level !== 0 && !(t as Watched).run.alive) throw escaped(fn, (t as Watched).run.call);
  if (t.dtype === "complex128") throw complexValue(fn);
  return t;
}
function real(fn: string, name: string, v: unknown): Tensor {
  const t = isTensor(v) ? living(fn, v) : lift(v as TensorLike, fn, name);
  if (t.dtype !== "float64" && t.dtype !== "float32")
    throw wrongArgument(
      fn,
      name,
      `of dtype float64 (${t.dtype} carries no derivative)`,
      t,
      'Make it tensor(x, { dtype: "float64" }), or close over it',
    );
  return t;
}

/** The index of an entry, from its place among all. */
export function indexOf(shape: Shape, flat: number): number[] {
  const index: number[] = [];
  for (let d = shape.length - 1, rest = flat; d >= 0; d--) {
    index.unshift(rest % shape[d]);
    rest = Math.floor(rest / shape[d]);
  }
  return index;
}

/** x as the user passed it: a tensor, data for one, tuples and records. `arity` is f.length, to recognise a likely slip. */
export function inputs(fn: string, x: unknown, arity: number): Inputs {
  if (x === undefined) throw missingArgument(fn, "x", `${fn}(f, x)`);
  const inside = tensorsOf(x, "x", (v, name) => real(fn, name, v)),
    { structure } = inside,
    { kind } = structure,
    n = kind === "tuple" ? structure.parts.length : 1;
  if (arity > n)
    throw needsTuple(
      fn,
      arity,
      kind === "tuple" ? `one of ${n}` : kind === "record" ? "a record, which is one argument" : undefined,
    );
  return inside;
}

/** Tangents, cotangents or directions: the same structure and shapes as `like`, block axes in front allowed. */
export function unpack(
  fn: string,
  name: string,
  v: unknown,
  structure: Structure,
  like: readonly Tensor[],
  lead = 0,
): Tensor[] {
  const list: Tensor[] = [];
  beside(
    v,
    structure,
    name,
    (label, e, s) => partsOf(fn, label, e, s),
    (e, label) => list.push(fitting(fn, name, label, e, like[list.length].shape, lead)),
  );
  return list;
}
/** The parts of v where it has the structure that was asked. */
function partsOf(fn: string, label: string, v: unknown, s: Nest): unknown[] {
  if (s.kind !== "record") {
    if (!Array.isArray(v) || v.length !== s.parts.length)
      throw structureMismatch(
        fn,
        label,
        `an array of ${s.parts.length} tensors`,
        Array.isArray(v) ? `one of ${v.length}` : typeof v,
      );
    return v as unknown[];
  }
  const keys = s.keys.join(", ");
  if (!isRecord(v))
    throw structureMismatch(fn, label, `a record of ${keys}`, Array.isArray(v) ? "an array" : typeof v);
  const extra = Object.keys(v).find((k) => !s.keys.includes(k));
  if (extra !== undefined) throw structureMismatch(fn, label, `a record of ${keys}`, `also ${extra}`);
  return s.keys.map((k) => v[k]);
}
function fitting(
  fn: string,
  name: string,
  label: string,
  e: unknown,
  s: readonly number[],
  lead: number,
): Tensor {
  if (e === undefined || e === null)
    throw missingArgument(
      fn,
      label,
      `${fn}: ${name} has the structure of ${name === "v" || name === "V" ? "x" : "f(x)"}`,
    );
  const t = lift(e as TensorLike, fn, label),
    own = t.shape.slice(lead);
  if (own.length !== s.length || t.shape.length < lead || own.some((n, d) => n !== s[d]))
    throw structureMismatch(
      fn,
      label,
      `of shape ${lead ? "(k, ...) with the rest " : ""}${shapeText(s)}`,
      shapeText(t.shape),
    );
  return t;
}

/** A structure like the inputs whose leaves may be missing (null then), or one number for a whole tensor. */
export function tensorsLike(
  fn: string,
  name: string,
  v: unknown,
  structure: Structure,
  like: readonly Tensor[],
): (Tensor | null)[] {
  const list: (Tensor | null)[] = [];
  beside(
    v,
    structure,
    name,
    (label, e, s) => {
      if (e === undefined || e === null) return [];
      const keys = s.parts.map((_, i) => step(s, i)),
        extra = Object.keys(e).find((k) => !keys.map(String).includes(k));
      if (typeof e !== "object" || extra !== undefined)
        throw structureMismatch(
          fn,
          label,
          `a part of the structure of x: ${keys.join(", ")}`,
          extra ?? typeof e,
        );
      return keys.map((k) => (e as Readonly<Record<string | number, unknown>>)[k]);
    },
    (e, label) => {
      const { shape } = like[list.length],
        t = e === undefined || e === null ? null : lift(e as TensorLike, fn, label);
      list.push(t === null || t.shape.length === 0 ? t : fitting(fn, name, label, t, shape, 0));
    },
  );
  return list;
}
