// jvp, jvps and derivative against closed forms, and against the Jacobian that they are parts of.

import {
  abs,
  cos,
  cumsum,
  derivative,
  exp,
  flip,
  jacobian,
  jvp,
  jvps,
  log,
  matmul,
  mul,
  pow,
  sin,
  sqrt,
  stopGradient,
  sum,
  tensor,
  where,
  gt,
  zeros,
  type Tensor,
} from "dualtensor";
import { close, from, same } from "./close.js";

describe("jvp", () => {
  test("J v, of the shape of f(x)", () => {
    const { value, tangent } = jvp((x) => x.mul(x), [1, 2, 3], [1, 0, 1]);
    close(value, [1, 4, 9]);
    close(tangent, [2, 0, 6]);
    close(
      jvp(
        (X) => matmul(X, X),
        [
          [1, 2],
          [3, 4],
        ],
        [
          [0, 1],
          [0, 0],
        ],
      ).tangent,
      [
        [3, 5],
        [0, 3],
      ],
    ); // X E + E X
    close(jvp(sum, [1, 2], [3, 5]).tangent, 8);
  });
  test("of a tuple and a record, in and out", () => {
    const two = jvp((a, b) => ({ s: mul(a, b), t: b }), [tensor([1, 2]), 3], [[1, 1], 10]);
    close(two.value.s, [3, 6]);
    close(two.tangent.s, [13, 23]); // v b + a w
    close(two.tangent.t, 10);
    const named = jvp(
      ({ a, b }) => [a.mul(b), b] as const,
      { a: tensor([1, 2]), b: 3 },
      { b: 10, a: [1, 1] },
    );
    close(named.tangent[0], [13, 23]);
    close(named.tangent[1], 10);
  });
  test("what does not depend on x, 0-dimensional, one element, empty", () => {
    close(jvp(() => tensor([1, 2]), [1], [1]).tangent, [0, 0]);
    close(jvp((a, _b) => a, [tensor(1), tensor(2)], [0, 5]).tangent, 0);
    close(jvp(sin, 1, 2).tangent, 2 * Math.cos(1));
    close(jvp(sin, [1], [2]).tangent, [2 * Math.cos(1)]);
    expect(jvp(sin, [], []).tangent.shape).toEqual([0]);
    close(jvp(sum, zeros([2, 0]), zeros([2, 0])).tangent, 0);
    expect(jvp((x) => x.at("0:0"), [1, 2], [1, 1]).tangent.shape).toEqual([0]);
  });
  test("runs f once", () => {
    const f = jest.fn((x: Tensor) => sin(x));
    jvp(
      f,
      from([100], (i) => i),
      from([100], () => 1),
    );
    expect(f).toHaveBeenCalledTimes(1);
  });
  test("a direction of zero moves nothing, not even where the slope is infinite", () => {
    close(jvp(sqrt, [0, 4], [0, 1]).tangent, [0, 0.25]);
    close(jvp(log, [0, 1], [0, 1]).tangent, [0, 1]);
  });
});

describe("jvps", () => {
  test("k directions along a first axis, one run", () => {
    const f = jest.fn((x: Tensor) => x.mul(x)),
      V = [
        [1, 0, 0],
        [0, 1, 0],
        [1, 1, 1],
        [2, 0, -1],
      ];
    const { value, tangents } = jvps(f, [1, 2, 3], V);
    close(value, [1, 4, 9]);
    close(
      tangents,
      V.map((v) => v.map((d, i) => 2 * (i + 1) * d)),
    );
    expect(f).toHaveBeenCalledTimes(1);
  });
  test("with the identity it is the transposed Jacobian", () => {
    const f = (x: Tensor): Tensor => cumsum(exp(x), 0),
      x = [0.1, 0.2, 0.3],
      I = from([3, 3], same);
    close(jvps(f, x, I).tangents, jacobian(f, x).T);
  });
  test("of structures, of nothing, of no directions", () => {
    const r = jvps(
      ({ a, b }) => [mul(a, b), a] as const,
      { a: tensor([1, 2]), b: 3 },
      {
        a: [
          [1, 0],
          [0, 0],
        ],
        b: [0, 1],
      },
    );
    close(r.tangents[0], [
      [3, 0],
      [1, 2],
    ]);
    close(r.tangents[1], [
      [1, 0],
      [0, 0],
    ]);
    close(jvps(() => tensor([5, 6]), 1, [1, 2, 3]).tangents, zeros([3, 2]));
    expect(jvps(sin, [1, 2], zeros([0, 2])).tangents.shape).toEqual([0, 2]);
    expect(jvps(sin, [], zeros([2, 0])).tangents.shape).toEqual([2, 0]);
    close(jvps(sin, 0, [1, 2]).tangents, [1, 2]);
  });
  test("as many directions for every input", () => {
    expect(() => jvps((a, b) => mul(a, b), [tensor([1]), tensor([2])], [[[1], [2]], [[1]]])).toThrow(
      /^jvps: expected V the same number of directions for every input \(2\), got \(1, 1\)/,
    );
    expect(() => jvps(sin, [1, 2], [1, 2])).toThrow(
      /^jvps: expected V to be of shape \(k, \.\.\.\) with the rest \(2,\), got \(2,\)/,
    );
  });
});

