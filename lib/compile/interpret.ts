// Tier 0: an interpreter in plain JavaScript, for strict content policies, first calls and bodies that call tensors. A body
// is a stream of instructions of five words (what, to, from, from, from) over slots that are used again once their number
// is no longer needed. Scalar code runs one number a slot, a body over a batch a block of numbers a slot. Long because the
// stream and both of its interpreters share the numbers of instructions.
import { allFinite, annihilating } from "../kernels/arithmetic.js";
import {
  ADD,
  CALL,
  CALLN,
  callTensor,
  CHAIN,
  CONST,
  INPUT,
  MUL,
  NEG,
  PART,
  SELECT,
  SUB,
  SUM,
  TENSOR,
  type Fn,
} from "./graph.js";
import { room, type Body, type Kernel, type Memory, type Tier } from "./kernel.js";
import type { Native } from "./native.js";
import { Runs } from "./runs.js";
import { SUMMED, Sums } from "./step-sums.js";
import { weavable, Woven } from "./woven.js";

const WIDTH = 5;
/** Numbers, not names, where they are compared: a switch over them is one jump. */
const enum I {
  LOAD,
  STORE,
  NEG,
  ADD,
  SUB,
  MUL,
  CHAIN,
  SELECT,
  SUM,
  CALL,
  CALL2,
  CALLN,
  TENSOR,
  PART,
  SQRT,
  ABS,
  FLOOR,
  CEIL,
  TRUNC,
  SQUARE,
  RECIPROCAL,
  DIV,
  LT,
  LE,
  GT,
  GE,
  EQ,
  NE,
}
/** From I.SQRT on, in order. */
const NATIVE: readonly Native[] = [
  "sqrt",
  "abs",
  "floor",
  "ceil",
  "trunc",
  "square",
  "reciprocal",
  "div",
  "lt",
  "le",
  "gt",
  "ge",
  "eq",
  "ne",
];
const instructions: Readonly<Record<number, I>> = {
  [INPUT]: I.LOAD,
  [NEG]: I.NEG,
  [ADD]: I.ADD,
  [SUB]: I.SUB,
  [MUL]: I.MUL,
  [CHAIN]: I.CHAIN,
  [SELECT]: I.SELECT,
  [SUM]: I.SUM,
  [CALL]: I.CALL,
  [CALLN]: I.CALLN,
  [PART]: I.PART,
};

interface Code {
  /** Products of the chain rule as plain ones, and annihilating: null where there are none. */
  readonly plain: Int32Array;
  readonly careful: Int32Array | null;
  readonly slots: number;
  /** Constants and their slots. */
  readonly constants: readonly (readonly [slot: number, value: number])[];
  /** Slots of sums, of calls of several numbers and of tensors. */
  readonly list: Int32Array;
  readonly functions: readonly Fn[];
}

