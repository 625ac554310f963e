// A⁻¹ b as a linear map of b, which every engine runs: one sparse factorisation serves A for what is pushed forward and Aᵀ for
// what is pulled back. No row of the table, because its params are the factors of one matrix.
import { bind } from "../core/bind.js";
import type { Rule } from "../core/rule.js";
import { Plain, type Tensor } from "../core/tensor.js";
import type { Factors } from "./factors.js";

interface Inverse {
  readonly factors: Factors;
  readonly transposed: boolean;
}
const rule: Rule<Inverse> = {
  name: "sparseSolve",
  kind: "linear",
  reach: () => ({ argument: 0, axes: [-1] }),
  // Vectors stand in the last axis.
  value: ([b], { factors, transposed }) => {
    const n = b.shape[b.shape.length - 1],
      x = new Float64Array(b.size);
    for (let at = 0; at < x.length; at += n)
      x.set(factors.solve(b.data.subarray(at, at + n), transposed), at);
    return new Plain(b.shape, x);
  },
  push: (db, _args, _x, params) => bind(rule, db as Tensor[], params),
  pull: (_i, xbar, _args, _x, { factors, transposed }) =>
    bind(rule, [xbar], { factors, transposed: !transposed }),
};
export const inverseOf =
  (factors: Factors) =>
  (b: Tensor): Tensor =>
    bind(rule, [b], { factors, transposed: false });
