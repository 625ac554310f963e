// The regularised incomplete beta function, with derivatives in all three arguments to every order. In x they are those of the
// density x^(a-1) (1 - x)^(b-1) / beta(a, b), a row of its own.
import { bind } from "../../core/bind.js";
import { promoteAll, scale } from "../../core/kinds.js";
import { registered } from "../../core/registry.js";
import { plus } from "../../core/ring.js";
import type { Rule, Tangent } from "../../core/rule.js";
import { face, type Face } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { spread } from "../../kernels/loops.js";
import { betaDensity as densityKernel, incompleteBeta } from "../../kernels/special/betainc.js";
import { broadcastShape } from "../../array/shape.js";

/** The derivative of order i in a, j in b and k in x; k = 0 is the function itself, above it stands the density. */
interface Orders {
  readonly i: number;
  readonly j: number;
  readonly k: number;
}
const derivative = (args: readonly Tensor[], n: number, { i, j, k }: Orders): Tensor =>
  betaincRow(args, { i: i + Number(n === 0), j: j + Number(n === 1), k: k + Number(n === 2) });
const shape = { lo: 0.5, hi: 3 };
const rule: Rule<Orders> = {
  name: "betainc",
  kind: "elementwise",
  trials: [
    { i: 0, j: 0, k: 0 },
    { i: 1, j: 0, k: 0 },
    { i: 0, j: 1, k: 2 },
  ].map((params) => ({ shapes: [[3], [2, 1], []], params, domain: [shape, shape, { lo: 0.1, hi: 0.9 }] })),
  value: (args, { i, j, k }) => {
    const out = args.reduce<readonly number[]>((s, t) => broadcastShape("betainc", s, t.shape), []);
    const [a, b, x] = args.map((t) => spread(t, out));
    const at = (p: number): number =>
      k === 0 ? incompleteBeta(i, j, a[p], b[p], x[p]) : densityKernel(i, j, k - 1, a[p], b[p], x[p]);
    return new Plain(
      [...out],
      Float64Array.from(a, (_, p) => at(p)),
    );
  },
  push: (dargs, args, _z, orders) =>
    dargs.reduce<Tangent>((sum, d, n) => plus(sum, d && scale(derivative(args, n, orders), d)), null),
  pull: (n, zbar, args, _z, orders) => scale(derivative(args, n, orders), zbar),
};
const row = (args: readonly Tensor[], orders: Orders): Tensor => bind(rule, promoteAll(args), orders);
export const betaincRow = /*#__PURE__*/ Object.assign(row, { rule: /*#__PURE__*/ registered(rule) });

/**
 * Elementwise regularised incomplete beta function I_x(a, b), ∫ t^(a-1) (1 - t)^(b-1) dt / beta(a, b) from 0 to x, for a, b > 0 and
 * x from 0 to 1. PyTorch does not have it. Near the mean the work grows with √(a + b); from about 1e12 on it is NaN there.
 *
 * @example
 * import { betainc } from "dualtensor/special";
 * betainc(2, 3, [0, 0.5, 1]) // => tensor([0.0000, 0.6875, 1.0000])
 */
export const betainc: Face<[a: TensorLike, b: TensorLike, x: TensorLike]> = /*#__PURE__*/ face(
  "betainc",
  "a: tensor, b: tensor, x: tensor",
  (a: Tensor, b: Tensor, x: Tensor) => betaincRow([a, b, x], { i: 0, j: 0, k: 0 }),
);
