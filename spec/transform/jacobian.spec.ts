// J[i..., j...] = df(x)[i...] / dx[j...], against closed forms: every structure of inputs and outputs, every rank, both modes.

import {
  cumsum,
  exp,
  jacobian,
  jacobianColumns,
  matmul,
  mul,
  permute,
  sin,
  solve,
  sum,
  tensor,
  valueAndJacobian,
  where,
  zeros,
  type Options,
  type Tensor,
} from "dualtensor";
import { close, from, same } from "./close.js";

/** Options change the cost, never the answer: each law is asked with each of these. */
const ways: [string, Options][] = [
  ["forward", {}],
  ["forward, chunk 1", { chunk: 1 }],
  ["forward, chunk 2", { chunk: 2 }],
  ["forward, 64 bytes", { maxBytes: 64 }],
  ["reverse", { mode: "reverse" }],
  ["reverse, chunk 2", { mode: "reverse", chunk: 2 }],
  ["reverse, 64 bytes", { mode: "reverse", maxBytes: 64 }],
  ["auto", { mode: "auto" }],
];
const A = [
  [1, -2, 0.5],
  [3, 4, -1],
];
const M = tensor(A);

describe.each(ways)("%s", (_way, options) => {
  test("the question this library comes from: b -> a * b", () => {
    const a = tensor([1, 2, 3]),
      b = tensor([4, 5, 6]);
    close(
      jacobian((x) => mul(a, x), b, options),
      [
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 3],
      ],
    );
  });
  test("of a linear map it is the matrix", () => {
    close(
      jacobian((x) => matmul(M, x), [0.3, 0.7, -1], options),
      A,
    );
    close(
      jacobian((x) => matmul(x, M), [0.3, 0.7], options),
      M.T,
    );
  });
  test("of matrices: four axes", () => {
    // (A X)[i, j] by X[k, l] is A[i, k] d(j, l).
    close(
      jacobian((X) => matmul(M, X), zeros([3, 2]), options),
      from([2, 2, 3, 2], (i, j, k, l) => A[i][k] * same(j, l)),
    );
    // The transpose.
    close(
      jacobian((X) => X.T, zeros([2, 3]), options),
      from([3, 2, 2, 3], (i, j, k, l) => same(i, l) * same(j, k)),
    );
  });
  test("of a rank three input: three and three axes", () => {
    close(
      jacobian((x) => permute(x, [2, 0, 1]), zeros([2, 1, 2]), options),
      from([2, 2, 1, 2, 1, 2], (a, b, c, i, j, k) => same(a, k) * same(b, i) * same(c, j)),
    );
  });
  test("of functions that mix elements", () => {
    const x = [0.5, 1.5, -1];
    close(
      jacobian((v) => cumsum(v, 0), x, options),
      [
        [1, 0, 0],
        [1, 1, 0],
        [1, 1, 1],
      ],
    );
    close(
      jacobian((v) => mul(v, sum(v)), x, options),
      from([3, 3], (i, j) => x[i] + same(i, j)),
    );
    // softmax: J = diag(s) - s s'.
    const e = x.map(Math.exp),
      z = e.reduce((a, b) => a + b),
      s = e.map((v) => v / z);
    close(
      jacobian((v) => exp(v).div(exp(v).sum()), x, options),
      from([3, 3], (i, j) => s[i] * (same(i, j) - s[j])),
    );
  });
  test("of a solution: dX/dB = A⁻¹", () => {
    close(
      jacobian(
        (b) =>
          solve(
            [
              [2, 1],
              [1, 1],
            ],
            b,
          ),
        [1, 2],
        options,
      ),
      [
        [1, -1],
        [-1, 2],
      ],
    );
  });
  test("more than sixteen inputs", () => {
    const x = from([40], (i) => Math.sin(i));
    close(
      jacobian((v) => sin(v).mul(v), x, options),
      from([40, 40], (i, j) => same(i, j) * (Math.cos(x.data[i]) * x.data[i] + Math.sin(x.data[i]))),
    );
    close(
      jacobian((v) => v.at("1:").sub(v.at(":-1")), x, options),
      from([39, 40], (i, j) => same(i + 1, j) - same(i, j)),
    );
    close(
      jacobian((v) => matmul(v.reshape(5, 8), v.reshape(8, 5)), x, options),
      from([5, 5, 40], (i, j, k) => {
        let d = 0;
        for (let l = 0; l < 8; l++)
          d += same(k, i * 8 + l) * x.data[l * 5 + j] + x.data[i * 8 + l] * same(k, l * 5 + j);
        return d;
      }),
    );
  });

  test("a tuple of inputs gives a tuple", () => {
    const x = tensor([1, 2]),
      y = tensor([[3], [4]]);
    const [jx, jy] = jacobian((a, b) => mul(a, b), [x, y], options);
    close(
      jx,
      from([2, 2, 2], (i, j, k) => y.data[i] * same(j, k)),
    );
    close(
      jy,
      from([2, 2, 2, 1], (i, j, k) => x.data[j] * same(i, k)),
    );
    const [j1] = jacobian((a) => mul(a, a), [x], options);
    close(j1, [
      [2, 0],
      [0, 4],
    ]);
  });
  test("numbers and arrays beside a tensor in a tuple", () => {
    const [ja, jb, jc] = jacobian((a, b, c) => mul(a, b).add(c), [tensor([1, 2]), 3, [5, 6]], options);
    close(ja, [
      [3, 0],
      [0, 3],
    ]);
    close(jb, [1, 2]);
    close(jc, [
      [1, 0],
      [0, 1],
    ]);
  });
  test("a record of inputs gives a record", () => {
    const J = jacobian(({ w, b }) => matmul(w, [1, 2, 3]).add(b), { w: M, b: [1, 1] }, options);
    expect(Object.keys(J)).toEqual(["w", "b"]);
    close(
      J.w,
      from([2, 2, 3], (i, j, k) => same(i, j) * (k + 1)),
    );
    close(J.b, [
      [1, 0],
      [0, 1],
    ]);
  });
  test("outputs outside, inputs inside", () => {
    const x = tensor([1, 2]),
      y = tensor(3);
    const J = jacobian((a, b) => ({ s: mul(a, b), t: [a, b][1] }), [x, y], options);
    close(J.s[0], [
      [3, 0],
      [0, 3],
    ]);
    close(J.s[1], [1, 2]);
    close(J.t[0], [0, 0]);
    close(J.t[1], 1);
    const [first, second] = jacobian(({ a }) => [sin(a), a.sum()] as const, { a: x }, options);
    close(first.a, [
      [Math.cos(1), 0],
      [0, Math.cos(2)],
    ]);
    close(second.a, [1, 1]);
    expect(Array.isArray(jacobian((a) => [a], x, options))).toBe(true);
  });
  test("inputs that f ignores, and outputs without them, give zeros", () => {
    const [ja, jb] = jacobian((a, _b) => a, [tensor([1, 2]), tensor([[1, 2, 3]])], options);
    close(ja, [
      [1, 0],
      [0, 1],
    ]);
    close(jb, zeros([2, 1, 3]));
    close(
      jacobian(() => tensor([1, 2, 3]), [1, 2], options),
      zeros([3, 2]),
    );
    close(
      jacobian(() => tensor(1), 5, options),
      0,
    );
    const J = jacobian((p) => ({ c: tensor([7]), y: p.x }), { x: tensor(1), z: tensor([1, 2]) }, options);
    close(J.c.x, [0]);
    close(J.c.z, zeros([1, 2]));
    close(J.y.z, [0, 0]);
  });
  test("f that returns its input", () => {
    close(
      jacobian((x) => x, [1, 2], options),
      [
        [1, 0],
        [0, 1],
      ],
    );
    close(
      jacobian((x) => x, 3, options),
      1,
    );
    const [[aa, ab], [ba, bb]] = jacobian((a, b) => [b, a] as const, [tensor(1), tensor([2, 3])], options);
    close(aa, [0, 0]);
    close(ab, [
      [1, 0],
      [0, 1],
    ]);
    close(ba, 1);
    close(bb, [0, 0]);
  });

  test("0-dimensional", () => {
    close(jacobian(sin, 0.5, options), Math.cos(0.5));
    close(
      jacobian((x) => mul(x, [1, 2, 3]), 2, options),
      [1, 2, 3],
    );
    close(
      jacobian((x) => sum(x), [1, 2], options),
      [1, 1],
    );
    close(
      jacobian((x) => sum(x), M, options),
      from([2, 3], () => 1),
    );
  });
  test("one element is not 0-dimensional", () => {
    close(jacobian(sin, [0.5], options), [[Math.cos(0.5)]]);
    close(
      jacobian((x) => x.reshape(), [0.5], options),
      [1],
    );
    close(
      jacobian((x) => x.reshape(1, 1), 0.5, options),
      [[1]],
    );
    close(jacobian(sin, [[[0.5]]], options), [[[[[[Math.cos(0.5)]]]]]]);
  });
  test("empty", () => {
    expect(jacobian(sin, [], options).shape).toEqual([0, 0]);
    expect(jacobian(sin, zeros([2, 0, 3]), options).shape).toEqual([2, 0, 3, 2, 0, 3]);
    close(
      jacobian((x) => sum(x), [], options),
      [],
    );
    expect(jacobian((x) => x.at("0:0"), [1, 2], options).shape).toEqual([0, 2]);
    const [je, jx] = jacobian((e, x) => mul(x, e.sum().add(1)), [zeros([0]), tensor([1, 2])], options);
    expect(je.shape).toEqual([2, 0]);
    close(jx, [
      [1, 0],
      [0, 1],
    ]);
    expect(jacobian(() => zeros([0]), [], options).shape).toEqual([0, 0]);
  });
  test("a branch on the value, a loop, a closure that assigns", () => {
    const f = (x: Tensor): Tensor => {
      let y = x;
      for (let i = 0; i < 3; i++) y = y.mul(x);
      return where([true, false], y, sin(x));
    };
    close(jacobian(f, [2, 0.5], options), [
      [32, 0],
      [0, Math.cos(0.5)],
    ]);
    let kept: Tensor | null = null;
    close(
      jacobian(
        (x) => {
          kept = x.mul(3);
          return kept;
        },
        [1, 2],
        options,
      ),
      [
        [3, 0],
        [0, 3],
      ],
    );
    expect(kept).not.toBeNull();
  });
  test("value and Jacobian come from one call", () => {
    const { value, jacobian: J } = valueAndJacobian(
      (x, y) => ({ s: mul(x, y), c: tensor(1) }),
      [tensor([1, 2]), tensor(3)],
      options,
    );
    close(value.s, [3, 6]);
    close(value.c, 1);
    close(J.s[1], [1, 2]);
    close(J.c[0], [0, 0]);
    const one = valueAndJacobian(sin, [], options);
    expect([one.value.shape, one.jacobian.shape]).toEqual([[0], [0, 0]]);
  });
  test("the zero of a seed annihilates", () => {
    close(
      jacobian((x) => x.pow(0.5), [0, 1], options),
      [
        [Infinity, 0],
        [0, 0.5],
      ],
    );
    close(
      jacobian((x) => x.at(0).mul(exp(x.at(1).neg())), [1, -1000], options),
      [Infinity, -Infinity],
    );
  });
});

