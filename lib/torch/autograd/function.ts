// Operations of one's own, as in PyTorch: a class with a static forward and a static backward. In the graph it is one node; for
// every other engine it is one operation of the library, whose pull is backward and whose push is jvp.
import { isTensor, zeros, type Tensor } from "../../core/tensor.js";
import { cat, narrow, reshape, stopGradient } from "../../index.js";
import { generalOp } from "../../check/rules.js";
import { endsWith, size, type Shape } from "../../array/shape.js";
import { isFloat, type TorchDType } from "../dtype.js";
import { cast } from "../graph/engine.js";
import { notImplemented, runtime, texts, type as typeError, typeName, warn } from "../words/classes.js";
import { modes, Node, under } from "../graph/node.js";
import { ONE, type Structure } from "../../transform/nested.js";
import { flatten, unflatten } from "../graph/nests.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { wrap } from "../graph/values.js";

type Saved = readonly (TorchTensor | null)[];
/** What forward leaves for backward; `S`: the tensors that it saves. */
export class Context<S extends Saved = TorchTensor[]> {
  needsInputGrad: boolean[] = [];
  kept: Saved = [];
  still: readonly unknown[] = [];
  materialize = true;
  [key: string]: unknown;
  dirty: readonly unknown[] = [];
  saveForBackward(...tensors: Saved): void {
    const k = tensors.findIndex((t) => (t ?? null) !== null && !(t instanceof TorchTensor));
    if (k >= 0)
      throw typeError(
        `save_for_backward can only save variables, but argument ${k} is of type ${typeName(tensors[k])}`,
      );
    this.kept = tensors;
  }
  /** The same for jvp. */
  saveForForward(...tensors: Saved): void {
    this.saveForBackward(...tensors);
  }
  /** Inputs that forward has written to. */
  markDirty(...tensors: TorchTensor[]): void {
    this.dirty = tensors;
  }
  /** Results that take no part in the graph. */
  markNonDifferentiable(...tensors: TorchTensor[]): void {
    this.still = tensors;
  }
  /** Whether cotangents that nothing sent are zeros (else null). */
  setMaterializeGrads(on: boolean): void {
    this.materialize = on;
  }
  get savedTensors(): S {
    return this.kept as S;
  }
}
interface Own {
  readonly name: string;
  forward(...args: unknown[]): unknown;
  /** Where it stands, forward is called without ctx. */
  setupContext?(ctx: Context, inputs: readonly unknown[], output: unknown): void;
  backward?(ctx: Context, ...grads: (TorchTensor | null)[]): unknown;
  jvp?(ctx: Context, ...tangents: (TorchTensor | null)[]): unknown;
}
/** What a class of one's own extends: forward and backward are its static methods. */
export interface FunctionClass {
  new (): object;
  /** Run it: forward now, backward when the graph is walked. */
  apply<A extends readonly unknown[], Y>(
    this: { setupContext(ctx: never, inputs: never, output: never): void; forward(...args: A): Y },
    ...args: A
  ): Y;
  apply<A extends readonly unknown[], Y>(this: { forward(ctx: never, ...args: A): Y }, ...args: A): Y;
}
class Base {
  constructor() {
    const { name } = new.target;
    warn(
      `<class 'script.${name}'> should not be instantiated. Methods on autograd functionsare all static, so you should invoke them on the class itself. Instantiating an autograd function will raise an error in a future version of PyTorch.`,
      "DeprecationWarning",
    );
    return (): never => {
      throw runtime(texts.legacyFunction);
    };
  }
  static get apply(): (...args: unknown[]) => unknown {
    const own = this as unknown as Own;
    return (...args) => {
      if (typeof own.forward !== "function")
        throw notImplemented("You must implement the forward function for custom autograd.Function.");
      const far = args.some((a) => isTensor(a) && !(a instanceof TorchTensor && a.unwrapped() === null));
      return far ? operated(own, args) : recorded(own, args);
    };
  }
}
export const CustomFunction = Base as unknown as FunctionClass;

