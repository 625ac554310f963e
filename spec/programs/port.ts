// Which port stands for a program of PyTorch, and with which constants. A source that differs from the one that was ported
// in the numbers written in it alone is the same program with other constants, which the port takes as options.

import { type Tensor } from "dualtensor";
import places from "./constants.json";
import * as ports from "./index.js";

export type Port = (...inputs: Tensor[]) => Tensor | Tensor[];
type Value = number | number[];
/** Where a constant stands among the numbers of a source: at one place, at several alike, or as a list. */
type Place = number | number[] | { readonly each: readonly number[] };

/** PyTorch's label of a program in camelCase. */
export const camel = (label: string): string => label.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());

const literal = /(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/g;
const numbers = (source: string): number[] => Array.from(source.matchAll(literal), ([text]) => Number(text));
const blanks = (source: string): string => source.replace(literal, "#").replace(/\s+/g, " ").trim();

function valueAt(place: Place, values: readonly number[]): Value | undefined {
  if (typeof place === "number") return values[place];
  if (!Array.isArray(place)) return place.each.map((i) => values[i]);
  return place.every((i) => values[i] === values[place[0]]) ? values[place[0]] : undefined;
}

/** The port of the program `label`, whose source was `ported`, for a `source`; else why there is none. */
export function port(label: string, ported: string | undefined, source: string): Port | string {
  const run = (ports as Record<string, unknown>)[camel(label)] as
    ((...inputs: (Tensor | Record<string, Value>)[]) => Tensor | Tensor[]) | undefined;
  if (run === undefined || ported === undefined) return `the program ${label}`;
  if (source === ported) return run;
  if (blanks(source) !== blanks(ported)) return `the program ${label} in this form`;
  const [before, now] = [numbers(ported), numbers(source)];
  const { shape = [], ...named } = ((places as Record<string, unknown>)[label] ?? {}) as {
    shape?: number[];
  } & Record<string, Place>;
  const known = new Set([
    ...shape,
    ...Object.values(named).flatMap((p) => (typeof p === "object" && "each" in p ? p.each : p)),
  ]);
  const options = Object.entries(named).map(([name, place]) => [name, valueAt(place, now)] as const);
  if (now.some((v, i) => v !== before[i] && !known.has(i)) || options.some(([, v]) => v === undefined))
    return `the program ${label} with these constants`;
  return (...inputs) => run(...inputs, Object.fromEntries(options) as Record<string, Value>);
}
