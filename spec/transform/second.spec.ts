// Second derivatives, and sums and diagonals that never hold the matrix, against closed forms.

import {
  cos,
  divergence,
  exp,
  grad,
  hessian,
  hvp,
  jacobian,
  jacobianDiagonal,
  laplacian,
  log,
  matmul,
  mul,
  reciprocal,
  sin,
  sqrt,
  sum,
  tensor,
  zeros,
  type Tensor,
} from "dualtensor";
import { close, from, same } from "./close.js";

const ways = [
  {},
  { mode: "forward" },
  { mode: "reverse" },
  { mode: "auto" },
  { chunk: 1 },
  { mode: "forward", chunk: 2 },
  { maxBytes: 64 },
] as const;
const Q = [
  [2, 1, 0],
  [1, 3, -1],
  [0, -1, 1],
];

describe.each(ways)("hessian, %j", (options) => {
  test("of a quadratic form it is its matrix, twice the symmetric part", () => {
    close(
      hessian((x) => mul(x, matmul(Q, x)).sum(), [0.3, -1, 2], options),
      from([3, 3], (i, j) => Q[i][j] + Q[j][i]),
    );
    close(
      hessian((x) => x.pow(3).sum(), [1, 2], options),
      [
        [6, 0],
        [0, 12],
      ],
    );
  });
  test("of a matrix: four axes", () => {
    // sum of X²: 2 on the diagonal; trace of X X: d²/dX[i,j] dX[k,l] = 2 d(i,l) d(j,k).
    close(
      hessian(
        (X) =>
          matmul(X, X)
            .mul([
              [1, 0],
              [0, 1],
            ])
            .sum(),
        [
          [1, 2],
          [3, 4],
        ],
        options,
      ),
      from([2, 2, 2, 2], (i, j, k, l) => 2 * same(i, l) * same(j, k)),
    );
  });
  test("of log(sum(exp)): diag(s) - s s'", () => {
    const x = [0.5, -1, 2],
      z = x.reduce((s, v) => s + Math.exp(v), 0),
      s = x.map((v) => Math.exp(v) / z);
    close(
      hessian((v) => log(sum(exp(v))), x, options),
      from([3, 3], (i, j) => s[i] * (same(i, j) - s[j])),
    );
  });
  test("of a tuple: a tuple of tuples; of a record: a record of records", () => {
    // f = sum(a) b² : f_aa = 0, f_ab = 2 b, f_bb = 2 sum(a)
    const H = hessian((a, b) => a.sum().mul(b.mul(b)), [tensor([1, 2]), tensor(3)], options);
    close(H[0][0], zeros([2, 2]));
    close(H[0][1], [6, 6]);
    close(H[1][0], [6, 6]);
    close(H[1][1], 6);
    const R = hessian(({ u, v }) => u.mul(v).sum(), { u: tensor([1, 2]), v: tensor([3, 4]) }, options);
    close(R.u.u, zeros([2, 2]));
    close(R.u.v, [
      [1, 0],
      [0, 1],
    ]);
    close(R.v.u, [
      [1, 0],
      [0, 1],
    ]);
  });
  test("of a vector function: outputs first", () => {
    const x = [0.5, 1.5];
    close(
      hessian((v) => sin(v).mul(v.at(0)), x, options),
      from([2, 2, 2], (o, i, j) => {
        // y0 = x0 sin x0: 2 cos x0 - x0 sin x0; y1 = x0 sin x1: mixed cos x1, -x0 sin x1
        if (o === 0) return i === 0 && j === 0 ? 2 * Math.cos(x[0]) - x[0] * Math.sin(x[0]) : 0;
        return i === j ? (i === 0 ? 0 : -x[0] * Math.sin(x[1])) : Math.cos(x[1]);
      }),
    );
    close(
      hessian((v) => v.mul(v).sum().reshape(1), [1, 2], options),
      [
        [
          [2, 0],
          [0, 2],
        ],
      ],
    );
  });
  test("of linear and constant functions, of nothing, of a number", () => {
    close(hessian(sum, [1, 2], options), zeros([2, 2]));
    close(
      hessian(() => tensor(1), [1, 2], options),
      zeros([2, 2]),
    );
    const [[aa, ab], [ba, bb]] = hessian((a, _b) => a.mul(a).sum(), [tensor([1]), tensor([1, 2])], options);
    close(aa, [[2]]);
    close(ab, zeros([1, 2]));
    close(ba, zeros([2, 1]));
    close(bb, zeros([2, 2]));
    expect(hessian(sum, [], options).shape).toEqual([0, 0]);
    close(hessian(sin, 1, options), -Math.sin(1));
    close(hessian(sin, [1], options), [[[-Math.sin(1)]]]);
  });
  test("of several outputs is refused", () => {
    expect(() => hessian(((x: Tensor) => [x, x]) as never, [1, 2], options)).toThrow(
      /^hessian: expected f to return one tensor, got 2 outputs\./,
    );
  });
});

