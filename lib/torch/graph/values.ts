// Values of a transformation with PyTorch's methods around them, and without.
import type { Tensor } from "../../core/tensor.js";
import { isFloat, type TorchDType } from "../dtype.js";
import { cast } from "./engine.js";
import { TorchTensor } from "./torchtensor.js";

export type Fn = (...args: never[]) => unknown;
export function wrap(t: Tensor, like: { readonly dtype: TorchDType }): TorchTensor {
  const y = TorchTensor.around(t, like.dtype);
  // A value of the library's own functions has no type to go by; integers that came out of a transformation stay what they are.
  return !(like instanceof TorchTensor) || y.dtype === like.dtype || !isFloat(y.dtype)
    ? y
    : cast(y, like.dtype);
}
export const bare = (t: Tensor): Tensor => (t instanceof TorchTensor ? (t.unwrapped() ?? t) : t);
