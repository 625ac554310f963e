// Kernels for pullbacks save the input or the result of their operation, so PyTorch's first gradient hangs on the input though
// it does not vary with it.
import { where } from "../../core/choose.js";
import { Plain, type Tensor } from "../../core/tensor.js";
import { operation } from "../operations.js";
import { perform } from "./perform.js";

/** A cotangent that stays, through a node of this title, in the graph of an input with which it does not vary. */
export const dependent = (b: Tensor, x: Tensor, node: string): Tensor =>
  perform(
    {
      ...operation("place"),
      node,
      saves: "first",
    },
    [b, x],
    ([g, v]) => where(new Plain([], Float64Array.of(0), "bool"), v as Tensor, g as Tensor),
  ) as Tensor;
