// A user's operation is a row like all others: every engine runs it, every mode agrees, and a wrong one is refused when it is
// defined, with the report.

import {
  add,
  cos,
  defineOp,
  div,
  DualTensorError,
  exp,
  grad,
  gradcheck,
  gt,
  hessian,
  hvp,
  jacobian,
  jvp,
  jvps,
  linearize,
  matmul,
  mul,
  neg,
  reciprocal,
  sin,
  sqrt,
  square,
  sub,
  tensor,
  vjp,
  vmap,
  where,
  type Tensor,
} from "dualtensor";
import { evaluate, trace } from "../contract/recorder.js";

const softsign = defineOp({
  name: "softsign",
  value: (x) => x / (1 + Math.abs(x)),
  derivative: (x) => reciprocal(square(where(gt(x, 0), add(1, x), sub(1, x)))),
});
const twin = (x: Tensor): Tensor => div(x, where(gt(x, 0), add(1, x), sub(1, x)));

const hypotenuse = defineOp({
  name: "hypotenuse",
  value: (x: number, y: number) => Math.hypot(x, y),
  derivative: [(x, _y, z) => div(x, z), (_x, y, z) => div(y, z)],
  domain: { lo: 0.5, hi: 3 },
});

/** Differences of neighbours, n -> n - 1: the transpose needs the shape. */
const differences = defineOp({
  name: "differences",
  apply: (x) => x.data.slice(1).map((v, i) => v - x.data[i]),
  transpose: (y, [n]) => Float64Array.from({ length: n }, (_, i) => (y.data[i - 1] ?? 0) - (y.data[i] ?? 0)),
  samples: [[1, 2, 4, 8]],
});
const differencesTwin = (x: Tensor): Tensor => sub(x.at("1:"), x.at(":-1"));

const product = (rules: "push" | "pull" | "both"): ((A: Tensor, B: Tensor) => Tensor) => {
  const push = {
    push: ([dA, dB]: readonly [Tensor | null, Tensor | null], [A, B]: readonly [Tensor, Tensor]) => {
      const p = dA && matmul(dA, B),
        q = dB && matmul(A, dB);
      return p && q ? add(p, q) : (p ?? q);
    },
  };
  const pull = {
    pull: (ybar: Tensor, [A, B]: readonly [Tensor, Tensor]) =>
      [matmul(ybar, B.T), matmul(A.T, ybar)] as const,
  };
  return defineOp({
    name: "product",
    value: (A: Tensor, B: Tensor) => {
      const [m, n] = A.shape,
        p = B.shape[1];
      const out = Array.from({ length: m }, () => new Array<number>(p).fill(0));
      for (let i = 0; i < m; i++)
        for (let j = 0; j < p; j++)
          for (let k = 0; k < n; k++) out[i][j] += A.data[i * n + k] * B.data[k * p + j];
      return out;
    },
    ...(rules === "pull" ? {} : push),
    ...(rules === "push" ? {} : pull),
    samples: [
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [1, -1, 2],
          [0.5, 2, 1],
        ],
      ],
    ],
  });
};

const close = (a: Tensor, b: Tensor): void => {
  expect(a.shape).toEqual(b.shape);
  a.data.forEach((v, i) =>
    expect(Math.abs(v - b.data[i])).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(b.data[i]))),
  ); // a few roundings
};

