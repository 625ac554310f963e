// torch.autograd: backward and grad, with the order of PyTorch's checks.
import { Plain, zeros, type Tensor } from "../../core/tensor.js";
import { sameShape, size } from "../../array/shape.js";
import { isFloat } from "../dtype.js";
import { accumulate, asCotangent, reach, send, unit, type Pass } from "./engine.js";
import {
  attribute,
  index,
  pythonType,
  runtime,
  texts,
  torchSize,
  type as typeError,
  typeName,
  value,
  warn,
} from "../words/classes.js";
import { BACKWARD, formed } from "../words/forms.js";
import type { Edge } from "./node.js";
import { dualOf, type DualParts } from "./duallevel.js";
import { TorchTensor } from "./torchtensor.js";
import { mismatch } from "../words/translate.js";

export interface BackwardOptions {
  /** Default: createGraph. */
  readonly retainGraph?: boolean | null | undefined;
  readonly createGraph?: boolean | undefined;
  readonly inputs?: TorchTensor | readonly TorchTensor[] | null | undefined;
  /** The old name of the second argument. */
  readonly gradVariables?: unknown;
}
export interface GradOptions {
  readonly gradOutputs?: unknown;
  readonly retainGraph?: boolean | null | undefined;
  readonly createGraph?: boolean | undefined;
  readonly allowUnused?: boolean | undefined;
  readonly isGradsBatched?: boolean | undefined;
  readonly onlyInputs?: boolean | undefined;
}
/** What is neither a tensor nor a sequence of them cannot be walked through. */
function sequence(v: unknown): void {
  if (typeof v === "string") throw runtime("all inputs have to be Tensors, but got str");
  if (!(v instanceof TorchTensor) && !Array.isArray(v))
    throw typeError(`'${typeName(v)}' object is not iterable`);
  for (const x of many(v))
    if (!(x instanceof TorchTensor)) throw runtime(`all inputs have to be Tensors, but got ${pythonType(x)}`);
}
export const many = <T>(v: T | readonly T[]): readonly T[] =>
  Array.isArray(v) ? (v as readonly T[]) : [v as T];

/** The cotangents of the outputs, checked: an explicit one must have its output's shape, a missing one a single element. */
function cotangents(outputs: readonly TorchTensor[], given: unknown, batched: boolean): (Tensor | null)[] {
  if (batched && many(given).some((g) => g instanceof TorchTensor && g.ndim === 0))
    throw index(texts.zeroDim);
  const list = given === undefined || given === null ? outputs.map(() => null) : many(given);
  if (typeof given === "number") throw typeError("'float' object is not iterable");
  const lengths = batched ? list.flatMap((g) => (g instanceof TorchTensor ? [g.shape[0]] : [])) : [];
  if (lengths.some((n) => n !== lengths[0]))
    throw value(
      `vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [${lengths.join(", ")}] for the mapped dimension`,
    );
  const bars = outputs.slice(0, list.length).map((y, i) => {
    const g = list[i] as TorchTensor | null;
    if (g !== null && g !== undefined && !(g instanceof TorchTensor))
      throw typeError(`gradients can be either Tensors or None, but got ${typeName(g)}`);
    if (g === null || g === undefined) {
      if (y.requiresGrad && size(y.shape) !== 1) throw runtime(texts.scalarOnly);
      return null;
    }
    const shape = batched ? g.shape.slice(1) : g.shape;
    if (!sameShape(shape, y.shape)) {
      found(list as Tensor[], g);
      found(outputs, y);
      const sizes = `grad_output[${i}] has a shape of ${torchSize(batched ? shapeOfBatch(shape) : shape)} and output[${i}] has a shape of ${torchSize(y.shape)}.`;
      throw runtime(
        batched
          ? `If \`is_grads_batched=True\`, we interpret the first dimension of each grad_output as the batch dimension. The sizes of the remaining dimensions are expected to match the shape of corresponding output, but a mismatch was detected: ${sizes} If you only want some tensors in \`grad_output\` to be considered batched, consider using vmap.`
          : `Mismatch in shape: ${sizes}`,
      );
    }
    return g;
  });
  if (bars.length < outputs.length)
    throw runtime(`got ${outputs.length} tensors and ${list.length} gradients`);
  return bars;
}
/** PyTorch 1.13 looks for the place of what does not fit by ==, which wants one truth value of all elements. */
function found(all: readonly (Tensor | null)[], one: TorchTensor): void {
  for (const t of all) {
    if (t === one) return;
    if (!(t instanceof TorchTensor)) continue;
    const apart = mismatch(t.shape, one.shape);
    if (apart !== null) throw runtime(apart);
    if (t.size * one.size !== 1) throw runtime(texts.ambiguous);
    if (t.item() === one.item()) return;
  }
}
/** PyTorch 1.13 indexes the first cotangent where it means its shape: the text shows what is left of one axis more. */
const shapeOfBatch = (shape: readonly number[]): readonly number[] => shape.slice(1);

