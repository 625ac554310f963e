// Gradients and pullbacks against closed forms; push and pull are each other's transpose, however often they are called.

import {
  cos,
  exp,
  grad,
  jacobian,
  linearize,
  log,
  matmul,
  mul,
  sin,
  sqrt,
  stopGradient,
  sum,
  tensor,
  valueAndGrad,
  vjp,
  zeros,
  type Tensor,
} from "dualtensor";
import { close, from } from "./close.js";

const modes = [
  {},
  { mode: "reverse" },
  { mode: "forward" },
  { mode: "forward", chunk: 1 },
  { mode: "auto" },
] as const;

describe.each(modes)("grad, %j", (options) => {
  test("has the shape of its input", () => {
    close(
      grad((x) => x.mul(x).sum(), [1, 2, 3], options),
      [2, 4, 6],
    );
    close(
      grad(
        (X) =>
          mul(X, [
            [1, 2],
            [3, 4],
          ]).sum(),
        zeros([2, 2]),
        options,
      ),
      [
        [1, 2],
        [3, 4],
      ],
    );
    close(
      grad((x) => sin(x), 1, options),
      Math.cos(1),
    );
    close(
      grad((x) => sum(exp(x)), [[[0.5]]], options),
      [[[Math.exp(0.5)]]],
    );
  });
  test("of one element of any rank", () => {
    close(
      grad((x) => x.mul(x).sum().reshape(1, 1), [1, 2], options),
      [2, 4],
    );
    close(
      grad((x) => x.mul(x), [3], options),
      [6],
    );
  });
  test("of tuples and records", () => {
    const [ga, gb] = grad((a, b) => mul(a, b).sum(), [tensor([1, 2]), tensor([[3], [4]])], options);
    close(ga, [7, 7]);
    close(gb, [[3], [3]]);
    const g = grad(({ w, b }) => matmul(w, [1, 2]).add(b).sum(), { w: zeros([3, 2]), b: 1 }, options);
    close(g.w, [
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    close(g.b, 3);
  });
  test("zeros for what f ignores, and for constants", () => {
    const [ga, gb] = grad((a, _b) => a.sum(), [tensor([1, 2]), tensor([[1]])], options);
    close(ga, [1, 1]);
    close(gb, [[0]]);
    close(
      grad(() => tensor(3), [1, 2], options),
      [0, 0],
    );
    close(
      grad((x) => stopGradient(x).sum(), [1, 2], options),
      [0, 0],
    );
  });
  test("empty", () => {
    close(grad(sum, [], options), []);
    expect(grad((x) => x.sum().add(1), zeros([2, 0]), options).shape).toEqual([2, 0]);
  });
  test("log of a sum of exponentials is softmax", () => {
    const x = [0.5, -1, 2],
      z = x.reduce((s, v) => s + Math.exp(v), 0);
    close(
      grad((v) => log(sum(exp(v))), x, options),
      x.map((v) => Math.exp(v) / z),
    );
  });
  test("with its value", () => {
    const { value, grad: g } = valueAndGrad((a, b) => mul(a, b).sum(), [tensor([1, 2]), 3], options);
    close(value, 9);
    close(g[0], [3, 3]);
    close(g[1], 3);
    expect(valueAndGrad(sum, [1, 2], options).value.shape).toEqual([]);
  });
  test("is refused for vectors and for several outputs", () => {
    expect(() => grad((x) => x, [1, 2], options)).toThrow(
      expect.objectContaining({ code: "DT_NOT_SCALAR", details: { shape: [2] } }) as Error,
    );
    expect(() => grad((x) => x, [], options)).toThrow(/got an output of shape \(0,\)/);
    expect(() => grad(((x: Tensor) => [x.sum(), x.sum()]) as never, [1, 2], options)).toThrow(
      /got 2 outputs/,
    );
  });
});

test("grad runs f once, whatever the size of x", () => {
  const f = jest.fn((x: Tensor) => x.mul(x).sum());
  grad(
    f,
    from([300], (i) => i),
  );
  expect(f).toHaveBeenCalledTimes(1);
});

test("a long tape needs no stack", () => {
  const f = (x: Tensor): Tensor => {
    let y = x;
    for (let i = 0; i < 20000; i++) y = y.add(1);
    return y;
  };
  close(grad(f, 1), 1);
});

describe("vjp", () => {
  test("pull is the transposed Jacobian, for any structure", () => {
    const { value, pull } = vjp((a, b) => ({ s: mul(a, b), t: a.sum() }), [tensor([1, 2]), tensor(3)]);
    close(value.s, [3, 6]);
    close(value.t, 3);
    const [ga, gb] = pull({ s: [1, 10], t: 100 });
    close(ga, [103, 130]);
    close(gb, 21);
    const named = vjp(({ u, v }) => [u.mul(v), v] as const, { u: tensor([1, 2]), v: tensor([3, 4]) }).pull([
      [1, 1],
      [0, 1],
    ]);
    close(named.u, [3, 4]);
    close(named.v, [1, 3]);
  });
  test("many times, without running f again, in any order", () => {
    const f = jest.fn((x: Tensor) => sin(x).mul(x.sum())),
      x = [0.5, 1, 2];
    const { pull } = vjp(f, x),
      J = jacobian(f, x).toArray<number[][]>();
    f.mockClear();
    for (const w of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 2, 3],
      [0, 0, 0],
      [1, 0, 0],
    ])
      close(
        pull(w),
        [0, 1, 2].map((j) => w.reduce((s, v, i) => s + v * J[i][j], 0)),
      );
    expect(f).not.toHaveBeenCalled();
  });
  test("zero cotangents annihilate, constants and empty tensors pull zeros", () => {
    close(vjp(sqrt, [0, 4]).pull([0, 1]), [0, 0.25]);
    close(vjp(() => tensor([1, 2]), [3]).pull([1, 1]), [0]);
    close(vjp(sin, []).pull([]), []);
    close(vjp((x) => x.at("0:0"), [1, 2]).pull([]), [0, 0]);
    close(vjp((x) => x, [1, 2]).pull([5, 6]), [5, 6]);
    close(
      vjp((x) => [x, x] as const, [1, 2]).pull([
        [5, 6],
        [1, 1],
      ]),
      [6, 7],
    );
  });
  test("pull is differentiable: in its cotangent and in x", () => {
    close(
      jacobian((w) => vjp(sin, [0.5, 1]).pull(w), [1, 1]),
      [
        [Math.cos(0.5), 0],
        [0, Math.cos(1)],
      ],
    );
    close(
      jacobian((x) => vjp(sin, x).pull([1, 1]), [0.5, 1]),
      [
        [-Math.sin(0.5), 0],
        [0, -Math.sin(1)],
      ],
    );
  });
});

