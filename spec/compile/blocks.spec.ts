// What a program keeps whole: products of matrices, loops inside of a gradient, long loops a window at a time. Eager results
// are the reference; the two tiers agree to the bit.

import {
  configure,
  exp,
  grad,
  hessian,
  inspect,
  jacobian,
  jit,
  logsumexp,
  matmul,
  program,
  stack,
  sum,
  tanh,
  tensor,
  valueAndJacobian,
  vmap,
  type Tensor,
} from "../../lib/index";
import { random } from "./numbers";

/** The first call, the second, and the second without code generation. */
function ways<R>(f: (x: Tensor) => R, x: Tensor): R[] {
  const compiled = jit(f);
  const results = [compiled(x), compiled(x)];
  configure({ codegen: false });
  try {
    const interpreted = jit(f);
    interpreted(x);
    results.push(interpreted(x));
  } finally {
    configure({ codegen: true });
  }
  return results;
}

describe("products of matrices", () => {
  const [w, v] = [random(48 * 40, 3), random(37 * 48, 5)].map((a, i) =>
    tensor(a, { shape: i === 0 ? [48, 40] : [37, 48] }),
  );
  test("stay calls, and Jacobians have the bits of eager ones but for tanh", () => {
    const f = (x: Tensor) => matmul(v, tanh(matmul(w, x)));
    const x = tensor(random(40, 7));
    const want = jacobian(f, x).data;
    const got = ways((t) => jacobian(f, t), x).map((t) => t.data);
    expect(got[2]).toEqual(got[1]);
    expect(got[0]).toEqual(got[1]);
    // 2 ulp in each tanh, in sums of 48 products below 1.
    got[1].forEach((e, i) => expect(Math.abs(e - want[i])).toBeLessThan(1e-14));
  });
  test("of unknown matrices, in reverse", () => {
    const f = (x: Tensor) => {
      const a = x.reshape([40, 40]);
      return sum(matmul(a, matmul(w.T, w)).mul(a));
    };
    const x = tensor(random(1600, 9));
    const want = grad(f, x).data;
    for (const got of ways((t) => grad(f, t), x))
      got.data.forEach((e, i) => expect(e).toBeCloseTo(want[i], 12));
  });
  test("a zero annihilates there, too", () => {
    const big = tensor(random(64 * 64, 1).fill(Infinity, 0, 1), { shape: [64, 64] });
    const f = (x: Tensor) =>
      matmul(big, tanh(x.mul(tensor(Float64Array.from({ length: 64 }, (_, i) => i % 2)))));
    const x = tensor(random(64, 2));
    const want = jacobian(f, x).data;
    for (const got of ways((t) => jacobian(f, t), x))
      got.data.forEach((e, i) => {
        if (Number.isFinite(want[i])) expect(Math.abs(e - want[i])).toBeLessThan(1e-15);
        else expect(e).toBe(want[i]);
      });
  });
  test("are saved, and written out as a module", () => {
    const f = jit((x: Tensor) => matmul(w, x));
    const x = random(40, 7);
    f(tensor(x));
    expect(program(f).toModule().code).toContain("return (m) =>");
    expect(program(f).toBytes().length).toBeGreaterThan(1000);
  });
});

describe("a vmap inside of a gradient", () => {
  const model = (points: Tensor) => (p: Tensor) =>
    sum(
      vmap((q: Tensor) =>
        logsumexp(
          stack(
            [0, 1, 2].map((k) =>
              p.at(k).sub(
                exp(p.at(3 + k))
                  .mul(q.at(0))
                  .mul(q.at(1)),
              ),
            ),
          ),
          0,
        ),
      )(points),
    );
  test.each([16, 17, 64, 255, 256, 257, 300, 513])("over %d steps", (n) => {
    const f = model(tensor(random(2 * n, n), { shape: [n, 2] }));
    const p = tensor(random(6, 11));
    const want = grad(f, p).data;
    const [first, compiled, interpreted] = ways((t) => grad(f, t), p).map((t) => t.data);
    expect(compiled).toEqual(first);
    expect(interpreted).toEqual(first);
    // Some roundings of a sum of n numbers, as large as n here.
    first.forEach((e, i) => expect(Math.abs(e - want[i])).toBeLessThan(1e-14 * n));
  });
  test("where what it goes over is unknown", () => {
    const f = (x: Tensor) => {
      const rows = x.reshape([20, 3]);
      return sum(vmap((q: Tensor) => q.mul(q).sum().mul(x.at(5)))(rows));
    };
    const x = tensor(random(60, 13));
    const want = grad(f, x).data;
    for (const got of ways((t) => grad(f, t), x))
      got.data.forEach((e, i) => expect(e).toBeCloseTo(want[i], 12));
  });
  test("where a step is not finite", () => {
    const points = random(80, 3);
    points[10] = Infinity;
    points[31] = NaN;
    const f = (p: Tensor) => sum(vmap((q: Tensor) => q.mul(p.at(0)).mul(p.at(1)))(tensor(points)));
    for (const p of [tensor([0, 2]), tensor([1, 2])]) {
      const [first, compiled, interpreted] = ways((t) => grad(f, t), p).map((t) => [...t.data]);
      expect(compiled).toEqual(first);
      expect(interpreted).toEqual(first);
      expect(first).toEqual([...grad(f, p).data]);
    }
  });
});

