// Random programs, compiled: what the program gives (as it is recorded, in the interpreter, as WebAssembly, through plain numbers,
// after it was saved) has one set of bits, and eager code has them, too, where no function of the program's own is in it.
import { Plain, type Tensor } from "../../lib/core/tensor.js";
import {
  cond,
  configure,
  grad,
  gt,
  hessian,
  hvp,
  jacobian,
  jit,
  jvp,
  loadProgram,
  program as programOf,
  scan,
  stack,
  sum,
  valueAndGrad,
  vjp,
  vmap,
  whileLoop,
  lt,
} from "../../lib/index.js";
import { DualTensorError } from "../../lib/errors.js";
import { direction, source } from "../contract/draw.js";
import { code, pick, run, type Mood, type Program } from "./program.js";

type F = (x: Tensor) => Tensor;
/** A way to use f of a random program inside of a compiled function. */
export interface Use {
  readonly name: string;
  /** Sums have eager code's order: forward mode, or no derivative at all. */
  readonly ordered: boolean;
  of(f: F, x: Plain): (x: Tensor) => Tensor | readonly Tensor[];
}
const use = (name: string, ordered: boolean, of: Use["of"]): Use => ({ name, ordered, of });
const v = (x: Plain): Plain => direction(source("v"), x.shape);
const total =
  (f: F): F =>
  (x) =>
    sum(f(x));
/** x, scaled: the entries of a batch. */
const steps = (x: Tensor, n: number): Tensor => {
  const k = new Plain(
    [n, ...x.shape.map(() => 1)],
    Float64Array.from({ length: n }, (_, i) => 1 - i / 32),
  );
  return k.mul(x);
};
const first = (x: Tensor): Tensor => (x.ndim === 0 ? x : x.reshape([x.size]).at(0));

export const uses: readonly Use[] = [
  use("f", true, (f) => f),
  use("jacobian", true, (f) => (x) => jacobian(f, x, { mode: "forward" })),
  use("jvp", true, (f, x) => {
    const t = v(x);
    return (z) => Object.values(jvp(f, z, t));
  }),
  use("jvp of jvp", true, (f, x) => {
    const t = v(x);
    return (z) => jvp((y: Tensor) => jvp(f, y, t).tangent, z, z).tangent;
  }),
  use(
    "jacobian of jacobian",
    true,
    (f) => (x) => jacobian((y: Tensor) => jacobian(f, y, { mode: "forward" }), x, { mode: "forward" }),
  ),
  use("jacobian, reverse", false, (f) => (x) => jacobian(f, x, { mode: "reverse" })),
  use("jacobian, either", false, (f) => (x) => jacobian(f, x)),
  use("grad", false, (f) => (x) => grad(total(f), x)),
  use("valueAndGrad", false, (f) => (x) => Object.values(valueAndGrad(total(f), x))),
  use("hessian", false, (f) => (x) => hessian(total(f), x)),
  use("hvp", false, (f, x) => {
    const t = v(x);
    return (z) => hvp(total(f), z, t);
  }),
  use("vjp", false, (f) => (x) => {
    const { value, pull } = vjp(f, x);
    return pull(value);
  }),
  use("jit inside of jacobian", true, (f) => {
    const c = jit(f) as F;
    return (x) => jacobian((y: Tensor) => c(y), x, { mode: "forward" });
  }),
  use("a guard", true, (f) => (x) => {
    const y = f(x);
    return gt(first(y), 0.25).item() ? y.mul(2) : y.mul(y);
  }),
  use(
    "a guard inside of jacobian",
    true,
    (f) => (x) =>
      jacobian(
        (z: Tensor) => {
          const y = f(z);
          return gt(first(y), 0.25).item() ? y.mul(2) : y.mul(y);
        },
        x,
        { mode: "forward" },
      ),
  ),
  use("cond", true, (f) => (x) => cond(gt(first(x), 0), f, (z: Tensor) => f(z).mul(-0.5), x)),
  use(
    "jacobian of cond",
    true,
    (f) => (x) =>
      jacobian((y: Tensor) => cond(gt(first(y), 0), f, (z: Tensor) => f(z).mul(-0.5), y), x, {
        mode: "forward",
      }),
  ),
  use("scan", true, (f) => (x) => {
    const { state, outputs } = scan(
      (s: Tensor, z: Tensor) => {
        const y = first(f(z));
        return [s.add(y), s.mul(y)] as const;
      },
      first(x),
      steps(x, 3),
    );
    return [state, outputs];
  }),
  use("whileLoop", true, (f) => (x) => {
    const [n, y] = whileLoop(
      ([k]: readonly Tensor[]) => lt(k, 2.5),
      ([k, s]: readonly Tensor[]) => [k.add(1), s.mul(first(f(x)))],
      [first(x).mul(0), first(x)],
    );
    return [n, y];
  }),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 19].flatMap((n) => [
    use(`vmap, ${n}`, true, (f) => (x) => vmap(f)(steps(x, n))),
    use(
      `vmap of jacobian, ${n}`,
      true,
      (f) => (x) => vmap((y: Tensor) => jacobian(f, y, { mode: "forward" }))(steps(x, n)),
    ),
    use(
      `jacobian of vmap, ${n}`,
      true,
      (f) => (x) => jacobian((y: Tensor) => vmap(f)(steps(y, n)), x, { mode: "forward" }),
    ),
    use(`vmap beside what it closes over, ${n}`, true, (f) => (x) => {
      const k = f(x.mul(0.5));
      return [k, vmap((y: Tensor) => f(y).mul(first(k)))(steps(x, n)).mul(2)];
    }),
  ]),
  use("several values", true, (f) => (x) => [f(x), x, f(x.mul(0.5)), stack([x, x])]),
];

