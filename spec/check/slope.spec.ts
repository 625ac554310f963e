// Finite differences say how far they may be off. The law: |slope - closed form| <= error, for every function of the list at
// points of every magnitude, with room only for the rounding of the closed form itself.

import { ladder, slopes, type Slope } from "../../lib/check/slope.js";

function slopeAt(f: (x: number) => number, x: number): Slope {
  const reach = Math.abs(x);
  const steps = ladder(reach > 0 && reach < 1 ? [1, reach] : [reach || 1], reach * 2 ** -51);
  return slopes(Float64Array.of(f(x)), (t) => Float64Array.of(f(x + t)), steps, reach)[0];
}

/** Numbers between -1 and 1 that have nothing to do with their argument but are always the same (a hash of its bits). */
function noise(x: number): number {
  const [low, high] = new Uint32Array(Float64Array.of(x).buffer);
  let a = (low ^ Math.imul(high, 0x9e3779b1)) >>> 0;
  a = Math.imul(a ^ (a >>> 15), 0x2c1b3c6d);
  a = Math.imul(a ^ (a >>> 12), 0x297a2d39);
  return ((a ^ (a >>> 15)) >>> 0) / 2 ** 31 - 1;
}

type Case = [name: string, f: (x: number) => number, x: number, slope: number];
const { sin, cos, exp, log, sqrt, abs, max } = Math;

// prettier-ignore
const smooth: Case[] = [
  ["sin at 1",                  sin,                                1,            cos(1)],
  ["sin at 0",                  sin,                                0,            1],
  ["sin at 1e12",               sin,                                1e12,         cos(1e12)],
  ["exp at 1e-12",              exp,                                1e-12,        exp(1e-12)],
  ["x² at 1e-12",               (x) => x * x,                       1e-12,        2e-12],
  ["x³ at 1e12",                (x) => x ** 3,                      1e12,         3e24],
  ["sqrt at 1e-12",             sqrt,                               1e-12,        0.5e6],
  ["log at 1e-200",             log,                                1e-200,       1e200],
  ["log at 1e200",              log,                                1e200,        1e-200],
  ["values of 1e200",           (x) => 1e200 * sin(x),              1,            1e200 * cos(1)],
  ["values of 1e-200",          (x) => 1e-200 * sin(x),             1,            1e-200 * cos(1)],
  ["values of 1e-300",          (x) => 1e-300 * sin(x),             1,            1e-300 * cos(1)],
  ["exp(100 x)",                (x) => exp(100 * x),                1,            100 * exp(100)],
  ["exp(1e4 x)",                (x) => exp(1e4 * x),                0.01,         1e4 * exp(100)],
  ["exp(-1e4 x)",               (x) => exp(-1e4 * x),               0.01,         -1e4 * exp(-100)],
  ["exp near overflow",         exp,                                709,          exp(709)],
  ["exp near underflow",        exp,                                -700,         exp(-700)],
  ["near a pole",               (x) => 1 / (x - 1),                 1 + 2 ** -20, -(2 ** 40)],
  ["nearer a pole",             (x) => 1 / (x - 1),                 1 + 2 ** -40, -(2 ** 80)],
  ["tan near pi/2",             Math.tan,                           1.5707,       1 / cos(1.5707) ** 2],
  ["asin near 1",               Math.asin,                          1 - 2 ** -24, 1 / sqrt(1 - (1 - 2 ** -24) ** 2)],
  ["sin(1000 x)",               (x) => sin(1e3 * x),                1,            1e3 * cos(1e3)],
  ["sin(8 pi x): steps alias",  (x) => sin(8 * Math.PI * x),        1,            8 * Math.PI],
  ["a fine ripple",             (x) => x + 1e-6 * sin(1e6 * x),     1,            1 + cos(1e6)],
  ["a narrow bump",             (x) => exp(-((x * 1e4) ** 2)),      1e-5,         -2e3 * exp(-0.01)],
  ["right of a corner",         (x) => max(0, x - 1),               1 + 2 ** -30, 1],
  ["left of a corner",          (x) => max(0, x - 1),               1 - 2 ** -30, 0],
  ["left of a corner, curved",  (x) => max(0, x - 1) + sin(x),      1 - 2 ** -20, cos(1 - 2 ** -20)],
  ["abs at 1e-10",              abs,                                1e-10,        1],
  ["x⁹ at 0",                   (x) => x ** 9,                      0,            0],
  ["x |x| at 0",                (x) => x * abs(x),                  0,            0],
  ["|x|^1.5 at 0",              (x) => abs(x) ** 1.5,               0,            0],
  ["a constant",                () => 3,                            2,            0],
  ["a line",                    (x) => x / 3,                       0.1,          1 / 3],
  ["tanh at 20",                Math.tanh,                          20,           4 * exp(-40)],
  ["Runge's function",          (x) => 1 / (1 + 25 * x * x),        0.5,          -25 / 7.25 ** 2],
  ["exp(-1/x²)",                (x) => exp(-1 / (x * x)),           0.05,         (2 / 0.05 ** 3) * exp(-400)],
];

