// The engine below the adapter's tensors that a pullback runs on in compat "torch".
import { bind } from "../../core/bind.js";
import * as LEVEL from "../../core/level.js";
import type { Run } from "../../core/level.js";
import type { Rule } from "../../core/rule.js";
import { Watched, type Tensor } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import type { DType } from "../../door/parse.js";

const run: Run = { level: LEVEL.ieee, call: "backward", alive: true };
/** PyTorch's zeros do not annihilate: 0 times Infinity is NaN in its pullbacks. This engine makes every product IEEE's. */
export class Ieee extends Watched {
  readonly level = LEVEL.ieee;
  readonly run = run;
  readonly dtype: DType = "float64";
  readonly shape: readonly number[];
  constructor(readonly primal: Tensor) {
    super();
    this.shape = primal.shape;
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const inner = args.map((a) => (a instanceof Ieee ? a.primal : a));
    return new Ieee(bind(rule, inner, rule.kind === "bilinear" ? (VALUE as P) : params));
  }
}
