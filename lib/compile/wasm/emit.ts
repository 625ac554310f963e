// A body as WebAssembly. A node that one node alone reads is written where it is read, on the stack; others are locals, whose
// numbers are used again after their last reader (fewer locals compile ten times faster). Steps run two at a time, one per
// lane, in long loops four, so that the processor has two things to do; the last ones again where the count is no multiple; a
// body of one step is scalar. Beyond some 20k operations the code goes on
// in another function, since compilers take long over long ones, and what both need is a global. Long because each kind of
// node may be written inside any other.
//
//   run(from, to)    steps from .. to - 1: 1 where no output that a plain CHAIN node reaches is Infinity or NaN, else 0
import {
  CALL,
  CALLN,
  CHAIN,
  CONST,
  INPUT,
  NEG,
  PART,
  SELECT,
  SUM,
  TENSOR,
  doubleOf,
  type Graph,
} from "../graph.js";
import type { Body } from "../kernel.js";
import { elementary, type Elementary } from "../math/index.js";
import { Bytes, F64, I32, Module, V128 } from "./encode.js";
import { Functions } from "./emitted.js";
import { Inlining } from "./inline.js";
import { laneCode, scalarCode } from "./machine.js";
import { plan, type Plan } from "./plan.js";
import { type Group } from "./pairs.js";

const [GET, SET, TEE] = [0x20, 0x21, 0x22];
/** Sums that the look at finite outputs is spread over, so that they do not wait for each other. */
const accumulators = 4;
/** Steps from which on, and operations up to which, four steps run at a time. */
const [long, short] = [64, 2000];
/** Calls that are written in place. */
const inlined = 16;
/** The first lanes of two vectors, and their second ones, as bytes. */
const halves = [0, 8].map((from) => [...Array(16).keys()].map((i) => from + (i < 8 ? i : i + 8)));
const binary = ["", "", "", "neg", "add", "sub", "mul", "mul"] as const;
type Comparison = "lt" | "le" | "gt" | "ge" | "eq" | "ne";
const isComparison = (name: string | null): name is Comparison =>
  name !== null && /^(l|g|e|n)[teq]$/.test(name);

export interface Emitted {
  readonly bytes: Uint8Array;
  readonly imports: Readonly<Record<string, (...x: number[]) => number>>;
  readonly operations: number;
  /** Whether run may give 0. */
  readonly checks: boolean;
  readonly lanes: 1 | 2;
}

/** null for a body that is not finished. `careful`: zero annihilates in every CHAIN node. */
export function emit(body: Body, careful: boolean, simd: boolean): Emitted | null {
  const { op, length } = body.graph,
    lanes = body.count > 1 && simd && !op.subarray(0, length).includes(TENSOR) ? 2 : 1;
  const p = plan(body, careful, lanes, simd);
  return p && new Emitter(body, p, lanes).module();
}

class Emitter {
  private readonly g: Graph;
  private readonly codes: typeof scalarCode | typeof laneCode;
  private readonly type: number;
  private readonly made = new Module();
  private readonly functions: Functions;
  /** By stream: the locals of nodes. */
  private readonly homes: readonly Int32Array[];
  private local: Int32Array;
  private readonly global: Int32Array;
  /** By stream: the place in the order after which a node's local is free. */
  private readonly lasts: readonly Int32Array[];
  private last: Int32Array;
  private readonly strides: number[];
  private readonly free: number[] = [];
  private readonly expired: number[] = [];
  private readonly usedStrides = new Set<number>();
  private locals = 0;
  private code = new Bytes(0);
  private now = 0;
  private part = 0;
  private turn = 0;
  private step = 0;
  private firstPointer = 0;
  private firstPair = 0;
  private firstValue = 0;
  private readonly checks: boolean;
  private readonly sums: boolean;
  /** Pairs of lanes in scalar code. */
  private readonly pairs: number;
  /** Pairs of steps at a time: two that do not wait for each other where the loop is long and its code short. */
  private readonly streams: 1 | 2;
  /** Steps before those of this stream. */
  private ahead = 0;
  private inlining: Inlining | null = null;

