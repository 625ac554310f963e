// In-place operations: the operation as ever, its numbers written into the storage, and the tensor's place in the graph moved
// on. Through a view the base moves on too (CopySlices), and other views find their base's new node when they are asked.
import * as LEVEL from "../../core/level.js";
import { putRow, takeRow } from "../../core/picks.js";
import { reshape } from "../../core/views.js";
import { where } from "../../core/choose.js";
import { isTensor, Plain, zeros, type Tensor } from "../../core/tensor.js";
import { expand } from "../../core/ring.js";
import { sameShape, size, type Shape } from "../../array/shape.js";
import { list, runtime, texts } from "../words/classes.js";
import { modes, Node, under } from "./node.js";
import { operation, type Operation } from "../operations.js";
import { pull } from "./engine.js";
import { perform } from "./perform.js";
import { TorchTensor } from "./torchtensor.js";
import { walk } from "./viewed.js";

/** The places of a view's elements in its base, in order. */
function places(view: TorchTensor, base: TorchTensor): number[] {
  const out: number[] = [];
  walk(view.shape, view.steps, view.start - base.start, (p) => out.push(p));
  return out;
}
const flat = (x: Tensor): Tensor => reshape(x, [-1]);
const look = (b: Tensor, index: readonly number[], shape: Shape): Tensor =>
  reshape(takeRow(flat(b), { axis: -1, index }), shape);
/** base with v at some places, all others as they are; of values for one place the last stays. */
export function assign(base: Tensor, v: Tensor, index: readonly number[], shape: Shape): Tensor {
  const n = size(base.shape),
    taken = new Float64Array(n);
  for (const i of index) taken[i] = 1;
  const whole =
      v.shape.length < shape.length
        ? reshape(v, [...shape.map(() => 1).slice(v.shape.length), ...v.shape])
        : v,
    spread = flat(sameShape(whole.shape, shape) ? whole : expand(whole, shape)),
    last = new Map(index.map((p, j) => [p, j])),
    stays = new Plain(
      [index.length],
      Float64Array.from(index, (p, j) => Number(last.get(p) === j)),
      "bool",
    ),
    once = last.size === index.length ? spread : where(stays, spread, 0),
    placed = reshape(putRow(once, { axis: -1, index, n }), base.shape);
  return where(new Plain(base.shape, taken, "bool"), placed, base);
}
/** Where a view lies in the graph after its base was written to. */
export function lookInto(base: TorchTensor, view: TorchTensor): { node: Node | null; nr: number } {
  const index = places(view, base),
    op: Operation = { ...operation("at"), node: "AsStridedBackward0", view: false },
    v = under({ grad: true }, () =>
      perform(op, [base], ([b]) => look(b as Tensor, index, view.shape)),
    ) as TorchTensor;
  return { node: v.node, nr: v.nr };
}

/** May this tensor be written to? */
function permit(self: TorchTensor, args: readonly unknown[] = []): void {
  const { base } = self;
  if (self.lost)
    throw runtime(
      "a view of a value that a transformation watches is being used in an in-place operation. Write x.set(index, value) on the value itself.",
    );
  if (modes.grad && [self, ...args].some((t) => t instanceof TorchTensor && t.requiresGrad)) {
    if (base !== null && !self.untracked) {
      self.guard("is being modified inplace");
      if (self.requiresGrad && base.isLeaf) throw runtime(texts.leafViewInPlace);
    }
    if (
      self.requiresGrad &&
      self.isLeaf &&
      (self.unwrapped() === null || self.madeOf !== null || self.argument)
    )
      throw runtime(self.madeOf === null ? texts.leafInPlace : texts.leafViewInPlace);
  }
  if (self.overlaps()) throw runtime(texts.overlap);
}

export function inPlace<T extends TorchTensor>(
  self: T,
  op: Operation,
  args: readonly unknown[],
  call: (a: unknown[]) => unknown,
): T {
  permit(self, args);
  const outside = [self, ...args].some((a) => isTensor(a) && a.level > LEVEL.torch);
  const y = perform(op, [self, ...args], call, outside ? undefined : self) as TorchTensor;
  if (!sameShape(y.shape, self.shape))
    throw runtime(`output with shape ${list(self.shape)} doesn't match the broadcast shape ${list(y.shape)}`);
  if (outside) {
    if (self.base !== null && self.unwrapped() === null)
      assignWatched(self.base, places(self, self.base), self.shape, y);
    // What is overwritten by plain numbers still has a tangent, of zeros.
    const over = self.unwrapped() !== null && y.unwrapped() === null ? overwritten(self, y) : y;
    through(self, over);
    self.rebind(over.unwrapped() ?? over);
    return self;
  }
  const { base } = self,
    changed = base !== null && !self.untracked && (y.requiresGrad || base.requiresGrad) && modes.grad;
  const rebased = changed ? slices(self, base, y) : null;
  self.write(y.plain(false).data);
  if (rebased !== null) {
    base!.placed(rebased, 0);
    self.touched();
  } else if (y.node !== null) self.moved(y.node, y.nr);
  else if (base === null || !self.requiresGrad) self.placed(self.node, self.nr);
  return self;
}

