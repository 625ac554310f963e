// From a recording to a program: only what the outputs need, sums written out in their order, no unknowns of inner
// derivatives; and which products of the chain rule have to annihilate at once.
import {
  ADD,
  CALL,
  CHAIN,
  CONST,
  DOT,
  Graph,
  INPUT,
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
} from "./graph.js";
import { elementary } from "./math/index.js";
import { expanded } from "./summation.js";
import { copied, rewritten } from "./recipe.js";

export interface Finished {
  readonly graph: Graph;
  readonly outputs: number[];
  /** Per input of the new graph the index that it had. */
  readonly reads: number[];
}
/** Calls as nodes of scalar code; null where they stay calls. */
export interface WrittenOut {
  /** Of one or two numbers. */
  number(f: Fn): ((g: Graph, x: number, y: number) => number) | null;
  /** Of a call on tensors, element by element: `ids` in the graph `to`, read off `from`. */
  tensor(to: Graph, f: Fn, ids: readonly number[], inLoop: boolean): number[] | null;
}
let writtenOut: WrittenOut | null = null;
/** What is written out: engines name no operation. */
export const useWrittenOut = (f: WrittenOut): void => {
  writtenOut = f;
};
/** A graph of its own for these outputs. */
export function finish(g: Graph, outputs: readonly number[]): Finished {
  const live = g.live(outputs);
  for (let id = 0; id < live.length; id++)
    if (live[id] === 1 && (g.op[id] >= TENSOR || (g.op[id] === CALL && isRewritten(g.functions[g.c[id]]))))
      return rebuilt(g, live, outputs);
  return compacted(g, live, outputs);
}
const isRewritten = (f: Fn): boolean => f.same || (writtenOut?.number(f) ?? null) !== null;
/** Without sums to write out, only what is not needed goes: nothing is looked up again. */
function compacted(g: Graph, live: Uint8Array, outputs: readonly number[]): Finished {
  const out = new Graph(),
    place = new Int32Array(live.length),
    reads: number[] = [],
    functions = new Int32Array(g.functions.length).fill(-1);
  let n = FIRST;
  for (let id = 0; id < FIRST; id++) place[id] = id;
  for (let id = FIRST; id < live.length; id++) if (live[id] === 1) place[id] = n++;
  const op = new Uint8Array(n),
    a = new Int32Array(n),
    b = new Int32Array(n),
    c = new Int32Array(n),
    at = new Float64Array(n),
    list = new Int32Array(g.listed);
  let listed = 0;
  for (let id = 0; id < live.length; id++) {
    if (id >= FIRST && live[id] !== 1) continue;
    const o = g.op[id],
      x = g.a[id],
      y = g.b[id],
      z = g.c[id],
      to = place[id];
    op[to] = o;
    at[to] = g.at[id];
    a[to] = x;
    b[to] = y;
    c[to] = z;
    if (o === INPUT) a[to] = reads.push(x) - 1;
    else if (o === SUM) {
      a[to] = listed;
      for (let i = x; i < x + y; i++) list[listed++] = place[g.list[i]];
    } else if (o !== CONST) {
      a[to] = place[x];
      if (y >= 0) b[to] = place[y];
      if (o === CALL) {
        if (functions[z] < 0) functions[z] = copied(out, g.functions[z]);
        c[to] = functions[z];
      } else if (z >= 0) c[to] = place[z];
    }
  }
  out.restore({ op, a, b, c, list: list.subarray(0, listed) }, reads.length, at);
  const ids = new Array<number>(outputs.length);
  for (let i = 0; i < ids.length; i++) ids[i] = place[outputs[i]];
  return { graph: out, outputs: ids, reads };
}
/** The constants 0, 1 and -1 come first in every graph. */
const FIRST = 3;

