// Making tensors: shapes, element types, exact ends, and random numbers that repeat.

import {
  Tensor,
  arange,
  atan2,
  div,
  eye,
  full,
  isTensor,
  linspace,
  mul,
  ones,
  rand,
  randn,
  tensor,
  type TensorLike,
  zeros,
} from "dualtensor";

const parts = (t: Tensor): [number[], number[], string] => [[...t.shape], [...t.data], t.dtype];

describe("tensor", () => {
  // prettier-ignore
  test.each<[string, TensorLike, number[], number[], string]>([
    ["a number",            3,                                  [],        [3],             "float64"],
    ["a bool",              true,                               [],        [1],             "bool"],
    ["a vector",            [1, 2],                             [2],       [1, 2],          "float64"],
    ["a matrix",            [[1, 2, 3], [4, 5, 6]],             [2, 3],    [1, 2, 3, 4, 5, 6], "float64"],
    ["rank four",           [[[[1]], [[2]]]],                   [1, 2, 1, 1], [1, 2],       "float64"],
    ["bools",               [[true, false]],                    [1, 2],    [1, 0],          "bool"],
    ["bools and numbers",   [true, 2],                          [2],       [1, 2],          "float64"],
    ["nothing",             [],                                 [0],       [],              "float64"],
    ["rows of nothing",     [[], []],                           [2, 0],    [],              "float64"],
    ["rank three, nothing", [[[]]],                             [1, 1, 0], [],              "float64"],
    ["NaN, infinities",     [NaN, Infinity, -Infinity, -0],     [4],       [NaN, Infinity, -Infinity, -0], "float64"],
    ["words for them",      ["NaN", "Infinity", "-Infinity"] as never, [3], [NaN, Infinity, -Infinity], "float64"],
    ["arrays of typed arrays", [[1, 2], [3, 4]].map((r) => Float64Array.from(r)) as never, [2, 2], [1, 2, 3, 4], "float64"],
    ["a readonly tuple",    [[1, 2], [3, 4]] as const,          [2, 2],    [1, 2, 3, 4],    "float64"],
  ])("of %s", (_name, data, shape, numbers, dtype) => {
    expect(parts(tensor(data))).toEqual([shape, numbers, dtype]);
  });
  test("another shape, another type", () => {
    expect(parts(tensor([1, 2, 3, 4], { shape: [2, 2] }))).toEqual([[2, 2], [1, 2, 3, 4], "float64"]);
    expect(parts(tensor(5, { shape: [1, 1] }))).toEqual([[1, 1], [5], "float64"]);
    expect(parts(tensor([[1], [2]], { shape: [2] }))).toEqual([[2], [1, 2], "float64"]);
    expect(parts(tensor([0, 2, NaN], { dtype: "bool" }))).toEqual([[3], [0, 1, 1], "bool"]);
    expect(parts(tensor([1, -2], { dtype: "int32" }))).toEqual([[2], [1, -2], "int32"]);
    expect(parts(tensor([true, false], { dtype: "float64" }))).toEqual([[2], [1, 0], "float64"]);
    expect(parts(tensor([], { shape: [0, 3] }))).toEqual([[0, 3], [], "float64"]);
  });
  test("int32 holds whole numbers of 32 bits: nothing is cut off silently", () => {
    for (const v of [0.5, 2 ** 31, -(2 ** 31) - 1, NaN, Infinity])
      expect(() => tensor([v], { dtype: "int32" })).toThrow(
        expect.objectContaining({ code: "DT_OPTION" }) as Error,
      );
    expect(tensor([2 ** 31 - 1, -(2 ** 31)], { dtype: "int32" }).toArray()).toEqual([
      2 ** 31 - 1,
      -(2 ** 31),
    ]);
  });
  test("copies what it is given", () => {
    const data = Float64Array.of(1, 2),
      rows = [[1, 2]];
    const t = tensor(data),
      u = tensor(rows),
      w = tensor(t);
    data[0] = 9;
    rows[0][0] = 9;
    t.data[1] = 7;
    expect([t.toArray(), u.toArray(), w.toArray()]).toEqual([[1, 7], [[1, 2]], [1, 2]]);
  });
  test.each([
    ["a wrong count", [1, 2, 3], [2, 2], /of as many elements as \(3,\), got \(2, 2\)/],
    ["a length of -1", [1, 2], [-1], /shape to be an array of integers from 0/],
    ["fractions", [1, 2], [1.5], /shape/],
  ] as const)("%s is refused", (_name, data, shape, message) => {
    expect(() => tensor(data, { shape })).toThrow(message);
  });
  // prettier-ignore
  test.each<[string, unknown, RegExp]>([
    ["a short row",            [[1, 2], [3]],            /rows of equal length \(2, at data\[1\]\), got the array \[3\]/],
    ["a long row",             [[1], [3, 4]],            /\(1, at data\[1\]\), got the array \[3, 4\]/],
    ["a number among rows",    [[1, 2], 3],              /rows of equal length \(2, at data\[1\]\), got the number 3/],
    ["a row among numbers",    [1, [2]],                 /data\[1\] to be a number, got the array \[2\]/],
    ["deep inside",            [[[1], [2]], [[3], []]],  /\(1, at data\[1\]\[1\]\), got the array \[\]/],
  ])("ragged: %s", (_name, data, message) => {
    expect(() => tensor(data as never)).toThrow(expect.objectContaining({ code: "DT_RAGGED", message: expect.stringMatching(message) as string }) as Error);
  });
  test("foreign entries are named by their place", () => {
    expect(() =>
      tensor([
        [1, 2],
        [3, null],
      ] as never),
    ).toThrow(/^tensor: expected data\[1\]\[1\] to be a number, got null\./);
    expect(() => tensor([1, "2"] as never)).toThrow(
      /^tensor: expected data\[1\] to be a number, got the string "2"\. Convert text with Number/,
    );
    expect(() => tensor([1, undefined] as never)).toThrow(/data\[1\] to be a number, got nothing/);
    expect(() => tensor([1n] as never)).toThrow(/data\[0\] to be a number, got the bigint 1/);
  });
});

