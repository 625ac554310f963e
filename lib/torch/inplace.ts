// In-place operations: the operation as ever, its numbers written into the storage, and the tensor's place in the graph moved
// on. Through a view the base moves on too (CopySlices), and other views find their base's new node when they are asked.
import { putRow, reshape, takeRow } from "../core/algebra.js";
import { at as atCore } from "../core/at.js";
import { where } from "../core/select.js";
import { isTensor, Plain, type Index, type Tensor } from "../core/tensor.js";
import { expand } from "../core/ring.js";
import { sameShape, size, type Shape } from "../tensor/shape.js";
import { typeText } from "./dtype.js";
import { list, runtime, texts, type as typeError, typeName } from "./errors.js";
import { modes, under } from "./graph.js";
import { operation, type Operation } from "./operations.js";
import { perform } from "./perform.js";
import { later, TorchTensor } from "./tensor.js";
import { walk } from "./views.js";

/** The places of a view's elements in its base, in order. */
function places(view: TorchTensor, base: TorchTensor): number[] {
  const out: number[] = [];
  walk(view.shape, view.steps, view.start - base.start, (p) => out.push(p));
  return out;
}
const flat = (x: Tensor): Tensor => reshape(x, [-1]);
const look = (b: Tensor, index: readonly number[], shape: Shape): Tensor =>
  reshape(takeRow(flat(b), { axis: -1, index }), shape);
/** base with v at some places, all others as they are. */
function assign(base: Tensor, v: Tensor, index: readonly number[], shape: Shape): Tensor {
  const n = size(base.shape),
    taken = new Float64Array(n);
  for (const i of index) taken[i] = 1;
  const whole =
      v.shape.length < shape.length
        ? reshape(v, [...shape.map(() => 1).slice(v.shape.length), ...v.shape])
        : v,
    spread = sameShape(whole.shape, shape) ? whole : expand(whole, shape),
    placed = reshape(putRow(flat(spread), { axis: -1, index, n }), base.shape);
  return where(new Plain(base.shape, taken, "bool"), placed, base);
}
later.lookInto = (base, view) => {
  const index = places(view, base),
    op: Operation = { ...operation("at"), node: "AsStridedBackward0", view: false },
    v = under({ grad: true }, () =>
      perform(op, [base], ([b]) => look(b as Tensor, index, view.shape)),
    ) as TorchTensor;
  return { node: v.node, nr: v.nr };
};

/** May this tensor be written to? */
function permit(self: TorchTensor, args: readonly unknown[] = []): void {
  const { base } = self;
  if (self.lost)
    throw runtime(
      "a view of a value that a transformation watches is being used in an in-place operation. Write x.set(index, value) on the value itself.",
    );
  if (self.steps.some((s, d) => s === 0 && self.shape[d] > 1)) throw runtime(texts.overlap);
  if (self.storage.inference && !modes.inference) throw runtime(texts.inferenceInPlace);
  const varies = [self, ...args].some((t) => t instanceof TorchTensor && t.requiresGrad);
  if (!modes.grad || !varies) return;
  if (base !== null && !self.untracked) {
    self.guard("is being modified inplace");
    if (self.requiresGrad && base.isLeaf) throw runtime(texts.leafViewInPlace);
  }
  if (self.requiresGrad && self.isLeaf) throw runtime(texts.leafInPlace);
}

export function inPlace<T extends TorchTensor>(
  self: T,
  op: Operation,
  args: readonly unknown[],
  call: (a: unknown[]) => unknown,
): T {
  permit(self, args);
  const outside = [self, ...args].some((a) => isTensor(a) && a.level > 0.5);
  const y = perform(op, [self, ...args], call, outside ? undefined : self) as TorchTensor;
  if (!sameShape(y.shape, self.shape))
    throw runtime(`output with shape ${list(self.shape)} doesn't match the broadcast shape ${list(y.shape)}`);
  if (outside) {
    if (self.base !== null && self.held() === null) put(self.base, places(self, self.base), self.shape, y);
    // What is overwritten by plain numbers still has a tangent, of zeros.
    const over = self.held() !== null && y.held() === null ? overwritten(self, y) : y;
    through(self, over);
    self.become(over.held() ?? over);
    return self;
  }
  const { base } = self,
    changed = base !== null && !self.untracked && (y.requiresGrad || base.requiresGrad) && modes.grad;
  const rebased = changed
    ? (perform({ ...operation("place"), node: "CopySlices" }, [base, y], ([b, v]) =>
        assign(b as Tensor, v as Tensor, places(self, base), self.shape),
      ) as TorchTensor)
    : null;
  self.write(y.plain(false).data);
  if (rebased !== null) {
    base!.placed(rebased.node, rebased.nr);
    self.touched();
  } else if (y.node !== null) self.moved(y.node, y.nr);
  else if (base === null || !self.requiresGrad) self.placed(self.node, self.nr);
  return self;
}

