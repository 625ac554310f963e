// torch.autograd.functional, as PyTorch's own text does it: inputs are copied into fresh leaves (or kept in the graph with
// createGraph), and the strict mode says what does not depend on what.
import { size } from "../../array/shape.js";
import { grad } from "../graph/backward.js";
import { detach, onesLike, zerosLike } from "../faces/creation.js";
import {
  assertion,
  notCallable,
  notImplemented,
  runtime,
  texts,
  torchSize,
  type as typeError,
  typeName,
} from "../words/classes.js";
import { operations } from "../faces/library.js";
import { hessian as hessianOf, jacfwd } from "./transforms.js";
import { reverseRuns, under } from "../graph/node.js";
import { filled, linear, required, stages, STRICT, type Grads, type Stage } from "./strict.js";
import { TorchTensor } from "../graph/torchtensor.js";

type One = TorchTensor | readonly TorchTensor[];
type Fn = (...x: TorchTensor[]) => One;
interface Options {
  readonly createGraph?: boolean;
  readonly strict?: boolean;
}

/** A tensor or an array of them, as an array; anything else is refused in PyTorch's words. */
function asTuple(v: unknown, arg: string, fn: string): [boolean, TorchTensor[]] {
  const list: unknown = Array.isArray(v) ? v : [v],
    what =
      arg === "outputs" ? `outputs of the user-provided function given to ${fn}` : `${arg} given to ${fn}`;
  // By index: forEach jumps over holes, of which there may be millions.
  for (let i = 0; i < (list as unknown[]).length; i++) {
    const t = (list as unknown[])[i];
    if (t instanceof TorchTensor) continue;
    const got = Array.isArray(v)
      ? `value at index ${i}`
      : `given ${arg === "outputs" ? "outputs of the user-provided function" : arg}`;
    throw typeError(
      `The ${what} must be either a Tensor or a tuple of Tensors but the ${got} has type <class '${typeName(t)}'>.`,
    );
  }
  return [Array.isArray(v), list as TorchTensor[]];
}
const back = <T>(tuple: boolean, list: readonly T[]): T | readonly T[] => (tuple ? list : list[0]);

const prepared = (x: readonly TorchTensor[], graph: boolean): TorchTensor[] =>
  x.map((t) => {
    if (t.unwrapped() !== null && reverseRuns.has(t.run)) throw runtime(texts.requiresInside);
    return graph && t.requiresGrad ? t.view(t.shape) : detach(t).requiresGrad_();
  });
const finished = (ts: readonly TorchTensor[], graph: boolean): TorchTensor[] =>
  ts.map((t) => (graph ? t : detach(t)));

function call(f: Fn, x: readonly TorchTensor[], fn: string, strict: boolean): [boolean, TorchTensor[]] {
  if (typeof f !== "function") throw notCallable(f);
  const [tuple, ys] = asTuple(f(...x), "outputs", fn);
  if (strict)
    ys.forEach((y, i) => {
      if (!y.requiresGrad)
        throw runtime(
          `Output ${i} of the user-provided function does not require gradients. The outputs must be computed in a differentiable manner from the input when running in strict mode.`,
        );
    });
  return [tuple, ys];
}

