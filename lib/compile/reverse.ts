// Reverse mode on the program: from the last node to the first, the cotangent of a node is the sum of what its users hand
// back, the last user first, as a tape adds them.
import {
  ADD,
  CALL,
  CALLN,
  CHAIN,
  DOT,
  MUL,
  NEG,
  PART,
  SELECT,
  SUB,
  SUM,
  TENSOR,
  TOTAL,
  ZERO,
  type Graph,
} from "./graph.js";
import { size } from "../array/shape.js";
import { movingFrom } from "./modes.js";
import { pulled, pullRecipe, Written } from "./recipe.js";

/** Jᵀ times the cotangents of the outputs: a node for each leaf. */
export function reverse(
  g: Graph,
  outputs: readonly number[],
  cotangents: readonly number[],
  leaves: readonly number[],
): number[] {
  const live = g.live(outputs),
    moves = movingFrom(g, live, leaves),
    waiting = new Array<number[] | undefined>(live.length),
    parts = new Map<number, number[]>();
  const give = (x: number, bar: number): void => {
    if (moves[x] !== 1 || bar === ZERO) return;
    const w = waiting[x];
    if (w === undefined) waiting[x] = [bar];
    else w.push(bar);
  };
  const leaf = new Set(leaves),
    at = new Map<number, number>();
  outputs.forEach((o, i) => {
    if (o < moves.length) give(o, cotangents[i]);
  });
  for (let id = live.length - 1; id >= 0; id--) {
    if (moves[id] !== 1) continue;
    if (g.op[id] === TENSOR) {
      const bars = parts.get(id);
      if (bars !== undefined) whole(g, id, bars, moves, give);
      continue;
    }
    const w = waiting[id];
    if (w === undefined) continue;
    waiting[id] = undefined;
    const bar = g.sum(w);
    if (leaf.has(id)) at.set(id, bar);
    else pull(g, id, bar, moves, give, parts);
  }
  return leaves.map((x) => at.get(x) ?? ZERO);
}

function pull(
  g: Graph,
  id: number,
  bar: number,
  moves: Uint8Array,
  give: (x: number, bar: number) => void,
  parts: Map<number, number[]>,
): void {
  const a = g.a[id],
    b = g.b[id];
  switch (g.op[id]) {
    case NEG:
      give(a, g.neg(bar));
      return;
    case ADD:
      give(a, bar);
      give(b, bar);
      return;
    case SUB:
      give(a, bar);
      if (moves[b] === 1) give(b, g.neg(bar));
      return;
    case MUL:
    case CHAIN:
      if (moves[a] === 1) give(a, g.chain(bar, b));
      if (moves[b] === 1) give(b, g.chain(a, bar));
      return;
    case SELECT: {
      const c = g.c[id];
      if (moves[b] === 1) give(b, g.select(a, bar, ZERO));
      if (moves[c] === 1) give(c, g.select(a, ZERO, bar));
      return;
    }
    case SUM:
    case TOTAL:
      for (let i = 0; i < b; i++) give(g.list[a + i], bar);
      return;
    case DOT:
      for (let i = a; i < a + b; i++) {
        const x = g.list[i],
          y = g.list[i + b];
        if (moves[x] === 1) give(x, g.chain(bar, y));
        if (moves[y] === 1) give(y, g.chain(x, bar));
      }
      return;
    case CALL:
      called(g, id, b < 0 ? [a] : [a, b], bar, moves, give);
      return;
    case CALLN:
      called(g, id, Array.from(g.list.subarray(a, a + b)), bar, moves, give);
      return;
    case PART: {
      let bars = parts.get(a);
      if (bars === undefined)
        parts.set(a, (bars = new Array<number>(size(g.functions[g.c[a]].shape)).fill(ZERO)));
      bars[b] = bars[b] === ZERO ? bar : g.add(bars[b], bar);
    }
  }
}
function called(
  g: Graph,
  id: number,
  args: readonly number[],
  bar: number,
  moves: Uint8Array,
  give: (x: number, bar: number) => void,
): void {
  const f = g.functions[g.c[id]];
  if (f.rule.flat === true) return;
  const fixed = [...args, id];
  args.forEach((x, i) => {
    if (moves[x] !== 1) return;
    const recipe = pullRecipe(f, i, (k) => g.at[fixed[k]]);
    if (recipe.outputs !== null) give(x, new Written(g, recipe, fixed).along([bar])[0]);
  });
}
function whole(
  g: Graph,
  id: number,
  bars: readonly number[],
  moves: Uint8Array,
  give: (x: number, bar: number) => void,
): void {
  const f = g.functions[g.c[id]];
  if (f.rule.flat === true) return;
  const start = g.a[id],
    elements = Array.from(g.list.subarray(start, start + g.b[id])),
    value = bars.map((_, i) => g.part(id, i));
  let k = 0;
  f.shapes!.forEach((shape, i) => {
    const own = elements.slice(k, (k += size(shape)));
    if (own.every((x) => moves[x] !== 1)) return;
    pulled(g, f, elements, value, i, bars)?.forEach((v, j) => {
      give(own[j], v);
    });
  });
}