describe("derivative", () => {
  test("a number for a number", () => {
    const d: number = derivative(sin, 0.5);
    expect(d).toBe(Math.cos(0.5));
    expect(derivative((x) => pow(x, 3), 2)).toBe(12);
    expect(derivative(() => tensor(4), 2)).toBe(0);
    expect(derivative((x) => x, 2)).toBe(1);
    expect(derivative((x) => x.reshape(1).sum(), 2)).toBe(1);
  });
  test("elementwise for a tensor, of its shape", () => {
    close(
      derivative((x) => x.pow(3), [1, 2]),
      [3, 12],
    );
    close(
      derivative((x) => sin(x).mul(x), [[0.5], [1]]),
      [[Math.cos(0.5) * 0.5 + Math.sin(0.5)], [Math.cos(1) + Math.sin(1)]],
    );
    close(derivative(sin, tensor(1)), Math.cos(1));
    close(derivative(sin, [1]), [Math.cos(1)]);
    close(
      derivative((x) => mul(x, [1, 2, 3]), [1, 1, 1]),
      [1, 2, 3],
    );
    close(
      derivative((x) => where(gt(x, 0), x, x.mul(0)), [-1, 2]),
      [0, 1],
    );
    expect(derivative(sin, []).shape).toEqual([0]);
    expect(derivative(sin, zeros([2, 0])).shape).toEqual([2, 0]);
    close(
      derivative(() => tensor([1, 2]), [3, 4]),
      [0, 0],
    );
  });
  test("at points where the slope is infinite or none", () => {
    close(derivative(sqrt, [0, 4]), [Infinity, 0.25]);
    expect(derivative(log, 0)).toBe(Infinity);
    expect(derivative(abs, 0)).toBe(0);
  });
  // prettier-ignore
  test.each<[string, (x: Tensor) => Tensor]>([
    ["a sum",                        (x) => x.sum()],
    ["a running sum",                (x) => cumsum(x, 0)],
    ["a reversal",                   (x) => flip(x, 0)],
    ["a mean taken off",             (x) => x.sub(x.mean())],
    ["a product with the sum",       (x) => x.mul(x.sum())],
    ["a matrix",                     (x) => matmul([[1, 2, 0], [0, 1, 0], [0, 0, 1]], x)],
    ["a small admixture",            (x) => x.add(x.sum().mul(1e-7))],
    ["another shape",                (x) => x.reshape(3, 1)],
    ["elements that trade places",   (x) => x.at([1, 0, 2])],
    ["one that is seen by the other", (x) => where([true, true, false], x, x.at(0).mul(x.at(2)))],
  ])("is refused where f mixes elements: %s", (_name, f) => {
    expect(() => derivative(f, [0.3, 1.7, -0.4])).toThrow(expect.objectContaining({ code: "DT_NOT_ELEMENTWISE" }) as Error);
  });
  test("of derivatives, with cuts, inside other calls", () => {
    const third =
      (f: (x: Tensor) => Tensor) =>
      (x: Tensor): Tensor =>
        derivative((u) => derivative((v) => derivative(f, v), u), x);
    close(third(sin)(tensor([0.3, 2])), [-Math.cos(0.3), -Math.cos(2)]);
    expect(derivative((x) => x.mul(stopGradient(x)), 3)).toBe(3);
    close(
      jacobian((x) => derivative((y) => y.mul(y).mul(x), x), [1, 2]),
      [
        [4, 0],
        [0, 8],
      ],
    ); // d/dx of 2x·x
    close(
      derivative((x) => cos(x), [1]),
      [-Math.sin(1)],
    );
  });
});
