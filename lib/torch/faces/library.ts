// The library's public functions on the adapter's tensors, and as methods of them. They are found by the signature that
// each carries, so a new operation is here as soon as it is exported.
import { parameters } from "../../door/arguments.js";
import { isTensor, Plain, type Index, type Tensor, type TensorLike } from "../../core/tensor.js";
import * as fftFaces from "../../fft.js";
import * as linalgFaces from "../../linalg.js";
import * as nnFaces from "../../nn.js";
import * as specialFaces from "../../special.js";
import * as rootFaces from "../names.js";
import { operation, type Operation } from "../operations.js";
import { castable, notCastable, type TorchDType } from "../dtype.js";
import { cast } from "../graph/engine.js";
import { perform } from "../graph/perform.js";
import { named } from "../graph/nests.js";
import { runtime, warn } from "../words/classes.js";
import type { Faces } from "./adapted.js";
import { byName } from "./forms.js";
import { modes } from "../graph/node.js";
import { at } from "./indexing.js";
import { copyInto, inPlace, viewInPlace } from "../graph/inplace.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { translated } from "../words/translate.js";

interface Face {
  (...args: unknown[]): unknown;
  readonly signature: string;
}
const isFace = (v: unknown): v is Face =>
  typeof v === "function" && typeof (v as { signature?: unknown }).signature === "string";

const several = (y: unknown): unknown =>
  typeof y === "object" && y !== null && y.constructor === Object ? named(y) : y;
/** One operation of the adapter from one function of the library. */
export function adapt(op: Operation, face: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  const f = (...args: unknown[]): unknown => {
    const last = args[args.length - 1] as { out?: TorchTensor; dtype?: TorchDType } | undefined;
    // sum, softmax and others compute in another type when it is named.
    if (last?.dtype !== undefined && !isTensor(last) && args[0] instanceof TorchTensor) {
      const { dtype, ...rest } = last,
        before = args.slice(1, -1);
      return f(cast(args[0], dtype), ...before, ...(Object.keys(rest).length > 0 ? [rest] : []));
    }
    if (last?.out instanceof TorchTensor) {
      if (modes.grad && [...args, last.out].some((a) => a instanceof TorchTensor && a.requiresGrad))
        throw runtime(
          `${op.name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.`,
        );
      const y = f(...args.slice(0, -1)) as TorchTensor;
      if (!castable(y.dtype, last.out.dtype)) throw notCastable(y.dtype, last.out.dtype);
      return copyInto(last.out, y);
    }
    try {
      return several(perform(op, args, (a) => face(...a)));
    } catch (e) {
      throw translated(op.name, e, args);
    }
  };
  return Object.defineProperty(f, "name", { value: op.name });
}
/** Lengths and axes may be given one by one: x.reshape(2, 3). */
const together = (args: unknown[]): unknown[] =>
  args.length > 0 && args.every((a) => typeof a === "number") ? [args] : args;
const listed = (face: Face): boolean => ["shape", "axes"].includes(parameters(face.signature)[1]?.kind);
/** These take one argument more: `inplace`. */
const rectifiers = new Set(
  "relu relu6 silu elu celu selu mish hardtanh hardsigmoid hardswish leakyRelu threshold rrelu dropout".split(
    " ",
  ),
);
function overwriting(op: Operation, face: Face, f: (...args: unknown[]) => unknown): typeof f {
  const names = parameters(face.signature).map((p) => p.name),
    n = names.length;
  return (...args) => {
    const given = byName([...names, "inplace"], args),
      [x, ...rest] = given.slice(0, n);
    if (op.name === "dropout" && given[names.indexOf("training")] === false && !given[n]) return x;
    return given[n] ? written(x as TorchTensor, op, face, rest) : f(x, ...rest);
  };
}
function written(x: TorchTensor, op: Operation, face: Face, rest: unknown[]): TorchTensor {
  try {
    return inPlace(x, op, rest, (a) => face(...a));
  } catch (e) {
    throw translated(`${op.name}_`, e, [x, ...rest]);
  }
}
/** max and min of two tensors are elementwise in PyTorch, and a square is a power. */
const pairwise = (name: string, face: Face): ((...a: unknown[]) => unknown) => {
  if (name === "square" || name === "pow")
    return (x, ...rest) => {
      const two = name === "square" || rest[0] === 2;
      // In the graph of a gradient a square is the power it is, whose third derivative is zeros and not nothing.
      const again = (x as { primal?: unknown }).primal instanceof TorchTensor;
      return two && again ? rootFaces.pow(x as Tensor, new Plain([], Float64Array.of(2))) : face(x, ...rest);
    };
  const other = name === "max" ? rootFaces.maximum : name === "min" ? rootFaces.minimum : null;
  return other === null ? face : (...a) => (isTensor(a[1]) ? other(a[0] as Tensor, a[1]) : face(...a));
};
const unseen = new Set(["stopGradient"]);
function adaptAll(module: object, entry = ""): [string, Face, (...args: unknown[]) => unknown][] {
  return Object.entries(module)
    .filter((e): e is [string, Face] => isFace(e[1]) && !unseen.has(e[0]))
    .map(([name, face]) => {
      const op = operation(name, entry),
        f = adapt(op, pairwise(name, face));
      // A number by a tensor is the tensor's reciprocal times the number.
      if (name === "div")
        return [
          name,
          face,
          (x, ...rest) =>
            typeof x === "number" && rest.length === 1
              ? operations.mul(operations.reciprocal(rest[0] as Tensor), x)
              : f(x, ...rest),
        ];
      // PyTorch's older call with a factor has it before the other operand.
      if (name === "add" || name === "sub")
        return [
          name,
          face,
          (x, ...rest) =>
            typeof rest[0] === "number" && (typeof rest[1] === "number" || isTensor(rest[1]))
              ? f(x, rest[1], { alpha: rest[0] }, ...rest.slice(2))
              : f(x, ...rest),
        ];
      if (listed(face)) return [name, face, (x, ...rest) => f(x, ...together(rest))];
      return [name, face, rectifiers.has(name) ? overwriting(op, face, f) : f];
    });
}
const root = adaptAll(rootFaces);
export const operations = Object.fromEntries(root.map(([name, , f]) => [name, f])) as unknown as Faces<
  typeof rootFaces
