// What stands between a user's function and the engines: one input, a tuple or a record in; one output, a tuple or a
// record out. Inside there are only lists of tensors; `Like` and `Jac` give the same structure back, types included.
import {
  asyncFunction,
  changedShape,
  complexValue,
  deepAux,
  escaped,
  missingArgument,
  needsTuple,
  notFunction,
  notTensorOutput,
  structureMismatch,
  wrongArgument,
} from "../errors.js";
import { isTensor, lift, type Tensor, type TensorLike, type Watched } from "../core/tensor.js";
import { allOf, anyOf, isMatrix, isPlainObject, isShaped, isTypedArray } from "../tensor/parse.js";
import { MOST_AXES, shapeText } from "../tensor/shape.js";

export { checkOptions, type AnyOptions, type NoAux, type Options, type WithAux } from "./options.js";

/** What f may return. */
export type Out = Tensor | readonly Tensor[] | { readonly [key: string]: Tensor };
/** What makes an array a tuple of inputs and not data for one: a tensor or a typed array among its elements. */
type Whole = Tensor | ArrayBufferView;
/** A tuple of inputs: they are spread over f's parameters. */
export type TupleLike = readonly [Whole, ...TensorLike[]] | readonly [TensorLike, Whole, ...TensorLike[]];
/** A record of inputs: f gets it as one argument. */
export type RecordLike<K extends string> = { readonly [P in K]: TensorLike };
/** A tensor in each place of X. */
export type Each<X extends readonly unknown[]> = { -readonly [K in keyof X]: Tensor };
/** What stands for a tensor in each place of X. */
export type Along<X extends readonly unknown[]> = { readonly [K in keyof X]: TensorLike };
/** The structure of T with U in place of each tensor. */
export type Like<T, U> = T extends Tensor ? U : { -readonly [K in keyof T]: U };
/** Whatever a transformation takes as x. */
export type Input = TensorLike | TupleLike | RecordLike<string>;
/** What f is called with. */
export type Args<X> = X extends TupleLike ? Each<X> : X extends TensorLike ? [x: Tensor] : [x: Inside<X>];
/** X with tensors in it. */
export type Inside<X> = X extends TupleLike
  ? Each<X>
  : X extends TensorLike
    ? Tensor
    : { -readonly [K in keyof X]: Tensor };
/** What stands for tensors in the structure of X. */
export type Given<X> = X extends TupleLike
  ? Along<X>
  : X extends TensorLike
    ? TensorLike
    : { readonly [K in keyof X]: TensorLike };
/** A tensor for each pair of inputs. */
export type Pairs<X> = X extends TupleLike
  ? { -readonly [K in keyof X]: Each<X> }
  : X extends TensorLike
    ? Tensor
    : { -readonly [K in keyof X]: Inside<X> };
/** Outputs outside, inputs inside. */
export type Jac<O, I> = Like<O, I>;

/** How a list of tensors was packed: alone, as a tuple, or under names. */
export type Structure =
  | { readonly kind: "one" }
  | { readonly kind: "tuple" }
  | { readonly kind: "record"; readonly keys: readonly string[] };
export const ONE: Structure = { kind: "one" };

export interface Inputs {
  readonly structure: Structure;
  readonly tensors: readonly Tensor[];
}
/** f on a list of tensors, as the engines call it. `structure` is known once it ran. */
export interface Listed {
  (x: readonly Tensor[]): readonly Tensor[];
  structure: Structure;
  /** With hasAux: what f returned beside its output, with the tensors taken out (their places hold indices). */
  aux: unknown;
  /** How many of the returned tensors are outputs; the others belong to aux. */
  outputs: number;
}
export type AnyFunction = (...args: never[]) => unknown;

const isRecord = (v: unknown): v is Record<string, unknown> =>
  isPlainObject(v) && !isTensor(v) && !isMatrix(v);
