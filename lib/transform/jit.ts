// A function that is traced once for each structure and shapes of its arguments and runs as a program from then on. The first
// call records while it runs; a branch that goes another way is recorded anew; what cannot be a program runs as it is.
// Long because all ways to call it share its traces.
import { checkCount } from "../door/arguments.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { deriverOf } from "../compile/derive.js";
import { withAmbient } from "../core/deriver.js";
import { useWrittenOut } from "../compile/finish.js";
import type { Nodes } from "../compile/lower.js";
import { programOf, Running, type Place, type Program } from "../compile/program.js";
import { Recording, Symbolic } from "../compile/record.js";
import { tiers } from "../compile/tiers.js";
import {
  DualTensorError,
  needsShapes,
  noTensorReturned,
  verifyFailed,
  wrongArgument,
  wrongOption,
} from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { sameShape, size, type Shape } from "../array/shape.js";
import { pack, places, returned, type Structure, structureKey, taken } from "./nested.js";
import { arityOf } from "./listed.js";
import { written } from "./written-out.js";

/** Where a tensor stands among the numbers of all inputs, or of all outputs. */
export interface Slot {
  readonly path: string;
  readonly shape: Shape;
  readonly start: number;
}
/** Where each input and output stands among the numbers of {@link jit}'s `numbers`. */
export interface Layout {
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
}
/** How often a compiled function is compared with f itself. */
export interface JitOptions {
  /** Every n-th call also runs f itself, and throws where the results differ. */
  readonly verify?: number;
}
/** A compiled function: f, and the same on plain numbers. */
export interface Compiled<A extends readonly unknown[], R> {
  (...args: A): R;
  /** All inputs one after the other in, all outputs one after the other out. */
  numbers(x: Float64Array, out?: Float64Array): Float64Array;
  /** The same call with its results written, one after the other, to `out`. */
  into(out: Float64Array): (...args: A) => Float64Array;
  /** Of the trace that ran last. */
  readonly layout: Layout;
}

/** One recorded run, for arguments of one structure. The program is made when it is first needed: by the second call. */
class Trace {
  runs = 0;
  private made: Program | null = null;
  private started: Running | null = null;
  constructor(
    readonly key: string,
    readonly input: Structure,
    readonly output: Structure,
    readonly inputSize: number,
    private make: (() => Program) | null,
    /** What f closed over. */
    readonly constants: readonly Plain[],
    /** How the Jacobians inside are computed. */
    readonly modes: Recording["modes"],
  ) {}
  /** The shape of its one argument. */
  get one(): Place | null {
    return (this.only ??= this.found());
  }
  private only: Place | null = null;
  private found(): Place | null {
    const { inputs } = this.program;
    return inputs.length === 1 && this.input.kind === "tuple" && this.input.parts[0].kind === "one"
      ? inputs[0]
      : null;
  }
  get program(): Program {
    if (this.made === null) {
      this.made = this.make!();
      // It holds the recording, which is larger than the program.
      this.make = null;
    }
    return this.made;
  }
  get tier(): string {
    return this.started === null ? "recorded, not yet started" : this.started.tier;
  }
  get running(): Running {
    return (this.started ??= new Running(this.program, tiers()));
  }
}
/** How many ways through branches are kept for one structure. */
const KEPT = 8;
/** How many traces are kept in all: of more structures and shapes than this, those that ran longest ago are traced again. */
const IN_ALL = 64;

/** What `inspect` reads. */
export interface State {
  readonly name: string;
  readonly traces: Trace[];
  /** Calls that were recorded because no trace held, and calls that ran as they are, with the reason. */
  recorded: number;
  eager: string | null;
  calls: number;
  /** The trace that ran last. */
  last: Trace | null;
}
const states = new WeakMap<object, State>();
export const stateOf = (f: object): State | undefined => states.get(f);

