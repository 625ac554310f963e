// A function as a program over whole arrays: f runs once on values that write down every row they meet. Rows of elements run
// fused, one loop for all that have one length and wait for nothing; rows that move elements cost nothing, because a value is
// a list of addresses; any other row is called. Beside lib/compile, whose programs are scalar code, for arrays that are long.
//
//   value       where its elements stand in memory: from `start` on, or a list of addresses
//   stage       loops (level, length) and calls (level), level by level: an operand from an earlier level is in memory,
//               one of the same level and length is a node of the same loop
//   memory      0 | inputs | constants | results of loops and calls | copies that loops read in a row
//
// Long because recording and planning share what a value is.
import { size, type Shape } from "../array/shape.js";
import type { DType } from "../door/parse.js";
import { checkAlive } from "../core/bind.js";
import { where } from "../core/choose.js";
import { begin, type Run } from "../core/level.js";
import { putRow } from "../core/picks.js";
import { combineRow, expand, mulRow, placeRow, type Places } from "../core/ring.js";
import type { Rule } from "../core/rule.js";
import { Plain, Watched, type Tensor } from "../core/tensor.js";
import { tooMuchMemory, tracedNumber, tracedStranger } from "../errors.js";
import { Graph } from "../compile/graph.js";
import { interpreter } from "../compile/interpret.js";
import type { Kernel, Memory, Tier } from "../compile/kernel.js";
import { lower, type Nodes } from "../compile/lower.js";
import { bodyOf, type Fill } from "../compile/program.js";
import { tiers } from "../compile/tiers.js";

/** Where numbers come from: an input, a constant, or what a row gave. */
interface Source {
  readonly n: number;
  /** Level 0: there before anything runs. */
  level: number;
  /** Its first address, once it is planned; -1: a node of a loop that nobody else asks for. */
  start: number;
  /** It is read from memory. */
  needed: boolean;
  readonly constant: Float64Array | null;
  readonly made: { readonly rule: Rule<unknown>; readonly args: readonly Value[]; readonly params: unknown; readonly loop: boolean; readonly shapes: readonly Shape[]; readonly shape: Shape } | null; // prettier-ignore
  /** One dtype for all elements. */
  readonly dtype: DType;
}
/** Elements of sources; `at` null: all of the one source, in order. */
interface Value {
  readonly sources: readonly Source[];
  /** Per element the source, and the element of it; source -1 is a zero. */
  readonly which: Int32Array | null;
  readonly at: Int32Array | null;
  readonly n: number;
}
const all = (s: Source): Value => ({ sources: [s], which: null, at: null, n: s.n });

export class Writing {
  readonly run: Run;
  readonly sources: Source[] = [];
  private readonly constants = new Map<Tensor, Value>();
  constructor(readonly call: string) {
    this.run = begin(call);
  }
  input(t: Plain): Written {
    return new Written(this, t.shape, t, all(this.source(t.size, 0, null, null, t.dtype)));
  }
  private source(
    n: number,
    level: number,
    constant: Source["constant"],
    made: Source["made"],
    dtype: DType,
  ): Source {
    const s: Source = { n, level, start: -1, needed: level === 0, constant, made, dtype };
    this.sources.push(s);
    return s;
  }
  value(t: Tensor): Value {
    if (t instanceof Written && t.writing === this) return t.value;
    if (t.level !== 0) throw tracedStranger(this.call, (t as Watched).run.call);
    let v = this.constants.get(t);
    if (v === undefined) this.constants.set(t, (v = all(this.source(t.size, 0, t.data, null, t.dtype))));
    return v;
  }

