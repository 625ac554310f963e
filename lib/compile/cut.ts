// A body whose calls of rows on tensors are large is cut at them: scalar code up to a call, the call on numbers of memory, the
// code behind it. Arguments that stand in memory in a row already are read there; others are written there by the code that
// computes them, and constants once.
import { size, type Dense } from "../array/shape.js";
import { matmulRow } from "../core/matmul.js";
import type { Product } from "../kernels/arithmetic.js";
import { matmul } from "../kernels/matmul.js";
import { Plain } from "../core/tensor.js";
import { careful } from "./finish.js";
import { Graph, INPUT, PART, TENSOR, type Fn } from "./graph.js";
import type { Body, Kernel, Memory, Tier } from "./kernel.js";
import type { Fill } from "./program.js";
import { rewritten } from "./recipe.js";
import { isLoop, loopBody, spareOf } from "./repeat.js";

/** Arguments and results of fewer numbers stay calls in the middle of scalar code. */
const LARGE = 256;

/** Bodies of code that runs once, in order. `reserve` gives room in memory. */
export function split(body: Body, fills: Fill[], reserve: (n: number) => number): readonly Body[] {
  const { graph: g, outputs, outputAt, inputAt } = body;
  if (body.count !== 1 || !g.op.subarray(0, g.length).includes(TENSOR)) return [body];
  const live = g.live(outputs),
    n = live.length,
    larges = new Uint8Array(n),
    large = (id: number): boolean => larges[id] === 1;
  for (let id = 0; id < n; id++)
    if (live[id] === 1 && g.op[id] === TENSOR) {
      const { rule, shape } = g.functions[g.c[id]];
      if (isLoop(rule) || g.b[id] + size(shape) >= LARGE) larges[id] = 1;
    }
  if (!larges.includes(1)) return [body];

  // After how many calls a node can be computed.
  const depth = new Int32Array(n),
    place = new Int32Array(n).fill(-1),
    calls: number[][] = [];
  let now = 0;
  const deepen = (x: number): void => {
    if (depth[x] > depth[now]) depth[now] = depth[x];
  };
  const resident = (id: number): boolean => g.op[id] === INPUT || (g.op[id] === PART && large(g.a[id]));
  for (; now < n; now++) {
    if (live[now] === 0) continue;
    g.operands(now, deepen);
    if (large(now)) (calls[depth[now]] ??= []).push(now);
    if (g.op[now] === PART && large(g.a[now])) depth[now]++;
    if (g.op[now] === INPUT) place[now] = inputAt[g.a[now]];
  }

  const written: { id: number; at: number }[][] = [],
    write = (id: number, at: number): void => {
      (written[depth[id]] ??= []).push({ id, at });
      if (place[id] < 0) place[id] = at;
    };
  // Where results stand: in their place among the outputs, if all of them are written there.
  const wanted = new Map<number, number>();
  outputs.forEach((id, o) => {
    if (g.op[id] === PART) wanted.set(id, outputAt[o]);
  });
  const parts = new Map<number, number[]>();
  for (let id = 0; id < n; id++)
    if (live[id] === 1 && resident(id) && g.op[id] === PART) {
      const list = parts.get(g.a[id]);
      if (list === undefined) parts.set(g.a[id], [id]);
      else list.push(id);
    }
  const resultAt = (call: number): number => {
    const own = parts.get(call) ?? [],
      count = size(g.functions[g.c[call]].shape),
      first = own.length === count ? wanted.get(own.find((p) => g.b[p] === 0)!) : undefined;
    const inPlace = first !== undefined && own.every((p) => wanted.get(p) === first + g.b[p]),
      at = inPlace ? first : reserve(count);
    for (const p of own) place[p] = at + g.b[p];
    return at;
  };
  const blocks = new Map<number, { start: number; n: number; at: number }[]>();
  const argumentAt = (start: number, count: number): number => {
    const { list } = g,
      first = place[list[start]];
    let i = 0,
      hash = count;
    while (i < count && first >= 0 && place[list[start + i]] === first + i) i++;
    if (i === count) return first;
    for (i = 0; i < count; i++) hash = Math.imul(hash ^ list[start + i], 0x9e3779b1) ^ (hash >>> 15);
    const alike = blocks.get(hash) ?? [];
    blocks.set(hash, alike);
    const old = alike.find((b) => {
      let k = b.n === count ? 0 : -1;
      while (k >= 0 && k < count && list[b.start + k] === list[start + k]) k++;
      return k === count;
    });
    if (old !== undefined) return old.at;
    const at = reserve(count);
    alike.push({ start, n: count, at });
    for (i = 0; i < count; i++) {
      const id = list[start + i];
      if (!g.isConstant(id)) write(id, at + i);
      else if (g.at[id] !== 0 || Object.is(g.at[id], -0))
        fills.push({ at: at + i, stride: 0, count: 1, value: g.at[id] });
    }
    return at;
  };
  const called = calls.map((list) =>
    list.map((id) => {
      const f = g.functions[g.c[id]];
      let start = g.a[id];
      const at = f.shapes!.map((shape) => {
        const count = size(shape),
          own = count === 0 ? 0 : argumentAt(start, count);
        start += count;
        return own;
      });
      if (!isLoop(f.rule)) return callBody(f, at, resultAt(id));
      const spare = spareOf(f.rule),
        loop = loopBody(f.rule, at, resultAt(id), spare === 0 ? -1 : reserve(spare));
      for (const { at, value } of loop.fills) fills.push({ at, stride: 0, count: 1, value });
      return loop.body;
    }),
  );
  outputs.forEach((id, o) => {
    if (place[id] !== outputAt[o]) write(id, outputAt[o]);
  });
  // What later code reads.
  const read = (x: number): void => {
    if (place[x] < 0 && depth[x] < depth[now] && !g.isConstant(x)) write(x, reserve(1));
  };
  for (now = n - 1; now >= 0; now--)
    if (live[now] === 1 && !large(now) && !resident(now)) g.operands(now, read);

  const all: Body[] = [];
  for (let d = 0; d < Math.max(written.length, called.length); d++) {
    if (written[d] !== undefined) all.push(scalarBody(g, written[d], depth, d, place, resident));
    if (called[d] !== undefined) all.push(...called[d].filter((b) => b.outputs.length > 0));
  }
  return all;
}

