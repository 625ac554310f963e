// vmap(f) is the loop over f, from one run of f: by the numbers, for every choice of batch axes, nested and mixed with derivatives.

import {
  add,
  cat,
  cumsum,
  derivative,
  exp,
  gather,
  grad,
  gt,
  hessian,
  jacobian,
  jacobianColumns,
  jvp,
  linearize,
  matmul,
  mul,
  permute,
  sin,
  solve,
  stack,
  sum,
  tensor,
  transpose,
  vjp,
  vmap,
  where,
  zeros,
  type Tensor,
} from "dualtensor";
import { close, from } from "./close.js";

const rows = (x: Tensor): Tensor[] => [...x];
const X = from([4, 3], (i, j) => Math.sin(1 + i * 3 + j)),
  Y = from([4, 3], (i, j) => Math.cos(i - j));

describe("is the loop", () => {
  // prettier-ignore
  test.each<[string, (x: Tensor) => Tensor]>([
    ["elementwise",       (x) => sin(x).mul(x)],
    ["a sum",             (x) => sum(x)],
    ["a sum kept",        (x) => sum(x, 0, true)],
    ["running sums",      (x) => cumsum(x, 0)],
    ["mean taken off",    (x) => x.sub(x.mean())],
    ["indexing",          (x) => x.at(-1).mul(x.at("1:"))],
    ["picking",           (x) => x.at([2, 0, 2])],
    ["reshape",           (x) => x.reshape(3, 1).mul(x)],
    ["a matrix",          (x) => matmul([[1, 2, 3], [0, 1, 0]], x)],
    ["an inner product",  (x) => matmul(x, x)],
    ["joining",           (x) => cat([x, sin(x), tensor([5])])],
    ["stacking",          (x) => stack([x, x.mul(2)], 1)],
    ["a choice",          (x) => where(gt(x, 0), x, exp(x))],
    ["gather",            (x) => gather(x, 0, tensor([1, 0], { dtype: "int32" }))],
    ["a constant",        () => tensor([1, 2])],
    ["itself",            (x) => x],
    ["a solution",        (x) => solve([[2, 1, 0], [1, 3, 1], [0, 1, 4]], x)],
    ["its own matrix",    (x) => solve(mul(x, x).reshape(3, 1).mul([[1, 0, 0], [0, 1, 0], [0, 0, 1]]).add([[2, 1, 0], [0, 2, 1], [1, 0, 2]]), x)],
  ])("%s", (_name, f) => {
    close(vmap(f)(X), stack(rows(X).map((x) => f(x))));
  });
  test("of several arguments, of several outputs", () => {
    const f = (x: Tensor, y: Tensor): readonly [Tensor, Tensor] => [mul(x, y), x.sum()];
    const [s, t] = vmap(f)(X, Y);
    close(s, mul(X, Y));
    close(t, X.sum(1));
    const r = vmap((x: Tensor) => ({ a: x, b: x.sum() }))(X);
    close(r.a, X);
    close(r.b, X.sum(1));
  });
  test("runs f once", () => {
    const f = jest.fn((x: Tensor) => sin(x));
    vmap(f)(X);
    expect(f).toHaveBeenCalledTimes(1);
    expect(f.mock.calls[0][0].shape).toEqual([3]);
  });
  test("of numbers, arrays, one entry, no entry", () => {
    close(vmap((x) => mul(x, x))([1, 2, 3]), [1, 4, 9]);
    close(vmap((x) => x.sum())([[1, 2]]), [3]);
    expect(vmap((x) => sin(x))([]).shape).toEqual([0]);
    expect(vmap((x) => x.sum())(zeros([0, 3])).shape).toEqual([0]);
    expect(vmap((x) => x.mul(2))(zeros([2, 0])).shape).toEqual([2, 0]);
    expect(vmap(() => tensor([1, 2]))(zeros([0, 3])).shape).toEqual([0, 2]);
  });
});

