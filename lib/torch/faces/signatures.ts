// The types of PyTorch's transformations as users call them: results follow the structure of f's outputs and of the inputs.
import type { Tensor } from "../../core/tensor.js";
import type { JacobianOptions } from "../autograd/functional.js";
import type { GradOptions } from "../graph/backward.js";
import type { TorchTensor } from "../graph/torchtensor.js";

type One = TorchTensor;
type Many = readonly TorchTensor[];
/** A structure with an adapter's tensor at each of its tensors. */
export type Like<T, L = One> = T extends Tensor
  ? L
  : T extends readonly unknown[]
    ? { -readonly [K in keyof T]: Like<T[K], L> }
    : T extends object
      ? { [K in keyof T]: Like<T[K], L> }
      : never;
type Fn<Y> = (...x: TorchTensor[]) => Y;

interface Options {
  readonly createGraph?: boolean | undefined;
  readonly strict?: boolean | undefined;
}
/** [shape of y, shape of x] for each output and each input. */
interface Jacobian<O> {
  (func: (x: One) => One, inputs: One, options?: O): One;
  (func: Fn<One>, inputs: Many, options?: O): One[];
  (func: (x: One) => Many, inputs: One, options?: O): One[];
  (func: Fn<Many>, inputs: Many, options?: O): One[][];
}
/** Of a scalar function. */
interface Hessian<O> {
  (func: (x: One) => One, inputs: One, options?: O): One;
  (func: Fn<One>, inputs: Many, options?: O): One[][];
}
/** [f(x), J v]. */
interface Pushed {
  (func: (x: One) => One, inputs: One, v?: One | null, options?: Options): [value: One, jvp: One];
  (func: Fn<One>, inputs: Many, v?: Many | null, options?: Options): [value: One, jvp: One];
  (func: (x: One) => Many, inputs: One, v?: One | null, options?: Options): [value: One[], jvp: One[]];
  (func: Fn<Many>, inputs: Many, v?: Many | null, options?: Options): [value: One[], jvp: One[]];
}
/** [f(x), vᵀ J]. */
interface Pulled {
  (func: (x: One) => One, inputs: One, v?: One | null, options?: Options): [value: One, vjp: One];
  (func: Fn<One>, inputs: Many, v?: One | null, options?: Options): [value: One, vjp: One[]];
  (func: (x: One) => Many, inputs: One, v?: Many | null, options?: Options): [value: One[], vjp: One];
  (func: Fn<Many>, inputs: Many, v?: Many | null, options?: Options): [value: One[], vjp: One[]];
}
/** [f(x), H v] of a scalar function. */
interface Second {
  (func: (x: One) => One, inputs: One, v?: One | null, options?: Options): [value: One, product: One];
  (func: Fn<One>, inputs: Many, v?: Many | null, options?: Options): [value: One, product: One[]];
}
export interface FunctionalModule {
  readonly jacobian: Jacobian<JacobianOptions>;
  readonly hessian: Hessian<Options & { vectorize?: boolean; outerJacobianStrategy?: string }>;
  readonly jvp: Pushed;
  readonly vjp: Pulled;
  readonly hvp: Second;
  readonly vhp: Second;
}

/** Gradients, in the order of the inputs; null where the outputs do not depend on one and that is allowed. */
export interface Grad {
  <X extends One | readonly One[]>(
    outputs: One | Many,
    inputs: X,
    options?: GradOptions & { allowUnused?: false },
  ): Grads<X, One>;
  <X extends One | readonly One[]>(
    outputs: One | Many,
    inputs: X,
    options: GradOptions,
  ): Grads<X, One | null>;
  <X extends One | readonly One[]>(
    outputs: One | Many,
    inputs: X,
    gradOutputs?: One | Many | null,
    retainGraph?: boolean | null,
    createGraph?: boolean,
  ): Grads<X, One>;
}
/** One for each input. */
type Grads<X, G> = X extends readonly [unknown, ...unknown[]]
  ? { -readonly [K in keyof X]: G }
  : X extends readonly unknown[]
    ? G[]
    : [G];