  apply(rule: Rule<unknown>, args: readonly Tensor[], params: unknown): Tensor {
    checkAlive(this.run, rule.name);
    const plain = args.map((a) => (a instanceof Written ? a.plain : (a as Plain))),
      values = args.map((a) => this.value(a)),
      y = rule.value(plain, params),
      value = movedValues(rule, plain, values, params) ?? this.made(rule, plain, values, params, y);
    return new Written(this, y.shape, y, value);
  }
  private made(
    rule: Rule<unknown>,
    plain: readonly Plain[],
    values: readonly Value[],
    params: unknown,
    y: Plain,
  ): Value {
    const loop = rule.kind === "elementwise" || elementwise().has(rule),
      n = y.size,
      args = loop ? values.map((v, i) => spread(v, plain[i].shape, y.shape)) : values;
    let level = loop ? 0 : 1;
    for (const v of args)
      for (const s of v.sources) {
        const inside = loop && s.made?.loop === true && s.n === n && v.at === null;
        level = Math.max(level, s.level + (inside ? 0 : 1));
      }
    const shapes = plain.map((p) => p.shape);
    return all(this.source(n, level, null, { rule, args, params, loop, shapes, shape: y.shape }, y.dtype));
  }
}
let rules: Set<unknown> | undefined;
const elementwise = (): Set<unknown> =>
  (rules ??= new Set<unknown>([mulRow.rule, combineRow.rule, where.rule]));

/** A value that a loop reads for each element of `shape`; one element stays one. */
function spread(v: Value, from: Shape, shape: Shape): Value {
  if (v.n === 1 || v.n === size(shape)) return v;
  const lead = shape.length - from.length,
    d = Float64Array.from({ length: v.n }, (_, i) => i + 1),
    at = expand.rule.value([new Plain([...new Array<number>(lead).fill(1), ...from], d)], shape).data;
  return chosen([v], at);
}
/** Elements of several values: 1 + their number in a row of all, 0 for a zero. */
function chosen(values: readonly Value[], at: Float64Array): Value {
  const sources: Source[] = [],
    number = new Map<Source, number>(),
    starts = [0];
  for (const v of values) {
    starts.push(starts[starts.length - 1] + v.n);
    for (const s of v.sources) if (!number.has(s)) number.set(s, sources.push(s) - 1);
  }
  const ids = values.map((v) => v.sources.map((s) => number.get(s)!)),
    which = new Int32Array(at.length),
    place = new Int32Array(at.length);
  for (let i = 0, k = 0; i < at.length; i++) {
    const e = at[i] - 1;
    if (e < 0) {
      which[i] = -1;
      continue;
    }
    while (e < starts[k]) k--;
    while (e >= starts[k + 1]) k++;
    const v = values[k],
      j = e - starts[k],
      w = v.which === null ? 0 : v.which[j];
    which[i] = w < 0 ? -1 : ids[k][w];
    place[i] = v.at === null ? j : v.at[j];
  }
  return { sources, which, at: place, n: at.length };
}
/** What a row that moves elements gives; null for the others. */
function movedValues(
  rule: Rule<unknown>,
  plain: readonly Plain[],
  values: readonly Value[],
  params: unknown,
): Value | null {
  let places = rule.role === "join" || (rule.role === "gather" && plain.length === 1);
  if (rule === (placeRow.rule as unknown)) places = (params as Places).at.length === 1;
  if (rule === (putRow.rule as unknown)) {
    // Entries that are put to places of their own only move.
    const { index, n } = params as { index: ArrayLike<number>; n: number },
      met = new Uint8Array(n);
    places = true;
    for (let i = 0; places && i < index.length; i++) places = met[index[i]]++ === 0;
  }
  if (!places) return null;
  let next = 1;
  const at = rule.value(
    plain.map(
      ({ shape, size: n }) =>
        new Plain(
          shape,
          Float64Array.from({ length: n }, () => next++),
        ),
    ),
    params,
  ).data;
  let same = values.length === 1 && at.length === values[0].n;
  for (let i = 0; same && i < at.length; i++) same = at[i] === i + 1;
  return same ? values[0] : chosen(values, at);
}

/** A value of a function that is written down. */
export class Written extends Watched {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  constructor(
    readonly writing: Writing,
    shape: Shape,
    /** What it was in the run that is written down. */
    readonly plain: Plain,
    readonly value: Value,
  ) {
    super();
    this.level = writing.run.level;
    this.shape = shape;
    this.dtype = plain.dtype;
  }
  get run(): Run {
    return this.writing.run;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    return this.writing.apply(rule, args, params);
  }
  override item(): number {
    throw tracedNumber("item()", this.run.call);
  }
}

/** The fastest tier that has so much memory. */
function roomFor(length: number): { tier: Tier; memory: Memory } {
  for (const tier of [...tiers(), interpreter]) {
    const memory = tier.memory(length);
    if (memory !== null) return { tier, memory };
  }
  throw tooMuchMemory(length);
}

