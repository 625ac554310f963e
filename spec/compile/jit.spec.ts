// What jit promises: the function that it was given, whatever goes in and out, whoever watches, whichever branch is taken.
import {
  add,
  cond,
  configure,
  cos,
  derivative,
  exp,
  grad,
  gt,
  hessian,
  hvp,
  inspect,
  jacobian,
  jit,
  jvp,
  lt,
  mul,
  scan,
  sin,
  sqrt,
  square,
  stack,
  tensor,
  valueAndGrad,
  valueAndJacobian,
  vjp,
  vmap,
  where,
  whileLoop,
  zeros,
  type Tensor,
} from "../../lib/index.js";
import { solve } from "../../lib/linalg.js";

/** Equal to the bit; a derivative that is structurally zero is +0, where eager code may have multiplied 0 by a negative number. */
const same = (got: Tensor, want: Tensor): void => {
  expect(got.shape).toEqual(want.shape);
  expect(Array.from(got.data, (v) => v + 0)).toEqual(Array.from(want.data, (v) => v + 0));
};
/** No functions of the program's own here, so that all is to the bit. */
const f = (x: Tensor): Tensor =>
  stack([x.at(0).mul(x.at(1)), square(x.at(1)).sub(x.at(2)), x.at(0).div(x.at(2))]);
const scalar = (x: Tensor): Tensor => f(x).mul(x).sum();
const places = [
  [1, 2, 3],
  [-4, 0.5, 7],
  [1e3, 1e-3, -2],
].map((v) => tensor(v));

