// A program as scalar SSA in columns: node i is op[i] of a[i], b[i], c[i], which are nodes before it; equal nodes are one
// node, and what IEEE arithmetic lets fold is folded when it is written. Structure never depends on a value: at[i], the
// number that node i had in the run that wrote it, is only read back (first results, guards), never asked. Long because folding,
// the table and the columns are one thing.
//
//   op      a            b          c            value
//   INPUT   index                                the index-th number of the body's inputs
//   LEAF    index                                an unknown of an inner derivative; no finished program holds one
//   CONST   low word     high word               the double of these bits (id ZERO is +0, ONE is 1, MINUS is -1)
//   NEG     x                                    -x
//   ADD     x            y                       x + y            (x <= y as numbers of nodes)
//   SUB     x            y                       x - y
//   MUL     x            y                       x * y, of values: IEEE
//   CHAIN   x            y                       x * y, of the chain rule: an exact 0 of either side gives +0
//   SELECT  condition    x          y            condition != 0 ? x : y
//   SUM     start        count                   list[start] + list[start + 1] + ... from the left, count >= 3
//   CALL    x            y or -1    function     functions[c] of one or two numbers
//   TENSOR  start        count      function     functions[c] of tensors, whose elements list[start ..] one after the other
//   PART    tensor node  place                   element b of the result of a TENSOR node
//   CALLN   start        count      function     functions[c] of list[start ..], three numbers or more
//   TOTAL   start        count      n            sum of n numbers in the library's order (summation.ts), of which those that are not
//                                                structurally zero are list[start ..], followed by their places; c < 0: products
//   DOT     start        count      n            sum of n products, as matrices' are summed: list[start ..] times as many behind them,
//                                                then their places; c < 0: products of the chain rule, and no +0 to begin with
//
// TOTAL, DOT and LEAF nodes are gone from a finished program (finish.ts).
//
// Functions carry the row (rule, params) and a JavaScript function of numbers; `native` names the machine instruction that
// is the same to the bit, where there is one: division, comparisons (1 or 0), sqrt, abs, floor, ceil, trunc, x * x, 1 / x.
import { annihilating } from "../kernels/arithmetic.js";
import type { Rule } from "../core/rule.js";
import { Plain } from "../core/tensor.js";
import { size, type Shape } from "../array/shape.js";
import { elementary } from "./math/index.js";
import { nativeOf, type Native } from "./native.js";
import { keyOf } from "./key.js";
import { BLOCK, FEW, ordered } from "./summation.js";

export const INPUT = 0,
  LEAF = 1,
  CONST = 2,
  NEG = 3,
  ADD = 4,
  SUB = 5,
  MUL = 6,
  CHAIN = 7,
  SELECT = 8,
  SUM = 9,
  CALL = 10,
  TENSOR = 11,
  PART = 12,
  CALLN = 13,
  TOTAL = 14,
  DOT = 15;
export const NAMES = [
  "input",
  "leaf",
  "const",
  "neg",
  "add",
  "sub",
  "mul",
  "chain",
  "select",
  "sum",
  "call",
  "tensor",
  "part",
  "call",
  "total",
  "dot",
] as const;

/** The nodes that every graph begins with. */
export const ZERO = 0,
  ONE = 1,
  MINUS = 2;

/** What CALL and TENSOR nodes call. */
export interface Fn {
  readonly name: string;
  readonly rule: Rule<unknown>;
  readonly params: unknown;
  /** Of numbers: CALL nodes. */
  scalar: (...x: number[]) => number;
  readonly arity: number;
  readonly native: Native | null;
  /** The value is the argument (stopGradient): a node for derivatives, none in a finished program. */
  readonly same: boolean;
  /** Of tensors: the shapes of the arguments and of the result; null for CALL nodes. */
  readonly shapes: readonly Shape[] | null;
  readonly shape: Shape;
}

const words = new Int32Array(2),
  double = new Float64Array(words.buffer);
/** The double that two words spell. */
export function doubleOf(low: number, high: number): number {
  words[0] = low;
  words[1] = high;
  return double[0];
}
const grown = <T extends Uint8Array | Int32Array | Float64Array>(old: T, n: number): T => {
  const next = new (old.constructor as new (n: number) => T)(n);
  next.set(old);
  return next;
};