const standsForTensor = (v: unknown): boolean => isTensor(v) || isTypedArray(v) || isMatrix(v) || isShaped(v);

/** A value that left its call takes no part in another. */
function living(fn: string, t: Tensor): Tensor {
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
      "a float64 tensor (integers and booleans carry no derivative)",
      t,
      `Its dtype is ${t.dtype}: make it tensor(x, { dtype: "float64" }), or close over it`,
    );
  return t;
}

/** x as the user passed it: a tensor, data for one, a tuple, a record. `arity` is f.length, to recognise a likely slip. */
export function inputs(fn: string, x: unknown, arity: number): Inputs {
  const one = (): Inputs => {
    if (arity >= 2) throw needsTuple(fn, arity);
    return { structure: ONE, tensors: [real(fn, "x", x)] };
  };
  if (isTensor(x)) return one();
  if (x === undefined) throw missingArgument(fn, "x", `${fn}(f, x)`);
  if (Array.isArray(x) && anyOf(x, standsForTensor)) {
    if (arity > x.length) throw needsTuple(fn, arity, `one of ${x.length}`);
    return { structure: { kind: "tuple" }, tensors: x.map((v, i) => real(fn, `x[${i}]`, v)) };
  }
  if (isRecord(x) && !isShaped(x)) {
    const keys = Object.keys(x);
    if (keys.length === 0)
      throw wrongArgument(fn, "x", "a tensor, a tuple [a, b] or a record { a, b } of them", x);
    if (arity >= 2) throw needsTuple(fn, arity, "a record, which is one argument");
    return { structure: { kind: "record", keys }, tensors: keys.map((k) => real(fn, `x.${k}`, x[k])) };
  }
  return one();
}

/** A list of results in the structure of the inputs or outputs. */
export function pack<T>(structure: Structure, list: readonly T[]): unknown {
  if (structure.kind === "one") return list[0];
  if (structure.kind === "tuple") return list.slice();
  return Object.fromEntries(structure.keys.map((k, i) => [k, list[i]]));
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
  let list: unknown[];
  if (structure.kind === "one") list = [v];
  else if (structure.kind === "tuple") {
    if (!Array.isArray(v) || v.length !== like.length)
      throw structureMismatch(
        fn,
        name,
        `an array of ${like.length} tensors`,
        Array.isArray(v) ? `one of ${v.length}` : typeof v,
      );
    list = v as unknown[];
  } else {
    if (!isRecord(v))
      throw structureMismatch(
        fn,
        name,
        `a record of ${structure.keys.join(", ")}`,
        Array.isArray(v) ? "an array" : typeof v,
      );
    const extra = Object.keys(v).find((k) => !structure.keys.includes(k));
    if (extra !== undefined)
      throw structureMismatch(fn, name, `a record of ${structure.keys.join(", ")}`, `also ${extra}`);
    list = structure.keys.map((k) => v[k]);
  }
  return list.map((e, i) => {
    const label =
        structure.kind === "one"
          ? name
          : structure.kind === "tuple"
            ? `${name}[${i}]`
            : `${name}.${structure.keys[i]}`,
      s = like[i].shape;
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
  });
}

/** A number of all the lengths. Frozen shapes would cost five times as much to make, and ten times to cut. */
function fingerprint(x: readonly Tensor[]): number {
  let h = 0;
  for (const { shape } of x) for (let d = 0; d < shape.length; d++) h = (Math.imul(h, 31) + shape[d]) | 0;
  return h;
}

