// The adapter's tensor: a mutable handle on storage that views share, with a place in the graph. To the library it is a
// watched value of constant level between plain tensors and every transformation, so that forward mode, reverse mode and
// vmap of these tensors nest with what stands here. A handle may also hold a value that a transformation watches
// (`watched`): then it is that value with PyTorch's methods.
// Long because a handle is one class: its storage, its place in the graph, its reading and writing.
import { bind } from "../../core/bind.js";
import * as LEVEL from "../../core/level.js";
import type { Run } from "../../core/level.js";
import type { Rule } from "../../core/rule.js";
import {
  Plain,
  Watched,
  type Index,
  type NestedNumbers,
  type Tensor,
  type TensorLike,
} from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { size, type Shape } from "../../array/shape.js";
import { coreType, isFloat, type TorchDType } from "../dtype.js";
import { check, living } from "../words/forms.js";
import { runtime, texts, type as typeError, typeName, value as valueError, warn } from "../words/classes.js";
import { modes, Node, reverseRuns, type Edge, type Hook, type Hooks } from "./node.js";
import { operation } from "../operations.js";
import { backwardOf, type BackwardOptions } from "./backward.js";
import { tangentOf } from "./duallevel.js";
import { lookInto } from "./inplace.js";
import { perform } from "./perform.js";
import { Storage, type Layout, type Version } from "./storage.js";
import { pythonFloat, show } from "../words/printed.js";
import type { Own } from "../faces/types.js";
import { contiguous, rowMajor, walk } from "./viewed.js";

type Dim = number | readonly number[] | null;
interface Reduced {
  readonly dim?: Dim | undefined;
  readonly keepdim?: boolean | undefined;
  readonly dtype?: TorchDType | undefined;
}
interface Alpha {
  readonly alpha?: number | undefined;
}
const run: Run = { level: LEVEL.torch, call: "torch", alive: true };

