// The recording engine: f runs on values whose elements are nodes of one graph, and every operation writes nodes. Frames are
// the calls open at a time: that of `jit`, and inside of it one for each derivative, so that levels tell them apart.
import { checkAlive } from "../core/bind.js";
import type { Deriver } from "../core/deriver.js";
import { begin, type Run } from "../core/level.js";
import type { Rule } from "../core/rule.js";
import { type Plain, Watched, type Tensor } from "../core/tensor.js";
import { batchItem, tracedNumber, tracedStranger, tooManyOperations, tooMuchMemory } from "../errors.js";
import type { DType } from "../door/parse.js";
import { size, type Shape } from "../array/shape.js";
import { Graph } from "./graph.js";
import type { Choice } from "./modes.js";
import { mostOperations, room } from "./kernel.js";
import { lower, type Nodes } from "./lower.js";

/** A branch that the recorded run took: the program holds where the node is, or is not, 0. */
export interface Guard {
  readonly node: number;
  readonly holds: boolean;
}
/** Nodes that are computed and written to memory, once or for each step of a loop. */
export interface Stage {
  readonly graph: Graph;
  readonly outputs: readonly number[];
  readonly outputAt: readonly number[];
  readonly outputStride: number | readonly number[];
  /** Per input, by its index, where it is read; null: at its index. */
  readonly inputAt: readonly number[] | null;
  readonly inputStride: readonly number[] | null;
  readonly count: number;
}
export const scalarStage = (graph: Graph, outputs: readonly number[], start: number): Stage => ({
  graph,
  outputs,
  outputAt: outputs.map((_, i) => start + i),
  outputStride: 0,
  inputAt: null,
  inputStride: null,
  count: 1,
});
export interface Frame {
  readonly run: Run;
  /** The levels of values of outer frames that were used in this one. */
  readonly captured: Set<number>;
  /** It is differentiated in reverse. */
  backward: boolean;
}
/** Products of matrices of fewer multiplications are written out; in a loop more, because calls there are made step by step. */
const MATRIX = 1024,
  MATRIX_IN_LOOP = 32768;
export class Recording {
  /** What programs compute with: the inputs, then what stages leave for others; grows while it is recorded. */
  memory = new Float64Array(8);
  length = 0;
  /** What has to run before the last stage, in order. */
  readonly stages: Stage[] = [];
  readonly guards: Guard[] = [];
  /** How the Jacobians inside were computed. */
  readonly modes: ({ readonly call: string } & Choice)[] = [];
  /** Tensors that f closes over: constants of the program. */
  readonly constants = new Map<Tensor, readonly number[]>();
  deriver?: Deriver;

  /** The calls that are open, from the outside in. */
  readonly frames: Frame[] = [];
  /** `parent`: whose loop this records, one step of it. `graph`: what it writes to. */
  constructor(
    readonly parent: Recording | null = null,
    readonly graph = new Graph(parent === null ? MATRIX : MATRIX_IN_LOOP, parent !== null),
  ) {}

  /** Room for n numbers. */
  reserve(n: number): number {
    const at = this.length;
    this.length += n;
    if (this.length > this.memory.length) {
      const wider = room(Math.max(this.length, 2 * this.memory.length)) ?? room(this.length);
      if (wider === null) throw tooMuchMemory(this.length);
      wider.set(this.memory);
      this.memory = wider;
    }
    return at;
  }
  /** Numbers of memory as nodes. */
  read(start: number, n: number): number[] {
    const { graph, memory } = this,
      ids = new Array<number>(n);
    for (let i = 0; i < n; i++) ids[i] = graph.input(memory[start + i], start + i);
    return ids;
  }
  /** Where the numbers of a value stand in memory once all stages so far have run. */
  spilled(t: Symbolic): number {
    if (t.start >= 0) return t.start;
    const { ids } = t,
      start = this.reserve(ids.length);
    ids.forEach((id, i) => (this.memory[start + i] = this.graph.at[id]));
    this.stages.push(scalarStage(this.graph, ids, start));
    return (t.start = start);
  }
  /** The inputs of a loop's step: where step 0 reads, and how far the next one is. */
  readonly loopAt: number[] = [];
  readonly loopStride: number[] = [];
  loopInput(from: Recording, at: number, stride: number): number {
    this.loopStride.push(stride);
    return this.graph.input(from.memory[at], this.loopAt.push(at) - 1);
  }

