// What is decided about a body before code is written: which nodes are written where they are read, in which order the others
// are computed, in which function, and when their locals are free.
import {
  ADD,
  CALL,
  CALLN,
  CHAIN,
  CONST,
  DOT,
  INPUT,
  LEAF,
  MUL,
  NEG,
  SUB,
  SUM,
  TENSOR,
  TOTAL,
} from "../graph.js";
import type { Body } from "../kernel.js";
import { elementary } from "../math/index.js";
import { adjacentInputs, adjacentOutputs } from "./adjacent.js";
import { grouped, type Group } from "./pairs.js";

/** Operations of one function. */
const most = 20000;
/** How deep expressions are nested before their value is kept. */
const deepest = 24;
/** How often an input is read from memory rather than kept. */
const cheap = 4;

export interface Plan {
  /** The node with whose code a node is written; -1 for constants and for inputs that are read anew each time. */
  readonly root: Int32Array;
  /** Roots, as they are computed, one for each group; those of part p from from[p] on. */
  readonly order: readonly number[];
  readonly from: readonly number[];
  readonly parts: number;
  readonly part: Int32Array;
  /** The place in the order after which nobody in its part reads a root. */
  readonly last: Int32Array;
  /** Roots that another part reads. */
  readonly crossing: readonly number[];
  /** Outputs by the root after which they are written, and those written at the end. */
  readonly writes: ReadonlyMap<number, readonly number[]>;
  readonly late: readonly number[];
  /** Outputs that are written two at a time, after the later of both: that one with the earlier, the earlier with -1. */
  readonly partner: ReadonlyMap<number, number>;
  /** Nodes that are looked at: outputs that a CHAIN node reaches which is a plain product. */
  readonly looked: Uint8Array;
  readonly annihilates: (id: number) => boolean;
  readonly calls: readonly number[];
  readonly groups: ReadonlyMap<number, Group>;
  readonly operations: number;
}