// What the table puts on the prototype.
/** A tensor as PyTorch's users know it: with `requiresGrad`, `grad`, `backward()` and a place on the tape. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export interface TorchTensor extends Own {
  add(other: TensorLike, options?: Alpha): TorchTensor;
  sub(other: TensorLike, options?: Alpha): TorchTensor;
  mul(other: TensorLike): TorchTensor;
  div(
    other: TensorLike,
    options?: { readonly roundingMode?: "trunc" | "floor" | null | undefined },
  ): TorchTensor;
  neg(): TorchTensor;
  pow(exponent: TensorLike): TorchTensor;
  matmul(other: TensorLike): TorchTensor;
  sum(dim?: Dim | Reduced, options?: boolean | Reduced): TorchTensor;
  mean(dim?: Dim | Reduced, options?: boolean | Reduced): TorchTensor;
  reshape(...shape: readonly number[] | [readonly number[]]): TorchTensor;
  transpose(dim0: number, dim1: number): TorchTensor;
  at(...index: readonly Index[]): TorchTensor;
  [Symbol.iterator](): Iterator<TorchTensor>;
}
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging
export class TorchTensor extends Watched {
  declare readonly dtype: TorchDType;
  storage: Storage;
  version: Version = { count: 0 };
  steps: readonly number[];
  start = 0;
  node: Node | null = null;
  nr = 0;
  private seen = 0;
  // What few tensors have stands on the prototype till then: a chain of operations makes many.
  /** The tensor whose storage this one looks into. */
  declare base: TorchTensor | null;
  /** What a view may not do: it is one of several made at once, or was made under noGrad. */
  declare made: "alone" | "several" | "blind";
  /** Made by `.data`: its changes are not counted. */
  declare untracked: boolean;
  /** What a dual was made of: it looks into its numbers. */
  declare madeOf: TorchTensor | null;
  /** What a function under reverse mode was given: a leaf there. */
  declare argument: boolean;
  /** A view of a watched value, which cannot be written through. */
  declare lost: boolean;
  declare watched: Tensor | null;
  declare private leaf: boolean;
  declare private accumulator: Node | null;
  /** What has accumulated: grad without its warning. */
  declare accumulated: TorchTensor | null;
  /** Its hooks stay at the node that it had when the first came; what retains its gradient goes with it. */
  declare private hooks: Hooks | null;
  declare private retaining: { readonly set: Hooks; readonly at: Edge } | null;

  constructor(
    public shape: Shape,
    data: Float64Array | Storage,
    dtype: TorchDType,
  ) {
    super();
    this.dtype = dtype;
    this.storage = data instanceof Storage ? data : new Storage(data);
    this.steps = rowMajor(shape);
  }
  /** A value that a transformation watches, with the methods of this class. */
  static around(t: Tensor, dtype: TorchDType): TorchTensor {
    if (t instanceof TorchTensor) return t;
    const x = new TorchTensor(t.shape, t.level === 0 ? t.data : new Float64Array(0), dtype);
    if (t.level === 0) x.storage.shared = true;
    else x.watched = t;
    return x;
  }
  /** Another handle on the same storage. */
  alias(layout: Layout = { shape: this.shape, steps: this.steps, start: this.start }): TorchTensor {
    const v = new TorchTensor(layout.shape, this.storage, this.dtype);
    v.steps = layout.steps;
    v.start = layout.start;
    v.version = this.version;
    v.seen = this.version.count;
    v.base = this.base ?? this;
    return v;
  }

  get run(): Run {
    return (this.unwrapped() as Watched | null)?.run ?? run;
  }
  get level(): number {
    return this.unwrapped()?.level ?? LEVEL.torch;
  }
  /** The watched value; one whose call has ended is its primal from then on. */
  unwrapped(): Tensor | null {
    while (this.watched !== null && !(this.watched as Watched).run.alive) {
      const { primal } = this.watched as { primal?: Tensor };
      if (primal === undefined) break;
      this.rebind(primal);
    }
    return this.watched;
  }
  /** Take over the value and the place in the graph of another. */
  rebind(t: Tensor): void {
    this.watched = null;
    if (t instanceof TorchTensor) {
      Object.assign(this, { storage: t.storage, steps: t.steps, start: t.start, base: t.base });
      Object.assign(this, {
        node: t.node,
        nr: t.nr,
        watched: t.watched,
        version: t.version,
        seen: t.version.count,
      });
    } else if (t.level === 0) {
      Object.assign(this, { storage: new Storage(t.data), steps: rowMajor(t.shape), start: 0, base: null });
      this.storage.shared = true;
    } else this.watched = t;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    if (this.unwrapped() !== null)
      return bind(
        rule,
        args.map((a) => (a instanceof TorchTensor ? (a.unwrapped() ?? a) : a)),
        params,
      );
    const ieee = modes.pulling && modes.compat === "torch" && rule.kind === "bilinear";
    const call = (a: unknown[]): Tensor => bind(rule, a as Tensor[], ieee ? (VALUE as P) : params);
    return perform(operation(rule.name), args, call, undefined, params) as Tensor;
  }

  /** The numbers, row-major; `kept`: somebody goes on reading them. */
  plain(kept = true): Plain {
    const { storage, shape } = this;
    const { held } = storage;
    if (held instanceof Plain && held.shape === shape) {
      if (kept) storage.shared = true;
      return held;
    }
    const n = size(shape);
    if (this.start === 0 && storage.data.length === n && contiguous(shape, this.steps)) {
      if (kept) storage.shared = true;
      return new Plain(shape, storage.data, coreType(this.dtype));
    }
    const data = new Float64Array(n);
    let i = 0;
    walk(shape, this.steps, this.start, (at) => (data[i++] = storage.data[at]));
    return new Plain(shape, data, coreType(this.dtype));
  }
  /** Write numbers in order. What `.data` gave also writes to what tapes hold: gradients go wrong silently, as in torch. */
  write(values: Float64Array): void {
    const { storage } = this;
    const old = storage.data;
    if (storage.shared) {
      storage.data = old.slice();
      storage.shared = false;
    }
    const { data } = storage,
      write = (to: Float64Array): void => {
        let i = 0;
        walk(this.shape, this.steps, this.start, (at) => (to[at] = values[i++]));
      };
    write(data);
    if (this.untracked && old !== data) write(old);
    // PyTorch refuses when it counts, and has written by then.
    if (storage.inference && !modes.inference) throw runtime(texts.inferenceInPlace);
    this.version.count++;
  }
  /** Several elements stand in one place. */
  overlaps(): boolean {
    return this.steps.some((s, d) => s === 0 && this.shape[d] > 1);
  }
  /** The numbers under whatever watches: for looking, not for computing. */
  numbers(): Plain {
    let t: Tensor = this.unwrapped() ?? this;
    while (t.level !== 0) {
      if (t instanceof TorchTensor && t.unwrapped() === null) return t.plain(false);
      const { primal, watched } = t as { primal?: Tensor; watched?: Tensor };
      if (primal === undefined && !watched) throw runtime(texts.vmapItem);
      t = (primal ?? watched)!;
    }
    return t as Plain;
  }

  // ── place in the graph ──
  get isLeaf(): boolean {
    return this.gradFn === null;
  }
  get requiresGrad(): boolean {
    const inner = this.unwrapped() as { primal?: TorchTensor; run: Run } | null;
    return inner === null
      ? this.leaf || this.node !== null || this.base?.requiresGrad === true
      : inner.primal?.requiresGrad === true || reverseRuns.has(inner.run);
  }
  /** A view made under noGrad of what requires a gradient. */
  cutOff(): boolean {
    return this.made === "blind" && !this.leaf && this.node === null && this.base?.requiresGrad === true;
  }
  set requiresGrad(on: boolean) {
    if (typeof on !== "boolean") throw runtime("requires_grad must be a bool");
    if (on && this.gradFn !== null) throw runtime(texts.onlyLeaf.replace(/ If you.*/, ""));
    this.setRequiresGrad(on, "o" + texts.floatOnly);
  }
  setRequiresGrad(on: boolean, text: string): void {
    if (on && !isFloat(this.dtype)) throw runtime(text);
    const { run: watching } = this;
    if (this.unwrapped() !== null && watching.alive && watching.call !== "forwardAd")
      throw runtime(texts.requiresInside);
    if (on && this.storage.inference && !modes.inference) throw runtime(texts.inferenceGrad);
    if (this.gradFn !== null) {
      if (!on) throw runtime(texts.onlyLeaf);
    } else this.leaf = on;
  }
  requiresGrad_(on = true): this {
    this.setRequiresGrad(on, texts.floatOnlyMethod);
    return this;
  }
  /** The operation that made this tensor. A view looks at its base's again after an in-place operation. */
  get outputNr(): number {
    return this.nr;
  }
  get gradFn(): Node | null {
    const { base } = this,
      inner = this.unwrapped() as { primal?: Tensor } | null;
    if (inner !== null) return inner.primal instanceof TorchTensor ? inner.primal.gradFn : null;
    if (base !== null && this.seen !== this.version.count && base.requiresGrad && !this.untracked) {
      this.guard("its base or another view of its base has been modified inplace");
      const { node, nr } = lookInto(base, this);
      if (node !== null) this.moved(node, nr);
      else this.placed(node, nr);
    }
    return this.node;
  }
  /** Views that are not to be written to, here or through their base, say so. */
  guard(what: string): void {
    if (this.made === "alone") return;
    const from =
      this.node === null
        ? "A view was created in no_grad mode"
        : `Output ${this.nr} of ${this.node.name()} is a view`;
    throw runtime(
      `${from} and ${what}${this.made === "several" ? (this.node === null ? " with grad mode enabled" : "") + texts.severalViews : texts.noGradView}`,
    );
  }
  touched(): void {
    this.seen = -1;
  }
  placed(node: Node | null, nr: number): this {
    this.node = node;
    this.nr = nr;
    this.seen = this.version.count;
    if (node !== null && this.leaf) this.leaf = false;
    if (this.seen > 0 && this.base === null) this.version.edge = node && { node, nr };
    return this;
  }
  /** After an in-place operation: what retains the gradient goes on to the new node. */
  moved(node: Node, nr: number): this {
    this.placed(node, nr);
    if (this.retaining !== null) {
      const { set, at } = this.retaining;
      at.node.unhook(at.nr, set);
      this.keepAt({ node, nr }, set);
    }
    return this;
  }
  get edge(): Edge | null {
    const node = this.gradFn;
    if (node !== null) return this.nr === 0 ? node : { node, nr: this.nr };
    if (!this.leaf) return null;
    if (this.accumulator === null) {
      this.accumulator = new Node("AccumulateGrad", [], [this], null, false);
      Object.assign(this.accumulator, { variable: this });
    }
    return this.accumulator;
  }
  get grad(): TorchTensor | null {
    if (!this.isLeaf && this.retaining === null && this.accumulated === null) warn(texts.nonLeafGradWarning);
    return this.accumulated;
  }
  set grad(g: TorchTensor | null) {
    living("grad", [g]);
    if (g !== null && g !== undefined) {
      if (!(g instanceof TorchTensor))
        throw typeError(`assigned grad expected to be a Tensor or None but got grad of type${typeName(g)}`);
      if (g === this) throw runtime("can't assign Variable as its own grad");
      if (g.dtype !== this.dtype) throw runtime("assigned grad has data of a different type");
      if (String(g.shape) !== String(this.shape)) throw runtime("assigned grad has data of a different size");
    }
    this.accumulated = g ?? null;
  }
  get retainsGrad(): boolean {
    return this.retaining !== null;
  }
  /** Keep the gradient of a tensor that is no leaf; `keep` receives it. */
  retain(receive: Hook): void {
    if (!this.requiresGrad) throw runtime("can't retain_grad on Tensor that has requires_grad=False");
    if (this.isLeaf || this.retaining !== null) return;
    this.keepAt(this.edge!, new Set([{ call: receive }]));
  }
  private keepAt(at: Edge, set: Hooks): void {
    at.node.hook(at.nr, set);
    this.retaining = { set, at };
  }
  registerHook(hook: Hook): { remove(): void } {
    check("register_hook", "hook: function", [hook]);
    const edge = this.edge;
    if (!this.requiresGrad || edge === null)
      throw runtime("cannot register a hook on a tensor that doesn't require gradient");
    if (this.hooks === null) edge.node.hook(edge.nr, (this.hooks = new Set()));
    const set = this.hooks,
      own = { call: hook };
    set.add(own);
    return { remove: () => void set.delete(own) };
  }

  /** Gradients of this tensor in the grad of the leaves. */
  backward(gradient?: TorchTensor | null, options?: BackwardOptions | boolean | null): void;
  backward(options: BackwardOptions): void;
  backward(...args: readonly unknown[]): void {
    backwardOf([this, ...args]);
  }

  // ── reading ──
  /** All axes in reverse order. */
  override get T(): TorchTensor {
    if (this.ndim !== 2) warn(texts.reversedWarning);
    return this.permute([...this.shape.keys()].reverse());
  }
  /** The last two axes exchanged. */
  get mT(): TorchTensor {
    const { ndim } = this;
    if (ndim < 2)
      throw runtime(`tensor.mT is only supported on matrices or batches of matrices. Got ${ndim}-D tensor.`);
    return this.transpose(-2, -1);
  }
  override get stride(): number[] {
    return [...this.steps];
  }
  override get offset(): number {
    return this.start;
  }
  /** The same numbers without a gradient, and without being watched for changes. */
  override set data(v: TorchTensor) {
    living("data", [v]);
    if (!(v instanceof TorchTensor))
      throw typeError(`Variable data has to be a tensor, but got ${typeName(v)}`);
    if (this.requiresGrad && !isFloat(v.dtype))
      throw runtime("data set to a tensor that requires gradients must be floating point or complex dtype");
    const { storage, shape, steps, start, dtype } = v;
    Object.assign(this, { storage, shape, steps, start, dtype });
  }
  override get data(): Float64Array & TorchTensor {
    if (this.unwrapped() !== null) return this.detach() as Float64Array & TorchTensor;
    const d = this.alias();
    d.base = null;
    d.version = { count: 0 };
    d.untracked = true;
    return d as Float64Array & TorchTensor;
  }
  override item(): number {
    if (size(this.shape) !== 1) throw valueError(texts.oneElement);
    const { data } = this.numbers();
    return this.dtype === "bool" ? ((data[0] !== 0) as unknown as number) : data[0];
  }
  override toArray<T extends NestedNumbers = NestedNumbers>(): T {
    const { shape, data } = this.numbers();
    return new Plain(shape, data, coreType(this.dtype)).toArray<T>();
  }
  override toString(): string {
    const title = this.unwrapped() === null ? this.gradFn?.title : undefined;
    const tangent = tangentOf(this);
    return show(this.numbers(), this.dtype, [
      ...(title !== undefined ? [`grad_fn=<${title}>`] : this.requiresGrad ? ["requires_grad=True"] : []),
      ...(tangent === null
        ? []
        : [`tangent=${tangent.ndim === 0 ? pythonFloat(tangent.item()) : String(tangent)}`]),
    ]);
  }
}
Object.assign(TorchTensor.prototype, {
  base: null,
  made: "alone",
  untracked: false,
  madeOf: null,
  argument: false,
  lost: false,
  watched: null,
  leaf: false,
  accumulator: null,
  accumulated: null,
  hooks: null,
  retaining: null,
});
