// One operation of a user is one node, whatever it is made of inside. The value is the library's function on plain tensors,
// rounded to the result's type; the node's pull is the pullback of the same function at the saved primals. No operation has
// code of its own here.
import * as LEVEL from "../../core/level.js";
import type { Plain, Tensor } from "../../core/tensor.js";
import { Tape } from "../../reverse/tape.js";
import { castable, isFloat, notCastable, promote, rounded, type TorchDType } from "../dtype.js";
import { runtime } from "../words/classes.js";
import { still } from "./duallevel.js";
import { constant, modes } from "./node.js";
import { record, type Done } from "./pullback.js";
import { counted, several, type Operation } from "../operations.js";
import { savedBy } from "./saves.js";
import { Storage } from "./storage.js";
import { ONE, type Structure } from "../../transform/nested.js";
import { unflatten, flatten } from "./nests.js";
import { TorchTensor } from "./torchtensor.js";
import { directly, Lattice, latticesOf } from "./viewed.js";

function resultType(
  op: Operation,
  args: readonly unknown[],
  found: readonly Tensor[],
  y: Tensor,
): TorchDType {
  const keeps = typeof op.keeps === "function" ? op.keeps(args) : op.keeps;
  if (typeof keeps === "string" && keeps !== "sum") return keeps;
  if (y.dtype === "bool") return "bool";
  const own = found.filter((t) => t instanceof TorchTensor);
  if (y.dtype === "int32") return "int64";
  const first = op.name === "where" ? args[0] : null;
  const numbers = counted.has(op.name)
    ? args.filter((a) => typeof a === "number" || typeof a === "boolean")
    : [];
  const p = promote([...own.filter((t) => t !== first), ...numbers]);
  // A mask times numbers of the library's own is numbers.
  if (p === "bool" && found.some((t) => !(t instanceof TorchTensor) && t.dtype === "float64"))
    return "float32";
  return isFloat(p) || keeps === true ? p : keeps === "sum" ? "int64" : "float32";
}

/** A function on the tensors among its arguments. Not closures: those of a function keep all that any of them sees. */
class Call implements Done {
  private readonly marked: Structure;
  readonly found: readonly Tensor[];
  values: readonly Tensor[] = [];
  varying: readonly number[] = [];
  /** Of the last results. */
  structure: Structure = ONE;
  constructor(
    readonly op: Operation,
    readonly args: readonly unknown[],
    private readonly call: (args: unknown[]) => unknown,
    readonly params: unknown,
  ) {
    const found: Tensor[] = [];
    this.marked = flatten(args, found);
    // What is kept for long has no room to grow.
    this.found = found.slice();
  }
  compute(xs: readonly Tensor[]): unknown {
    return this.call(unflatten(this.marked, xs) as unknown[]);
  }
  /** The results as a list, from those that vary. */
  list(xs: readonly Tensor[]): Tensor[] {
    const all = this.values.slice(),
      out: Tensor[] = [];
    this.varying.forEach((i, j) => (all[i] = xs[j]));
    this.structure = flatten(this.compute(all), out);
    return out;
  }
}

