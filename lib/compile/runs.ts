// Scalar code, interpreted: nodes of one kind that do not wait for each other are one run, a loop over pairs of places, so that
// choosing what to do costs once for all of them. Each node has a number of its own, in the order in which they are computed.
//
//   runs      kind, count, first place written, where its words begin, function      five words a run
//   words     a node's operands: places; for sums and calls of several numbers where their list begins, and its length. Where the
//             operands of a run of arithmetic stand in a row, or are one, only the first places and the steps
//
// Long because each kind of node has its loop.
import { annihilating } from "../kernels/arithmetic.js";
import {
  ADD,
  CALL,
  CALLN,
  callTensor,
  CHAIN,
  CONST,
  doubleOf,
  INPUT,
  MUL,
  NEG,
  PART,
  SELECT,
  SUB,
  SUM,
  TENSOR,
  type Fn,
  type Graph,
} from "./graph.js";
import type { Body, Kernel, Memory } from "./kernel.js";
import type { Native } from "./native.js";

/** Kinds up to PART are the operations of graphs; from NATIVE on there is one for each instruction, then one a function. */
const NATIVE = 32,
  FUNCTION = 64;
const natives: readonly Native[] = [
  ...(["square", "div", "sqrt", "reciprocal", "abs", "floor", "ceil", "trunc"] as const),
  ...(["lt", "le", "gt", "ge", "eq", "ne"] as const),
];
/** The kinds of arithmetic whose operands stand in a row. */
const ROW = 16,
  LEAST = 4;
const [ADDS, SUBS, MULS, NEGS, SUMS, INPUTS] = [
  ADD + ROW,
  SUB + ROW,
  MUL + ROW,
  NEG + ROW,
  SUM + ROW,
  INPUT + ROW,
];
/** Sums of three and four numbers, each of them in a row. */
const [SUM3, SUM4] = [30, 31];
/** A row of sums of two, and another one of what is their negative. */
const BOTH = 46;
const [SQUARE, DIV, SQRT, RECIPROCAL] = [32, 33, 34, 35];
const WIDTH = 5;

interface Code {
  readonly runs: Int32Array;
  readonly words: Int32Array;
  readonly lists: Int32Array;
  /** Places of constants with their values, and of outputs. */
  readonly constants: readonly (readonly [place: number, value: number])[];
  readonly outputs: Int32Array;
  readonly places: number;
}

/** What decides in which loop a node is computed. */
function kindOf(g: Graph, id: number, annihilates: boolean): number {
  const op = g.op[id];
  if (op === CHAIN) return annihilates ? CHAIN : MUL;
  if (op !== CALL) return op;
  const { native } = g.functions[g.c[id]];
  return native === null ? FUNCTION + g.c[id] : NATIVE + natives.indexOf(native);
}

