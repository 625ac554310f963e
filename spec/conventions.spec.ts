// docs/conventions.md, line by line: first and second derivatives where a choice had to be made, in forward and in reverse
// mode and in every nesting of the two. Where the derivative has a limit the numbers are that limit; at kinks they are the
// choice.

import { clampMax, clampMin } from "./library.js";
import * as dt from "dualtensor";
import { jacobian, tensor, type Tensor } from "dualtensor";
import * as linalg from "dualtensor/linalg";
import * as nn from "dualtensor/nn";
import * as special from "dualtensor/special";

type F = (x: Tensor) => Tensor;
type Numbers = number | readonly Numbers[];
const modes = ["forward", "reverse"] as const;
/** Nested numbers in which -0 is 0. */
const plainZero = (v: Numbers): Numbers => (typeof v === "number" ? v + 0 : v.map(plainZero));
const list = (t: Tensor): Numbers => plainZero(t.toArray());

/** The Jacobian of f at x: the same in every mode and chunk. */
function first(f: F, x: Tensor): Numbers {
  const J = list(jacobian(f, x));
  expect(list(jacobian(f, x, { mode: "reverse" }))).toEqual(J);
  expect(list(jacobian(f, x, { chunk: 1 }))).toEqual(J);
  return J;
}
/** The second derivative: the same in every nesting of modes. */
function second(f: F, x: Tensor): Numbers {
  const H = list(jacobian((y) => jacobian(f, y), x));
  for (const inner of modes)
    for (const outer of modes)
      expect(list(jacobian((y) => jacobian(f, y, { mode: inner }), x, { mode: outer }))).toEqual(H);
  return H;
}
function expectDerivatives(f: F, x: Numbers, J: Numbers, H?: Numbers): void {
  expect(first(f, tensor(x as number[]))).toEqual(J);
  if (H !== undefined) expect(second(f, tensor(x as number[]))).toEqual(H);
}
/** f(x) for each element at several points: first and second derivatives there. */
type Points = readonly (readonly [x: number, d1: number, d2: number])[];
const elementwise = (name: string, f: F, points: Points): void => {
  test.each(points)(`${name} at %p: %p, %p`, (x, d1, d2) => {
    expectDerivatives(f, x, d1, d2);
  });
};
const pair =
  (f: (x: Tensor, y: Tensor) => Tensor): F =>
  ([x, y]) =>
    f(x, y);
/** A matrix of two rows. */
const m = (a: number, b: number, c: number, d: number): number[][] => [
  [a, b],
  [c, d],
];
const none = m(0, 0, 0, 0);
const oo = Infinity;

