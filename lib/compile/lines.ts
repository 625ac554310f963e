// Calls of rows that mix elements along lines alone (kernels/reach.ts), where some lines are structurally zero: so are theirs of
// the result, and what stands in the first axis (seeds, mostly) is packed: items whose lines do not meet share one place.
import { size, type Shape } from "../array/shape.js";
import { linesFrom, linesTo, type Reach } from "../kernels/reach.js";
import { ZERO, type Graph } from "./graph.js";
import type { Nodes } from "./lower.js";

type Call = (args: readonly Nodes[]) => Nodes;

export function inLines(g: Graph, reach: Reach, args: readonly Nodes[], call: Call): Nodes {
  const x = args[reach.argument],
    { shape, ids } = x;
  if (!ids.some((id) => g.isZero(id))) return call(args);
  const { count, of, place } = linesFrom(reach, shape),
    // The first place of a line that is not zero.
    first = new Float64Array(count).fill(Infinity);
  ids.forEach((id, i) => {
    if (!g.isZero(id)) first[of[i]] = Math.min(first[of[i]], place?.[i] ?? 0);
  });
  const slots = slotsOf(reach, args, first),
    packed = slots === null ? null : pack(g, x, slots, of),
    y = call(packed === null ? args : args.map((a, i) => (i === reach.argument ? packed : a))),
    out: Shape = slots === null ? y.shape : [shape[0], ...y.shape.slice(1)],
    to = linesTo(reach, shape, out);
  if (to === null) return slots === null ? y : call(args);
  const inner = size(out.slice(1));
  return {
    shape: out,
    ids: Array.from(to.of, (l, i) => {
      if (!(first[l] <= (to.place?.[i] ?? 0))) return ZERO;
      return y.ids[slots === null ? i : slots.at[l] * inner + (i % inner)];
    }),
    dtype: y.dtype,
  };
}

interface Slots {
  /** Per line where it stands in the first axis. */
  readonly at: Int32Array;
  readonly width: number;
}
/** null where the first axis is not one of items side by side, or is as long as it has to be. */
function slotsOf({ axes, argument }: Reach, args: readonly Nodes[], first: Float64Array): Slots | null {
  const { shape } = args[argument],
    r = shape.length,
    alone = (a: Nodes, i: number): boolean => i === argument || a.shape.length < r || a.shape[0] === 1;
  if (r === axes.length || axes.includes(-r) || shape[0] < 2 || !args.every(alone)) return null;
  const rest = first.length / shape[0],
    used = new Int32Array(rest),
    at = new Int32Array(first.length);
  for (let l = 0; l < first.length; l++) if (first[l] < Infinity) at[l] = used[l % rest]++;
  const width = used.reduce((m, n) => Math.max(m, n), 1);
  return width < shape[0] ? { at, width } : null;
}
function pack(g: Graph, { shape, ids, dtype }: Nodes, { at, width }: Slots, of: Float64Array): Nodes {
  const inner = ids.length / shape[0],
    packed = new Array<number>(width * inner).fill(ZERO);
  ids.forEach((id, i) => {
    if (!g.isZero(id)) packed[at[of[i]] * inner + (i % inner)] = id;
  });
  return { shape: [width, ...shape.slice(1)], ids: packed, dtype };
}
