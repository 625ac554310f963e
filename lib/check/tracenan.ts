// Where a program stops being finite: f runs once on a tape, and every operation's value, tangent and cotangent is looked at,
// one direction of irregular numbers at a time (a partial that is infinite or NaN anywhere shows in it). Rows say themselves
// where their second derivative is a convention (`corner`); no operation is named here.
import { fitPull, fitPush } from "../core/bind.js";
import { checkCount } from "../door/arguments.js";
import { plus } from "../core/ring.js";
import type { Tangent } from "../core/rule.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { watchedInput, wrongOption } from "../errors.js";
import { Tape, type Node } from "../reverse/tape.js";
import { size, type Shape } from "../array/shape.js";
import { arityOf, listed } from "../transform/listed.js";
import {
  checkOptions,
  inputs,
  places,
  type AnyOptions,
  type Args,
  type Input,
  type NoAux,
  type Out,
  type WithAux,
  indexOf,
} from "../transform/structure.js";
import { Found, type NaNReport } from "./found.js";

/** In which mode {@link traceNaN} looks. */
export interface TraceNaNOptions {
  /** The derivative that is followed; both, forward first, where it is left out. */
  readonly mode?: "forward" | "reverse";
}
/**
 * The first operation of f at x whose value or derivative is no longer finite, forward and in reverse, with its place in the
 * program and the numbers that it was given; else the first one whose second derivative is a convention there (norms, abs
 * and std where they are 0); null where there is none. Of operations that are not finite those come first that reach f(x) or
 * its derivative. Where f throws on the way, what had stopped being finite before. Cost: some runs of f, all values held.
 *
 * @example
 * const report = traceNaN((x) => log(sub(x, 1)).sum(), [3, 1]);
 * report?.operation // => "log"
 * report?.place // => 2
 * report?.operands[0]?.value // => 0
 * traceNaN((x) => log(x).sum(), [3, 1]) // => null
 * traceNaN((x) => norm(x).pow(2), [0, 0])?.what // => "convention"
 */
export function traceNaN<const X extends Input>(
  f: (...x: Args<X>) => Out,
  x: X,
  options?: TraceNaNOptions & NoAux,
): NaNReport | null;
export function traceNaN<const X extends Input>(
  f: (...x: Args<X>) => readonly [Out, unknown],
  x: X,
  options: TraceNaNOptions & WithAux,
): NaNReport | null;
export function traceNaN(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: TraceNaNOptions & AnyOptions,
): NaNReport | null {
  if (arguments.length > 3) checkCount("traceNaN", arguments, "f, x, options?");
  const fn = "traceNaN",
    { mode, hasAux } = checkOptions<AnyOptions>(fn, options, ["mode", "hasAux"]),
    inside = inputs(fn, x, arityOf(fn, f)),
    list = listed(fn, f, inside.structure, hasAux);
  if (mode === "auto") throw wrongOption(fn, "mode", '"forward" or "reverse"', mode);
  for (const t of inside.tensors) if (t.level !== 0) throw watchedInput(fn);
  const traced = record(fn, list, inside.tensors, (i) => places(inside.structure, "x")[i]),
    found = traced.finding(mode);
  if (traced.thrown !== null && (found === null || found.what === "convention")) throw traced.thrown.error;
  return found;
}

/** f on a tape; what it throws is kept, with all that it computed before. */
export function record(
  fn: string,
  f: (x: readonly Tensor[]) => readonly Tensor[],
  x: readonly Tensor[],
  nameOf: (input: number) => string,
): Traced {
  let thrown: { readonly error: unknown } | null = null;
  const tape = new Tape(
    fn,
    (v) => {
      try {
        return f(v);
      } catch (error) {
        thrown = { error };
        return [];
      }
    },
    x,
  );
  return new Traced(tape, thrown, nameOf);
}

const finite = (t: Tangent): boolean => t === null || badEntry(t) < 0;
const badEntry = (t: Tensor): number => t.data.findIndex((v) => !Number.isFinite(v));
const irregular = (shape: Shape, lead: Shape): Plain =>
  new Plain(
    [...lead, ...shape],
    Float64Array.from({ length: size(shape) }, (_, i) => 1 + ((i * 0.6180339887498949) % 1)),
  );

/** A recorded program, and what is found in it. */
class Traced {
  private readonly nodes: readonly Node[];
  private readonly count: number;
  constructor(
    private readonly tape: Tape,
    readonly thrown: { readonly error: unknown } | null,
    private readonly nameOf: (input: number) => string,
  ) {
    this.nodes = tape.nodes;
    this.count = tape.inputs;
  }

  finding(mode: "forward" | "reverse" | undefined): NaNReport | null {
    const looks = [
      ...(mode === "reverse" ? [() => this.forward(false)] : [() => this.forward(true)]),
      ...(mode === "forward" || this.thrown !== null ? [] : [() => this.backward()]),
    ];
    let dropped: NaNReport | null = null;
    for (const look of looks) {
      const found = look();
      if (found?.reaches) return found;
      dropped ??= found;
    }
    return this.corner() ?? dropped;
  }

  /** The first node at a corner. */
  corner(): NaNReport | null {
    for (let p = this.count; p < this.nodes.length; p++) {
      const { rule, primal } = this.nodes[p],
        at = rule!.corner === true ? primal.data.indexOf(0) : -1;
      if (at >= 0) return this.report("convention", "forward", p, at, 0, null, false);
    }
    return null;
  }