/** Numbers that move: from addresses to a row. */
interface Copy {
  readonly to: number;
  readonly from: Int32Array;
}
type Step = () => void;

/** The program for some outputs: it reads `inputs` numbers and writes those of each output to an array of its own. */
export class ArrayProgram {
  readonly inputs: number;
  private readonly memory: Memory;
  private readonly steps: Step[] = [];
  private readonly results: readonly Copy[];
  constructor(writing: Writing, inputs: readonly Written[], outputs: readonly Tensor[]) {
    let length = 1;
    const reserve = (n: number): number => (length += n) - n;
    for (const { value } of inputs) value.sources[0].start = reserve(value.n);
    this.inputs = length - 1;
    const values = outputs.map((t) => writing.value(t));
    for (const v of values) for (const s of v.sources) s.needed = true;
    const live = alive(values),
      used = writing.sources.filter((s) => live.has(s));
    // What another stage reads has to be in memory.
    for (const s of used)
      for (const v of s.made?.args ?? [])
        for (const o of v.sources)
          if (!(s.made!.loop && o.made?.loop === true && o.level === s.level && o.n === s.n && v.at === null))
            o.needed = true;
    const stages = new Map<string, Source[]>();
    for (const s of used) {
      if (s.needed && s.start < 0) s.start = reserve(s.n);
      if (s.made === null) continue;
      const key = s.made.loop ? `${s.level},${s.n}` : `${s.level},,${stages.size}`;
      const stage = stages.get(key);
      if (stage === undefined) stages.set(key, [s]);
      else stage.push(s);
    }
    const copies = new Map<Value, number>(),
      planned = [...stages.values()]
        .sort((a, b) => a[0].level - b[0].level)
        .map((stage) => (stage[0].made!.loop ? loopOf(stage, copies, reserve) : callOf(stage[0], reserve)));
    const { tier, memory } = roomFor(length);
    this.memory = memory;
    const m = this.memory.numbers;
    for (const s of used) if (s.constant !== null && s.start >= 0) m.set(s.constant, s.start);
    for (const p of planned) {
      for (const c of p.copies) this.steps.push(copying(m, c));
      if (p.kind === "call") {
        this.steps.push(calling(m, p));
        continue;
      }
      const fills: Fill[] = [],
        body = bodyOf(p.stage, fills);
      for (const { at, stride, count, value } of fills)
        for (let i = 0; i < count; i++) m[at + i * stride] = value;
      if (body === null) continue;
      const kernel: Kernel = tier.kernel(body, this.memory) ?? interpreter.kernel(body, this.memory)!;
      this.steps.push(() => {
        kernel.run();
      });
    }
    this.results = values.map((v) => ({ to: 0, from: addresses(v) }));
    for (const r of this.results) if (r.from.length > 0) this.writers.push(copying(m, r, true));
  }
  private readonly writers: (((out: Float64Array) => void) & Step)[] = [];

  run(x: Float64Array, outs: readonly (Float64Array | null)[]): void {
    this.memory.numbers.set(x, 1);
    for (const step of this.steps) step();
    let w = 0;
    this.results.forEach(({ from }, i) => {
      if (from.length === 0) return;
      const out = outs[i];
      if (out !== null) this.writers[w](out);
      w++;
    });
  }
}

function alive(values: readonly Value[]): Set<Source> {
  const live = new Set<Source>(),
    wait = values.flatMap((v) => v.sources);
  for (let s = wait.pop(); s !== undefined; s = wait.pop()) {
    if (live.has(s)) continue;
    live.add(s);
    for (const v of s.made?.args ?? []) wait.push(...v.sources);
  }
  return live;
}
/** Where the elements of a value stand in memory. */
function addresses({ sources, which, at, n }: Value): Int32Array {
  const out = new Int32Array(n);
  if (at === null) for (let i = 0; i < n; i++) out[i] = sources[0].start + i;
  else for (let i = 0; i < n; i++) out[i] = which![i] < 0 ? 0 : sources[which![i]].start + at[i];
  return out;
}
interface Loop {
  readonly kind: "loop";
  readonly copies: Copy[];
  readonly stage: Parameters<typeof bodyOf>[0];
}
interface Call {
  readonly kind: "call";
  readonly copies: Copy[];
  readonly source: Source;
  /** Where each argument stands in a row. */
  readonly at: readonly number[];
}
/** The address that elements begin at and how far the next one is; null where they stand otherwise. */
function inRow(v: Value, from: Int32Array): { at: number; stride: number } | null {
  if (v.n === 1) return { at: from[0], stride: 0 };
  const stride = from[1] - from[0];
  for (let i = 2; i < from.length; i++) if (from[i] - from[i - 1] !== stride) return null;
  return { at: from[0], stride };
}

