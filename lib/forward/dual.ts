// The engine of dual numbers. A dual is a primal and one block of tangents [k, ...shape], one row per seed. Inputs without seeds,
// and what depends on them alone, are duals without a block: their call watches them too, so that none outlives it.
// `sweep` is all of forward mode: seed, run, read off.
import { bind, checkAlive, fitPush } from "../core/bind.js";
import { deriverOf } from "../core/deriver.js";
import { begin, type Run } from "../core/level.js";
import type { Rule, Tangent } from "../core/rule.js";
import { handOut, Watched, type Tensor } from "../core/tensor.js";
import { sharing } from "../array/alloc.js";
import type { DType } from "../door/parse.js";
import type { Shape } from "../array/shape.js";

export class Dual extends Watched {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly run: Run;
  declare readonly primal: Tensor;
  declare readonly block: Tangent;
  declare readonly dtype: DType;
  constructor(run: Run, primal: Tensor, block: Tangent) {
    super();
    this.level = run.level;
    this.shape = primal.shape;
    this.run = run;
    this.primal = primal;
    this.block = block;
    this.dtype = "float64";
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const { run, level } = this,
      n = args.length,
      primals = new Array<Tensor>(n),
      tangents = new Array<Tangent>(n);
    let moves = false;
    checkAlive(run, rule.name);
    for (let i = 0; i < n; i++) {
      const a = args[i];
      if (a.level === level) {
        primals[i] = (a as Dual).primal;
        if ((tangents[i] = (a as Dual).block) !== null) moves = true;
      } else {
        primals[i] = a;
        tangents[i] = null;
      }
    }
    if (rule.flat === true) return bind(rule, primals, params);
    const before = sharing(true);
    let y: Tensor,
      dy: Tangent = null;
    // Not `finally`, which costs a tenth of an operation on three numbers.
    try {
      y = bind(rule, primals, params);
      if (moves) dy = fitPush(rule.push(tangents, primals, y, params), y.shape);
    } catch (e) {
      sharing(before);
      throw e;
    }
    sharing(before);
    return dy === null && moves ? handOut(y) : new Dual(run, y, dy);
  }
}

export interface Swept {
  readonly value: Tensor[];
  /** Per output [k, ...shape], or null where it does not depend on the seeded inputs. */
  readonly block: Tangent[];
}

/** Run f once with each x carrying its block of seeds (null: not seeded): f(x), and J times the seeds. */
export function sweep(
  call: string,
  f: (x: readonly Tensor[]) => readonly Tensor[],
  x: readonly Tensor[],
  seeds: readonly Tangent[],
): Swept {
  const own = deriverOf(x)?.sweep(call, f, x, seeds) ?? null;
  if (own !== null) return own;
  const run = begin(call),
    before = sharing(false);
  try {
    const ys = f(x.map((v, i) => new Dual(run, v, seeds[i])));
    const value = new Array<Tensor>(ys.length),
      block = new Array<Tangent>(ys.length);
    for (let i = 0; i < ys.length; i++) {
      const y = ys[i],
        mine = y.level === run.level;
      value[i] = mine ? (y as Dual).primal : y;
      block[i] = mine ? (y as Dual).block : null;
    }
    return { value, block };
  } finally {
    sharing(before);
    run.alive = false;
  }
}
