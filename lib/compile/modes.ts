// Which way to a Jacobian: what each would write is counted on the structure of the program, before a node of it is written. A
// tangent costs an operation for each edge that it goes along and one for each tangent that it meets, and so does a cotangent;
// which seeds reach a node, and which outputs it reaches, are sets of bits.
import { CALL, CHAIN, DOT, type Graph, MUL, NEG, PART, SELECT, SUB, SUM, TENSOR, TOTAL, ADD, INPUT, LEAF, CONST } from "./graph.js"; // prettier-ignore
import { size } from "../array/shape.js";

export type Mode = "forward" | "reverse" | "mixed";
/** Operations of each way; null where the sets would be too large to count. */
export interface Counts {
  readonly forward: number;
  readonly reverse: number;
  readonly mixed: number | null;
}
export interface Choice {
  readonly mode: Mode;
  readonly counts: Counts | null;
  /** Per output: is it differentiated in reverse? */
  readonly reverse: readonly boolean[];
}
/** Words of all sets. */
const MOST = 1 << 23;
/** Forward mode has eager bits: another way has to be so many times shorter. */
const GAIN = 2;

export function choose(g: Graph, outputs: readonly number[], leaves: readonly number[]): Choice {
  const n = leaves.length,
    m = outputs.length,
    all = (mode: Mode, counts: Counts | null): Choice => ({
      mode,
      counts,
      reverse: outputs.map(() => mode === "reverse"),
    });
  if (n <= 1 || m === 0) return all("forward", null);
  const live = g.live(outputs),
    moving = movingFrom(g, live, leaves),
    nodes = countOf(moving);
  if (nodes * (Math.ceil(n / 32) + Math.ceil(m / 32)) > MOST)
    return all(n > GAIN * m ? "reverse" : "forward", null);
  const ahead = seedsOf(g, moving, leaves),
    dense = outputs.map((o) => moving[o] === 1 && 2 * ahead.count[o] > n),
    rest = outputs.filter((_, i) => !dense[i]),
    some = outputs.filter((_, i) => dense[i]);
  const forward = forwardCount(g, moving, ahead),
    reverse = reverseCount(g, moving, outputs);
  // A few outputs that depend on much beside many that depend on little.
  const mixed =
    n >= 8 && some.length > 0 && 2 * some.length <= m
      ? forwardCount(g, only(g, moving, rest), ahead) + reverseCount(g, only(g, moving, some), some)
      : null;
  const counts = { forward, reverse, mixed };
  if (mixed !== null && GAIN * mixed < forward && mixed < reverse)
    return { mode: "mixed", counts, reverse: dense };
  return all(GAIN * reverse < forward ? "reverse" : "forward", counts);
}

export function countOf(marks: Uint8Array): number {
  let n = 0;
  for (let i = 0; i < marks.length; i++) n += marks[i];
  return n;
}
/** 1 for the live nodes that depend on a leaf along a path that a derivative takes. */
export function movingFrom(g: Graph, live: Uint8Array, leaves: readonly number[]): Uint8Array {
  const moves = new Uint8Array(live.length);
  for (const x of leaves) if (x < live.length && live[x] === 1) moves[x] = 1;
  let any = 0;
  const look = (x: number): void => {
    any |= moves[x];
  };
  for (let id = 0; id < live.length; id++) {
    if (live[id] === 0 || moves[id] === 1) continue;
    any = 0;
    edges(g, id, look);
    moves[id] = any;
  }
  return moves;
}
/** Those that some of the outputs need. */
function only(g: Graph, moving: Uint8Array, outputs: readonly number[]): Uint8Array {
  const live = g.live(outputs);
  return moving.map((v, i) => (i < live.length && live[i] === 1 ? v : 0));
}
/** The operands that a derivative goes along. */
function edges(g: Graph, id: number, each: (x: number) => void): void {
  const op = g.op[id];
  if (op >= NEG && op <= CHAIN) {
    each(g.a[id]);
    if (op !== NEG) each(g.b[id]);
  } else if (op === SELECT) {
    each(g.b[id]);
    each(g.c[id]);
  } else if ((op !== CALL && op !== TENSOR) || g.functions[g.c[id]].rule.flat !== true) g.operands(id, each);
}
/** Operations along one edge into a node. */
function weight(g: Graph, id: number): number {
  switch (g.op[id]) {
    case ADD:
    case SUM:
    case TOTAL:
    case PART:
    case INPUT:
    case LEAF:
    case CONST:
      return 0;
    case NEG:
    case SUB:
    case MUL:
    case CHAIN:
    case DOT:
    case SELECT:
      return 1;
    case TENSOR:
      return size(g.functions[g.c[id]].shape);
    default:
      return 1;
  }
}

