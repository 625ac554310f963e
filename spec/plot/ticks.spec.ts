// Ticks and places for whatever numbers there are: laws over extents from all of float64.
import { kind, amount, inkOn, luminance, PAPER, STEPS } from "../../lib/plot/colours.js";
import { extentOf, linear, logarithmic, numberText } from "../../lib/plot/ticks.js";

const values = [
  -Number.MAX_VALUE,
  -1e300,
  -1e15,
  -12345.678,
  -1,
  -0.1,
  -1e-9,
  -1e-300,
  -5e-324,
  0,
  5e-324,
  1e-310,
  1e-300,
  3e-7,
  0.3,
  1,
  1 + 2 ** -52,
  7,
  99,
  1e6,
  1e15,
  1e15 + 1,
  1e16,
  1e300,
  Number.MAX_VALUE,
];
const extents = values.flatMap((lo) =>
  values.filter((hi) => lo < hi).map((hi): [number, number] => [lo, hi]),
);

describe.each([
  ["linear", linear, extents],
  ["logarithmic", logarithmic, extents.filter(([lo]) => lo > 0)],
] as const)("%s", (_name, scale, pairs) => {
  test("ticks ascend, lie within the extent, are 2 to 20, and told apart by their labels", () => {
    for (const [lo, hi] of pairs) {
      const { ticks, label } = scale([lo, hi]),
        words = ticks.map(label);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(20);
      for (let i = 1; i < ticks.length; i++) expect(ticks[i]).toBeGreaterThan(ticks[i - 1]);
      expect(ticks.every(Number.isFinite)).toBe(true);
      // 17 digits tell any two numbers apart; a scale never has more than the extent needs.
      if (lo !== 1e15 && (hi - lo) / Math.max(Math.abs(lo), Math.abs(hi)) > 1e-12)
        expect([lo, hi, new Set(words).size]).toEqual([lo, hi, ticks.length]);
    }
  });

  test("places keep the order of numbers, from 0 to 1, and are never wild", () => {
    for (const [lo, hi] of pairs) {
      const { at } = scale([lo, hi]),
        inner = values.filter((v) => v >= lo && v <= hi).map(at);
      for (let i = 1; i < inner.length; i++) expect(inner[i]).toBeGreaterThanOrEqual(inner[i - 1]);
      for (const p of inner) {
        expect(p).toBeGreaterThanOrEqual(-1e-12);
        expect(p).toBeLessThanOrEqual(1 + 1e-12);
      }
      for (const v of values) expect(Math.abs(at(v)) <= 3 || Number.isNaN(at(v))).toBe(true);
    }
  });
});

test("linear ticks of everyday extents are the round numbers between", () => {
  expect(linear([0, 10]).ticks).toEqual([0, 2, 4, 6, 8, 10]);
  expect(linear([-0.31, 0.52]).ticks).toEqual([-0.2, 0, 0.2, 0.4]);
  expect(linear([0, 0.3], 3).ticks).toEqual([0, 0.1, 0.2, 0.3]);
  expect(linear([0, 10]).ticks.map(linear([0, 10]).label)).toEqual(["0", "2", "4", "6", "8", "10"]);
  expect(logarithmic([1e-6, 1]).ticks.map(logarithmic([1e-6, 1]).label)).toEqual([
    "10⁻⁶",
    "10⁻⁵",
    "10⁻⁴",
    "10⁻³",
    "10⁻²",
    "10⁻¹",
    "10⁰",
  ]);
});

test("the extent of anything is two different finite numbers", () => {
  for (const list of [
    [],
    [NaN],
    [Infinity, -Infinity],
    [0],
    [5e-324],
    [-Number.MAX_VALUE],
    [1e300],
    [3, NaN, 7],
  ]) {
    const [lo, hi] = extentOf([list]);
    expect(lo).toBeLessThan(hi);
    expect(Number.isFinite(lo) && Number.isFinite(hi)).toBe(true);
  }
  expect(extentOf([[3, NaN, 7, Infinity]])).toEqual([3, 7]);
});

test("numbers read as people write them", () => {
  expect([0.1 + 0.2, -2, 1e300, NaN, -Infinity, 0].map((v) => numberText(v))).toEqual([
    "0.3",
    "−2",
    "1e300",
    "NaN",
    "−∞",
    "0",
  ]);
});

describe.each(["light", "dark"] as const)("colours on %s paper", (ground) => {
  /** WCAG 2.2, 1.4.3 and 1.4.11: (L1 + .05) / (L2 + .05). */
  const contrast = (a: string, b: string): number => {
    const [x, y] = [luminance(a), luminance(b)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  };
  test("text reads with contrast 4.5 on paper and on every step of the scale", () => {
    const { paper, ink, muted } = PAPER[ground];
    expect(contrast(ink, paper)).toBeGreaterThan(4.5);
    expect(contrast(muted, paper)).toBeGreaterThan(4.5);
    for (let s = -STEPS; s <= STEPS; s++)
      expect(contrast(inkOn(amount(ground, s)), amount(ground, s))).toBeGreaterThan(4.5);
  });
  test("lines of seven kinds stand out from the paper, by 3 to 1 but for one", () => {
    const weak = Array.from({ length: 7 }, (_, i) =>
      contrast(kind(ground, i, 7), PAPER[ground].paper),
    ).filter((c) => c < 3);
    expect(weak.length).toBeLessThanOrEqual(1);
  });
  test("zero looks nearly like the paper, and either side grows away from it steadily", () => {
    expect(contrast(amount(ground, 0), PAPER[ground].paper)).toBeLessThan(1.3);
    for (const sign of [-1, 1])
      for (let s = 1; s <= STEPS; s++) {
        const [before, after] = [s - 1, s].map((k) => contrast(amount(ground, sign * k), amount(ground, 0)));
        expect(after).toBeGreaterThan(before);
      }
  });
});