interface Chunks {
  readonly chunkSize?: number | null | undefined;
  readonly randomness?: string | undefined;
}
interface ByName extends Chunks {
  readonly argnums?: number | undefined;
  readonly hasAux?: false;
}
interface Many_ extends Chunks {
  readonly argnums: readonly number[];
  readonly hasAux?: false;
}
/** Structures of tensors, as objects of parameters: their types are those of f. */
type Structured<A extends readonly unknown[]> = (...args: A) => unknown;
/** A derivative of a function: the result for one argument, for several, and beside what f returns besides. */
interface Derived {
  <Y>(func: Fn<Y>, argnums?: number | ByName, options?: ByName): Fn<Like<Y>>;
  <Y>(func: Fn<Y>, argnums: readonly number[] | Many_, options?: ByName): Fn<Like<Y, One[]>>;
  <Y, X>(func: Fn<readonly [Y, X]>, argnums: number, options: { readonly hasAux: true } & Chunks): Fn<[Like<Y>, Like<X>]>; // prettier-ignore
  <Y, X>(func: Fn<readonly [Y, X]>, options: { readonly hasAux: true } & Chunks): Fn<[Like<Y>, Like<X>]>;
  <A extends readonly unknown[]>(
    func: Structured<A>,
    argnums?: number | readonly number[],
    options?: object,
  ): Structured<A>;
}
interface Hessians {
  (func: Fn<One>, argnums?: number): Fn<One>;
  (func: Fn<One>, argnums: readonly number[]): Fn<One[][]>;
  <A extends readonly unknown[]>(func: Structured<A>, argnums?: number | readonly number[]): Structured<A>;
}
/** The gradient has the structure of the argument. */
interface Gradient {
  (func: Fn<One>, argnums?: number | ByName): Fn<One>;
  (func: Fn<One>, argnums: readonly number[] | Many_): Fn<One[]>;
  <X>(func: Fn<readonly [One, X]>, argnums: number, options: { readonly hasAux: true }): Fn<[One, Like<X>]>;
  <X>(func: Fn<readonly [One, X]>, options: { readonly hasAux: true }): Fn<[One, Like<X>]>;
  <A extends readonly unknown[]>(func: (...args: A) => One, argnums?: undefined): (...args: A) => Like<A[0]>;
  <A extends readonly unknown[]>(
    func: Structured<A>,
    argnums?: number | readonly number[],
    options?: object,
  ): Structured<A>;
}
interface GradientAndValue {
  (func: Fn<One>, argnums?: number | ByName): Fn<[grad: One, value: One]>;
  (func: Fn<One>, argnums: readonly number[] | Many_): Fn<[grad: One[], value: One]>;
  <A extends readonly unknown[]>(func: (...args: A) => One, argnums?: undefined): (...args: A) => [grad: Like<A[0]>, value: One]; // prettier-ignore
  <A extends readonly unknown[]>(
    func: Structured<A>,
    argnums?: number | readonly number[],
    options?: object,
  ): (...args: A) => [unknown, unknown];
}
type Axes = number | null | readonly Axes[] | { readonly [name: string]: Axes };
interface VmapOptions extends Chunks {
  readonly inDims?: Axes | undefined;
  readonly outDims?: Axes | undefined;
}
interface Vmap {
  <Y>(func: Fn<Y>, options?: VmapOptions): Fn<Like<Y>>;
  <A extends readonly unknown[], Y>(func: (...args: A) => Y, options?: VmapOptions): (...args: A) => Like<Y>;
}
export interface FuncModule {
  readonly jacfwd: Derived;
  readonly jacrev: Derived;
  readonly hessian: Hessians;
  readonly grad: Gradient;
  readonly gradAndValue: GradientAndValue;
  readonly vmap: Vmap;
  jvp<Y>(
    func: Fn<Y>,
    primals: Many,
    tangents: Many,
    options?: { readonly strict?: boolean | undefined; readonly hasAux?: false },
  ): [value: Like<Y>, tangent: Like<Y>];
  jvp<Y, X>(
    func: Fn<readonly [Y, X]>,
    primals: Many,
    tangents: Many,
    options: { readonly hasAux: true },
  ): [value: Like<Y>, tangent: Like<Y>, aux: Like<X>];
  vjp<Y>(func: Fn<Y>, ...primals: TorchTensor[]): [value: Like<Y>, pull: (cotangents: Like<Y>) => One[]];
  vjp<A extends readonly unknown[]>(func: Structured<A>, ...rest: readonly unknown[]): unknown[];
}
