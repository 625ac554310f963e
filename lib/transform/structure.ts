// How tensors are packed: one, or a nest of tuples and records of them. Inside there are only lists of tensors; `Like` and
// `Inside` give the same structure back, types included. The field calls such nests trees.
import {
  complexValue,
  escaped,
  missingArgument,
  needsTuple,
  structureMismatch,
  wrongArgument,
} from "../errors.js";
import { isTensor, lift, type Tensor, type TensorLike, type Watched } from "../core/tensor.js";
import { anyOf, isMatrix, isPlainObject, isShaped, isTypedArray } from "../door/parse.js";
import { MOST_AXES, shapeText, type Shape } from "../array/shape.js";

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

/** How a list of tensors was packed: alone, as a tuple, or under names; the parts of both are packed again. */
export type Structure =
  | { readonly kind: "one" }
  | { readonly kind: "tuple"; readonly parts: readonly Structure[] }
  | { readonly kind: "record"; readonly keys: readonly string[]; readonly parts: readonly Structure[] };
export const ONE: Structure = { kind: "one" };
export const tupleOf = (n: number): Structure => ({
  kind: "tuple",
  parts: new Array<Structure>(n).fill(ONE),
});

export interface Inputs {
  readonly structure: Structure;
  readonly tensors: readonly Tensor[];
}
export type AnyFunction = (...args: never[]) => unknown;

export const isRecord = (v: unknown): v is Record<string, unknown> =>
  isPlainObject(v) && !isTensor(v) && !isMatrix(v) && !isShaped(v);
export const standsForTensor = (v: unknown): boolean =>
  isTensor(v) || isTypedArray(v) || isMatrix(v) || isShaped(v);
/** An array is a tuple when something that is no number stands anywhere below it, else data for one tensor. */
const isTuple = (v: unknown, depth = 0): v is unknown[] =>
  Array.isArray(v) &&
  (depth >= MOST_AXES ||
    anyOf(
      v,
      (e) =>
        typeof e === "object" && e !== null && (standsForTensor(e) || isRecord(e) || isTuple(e, depth + 1)),
    ));

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

/** The name of a part, for messages: x[0], x.w. */
const part = (name: string, structure: Structure, i: number): string =>
  structure.kind === "record" ? `${name}.${structure.keys[i]}` : `${name}[${i}]`;
/** The names of all places, in order. */
export const places = (structure: Structure, name: string): string[] =>
  structure.kind === "one" ? [name] : structure.parts.flatMap((p, i) => places(p, part(name, structure, i)));
/** Which indices and keys lead to each place. */
export const paths = (structure: Structure): (string | number)[][] =>
  structure.kind === "one"
    ? [[]]
    : structure.parts.flatMap((p, i) =>
        paths(p).map((rest) => [structure.kind === "record" ? structure.keys[i] : i, ...rest]),
      );

/** The index of an entry, from its place among all. */
export function indexOf(shape: Shape, flat: number): number[] {
  const index: number[] = [];
  for (let d = shape.length - 1, rest = flat; d >= 0; d--) {
    index.unshift(rest % shape[d]);
    rest = Math.floor(rest / shape[d]);
  }
  return index;
}

/**
 * v as a structure and the list of what `leaf` makes of its leaves. `nested` says what is taken apart; at `depth` 64 a
 * structure holds itself.
 */
export function flatten(
  fn: string,
  name: string,
  v: unknown,
  isTupleHere: (v: unknown) => v is unknown[],
  leaf: (v: unknown, name: string) => void,
  depth = 0,
): Structure {
  const tuple = isTupleHere(v);
  if (!tuple && !isRecord(v)) {
    leaf(v, name);
    return ONE;
  }
  const keys = tuple ? Array.from(v, (_, i) => String(i)) : Object.keys(v);
  if (depth === MOST_AXES || keys.length === 0)
    throw wrongArgument(fn, name, "a tensor, or tuples and records of them", v);
  const parts = keys.map((k) =>
    flatten(
      fn,
      tuple ? `${name}[${k}]` : `${name}.${k}`,
      (v as Readonly<Record<string, unknown>>)[k],
      isTupleHere,
      leaf,
      depth + 1,
    ),
  );
  return tuple ? { kind: "tuple", parts } : { kind: "record", keys, parts };
}

/** x as the user passed it: a tensor, data for one, tuples and records. `arity` is f.length, to recognise a likely slip. */
export function inputs(fn: string, x: unknown, arity: number): Inputs {
  if (x === undefined) throw missingArgument(fn, "x", `${fn}(f, x)`);
  const tensors: Tensor[] = [],
    structure = flatten(fn, "x", x, isTuple, (v, name) => tensors.push(real(fn, name, v))),
    { kind } = structure,
    n = kind === "tuple" ? structure.parts.length : 1;
  if (arity > n)
    throw needsTuple(
      fn,
      arity,
      kind === "tuple" ? `one of ${n}` : kind === "record" ? "a record, which is one argument" : undefined,
    );
  return { structure, tensors };
}

/** A list of results in the structure of the inputs or outputs. */
export function pack<T>(structure: Structure, list: readonly T[]): unknown {
  // Most are.
  if (structure.kind === "one") return list[0];
  let next = 0;
  const build = (s: Structure): unknown =>
    s.kind === "one"
      ? list[next++]
      : s.kind === "tuple"
        ? s.parts.map(build)
        : Object.fromEntries(s.parts.map((p, i) => [s.keys[i], build(p)]));
  return build(structure);
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
  const take = (e: unknown, s: Structure, label: string): void => {
    if (s.kind === "one") list.push(fitting(fn, name, label, e, like[list.length].shape, lead));
    else partsOf(fn, label, e, s).forEach((p, i) => take(p, s.parts[i], part(label, s, i)));
  };
  take(v, structure, name);
  return list;
}
/** The parts of v where it has the structure that was asked. */
function partsOf(fn: string, label: string, v: unknown, s: Exclude<Structure, { kind: "one" }>): unknown[] {
  if (s.kind === "tuple") {
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
  const take = (e: unknown, s: Structure, label: string): void => {
    if (s.kind === "one") {
      const { shape } = like[list.length];
      if (e === undefined || e === null) list.push(null);
      else {
        const t = lift(e as TensorLike, fn, label);
        list.push(t.shape.length === 0 ? t : fitting(fn, name, label, t, shape, 0));
      }
    } else if (e === undefined || e === null) s.parts.forEach((p) => take(undefined, p, label));
    else {
      const keys: (string | number)[] = s.kind === "record" ? [...s.keys] : s.parts.map((_, i) => i),
        extra = Object.keys(e).find((k) => !keys.map(String).includes(k));
      if (typeof e !== "object" || extra !== undefined)
        throw structureMismatch(
          fn,
          label,
          `a part of the structure of x: ${keys.join(", ")}`,
          extra ?? typeof e,
        );
      s.parts.forEach((p, i) => take((e as Record<string | number, unknown>)[keys[i]], p, part(label, s, i)));
    }
  };
  take(v, structure, name);
  return list;
}