describe("kinks", () => {
  elementwise("abs", dt.abs, [[0, 0, 0]]);
  elementwise("relu", dt.relu, [[0, 0, 0]]);
  const unit: F = (x) => dt.clamp(x, -1, 1);
  elementwise("clamp", unit, [[-1, 1, 0], [1, 1, 0], [-2, 0, 0], [2, 0, 0]]); // prettier-ignore

  // prettier-ignore
  {
    elementwise("leakyRelu", (x) => nn.leakyRelu(x, 0.25), [[0, 0.25, 0]]);
    elementwise("elu", (x) => nn.elu(x, 1.5), [[0, 1.5, 0]]);
    elementwise("celu", (x) => nn.celu(x, 1.5), [[0, 1, 0]]);
    elementwise("hardtanh", nn.hardtanh, [[-1, 0, 0], [1, 0, 0]]);
    elementwise("relu6", nn.relu6, [[0, 0, 0], [6, 0, 0]]);
    elementwise("hardsigmoid", nn.hardsigmoid, [[-3, 0, 0], [3, 0, 0]]);
    elementwise("heaviside", (x) => dt.heaviside(x, 0.5), [[0, 0, 0], [1, 0, 0]]);
  }
  test("hardswish: -1/2 at -3 and 3/2 at 3", () => {
    expect(first(nn.hardswish, tensor([-3, 3]))).toEqual(m(-0.5, 0, 0, 1.5));
  });
  test("hardshrink, softshrink at ±lambd: 0", () => {
    for (const f of [nn.hardshrink, nn.softshrink]) expectDerivatives((x) => f(x, 0.5), [0.5, -0.5], none);
  });
  test("median() over ties: split evenly; along an axis to the chosen one", () => {
    expectDerivatives((x) => dt.median(x), [2, 1, 2, 2, 9], [0.333, 0, 0.333, 0.333, 0].map((v) => (v && 1 / 3))); // prettier-ignore
  });
  test("cummax, cummin over ties: all to the last", () => {
    expectDerivatives((x) => dt.cummax(x, 0).values, [2, 2], m(1, 0, 0, 1));
    expectDerivatives((x) => dt.cummin(x, 0).values, [2, 2], m(1, 0, 0, 1));
  });
  test("pooling over ties: to the first", () => {
    const pool: F = (x) => nn.maxPool1d(x.reshape([1, 2]), 2);
    expect(first(pool, tensor([3, 3]))).toEqual([[[1, 0]]]);
  });

  test("clamp beyond its bounds: the bound moves", () => {
    const f: F = ([x, lo, hi]) => dt.clamp(x, lo, hi);
    expectDerivatives(f, [0, 0, 1], [1, 0, 0]);
    expectDerivatives(f, [1, 0, 1], [1, 0, 0]);
    expectDerivatives(f, [-1, 0, 1], [0, 1, 0]);
    expectDerivatives(f, [2, 0, 1], [0, 0, 1]);
    // Bounds that cross: the upper one counts.
    expectDerivatives(f, [3, 4, 1], [0, 0, 1]);
  });

  test("maximum, minimum of equals: 1/2 each; fmax, fmin: 1 and 0", () => {
    expectDerivatives(pair(dt.maximum), [2, 2], [0.5, 0.5], none);
    expectDerivatives(pair(dt.minimum), [2, 2], [0.5, 0.5], none);
    expectDerivatives(pair(dt.fmax), [2, 2], [1, 0], none);
    expectDerivatives(pair(dt.fmin), [2, 2], [1, 0], none);
  });

  test("maximum and minimum are NaN beside NaN, fmax and fmin keep the number", () => {
    for (const x of [
      [NaN, 1],
      [1, NaN],
    ]) {
      expectDerivatives(pair(dt.maximum), x, [NaN, NaN]);
      expectDerivatives(pair(dt.minimum), x, [NaN, NaN]);
      const number = x.map((v) => (Number.isNaN(v) ? 0 : 1));
      expectDerivatives(pair(dt.fmax), x, number);
      expectDerivatives(pair(dt.fmin), x, number);
    }
  });

  test.each<[string, F]>([
    ["amax", (x) => dt.amax(x)],
    ["max", (x) => dt.max(x)],
    ["norm(x, Infinity)", (x) => dt.norm(x, Infinity)],
  ])("%s over ties: split evenly", (_name, f) => {
    const H = [0, 0, 0].map(() => [0, 0, 0]);
    expectDerivatives(f, [2, 1, 2], [0.5, 0, 0.5], H);
  });
  test.each<[string, F]>([
    ["amin", (x) => dt.amin(x)],
    ["min", (x) => dt.min(x)],
    ["norm(x, -Infinity)", (x) => dt.norm(x, -Infinity)],
  ])("%s over ties: split evenly", (_name, f) => {
    const H = [0, 0, 0].map(() => [0, 0, 0]);
    expectDerivatives(f, [1, 2, 1], [0.5, 0, 0.5], H);
  });

  test("max(dim), min(dim), sort, topk over ties: all to the first", () => {
    expectDerivatives((x) => dt.max(x, 0).values, [1, 2, 2], [0, 1, 0]);
    expectDerivatives((x) => dt.min(x, 0).values, [2, 1, 1], [0, 1, 0]);
    expectDerivatives((x) => dt.sort(x).values, [1, 1], m(1, 0, 0, 1));
    expectDerivatives((x) => dt.sort(x, { descending: true }).values, [1, 1], m(1, 0, 0, 1));
    expectDerivatives((x) => dt.topk(x, 1).values, [1, 2, 2], [[0, 1, 0]]);
    expectDerivatives((x) => dt.kthvalue(x, 2).values, [1, 1, 3], [1, 0, 0]);
    // The median's place is the middle of a stable order, as PyTorch's.
    expectDerivatives((x) => dt.median(x, 0).values, [3, 2, 2], [0, 0, 1]);
    expect(dt.argmax([1, 2, 2]).item()).toBe(1);
    expect(dt.argmin([2, 1, 1]).item()).toBe(1);
  });

  test("median() over ties: split evenly; of NaN all to it, nanmedian to the number", () => {
    expectDerivatives(
      dt.median,
      [2, 1, 2, 3],
      [0.5, 0, 0.5, 0],
      [0, 0, 0, 0].map(() => [0, 0, 0, 0]),
    );
    expectDerivatives(dt.median, [4, NaN, 3], [0, 1, 0]);
    expectDerivatives(dt.nanmedian, [4, NaN, 3], [0, 0, 1]);
  });
  test("scatterReduce of equal extremes: split evenly", () => {
    const f: F = (x) => dt.scatterReduce(x.at("0:1"), 0, [0, 0], x.at("1:"), "amax");
    expectDerivatives(f, [1, 1, 1], [[1 / 3, 1 / 3, 1 / 3]]);
  });
  test("cummax, cummin over ties: all to the last", () => {
    expectDerivatives((x) => dt.cummax(x, 0).values, [2, 2], m(1, 0, 0, 1));
    expectDerivatives((x) => dt.cummax(x, 0).values.at(2), [2, 2, 1], [0, 1, 0]);
    expectDerivatives((x) => dt.cummin(x, 0).values.at(2), [1, 1, 2], [0, 1, 0]);
  });

  test("heaviside, quotients rounded, the sign of copysign: 0; copysign at 0 too", () => {
    for (const x of [-1, 0, 2]) expectDerivatives((v) => dt.heaviside(v, 0.5), x, 0, 0);
    for (const roundingMode of ["floor", "trunc"] as const)
      expectDerivatives(
        pair((x, y) => dt.div(x, y, { roundingMode })),
        [4, 2],
        [0, 0],
        none,
      );
    expectDerivatives(pair(dt.copysign), [3, -1], [-1, 0], none);
    expectDerivatives(pair(dt.copysign), [0, -1], [0, 0], none);
  });
  test("clampMin, clampMax at their bounds: 1", () => {
    expectDerivatives(pair(clampMin), [1, 1], [1, 0], none);
    expectDerivatives(pair(clampMax), [1, 1], [1, 0], none);
  });
  test("nanToNum: 0 where a number was put", () => {
    expectDerivatives(dt.nanToNum, [NaN, Infinity, -Infinity, 2], [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 1]]); // prettier-ignore
  });

  test.each(["sign", "floor", "ceil", "round", "trunc"] as const)("%s: 0 at the steps too", (name) => {
    for (const x of [0, 0.5, 1, -1, 1.25]) expectDerivatives(dt[name], x, 0, 0);
  });
  test("round goes to the even one of two", () => {
    expect(dt.round([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]).toArray()).toEqual([-2, -2, -0, 0, 2, 2]);
  });
});