describe("modes and chunks", () => {
  const f = (x: Tensor): Tensor => sin(matmul(M, exp(x))).mul(x.sum());
  const x = [0.1, -0.4, 0.9];
  test("all agree with the closed form", () => {
    const e = x.map(Math.exp),
      t = x.reduce((a, b) => a + b),
      u = A.map((row) => row.reduce((s, a, k) => s + a * e[k], 0));
    const want = from([2, 3], (i, j) => Math.cos(u[i]) * A[i][j] * e[j] * t + Math.sin(u[i]));
    for (const [, options] of ways) close(jacobian(f, x, options), want);
  });
  test("chunks agree to the bit", () => {
    const whole = jacobian(f, x).toArray();
    for (const chunk of [1, 2, 3, 100]) expect(jacobian(f, x, { chunk }).toArray()).toEqual(whole);
    const rows = jacobian(f, x, { mode: "reverse" }).toArray();
    for (const chunk of [1, 2, 100])
      expect(jacobian(f, x, { mode: "reverse", chunk }).toArray()).toEqual(rows);
  });
  test("f runs once for each chunk of inputs, or once in all in reverse", () => {
    const count = (options: Options, n: number): number => {
      const g = jest.fn((v: Tensor) => sin(v));
      jacobian(
        g,
        from([n], (i) => i),
        options,
      );
      return g.mock.calls.length;
    };
    expect(count({ chunk: 4 }, 12)).toBe(3);
    expect(count({ chunk: 5 }, 12)).toBe(3);
    expect(count({}, 12)).toBe(1);
    expect(count({ mode: "reverse" }, 12)).toBe(1);
    expect(count({ maxBytes: 8 * 12 * 3 }, 12)).toBe(4); // three seeds of twelve numbers
  });
  test("auto takes the way with fewer sweeps", () => {
    const wide = jest.fn((v: Tensor) => v.sum()),
      tall = jest.fn((v: Tensor) =>
        mul(
          v.sum(),
          from([50], (i) => i),
        ),
      );
    jacobian(
      wide,
      from([50], (i) => i),
      { mode: "auto", chunk: 1 },
    );
    expect(wide).toHaveBeenCalledTimes(1);
    close(
      jacobian(tall, [1, 2], { mode: "auto", chunk: 1 }),
      from([50, 2], (i) => i),
    );
  });
});

