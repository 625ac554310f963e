// The order of summation (lib/kernels/sum.ts), written here a second time as its text says it: a sum depends on the sequence of its
// numbers alone, whatever axes, layout, batch, chunk or seeds. How exact it is, against integers of any length.

import {
  cov,
  cumsum,
  dot,
  indexSelect,
  jacobian,
  logsumexp,
  matmul,
  mean,
  norm,
  permute,
  reshape,
  std,
  sum,
  tensor,
  variance,
  vmap,
  type Tensor,
} from "dualtensor";

const U = 2 ** -53;
/** Uniform numbers from 0 to 1 of 53 digits, by two draws of Marsaglia's xorshift32. */
function random(seed: number): () => number {
  let s = (seed * 2654435761 + 1) | 0;
  const draw = (): number => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return s >>> 0;
  };
  for (let i = 0; i < 9; i++) draw();
  return () => ((draw() >>> 6) * 2 ** 27 + (draw() >>> 5)) * U;
}
const vector = (n: number, seed: number, f: (v: number) => number = (v) => v): Float64Array => {
  const next = random(seed);
  return Float64Array.from({ length: n }, () => f(next()));
};
const normal = (v: number): number => Math.tan(3 * (v - 0.5));

// ── the order, from its text ──
/** Knuth's TwoSum by comparing sizes instead (T. J. Dekker 1971): another way to the same, exact, number. */
const lost = (a: number, b: number): number => {
  const s = a + b;
  if (!Number.isFinite(s)) return NaN;
  return Math.abs(a) >= Math.abs(b) ? b - (s - a) : a - (s - b);
};
const blockwise = (blocks: readonly number[]): number => {
  let [s, rest] = [0, 0];
  for (const b of blocks) {
    rest += lost(s, b);
    s += b;
  }
  return Number.isNaN(s + rest) ? s : s + rest;
};
const leftToRight = (x: ArrayLike<number>): number => Array.from(x).reduce((s, v) => s + v, 0);
const cut = (x: ArrayLike<number>): number[][] =>
  Array.from({ length: Math.ceil(x.length / 32) }, (_, b) => Array.from(x).slice(32 * b, 32 * b + 32));
const halved = (l: readonly number[]): number =>
  l.length === 1 ? l[0] : halved(l.slice(0, l.length / 2).map((v, i) => v + l[i + l.length / 2]));
const inLanes = (block: readonly number[]): number =>
  halved(Array.from({ length: 8 }, (_, lane) => leftToRight(block.filter((_v, i) => i % 8 === lane))));
const summed = (x: ArrayLike<number>): number =>
  x.length <= 8 ? leftToRight(x) : blockwise(cut(x).map(inLanes));
const dotted = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
  blockwise(cut(Array.from(x, (v, i) => v * y[i])).map(leftToRight));

const lengths = [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 40, 63, 64, 65, 95, 96, 97, 100, 129, 200, 1000];

describe("the order of sums", () => {
  test.each(lengths)("of %d numbers is the one written down", (n) => {
    const x = vector(n, n, normal);
    expect(sum(tensor(x)).item()).toBe(summed(x));
    expect(mean(tensor(x)).item()).toBe(summed(x) / n);
    expect(dot(tensor(x), tensor(x)).item()).toBe(dotted(x, x));
  });

  // Axes before, between and behind those that are summed.
  test.each([
    [[40, 5], [0]],
    [[5, 40], [1]],
    [[3, 40, 5], [1]],
    [
      [7, 3, 9],
      [0, 2],
    ],
    [
      [7, 3, 90],
      [0, 2],
    ],
    [
      [2, 40, 3, 5],
      [1, 3],
    ],
    [
      [4, 3, 5, 2],
      [0, 2],
    ],
    [
      [100, 1, 3],
      [0, 1],
    ],
    [
      [6, 6, 6],
      [0, 1, 2],
    ],
    [[9, 2], [0]],
    [[8, 2], [0]],
  ])("a sum of %j over %j is that of the sequence", (shape, axes) => {
    const n = shape.reduce((a, b) => a * b);
    const x = tensor(vector(n, n, normal)).reshape(shape);
    const kept = shape.map((_, d) => d).filter((d) => !axes.includes(d));
    const rows = permute(x, [...kept, ...axes]).reshape([-1, axes.reduce((p, d) => p * shape[d], 1)]);
    const want = Array.from({ length: rows.shape[0] }, (_, i) => summed(rows.at(i).data));
    expect(Array.from(sum(x, axes).data)).toEqual(want);
    expect(Array.from(sum(permute(x, [...axes, ...kept]), axes.map((_, i) => i)).data)).toEqual(want); // prettier-ignore
    expect(Array.from(vmap((v: Tensor) => sum(v))(rows).data)).toEqual(want);
  });

  test.each(lengths)("every entry of a product over %d terms is the dot product of its row and column", (n) => {
    for (const [m, p] of [[1, 1], [1, 3], [1, 9], [2, 2], [3, 9], [4, 1], [4, 2], [5, 3], [8, 5], [9, 8]]) {
      const x = tensor(vector(m * n, n + m, normal)).reshape([m, n]);
      const y = tensor(vector(n * p, n + p, normal)).reshape([n, p]);
      const want = Array.from({ length: m * p }, (_, i) => dotted(x.at(Math.floor(i / p)).data, y.T.at(i % p).data));
      expect(Array.from(matmul(x, y).data)).toEqual(want);
      const batch = (t: Tensor): Tensor => reshape(t, [1, ...t.shape]);
      expect(Array.from(matmul(batch(x), batch(y)).data)).toEqual(want);
      expect(Array.from(vmap((row: Tensor) => matmul(row, y))(x).data)).toEqual(want);
    }
  }); // prettier-ignore
});

