// Derivatives of derivatives, in every mixture of modes, to third order; levels that are never confused; cuts.

import {
  cos,
  derivative,
  exp,
  grad,
  hessian,
  hvp,
  jacobian,
  jacobianColumns,
  jacobianDiagonal,
  jvp,
  jvps,
  linearize,
  matmul,
  mul,
  pow,
  sin,
  stopGradient,
  sum,
  tensor,
  valueAndGrad,
  vjp,
  vmap,
  type Tensor,
  type TensorLike,
} from "dualtensor";
import { close, from } from "./close.js";

type F = (x: Tensor) => Tensor;
/** The derivative of a function of one number, as a function: each transformation has its way to it. */
// prettier-ignore
const ways: Record<string, (f: F) => F> = {
  "jacobian":           (f) => (x) => jacobian(f, x),
  "jacobian, chunk 1":  (f) => (x) => jacobian(f, x, { chunk: 1 }),
  "jacobian, reverse":  (f) => (x) => jacobian(f, x, { mode: "reverse" }),
  "derivative":         (f) => (x) => derivative(f, x),
  "grad":               (f) => (x) => grad(f, x),
  "grad, forward":      (f) => (x) => grad(f, x, { mode: "forward" }),
  "valueAndGrad":       (f) => (x) => valueAndGrad(f, x).grad,
  "jvp":                (f) => (x) => jvp(f, x, 1).tangent,
  "jvps":               (f) => (x) => jvps(f, x, [1]).tangents.reshape(),
  "vjp":                (f) => (x) => vjp(f, x).pull(1),
  "linearize, push":    (f) => (x) => linearize(f, x).push(1),
  "linearize, pull":    (f) => (x) => linearize(f, x).pull(1),
  "jacobianColumns":    (f) => (x) => [...jacobianColumns(f, x)][0].columns.reshape(),
  "jacobianDiagonal":   (f) => (x) => jacobianDiagonal(f, x),
  "vmap of grad":       (f) => (x) => vmap((y: Tensor) => grad(f, y))(x.reshape(1)).reshape(),
};
const names = Object.keys(ways);
// f = exp(2 x) sin x: f' = e(2 s + c), f'' = e(3 s + 4 c), f''' = e(2 s + 11 c) with e = exp(2 x).
const f: F = (x) => mul(exp(mul(2, x)), sin(x));
const x0 = 0.7,
  e = Math.exp(2 * x0),
  s = Math.sin(x0),
  c = Math.cos(x0);
const orders = [e * s, e * (2 * s + c), e * (3 * s + 4 * c), e * (2 * s + 11 * c)];

describe("of one number", () => {
  test.each(names)("first order by %s", (a) => close(ways[a](f)(tensor(x0)), orders[1]));
  test.each(names)("second order, %s over each", (a) => {
    for (const b of names) close(ways[a](ways[b](f))(tensor(x0)), orders[2]);
  });
  test.each(names)("third order, %s over each over each", (a) => {
    for (const b of names) for (const d of names) close(ways[a](ways[b](ways[d](f)))(tensor(x0)), orders[3]);
  });
  test("fifth order of x⁵ is 120, of sin it is cos", () => {
    let g: F = (x) => pow(x, 5),
      h: F = sin;
    for (const name of ["jvp", "grad", "jacobian", "vjp", "derivative"]) {
      g = ways[name](g);
      h = ways[name](h);
    }
    close(g(tensor(1.5)), 120);
    close(h(tensor(0.3)), Math.cos(0.3));
  });
});

describe("of tensors", () => {
  const A = [
      [1, 2],
      [-1, 3],
    ],
    g = (x: Tensor): Tensor => sin(matmul(A, x)).sum();
  // d³ sum sin(A x) / dx[i] dx[j] dx[k] = -sum over r of cos(A x)[r] A[r, i] A[r, j] A[r, k]
  const x = [0.3, -0.8],
    u = A.map((row) => row[0] * x[0] + row[1] * x[1]);
  const third = from(
    [2, 2, 2],
    (i, j, k) => -A.reduce((t, row, r) => t + Math.cos(u[r]) * row[i] * row[j] * row[k], 0),
  );
  const modes = [{}, { chunk: 1 }, { mode: "reverse" }] as const;
  test("third derivatives in every mixture", () => {
    for (const p of modes)
      for (const q of modes)
        for (const r of modes)
          close(
            jacobian((a) => jacobian((b) => jacobian(g, b, r), a, q), x, p),
            third,
          );
    for (const p of modes) {
      close(
        jacobian((v) => hessian(g, v), x, p),
        third,
      );
      close(
        jacobian((v) => hessian(g, v, { mode: "forward" }), x, p),
        third,
      );
    }
    close(
      hessian((v) => grad(g, v), x),
      third,
    );
    close(
      jacobian((v) => hvp(g, v, [1, 0]), x),
      third.at(0),
    );
  });
  test("a Hessian-vector product by four roads", () => {
    const v = [2, -1],
      H = hessian(g, x),
      want = matmul(H, v);
    close(hvp(g, x, v), want);
    close(jvp((y) => grad(g, y), x, v).tangent, want);
    close(
      grad((y) => jvp(g, y, v).tangent, x),
      want,
    );
    close(vjp((y) => grad(g, y), x).pull(v), want);
    close(linearize((y) => grad(g, y), x).push(v), want);
    close(
      grad((y) => mul(grad(g, y), v).sum(), x),
      want,
    );
  });
});

