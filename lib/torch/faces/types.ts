// The methods that tensors have from the table, as types: what faces.ts and create.ts put on the prototype when they load.
import type { Index, Tensor, TensorLike } from "../../core/tensor.js";
import type { TorchDType } from "../dtype.js";
import type { InPlace, Methods } from "./adapted.js";
import type { TorchTensor } from "../graph/torchtensor.js";
import type * as rootFaces from "../names.js";

type Shapes = readonly number[] | [readonly number[]];
type Same = Record<
  "clone" | "detach" | "contiguous" | "t" | "float" | "double" | "long" | "bool",
  () => TorchTensor
>;
type Writes = Record<"copy_" | "fill_", (other: TensorLike) => TorchTensor> &
  Record<"zero_" | "detach_", () => TorchTensor>;
export type Own = Writes &
  Same &
  Omit<InPlace<typeof rootFaces>, keyof Writes> &
  Omit<Methods<typeof rootFaces>, keyof Tensor> & {
    readonly _version: number;
    readonly _base: TorchTensor | null;
    view(...shape: Shapes): TorchTensor;
    /** x[index] = value; several indices as an array. */
    set(index: Index | readonly Index[], value: TensorLike): void;
    to(dtype: TorchDType): TorchTensor;
    retainGrad(): void;
    tolist(): unknown;
    storageOffset(): number;
    numel(): number;
    dim(): number;
    isContiguous(): boolean;
    isInference(): boolean;
    numpy(): Float64Array;
  };
