// The graph that backward walks: one node per operation, numbered in the order of making, so that a node's inputs have
// smaller numbers. Beside it the modes that decide whether operations are written down.
import * as LEVEL from "../../core/level.js";
import type { Run } from "../../core/level.js";
import type { Tensor, Watched } from "../../core/tensor.js";
import type { Shape } from "../../array/shape.js";
import { list, notThere, runtime, stack, texts, warn } from "../words/classes.js";
import { typeText, type TorchDType } from "../dtype.js";
import type { TorchTensor } from "./torchtensor.js";

export interface Edge {
  readonly node: Node;
  readonly nr: number;
}
export type Cotangent = Tensor | null;
export type Hook = (grad: TorchTensor) => unknown;
/** Hooks of one tensor; each registration counts, of the same function too. */
export type Hooks = Set<{ readonly call: Hook }>;

/** A tensor kept for the backward pass, guarded by the version that its storage had. */
export interface Saved {
  readonly tensor: TorchTensor;
  readonly version: number;
  readonly output: boolean;
  /** Which input or output it is. */
  readonly place: number;
}
export interface Result {
  readonly shape: Shape;
  readonly dtype: TorchDType;
}

const NONE: readonly never[] = [];
export class Node {
  static made = 0;
  readonly sequence = ++Node.made;
  /** Hooks per output: sets of a tensor's own, in the order in which the sets came here. */
  declare hooks: Map<number, Hooks[]> | null;
  declare freed: boolean;
  /** Where it was made, while anomalies are looked for. */
  declare readonly made: string;
  saved: readonly Saved[] = NONE;
  /** What the pull of an operation needs. */
  kept: unknown = null;
  /** The plain numbers that it was called with, where PyTorch shows them. */
  declare numbers: readonly number[];
  /** For the node of a leaf. */
  declare readonly variable: TorchTensor | null;
  constructor(
    readonly title: string,
    readonly next: readonly (Edge | null)[],
    readonly results: readonly Result[],
    /** Cotangents of the inputs; with `graph` in tensors, so that they can be differentiated again. */
    public pull: ((node: Node, bars: readonly Cotangent[], graph: boolean) => readonly Cotangent[]) | null,
    /** Whether a second traversal fails once the node is freed. */
    public keeps: boolean,
  ) {
    if (modes.anomaly) Object.assign(this, { made: stack() });
  }
  /** The name as the C++ side tells it. */
  name(): string {
    return /^(CopySlices|AccumulateGrad|CopyBackwards|NotImplemented)$/.test(this.title)
      ? `torch::autograd::${this.title}`
      : this.title;
  }
  hook(nr: number, set: Hooks): void {
    this.hooks ??= new Map<number, Hooks[]>();
    this.hooks.set(nr, [...(this.hooks.get(nr) ?? []), set]);
  }
  unhook(nr: number, set: Hooks): void {
    this.hooks?.set(
      nr,
      (this.hooks.get(nr) ?? []).filter((s) => s !== set),
    );
  }
  get nextFunctions(): [Node | null, number][] {
    return this.next.map((e) => (e === null ? [null, 0] : [e.node, e.nr]));
  }
  get _savedExponent(): number | undefined {
    return this.numbers[0];
  }
  get _savedMin(): number | undefined {
    return this.numbers[0];
  }
  get _savedMax(): number | undefined {
    return this.numbers[1];
  }
  /** What the operation saved: its result, its inputs. */
  get _savedResult(): TorchTensor | undefined {
    return this.savedAs(true);
  }
  get _savedSelf(): TorchTensor | undefined {
    return this.savedAs(false);
  }
  get _savedOther(): TorchTensor | undefined {
    return this.savedAs(false, 1);
  }
  private savedAs(output: boolean, place = 0): TorchTensor | undefined {
    if (this.freed) throw runtime(texts.freed);
    const saved = this.saved.find((s) => s.output === output && s.place === place);
    if (saved !== undefined) checked(this, saved);
    return saved?.tensor;
  }
  /** PyTorch's hooks of nodes need a traversal that waits for them. */
  registerHook(): never {
    throw notThere("Node.register_hook", "tensors have hooks: x.registerHook(f)");
  }
  registerPrehook(): never {
    throw notThere("Node.register_prehook", "tensors have hooks: x.registerHook(f)");
  }
  release(): void {
    if (!this.keeps) return;
    this.freed = true;
    this.pull = this.kept = null;
    this.saved = NONE;
  }
}

