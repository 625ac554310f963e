// What a compiled function says of itself, and the way to a Jacobian that is counted to be the shortest.
import {
  cat,
  exp,
  grad,
  gt,
  hessian,
  inspect,
  jacobian,
  jit,
  mul,
  sin,
  stack,
  sum,
  tensor,
  type Tensor,
} from "../../lib/index.js";

const n = 12,
  x0 = tensor(Float64Array.from({ length: n }, (_, i) => 0.3 + i / 20));
/** One dense row above a diagonal. */
const arrow = (x: Tensor): Tensor => cat([stack([exp(sum(x.mul(x)))]), x.mul(x)]);
const operations = (c: unknown): number => Number(/operations: (\d+)/.exec(inspect(c))![1]);
const ways = (f: (x: Tensor) => Tensor): { chosen: string; counts: Record<string, number> } => {
  const count = (mode?: "forward" | "reverse"): [number, string] => {
    const c = jit((x: Tensor) => jacobian(f, x, mode === undefined ? {} : { mode }));
    c(x0);
    return [operations(c), inspect(c)];
  };
  const [own, text] = count();
  return {
    chosen: /jacobian: (\w+)/.exec(text)![1],
    counts: { own, forward: count("forward")[0], reverse: count("reverse")[0] },
  };
};

/** Deep enough that its tangents are many: each row of weights mixes all of x. */
const mixed = (x: Tensor, rows: number): Tensor => {
  let y = x;
  for (let k = 0; k < 3; k++) {
    const W = tensor(
      Float64Array.from({ length: n * n }, (_, i) => Math.sin(i + k)),
      { shape: [n, n] },
    );
    y = sin(W.matmul(y));
  }
  return y.at(`:${rows}`);
};

const beside = (x: Tensor): Tensor => cat([mixed(x, 1), mixed(x0.mul(x.at(0)), n)]);

test.each<[string, (x: Tensor) => Tensor, string]>([
  ["a diagonal", (x) => sin(x.mul(x)), "forward"],
  ["as many outputs as inputs", (x) => mixed(x, n), "forward"],
  ["one output of many inputs", (x) => mixed(x, 1), "reverse"],
  ["two outputs of many inputs", (x) => mixed(x, 2), "reverse"],
  ["an output of all inputs beside many of one", (x) => beside(x), "mixed"],
])("%s: the way is the one that is counted to be shorter", (_, f, want) => {
  const { chosen, counts } = ways(f);
  expect(chosen).toBe(want);
  // Within what forward mode, which has eager bits, is preferred by.
  expect(counts.own).toBeLessThanOrEqual(2 * Math.min(counts.forward, counts.reverse));
  if (want !== "forward") expect(counts.own).toBeLessThan(counts.forward);
});
test("a mode that is asked for is the mode", () => {
  const c = jit((x: Tensor) => jacobian((v: Tensor) => mixed(v, 1), x, { mode: "forward" }));
  c(x0);
  expect(inspect(c)).not.toContain("operations counted");
});
test("every way gives the same numbers", () => {
  for (const f of [arrow, (x: Tensor) => mixed(x, 2), beside]) {
    const c = jit((x: Tensor) => jacobian(f, x)),
      want = jacobian(f, x0);
    // Functions within 2 ulp and sums of twelve in another order, three times: a hundred roundings of the largest.
    const most = Math.max(...want.data.map(Math.abs));
    for (const got of [c(x0), c(x0)])
      got.data.forEach((v, i) =>
        expect(Math.abs(v - want.data[i])).toBeLessThanOrEqual(128 * 2 ** -53 * most),
      );
  }
});
test("second derivatives go over the first ones that make them shorter", () => {
  const f = (x: Tensor): Tensor => sum(arrow(x)),
    count = (mode?: "forward"): number => {
      const c = jit((x: Tensor) => hessian(f, x, mode === undefined ? {} : { mode }));
      c(x0);
      return operations(c);
    },
    overReverse = jit((x: Tensor) => jacobian((y: Tensor) => grad(f, y), x, { mode: "forward" }));
  overReverse(x0);
  expect(count()).toBeLessThanOrEqual(Math.min(count("forward"), operations(overReverse)));
});

test("the text", () => {
  const k = tensor([2, 3]);
  const c = jit(function system({ x, y }: { x: Tensor; y: Tensor }) {
    if (!gt(y, 0).item()) return { J: x, K: x };
    return {
      J: jacobian((v: Tensor) => stack([v.at(0).mul(v.at(1)), v.at(1).mul(5), v.at(0)]), x),
      K: mul(x, k),
    };
  });
  c({ x: [1, 2], y: 1 });
  c({ x: [1, 2], y: 1 });
  expect(inspect(c).split("\n")).toEqual([
    "jit(system): 2 calls, 1 recorded, 1 traces kept",
    "  trace of 3 numbers: x (2,), y ()",
    "    runs: 1, tier: wasm",
    "    jacobian: forward; operations counted: forward 3, reverse 3",
    "    operations: 3: 2 mul, 1 gt",
    "    result J of shape (3, 2): 2 of 6 entries computed, 2 constant, 2 structurally zero",
    "      xx",
    "      .c",
    "      c.",
    "    result K of shape (2,): 2 of 2 entries computed",
    "    constants: tensors of shape (2,) 2, 3",
    "    memory: 96 bytes",
    "    guards: 1: gt is true",
  ]);
});