describe("the error holds", () => {
  test.each(smooth)("%s", (_name, f, x, slope) => {
    const s = slopeAt(f, x);
    expect(s.kind).toBe("smooth");
    expect(Math.abs(s.value - slope)).toBeLessThanOrEqual(s.error + 2 ** -50 * Math.abs(slope));
  });

  // prettier-ignore
  test.each<Case>([
    ["1e-3",  (x) => sin(x) + 1e-3 * noise(x),  1, cos(1)],
    ["1e-6",  (x) => sin(x) + 1e-6 * noise(x),  1, cos(1)],
    ["1e-10", (x) => exp(x) + 1e-10 * noise(x), 2, exp(2)],
  ])("under noise of %s", (_name, f, x, slope) => {
    const s = slopeAt(f, x);
    expect(Math.abs(s.value - slope)).toBeLessThanOrEqual(s.error);
    expect(s.error).toBeLessThan(0.1 * Math.abs(slope)); // noise is no excuse to say nothing
  });

  // The slopes at small scales are those of the steps in which f moves, at large scales those of the formula.
  // prettier-ignore
  test.each<Case>([
    ["(1e8 + x) - 1e8",    (x) => 1e8 + x - 1e8,           0.3,  1],
    ["(1e4 + x)² - 1e8",   (x) => (1e4 + x) ** 2 - 1e8,    0.3,  2 * (1e4 + 0.3)],
    ["(1 - cos x)/x²",     (x) => (1 - cos(x)) / (x * x),  1e-4, -1e-4 / 12],
    ["the same at 1e-6",   (x) => (1 - cos(x)) / (x * x),  1e-6, -1e-6 / 12],
    ["(exp(x) - 1)/x",     (x) => (exp(x) - 1) / x,        1e-5, 0.5 + 1e-5 / 3],
    ["sqrt(1 + x²) - 1",   (x) => sqrt(1 + x * x) - 1,     1e-8, 1e-8],
  ])("under cancellation: %s", (_name, f, x, slope) => {
    const s = slopeAt(f, x);
    expect(s.kind).toBe("steps");
    expect(Math.abs(s.value - slope)).toBeLessThanOrEqual(s.error);
  });

  test("at random points of all magnitudes, and is of use", () => {
    let state = 12345;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) | 0) / 2 ** 32 + 0.5;
    const sign = (): number => (random() < 0.5 ? 1 : -1);
    // prettier-ignore
    const list: [string, (x: number, a: number) => number, (x: number, a: number) => number, positive: boolean][] = [
      ["exp",      (x, a) => exp(a * x),                (x, a) => a * exp(a * x),                        false],
      ["log",      (x) => log(x),                       (x) => 1 / x,                                    true],
      ["sqrt",     (x) => sqrt(x),                      (x) => 0.5 / sqrt(x),                            true],
      ["pole",     (x, a) => 1 / (x - a),               (x, a) => -1 / (x - a) ** 2,                     false],
      ["cubic",    (x, a) => x * x * x - a * x + 2,     (x, a) => 3 * x * x - a,                         false],
      ["corner",   (x, a) => max(0, x - a) * x,         (x, a) => (x > a ? 2 * x - a : 0),               false],
      ["atan",     (x, a) => Math.atan(x / a),          (x, a) => 1 / a / (1 + (x / a) ** 2),            false],
      ["pow",      (x, a) => x ** a,                    (x, a) => a * x ** (a - 1),                      true],
      ["quotient", (x, a) => (x * x + a) / (1 + x * x), (x, a) => (2 * x * (1 - a)) / (1 + x * x) ** 2,  false],
    ];
    const bad: string[] = [],
      relative: number[] = [];
    for (let k = 0; k < 2700; k++) {
      const [name, f, slope, positive] = list[k % list.length];
      const far = 10 ** (random() < 0.5 ? random() * 2 - 1 : random() * 16 - 8);
      const x = random() < 0.05 && !positive ? 0 : positive ? far : sign() * far;
      const a = sign() * 10 ** (random() < 0.7 ? random() * 2 - 1 : random() * 8 - 4);
      const want = slope(x, a);
      if (!Number.isFinite(f(x, a)) || !Number.isFinite(want)) continue;
      const s = slopeAt((v) => f(v, a), x);
      // a x is rounded in the closed form as well, by half an ulp: exp carries that to a x of them.
      const rounding = 2 ** -51 * Math.abs(want) * (1 + (name === "exp" ? Math.abs(a * x) : 0));
      if (!(Math.abs(s.value - want) <= s.error + rounding))
        bad.push(`${name} at ${x}, a = ${a}: ${s.value} for ${want}, error ${s.error}`);
      if (want !== 0) relative.push(s.error / Math.abs(want));
    }
    expect(bad).toEqual([]);
    relative.sort((p, q) => p - q);
    expect(relative[relative.length >> 1]).toBeLessThan(1e-10);
  });
});

