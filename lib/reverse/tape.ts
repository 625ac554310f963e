// The engine of reverse mode, a tape. Running f writes one node per operation, in order; a pullback walks it backwards and a pushforward
// forwards, with the primals of the one run (that is also what linearize needs). Neither recurses, so the length of a
// tape is bounded by memory alone. Cotangents may carry leading axes: a block of them is the same code.
import { bind, checkAlive, fitPull, fitPush } from "../core/bind.js";
import { deriverOf, type Derived } from "../core/deriver.js";
import { begin, type Run } from "../core/level.js";
import { placeRow, plus } from "../core/ring.js";
import type { Rule, Tangent, Window } from "../core/rule.js";
import { Watched, type Tensor } from "../core/tensor.js";
import type { DType } from "../door/parse.js";
import type { Shape } from "../array/shape.js";

/** A value on the tape; `rule` is null for an input. */
export class Node extends Watched {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  readonly place: number;
  constructor(
    readonly tape: Tape,
    readonly primal: Tensor,
    readonly rule: Rule<unknown> | null,
    /** Operands as they came: nodes of this tape, or values of outer levels. */
    readonly args: readonly Tensor[],
    readonly primals: readonly Tensor[],
    readonly params: unknown,
  ) {
    super();
    this.level = tape.run.level;
    this.shape = primal.shape;
    this.dtype = "float64";
    this.place = tape.nodes.push(this) - 1;
  }
  get run(): Run {
    return this.tape.run;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const { tape, level } = this,
      n = args.length,
      primals = new Array<Tensor>(n);
    checkAlive(tape.run, rule.name);
    for (let i = 0; i < n; i++) primals[i] = args[i].level === level ? (args[i] as Node).primal : args[i];
    const y = bind(rule, primals, params);
    return rule.flat === true ? y : new Node(tape, y, rule, args, primals, params);
  }
}

/** Cotangents of windows (select, slice) of one value wait here and are placed in one buffer, else scalar code is quadratic. */
interface Pending {
  readonly windows: Window[];
  readonly parts: Tensor[];
}

export class Tape {
  readonly run: Run;
  readonly nodes: Node[] = [];
  readonly inputs: number;
  /** f(x), and per output its place on the tape (-1: it does not depend on x). */
  readonly value: readonly Tensor[];
  readonly outputs: readonly number[];
  /** Where an outer engine derives what it wrote down itself: there are no nodes. */
  readonly derived: Derived | null;

  constructor(call: string, f: (x: readonly Tensor[]) => readonly Tensor[], x: readonly Tensor[]) {
    this.run = begin(call);
    this.inputs = x.length;
    this.derived = deriverOf(x)?.tape(call, f, x) ?? null;
    if (this.derived !== null) {
      this.value = this.derived.value;
      this.outputs = [];
      return;
    }
    try {
      const ys = f(x.map((v) => new Node(this, v, null, [], [], undefined)));
      this.value = ys.map((y) => (y.level === this.run.level ? (y as Node).primal : y));
      this.outputs = ys.map((y) => (y.level === this.run.level ? (y as Node).place : -1));
    } finally {
      this.run.alive = false;
    }
  }

  /** Jᵀ times the cotangents of the outputs, each [...block, ...shape] or null: one per input, null where nothing arrives. */
  pull(ybar: readonly Tangent[]): Tangent[] {
    if (this.derived !== null) return this.derived.pull(ybar);
    const { nodes } = this,
      level = this.run.level,
      bar = new Array<Tangent>(nodes.length).fill(null),
      pending = new Array<Pending | null>(nodes.length).fill(null);
    ybar.forEach((b, o) => {
      const p = this.outputs[o];
      if (p >= 0) bar[p] = plus(bar[p], b);
    });
    const settle = (p: number): Tangent => {
      const wait = pending[p];
      if (wait !== null)
        bar[p] = plus(bar[p], placeRow(wait.parts, { shape: nodes[p].shape, at: wait.windows }));
      return bar[p];
    };
    for (let p = nodes.length - 1; p >= this.inputs; p--) {
      const node = nodes[p],
        b = settle(p);
      if (b === null) continue;
      const rule = node.rule!,
        { args } = node;
      bar[p] = null;
      pending[p] = null;
      const window = rule.window?.(node.params) ?? null;
      if (window !== null) {
        const wait = (pending[(args[0] as Node).place] ??= { windows: [], parts: [] });
        wait.windows.push(window);
        wait.parts.push(b);
        continue;
      }
      for (let i = 0; i < args.length; i++) {
        if (args[i].level !== level) continue;
        const a = (args[i] as Node).place;
        bar[a] = plus(
          bar[a],
          fitPull(rule.pull(i, b, node.primals, node.primal, node.params), args[i].shape),
        );
      }
    }
    return Array.from({ length: this.inputs }, (_, i) => settle(i));
  }
}

/** J times the tangents of the inputs of a tape, each [...block, ...shape] or null: one per output. */
export function pushTape(tape: Tape, dx: readonly Tangent[]): Tangent[] {
  if (tape.derived !== null) return tape.derived.push(dx);
  const {
    nodes,
    inputs,
    outputs,
    run: { level },
  } = tape;
  const dot = new Array<Tangent>(nodes.length).fill(null);
  dx.forEach((t, i) => {
    dot[i] = t;
  });
  for (let p = inputs; p < nodes.length; p++) {
    const { rule, args, primals, primal, params, shape } = nodes[p];
    const tangents = args.map((a) => (a.level === level ? dot[(a as Node).place] : null));
    if (tangents.some((t) => t !== null))
      dot[p] = fitPush(rule!.push(tangents, primals, primal, params), shape);
  }
  return outputs.map((p) => (p < 0 ? null : dot[p]));
}