const NOTHING = new Uint8Array(0);
/** Nodes that a new graph has room for: a power of 2. */
const ROOM = 64;
export class Graph {
  length = 0;
  // Small at first and in one buffer: formulas are many, and a buffer outside of the heap costs more than what it holds.
  private readonly first = new ArrayBuffer(ROOM * 41);
  at = new Float64Array(this.first, 0, ROOM);
  a = new Int32Array(this.first, ROOM * 8, ROOM);
  b = new Int32Array(this.first, ROOM * 12, ROOM);
  c = new Int32Array(this.first, ROOM * 16, ROOM);
  /** Operands of SUM and TENSOR nodes. */
  list = new Int32Array(this.first, ROOM * 20, ROOM);
  private table = new Int32Array(this.first, ROOM * 24, 4 * ROOM).fill(-1);
  op = new Uint8Array(this.first, ROOM * 40, ROOM);
  listed = 0;
  readonly functions: Fn[] = [];
  /** What TENSOR nodes gave in the run that was recorded. */
  readonly results = new Map<number, Float64Array>();
  private readonly registered = new Map<Rule<unknown>, Map<unknown, number>>();
  inputs = 0;
  private leaves = 0;

  /** `matrix`: products of matrices of so many multiplications are calls. `inLoop`: one step of a loop. */
  constructor(
    readonly matrix = Infinity,
    readonly inLoop = false,
  ) {
    this.begin();
  }
  private begin(): void {
    this.constant(0);
    this.constant(1);
    this.constant(-1);
  }

  // ── leaves ──
  input(v: number, index = this.inputs++): number {
    return this.find(INPUT, index, -1, -1, v);
  }
  leaf(v: number): number {
    return this.find(LEAF, this.leaves++, -1, -1, v);
  }
  constant(v: number): number {
    double[0] = v === v ? v : NaN;
    return this.find(CONST, words[0], words[1], -1, v);
  }
  isConstant(x: number): boolean {
    return this.op[x] === CONST;
  }
  /** 0 whatever the inputs are, or -0. */
  isZero(x: number): boolean {
    return x === ZERO || (this.op[x] === CONST && this.at[x] === 0);
  }

  // ── arithmetic; what folds is exact, signs of zero included ──
  neg(x: number): number {
    if (this.op[x] === CONST) return this.constant(-this.at[x]);
    return this.op[x] === NEG ? this.a[x] : this.find(NEG, x, -1, -1, -this.at[x]);
  }
  add(x: number, y: number): number {
    const { op, at } = this;
    if (op[x] === CONST) {
      if (op[y] === CONST) return this.constant(at[x] + at[y]);
      if (Object.is(at[x], -0)) return y;
    } else if (op[y] === CONST && Object.is(at[y], -0)) return x;
    if (op[y] === NEG) return this.sub(x, this.a[y]);
    if (op[x] === NEG) return this.sub(y, this.a[x]);
    const v = at[x] + at[y];
    return x <= y ? this.find(ADD, x, y, -1, v) : this.find(ADD, y, x, -1, v);
  }
  sub(x: number, y: number): number {
    const { op, at } = this;
    if (op[y] === CONST) {
      if (op[x] === CONST) return this.constant(at[x] - at[y]);
      if (y === ZERO) return x;
    }
    if (op[y] === NEG) return this.add(x, this.a[y]);
    return this.find(SUB, x, y, -1, at[x] - at[y]);
  }
  mul(x: number, y: number): number {
    const { op, at } = this;
    if (op[x] === CONST && op[y] === CONST) return this.constant(at[x] * at[y]);
    if (x === ONE) return y;
    if (y === ONE) return x;
    if (x === MINUS) return this.neg(y);
    if (y === MINUS) return this.neg(x);
    const v = at[x] * at[y];
    return x <= y ? this.find(MUL, x, y, -1, v) : this.find(MUL, y, x, -1, v);
  }
  chain(x: number, y: number): number {
    const { op, at } = this;
    if (x === ZERO || y === ZERO) return ZERO;
    // A finite constant other than 0 annihilates nothing.
    const p = op[x] === CONST,
      q = op[y] === CONST;
    if ((p && Number.isFinite(at[x]) && at[x] !== 0) || (q && Number.isFinite(at[y]) && at[y] !== 0))
      return this.mul(x, y);
    const v = annihilating(at[x], at[y]);
    if (p && q) return this.constant(v);
    return x <= y ? this.find(CHAIN, x, y, -1, v) : this.find(CHAIN, y, x, -1, v);
  }
  select(condition: number, x: number, y: number): number {
    const { op, at } = this;
    if (x === y) return x;
    if (op[condition] === CONST) return at[condition] !== 0 ? x : y;
    return this.find(SELECT, condition, x, y, at[condition] !== 0 ? at[x] : at[y]);
  }
  /** From the left. The sum of nothing is +0. */
  sum(terms: ArrayLike<number>, from = 0, to = terms.length): number {
    const n = to - from;
    if (n <= 2) return n === 0 ? ZERO : n === 1 ? terms[from] : this.add(terms[from], terms[from + 1]);
    const start = this.write(terms, from, to),
      { at } = this;
    let v = at[terms[from]];
    let constant = this.op[terms[from]] === CONST;
    for (let i = from + 1; i < to; i++) {
      v += at[terms[i]];
      if (this.op[terms[i]] !== CONST) constant = false;
    }
    if (constant) {
      this.listed = start;
      return this.constant(v);
    }
    return this.findList(SUM, start, n, -1, v);
  }