/** Slots by last use: a number's slot is free again behind it. */
function code(body: Body): Code {
  const { graph: g, outputs, careful } = body,
    live = g.live(outputs),
    n = live.length,
    last = new Int32Array(n).fill(-1),
    slot = new Int32Array(n).fill(-1),
    free: number[] = [],
    constants: [number, number][] = [],
    plain: number[] = [],
    chains: number[] = [],
    list: number[] = [];
  let slots = 0;
  for (let id = 0; id < n; id++)
    if (live[id] === 1)
      g.operands(id, (x) => {
        last[x] = id;
      });
  const stores = new Map<number, number[]>();
  outputs.forEach((id, o) => {
    const at = stores.get(id);
    if (at === undefined) stores.set(id, [o]);
    else at.push(o);
  });
  const take = (): number => free.pop() ?? slots++,
    emit = (op: number, to: number, a: number, b = 0, c = 0): void => {
      plain.push(op, to, a, b, c);
    },
    slotsOf = (start: number, count: number): number => {
      const at = list.length;
      for (let i = start; i < start + count; i++) list.push(slot[g.list[i]]);
      return at;
    };
  for (let id = 0; id < n; id++) {
    if (live[id] === 0) continue;
    const op = g.op[id],
      a = g.a[id],
      b = g.b[id],
      c = g.c[id];
    if (op === CONST) {
      constants.push([(slot[id] = slots++), g.at[id]]);
      for (const o of stores.get(id) ?? []) emit(I.STORE, o, slot[id]);
      continue;
    }
    // Operands are read before the result is written, so that it may take the slot of one of them; lists are read as they go.
    const settle = (): void => {
      g.operands(id, (x) => {
        if (last[x] === id && g.op[x] !== CONST && slot[x] >= 0 && g.op[x] !== TENSOR) {
          free.push(slot[x]);
          last[x] = -2;
        }
      });
    };
    if (op === TENSOR) {
      // Results wait outside of the slots, by the number of the node.
      emit(I.TENSOR, id, slotsOf(a, b), b, c);
      slot[id] = id;
      settle();
      continue;
    }
    let args: [number, number, number];
    let what = instructions[op];
    if (op === INPUT) args = [a, 0, 0];
    else if (op === SUM) args = [slotsOf(a, b), b, 0];
    else if (op === CALLN) args = [slotsOf(a, b), b, c];
    else if (op === PART) args = [a, b, 0];
    else if (op === SELECT) args = [slot[a], slot[b], slot[c]];
    else if (op === CALL) {
      const { native } = g.functions[c];
      if (native !== null) what = I.SQRT + NATIVE.indexOf(native);
      else if (b >= 0) what = I.CALL2;
      args = [slot[a], b < 0 ? 0 : slot[b], c];
    } else args = [slot[a], b < 0 ? 0 : slot[b], 0];
    if (op !== SUM && op !== CALLN) settle();
    slot[id] = take();
    if (op === CHAIN && careful?.[id] !== 1) {
      what = I.MUL;
      chains.push(plain.length);
    }
    emit(what, slot[id], ...args);
    if (op === SUM || op === CALLN) settle();
    for (const o of stores.get(id) ?? []) emit(I.STORE, o, slot[id]);
    if (last[id] === -1) free.push(slot[id]);
  }
  const first = Int32Array.from(plain),
    second = careful === null ? null : first.slice();
  for (const at of chains) second![at] = I.CHAIN;
  return {
    plain: first,
    careful: second,
    slots,
    constants,
    list: Int32Array.from(list),
    functions: g.functions,
  };
}

class Interpreter implements Kernel {
  readonly tier = "interpreter";
  private readonly code: Code;
  private readonly slots: Float64Array;
  private readonly results = new Map<number, Float64Array>();
  private readonly lanes: number;
  constructor(
    private readonly body: Body,
    private readonly memory: Memory,
  ) {
    this.code = code(body);
    this.lanes = body.count === 1 ? 1 : Math.min(body.count + (body.count & 1), BLOCK);
    this.slots = new Float64Array(this.code.slots * this.lanes);
    for (const [slot, v] of this.code.constants)
      this.slots.fill(v, slot * this.lanes, (slot + 1) * this.lanes);
  }
  run(): void {
    const { plain, careful } = this.code,
      { count } = this.body;
    if (this.lanes === 1) {
      for (let s = 0; s < count; s++) if (!this.step(plain, s) && careful !== null) this.step(careful, s);
      return;
    }
    const { lanesAt = -1, outputs, outputAt } = this.body;
    if (lanesAt >= 0) {
      const { numbers } = this.memory,
        sums = numbers.subarray(lanesAt, lanesAt + 2 * outputs.length),
        total = new Sums(sums);
      total.begin();
      for (let from = 0; from < count; from += SUMMED) {
        const to = Math.min(count, from + SUMMED);
        for (let s = from; s < to; s += this.lanes) this.block(plain, s, Math.min(this.lanes, to - s));
        if (careful !== null && !allFinite(sums)) {
          sums.fill(0);
          for (let s = from; s < to; s += this.lanes) this.block(careful, s, Math.min(this.lanes, to - s));
        }
        total.take();
      }
      total.end(numbers, outputAt);
      return;
    }
    for (let s = 0; s < count; s += this.lanes) {
      const n = Math.min(this.lanes, count - s);
      if (!this.block(plain, s, n) && careful !== null) this.block(careful, s, n);
    }
  }