describe.each([
  ["the interpreter", false],
  ["WebAssembly", true],
])("on %s", (_, codegen) => {
  beforeAll(() => configure({ codegen }));
  afterAll(() => configure({ codegen: true }));

  const v = tensor([1, -1, 2]);
  test.each<[string, (x: Tensor) => Tensor]>([
    ["a function", f],
    ["jacobian", (x) => jacobian(f, x)],
    ["valueAndJacobian", (x) => valueAndJacobian(f, x).jacobian],
    ["a Jacobian of a part", (x) => jacobian((y: Tensor) => f(stack([y, x.at(1), y])), x.at(0))],
    [
      "a derivative in a derivative",
      (x) => jacobian((y: Tensor) => y.mul(derivative((z) => y.sum().add(z).mul(z), x.at(0))), x),
    ],
    ["jvp", (x) => jvp(f, x, v).tangent],
    ["jvp along x", (x) => jvp(f, x, x).tangent],
    ["gradient of a gradient", (x) => grad((y: Tensor) => grad(scalar, y).mul(y).sum(), x)],
    ["x is not the x outside", (x) => jacobian((y: Tensor) => y.mul(x), x)],
    ["the x outside alone", (x) => jacobian(() => x, x)],
    ["jacobian of what was computed", (x) => jacobian(f, x.mul(2))],
  ])("%s, to the bit", (_name, g) => {
    const c = jit(g);
    for (const x of [...places, ...places]) same(c(x), g(x));
  });
  test.each<[string, (x: Tensor) => Tensor]>([
    ["grad", (x) => grad(scalar, x)],
    ["hessian", (x) => hessian(scalar, x)],
    ["hessian of f", (x) => hessian(f, x)],
    ["hvp", (x) => hvp(scalar, x, v)],
    ["vjp", (x) => vjp(f, x).pull(v)],
    ["jacobian in reverse", (x) => jacobian(f, x, { mode: "reverse" })],
    [
      "a solve",
      (x) =>
        jacobian(
          (y: Tensor) =>
            solve(
              tensor([
                [4, 1],
                [1, 3],
              ]).mul(y.at(2)),
              y.at(":2"),
            ),
          x,
        ),
    ],
  ])("%s, but for the order of sums", (_name, g) => {
    const c = jit(g);
    for (const x of [...places, ...places]) {
      const [got, want] = [c(x), g(x)];
      expect(got.shape).toEqual(want.shape);
      // Some ten terms: as many roundings of the largest.
      const most = Math.max(...want.data.map(Math.abs));
      got.data.forEach((d, i) =>
        expect(Math.abs(d - want.data[i])).toBeLessThanOrEqual(16 * 2 ** -53 * most),
      );
    }
  });

  test("zeros annihilate: sqrt at 0, and a factor that overflowed", () => {
    const g = (x: Tensor): Tensor => jacobian((y: Tensor) => sqrt(y), x);
    const c = jit(g);
    for (const x of [tensor([1, 4]), tensor([0, 1]), tensor([0, 0]), tensor([4, 9])]) same(c(x), g(x));
    const h = (x: Tensor): Tensor => grad((y: Tensor) => y.at(0).mul(exp(y.at(1).neg())), x);
    const d = jit(h);
    for (const x of [tensor([1, -1000]), tensor([1, -1000]), tensor([0, -1000])]) same(d(x), h(x));
  });
  test("a NaN that a comparison would swallow", () => {
    // d/dy of x sqrt(y) at 0 is Infinity, times 0: the comparison has to see 0.
    const g = (x: Tensor): Tensor =>
      where(
        gt(
          jacobian((y: Tensor) => mul(sqrt(y), 0).mul(sqrt(y)), x),
          -1,
        ),
        x,
        x.neg(),
      );
    const c = jit(g);
    for (const x of [tensor(1), tensor(0), tensor(0)]) same(c(x), g(x));
  });

  test("branches: a guard that fails is recorded anew, and both ways are kept", () => {
    const g = (x: Tensor): Tensor => (gt(x, 0).item() ? x.mul(2) : x.mul(x));
    const c = jit(g);
    for (const x of [1, -3, 2, -4, NaN]) same(c(tensor(x)), g(tensor(x)));
    expect(inspect(c)).toContain("2 recorded, 2 traces kept");
    expect(c.numbers(Float64Array.of(-5))).toEqual(Float64Array.of(25));
    const d = jit((x: Tensor) => grad(g, x));
    expect([1, -3, 2].map((x) => d(tensor(x)).item())).toEqual([2, -6, 2]);
  });
  test("more branches than are kept: every call is recorded, with the same results", () => {
    const g = (x: Tensor): Tensor => {
      let y = x;
      for (let i = 0; i < 20 && lt(y, 10).item(); i++) y = y.add(1);
      return y;
    };
    const c = jit(g);
    for (let i = 0; i < 30; i++) same(c(tensor(i % 15)), g(tensor(i % 15)));
    expect(inspect(c)).toContain("8 traces kept");
  });
  test("cond stays in the program; whileLoop and scan", () => {
    const g = (x: Tensor): Tensor =>
      cond(
        gt(x, 0),
        (v) => sqrt(v),
        (v) => v.mul(v),
        x,
      );
    const c = jit((x: Tensor) => grad(g, x));
    expect([4, -3, 4].map((x) => c(tensor(x)).item())).toEqual([0.25, -6, 0.25]);
    expect(inspect(c)).toContain("guards: 0");
    const w = jit((x: Tensor) =>
      whileLoop(
        (s: Tensor) => lt(s, 100),
        (s: Tensor) => s.mul(3),
        x,
      ),
    );
    expect([1, 2, 50, 1].map((x) => w(tensor(x)).item())).toEqual([243, 162, 150, 243]);
    const s = jit((x: Tensor) => scan((a: Tensor, b: Tensor) => [a.mul(b), a.add(b)], tensor(2), x).outputs);
    for (const x of places)
      same(s(x), scan((a: Tensor, b: Tensor) => [a.mul(b), a.add(b)], tensor(2), x).outputs);
  });

  test("tuples and records in and out, numbers beside tensors, aux", () => {
    const g = jit(({ w, b }: { w: Tensor; b: Tensor }, [x, y]: [Tensor, Tensor]) => {
      const [J, aux] = jacobian((u: Tensor) => [u.mul(w), u.add(b)] as const, x, { hasAux: true });
      return { J, list: [aux, y.mul(2)], name: "result", at: 7 };
    });
    for (const k of [1, 2, 3]) {
      const r = g({ w: tensor([k, 2]), b: tensor(k) }, [tensor([1, k]), tensor([5])]);
      expect(r.J.toArray()).toEqual([
        [k, 0],
        [0, 2],
      ]);
      expect(r.list.map((t) => t.toArray())).toEqual([[1 + k, 2 * k], [10]]);
      expect([r.name, r.at]).toEqual(["result", 7]);
    }
    expect(g.layout.inputs.map(({ path, start }) => [path, start])).toEqual([
      ["[0].w", 0],
      ["[0].b", 2],
      ["[1][0]", 3],
      ["[1][1]", 5],
    ]);
    expect(g.layout.outputs.map(({ path, shape }) => [path, shape])).toEqual([
      ["J", [2, 2]],
      ["list[0]", [2]],
      ["list[1]", [1]],
    ]);
    expect(g.numbers(Float64Array.of(1, 2, 3, 4, 5, 6))).toEqual(Float64Array.of(1, 0, 0, 2, 7, 8, 12));
  });

  test("a batch is a loop, of every length", () => {
    const step = (p: Tensor): Tensor =>
      jacobian((q: Tensor) => stack([q.at(0).mul(q.at(1)), square(q.at(1))]), p);
    const g = vmap(step);
    const c = jit((x: Tensor) => g(x));
    for (const n of [1, 2, 3, 8, 15, 16, 17, 63, 64, 65, 300]) {
      const x = tensor(
        Float64Array.from({ length: 2 * n }, (_, i) => Math.sin(i)),
        { shape: [n, 2] },
      );
      for (const y of [c(x), c(x)]) same(y, g(x));
    }
    expect(inspect(c)).toContain("300 steps");
    const around = (x: Tensor): Tensor => {
      const k = x.at(0, 1).mul(2),
        y = vmap((p: Tensor) => p.mul(k).mul(p.at(0)).sum())(x);
      return stack([y.sum(), y.at(3).mul(k), x.at(1, 1)]);
    };
    const d = jit(around);
    for (const s of [1, 2]) {
      const x = tensor(
        Float64Array.from({ length: 40 }, (_, i) => Math.cos(i * s)),
        { shape: [20, 2] },
      );
      for (const y of [d(x), d(x)]) same(y, around(x));
    }
  });

  test("empty tensors, shapes that change, integers and booleans", () => {
    const c = jit((x: Tensor) => x.mul(2).sum());
    expect([tensor([]), tensor([1]), tensor([1, 2, 3]), tensor([])].map((x) => c(x).item())).toEqual([
      0, 2, 12, 0,
    ]);
    const m = jit((mask: Tensor, x: Tensor) => where(mask, x, 0));
    same(m(tensor([1, 0], { dtype: "bool" }), tensor([3, 4])), tensor([3, 0]));
    same(m(tensor([0, 1], { dtype: "bool" }), tensor([3, 4])), tensor([0, 4]));
  });
  test("signs of zero, infinities and NaN of values", () => {
    const g = (x: Tensor): Tensor =>
      stack([x.add(0), x.mul(0), x.sub(x), x.neg(), add(x, x.neg()), x.mul(1)]);
    const c = jit(g);
    for (const v of [0, -0, 1, Infinity, -Infinity, NaN, 0])
      expect(Array.from(c(tensor(v)).data).every((d, i) => Object.is(d, g(tensor(v)).data[i]))).toBe(true);
  });

  test("two results alive at once never share storage; into writes where it is told", () => {
    const c = jit((x: Tensor) => x.mul(2));
    const [a, b, d] = [c(tensor([1, 2])), c(tensor([3, 4])), c(tensor([5, 6]))];
    expect([a, b, d].map((t) => t.toArray())).toEqual([
      [2, 4],
      [6, 8],
      [10, 12],
    ]);
    const out = new Float64Array(2);
    expect(c.into(out)(tensor([7, 8]))).toBe(out);
    expect(out).toEqual(Float64Array.of(14, 16));
    expect(c.numbers(Float64Array.of(1, 2))).not.toBe(c.numbers(Float64Array.of(1, 2)));
    expect(c.numbers(Float64Array.of(9, 9), out)).toBe(out);
  });
});

