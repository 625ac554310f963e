// A program: a finished graph, where its inputs and outputs stand, and which branches it holds for. It is plain data; started
// on a tier it has a memory: all inputs one after the other, all outputs, then what the guards look at.
import type { DType } from "../tensor/parse.js";
import { size, type Shape } from "../tensor/shape.js";
import { careful, finish } from "./finish.js";
import type { Graph } from "./graph.js";
import { interpreter } from "./interpret.js";
import type { Body, Kernel, Memory, Tier } from "./kernel.js";
import type { Guard } from "./record.js";

/** A tensor in the numbers of all inputs, or of all outputs. */
export interface Place {
  readonly shape: Shape;
  readonly start: number;
  readonly dtype: DType;
}
export interface Numbered {
  readonly shape: Shape;
  readonly ids: readonly number[];
  readonly dtype: DType;
}

export class Program {
  readonly graph: Graph;
  readonly outputs: readonly Place[];
  /** A node for each number of the outputs. */
  readonly nodes: readonly number[];
  readonly guards: readonly Guard[];
  readonly inputSize: number;
  readonly outputSize: number;

  private constructor(
    graph: Graph,
    readonly inputs: readonly Place[],
    outputs: readonly Place[],
    nodes: readonly number[],
    guards: readonly Guard[],
  ) {
    this.graph = graph;
    this.outputs = outputs;
    this.nodes = nodes;
    this.guards = guards;
    this.inputSize = total(inputs);
    this.outputSize = total(outputs);
  }
  /** Of a recording, whose inputs are `inputs` in order. */
  static of(
    g: Graph,
    inputs: readonly Shaped[],
    outputs: readonly Numbered[],
    guards: readonly Guard[],
  ): Program {
    const ids = outputs.flatMap((o) => o.ids),
      done = finish(g, [...ids, ...guards.map((x) => x.node)]);
    return new Program(
      done.graph,
      placed(inputs),
      placed(outputs),
      done.outputs.slice(0, ids.length),
      guards.map(({ holds }, i) => ({ node: done.outputs[ids.length + i], holds })),
    );
  }
  static from(
    graph: Graph,
    inputs: readonly Place[],
    outputs: readonly Place[],
    nodes: readonly number[],
    guards: readonly Guard[],
  ): Program {
    return new Program(graph, inputs, outputs, nodes, guards);
  }

  /** All that runs, as one body. Constants among the outputs are no part of it: they stand in memory from the start. */
  body(): Body {
    const { graph: g, nodes, guards, inputSize } = this,
      all = [...nodes, ...guards.map((x) => x.node)],
      moving: number[] = [],
      at: number[] = [];
    all.forEach((id, o) => {
      if (g.isConstant(id)) return;
      moving.push(id);
      at.push(inputSize + o);
    });
    return {
      graph: g,
      inputAt: Int32Array.from({ length: g.inputs }, (_, i) => i),
      inputStride: new Int32Array(g.inputs),
      outputs: Int32Array.from(moving),
      outputAt: Int32Array.from(at),
      outputStride: new Int32Array(at.length),
      count: 1,
      careful: careful(g, moving),
    };
  }
}
interface Shaped {
  readonly shape: Shape;
  readonly dtype: DType;
}
function placed(tensors: readonly Shaped[]): Place[] {
  let start = 0;
  return tensors.map(({ shape, dtype }) => {
    const place = { shape, start, dtype };
    start += size(shape);
    return place;
  });
}
const total = (places: readonly Place[]): number => places.reduce((n, p) => n + size(p.shape), 0);

/** The first tier that can; the interpreter always can. */
function started(body: Body, length: number, tiers: readonly Tier[]): { memory: Memory; kernel: Kernel } {
  for (const tier of tiers) {
    const memory = tier.memory(length),
      kernel = tier.kernel(body, memory);
    if (kernel !== null) return { memory, kernel };
  }
  return started(body, length, [interpreter]);
}

/** A program with a memory and what runs it there. */
export class Running {
  private readonly memory: Memory;
  private readonly kernel: Kernel;
  private readonly guardsAt: number;
  private readonly holds: readonly boolean[];
  constructor(
    readonly program: Program,
    tiers: readonly Tier[],
  ) {
    const { inputSize, outputSize, nodes, guards, graph } = program,
      { memory, kernel } = started(program.body(), inputSize + outputSize + guards.length, tiers);
    [...nodes, ...guards.map((x) => x.node)].forEach((id, o) => {
      if (graph.isConstant(id)) memory.numbers[inputSize + o] = graph.at[id];
    });
    this.memory = memory;
    this.kernel = kernel;
    this.guardsAt = inputSize + outputSize;
    this.holds = guards.map((x) => x.holds);
  }
  /** Inputs from 0, outputs behind them. */
  get numbers(): Float64Array {
    return this.memory.numbers;
  }
  get tier(): Kernel["tier"] {
    return this.kernel.tier;
  }
  /** Runs on the inputs that stand in memory; false where a branch goes another way than it was recorded. */
  run(): boolean {
    this.kernel.run();
    const { holds, guardsAt } = this;
    for (let i = 0; i < holds.length; i++)
      if ((this.memory.numbers[guardsAt + i] !== 0) !== holds[i]) return false;
    return true;
  }
}