describe("seeds in layers add as dense ones", () => {
  const n = 24;
  const alike = (f: (x: Tensor) => Tensor): void => {
    const x = tensor(vector(n, 1, normal));
    const layered = jacobian(f, x).data;
    for (const chunk of [n, 5]) expect(jacobian(f, x, { chunk }).data).toEqual(layered);
  };
  // Seeds that stand several times in a block, in several blocks, and in several layers.
  const spread = (times: number, shape: readonly number[]) => (x: Tensor) => {
    const index = Array.from({ length: n * times }, (_, i) => (i * i * 7 + i) % n);
    const w = tensor(vector(index.length, 2, normal));
    const t = indexSelect(x.mul(x), 0, index).mul(w);
    return t.add(indexSelect(x, 0, index.map((i) => (i + 1) % n)).mul(w)).reshape(shape); // prettier-ignore
  };
  test.each([
    ["all", 10, [240], [0]],
    ["rows", 10, [6, 40], [1]],
    ["columns", 10, [80, 3], [0]],
    ["short rows", 10, [30, 8], [1]],
    ["rows of one block", 10, [10, 24], [1]],
    ["axes apart", 10, [10, 4, 6], [0, 2]],
  ])("summed over %s", (_name, times, shape, axes) => {
    alike((x) => sum(spread(times, shape)(x), axes));
  });
  test.each([10, 30, 40, 80, 120])("in products over %d terms", (terms) => {
    const flat = (x: Tensor): Tensor => reshape(spread(20, [n * 20])(x), [(n * 20) / terms, terms]);
    const w = tensor(vector(terms * 3, 3, normal)).reshape([terms, 3]);
    alike((x) => matmul(flat(x), w));
    alike((x) => matmul(w.T, flat(x).T));
  });
});