  constructor(
    private readonly body: Body,
    private readonly plan: Plan,
    private readonly lanes: 1 | 2,
  ) {
    const g = (this.g = body.graph);
    this.codes = lanes === 1 ? scalarCode : laneCode;
    this.type = lanes === 1 ? F64 : V128;
    const { length } = plan.root;
    this.sums = (body.lanesAt ?? -1) >= 0;
    const twice = lanes === 2 && !this.sums && body.count >= long && plan.operations <= short;
    this.streams = twice && plan.parts === 1 ? 2 : 1;
    this.homes = Array.from({ length: this.streams }, () => new Int32Array(length).fill(-1));
    this.local = this.homes[0];
    this.global = new Int32Array(plan.root.length).fill(-1);
    this.lasts = this.homes.map(() => plan.last.slice());
    this.last = this.lasts[0];
    this.checks = !this.sums && body.outputs.some((o) => plan.looked[o] === 1);
    this.pairs = lanes === 1 && plan.groups.size > 0 ? 2 : 0;
    this.functions = new Functions(this.made);
    const strides = body.count === 1 ? [] : [...body.inputStride, ...body.outputStride];
    this.strides = [...new Set(strides)].filter((s) => s !== 0);
    for (const id of plan.calls) {
      const group = plan.groups.get(id);
      if (group && group.of !== "adjacent") this.functions.enlist(group.of, 2);
      else if (g.op[id] === TENSOR) this.functions.enlistTensors();
      else
        this.functions.call(g.functions[g.c[id]], g.op[id] === CALLN ? g.b[id] : g.b[id] >= 0 ? 2 : 1, lanes);
    }
  }

  module(): Emitted {
    const { plan, made } = this;
    this.functions.number();
    for (const id of plan.crossing) this.global[id] = made.global(this.type);
    const run = plan.parts === 1 ? this.whole() : this.inParts();
    made.export("run", made.add(run));
    const { operations } = plan;
    const { checks, lanes } = this;
    return { bytes: made.bytes(), imports: this.functions.imports(), operations, checks, lanes };
  }

  // ── functions ──