describe("agrees with the same function in the library's operations", () => {
  const x = [0.3, -1.2, 2.5, 0.9];
  const pairs: [string, (x: Tensor) => Tensor, (x: Tensor) => Tensor][] = [
    ["elementwise", softsign, twin],
    ["linear", differences, differencesTwin],
    ["pairwise", (v) => hypotenuse(v, exp(v)), (v) => sqrt(add(square(v), square(exp(v))))],
  ];
  test.each(pairs)("%s, by every transformation", (_name, op, same) => {
    close(op(tensor(x)), same(tensor(x)));
    close(jacobian(op, x), jacobian(same, x));
    close(jacobian(op, x, { chunk: 1 }), jacobian(same, x));
    close(jacobian(op, x, { mode: "reverse" }), jacobian(same, x));
    close(jvp(op, x, [1, 2, 3, 4]).tangent, jvp(same, x, [1, 2, 3, 4]).tangent);
    close(
      jvps(op, x, [
        [1, 2, 3, 4],
        [0, 1, 0, 1],
      ]).tangents,
      jvps(same, x, [
        [1, 2, 3, 4],
        [0, 1, 0, 1],
      ]).tangents,
    );
    const weights = same(tensor(x)).mul(2);
    close(vjp(op, x).pull(weights), vjp(same, x).pull(weights));
    const lin = linearize(op, x);
    close(lin.push([1, 0, 2, 0]), linearize(same, x).push([1, 0, 2, 0]));
    close(lin.pull(weights), vjp(same, x).pull(weights));
    const scalar =
      (f: (x: Tensor) => Tensor) =>
      (v: Tensor): Tensor =>
        f(sin(v)).mul(f(v)).sum();
    close(grad(scalar(op), x), grad(scalar(same), x));
    close(hessian(scalar(op), x), hessian(scalar(same), x));
    close(hessian(scalar(op), x, { mode: "forward" }), hessian(scalar(same), x));
    close(hvp(scalar(op), x, [1, 0, 0, 2]), hvp(scalar(same), x, [1, 0, 0, 2]));
    const third = (f: (x: Tensor) => Tensor): Tensor => jacobian((v) => hessian(scalar(f), v), x);
    close(third(op), third(same));
    const rows = [x, x.map((v) => v / 2), x.map((v) => v + 1)];
    close(vmap((r) => op(r))(rows), vmap((r) => same(r))(rows));
    close(vmap((r) => grad(scalar(op), r))(rows), vmap((r) => grad(scalar(same), r))(rows));
    close(
      jacobian((m) => vmap((r) => op(r))(m), rows),
      jacobian((m) => vmap((r) => same(r))(m), rows),
    );
    const program = trace("trace", (v) => op(sin(v)), [tensor(x)]);
    close(evaluate(program, [tensor(x.map((v) => v * 1.1))]), same(sin(tensor(x.map((v) => v * 1.1)))));
    close(
      jacobian((v) => evaluate(program, [v]), x),
      jacobian((v) => same(sin(v)), x),
    );
  });

  test.each(["push", "pull", "both"] as const)("general, with %s: the other one follows", (rules) => {
    const op = product(rules),
      A = tensor([
        [1, 2],
        [3, 4],
      ]),
      B = tensor([
        [1, -1, 2],
        [0.5, 2, 1],
      ]);
    for (const mode of ["forward", "reverse"] as const) {
      const mine = jacobian((a, b) => op(a, sin(b)), [A, B], { mode }),
        same = jacobian((a, b) => matmul(a, sin(b)), [A, B], { mode });
      close(mine[0], same[0]);
      close(mine[1], same[1]);
    }
    close(
      hessian((a) => op(a, op(sin(a), B)).sum(), A),
      hessian((a) => matmul(a, matmul(sin(a), B)).sum(), A),
    );
    const stack = [
      [
        [1, 2],
        [3, 4],
      ],
      [
        [0, 1],
        [1, 0],
      ],
      [
        [2, 2],
        [1, 1],
      ],
    ];
    close(vmap((a: Tensor) => op(a, B))(stack), matmul(stack, B));
    close(
      jacobian((b) => vmap((a: Tensor) => op(a, b))(stack), B),
      jacobian((b) => matmul(stack, b), B),
    );
    close(
      vmap((a: Tensor) => jacobian((v) => op(v, B), a))(stack),
      vmap((a: Tensor) => jacobian((v) => matmul(v, B), a))(stack),
    );
    close(
      vmap((a: Tensor, b: Tensor) => vmap((r: Tensor) => op(a, r), { inDims: 0 })(b), { inDims: [0, null] })(
        stack,
        [B.toArray(), B.toArray()] as number[][][],
      ),
      vmap((a: Tensor) => matmul(a, tensor([B.toArray(), B.toArray()] as number[][][])))(stack),
    );
  });

  test("of numbers, arrays and tensors; empty ones too", () => {
    expect(softsign(1).item()).toBe(0.5);
    expect(softsign([]).shape).toEqual([0]);
    expect(jacobian(softsign, []).shape).toEqual([0, 0]);
    expect(hypotenuse([3, 5], 4).toArray()).toEqual([5, Math.hypot(5, 4)]);
    expect(jacobian((x) => hypotenuse(x, [[1], [2]]), [3, 4]).shape).toEqual([2, 2, 2]);
  });
});