describe("running sums of exponentials", () => {
  const f: F = (x) => dt.logcumsumexp(x, 0);
  test("-Infinity weighs nothing; behind an Infinity all stays as it is", () => {
    expectDerivatives(f, [-oo, 0, -oo], [[0, 0, 0], [0, 1, 0], [0, 1, 0]]); // prettier-ignore
    expectDerivatives(f, [1, oo, 2], [[1, 0, 0], [0, NaN, 0], [0, NaN, 0]]); // prettier-ignore
  });
});

describe("norms at 0", () => {
  test.each([2, 1, 3, 1.5, 0.5, Infinity, -Infinity, 0])("norm(x, %p): 0, and so its derivative", (p) => {
    const f: F = (x) => dt.norm(x, p);
    expectDerivatives(f, [0, 0], [0, 0], none);
  });
  test.each([2, 1, 3, 0.5, Infinity, 0])("dist and cdist of order %p at 0: 0, and so its derivative", (p) => {
    expectDerivatives((x) => dt.dist(x, [1, 2], p), [1, 2], [0, 0], none);
    expectDerivatives((x) => dt.cdist(x.reshape(1, 2), [[1, 2]], p).at(0, 0), [1, 2], [0, 0], none);
  });
  test("square(norm(x)) has Hessian 0 there, sum(square(x)) has 2 I", () => {
    expectDerivatives((x) => dt.square(dt.norm(x)), [0, 0], [0, 0], none);
    expectDerivatives((x) => dt.sum(dt.square(x)), [0, 0], [0, 0], m(2, 0, 0, 2)); // prettier-ignore
  });
  test("one row of 0, one that is not", () => {
    expectDerivatives((x) => dt.norm(x, { dim: 1 }), m(0, 0, 3, 4), [none, m(0, 0, 0.6, 0.8)]);
  });
  test("no overflow on the way", () => {
    for (const scale of [2 ** 700, 2 ** -700]) {
      expect(dt.norm([3 * scale, 4 * scale]).item()).toBe(5 * scale);
      expect(first((v) => dt.norm(v), tensor([3 * scale, 4 * scale]))).toEqual([0.6, 0.8]);
      expect(dt.std([3 * scale, -3 * scale], { correction: 0 }).item()).toBe(3 * scale);
    }
    expect(dt.norm([1e200, 1e200], 3).item() / 1e200).toBeCloseTo(Math.cbrt(2), 14);
  });
  test("cdist, dist, pairwiseDistance of equal points: 0", () => {
    const zero = [[0, 0]];
    expect(first((x) => dt.dist(x, [1, 2]), tensor([1, 2]))).toEqual([0, 0]);
    expect(second((x) => dt.dist(x, [1, 2]), tensor([1, 2]))).toEqual(none);
    expect(first((x) => dt.cdist(x.reshape([1, 2]), [[1, 2]]).reshape([1]), tensor([1, 2]))).toEqual(zero);
  });
  test("hypot and atan2 at (0, 0): 0", () => {
    expectDerivatives(pair(dt.hypot), [0, 0], [0, 0], none);
    expectDerivatives(pair(dt.atan2), [0, 0], [0, 0], none);
  });
  test("std of equal values: 0; variance of one value: NaN", () => {
    expectDerivatives((x) => dt.std(x), [3, 3], [0, 0], none);
    expectDerivatives((x) => dt.variance(x), [3], [NaN]);
    expect(dt.variance([3]).item()).toBeNaN();
    expectDerivatives((x) => dt.variance(x, { correction: 0 }), [3], [0], [[0]]);
    expectDerivatives((x) => dt.std(x, { correction: 0 }), [3], [0], [[0]]);
  });
});