/**
 * f, compiled: it is traced once for each structure and shapes of its arguments, and runs as a program from then on, with the
 * same results. What f closes over is a constant of the program.
 *
 * @example
 * const J = jit((x: Tensor) => jacobian((v) => v.mul(v), x));
 * J([1, 2]) // => tensor([[2, 0], [0, 4]])
 * J([3, 4]) // => tensor([[6, 0], [0, 8]])
 */
export function jit<A extends readonly unknown[], R>(
  f: (...args: A) => R,
  options?: JitOptions,
): Compiled<{ [K in keyof A]: Accepted<A[K]> }, R> {
  if (arguments.length > 2) checkCount("jit", arguments, "f, options?");
  arityOf("jit", f);
  const { verify } = optionsOf<JitOptions>("jit", options, ["verify"]);
  if (verify !== undefined && !(Number.isInteger(verify) && verify >= 1))
    throw wrongOption("jit", "verify", "a whole number from 1", verify);
  const run = f as unknown as (...args: unknown[]) => unknown,
    state: State = { name: f.name, traces: [], recorded: 0, eager: null, calls: 0, last: null };

  /** Records a run of f. */
  function record(
    key: string,
    input: Structure,
    tensors: readonly Plain[],
  ): { trace: Trace; result: unknown } {
    useWrittenOut(written);
    const r = new Recording();
    r.deriver = deriverOf(r);
    const frame = r.enter("jit"),
      held: Tensor[] = [];
    let output: Structure;
    try {
      const inside = tensors.map(({ shape, data, dtype }) => {
        const start = r.reserve(data.length);
        r.memory.set(data, start);
        return new Symbolic(r, frame, shape, null, dtype, start);
      });
      const y = withAmbient(r.deriver, () => run(...(pack(input, inside) as unknown[])));
      output = returned("jit", y, held);
      if (held.length === 0) throw noTensorReturned(y);
    } finally {
      r.leave(frame);
    }
    const outputs = held.map((t) => r.nodes(t, "jit")),
      like = tensors.map(({ shape, dtype }) => ({ shape, dtype })),
      trace = new Trace(
        key,
        input,
        output,
        tensors.reduce((n, t) => n + t.size, 0),
        () => programOf(r, like, outputs),
        [...r.constants.keys()].filter((t): t is Plain => t.level === 0 && t.shape.length > 0),
        r.modes,
      );
    state.recorded++;
    if (state.traces.filter((t) => t.key === key).length < KEPT) state.traces.unshift(trace);
    if (state.traces.length > IN_ALL) state.traces.pop();
    state.last = trace;
    return {
      trace,
      result: pack(
        output,
        outputs.map((o) => numbersOf(r, o)),
      ),
    };
  }

  /** The trace that holds for these arguments, run; null where none does. */
  function replay(key: string, tensors: readonly Plain[]): Trace | null {
    for (let i = 0; i < state.traces.length; i++) {
      const t = state.traces[i];
      if (t.key !== key) continue;
      const { running } = t;
      for (let k = 0; k < tensors.length; k++) running.give(k, tensors[k].elements);
      t.runs++;
      if (!running.run()) continue;
      // What ran last comes first.
      if (i > 0) state.traces.unshift(...state.traces.splice(i, 1));
      state.last = t;
      return t;
    }
    return null;
  }
  function results({ running, program, output }: Trace): unknown {
    const m = running.numbers,
      all = running.window === null ? null : running.copies(),
      list = program.outputs.map(
        ({ shape, at, dtype }, o) =>
          new Plain(
            shape,
            all !== null ? all[o] : shape.length === 0 ? m[at] : m.slice(at, at + size(shape)),
            dtype,
          ),
      );
    return output.kind === "one" ? list[0] : pack(output, list);
  }

  function arguments_(args: readonly unknown[]): { input: Structure; tensors: Tensor[]; key: string } {
    const tensors: Tensor[] = [],
      input: Structure = {
        kind: "tuple",
        parts: args.map((a, i) => taken("jit", args.length === 1 ? "x" : `argument ${i}`, a, tensors)),
      };
    return { input, tensors, key: keyFor(input, tensors) };
  }

  /** One tensor of the shapes of the last call: no text is made of its structure. */
  function again(x: unknown): Trace | null {
    const t = state.last;
    if (t === null || t.one === null || !(x instanceof Plain)) return null;
    const { shape, dtype } = t.one;
    if (x.dtype !== dtype || !sameShape(x.shape, shape)) return null;
    const { running } = t,
      { elements: held } = x;
    if (typeof held === "number") running.numbers[0] = held;
    else copyIn(held, running);
    if (!running.run()) return null;
    t.runs++;
    return t;
  }

  /** The trace that holds for these arguments, run; null where the call is recorded or runs as it is. */
  function ran(args: readonly unknown[]): Trace | null {
    const t = args.length === 1 ? again(args[0]) : null;
    if (t !== null || state.eager !== null) return t;
    const { tensors, key } = arguments_(args);
    return tensors.some((v) => v.level !== 0) ? null : replay(key, tensors as Plain[]);
  }

  function call(...args: unknown[]): unknown {
    state.calls++;
    if (args.length === 1 && verify === undefined) {
      const t = again(args[0]);
      if (t !== null) return results(t);
    }
    const { input, tensors, key } = arguments_(args);
    if (tensors.length === 0) throw wrongArgument("jit", "the arguments", "at least one tensor", undefined);
    // Somebody outside watches: the function is what it is.
    if (state.eager !== null || tensors.some((t) => t.level !== 0))
      return run(...(pack(input, tensors) as unknown[]));
    let result: unknown;
    try {
      const trace = replay(key, tensors as Plain[]);
      result = trace !== null ? results(trace) : record(key, input, tensors as Plain[]).result;
    } catch (e) {
      const why = strange(e);
      if (why === null) throw e;
      if (why.lasting) {
        state.eager = why.text;
        state.traces.length = 0;
        state.last = null;
      }
      return run(...(pack(input, tensors) as unknown[]));
    }
    if (verify !== undefined && state.calls % verify === 0) {
      const want: Tensor[] = [],
        got: Tensor[] = [];
      returned("jit", run(...(pack(input, tensors) as unknown[])), want);
      returned("jit", result, got);
      compare(got, want);
    }
    return result;
  }

  const compiled = call as unknown as Compiled<{ [K in keyof A]: Accepted<A[K]> }, R>;
  compiled.numbers = (x: Float64Array, out?: Float64Array): Float64Array => {
    let t = state.last;
    if (t === null || !(x instanceof Float64Array) || t.inputSize !== x.length) t = ready(x);
    const { running } = t;
    copyIn(x, running);
    if (!running.run()) return slow(t, x, out);
    t.runs++;
    return copyOut(running, out);
  };
  /** A trace for so many numbers: of a function of one vector, or the one that was traced. */
  function ready(x: Float64Array): Trace {
    if (!(x instanceof Float64Array)) throw wrongArgument("jit.numbers", "x", "a Float64Array", x);
    const old = state.traces.find((t) => t.inputSize === x.length);
    if (old !== undefined) return (state.last = old);
    if (f.length > 1 || state.eager !== null) throw needsShapes(state.eager ?? undefined);
    const { input, tensors, key } = arguments_([new Plain([x.length], x.slice())]);
    return record(key, input, tensors as Plain[]).trace;
  }
  /** Another branch: through the traces kept, else recorded. */
  function slow(t: Trace, x: Float64Array, out: Float64Array | undefined): Float64Array {
    const tensors = t.program.inputs.map(
        ({ shape, start, dtype }) => new Plain(shape, x.slice(start, start + size(shape)), dtype),
      ),
      other = replay(t.key, tensors);
    if (other !== null) return copyOut(other.running, out);
    const { running } = record(t.key, t.input, tensors).trace;
    copyIn(x, running);
    running.run();
    return copyOut(running, out);
  }
  compiled.into =
    (out: Float64Array) =>
    (...args): Float64Array => {
      const t = verify === undefined ? ran(args) : null;
      if (t !== null) {
        state.calls++;
        return copyOut(t.running, out);
      }
      const list: Tensor[] = [];
      returned("jit", call(...(args as unknown[])), list);
      checkOut(
        out,
        list.reduce((n, v) => n + v.size, 0),
      );
      let at = 0;
      for (const { data } of list) {
        out.set(data, at);
        at += data.length;
      }
      return out;
    };
  Object.defineProperty(compiled, "layout", {
    get: (): Layout => {
      if (state.last === null) throw needsShapes();
      return layoutOf(state.last.program, state.last.input, state.last.output);
    },
  });
  states.set(compiled, state);
  return compiled;
}
export function layoutOf(program: Program, input: Structure, output: Structure): Layout {
  const slots = (of: readonly Place[], structure: Structure): Slot[] => {
    const names = places(structure, "");
    return of.map(({ shape, start }, i) => ({ path: names[i].replace(/^\./, ""), shape, start }));
  };
  // The keys of one record are names enough.
  const one = input.kind === "tuple" && input.parts.length === 1 ? input.parts[0] : input,
    named = one.kind === "record" ? one : input;
  return { inputs: slots(program.inputs, named), outputs: slots(program.outputs, output) };
}
/** What stands for an argument of f. */
export type Accepted<T> = T extends Tensor
  ? Tensor | number | ArrayBufferView | readonly unknown[]
  : { readonly [K in keyof T]: Accepted<T[K]> };

