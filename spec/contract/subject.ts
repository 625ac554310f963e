// What the laws are tried on: a rule at one of its trials, with numbers drawn from its domain; and the four ways to run
// it. Nothing here knows a test runner: spec/contract/*.spec.ts and scripts/mutate.mjs share it.
import { bind } from "../../lib/core/bind.js";
import { promoteAll } from "../../lib/core/kinds.js";
import { reshapeTail } from "../../lib/core/ring.js";
import type { Domain, Rule, Tangent, Trial } from "../../lib/core/rule.js";
import { Plain, type Tensor } from "../../lib/core/tensor.js";
import { sweep } from "../../lib/forward/dual.js";
import { Layered } from "../../lib/forward/layered.js";
import { Tape } from "../../lib/reverse/tape.js";
import { CHAIN } from "../../lib/kernels/arithmetic.js";
import { sameShape, size, type Shape } from "../../lib/array/shape.js";
import { Apart, direction, operand, source } from "./draw.js";
import { trialsOf } from "./trials.js";

export interface Row {
  /** Module and export: "core/ring mulRow". */
  readonly place: string;
  readonly rule: Rule<unknown>;
  readonly trials: readonly Trial<unknown>[];
}
const isRule = (v: unknown): v is Rule<unknown> =>
  typeof v === "object" && v !== null && "kind" in v && "push" in v;
/** What the rows have registered in so far (spec/registry.ts). */
export const registry = (): readonly Rule<unknown>[] => {
  const list = (globalThis as unknown as Record<symbol, readonly Rule<unknown>[] | undefined>)[
    Symbol.for("dualtensor.rows")
  ];
  if (list === undefined) throw new Error("the list of rows has to be there before the library is loaded");
  return list;
};
/**
 * All rules among the exports of some modules, each once, in the order of the modules; then what else has registered, under
 * the rule's own name.
 */
export function rowsOf(
  modules: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  others: readonly Rule<unknown>[] = [],
): Row[] {
  const found = new Map<Rule<unknown>, Row>();
  for (const [file, exports] of Object.entries(modules)) {
    for (const [name, value] of Object.entries(exports)) {
      const rule = typeof value === "function" ? (value as { rule?: unknown }).rule : value;
      if (isRule(rule) && !found.has(rule))
        found.set(rule, { place: `${file} ${name}`, rule, trials: trialsOf(rule) });
    }
  }
  for (const rule of others)
    if (!found.has(rule)) found.set(rule, { place: `unexported ${rule.name}`, rule, trials: trialsOf(rule) });
  return [...found.values()];
}

/** What breaks a law says where. */
export class Broken extends Error {}

export type Many = readonly Tensor[];
export class Subject {
  readonly rule: Rule<unknown>;
  readonly params: unknown;
  readonly name: string;
  readonly x: readonly Plain[];
  readonly y: Plain;
  readonly next: () => number;
  /** Operands that numbers move; the others are discrete: an index, a condition. */
  readonly movable: readonly number[];
  private readonly trial: Trial<unknown>;

  constructor(
    readonly row: Row,
    readonly place: number,
    params: unknown,
  ) {
    this.rule = row.rule;
    this.trial = row.trials[place];
    this.params = params;
    this.name = `${row.place}, trial ${place}${params === this.trial.params ? "" : ` with ${JSON.stringify(params)}`}`;
    this.next = source(this.name);
    this.x = this.draw(0);
    this.y = this.value(this.x);
    this.movable = this.x.map((_, i) => i).filter((i) => !this.isDiscrete(i));
  }
  get shapes(): readonly Shape[] {
    return this.trial.shapes;
  }
  get all(): readonly number[] {
    return this.x.map((_, i) => i);
  }
  private domain(i: number): Domain {
    const { domain = { lo: -2, hi: 2 } } = this.trial;
    return Array.isArray(domain) ? (domain as Domain[])[i] : (domain as Domain);
  }

  /** The rule as a public function calls it: ranks equal where they are watched. Operands of a sum of linear maps never meet. */
  readonly f = (...x: Many): Tensor =>
    bind(this.rule, this.rule.kind === "linear" ? x : promoteAll(x), this.params);
  value(x: readonly Plain[]): Plain {
    return this.rule.value(x, this.params);
  }
  /** f of some operands, the others as they are. */
  of(which: readonly number[], x: Many = this.x): (...z: Many) => Tensor {
    return (...z) => this.f(...x.map((v, i) => (which.includes(i) ? z[which.indexOf(i)] : v)));
  }

  /** Operands number n: fixed numbers are scaled (an index turned round) from one to the next. */
  draw(n: number): Plain[] {
    const next = source(`${this.name} #${n}`),
      apart = new Apart(next);
    return this.shapes.map((shape, i) => {
      const domain = this.domain(i),
        v = operand(next, apart, shape, domain);
      if (domain.fixed === undefined || n === 0) return v;
      const d = v.data,
        m = d.length;
      return new Plain(
        shape,
        this.movable.includes(i) ? d.map((e) => e * (1 + n / 8)) : d.map((_, e) => d[(e + n) % m]),
      );
    });
  }
  direction(shape: Shape): Plain {
    return direction(this.next, shape);
  }
  /** One direction per operand. */
  directions(which: readonly number[] = this.all): Plain[] {
    return which.map((i) => this.direction(this.shapes[i]));
  }

