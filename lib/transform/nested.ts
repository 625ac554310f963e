// Nests of tensors and of anything else: tuples and records, taken apart to a list of tensors and put together again. There is
// one walk each way and one along a structure, for everybody; the field calls such nests trees.
import { isHolder, parts as partsOfHolder } from "./holder.js";
import { isTensor, lift, type Tensor, type TensorLike } from "../core/tensor.js";
import { notTensorOutput, tooDeep, wrongArgument } from "../errors.js";
import { anyOf, isMatrix, isPlainObject, isShaped, isTypedArray, isWhole } from "../door/parse.js";
import { MOST_AXES } from "../array/shape.js";

/**
 * How a list of tensors was packed: alone, as a tuple, or under names; the parts of both are packed again. Beside tensors there
 * may be values, which stay where they stood, and things that are made anew of what was packed.
 */
export type Structure =
  | { readonly kind: "one" }
  | { readonly kind: "tuple"; readonly parts: readonly Structure[] }
  | { readonly kind: "record"; readonly parts: readonly Structure[]; readonly keys: readonly string[] }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "made"; readonly of: Structure; readonly make: (packed: unknown) => unknown };
/** A tuple or a record. */
export type Nest = Extract<Structure, { parts: unknown }>;
export const ONE: Structure = { kind: "one" };
export const tupleOf = (n: number): Structure => ({
  kind: "tuple",
  parts: new Array<Structure>(n).fill(ONE),
});
/** What was taken apart to tensors alone. */
export interface Inputs {
  readonly structure: Structure;
  readonly tensors: Tensor[];
}
/** A tensor for a list, and its place. */
export function placed(list: Tensor[], t: Tensor): Structure {
  list.push(t);
  return ONE;
}
/** What is no tensor and stays. */
export const staying = (value: unknown): Structure => ({ kind: "value", value });

export const standsForTensor = (v: unknown): boolean =>
  isTensor(v) || isTypedArray(v) || isMatrix(v) || isShaped(v);
export const isRecord = (v: unknown): v is Record<string, unknown> => isPlainObject(v) && !standsForTensor(v);
export const isArray = (v: unknown): v is readonly unknown[] => Array.isArray(v);
/** An array is a tuple when something that is no number stands anywhere below it, else data for one tensor. */
export const isTuple = (v: unknown, depth = 0): v is unknown[] =>
  Array.isArray(v) &&
  (depth >= MOST_AXES ||
    anyOf(
      v,
      (e) =>
        typeof e === "object" && e !== null && (standsForTensor(e) || isRecord(e) || isTuple(e, depth + 1)),
    ));

/** Which index or key leads to a part. */
export const step = (s: Nest, i: number): string | number => (s.kind === "record" ? s.keys[i] : i);
/** The name of what stands there, for messages: x[0], x.w. */
export const part = (name: string, step: string | number): string =>
  typeof step === "number" ? `${name}[${step}]` : `${name}.${step}`;
/** Which indices and keys lead to each place. */
export function paths(s: Structure): (string | number)[][] {
  if (s.kind === "one") return [[]];
  if (s.kind === "value") return [];
  if (s.kind === "made") return paths(s.of);
  return s.parts.flatMap((p, i) => paths(p).map((rest) => [step(s, i), ...rest]));
}
/** The names of all places, in order. */
export const places = (structure: Structure, name: string): string[] =>
  paths(structure).map((path) => path.reduce(part, name));

/** What stands for v; undefined where the parts of v do. */
export type Own = (v: unknown, name: string, depth: number) => Structure | undefined;
/** v as a structure: `own` puts what is to be a place in a list. */
export function flatten(v: unknown, own: Own, name = "", depth = 0): Structure {
  const s = own(v, name, depth);
  if (s !== undefined) return s;
  const tuple = isArray(v),
    keys = tuple ? v : Object.keys(v as object),
    parts: Structure[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = tuple ? i : (keys[i] as string);
    parts.push(
      flatten(
        (v as Readonly<Record<string | number, unknown>>)[key],
        own,
        // Without a name nobody asks for those of its parts.
        name && part(name, key),
        depth + 1,
      ),
    );
  }
  return tuple ? { kind: "tuple", parts } : { kind: "record", parts, keys: keys as string[] };
}

/**
 * Where every place has to hold a tensor: `leaf` of it, or of what is none. Nothing is empty there, and nothing holds itself.
 */
