// Small scalar code as a tree of closures, one a node, that hold their operands: an engine inlines such a tree whole where it
// is hot, and elsewhere a node costs a call (docs/decisions/13-closures.md). What is read more than once is computed once, into
// a register. Bodies of more than MOST nodes, and those that call rows on tensors, are left to Runs.
import { annihilating } from "../kernels/arithmetic.js";
import {
  ADD,
  CALL,
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

type Run = () => number;
type OfTwo = (x: number, y: number) => number;
/** A node: what gives its number, where that stands once it is kept, and the texts of closures that it runs through, a bit each. */
interface Part {
  readonly run: Run;
  readonly from: Float64Array;
  readonly place: number;
  readonly within: number;
}
type Numbers = Float64Array;
/** A node's closure of its operands: closures that compute them, or where they stand. */
interface Text {
  readonly both: (a: Run, b: Run) => Run;
  readonly left: (a: Run, y: Numbers, j: number) => Run;
  readonly right: (x: Numbers, i: number, b: Run) => Run;
  readonly none: (x: Numbers, i: number, y: Numbers, j: number) => Run;
}
// Each is written out, because an engine inlines no text into itself and tells closures apart by their text.
// prettier-ignore
const texts: readonly Text[] = [
  { both: (a, b) => () => a() + b(), left: (a, y, j) => () => a() + y[j], right: (x, i, b) => () => x[i] + b(), none: (x, i, y, j) => () => x[i] + y[j] },
  { both: (a, b) => () => a() - b(), left: (a, y, j) => () => a() - y[j], right: (x, i, b) => () => x[i] - b(), none: (x, i, y, j) => () => x[i] - y[j] },
  { both: (a, b) => () => a() * b(), left: (a, y, j) => () => a() * y[j], right: (x, i, b) => () => x[i] * b(), none: (x, i, y, j) => () => x[i] * y[j] },
  { both: (a, b) => () => a() / b(), left: (a, y, j) => () => a() / y[j], right: (x, i, b) => () => x[i] / b(), none: (x, i, y, j) => () => x[i] / y[j] },
];
/** The same of one operand. */
interface Single {
  readonly run: (a: Run) => Run;
  readonly none: (x: Numbers, i: number) => Run;
}
// prettier-ignore
const singles: readonly Single[] = [
  { run: (a) => () => -a(),                             none: (x, i) => () => -x[i] },
  { run: (a) => () => { const v = a(); return v * v; }, none: (x, i) => () => x[i] * x[i] },
  { run: (a) => () => Math.sqrt(a()),                   none: (x, i) => () => Math.sqrt(x[i]) },
  { run: (a) => () => 1 / a(),                          none: (x, i) => () => 1 / x[i] },
];
const [ADDS, SUBS, MULS, DIVS, NEGS, SQUARES, ROOTS, INVERSES, CALLS, PAIRS, FORKS] = Array.from({ length: 11 }, (_, i) => i); // prettier-ignore
const natives: ReadonlyMap<string | null, number> = new Map([
  ["div", DIVS],
  ["square", SQUARES],
  ["sqrt", ROOTS],
  ["reciprocal", INVERSES],
]);
/** Within no other text. */
const READS = 1 << 30;

/** More nodes than this run as loops over those of one kind. */
const MOST = 24;
export function weavable({ graph, outputs }: Body): boolean {
  const live = graph.live(outputs);
  let n = 0;
  for (let id = 0; id < live.length; id++) {
    if (live[id] === 0) continue;
    if (graph.op[id] === TENSOR || graph.op[id] === PART) return false;
    if (graph.op[id] !== CONST) n++;
  }
  return n <= MOST;
}

/** The nodes of a body as one closure. Inputs and outputs stand in memory m, what else is kept in registers x. */
class Weaving {
  readonly run: Run;
  private readonly parts: Part[] = [];
  private readonly kept: Run[] = [];
  private readonly g: Graph;
  private readonly x: Float64Array;
  private registers = 0;
  constructor({ graph: g, outputs, outputAt, inputAt, careful }: Body, m: Float64Array, all: boolean) {
    this.g = g;
    const live = g.live(outputs),
      uses = new Uint32Array(live.length),
      use = (id: number): void => void uses[id]++,
      out = new Int32Array(live.length).fill(-1);
    for (let id = 0; id < live.length; id++) if (live[id] === 1) g.operands(id, use);
    outputs.forEach((id, o) => (out[id] = outputAt[o]));
    this.x = new Float64Array(live.length);
    for (let id = 0; id < live.length; id++) {
      if (live[id] === 0) continue;
      const op = g.op[id];
      if (op === INPUT) this.parts[id] = leaf(m, inputAt[g.a[id]]);
      else if (op === CONST) {
        const { x } = this;
        x[this.registers] = doubleOf(g.a[id], g.b[id]);
        this.parts[id] = leaf(x, this.registers++);
      } else {
        const part = this.node(id, op, all || careful?.[id] === 1);
        this.parts[id] =
          out[id] >= 0 ? this.store(part, m, out[id]) : uses[id] === 1 ? part : this.keep(part);
      }
    }
    // An input, or a node that is written to several places.
    outputs.forEach((id, o) => {
      const { from, place } = this.parts[id],
        at = outputAt[o];
      if (from !== m || place !== at) this.kept.push(() => (m[at] = from[place]));
    });
    this.run = sequence(this.kept);
  }
  private keep(part: Part): Part {
    return this.store(part, this.x, this.registers++);
  }
  private store({ run }: Part, to: Float64Array, place: number): Part {
    this.kept.push(() => (to[place] = run()));
    return leaf(to, place);
  }
  /** An operand of a node of this text. */
  private operand(id: number, text: number): Part {
    const part = this.parts[id];
    return (part.within & (1 << text)) !== 0 ? (this.parts[id] = this.keep(part)) : part;
  }
  private node(id: number, op: number, annihilates: boolean): Part {
    const { g } = this,
      a = g.a[id],
      b = g.b[id],
      c = g.c[id];
    switch (op) {
      case ADD:
        return this.two(ADDS, a, b);
      case SUB:
        return this.two(SUBS, a, b);
      case MUL:
        return this.two(MULS, a, b);
      case CHAIN:
        return annihilates ? this.pair(annihilating, a, b) : this.two(MULS, a, b);
      case NEG:
        return this.one(NEGS, a);
      case CALL:
        return this.call(g.functions[c], a, b);
      case SELECT: {
        const [p, q, r] = [a, b, c].map((o) => this.operand(o, FORKS)),
          [when, yes, no] = [p.run, q.run, r.run];
        return made(() => (when() !== 0 ? yes() : no()), FORKS, p.within | q.within | r.within);
      }
      default:
        return this.many(op, a, b, c);
    }
  }
  private two(text: number, a: number, b: number): Part {
    const p = this.operand(a, text),
      q = this.operand(b, text),
      { both, left, right, none } = texts[text];
    if (q.within !== 0)
      return made(
        p.within === 0 ? right(p.from, p.place, q.run) : both(p.run, q.run),
        text,
        p.within | q.within,
      );
    if (p.within !== 0) return made(left(p.run, q.from, q.place), text, p.within);
    return reads(none(p.from, p.place, q.from, q.place));
  }
  private one(text: number, a: number): Part {
    const { run, from, place, within } = this.operand(a, text),
      own = singles[text - NEGS];
    return within === 0 ? reads(own.none(from, place)) : made(own.run(run), text, within);
  }
  private pair(f: OfTwo, a: number, b: number): Part {
    const p = this.operand(a, PAIRS),
      q = this.operand(b, PAIRS);
    if (p.within !== 0 || q.within !== 0) {
      const [u, v] = [p.run, q.run];
      return made(() => f(u(), v()), PAIRS, p.within | q.within);
    }
    const { from: x, place: i } = p,
      { from: y, place: j } = q;
    return reads(() => f(x[i], y[j]));
  }
  private call({ native, scalar }: Fn, a: number, b: number): Part {
    const text = natives.get(native);
    if (text !== undefined) return text === DIVS ? this.two(text, a, b) : this.one(text, a);
    if (b >= 0) return this.pair(scalar, a, b);
    const { run, from, place, within } = this.operand(a, CALLS);
    return within === 0 ? reads(() => scalar(from[place])) : made(() => scalar(run()), CALLS, within);
  }
  /** Sums, and calls of three numbers or more, read what is kept. */
  private many(op: number, start: number, count: number, fn: number): Part {
    const { g, parts } = this,
      all = Array.from(g.list.subarray(start, start + count), (id) =>
        parts[id].within === 0 ? parts[id] : (parts[id] = this.keep(parts[id])),
      ),
      from = all.map((p) => p.from),
      place = Int32Array.from(all, (p) => p.place);
    if (op !== SUM) {
      const { scalar } = g.functions[fn];
      return reads(() => scalar(...from.map((x, i) => x[place[i]])));
    }
    return reads(() => {
      let v = from[0][place[0]];
      for (let i = 1; i < place.length; i++) v += from[i][place[i]];
      return v;
    });
  }
}
const leaf = (from: Float64Array, place: number): Part => ({
  run: () => from[place],
  from,
  place,
  within: 0,
});
const nowhere = new Float64Array(0);
const made = (run: Run, text: number, within: number): Part => ({
  run,
  from: nowhere,
  place: -1,
  within: (1 << text) | within,
});
const reads = (run: Run): Part => ({ run, from: nowhere, place: -1, within: READS });

const nothing: Run = () => 0;
/** One after the other. An array of them would hide from the engine what it calls. */
function sequence(kept: readonly Run[]): Run {
  if (kept.length > 8) {
    const groups: Run[] = [];
    for (let i = 0; i < kept.length; i += 8) groups.push(sequence(kept.slice(i, i + 8)));
    return sequence(groups);
  }
  const [a = nothing, b = nothing, c = nothing, d = nothing, e = nothing, f = nothing, g = nothing, h = nothing] = kept; // prettier-ignore
  if (kept.length === 1) return a;
  if (kept.length <= 3) return () => (a(), b(), c());
  return () => (a(), b(), c(), d(), e(), f(), g(), h());
}

export class Woven implements Kernel {
  readonly tier = "interpreter";
  private readonly plain: Run;
  private careful: Run | null = null;
  private readonly m: Float64Array;
  constructor(
    private readonly body: Body,
    { numbers }: Memory,
  ) {
    this.m = numbers;
    this.plain = new Weaving(body, numbers, false).run;
  }
  run(): void {
    this.plain();
    if (this.body.careful === null || this.finite()) return;
    this.careful ??= new Weaving(this.body, this.m, true).run;
    this.careful();
  }
  private finite(): boolean {
    const { m, body } = this,
      { outputAt } = body;
    let sum = 0;
    for (let o = 0; o < outputAt.length; o++) sum += m[outputAt[o]] - m[outputAt[o]];
    return sum === 0;
  }
}