  /** Of n numbers in the library's order; `places` ascend, those left out are structurally zero. One lane for products. */
  total(n: number, oneLane: boolean, terms: readonly number[], places: readonly number[]): number {
    if (terms.length <= 2 || n <= (oneLane ? BLOCK : FEW)) return this.sum(terms);
    const v = ordered(n, oneLane, places, (k) => this.at[terms[k]]);
    if (terms.every((x) => this.op[x] === CONST)) return this.constant(v);
    const start = this.write(terms, 0, terms.length);
    this.write(places, 0, places.length);
    return this.findList(TOTAL, start, terms.length, oneLane ? -n : n, v);
  }

  /** Of n products in the order of a product of matrices; `places` ascend. Chained ones that are structurally zero are left out. */
  dot(
    n: number,
    chained: boolean,
    x: readonly number[],
    y: readonly number[],
    places: readonly number[],
  ): number {
    const { op, at } = this;
    let constant = true,
      kept = x.length;
    for (let k = 0; k < x.length; k++) {
      if (op[x[k]] !== CONST || op[y[k]] !== CONST) constant = false;
      if (chained && (x[k] === ZERO || y[k] === ZERO)) kept--;
    }
    if (kept < x.length) {
      const nonzero = (_: number, k: number): boolean => x[k] !== ZERO && y[k] !== ZERO;
      return this.dot(n, true, x.filter(nonzero), y.filter(nonzero), places.filter(nonzero));
    }
    if (kept === 0) return ZERO;
    if (kept === 1) return chained ? this.chain(x[0], y[0]) : this.add(this.mul(x[0], y[0]), ZERO);
    const term = (k: number): number => (chained ? annihilating(at[x[k]], at[y[k]]) : at[x[k]] * at[y[k]]);
    let v = n > BLOCK ? ordered(n, true, places, term) : term(0);
    for (let k = 1; n <= BLOCK && k < kept; k++) v += term(k);
    if (!chained) v += 0;
    if (constant) return this.constant(v);
    const start = this.write(x, 0, kept);
    this.write(y, 0, kept);
    this.write(places, 0, kept);
    return this.findList(DOT, start, kept, chained ? -n : n, v);
  }

  // ── calls ──
  call(fn: number, x: number, y = -1): number {
    const { scalar } = this.functions[fn],
      v = y < 0 ? scalar(this.at[x]) : scalar(this.at[x], this.at[y]);
    if (this.op[x] === CONST && (y < 0 || this.op[y] === CONST)) return this.constant(v);
    return this.find(CALL, x, y, fn, v);
  }
  calln(fn: number, x: readonly number[]): number {
    const v = this.functions[fn].scalar(...x.map((i) => this.at[i]));
    return x.every((i) => this.op[i] === CONST)
      ? this.constant(v)
      : this.findList(CALLN, this.write(x, 0, x.length), x.length, fn, v);
  }
  /** A row's own value on tensors whose elements are nodes: the node, and its parts. */
  tensor(fn: number, args: readonly ArrayLike<number>[], result?: Float64Array): number {
    const start = this.listed;
    for (const ids of args) this.write(ids, 0, ids.length);
    const before = this.length,
      id = this.findList(TENSOR, start, this.listed - start, fn, 0);
    if (id === before)
      this.results.set(id, result ?? callTensor(this.functions[fn], (k) => this.at[this.list[start + k]]));
    return id;
  }
  part(tensor: number, place: number): number {
    return this.find(PART, tensor, place, -1, this.results.get(tensor)?.[place] ?? NaN);
  }