/** Uses that differ in a length are one kind. */
const kinds = [...new Set(uses.map(({ name }) => name.replace(/, \d+$/, "")))].map((kind) =>
  uses.filter(({ name }) => name.replace(/, \d+$/, "") === kind),
);

const text = (v: number): string => (Object.is(v, -0) ? "-0" : String(v));
/** One place where results differ. */
export interface Difference {
  readonly use: string;
  readonly what: string;
  readonly at: Plain;
  readonly program: Program;
  readonly mood: Mood;
  readonly number: number;
}
export const report = (d: Difference): string =>
  `// ${d.mood} program ${d.number}, ${d.use}: ${d.what}, at ${JSON.stringify(Array.from(d.at.data, String))}\n${code(d.program)}`;

/** What a call gives, or how it throws. */
type Outcome = readonly Tensor[] | Error;
const outcome = (g: () => Tensor | readonly Tensor[]): Outcome => {
  try {
    const y = g();
    return Array.isArray(y) ? (y as readonly Tensor[]) : [y as Tensor];
  } catch (e) {
    return e as Error;
  }
};
const isError = (o: Outcome): o is Error => !Array.isArray(o);
/** null where they are equal to the bit; `signless`: zeros have no sign (a structural zero is +0). */
function differs(got: Outcome, want: Outcome, signless: boolean, near = 0): string | null {
  // What nobody reads is not computed, and does not complain.
  if (isError(want)) return null;
  if (isError(got)) return `throws ${got.message}`;
  if (got.length !== want.length) return `${got.length} results, not ${want.length}`;
  for (const [i, t] of got.entries()) {
    const u = want[i];
    if (t.shape.join() !== u.shape.join())
      return `result ${i} of shape (${t.shape.join()}), not (${u.shape.join()})`;
    if (t.dtype !== u.dtype) return `result ${i} of ${t.dtype}, not ${u.dtype}`;
    const [a, b] = [t.data, u.data],
      most = near === 0 ? 0 : b.reduce((m, w) => (Number.isFinite(w) ? Math.max(m, Math.abs(w)) : m), 1);
    for (let k = 0; k < a.length; k++) {
      if (Object.is(a[k], b[k]) || (signless && a[k] === b[k])) continue;
      // Structurally zero: not so much as computed.
      if (signless && a[k] === 0 && b[k] !== b[k]) continue;
      if (near > 0 && (Math.abs(a[k] - b[k]) <= near * most || !Number.isFinite(b[k]))) continue;
      return `entry ${k} of result ${i} is ${text(a[k])}, not ${text(b[k])}`;
    }
  }
  return null;
}