/** Gradients of those outputs that have any; null for what nothing reaches. */
function pulled(
  ys: Grads,
  xs: readonly TorchTensor[],
  bars: readonly (TorchTensor | null)[] | null,
  graph: boolean,
): Grads {
  const live = ys
    .map((_, i) => i)
    .filter((i) => ys[i]?.requiresGrad === true && (bars === null || bars[i] !== null));
  if (live.length === 0) return xs.map(() => null);
  return grad(
    live.map((i) => ys[i]!),
    xs,
    {
      gradOutputs: bars === null ? undefined : live.map((i) => bars[i]),
      allowUnused: true,
      createGraph: graph,
      retainGraph: true,
    },
  );
}
export interface JacobianOptions extends Options {
  readonly vectorize?: boolean;
  readonly strategy?: string;
}
/** What the ways to compute a Jacobian do not do together. */
function together(createGraph: boolean, strict: boolean, vectorize: boolean, strategy: string): void {
  const name = "torch.autograd.functional.jacobian";
  if (strategy === "forward-mode") {
    if (createGraph)
      throw notImplemented(
        `${name}: \`create_graph=True\` and \`strategy="forward-mode"\` are not supported together (yet). Please either set \`create_graph=False\` or \`strategy="reverse-mode"\`.`,
      );
    if (strict)
      throw runtime(
        `${name}: \`strict=True\` and \`strategy="forward-mode"\` are not supported together (yet). Please either set \`strict=False\` or \`strategy="reverse-mode"\`.`,
      );
    if (!vectorize) throw notImplemented(texts.vectorizeOnly);
  } else if (strict && vectorize)
    throw runtime(
      `${name}: \`strict=True\` and \`vectorized=True\` are not supported together. Please either set \`strict=False\` or \`vectorize=False\`.`,
    );
}
/** The Jacobian of a function of one tensor or several; the structure is that of outputs, then inputs. */
export function jacobian(f: Fn, inputs: unknown, options: JacobianOptions = {}): unknown {
  const { createGraph = false, strict = false, vectorize = false, strategy = "reverse-mode" } = options;
  if (strategy !== "forward-mode" && strategy !== "reverse-mode")
    throw assertion(
      'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your function has more outputs than inputs, "forward-mode" tends to be more performant. Otherwise, prefer to use "reverse-mode".',
    );
  together(createGraph, strict, vectorize, strategy);
  if (strategy === "forward-mode") {
    const [tuple, given] = asTuple(inputs, "inputs", "jacobian");
    return jacfwd(f, tuple ? given.map((_, i) => i) : 0)(...given);
  }
  return under({ grad: true }, () => {
    const [tuple, given] = asTuple(inputs, "inputs", "jacobian"),
      xs = prepared(given, createGraph),
      [outTuple, ys] = call(f, xs, "jacobian", strict);
    const J = ys.map((y, o) => {
      const stage: Stage = {
        none: (i) => `Output ${o} of the user-provided function is independent of input ${i}. ${STRICT}.`,
        still: stages.back.still,
      };
      const n = size(y.shape),
        flat = operations.reshape(y, [n]).view([n]),
        parts: TorchTensor[][] = xs.map(() => []);
      for (let j = 0; j < n; j++)
        filled(pulled([flat.at(j)], xs, null, createGraph), xs, strict, createGraph, stage).forEach((g, i) =>
          parts[i].push(g),
        );
      return finished(
        xs.map((x, i) => operations.stack(parts[i]).view([...y.shape, ...x.shape])),
        createGraph,
      );
    });
    return back(
      outTuple,
      J.map((row) => back(tuple, row)),
    );
  });
}

/** The Hessian of a function that returns one tensor of one element. */
export function hessian(
  f: Fn,
  inputs: unknown,
  options: Options & { vectorize?: boolean; outerJacobianStrategy?: string } = {},
): unknown {
  const { strict = false, outerJacobianStrategy: outer = "reverse-mode" } = options,
    [tuple] = asTuple(inputs, "inputs", "hessian");
  if (outer !== "forward-mode" && outer !== "reverse-mode")
    throw assertion('Expected strategy to be either "forward-mode" or "reverse-mode".');
  together(options.createGraph ?? false, strict, options.vectorize ?? false, outer);
  const single = (...x: TorchTensor[]): TorchTensor => scalar(f, x, "hessian", strict)[0];
  if (outer === "forward-mode") {
    const [, given] = asTuple(inputs, "inputs", "hessian");
    // PyTorch 1.13 leaves the result attached to inputs that it made require a gradient.
    return hessianOf(
      single,
      tuple ? given.map((_, i) => i) : 0,
    )(...given.map((t) => detach(t).requiresGrad_()));
  }
  const inner = (...x: TorchTensor[]): One => {
    const J = jacobian(single, tuple ? x : x[0], { createGraph: true }) as One;
    required(tuple ? (J as TorchTensor[]) : [J as TorchTensor], strict, linear);
    return J;
  };
  return jacobian(inner, inputs, { ...options, strategy: "reverse-mode", vectorize: false });
}
/** The one element, as a scalar and as f gave it. */
function scalar(
  f: Fn,
  x: readonly TorchTensor[],
  fn: string,
  strict: boolean,
): [squeezed: TorchTensor, as: TorchTensor] {
  const [tuple, ys] = call(f, x, fn, strict);
  if (tuple) throw runtime(`The function given to ${fn} should return a single Tensor`);
  if (ys[0].size !== 1)
    throw runtime(`The Tensor returned by the function given to ${fn} should contain a single element`);
  return [ys[0].ndim === 0 ? ys[0] : operations.reshape(ys[0], []), ys[0]];
}

