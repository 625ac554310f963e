// What random programs are made of: each line of the table of public functions as a call that takes other values in the
// place of its moving numbers, and each row that registered itself at each of its trials.
import { bind } from "../../lib/core/bind.js";
import { promoteAll } from "../../lib/core/kinds.js";
import type { Domain, Rule } from "../../lib/core/rule.js";
import { isTensor, type Tensor } from "../../lib/core/tensor.js";
import * as fft from "../../lib/fft.js";
import * as root from "../library.js";
import * as linalg from "../../lib/linalg.js";
import * as nn from "../../lib/nn.js";
import { isComplex } from "../../lib/ops/complex/complex.js";
import * as special from "../../lib/special.js";
import { Subject, type Row } from "../contract/subject.js";
import { Moving, type Table } from "../table/entry.js";
import { table } from "../table/table.js";

export interface Operation {
  readonly name: string;
  /** Where it is known to be well behaved: numbers for each operand. */
  readonly centers: readonly Tensor[];
  /** Operands of any shapes that broadcast, from this interval: null where they have to be like the centers. */
  readonly domains: readonly Domain[] | null;
  /** Linear in each operand: any numbers do. */
  readonly multilinear: boolean;
  call(x: readonly Tensor[]): Result[];
  /** The call as code, given the operands' names. */
  code(x: readonly string[]): string;
}
/** A float64 tensor among what a call gives, and how it is read from that. */
export interface Result {
  readonly value: Tensor;
  read(call: string): string;
}

// ── public functions ──
const entries: Readonly<Record<string, object>> = { root, linalg, nn, special, fft };
type Call = ((...args: unknown[]) => unknown) & { readonly rule?: Rule<unknown> };
/** As spec/table.spec.ts finds them; undefined where no entry has it, of which that one complains. */
function functionOf(name: string): Call | undefined {
  const [entry, own] = name.includes(".") ? name.split(".") : ["root", name];
  return (entries[entry] as Record<string, Call | undefined>)[own];
}
/** The tensors in a result, each with the text that reads it. */
function results(v: unknown, read: Result["read"] = (call) => call): Result[] {
  if (isComplex(v)) return [{ value: v.pairs, read: (call) => `viewAsReal(${read(call)})` }];
  if (isTensor(v)) return v.dtype === "float64" ? [{ value: v, read }] : [];
  if (typeof v !== "object" || v === null) return [];
  return Object.entries(v).flatMap(([key, part]) =>
    results(part, (call) => (Array.isArray(v) ? `${read(call)}[${key}]` : `${read(call)}.${key}`)),
  );
}
const movingIn = (v: unknown): Moving[] =>
  v instanceof Moving ? [v] : Array.isArray(v) ? v.flatMap(movingIn) : [];
/** Numbers as code: JSON, but for -0 and those that are not finite. */
export const written = (v: unknown): string =>
  typeof v === "number"
    ? Object.is(v, -0)
      ? "-0"
      : String(v)
    : Array.isArray(v)
      ? `[${v.map(written).join(", ")}]`
      : typeof v === "object" && v !== null
        ? `{ ${Object.entries(v)
            .map(([k, e]) => `${k}: ${written(e)}`)
            .join(", ")} }`
        : v === undefined
          ? "undefined"
          : JSON.stringify(v);

const domainsOf = ({ domain = { lo: -2, hi: 2 } }: Pick<Rule, "domain">, n: number): readonly Domain[] =>
  Array.isArray(domain) ? (domain as Domain[]) : Array.from({ length: n }, () => domain as Domain);

function ofLine(name: string, args: readonly unknown[]): Operation | null {
  const f = functionOf(name);
  const moving = movingIn(args);
  if (f === undefined || moving.length === 0) return null;
  const filled = <T>(x: readonly T[], take: (m: Moving, v: T) => unknown): unknown[] => {
    let n = 0;
    const fill = (v: unknown): unknown =>
      v instanceof Moving ? take(v, x[n++]) : Array.isArray(v) ? v.map(fill) : v;
    return args.map(fill);
  };
  const isElementwise =
    f.rule?.kind === "elementwise" &&
    moving.every((m) => !m.complex) &&
    args.filter((a) => !(a instanceof Moving)).every((a) => !Array.isArray(a));
  return {
    name,
    centers: moving.map((m) => root.tensor(m.at as number[])),
    domains: isElementwise ? domainsOf(f.rule, moving.length) : null,
    multilinear: f.rule?.kind === "linear" || f.rule?.kind === "bilinear",
    call: (x) => results(f(...filled(x, (m, v) => (m.complex ? root.viewAsComplex(v) : v)))),
    code: (x) => {
      const texts = filled(x, (m, v) => ({ code: m.complex ? `viewAsComplex(${v})` : v }));
      const text = (v: unknown): string =>
        Array.isArray(v)
          ? `[${v.map(text).join(", ")}]`
          : typeof v === "object" && v !== null && "code" in v
            ? String(v.code)
            : written(v);
      return `${name}(${texts.map(text).join(", ")})`;
    },
  };
}

// ── rows ──
function ofTrial(row: Row, place: number): Operation | null {
  const subject = new Subject(row, place, row.trials[place].params);
  const { rule } = row;
  const { params, movable, x, shapes } = subject;
  if (movable.length === 0 || rule.flat === true) return null;
  const { domain = { lo: -2, hi: 2 } } = row.trials[place];
  const domains = Array.isArray(domain) ? (domain as Domain[]) : shapes.map(() => domain as Domain);
  return {
    name: row.place,
    centers: movable.map((i) => x[i]),
    domains: rule.operands === undefined ? null : movable.map((i) => domains[i]),
    multilinear: rule.kind === "linear" || rule.kind === "bilinear",
    call: (z) => {
      const all = x.map((v, i) => (movable.includes(i) ? z[movable.indexOf(i)] : v));
      const value = bind(rule, rule.kind === "linear" ? all : promoteAll(all), params);
      return [{ value, read: (call) => call }];
    },
    // Rows have no public name: what is printed is their place in the library.
    code: (z) => {
      const all = x.map((v, i) => (movable.includes(i) ? z[movable.indexOf(i)] : written(v.toArray())));
      return `row(${JSON.stringify(row.place)})([${all.join(", ")}], ${written(params)})`;
    },
  };
}

/** By name, each with its lines or trials. */
export function operations(rows: readonly Row[], functions: Table = table): (readonly Operation[])[] {
  const isOne = (o: Operation | null): o is Operation => o !== null;
  const lines = Object.entries(functions).map(([name, list]) => list.map(({ args }) => ofLine(name, args)));
  const trials = rows.map((row) => row.trials.map((_, i) => ofTrial(row, i)));
  return [...lines, ...trials].map((list) => list.filter(isOne)).filter((list) => list.length > 0);
}
