// Structures of tensors: arrays, objects and named results, taken apart and put together again.
import { isTensor, type Tensor } from "../../core/tensor.js";
import { Complex, isComplex } from "../../ops/complex/complex.js";
import { rebuilt, Slot } from "../../transform/slots.js";
import { runtime, texts } from "../words/classes.js";

/** A complex value counts as the one tensor of its pairs. */
class Pairs {
  constructor(readonly slot: Slot) {}
}
/** A structure with slots in the place of its tensors, and what puts others there. */
export function flatten(v: unknown, found: Tensor[]): unknown {
  const slot = (t: Tensor): Slot => new Slot(found.push(t) - 1);
  return rebuilt(
    v,
    (e) => (isComplex(e) ? new Pairs(slot(e.pairs)) : isTensor(e) ? slot(e) : e),
    () => runtime(texts.recursion),
    likewise,
  );
}
export const unflatten = <T>(v: unknown, tensors: readonly T[]): unknown =>
  rebuilt(
    v,
    (e) =>
      e instanceof Slot
        ? tensors[e.at]
        : e instanceof Pairs
          ? Complex.ofPairs(tensors[e.slot.at] as Tensor)
          : e,
    undefined,
    likewise,
  );
/** Refuses a structure that contains itself, before anything walks through it. */
export const finite = (v: unknown): void => void flatten(v, []);
/** Results under names can be taken apart in order too, as Python's named tuples. */
export function named(y: object): object {
  const list = Object.values(y);
  list.forEach((v, i) => Object.defineProperty(y, i, { value: v }));
  return Object.defineProperty(y, Symbol.iterator, { value: () => list.values() });
}
const likewise = (from: object, to: object): object => (Symbol.iterator in from ? named(to) : to);
