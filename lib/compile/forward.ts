// Sparse forward mode on the program. The tangents of a node are a list of (seed, node) in the order of the seeds; a seed
// whose tangent is structurally zero is not in it. Two lists are merged only where they meet, a node with one operand that
// moves shares its list where the partial is 1. Each tangent is computed as the row's push computes it on numbers, so that
// it has the bits of eager forward mode.
// Long because each kind of node has its tangents, calls on whole tensors too.
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
  type Fn,
  type Graph,
} from "./graph.js";
import { size } from "../array/shape.js";
import type { Nodes } from "./lower.js";
import { pushed, pushRecipe, Written } from "./recipe.js";
import { isLoop, loopTangents } from "./repeat.js";
import { Building, cursor, mapped, merged, NONE, summed, union, type Tangents } from "./tangents.js";

/** The tangents of the outputs, where those of some leaves are given. */
export function forward(
  g: Graph,
  outputs: readonly number[],
  seeded: ReadonlyMap<number, Tangents>,
): Tangents[] {
  const live = g.live(outputs),
    moving = new Array<Tangents | undefined>(live.length),
    chains = spines(g, live, outputs),
    parts = new Map<number, Tangents[]>();
  for (let id = 0; id < live.length; id++) {
    if (live[id] === 0 || chains[id] === INSIDE) continue;
    const own = seeded.get(id),
      t = own ?? (chains[id] >= 0 ? spine(g, id, chains, moving) : tangents(g, id, moving, parts));
    if (t.seeds.length > 0) moving[id] = t;
  }
  return outputs.map((o) => moving[o] ?? NONE);
}

/** Sums that are written term by term are one sum, else n terms cost n² / 2 additions of tangents. */
const APART = -1,
  INSIDE = -2;
/** Per node INSIDE of a longer sum, or at the end of one the sum that it continues, or APART. */
function spines(g: Graph, live: Uint8Array, outputs: readonly number[]): Int32Array {
  const uses = new Uint32Array(live.length),
    chains = new Int32Array(live.length).fill(APART),
    use = (x: number): void => {
      uses[x]++;
    };
  for (const o of outputs) uses[o] += 2;
  const { op } = g;
  for (let id = 0; id < live.length; id++) {
    if (live[id] === 0) continue;
    if (op[id] > CHAIN) g.operands(id, use);
    else if (op[id] >= NEG) {
      uses[g.a[id]]++;
      if (op[id] !== NEG) uses[g.b[id]]++;
    }
  }
  const continued = (x: number): boolean => (op[x] === ADD || op[x] === SUB) && uses[x] === 1;
  for (let id = 0; id < live.length; id++) {
    if (live[id] === 0 || (op[id] !== ADD && op[id] !== SUB)) continue;
    const x = continued(g.a[id]) ? g.a[id] : op[id] === ADD && continued(g.b[id]) ? g.b[id] : -1;
    if (x >= 0) {
      // x stays known as the sum that it continues itself: `before` finds it again by its operands.
      chains[x] = INSIDE;
      chains[id] = x;
    }
  }
  return chains;
}
function spine(
  g: Graph,
  id: number,
  chains: Int32Array,
  moving: readonly (Tangents | undefined)[],
): Tangents {
  const terms: Tangents[] = [],
    take = (x: number, negative: boolean): void => {
      const t = moving[x];
      if (t !== undefined) terms.push(negative ? mapped(t, (v) => g.neg(v)) : t);
    };
  for (let x = id; ;) {
    const a = g.a[x],
      b = g.b[x],
      minus = g.op[x] === SUB;
    if (a < chains.length && chains[a] === INSIDE) {
      take(b, minus);
      x = a;
    } else if (!minus && chains[b] === INSIDE) {
      take(a, false);
      x = b;
    } else {
      take(b, minus);
      take(a, false);
      break;
    }
  }
  terms.reverse();
  return summed(terms, (list) => g.sum(list));
}

