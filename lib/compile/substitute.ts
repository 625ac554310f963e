// A derivative in other unknowns: what was written of leaves is written of the nodes that stand for them.
import { type Graph } from "./graph.js";
import { rewritten } from "./recipe.js";

/** Nodes with other nodes in place of some leaves: written anew, as far as they depend on them. */
export function substitution(
  leaves: readonly number[],
  by: readonly number[],
): (g: Graph, ids: readonly number[]) => number[] {
  let place = new Int32Array(0),
    done = 0;
  const replaced = new Map(leaves.map((leaf, i) => [leaf, by[i]]));
  return (g, ids) => {
    const live = g.live(ids);
    if (live.length > place.length) {
      const wider = new Int32Array(live.length).fill(-1);
      wider.set(place);
      place = wider;
    }
    done = live.length;
    for (let id = 0; id < done; id++) {
      if (live[id] === 0 || place[id] >= 0) continue;
      const leaf = replaced.get(id);
      let moved = false;
      if (leaf === undefined)
        g.operands(id, (x) => {
          if (place[x] !== x) moved = true;
        });
      place[id] = leaf ?? (moved ? rewritten(g, g, id, g.op[id], place, (fn) => fn, true) : id);
    }
    return ids.map((id) => place[id]);
  };
}