  /** Does the value jump, or not exist, right beside x? */
  private isDiscrete(i: number): boolean {
    const scale = 1e-3 * (1 + this.y.data.reduce((m, v) => Math.max(m, Math.abs(v)), 0));
    return [1e-7, -1e-7].some((h) =>
      Array.from(this.x[i].data).some((_, e) => {
        const moved = new Plain(
          this.shapes[i],
          this.x[i].data.map((v, j) => (j === e ? v + h * Math.max(1, Math.abs(v)) : v)),
        );
        try {
          const y = this.value(this.x.map((v, j) => (j === i ? moved : v)));
          return y.data.some((v, j) => !(Math.abs(v - this.y.data[j]) <= scale));
        } catch {
          return true;
        }
      }),
    );
  }
}

/** A rule's subjects: each trial; a product of values also as the product of the chain rule that its derivative is. */
export function subjectsOf(row: Row): Subject[] {
  return row.trials.flatMap((t, i) => [
    new Subject(row, i, t.params),
    ...(row.rule.kind === "bilinear" && i === 0 ? [new Subject(row, i, CHAIN)] : []),
  ]);
}

/** Every way to choose some of them. */
export const subsets = <T>(of: readonly T[]): T[][] =>
  Array.from({ length: 2 ** of.length }, (_, bits) => of.filter((_, i) => (bits >> i) & 1));
/** 1, 2 and every axis length: where blocks could be taken for something else. */
export const lengths = (...shapes: readonly Shape[]): number[] => [...new Set([1, 2, ...shapes.flat()])];

// ── the engines, called with whole blocks ──
export const dense = (t: Tangent): Tangent => (t instanceof Layered ? t.dense() : t);
/** f(x) and J times seeds [k, ...shape] (null: not seeded). */
export function pushed(
  f: (...x: Many) => Tensor,
  x: Many,
  seeds: readonly Tangent[],
): { value: Tensor; block: Tangent } {
  const { value, block } = sweep("push", (z) => [f(...z)], x, seeds);
  return { value: value[0], block: dense(block[0]) };
}
/** f(x) and, for cotangents [...block, ...shape], Jᵀ times them. */
export function taped(f: (...x: Many) => Tensor, x: Many): Tape {
  return new Tape("pull", (z) => [f(...z)], x);
}
/** A block of one seed, and back, by operations. */
export const seed = (t: Tensor): Tensor => reshapeTail(t, { from: t.shape.length, shape: [1, ...t.shape] });
export const unseed = (t: Tensor, shape: Shape): Tensor => reshapeTail(t, { from: shape.length + 1, shape });

// ── comparing ──
const shown = (v: number): string => (Object.is(v, -0) ? "-0" : String(v));
/** Equal to the bit (0 and -0, and all NaN, count as equal). */
export function same(what: string, got: Tangent, want: Tangent): void {
  if (got === null || want === null) {
    if (got !== want)
      throw new Broken(
        `${what}: ${got === null ? "null" : "numbers"}, not ${want === null ? "null" : "numbers"}`,
      );
    return;
  }
  if (!sameShape(got.shape, want.shape))
    throw new Broken(`${what}: shape (${got.shape.join(", ")}), not (${want.shape.join(", ")})`);
  const a = got.data,
    b = want.data;
  for (let i = 0; i < b.length; i++)
    if (a[i] !== b[i] && !(a[i] !== a[i] && b[i] !== b[i]))
      throw new Broken(`${what}: element ${i} is ${shown(a[i])}, not ${shown(b[i])}`);
}
/**
 * Rows whose derivative has one formula for an operand that nobody watches and another for one that is watched: inside of
 * vmap or a trace they agree with themselves but for rounding.
 */
const watchful: Readonly<Record<string, string>> = {
  cofactor:
    "by the products of all pivots but two, which only hold where A is constant, else by Bird's recursion",
};
/** Some hundred ulp of the largest entry: the two formulas have as many terms. */
const ROUNDING = 2 ** -42;
/** What two engines compute with the same rule: equal to the bit. */
export function equal(s: Subject, what: string, got: Tangent, want: Tangent): void {
  if (!(s.rule.name in watchful) || got === null || want === null) {
    same(what, got, want);
    return;
  }
  same(`${what}: shape`, new Plain(got.shape, want.data), want);
  const most = want.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  near(what, got.data, want.data, () => ROUNDING * most);
}
/** |got - want| within a bound for each element. */
export function near(
  what: string,
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  bound: (i: number) => number,
): void {
  if (got.length !== want.length) throw new Broken(`${what}: ${got.length} numbers, not ${want.length}`);
  for (let i = 0; i < want.length; i++)
    if (!(Math.abs(got[i] - want[i]) <= bound(i)))
      throw new Broken(`${what}: element ${i} is ${got[i]}, not ${want[i]} (within ${bound(i)})`);
}
/** Numbers with some entries replaced. */
export const replaced = (x: Tensor, at: (e: number) => boolean, v: number): Plain =>
  new Plain(
    x.shape,
    x.data.map((d, e) => (at(e) ? v : d)),
  );
/** Row r of a block [k, ...shape]. */
export function rowOf(block: Tensor, r: number): Plain;
export function rowOf(block: Tangent, r: number): Plain | null;
export function rowOf(block: Tangent, r: number): Plain | null {
  if (block === null) return null;
  const shape = block.shape.slice(1),
    n = size(shape);
  return new Plain(shape, block.data.slice(r * n, (r + 1) * n));
}
/** Numbers of the same shape as one block. */
export function stackOf(parts: Many): Plain {
  const n = size(parts[0].shape),
    d = new Float64Array(parts.length * n);
  parts.forEach((p, r) => d.set(p.data, r * n));
  return new Plain([parts.length, ...parts[0].shape], d);
}
