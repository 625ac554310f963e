// What stands around tensors that leave with something else (aux, what PyTorch's functions return): arrays and records of
// anything, to any depth, taken apart and put together by one walk.
import { isWhole } from "../door/parse.js";
import { MOST_AXES } from "../array/shape.js";
import { isRecord } from "./structure.js";

/** The place of a tensor that was taken out to a list. */
export class Slot {
  constructor(readonly at: number) {}
}
/**
 * v, in which anything may stand, with `leaf` of all that is neither an array nor a record; `record` gives a record what else
 * the one had that it stands for, `deep` is the error of what contains itself. An array with holes, of which there may be
 * millions, keeps them.
 */
export function rebuilt(
  v: unknown,
  leaf: (e: unknown) => unknown,
  deep?: () => Error,
  record = (_from: object, to: object): object => to,
  depth = 0,
): unknown {
  if (depth > MOST_AXES) throw deep!();
  const next = (e: unknown): unknown => rebuilt(e, leaf, deep, record, depth + 1),
    list = Array.isArray(v);
  if (list && isWhole(v)) return v.map(next);
  if (!list && !isRecord(v)) return leaf(v);
  const to = Object.fromEntries(Object.entries(v).map(([k, e]) => [k, next(e)]));
  return list ? Object.assign([], to, { length: v.length }) : record(v, to);
}
