// Laws over random compositions: whatever is built of the operations, forward and reverse mode agree with each other and
// with finite differences, jvp is linear in its direction, the chain rule holds, and Hessians are symmetric.
import fc from "fast-check";
import * as dt from "../../lib/index.js";
import { type Tensor } from "../../lib/index.js";

/** Smooth everywhere, and bounded on bounded numbers, so that compositions stay tame. */
const unary: Record<string, (x: Tensor) => Tensor> = {
  sin: dt.sin,
  tanh: dt.tanh,
  sigmoid: dt.sigmoid,
  asinh: dt.asinh,
  square: (x) => dt.square(dt.sin(x)),
  exp: (x) => dt.exp(dt.cos(x)),
  flip: (x) => dt.flip(x, [0]),
  cumsum: (x) => dt.div(dt.cumsum(x, 0), x.shape[0]),
  softmax: (x) => dt.softmax(x, 0),
  center: (x) => dt.sub(x, x.mean()),
};
const binary: Record<string, (x: Tensor, y: Tensor) => Tensor> = {
  add: dt.add,
  sub: dt.sub,
  mul: dt.mul,
  div: (x, y) => dt.div(x, dt.add(2, dt.sin(y))),
  atan2: (x, y) => dt.atan2(x, dt.add(3, dt.square(y))),
  where: (x, y) => dt.where(tensor01(x), x, y),
};
/** A fixed mask of the shape of x. */
const tensor01 = (x: Tensor): Tensor =>
  dt.tensor(
    Array.from({ length: x.size }, (_, i) => i % 2),
    { shape: x.shape, dtype: "bool" },
  );

type Tree = { readonly leaf: true } | { readonly op: string; readonly args: readonly Tree[] };
const tree: fc.Arbitrary<Tree> = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constant<Tree>({ leaf: true }),
    fc.tuple(fc.constantFrom(...Object.keys(unary)), tie("tree")).map(([op, a]): Tree => ({ op, args: [a] })),
    fc
      .tuple(fc.constantFrom(...Object.keys(binary)), tie("tree"), tie("tree"))
      .map(([op, a, b]): Tree => ({ op, args: [a, b] })),
  ),
})).tree;
const run = (t: Tree, x: Tensor): Tensor => {
  if ("leaf" in t) return x;
  const [a, b] = t.args.map((s) => run(s, x));
  return t.args.length === 1 ? unary[t.op](a) : binary[t.op](a, b);
};

const point = fc
  .tuple(fc.constantFrom([1], [3], [17], [2, 3], [3, 1, 2]), fc.integer({ min: 1, max: 1e6 }))
  .map(([shape, seed]) => dt.randn(shape, { seed }));
const like = (x: Tensor, seed: number): Tensor => dt.randn(x.shape, { seed });
/** Two evaluations of one derivative differ by rounding: some dozen operations, each of some ulp of the largest entry. */
const ROUNDING = 1e-12;
function close(got: Tensor, want: Tensor, relative: number): void {
  expect(got.shape).toEqual(want.shape);
  const most = want.data.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  got.data.forEach((v, i) => {
    expect(Math.abs(v - want.data[i])).toBeLessThanOrEqual(relative * most);
  });
}
const options = { numRuns: 60, seed: 20261124 };

test("forward and reverse mode agree, and so do all chunks to the bit", () => {
  fc.assert(
    fc.property(tree, point, (t, x) => {
      const f = (v: Tensor): Tensor => run(t, v),
        J = dt.jacobian(f, x);
      close(dt.jacobian(f, x, { mode: "reverse" }), J, ROUNDING);
      // + 0: a structural zero and the product of a tangent 0 with a negative partial differ in sign alone.
      const bits = (K: Tensor): Float64Array => K.data.map((v) => v + 0);
      expect(bits(dt.jacobian(f, x, { chunk: 2 }))).toEqual(bits(J));
    }),
    options,
  );
});

test("both agree with finite differences within their bounds", () => {
  fc.assert(
    fc.property(tree, point, (t, x) => {
      const report = dt.gradcheck((v) => run(t, v), x);
      expect(report.ok ? "ok" : String(report)).toBe("ok");
    }),
    { ...options, numRuns: 25 },
  );
});

test("jvp is linear in its direction", () => {
  fc.assert(
    fc.property(tree, point, (t, x) => {
      const along = (v: Tensor): Tensor => dt.jvp((z) => run(t, z), x, v).tangent,
        [u, v] = [like(x, 1), like(x, 2)];
      close(along(u.mul(2).sub(v)), along(u).mul(2).sub(along(v)), ROUNDING);
    }),
    options,
  );
});

test("the Jacobian of a composition is the product of the Jacobians", () => {
  fc.assert(
    fc.property(tree, tree, point, (outer, inner, x) => {
      const n = x.size,
        y = run(inner, x),
        whole = dt.jacobian((v) => run(outer, run(inner, v)), x).reshape(n, n),
        [a, b] = [dt.jacobian((v) => run(outer, v), y), dt.jacobian((v) => run(inner, v), x)];
      close(whole, a.reshape(n, n).matmul(b.reshape(n, n)), ROUNDING);
    }),
    options,
  );
});

test("the Hessian of a sum is symmetric", () => {
  fc.assert(
    fc.property(tree, point, (t, x) => {
      const n = x.size,
        H = dt.hessian((v) => dt.sum(run(t, v)), x).reshape(n, n);
      close(H.T, H, ROUNDING);
    }),
    { ...options, numRuns: 30 },
  );
});