  enter(call: string): Frame {
    const frame = { run: begin(call), captured: new Set<number>(), backward: false };
    this.frames.push(frame);
    return frame;
  }
  leave(frame: Frame): void {
    frame.run.alive = false;
    this.frames.splice(this.frames.indexOf(frame), 1);
  }
  /** A constant, element by element. */
  constant(t: Plain): Nodes {
    let ids = this.constants.get(t);
    if (ids === undefined) {
      const { elements: held } = t;
      ids =
        typeof held === "number"
          ? [this.graph.constant(held)]
          : Array.from(held, (v) => this.graph.constant(v));
      this.constants.set(t, ids);
    }
    return { shape: t.shape, ids, dtype: t.dtype };
  }
  /** What a value is in this recording: nodes of any frame, or constants. */
  nodes(t: Tensor, op: string): Nodes {
    if (t.level === 0) return this.constant(t as Plain);
    if (t instanceof Symbolic) {
      if (t.recording === this) return t;
      if (t.recording === this.parent) return this.shared(t, this.parent);
    }
    throw tracedStranger(op, (t as Watched).run.call);
  }
  /** Another way to a value from outside of the loop. */
  sharing: ((t: Symbolic) => readonly number[]) | null = null;
  /** A value from outside of the loop, the same for all steps. */
  private shared(t: Symbolic, from: Recording): Nodes {
    let ids = this.constants.get(t);
    if (ids === undefined && this.sharing !== null) this.constants.set(t, (ids = this.sharing(t)));
    if (ids === undefined) {
      const start = from.spilled(t);
      ids = t.ids.map((_, i) => this.loopInput(from, start + i, 0));
      this.constants.set(t, ids);
    }
    return { shape: t.shape, ids, dtype: t.dtype };
  }
  guard(node: number): boolean {
    if (this.parent !== null) throw batchItem("item()");
    const holds = this.graph.at[node] !== 0;
    if (!this.graph.isConstant(node) && !this.guards.some((g) => g.node === node))
      this.guards.push({ node, holds });
    return holds;
  }
}

/** A value of a recording. */
export class Symbolic extends Watched implements Nodes {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  constructor(
    readonly recording: Recording,
    readonly frame: Frame,
    shape: Shape,
    /** null: they stand in memory, and are read when they are asked for one by one. */
    private list: readonly number[] | null,
    dtype: DType = "float64",
    public start = -1,
  ) {
    super();
    this.level = frame.run.level;
    this.shape = shape;
    this.dtype = dtype;
  }
  get run(): Run {
    return this.frame.run;
  }
  get ids(): readonly number[] {
    return (this.list ??= this.recording.read(this.start, size(this.shape)));
  }
  // As a value of the class, so that it is one shape of object.
  override get deriver(): Deriver | undefined {
    return this.recording.deriver;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const { recording, frame } = this;
    checkAlive(frame.run, rule.name);
    const operands = new Array<Nodes>(args.length);
    for (let i = 0; i < args.length; i++) {
      const a = args[i];
      operands[i] = recording.nodes(a, rule.name);
      if (a.level > 0 && a.level < this.level && (a as Symbolic).recording === recording)
        frame.captured.add(a.level);
    }
    const y = lower(recording.graph, rule, operands, params);
    const most = mostOperations();
    if (recording.graph.length + recording.graph.listed / 3 > most) throw tooManyOperations(most);
    return new Symbolic(recording, frame, y.shape, y.ids, y.dtype);
  }
  /** Of a bool: the branch is taken, and the program remembers which. */
  override item(): number {
    checkAlive(this.frame.run, "item()");
    if (this.dtype !== "bool" || this.ids.length !== 1) throw tracedNumber("item()", this.frame.run.call);
    return this.recording.guard(this.ids[0]) as unknown as number;
  }
}
