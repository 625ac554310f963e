// Families of functions of one number or two, each the derivative of another of its family: a row whose params say which one it is.
// No order of derivative then cancels or overflows where the one before it did not.
import { bind } from "../../core/bind.js";
import { promoteAll, scale, type Binary, type Row, type Unary } from "../../core/kinds.js";
import { checkCount } from "../../door/arguments.js";
import { plus } from "../../core/ring.js";
import { registered } from "../../core/registry.js";
import type { Domain, Factor, Rule } from "../../core/rule.js";
import { lift, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { broadcast, loopsOf, map } from "../../kernels/loops.js";
import { broadcastShape } from "../../array/shape.js";

/** y = f(x, params) for each element; `partial` is dy/dx from (x, y, params), in operations. */
export function family<P>(
  name: string,
  f: (v: number, params: P) => number,
  partial: (x: Tensor, y: Tensor, params: P) => Factor,
  members: readonly NoInfer<P>[],
  domain: Domain,
): Row<P> {
  const rule: Rule<P> = registered({
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
  });
  return Object.assign((x: Tensor, params: P): Tensor => bind(rule, [x], params), { rule });
}

/** A function of whole order 0 or 1 and how often it is derived. */
export interface Derivative {
  readonly order: 0 | 1;
  readonly n: number;
}
/** All derivatives of such functions: f(v, order, n). */
export function derivatives(
  name: string,
  f: (v: number, order: 0 | 1, n: number) => number,
  domain: Domain,
): Row<Derivative> {
  const row: Row<Derivative> = family<Derivative>(
    name,
    (v, { order, n }) => f(v, order, n),
    (x, _, { order, n }) => row(x, { order, n: n + 1 }),
    [
      { order: 0, n: 0 },
      { order: 1, n: 0 },
      { order: 0, n: 2 },
      { order: 1, n: 1 },
    ],
    domain,
  );
  return row;
}

/** An order, a degree or a dimension takes as many steps as it is high: one that nobody means would not end. */
export const MOST_STEPS = 10_000;

/** The member of a family that has a public name. */
export function member<P>(name: string, row: Row<P>, params: NoInfer<P>): Unary {
  return Object.assign(
    function (input: TensorLike): Tensor {
      if (arguments.length !== 1) checkCount(name, arguments, "input");
      return row(lift(input, name, "input"), params);
    },
    { rule: row.rule as unknown as Rule, signature: "input" },
  );
}

/** A row of two arguments and params. */
export interface PairRow<P> {
  (x: Tensor, y: Tensor, params: P): Tensor;
  readonly rule: Rule<P>;
}
type PairPartial<P> = (x: Tensor, y: Tensor, params: P) => Factor;
/** z = f(x, y, params) for each pair of elements, broadcasting, with one partial per argument. */
export function pairFamily<P>(
  name: string,
  f: (x: number, y: number, params: P) => number,
  px: PairPartial<NoInfer<P>>,
  py: PairPartial<NoInfer<P>>,
  members: readonly NoInfer<P>[],
  domain: readonly Domain[],
): PairRow<P> {
  const partial = [px, py] as const;
  const rule: Rule<P> = registered({
    name,
    kind: "elementwise",
    trials: members.map((params) => ({ shapes: [[3], [2, 1]], params, domain })),
    value: ([x, y], params) => {
      const shape = broadcastShape(name, x.shape, y.shape);
      const loops = loopsOf((a, b) => f(a, b, params));
      return new Plain(shape, broadcast(loops, x, y, shape));
    },
    push: ([dx, dy], [x, y], _z, params) =>
      plus(dx && scale(px(x, y, params), dx), dy && scale(py(x, y, params), dy)),
    pull: (i, zbar, [x, y], _z, params) => scale(partial[i](x, y, params), zbar),
  });
  return Object.assign((x: Tensor, y: Tensor, params: P): Tensor => bind(rule, promoteAll([x, y]), params), {
    rule,
  });
}

/** The derivative of order i in the first argument and j in the second. */
export interface Orders {
  readonly i: number;
  readonly j: number;
}
/** All derivatives of a function of two arguments: f(i, j, x, y). */
export function mixedDerivatives(
  name: string,
  f: (i: number, j: number, x: number, y: number) => number,
  domain: readonly Domain[],
): PairRow<Orders> {
  const row: PairRow<Orders> = pairFamily<Orders>(
    name,
    (x, y, { i, j }) => f(i, j, x, y),
    (x, y, { i, j }) => row(x, y, { i: i + 1, j }),
    (x, y, { i, j }) => row(x, y, { i, j: j + 1 }),
    [
      { i: 0, j: 0 },
      { i: 1, j: 0 },
      { i: 2, j: 0 },
      { i: 1, j: 2 },
    ],
    domain,
  );
  return row;
}

/** The member of a family of two arguments that has a public name. */
export function pairMember<P>(name: string, row: PairRow<P>, params: P): Binary {
  return Object.assign(
    function (input: TensorLike, other: TensorLike): Tensor {
      if (arguments.length !== 2) checkCount(name, arguments, "input, other");
      const a = lift(input, name, "input");
      const b = lift(other, name, "other");
      // The row would complain under the name of its family.
      broadcastShape(name, a.shape, b.shape);
      return row(a, b, params);
    },
    { rule: row.rule as unknown as Rule, signature: "input, other" },
  );
}
