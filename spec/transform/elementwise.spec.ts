// derivative(f, tensor) takes every elementwise f, whatever cancels, underflows or overflows in it, and refuses every f that
// mixes elements. The derivative itself is that of each number alone.
import * as dt from "dualtensor";
import { derivative, tensor, type Tensor } from "dualtensor";
import { matrixFunction } from "dualtensor/linalg";

/** A reproducible sequence of numbers from [0, 1) (mulberry32). */
function draws(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
type Op = (x: Tensor) => Tensor;
// prettier-ignore
const one: Op[] = [
  dt.sin, dt.cos, dt.exp, dt.square, dt.tanh, dt.abs, dt.neg, dt.relu, dt.sigmoid, dt.atan, dt.floor, dt.erf, dt.softplus,
  (x) => dt.sqrt(dt.abs(x)), (x) => dt.log(dt.abs(x)), (x) => dt.pow(x, 3), (x) => dt.mul(x, 1e-200), (x) => dt.clamp(x, -1, 1),
  (x) => dt.flip(dt.flip(x, [0]), [0]), (x) => dt.reshape(dt.reshape(x, [-1, 1]), [-1]), (x) => dt.div(x, 3), (x) => dt.exp(dt.mul(x, 300)),
];
// prettier-ignore
const two: ((x: Tensor, y: Tensor) => Tensor)[] = [
  dt.add, dt.sub, dt.mul, dt.div, dt.maximum, dt.hypot, (x, y) => dt.where(dt.gt(x, y), x, y), (x, y) => dt.sub(x, y).add(y),
];
function composition(draw: () => number, depth: number): Op {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(draw() * list.length)];
  if (depth === 0) return (x) => x;
  if (draw() < 0.6) {
    const f = pick(one),
      g = composition(draw, depth - 1);
    return (x) => f(g(x));
  }
  const f = pick(two),
    [g, h] = [composition(draw, depth - 1), composition(draw, depth - 1)];
  return (x) => f(g(x), h(x));
}

test("1000 elementwise compositions: none is refused, and each element is as if alone", () => {
  const draw = draws(1);
  for (let i = 0; i < 1000; i++) {
    const f = composition(draw, 4),
      n = [2, 3, 7, 16, 33][i % 5],
      x = Array.from({ length: n }, () => (draw() < 0.1 ? 0 : 4 * draw() - 2));
    const all = derivative(f, x);
    x.forEach((v, k) => {
      const alone = derivative(f, [v]).data[0];
      expect([i, all.data[k] + 0]).toEqual([i, alone + 0]); // the sign of a zero left aside
    });
  }
});

test("what cancels is no mixture: sin² + cos² of 1000 pairs", () => {
  const draw = draws(2);
  for (let i = 0; i < 1000; i++) {
    const x = [20 * draw() - 10, 20 * draw() - 10];
    expect(() => derivative((v) => dt.sin(v).pow(2).add(dt.cos(v).pow(2)), x)).not.toThrow();
  }
});
test("inside of matrixFunction: sin² + cos² of a matrix is the identity", () => {
  const draw = draws(3);
  for (let i = 0; i < 5; i++) {
    const [a, b, c] = [draw(), draw(), draw()].map((v) => 4 * v - 2);
    const f = (A: Tensor): Tensor =>
      matrixFunction(A, (w: Tensor) => dt.square(dt.sin(w)).add(dt.square(dt.cos(w))));
    // The function is constant: its derivative is 0 up to the rounding of divided differences.
    const J = dt.jacobian(f, [
      [a, b],
      [b, c],
    ]);
    expect(Math.max(...J.data.map(Math.abs))).toBeLessThan(1e-12);
  }
});

// prettier-ignore
const mixing: readonly (readonly [string, (n: number) => Op])[] = [
  ["roll",                   () => (x) => dt.roll(x, 1)],
  ["flip",                   () => (x) => dt.flip(x, [0])],
  ["x + sum(x)",             () => (x) => dt.add(x, dt.sum(x))],
  ["x sum(x)",               () => (x) => dt.mul(x, dt.sum(x))],
  ["x - mean(x)",            () => (x) => dt.sub(x, dt.mean(x))],
  ["softmax",                () => (x) => dt.softmax(x, 0)],
  ["cumsum",                 () => (x) => dt.cumsum(x, 0)],
  ["cumprod",                () => (x) => dt.cumprod(x, 0)],
  ["x / norm(x)",            () => (x) => dt.div(x, dt.norm(x))],
  ["differences",            () => (x) => dt.sub(x, dt.roll(x, 1))],
  ["central differences",    () => (x) => dt.sub(dt.roll(x, 1), dt.roll(x, -1)).add(dt.flip(x, [0]))],
  ["matmul",                 (n) => (x) => dt.matmul(dt.rand([n, n], { seed: 5 }), x)],
  ["a tiny one",             () => (x) => dt.add(x, dt.mul(1e-300, dt.sum(x)))],
  ["one pair, up",           (n) => (x) => dt.add(x, dt.mul(x.at(0), tensor(Array.from({ length: n }, (_, i) => Number(i === n - 1)))))],
  ["one pair, down",         (n) => (x) => dt.add(x, dt.mul(x.at(-1), tensor(Array.from({ length: n }, (_, i) => Number(i === 0)))))],
  ["the largest one",        () => (x) => dt.sub(x, dt.amax(x))],
];
describe.each(mixing)("%s is refused", (_name, of) => {
  test.each([2, 3, 7, 15, 16, 33, 100])("%d elements", (n) => {
    const x = dt.randn([n], { seed: n });
    expect(() => derivative(of(n), x)).toThrow(
      expect.objectContaining({ code: "DT_NOT_ELEMENTWISE" }) as Error,
    );
  });
});
// A dense block of all seeds would be too wide: the coded seeds decide.
test("2100 elements: mixing is refused, a detour over a dense operation is not", () => {
  const x = dt.randn([2100], { seed: 1 });
  for (const f of [(v: Tensor) => dt.roll(v, 70).mul(v), (v: Tensor) => dt.add(v, dt.cumsum(v, 0))])
    expect(() => derivative(f, x)).toThrow(/alone/);
  const detour = (v: Tensor): Tensor => dt.mul(v, dt.add(dt.mul(0, dt.cumsum(v, 0)), 2));
  expect(derivative(detour, x).data.every((d) => d === 2)).toBe(true);
});
test("sort is refused where it moves something", () => {
  for (const n of [2, 5, 40])
    expect(() =>
      derivative(
        (x) => dt.sort(x).values,
        Array.from({ length: n }, (_, i) => -i),
      ),
    ).toThrow(/mixes|alone/);
});

test("in matrices, batches and derivatives of derivatives", () => {
  const x = dt.rand([4, 5], { seed: 4 });
  const cubes = (v: Tensor): Tensor => derivative((u) => derivative((w) => w.pow(3), u), v);
  cubes(x).data.forEach((v, i) => expect(v).toBeCloseTo(6 * x.data[i], 14));
  expect(dt.vmap((v: Tensor) => derivative(dt.sin, v))(dt.rand([3, 20], { seed: 5 })).shape).toEqual([3, 20]);
  for (const n of [3, 20]) {
    const rows = dt.rand([3, n], { seed: 6 });
    expect(() => dt.vmap((v: Tensor) => derivative((u) => dt.softmax(u, 0), v))(rows)).toThrow(/alone/);
    expect(() => derivative((v) => derivative((u) => dt.softmax(u, 0), v), rows.at(0))).toThrow(/alone/);
  }
  expect(derivative(dt.sin, []).shape).toEqual([0]);
});