describe("ends of a domain", () => {
  elementwise("sqrt", dt.sqrt, [[0, oo, -oo]]);
  elementwise("x**0.5", (x) => dt.pow(x, 0.5), [[0, oo, -oo]]);
  elementwise("log", dt.log, [[0, oo, -oo]]);
  elementwise("asin", dt.asin, [[1, oo, oo], [-1, oo, -oo]]); // prettier-ignore
  elementwise("acos", dt.acos, [[1, -oo, -oo], [-1, -oo, oo]]); // prettier-ignore
  elementwise("acosh", dt.acosh, [[1, oo, -oo]]);
  elementwise("atanh", dt.atanh, [[1, oo, oo], [-1, oo, -oo]]); // prettier-ignore
  elementwise("lgamma", dt.lgamma, [[-1, NaN, oo], [0, -oo, oo]]); // prettier-ignore
  elementwise("digamma", dt.digamma, [[-2, oo, NaN], [0, oo, -oo], [-0, oo, oo]]); // prettier-ignore
  elementwise("gamma", dt.gamma, [[-1, oo, NaN], [-2, -oo, NaN], [0, -oo, oo]]); // prettier-ignore
  test("values there", () => {
    expect(dt.log(0).item()).toBe(-oo);
    expect(dt.atanh([1, -1]).toArray()).toEqual([oo, -oo]);
  });
});

