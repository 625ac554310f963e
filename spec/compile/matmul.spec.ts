// The product of matrices in WebAssembly against the order of all products, written out: blocks of 32 terms from left to right,
// blocks with what their additions round off.

import { fastProduct } from "../../lib/compile/wasm/matmul";
import { matmul, useProduct } from "../../lib/kernels/matmul";

const lost = (a: number, b: number, s: number) => {
  const c = s - a;
  return a - (s - c) + (b - c);
};
function inOrder(a: Float64Array, b: Float64Array, m: number, n: number, p: number): number[] {
  return Array.from({ length: m * p }, (_, e) => {
    const [i, j] = [Math.floor(e / p), e % p];
    let [sum, rest] = [0, 0];
    for (let start = 0; start < n; start += 32) {
      let block = 0;
      for (let k = start; k < Math.min(n, start + 32); k++) block += a[i * n + k] * b[k * p + j];
      const t = sum + block;
      if (start > 0) rest += lost(sum, block, t);
      sum = t;
    }
    return Number.isNaN(sum + rest) ? sum : sum + rest;
  });
}
const random = (n: number, seed: number) =>
  Float64Array.from({ length: n }, () => (seed = (seed * 16807) % 2147483647) / 2147483647 - 0.5);

test.each([
  [1, 1, 1],
  [3, 5, 7],
  [4, 32, 4],
  [5, 33, 6],
  [9, 100, 13],
  [17, 65, 31],
  [40, 64, 40],
])("%d x %d times %d columns, to the bit", (m, n, p) => {
  const [a, b] = [random(m * n, 7), random(n * p, 11)];
  const c = new Float64Array(m * p + 2).fill(3);
  expect(fastProduct(a, 0, b, 0, c, 1, m, n, p)).toBe(true);
  expect([...c]).toEqual([3, ...inOrder(a, b, m, n, p), 3]);
  const turned = Float64Array.from(b, (_, i) => b[(i % n) * p + Math.floor(i / n)]);
  expect(fastProduct(a, 0, turned, 0, c, 1, m, n, p, true)).toBe(true);
  expect([...c]).toEqual([3, ...inOrder(a, b, m, n, p), 3]);
});
test("Infinity, NaN and signs of zeros", () => {
  const [m, n, p] = [6, 70, 5];
  const [a, b] = [random(m * n, 3), random(n * p, 5)];
  a[0] = Infinity;
  a[n + 40] = NaN;
  a[2 * n + 69] = -Infinity;
  a.fill(-0, 3 * n, 4 * n);
  a.fill(1e300, 4 * n, 5 * n);
  b.fill(1e300, 0, p);
  const c = new Float64Array(m * p);
  fastProduct(a, 0, b, 0, c, 0, m, n, p);
  expect([...c]).toEqual(inOrder(a, b, m, n, p));
});
test("a larger product after a smaller one, and the smaller one again", () => {
  for (const n of [8, 150, 8]) {
    const [a, b] = [random(n * n, n), random(n * n, n + 1)];
    const c = new Float64Array(n * n);
    fastProduct(a, 0, b, 0, c, 0, n, n, n);
    expect([...c]).toEqual(inOrder(a, b, n, n, n));
  }
});
test("products of tensors have the same bits with it and without", () => {
  for (const [m, n, p] of [
    [32, 32, 32],
    [5, 300, 40],
    [70, 33, 65],
    [64, 9, 64],
  ]) {
    const x = { shape: [m, n], data: random(m * n, 3) };
    const y = { shape: [n, p], data: random(n * p, 4) };
    x.data[7] = NaN;
    const both = [fastProduct, null].map((f) => {
      useProduct(f);
      return [...matmul(x, y, [], false)];
    });
    useProduct(null);
    expect(both[0]).toEqual(both[1]);
  }
});
