// A function of numbers, recorded once: its value, its Jacobian, its second derivatives as programs, each made when it is
// first asked for. They run on the interpreter and, once they have run often, on the fastest tier there is, with the same
// bits. `derivative` of a formula at a number, formulas of numbers, optimisers and fits of formulas stand on it.
import type { Numbers, Points, Rows } from "./carried.js";
import type { Tensor } from "../core/tensor.js";
import { DualTensorError } from "../errors.js";
import type { Shape } from "../array/shape.js";
import { forward } from "./forward.js";
import { Graph, ONE, PART, ZERO } from "./graph.js";
import { tooMuchMemory } from "../errors.js";
import { interpreter } from "./interpret.js";
import type { Body, Kernel, Memory } from "./kernel.js";
import { bodyOf, type Fill } from "./program.js";
import { Recording, scalarStage, Symbolic, type Stage } from "./record.js";
import { reverse } from "./reverse.js";
import type { Tangents } from "./tangents.js";
import { tiers } from "./tiers.js";

/** Calls after which code is generated: it takes about as long as they did. */
const OFTEN = 2000;
/** A gradient in more unknowns than this goes in reverse. */
const FEW = 8;

/** What was recorded: one graph, to which derivatives are written. */
interface Recorded {
  readonly g: Graph;
  readonly unknowns: readonly number[];
  readonly outputs: readonly number[];
}

/** Nodes of what is asked; null where the value has none. */
type Ask = (r: Recorded) => readonly number[] | null;
/** Made when it is first run; null where there is none. */
interface Slot {
  readonly ask: Ask;
  program: Program | null | undefined;
}
const slot = (ask: Ask): Slot => ({ ask, program: undefined });

export class Numeric implements Numbers {
  private recorded: Recorded | null | undefined;
  private called = false;
  private readonly ofValue = slot((r) => r.outputs);
  private readonly ofJacobian = slot((r) => [...r.outputs, ...jacobian(r, r.unknowns)]);
  private readonly ofHessian = slot(hessian);
  private readonly ofProduct = slot(product);
  constructor(
    private readonly name: string,
    private readonly f: (x: readonly Tensor[]) => Tensor,
    readonly inputs: number,
  ) {}
  shape: Shape = [];

  value(x: Float64Array): Float64Array | null {
    const { program } = this.ofValue;
    return program === undefined ? this.first(this.ofValue, x) : program && program.run(x);
  }
  jacobian(x: Float64Array): Float64Array | null {
    const { program } = this.ofJacobian;
    return program === undefined ? this.first(this.ofJacobian, x) : program && program.run(x);
  }
  hessian(x: Float64Array): Float64Array | null {
    const { program } = this.ofHessian;
    return program === undefined ? this.first(this.ofHessian, x) : program && program.run(x);
  }
  hvp(x: Float64Array, v: Float64Array): Float64Array | null {
    const both = new Float64Array(2 * this.inputs),
      { program } = this.ofProduct;
    both.set(x);
    both.set(v, this.inputs);
    return program === undefined ? this.first(this.ofProduct, both) : program && program.run(both);
  }
  /** The very first answer is read off a recording that is not kept: what runs once pays for no program. */
  private first(slot: Slot, x: Float64Array): Float64Array | null {
    if (this.called || slot === this.ofProduct) {
      const r = (this.recorded ??= this.record(x, new Graph())),
        ids = r && asked(slot, r);
      slot.program = ids && new Program(r.g, ids, x.length);
      return slot.program && slot.program.run(x);
    }
    this.called = true;
    const g = spare ?? new Graph();
    spare = null;
    const r = this.record(x, g),
      ids = r && asked(slot, r),
      found = ids && Float64Array.from(ids, (id) => g.at[id]);
    if (r === null) this.recorded = slot.program = null;
    if (g.length < 1000 && g.functions.length < 100) {
      g.clear();
      spare = g;
    }
    return found;
  }

  rows({ columns, count, wrt }: Points): Rows | null {
    const r = (this.recorded ??= this.record(
      Float64Array.from(columns, (c) => c?.[0] ?? 1),
      new Graph(),
    ));
    if (!r || this.shape.length > 0) return null;
    const p = columns.filter((c) => c === null).length,
      k = wrt.length,
      J = jacobian(
        r,
        wrt.map((i) => r.unknowns[i]),
      ),
      at = p + count * (columns.length - p);
    let [next, column] = [0, p - count];
    const stage: Stage = {
      graph: r.g,
      outputs: [...r.outputs, ...J],
      outputAt: [at, ...J.map((_, j) => at + count + j)],
      outputStride: [1, ...J.map(() => k)],
      inputAt: columns.map((c) => (c === null ? next++ : (column += count))),
      inputStride: columns.map((c) => (c === null ? 0 : 1)),
      count,
    };
    return new Table(stage, at + count * (1 + k), columns, at);
  }