/** Of all that is ready, the kind of which most is goes next, whole. */
function schedule(body: Body, careful: boolean): Code {
  const { graph: g, outputs } = body,
    live = g.live(outputs),
    n = live.length,
    kind = new Int32Array(n),
    waits = new Int32Array(n),
    readers: number[][] = [],
    ready = new Map<number, number[]>(),
    place = new Int32Array(n).fill(-1),
    constants: [number, number][] = [],
    sums = new Map<number, number>();
  let places = 0;
  const free = (id: number): void => {
    const list = ready.get(kind[id]);
    if (list === undefined) ready.set(kind[id], [id]);
    else list.push(id);
  };
  for (let id = 0; id < n; id++) {
    if (live[id] === 0) continue;
    if (g.op[id] === CONST) {
      place[id] = places++;
      constants.push([place[id], doubleOf(g.a[id], g.b[id])]);
      continue;
    }
    kind[id] = kindOf(g, id, careful || (body.careful?.[id] ?? 0) === 1);
    g.operands(id, (x) => {
      if (g.op[x] === CONST) return;
      waits[id]++;
      (readers[x] ??= []).push(id);
    });
    if (waits[id] === 0) free(id);
  }
  const runs: number[] = [],
    words: number[] = [],
    lists: number[] = [];
  while (ready.size > 0) {
    let next = -1,
      most = 0;
    for (const [k, ids] of ready)
      if (ids.length > most) {
        most = ids.length;
        next = k;
      }
    const ids = ready.get(next)!;
    ready.delete(next);
    // Sums of one count, with columns long enough, are added column by column.
    if (next === SUM) ids.sort((x, y) => g.b[x] - g.b[y] || x - y);
    const arithmetic = next === ADD || next === SUB || next === MUL || next === NEG;
    for (let from = 0; from < ids.length;) {
      const row = arithmetic
        ? inRow(g, next, ids, from, place)
        : next === INPUT
          ? inputRow(body, ids, from)
          : null;
      if (row !== null) {
        const added = next === NEG && row.steps[1] === 1 ? sums.get(row.steps[0]) : undefined;
        if (added !== undefined && runs[added] === ADDS && runs[added + 1] === row.count) {
          runs[added] = BOTH;
          runs[added + 4] = places;
          for (const stop = from + row.count; from < stop; from++) place[ids[from]] = places++;
          continue;
        }
        if (next === ADD) sums.set(places, runs.length);
        runs.push(next + ROW, row.count, places, words.length, 0);
        words.push(...row.steps);
        for (const stop = from + row.count; from < stop; from++) place[ids[from]] = places++;
        continue;
      }
      const columns = next === SUM ? sameCount(g, ids, from) : 0;
      if (columns >= LEAST) {
        const count = g.b[ids[from]],
          own = count === 3 || count === 4 ? termsInRow(g, ids, from, place, count) : null;
        if (own !== null) {
          runs.push(count === 3 ? SUM3 : SUM4, own.count, places, words.length, 0);
          words.push(...own.steps);
          for (const stop = from + own.count; from < stop; from++) place[ids[from]] = places++;
          continue;
        }
        runs.push(SUMS, columns, places, words.length, count);
        for (let k = 0; k < count; k++)
          for (let i = from; i < from + columns; i++) words.push(place[g.list[g.a[ids[i]] + k]]);
        for (const stop = from + columns; from < stop; from++) place[ids[from]] = places++;
        continue;
      }
      // Up to where the next row begins.
      let stop = from + 1;
      while (stop < ids.length && !(arithmetic && inRow(g, next, ids, stop, place)) && next !== SUM) stop++;
      const some = ids.slice(from, stop);
      from = stop;
      runs.push(next, some.length, places, words.length, next >= FUNCTION ? next - FUNCTION : g.c[some[0]]);
      for (const id of some) {
        place[id] = places++;
        const op = g.op[id],
          a = g.a[id],
          b = g.b[id];
        if (op === INPUT) words.push(a);
        else if (op === SUM || op === CALLN || op === TENSOR) {
          words.push(lists.length, b, g.c[id]);
          for (let i = a; i < a + b; i++) lists.push(place[g.list[i]]);
        } else if (op === SELECT) words.push(place[a], place[b], place[g.c[id]]);
        else if (op === PART) words.push(place[a], b);
        else if (op === NEG) words.push(place[a]);
        else words.push(place[a], b < 0 || op === PART ? 0 : place[b]);
      }
    }
    for (const id of ids) for (const r of readers[id] ?? []) if (--waits[r] === 0) free(r);
  }
  return {
    runs: Int32Array.from(runs),
    words: Int32Array.from(words),
    lists: Int32Array.from(lists),
    constants,
    outputs: Int32Array.from(outputs, (id) => place[id]),
    places,
  };
}

interface Row {
  readonly count: number;
  readonly steps: readonly number[];
}
/** First places and steps of all columns, for as many nodes as share them. */
function rowOf(columns: readonly ((i: number) => number)[], from: number, stop: number): Row | null {
  if (stop - from < LEAST) return null;
  const first = columns.map((at) => at(from)),
    step = columns.map((at, k) => at(from + 1) - first[k]);
  let count = 2;
  while (from + count < stop && columns.every((at, k) => at(from + count) === first[k] + count * step[k]))
    count++;
  return count < LEAST ? null : { count, steps: first.flatMap((at, k) => [at, step[k]]) };
}
const inRow = (
  g: Graph,
  kind: number,
  ids: readonly number[],
  from: number,
  place: Int32Array,
): Row | null => {
  const a = (i: number): number => place[g.a[ids[i]]],
    b = (i: number): number => (g.b[ids[i]] < 0 ? 0 : place[g.b[ids[i]]]);
  // Factors and terms have no order: the one that was there before stands first.
  if (kind !== ADD && kind !== MUL) return rowOf([a, b], from, ids.length);
  return rowOf([(i) => Math.min(a(i), b(i)), (i) => Math.max(a(i), b(i))], from, ids.length);
};
const inputRow = ({ graph: g, inputAt }: Body, ids: readonly number[], from: number): Row | null =>
  rowOf([(i) => inputAt[g.a[ids[i]]]], from, ids.length);
const termsInRow = (
  g: Graph,
  ids: readonly number[],
  from: number,
  place: Int32Array,
  count: number,
): Row | null =>
  rowOf(
    Array.from(
      { length: count },
      (_, k) => (i: number) => (g.b[ids[i]] === count ? place[g.list[g.a[ids[i]] + k]] : -1),
    ),
    from,
    ids.length,
  );