/** The code between two calls: what it reads of memory are its inputs. */
function scalarBody(
  g: Graph,
  written: readonly { readonly id: number; readonly at: number }[],
  depth: Int32Array,
  d: number,
  place: Int32Array,
  resident: (id: number) => boolean,
): Body {
  const out = new Graph(),
    marks = new Uint8Array(depth.length),
    to = new Int32Array(depth.length).fill(-1),
    inputAt: number[] = [],
    functions: number[] = [],
    outside = (id: number): boolean => !g.isConstant(id) && (depth[id] < d || resident(id)),
    functionAt = (fn: number): number => {
      const { rule, params, arity, shapes, shape } = g.functions[fn];
      return (functions[fn] ??= out.fn(rule, params, arity, shapes, shape));
    },
    mark = (x: number): void => {
      marks[x] = 1;
    };
  for (const { id } of written) mark(id);
  for (let id = marks.length - 1; id >= 0; id--) if (marks[id] === 1 && !outside(id)) g.operands(id, mark);
  const inner = new Uint8Array(marks.length),
    uses = (x: number): void => {
      inner[x] = 1;
    };
  for (let id = 0; id < marks.length; id++) if (marks[id] === 1 && !outside(id)) g.operands(id, uses);
  const make = (id: number): void => {
    if (outside(id)) {
      to[id] = out.input(g.at[id]);
      inputAt.push(place[id]);
    } else to[id] = rewritten(out, g, id, g.op[id], to, functionAt, true);
  };
  // What nothing here reads comes last, in the order in which it is written: stores run along memory.
  for (let id = 0; id < marks.length; id++) if (marks[id] === 1 && inner[id] === 1) make(id);
  for (const { id } of [...written].sort((p, q) => p.at - q.at)) if (to[id] < 0) make(id);
  const outputs = Int32Array.from(written, ({ id }) => to[id]);
  return {
    graph: out,
    inputAt: Int32Array.from(inputAt),
    inputStride: new Int32Array(inputAt.length),
    outputs,
    outputAt: Int32Array.from(written, ({ at }) => at),
    outputStride: new Int32Array(outputs.length),
    count: 1,
    careful: careful(out, Array.from(outputs)),
  };
}
/** One call: all its arguments are inputs in a row each, all its results outputs in a row. */
function callBody(f: Fn, at: readonly number[], resultAt: number): Body {
  const graph = new Graph(),
    fn = graph.fn(f.rule, f.params, f.arity, f.shapes, f.shape),
    sizes = f.shapes!.map(size),
    n = sizes.reduce((s, v) => s + v, 0),
    m = size(f.shape),
    node = FIRST + n,
    inputAt = new Int32Array(n),
    op = new Uint8Array(node + 1 + m),
    [a, b, c] = [0, 1, 2].map(() => new Int32Array(op.length).fill(-1));
  let k = 0;
  sizes.forEach((count, i) => {
    for (let e = 0; e < count; e++) inputAt[k++] = at[i] + e;
  });
  op.set(graph.op.subarray(0, FIRST));
  a.set(graph.a.subarray(0, FIRST));
  b.set(graph.b.subarray(0, FIRST));
  op.fill(INPUT, FIRST, node);
  for (let i = 0; i < n; i++) a[FIRST + i] = i;
  op[node] = TENSOR;
  a[node] = 0;
  b[node] = n;
  c[node] = fn;
  op.fill(PART, node + 1);
  a.fill(node, node + 1);
  for (let i = 0; i < m; i++) b[node + 1 + i] = i;
  graph.restore({ op, a, b, c, list: Int32Array.from({ length: n }, (_, i) => FIRST + i) }, n);
  return {
    graph,
    inputAt,
    inputStride: new Int32Array(n),
    outputs: Int32Array.from({ length: m }, (_, i) => node + 1 + i),
    outputAt: Int32Array.from({ length: m }, (_, i) => resultAt + i),
    outputStride: new Int32Array(m),
    count: 1,
    careful: null,
  };
}
/** The constants 0, 1 and -1 come first in every graph. */
const FIRST = 3;

