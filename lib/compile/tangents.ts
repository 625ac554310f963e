// Sparse lists of tangents: seeds in ascending order and a node for each, merged only where they meet.
import { ZERO } from "./graph.js";

/** Tangents of one node: seeds ascend. */
export interface Tangents {
  readonly seeds: readonly number[];
  readonly nodes: readonly number[];
}
export const NONE: Tangents = { seeds: [], nodes: [] };

export class Building implements Tangents {
  readonly seeds: number[] = [];
  readonly nodes: number[] = [];
  /** Structural zeros are not kept. */
  push(seed: number, node: number): void {
    if (node === ZERO) return;
    this.seeds.push(seed);
    this.nodes.push(node);
  }
}
export function mapped(t: Tangents | undefined, f: (t: number) => number): Tangents {
  if (t === undefined) return NONE;
  const out = new Building();
  for (let i = 0; i < t.seeds.length; i++) out.push(t.seeds[i], f(t.nodes[i]));
  return out;
}
/** Two lists as one: what happens to a tangent of x alone (null: nothing), of y alone, to both. */
export function merged(
  x: Tangents | undefined,
  y: Tangents | undefined,
  onlyX: ((t: number) => number) | null,
  onlyY: ((u: number) => number) | null,
  both: (t: number, u: number) => number,
): Tangents {
  if (y === undefined) return onlyX === null ? (x ?? NONE) : mapped(x, onlyX);
  if (x === undefined) return onlyY === null ? y : mapped(y, onlyY);
  const out = new Building(),
    m = x.seeds.length,
    n = y.seeds.length;
  for (let i = 0, j = 0; i < m || j < n;) {
    const s = i < m ? x.seeds[i] : Infinity,
      t = j < n ? y.seeds[j] : Infinity;
    if (s < t) {
      out.push(s, onlyX === null ? x.nodes[i] : onlyX(x.nodes[i]));
      i++;
    } else if (t < s) {
      out.push(t, onlyY === null ? y.nodes[j] : onlyY(y.nodes[j]));
      j++;
    } else out.push(s, both(x.nodes[i++], y.nodes[j++]));
  }
  return out;
}
/** Several lists: the tangents of each seed, in order, and which terms they belong to. */
export function summed(
  terms: readonly Tangents[],
  total: (nodes: readonly number[], which: readonly number[]) => number,
): Tangents {
  if (terms.length <= 1) return terms[0] ?? NONE;
  const groups = new Map<number, { nodes: number[]; which: number[] }>();
  terms.forEach(({ seeds, nodes }, k) => {
    for (let i = 0; i < seeds.length; i++) {
      const group = groups.get(seeds[i]);
      if (group === undefined) groups.set(seeds[i], { nodes: [nodes[i]], which: [k] });
      else {
        group.nodes.push(nodes[i]);
        group.which.push(k);
      }
    }
  });
  const out = new Building();
  for (const seed of [...groups.keys()].sort((p, q) => p - q)) {
    const { nodes, which } = groups.get(seed)!;
    out.push(seed, nodes.length === 1 ? nodes[0] : total(nodes, which));
  }
  return out;
}

/** The seeds that some of these have. */
export function union(lists: readonly (Tangents | undefined)[]): readonly number[] {
  const live = lists.filter((t) => t !== undefined);
  if (live.length === 1) return live[0].seeds;
  return [...new Set(live.flatMap((t) => t.seeds))].sort((p, q) => p - q);
}
/** The tangent of a seed (they are asked for in ascending order), or ZERO. */
export const cursor = (t: Tangents | undefined): ((seed: number) => number) => {
  let i = 0;
  return (seed) => {
    if (t === undefined) return ZERO;
    while (i < t.seeds.length && t.seeds[i] < seed) i++;
    return t.seeds[i] === seed ? t.nodes[i] : ZERO;
  };
};
