// The recording engine: f runs on values whose elements are nodes of one graph, and every operation writes nodes. Frames are
// the calls open at a time: that of `jit`, and inside of it one for each derivative, so that levels tell them apart.
import { checkAlive } from "../core/bind.js";
import type { Deriver } from "../core/derive.js";
import { begin, type Run } from "../core/level.js";
import type { Rule } from "../core/rule.js";
import { type Plain, Watched, type Tensor } from "../core/tensor.js";
import { tracedNumber, tracedStranger, tooManyOperations } from "../errors.js";
import type { DType } from "../tensor/parse.js";
import type { Shape } from "../tensor/shape.js";
import { Graph } from "./graph.js";
import { lower, type Nodes } from "./lower.js";

/** A branch that the recorded run took: the program holds where the node is, or is not, 0. */
export interface Guard {
  readonly node: number;
  readonly holds: boolean;
}
export interface Frame {
  readonly run: Run;
  /** The highest level of values of outer frames that were used in this one. */
  captured: number;
}
/** More nodes than this are no program: 2 million take some 60 MB and a second to compile. */
const MOST = 2_000_000;

export class Recording {
  readonly graph = new Graph();
  readonly guards: Guard[] = [];
  /** Tensors that f closes over: constants of the program. */
  readonly constants = new Map<Tensor, readonly number[]>();
  deriver?: Deriver;

  /** The calls that are open, from the outside in. */
  readonly frames: Frame[] = [];

  enter(call: string): Frame {
    const frame = { run: begin(call), captured: 0 };
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
      const { held } = t;
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
    if (t instanceof Symbolic && t.recording === this) return t;
    throw tracedStranger(op, (t as Watched).run.call);
  }
  guard(node: number): boolean {
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
    readonly ids: readonly number[],
    dtype: DType = "float64",
  ) {
    super();
    this.level = frame.run.level;
    this.shape = shape;
    this.dtype = dtype;
  }
  get run(): Run {
    return this.frame.run;
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
      if (a.level > 0 && a.level < this.level && a.level > frame.captured) frame.captured = a.level;
    }
    const y = lower(recording.graph, rule, operands, params);
    if (recording.graph.length > MOST) throw tooManyOperations(MOST);
    return new Symbolic(recording, frame, y.shape, y.ids, y.dtype);
  }
  /** Of a bool: the branch is taken, and the program remembers which. */
  override item(): number {
    checkAlive(this.frame.run, "item()");
    if (this.dtype !== "bool" || this.ids.length !== 1) throw tracedNumber("item()", this.frame.run.call);
    return this.recording.guard(this.ids[0]) as unknown as number;
  }
}

/** A value of the recording in a frame; what is known to be plain numbers stays a tensor of constants. */
export const symbolic = (r: Recording, frame: Frame, { shape, ids, dtype }: Nodes): Symbolic =>
  new Symbolic(r, frame, shape, ids, dtype);
