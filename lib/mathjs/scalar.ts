// The fast path of formulas of numbers: the same steps on plain numbers with dual arithmetic, without a tensor in between.
// A formula becomes a tree of closures, one per step, that hold their operands: engines inline such trees whole, so a hot
// formula runs at the speed of code written by hand (docs/decisions/13-closures.md). What is used more than once is computed
// once, into a slot of its own. Steps without a line in lines.ts leave the whole formula to tensors.
import { annihilating as times } from "../kernels/arithmetic.js";
import { binary, called, undotted, woven, type Called, type Push, type Run } from "./lines.js";
import type { Block, Program, Step } from "./steps.js";

/** A formula of numbers. */
export interface Scalar {
  value(inputs: readonly number[]): number;
  /** The value; its tangents along all inputs stand in `tangents` afterwards. */
  dual(inputs: readonly number[], tangents: Float64Array): number;
}

/** What gives the value of a slot, and the inputs along which its tangent is not structurally zero. */
interface Part {
  readonly run: Run;
  readonly slot: number;
  readonly seeds: readonly number[];
  /** The texts of closures that it runs through, a bit each; an engine inlines none of these into itself. */
  readonly within: number;
}
const NO_SEEDS: readonly number[] = [];
/** All lines of the table of calls run in one text, all conditions in another; woven steps have their own. */
const CALL = 1,
  FORK = 2;
const textOf: ReadonlyMap<string, number> = new Map([...woven.keys()].map((name, i) => [name, 4 << i]));
/** Tangents of all slots together: beyond this the tensors' way, which takes them in chunks, needs less. */
const MOST_TANGENTS = 1 << 18;

/** The program on numbers; null where a step of it needs tensors. */
export function scalarOf(program: Program): Scalar | null {
  const { slots, inputs, body, limits } = program,
    bools = new Set<number>(),
    uses = new Uint32Array(slots.length);
  let steps = 0;
  const read = (slot: number): void => void uses[slot]++;
  const block = ({ steps: all, result }: Block): boolean =>
    all.every((step) => ("condition" in step ? fork(step) : lined(step))) && (read(result), true);
  const fork = ({ condition, yes, no, out }: Extract<Step, { condition: number }>): boolean => {
    read(condition);
    if (!block(yes) || !block(no)) return false;
    if (bools.has(yes.result) || bools.has(no.result)) bools.add(out);
    return true;
  };
  const lined = ({ name, args, out }: Exclude<Step, { condition: number }>): boolean => {
    const plain = undotted.get(name) ?? name,
      line = called.get(plain);
    // log(x, base) and add(x, y, z) are several operations.
    if ((line === undefined && !woven.has(plain)) || args.length !== (binary.has(plain) ? 2 : 1))
      return false;
    if (line?.bool === true) bools.add(out);
    steps++;
    args.forEach(read);
    return true;
  };
  const constants = new Float64Array(slots.length);
  for (const [i, t] of slots.entries()) {
    if (t === undefined) continue;
    if (t.shape.length > 0) return null;
    if (t.dtype === "bool") bools.add(i);
    constants[i] = t.data[0];
  }
  if (!block(body) || bools.has(body.result) || steps > Math.min(limits.elements, limits.operations))
    return null;
  if (slots.length * inputs.length > MOST_TANGENTS) return null;
  // Constants of their closures, so that an engine knows what it calls.
  const v = constants,
    n = inputs.length,
    value = new Weaving(program, v, uses, false).part.run,
    { part, t } = new Weaving(program, v, uses, true),
    dual = part.run,
    from = part.slot * n;
  return {
    value(x) {
      for (let i = 0; i < n; i++) v[inputs[i]] = x[i];
      return value();
    },
    dual(x, tangents) {
      for (let i = 0; i < n; i++) v[inputs[i]] = x[i];
      const z = dual();
      for (let s = 0; s < n; s++) tangents[s] = t[from + s];
      return z;
    },
  };
}

/** One formula woven into closures over its slots v and, where it is watched, their k tangents each. */
class Weaving {
  readonly part: Part;
  readonly t: Float64Array;
  private readonly k: number;
  private readonly parts = new Map<number, Part>();
  /** What the block at hand computes into slots. */
  private kept: Run[] = [];

