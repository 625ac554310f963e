// Numbers of a step that lie side by side, where steps run two at a time: two of them are a full vector of each step, and two
// shuffles turn those into what both steps have of each. That is half the instructions of one lane after the other.
import { INPUT, type Graph } from "../graph.js";
import type { Body } from "../kernel.js";
import type { Group } from "./pairs.js";

/** Places p and p + 1 with one stride, none of them twice: which of `at` they are. */
function sideBySide(which: readonly number[], at: Int32Array, stride: Int32Array): [number, number][] {
  const sorted = [...which].sort((p, q) => stride[p] - stride[q] || at[p] - at[q]),
    pairs: [number, number][] = [];
  for (let i = 1; i < sorted.length; i++) {
    const [p, q] = [sorted[i - 1], sorted[i]];
    if (stride[p] !== stride[q] || at[q] !== at[p] + 1) continue;
    pairs.push([p, q]);
    i++;
  }
  return pairs;
}

/** Inputs that are read together, by node. */
export function adjacentInputs(g: Graph, live: Uint8Array, body: Body): Map<number, Group> {
  const node = new Map<number, number>(),
    groups = new Map<number, Group>();
  for (let id = 0; id < live.length; id++)
    if (live[id] === 1 && g.op[id] === INPUT && body.inputStride[g.a[id]] > 1) node.set(g.a[id], id);
  for (const inputs of sideBySide([...node.keys()], body.inputAt, body.inputStride)) {
    const group: Group = { of: "adjacent", args: [], results: inputs.map((i) => [node.get(i)!]) };
    for (const i of inputs) groups.set(node.get(i)!, group);
  }
  return groups;
}

/** Outputs that lie side by side. */
export const adjacentOutputs = ({ outputs, outputAt, outputStride }: Body): [number, number][] =>
  sideBySide(
    Array.from(outputs, (_, o) => o).filter((o) => outputStride[o] > 1),
    outputAt,
    outputStride,
  );
