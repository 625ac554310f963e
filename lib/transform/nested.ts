// Nested arrays and records of tensors, as a list of tensors and a template that gives the nesting back.
import { isHolder, parts } from "./holder.js";
import { isTensor, lift, type Watched, type Tensor, type TensorLike } from "../core/tensor.js";
import { notTensorOutput, tooDeep, wrongArgument } from "../errors.js";
import { anyOf, isWhole } from "../door/parse.js";
import { MOST_AXES } from "../array/shape.js";
import { isRecord, standsForTensor } from "./structure.js";

/** A place in a list of tensors, or whatever stands in its own place. */
export type Template =
  | { readonly kind: "place"; readonly at: number }
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "array"; readonly items: readonly Template[] }
  | {
      readonly kind: "holder";
      readonly items: readonly Template[];
      readonly made: (list: readonly Tensor[]) => unknown;
    }
  | { readonly kind: "record"; readonly keys: readonly string[]; readonly items: readonly Template[] };

/** One level further down, of as many as there may be. */
const below = (fn: string, depth: number): number => {
  if (depth >= MOST_AXES) throw tooDeep(fn, MOST_AXES);
  return depth + 1;
};
/** An array is a tuple when a tensor, a typed array or a record stands anywhere below it; else data of one tensor. */
const isTuple = (fn: string, v: readonly unknown[], depth = 0): boolean =>
  anyOf(
    v,
    (e) => standsForTensor(e) || isRecord(e) || (Array.isArray(e) && isTuple(fn, e, below(fn, depth))),
  );

/** An argument: its tensors are added to the list. */
export function taken(fn: string, name: string, v: unknown, list: Tensor[], depth = 0): Template {
  if (Array.isArray(v) && isTuple(fn, v) && isWhole(v)) {
    const next = below(fn, depth);
    return { kind: "array", items: v.map((e, i) => taken(fn, `${name}[${i}]`, e, list, next)) };
  }
  if (isRecord(v) && !standsForTensor(v)) {
    const keys = Object.keys(v);
    const next = below(fn, depth);
    return { kind: "record", keys, items: keys.map((k) => taken(fn, `${name}.${k}`, v[k], list, next)) };
  }
  if (typeof v === "function" || typeof v === "string" || v === undefined || v === null)
    throw wrongArgument(
      fn,
      name,
      "a tensor, or an array or a record of them",
      v,
      "What is no tensor is closed over: it is a constant of the program",
    );
  return { kind: "place", at: list.push(isTensor(v) ? v : lift(v as TensorLike, fn, name)) - 1 };
}
/** What f returned: its tensors are added to the list, numbers and the like stay where they are. */
export function returned(fn: string, v: unknown, list: Tensor[], depth = 0): Template {
  if (isTensor(v)) return { kind: "place", at: list.push(v) - 1 };
  if (isHolder(v)) {
    const { tensors, made } = v[parts]();
    return { kind: "holder", items: tensors.map((e) => returned(fn, e, list, below(fn, depth))), made };
  }
  if (Array.isArray(v) && isWhole(v)) {
    const next = below(fn, depth);
    return { kind: "array", items: v.map((e) => returned(fn, e, list, next)) };
  }
  if (isRecord(v)) {
    const keys = Object.keys(v);
    const next = below(fn, depth);
    return { kind: "record", keys, items: keys.map((k) => returned(fn, v[k], list, next)) };
  }
  if (typeof v === "function")
    throw notTensorOutput(fn, v, "A compiled function returns numbers: call the pullback inside of it");
  return { kind: "value", value: v };
}
/** The structure again, with these in the places of its tensors. */
export function filled(t: Template, list: readonly unknown[]): unknown {
  switch (t.kind) {
    case "place":
      return list[t.at];
    case "value":
      return t.value;
    case "array":
      return t.items.map((e) => filled(e, list));
    case "holder":
      return t.made(t.items.map((e) => filled(e, list) as Tensor));
    case "record":
      return Object.fromEntries(t.keys.map((k, i) => [k, filled(t.items[i], list)]));
  }
}
/** The template as a text: equal where the nesting is. */
export function templateKey(t: Template): string {
  switch (t.kind) {
    case "place":
      return "*";
    case "value":
      return "=";
    case "array":
    case "holder":
      return `[${t.items.map(templateKey).join()}]`;
    case "record":
      return `{${t.items.map((e, i) => `${JSON.stringify(t.keys[i])}:${templateKey(e)}`).join()}}`;
  }
}
/** Where each place of the list stands: "[0].a". */
export function paths(t: Template, at = "", out: string[] = []): string[] {
  if (t.kind === "place") out[t.at] = at;
  else if (t.kind === "array" || t.kind === "holder")
    t.items.forEach((e, i) => {
      paths(e, `${at}[${i}]`, out);
    });
  else if (t.kind === "record")
    t.items.forEach((e, i) => {
      paths(e, at === "" ? t.keys[i] : `${at}.${t.keys[i]}`, out);
    });
  return out;
}
export const isWatched = (t: Tensor): t is Watched => t.level !== 0;