/** How many sums from there on have as many terms. */
function sameCount(g: Graph, ids: readonly number[], from: number): number {
  let n = 1;
  while (from + n < ids.length && g.b[ids[from + n]] === g.b[ids[from]]) n++;
  return n;
}

export class Runs implements Kernel {
  readonly tier = "interpreter";
  private readonly plain: Code;
  private careful: Code | null = null;
  private readonly x: Float64Array;
  /** The careful order has other places. */
  private y: Float64Array | null = null;
  private readonly results = new Map<number, Float64Array>();
  constructor(
    private readonly body: Body,
    private readonly memory: Memory,
  ) {
    this.plain = schedule(body, false);
    this.x = numbersOf(this.plain);
  }
  run(): void {
    this.compute(this.plain, this.x);
    if (this.written(this.plain, this.x) || this.body.careful === null) return;
    this.careful ??= schedule(this.body, true);
    this.y ??= numbersOf(this.careful);
    this.compute(this.careful, this.y);
    this.written(this.careful, this.y);
  }
  /** Outputs to memory; are they finite? */
  private written({ outputs }: Code, x: Float64Array): boolean {
    const m = this.memory.numbers,
      { outputAt } = this.body;
    let finite = 0;
    for (let o = 0; o < outputs.length; o++) {
      const v = x[outputs[o]];
      m[outputAt[o]] = v;
      finite += v - v;
    }
    return finite === 0;
  }
  private compute({ runs, words, lists }: Code, x: Float64Array): void {
    const { graph, inputAt } = this.body,
      { functions } = graph,
      m = this.memory.numbers;
    for (let r = 0; r < runs.length; r += WIDTH) {
      let d = runs[r + 2],
        p = runs[r + 3];
      const end = d + runs[r + 1];
      switch (runs[r]) {
        case ADDS:
          for (
            let a = words[p], b = words[p + 2], s = words[p + 1], t = words[p + 3];
            d < end;
            d = (d + 1) | 0, a = (a + s) | 0, b = (b + t) | 0
          )
            x[d] = x[a] + x[b];
          break;
        case BOTH:
          for (
            let a = words[p], b = words[p + 2], s = words[p + 1], t = words[p + 3], e = runs[r + 4];
            d < end;
            d = (d + 1) | 0, a = (a + s) | 0, b = (b + t) | 0, e = (e + 1) | 0
          ) {
            const v = x[a] + x[b];
            x[d] = v;
            x[e] = -v;
          }
          break;
        case SUBS: {
          const s = words[p + 1],
            t = words[p + 3];
          let a = words[p],
            b = words[p + 2];
          if (s === 0) for (const u = x[a]; d < end; d = (d + 1) | 0, b = (b + t) | 0) x[d] = u - x[b];
          else for (; d < end; d = (d + 1) | 0, a = (a + s) | 0, b = (b + t) | 0) x[d] = x[a] - x[b];
          break;
        }
        case MULS: {
          const s = words[p + 1],
            t = words[p + 3];
          let a = words[p],
            b = words[p + 2];
          if (s === 0) for (const u = x[a]; d < end; d = (d + 1) | 0, b = (b + t) | 0) x[d] = u * x[b];
          else for (; d < end; d = (d + 1) | 0, a = (a + s) | 0, b = (b + t) | 0) x[d] = x[a] * x[b];
          break;
        }
        case NEGS:
          for (let a = words[p], s = words[p + 1]; d < end; d = (d + 1) | 0, a = (a + s) | 0) x[d] = -x[a];
          break;
        case INPUTS:
          for (let a = words[p], s = words[p + 1]; d < end; d = (d + 1) | 0, a = (a + s) | 0) x[d] = m[a];
          break;
        case SUM3:
          this.threes(words, x, d, end, p);
          break;
        case SUM4:
          this.fours(words, x, d, end, p);
          break;
        case SUMS: {
          const n = end - d,
            first = d,
            last = p + n * runs[r + 4];
          for (; d < end; d++, p++) x[d] = x[words[p]] + x[words[p + n]];
          for (p += n; p < last;) for (d = first; d < end; d++, p++) x[d] += x[words[p]];
          break;
        }
        case ADD:
          for (; d < end; d++, p += 2) x[d] = x[words[p]] + x[words[p + 1]];
          break;
        case SUB:
          for (; d < end; d++, p += 2) x[d] = x[words[p]] - x[words[p + 1]];
          break;
        case MUL:
          for (; d < end; d++, p += 2) x[d] = x[words[p]] * x[words[p + 1]];
          break;
        case NEG:
          for (; d < end; d++, p++) x[d] = -x[words[p]];
          break;
        case SQUARE:
          for (; d < end; d++, p += 2) x[d] = x[words[p]] * x[words[p]];
          break;
        case DIV:
          for (; d < end; d++, p += 2) x[d] = x[words[p]] / x[words[p + 1]];
          break;
        case SUM:
          for (; d < end; d++, p += 3) {
            let i = words[p];
            const stop = i + words[p + 1];
            let v = x[lists[i++]];
            for (; i < stop; i++) v += x[lists[i]];
            x[d] = v;
          }
          break;
        case CHAIN:
          for (; d < end; d++, p += 2) x[d] = annihilating(x[words[p]], x[words[p + 1]]);
          break;
        case SELECT:
          for (; d < end; d++, p += 3) x[d] = x[words[p]] !== 0 ? x[words[p + 1]] : x[words[p + 2]];
          break;
        case INPUT:
          for (; d < end; d++, p++) x[d] = m[inputAt[words[p]]];
          break;
        case SQRT:
          for (; d < end; d++, p += 2) x[d] = Math.sqrt(x[words[p]]);
          break;
        case RECIPROCAL:
          for (; d < end; d++, p += 2) x[d] = 1 / x[words[p]];
          break;
        default:
          if (runs[r] >= FUNCTION) called(functions[runs[r + 4]], words, x, d, end, p);
          else if (runs[r] >= NATIVE) rare(natives[runs[r] - NATIVE], words, x, d, end, p);
          else this.several(runs[r], words, lists, x, d, end, p);
      }
    }
  }
  private threes(w: Int32Array, x: Float64Array, to: number, end: number, p: number): void {
    const [s, t, u] = [w[p + 1], w[p + 3], w[p + 5]];
    let [d, a, b, c] = [to, w[p], w[p + 2], w[p + 4]];
    for (; d < end; d = (d + 1) | 0, a = (a + s) | 0, b = (b + t) | 0, c = (c + u) | 0)
      x[d] = x[a] + x[b] + x[c];
  }
  private fours(w: Int32Array, x: Float64Array, to: number, end: number, p: number): void {
    const [s, t, u, v] = [w[p + 1], w[p + 3], w[p + 5], w[p + 7]];
    let [d, a, b, c, e] = [to, w[p], w[p + 2], w[p + 4], w[p + 6]];
    for (; d < end; d = (d + 1) | 0, a = (a + s) | 0, b = (b + t) | 0, c = (c + u) | 0, e = (e + v) | 0)
      x[d] = x[a] + x[b] + x[c] + x[e];
  }
  /** Calls of several numbers, of tensors, and the parts of what these give. */
  private several(
    kind: number,
    words: Int32Array,
    lists: Int32Array,
    x: Float64Array,
    d: number,
    end: number,
    p: number,
  ): void {
    const { functions } = this.body.graph;
    for (; d < end; d++) {
      if (kind === PART) {
        x[d] = this.results.get(words[p])![words[p + 1]];
        p += 2;
        continue;
      }
      const at = words[p],
        count = words[p + 1],
        f = functions[words[p + 2]];
      if (kind === TENSOR)
        this.results.set(
          d,
          callTensor(f, (k) => x[lists[at + k]]),
        );
      else x[d] = f.scalar(...Array.from(lists.subarray(at, at + count), (i) => x[i]));
      p += 3;
    }
  }
}
function numbersOf({ places, constants }: Code): Float64Array {
  const x = new Float64Array(places);
  for (const [place, v] of constants) x[place] = v;
  return x;
}
function called(
  { scalar, arity }: Fn,
  words: Int32Array,
  x: Float64Array,
  d: number,
  end: number,
  p: number,
): void {
  if (arity === 1) for (; d < end; d++, p += 2) x[d] = scalar(x[words[p]]);
  else for (; d < end; d++, p += 2) x[d] = scalar(x[words[p]], x[words[p + 1]]);
}
function rare(native: Native, words: Int32Array, x: Float64Array, d: number, end: number, p: number): void {
  for (; d < end; d++, p += 2) x[d] = one(native, x[words[p]], x[words[p + 1]]);
}
function one(native: Native, a: number, b: number): number {
  switch (native) {
    case "abs":
      return Math.abs(a);
    case "floor":
      return Math.floor(a);
    case "ceil":
      return Math.ceil(a);
    case "trunc":
      return Math.trunc(a);
    case "lt":
      return a < b ? 1 : 0;
    case "le":
      return a <= b ? 1 : 0;
    case "gt":
      return a > b ? 1 : 0;
    case "ge":
      return a >= b ? 1 : 0;
    case "eq":
      return a === b ? 1 : 0;
    default:
      return a !== b ? 1 : 0;
  }
}