describe("inDims and outDims", () => {
  test("an axis for each argument, from either end; null for the same for all", () => {
    const f = (x: Tensor, y: Tensor): Tensor => mul(x, y).sum();
    close(vmap(f, { inDims: [0, null] })(X, [1, 2, 3]), matmul(X, [1, 2, 3]));
    close(vmap(f, { inDims: [null, 0] })([1, 2, 3], X), matmul(X, [1, 2, 3]));
    close(vmap(f, { inDims: [1, 0] })(X.T, Y), mul(X, Y).sum(1));
    close(vmap(f, { inDims: [-1, -2] })(X.T, Y), mul(X, Y).sum(1));
    close(vmap((x: Tensor) => x.sum(), { inDims: 1 })(X), X.sum(0));
    close(vmap((x: Tensor, c: Tensor) => x.mul(c), { inDims: [0, null] })(X, 2), X.mul(2));
  });
  test("of a rank three tensor", () => {
    const Z = from([2, 3, 4], (i, j, k) => i * 12 + j * 4 + k);
    for (const d of [0, 1, 2, -1, -2, -3])
      close(
        vmap((x: Tensor) => x.sum(0), { inDims: d })(Z),
        permute(Z, [(d + 3) % 3, ...[0, 1, 2].filter((a) => a !== (d + 3) % 3)]).sum(1),
      );
  });
  test("the batch axis of each output", () => {
    const f = (x: Tensor): readonly [Tensor, Tensor] => [x, stack([x, x])];
    const [a, b] = vmap(f, { outDims: [1, 2] })(X);
    close(a, X.T);
    close(
      b,
      from([2, 3, 4], (_, j, k) => X.data[k * 3 + j]),
    );
    const [c, e] = vmap(f, { outDims: -1 })(X);
    close(c, X.T);
    expect(e.shape).toEqual([2, 3, 4]);
    close(vmap((x: Tensor) => x, { inDims: 1, outDims: 1 })(X), X);
    close(vmap(() => tensor([5, 6]), { outDims: 1 })(X), [
      [5, 5, 5, 5],
      [6, 6, 6, 6],
    ]);
  });
  test("values of the outside are the same for all", () => {
    const c = tensor([10, 20, 30]);
    close(vmap((x: Tensor) => add(x, c))(X), add(X, c));
  });
  // prettier-ignore
  test.each<[string, () => unknown, string, RegExp]>([
    ["lengths that differ",    () => vmap((x: Tensor, y: Tensor) => mul(x, y))([1, 2], [1, 2, 3]),               "DT_SHAPE_MISMATCH", /argument 1 of batch length 2 as the arguments before it, got \(3,\)/],
    ["a number to map over",   () => vmap((x: Tensor) => x)(3),                                                  "DT_SHAPE_MISMATCH", /argument 0 of at least one axis.*inDims: null/],
    ["an axis out of range",   () => vmap((x: Tensor) => x, { inDims: 1 })([1, 2]),                              "DT_AXIS",           /an axis from -1 to 0/],
    ["an output axis out of range", () => vmap((x: Tensor) => x, { outDims: 2 })(X),                             "DT_AXIS",           /an axis from -2 to 1/],
    ["too few inDims",         () => vmap((x: Tensor, y: Tensor) => mul(x, y), { inDims: [0] })([1], [2]),       "DT_OPTION",         /an array of 2 axes/],
    ["too many outDims",       () => vmap((x: Tensor) => x, { outDims: [0, 1] })([1]),                           "DT_OPTION",         /an array of 1 axes/],
    ["nothing to map over",    () => vmap((x: Tensor) => x, { inDims: null })([1]),                              "DT_OPTION",         /an axis for at least one argument/],
    ["an axis that is no number", () => vmap((x: Tensor) => x, { inDims: "0" as never })([1]),                   "DT_OPTION",         /inDims/],
    ["no argument",            () => (vmap((x: Tensor) => x) as () => unknown)(),                                "DT_ARGUMENT",       /at least one tensor/],
  ])("refused: %s", (_name, run, code, message) => {
    expect(run).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) as string }) as Error);
  });
});

describe("nested", () => {
  test("two batch axes, in either order", () => {
    // All pairs of rows.
    const dots = vmap((x: Tensor) => vmap((y: Tensor) => mul(x, y).sum())(Y))(X);
    close(dots, matmul(X, Y.T));
    const other = vmap((y: Tensor) => vmap((x: Tensor) => mul(x, y).sum())(X))(Y);
    close(other, matmul(Y, X.T));
    close(vmap((x: Tensor, y: Tensor) => vmap((a: Tensor, b: Tensor) => a.mul(b))(x, y))(X, Y), mul(X, Y));
  });
  test("three deep, and over other axes", () => {
    const Z = from([2, 3, 4], (i, j, k) => Math.sin(i + 2 * j + 3 * k));
    close(vmap((a: Tensor) => vmap((b: Tensor) => vmap((c: Tensor) => sin(c))(b))(a))(Z), sin(Z));
    close(
      vmap((a: Tensor) => vmap((b: Tensor) => b.sum(), { inDims: 1 })(a), { inDims: 1 })(Z),
      permute(Z, [1, 2, 0]).sum(2),
    );
  });
});