  private begin(params: number, counters: number): void {
    this.code = new Bytes(16384);
    this.usedStrides.clear();
    this.free.length = 0;
    this.step = params + counters - 1;
    this.firstPointer = params + counters;
    this.firstPair = this.firstPointer + this.strides.length;
    this.firstValue = this.firstPair + this.pairs;
    const { lanes, plan } = this,
      few = lanes === 2 && plan.parts === 1 && plan.calls.length <= inlined;
    this.inlining = few ? new Inlining(this.functions.lanes(), this.firstValue + accumulators) : null;
    this.locals = accumulators + (this.inlining?.room ?? 0);
  }
  private localsOf(counters: number): readonly (readonly [number, number])[] {
    return [
      [counters + this.strides.length, I32],
      [this.pairs, V128],
      [this.locals, this.type],
    ];
  }
  /** Where the steps of each stride stand. */
  private pointers(to: Bytes): void {
    this.strides.forEach((stride, i) => {
      if (!this.usedStrides.has(stride)) return;
      to.byte(GET)
        .u32(this.step)
        .byte(0x41)
        .s32(8 * stride)
        .byte(0x6c)
        .byte(SET)
        .u32(this.firstPointer + i);
    });
  }
  /** The sum of the accumulators, on the stack. */
  private accumulated(to: Bytes): void {
    for (let i = 0; i < accumulators; i++) {
      to.byte(GET).u32(this.firstValue + i);
      if (i > 0) to.append(this.codes.add);
    }
  }
  /** What begins and ends the loop over steps around the code of one or two of them. */
  private looped(inner: Bytes): Bytes {
    const { lanes, step } = this,
      out = new Bytes(inner.length + 256);
    out.append([GET, 0, SET]).u32(step).two(0x03, 0x40);
    // Steps to - 2 and to - 1 where only one is left.
    const steps = lanes * this.streams;
    if (steps > 1) {
      out.byte(GET).u32(step).append([0x41, steps, 0x6a, GET, 1, 0x4a, 0x04, 0x40]);
      out.append([GET, 1, 0x41, steps, 0x6b, SET]).u32(step).byte(0x0b);
    }
    this.pointers(out);
    out.take(inner).byte(GET).u32(step).append([0x41, steps, 0x6a, TEE]).u32(step);
    return out.append([GET, 1, 0x48, 0x0d, 0, 0x0b]);
  }
  private verdict(out: Bytes): void {
    if (!this.checks) {
      out.two(0x41, 1);
      return;
    }
    const l = this.firstValue;
    this.accumulated(out);
    out.byte(TEE).u32(l).byte(GET).u32(l).append(this.codes.sub);
    this.constant(out, 0);
    out.append(this.codes.eq);
    if (this.lanes === 2) out.append([0xfd, 0xc3, 1]);
  }
  private whole(): { type: number; locals: readonly (readonly [number, number])[]; code: Bytes } {
    const type = this.made.type([I32, I32], [I32]);
    this.begin(2, 1);
    this.nodes(0);
    const code = this.body.count === 1 ? this.code : this.looped(this.code);
    this.verdict(code);
    return { type, locals: this.localsOf(1), code };
  }
  private inParts(): { type: number; locals: readonly (readonly [number, number])[]; code: Bytes } {
    const { made } = this,
      results = this.checks ? [this.type] : [],
      type = made.type([I32], results),
      numbers: number[] = [];
    for (let p = 0; p < this.plan.parts; p++) {
      this.begin(1, 0);
      this.nodes(p);
      const code = new Bytes(this.code.length + 256);
      this.pointers(code);
      code.take(this.code);
      if (this.checks) this.accumulated(code);
      numbers.push(made.add({ type, locals: this.localsOf(0), code }));
    }
    this.begin(2, 1);
    const { code } = this;
    for (const n of numbers) {
      code.byte(GET).u32(this.step).byte(0x10).u32(n);
      if (!this.checks) continue;
      code.byte(GET).u32(this.firstValue).append(this.codes.add).byte(SET).u32(this.firstValue);
    }
    const all = this.body.count === 1 ? code : this.looped(code);
    this.verdict(all);
    return { type: made.type([I32, I32], [I32]), locals: this.localsOf(1), code: all };
  }

  // ── nodes ──