function edges(outputs: readonly TorchTensor[]): Edge[] {
  return outputs.map((y, i) => {
    const { edge } = y;
    if (edge === null)
      throw runtime(`element ${i} of tensors does not require grad and does not have a grad_fn`);
    return edge;
  });
}
function start(
  outputs: readonly TorchTensor[],
  from: readonly Edge[],
  bars: readonly (Tensor | null)[],
  pass: Pass,
): (Tensor | null)[] {
  return send(
    from,
    bars.map((b, i) =>
      asCotangent(
        b ?? unit(outputs[i]),
        isFloat(outputs[i].dtype) ? outputs[i].dtype : "float32",
        pass.graph,
      ),
    ),
    pass,
  );
}

export function backward(
  tensors: TorchTensor | readonly TorchTensor[],
  gradient: unknown = null,
  options: BackwardOptions | null = {},
): void {
  for (const y of many(tensors))
    if (!(y instanceof TorchTensor))
      throw Array.isArray(tensors)
        ? attribute(`'${pythonType(y)}' object has no attribute 'requires_grad'`)
        : typeError(`'${pythonType(y)}' object is not iterable`);
  const outputs = many(tensors),
    { createGraph = false, retainGraph, inputs } = options ?? {};
  if (inputs instanceof TorchTensor && inputs.ndim === 0) throw typeError("len() of a 0-d tensor");
  if (typeof inputs === "number" || typeof inputs === "boolean")
    throw typeError(`object of type '${pythonType(inputs)}' has no len()`);
  if (inputs !== undefined && inputs !== null && many(inputs).length === 0)
    throw runtime("'inputs' argument to backward() cannot be empty.");
  if (outputs.some((y) => y.unwrapped() !== null && dualOf(y) === null)) throw runtime(texts.inTransform);
  const old = options?.gradVariables ?? null;
  if (old !== null) warn("'grad_variables' is deprecated. Use 'grad_tensors' instead.");
  if (old !== null && gradient !== null && gradient !== undefined)
    throw runtime(
      "'grad_tensors' and 'grad_variables' (deprecated) arguments both passed to backward(). Please only use 'grad_tensors'.",
    );
  const bars = cotangents(outputs, gradient ?? old, false),
    from = edges(outputs);
  const wanted = inputs === undefined || inputs === null ? null : many(inputs as TorchTensor | TorchTensor[]);
  const duals = outputs.map(dualOf),
    // Gradients that stay in the graph have their tangents too.
    moving = createGraph && duals.some((d) => d !== null);
  for (const x of wanted ?? []) {
    if (!(x instanceof TorchTensor)) throw runtime(`all inputs have to be Tensors, but got ${typeName(x)}`);
    if (!x.requiresGrad || x.retainsGrad || x.isLeaf) {
      if (!x.requiresGrad) throw runtime("can't retain_grad on Tensor that has requires_grad=False");
      continue;
    }
    if (!moving) x.retainGrad();
  }
  if (createGraph) warn(texts.cycleWarning);
  if (moving) {
    const leaves = wanted ?? [...reach(from).keys()].flatMap((n) => n.variable ?? []);
    gradOfDuals(outputs, duals, leaves, { gradOutputs: bars, createGraph, allowUnused: true }).forEach(
      (g, i) => g !== null && accumulate(leaves[i], g, true),
    );
    return;
  }
  start(outputs, from, bars, {
    retain: retainGraph ?? createGraph,
    graph: createGraph,
    wanted: wanted === null ? null : wanted.map((x) => x.edge!),
    accumulate: true,
  });
}

