// One operation of a user is one node, whatever it is made of inside. The value is the library's function on plain tensors,
// rounded to the result's type; the node's pull is the pullback of the same function at the saved primals. No operation has
// code of its own here.
import { bind } from "../core/bind.js";
import type { Run } from "../core/level.js";
import type { Rule } from "../core/rule.js";
import { isTensor, type Plain, Watched, zeros, type Tensor } from "../core/tensor.js";
import { sumTo } from "../core/ring.js";
import { NEITHER } from "../kernels/arithmetic.js";
import { Tape } from "../reverse/tape.js";
import type { DType } from "../tensor/parse.js";
import { Complex, isComplex } from "../ops/complex/complex.js";
import { endsWith } from "../tensor/shape.js";
import { castable, isFloat, promote, rounded, typeText, type TorchDType } from "./dtype.js";
import { runtime, texts } from "./errors.js";
import { constant, modes, Node, under, type Cotangent, type Edge, type Saved } from "./graph.js";
import { several, type Operation, type Saves } from "./operations.js";
import { refused } from "./refusals.js";
import { Storage } from "./storage.js";
import { later, TorchTensor } from "./tensor.js";
import { directly, Lattice, latticesOf } from "./views.js";

/** The place of a tensor among the tensors of a call. */
class Slot {
  constructor(readonly at: number) {}
}
/** A complex value counts as the one tensor of its pairs. */
class Pairs {
  constructor(readonly slot: Slot) {}
}
/** A structure with slots in the place of its tensors, and what puts others there. */
export function lay(v: unknown, found: Tensor[]): unknown {
  if (isComplex(v)) return new Pairs(new Slot(found.push(v.pairs) - 1));
  if (isTensor(v)) return new Slot(found.push(v) - 1);
  if (Array.isArray(v)) return v.map((e) => lay(e, found));
  if (v !== null && typeof v === "object" && v.constructor === Object)
    return Object.fromEntries(Object.entries(v).map(([k, e]) => [k, lay(e, found)]));
  return v;
}
export function fill<T>(v: unknown, tensors: readonly T[]): unknown {
  if (v instanceof Slot) return tensors[v.at];
  if (v instanceof Pairs) return Complex.ofPairs(tensors[v.slot.at] as Tensor);
  if (Array.isArray(v)) return v.map((e) => fill(e, tensors));
  if (v !== null && typeof v === "object" && v.constructor === Object)
    return Object.fromEntries(Object.entries(v).map(([k, e]) => [k, fill(e, tensors)]));
  return v;
}

/** PyTorch's zeros do not annihilate: 0 times Infinity is NaN in its pullbacks. This engine makes every product IEEE's. */
class Ieee extends Watched {
  readonly level = 0.25;
  readonly run: Run = { level: 0.25, call: "backward", alive: true };
  readonly dtype: DType = "float64";
  readonly shape: readonly number[];
  constructor(readonly primal: Tensor) {
    super();
    this.shape = primal.shape;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const inner = args.map((a) => (a instanceof Ieee ? a.primal : a));
    return new Ieee(bind(rule, inner, rule.kind === "bilinear" ? (NEITHER as P) : params));
  }
}

/** Operations whose plain numbers take part in finding the type of the result. */
const counted = new Set(
  "add sub mul pow div where clamp maximum minimum remainder fmod floorDivide maskedFill".split(" "),
);
function resultType(
  op: Operation,
  args: readonly unknown[],
  found: readonly Tensor[],
  y: Tensor,
): TorchDType {
  if (y.dtype === "bool") return "bool";
  const own = found.filter((t) => t instanceof TorchTensor);
  if (y.dtype === "int32") return "int64";
  const keeps = typeof op.keeps === "function" ? op.keeps(args) : op.keeps;
  if (typeof keeps === "string" && keeps !== "sum") return keeps;
  const first = op.name === "where" || op.name === "maskedFill" ? args[op.name === "where" ? 0 : 1] : null;
  const numbers = counted.has(op.name)
    ? args.filter((a) => typeof a === "number" || typeof a === "boolean")
    : [];
  const p = promote([...own.filter((t) => t !== first), ...numbers]);
  return isFloat(p) || keeps === true ? p : keeps === "sum" ? "int64" : "float32";
}

