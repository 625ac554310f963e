// The batch engine behind vmap: a value stands for [batch, ...shape]. Rules broadcast leading axes and count axes from the
// end, so an operation on batched operands is the same operation on their whole blocks; it names no operation.
import { bind, checkAlive, promote } from "../core/bind.js";
import { ambientDeriver, deriverOf } from "../core/deriver.js";
import { begin, type Run } from "../core/level.js";
import { expand } from "../core/ring.js";
import { reshapeTail } from "../core/ring.js";
import type { Rule } from "../core/rule.js";
import { Watched, type NestedNumbers, type Tensor } from "../core/tensor.js";
import { batchItem } from "../errors.js";
import type { DType } from "../door/parse.js";
import type { Shape } from "../array/shape.js";

export class Batched extends Watched {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  constructor(
    readonly run: Run,
    readonly whole: Tensor,
  ) {
    super();
    this.level = run.level;
    this.shape = whole.shape.slice(1);
    this.dtype = whole.dtype;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    checkAlive(this.run, rule.name);
    // An operand of the outside that is watched gets a unit axis, so that ranks are equal at its level too.
    const whole = args.map((a) =>
      a.level === this.level ? (a as Batched).whole : promote(a, a.shape.length + 1),
    );
    return new Batched(this.run, bind(rule, whole, params));
  }
  override item(): number {
    throw batchItem("item()");
  }
  override toArray<T extends NestedNumbers = NestedNumbers>(): T {
    throw batchItem("toArray()");
  }
}

/** Run f with x batched along their first axes (null in `mapped`: as they are); results as [batch, ...shape]. */
export function batch(
  f: (x: readonly Tensor[]) => readonly Tensor[],
  x: readonly Tensor[],
  mapped: readonly boolean[],
  length: number,
): Tensor[] {
  const looped = (deriverOf(x) ?? ambientDeriver())?.batch(f, x, mapped, length) ?? null;
  if (looped !== null) return looped;
  const run = begin("vmap");
  try {
    return f(x.map((v, i) => (mapped[i] ? new Batched(run, v) : v))).map((y) => {
      if (y.level === run.level) {
        const { whole } = y as Batched;
        return whole.shape[0] === length ? whole : expand(whole, [length, ...y.shape]);
      }
      return expand(reshapeTail(y, { from: y.shape.length, shape: [1, ...y.shape] }), [length, ...y.shape]);
    });
  } finally {
    run.alive = false;
  }
}