/** One loop over the elements of all sources of a stage. */
function loopOf(stage: readonly Source[], copied: Map<Value, number>, reserve: (n: number) => number): Loop {
  const graph = new Graph(),
    nodes = new Map<Source, number>(),
    inputs = new Map<string, number>(),
    inputAt: number[] = [],
    inputStride: number[] = [],
    copies: Copy[] = [],
    outputs: number[] = [],
    outputAt: number[] = [],
    { n } = stage[0];
  const read = (at: number, stride: number): number => {
    const key = `${at},${stride}`;
    let node = inputs.get(key);
    if (node === undefined) {
      inputAt.push(at);
      inputStride.push(stride);
      inputs.set(key, (node = graph.input(0.7, inputAt.length - 1)));
    }
    return node;
  };
  const operand = (v: Value): number => {
    const s = v.sources[0];
    if (v.at === null && nodes.has(s)) return nodes.get(s)!;
    if (v.at === null && s.constant?.every((c) => Object.is(c, s.constant![0])) === true)
      return graph.constant(s.constant[0]);
    const from = addresses(v),
      row = inRow(v, from);
    if (row !== null) return read(row.at, row.stride);
    let start = copied.get(v);
    if (start === undefined) {
      copied.set(v, (start = reserve(v.n)));
      copies.push({ to: start, from });
    }
    return read(start, 1);
  };
  for (const s of stage) {
    const { rule, args, params } = s.made!,
      own = args.map((v): Nodes => ({ shape: [], ids: [operand(v)], dtype: v.sources[0].dtype })),
      [id] = lower(graph, rule, own, params).ids;
    nodes.set(s, id);
    if (!s.needed) continue;
    outputs.push(id);
    outputAt.push(s.start);
  }
  return {
    kind: "loop",
    copies,
    stage: { graph, outputs, outputAt, outputStride: outputs.map(() => 1), inputAt, inputStride, count: n },
  };
}
function callOf(source: Source, reserve: (n: number) => number): Call {
  const copies: Copy[] = [],
    at = source.made!.args.map((v) => {
      if (v.at === null) return v.sources[0].start;
      const to = reserve(v.n);
      copies.push({ to, from: addresses(v) });
      return to;
    });
  return { kind: "call", copies, source, at };
}
function calling(m: Float64Array, { source, at }: Call): Step {
  const { rule, args, params, shapes } = source.made!;
  return () => {
    const x = args.map((v, i) => new Plain(shapes[i], m.slice(at[i], at[i] + v.n), v.sources[0].dtype));
    m.set(rule.value(x, params).data, source.start);
  };
}
/** Long stretches are moved as a whole; `out`: to an array of the caller's. */
function copying(m: Float64Array, { to, from }: Copy, out = false): ((o: Float64Array) => void) & Step {
  const starts: number[] = [0];
  for (let i = 1; i < from.length; i++) if (from[i] !== from[i - 1] + 1) starts.push(i);
  if (starts.length * 8 > from.length)
    return (o: Float64Array = m): void => {
      for (let i = 0; i < from.length; i++) o[to + i] = m[from[i]];
    };
  const ends = [...starts.slice(1), from.length];
  return ((o: Float64Array): void => {
    for (let k = 0; k < starts.length; k++) {
      const a = from[starts[k]],
        b = a + ends[k] - starts[k];
      if (out) o.set(m.subarray(a, b), to + starts[k]);
      else m.copyWithin(to + starts[k], a, b);
    }
  }) as ((o: Float64Array) => void) & Step;
}