  /** The number of a row with its params, for calls; `shapes` and `shape` where it is called on tensors. */
  fn(
    rule: Rule<unknown>,
    params: unknown,
    arity: number = rule.operands ?? 2,
    shapes: readonly Shape[] | null = null,
    shape: Shape = [],
  ): number {
    let known = this.registered.get(rule);
    if (known === undefined) this.registered.set(rule, (known = new Map<unknown, number>()));
    const key =
      shapes === null && (params === undefined || typeof params === "number")
        ? params
        : `${keyOf(params)}|${shapes === null ? "" : shapes.map((s) => s.join()).join(";")}`;
    let id = known.get(key);
    if (id === undefined) {
      id = this.functions.length;
      known.set(key, id);
      const own = rule.scalar?.(params) ?? throughTensors(rule, params),
        scalar = elementary(own)?.scalar ?? own;
      this.functions.push({
        name: rule.name,
        rule,
        params,
        scalar,
        native: nativeOf(rule, scalar),
        same: shapes === null && arity === 1 && isSame(rule, params),
        arity,
        shapes,
        shape,
      });
    }
    return id;
  }

  /** Any node again, of other operands: what folds for them is folded. */
  make(op: number, a: number, b: number, c: number): number {
    switch (op) {
      case NEG:
        return this.neg(a);
      case ADD:
        return this.add(a, b);
      case SUB:
        return this.sub(a, b);
      case MUL:
        return this.mul(a, b);
      case CHAIN:
        return this.chain(a, b);
      case SELECT:
        return this.select(a, b, c);
      case CALL:
        return this.call(c, a, b);
      default:
        return this.part(a, b);
    }
  }

  /** The operands of a node, in order. */
  operands(id: number, each: (x: number) => void): void {
    switch (this.op[id]) {
      case INPUT:
      case LEAF:
      case CONST:
        return;
      case SUM:
      case TENSOR:
      case CALLN:
      case TOTAL:
        for (let i = this.a[id], end = i + this.b[id]; i < end; i++) each(this.list[i]);
        return;
      case DOT:
        for (let i = this.a[id], end = i + 2 * this.b[id]; i < end; i++) each(this.list[i]);
        return;
      case SELECT:
        each(this.a[id]);
        each(this.b[id]);
        each(this.c[id]);
        return;
      case NEG:
      case PART:
        each(this.a[id]);
        return;
      default:
        each(this.a[id]);
        if (this.b[id] >= 0) each(this.b[id]);
    }
  }
  /** 1 for each node that one of these needs; asked again for the same ones, the same marks. */
  live(outputs: ArrayLike<number>): Uint8Array {
    const { asked, op, a, b } = this;
    let top = -1,
      known = asked !== null && asked.length === outputs.length;
    for (let i = 0; i < outputs.length; i++) {
      if (outputs[i] > top) top = outputs[i];
      known &&= asked![i] === outputs[i];
    }
    if (known) return this.marks;
    const marks = new Uint8Array(top + 1),
      mark = (x: number): void => {
        marks[x] = 1;
      };
    for (let i = 0; i < outputs.length; i++) marks[outputs[i]] = 1;
    for (let id = top; id >= 0; id--) {
      if (marks[id] === 0) continue;
      if (op[id] > CHAIN) this.operands(id, mark);
      else if (op[id] >= NEG) {
        marks[a[id]] = 1;
        if (b[id] >= 0) marks[b[id]] = 1;
      }
    }
    this.asked = Int32Array.from(outputs);
    return (this.marks = marks);
  }
  /** Nodes never change, and so what is live of some does not. */
  private asked: Int32Array | null = null;
  private marks = NOTHING;

  /** As new, but for the functions that it knows. */
  clear(): void {
    this.length = this.listed = this.inputs = this.leaves = 0;
    this.asked = null;
    this.results.clear();
    this.table.fill(-1);
    this.begin();
  }

  /** Nodes as they were saved: nothing is looked up or folded. */
  restore(
    columns: Readonly<Record<"op" | "a" | "b" | "c" | "list", ArrayLike<number>>>,
    inputs: number,
    at?: Graph["at"],
  ): void {
    this.op = Uint8Array.from(columns.op);
    this.a = Int32Array.from(columns.a);
    this.b = Int32Array.from(columns.b);
    this.c = Int32Array.from(columns.c);
    this.list = Int32Array.from(columns.list);
    this.asked = null;
    this.length = columns.op.length;
    this.listed = columns.list.length;
    this.inputs = inputs;
    this.at =
      at ??
      Float64Array.from(columns.op, (op: number, i) =>
        op === CONST ? doubleOf(columns.a[i], columns.b[i]) : NaN,
      );
  }

