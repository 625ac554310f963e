// What stands for a tensor: typed arrays of all kinds, scijs ndarrays with stride and offset, mathjs and ml matrices, values of
// other realms. And the way back: a tensor is structurally an ndarray, and survives JSON.

import { runInNewContext } from "node:vm";
import { bignumber, matrix, sparse, zeros as mathjsZeros } from "mathjs";
import {
  add,
  grad,
  isTensor,
  jacobian,
  matmul,
  mul,
  sin,
  sum,
  tensor,
  type Tensor,
  type TensorLike,
} from "dualtensor";

const foreign = (v: unknown): TensorLike => v as TensorLike;
const array = (t: Tensor): unknown => t.toArray();

describe("typed arrays", () => {
  const kinds = [
    Float64Array,
    Float32Array,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
  ] as const;
  test.each(kinds.map((k) => [k.name, k] as const))("%s", (_name, Kind) => {
    const data = Kind.from([0, 1, 2, 3, 4, 5]);
    expect(array(tensor(data))).toEqual([0, 1, 2, 3, 4, 5]);
    expect(array(tensor(data, { shape: [2, 3] }))).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect(array(tensor(data.subarray(2, 5)))).toEqual([2, 3, 4]); // a view with an offset
    expect(array(tensor(foreign([data, data])))).toEqual([
      [0, 1, 2, 3, 4, 5],
      [0, 1, 2, 3, 4, 5],
    ]);
    expect(array(mul(data, 2))).toEqual([0, 2, 4, 6, 8, 10]);
    expect(sum(data).item()).toBe(15);
    expect(grad((x) => x.mul(x).sum(), data).toArray()).toEqual([0, 2, 4, 6, 8, 10]);
  });
  test("Node's Buffer is bytes", () => {
    expect(array(tensor(Buffer.from([1, 2, 255])))).toEqual([1, 2, 255]);
  });
  test("Float32 keeps its value, not its digits", () => {
    expect(tensor(Float32Array.of(0.1)).item()).toBe(Math.fround(0.1));
  });
  test("shared memory is copied", () => {
    const shared = new Float64Array(new SharedArrayBuffer(16));
    shared.set([1, 2]);
    const t = tensor(shared);
    shared[0] = 9;
    expect(array(t)).toEqual([1, 2]);
  });
  test.each([
    ["BigInt64Array", new BigInt64Array(2)],
    ["BigUint64Array", new BigUint64Array(2)],
    ["DataView", new DataView(new ArrayBuffer(8))],
    ["ArrayBuffer", new ArrayBuffer(8)],
  ])("%s is refused", (_name, v) => {
    expect(() => tensor(foreign(v))).toThrow(expect.objectContaining({ code: "DT_ARGUMENT" }) as Error);
  });
});