/** The call that is all of a body, and where its arguments and its result stand; null for any other body. */
export function callOf(
  body: Body,
): { readonly fn: Fn; readonly at: readonly number[]; readonly resultAt: number } | null {
  const { graph: g, inputAt, outputs, outputAt, count } = body,
    id = FIRST + g.inputs;
  if (count !== 1 || g.length !== id + 1 + outputs.length || g.op[id] !== TENSOR) return null;
  const fn = g.functions[g.c[id]],
    m = size(fn.shape);
  if (outputs.length !== m || g.b[id] !== g.inputs) return null;
  for (let i = 0; i < m; i++)
    if (outputs[i] !== id + 1 + i || g.b[outputs[i]] !== i || outputAt[i] !== outputAt[0] + i) return null;
  const places: number[] = [];
  let k = 0;
  for (const shape of fn.shapes!) {
    const n = size(shape),
      at = n === 0 ? 0 : inputAt[k];
    for (let i = 0; i < n; i++, k++)
      if (g.list[g.a[id] + k] !== FIRST + k || g.a[FIRST + k] !== k || inputAt[k] !== at + i) return null;
    places.push(at);
  }
  return { fn, at: places, resultAt: outputAt[0] };
}
/** What runs a body that is nothing but one call, on memory as it stands; null for any other. */
export function callKernel(body: Body, memory: Memory, { tier }: Tier): Kernel | null {
  const call = callOf(body);
  if (call === null) return null;
  const { fn: f, at: places, resultAt } = call,
    m = size(f.shape);
  const { numbers } = memory,
    { rule, params, shapes } = f;
  if (rule === matmulRow.rule) {
    const [x, y] = shapes!.map((shape, i): Dense => ({
        shape,
        data: numbers.subarray(places[i], places[i] + size(shape)),
      })),
      lead = f.shape.slice(0, -2),
      o = numbers.subarray(resultAt, resultAt + m);
    return {
      tier,
      run() {
        o.fill(0);
        matmul(x, y, lead, params as Product, o);
      },
    };
  }
  return {
    tier,
    run() {
      // Copies, since a row may keep what it was given.
      const args = shapes!.map(
        (shape, i) => new Plain(shape, numbers.slice(places[i], places[i] + size(shape))),
      );
      numbers.set(rule.value(args, params).data, resultAt);
    },
  };
}