/** The node of a base that was written to through a view: it does the operation's pullback in the view's places. */
function slices(self: TorchTensor, base: TorchTensor, { node }: TorchTensor): Node {
  const index = places(self, base),
    { shape } = self;
  return new Node(
    "CopySlices",
    [base.edge, ...(node?.next.slice(1) ?? [null])],
    [{ shape: base.shape, dtype: base.dtype }],
    (_, [b], graph) => {
      const inner = node === null ? [] : pull(node, [look(b!, index, shape)], graph);
      return [assign(b!, inner[0] ?? zeros(shape), index, shape), ...inner.slice(1)];
    },
    true,
  );
}

/** The tensor that a dual was made of is written to as well. */
function through(self: TorchTensor, y: TorchTensor): void {
  const now = (y.unwrapped() as { primal?: Tensor } | null)?.primal;
  if (self.madeOf === null || now === undefined || now.level > LEVEL.torch) return;
  permit(self.madeOf);
  self.madeOf.write((now instanceof TorchTensor ? now.plain(false) : now).data);
}
const overwritten = (self: TorchTensor, y: TorchTensor): TorchTensor =>
  perform(operation("place"), [self, y], ([old, v]) =>
    where(
      new Plain(self.shape, new Float64Array(size(self.shape)).fill(1), "bool"),
      v as Tensor,
      old as Tensor,
    ),
  ) as TorchTensor;

/** A view in the tensor's own place: x.t_(), x.squeeze_(0). */
export function viewInPlace<T extends TorchTensor>(self: T, view: (x: T) => TorchTensor, title: string): T {
  permit(self);
  const y = view(self),
    { shape, steps, start } = y;
  if (y.unwrapped() !== null) self.rebind(y.unwrapped()!);
  Object.assign(self, { shape, steps, start });
  self.version.count++;
  if (y.node === null) return self.placed(self.node, self.nr);
  return self.moved(Object.assign(y.node, { title }), y.nr);
}

/** A watched value put into a buffer: the buffer is watched from then on. */
function assignWatched(base: TorchTensor, index: readonly number[], shape: Shape, v: Tensor): void {
  const y = perform(operation("place"), [base, v], ([b, w]) =>
    assign(b as Tensor, w as Tensor, index, shape),
  ) as TorchTensor;
  base.rebind(y.unwrapped() ?? y);
}

/** May a value of this shape be written to a place of that one? */
export function fits(to: Shape, from: Shape, says: (d: number) => Error): void {
  from.forEach((n, i) => {
    const d = to.length - from.length + i;
    if (n !== 1 && n !== to[d]) throw says(d);
  });
}
export function copyInto<T extends TorchTensor>(self: T, source: unknown): T {
  const from = isTensor(source) ? source.shape : [],
    { shape: to } = self;
  if (from.length <= to.length)
    fits(to, from, (d) =>
      runtime(
        to[d] === 1
          ? `output with shape ${list(to)} doesn't match the broadcast shape ${list(to.map((n, i) => (n === 1 ? (from[i - to.length + from.length] ?? 1) : n)))}`
          : `The size of tensor a (${to[d]}) must match the size of tensor b (${from[d - to.length + from.length]}) at non-singleton dimension ${d}`,
      ),
    );
  return copied(self, source);
}
export const copied = <T extends TorchTensor>(self: T, source: unknown): T =>
  inPlace(self, { ...operation("copy"), node: "CopyBackwards" }, [source], ([x, v]) => {
    const { shape } = x as Tensor,
      w = isTensor(v) ? v : new Plain([], Float64Array.of(Number(v)));
    return spreadTo(w, shape);
  });
function spreadTo(v: Tensor, shape: Shape): Tensor {
  const w =
    v.shape.length < shape.length ? reshape(v, [...shape.slice(v.shape.length).map(() => 1), ...v.shape]) : v;
  return expand(w, shape);
}
export const fillWith = <T extends TorchTensor>(self: T, v: number, node: string): T =>
  inPlace(self, { ...operation("fill"), node }, [], ([x]) => {
    const { shape } = x as Tensor;
    return new Plain(shape, new Float64Array(size(shape)).fill(v));
  });