/** Sums in another order, functions within 2 ulp: what that comes to in a program of five steps at regular points. */
const NEAR = 2 ** -30;
const WATCHFUL = /\b(cofactor|ldu)\(/;
const SPECIAL = [NaN, Infinity, -Infinity, 0, -0, 1];

/** A program that was saved, with numbers in and out: for another process. */
export interface Saved {
  readonly bytes: string;
  /** As text: JSON has no words for some. */
  readonly x: readonly string[];
  readonly want: readonly string[];
  readonly report: string;
}

export class CompiledFuzz {
  readonly found: Difference[] = [];
  readonly saved: Saved[] = [];
  programs = 0;
  /** Programs that f's own code does not let through (it reads numbers). */
  refused = 0;
  constructor(
    private readonly draw: (next: () => number, mood: Mood) => Program | null,
    /** Programs compute with the functions of rows, not with their own. */
    private readonly exact: boolean,
  ) {}

  /** Program number n of a seed and a mood, in one use. */
  one(seed: number | string, mood: Mood, n: number, which?: string): void {
    const next = source(`compiled ${seed} ${mood} ${n}`),
      p = this.draw(next, mood);
    if (p === null) return;
    const kind = pick(next, kinds),
      use = which === undefined ? pick(next, kind) : uses.find(({ name }) => name === which)!;
    this.programs++;
    const places = this.places(next, p);
    const what = this.judge(use, p, places, mood);
    if (what !== null) this.found.push({ use: use.name, ...what, program: p, mood, number: n });
  }
  private places(next: () => number, { x }: Program): readonly Plain[] {
    const like = (f: (e: number, i: number) => number): Plain => new Plain(x.shape, x.data.map(f));
    return [
      x,
      like((e) => e * (0.75 + next() / 2)),
      like((e) => (next() < 0.4 ? pick(next, SPECIAL) : e)),
      like(() => pick(next, SPECIAL)),
      x,
    ];
  }
  /** What differs first. */
  judge(
    use: Use,
    p: Program,
    places: readonly Plain[],
    mood: Mood,
  ): { readonly what: string; readonly at: Plain } | null {
    const f = run(p),
      g = use.of(f, p.x),
      derived = use.name !== "f";
    const eager = places.map((x) => outcome(() => g(x)));
    if (isError(eager[0])) return null;
    let recorded: readonly Outcome[] | null = null;
    try {
      for (const codegen of [false, true]) {
        configure({ codegen });
        const c = jit(g);
        const got = places.map((x) => outcome(() => c(x)));
        const start = got[0];
        if (isError(start)) {
          if (start instanceof DualTensorError && /^DT_(TRACE|WATCHED)$/.test(start.code)) {
            this.refused++;
            return null;
          }
          return { what: `compiled: ${differs(start, eager[0], true)}`, at: places[0] };
        }
        for (const [i, x] of places.entries()) {
          const tier = codegen ? "as WebAssembly" : "interpreted";
          const fresh = i === 0 ? start : outcome(() => jit(g)(x));
          const a = differs(got[i], fresh, false);
          if (a !== null) return { what: `${tier}, against a first call: ${a}`, at: x };
          if (recorded !== null) {
            const b = differs(got[i], recorded[i], false);
            if (b !== null) return { what: `${tier}, against interpreted: ${b}`, at: x };
          }
          // A row that asks whether its argument is watched has another formula for that.
          const asks = isError(start) || WATCHFUL.test(programOf(c).toString());
          // In another order of sums, what is not finite may be that in another way.
          const finite = !isError(eager[i]) && eager[i].every((t) => t.data.every(Number.isFinite));
          if (this.exact && use.ordered && !asks) {
            const e = differs(got[i], eager[i], derived);
            if (e !== null) return { what: `${tier}, against eager: ${e}`, at: x };
          } else if (mood === "smooth" && finite && (i < 2 || i === 4)) {
            const e = differs(got[i], eager[i], derived, NEAR);
            if (e !== null) return { what: `${tier}, against eager: ${e}`, at: x };
          }
        }
        recorded = got;
        const again = this.numbers(p, c, got, places);
        if (again !== null) return again;
      }
    } finally {
      configure({ codegen: true });
    }
    return null;
  }
  /** The last place through plain numbers, and after the program was saved. */
  private numbers(
    program: Program,
    c: ReturnType<typeof jit<[Tensor], Tensor | readonly Tensor[]>>,
    got: readonly Outcome[],
    places: readonly Plain[],
  ): { readonly what: string; readonly at: Plain } | null {
    const at = places[places.length - 1],
      last = got[got.length - 1];
    if (isError(last)) return null;
    const flat = Float64Array.from(last.flatMap((t) => Array.from(t.data))),
      as = (d: Float64Array): Tensor[] => [new Plain([d.length], d)];
    const x = Float64Array.from(at.data);
    c(at);
    const plain = outcome(() => as(c.numbers(x))),
      a = differs(plain, as(flat), false);
    if (a !== null) return { what: `numbers: ${a}`, at };
    const p = programOf(c);
    let bytes: Uint8Array;
    try {
      bytes = p.toBytes();
    } catch (e) {
      // Rows with functions among their params are no plain data.
      if (/which holds functions or objects/.test((e as Error).message)) return null;
      throw e;
    }
    const loaded = outcome(() => as(loadProgram(bytes).numbers(x))),
      b = differs(loaded, as(flat), false);
    if (b !== null)
      return isError(loaded) && /rows: \[op\]/.test(loaded.message)
        ? null
        : { what: `after toBytes: ${b}`, at };
    this.saved.push({
      bytes: Buffer.from(bytes).toString("base64"),
      x: Array.from(x, text),
      want: Array.from(flat, text),
      report: code(program),
    });
    return null;
  }
}
