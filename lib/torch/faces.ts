// The library's public functions on the adapter's tensors, and as methods of them. They are found by the signature that
// each carries, so a new operation is here as soon as it is exported.
import { parameters } from "../core/signature.js";
import { isTensor, Plain, type Index, type Tensor } from "../core/tensor.js";
import type { Complex } from "../ops/complex/complex.js";
import * as fftFaces from "../fft.js";
import * as linalgFaces from "../linalg.js";
import * as nnFaces from "../nn.js";
import * as specialFaces from "../special.js";
import * as rootFaces from "../index.js";
import { operation, type Operation } from "./operations.js";
import { perform } from "./perform.js";
import { runtime } from "./errors.js";
import { copyInto, inPlace } from "./inplace.js";
import { TorchTensor } from "./tensor.js";
import { translated } from "./translate.js";

type Any = (...args: never[]) => unknown;
/** A function of the library as it is for the adapter: it takes and returns the adapter's tensors. */
export type Adapted<F> = F extends (...args: infer A) => infer R ? (...args: A) => Out<R> : never;
type Out<R> = R extends Complex
  ? Complex
  : R extends Tensor
    ? TorchTensor
    : R extends readonly unknown[]
      ? { -readonly [K in keyof R]: Out<R[K]> }
      : R extends object
        ? { [K in keyof R]: Out<R[K]> }
        : R;
type FaceNames<M> = {
  [K in keyof M]: M[K] extends Any & { readonly signature: string } ? K : never;
}[keyof M];
export type Faces<M> = { readonly [K in FaceNames<M>]: Adapted<M[K]> };
/** The same as methods: the first argument is the tensor. */
export type Methods<M> = {
  [K in Exclude<FaceNames<M>, keyof Tensor>]: Adapted<M[K]> extends (x: never, ...rest: infer A) => infer R
    ? (...rest: A) => R
    : never;
};

interface Face {
  (...args: unknown[]): unknown;
  readonly signature: string;
}
const isFace = (v: unknown): v is Face =>
  typeof v === "function" && typeof (v as { signature?: unknown }).signature === "string";

/** One operation of the adapter from one function of the library. */
export function adapt(op: Operation, face: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  const f = (...args: unknown[]): unknown => {
    const last = args[args.length - 1] as { out?: TorchTensor } | undefined;
    if (last?.out instanceof TorchTensor) {
      if (args.some((a) => a instanceof TorchTensor && a.requiresGrad))
        throw runtime(
          `${op.name}(): functions with out=... arguments don't support automatic differentiation, but one of the arguments requires grad.`,
        );
      return copyInto(last.out, f(...args.slice(0, -1)));
    }
    try {
      return perform(op, args, (a) => face(...a));
    } catch (e) {
      throw translated(op.name, e, args);
    }
  };
  return Object.defineProperty(f, "name", { value: op.name });
}
/** max and min of two tensors are elementwise in PyTorch. */
const pairwise = (name: string, face: Face): ((...a: unknown[]) => unknown) => {
  const other = name === "max" ? rootFaces.maximum : name === "min" ? rootFaces.minimum : null;
  return other === null ? face : (...a) => (isTensor(a[1]) ? other(a[0] as Tensor, a[1]) : face(...a));
};
const unseen = new Set(["stopGradient"]);
function adaptAll(module: object): [string, Face, (...args: unknown[]) => unknown][] {
  return Object.entries(module)
    .filter((e): e is [string, Face] => isFace(e[1]) && !unseen.has(e[0]))
    .map(([name, face]) => [name, face, adapt(operation(name), pairwise(name, face))]);
}
const root = adaptAll(rootFaces);
export const operations = Object.fromEntries(root.map(([name, , f]) => [name, f])) as unknown as Faces<
  typeof rootFaces
>;
const entryOf = <M extends object>(module: M): Faces<M> =>
  Object.fromEntries(adaptAll(module).map(([n, , f]) => [n, f])) as unknown as Faces<M>;
export const linalg: Faces<typeof linalgFaces> = entryOf(linalgFaces);
export const special: Faces<typeof specialFaces> = entryOf(specialFaces);
const networks: Faces<typeof nnFaces> = entryOf(nnFaces);
export const fft: Faces<typeof fftFaces> = entryOf(fftFaces);

/** Lengths and axes may be given one by one: x.reshape(2, 3). */
const together = (args: unknown[]): unknown[] =>
  args.length > 0 && args.every((a) => typeof a === "number") ? [args] : args;
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
for (const [name, face, f] of root) {
  const params = parameters(face.signature),
    kind = params[1]?.kind,
    spread = kind === "shape" || kind === "axes";
  method(name, spread ? (x, ...rest) => f(x, ...together(rest)) : f);
  if (params[0]?.kind === "tensor" && !spread) {
    const op = operation(name);
    method(`${name}_`, (x, ...rest) => {
      try {
        return inPlace(x, op, rest, (a) => face(...a));
      } catch (e) {
        throw translated(`${name}_`, e, [x, ...rest]);
      }
    });
  }
}

/** Names of PyTorch for what the library calls otherwise, or does by a method. */
const nodeOfIndex = ([, ...index]: readonly unknown[]): string => {
  if (index.some((i) => typeof i === "object" && i !== null)) return "IndexBackward0";
  const last = index.filter((i) => i !== ":" && i !== "...").pop();
  return last === null
    ? "UnsqueezeBackward0"
    : typeof last === "string"
      ? "SliceBackward0"
      : "SelectBackward0";
};
const core = rootFaces as unknown as Record<string, Face>;
const at = adapt({ ...operation("at"), node: nodeOfIndex }, (x, ...index) =>
  (x as Tensor).at(...(index as Index[])),
);
method("at", at);
const swap = (x: Tensor): Tensor => (x.ndim < 2 ? x : core.transpose(x, 0, 1)) as Tensor;
export const t = adapt(operation("t"), (x) => swap(x as Tensor));
method("t", t);
const copy = (x: unknown): unknown =>
  (x as Tensor).level === 0
    ? new Plain((x as Plain).shape, (x as Plain).data.slice(), (x as Plain).dtype)
    : x;
export const clone = adapt(operation("clone"), copy) as (x: TorchTensor) => TorchTensor;
method("clone", clone);
/** PyTorch's other names of the library's functions, and what it has in one where the library has two. */
const others: Record<string, (...a: unknown[]) => unknown> = {
  inverse: adapt(operation("inv"), core.inv),
  trueDivide: adapt(operation("div"), core.div),
  absolute: adapt(operation("abs"), core.abs),
  multiply: adapt(operation("mul"), core.mul),
  subtract: adapt(operation("sub"), core.sub),
};
for (const [name, f] of Object.entries(others)) method(name, f);
/** torch.nn.functional */
export const functional = { ...operations, ...networks };
export const alternatives = others;
export const isAdapted = (v: unknown): v is TorchTensor => isTensor(v) && v instanceof TorchTensor;