/** Wrap the user's f: a list of tensors in, a list of tensors out, structure and aux kept aside. */
export function listed(fn: string, f: unknown, structure: Structure, hasAux = false): Listed {
  arityOf(fn, f);
  const call = f as (...args: unknown[]) => unknown;
  const run: Listed = Object.assign(
    (x: readonly Tensor[]): readonly Tensor[] => {
      const before = fingerprint(x);
      let y =
        structure.kind === "one"
          ? call(x[0])
          : structure.kind === "tuple"
            ? call(...x)
            : call(pack(structure, x));
      if (fingerprint(x) !== before) throw changedShape(fn);
      if (isTensor(y) && !hasAux) return [living(fn, y)];
      synchronous(fn, y);
      let aux: unknown;
      const held: Tensor[] = [];
      if (hasAux) {
        if (!Array.isArray(y) || y.length !== 2)
          throw notTensorOutput(fn, y, "With {hasAux: true} f returns a pair [y, aux]");
        [y, aux] = y as [unknown, unknown];
        run.aux = lay(fn, aux, held);
      }
      const list = outputs(fn, y, run);
      run.outputs = list.length;
      return held.length > 0 ? [...list, ...held] : list;
    },
    { structure: ONE, aux: undefined, outputs: 1 },
  );
  return run;
}

/** A promise or a generator is an f that has not computed yet. */
function synchronous(fn: string, y: unknown): void {
  if (y === null || typeof y !== "object" || isTensor(y)) return;
  const { then, next } = y as { then?: unknown; next?: unknown };
  if (typeof then === "function") {
    // What f still throws comes from values that have left their call: it was reported here.
    (y as PromiseLike<unknown>).then(undefined, () => undefined);
    throw asyncFunction(fn, "a promise");
  }
  if (typeof next === "function") throw asyncFunction(fn, "a generator");
}

function outputs(fn: string, y: unknown, run: Listed): Tensor[] {
  if (isTensor(y)) {
    run.structure = ONE;
    return [living(fn, y)];
  }
  if (Array.isArray(y)) {
    if (y.length === 0 || !allOf(y, isTensor))
      throw notTensorOutput(
        fn,
        y,
        "To make one tensor of scalars write stack([a, b]); a tuple of outputs holds tensors only",
      );
    run.structure = { kind: "tuple" };
    return y.map((t: Tensor) => living(fn, t));
  }
  if (isRecord(y)) {
    const keys = Object.keys(y),
      stray = keys.find((k) => !isTensor(y[k]));
    if (stray !== undefined)
      throw notTensorOutput(fn, y[stray], `The output ${JSON.stringify(stray)} is no tensor`);
    if (keys.length > 0) {
      run.structure = { kind: "record", keys };
      return keys.map((k) => living(fn, y[k] as Tensor));
    }
  }
  throw notTensorOutput(
    fn,
    y,
    typeof y === "number"
      ? "Did the value leave through item() or Math? A constant is tensor(c)"
      : y === undefined
        ? "Does f lack a return"
        : undefined,
  );
}

/** Tensors in aux leave through the engine too, so that what the user gets is not watched by the finished call. */
class Held {
  constructor(readonly place: number) {}
}
/** An array or a record with `f` in the place of each entry; anything else as it is. */
const within = (v: unknown, f: (e: unknown) => unknown): unknown =>
  Array.isArray(v)
    ? v.map(f)
    : isRecord(v)
      ? Object.fromEntries(Object.entries(v).map(([k, e]) => [k, f(e)]))
      : v;
function lay(fn: string, v: unknown, held: Tensor[], depth = 0): unknown {
  if (depth > MOST_AXES) throw deepAux(fn, MOST_AXES);
  return isTensor(v) ? new Held(held.push(v) - 1) : within(v, (e) => lay(fn, e, held, depth + 1));
}
/** aux with its tensors back in place: those of `value` that follow the first `outputs`. */
export function auxOf(
  run: Listed,
  value: readonly Tensor[],
  give: (t: Tensor) => Tensor,
  outputs = run.outputs,
): unknown {
  const back = (v: unknown): unknown =>
    v instanceof Held ? give(value[outputs + v.place]) : within(v, back);
  return back(run.aux);
}

export const arityOf = (fn: string, f: unknown): number => {
  if (typeof f !== "function") throw notFunction(fn, f);
  return f.length;
};