function forwardOf(own: Own, ctx: Context, args: readonly unknown[]): unknown {
  return under({ grad: false }, () => {
    if (own.setupContext === undefined) return own.forward(ctx, ...args);
    const y = own.forward(...args);
    own.setupContext(ctx, args, y);
    return y;
  });
}
/** The gradients that backward gives: one for each argument. */
function backwardOf(own: Own, ctx: Context, given: (TorchTensor | null)[], count: number): unknown[] {
  if (typeof own.backward !== "function")
    throw notImplemented(
      "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.",
    );
  const back = own.backward(ctx, ...given),
    gs = Array.isArray(back) ? [...(back as unknown[])] : [back];
  while (gs.length > count && (gs[gs.length - 1] ?? null) === null) gs.pop();
  if (gs.length !== count)
    throw runtime(
      `function ${own.name}Backward returned an incorrect number of gradients (expected ${count}, got ${gs.length})`,
    );
  for (const g of gs)
    if ((g ?? null) !== null && !(g instanceof TorchTensor))
      throw runtime(`expected Variable or None (got ${typeName(g)})`);
  return gs;
}
/** A gradient summed to the argument's shape; `batch` leading axes are not the argument's. */
function summed(own: Own, g: TorchTensor, shape: Shape, i: number, batch: number): TorchTensor {
  const more = g.ndim - shape.length - batch;
  if (endsWith(g.shape, shape)) return more > 0 ? g.sum([...Array(more).keys()]) : g;
  if (g.size === 1 && shape.length === g.ndim) return g.expand(shape);
  throw runtime(
    `Function ${own.name}Backward returned an invalid gradient at index ${i} - got [${g.shape.join(", ")}] but expected shape compatible with [${shape.join(", ")}]`,
  );
}

/** For the engines of the library: one operation, from all tensors to all results in one row. */
function operated(own: Own, args: readonly unknown[]): unknown {
  const places = args.flatMap((a, i) => (isTensor(a) ? [i] : [])),
    xs = places.map((i) => args[i] as Tensor),
    like = xs.map((x) => (x instanceof TorchTensor ? x : { dtype: "float64" as TorchDType }));
  let shapes: readonly Shape[] = [],
    types: readonly TorchDType[] = [],
    still: readonly boolean[] = [],
    structure: Structure = ONE;
  const filled = (v: readonly Tensor[]): TorchTensor[] => v.map((t, k) => wrap(t, like[k])),
    inside = (given: readonly TorchTensor[]): unknown[] => {
      const all = args.slice();
      places.forEach((i, k) => (all[i] = given[k]));
      return all;
    };
  const pack = (ys: readonly Tensor[]): Tensor => cat(ys.map((y) => reshape(y, [-1])));
  const unpack = (y: Tensor): Tensor[] => {
    let at = 0;
    return shapes.map((s) => reshape(narrow(y, -1, (at += size(s)) - size(s), size(s)), s));
  };
  /** What forward left at x: inputs are x itself, results those of the operation; everything else is constant. */
  const left = (x: readonly Tensor[], y: Tensor): Context => {
    const ctx = new Context(),
      given = filled(x.map((t) => stopGradient(t))),
      ys: Tensor[] = [];
    ctx.needsInputGrad = args.map((_, i) => places.includes(i) && isFloat(like[places.indexOf(i)].dtype));
    flatten(forwardOf(own, ctx, inside(given)), ys);
    const now = filled(x),
      results = unpack(y);
    ctx.kept = ctx.kept.map((t) => {
      const i = t === null ? -1 : given.indexOf(t),
        o = t === null ? -1 : ys.indexOf(t);
      return i >= 0 ? now[i] : o >= 0 ? wrap(results[o], { dtype: types[o] }) : t;
    });
    return ctx;
  };
  const value = (...x: Tensor[]): Tensor => {
    const ctx = new Context(),
      ys: Tensor[] = [];
    structure = flatten(forwardOf(own, ctx, inside(filled(x))), ys);
    shapes = ys.map((y) => y.shape);
    types = ys.map((y) => (y instanceof TorchTensor ? y.dtype : "float64"));
    still = ys.map((y, o) => ctx.still.includes(y) || !isFloat(types[o]));
    return pack(ys.map((y) => (y instanceof TorchTensor ? y.numbers() : y)));
  };
  const pull = (ybar: Tensor, x: readonly Tensor[], y: Tensor): (Tensor | null)[] => {
    const ctx = left(x, y),
      bars = unpack(ybar).map((b, o) => wrap(b, { dtype: types[o] })),
      gs = backwardOf(own, ctx, bars, args.length);
    return places.map((i, k) => {
      const g = gs[i] as TorchTensor | null;
      if ((g ?? null) === null || !isFloat(like[k].dtype)) return null;
      const s = summed(own, g!, x[k].shape, i, 0);
      return s.unwrapped() ?? (s.requiresGrad ? s : s.plain());
    });
  };
  const push = (dx: readonly (Tensor | null)[], x: readonly Tensor[], y: Tensor): Tensor => {
    const ctx = left(x, y),
      given = args.map((_, i) => {
        const d = places.includes(i) ? dx[places.indexOf(i)] : null;
        return d === null ? null : wrap(d, like[places.indexOf(i)]);
      }),
      dys: Tensor[] = [];
    flatten(own.jvp!(ctx, ...given), dys);
    return pack(dys.map((d) => (d instanceof TorchTensor ? (d.unwrapped() ?? d.plain()) : d)));
  };
  const op = generalOp({
    name: own.name,
    check: false,
    // How many arguments it takes is told by its length.
    value: Object.defineProperty(value, "length", { value: xs.length }),
    pull,
    ...(typeof own.jvp === "function" && { push }),
  });
  const y = op(...xs.map((x) => (x instanceof TorchTensor ? (x.unwrapped() ?? x) : x))),
    own_ = xs.some((x) => x instanceof TorchTensor);
  const out = unpack(y).map((t, o) => {
    const z = still[o] ? stopGradient(t) : t;
    return own_ ? wrap(z, { dtype: types[o] }) : z;
  });
  return unflatten(structure, out);
}