describe("with derivatives", () => {
  const f = (x: Tensor): Tensor => sin(x).mul(x.sum()).sum(),
    g = (x: Tensor): Tensor => sin(x).mul(x.sum());
  test("of a batch of derivatives", () => {
    close(vmap((x) => grad(f, x))(X), stack(rows(X).map((x) => grad(f, x))));
    close(vmap((x) => grad(f, x, { mode: "forward" }))(X), stack(rows(X).map((x) => grad(f, x))));
    close(vmap((x) => jacobian(g, x))(X), stack(rows(X).map((x) => jacobian(g, x))));
    close(vmap((x) => jacobian(g, x, { chunk: 1 }))(X), stack(rows(X).map((x) => jacobian(g, x))));
    close(vmap((x) => jacobian(g, x, { mode: "reverse" }))(X), stack(rows(X).map((x) => jacobian(g, x))));
    close(vmap((x) => hessian(f, x))(X), stack(rows(X).map((x) => hessian(f, x))));
    close(
      vmap((x) => derivative((y) => sin(y).mul(y), x))(X),
      derivative((y) => sin(y).mul(y), X),
    );
    close(vmap((x) => vjp(g, x).pull([1, 2, 3]))(X), stack(rows(X).map((x) => vjp(g, x).pull([1, 2, 3]))));
    close(
      vmap((x: Tensor, v: Tensor) => jvp(g, x, v).tangent)(X, Y),
      stack(rows(X).map((x, i) => jvp(g, x, Y.at(i)).tangent)),
    );
    close(
      vmap((x: Tensor, v: Tensor) => linearize(g, x).push(v))(X, Y),
      stack(rows(X).map((x, i) => jvp(g, x, Y.at(i)).tangent)),
    );
    close(
      vmap((x) => [...jacobianColumns(g, x, { chunk: 2 })][0].columns)(X),
      stack(rows(X).map((x) => jacobian(g, x).at("...", "0:2"))),
    );
  });
  test("of derivatives of a batch", () => {
    const F = (Z: Tensor): Tensor => vmap((x: Tensor) => g(x))(Z),
      loop = (Z: Tensor): Tensor => stack(rows(Z).map((x) => g(x)));
    for (const options of [{}, { chunk: 1 }, { chunk: 5 }, { mode: "reverse" }] as const)
      close(jacobian(F, X, options), jacobian(loop, X, options));
    close(
      grad((Z) => F(Z).mul(Y).sum(), X),
      grad((Z) => loop(Z).mul(Y).sum(), X),
    );
    close(
      hessian((Z) => F(Z).mul(Y).sum(), X),
      hessian((Z) => loop(Z).mul(Y).sum(), X),
    );
  });
  test("of what is the same for all", () => {
    const w = tensor([0.3, -0.2, 1]),
      F = (v: Tensor): Tensor => vmap((x: Tensor) => sin(mul(x, v)).sum())(X),
      loop = (v: Tensor): Tensor => stack(rows(X).map((x) => sin(mul(x, v)).sum()));
    close(jacobian(F, w), jacobian(loop, w));
    close(
      jacobian((v) => vmap((x: Tensor, u: Tensor) => sin(mul(x, u)).sum(), { inDims: [0, null] })(X, v), w),
      jacobian(loop, w),
    );
    close(
      jacobian((v) => jacobian(F, v), w),
      jacobian((v) => jacobian(loop, v), w),
    );
  });
  test("derivative, batch, derivative, batch", () => {
    const deep = (Z: Tensor): Tensor =>
      vmap((x: Tensor) => grad((y) => vmap((z: Tensor) => sin(z).mul(z))(y).sum(), x))(Z);
    close(
      jacobian(deep, X),
      jacobian((Z) => derivative((y) => sin(y).mul(y), Z), X),
    );
  });
  test("outDims keep their derivative", () => {
    close(
      jacobian((Z) => vmap((x: Tensor) => sin(x), { outDims: 1 })(Z), X),
      jacobian((Z) => transpose(sin(Z), 0, 1), X),
    );
  });
});