export function plan(body: Body, careful: boolean, lanes: 1 | 2, simd: boolean): Plan | null {
  const g = body.graph,
    live = g.live(body.outputs),
    n = live.length,
    uses = new Int32Array(n),
    reader = new Int32Array(n).fill(-1),
    suspect = new Uint8Array(n),
    depth = new Uint8Array(n),
    root = new Int32Array(n).fill(-1),
    calls: number[] = [];
  const annihilates = (id: number): boolean => careful || (body.careful?.[id] ?? 0) !== 0;
  /** Does its code read an operand more than once? */
  const readsTwice = (id: number): boolean => {
    if (g.op[id] === CHAIN) return annihilates(id);
    if (g.op[id] === CALLN) return lanes === 2;
    if (g.op[id] !== CALL) return false;
    const f = g.functions[g.c[id]];
    return f.native === "square" || (lanes === 2 && f.native === null && !elementary(f.scalar));
  };

  let now = 0,
    flag = 0;
  const count = (x: number): void => {
    uses[x]++;
    reader[x] = now;
    flag |= suspect[x];
  };
  for (const o of body.outputs) uses[o] += 2;
  for (now = 0; now < n; now++) {
    if (live[now] === 0) continue;
    const op = g.op[now];
    if (op === LEAF || op === TOTAL || op === DOT) return null;
    if (op === CALL || op === CALLN || op === TENSOR) calls.push(now);
    flag = op === CHAIN && !annihilates(now) ? 1 : 0;
    g.operands(now, count);
    suspect[now] = flag;
  }

  const groups = simd ? grouped(g, live, lanes === 1) : new Map<number, Group>(),
    vectors = lanes === 2 ? adjacentInputs(g, live, body) : new Map<number, Group>();
  for (const [id, group] of vectors) groups.set(id, group);

  // Who is written where it is read. Depth grows along such nodes.
  let deep = 0;
  const deepen = (x: number): void => {
    if (root[x] !== x && depth[x] > deep) deep = depth[x];
  };
  for (let id = 0; id < n; id++) {
    if (live[id] === 0 || g.op[id] === CONST) continue;
    deep = 0;
    g.operands(id, deepen);
    depth[id] = deep + 1;
    if (g.op[id] === INPUT) {
      const again = uses[id] <= cheap && (lanes === 1 || body.inputStride[g.a[id]] <= 1);
      root[id] = !vectors.has(id) && (uses[id] === 1 || again) ? -1 : id;
    } else if (
      g.op[id] === TENSOR ||
      uses[id] > 1 ||
      depth[id] >= deepest ||
      groups.has(id) ||
      readsTwice(reader[id])
    )
      root[id] = id;
    else root[id] = reader[id];
  }
  for (let id = n - 1; id >= 0; id--) if (live[id] === 1 && root[id] > id) root[id] = root[root[id]];

  // In order of the nodes, but the members of a group at once, behind what they read; a new part where one is full.
  const weight = new Int32Array(n),
    part = new Int32Array(n),
    place = new Int32Array(n).fill(-1),
    order: number[] = [],
    from = [0];
  let operations = 0,
    size = 0;
  for (let id = 0; id < n; id++)
    if (live[id] === 1 && root[id] >= 0)
      weight[root[id]] += g.op[id] === SUM ? g.b[id] - 1 : g.op[id] === INPUT ? 0 : 1;
  const store = (id: number, where: number): void => {
    operations += weight[id];
    size += weight[id];
    place[id] = where;
    part[id] = from.length - 1;
  };
  /** What the code of a root reads comes first. */
  const before = (x: number): void => {
    if (root[x] === x) visit(x);
    else if (root[x] >= 0) g.operands(x, before);
  };
  const visit = (id: number): void => {
    if (place[id] >= 0) return;
    const members = groups
      .get(id)
      ?.results.flat()
      .filter((x) => x >= 0) ?? [id];
    for (const x of members) g.operands(x, before);
    if (size > most) {
      from.push(order.length);
      size = 0;
    }
    const where = order.push(id) - 1;
    for (const x of members) store(x, where);
  };
  for (let id = 0; id < n; id++) if (live[id] === 1 && root[id] === id) visit(id);
  from.push(order.length);

  const last = new Int32Array(n).fill(-1),
    crossing = new Set<number>();
  let at = 0;
  const read = (x: number): void => {
    if (root[x] !== x) return;
    if (g.op[x] === TENSOR) return;
    if (part[x] !== part[at]) crossing.add(x);
    else if (last[x] < place[at]) last[x] = place[at];
  };
  for (let id = 0; id < n; id++) {
    if (live[id] === 0 || root[id] === -1) continue;
    at = root[id];
    g.operands(id, read);
  }
  const writes = new Map<number, number[]>(),
    late: number[] = [],
    partner = new Map<number, number>(),
    waiting = new Set<number>();
  // Of two outputs that are written together the local of the first waits for the second.
  const together = (p: number, q: number): void => {
    const x = body.outputs[p],
      y = body.outputs[q];
    if (root[x] !== x || root[y] !== y || part[x] !== part[y] || place[x] === place[y]) return;
    if (place[x] > place[y]) together(q, p);
    else if (!waiting.has(x)) {
      waiting.add(x);
      partner.set(p, -1).set(q, p);
      if (last[x] <= place[y]) last[x] = order.length;
    }
  };
  if (lanes === 2 && (body.lanesAt ?? -1) < 0) for (const [p, q] of adjacentOutputs(body)) together(p, q);
  body.outputs.forEach((x, o) => {
    const known = writes.get(x);
    if (root[x] !== x) late.push(o);
    else if (known) known.push(o);
    else writes.set(x, [o]);
  });
  // An output that is Infinity or NaN makes what is added to it or multiplied by it so, and need not be looked at where that
  // is an output.
  const looked = new Uint8Array(n),
    arrives = new Uint8Array(n);
  for (const o of body.outputs) looked[o] = suspect[o];
  const arrive = (x: number): void => {
    arrives[x] = 1;
  };
  for (let id = n - 1; id >= 0; id--) {
    if (live[id] === 0) continue;
    if (arrives[id] === 1) looked[id] = 0;
    else if (looked[id] === 0) continue;
    const op = g.op[id];
    if (
      op === ADD ||
      op === SUB ||
      op === MUL ||
      op === NEG ||
      op === SUM ||
      (op === CHAIN && !annihilates(id))
    )
      g.operands(id, arrive);
  }
  const parts = from.length - 1;
  return {
    ...{ root, order, from, parts, part, last, crossing: [...crossing], writes, late, partner },
    ...{ looked, annihilates, calls, groups, operations },
  };
}