  /** By the values and, if asked, their tangents. */
  private forward(tangents: boolean): NaNReport | null {
    const { nodes, count } = this,
      dot = new Array<Tangent>(nodes.length).fill(null),
      bad = new Array<boolean>(nodes.length).fill(false);
    nodes.forEach(({ rule, args, primals, primal, params, shape }, p) => {
      if (!tangents) dot[p] = null;
      else if (rule === null) dot[p] = irregular(shape, [1]);
      else {
        const d = args.map((a) => (this.mine(a) ? dot[a.place] : null));
        if (d.some((t) => t !== null)) dot[p] = fitPush(rule.push(d, primals, primal, params), shape);
      }
      bad[p] = !finite(primal) || !finite(dot[p]);
    });
    // From the results that are not finite back to where that began.
    const reach = new Set(this.tape.outputs.filter((p) => p >= 0 && bad[p]));
    const started = (p: number): boolean => !nodes[p].args.some((a) => this.mine(a) && bad[a.place]);
    let first = -1;
    for (let p = nodes.length - 1; p >= 0; p--) {
      if (!reach.has(p)) continue;
      if (started(p)) first = p;
      for (const a of nodes[p].args) if (this.mine(a) && bad[a.place]) reach.add(a.place);
    }
    // A result that depends on x no more (a rounding, a comparison) does not say through what it went.
    const apart = this.tape.outputs.findIndex((p, o) => p < 0 && !finite(this.tape.value[o])),
      reaches = first >= 0 || apart >= 0 || this.thrown !== null;
    if (first < 0) first = bad.indexOf(true);
    if (first < 0) return apart < 0 ? null : this.constant(this.tape.value[apart]);
    const { primal } = nodes[first],
      value = badEntry(primal),
      t = value >= 0 ? primal : dot[first]!,
      at = badEntry(t),
      what = first < count ? "input" : value >= 0 ? "value" : "derivative";
    return this.report(what, "forward", first, at, t.data[at], null, reaches);
  }

  /** By the cotangents, from f(x) back. */
  private backward(): NaNReport | null {
    const { nodes, count } = this,
      bar = new Array<Tangent>(nodes.length).fill(null),
      bad: { from: number; operand: number; to: number; at: number; found: number }[] = [];
    this.tape.outputs.forEach((p) => {
      if (p >= 0) bar[p] = plus(bar[p], irregular(nodes[p].shape, []));
    });
    for (let p = nodes.length - 1; p >= count; p--) {
      const { rule, args, primals, primal, params } = nodes[p],
        b = bar[p];
      if (b === null) continue;
      args.forEach((a, i) => {
        if (!this.mine(a)) return;
        const c = fitPull(rule!.pull(i, b, primals, primal, params), a.shape),
          at = c === null ? -1 : badEntry(c);
        if (at >= 0) bad.push({ from: p, operand: i, to: a.place, at, found: c!.data[at] });
        bar[a.place] = plus(bar[a.place], c);
      });
    }
    // `bad` goes backwards; from the inputs on it is gone through forwards, to where it began.
    const reach = new Set<number>();
    for (let i = 0; i < count; i++) if (!finite(bar[i])) reach.add(i);
    let first: (typeof bad)[number] | undefined;
    for (const step of bad.slice().reverse()) {
      if (!reach.has(step.to)) continue;
      if (finite(bar[step.from])) first = step;
      else reach.add(step.from);
    }
    const reaches = first !== undefined;
    first ??= bad.find(({ from }) => finite(bar[from]));
    return first === undefined
      ? null
      : this.report("derivative", "reverse", first.from, first.at, first.found, first.operand, reaches);
  }

  /** f(x) where no operation on x made it what it is. */
  private constant(y: Tensor): NaNReport {
    const at = badEntry(y),
      n = this.nodes.length - this.count;
    return new Found("value", "forward", "f(x)", 0, n, [], indexOf(y.shape, at), y.data[at], null, [], true);
  }
  private mine(a: Tensor): a is Node {
    return a.level === this.tape.run.level;
  }
  private label(p: number): string {
    return p < this.count ? this.nameOf(p) : `operation ${p - this.count + 1} (${this.nodes[p].rule!.name})`;
  }
  private report(
    what: NaNReport["what"],
    mode: NaNReport["mode"],
    p: number,
    at: number,
    found: number,
    operand: number | null,
    reaches: boolean,
  ): NaNReport {
    const { args, primals, shape, rule } = this.nodes[p],
      within = operand === null ? shape : args[operand].shape,
      path: string[] = [];
    for (let q = p; ;) {
      path.unshift(q < this.count ? this.nameOf(q) : this.nodes[q].rule!.name);
      const back = this.nodes[q].args.find((a) => this.mine(a));
      if (back === undefined) break;
      q = back.place;
    }
    return new Found(
      what,
      mode,
      rule === null ? this.nameOf(p) : rule.name,
      Math.max(0, p - this.count + 1),
      this.nodes.length - this.count,
      path,
      indexOf(within, at),
      found,
      operand,
      args.map((a, i) => {
        const t = primals[i],
          e = entryBeside(t, within, at);
        return {
          name: this.mine(a) ? this.label(a.place) : "a constant",
          shape: t.shape,
          index: indexOf(t.shape, e),
          value: t.data.length === 0 ? NaN : t.data[e],
        };
      }),
      reaches,
    );
  }
}

/** The entry of t that stands beside entry `at` of a result; where shapes do not tell, one that is not finite, or 0. */
function entryBeside(t: Tensor, shape: Shape, at: number): number {
  const own = t.shape,
    lead = shape.length - own.length,
    index = indexOf(shape, at);
  if (lead >= 0 && own.every((n, d) => n === 1 || n === shape[lead + d]))
    return own.reduce((e, n, d) => e * n + (n === 1 ? 0 : index[lead + d]), 0);
  const bad = badEntry(t);
  return Math.max(0, bad >= 0 ? bad : t.data.indexOf(0));
}