function rebuilt(g: Graph, live: Uint8Array, outputs: readonly number[]): Finished {
  const out = new Graph(),
    place = new Int32Array(live.length),
    reads: number[] = [],
    functions: number[] = [],
    functionAt = (fn: number): number => (functions[fn] ??= copied(out, g.functions[fn])),
    inside = new Map<number, number[]>(),
    listed = (id: number): number[] =>
      Array.from(g.list.subarray(g.a[id], g.a[id] + g.b[id]), (x) => place[x]);
  for (let id = 0; id < live.length; id++) {
    const op = g.op[id];
    if (live[id] === 0) continue;
    if (op === TENSOR) {
      const own = writtenOut?.tensor(out, g.functions[g.c[id]], listed(id), g.inLoop) ?? null;
      if (own !== null) {
        inside.set(id, own);
        continue;
      }
    }
    if (op === INPUT) {
      place[id] = out.input(g.at[id]);
      reads.push(g.a[id]);
    } else if (op === PART && inside.has(g.a[id])) place[id] = inside.get(g.a[id])![g.b[id]];
    else if (op === CALL && isRewritten(g.functions[g.c[id]])) {
      const f = g.functions[g.c[id]],
        [x, y] = [place[g.a[id]], g.b[id] < 0 ? -1 : place[g.b[id]]];
      place[id] = f.same ? x : writtenOut!.number(f)!(out, x, y);
    } else if (op === DOT) place[id] = products(g, id, out, place);
    else if (op !== TOTAL) place[id] = rewritten(out, g, id, op, place, functionAt, true);
    else {
      const start = g.a[id],
        n = g.b[id],
        terms = Array.from(g.list.subarray(start, start + n), (x) => place[x]);
      place[id] = expanded(
        out,
        Math.abs(g.c[id]),
        g.c[id] < 0,
        terms,
        Array.from(g.list.subarray(start + n, start + 2 * n)),
      );
    }
  }
  const at = new Array<number>(outputs.length);
  for (let i = 0; i < at.length; i++) at[i] = place[outputs[i]];
  return { graph: out, outputs: at, reads };
}

/** A DOT node written out. */
function products(g: Graph, id: number, out: Graph, place: Int32Array): number {
  const { list } = g,
    start = g.a[id],
    n = g.b[id],
    chained = g.c[id] < 0,
    terms = Array.from({ length: n }, (_, k) => {
      const x = place[list[start + k]],
        y = place[list[start + n + k]];
      return chained ? out.chain(x, y) : out.mul(x, y);
    }),
    places = Array.from(list.subarray(start + 2 * n, start + 3 * n)),
    sum = expanded(out, Math.abs(g.c[id]), true, terms, places);
  return chained ? sum : out.add(sum, ZERO);
}

/** Functions of one number that are NaN where it is. */
const strict = new Set<unknown>([
  ...["exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "asin", "acos", "atan", "asinh", "acosh", "atanh"],
  ...["expm1", "log1p", "log2", "log10", "cbrt", "sqrt", "abs", "floor", "ceil", "trunc", "sign"],
].map((name) => (Math as unknown as Record<string, unknown>)[name])); // prettier-ignore
const strictNative = new Set<unknown>([
  "div",
  "square",
  "reciprocal",
  "sqrt",
  "abs",
  "floor",
  "ceil",
  "trunc",
]);

const isStrict = (scalar: unknown): boolean => {
  const e = elementary(scalar);
  return e === undefined ? strict.has(scalar) : e.recipe.arity === 1;
};

/**
 * The CHAIN nodes whose NaN might not arrive at an output (it meets a comparison, or a function that may drop it): they
 * annihilate in the plain program, too. null where there is no CHAIN node.
 */
export function careful(g: Graph, outputs: readonly number[]): Uint8Array | null {
  const live = g.live(outputs),
    swallowed = new Uint8Array(live.length),
    swallow = (x: number): void => {
      swallowed[x] = 1;
    };
  let any = false;
  for (let id = live.length - 1; id >= 0; id--) {
    if (live[id] === 0) continue;
    const op = g.op[id];
    if (op === CHAIN) any = true;
    if (swallowed[id] === 1) g.operands(id, swallow);
    else if (op === SELECT) swallow(g.a[id]);
    else if (op === CALL) {
      const { scalar, native } = g.functions[g.c[id]];
      if (!strictNative.has(native) && !isStrict(scalar)) g.operands(id, swallow);
    } else if (op !== NEG && op !== ADD && op !== SUB && op !== MUL && op !== CHAIN && op !== SUM)
      g.operands(id, swallow);
  }
  if (!any) return null;
  for (let id = 0; id < live.length; id++) if (g.op[id] !== CHAIN) swallowed[id] = 0;
  return swallowed;
}
