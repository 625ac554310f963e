// How a function of the library becomes one of the adapter, and a method of its tensors: the arguments that PyTorch allows
// beside the library's, and the in-place form. Functions are found by the signature that each carries.
import { parameters } from "../../door/arguments.js";
import { isTensor, Plain, type Tensor } from "../../core/tensor.js";
import { maximum, minimum, mul, pow, reciprocal } from "../../index.js";
import { operation, type Operation } from "../operations.js";
import { castable, notCastable, type TorchDType } from "../dtype.js";
import { cast } from "../graph/engine.js";
import { perform } from "../graph/perform.js";
import { named } from "../graph/nests.js";
import { attribute, runtime, type } from "../words/classes.js";
import { byName, check, isOptions } from "../words/forms.js";
import { IN_PLACE, type Faces } from "./adapted.js";
import { modes } from "../graph/node.js";
import { copyInto, inPlace, viewInPlace } from "../graph/inplace.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { translated } from "../words/translate.js";

type Callable = (...args: unknown[]) => unknown;
interface Face {
  (...args: unknown[]): unknown;
  readonly signature: string;
}
const isFace = (v: unknown): v is Face =>
  typeof v === "function" && typeof (v as { signature?: unknown }).signature === "string";

const several = (y: unknown): unknown =>
  typeof y === "object" && y !== null && y.constructor === Object ? named(y) : y;
/** Of these PyTorch takes the type in which they compute. */
const typed = new Set("sum prod mean cumsum cumprod nansum nanmean softmax logSoftmax softmin".split(" "));
/** One operation of the adapter from one function of the library. */
export function adapt(op: Operation, face: Callable): Callable {
  const call = (a: unknown[]): unknown => face(...a),
    f: Callable = (...args) => {
      const last = args[args.length - 1];
      return typeof last === "object" &&
        last !== null &&
        isOptions(last) &&
        ("out" in last || "dtype" in last)
        ? withOptions(op, f, args, last)
        : several(perform(op, args, call));
    };
  return f;
}
/** { dtype }: it computes in another type. { out }: the result is written there. */
function withOptions(
  { name }: Operation,
  f: Callable,
  args: readonly unknown[],
  { out, dtype, ...rest }: Record<string, unknown>,
): unknown {
  const before = [...args.slice(0, -1), ...(Object.keys(rest).length > 0 ? [rest] : [])];
  if (dtype !== undefined) {
    if (!typed.has(name)) throw type(`${name}() got an unexpected keyword argument 'dtype'`);
    check(name, "input: tensor, dtype: dtype", [args[0], dtype]);
    before[0] = cast(args[0] as TorchTensor, dtype as TorchDType);
  }
  if (out === undefined) return f(...before);
  check(name, "out: tensor", [out]);
  const to = out as TorchTensor;
  if (modes.grad && [...args, to].some((a) => a instanceof TorchTensor && a.requiresGrad))
    throw runtime(
      `${name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.`,
    );
  const y = f(...before) as TorchTensor;
  if (!castable(y.dtype, to.dtype)) throw notCastable(y.dtype, to.dtype);
  return copyInto(to, y);
}
/** Errors of the library, and what JavaScript throws at arguments that cannot be looked at, in PyTorch's words. */
export function guarded(name: string, f: Callable): Callable {
  const g: Callable = (...args) => {
    try {
      return f(...args);
    } catch (e) {
      throw translated(name, e, args);
    }
  };
  return Object.defineProperty(g, "name", { value: name });
}
/** Lengths and axes may be given one by one: x.reshape(2, 3). */
const together = (args: unknown[]): unknown[] =>
  args.length > 0 && args.every((a) => typeof a === "number") ? [args] : args;
const listed = (name: string, face: Face): boolean =>
  name === "flip" || ["shape", "axes"].includes(parameters(face.signature)[1]?.kind);
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
  check(op.name, "input: tensor", [x]);
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
      const again = (x as { primal?: unknown } | null | undefined)?.primal instanceof TorchTensor;
      return two && again ? pow(x as Tensor, new Plain([], Float64Array.of(2))) : face(x, ...rest);
    };
  const other = name === "max" ? maximum : name === "min" ? minimum : null;
  return other === null ? face : (...a) => (isTensor(a[1]) ? other(a[0] as Tensor, a[1]) : face(...a));
};
const times = adapt(operation("mul"), mul as never),
  inverse = adapt(operation("reciprocal"), reciprocal as never),
  quotient = (x: unknown, n: number): unknown => times(inverse(x), n);
const adaptAll = (module: object, entry = ""): [string, Face, Callable][] =>
  forms(module, entry).map(([name, face, f]) => [name, face, guarded(name, f)]);
function forms(module: object, entry: string): [string, Face, Callable][] {
  return Object.entries(module)
    .filter((e): e is [string, Face] => isFace(e[1]))
    .map(([name, face]) => {
      const op = operation(name, entry),
        f = adapt(op, pairwise(name, face));
      // A number by a tensor is the tensor's reciprocal times the number.
      if (name === "div")
        return [
          name,
          face,
          (x, ...rest) => (typeof x === "number" && rest.length === 1 ? quotient(rest[0], x) : f(x, ...rest)),
        ];
      // A vector is flat.
      if (name === "flatten")
        return [
          name,
          face,
          (x, ...rest) =>
            x instanceof TorchTensor && x.ndim === 1 && rest.every((d) => d === 0 || d === -1)
              ? x
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
      if (listed(name, face)) {
        const g = guarded(name, f);
        return [name, face, (x, ...rest) => g(x, ...together(rest))];
      }
      return [name, face, rectifiers.has(name) ? overwriting(op, face, f) : f];
    });
}
/** The functions of a module, under their names. */
export const entryOf = <M extends object>(module: M, entry = ""): Faces<M> =>
  Object.fromEntries(adaptAll(module, entry).map(([n, , f]) => [n, f])) as unknown as Faces<M>;
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
/** The same, which are methods of tensors from now on. */
export function methodsOf<M extends object>(module: M): Faces<M> {
  const all = adaptAll(module);
  for (const [name, face, f] of all) {
    method(name, f);
    const title = turns[name];
    if (title !== undefined)
      method(`${name}_`, (x, ...rest) => viewInPlace(x, (t) => f(t, ...rest) as TorchTensor, title(rest)));
    else if (writing.has(name)) method(`${name}_`, (x, ...rest) => written(x, operation(name), face, rest));
  }
  return Object.fromEntries(all.map(([name, , f]) => [name, f])) as unknown as Faces<M>;
}
/** The operations that PyTorch has in place too. */
const writing: ReadonlySet<string> = new Set(IN_PLACE.split(" "));
/** Methods that another module of the adapter brings: until it is there they say so. */
export function brought(by: string, names: string): void {
  for (const name of names.split(" "))
    if (!(name in prototype))
      method(name, () => {
        throw attribute(
          `${name}: is put on tensors by ${by}. Write import { ${by} } from "dualtensor/torch" and use it, as ${by}.${by === "nn" ? `functional.${name}` : name}(x).`,
        );
      });
}