export function grad(
  outputs: TorchTensor | readonly TorchTensor[],
  inputs: TorchTensor | readonly TorchTensor[],
  options: GradOptions = {},
): (TorchTensor | null)[] {
  const ys = many(outputs),
    xs = many(inputs),
    { createGraph = false, retainGraph, allowUnused = false, isGradsBatched = false } = options;
  sequence(outputs);
  sequence(inputs);
  if (options.onlyInputs === false) warn(texts.onlyInputsWarning);
  const bars = cotangents(ys, options.gradOutputs, isGradsBatched),
    duals = ys.map(dualOf);
  if (isGradsBatched) batches(bars);
  if (duals.some((d) => d !== null)) return gradOfDuals(ys, duals, xs, options);
  const from = edges(ys);
  if (xs.length === 0) throw value("grad requires non-empty inputs.");
  const wanted = xs.map((x) => {
    const { edge } = x;
    if (edge === null) throw runtime(texts.notDifferentiated);
    return edge;
  });
  const found = start(ys, from, bars, {
    retain: retainGraph ?? createGraph,
    graph: createGraph,
    wanted,
    accumulate: false,
  });
  return found.map((g, i) => {
    if (g === null) {
      if (!allowUnused) throw runtime(texts.unused);
      return null;
    }
    return own(g, xs[i], createGraph);
  });
}
/** What vmap says of cotangents that are no batch. */
function batches(bars: readonly (Tensor | null)[]): void {
  if (bars.includes(null))
    throw value(
      "vmap(vjp, in_dims=0, ...)(<inputs>): Got in_dim=0 for some input, but that input is a Tensor of dimensionality 0 so expected in_dim to satisfy 0 <= in_dim < 0.",
    );
}
/** A gradient of its own numbers: what the pass computed may be shared with others. */
const own = (g: Tensor, x: TorchTensor, graph: boolean): TorchTensor =>
  g instanceof TorchTensor && graph
    ? g
    : TorchTensor.around(g.level === 0 ? new Plain(g.shape, g.data.slice()) : g, x.dtype);

/** Forward over reverse: the gradient at a dual is a dual, whose tangent is the gradient of the output's tangent. */
function gradOfDuals(
  ys: readonly TorchTensor[],
  duals: readonly (DualParts | null)[],
  xs: readonly TorchTensor[],
  options: GradOptions,
): (TorchTensor | null)[] {
  const primal = ys.map((y, i) => duals[i]?.primal ?? y),
    moving = duals.filter((d) => d !== null && d.tangent.requiresGrad) as DualParts[],
    value = grad(primal, xs, { ...options, retainGraph: true }),
    rate =
      moving.length === 0
        ? xs.map(() => null)
        : grad(
            moving.map((d) => d.tangent),
            xs,
            {
              ...options,
              gradOutputs:
                options.gradOutputs === undefined
                  ? undefined
                  : many(options.gradOutputs).filter((_, i) => duals[i]?.tangent.requiresGrad),
              allowUnused: true,
            },
          );
  const with_ = duals.find((d) => d !== null)!.remake;
  return value.map((g, i) => (g === null ? null : with_(g, rate[i] ?? zeros(g.shape))));
}

const method = formed(
  BACKWARD,
  (x: TorchTensor, gradient: unknown, options: BackwardOptions) => {
    backward([x], gradient ?? null, options);
  },
  "Tensor.backward",
) as unknown as (...args: readonly unknown[]) => void;
/** x.backward(gradient, ...), in all the forms of PyTorch's signature. */
export const backwardOf: (args: readonly unknown[]) => void = (args) => method(...args);
