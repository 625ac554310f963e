// The backward pass: nodes in the order of their numbers, largest first, from a heap; so it does not recurse, and a chain of
// a hundred thousand operations is only long. Each node's cotangents are complete when its turn comes.
import * as LEVEL from "../../core/level.js";
import { Plain, type Tensor } from "../../core/tensor.js";
import { plus } from "../../core/ring.js";
import { ne } from "../../core/choose.js";
import { trunc } from "../../index.js";
import { endsWith, sameShape, size } from "../../array/shape.js";
import { isFloat, rounded, typeText, type TorchDType } from "../dtype.js";
import { list, notCallable, runtime, texts, type as typeError, typeName } from "../words/classes.js";
import { checked, sane, under, type Cotangent, type Edge, type Node } from "./node.js";
import { operation } from "../operations.js";
import { perform } from "./perform.js";
import { Storage } from "./storage.js";
import { TorchTensor } from "./torchtensor.js";

export interface Pass {
  readonly retain: boolean;
  /** Write the pass down, so that it can be differentiated. */
  readonly graph: boolean;
  /** Only these places are wanted; null: all leaves, whose gradients accumulate. */
  readonly wanted: readonly Edge[] | null;
  /** Accumulate what arrives at leaves (backward), or only give it back (grad). */
  readonly accumulate: boolean;
}

/** Nodes that a cotangent can reach, and in how many ways each. */
export function reach(roots: readonly Edge[]): Map<Node, number> {
  const uses = new Map<Node, number>(),
    open: Node[] = [];
  const meet = (n: Node): void => {
    const seen = uses.get(n);
    uses.set(n, (seen ?? 0) + 1);
    if (seen === undefined) open.push(n);
  };
  for (const r of roots) meet(r.node);
  for (let n = open.pop(); n !== undefined; n = open.pop())
    for (const e of n.next) if (e !== null) meet(e.node);
  return uses;
}

/** A cotangent as a tensor of the graph's kind: rounded to the type of what it belongs to. */
export function asCotangent(t: Tensor, dtype: TorchDType, graph: boolean): Tensor {
  if (t instanceof TorchTensor) {
    if (!graph) return rounded(t.plain(), dtype, false);
    return t.dtype === dtype ? t : cast(t, dtype);
  }
  return t.level === 0 ? rounded(t as Plain, dtype, false) : t;
}
export const cast = (t: TorchTensor, dtype: TorchDType): TorchTensor =>
  perform({ ...operation("to"), node: "ToCopyBackward0", keeps: dtype }, [t], (a) =>
    converted(a[0] as Tensor, dtype),
  ) as TorchTensor;
/** A value in another type: below a transformation it stands for numbers of that type too. */
const converted = (x: Tensor, dtype: TorchDType): Tensor =>
  x.level <= LEVEL.torch || isFloat(dtype) ? copyOf(x) : dtype === "bool" ? ne(x, 0) : trunc(x);
const copyOf = (x: Tensor): Tensor => (x.level === 0 ? new Plain(x.shape, x.data.slice()) : x);
const handle = (b: Tensor, dtype: TorchDType): TorchTensor => TorchTensor.around(b, dtype);

/** Send cotangents from the roots; what arrived at `wanted`, in its order. */
export function send(roots: readonly Edge[], bars: readonly Tensor[], pass: Pass): (Tensor | null)[] {
  const { graph, wanted } = pass,
    uses = reach(roots),
    bar = new Map<Node, Cotangent[]>(),
    caught = new Map<Node, Map<number, Tensor>>();
  const give = (e: Edge, b: Tensor): void => {
    let at = bar.get(e.node);
    if (at === undefined) bar.set(e.node, (at = []));
    // Each sum is rounded, as PyTorch's is.
    at[e.nr] = at[e.nr] ? asCotangent(plus(at[e.nr], b)!, e.node.results[e.nr].dtype, graph) : b;
  };
  const needed = wanted === null ? null : neededFor(uses, wanted);
  const run = (node: Node): void => {
    let mine = bar.get(node) ?? [];
    bar.delete(node);
    for (const w of wanted ?? [])
      if (w.node === node && mine[w.nr])
        caught.set(node, (caught.get(node) ?? new Map<number, Tensor>()).set(w.nr, mine[w.nr]!));
    // What backward was asked for runs too; what grad was asked for is only looked at.
    const runs = node.next.some((e) => e !== null && needed?.has(e.node) === true);
    if (needed !== null && !runs && (!pass.accumulate || !needed.has(node))) return;
    mine = hooked(node, mine, graph);
    if (node.variable !== null) {
      if (mine[0]) accumulate(node.variable, mine[0], graph);
      return;
    }
    const ys = node.results.map((_, i) => mine[i] ?? null),
      bars = pull(node, ys, graph);
    node.next.forEach((e, i) => {
      if (e === null) return;
      const b = bars[i];
      if (b !== null && b !== undefined) give(e, fitted(node, i, b, e, graph));
      const left = uses.get(e.node)! - 1;
      uses.set(e.node, left);
      if (left === 0 && e.node.variable !== null) run(e.node);
    });
    if (!pass.retain) node.release();
  };
  roots.forEach((r, i) => {
    give(r, bars[i]);
    uses.set(r.node, uses.get(r.node)! - 1);
  });
  const order = [...uses.keys()].filter((n) => n.variable === null).sort((a, b) => b.sequence - a.sequence);
  for (const [n, left] of uses) if (left === 0 && n.variable !== null) run(n);
  under({ grad: graph }, () => {
    for (const n of order)
      if (bar.has(n)) run(n);
      else skip(n, uses, run);
  });
  return (wanted ?? []).map((w) => caught.get(w.node)?.get(w.nr) ?? null);
}
/** A node that nothing reached still counts as done for the leaves behind it. */
function skip(node: Node, uses: Map<Node, number>, run: (n: Node) => void): void {
  for (const e of node.next) {
    if (e === null) continue;
    const left = uses.get(e.node)! - 1;
    uses.set(e.node, left);
    if (left === 0 && e.node.variable !== null) run(e.node);
  }
}