/** The tensor that a dual was made of is written to as well. */
function through(self: TorchTensor, y: TorchTensor): void {
  const now = (y.held() as { primal?: Tensor } | null)?.primal;
  if (self.madeOf === null || now === undefined || now.level > 0.5) return;
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
export function turn<T extends TorchTensor>(self: T, view: (x: T) => TorchTensor, title: string): T {
  permit(self);
  const y = view(self),
    { shape, steps, start } = y;
  if (y.held() !== null) self.become(y.held()!);
  Object.assign(self, { shape, steps, start });
  self.version.count++;
  if (y.node === null) return self.placed(self.node, self.nr);
  return self.moved(Object.assign(y.node, { title }), y.nr);
}

/** A watched value put into a buffer: the buffer is watched from then on. */
function put(base: TorchTensor, index: readonly number[], shape: Shape, v: Tensor): void {
  const y = perform(operation("place"), [base, v], ([b, w]) =>
    assign(b as Tensor, w as Tensor, index, shape),
  ) as TorchTensor;
  base.become(y.held() ?? y);
}

/** May a value of this shape be written to a place of that one? */
function fits(to: Shape, from: Shape, says: (d: number) => Error): void {
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
        `The size of tensor a (${to[d]}) must match the size of tensor b (${from[d - to.length + from.length]}) at non-singleton dimension ${d}`,
      ),
    );
  return copied(self, source);
}
const copied = <T extends TorchTensor>(self: T, source: unknown): T =>
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

/** The value of an assignment without leading axes of length one, or what torch's expand says of it. */
function assignable(v: Tensor, to: Shape): Tensor {
  let lead = 0;
  while (v.shape.length - lead > to.length && v.shape[lead] === 1) lead++;
  const shape = v.shape.slice(lead),
    x = lead === 0 ? v : operationOn(v, shape);
  if (shape.length > to.length)
    throw runtime(
      `expand(torch.${typeText[(x as TorchTensor).dtype]}Tensor{${list(shape)}}, size=${list(to)}): the number of sizes provided (${to.length}) must be greater or equal to the number of dimensions in the tensor (${shape.length})`,
    );
  fits(to, shape, (d) =>
    runtime(
      `The expanded size of the tensor (${to[d]}) must match the existing size (${shape[d - to.length + shape.length]}) at non-singleton dimension ${d}.  Target sizes: ${list(to)}.  Tensor sizes: ${list(shape)}`,
    ),
  );
  return x;
}
const operationOn = (v: Tensor, shape: Shape): Tensor =>
  perform(operation("view"), [v], ([x]) => reshape(x as Tensor, shape)) as Tensor;

/** x[index] = value. Numbers and ranges make a view that is copied into; lists and masks put entries. */
export function setAt(self: TorchTensor, index: readonly Index[], v: unknown): void {
  const plainIndex = index.map((i) => (i instanceof TorchTensor ? i.plain(false) : i)),
    listed = plainIndex.some((i) => typeof i === "object" && i !== null);
  if (v === null || v === undefined || (typeof v === "object" && !isTensor(v)) || typeof v === "string")
    throw typeError(`can't assign a ${typeName(v)} to a torch.${typeText[self.dtype]}Tensor`);
  if (!listed && self.held() === null) {
    const place = self.at(...index);
    copied(place, isTensor(v) ? assignable(v, place.shape) : v);
    self.touched();
    return;
  }
  const n = size(self.shape),
    where = atCore(
      new Plain(
        self.shape,
        Float64Array.from({ length: n }, (_, i) => i),
      ),
      plainIndex,
    );
  if (isTensor(v)) {
    const wrong = (): Error =>
      runtime(
        `shape mismatch: value tensor of shape ${list(v.shape)} cannot be broadcast to indexing result of shape ${list(where.shape)}`,
      );
    if (v.shape.length > where.shape.length && v.size !== 1) throw wrong();
    fits(where.shape, v.shape, wrong);
  }
  inPlace(self, { ...operation("indexPut"), node: "IndexPutBackward0", saves: "none" }, [v], ([x, w]) =>
    assign(
      x as Tensor,
      isTensor(w) ? w : new Plain([], Float64Array.of(Number(w))),
      [...where.data],
      where.shape,
    ),
  );
}
