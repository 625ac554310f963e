// Every way to a derivative of one program: forward dense and layered, reverse, vmap, linearize, and three nestings at second
// order. Two results are equal within the rounding of the largest term that was added on the path; NaN equals NaN.
import { type Plain, type Tensor } from "../../lib/core/tensor.js";
import { hessian, jacobian, jvp, linearize, mul, stack, sum, vjp, vmap } from "../../lib/index.js";
import { direction, source } from "../contract/draw.js";
import { bounds, terms, type Bounds } from "./bound.js";
import { run, type Program } from "./program.js";

type F = (x: Tensor) => Tensor;
/** Two ways that differ, or one that throws. */
export interface Contradiction {
  readonly way: string;
  readonly against: string;
  readonly entry: number;
  readonly got: number;
  readonly want: number;
  /** The first rule of the path whose partial is not finite. */
  readonly broken: string | null;
  readonly error?: string;
}

/** Equal without asking how large the terms were: some roundings of the entry itself. */
const NEAR = 2 ** -48;
/** What is computed from seeds alone nobody watches: some roundings of the largest entry. */
const SEEDS = 2 ** -46;
/** Where an operation inside of the derivative has no finite partial of its own, errors have no first-order bound. */
const UNBOUNDED = 2 ** -36;
const isEqual = (a: number, b: number): boolean =>
  a === b || (a !== a && b !== b) || Math.abs(a - b) <= NEAR * Math.min(Math.abs(a), Math.abs(b));

/** The one way as entries, and the function that they are, to be asked for its terms. */
interface Way {
  readonly name: string;
  readonly entries: Float64Array;
  readonly again: F;
}
const forward = { mode: "forward" } as const;
const reverse = { mode: "reverse" } as const;

export class Judge {
  private readonly f: F;
  private readonly x: Plain;
  private readonly v: Plain;
  private first: Bounds | null = null;
  constructor(program: Program) {
    this.f = run(program);
    this.x = program.x;
    this.v = direction(source("v"), program.x.shape);
  }
  private way(name: string, again: F): Way {
    return { name, entries: again(this.x).data, again };
  }
  /** The first derivative that the second ones are taken of. */
  private readonly along: F = (z) => jvp(this.f, z, this.v).tangent;
  /** Where two ways differ by more than rounding. */
  private compare(got: Way, want: Way, order: 1 | 2): Contradiction | null {
    const [a, b] = [got.entries, want.entries];
    const largest = b.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
    // Most differ by a rounding or none: how large the terms were is asked of the others alone.
    if (b.every((w, i) => isEqual(a[i], w) || Math.abs(a[i] - w) <= SEEDS * largest)) return null;
    const [s, t] = [bounds(got.again, this.x), bounds(want.again, this.x)];
    const most = terms(order === 1 ? this.f : this.along, this.x);
    const allowed = (i: number): number => {
      const sum = s.error[i] + t.error[i];
      return Number.isFinite(sum) && s.broken === null && t.broken === null
        ? sum + SEEDS * Math.max(largest, most)
        : UNBOUNDED * Math.max(1, largest);
    };
    const entry = b.findIndex((w, i) => !isEqual(a[i], w) && !(Math.abs(a[i] - w) <= allowed(i)));
    if (entry < 0) return null;
    this.first ??= bounds(this.f, this.x);
    const beyond = this.first.overflowed ?? s.overflowed ?? t.overflowed;
    const broken =
      this.first.broken ??
      (order === 2 ? (s.broken ?? t.broken) : null) ??
      (beyond === null ? null : `overflow of ${beyond}`);
    return { way: got.name, against: want.name, entry, got: a[entry], want: b[entry], broken };
  }

  /** The first contradiction; null where all ways are one. */
  judge(): Contradiction | null {
    let name = "value";
    try {
      for (const [order, want, others] of this.families()) {
        name = want.name;
        for (const [other, again] of others) {
          name = other;
          const found = this.compare(this.way(other, again), want, order);
          if (found) return found;
        }
      }
      return null;
    } catch (e) {
      this.first ??= bounds(this.f, this.x);
      const error = e instanceof Error ? `${e.name}: ${e.message}` : String(e);
      return { way: name, against: "", entry: -1, got: NaN, want: NaN, broken: this.first.broken, error };
    }
  }
  /** Ways to one thing: the order of its derivatives, one way, and the others. */
  private *families(): Generator<readonly [1 | 2, Way, readonly (readonly [string, F])[]]> {
    const { f, x, v } = this;
    const y = f(x);
    const n = Math.max(1, x.size);
    const J: F = (z) => jacobian(f, z, { ...forward, chunk: n });
    const twice = (mode: typeof forward | typeof reverse): F => {
      const over = vmap((t: Tensor) => jacobian(f, t, mode));
      return (z) => over(stack([z, z])).at(1);
    };
    yield [
      1,
      this.way("jacobian, forward", J),
      [
        ["jacobian, reverse", (z) => jacobian(f, z, reverse)],
        ...(n < 16 ? [] : [["jacobian, layered", (z: Tensor) => jacobian(f, z, forward)] as const]),
        ["vmap of jacobian, forward", twice(forward)],
        ["vmap of jacobian, reverse", twice(reverse)],
      ],
    ];
    const w = direction(source("w"), y.shape);
    const linear = linearize(f, x);
    yield [
      1,
      this.way("jvp", (z) => jvp(f, z, v).tangent),
      [["linearize push", (z) => (z === x ? linear : linearize(f, z)).push(v)]],
    ];
    yield [
      1,
      this.way("vjp", (z) => vjp(f, z).pull(w)),
      [["linearize pull", (z) => (z === x ? linear : linearize(f, z)).pull(w)]],
    ];
    // Second order along v and w, and in whole where that is cheap.
    const s: F = (z) => sum(mul(w, f(z)));
    if (n <= 4)
      yield [
        2,
        this.way("forward over forward", (z) => jacobian((t) => jacobian(s, t, forward), z, forward)),
        [
          ["forward over reverse", (z) => hessian(s, z)],
          ["reverse over forward", (z) => jacobian((t) => jacobian(s, t, forward), z, reverse)],
        ],
      ];
    else
      yield [
        2,
        this.way("forward over forward", (z) => jacobian((t) => jvp(s, t, v).tangent, z, forward)),
        [
          ["forward over reverse", (z) => jvp((t) => vjp(f, t).pull(w), z, v).tangent],
          ["reverse over forward", (z) => vjp((t) => jvp(f, t, v).tangent, z).pull(w)],
        ],
      ];
  }
}
