// Structures of tensors: arrays, objects and named results, taken apart and put together again.
import { isTensor, type Tensor } from "../../core/tensor.js";
import { Complex, isComplex } from "../../ops/complex/complex.js";
import { isWhole } from "../../door/parse.js";
import { MOST_AXES } from "../../array/shape.js";
import { runtime, texts } from "../words/classes.js";

/** The place of a tensor among the tensors of a call. */
class Slot {
  constructor(readonly at: number) {}
}
/** A complex value counts as the one tensor of its pairs. */
class Pairs {
  constructor(readonly slot: Slot) {}
}
/** A structure with slots in the place of its tensors, and what puts others there. */
export function flatten(v: unknown, found: Tensor[], depth = 0): unknown {
  if (depth > MOST_AXES) throw runtime(texts.recursion);
  if (isComplex(v)) return new Pairs(new Slot(found.push(v.pairs) - 1));
  if (isTensor(v)) return new Slot(found.push(v) - 1);
  // A list with holes, which may be millions of them, is nothing to walk through.
  if (Array.isArray(v)) return isWhole(v) ? v.map((e) => flatten(e, found, depth + 1)) : v;
  if (v !== null && typeof v === "object" && v.constructor === Object)
    return likewise(
      v,
      Object.fromEntries(Object.entries(v).map(([k, e]) => [k, flatten(e, found, depth + 1)])),
    );
  return v;
}
/** Refuses a structure that contains itself, before anything walks through it. */
export const finite = (v: unknown): void => void flatten(v, []);
/** Results under names can be taken apart in order too, as Python's named tuples. */
export function named(y: object): object {
  const list = Object.values(y);
  list.forEach((v, i) => Object.defineProperty(y, i, { value: v }));
  return Object.defineProperty(y, Symbol.iterator, { value: () => list.values() });
}
const likewise = (from: object, to: object): object => (Symbol.iterator in from ? named(to) : to);
export function unflatten<T>(v: unknown, tensors: readonly T[]): unknown {
  if (v instanceof Slot) return tensors[v.at];
  if (v instanceof Pairs) return Complex.ofPairs(tensors[v.slot.at] as Tensor);
  if (Array.isArray(v)) return isWhole(v) ? v.map((e) => unflatten(e, tensors)) : v;
  if (v !== null && typeof v === "object" && v.constructor === Object)
    return likewise(v, Object.fromEntries(Object.entries(v).map(([k, e]) => [k, unflatten(e, tensors)])));
  return v;
}
