// Families of functions of one number, each the derivative of another of its family: a row whose params say which one it is.
// No order of derivative then cancels or overflows where the one before it did not.
import { bind } from "../../core/bind.js";
import { checkCount, scale, type Row, type Unary } from "../../core/kinds.js";
import type { Domain, Factor, Rule } from "../../core/rule.js";
import { lift, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { map } from "../../kernels/loops.js";

/** y = f(x, params) for each element; `partial` is dy/dx from (x, y, params), in operations. */
export function family<P>(
  name: string,
  f: (v: number, params: P) => number,
  partial: (x: Tensor, y: Tensor, params: P) => Factor,
  members: readonly NoInfer<P>[],
  domain: Domain,
): Row<P> {
  const rule: Rule<P> = {
    name,
    kind: "elementwise",
    trials: members.map((params) => ({ shapes: [[2, 3]], params, domain })),
    value: ([x], params) =>
      new Plain(
        x.shape,
        map((v) => f(v, params), x),
      ),
    push: ([dx], [x], y, params) => scale(partial(x, y, params), dx!),
    pull: (_, ybar, [x], y, params) => scale(partial(x, y, params), ybar),
  };
  return Object.assign((x: Tensor, params: P): Tensor => bind(rule, [x], params), { rule });
}

/** The member of a family that has a public name. */
export function member<P>(name: string, row: Row<P>, params: P): Unary {
  return Object.assign(
    function (input: TensorLike): Tensor {
      if (arguments.length !== 1) checkCount(name, arguments, "input");
      return row(lift(input, name, "input"), params);
    },
    { rule: row.rule as unknown as Rule, signature: "input" },
  );
}
