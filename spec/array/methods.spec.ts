// A method is its function with the tensor in front, whatever comes: the same results, and the same errors.
import * as d from "dualtensor";
import { DualTensorError, tensor, type Tensor } from "dualtensor";

type Call = (...args: unknown[]) => unknown;
const names = Object.getOwnPropertyNames(d.Tensor.prototype).filter((name) => Object.hasOwn(d, name));
const M = tensor([
  [7, 2, 3],
  [4, 5, 6],
]);
const operands: readonly unknown[] = [
  2,
  [1, 2, 3],
  [3, 2],
  [1, 0],
  { alpha: 2 },
  { roundingMode: "floor" },
  { roundingMode: "up" },
  { keepdim: true },
  { dim: 0 },
  { dim: -1, keepdim: true },
  { axis: 1 },
  0,
  -1,
  true,
  null,
  undefined,
  "x",
  tensor([[1], [2]]),
];
const calls: unknown[][] = [
  [],
  ...operands.map((a) => [a]),
  ...operands.flatMap((a) => operands.map((b) => [a, b])),
];
const threes = calls
  .filter((c) => c.length === 2)
  .flatMap((c) => [
    [...c, 1],
    [...c, { keepdim: true }],
  ]);

const answer = (f: () => unknown): unknown => {
  try {
    return String(f());
  } catch (e) {
    if (!(e instanceof DualTensorError)) throw e;
    return `${e.code} ${e.message}`;
  }
};

test("the methods are known", () => {
  expect([...names].sort()).toEqual(
    ["add", "sub", "mul", "div", "neg", "pow", "matmul", "sum", "mean", "reshape", "transpose"].sort(),
  );
});

test.each(names)("%s", (name) => {
  const f = (d as unknown as Record<string, Call>)[name],
    method = (M as unknown as Record<string, Call>)[name];
  for (const args of [...calls, ...threes]) {
    // reshape also takes its lengths one by one.
    const own = name === "reshape" && (args.length === 0 || typeof args[0] !== "object") ? [args] : args;
    expect([args, answer(() => method.apply(M, args))]).toEqual([args, answer(() => f(M, ...own))]);
  }
});

test("options count, and what nobody takes is refused", () => {
  expect(M.add(M, { alpha: 2 }).at(0, 0).item()).toBe(21);
  expect(tensor([7]).div(2, { roundingMode: "floor" }).item()).toBe(3);
  expect(() => (M.mul as Call)(M, M)).toThrow("mul: expected at most 2 arguments");
  expect(() => (M.neg as Call).call(M, 3)).toThrow("neg: expected at most 1 argument");
  expect(() => (M.add as Call).call(M, 1, { beta: 2 })).toThrow("options among alpha");
});

describe("length", () => {
  test("is that of the first axis, so that a loop runs over it", () => {
    const squares = (v: Tensor): Tensor => {
      let s: Tensor = tensor(0);
      for (let i = 0; i < v.length; i++) s = d.add(s, d.mul(v.at(i), v.at(i)));
      return s;
    };
    expect(d.grad(squares, [2, 3]).toArray()).toEqual([4, 6]);
    expect([M.length, tensor([]).length, d.zeros([0, 3]).length]).toEqual([2, 0, 0]);
    expect(
      d
        .vmap((x: Tensor) => d.mul(d.sum(x), x.length))([[1, 2, 3]])
        .toArray(),
    ).toEqual([18]);
  });
  test("of a tensor without axes is an error", () => {
    expect(() => tensor(1).length).toThrow("length: expected a tensor of at least one axis");
  });
  test("makes no array of a tensor", () => {
    expect(Array.isArray(M)).toBe(false);
    expect(Array.from(M).map((row) => row.toArray())).toEqual(M.toArray());
    expect([...M][1].toArray()).toEqual([4, 5, 6]);
    expect(([] as unknown[]).concat(M)).toHaveLength(1);
    expect(d.isTensor(M)).toBe(true);
    expect(tensor(M).toArray()).toEqual(M.toArray());
    expect(() => Float64Array.from(M as unknown as ArrayLike<number>)).toThrow(DualTensorError);
  });
});