/** A set of bits for each node. */
class Sets {
  private readonly words: number;
  private readonly bits: Int32Array;
  private readonly row: Int32Array;
  constructor(moving: Uint8Array, length: number) {
    this.words = Math.ceil(length / 32);
    this.row = new Int32Array(moving.length).fill(-1);
    let rows = 0;
    for (let id = 0; id < moving.length; id++) if (moving[id] === 1) this.row[id] = rows++;
    this.bits = new Int32Array(rows * this.words);
  }
  put(id: number, bit: number): void {
    this.bits[this.row[id] * this.words + (bit >> 5)] |= 1 << (bit & 31);
  }
  join(to: number, from: number): void {
    const { words, bits } = this,
      p = this.row[to] * words,
      q = this.row[from] * words;
    for (let i = 0; i < words; i++) bits[p + i] |= bits[q + i];
  }
  count(id: number): number {
    const { words, bits } = this,
      p = this.row[id] * words;
    let n = 0;
    for (let i = p; i < p + words; i++) for (let v = bits[i]; v !== 0; v &= v - 1) n++;
    return n;
  }
}
/** The seeds that reach each node, how many they are, and how many come along its edges. */
interface Ahead {
  readonly count: Int32Array;
  readonly met: Int32Array;
}
function seedsOf(g: Graph, moving: Uint8Array, leaves: readonly number[]): Ahead {
  const sets = new Sets(moving, leaves.length),
    count = new Int32Array(moving.length),
    met = new Int32Array(moving.length);
  let id = 0;
  const join = (x: number): void => {
    if (moving[x] === 0) return;
    sets.join(id, x);
    met[id] += count[x];
  };
  leaves.forEach((x, i) => {
    if (x >= moving.length || moving[x] === 0) return;
    sets.put(x, i);
    count[x] = 1;
  });
  for (; id < moving.length; id++) {
    if (moving[id] === 0 || count[id] > 0) continue;
    edges(g, id, join);
    count[id] = sets.count(id);
  }
  return { count, met };
}
function forwardCount(g: Graph, moving: Uint8Array, { count, met }: Ahead): number {
  let n = 0;
  for (let id = 0; id < moving.length; id++)
    if (moving[id] === 1 && met[id] > 0) n += (weight(g, id) + 1) * met[id] - count[id];
  return n;
}
function reverseCount(g: Graph, moving: Uint8Array, outputs: readonly number[]): number {
  const sets = new Sets(moving, outputs.length),
    met = new Float64Array(moving.length);
  outputs.forEach((o, i) => {
    if (moving[o] === 0) return;
    sets.put(o, i);
    met[o]++;
  });
  let n = 0,
    id = moving.length - 1,
    own = 0,
    w = 0;
  const back = (x: number): void => {
    if (moving[x] === 0) return;
    sets.join(x, id);
    met[x] += own;
    n += w * own;
  };
  for (; id >= 0; id--) {
    if (moving[id] === 0) continue;
    own = sets.count(id);
    w = weight(g, id);
    n += met[id] - own;
    edges(g, id, back);
  }
  return n;
}