describe("a vmap inside of a Jacobian", () => {
  const where = tensor(random(40, 17), { shape: [20, 2] });
  const model = (p: Tensor) =>
    vmap((q: Tensor) => stack([p.at(0).mul(q.at(0)).div(p.at(1).add(2)), p.at(2).mul(p.at(2)).sub(q.at(1))]))(
      where,
    );
  const p = tensor([0.3, -0.7, 1.9]);
  test("is a loop, with the bits of eager forward mode", () => {
    const want = jacobian(model, p).toArray();
    for (const got of ways((t) => jacobian(model, t), p)) expect(got.toArray()).toEqual(want);
    const f = jit((t: Tensor) => jacobian(model, t));
    f(p);
    expect(String(inspect(f))).toContain("in loops of 20 steps");
  });
  test("seeds that several numbers share, and a chain before and behind it", () => {
    const f = (t: Tensor) => model(stack([t.at(0), t.at(0).mul(t.at(1)), t.at(1)])).mul(t.at(1));
    const x = tensor([0.4, 1.3]);
    const want = jacobian(f, x).toArray();
    for (const got of ways((t) => jacobian(f, t), x)) expect(got.toArray()).toEqual(want);
  });
  test("where a step is not finite, zero annihilates", () => {
    const points = tensor(random(40, 19).fill(Infinity, 6, 7).fill(NaN, 9, 10), { shape: [20, 2] });
    const f = (t: Tensor) => vmap((q: Tensor) => q.mul(t.at(0)).mul(t.at(1)))(points);
    for (const x of [tensor([0, 2]), tensor([1, 2])]) {
      const want = jacobian(f, x).toArray();
      for (const got of ways((t) => jacobian(f, t), x)) expect(got.toArray()).toEqual(want);
    }
  });
  test("what it goes over moves: written out, with the same results", () => {
    const f = (t: Tensor) => vmap((q: Tensor) => q.mul(q).mul(t.at(3)))(t.reshape([20, 2]));
    const x = tensor(random(40, 23));
    const want = jacobian(f, x).toArray();
    for (const got of ways((t) => jacobian(f, t), x)) expect(got.toArray()).toEqual(want);
  });
  test("over what an outer function computes", () => {
    const f = (t: Tensor) => {
      const rows = t.reshape([20, 1]).mul(3);
      return jacobian((s: Tensor) => vmap((q: Tensor) => q.mul(s).mul(s))(rows), t.at(1));
    };
    const x = tensor(random(20, 29));
    const want = f(x).toArray();
    for (const got of ways(f, x)) expect(got.toArray()).toEqual(want);
  });
  test("second derivatives", () => {
    const f = (t: Tensor) => sum(model(t).mul(model(t)));
    const want = hessian(f, p).data;
    for (const got of ways((t) => hessian(f, t), p))
      got.data.forEach((e, i) =>
        // Sums of twenty terms in another order, twice.
        expect(Math.abs(e - want[i])).toBeLessThan(40 * 2 ** -52 * Math.max(...want.map(Math.abs))),
      );
  });
});

test("a long loop goes through memory in windows, with the results of the whole", () => {
  const n = 20011;
  const f = vmap((q: Tensor) => {
    const { value, jacobian: j } = valueAndJacobian((t: Tensor) => t.at(0).mul(t.at(1)).add(t), q);
    return [value, j];
  });
  const x = tensor(random(3 * n, 17), { shape: [n, 3] });
  const want = f(x).map((t) => t.data);
  const compiled = jit((t: Tensor) => f(t));
  compiled(x);
  const same = (a: Float64Array, b: Float64Array) => a.length === b.length && a.every((v, i) => v === b[i]);
  expect(compiled(x).map((t, i) => same(t.data, want[i]))).toEqual([true, true]);
  const out = new Float64Array(12 * n);
  compiled.into(out)(x);
  expect(same(out.subarray(0, 3 * n), want[0])).toBe(true);
  expect(same(out.subarray(3 * n), want[1])).toBe(true);
});
test("a long loop may write over its argument", () => {
  const n = 40000;
  const compiled = jit((t: Tensor) => vmap((q: Tensor) => q.mul(q))(t));
  const x = random(n, 19);
  const want = x.map((v) => v * v);
  compiled(tensor(x));
  compiled.numbers(x, x);
  expect(x.every((v, i) => v === want[i])).toBe(true);
});