  private nodes(part: number): void {
    const { order, from } = this.plan;
    this.part = part;
    for (this.now = from[part]; this.now < from[part + 1]; this.now++)
      this.inStreams(() => this.node(order[this.now]));
    if (part < this.plan.parts - 1) return;
    this.now = order.length;
    for (const o of this.plan.late)
      this.inStreams(() => {
        this.target(o);
        this.use(this.body.outputs[o]);
        this.store(o);
      });
    this.release();
  }
  /** The same for steps that do not wait for each other. */
  private inStreams(write: () => void): void {
    for (let s = 0; s < this.streams; s++) {
      this.local = this.homes[s];
      this.last = this.lasts[s];
      this.ahead = 2 * s;
      write();
    }
  }
  private node(id: number): void {
    const group = this.plan.groups.get(id);
    if (group !== undefined) {
      this.group(group);
      return;
    }
    this.generate(id);
    this.release();
    if (this.g.op[id] !== TENSOR) this.keep(id);
  }
  /** The value on the stack becomes the node's local, and is written where it is an output. */
  private keep(id: number): void {
    const { code } = this,
      own = this.free.pop() ?? this.locals++,
      l = this.firstValue + own;
    this.local[id] = own;
    code.byte(SET).u32(l);
    const outputs = this.plan.writes.get(id);
    if (outputs !== undefined) {
      for (const o of outputs) {
        const other = this.plan.partner.get(o);
        if (other === undefined) {
          this.target(o);
          code.byte(GET).u32(l);
          this.store(o);
        } else if (other >= 0) this.storeBoth(other, o);
      }
      this.look(id);
    }
    if (this.global[id] >= 0) code.byte(GET).u32(l).byte(0x24).u32(this.global[id]);
    // Nobody in this function reads it.
    if (this.last[id] <= this.now) this.free.push(own);
  }
  /** What one call of two lanes gives: of a lane each in scalar code. */
  private group({ of, args, results }: Group): void {
    const { code, lanes, firstPair } = this;
    if (of === "adjacent") {
      this.loadBoth(results[0][0], results[1][0]);
      return;
    }
    for (const place of of !== "sincos" && of.recipe.arity === 2 ? [0, 1] : [0])
      args.forEach((pair, lane) => {
        this.use(pair[place]);
        if (lanes === 1) code.append(lane === 0 ? [0xfd, 0x14] : [0xfd, 0x22, 1]);
      });
    this.release();
    if (lanes === 2) {
      this.elementary(of);
      for (const id of [...results[0]].reverse())
        if (id >= 0) this.keep(id);
        else code.byte(0x1a);
      return;
    }
    code.byte(0x10).u32(this.functions.numberOf(of, 2));
    const kinds = results[0].length;
    for (let k = kinds - 1; k >= 0; k--) code.byte(SET).u32(firstPair + k);
    results.forEach((ids, lane) =>
      ids.forEach((id, k) => {
        if (id < 0) return;
        code
          .byte(GET)
          .u32(firstPair + k)
          .append([0xfd, 0x21, lane]);
        this.keep(id);
      }),
    );
  }
  private release(): void {
    for (const l of this.expired) this.free.push(l);
    this.expired.length = 0;
  }
  /** Adds an output to what is looked at. */
  private look(id: number): void {
    if (this.plan.looked[id] === 0 || this.sums) return;
    const l = this.firstValue + (this.turn++ & (accumulators - 1));
    this.code
      .byte(GET)
      .u32(l)
      .byte(GET)
      .u32(this.firstValue + this.local[id])
      .append(this.codes.add);
    this.code.byte(SET).u32(l);
  }

