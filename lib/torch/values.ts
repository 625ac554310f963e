// Values of a transformation with PyTorch's methods around them, and without.
import type { Tensor } from "../core/tensor.js";
import { TorchTensor } from "./tensor.js";

export type Fn = (...args: never[]) => unknown;
export const wrap = (t: Tensor, like: TorchTensor): TorchTensor => TorchTensor.around(t, like.dtype);
export const bare = (t: Tensor): Tensor => (t instanceof TorchTensor ? (t.held() ?? t) : t);
