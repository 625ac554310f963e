// A recorder. It writes down what bind was asked, in order, and answers with symbols; the program
// can be evaluated again on plain, dual, taped or traced values. It names no operation.
import { bind, checkAlive } from "../../lib/core/bind.js";
import { begin, type Run } from "../../lib/core/level.js";
import type { Rule } from "../../lib/core/rule.js";
import { Watched, type Tensor } from "../../lib/core/tensor.js";
import type { DType } from "../../lib/door/parse.js";
import type { Shape } from "../../lib/array/shape.js";

/** One operation. Arguments and results are places: 0.. inputs and results in order, -1 - i the i-th constant. */
export interface Instruction {
  readonly rule: Rule<unknown>;
  readonly args: readonly number[];
  readonly params: unknown;
  readonly shape: Shape;
}
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly inputs: number;
  readonly constants: readonly Tensor[];
  readonly output: number;
}

class Recorder {
  readonly instructions: Instruction[] = [];
  readonly constants: Tensor[] = [];
  private readonly place = new Map<Tensor, number>();
  constructor(
    readonly run: Run,
    public next: number,
  ) {}
  constant(t: Tensor): number {
    let c = this.place.get(t);
    if (c === undefined) {
      c = -1 - this.constants.length;
      this.constants.push(t);
      this.place.set(t, c);
    }
    return c;
  }
}

class Symbolic extends Watched {
  declare readonly shape: Shape;
  declare readonly level: number;
  declare readonly dtype: DType;
  constructor(
    private readonly recorder: Recorder,
    readonly id: number,
    readonly primal: Tensor,
  ) {
    super();
    this.shape = primal.shape;
    this.level = recorder.run.level;
    this.dtype = primal.dtype;
  }
  get run(): Run {
    return this.recorder.run;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const r = this.recorder,
      mine = (a: Tensor): a is Symbolic => a.level === this.level;
    checkAlive(r.run, rule.name);
    const y = bind(
      rule,
      args.map((a) => (mine(a) ? a.primal : a)),
      params,
    );
    r.instructions.push({
      rule,
      args: args.map((a) => (mine(a) ? a.id : r.constant(a))),
      params,
      shape: y.shape,
    });
    return new Symbolic(r, r.next++, y);
  }
}

/** Run f once on x and write down what it computed. */
export function trace(call: string, f: (...x: Tensor[]) => Tensor, x: readonly Tensor[]): Program {
  const run = begin(call),
    r = new Recorder(run, x.length);
  try {
    const y = f(...x.map((v, i) => new Symbolic(r, i, v)));
    return {
      instructions: r.instructions,
      inputs: x.length,
      constants: r.constants,
      output: y.level === run.level ? (y as Symbolic).id : r.constant(y),
    };
  } finally {
    run.alive = false;
  }
}

/** The program on other values of the same shapes. */
export function evaluate(p: Program, x: readonly Tensor[]): Tensor {
  const env: Tensor[] = [...x],
    at = (i: number): Tensor => (i < 0 ? p.constants[-1 - i] : env[i]);
  for (const i of p.instructions) env.push(bind(i.rule, i.args.map(at), i.params));
  return at(p.output);
}