function tangents(
  g: Graph,
  id: number,
  moving: readonly (Tangents | undefined)[],
  parts: Map<number, Tangents[]>,
): Tangents {
  const a = g.a[id],
    b = g.b[id],
    c = g.c[id];
  switch (g.op[id]) {
    case NEG:
      return mapped(moving[a], (t) => g.neg(t));
    case ADD:
      return merged(moving[a], moving[b], null, null, (t, u) => g.add(t, u));
    case SUB:
      return merged(
        moving[a],
        moving[b],
        null,
        (u) => g.neg(u),
        (t, u) => g.sub(t, u),
      );
    case MUL:
    case CHAIN:
      return merged(
        moving[a],
        moving[b],
        (t) => g.chain(t, b),
        (u) => g.chain(a, u),
        (t, u) => plus(g, g.chain(t, b), g.chain(a, u)),
      );
    case SELECT:
      return merged(
        moving[b],
        moving[c],
        (t) => g.select(a, t, ZERO),
        (u) => g.select(a, ZERO, u),
        (t, u) => g.select(a, t, u),
      );
    case SUM:
    case TOTAL: {
      const terms: Tangents[] = [],
        at: number[] = [];
      for (let i = 0; i < b; i++) {
        const t = moving[g.list[a + i]];
        if (t === undefined) continue;
        terms.push(t);
        at.push(g.op[id] === SUM ? i : g.list[a + b + i]);
      }
      return g.op[id] === SUM
        ? summed(terms, (list) => g.sum(list))
        : summed(terms, (list, which) => g.total(Math.abs(c), c < 0, list, which.map((k) => at[k]))); // prettier-ignore
    }
    case DOT:
      return dots(g, id, moving);
    case CALL:
      return called(g, id, b < 0 ? [a] : [a, b], moving);
    case CALLN:
      return called(g, id, Array.from(g.list.subarray(a, a + b)), moving);
    case TENSOR:
      parts.set(id, whole(g, id, moving));
      return NONE;
    case PART:
      return parts.get(a)?.[b] ?? NONE;
    default:
      return NONE;
  }
}
const plus = (g: Graph, x: number, y: number): number => (x === ZERO ? y : y === ZERO ? x : g.add(x, y));

/** The factors of one sum of products. */
class Factors {
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly places: number[] = [];
}
/** Of a sum of products: that of the first factors, then that of the second, as a product of matrices is differentiated. */
function dots(g: Graph, id: number, moving: readonly (Tangents | undefined)[]): Tangents {
  const { list } = g,
    start = g.a[id],
    count = g.b[id],
    n = Math.abs(g.c[id]),
    seeds = new Map<number, { first: Factors; second: Factors }>(),
    of = (seed: number): { first: Factors; second: Factors } => {
      let f = seeds.get(seed);
      if (f === undefined) seeds.set(seed, (f = { first: new Factors(), second: new Factors() }));
      return f;
    },
    put = (f: Factors, x: number, y: number, place: number): void => {
      f.x.push(x);
      f.y.push(y);
      f.places.push(place);
    };
  for (let k = start; k < start + count; k++) {
    const x = list[k],
      y = list[k + count],
      place = list[k + 2 * count],
      t = moving[x],
      u = moving[y];
    t?.seeds.forEach((seed, i) => {
      put(of(seed).first, t.nodes[i], y, place);
    });
    u?.seeds.forEach((seed, i) => {
      put(of(seed).second, x, u.nodes[i], place);
    });
  }
  const out = new Building(),
    dot = (f: Factors): number => g.dot(n, true, f.x, f.y, f.places);
  for (const seed of [...seeds.keys()].sort((p, q) => p - q)) {
    const { first, second } = seeds.get(seed)!;
    out.push(seed, plus(g, dot(first), dot(second)));
  }
  return out;
}

