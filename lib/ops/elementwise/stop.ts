// Cutting a derivative on purpose.
import { bind } from "../../core/bind.js";
import { checkCount } from "../../door/arguments.js";
import { registered } from "../../core/registry.js";
import type { Rule } from "../../core/rule.js";
import { copied, lift, type Plain, type Tensor, type TensorLike } from "../../core/tensor.js";

const rule: Rule = {
  name: "stopGradient",
  kind: "elementwise",
  flat: true,
  trials: [{ shapes: [[2, 3]], params: undefined }],
  // A copy: the numbers of a watched value are the engine's own.
  value: ([x]) => copied(x) as Plain,
  push: () => null,
  pull: () => null,
};
/**
 * The same values without their derivative: what is computed from them counts as constant. `stopGradient(x).item()` is the
 * way to look at a number inside f.
 *
 * @example
 * derivative((x) => x.mul(stopGradient(x)), 3) // => 3
 */
export const stopGradient = /*#__PURE__*/ Object.assign(
  function (input: TensorLike): Tensor {
    if (arguments.length !== 1) checkCount("stopGradient", arguments, "input");
    return bind(rule, [lift(input, "stopGradient", "input")], undefined);
  },
  { rule: /*#__PURE__*/ registered(rule), signature: "input" },
);
