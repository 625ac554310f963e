// Calls that are computed together: sin and cos of one argument, which share all but the last steps, and in scalar code two
// calls of one function that do not wait for each other, one per lane. Calls of one rank, the number of calls on the longest
// way to them, never do.
import { CALL, type Graph } from "../graph.js";
import { elementary, type Elementary } from "../math/index.js";

/** How far the argument of the second of a pair may lie behind the first: its code is moved up, and waits in locals. */
const reach = 1000;

/** Calls that one call gives. */
export interface Group {
  readonly of: Elementary | "sincos" | "adjacent";
  /** The arguments of a lane each, or of all lanes: nodes; none of inputs. */
  readonly args: readonly (readonly [x: number, y: number])[];
  /** By argument, or by input: the node of the result, or those of sine and cosine, -1 where nobody asks. */
  readonly results: readonly (readonly number[])[];
}
interface Unit {
  readonly of: Elementary | "sincos";
  readonly rank: number;
  readonly first: number;
  readonly args: readonly [number, number];
  readonly results: number[];
}

/** By node; `pairs`: two units to a group. */
export function grouped(g: Graph, live: Uint8Array, pairs: boolean): Map<number, Group> {
  const groups = new Map<number, Group>();
  const units = unitsOf(g, live);
  const add = (all: readonly Unit[]): void => {
    const group = { of: all[0].of, args: all.map((u) => u.args), results: all.map((u) => u.results) };
    for (const u of all) for (const id of u.results) if (id >= 0) groups.set(id, group);
  };
  const waiting = new Map<string, Unit>();
  for (const u of units) {
    if (pairs) {
      const key = `${u.rank} ${u.of === "sincos" ? u.of : u.of.name}`,
        other = waiting.get(key);
      if (other !== undefined && u.args[0] - other.first < reach && u.args[1] - other.first < reach) {
        waiting.delete(key);
        add([other, u]);
        continue;
      }
      waiting.set(key, u);
    }
    // Alone, for now: a pair overwrites it.
    if (u.of === "sincos" && u.results[0] >= 0 && u.results[1] >= 0) add([u]);
  }
  return groups;
}

function unitsOf(g: Graph, live: Uint8Array): Unit[] {
  const n = live.length,
    rank = new Int32Array(n),
    units: Unit[] = [],
    angles = new Map<number, Unit>();
  let highest = 0;
  const rise = (x: number): void => {
    if (rank[x] > highest) highest = rank[x];
  };
  for (let id = 0; id < n; id++) {
    if (live[id] === 0) continue;
    highest = 0;
    g.operands(id, rise);
    rank[id] = highest;
    if (g.op[id] !== CALL) continue;
    const f = g.functions[g.c[id]],
      e = f.native === null ? elementary(f.scalar) : undefined;
    if (e === undefined) continue;
    rank[id]++;
    const x = g.a[id],
      args = [x, g.b[id]] as const;
    if (e.name !== "sin" && e.name !== "cos") {
      units.push({ of: e, rank: rank[id], first: id, args, results: [id] });
      continue;
    }
    let u = angles.get(x);
    if (u === undefined) {
      u = { of: "sincos", rank: rank[id], first: id, args, results: [-1, -1] };
      angles.set(x, u);
      units.push(u);
    }
    u.results[e.name === "sin" ? 0 : 1] = id;
  }
  return units;
}