function called(
  g: Graph,
  id: number,
  args: readonly number[],
  moving: readonly (Tangents | undefined)[],
): Tangents {
  const f = g.functions[g.c[id]],
    t = args.map((x) => moving[x]);
  if (f.rule.flat === true || t.every((x) => x === undefined)) return NONE;
  const fixed = [...args, id],
    number = (k: number): number => g.at[fixed[k]],
    out = new Building(),
    written: (Written | undefined)[] = [],
    along = (mask: number, seed: number, dx: readonly number[]): void => {
      const w = (written[mask] ??= new Written(g, pushRecipe(f, mask, number), fixed));
      if (w.recipe.outputs !== null) out.push(seed, w.along(dx)[0]);
    };
  if (t.length === 1) {
    const { seeds, nodes } = t[0]!;
    for (let i = 0; i < seeds.length; i++) along(1, seeds[i], [nodes[i]]);
    return out;
  }
  const read = t.map(cursor);
  for (const seed of union(t)) {
    const all = read.map((r) => r(seed)),
      dx = all.filter((v) => v !== ZERO);
    along(
      all.reduce((m, v, i) => (v === ZERO ? m : m | (1 << i)), 0),
      seed,
      dx,
    );
  }
  return out;
}

/** Tangents of one argument, all seeds: more than this are taken a few seeds at a time. */
const MOST = 1 << 20;
/** Of each element of the value of a row on tensors: its push runs once on the tangents of all seeds, a leading axis. */
function whole(g: Graph, id: number, moving: readonly (Tangents | undefined)[]): Tangents[] {
  const f = g.functions[g.c[id]];
  if (isLoop(f.rule)) return loopTangents(g, id, moving, forward);
  const start = g.a[id],
    elements = Array.from(g.list.subarray(start, start + g.b[id])),
    value = Array.from({ length: size(f.shape) }, (_, i) => g.part(id, i)),
    out = value.map(() => new Building());
  if (f.rule.flat === true) return out;
  // Seeds that move the same arguments go together.
  const first: number[] = [],
    masks = new Map<number, number>();
  let end = 0;
  f.shapes!.forEach((shape, i) => {
    first.push(end);
    for (const stop = end + size(shape); end < stop; end++)
      for (const seed of moving[elements[end]]?.seeds ?? [])
        masks.set(seed, (masks.get(seed) ?? 0) | (1 << i));
  });
  first.push(end);
  const found: { seed: number; ids: readonly number[] }[] = [],
    most = Math.max(1, Math.floor(MOST / Math.max(1, end)));
  for (const mask of new Set(masks.values())) {
    const all = [...masks.keys()].filter((s) => masks.get(s) === mask).sort((p, q) => p - q);
    for (let s = 0; s < all.length; s += most) {
      const seeds = all.slice(s, s + most);
      along(g, f, elements, value, first, mask, seeds, moving)?.forEach((ids, k) =>
        found.push({ seed: seeds[k], ids }),
      );
    }
  }
  found.sort((p, q) => p.seed - q.seed);
  for (const { seed, ids } of found)
    ids.forEach((v, i) => {
      // A negated zero is none that moves.
      if (!g.isZero(v)) out[i].push(seed, v);
    });
  return out;
}
/** J dx for each of these seeds. */
function along(
  g: Graph,
  f: Fn,
  elements: readonly number[],
  value: readonly number[],
  first: readonly number[],
  mask: number,
  seeds: readonly number[],
  moving: readonly (Tangents | undefined)[],
): number[][] | null {
  const row = new Map(seeds.map((s, k) => [s, k])),
    k = seeds.length,
    dx = f.shapes!.map((shape, i): Nodes | null => {
      if (((mask >> i) & 1) === 0) return null;
      const n = first[i + 1] - first[i],
        ids = new Array<number>(k * n).fill(ZERO);
      for (let e = 0; e < n; e++) {
        const t = moving[elements[first[i] + e]];
        t?.seeds.forEach((seed, j) => {
          const at = row.get(seed);
          if (at !== undefined) ids[at * n + e] = t.nodes[j];
        });
      }
      return { shape: [k, ...shape], ids, dtype: "float64" };
    }),
    ids = pushed(g, f, elements, value, dx);
  return ids && seeds.map((_, s) => ids.slice(s * value.length, (s + 1) * value.length));
}
