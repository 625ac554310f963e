// A program: bodies that run one after the other over one memory, where its inputs and outputs stand there, and which branches
// it holds for. It is plain data; started on a tier it runs.
import type { DType } from "../door/parse.js";
import { tooMuchMemory } from "../errors.js";
import { size, type Shape } from "../array/shape.js";
import { careful, finish } from "./finish.js";
import { interpreter } from "./interpret.js";
import type { Body, Kernel, Memory, Tier } from "./kernel.js";
import { callKernel, split } from "./cut.js";
import { throughWindows, windowOf, type Window } from "./window.js";
import { scalarStage, type Recording, type Stage, Symbolic } from "./record.js";
import type { Nodes } from "./lower.js";

/** A tensor among the numbers of all inputs, or of all outputs, and in memory. */
export interface Place {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly start: number;
  readonly at: number;
}
/** A branch: the program holds where this number of memory is, or is not, 0. */
export interface Condition {
  readonly at: number;
  readonly holds: boolean;
}
/** Numbers that stand in memory from the start: constants among the results. */
export interface Fill {
  readonly at: number;
  readonly stride: number;
  readonly count: number;
  readonly value: number;
}
export interface Program {
  readonly bodies: readonly Body[];
  readonly fills: readonly Fill[];
  readonly inputs: readonly Place[];
  readonly outputs: readonly Place[];
  readonly guards: readonly Condition[];
  /** Numbers of memory. */
  readonly length: number;
  readonly inputSize: number;
  readonly outputSize: number;
}
interface Shaped {
  readonly shape: Shape;
  readonly dtype: DType;
}

/** The program of a recording whose inputs stand at the beginning of its memory. */
export function programOf(r: Recording, inputs: readonly Shaped[], outputs: readonly Nodes[]): Program {
  // Results of loops stand in memory already; all others get a place in a row, the guards behind them.
  const resident = (o: Nodes): boolean => o instanceof Symbolic && o.start >= 0 && r.stages.length > 0,
    own = outputs.filter((o) => !resident(o)),
    ids: number[] = [];
  for (const o of own) for (const id of o.ids) ids.push(id);
  const first = r.length,
    guards = r.guards.map(({ node, holds }) => {
      ids.push(node);
      return { at: first + ids.length - 1, holds };
    });
  const fills: Fill[] = [],
    bodies: Body[] = [];
  let length = first + ids.length;
  const reserve = (n: number): number => (length += n) - n;
  for (const stage of [...r.stages, scalarStage(r.graph, ids, first)]) {
    const body = bodyOf(stage, fills);
    if (body !== null) bodies.push(...split(body, fills, reserve));
  }
  let at = first,
    start = 0;
  const placed = outputs.map((o): Place => {
    const n = size(o.shape),
      shape = Object.freeze([...o.shape]), // Each run's result and the layout have it.
      place = { shape, dtype: o.dtype, start, at: resident(o) ? (o as Symbolic).start : at };
    start += n;
    if (!resident(o)) at += n;
    return place;
  });
  let from = 0;
  const given = inputs.map(({ shape, dtype }): Place => {
    const place = { shape: Object.freeze([...shape]), dtype, start: from, at: from };
    from += size(shape);
    return place;
  });
  return {
    bodies,
    fills,
    inputs: given,
    outputs: placed,
    guards,
    length,
    inputSize: from,
    outputSize: start,
  };
}

/** What is to be computed of a stage; null where all of it is constant. */
export function bodyOf(stage: Stage, fills: Fill[]): Body | null {
  const { graph, outputs, reads } = finish(stage.graph, stage.outputs),
    { inputAt, inputStride, outputAt, outputStride, count } = stage,
    nodes: number[] = [],
    at: number[] = [],
    strides: number[] = [];
  outputs.forEach((id, o) => {
    const stride = typeof outputStride === "number" ? outputStride : outputStride[o];
    if (graph.isConstant(id)) {
      if (graph.at[id] !== 0 || Object.is(graph.at[id], -0))
        fills.push({ at: outputAt[o], stride, count, value: graph.at[id] });
      return;
    }
    nodes.push(id);
    at.push(outputAt[o]);
    strides.push(stride);
  });
  if (nodes.length === 0) return null;
  return {
    graph,
    inputAt: Int32Array.from(reads, (i) => (inputAt === null ? i : inputAt[i])),
    inputStride: Int32Array.from(reads, (i) => (inputStride === null ? 0 : inputStride[i])),
    outputs: Int32Array.from(nodes),
    outputAt: Int32Array.from(at),
    outputStride: Int32Array.from(strides),
    count,
    careful: careful(graph, nodes),
  };
}