/** For the graph: one node. */
function recorded(own: Own, args: readonly unknown[]): unknown {
  const ctx = new Context(),
    edges = args.map((a) => (a instanceof TorchTensor && modes.grad ? a.edge : null));
  ctx.needsInputGrad = edges.map((e) => e !== null);
  const found: Tensor[] = [],
    structure = flatten(forwardOf(own, ctx, args), found);
  for (const t of ctx.dirty as TorchTensor[]) {
    t.version.count++;
    if (t.requiresGrad && t.isLeaf)
      throw runtime("a leaf Variable that requires grad has been used in an in-place operation.");
  }
  const results = found.map((t) =>
    args.includes(t) && !ctx.dirty.includes(t) ? (t as TorchTensor).alias() : (t as TorchTensor),
  );
  if (edges.every((e) => e === null)) return unflatten(structure, results);
  const versions = ctx.kept.flatMap((t) =>
    (t ?? null) === null ? [] : [{ tensor: t!, version: t!.version.count, output: false, place: 0 }],
  );
  const node = new Node(
    `${own.name}Backward`,
    edges,
    results,
    (_, bars, graph) => {
      const given = results.map((r, i) =>
          bars[i] || ctx.materialize ? TorchTensor.around(bars[i] ?? zeros(r.shape), r.dtype) : null,
        ),
        gs = under({ grad: graph }, () => backwardOf(own, ctx, given, args.length)) as (TorchTensor | null)[],
        // Further axes of the cotangents are a batch.
        k = bars.findIndex((b) => b !== null && b !== undefined),
        batch = k < 0 ? 0 : bars[k]!.ndim - results[k].ndim;
      return gs.map((g, i) => {
        const x = args[i];
        if (g === null || g === undefined || !(x instanceof TorchTensor)) return null;
        const sum = summed(own, g, x.shape, i, batch);
        return graph ? (sum.dtype === x.dtype ? sum : cast(sum, x.dtype)) : (sum.unwrapped() ?? sum.plain());
      });
    },
    versions.length > 0,
  );
  node.saved = versions;
  results.forEach((r, i) => {
    if (!ctx.still.includes(found[i])) r.placed(node, i);
  });
  return unflatten(structure, results);
}

/** A backward that is not to be differentiated itself. */
export function onceDifferentiable<A extends readonly unknown[], Y>(
  backward: (...args: A) => Y,
): (...args: A) => Y {
  const twice = (): never => {
    throw runtime("trying to differentiate twice a function that was marked with @once_differentiable");
  };
  return (...args) => {
    const given = [...args, ...((args[0] as Context | null)?.kept ?? [])],
      watched = given.some((g) => g instanceof TorchTensor && g.unwrapped() !== null);
    if (watched) twice();
    const again = modes.grad && given.some((g) => g instanceof TorchTensor && g.requiresGrad),
      y = under({ grad: false }, () => backward(...args));
    if (!again) return y;
    const found: Tensor[] = [],
      structure = flatten(y, found),
      cut = found.map((t) => {
        const g = (t as TorchTensor).alias();
        return g.placed(new Node("NotImplemented", [], [g], twice, false), 0);
      });
    return unflatten(structure, cut) as Y;
  };
}