  private tensor(id: number, at: number, fn: number, lane: number): void {
    const { list, functions } = this.code,
      { slots, lanes } = this;
    this.results.set(
      id,
      callTensor(functions[fn], (k) => slots[list[at + k] * lanes + lane]),
    );
  }

  /** One step; are its outputs finite? */
  private step(words: Int32Array, s: number): boolean {
    const { slots: x, body, results } = this,
      { list, functions } = this.code,
      { inputAt, inputStride, outputAt, outputStride } = body,
      m = this.memory.numbers;
    let finite = 0;
    for (let p = 0; p < words.length; p += WIDTH) {
      const to = words[p + 1],
        a = words[p + 2],
        b = words[p + 3];
      switch (words[p] as I) {
        case I.LOAD:
          x[to] = m[inputAt[a] + s * inputStride[a]];
          break;
        case I.STORE: {
          const v = x[a];
          m[outputAt[to] + s * outputStride[to]] = v;
          finite += v - v;
          break;
        }
        case I.NEG:
          x[to] = -x[a];
          break;
        case I.ADD:
          x[to] = x[a] + x[b];
          break;
        case I.SUB:
          x[to] = x[a] - x[b];
          break;
        case I.MUL:
          x[to] = x[a] * x[b];
          break;
        case I.CHAIN:
          x[to] = annihilating(x[a], x[b]);
          break;
        case I.SELECT:
          x[to] = x[a] !== 0 ? x[b] : x[words[p + 4]];
          break;
        case I.SUM: {
          let v = x[list[a]];
          for (let i = a + 1, end = a + b; i < end; i++) v += x[list[i]];
          x[to] = v;
          break;
        }
        case I.CALL:
          x[to] = functions[words[p + 4]].scalar(x[a]);
          break;
        case I.CALL2:
          x[to] = functions[words[p + 4]].scalar(x[a], x[b]);
          break;
        case I.CALLN:
          x[to] = functions[words[p + 4]].scalar(...Array.from(list.subarray(a, a + b), (i) => x[i]));
          break;
        case I.TENSOR:
          this.tensor(to, a, words[p + 4], 0);
          break;
        case I.PART:
          x[to] = results.get(a)![b];
          break;
        case I.SQUARE:
          x[to] = x[a] * x[a];
          break;
        case I.DIV:
          x[to] = x[a] / x[b];
          break;
        case I.RECIPROCAL:
          x[to] = 1 / x[a];
          break;
        case I.SQRT:
          x[to] = Math.sqrt(x[a]);
          break;
        default:
          x[to] = rare(words[p], x[a], x[b]);
      }
    }
    return finite === 0;
  }

