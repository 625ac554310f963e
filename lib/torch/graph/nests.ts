// Structures of tensors: arrays, objects and named results, taken apart and put together again.
import { isTensor, type Tensor } from "../../core/tensor.js";
import { Complex, isComplex } from "../../ops/complex/complex.js";
import { anything, isRecord, ONE, pack, placed, type Structure } from "../../transform/nested.js";
import { runtime, texts } from "../words/classes.js";

/** A structure, its tensors added to the list; a complex value counts as the one tensor of its pairs. */
export const flatten = (v: unknown, found: Tensor[]): Structure =>
  anything(
    v,
    (e, below) => {
      // Complex values are tensors too.
      if (isComplex(e)) {
        found.push(e.pairs);
        return complex;
      }
      if (isTensor(e)) return placed(found, e);
      return isRecord(e) && Symbol.iterator in e
        ? { kind: "made", of: below({ ...e }), make: (y) => named(y as object) }
        : undefined;
    },
    () => runtime(texts.recursion),
  );
const complex: Structure = { kind: "made", of: ONE, make: (pairs) => Complex.ofPairs(pairs as Tensor) };
export const unflatten: (s: Structure, tensors: readonly unknown[]) => unknown = pack;
/** All that is neither an array nor a record, in order. */
export function leaves(v: unknown): unknown[] {
  const list: unknown[] = [];
  anything(
    v,
    (e) => {
      if (Array.isArray(e) || isRecord(e)) return undefined;
      list.push(isComplex(e) ? e.pairs : e);
      return ONE;
    },
    () => runtime(texts.recursion),
  );
  return list;
}
/** Refuses a structure that contains itself, before anything walks through it. */
export const finite = (v: unknown): void => void flatten(v, []);
/** Results under names can be taken apart in order too, as Python's named tuples. */
export function named(y: object): object {
  const list = Object.values(y);
  list.forEach((v, i) => Object.defineProperty(y, i, { value: v }));
  return Object.defineProperty(y, Symbol.iterator, { value: () => list.values() });
}