describe("points without a slope have a name", () => {
  // prettier-ignore
  test.each<[string, (x: number) => number, number, Slope["kind"], number, number]>([
    ["abs at 0",                     abs,                                       0,    "corner",   -1,         1],
    ["relu + sin at 0",              (x) => max(0, x) + sin(x),                 0,    "corner",   1,          2],
    ["|x - 0.3| exp(x) at 0.3",      (x) => abs(x - 0.3) * exp(x),              0.3,  "corner",   -exp(0.3),  exp(0.3)],
    ["max(x, x²) at 1",              (x) => max(x, x * x),                      1,    "corner",   1,          2],
    ["sqrt|x| at 0",                 (x) => sqrt(abs(x)),                       0,    "corner",   -Infinity,  Infinity],
    ["a step at 0",                  (x) => (x > 0 ? 1 : 0),                    0,    "jump",     0,          Infinity],
    ["sign at 0",                    Math.sign,                                 0,    "jump",     Infinity,   Infinity],
    ["sqrt at 0",                    sqrt,                                      0,    "edge",     NaN,        Infinity],
    ["x^1.5 at 0",                   (x) => x ** 1.5,                           0,    "edge",     NaN,        0],
    ["asin at 1",                    Math.asin,                                 1,    "edge",     Infinity,   NaN],
    ["cbrt at 0",                    Math.cbrt,                                 0,    "vertical", Infinity,   Infinity],
    ["x log|x| at 0",                (x) => (x === 0 ? 0 : x * log(abs(x))),    0,    "vertical", -Infinity,  -Infinity],
    ["log at 0",                     log,                                       0,    "none",     NaN,        NaN],
    ["log at -1",                    log,                                       -1,   "none",     NaN,        NaN],
  ])("%s", (_name, f, x, kind, left, right) => {
    const s = slopeAt(f, x);
    expect(s.kind).toBe(kind);
    // 1e-6: the slope of x^1.5 has fallen to 2^-25 at the last step.
    for (const [got, want] of [[s.left, left], [s.right, right]]) {
      if (Number.isFinite(want)) expect(Math.abs(got - want)).toBeLessThan(1e-6);
      else expect(got).toBe(want);
    }
    if (kind === "corner" && Number.isFinite(left)) {
      expect(s.value).toBeCloseTo((left + right) / 2, 6);
      expect(s.error).toBeGreaterThanOrEqual((right - left) / 2 - 1e-6);
    }
  });
});

describe("steps", () => {
  test("are powers of two, fall by four, and end at the last bits of x", () => {
    const h = ladder([3], 3 * 2 ** -51);
    expect(h.every((s) => Math.log2(s) % 1 === 0)).toBe(true);
    expect(h.every((s, i) => i === 0 || s === h[i - 1] / 4)).toBe(true);
    expect(h[0]).toBeLessThanOrEqual(3 / 2);
    expect(3 + h[h.length - 1]).not.toBe(3);
  });
  test("cover the scale of a small x and of 1", () => {
    const h = ladder([1, 1e-30], 1e-30 * 2 ** -51);
    expect(h[0]).toBe(0.25);
    expect(h[h.length - 1]).toBeLessThan(1e-43);
    expect(h.length).toBeLessThan(60);
  });
});