describe("{data, shape}", () => {
  test("of arrays and typed arrays", () => {
    expect(array(tensor({ data: [1, 2, 3, 4], shape: [2, 2] }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(array(add({ data: Float32Array.of(1, 2), shape: [2, 1] }, 1))).toEqual([[2], [3]]);
    expect(array(tensor({ data: [7], shape: [] }))).toBe(7);
    expect(tensor({ data: [], shape: [0, 3] }).shape).toEqual([0, 3]);
    expect(tensor({ data: [true, false], shape: [2] }).toArray()).toEqual([1, 0]);
  });
  test("a wrong count is refused", () => {
    expect(() => tensor({ data: [1, 2, 3], shape: [2, 2] })).toThrow(
      /of as many elements as \(3,\), got \(2, 2\)/,
    );
  });
});

/** An ndarray as scijs makes it: a view on data by shape, stride and offset. */
const view = (data: ArrayLike<number>, shape: number[], stride: number[], offset = 0): TensorLike =>
  foreign({ data, shape, stride, offset, dtype: "float64", get: () => 0 });
describe("ndarrays are views", () => {
  const data = Float64Array.from({ length: 12 }, (_, i) => i);
  // prettier-ignore
  test.each<[string, TensorLike, unknown]>([
    ["contiguous",        view(data, [3, 4], [4, 1]),          [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]],
    ["column-major",      view(data, [3, 4], [1, 3]),          [[0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]]],
    ["transposed",        view(data, [4, 3], [1, 4]),          [[0, 4, 8], [1, 5, 9], [2, 6, 10], [3, 7, 11]]],
    ["a block",           view(data, [2, 2], [4, 1], 5),       [[5, 6], [9, 10]]],
    ["every second",      view(data, [6], [2], 1),             [1, 3, 5, 7, 9, 11]],
    ["backwards",         view(data, [4], [-1], 3),            [3, 2, 1, 0]],
    ["both backwards",    view(data, [2, 2], [-4, -1], 11),    [[11, 10], [7, 6]]],
    ["broadcast",         view(data, [2, 3], [0, 1], 4),       [[4, 5, 6], [4, 5, 6]]],
    ["0-dimensional",     view(data, [], [], 7),               7],
    ["rank three",        view(data, [2, 3, 2], [6, 2, 1]),    [[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]]],
    ["empty",             view(data, [0, 3], [3, 1]),          []],
  ])("%s", (_name, v, want) => {
    expect(array(tensor(v))).toEqual(want);
    expect(array(mul(v, 1))).toEqual(want);
  });
  test("a view that leaves its data is refused", () => {
    expect(() => tensor(view(data, [3, 4], [4, 1], 8))).toThrow(
      expect.objectContaining({ code: "DT_ARGUMENT" }) as Error,
    );
    expect(() => tensor(view(data, [2], [-1], 0))).toThrow(
      expect.objectContaining({ code: "DT_ARGUMENT" }) as Error,
    );
    expect(() => tensor(view(data, [3, 4], [4]))).toThrow(/stride to be 2 integers/);
  });
  test("a tensor is one: data, shape, stride, offset", () => {
    const t = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect([t.data, t.shape, t.stride, t.offset]).toEqual([
      Float64Array.of(1, 2, 3, 4, 5, 6),
      [2, 3],
      [3, 1],
      0,
    ]);
    expect(
      array(tensor(foreign({ data: t.data, shape: t.shape, stride: t.stride, offset: t.offset }))),
    ).toEqual(t.toArray());
    expect(tensor(1).stride).toEqual([]);
    expect(tensor([[[1, 2]]]).stride).toEqual([2, 2, 1]);
    // What an ndarray's get would read.
    const at = (i: number, j: number): number => t.data[t.offset + i * t.stride[0] + j * t.stride[1]];
    expect(at(1, 2)).toBe(6);
  });
});

describe("matrices of other libraries", () => {
  test("mathjs: dense, sparse, empty; its numbers only", () => {
    expect(
      array(
        tensor(
          foreign(
            matrix([
              [1, 2],
              [3, 4],
            ]),
          ),
        ),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(
      array(
        tensor(
          foreign(
            sparse([
              [1, 0],
              [0, 4],
            ]),
          ),
        ),
      ),
    ).toEqual([
      [1, 0],
      [0, 4],
    ]);
    expect(
      array(
        matmul(
          foreign(
            matrix([
              [1, 2],
              [3, 4],
            ]),
          ),
          foreign(matrix([1, 1])),
        ),
      ),
    ).toEqual([3, 7]);
    expect(array(tensor(foreign(mathjsZeros(2, 3))))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(() => tensor(foreign(matrix([[bignumber(1)]])))).toThrow(/data\[0\]\[0\] to be a number/);
  });
  test("mathjs matrices make a tuple of inputs", () => {
    const [ja, jb] = jacobian((a, b) => matmul(a, b), [
      foreign(matrix([[1, 2]])),
      foreign(matrix([[3], [4]])),
    ] as unknown as [Tensor, Tensor]);
    expect([array(ja), array(jb)]).toEqual([[[[[3, 4]]]], [[[[1], [2]]]]]);
  });
  test("ml-matrix: to2DArray", () => {
    class Matrix {
      constructor(private readonly rows: number[][]) {}
      to2DArray(): number[][] {
        return this.rows.map((r) => r.slice());
      }
    }
    expect(
      array(
        tensor(
          new Matrix([
            [1, 2],
            [3, 4],
          ]),
        ),
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(array(add(new Matrix([[1, 2]]), 1))).toEqual([[2, 3]]);
  });
});

describe("other realms", () => {
  const realm = <T>(code: string): T => runInNewContext(code) as T;
  test("their arrays, typed arrays and objects are as good as ours", () => {
    expect(array(tensor(realm("[[1, 2], [3, 4]]")))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(array(tensor(realm("new Float64Array([1, 2])")))).toEqual([1, 2]);
    expect(array(tensor(realm("({ data: [1, 2], shape: [2] })")))).toEqual([1, 2]);
    expect(array(tensor(realm("[new Int32Array([1]), [2]]")))).toEqual([[1], [2]]);
    expect(
      array(
        sum(
          [
            [1, 2],
            [3, 4],
          ],
          realm<number[]>("[0, 1]"),
        ),
      ),
    ).toBe(10);
    expect(array(sum([[1, 2]], realm<{ keepdim: boolean }>("({ keepdim: true })") as never))).toEqual([[3]]);
    expect(array(tensor([1, 2, 3, 4], realm("({ shape: [2, 2] })")))).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
  test("records, tuples, options and results of f", () => {
    const J = jacobian((p) => p.a.mul(2), realm<{ a: number[] }>("({ a: [1, 2] })"));
    expect(array(J.a)).toEqual([
      [2, 0],
      [0, 2],
    ]);
    const [ja] = jacobian(
      (a, b) => mul(a, b),
      realm<(f: unknown) => [Tensor, Tensor]>("(t) => [t, new Float64Array([3])]")(tensor([2])),
    );
    expect(array(ja)).toEqual([[3]]);
    expect(jacobian(sin, [1], realm("({ chunk: 1 })")).shape).toEqual([1, 1]);
    const [first] = jacobian(realm<(x: Tensor) => readonly [Tensor, Tensor]>("(x) => [x, x]"), [1]);
    expect(array(first)).toEqual([[1]]);
    const named = jacobian(realm<(x: Tensor) => { s: Tensor }>("(x) => ({ s: x })"), [1]);
    expect(array(named.s)).toEqual([[1]]);
    expect(() => jacobian(realm<(x: Tensor) => Tensor>("async (x) => x"), [1])).toThrow(/got a promise/);
    expect(() => jacobian(realm<(x: Tensor) => Tensor>("(function* (x) { yield x; })"), [1])).toThrow(
      /got a generator/,
    );
  });
});

describe("JSON", () => {
  const back = (t: Tensor): Tensor => tensor(JSON.parse(JSON.stringify(t)) as TensorLike);
  // prettier-ignore
  test.each<[string, Tensor]>([
    ["a matrix",        tensor([[1, 2.5], [-3e-7, 4e200]])],
    ["a number",        tensor(3)],
    ["nothing",         tensor([])],
    ["rows of nothing", tensor([[], []])],
    ["what JSON lacks", tensor([NaN, Infinity, -Infinity, 1])],
    ["the last bits",   tensor([0.1 + 0.2, Number.MIN_VALUE, Number.MAX_VALUE, 2 ** -1022])],
    ["bools",           tensor([[true], [false]])],
    ["a bool",          tensor(true)],
    ["int32",           tensor([1, -2], { dtype: "int32" })],
  ])("%s comes back: shape, type and every bit", (_name, t) => {
    const again = back(t);
    expect(again.shape).toEqual(t.shape);
    expect(again.dtype).toBe(t.dtype);
    expect([...again.data]).toEqual([...t.data]);
    expect(back(again).toJSON()).toEqual(t.toJSON());
  });
  test("inside other data", () => {
    expect(JSON.stringify({ loss: tensor([1, NaN]), step: 3 })).toBe(
      '{"loss":{"shape":[2],"data":[1,"NaN"],"dtype":"float64"},"step":3}',
    );
  });
  test("structuredClone carries the parts", () => {
    const { data, shape, dtype } = tensor([[1, 2]]);
    expect(array(tensor(structuredClone({ data, shape, dtype })))).toEqual([[1, 2]]);
  });
  test("a tensor of another copy of the library is recognised by its brand", () => {
    const brand = Symbol.for("dualtensor.tensor");
    expect(isTensor({ [brand]: true })).toBe(true);
    expect((tensor(1) as unknown as Record<symbol, unknown>)[brand]).toBe(true);
  });
});

test("tensors of tfjs are asked for their numbers", () => {
  // As @tensorflow/tfjs has it: a shape, and the numbers on another device.
  const t = { shape: [2, 2], dtype: "float32", dataSync: () => Float32Array.of(1, 2, 3, 4) };
  expect(array(tensor(foreign(t)))).toEqual([[1, 2], [3, 4]]); // prettier-ignore
  expect(array(sum(foreign(t), 0))).toEqual([4, 6]);
});