describe("powers", () => {
  elementwise("x**0", (x) => dt.pow(x, 0), [[0, 0, 0]]);
  elementwise("x**1", (x) => dt.pow(x, 1), [[0, 1, 0]]);
  elementwise("x**2", (x) => dt.pow(x, 2), [[0, 0, 2]]);
  elementwise("x**2 of a tensor 2", (x) => dt.pow(x, tensor(2)), [[0, 0, 2]]);
  elementwise("x**1.5", (x) => dt.pow(x, 1.5), [[0, 0, oo]]);
  elementwise("0**y", (y) => dt.pow(0, y), [[2, 0, 0], [0, 0, 0], [-1, -oo, oo]]); // prettier-ignore

  test("at (-2, 2): ∂x = -4, ∂y = NaN, and the one never poisons the other", () => {
    expectDerivatives(pair(dt.pow), [-2, 2], [-4, NaN]);
    expectDerivatives(pair(dt.pow), [-2, 0.5], [NaN, NaN]);
    expectDerivatives((x) => dt.pow(x, 2), -2, -4, 2);
    expectDerivatives((x) => dt.pow(x, tensor(2)), -2, -4, 2);
    expectDerivatives((y) => dt.pow(-2, y), 2, NaN, NaN);
    const [dx, dy] = jacobian((x, y) => dt.pow(x, y), [tensor([-2, 3]), tensor([2, 2])]);
    expect(list(dx)).toEqual(m(-4, 0, 0, 6));
    expect(list(dy)).toEqual(m(NaN, 0, 0, 9 * Math.log(3)));
  });
});

describe("choices", () => {
  test("where: the branch not taken contributes nothing, not even NaN", () => {
    const safe: F = (x) => dt.where(dt.gt(x, 0), dt.log(x), 0);
    expectDerivatives(safe, [2, 0], m(0.5, 0, 0, 0), [m(-0.25, 0, 0, 0), none]);
    expectDerivatives(safe, [2, -1], m(0.5, 0, 0, 0), [m(-0.25, 0, 0, 0), none]);
  });
  test("maskedFill too", () => {
    const f: F = (x) => dt.maskedFill(dt.sqrt(x), [false, true], 7);
    expectDerivatives(f, [4, 0], m(0.25, 0, 0, 0), [[[-1 / 32, 0], [0, 0]], none]); // prettier-ignore
  });
  test("nansum: NaN has no derivative", () => {
    expectDerivatives((x) => dt.nansum(dt.square(x)), [3, NaN], [6, 0], m(2, 0, 0, 0)); // prettier-ignore
  });
  test("indexPut, scatter with an index twice: the last write wins; accumulated, the sum", () => {
    const put = (accumulate: boolean): F => (x) => dt.indexPut([0, 0], [[1, 1]], x, { accumulate }); // prettier-ignore
    expectDerivatives(put(false), [3, 4], m(0, 0, 0, 1));
    expectDerivatives(put(true), [3, 4], m(0, 0, 1, 1));
    expectDerivatives((x) => dt.scatter([0, 0], 0, [1, 1], x), [3, 4], m(0, 0, 0, 1));
    expectDerivatives((x) => dt.scatterAdd([0, 0], 0, [1, 1], x), [3, 4], m(0, 0, 1, 1));
  });
});