// Till there are some.
Object.assign(Node.prototype, { hooks: null, freed: false, made: "", variable: null, numbers: NONE });

/** What was saved must be as it was. */
export function checked(node: Node, { tensor: t, version, output }: Saved): void {
  if (t.version.count === version) return;
  const from = output ? node : t.gradFn,
    type = t.dtype === "bool" ? "CPUBoolType" : `torch.${typeText[t.dtype]}Tensor`;
  throw runtime(
    `one of the variables needed for gradient computation has been modified by an inplace operation: [${type} ${list(t.shape)}]${from === null ? "" : `, which is output ${t.nr} of ${from.name()},`} is at version ${t.version.count}; expected version ${version} instead. Hint: enable anomaly detection to find the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True).`,
  );
}

/** Runs of reverse transformations: in them noGrad makes constants. */
export const reverseRuns = new WeakSet<Run>();
/** A value as noGrad sees it, and inference mode. */
export function constant(t: Tensor): Tensor {
  let x = t;
  while (
    (!modes.grad && reverseRuns.has((x as Watched).run)) ||
    (modes.inference && (x as Watched).run?.call === "forwardAd")
  )
    x = (x as unknown as { primal: Tensor }).primal;
  return x;
}

export interface Modes {
  /** Operations are written down. */
  grad: boolean;
  /** Tensors made now may never be saved. */
  inference: boolean;
  /** "torch": a cotangent of zero times Infinity is NaN; "exact": it is 0, as in forward mode. */
  compat: "torch" | "exact";
  /** A pull is running on tensors. */
  pulling: boolean;
  /** Nodes remember where they were made, and a gradient of NaN is an error. */
  anomaly: boolean;
}
const key = Symbol.for("dualtensor/torch/1");
/** One of each in a process, so that noGrad of one copy of the adapter holds for tensors of another. */
export const modes: Modes = ((globalThis as Record<symbol, unknown>)[key] ??= {
  grad: true,
  inference: false,
  compat: "torch",
  pulling: false,
  anomaly: false,
} satisfies Modes) as Modes;

/** Run f under other modes; they come back whatever happens. */
export function under<R>(change: Partial<Modes>, f: () => R): R {
  const before = { ...modes };
  Object.assign(modes, change);
  try {
    return f();
  } finally {
    Object.assign(modes, before);
  }
}
/** What f gave, if it has ended. */
export function kept<R>(title: string, y: R): R {
  if (typeof (y as { then?: unknown } | null | undefined)?.then === "function")
    throw runtime(
      `${title}: f returned a promise, and would go on when the mode has ended. Await first, and do the operations in a function that is not async.`,
    );
  return y;
}

/** With anomaly detection: gradients of NaN are told with the place where their operation was called. */
export function sane(node: Node, bars: readonly Cotangent[]): readonly Cotangent[] {
  if (!modes.anomaly) return bars;
  const i = bars.findIndex((b) => b !== null && b.level <= LEVEL.torch && numbersOf(b).some(Number.isNaN));
  if (i < 0) return bars;
  warn(`Error detected in ${node.name()}. Traceback of forward call that caused the error:\n${node.made}`);
  throw runtime(`Function '${node.name()}' returned nan values in its ${i}th output.`);
}
const numbersOf = (b: Tensor): Float64Array =>
  b.level === 0 ? b.data : (b as unknown as { numbers(): { data: Float64Array } }).numbers().data;