describe("what is handed out", () => {
  test("is contiguous, owns its buffer, and is nobody else's", () => {
    const x = tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const { value, jacobian: J } = valueAndJacobian((v) => v.mul(2), x);
    for (const t of [value, J]) expect(t.data.byteLength).toBe(t.data.buffer.byteLength);
    expect(J.stride).toEqual([12, 1]);
    const again = jacobian((v) => v.mul(2), x);
    again.data.fill(7);
    close(
      jacobian((v) => v.mul(2), x),
      from([12, 12], (i, j) => 2 * same(i, j)),
    );
  });
  test("the identity of seeds is not handed out", () => {
    jacobian((v) => v, [1, 2]).data.fill(9);
    close(
      jacobian((v) => v, [1, 2]),
      [
        [1, 0],
        [0, 1],
      ],
    );
    jacobian((v) => v, [1, 2], { mode: "reverse" }).data.fill(9);
    close(
      jacobian((v) => v, [1, 2], { mode: "reverse" }),
      [
        [1, 0],
        [0, 1],
      ],
    );
  });
  test("x is not changed, and not aliased by the value", () => {
    const x = tensor([1, 2]);
    const { value } = valueAndJacobian((v) => v, x);
    close(value, [1, 2]);
    close(x, [1, 2]);
  });
});