function keyFor(input: Structure, tensors: readonly Tensor[]): string {
  const alone = input.kind === "tuple" && input.parts.length === 1 && input.parts[0].kind === "one";
  let key = alone ? "" : structureKey(input);
  for (const t of tensors) key += `${t.dtype === "float64" ? "" : t.dtype}(${t.shape.join()})`;
  return key;
}
function copyIn(x: Float64Array, running: Running): void {
  const n = x.length,
    m = running.numbers;
  if (n > 48) running.giveAll(x);
  else for (let i = 0; i < n; i++) m[i] = x[i];
}
function copyOut(running: Running, out: Float64Array | undefined): Float64Array {
  const { row, program, numbers: m } = running;
  if (out === undefined) {
    if (row >= 0 && running.window === null) return m.slice(row, row + program.outputSize);
    out = new Float64Array(program.outputSize);
  } else checkOut(out, program.outputSize);
  running.results(out);
  return out;
}
function checkOut(out: unknown, n: number): void {
  if (!(out instanceof Float64Array) || out.length !== n)
    throw wrongArgument("jit", "out", `a Float64Array of ${n} numbers`, out, "layout says what stands where");
}
/** What a value was in the run that was recorded. */
function numbersOf(r: Recording, o: Nodes): Plain {
  const { shape, dtype } = o;
  if (o instanceof Symbolic && o.start >= 0)
    return new Plain(shape, r.memory.slice(o.start, o.start + size(shape)), dtype);
  const { ids } = o,
    { at } = r.graph,
    d = new Float64Array(ids.length);
  for (let i = 0; i < d.length; i++) d[i] = at[ids[i]];
  return new Plain(shape, d, dtype);
}

/** What keeps f from being a program but not from running. */
function strange(e: unknown): { text: string; lasting: boolean } | null {
  if (!(e instanceof DualTensorError) || e.code !== "DT_TRACE") return null;
  const { fallback } = e.details as { fallback?: "once" | "always" };
  return fallback === undefined ? null : { text: e.message, lasting: fallback === "always" };
}
function compare(got: readonly Tensor[], want: readonly Tensor[]): void {
  got.forEach((t, i) => {
    const u = want[i];
    if (u === undefined || !sameShape(t.shape, u.shape)) throw verifyFailed(i, t.shape, u?.shape);
    const scale = u.data.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
    // Elementary functions may differ by 2 ulp, and by what follows from that.
    u.data.forEach((v, e) => {
      const d = t.data[e];
      if (d !== v && !(d !== d && v !== v) && !(Math.abs(d - v) <= 1e-9 * scale)) throw verifyFailed(i, d, v);
    });
  });
}