describe("who watches", () => {
  test("a compiled function is differentiated like any other", () => {
    const c = jit((x: Tensor) => x.mul(x).sum());
    same(grad(c as (x: Tensor) => Tensor, tensor([1, 2])), tensor([2, 4]));
    same(
      vmap(c as (x: Tensor) => Tensor)(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
      tensor([5, 25]),
    );
    same(jit((x: Tensor) => (c as (x: Tensor) => Tensor)(x).mul(2))(tensor([1, 2])), tensor(10));
  });
  test("values that are watched outside may be closed over: it runs as it is", () => {
    const g = (y: Tensor): Tensor => jit((x: Tensor) => x.mul(y))(tensor(3));
    expect(derivative(g, 2)).toBe(3);
  });
});

describe("misuse", () => {
  test("what is closed over is a constant; verify finds one that changed; inspect lists them", () => {
    let k = tensor([1, 1]);
    const g = (x: Tensor): Tensor => x.mul(k);
    const c = jit(g);
    c(tensor([1, 2]));
    k = tensor([5, 5]);
    same(c(tensor([1, 2])), tensor([1, 2]));
    expect(inspect(c)).toContain("tensors of shape (2,)");
    k = tensor([1, 1]);
    const d = jit(g, { verify: 2 });
    d(tensor([1, 2]));
    k = tensor([5, 5]);
    expect(() => d(tensor([1, 2]))).toThrow(/jit: expected the program to compute what f computes/);
  });
  test("numbers that leave, values that leak, functions that return no tensor", () => {
    expect(() => jit((x: Tensor) => x.mul(x.item()))(tensor(2))).toThrow(/jit is tracing.*frozen/s);
    expect(() => jit((x: Tensor) => x.mul(x.data[0]))(tensor(2))).toThrow(/jit is watching/);
    let leak: Tensor | undefined;
    jit((x: Tensor) => (leak = x.mul(2)))(tensor(1));
    expect(() => leak!.add(1)).toThrow(/a value that left its call of jit/);
    expect(() => jit((_x: Tensor) => 3)(tensor(1))).toThrow(/jit: expected f to return a tensor/);
    expect(() => jit((x: Tensor) => vjp(f, x).pull)(tensor([1, 2, 3]))).toThrow(/call the pullback inside/);
    expect(() => jit(3 as never)).toThrow(/jit: expected a function/);
    expect(() => jit(f, { verify: 0 })).toThrow(/jit: expected the option verify/);
    expect(() => jit(f)("x" as never)).toThrow(/jit: expected x to be a tensor/);
    expect(() => jit((a: Tensor, b: Tensor) => a.mul(b)).numbers(new Float64Array(2))).toThrow(
      /a call with tensors first/,
    );
    expect(() => inspect(f)).toThrow(/inspect: expected f to be a function that jit made/);
  });
  test("an error of f is f's error, and the next call is as if nothing had been", () => {
    const c = jit((x: Tensor) => x.add(zeros([2])));
    expect(() => c(tensor([1, 2, 3]))).toThrow(/add: expected shapes that broadcast/);
    same(c(tensor([1, 2])), tensor([1, 2]));
  });
});

test("value and gradient of code with functions of its own: within 2 ulp of the functions", () => {
  const g = (x: Tensor): Tensor =>
    sin(x.at(0))
      .mul(exp(cos(x.at(1))))
      .sum();
  const c = jit((x: Tensor) => valueAndGrad(g, x));
  for (const x of places) {
    const [got, want] = [c(x), valueAndGrad(g, x)];
    for (const [a, b] of [
      [got.value, want.value],
      [got.grad, want.grad],
    ] as const)
      a.data.forEach((d, i) =>
        expect(Math.abs(d - b.data[i])).toBeLessThanOrEqual(16 * 2 ** -53 * Math.abs(b.data[i])),
      );
  }
});