/** A program with a memory and what runs it there. */
export class Running {
  private readonly memory: Memory;
  private readonly kernels: readonly Kernel[];
  private readonly alone: Kernel | null;
  /** A long loop goes through memory a window at a time, when its results are asked for. */
  readonly window: Window | null;
  private given: Float64Array[] = [];
  /** Where the outputs begin, when they stand in a row. */
  readonly row: number;
  constructor(
    readonly program: Program,
    tiers: readonly Tier[],
  ) {
    this.window = windowOf(program);
    const own = this.window?.program ?? program,
      { memory, kernels } = started(own, tiers);
    this.memory = memory;
    this.kernels = kernels;
    this.alone = kernels.length === 1 ? kernels[0] : null;
    for (const { at, stride, count, value } of own.fills)
      for (let i = 0; i < count; i++) memory.numbers[at + i * stride] = value;
    const { outputs } = program,
      first = outputs.length === 0 ? 0 : outputs[0].at;
    this.row = outputs.every((o) => o.at === first + o.start) ? first : -1;
  }
  /** Inputs from 0 on, unless there is a window. */
  get numbers(): Float64Array {
    return this.memory.numbers;
  }
  get tier(): Kernel["tier"] {
    return this.kernels.every((k) => k.tier === "wasm") && this.kernels.length > 0 ? "wasm" : "interpreter";
  }
  /** The numbers of an input. */
  give(i: number, held: number | Float64Array): void {
    if (this.window !== null) this.given[i] = typeof held === "number" ? Float64Array.of(held) : held;
    else if (typeof held === "number") this.numbers[this.program.inputs[i].at] = held;
    else this.numbers.set(held, this.program.inputs[i].at);
  }
  /** All inputs one after the other. */
  giveAll(x: Float64Array): void {
    if (this.window === null) this.numbers.set(x);
    else
      this.program.inputs.forEach(({ start, shape }, i) => {
        this.give(i, x.subarray(start, start + size(shape)));
      });
  }
  /** Runs on the inputs that stand in memory; false where a branch goes another way than it was recorded. */
  run(): boolean {
    if (this.window !== null) return true;
    const { guards } = this.program;
    if (guards.length > 0) return this.guarded();
    if (this.alone !== null) this.alone.run();
    else for (const k of this.kernels) k.run();
    return true;
  }
  /** What throws on the way that was recorded may not be on the way that these inputs take. */
  private guarded(): boolean {
    const { guards } = this.program;
    try {
      for (const k of this.kernels) k.run();
    } catch {
      return false;
    }
    for (let i = 0; i < guards.length; i++)
      if ((this.memory.numbers[guards[i].at] !== 0) !== guards[i].holds) return false;
    return true;
  }
  /** The numbers of each output, in arrays of their own. */
  copies(): Float64Array[] {
    const { outputs } = this.program;
    if (this.window !== null) return this.windowed(outputs.map(({ shape }) => new Float64Array(size(shape))));
    return outputs.map(({ at, shape }) => this.numbers.slice(at, at + size(shape)));
  }
  /** All outputs one after the other. */
  results(out: Float64Array): void {
    const m = this.memory.numbers,
      { outputs, outputSize: n } = this.program;
    if (this.window !== null) {
      // Results may go where arguments are still read.
      this.given = this.given.map((x) => (x.buffer === out.buffer ? x.slice() : x));
      this.windowed(outputs.map(({ start, shape }) => out.subarray(start, start + size(shape))));
    } else if (this.row < 0) {
      for (const { at, start, shape } of outputs) out.set(m.subarray(at, at + size(shape)), start);
    } else if (n > 48) out.set(m.subarray(this.row, this.row + n));
    else for (let i = 0, p = this.row; i < n; i++) out[i] = m[p + i];
  }
  private windowed(out: Float64Array[]): Float64Array[] {
    const [kernel] = this.kernels;
    throughWindows(this.window!, this.given, this.numbers, () => kernel.run(), out);
    // Nobody's arguments are kept.
    this.given = [];
    return out;
  }
}
/** On the memory of the first tier that takes a body; those that it does not take run interpreted there. */
function started(program: Program, tiers: readonly Tier[]): { memory: Memory; kernels: Kernel[] } {
  for (const tier of tiers) {
    const memory = tier.memory(program.length),
      kernels: Kernel[] = [];
    if (memory === null) continue;
    let any = program.bodies.length === 0;
    for (const body of program.bodies) {
      const kernel = callKernel(body, memory, tier) ?? tier.kernel(body, memory);
      if (kernel !== null) any = true;
      kernels.push(kernel ?? interpreter.kernel(body, memory)!);
    }
    if (any) return { memory, kernels };
  }
  if (tiers.includes(interpreter)) throw tooMuchMemory(program.length);
  return started(program, [interpreter]);
}