  /** The value of a node, on the stack. */
  private use(id: number): void {
    const { g, code, plan, local } = this;
    if (g.op[id] === CONST) this.constant(code, doubleOf(g.a[id], g.b[id]));
    else if (plan.root[id] === -1) this.load(g.a[id]);
    else if (plan.root[id] !== id) this.generate(id);
    else if (plan.part[id] !== this.part) code.byte(0x23).u32(this.global[id]);
    else {
      code.byte(GET).u32(this.firstValue + local[id]);
      if (this.last[id] !== this.now) return;
      this.last[id] = -1;
      this.expired.push(local[id]);
    }
  }
  private constant(to: Bytes, v: number): void {
    if (this.lanes === 1) to.byte(0x44).f64(v);
    else to.two(0xfd, 0x0c).f64(v).f64(v);
  }
  /** The code of a node. */
  private generate(id: number): void {
    const { g, code, codes } = this,
      op = g.op[id],
      a = g.a[id],
      b = g.b[id];
    switch (op) {
      case INPUT:
        this.load(a);
        return;
      case SUM:
        this.use(g.list[a]);
        for (let i = 1; i < b; i++) {
          this.use(g.list[a + i]);
          code.append(codes.add);
        }
        return;
      case SELECT:
        this.use(b);
        this.use(g.c[id]);
        this.condition(a);
        if (this.lanes === 1) code.byte(0x1b);
        else code.two(0xfd, 0x52);
        return;
      case CALL:
        this.call(id, a, b);
        return;
      case CALLN:
        this.outside(this.functions.imported(g.functions[g.c[id]]), Array.from(g.list.subarray(a, a + b)));
        return;
      case TENSOR:
        for (let i = a; i < a + b; i++) {
          this.use(g.list[i]);
          code.byte(0x10).u32(this.functions.tensors.push);
        }
        code.byte(0x41).s32(id).byte(0x10).u32(this.functions.tensors.call);
        return;
      case PART:
        code.byte(0x41).s32(a).byte(0x41).s32(b).byte(0x10).u32(this.functions.tensors.part);
        return;
      case CHAIN:
        if (this.plan.annihilates(id)) {
          this.annihilating(a, b);
          return;
        }
    }
    this.use(a);
    if (op !== NEG) this.use(b);
    const name = binary[op];
    if (name !== "") code.append(codes[name]);
  }
  /** x y, and +0 where that is NaN though a factor is 0. */
  private annihilating(a: number, b: number): void {
    const { code, codes } = this,
      t = this.free.pop() ?? this.locals++,
      v = this.firstValue + t;
    const [and, or] =
      this.lanes === 1
        ? [[0x71], [0x72]]
        : [
            [0xfd, 0x4e],
            [0xfd, 0x50],
          ];
    this.use(a);
    this.use(b);
    code.append(codes.mul).byte(TEE).u32(v);
    if (this.lanes === 1) this.constant(code, 0);
    code.byte(GET).u32(v).byte(GET).u32(v).append(codes.eq);
    for (const x of [a, b]) {
      this.use(x);
      this.constant(code, 0);
      code.append(codes.ne);
    }
    code.append(and).append(or);
    if (this.lanes === 1) code.byte(0x1b);
    else code.append(and);
    this.expired.push(t);
  }
  /** Whether the node is not 0: a number of 32 bits, or a mask. */
  private condition(id: number): void {
    const { g, code, codes } = this;
    const native = g.op[id] === CALL && this.plan.root[id] !== id ? g.functions[g.c[id]].native : null;
    if (isComparison(native)) {
      this.use(g.a[id]);
      this.use(g.b[id]);
      code.append(codes[native]);
      return;
    }
    this.use(id);
    this.constant(code, 0);
    code.append(codes.ne);
  }
  private call(id: number, a: number, b: number): void {
    const { code, codes, lanes } = this,
      f = this.g.functions[this.g.c[id]],
      { native } = f;
    if (native === "reciprocal") this.constant(code, 1);
    if (native !== null) {
      this.use(a);
      if (native === "square") this.use(a);
      if (b >= 0) this.use(b);
      if (native === "square") code.append(codes.mul);
      else if (native === "reciprocal") code.append(codes.div);
      else code.append(codes[native]);
      if (!isComparison(native)) return;
      // 1 where it holds.
      if (lanes === 1) code.byte(0xb8);
      else {
        this.constant(code, 1);
        code.two(0xfd, 0x4e);
      }
      return;
    }
    const e = elementary(f.scalar);
    if (lanes === 2 && !e) {
      this.outside(this.functions.imported(f), b < 0 ? [a] : [a, b]);
      return;
    }
    this.use(a);
    if (b >= 0) this.use(b);
    if (lanes === 2) this.elementary(e!);
    else code.byte(0x10).u32(e ? this.functions.numberOf(e, 1) : this.functions.imported(f));
  }
  /** Of two lanes on the stack: in this place where there are few, so that what is constant is read once and steps overlap. */
  private elementary(of: Elementary | "sincos"): void {
    const { code } = this,
      n = this.functions.numberOf(of, 2);
    if (this.inlining === null) code.byte(0x10).u32(n);
    else this.inlining.write(code, of, n, of === "sincos" ? this.made.type([], [V128, V128]) : -5);
  }
  /** JavaScript, of each lane. */
  private outside(n: number, args: readonly number[]): void {
    const { code, lanes } = this;
    for (let lane = 0; lane < lanes; lane++) {
      for (const x of args) {
        this.use(x);
        if (lanes === 2) code.append([0xfd, 0x21, lane]);
      }
      code.byte(0x10).u32(n);
      if (lanes === 2) code.append(lane === 0 ? [0xfd, 0x14] : [0xfd, 0x22, 1]);
    }
  }

  // ── memory ──