describe("filled", () => {
  test("zeros, ones, full", () => {
    expect(parts(zeros([2, 3]))).toEqual([[2, 3], [0, 0, 0, 0, 0, 0], "float64"]);
    expect(parts(zeros(2))).toEqual([[2], [0, 0], "float64"]);
    expect(parts(zeros([]))).toEqual([[], [0], "float64"]);
    expect(parts(ones([1, 2]))).toEqual([[1, 2], [1, 1], "float64"]);
    expect(parts(full([2], -Infinity))).toEqual([[2], [-Infinity, -Infinity], "float64"]);
    expect(parts(zeros([2, 0]))).toEqual([[2, 0], [], "float64"]);
  });
  test("eye", () => {
    expect(eye(2).toArray()).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(eye(2, 3).toArray()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(eye(3, 1).toArray()).toEqual([[1], [0], [0]]);
    expect(eye(0).shape).toEqual([0, 0]);
  });
  test("the shape is the tensor's own", () => {
    const shape = [2, 2],
      z = zeros(shape);
    shape[0] = 7;
    expect(z.shape).toEqual([2, 2]);
  });
  test("what memory does not hold is refused before it is made", () => {
    for (const run of [
      () => zeros([1e6, 1e6]),
      () => eye(1e6),
      () => linspace(0, 1, 1e10),
      () => arange(1e10),
      () => rand([1e5, 1e5], { seed: 1 }),
    ])
      expect(run).toThrow(expect.objectContaining({ code: "DT_SHAPE_MISMATCH" }) as Error);
  });
});

describe("ranges", () => {
  test("arange", () => {
    expect(arange(4).toArray()).toEqual([0, 1, 2, 3]);
    expect(arange(1, 4).toArray()).toEqual([1, 2, 3]);
    expect(arange(1, 2, 0.25).toArray()).toEqual([1, 1.25, 1.5, 1.75]);
    expect(arange(3, 0, -1).toArray()).toEqual([3, 2, 1]);
    expect(arange(0).toArray()).toEqual([]);
    expect(arange(0, 1, 0.1).shape).toEqual([10]);
    expect(arange(0, 1, 0.1).toArray()).toEqual(Array.from({ length: 10 }, (_, i) => i * 0.1)); // products, no running sum
    expect(() => arange(0, 3, -1)).toThrow(/a step that leads from 0 to 3/);
    expect(() => arange(0, 3, 0)).toThrow(/step/);
  });
  test("linspace has exact ends and is symmetric", () => {
    expect(linspace(0, 1, 5).toArray()).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(linspace(2, 5, 1).toArray()).toEqual([2]);
    expect(linspace(2, 5, 0).toArray()).toEqual([]);
    expect(linspace(3, 1, 3).toArray()).toEqual([3, 2, 1]);
    for (const n of [2, 7, 10, 49, 1000]) {
      const d = linspace(-0.1, 0.1, n).data;
      expect([d[0], d[n - 1]]).toEqual([-0.1, 0.1]);
      for (let i = 0; i < n >> 1; i++) expect(d[i]).toBe(-d[n - 1 - i]);
    }
  });
});

describe("random numbers", () => {
  test("repeat with their seed, differ with another", () => {
    for (const make of [rand, randn]) {
      expect(make([3, 4], { seed: 7 }).toArray()).toEqual(make([3, 4], { seed: 7 }).toArray());
      expect(make([3, 4], { seed: 7 }).toArray()).not.toEqual(make([3, 4], { seed: 8 }).toArray());
      expect(make(5, { seed: 1 }).shape).toEqual([5]);
      expect(make([], { seed: 1 }).shape).toEqual([]);
      expect(make([0, 2], { seed: 1 }).shape).toEqual([0, 2]);
      expect(() => make([2], {} as never)).toThrow(/^randn?: expected the option seed to be a whole number/);
    }
  });
  // Bounds of five standard deviations of the mean and of the variance of n draws.
  const n = 100000,
    moments = (d: Float64Array): [number, number] => {
      const mean = d.reduce((a, b) => a + b, 0) / n;
      return [mean, d.reduce((a, b) => a + (b - mean) ** 2, 0) / n];
    };
  test("rand is uniform on [0, 1)", () => {
    const { data } = rand(n, { seed: 3 }),
      [mean, variance] = moments(data);
    expect(data.every((v) => v >= 0 && v < 1)).toBe(true);
    expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / n));
    expect(new Set(data).size).toBe(n); // 53 bits: no two of 1e5 are equal
  });
  test("randn is standard normal", () => {
    const { data } = randn(n, { seed: 3 }),
      [mean, variance] = moments(data);
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
    expect(data.every(Number.isFinite)).toBe(true);
    const inside = data.filter((v) => Math.abs(v) < 1).length / n;
    expect(Math.abs(inside - 0.682689492)).toBeLessThan(5 * Math.sqrt((0.6827 * 0.3173) / n));
  });
});

test("isTensor knows tensors and nothing else", () => {
  expect(isTensor(tensor(1))).toBe(true);
  expect(tensor(1)).toBeInstanceOf(Tensor);
  for (const v of [
    1,
    [1],
    new Float64Array(1),
    { data: [1], shape: [1] },
    null,
    undefined,
    "tensor",
    Tensor,
    {},
  ])
    expect(isTensor(v)).toBe(false);
});

test("a number keeps the sign of its zero, which decides a branch, whatever came before it", () => {
  for (const zero of [0, -0, 0])
    expect([div(1, zero).item(), Object.is(mul(1, zero).item(), zero)]).toEqual([1 / zero, true]);
  expect(atan2(-0, -1).item()).toBe(-Math.PI);
  expect(atan2(0, -1).item()).toBe(Math.PI);
});
