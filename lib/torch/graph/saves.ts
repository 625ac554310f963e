// What a node keeps for the backward pass, as the data of its operation say, each with the version that it had.
import type { Tensor } from "../../core/tensor.js";
import type { Saves } from "../operations.js";
import { runtime, texts } from "../words/classes.js";
import type { Edge, Saved } from "./node.js";
import { TorchTensor } from "./torchtensor.js";

export function savedBy(
  saves: Saves,
  found: readonly Tensor[],
  edges: readonly (Edge | null)[],
  results: readonly TorchTensor[],
  self: TorchTensor | undefined,
): Saved[] {
  const out: Saved[] = [];
  found.forEach((t, i) => {
    if (!(t instanceof TorchTensor) || (t === self && i === 0)) return;
    const wanted =
      saves === "inputs" ||
      saves === "both" ||
      (saves === "other" && edges.some((e, j) => e !== null && j !== i)) ||
      (saves === "rest" && i > 0) ||
      (saves === "first" && i === 0) ||
      (saves === "divisor" && (i === 1 || edges[1]));
    if (!wanted) return;
    if (t.storage.inference) throw runtime(texts.inference);
    out.push({ tensor: t, version: t.version.count, output: false, place: i });
  });
  if (saves === "result" || saves === "both")
    // An in-place operation saves what it is about to write.
    results.forEach((r, place) =>
      out.push({
        tensor: self ?? r,
        version: self === undefined ? 0 : self.version.count + 1,
        output: true,
        place,
      }),
    );
  return out;
}
