// The methods that tensors have from the table, as types: what adapted.ts and creation.ts put on the prototype when they load.
import type { Index, Tensor, TensorLike } from "../../core/tensor.js";
import type { TorchDType } from "../dtype.js";
import type { InPlace, Methods } from "./adapted.js";
import type { tensor, TensorOptions } from "./creation.js";
import type { Others } from "./library.js";
import type { Closeness } from "./like.js";
import type { TorchTensor } from "../graph/torchtensor.js";
import type * as rootFaces from "../names.js";

/** Lengths or axes, one by one or in an array. */
type Several = readonly number[] | [readonly number[]];
type Same = Record<
  "clone" | "detach" | "contiguous" | "t" | "float" | "double" | "long" | "bool" | "cpu",
  () => TorchTensor
>;
type Spread = Record<
  "permute" | "expand" | "repeat" | "tile" | "flip" | "view",
  (...all: Several) => TorchTensor
>;
type Writes = Record<"copy_" | "fill_", (other: TensorLike) => TorchTensor> &
  Record<"zero_" | "detach_", () => TorchTensor>;
type Made = TensorOptions | undefined;
type New = Record<
  "newZeros" | "newOnes" | "newEmpty",
  (...shape: [...number[]] | [...number[], Made] | [readonly number[], Made?]) => TorchTensor
>;
/** PyTorch's second names: of the table's methods, and of those that every tensor has. */
type Seconds = {
  [K in keyof Others]: Others[K] extends keyof Methods<typeof rootFaces>
    ? Methods<typeof rootFaces>[Others[K]]
    : (...args: readonly TensorLike[]) => TorchTensor;
} & {
  [K in keyof Others as `${Others[K]}_` extends keyof InPlace<typeof rootFaces> ? `${K}_` : never]: (
    ...args: readonly unknown[]
  ) => TorchTensor;
};
type Own_ = Writes & Same & Spread & New & Seconds;
export type Own = Own_ &
  Omit<InPlace<typeof rootFaces>, keyof Writes> &
  Omit<Methods<typeof rootFaces>, keyof Tensor | keyof Own_ | "where"> & {
    readonly _version: number;
    readonly _base: TorchTensor | null;
    newFull(shape: readonly number[], value: number | boolean, options?: TensorOptions): TorchTensor;
    newTensor(data: Parameters<typeof tensor>[0], options?: TensorOptions): TorchTensor;
    typeAs(other: TorchTensor): TorchTensor;
    reshapeAs(other: TorchTensor): TorchTensor;
    where(condition: Tensor, other: TensorLike): TorchTensor;
    equal(other: TorchTensor): boolean;
    isclose(other: TorchTensor, options?: Closeness): TorchTensor;
    allclose(other: TorchTensor, options?: Closeness): boolean;
    isFloatingPoint(): boolean;
    nelement(): number;
    ndimension(): number;
    /** x[index] = value; several indices as an array. */
    set(index: Index | readonly Index[], value: TensorLike): void;
    to(dtype: TorchDType | { readonly dtype: TorchDType }): TorchTensor;
    retainGrad(): void;
    tolist(): unknown;
    storageOffset(): number;
    numel(): number;
    dim(): number;
    isContiguous(): boolean;
    isInference(): boolean;
    numpy(): Float64Array;
  };