>;
const entryOf = <M extends object>(module: M, entry = ""): Faces<M> =>
  Object.fromEntries(adaptAll(module, entry).map(([n, , f]) => [n, f])) as unknown as Faces<M>;
export const linalg: Faces<typeof linalgFaces> = entryOf(linalgFaces, "linalg");
export const special: Faces<typeof specialFaces> = entryOf(specialFaces);
const networks: Faces<typeof nnFaces> = entryOf(nnFaces, "nn");
export const fft: Faces<typeof fftFaces> = entryOf(fftFaces);

const prototype = TorchTensor.prototype as unknown as Record<string, unknown>;
export function method(name: string, f: (x: TorchTensor, ...rest: unknown[]) => unknown): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: TorchTensor, ...rest: unknown[]): unknown {
      return f(this, ...rest);
    },
  });
}
/** Views that a tensor can become in place, and what their node is called then. */
const turns: Readonly<Record<string, (rest: readonly unknown[]) => string>> = {
  t: () => "TBackward1",
  transpose: () => "TransposeBackward1",
  swapaxes: () => "TransposeBackward1",
  swapdims: () => "TransposeBackward1",
  unsqueeze: () => "UnsqueezeBackward1",
  squeeze: (rest) => (rest.length > 0 ? "SqueezeBackward3" : "SqueezeBackward2"),
};
for (const [name, face, f] of root) {
  method(name, f);
  const title = turns[name];
  if (title !== undefined)
    method(`${name}_`, (x, ...rest) => viewInPlace(x, (t) => f(t, ...rest) as TorchTensor, title(rest)));
  else if (parameters(face.signature)[0]?.kind === "tensor" && !listed(face))
    method(`${name}_`, (x, ...rest) => written(x, operation(name), face, rest));
}

method("at", (x, ...index) => at(x, index as Index[]));
const copy = (x: unknown): unknown =>
  (x as Tensor).level === 0
    ? new Plain((x as Plain).shape, (x as Plain).data.slice(), (x as Plain).dtype)
    : x;
export const clone = adapt(operation("clone"), copy) as (x: TorchTensor) => TorchTensor;
method("clone", clone);
/** PyTorch's other names of the library's functions. */
const others = {
  absolute: "abs",
  arccos: "acos",
  arccosh: "acosh",
  arcsin: "asin",
  arcsinh: "asinh",
  arctan: "atan",
  arctan2: "atan2",
  arctanh: "atanh",
  clip: "clamp",
  concat: "cat",
  divide: "div",
  trueDivide: "div",
  fix: "trunc",
  greater: "gt",
  greaterEqual: "ge",
  inverse: "inv",
  less: "lt",
  lessEqual: "le",
  moveaxis: "movedim",
  multiply: "mul",
  negative: "neg",
  notEqual: "ne",
  rowStack: "vstack",
  subtract: "sub",
} as const;
export const alternatives = Object.fromEntries(
  Object.entries(others).map(([other, name]) => [other, operations[name]]),
) as { readonly [K in keyof typeof others]: Faces<typeof rootFaces>[(typeof others)[K]] };
for (const [name, f] of Object.entries(alternatives)) {
  method(name, f as never);
  const inPlaceOf = prototype[`${others[name as keyof typeof others]}_`];
  if (inPlaceOf !== undefined)
    Object.defineProperty(prototype, `${name}_`, { value: inPlaceOf, configurable: true, writable: true });
}
const moved = (name: "tanh" | "sigmoid") => (x: TensorLike) => {
  warn(`nn.functional.${name} is deprecated. Use torch.${name} instead.`);
  return operations[name](x);
};
/** torch.nn.functional */
export const functional: typeof operations & typeof networks = {
  ...operations,
  ...networks,
  tanh: moved("tanh"),
  sigmoid: moved("sigmoid"),
};