/** Do an operation: `call` computes it on any tensors. `self`: the tensor that it is about to overwrite. */
export function perform(
  op: Operation,
  args: readonly unknown[],
  call: (args: unknown[]) => unknown,
  self?: TorchTensor,
  params?: unknown,
): unknown {
  const found: Tensor[] = [],
    marked = args.map((a) => lay(a, found)),
    compute = (xs: readonly Tensor[]): unknown => call(marked.map((m) => fill(m, xs)));
  const refusal = refused(op.name, args);
  if (refusal !== null) throw refusal;
  if (found.some((t) => t.level > 0.5)) return outer(op, args, found, compute);

  const values = found.map((t) => (t instanceof TorchTensor ? t.plain() : t)),
    edges = found.map((t) => (t instanceof TorchTensor && modes.grad && isFloat(t.dtype) ? t.edge : null)),
    varying = found.map((_, i) => i).filter((i) => edges[i] !== null);
  let structure: unknown;
  const list = (xs: readonly Tensor[]): Tensor[] => {
    const all: Tensor[] = values.slice();
    varying.forEach((i, j) => (all[i] = xs[j]));
    const out: Tensor[] = [];
    structure = lay(compute(all), out);
    return out;
  };
  const tape =
      varying.length > 0
        ? new Tape(
            op.name,
            list,
            varying.map((i) => values[i]),
          )
        : null,
    ys = (tape === null ? list([]) : tape.value) as Plain[];
  const lattices = op.view && self === undefined ? viewsOf(op, args, found, compute) : null;
  const results = ys.map((y, k) => {
    const type = resultType(op, args, found, y),
      dtype = self?.dtype ?? type;
    if (!castable(type, dtype) && op.name !== "copy" && op.name !== "indexPut")
      throw runtime(
        `result type ${typeText[type]} can't be cast to the desired output type ${typeText[dtype]}`,
      );
    if (lattices !== null) {
      const base = found[0] as TorchTensor,
        l = lattices[k],
        v = base.alias({ shape: l.shape, steps: l.steps, start: l.start });
      v.made = !modes.grad ? "blind" : op.name in several ? "several" : base.made;
      return v;
    }
    const own = !values.some((v) => v.data === y.data),
      p = rounded(y, dtype, own),
      storage = new Storage(!own && p.data === y.data ? y.data.slice() : p.data);
    storage.shared = tape !== null && storage.data === y.data;
    return new TorchTensor(y.shape, storage, dtype);
  });
  if (tape !== null && results.some((r) => isFloat(r.dtype)))
    record(op, args, found, edges, values, varying, tape, list, results, self, params);
  return fill(structure, results);
}

/** Somebody outside watches: the operation is theirs. What came with PyTorch's methods goes with them. */
function outer(
  op: Operation,
  args: readonly unknown[],
  found: readonly Tensor[],
  compute: (xs: readonly Tensor[]) => unknown,
): unknown {
  const y = compute(found.map((t) => constant(t instanceof TorchTensor ? (t.held() ?? t) : t)));
  if (found.some((t) => !(t instanceof TorchTensor) && t.level > 0.5)) return y;
  const out: Tensor[] = [],
    structure = lay(y, out);
  return fill(
    structure,
    out.map((t) => {
      const type = resultType(op, args, found, t),
        x =
          t instanceof TorchTensor && !isFloat(type) && t.dtype !== type
            ? constantOf(t, type)
            : TorchTensor.around(t, type);
      x.lost = op.view;
      return x;
    }),
  );
}

/** What no longer varies, as numbers of this type. */
const constantOf = (t: TorchTensor, type: TorchDType): TorchTensor =>
  new TorchTensor(t.shape, rounded(t.plain(), type, false).data.slice(), type);

function viewsOf(
  op: Operation,
  args: readonly unknown[],
  found: readonly Tensor[],
  compute: (xs: readonly Tensor[]) => unknown,
): readonly Lattice[] | null {
  const [x] = found;
  if (!(x instanceof TorchTensor) || found.length !== 1) return null;
  const direct = directly[op.name];
  if (direct !== undefined) return [direct(new Lattice(x.shape, x.steps, x.start), args)];
  return latticesOf(
    (l) => {
      const out: Tensor[] = [];
      lay(compute([l]), out);
      return out;
    },
    new Lattice(x.shape, x.steps, x.start),
  );
}

