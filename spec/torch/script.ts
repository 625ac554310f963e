// A script of PyTorch's in TypeScript, what it records, and the comparison with what PyTorch recorded. Python has no types,
// so the scripts see values of one loose type.
import { onWarning, torch, TorchTensor } from "dualtensor/torch";
import { typeName } from "../../lib/torch/words/classes.js";

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type T = any;
export type Record_ = (name: string, value: unknown) => void;
export type Expect = (name: string, f: () => unknown) => void;
/** What Python has beside PyTorch. */
export interface Python {
  typeName(v: unknown): string;
  same(a: unknown, b: unknown): boolean;
  /** float(x) */
  number(x: T): number;
}
export type Script = (torch: T, rec: Record_, err: Expect, python: Python) => void;

export interface Observation {
  readonly name: string;
  readonly value?: unknown;
  readonly ok?: unknown;
  readonly error?: { readonly class: string; readonly message: string };
}
export interface Case {
  readonly id: string;
  readonly topic: string;
  readonly rule: string;
  readonly script: string;
  readonly observed: readonly Observation[];
  readonly warnings: readonly { readonly class: string; readonly message: string }[];
}

const special = (v: number): number | string => (Number.isFinite(v) ? v : String(v));
/** A value as the fixture writes it. */
export function encode(v: unknown): unknown {
  if (v === undefined || v === null) return null;
  if (typeof v === "number") return special(v);
  if (v instanceof TorchTensor) {
    const { data } = v.numbers();
    return {
      tensor: {
        shape: [...v.shape],
        dtype: v.dtype,
        requires_grad: v.requiresGrad,
        is_leaf: v.isLeaf,
        grad_fn: v.gradFn?.name() ?? null,
        data: Array.from(data, (e) => (v.dtype === "bool" ? e !== 0 : special(e))),
      },
    };
  }
  if (Array.isArray(v)) return { list: v.map(encode) };
  // A named tuple.
  if (typeof v === "object" && v.constructor !== Object) return { list: Object.values(v).map(encode) };
  if (typeof v === "object")
    return { dict: Object.fromEntries(Object.entries(v).map(([k, e]) => [k, encode(e)])) };
  return v;
}

/** Equal up to 1e-6 of the number: float32 has 6e-8, and PyTorch's functions are right to a few units of it. */
export function equal(got: unknown, want: unknown): boolean {
  if (typeof got === "number" && typeof want === "number")
    return Object.is(got, want) || Math.abs(got - want) <= 1e-6 * Math.max(Math.abs(want), 1e-6);
  if (Array.isArray(got) && Array.isArray(want))
    return got.length === want.length && got.every((g, i) => equal(g, want[i]));
  if (got !== null && want !== null && typeof got === "object" && typeof want === "object") {
    const a = tupled(got),
      b = tupled(want),
      keys = Object.keys(b);
    return keys.length === Object.keys(a).length && keys.every((k) => k in a && equal(a[k], b[k]));
  }
  return got === want;
}
/** Python's tuples and lists are both arrays here. */
const tupled = (v: object): Record<string, unknown> =>
  "tuple" in v ? { list: v.tuple } : (v as Record<string, unknown>);

export interface Run {
  readonly observed: readonly Observation[];
  readonly warnings: readonly { class: string; message: string }[];
}
export function run(script: Script): Run {
  const observed: Observation[] = [],
    warnings: { class: string; message: string }[] = [];
  const before = onWarning((message, category) => warnings.push({ class: category, message }));
  const rec: Record_ = (name, value) => observed.push({ name, value: encode(value) });
  const err: Expect = (name, f) => {
    let ok: unknown;
    try {
      ok = encode(f());
    } catch (e) {
      const { name: type, message } = e as Error;
      observed.push({ name, error: { class: type, message } });
      return;
    }
    observed.push({ name, ok });
  };
  try {
    script(torch, rec, err, {
      typeName: (v) => (Array.isArray(v) ? "tuple" : typeName(v)),
      same: (a, b) => String(a) === String(b),
      number: (x) => Number((x as unknown as TorchTensor).item()),
    });
  } finally {
    onWarning(before);
  }
  return { observed, warnings };
}
/** Where a run parts from what PyTorch printed: the places of the observations, and "warnings". */
export function differences(c: Case, r: Run): string[] {
  const out: string[] = [];
  c.observed.forEach((want, i) => {
    const got = r.observed[i] as Observation | undefined;
    if (got === undefined || got.name !== want.name || !equal(got, want)) out.push(want.name);
  });
  if (r.observed.length !== c.observed.length) out.push("(number of observations)");
  const text = (w: { class: string; message: string }): string =>
    `${w.class}: ${w.message.replace(/ \(Triggered internally at .*$/, "")}`;
  if (String(r.warnings.map(text)) !== String(c.warnings.map(text))) out.push("(warnings)");
  return out;
}