  /** null where f is no program of numbers: it branches on them, gives truths, calls rows on tensors, or refuses numbers. */
  private record(x: Float64Array, g: Graph): Recorded | null {
    const r = new Recording(null, g),
      unknowns = Array.from({ length: this.inputs }, (_, i) => g.input(x[i])),
      frame = r.enter(this.name);
    try {
      const y = this.f(unknowns.map((id) => new Symbolic(r, frame, [], [id]))),
        { ids: outputs, shape, dtype } = r.nodes(y, this.name),
        live = g.live(outputs);
      if (dtype === "bool" || r.guards.length > 0) return null;
      for (let id = 0; id < live.length; id++) if (live[id] === 1 && g.op[id] === PART) return null;
      this.shape = Object.freeze([...shape]); // Each result has it.
      return { g, unknowns, outputs };
    } catch (error) {
      // On tensors f has its own words for it.
      if (error instanceof DualTensorError) return null;
      throw error;
    } finally {
      r.leave(frame);
    }
  }
}
/** null also where a derivative is refused: f itself has the words for it. */
function asked({ ask }: Slot, r: Recorded): readonly number[] | null {
  try {
    return ask(r);
  } catch (error) {
    if (error instanceof DualTensorError) return null;
    throw error;
  }
}
function jacobian({ g, outputs }: Recorded, unknowns: readonly number[]): readonly number[] {
  return outputs.length === 1 && unknowns.length > FEW
    ? reverse(g, outputs, [ONE], unknowns)
    : dense(forward(g, outputs, seeds(unknowns, alone)), unknowns.length);
}
/** Of a gradient in reverse, forward. */
function hessian({ g, outputs, unknowns }: Recorded): readonly number[] | null {
  if (outputs.length !== 1) return null;
  const gradient = reverse(g, outputs, [ONE], unknowns);
  return dense(forward(g, gradient, seeds(unknowns, alone)), unknowns.length);
}
/** The same along one direction, whose numbers are inputs behind the unknowns. */
function product({ g, outputs, unknowns }: Recorded): readonly number[] | null {
  if (outputs.length !== 1) return null;
  const n = unknowns.length,
    gradient = reverse(g, outputs, [ONE], unknowns),
    along = (_: number, i: number): Tangents => ({ seeds: [0], nodes: [g.input(NaN, n + i)] });
  return forward(g, gradient, seeds(unknowns, along)).map((t) => t.nodes[0] ?? ZERO);
}
const alone = (_: number, i: number): Tangents => ({ seeds: [i], nodes: [ONE] });
const seeds = (unknowns: readonly number[], of: (id: number, i: number) => Tangents): Map<number, Tangents> =>
  new Map(unknowns.map((id, i) => [id, of(id, i)]));
/** A row of n nodes for each of these. */
function dense(tangents: readonly Tangents[], n: number): number[] {
  const ids = new Array<number>(tangents.length * n).fill(ZERO);
  tangents.forEach(({ seeds: at, nodes }, o) => {
    at.forEach((s, i) => (ids[o * n + s] = nodes[i]));
  });
  return ids;
}

/** A graph for what runs once. */
let spare: Graph | null = null;

/** Memory of generated code: single points take turns in it, because a process has few such memories. */
let shared: Memory | undefined;
const SHARED = 8192;

/** One point at a time: inputs, then outputs. */
class Program {
  private numbers: Float64Array;
  private result: Float64Array;
  private readonly body: Body | null;
  private kernel: Kernel | null;
  private readonly fills: Fill[] = [];
  /** Others write to the memory, too. */
  private turns = false;
  private runs = 0;
  constructor(
    g: Graph,
    ids: readonly number[],
    private readonly inputs: number,
  ) {
    this.numbers = new Float64Array(inputs + ids.length);
    this.result = this.numbers.subarray(inputs);
    this.body = bodyOf(scalarStage(g, ids, inputs), this.fills);
    this.kernel = this.body && interpreter.kernel(this.body, { numbers: this.numbers });
    this.constants();
  }
  run(x: Float64Array): Float64Array {
    const { kernel, numbers } = this;
    if (kernel === null) return this.result;
    for (let i = 0; i < x.length; i++) numbers[i] = x[i];
    kernel.run();
    if (this.turns) this.constants();
    if (this.runs < OFTEN && ++this.runs === OFTEN) this.raise();
    return this.result;
  }
  private constants(): void {
    const { fills, numbers } = this;
    for (let i = 0; i < fills.length; i++) numbers[fills[i].at] = fills[i].value;
  }
  /** To the fastest tier, where there is one, with what was just found. */
  private raise(): void {
    const [tier] = tiers(),
      { length } = this.numbers;
    if (tier === interpreter) return;
    const memory = length <= SHARED ? (shared ??= tier.memory(SHARED) ?? undefined) : tier.memory(length),
      kernel = memory ? tier.kernel(this.body!, memory) : null;
    if (!memory || kernel === null) return;
    memory.numbers.set(this.numbers);
    this.numbers = memory.numbers;
    this.result = memory.numbers.subarray(this.inputs, length);
    this.turns = length <= SHARED && this.fills.length > 0;
    this.kernel = kernel;
  }
}

/** Many points: the numbers that are the same for all, the columns, values, rows of the Jacobian. */
class Table implements Rows {
  readonly values: Float64Array;
  readonly jacobian: Float64Array;
  private readonly numbers: Float64Array;
  private readonly kernel: Kernel | null;
  constructor(
    { count, inputAt, ...stage }: Stage,
    length: number,
    columns: readonly (Float64Array | null)[],
    from: number,
  ) {
    const fills: Fill[] = [],
      body = bodyOf({ ...stage, count, inputAt }, fills),
      [tier] = tiers(),
      memory = tier.memory(length) ?? interpreter.memory(length);
    if (memory === null) throw tooMuchMemory(length);
    const m = (this.numbers = memory.numbers);
    this.kernel = body && (tier.kernel(body, memory) ?? interpreter.kernel(body, memory));
    columns.forEach((c, i) => {
      if (c !== null) m.set(c, inputAt![i]);
    });
    for (const { at, stride, value } of fills) for (let i = 0; i < count; i++) m[at + i * stride] = value;
    this.values = m.subarray(from, from + count);
    this.jacobian = m.subarray(from + count, length);
  }
  run(shared: Float64Array): void {
    this.numbers.set(shared);
    this.kernel?.run();
  }
}