  // ── the table ──
  private write(ids: ArrayLike<number>, from: number, to: number): number {
    const start = this.listed,
      n = to - from;
    if (start + n > this.list.length) this.list = grown(this.list, Math.max(2 * this.list.length, start + n));
    for (let i = 0; i < n; i++) this.list[start + i] = ids[from + i];
    this.listed = start + n;
    return start;
  }
  private push(op: number, a: number, b: number, c: number, v: number): number {
    const id = this.length++;
    if (id === this.op.length) {
      const n = 2 * id;
      this.op = grown(this.op, n);
      this.a = grown(this.a, n);
      this.b = grown(this.b, n);
      this.c = grown(this.c, n);
      this.at = grown(this.at, n);
    }
    this.op[id] = op;
    this.a[id] = a;
    this.b[id] = b;
    this.c[id] = c;
    this.at[id] = v;
    return id;
  }
  private hash(op: number, a: number, b: number, c: number): number {
    let h = Math.imul(op ^ Math.imul(a, 0x9e3779b1), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 15) ^ Math.imul(b, 0xc2b2ae35), 0x27d4eb2f);
    h = Math.imul(h ^ (h >>> 13) ^ Math.imul(c, 0x165667b1), 0x9e3779b1);
    return h ^ (h >>> 16);
  }
  private find(op: number, a: number, b: number, c: number, v: number): number {
    const { table } = this,
      mask = table.length - 1;
    for (let i = this.hash(op, a, b, c) & mask; ; i = (i + 1) & mask) {
      const id = table[i];
      if (id < 0) return this.placed(i, this.push(op, a, b, c, v));
      if (this.op[id] === op && this.a[id] === a && this.b[id] === b && this.c[id] === c) return id;
    }
  }
  /** The same for a node whose operands were just written at `start`; they are taken back where it exists. */
  private findList(op: number, start: number, count: number, c: number, v: number): number {
    const { list, table } = this,
      mask = table.length - 1;
    for (let i = this.listHash(op, start, count, c) & mask; ; i = (i + 1) & mask) {
      const id = table[i];
      if (id < 0) return this.placed(i, this.push(op, start, count, c, v));
      if (this.op[id] !== op || this.b[id] !== count || this.c[id] !== c) continue;
      let k = 0;
      const words = wordsOf(op, count);
      for (const p = this.a[id]; k < words && list[p + k] === list[start + k];) k++;
      if (k === words) {
        this.listed = start;
        return id;
      }
    }
  }
  private listHash(op: number, start: number, count: number, c: number): number {
    let h = op + count;
    for (let i = start, end = start + wordsOf(op, count); i < end; i++)
      h = Math.imul(h ^ this.list[i], 0x9e3779b1) ^ (h >>> 15);
    return this.hash(op, h, count, c);
  }
  /** A new node in its place; the table grows before it is half full. */
  private placed(i: number, id: number): number {
    this.table[i] = id;
    if (2 * this.length > this.table.length) {
      const table = new Int32Array(4 * this.table.length).fill(-1),
        mask = table.length - 1;
      for (let n = 0; n < this.length; n++) {
        const op = this.op[n],
          listed = op === SUM || op === TENSOR || op >= CALLN;
        let h = listed
          ? this.listHash(op, this.a[n], this.b[n], this.c[n]) & mask
          : this.hash(op, this.a[n], this.b[n], this.c[n]) & mask;
        while (table[h] >= 0) h = (h + 1) & mask;
        table[h] = n;
      }
      this.table = table;
    }
    return id;
  }
}

/** Does a row that no derivative passes give back what it was given? */
function isSame(rule: Rule<unknown>, params: unknown): boolean {
  if (rule.flat !== true || rule.scalar !== undefined) return false;
  const x = new Plain([], 0.7);
  return (rule.value([x], params) as unknown) === x;
}

/** How much of the list a node has that says how many operands. */
const wordsOf = (op: number, count: number): number =>
  op === DOT ? 3 * count : op === TOTAL ? 2 * count : count;

/** A row that gives no function of numbers: through tensors of one. */
const throughTensors =
  (rule: Rule<unknown>, params: unknown) =>
  (...x: number[]): number =>
    rule.value(
      x.map((v) => new Plain([], v)),
      params,
    ).data[0];

/** The value of a row on tensors, their elements by number. */
export function callTensor(f: Fn, element: (k: number) => number): Float64Array {
  let k = 0;
  const args = f.shapes!.map((shape) => {
    const n = size(shape),
      d = new Float64Array(n);
    for (let i = 0; i < n; i++) d[i] = element(k++);
    return new Plain(shape, d);
  });
  return f.rule.value(args, f.params).data;
}