describe("hvp", () => {
  test("is the Hessian times v", () => {
    const f = (x: Tensor): Tensor => exp(mul(x, matmul(Q, x)).sum().mul(0.1)),
      x = [0.3, -1, 0.5],
      v = [1, 2, -1];
    close(hvp(f, x, v), matmul(hessian(f, x), v));
    close(
      hvp((X) => X.pow(3).sum(), [[1, 2]], [[1, 1]]),
      [[6, 12]],
    );
    close(hvp(sin, 1, 2), -2 * Math.sin(1));
    close(hvp(sum, [1, 2], [1, 1]), [0, 0]);
    close(hvp(sum, [], []), []);
  });
  test("of tuples and records", () => {
    const [ha, hb] = hvp((a, b) => a.sum().mul(b.mul(b)), [tensor([1, 2]), tensor(3)], [[1, 1], 1]);
    close(ha, [6, 6]);
    close(hb, 18); // 6 + 6 + 2 * 3
    const h = hvp(
      ({ u, v }) => u.mul(v).sum(),
      { u: tensor([1, 2]), v: tensor([3, 4]) },
      { u: [1, 0], v: [0, 1] },
    );
    close(h.u, [0, 1]);
    close(h.v, [1, 0]);
  });
  test("runs f once, whatever the size", () => {
    const f = jest.fn((x: Tensor) => x.pow(3).sum());
    hvp(
      f,
      from([200], (i) => i),
      from([200], () => 1),
    );
    expect(f).toHaveBeenCalledTimes(1);
  });
  test("is for scalar functions", () => {
    expect(() => hvp((x) => x, [1, 2], [1, 1])).toThrow(
      expect.objectContaining({ code: "DT_NOT_SCALAR" }) as Error,
    );
  });
});

describe.each([{}, { chunk: 1 }, { chunk: 2 }, { maxBytes: 64 }])("diagonals, %j", (options) => {
  test("laplacian: |x|² has 2 n, 1/|x| in three dimensions has 0", () => {
    close(
      laplacian(
        (x) => x.mul(x).sum(),
        from([5], (i) => i),
        options,
      ),
      10,
    );
    close(
      laplacian((x) => x.pow(3).sum(), [1, 2], options),
      18,
    );
    const l = laplacian((x) => reciprocal(sqrt(x.mul(x).sum())), [1, 2, 2], options).item();
    expect(Math.abs(l)).toBeLessThanOrEqual(2 ** -48);
    close(laplacian(sin, 1, options), -Math.sin(1));
    close(
      laplacian(
        (X) => mul(X, X.T).sum(),
        [
          [1, 2],
          [3, 4],
        ],
        options,
      ),
      4,
    );
  });
  test("laplacian over tuples and records: all inputs", () => {
    close(
      laplacian((a, b) => a.mul(a).sum().mul(b), [tensor([1, 2]), tensor(3)], options),
      12,
    );
    close(
      laplacian((p) => p.a.mul(p.a).sum().add(p.b.pow(3)), { a: tensor([1, 2]), b: 2 }, options),
      16,
    );
    close(laplacian(sum, [], options), 0);
    close(
      laplacian(() => tensor(1), [1, 2], options),
      0,
    );
  });
  test("divergence", () => {
    close(
      divergence((x) => x.mul(x), [1, 2], options),
      6,
    );
    close(
      divergence((x) => matmul(Q, x), [1, 2, 3], options),
      6,
    ); // the trace
    close(
      divergence((x) => x, zeros([2, 3]), options),
      6,
    );
    close(divergence(sin, 1, options), Math.cos(1));
    close(divergence(sin, [], options), 0);
    close(
      divergence(() => tensor([1, 2]), [1, 2], options),
      0,
    );
  });
  test("jacobianDiagonal", () => {
    close(
      jacobianDiagonal((x) => x.mul(x.sum()), [1, 2], options),
      [4, 5],
    );
    const x = from([4, 5], (i, j) => Math.sin(i + 3 * j)),
      f = (v: Tensor): Tensor => sin(v).mul(v.sum(0));
    const J = jacobian(f, x);
    close(
      jacobianDiagonal(f, x, options),
      from([4, 5], (i, j) => J.data[(i * 5 + j) * 20 + i * 5 + j]),
    );
    close(
      jacobianDiagonal((v) => v, 3, options),
      1,
    );
    close(jacobianDiagonal(sin, [], options), []);
  });
  test("are refused where f does not keep the shape, or has several inputs", () => {
    expect(() => divergence(sum, [1, 2], options)).toThrow(
      /^divergence: .*an input of shape \(2,\) and an output of shape \(\)/,
    );
    expect(() =>
      jacobianDiagonal(
        ((a: Tensor, b: Tensor) => mul(a, b)) as never,
        [tensor(1), tensor(2)] as never,
        options,
      ),
    ).toThrow(/^jacobianDiagonal: expected x to be one tensor/);
  });
});

test("Hessian, gradient of the gradient, and Jacobian of it are the same", () => {
  const f = (x: Tensor): Tensor => sin(x).mul(cos(x.sum())).sum(),
    x = [0.2, 0.7, -0.4];
  const H = hessian(f, x);
  close(
    jacobian((v) => grad(f, v), x),
    H,
  );
  close(
    jacobian((v) => grad(f, v), x, { mode: "reverse" }),
    H,
  );
  close(
    jacobian((v) => jacobian(f, v), x),
    H,
  );
  close(
    jacobian((v) => jacobian(f, v, { mode: "reverse" }), x, { mode: "reverse" }),
    H,
  );
  close(H.T, H);
});