export function tensorsOf(v: unknown, name: string, leaf: (v: unknown, name: string) => Tensor): Inputs {
  const tensors: Tensor[] = [],
    structure = flatten(
      v,
      (e, place, depth) =>
        depth < MOST_AXES && (isTuple(e) || (isRecord(e) && Object.keys(e).length > 0))
          ? undefined
          : placed(tensors, leaf(e, place)),
      name,
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
        : s.kind === "record"
          ? Object.fromEntries(s.parts.map((p, i) => [s.keys[i], build(p)]))
          : s.kind === "made"
            ? s.make(build(s.of))
            : s.value;
  return build(structure);
}

/** v beside a structure of tensors alone: `leaf` of what stands at each place, where `partsOf` are those of v. */
export function beside(
  v: unknown,
  s: Structure,
  name: string,
  partsOf: (name: string, v: unknown, s: Nest) => readonly unknown[],
  leaf: (v: unknown, name: string) => void,
): void {
  if (!("parts" in s)) leaf(v, name);
  else {
    const list = partsOf(name, v, s);
    s.parts.forEach((p, i) => beside(list[i], p, part(name, step(s, i)), partsOf, leaf));
  }
}

// ── Ways to take apart ──
/**
 * Where anything may stand: what `own` does not know and what has no parts stays. An array with holes, of which there may be
 * millions, keeps them.
 */
export function anything(
  v: unknown,
  own: (v: unknown, below: (parts: object) => Structure) => Structure | undefined,
  deep: () => Error,
): Structure {
  const each: Own = (e, _name, depth) => {
    if (depth > MOST_AXES) throw deep();
    const below = (parts: object): Structure => flatten(parts, each, "", depth + 1),
      s = own(e, below);
    if (s !== undefined || isRecord(e) || (isArray(e) && isWhole(e))) return s;
    return isArray(e)
      ? { kind: "made", of: below({ ...e }), make: (to) => Object.assign([], to, { length: e.length }) }
      : { kind: "value", value: e };
  };
  return flatten(v, each);
}

/** An argument of a compiled function, for its list of tensors. */
export const taken = (fn: string, name: string, v: unknown, list: Tensor[]): Structure =>
  // Most are.
  isTensor(v)
    ? placed(list, v)
    : flatten(
        v,
        (e, place, depth) => {
          if (depth > MOST_AXES) throw tooDeep(fn, MOST_AXES);
          if (isTuple(e) || isRecord(e)) return undefined;
          if (typeof e === "function" || typeof e === "string" || e === undefined || e === null)
            throw wrongArgument(
              fn,
              place,
              "a tensor, or an array or a record of them",
              e,
              "What is no tensor is closed over: it is a constant of the program",
            );
          return placed(list, isTensor(e) ? e : lift(e as TensorLike, fn, place));
        },
        name,
      );
/** What f returned, for the list of its tensors; numbers and the like stay where they are. */
export const returned = (fn: string, v: unknown, list: Tensor[]): Structure =>
  anything(
    v,
    (e) => {
      if (isTensor(e)) return placed(list, e);
      if (isHolder(e)) {
        const { tensors, made: of } = e[partsOfHolder]();
        list.push(...tensors);
        return {
          kind: "made",
          of: tupleOf(tensors.length),
          make: (packed) => of(packed as readonly Tensor[]),
        };
      }
      if (typeof e === "function")
        throw notTensorOutput(fn, e, "A compiled function returns numbers: call the pullback inside of it");
      return undefined;
    },
    () => tooDeep(fn, MOST_AXES),
  );
/** An argument of the user's own, for the list of the tensors in it: all others, and data of a tensor, stay what they are. */
export const opened = (fn: string, v: unknown, list: Tensor[]): Structure =>
  anything(
    v,
    (e) => (isTensor(e) ? placed(list, e) : isArray(e) && !isTuple(e) ? staying(e) : undefined),
    () => tooDeep(fn, MOST_AXES),
  );

/** A structure as a text: equal where the nesting is. */
export function structureKey(s: Structure): string {
  switch (s.kind) {
    case "one":
      return "*";
    case "value":
      return "=";
    case "made":
      return structureKey(s.of);
    case "tuple":
      return `[${s.parts.map(structureKey).join()}]`;
    case "record":
      return `{${s.parts.map((p, i) => `${JSON.stringify(s.keys[i])}:${structureKey(p)}`).join()}}`;
  }
}