  /** n steps, an instruction at a time. */
  private block(words: Int32Array, s: number, n: number): boolean {
    const { slots: x, body, lanes, results } = this,
      { list, functions } = this.code,
      { inputAt, inputStride, outputAt, outputStride, lanesAt = -1 } = body,
      m = this.memory.numbers;
    let finite = 0;
    for (let p = 0; p < words.length; p += WIDTH) {
      const op = words[p] as I,
        t = words[p + 1] * lanes,
        a = words[p + 2],
        b = words[p + 3],
        u = a * lanes,
        v = b * lanes;
      switch (op) {
        case I.LOAD: {
          const step = inputStride[a];
          for (let i = 0, q = inputAt[a] + s * step; i < n; i++, q += step) x[t + i] = m[q];
          break;
        }
        case I.STORE: {
          const o = words[p + 1],
            step = outputStride[o];
          if (lanesAt >= 0) {
            for (let i = 0, q = lanesAt + 2 * o; i < n; i++) m[q + (i & 1)] += x[u + i];
            break;
          }
          for (let i = 0, q = outputAt[o] + s * step; i < n; i++, q += step) {
            const w = x[u + i];
            m[q] = w;
            finite += w - w;
          }
          break;
        }
        case I.NEG:
          for (let i = 0; i < n; i++) x[t + i] = -x[u + i];
          break;
        case I.ADD:
          for (let i = 0; i < n; i++) x[t + i] = x[u + i] + x[v + i];
          break;
        case I.SUB:
          for (let i = 0; i < n; i++) x[t + i] = x[u + i] - x[v + i];
          break;
        case I.MUL:
          for (let i = 0; i < n; i++) x[t + i] = x[u + i] * x[v + i];
          break;
        case I.CHAIN:
          for (let i = 0; i < n; i++) x[t + i] = annihilating(x[u + i], x[v + i]);
          break;
        case I.SELECT: {
          const w = words[p + 4] * lanes;
          for (let i = 0; i < n; i++) x[t + i] = x[u + i] !== 0 ? x[v + i] : x[w + i];
          break;
        }
        case I.SUM:
          for (let i = 0; i < n; i++) {
            let w = x[list[a] * lanes + i];
            for (let k = a + 1, end = a + b; k < end; k++) w += x[list[k] * lanes + i];
            x[t + i] = w;
          }
          break;
        case I.CALL: {
          const f = functions[words[p + 4]].scalar;
          for (let i = 0; i < n; i++) x[t + i] = f(x[u + i]);
          break;
        }
        case I.CALL2: {
          const f = functions[words[p + 4]].scalar;
          for (let i = 0; i < n; i++) x[t + i] = f(x[u + i], x[v + i]);
          break;
        }
        case I.CALLN: {
          const f = functions[words[p + 4]].scalar;
          for (let i = 0; i < n; i++)
            x[t + i] = f(...Array.from(list.subarray(a, a + b), (k) => x[k * lanes + i]));
          break;
        }
        case I.TENSOR: {
          // The results of all lanes, one after the other.
          const size = functions[words[p + 4]].shape.reduce((k, d) => k * d, 1),
            all = new Float64Array(size * n);
          for (let i = 0; i < n; i++) {
            this.tensor(words[p + 1], a, words[p + 4], i);
            all.set(results.get(words[p + 1])!, i * size);
          }
          results.set(words[p + 1], all);
          break;
        }
        case I.PART: {
          const all = results.get(a)!,
            size = all.length / n;
          for (let i = 0; i < n; i++) x[t + i] = all[i * size + b];
          break;
        }
        case I.SQUARE:
          for (let i = 0; i < n; i++) x[t + i] = x[u + i] * x[u + i];
          break;
        case I.DIV:
          for (let i = 0; i < n; i++) x[t + i] = x[u + i] / x[v + i];
          break;
        default:
          for (let i = 0; i < n; i++) x[t + i] = rare(op, x[u + i], x[v + i]);
      }
    }
    return finite === 0;
  }
}
/** Steps a block: the slots of some hundred nodes stay in cache. */
const BLOCK = 64;

function rare(op: I, a: number, b: number): number {
  switch (op) {
    case I.RECIPROCAL:
      return 1 / a;
    case I.SQRT:
      return Math.sqrt(a);
    case I.ABS:
      return Math.abs(a);
    case I.FLOOR:
      return Math.floor(a);
    case I.CEIL:
      return Math.ceil(a);
    case I.TRUNC:
      return Math.trunc(a);
    case I.LT:
      return a < b ? 1 : 0;
    case I.LE:
      return a <= b ? 1 : 0;
    case I.GT:
      return a > b ? 1 : 0;
    case I.GE:
      return a >= b ? 1 : 0;
    case I.EQ:
      return a === b ? 1 : 0;
    case I.NE:
      return a !== b ? 1 : 0;
    default:
      return NaN;
  }
}

export const interpreter: Tier = {
  tier: "interpreter",
  memory(length) {
    const numbers = room(length);
    return numbers && { numbers };
  },
  kernel: (body, memory) =>
    body.count > 1
      ? new Interpreter(body, memory)
      : weavable(body)
        ? new Woven(body, memory)
        : new Runs(body, memory),
};