describe("products with zeros", () => {
  test("prod: the products of the others, to every order", () => {
    const f: F = (x) => dt.prod(x);
    const H = (a: number, b: number, c: number): number[][] => [[0, c, b], [c, 0, a], [b, a, 0]]; // prettier-ignore
    expectDerivatives(f, [0, 2, 3], [6, 0, 0], H(0, 2, 3));
    expectDerivatives(f, [0, 0, 3], [0, 0, 0], H(0, 0, 3));
    expectDerivatives(f, [0, 0, 0], [0, 0, 0], H(0, 0, 0));
    const third = list(jacobian((x) => jacobian((y) => jacobian(f, y), x), tensor([0, 0, 0])));
    const distinct = (i: number, j: number, k: number): number => Number(i !== j && j !== k && i !== k);
    expect(third).toEqual(
      [0, 1, 2].map((i) => [0, 1, 2].map((j) => [0, 1, 2].map((k) => distinct(i, j, k)))),
    );
  });
  test("cumprod: the running products of the others", () => {
    const f: F = (x) => dt.cumprod(x, 0);
    expectDerivatives(
      f,
      [2, 0, 5],
      [[1, 0, 0], [0, 2, 0], [0, 10, 0]], // prettier-ignore
      [
        [[0, 0, 0], [0, 0, 0], [0, 0, 0]],
        [[0, 1, 0], [1, 0, 0], [0, 0, 0]],
        [[0, 5, 0], [5, 0, 2], [0, 2, 0]],
      ], // prettier-ignore
    );
    expectDerivatives(f, [0, 0], m(1, 0, 0, 0), [none, m(0, 1, 1, 0)]);
  });
});

describe("exponentials", () => {
  test("softmax, logsumexp with -Infinity: weight 0 there", () => {
    const x = [-oo, 0, 0];
    expect(dt.softmax(x, 0).toArray()).toEqual([0, 0.5, 0.5]);
    expect(dt.logsumexp(x, 0).item()).toBe(Math.LN2);
    const C = [[0, 0, 0], [0, 0.25, -0.25], [0, -0.25, 0.25]]; // prettier-ignore
    expectDerivatives((v) => dt.logsumexp(v, 0), x, [0, 0.5, 0.5], C);
    expectDerivatives((v) => dt.softmax(v, 0), x, C);
    expectDerivatives((v) => dt.logSoftmax(v, 0), x, [[1, -0.5, -0.5], [0, 0.5, -0.5], [0, -0.5, 0.5]]); // prettier-ignore
  });
  test("all -Infinity: NaN", () => {
    const x = [-oo, -oo];
    expect(dt.softmax(x, 0).toArray()).toEqual([NaN, NaN]);
    expect(dt.logsumexp(x, 0).item()).toBe(-oo);
    expectDerivatives((v) => dt.logsumexp(v, 0), x, [NaN, NaN]);
  });
  test("in the tails to all digits: the softmax of [0, -40] as the sigmoid", () => {
    const e = Math.exp(-40);
    const x = tensor([0, -40]);
    const J = first((v) => dt.logsumexp(v, 0), x) as number[];
    const H = second((v) => dt.logsumexp(v, 0), x) as number[][];
    expect(dt.logsumexp(x, 0).item() / e).toBeCloseTo(1, 14);
    expect(J[1] / e).toBeCloseTo(1, 14);
    for (const row of H) for (const h of row) expect(Math.abs(h) / e).toBeCloseTo(1, 14);
    const [[a, b]] = first((v) => dt.logSoftmax(v, 0), x) as number[][];
    expect(a / e).toBeCloseTo(1, 14);
    expect(b / e).toBeCloseTo(-1, 14);
    expect(dt.logSoftmax(x, 0).at(0).item() / e).toBeCloseTo(-1, 14);
  });
  test("x₀ exp(-x₁) with exp overflowing", () => {
    expectDerivatives(([a, b]) => dt.mul(a, dt.exp(dt.neg(b))), [1, -1000], [oo, -oo]);
  });
});

