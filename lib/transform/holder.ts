// What holds tensors and can be made again of others (a sparse matrix): compiled functions take it apart and put it together
// without knowing it.
import type { Tensor } from "../core/tensor.js";

export const parts = Symbol.for("dualtensor.parts");
export interface Holder {
  [parts](): { readonly tensors: readonly Tensor[]; readonly made: (tensors: readonly Tensor[]) => unknown };
}
export const isHolder = (v: unknown): v is Holder => typeof v === "object" && v !== null && parts in v;