describe("linearize", () => {
  const f = (x: Tensor, y: Tensor): { s: Tensor; t: Tensor } => ({ s: mul(sin(x), y), t: matmul(x, x) });
  const x = tensor([0.5, 1, 2]),
    y = tensor(3);
  test("push and pull from one run, each many times, interleaved", () => {
    const g = jest.fn(f),
      { value, push, pull } = linearize((a, b) => g(a, b), [x, y]);
    close(
      value.s,
      [0.5, 1, 2].map((v) => 3 * Math.sin(v)),
    );
    const J = jacobian((a, b) => f(a, b), [x, y]);
    for (let round = 0; round < 3; round++) {
      const v = [round + 1, -1, 0.5],
        w = round - 1;
      const dot = push([v, w]);
      close(dot.s, matmul(J.s[0], v).add(mul(J.s[1], w)));
      close(dot.t, matmul(J.t[0], v));
      const u = [1, round, -2],
        bars = pull({ s: u, t: round });
      close(bars[0], matmul(u, J.s[0]).add(mul(round, J.t[0])));
      close(bars[1], matmul(u, J.s[1]));
      // <u, J v> = <Jᵀ u, v>
      const left = sum(mul(u, dot.s)).item() + round * dot.t.item(),
        right = sum(mul(bars[0], v)).item() + bars[1].item() * w;
      expect(Math.abs(left - right)).toBeLessThanOrEqual(2 ** -48 * (Math.abs(left) + 10));
    }
    expect(g).toHaveBeenCalledTimes(1);
  });
  test("of records, constants, empty and 0-dimensional tensors", () => {
    const lin = linearize((p) => [p.a.mul(p.b), tensor([7])] as const, { a: tensor([1, 2]), b: 3 });
    const [s, c] = lin.push({ a: [1, 1], b: 10 });
    close(s, [13, 23]);
    close(c, [0]);
    const bars = lin.pull([[1, 1], [5]]);
    close(bars.a, [3, 3]);
    close(bars.b, 3);
    expect(linearize(sin, []).push([]).shape).toEqual([0]);
    expect(linearize(sin, []).pull([]).shape).toEqual([0]);
    close(linearize(cos, 1).push(2), -2 * Math.sin(1));
    close(linearize((v) => v, [1, 2]).push([3, 4]), [3, 4]);
  });
  test("inside another transformation", () => {
    close(
      jacobian((v) => linearize(sin, v).push([1, 1]), [0.5, 1]),
      [
        [-Math.sin(0.5), 0],
        [0, -Math.sin(1)],
      ],
    );
    close(
      grad(
        (v) =>
          linearize((u) => u.mul(u), v)
            .push(v)
            .sum(),
        [1, 2],
      ),
      [4, 8],
    ); // sum of 2 v²
  });
  test("directions are checked, and called by their names", () => {
    const { push, pull } = linearize((p) => ({ s: p.a }), { a: tensor([1, 2]) });
    expect(() => push({ a: [1] })).toThrow(
      /^linearize\.push: expected v\.a to be of shape \(2,\), got \(1,\)/,
    );
    expect(() => push({ a: [1, 2], b: 1 } as never)).toThrow(
      /^linearize\.push: expected v to be a record of a, got also b/,
    );
    expect(() => pull({} as never)).toThrow(/^linearize\.pull: expected the argument ybar\.s/);
    expect(() => pull([1, 2] as never)).toThrow(
      /^linearize\.pull: expected ybar to be a record of s, got an array/,
    );
  });
});