  constructor(
    program: Program,
    private readonly v: Float64Array,
    private readonly uses: Uint32Array,
    watched: boolean,
  ) {
    const { inputs, body, slots } = program;
    this.k = watched ? inputs.length : 0;
    const t = (this.t = new Float64Array(v.length * this.k));
    slots.forEach((c, slot) => {
      if (c === undefined) return;
      const constant = v[slot];
      this.parts.set(slot, { run: () => constant, slot, seeds: NO_SEEDS, within: 0 });
    });
    inputs.forEach((slot, s) => {
      if (watched) t[slot * this.k + s] = 1;
      this.parts.set(slot, this.leaf(slot, watched ? [s] : NO_SEEDS));
    });
    this.part = this.block(body);
  }
  private leaf(slot: number, seeds: readonly number[]): Part {
    const { v } = this;
    return { run: () => v[slot], slot, seeds, within: 0 };
  }
  /** The result of a block, after all that it keeps in slots. */
  private block({ steps, result }: Block): Part {
    const outside = this.kept,
      kept: Run[] = (this.kept = []);
    for (const step of steps) {
      const part = "condition" in step ? this.fork(step) : this.step(step);
      this.parts.set(step.out, this.uses[step.out] === 1 ? part : this.keep(part));
    }
    this.kept = outside;
    const part = this.parts.get(result)!;
    return { ...part, run: sequence(kept, part.run) };
  }
  private keep({ run, slot, seeds }: Part): Part {
    const { v } = this;
    this.kept.push(() => (v[slot] = run()));
    return this.leaf(slot, seeds);
  }
  /** An operand of a step of this text. */
  private operand(slot: number, text: number): Part {
    const part = this.parts.get(slot)!;
    return (part.within & text) !== 0 ? this.keep(part) : part;
  }
  private step({ name, args, out }: Exclude<Step, { condition: number }>): Part {
    const plain = undotted.get(name) ?? name,
      own = woven.get(plain),
      line = called.get(plain),
      text = textOf.get(plain) ?? CALL,
      x = this.operand(args[0], text),
      y = args.length === 2 ? this.operand(args[1], text) : nothing,
      a = own === undefined && line!.p === undefined ? NO_SEEDS : x.seeds,
      b = own === undefined && line!.q === undefined ? NO_SEEDS : y.seeds,
      seeds = union(a, b),
      push = seeds.length === 0 ? null : this.push(x.slot, y.slot, out, a, b);
    return {
      slot: out,
      seeds,
      within: text | x.within | y.within,
      run:
        own === undefined
          ? calling(line!, x.run, y.run, push, a.length > 0, b.length > 0)
          : push === null
            ? own.value(x.run, y.run)
            : own.dual(x.run, y.run, push),
    };
  }
  /** What moves the tangents of a step: along seeds that move x alone, y alone, and both. */
  private push(x: number, y: number, out: number, a: readonly number[], b: readonly number[]): Push {
    const { t, k } = this,
      i = x * k,
      j = y * k,
      o = out * k,
      onlyX = a.filter((s) => !b.includes(s)),
      onlyY = b.filter((s) => !a.includes(s)),
      both = a.filter((s) => b.includes(s)),
      s = onlyX[0] ?? onlyY[0] ?? both[0];
    // One seed, as in a derivative, needs no loop.
    if (onlyX.length + onlyY.length + both.length === 1)
      return onlyX.length === 1
        ? (_p, _q, lone) => void (t[o + s] = times(lone, t[i + s]))
        : onlyY.length === 1
          ? (_p, q) => void (t[o + s] = times(q, t[j + s]))
          : (p, q) => void (t[o + s] = times(p, t[i + s]) + times(q, t[j + s]));
    return (p, q, lone) => {
      for (let c = 0; c < onlyX.length; c++) t[o + onlyX[c]] = times(lone, t[i + onlyX[c]]);
      for (let c = 0; c < onlyY.length; c++) t[o + onlyY[c]] = times(q, t[j + onlyY[c]]);
      for (let c = 0; c < both.length; c++)
        t[o + both[c]] = times(p, t[i + both[c]]) + times(q, t[j + both[c]]);
    };
  }
  private fork({ condition, yes, no, out }: Extract<Step, { condition: number }>): Part {
    const c = this.operand(condition, FORK),
      one = this.block(yes),
      two = this.block(no),
      seeds = union(one.seeds, two.seeds),
      run = c.run,
      [whenTrue, whenFalse] = [one, two].map((part) => this.taken(part, out, seeds));
    return {
      slot: out,
      seeds,
      within: FORK | c.within | one.within | two.within,
      run: () => (run() ? whenTrue() : whenFalse()),
    };
  }
  /** A branch whose tangents go on under the condition's slot. */
  private taken({ run, slot }: Part, out: number, seeds: readonly number[]): Run {
    if (seeds.length === 0) return run;
    const { t, k } = this;
    return () => {
      const z = run();
      for (const s of seeds) t[out * k + s] = t[slot * k + s];
      return z;
    };
  }
}
/** One after the other, `last` for its value. Written out: an engine knows the constants of a closure, not what an array holds. */
function sequence(kept: readonly Run[], last: Run): Run {
  if (kept.length === 0) return last;
  if (kept.length > 8) {
    const groups: Run[] = [];
    for (let i = 0; i < kept.length; i += 9)
      groups.push(sequence(kept.slice(i, i + 8), kept[i + 8] ?? nothing.run));
    return () => {
      for (let i = 0; i < groups.length; i++) groups[i]();
      return last();
    };
  }
  const { run } = nothing,
    [a, b = run, c = run, d = run, e = run, f = run, g = run, h = run] = kept;
  if (kept.length === 1) return () => (a(), last());
  if (kept.length <= 3) return () => (a(), b(), c(), last());
  return () => (a(), b(), c(), d(), e(), f(), g(), h(), last());
}
const nothing: Part = { run: () => 0, slot: 0, seeds: NO_SEEDS, within: 0 };
function calling(
  { f, p, q, lone = p }: Called,
  a: Run,
  b: Run,
  push: Push | null,
  movesX: boolean,
  movesY: boolean,
): Run {
  if (push === null) return () => f(a(), b());
  if (!movesY)
    return () => {
      const x = a(),
        y = b(),
        z = f(x, y);
      push(0, 0, lone!(x, y, z));
      return z;
    };
  return () => {
    const x = a(),
      y = b(),
      z = f(x, y);
    push(movesX ? p!(x, y, z) : 0, q!(x, y, z), movesX ? lone!(x, y, z) : 0);
    return z;
  };
}
const union = (a: readonly number[], b: readonly number[]): readonly number[] =>
  b.length === 0 ? a : a.length === 0 ? b : [...a, ...b.filter((s) => !a.includes(s))];