describe("zero: a direction that does not move an input contributes nothing", () => {
  test("infinite slopes stay on the diagonal", () => {
    expectDerivatives(dt.sqrt, [0, 1], m(oo, 0, 0, 0.5));
    expectDerivatives(dt.log, [0, 2], m(oo, 0, 0, 0.5));
    expectDerivatives((x) => dt.sum(dt.sqrt(x)), [0, 1], [oo, 0.5]);
  });
  test("a product with a constant 0 keeps IEEE values", () => {
    expect(dt.mul(dt.log(0), 0).item()).toBeNaN();
  });
});

describe("matrices", () => {
  test("det of a singular matrix: the cofactors; slogdet: infinities of their signs, NaN where they are 0", () => {
    const A = m(1, 2, 2, 4);
    expectDerivatives((x) => dt.det(x), A, m(4, -2, -2, 1));
    expectDerivatives((x) => dt.slogdet(x).logabsdet, A, m(oo, -oo, -oo, oo));
    expectDerivatives((x) => dt.slogdet(x).logabsdet, m(1, 0, 0, 0), m(NaN, NaN, NaN, oo));
  });
  test("inv, solve, cholesky throw at singular and indefinite matrices", () => {
    const code = { code: "DT_SINGULAR" };
    expect(() => dt.inv(dt.zeros([2, 2]))).toThrow(expect.objectContaining(code) as Error);
    expect(() => dt.solve(dt.zeros([2, 2]), [1, 2])).toThrow(expect.objectContaining(code) as Error);
    expect(() => dt.cholesky(m(1, 2, 2, 1))).toThrow(expect.objectContaining(code) as Error);
  });
  test("eigh of equal eigenvalues: values to first order, all else NaN", () => {
    const A = tensor(m(2, 0, 0, 2));
    const values: F = (x) => linalg.eigvalsh(x);
    // The sum of both eigenvalues is the trace.
    expect(first((x) => values(x).sum(), A)).toEqual(m(1, 0, 0, 1));
    const { data } = jacobian((x: Tensor) => linalg.eigh(x).eigenvectors, A);
    expect(data.some(Number.isNaN)).toBe(true);
    expect(jacobian((x: Tensor) => jacobian(values, x), A).data.some(Number.isNaN)).toBe(true);
  });
  test("lgamma at poles: NaN, as digamma has no value there; digamma: the limit from both sides", () => {
    expect(first(dt.lgamma, tensor(-2))).toBeNaN();
    expect(special.digamma(-2).item()).toBeNaN();
    expect(first(special.digamma, tensor(-2))).toBe(oo);
  });
  test("cholesky symmetrises its argument, tangent too", () => {
    const f: F = (x) => dt.cholesky(x);
    const J = first(f, tensor(m(4, 2, 2, 5))) as number[][][][];
    for (const row of J) for (const [[, b], [c]] of row) expect(b).toBe(c);
    expect(dt.cholesky(m(4, 1, 3, 5)).toArray()).toEqual(dt.cholesky(m(4, 2, 2, 5)).toArray());
  });
});

describe("arguments", () => {
  test("a number in second place is the dimension, of norm the order", () => {
    const x = m(1, 2, 3, 4);
    for (const name of ["sum", "mean", "prod", "std", "variance"] as const)
      expect(dt[name](x, 1).toArray()).toEqual(dt[name](x, { dim: 1 }).toArray());
    for (const name of ["max", "min"] as const)
      expect(dt[name](x, 1).values.toArray()).toEqual(dt[name](x, { dim: 1 }).values.toArray());
    expect(dt.norm(x, 1).item()).toBe(10);
  });
  test("var is variance", () => {
    expect(dt.var([1, 2, 4], { correction: 0 }).item()).toBe(
      dt.variance([1, 2, 4], { correction: 0 }).item(),
    );
  });
  test("max of two tensors points to maximum", () => {
    expect(() => dt.max([1, 2], [2, 1] as unknown as number)).toThrow(/maximum\(x, y\)/);
    expect(() => dt.min([1, 2], tensor([2, 1]) as unknown as number)).toThrow(/minimum\(x, y\)/);
  });
});