describe("how exact sums are", () => {
  // Multiples of 2^-53 below 1 are whole numbers times 2^-53.
  const whole = (v: number): bigint => BigInt(v * 2 ** 53);
  const ratio = (p: bigint, q: bigint): number => {
    // To 2^-120 of the quotient at least: p / q with 200 more bits.
    return Number((p << 200n) / q) / 2 ** 200;
  };
  /** The error in units of 2^-53 of `scale`: got and exact times 2^bits are whole. */
  const off = (got: number, exact: bigint, bits: number, scale: bigint): number =>
    Math.abs(ratio(exact - (BigInt(Math.round(got * 2 ** 53)) << BigInt(bits - 53)), scale)) / U;
  const sumOf = (x: readonly bigint[]): bigint => x.reduce((a, b) => a + b, 0n);
  const magnitude = (x: readonly bigint[]): bigint => sumOf(x.map((v) => (v < 0n ? -v : v)));

  test.each([
    [1000, (v: number): number => v, 1],
    [1000, (v: number): number => v - 0.5, 1],
    [1e6, (v: number): number => v, 1],
    [1e6, (v: number): number => v - 0.5, 1],
  ])("%d numbers: within the bound", (n, f) => {
    const x = vector(n, 5, (v) => f(Math.floor(v * 2 ** 40) / 2 ** 40));
    const exact = Array.from(x, whole);
    // |Σ x| rounds once, every number goes through 6 additions of its block.
    const scale = magnitude(exact);
    expect(off(sum(tensor(x)).item(), sumOf(exact), 53, scale)).toBeLessThan(7);
    const squares = exact.map((v) => v * v);
    expect(off(dot(tensor(x), tensor(x)).item(), sumOf(squares), 106, sumOf(squares))).toBeLessThan(34);
  });

  test("the sum of a million positive numbers is right to the last bit but one", () => {
    const x = vector(1e6, 7);
    const exact = sumOf(Array.from(x, whole));
    for (const got of [
      sum(tensor(x)).item(),
      sum(tensor(x).reshape([1e6, 1]), 0).data[0],
      mean(tensor(x)).item() * 1e6,
    ])
      expect(off(got, exact, 53, exact)).toBeLessThan(2);
    // numpy: pairwise, 1 or 2
    expect(
      off(
        norm(tensor(x)).item() ** 2,
        sumOf(Array.from(x, (v) => whole(v) ** 2n)),
        106,
        sumOf(Array.from(x, (v) => whole(v) ** 2n)),
      ),
    ).toBeLessThan(4);
  });

  /** numpy's: halves down to 128 numbers, which eight sums take in turn. */
  const pairwise = (x: Float64Array): number => {
    if (x.length <= 128) {
      if (x.length < 8) return leftToRight(x);
      const r = Array.from(x.subarray(0, 8));
      let i = 8;
      for (; i < x.length - (x.length % 8); i++) r[i % 8] += x[i];
      let s = r[0] + r[1] + (r[2] + r[3]) + (r[4] + r[5] + (r[6] + r[7]));
      for (; i < x.length; i++) s += x[i];
      return s;
    }
    const half = Math.floor(x.length / 2) - (Math.floor(x.length / 2) % 8);
    return pairwise(x.subarray(0, half)) + pairwise(x.subarray(half));
  };
  test.each([
    ["uniform", 1000, 100],
    ["centred", 1000, 100],
    ["uniform", 1e5, 4],
    ["centred", 1e5, 4],
  ])("%s numbers, %d of them: at least as exact as numpy's pairwise summation", (kind, n, times) => {
    let [ours, theirs] = [0, 0];
    for (let t = 0; t < times; t++) {
      const x = vector(n, 100 + t, (v) => (kind === "uniform" ? v : v - 0.5));
      const exact = Array.from(x, whole);
      const scale = magnitude(exact);
      ours += off(sum(tensor(x)).item(), sumOf(exact), 53, scale) ** 2;
      theirs += off(pairwise(x), sumOf(exact), 53, scale) ** 2;
    }
    expect(ours).toBeLessThan(theirs);
  });

  test.each([1000, 1e5])("the variance of %d numbers near 1e8", (n) => {
    // Multiples of 2^-26 from 1e8 on are exact.
    const x = vector(n, 9, (v) => 1e8 + Math.floor(v * 2 ** 26) / 2 ** 26);
    const k = Array.from(x, (v) => BigInt(v * 2 ** 26));
    const s = sumOf(k);
    const N = BigInt(n);
    const exact = ratio(N * sumOf(k.map((v) => v * v)) - s * s, (N * (N - 1n)) << 52n);
    // Deviations and their squares are rounded, their sum and the quotient.
    expect(Math.abs(variance(tensor(x)).item() / exact - 1)).toBeLessThan(4 * 2 * U);
    expect(Math.abs(std(tensor(x)).item() / Math.sqrt(exact) - 1)).toBeLessThan(4 * 2 * U);
    expect(Math.abs(cov(tensor(x)).item() / exact - 1)).toBeLessThan(1e-12);
  });

  test("running sums go from left to right, as numpy's", () => {
    const x = vector(1000, 3, normal);
    let s = 0;
    expect(Array.from(cumsum(tensor(x), 0).data)).toEqual(Array.from(x, (v) => (s += v)));
  });

  test("of equal numbers the deviation is exactly 0", () => {
    for (const n of [3, 10, 49, 1000]) expect(std(tensor(new Float64Array(n).fill(0.1))).item()).toBe(0);
  });

  test("logsumexp of a million zeros", () => {
    expect(logsumexp(tensor(new Float64Array(1e6)), 0).item()).toBe(Math.log(1e6));
  });
});

describe("what is not finite stays what it is", () => {
  const at = (v: Readonly<Record<number, number>>): Tensor =>
    tensor(Float64Array.from({ length: 100 }, (_, i) => v[i] ?? 1));
  test.each([
    [{ 3: Infinity }, Infinity],
    [{ 70: -Infinity }, -Infinity],
    [{ 3: Infinity, 99: Infinity }, Infinity],
    [{ 3: Infinity, 70: -Infinity }, NaN],
    [{ 50: NaN }, NaN],
    [{ 3: 1.5e308, 50: 1.5e308 }, Infinity],
  ])("%j", (v, want) => {
    const x = at(v);
    const one = at({});
    expect(sum(x).item()).toBe(want);
    expect(sum(x.reshape([100, 1]), 0).data[0]).toBe(want);
    expect(dot(x, one).item()).toBe(want);
    expect(matmul(x.reshape([1, 100]), one.reshape([100, 1])).data[0]).toBe(want);
  });
});