describe("jacobianColumns", () => {
  const f = (x: Tensor): Tensor => sin(x).mul(x.sum());
  test("blocks side by side are the Jacobian, in order", () => {
    const x = from([7], (i) => i / 3),
      J = jacobian(f, x);
    for (const chunk of [1, 2, 3, 7, 100, undefined]) {
      const blocks = [...jacobianColumns(f, x, chunk === undefined ? {} : { chunk })];
      let next = 0;
      for (const { start, stop, columns, input } of blocks) {
        expect(start).toBe(next);
        expect(stop - start).toBe(Math.min(chunk ?? 7, 7 - start));
        expect(input).toBeUndefined();
        close(
          columns,
          from([7, stop - start], (i, k) => J.data[i * 7 + start + k]),
        );
        next = stop;
      }
      expect(next).toBe(7);
    }
  });
  test("columns of a matrix input run through it row by row", () => {
    const blocks = [...jacobianColumns((X) => X.T, zeros([2, 2]), { chunk: 3 })];
    expect(blocks.map((b) => b.columns.shape)).toEqual([
      [2, 2, 3],
      [2, 2, 1],
    ]);
    close(
      blocks[0].columns,
      from([2, 2, 3], (i, j, k) => same(k, j * 2 + i)),
    );
  });
  test("of tuples and records: one input after the other", () => {
    const two = [
      ...jacobianColumns((a, b) => ({ s: mul(a, b) }), [tensor([1, 2, 3]), tensor(2)], { chunk: 2 }),
    ];
    expect(two.map((b) => [b.input, b.start, b.stop])).toEqual([
      [0, 0, 2],
      [0, 2, 3],
      [1, 0, 1],
    ]);
    close(two[2].columns.s, [[1], [2], [3]]);
    const named = [...jacobianColumns((p) => [p.v, p.u] as const, { u: tensor([1, 2]), v: tensor(2) })];
    expect(named.map((b) => b.input)).toEqual(["u", "v"]);
    close(named[0].columns[0], [0, 0]);
    close(named[1].columns[1], [[0], [0]]);
  });
  test("nothing runs before the first block is asked for, and one chunk a block", () => {
    const g = jest.fn(f),
      blocks = jacobianColumns(
        g,
        from([6], (i) => i),
        { chunk: 2 },
      );
    expect(g).toHaveBeenCalledTimes(0);
    blocks.next();
    expect(g).toHaveBeenCalledTimes(1);
    blocks.next();
    expect(g).toHaveBeenCalledTimes(2);
  });
  test("memory: no more seeds at once than asked for, whatever n", () => {
    const n = 5000,
      widths = new Set<number>();
    for (const { columns } of jacobianColumns(
      (x) => x.sum().mul([1, 2]),
      from([n], (i) => i),
      { chunk: 500 },
    ))
      widths.add(columns.size);
    expect([...widths]).toEqual([1000]);
    const blocks = [
      ...jacobianColumns(
        (x) => x.sum(),
        from([100], (i) => i),
        { maxBytes: 8 * 100 * 10 },
      ),
    ];
    expect(blocks.map((b) => b.columns.shape)).toEqual(Array.from({ length: 10 }, () => [10]));
  });
  test("progress after each block", () => {
    const seen: [number, number][] = [];
    for (const _ of jacobianColumns((a, b) => mul(a, b), [tensor([1, 2, 3]), tensor(1)], {
      chunk: 2,
      progress: (done, total) => seen.push([done, total]),
    }));
    expect(seen).toEqual([
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
  });
  test("an aborted signal stops before the next block, with its reason as cause", () => {
    const stop = new AbortController(),
      g = jest.fn(f);
    const blocks = jacobianColumns(
      g,
      from([6], (i) => i),
      { chunk: 2, signal: stop.signal },
    );
    blocks.next();
    stop.abort(new Error("enough"));
    expect(() => blocks.next()).toThrow(
      expect.objectContaining({ code: "DT_ABORTED", cause: new Error("enough") }) as Error,
    );
    expect(g).toHaveBeenCalledTimes(1);
    expect(() => [...jacobianColumns(f, [1], { signal: AbortSignal.abort() })]).toThrow(
      /^jacobianColumns: was aborted by its signal\.$/,
    );
  });
  test("can be left early", () => {
    for (const { columns } of jacobianColumns(f, [1, 2, 3], { chunk: 1 })) {
      close(
        columns,
        from([3, 1], (i) => Math.sin(i + 1) + (i === 0 ? Math.cos(1) * 6 : 0)),
      );
      break;
    }
    close(
      jacobian((x) => x, [1]),
      [[1]],
    );
  });
  test("inputs without elements have no columns; constants have zeros", () => {
    expect([...jacobianColumns(sin, [])]).toEqual([]);
    close([...jacobianColumns(() => tensor([1, 2]), [1, 2, 3])][0].columns, zeros([2, 3]));
  });
  test("inside another transformation", () => {
    const g = (x: Tensor): Tensor =>
      [...jacobianColumns((y) => mul(mul(y, y), x), x, { chunk: 1 })]
        .map((b) => b.columns.sum())
        .reduce((a, b) => a.add(b));
    close(jacobian(g, [1, 2, 3]), [4, 8, 12]);
  });
});
