// Rows that a program writes out as nodes have the bits of the rows: alone, in a loop, and in what their derivatives are made of.
import {
  amax,
  amin,
  configure,
  inspect,
  jacobian,
  jit,
  log,
  maximum,
  minimum,
  norm,
  relu,
  sign,
  std,
  tensor,
  variance,
  vmap,
  type Tensor,
} from "../../lib/index";
import { ratio } from "../../lib/ops/elementwise/elementary";

const functions: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  norm: (x) => norm(x),
  "norm 1": (x) => norm(x, 1),
  "norm Infinity": (x) => norm(x, Infinity),
  "norms of columns": (x) => norm(x.reshape([3, 2]), { dim: 0 }),
  amax: (x) => amax(x),
  amin: (x) => amin(x),
  "amin of rows": (x) => amin(x.reshape([2, 3]), 1),
  variance: (x) => variance(x),
  std: (x) => std(x),
  maximum: (x) => maximum(x.at(0), x.at(1)),
  minimum: (x) => minimum(x.at(0), x.at(1)),
  relu: (x) => relu(x),
  sign: (x) => sign(x),
  ratio: (x) => ratio(x.at(0), x.at(1)),
  "slope of log": (x) => log(x),
};
/** Six numbers each: both ends of the range, zeros of both signs, ties, NaN, Infinity. */
const points: readonly (readonly number[])[] = [
  [0.3, -1.7, 2.2, 0.9, -0.1, 1.1],
  [0, -0, 0, -0, 0, -0],
  [-0, 0, -0, 0, -0, 0],
  [-0, -0, -0, -0, -0, -0],
  [2, 2, 2, 1, 2, -2],
  [1e-200, 3e-200, -2e-200, 1e-210, 0, 5e-201],
  [5e-324, 1e-323, 0, 2e-310, -3e-320, 5e-324],
  [1e200, 3e200, -2e200, 1e-200, 0, 5e201],
  [1.7e308, 1.7e308, 1.7e308, 1e308, 1e308, 1e308],
  [1e-150, 1, 1e-170, 1e-160, 3, 1e-155],
  [1, NaN, 2, 3, 0, -1],
  [NaN, NaN, 0, 1, 2, 3],
  [Infinity, 1, 2, 3, -4, 0],
  [-Infinity, Infinity, 0, 1, 2, 3],
  [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
  ...Array.from({ length: 8 }, (_, k) =>
    Array.from({ length: 6 }, (_, i) => Math.sin(1 + 7 * k + i * i) * 10 ** ((k - 4) * 40)),
  ),
];
const bits = (t: Tensor): string[] => Array.from(t.data, (v) => (Object.is(v, -0) ? "-0" : String(v)));
function tiers(f: (x: Tensor) => Tensor, x: Tensor): string[][] {
  return [true, false].map((codegen) => {
    configure({ codegen });
    try {
      const compiled = jit(f);
      compiled(tensor([0.5, 1.5, -2.5, 3.5, 4.5, 5.5]));
      return bits(compiled(x));
    } finally {
      configure({ codegen: true });
    }
  });
}

describe.each(Object.entries(functions))("%s", (_, f) => {
  test("has the bits of the row, and so has its Jacobian", () => {
    for (const p of points) {
      const x = tensor([...p]);
      for (const got of tiers(f, x)) expect(got).toEqual(bits(f(x)));
      // A structural zero has no sign in a program.
      const J = (t: Tensor): Tensor => jacobian(f, t, { mode: "forward" }).add(0);
      for (const got of tiers(J, x)) expect(got).toEqual(bits(J(x)));
    }
  });
  test("has them in a loop", () => {
    const rows = tensor(points.map((p) => [...p]));
    const want = bits(vmap(f)(rows));
    const all = jit((x: Tensor) => vmap((r: Tensor) => f(r))(x));
    expect(bits(all(rows))).toEqual(want);
    expect(bits(all(rows))).toEqual(want);
  });
  test("is no call on tensors", () => {
    const compiled = jit((t: Tensor) => jacobian(f, t));
    compiled(tensor([0.3, -1.7, 2.2, 0.9, -0.1, 1.1]));
    expect(String(inspect(compiled))).not.toMatch(
      /\b(part|ratio|logSlope|sign|relu|reluSlope|maximum|minimum)\b/,
    );
  });
});
