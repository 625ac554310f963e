// Operations of one's own, as in PyTorch: a class with a static forward and a static backward. Its backward is all that the
// graph knows of it.
import { zeros, type Tensor } from "../../core/tensor.js";
import { endsWith } from "../../array/shape.js";
import { cast } from "../graph/engine.js";
import { notImplemented, runtime, texts, type as typeError, typeName, warn } from "../words/classes.js";
import { modes, Node, under } from "../graph/node.js";
import { flatten, unflatten } from "../graph/nests.js";
import { TorchTensor } from "../graph/torchtensor.js";

/** What forward leaves for backward. */
export class Context {
  needsInputGrad: boolean[] = [];
  private kept: readonly TorchTensor[] = [];
  still: readonly unknown[] = [];
  materialize = true;
  [key: string]: unknown;
  dirty: readonly unknown[] = [];
  saveForBackward(...tensors: TorchTensor[]): void {
    const k = tensors.findIndex((t) => t !== null && !(t instanceof TorchTensor));
    if (k >= 0)
      throw typeError(
        `save_for_backward can only save variables, but argument ${k} is of type ${typeName(tensors[k])}`,
      );
    this.kept = tensors;
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
  get savedTensors(): readonly TorchTensor[] {
    return this.kept;
  }
}
interface Own {
  readonly name: string;
  forward(ctx: Context, ...args: never[]): unknown;
  backward(ctx: Context, ...grads: TorchTensor[]): unknown;
}

export class CustomFunction {
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
  /** Run it: forward now, backward when the graph is walked. */
  static get apply(): (...args: unknown[]) => TorchTensor {
    const f = (...args: unknown[]): TorchTensor => run(this as unknown as Own, args);
    return f;
  }
}
function run(own: Own, args: unknown[]): TorchTensor {
  const ctx = new Context(),
    edges = args.map((a) => (a instanceof TorchTensor && modes.grad ? a.edge : null));
  ctx.needsInputGrad = edges.map((e) => e !== null);
  const found: Tensor[] = [],
    structure = flatten(
      under({ grad: false }, () => own.forward(ctx, ...(args as never[]))),
      found,
    );
  for (const t of ctx.dirty as TorchTensor[]) {
    t.version.count++;
    if (t.requiresGrad && t.isLeaf)
      throw runtime("a leaf Variable that requires grad has been used in an in-place operation.");
  }
  const results = found.map((t) =>
    args.includes(t) && !ctx.dirty.includes(t) ? (t as TorchTensor).alias() : (t as TorchTensor),
  );
  if (edges.some((e) => e !== null)) {
    const versions = ctx.savedTensors.map((t) => ({
        tensor: t,
        version: t.version.count,
        output: false,
        place: 0,
      })),
      name = `${own.name}Backward`;
    const node = new Node(
      name,
      edges,
      results,
      (bars, graph) => {
        const given = results.map((r, i) =>
            bars[i] || ctx.materialize ? TorchTensor.around(bars[i] ?? zeros(r.shape), r.dtype) : null,
          ) as TorchTensor[],
          back = under({ grad: graph }, () => {
            if (typeof own.backward !== "function")
              throw notImplemented(
                "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.",
              );
            return own.backward(ctx, ...given);
          }),
          gs = (Array.isArray(back) ? [...(back as unknown[])] : [back]) as (TorchTensor | null)[];
        while (gs.length > args.length && gs[gs.length - 1] === null) gs.pop();
        if (gs.length !== args.length)
          throw runtime(
            `function ${name} returned an incorrect number of gradients (expected ${args.length}, got ${gs.length})`,
          );
        return gs.map((g, i) => {
          const x = args[i];
          if (g === null || g === undefined || !(x instanceof TorchTensor)) return null;
          if (!(g instanceof TorchTensor)) throw runtime(`expected Variable or None (got ${typeName(g)})`);
          // What was expanded is summed; further axes of the cotangents are a batch.
          const k = bars.findIndex((b) => b !== null && b !== undefined),
            batch = k < 0 ? 0 : bars[k]!.ndim - results[k].ndim,
            more = g.ndim - x.ndim - batch,
            sum = more > 0 && endsWith(g.shape, x.shape) ? g.sum([...Array(more).keys()]) : g;
          return graph
            ? sum.dtype === x.dtype
              ? sum
              : cast(sum, x.dtype)
            : (sum.unwrapped() ?? sum.plain());
        });
      },
      versions.length > 0,
    );
    node.saved = versions;
    results.forEach((r, i) => {
      if (!ctx.still.includes(found[i])) r.placed(node, i);
    });
  }
  return unflatten(structure, results) as TorchTensor;
}