function record(
  op: Operation,
  args: readonly unknown[],
  found: readonly Tensor[],
  edges: readonly (Edge | null)[],
  values: readonly Tensor[],
  varying: readonly number[],
  tape: Tape,
  list: (xs: readonly Tensor[]) => Tensor[],
  results: readonly TorchTensor[],
  self: TorchTensor | undefined,
  params: unknown,
): void {
  const numbers = args.filter((a, i) => typeof a === "number" && i < 2).length,
    pairs = counted.has(op.name) && found.length + numbers >= 2,
    // Masks and indices are no inputs of the graph.
    kept = found.map((_, i) => i).filter((i) => edges[i] !== null || operand(op, found[i])),
    next: (Edge | null)[] = [
      ...kept.map((i) => edges[i]),
      ...new Array<null>(pairs ? numbers : 0).fill(null),
    ],
    title = typeof op.node === "string" ? op.node : op.node(args);
  const pull = (given: readonly Cotangent[], graph: boolean): readonly Cotangent[] => {
    let pulled: readonly Cotangent[];
    if (op.lacks !== undefined && modes.compat === "torch")
      throw runtime(`derivative for aten::${op.lacks} is not implemented`);
    const departs = modes.compat === "torch" ? op.departs : undefined,
      bars = departs === undefined ? given : given.map((b) => b && departs(b, values, tape.value[0]));
    if (op.flat?.(values, params) === true) pulled = [];
    else if (!graph) {
      const ieee = modes.compat === "torch" && !op.exact;
      pulled = tape
        .pull(bars.map((b) => (b === null || !ieee ? b : new Ieee(b))))
        .map((b) => (b instanceof Ieee ? b.primal : b));
    } else {
      // Once more on tensors of the graph, so that the pullback itself is written down.
      const again = varying.map((i) => standIn(values[i], edges[i]!, (found[i] as TorchTensor).dtype));
      const second = new Tape(op.name, list, again);
      pulled = under({ pulling: true }, () => second.pull(bars));
    }
    const out = new Array<Cotangent>(next.length).fill(null);
    varying.forEach((i, j) => {
      const shape = values[i].shape,
        b = pulled[j] ?? zeros(shape);
      out[kept.indexOf(i)] = endsWith(b.shape, shape) ? b : sumTo(b, shape);
    });
    return out;
  };
  const saves: Saves = typeof op.saves === "function" ? op.saves(args) : op.saves,
    node = new Node(title, next, results, pull, saves !== "none");
  node.saved = savedBy(saves, found, edges, results, self);
  results.forEach((r, k) => {
    if (isFloat(r.dtype)) r.placed(node, k);
  });
}

const operand = (op: Operation, t: Tensor): boolean =>
  !(t instanceof TorchTensor) || isFloat(t.dtype) || (counted.has(op.name) && !/where|masked/.test(op.name));
/** The value that an input had, in its place in the graph. */
function standIn(v: Tensor, edge: Edge, dtype: TorchDType): TorchTensor {
  const x = TorchTensor.around(v, dtype);
  return x.placed(edge.node, edge.nr);
}

function savedBy(
  saves: Saves,
  found: readonly Tensor[],
  edges: readonly (Edge | null)[],
  results: readonly TorchTensor[],
  self: TorchTensor | undefined,
): Saved[] {
  const out: Saved[] = [];
  found.forEach((t, i) => {
    if (!(t instanceof TorchTensor) || t === self) return;
    const wanted =
      saves === "inputs" ||
      saves === "both" ||
      (saves === "other" && edges.some((e, j) => e !== null && j !== i)) ||
      (saves === "rest" && i > 0) ||
      (saves === "divisor" && (i === 1 || edges[1] !== null));
    if (!wanted) return;
    if (t.storage.inference) throw runtime(texts.inference);
    out.push({ tensor: t, version: t.version.count, output: false, place: i });
  });
  if (saves === "result" || saves === "both")
    // An in-place operation saves what it is about to write.
    results.forEach((r, place) =>
      out.push({
        tensor: self ?? r,
        version: self === undefined ? 0 : self.version.count + 1,
        output: true,
        place,
      }),
    );
  return out;
}
later.perform = perform;