/** Do an operation: `call` computes it on any tensors. `self`: the tensor that it is about to overwrite. */
export function perform(
  op: Operation,
  args: readonly unknown[],
  call: (args: unknown[]) => unknown,
  self?: TorchTensor,
  params?: unknown,
): unknown {
  const done = new Call(op, args, call, params),
    { found } = done;
  if (found.some((t) => t.level > LEVEL.torch)) return outer(op, args, done);

  const values = found.map((t) => (t instanceof TorchTensor ? t.plain() : ofThisCopy(op.name, t))) as Plain[],
    edges = found.map((t) => (t instanceof TorchTensor && modes.grad && isFloat(t.dtype) ? t.edge : null)),
    varying = edges.flatMap((e, i) => (e === null ? [] : [i])).slice(),
    // A view of noGrad has no place in the graph, and what is made of it has one: nothing flows on from there.
    traced = varying.length > 0 || (modes.grad && found.some((t) => t instanceof TorchTensor && t.cutOff()));
  done.values = values;
  done.varying = varying;
  // What may not be saved is told before anything is computed.
  if (traced && found.some((t) => t instanceof TorchTensor && t.storage.inference))
    savedBy(typeof op.saves === "function" ? op.saves(args) : op.saves, found, edges, [], self);
  const tape = traced ? taped(op.name, done) : null,
    ys = (tape === null ? done.list([]) : tape.value) as Plain[],
    { structure } = done,
    lattices = op.view && self === undefined ? viewsOf(op, args, done, params) : null;
  const results = ys.map((y, k) => {
    const type = resultType(op, args, found, y),
      dtype = self?.dtype ?? type;
    if (!castable(type, dtype) && op.name !== "copy" && op.name !== "indexPut")
      throw notCastable(type, dtype);
    if (lattices !== null) {
      const base = found[0] as TorchTensor,
        l = lattices[k],
        v = base.alias({ shape: l.shape, steps: l.steps, start: l.start });
      v.made = !modes.grad ? "blind" : op.name in several ? "several" : base.made;
      return v;
    }
    const { elements } = y,
      own = !values.some((v) => v.elements === elements),
      held = rounded(y, dtype, own).elements,
      storage = new Storage(!own && held === elements && typeof held !== "number" ? held.slice() : held);
    storage.shared = tape !== null && storage.held === elements;
    return new TorchTensor(y.shape, storage, dtype);
  });
  if (tape !== null && results.some((r) => isFloat(r.dtype))) record(done, edges, tape, results, self);
  return unflatten(structure, results);
}

const taped = (name: string, call: Call): Tape =>
  new Tape(
    name,
    (xs) => call.list(xs),
    call.varying.map((i) => call.values[i]),
  );
/** Another copy's tensors have a graph of their own, which this one would lose. */
function ofThisCopy(name: string, t: Tensor): Tensor {
  if (t.level === LEVEL.torch)
    throw runtime(
      `${name}: an operand is a tensor of another copy of dualtensor/torch. Let the bundler or package manager give one copy to all.`,
    );
  return t;
}

/** Somebody outside watches: the operation is theirs. What came with PyTorch's methods goes with them. */
function outer(op: Operation, args: readonly unknown[], call: Call): unknown {
  const { found } = call,
    y = call.compute(
      found.map((t) => {
        if (!(t instanceof TorchTensor)) return constant(t);
        const inner = t.unwrapped();
        // What has no place in the graph is plain numbers to the library, and float32 goes on being rounded.
        return inner !== null ? constant(inner) : t.requiresGrad || t.dtype === "float32" ? t : t.plain();
      }),
    );
  if (found.some((t) => !(t instanceof TorchTensor) && t.level > LEVEL.torch)) return y;
  const out: Tensor[] = [],
    structure = flatten(y, out);
  return unflatten(
    structure,
    out.map((t) => {
      const type = resultType(op, args, found, t),
        x =
          t instanceof TorchTensor && !isFloat(type) && t.dtype !== type
            ? constantOf(t, type)
            : TorchTensor.around(t, type);
      x.lost = op.view;
      return op.name === "detach" || x.unwrapped() !== null || !isFloat(type) ? x : still(x, found);
    }),
  );
}

/** What no longer varies, as numbers of this type. */
const constantOf = (t: TorchTensor, type: TorchDType): TorchTensor =>
  new TorchTensor(t.shape, rounded(t.plain(), type, false).data.slice(), type);

function viewsOf(
  op: Operation,
  args: readonly unknown[],
  call: Call,
  params: unknown,
): readonly Lattice[] | null {
  const { found } = call,
    [x] = found;
  if (!(x instanceof TorchTensor) || (found.length !== 1 && !op.name.endsWith("As"))) return null;
  // A rule has its parameters apart: only a public call's arguments say which axes.
  const direct = params === undefined ? directly[op.name] : undefined;
  if (direct !== undefined) return [direct(new Lattice(x.shape, x.steps, x.start), args)];
  return latticesOf(
    (l) => {
      const out: Tensor[] = [];
      flatten(call.compute([l, ...found.slice(1)]), out);
      return out;
    },
    new Lattice(x.shape, x.steps, x.start),
  );
}
