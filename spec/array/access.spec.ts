// Reading a tensor: its parts, its numbers, slices along the first axis; and the methods, which are the functions.

import * as d from "dualtensor";
import { tensor, type Tensor } from "dualtensor";

const M = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]),
  v = tensor([1, 2, 3]);
const array = (t: Tensor): unknown => t.toArray();

test("ndim, size, shape, dtype", () => {
  expect([M.ndim, M.size, M.shape, M.dtype]).toEqual([2, 6, [2, 3], "float64"]);
  const s = tensor(1),
    e = tensor([[], []]);
  expect([s.ndim, s.size, s.shape]).toEqual([0, 1, []]);
  expect([e.ndim, e.size, e.shape]).toEqual([2, 0, [2, 0]]);
});

describe("numbers", () => {
  test("item", () => {
    expect(tensor(3).item()).toBe(3);
    expect(tensor([[3]]).item()).toBe(3);
    expect(tensor(true).item()).toBe(true);
    expect(d.gt(2, 1).item()).toBe(true);
    expect(tensor([-0]).item()).toBe(-0);
    for (const t of [v, tensor([])])
      expect(() => t.item()).toThrow(/^item: expected a tensor of one element, got \((3|0),\)/);
  });
  test("toArray", () => {
    expect(array(M)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(array(tensor(3))).toBe(3);
    expect(array(tensor([[], []]))).toEqual([[], []]);
    expect(array(d.zeros([2, 0, 3]))).toEqual([[], []]);
    expect(array(d.zeros([0, 3]))).toEqual([]);
    expect(array(tensor([[true], [false]]))).toEqual([[true], [false]]);
    expect(array(tensor([[[1], [2]]]))).toEqual([[[1], [2]]]);
    const a = M.toArray<number[][]>();
    a[0][0] = 9;
    expect(M.at(0, 0).item()).toBe(1);
  });
});

describe("iteration", () => {
  test("slices along the first axis", () => {
    expect([...M].map(array)).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([...v].map((t) => t.item())).toEqual([1, 2, 3]);
    expect([...tensor([])]).toEqual([]);
    expect([...d.zeros([0, 3])]).toEqual([]);
    expect(Array.from(M, (r) => r.sum().item())).toEqual([6, 15]);
    let total = 0;
    for (const row of M) total += row.at(0).item();
    expect(total).toBe(5);
  });
  test("destructuring, spreading into arguments", () => {
    const [a, b] = v,
      [first, ...rest] = M,
      [, second] = M;
    expect([a.item(), b.item(), array(first), rest.length, array(second)]).toEqual([
      1,
      2,
      [1, 2, 3],
      1,
      [4, 5, 6],
    ]);
    expect(array(d.add(...([...M] as [Tensor, Tensor])))).toEqual([5, 7, 9]);
    const [x, y, none] = tensor([1, 2]) as unknown as [Tensor, Tensor, undefined];
    expect([x.item(), y.item(), none]).toEqual([1, 2, undefined]);
  });
  test("inside f it keeps the derivative", () => {
    const f = ([x, y]: Tensor): Tensor => x.mul(x).mul(y);
    expect(array(d.grad(f, [3, 2]))).toEqual([12, 9]);
    expect(array(d.grad((p) => [...p].reduce((s, t) => s.mul(t)), [2, 3, 4]))).toEqual([12, 8, 6]);
    expect(
      array(
        d.vmap((row: Tensor) => {
          const [a, b] = row;
          return a.mul(b);
        })([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toEqual([2, 12]);
  });
  test("a number has no slices", () => {
    expect(() => [...tensor(1)]).toThrow(
      /^iteration: expected a tensor of at least one axis, got \(\)\. Its number is x\.item\(\)/,
    );
  });
});

describe("methods are the functions", () => {
  // prettier-ignore
  const pairs: [string, () => Tensor, () => Tensor][] = [
    ["add",           () => M.add(v),                          () => d.add(M, v)],
    ["add a number",  () => M.add(1),                          () => d.add(M, 1)],
    ["add an array",  () => M.add([1, 2, 3]),                  () => d.add(M, v)],
    ["sub",           () => M.sub(v),                          () => d.sub(M, v)],
    ["mul",           () => M.mul(v),                          () => d.mul(M, v)],
    ["div",           () => M.div(v),                          () => d.div(M, v)],
    ["neg",           () => M.neg(),                           () => d.neg(M)],
    ["pow",           () => M.pow(2),                          () => d.pow(M, 2)],
    ["pow a tensor",  () => M.pow(v),                          () => d.pow(M, v)],
    ["matmul",        () => M.matmul(v),                       () => d.matmul(M, v)],
    ["T",             () => M.T,                               () => d.transpose(M, 0, 1)],
    ["T of a vector", () => v.T,                               () => v],
    ["sum",           () => M.sum(),                           () => d.sum(M)],
    ["sum dim",       () => M.sum(0),                          () => d.sum(M, 0)],
    ["sum dims",      () => M.sum([0, 1]),                     () => d.sum(M, [0, 1])],
    ["sum keepdim",   () => M.sum(-1, { keepdim: true }),      () => d.sum(M, -1, { keepdim: true })],
    ["mean",          () => M.mean(),                          () => d.mean(M)],
    ["mean dim",      () => M.mean(1, { keepdim: true }),      () => d.mean(M, 1, true)],
    ["reshape",       () => M.reshape(3, 2),                   () => d.reshape(M, [3, 2])],
    ["reshape array", () => M.reshape([3, -1]),                () => d.reshape(M, [3, 2])],
    ["reshape to ()", () => tensor([[5]]).reshape(),           () => tensor(5)],
    ["transpose",     () => M.transpose(0, -1),                () => d.transpose(M, 0, 1)],
  ];
  test.each(pairs)("%s", (_name, method, call) => {
    expect(method().shape).toEqual(call().shape);
    expect(array(method())).toEqual(array(call()));
  });
  test("formulas read either way", () => {
    expect(array(d.jacobian((x) => x.mul(x).sum(), v))).toEqual(
      array(d.jacobian((x) => d.sum(d.mul(x, x)), v)),
    );
  });
  test("nothing changes the tensor", () => {
    const before = array(M);
    for (const [, method] of pairs) method();
    expect(array(M)).toEqual(before);
  });
  test("equal tensors are told apart by identity only; truth is no guess", () => {
    expect(tensor(1) === tensor(1)).toBe(false);
    expect(d.eq(tensor(1), tensor(1)).item()).toBe(true);
    expect(Boolean(tensor(0))).toBe(true); // JavaScript asks nobody: use item()
  });
});

describe("at", () => {
  const Z = d.reshape(d.arange(24), [2, 3, 4]),
    z = (i: number, j: number, k: number): number => i * 12 + j * 4 + k;
  // prettier-ignore
  test.each<[string, () => Tensor, unknown]>([
    ["a number takes an entry and drops the axis", () => Z.at(1, 2, 3), z(1, 2, 3)],
    ["from the end",       () => Z.at(-1, -1, -4),          z(1, 2, 0)],
    ["fewer than axes",    () => Z.at(1, 0),                [0, 1, 2, 3].map((k) => z(1, 0, k))],
    ["a range keeps it",   () => Z.at(0, "1:3", 0),         [z(0, 1, 0), z(0, 2, 0)]],
    ["open ranges",        () => v.at(":-1"),               [1, 2]],
    ["a step",             () => d.arange(7).at("1::2"),    [1, 3, 5]],
    ["backwards",          () => v.at("::-1"),              [3, 2, 1]],
    ["all",                () => v.at(":"),                 [1, 2, 3]],
    ["an empty range",     () => v.at("2:1"),               []],
    ["beyond the end",     () => v.at("1:99"),              [2, 3]],
    ["a new axis",         () => v.at(null),                [[1, 2, 3]]],
    ["a new axis behind",  () => v.at(":", null),           [[1], [2], [3]]],
    ["dots",               () => Z.at("...", 0),            [[0, 4, 8], [12, 16, 20]]],
    ["a list of entries",  () => v.at([2, 0, 2]),           [3, 1, 3]],
    ["a mask",             () => v.at([true, false, true]), [1, 3]],
    ["a computed mask",    () => v.at(d.gt(v, 1)),          [2, 3]],
    ["nothing",            () => v.at(),                    [1, 2, 3]],
  ])("%s", (_name, run, want) => {
    expect(array(run())).toEqual(want);
  });
  test.each<[string, () => unknown, string]>([
    ["an index beyond the end", () => v.at(3), "DT_INDEX"],
    ["below the start", () => v.at(-4), "DT_INDEX"],
    ["a fraction", () => v.at(0.5), "DT_INDEX"],
    ["too many", () => v.at(0, 0), "DT_AXIS"],
    ["of a number", () => tensor(1).at(0), "DT_AXIS"],
    ["text that is no range", () => v.at("first"), "DT_ARGUMENT"],
    ["a step of zero", () => v.at("::0"), "DT_ARGUMENT"],
  ])("%s is refused", (_name, run, code) => {
    expect(run).toThrow(expect.objectContaining({ code }) as Error);
  });
});