function neededFor(uses: ReadonlyMap<Node, number>, wanted: readonly Edge[]): Set<Node> {
  const needed = new Set<Node>(wanted.map((w) => w.node));
  for (const n of [...uses.keys()].sort((a, b) => a.sequence - b.sequence))
    if (n.next.some((e) => e !== null && needed.has(e.node))) needed.add(n);
  return needed;
}

export function pull(node: Node, bars: readonly Cotangent[], graph: boolean): readonly Cotangent[] {
  if (node.freed || node.pull === null) throw runtime(texts.freed);
  for (const s of node.saved) checked(node, s);
  return sane(node, node.pull(node, bars, graph));
}

/** A cotangent in the shape and type of the input that it goes to. */
function fitted(node: Node, i: number, b: Tensor, e: Edge, graph: boolean): Tensor {
  const { shape, dtype } = e.node.results[e.nr];
  if (!endsWith(b.shape, shape))
    throw runtime(
      `Function ${node.name()} returned an invalid gradient at index ${i} - got ${list(b.shape)} but expected shape compatible with ${list(shape)}`,
    );
  return asCotangent(b, dtype, graph);
}

function hooked(node: Node, bars: readonly Cotangent[], graph: boolean): Cotangent[] {
  if (node.hooks === null) return bars as Cotangent[];
  const out = bars.slice();
  for (const [nr, hooks] of node.hooks) {
    if (!out[nr]) continue;
    const { dtype } = node.results[nr];
    let g = handle(out[nr], dtype);
    for (const { call: hook } of hooks.flatMap((set) => [...set])) {
      if (typeof hook !== "function") throw notCallable(hook);
      const y = hook(g);
      if (y === undefined || y === null) continue;
      if (!(y instanceof TorchTensor))
        throw typeError(
          `expected Variable, but hook returned '${typeof y === "number" ? (Number.isInteger(y) ? "int" : "float") : typeName(y)}'`,
        );
      if (!sameShape(y.shape, g.shape))
        throw runtime(`hook '${hook.name === "" ? "<lambda>" : hook.name}' has changed the size of value`);
      if (y.dtype !== dtype)
        throw runtime(
          `hook '${hook.name === "" ? "<lambda>" : hook.name}' has changed the type of value (was torch.${typeText[dtype]}Tensor got torch.${typeText[y.dtype]}Tensor)`,
        );
      g = y;
    }
    out[nr] = graph ? g : asCotangent(g, dtype, false);
  }
  return out;
}

/** Into the same tensor, so that whoever holds it sees the sum; with a graph, into a new one. */
export function accumulate(x: TorchTensor, b: Tensor, graph: boolean, node = "CopyBackwards"): void {
  if (!x.requiresGrad) return;
  const old = x.accumulated;
  if (old === null) {
    if (b.level > LEVEL.torch) x.grad = handle(b, x.dtype);
    else if (graph)
      x.grad = perform({ ...operation("clone"), node }, [handle(b, x.dtype)], (a) =>
        copyOf(a[0] as Tensor),
      ) as TorchTensor;
    else {
      const p = asCotangent(b, x.dtype, false);
      x.grad = new TorchTensor(x.shape, new Storage(p.data.slice()), x.dtype);
    }
  } else if (graph || b.level > LEVEL.torch || !x.isLeaf) x.grad = plus(old, b) as TorchTensor;
  else {
    const sum = plus(old.plain(false), asCotangent(b, x.dtype, false)) as Plain;
    old.write(rounded(sum, x.dtype, true).data);
  }
}
/** The cotangent of a scalar result when none is given. */
export const unit = (y: TorchTensor): Tensor => {
  if (size(y.shape) !== 1) throw runtime(texts.scalarOnly);
  return TorchTensor.around(new Plain(y.shape, Float64Array.of(1)), isFloat(y.dtype) ? y.dtype : "float32");
};