  /** Where the current step of a stride begins. */
  private base(stride: number): void {
    if (stride === 0 || this.body.count === 1) {
      this.code.two(0x41, 0);
      return;
    }
    this.usedStrides.add(stride);
    this.code.byte(GET).u32(this.firstPointer + this.strides.indexOf(stride));
  }
  private load(input: number): void {
    const { code, body } = this,
      stride = body.inputStride[input],
      at = 8 * (body.inputAt[input] + this.ahead * stride);
    this.base(stride);
    if (this.lanes === 1) code.two(0x2b, 3).u32(at);
    else if (stride === 0) code.append([0xfd, 0x0a, 3]).u32(at);
    else if (stride === 1) code.append([0xfd, 0, 3]).u32(at);
    else {
      this.base(stride);
      code.append([0xfd, 0x5d, 3]).u32(at);
      code
        .append([0xfd, 0x57, 3])
        .u32(at + 8 * stride)
        .byte(1);
    }
  }
  /** Two inputs side by side, of both steps. */
  private loadBoth(x: number, y: number): void {
    const { code, body, g } = this,
      stride = body.inputStride[g.a[x]],
      vectors = [0, stride].map((step) => {
        const own = this.free.pop() ?? this.locals++;
        this.base(stride);
        code
          .append([0xfd, 0, 3])
          .u32(8 * (body.inputAt[g.a[x]] + this.ahead * stride + step))
          .byte(SET)
          .u32(this.firstValue + own);
        return own;
      });
    [x, y].forEach((id, k) => {
      this.shuffled(vectors[0], vectors[1], halves[k]);
      this.keep(id);
    });
    this.free.push(...vectors);
  }
  /** Two outputs side by side, to both steps. */
  private storeBoth(p: number, q: number): void {
    const { code, body, local } = this,
      x = body.outputs[p],
      stride = body.outputStride[p],
      [first, second] = body.outputAt[p] < body.outputAt[q] ? [x, body.outputs[q]] : [body.outputs[q], x],
      at = Math.min(body.outputAt[p], body.outputAt[q]);
    halves.forEach((half, k) => {
      this.base(stride);
      this.shuffled(local[first], local[second], half);
      code.append([0xfd, 0x0b, 3]).u32(8 * (at + (this.ahead + k) * stride));
    });
    if (this.last[x] === this.plan.order.length) this.free.push(local[x]);
  }
  private shuffled(a: number, b: number, half: readonly number[]): void {
    this.code
      .byte(GET)
      .u32(this.firstValue + a)
      .byte(GET)
      .u32(this.firstValue + b)
      .two(0xfd, 0x0d)
      .append(half);
  }
  /** What has to lie on the stack below an output's value. */
  private target(output: number): void {
    if (!this.sums) {
      this.base(this.body.outputStride[output]);
      return;
    }
    this.lane();
    this.lane();
    const at = 8 * (this.body.lanesAt! + 2 * output);
    this.code.append(this.lanes === 1 ? [0x2b, 3] : [0xfd, 0, 3]).u32(at);
  }
  /** Where the sum of this step's lane stands behind the first. */
  private lane(): void {
    if (this.lanes === 2) this.code.two(0x41, 0);
    else this.code.byte(GET).u32(this.step).append([0x41, 1, 0x71, 0x41, 3, 0x74]);
  }
  /** The value on the stack, above its target. */
  private store(output: number): void {
    const { code, body } = this;
    if (this.sums) {
      const sum = 8 * (body.lanesAt! + 2 * output);
      code
        .append(this.codes.add)
        .append(this.lanes === 1 ? [0x39, 3] : [0xfd, 0x0b, 3])
        .u32(sum);
      return;
    }
    const stride = body.outputStride[output],
      at = 8 * (body.outputAt[output] + this.ahead * stride);
    if (this.lanes === 1) code.two(0x39, 3).u32(at);
    else if (stride === 1) code.append([0xfd, 0x0b, 3]).u32(at);
    else {
      const t = this.free.pop() ?? this.locals++,
        v = this.firstValue + t;
      code.byte(TEE).u32(v).append([0xfd, 0x5b, 3]).u32(at).byte(0);
      this.base(stride);
      code
        .byte(GET)
        .u32(v)
        .append([0xfd, 0x5b, 3])
        .u32(at + 8 * stride)
        .byte(1);
      this.free.push(t);
    }
  }
}