/** v checked against what it must look like; ones for a single element. */
function direction(
  v: unknown,
  like: readonly TorchTensor[],
  fn: string,
  tuple: boolean,
  text: string,
): TorchTensor[] {
  if (v === undefined || v === null) {
    if (like.length !== 1 || like[0].size !== 1) throw runtime(text);
    return [onesLike(like[0])];
  }
  const [, vs] = asTuple(v, "v", fn);
  if (vs.length !== like.length)
    throw runtime(
      tuple
        ? `v is a tuple of invalid length: should be ${like.length} but got ${vs.length}.`
        : "The given v should contain a single Tensor.",
    );
  vs.forEach((w, i) => {
    if (String(w.shape) !== String(like[i].shape))
      throw runtime(
        `${tuple ? `Entry ${i} in ` : ""}v has invalid size: should be ${torchSize(like[i].shape)} but got ${torchSize(w.shape)}.`,
      );
  });
  return vs;
}

/** [f(x), vᵀJ]. */
export function vjp(f: Fn, inputs: unknown, v: unknown = null, options: Options = {}): [unknown, unknown] {
  const { createGraph = false, strict = false } = options;
  return under({ grad: true }, () => {
    const [tuple, given] = asTuple(inputs, "inputs", "vjp"),
      xs = prepared(given, createGraph),
      [outTuple, ys] = call(f, xs, "vjp", strict),
      vs = direction(v, ys, "vjp", outTuple, texts.vectorOut),
      gs = filled(pulled(ys, xs, vs, createGraph), xs, strict, createGraph, stages.back);
    return [back(outTuple, finished(ys, createGraph)), back(tuple, finished(gs, createGraph))];
  });
}
/** [f(x), J v], by the double backward trick: the pullback is linear in its cotangent, and J v is its own pullback. */
export function jvp(f: Fn, inputs: unknown, v: unknown = null, options: Options = {}): [unknown, unknown] {
  const { createGraph = false, strict = false } = options;
  return under({ grad: true }, () => {
    const [tuple, given] = asTuple(inputs, "inputs", "jvp"),
      vs = direction(v, given, "jvp", tuple, texts.vectorV),
      xs = prepared(given, createGraph),
      [outTuple, ys] = call(f, xs, "jvp", strict),
      bars = ys.map((y) => zerosLike(y).requiresGrad_()),
      gs = required(
        pulled(ys, xs, bars, true),
        strict,
        (i) =>
          `The gradient with respect to input ${i} is independent of the inputs of the user-provided function. ${STRICT}.`,
      ),
      out = filled(pulled(gs, bars, vs, createGraph), ys, strict, createGraph, stages.backTrick);
    return [back(outTuple, finished(ys, createGraph)), back(outTuple, finished(out, createGraph))];
  });
}
function second(
  fn: "hvp" | "vhp",
  stage: keyof typeof stages,
  f: Fn,
  inputs: unknown,
  v: unknown,
  options: Options,
): [unknown, unknown] {
  const { createGraph = false, strict = false } = options;
  return under({ grad: true }, () => {
    const [tuple, given] = asTuple(inputs, "inputs", fn),
      vs = direction(v, given, fn, tuple, texts.vectorV),
      xs = prepared(given, createGraph),
      [one, y] = scalar(f, xs, fn, strict),
      gs = required(pulled([one], xs, null, true), strict, linear),
      out = filled(pulled(gs, xs, vs, createGraph), xs, strict, createGraph, stages[stage]);
    return [detachUnless(createGraph, y), back(tuple, finished(out, createGraph))];
  });
}
const detachUnless = (graph: boolean, y: TorchTensor): TorchTensor => (graph ? y : detach(y));
/** [f(x), H v] for a scalar f. The Hessian is symmetric, so it is {@link vhp}. */
export const hvp = (f: Fn, inputs: unknown, v: unknown = null, options: Options = {}): [unknown, unknown] =>
  second("hvp", "doubleBackTrick", f, inputs, v, options);
/** [f(x), vᵀH] for a scalar f. */
export const vhp = (f: Fn, inputs: unknown, v: unknown = null, options: Options = {}): [unknown, unknown] =>
  second("vhp", "doubleBack", f, inputs, v, options);