describe("levels are not confused", () => {
  const d =
    (h: F) =>
    (x: TensorLike): Tensor =>
      jacobian(h, x);
  test("x d/dy (x + y) at y = x: the outer derivative of x is 1", () => {
    for (const a of names)
      for (const b of names) close(ways[a]((x) => mul(x, ways[b]((y) => x.add(y))(tensor(1))))(tensor(1)), 1);
  });
  test("x d/dy x is 0: x does not depend on y", () => {
    for (const a of names)
      for (const b of names) close(ways[a]((x) => mul(x, ways[b](() => x)(tensor(1))))(tensor(2)), 0);
  });
  test("d/dx (x d/dy (x y)) is 2 x", () => {
    for (const a of names)
      for (const b of names)
        close(ways[a]((x) => mul(x, ways[b]((y) => mul(x, y))(tensor(5))))(tensor(3)), 6);
  });
  test("a function that closes over both levels", () => {
    // d/dx [x² d/dy (x y²) at y = x] = d/dx 2 x⁴ = 8 x³
    for (const a of names)
      for (const b of names)
        close(ways[a]((x) => mul(mul(x, x), ways[b]((y) => mul(x, mul(y, y)))(x)))(tensor(2)), 64);
  });
  test("the amazing bug: a derivative that is handed on as a function", () => {
    // D at 0 of (s(x))(f) where s(x) shifts f by x; twice: the second derivative of exp, at y.
    const shift =
      (x: Tensor) =>
      (h: F): F =>
      (y) =>
        h(y.add(x));
    const D =
      (curried: (x: Tensor) => (h: F) => F) =>
      (h: F): F =>
      (y) =>
        d((x) => curried(x)(h)(y))(0).reshape();
    close(D(shift)(D(shift)((y) => exp(mul(2, y))))(tensor(0.3)), 4 * Math.exp(0.6));
    close(D(shift)(D(shift)(sin))(tensor(0.3)), -Math.sin(0.3));
  });
  test("a variable that each call of f assigns", () => {
    let kept: Tensor = tensor(0);
    const h = (x: Tensor): Tensor => {
      kept = mul(x, x);
      const inner = grad((y) => mul(kept, y).sum(), x); // x² for each element
      return mul(inner, x);
    };
    close(jacobian(h, [1, 2]), [
      [3, 0],
      [0, 12],
    ]);
  });
  test("two inputs watched by the same call", () => {
    const [ja, jb] = jacobian(
      (a, b) => grad((u) => mul(mul(u, u), b).sum(), a),
      [tensor([1, 2]), tensor([3, 4])],
    );
    close(ja, [
      [6, 0],
      [0, 8],
    ]);
    close(jb, [
      [2, 0],
      [0, 4],
    ]);
  });
});

describe("stopGradient", () => {
  test("cuts the level that asks and all others", () => {
    for (const a of names) {
      close(ways[a]((x) => mul(x, stopGradient(x)))(tensor(3)), 3);
      for (const b of names) close(ways[a](ways[b]((x) => mul(mul(x, x), stopGradient(x))))(tensor(3)), 6);
    }
  });
  test("is the identity on values, in any rank", () => {
    close(stopGradient([[1, 2]]), [[1, 2]]);
    close(vjp((x) => stopGradient(x), [1, 2]).value, [1, 2]);
    close(
      jacobian(stopGradient, []),
      from([0, 0], () => 0),
    );
    close(vmap((x: Tensor) => stopGradient(x).mul(x))([1, 2]), [1, 4]);
  });
  test("a straight-through estimator: the value of one, the derivative of the other", () => {
    const step = (x: Tensor): Tensor => x.add(stopGradient(cos(x).sub(x)));
    const { value, tangent } = jvp(step, [0.5, 2], [1, 1]);
    close(value, [Math.cos(0.5), Math.cos(2)]);
    close(tangent, [1, 1]);
  });
  test("inside, the numbers of the point are at hand", () => {
    close(
      jacobian((x) => mul(x, stopGradient(x).at(0).item() > 0 ? 2 : 3), [1, 1]),
      [
        [2, 0],
        [0, 2],
      ],
    );
    close(
      grad((x) => sum(mul(x, stopGradient(x).toArray<number[]>())), [1, 2]),
      [1, 2],
    );
  });
});
