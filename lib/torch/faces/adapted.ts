// The library's functions as types of the adapter: they take and return its tensors, with all their call forms, and are
// methods. What PyTorch allows beside (types, in place, elementwise max) is added here.
import type { Tensor, TensorLike } from "../../core/tensor.js";
import type { Complex } from "../../ops/complex/complex.js";
import type { TorchDType } from "../dtype.js";
import type { TorchTensor } from "../graph/torchtensor.js";

/** The call signatures of a function, up to four, as [arguments, result]. TypeScript infers only the last by itself. */
type Calls<F> = F extends {
  (...a: infer A): infer P;
  (...b: infer B): infer Q;
  (...c: infer C): infer R;
  (...d: infer D): infer S;
}
  ? [A, P] | [B, Q] | [C, R] | [D, S]
  : F extends { (...a: infer A): infer P; (...b: infer B): infer Q; (...c: infer C): infer R }
    ? [A, P] | [B, Q] | [C, R]
    : F extends { (...a: infer A): infer P; (...b: infer B): infer Q }
      ? [A, P] | [B, Q]
      : F extends (...a: infer A) => infer P
        ? [A, P]
        : never;
type Both<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;
type Call<C> = C extends [infer A extends readonly unknown[], infer R] ? (...args: A) => Out<R> : never;
/** Arguments behind the first, of each form. */
type Rest<A> = A extends readonly [unknown?, ...infer R] ? R : never;
type Method<C> = C extends [infer A, infer R] ? (...rest: Rest<A>) => Out<R> : never;

type Out<R> = R extends Complex
  ? Complex
  : R extends Tensor
    ? TorchTensor
    : R extends readonly unknown[]
      ? { -readonly [K in keyof R]: Out<R[K]> }
      : R extends object
        ? { [K in keyof R]: Out<R[K]> } & Iterable<Out<R[keyof R]>>
        : R;
type FaceNames<M> = {
  [K in keyof M]: M[K] extends ((...args: never[]) => unknown) & { readonly signature: string } ? K : never;
}[keyof M];

/** Of these PyTorch takes the type in which they compute. */
type Typed = "sum" | "prod" | "mean" | "cumsum" | "cumprod" | "nansum" | "nanmean" | "softmax" | "logSoftmax";
export interface InType {
  readonly dtype?: TorchDType | undefined;
}
export interface Reduced extends InType {
  readonly dim?: number | readonly number[] | null | undefined;
  readonly keepdim?: boolean | undefined;
}
type Rectifier =
  "relu" | "relu6" | "silu" | "elu" | "celu" | "selu" | "mish" | "hardtanh" | "hardsigmoid" | "hardswish" | "leakyRelu" | "threshold" | "dropout"; // prettier-ignore
/** Call forms that only PyTorch has, behind the first argument. */
type More<K> = K extends Typed
  ? [options: Reduced] | [dim: number | readonly number[], options: InType]
  : K extends "max" | "min"
    ? [other: Tensor]
    : K extends Rectifier
      ? [options: { readonly inplace: boolean }]
      : never;
type Also<A extends readonly unknown[]> = [A] extends [never] ? unknown : (...rest: A) => TorchTensor;
type AlsoOf<A extends readonly unknown[]> = [A] extends [never]
  ? unknown
  : (input: TensorLike, ...rest: A) => TorchTensor;

/** A function of the library as it is for the adapter. */
export type Adapted<F> = Both<Call<Calls<F>>>;
export type Faces<M> = { readonly [K in FaceNames<M>]: Adapted<M[K]> & AlsoOf<More<K>> };
/** The same as methods: the first argument is the tensor. */
export type Methods<M> = {
  [K in Exclude<FaceNames<M>, keyof Tensor>]: Both<Method<Calls<M[K]>>> & Also<More<K>>;
};
type Text<K> = K & string;
/** Operations that write their result into the tensor: `x.sin_()`. */
export type InPlace<M> = {
  [K in FaceNames<M> & Words<typeof IN_PLACE> as `${Text<K>}_`]: (
    ...rest: Rest<Calls<M[K]> extends [infer A, unknown] ? A : never>
  ) => TorchTensor;
};
type Words<S extends string, U = never> = S extends `${infer A} ${infer B}` ? Words<B, U | A> : U | S;
/** The operations that PyTorch has in place too. */
export const IN_PLACE =
  "abs acos acosh add addbmm addcdiv addcmul addmm addmv addr asin asinh atan atan2 atanh baddbmm ceil clamp clampMax clampMin copysign cos cosh cumprod cumsum deg2rad digamma div eq erf erfc erfinv exp exp2 expm1 floatPower floor floorDivide fmod frac ge gt heaviside hypot i0 indexAdd indexCopy indexFill indexPut ldexp le lerp lgamma log log10 log1p log2 logicalAnd logicalNot logicalOr logicalXor logit lt maskedFill maskedScatter mul mvlgamma nanToNum ne neg polygamma pow rad2deg reciprocal relu remainder renorm round rsqrt scatter scatterAdd scatterReduce sgn sigmoid sign sin sinc sinh sqrt square squeeze sub swapaxes swapdims t tan tanh transpose tril triu trunc unsqueeze xlogy" as const;
