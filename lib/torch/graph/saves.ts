// What a node keeps for the backward pass, as the data of its operation say, each with the version that it had.
import type { Plain, Tensor } from "../../core/tensor.js";
import type { Saves } from "../operations.js";
import { runtime, texts } from "../words/classes.js";
import type { Edge, Saved } from "./node.js";
import { TorchTensor } from "./torchtensor.js";

export function savedBy(
  saves: Saves,
  found: readonly Tensor[],
  edges: readonly (Edge | null)[],
  values: readonly Tensor[],
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
    out.push(savedAs(t, values[i] as Plain, i, false, t.base === null ? edges[i] : t));
  });
  // An in-place operation saves what it is about to write.
  if (saves === "result" || saves === "both")
    results.forEach((r, i) =>
      out.push(savedAs(self ?? r, r.plain(false), i, true, null, Number(self !== undefined))),
    );
  return out;
}
export const savedAs = (
  { version, dtype }: TorchTensor,
  value: Plain,
  place: number,
  output: boolean,
  edge: Saved["edge"],
  more = 0,
): Saved => ({
  version,
  count: version.count + more,
  edge,
  value,
  dtype,
  output,
  place,
});