describe("a wrong one is refused", () => {
  const refusal = (define: () => unknown): DualTensorError => {
    try {
      define();
    } catch (e) {
      expect(e).toBeInstanceOf(DualTensorError);
      return e as DualTensorError;
    }
    throw new Error("it was accepted");
  };
  test.each<[string, () => unknown, RegExp]>([
    [
      "wrong derivative",
      () => defineOp({ name: "s", value: Math.sin, derivative: (x) => neg(cos(x)) }),
      /^defineOp: expected the derivative of s to agree with finite differences, got\ngradcheck: .* failed/,
    ],
    [
      "right to first order only",
      () => defineOp({ name: "s", value: Math.sin, derivative: (x) => cos(tensor(x.toArray())) }),
      /^defineOp: expected the functions of s to run at its samples, got the error "toArray\(\)/,
    ],
    [
      "partials swapped",
      () =>
        defineOp({
          name: "q",
          value: (x: number, y: number) => x / y,
          derivative: [(x, y) => neg(div(x, square(y))), (_x, y) => reciprocal(y)],
          domain: { lo: 1, hi: 2 },
        }),
      /the derivative of q/,
    ],
    [
      "not linear",
      () =>
        defineOp({
          name: "affine",
          apply: (x) => x.data.map((v) => v + 1),
          transpose: (y) => y,
          samples: [[1, 2]],
        }),
      /the derivative of affine/,
    ],
    [
      "not the transpose",
      () =>
        defineOp({
          name: "shift",
          apply: (x) => [0, x.data[0]],
          transpose: (y) => [0, y.data[0]],
          samples: [[1, 2]],
        }),
      /the derivative of shift/,
    ],
    [
      "wrong pull",
      () =>
        defineOp({
          name: "n",
          value: (x: Tensor) => Math.hypot(...x.data),
          pull: (ybar, [x]) => mul(ybar, x),
          samples: [[[3, 4]]],
        }),
      /the derivative of n/,
    ],
    [
      "pull of a wrong shape",
      () =>
        defineOp({
          name: "n",
          value: (x: Tensor) => Math.hypot(...x.data),
          pull: (ybar) => ybar,
          samples: [[[3, 4]]],
        }),
      /what pull returns \(2,\), got \(\)/,
    ],
    [
      "a value that is no number",
      () => defineOp({ name: "t", value: ((x: number) => String(x)) as never, derivative: () => 1 }),
      /t: expected the value to be a number, got the string/,
    ],
  ])("%s", (_name, define, message) => {
    const e = refusal(define);
    expect(e.code).toBe("DT_RULE");
    expect(e.message).toMatch(message);
  });
  test("unless unchecked", () => {
    const wrong = defineOp({ name: "s", value: Math.sin, derivative: (x) => neg(cos(x)), check: false });
    expect(gradcheck(wrong, [1]).ok).toBe(false);
  });
  test.each<[string, unknown, string, RegExp]>([
    ["nothing", undefined, "DT_ARGUMENT", /^defineOp: expected the argument op/],
    ["a function", Math.sin, "DT_ARGUMENT", /^defineOp: expected op to be an object/],
    [
      "no name",
      { value: Math.sin, derivative: cos },
      "DT_ARGUMENT",
      /expected name to be a name, got nothing/,
    ],
    [
      "no value",
      { name: "s", derivative: cos },
      "DT_ARGUMENT",
      /expected value to be a function, got nothing/,
    ],
    ["no derivative", { name: "s", value: Math.sin }, "DT_ARGUMENT", /push or pull/],
    ["one partial of two", { name: "s", value: Math.hypot, derivative: [cos] }, "DT_ARGUMENT", /two of them/],
    [
      "a misspelt field",
      { name: "s", value: Math.sin, derivative: cos, domian: { lo: 0, hi: 1 } },
      "DT_OPTION",
      /Did you mean domain/,
    ],
    [
      "no samples",
      { name: "s", apply: (x: unknown) => x, transpose: (x: unknown) => x },
      "DT_ARGUMENT",
      /samples/,
    ],
    [
      "a bad domain",
      { name: "s", value: Math.sin, derivative: cos, domain: [0, 1] },
      "DT_ARGUMENT",
      /an interval \{ lo, hi \}/,
    ],
  ])("misuse: %s", (_name, op, code, message) => {
    const e = refusal(() => defineOp(op as never));
    expect(e.code).toBe(code);
    expect(e.message).toMatch(message);
  });
  test("too many or too few arguments", () => {
    expect(() => (softsign as (...x: unknown[]) => unknown)()).toThrow(
      /^softsign: expected the argument input/,
    );
    expect(() => (softsign as (...x: unknown[]) => unknown)(1, 2)).toThrow(
      /^softsign: expected at most 1 argument/,
    );
    expect(() => (product("both") as (...x: unknown[]) => unknown)([[1]])).toThrow(
      /^product: expected the argument x1/,
    );
  });
});
