// The types of the transformations follow f and x. The type-check is the test; running the file shows besides that the
// values have the shapes which the types promise.

import {
  defineOp,
  derivative,
  div,
  divergence,
  finiteDifference,
  grad,
  gradcheck,
  hessian,
  hvp,
  jacobian,
  jacobianColumns,
  jacobianDiagonal,
  jvp,
  jvps,
  laplacian,
  linearize,
  matmul,
  mul,
  sin,
  tensor,
  valueAndGrad,
  valueAndJacobian,
  vjp,
  vmap,
  traceNaN,
  type GradcheckReport,
  type NaNReport,
  type Verdict,
  type Options,
  type Tensor,
  type TensorLike,
} from "dualtensor";
import { is } from "./equal.js";

const a = tensor([1, 2]),
  b = tensor([3, 4]);
type AB = Record<"a" | "b", Tensor>;
const total = (x: Tensor): Tensor => x.mul(x).sum();

const rows = [
  [1, 2],
  [3, 4],
];

describe("jacobian", () => {
  test("of one input, whatever stands for a tensor", () => {
    is<Tensor>()(jacobian((x) => mul(x, x), a));
    is<Tensor>()(jacobian((x) => mul(x, x), 2));
    is<Tensor>()(jacobian((x) => mul(x, x), [1, 2, 3]));
    is<Tensor>()(
      jacobian(
        (x) => mul(x, x),
        [
          [1, 2],
          [3, 4],
        ],
      ),
    );
    is<Tensor>()(jacobian((x) => mul(x, x), [[[1]], [[3]]] as const));
    is<Tensor>()(jacobian((x) => mul(x, x), new Float64Array(3)));
    is<Tensor>()(jacobian((x) => mul(x, x), new Float32Array(3)));
    is<Tensor>()(jacobian((x) => mul(x, x), { data: [1, 2], shape: [2] }));
    is<Tensor>()(jacobian(sin, a));
    const x: TensorLike = [1, 2];
    is<Tensor>()(jacobian(sin, x));
  });
  test("of a tuple", () => {
    const J = jacobian((x, y) => mul(x, y), [a, b]);
    is<[Tensor, Tensor]>()(J);
    const [ja, jb] = J;
    is<Tensor>()(ja);
    expect([ja.shape, jb.shape]).toEqual([
      [2, 2],
      [2, 2],
    ]);
    is<[Tensor]>()(jacobian((x) => mul(x, x), [a]));
    is<[Tensor, Tensor, Tensor]>()(jacobian((x, y, z) => mul(x, y).mul(z), [a, 2, [3, 4]]));
    is<[Tensor, Tensor]>()(jacobian((x, y) => mul(x, y), [2, a]));
    is<[Tensor, Tensor]>()(jacobian((x, y) => mul(x, y), [new Float64Array(2), new Float64Array(2)]));
    const pair = [a, b] as const;
    is<[Tensor, Tensor]>()(jacobian((x, y) => mul(x, y), pair));
    const list: Tensor[] = [a, b];
    is<[Tensor, ...Tensor[]]>()(jacobian((...xs) => mul(xs[0], xs[1]), list as [Tensor, ...Tensor[]]));
  });
  test("of a record", () => {
    const J = jacobian((p) => mul(p.a, p.b), { a, b });
    is<AB>()(J);
    const { a: ja } = J;
    expect(ja.shape).toEqual([2, 2]);
    is<Record<"w" | "bias", Tensor>>()(
      jacobian(({ w, bias }) => matmul(w, [1, 1]).add(bias), {
        w: [
          [1, 2],
          [3, 4],
        ],
        bias: 1,
      }),
    );
  });
  test("outputs outside, inputs inside", () => {
    is<[Tensor, Tensor]>()(jacobian((x) => [mul(x, x), x] as const, a));
    is<Tensor[]>()(jacobian((x) => [mul(x, x), x], a));
    is<{ s: Tensor; t: Tensor }>()(jacobian((x) => ({ s: x, t: x.sum() }), a));
    is<{ s: [Tensor, Tensor]; t: [Tensor, Tensor] }>()(jacobian((x, y) => ({ s: mul(x, y), t: x }), [a, b]));
    is<[AB, AB]>()(jacobian((p) => [p.a, p.b] as const, { a, b }));
    const J = jacobian((p) => ({ s: mul(p.a, p.b) }), { a, b });
    is<{ s: AB }>()(J);
    expect(J.s.b.shape).toEqual([2, 2]);
    is<{ s: [Tensor, Tensor] }>()(jacobian((x, y) => ({ s: mul(x, y) }) as const, [a, b]));
  });
  test("of nests, in and out", () => {
    const net = { l1: { w: a, b: 0.5 }, l2: [b, { c: [1, 2] }] } as const;
    is<{ l1: { w: Tensor; b: Tensor }; l2: [Tensor, { c: Tensor }] }>()(
      jacobian(({ l1, l2: [v, { c }] }) => mul(l1.w, v).add(l1.b).mul(c), net),
    );
    is<{ y: { l1: { w: Tensor }; z: [Tensor] }; s: [{ l1: { w: Tensor }; z: [Tensor] }] }>()(
      jacobian(({ l1, z }) => ({ y: mul(l1.w, z[0]), s: [l1.w] as const }), {
        l1: { w: a },
        z: [b],
      } as const),
    );
    is<[{ w: Tensor }, Tensor]>()(grad(({ w }, c) => mul(w, c).sum(), [{ w: a }, b]));
    // An array of numbers below is data; an array that holds a tensor is a tuple, passed as it is.
    is<[Tensor, [Tensor, Tensor]]>()(grad((x, [y, z]) => mul(x, y).mul(z).sum(), [a, [b, [5, 6]]]));
    const H = hessian(({ p: { u }, q }) => mul(u, q).sum(), { p: { u: a }, q: b });
    is<{ p: { u: { p: { u: Tensor }; q: Tensor } }; q: { p: { u: Tensor }; q: Tensor } }>()(H);
    expect(H.q.p.u.toArray()).toEqual([[1, 0], [0, 1]]); // prettier-ignore
  });
  test("a tensor taken apart, and numbers of a known depth", () => {
    const J = jacobian(([x, y]) => mul(x, y), [2, 3]),
      row: number[] = J.toArray();
    expect(row).toEqual([3, 2]);
  });
  test("a slip in an option is named", () => {
    // @ts-expect-error 'chunks' does not exist in type 'Options & NoAux'. Did you mean to write 'chunk'?
    expect(() => jacobian((x) => mul(x, x), [1], { chunks: 1 })).toThrow("chunk");
  });
  test("with aux", () => {
    is<[Tensor, string]>()(jacobian((x) => [mul(x, x), "aux"], a, { hasAux: true }));
    is<[Tensor, { steps: number; path: Tensor[] }]>()(
      jacobian((x) => [mul(x, x), { steps: 3, path: [x.neg()] }], a, { hasAux: true, chunk: 1 }),
    );
    is<[[Tensor, Tensor], Tensor]>()(jacobian((x, y) => [mul(x, y), y], [a, b], { hasAux: true }));
    is<[AB, number]>()(jacobian((p) => [mul(p.a, p.b), 1], { a, b }, { hasAux: true }));
    is<Tensor>()(jacobian((x) => mul(x, x), a, { hasAux: false }));
  });
  test("nested", () => {
    is<Tensor>()(jacobian((x) => jacobian((y) => mul(x, y), a), a));
    is<[[Tensor, Tensor], [Tensor, Tensor]]>()(
      jacobian((x, y) => jacobian((u, v) => mul(u, v), [x, y]), [a, b]),
    );
  });
  test("generic in x", () => {
    const twice = (f: (x: Tensor) => Tensor, x: TensorLike): Tensor => jacobian((v) => jacobian(f, v), x);
    expect(twice(total, [1, 2]).shape).toEqual([2, 2]);
  });
  test("options by name", () => {
    const options: Options = { chunk: 2, mode: "auto" };
    is<Tensor>()(jacobian((x) => mul(x, x), a, options));
    is<Tensor>()(grad(total, a, options));
    is<Tensor>()(hessian(total, a, options));
    is<[Tensor, Tensor]>()(jacobian((x, y) => mul(x, y), [a, b], options));
  });
  test("misuse", () => {
    const misuse = (): void => {
      // @ts-expect-error f takes three, x has two
      jacobian((x: Tensor, y: Tensor, _z: Tensor) => mul(x, y), [a, b]);
      // @ts-expect-error no such field
      jacobian((p) => mul(p.q, p.a), { a });
      // @ts-expect-error a number is no tensor
      jacobian((_x) => 3, a);
      // @ts-expect-error an array of numbers neither
      jacobian((x) => [x, 3], a);
      // @ts-expect-error a promise neither
      jacobian(async (x: Tensor) => x, a);
      // @ts-expect-error text is no tensor
      jacobian(sin, "x");
      // @ts-expect-error nor is nothing
      jacobian(sin, undefined);
      // @ts-expect-error x is missing
      jacobian(sin);
      // @ts-expect-error no such option
      jacobian(sin, a, { chunks: 2 });
      // @ts-expect-error no such mode
      jacobian(sin, a, { mode: "backward" });
      // @ts-expect-error the second input is no options
      jacobian((x: Tensor) => x, a, b);
      // @ts-expect-error without hasAux a pair of a tensor and text is no output
      jacobian((x) => [x, "aux"] as const, a);
      // @ts-expect-error with hasAux f returns a pair
      jacobian((x) => mul(x, x), a, { hasAux: true });
      // @ts-expect-error two inputs in one tensor
      jacobian((x: Tensor, y: Tensor) => mul(x, y), rows);
      // @ts-expect-error the Jacobian of one input is one tensor
      void jacobian(sin, a)[0].shape;
    };
    expect(misuse).toBeInstanceOf(Function);
  });
});

describe("valueAndJacobian, jacobianColumns", () => {
  test("types", () => {
    is<{ value: Tensor; jacobian: Tensor }>()(valueAndJacobian(sin, a));
    const r = valueAndJacobian((x, y) => ({ s: mul(x, y) }), [a, b]);
    is<{ s: Tensor }>()(r.value);
    is<{ s: [Tensor, Tensor] }>()(r.jacobian);
    is<number>()(valueAndJacobian((x) => [x, 3], a, { hasAux: true }).aux);
    const [one] = [...jacobianColumns((x) => [x, x.sum()] as const, a)];
    is<undefined>()(one.input);
    is<[Tensor, Tensor]>()(one.columns);
    for (const { input, columns } of jacobianColumns((p) => mul(p.a, p.b), { a, b })) {
      is<"a" | "b">()(input);
      is<Tensor>()(columns);
    }
    for (const { input } of jacobianColumns((x, y) => mul(x, y), [a, b])) is<number>()(input);
    const misuse = (): void => {
      // @ts-expect-error columns take no mode
      jacobianColumns(sin, a, { mode: "reverse" });
      // @ts-expect-error nor aux
      jacobianColumns(sin, a, { hasAux: true });
    };
    expect(misuse).toBeInstanceOf(Function);
    const stop = new AbortController();
    expect([
      ...jacobianColumns(sin, a, {
        signal: stop.signal,
        progress: (done, all) => is<[number, number]>()([done, all] as [number, number]),
      }),
    ]).toHaveLength(1);
  });
});

describe("grad and its relatives", () => {
  test("types", () => {
    is<Tensor>()(grad(total, a));
    is<[Tensor, Tensor]>()(grad((x, y) => mul(x, y).sum(), [a, b]));
    is<AB>()(grad((p) => mul(p.a, p.b).sum(), { a, b }));
    is<[Tensor, Tensor[]]>()(grad((x) => [total(x), [x.neg()]], a, { hasAux: true }));
    is<[[Tensor, Tensor], string]>()(
      grad((x, y) => [mul(x, y).sum(), "s"], [a, b], { hasAux: true, mode: "forward" }),
    );
    is<{ value: Tensor; grad: Tensor }>()(valueAndGrad(total, a));
    is<AB>()(valueAndGrad((p) => mul(p.a, p.b).sum(), { a, b }).grad);
    is<boolean>()(valueAndGrad((x) => [total(x), true], a, { hasAux: true }).aux);
    is<Tensor>()(hessian(total, a));
    const H = hessian((x, y) => mul(x, y).sum(), [a, b]);
    is<[[Tensor, Tensor], [Tensor, Tensor]]>()(H);
    const R = hessian((p) => mul(p.a, p.b).sum(), { a, b });
    is<Record<"a" | "b", AB>>()(R);
    expect([H[0][1].shape, R.b.a.shape]).toEqual([
      [2, 2],
      [2, 2],
    ]);
    is<[Tensor, number]>()(hessian((x) => [total(x), 3], a, { hasAux: true }));
    is<Tensor>()(hvp(total, a, [1, 2]));
    is<[Tensor, Tensor]>()(hvp((x, y) => mul(x, y).sum(), [a, b], [a, [1, 2]]));
    is<AB>()(hvp((p) => mul(p.a, p.b).sum(), { a, b }, { a, b: [1, 2] }));
    is<Tensor>()(laplacian(total, a));
    is<Tensor>()(laplacian((x, y) => mul(x, y).sum(), [a, b]));
    is<Tensor>()(laplacian((p) => mul(p.a, p.b).sum(), { a, b }));
    is<Tensor>()(divergence(sin, a));
    is<Tensor>()(jacobianDiagonal(sin, a));
    is<[Tensor, number]>()(hvp((x) => [total(x), 3], a, a, { hasAux: true }));
    is<[AB, string]>()(hvp((p) => [mul(p.a, p.b).sum(), "s"], { a, b }, { a, b }, { hasAux: true }));
    is<[Tensor, boolean]>()(laplacian((x, y) => [mul(x, y).sum(), true], [a, b], { hasAux: true }));
    is<[Tensor, Tensor[]]>()(divergence((x) => [sin(x), [x]], a, { hasAux: true }));
    is<[Tensor, null]>()(jacobianDiagonal((x) => [sin(x), null], a, { hasAux: true, chunk: 1 }));
    is<number>()(derivative(sin, 1));
    is<Tensor>()(derivative(sin, [1, 2]));
    is<Tensor>()(derivative(sin, a));
  });
  test("misuse", () => {
    const misuse = (): void => {
      // @ts-expect-error a gradient belongs to one output
      grad((x) => [x, x] as const, a);
      // @ts-expect-error a vector for two inputs
      hvp((x: Tensor, y: Tensor) => mul(x, y).sum(), [a, b], [a]);
      // @ts-expect-error a vector for another input
      hvp((p) => mul(p.a, p.b).sum(), { a, b }, { a, c: b });
      // @ts-expect-error derivative is of one input
      derivative((x: Tensor, y: Tensor) => mul(x, y), [a, b]);
    };
    expect(misuse).toBeInstanceOf(Function);
  });
});

describe("jvp, jvps, vjp, linearize", () => {
  test("types", () => {
    is<{ value: Tensor; tangent: Tensor }>()(jvp(sin, a, [1, 0]));
    is<[Tensor, Tensor]>()(jvp((x, y) => [mul(x, y), x] as const, [a, b], [a, b]).tangent);
    is<{ s: Tensor }>()(jvp((p) => ({ s: mul(p.a, p.b) }), { a, b }, { a, b }).tangent);
    is<number>()(jvp((x) => [x, 3], a, a, { hasAux: true }).aux);
    is<{ value: Tensor; tangents: Tensor }>()(
      jvps(sin, a, [
        [1, 0],
        [0, 1],
      ]),
    );
    is<string>()(
      jvps((x, y) => [mul(x, y), "s"], [a, b], [[a.toArray()] as number[][], [[1, 2]]], { hasAux: true }).aux,
    );
    const one = vjp(sin, a);
    is<Tensor>()(one.value);
    is<Tensor>()(one.pull([1, 0]));
    const two = vjp((x, y) => ({ s: mul(x, y), t: x }), [a, b]);
    is<[Tensor, Tensor]>()(two.pull({ s: [1, 0], t: a }));
    is<AB>()(vjp((p) => [p.a, p.b] as const, { a, b }).pull([a, [1, 2]]));
    is<Tensor>()(vjp((x) => [x, x.sum()], a, { hasAux: true }).aux);
    const lin = linearize((x, y) => ({ s: mul(x, y) }), [a, b]);
    is<{ s: Tensor }>()(lin.value);
    is<{ s: Tensor }>()(lin.push([a, [1, 0]]));
    is<[Tensor, Tensor]>()(lin.pull({ s: [1, 0] }));
    is<number>()(linearize((x) => [x, 3], a, { hasAux: true }).aux);
  });
  test("misuse", () => {
    const misuse = (): void => {
      // @ts-expect-error one direction of two
      jvp((x: Tensor, y: Tensor) => mul(x, y), [a, b], [a]);
      // @ts-expect-error no direction
      jvp(sin, a);
      // @ts-expect-error there is no aux
      void jvp(sin, a, a).aux;
      // @ts-expect-error a cotangent of another structure
      vjp((x) => ({ s: x }), a).pull(a);
      // @ts-expect-error a direction of another structure
      linearize((p) => p.a, { a, b }).push(a);
    };
    expect(misuse).toBeInstanceOf(Function);
  });
});

describe("vmap", () => {
  test("types", () => {
    const dot = vmap((x: Tensor, y: Tensor) => mul(x, y).sum());
    is<Tensor>()(dot([[1, 2]], [[3, 4]]));
    is<[Tensor, Tensor]>()(vmap((x: Tensor) => [x, x.sum()] as const)([[1, 2]]));
    is<{ s: Tensor }>()(vmap((x: Tensor) => ({ s: x }))([[1, 2]]));
    is<Tensor>()(vmap(sin)([1, 2]));
    is<Tensor>()(vmap((x) => mul(x, x))([1, 2]));
    const misuse = (): void => {
      // @ts-expect-error two arguments are due
      dot([[1, 2]]);
      // @ts-expect-error no such option
      vmap(sin, { inDim: 0 });
    };
    expect(misuse).toBeInstanceOf(Function);
  });
});

describe("verification", () => {
  test("types", () => {
    is<GradcheckReport>()(gradcheck(sin, a));
    is<GradcheckReport>()(gradcheck((x, y) => [mul(x, y), x] as const, [a, b], { order: 2 }));
    is<GradcheckReport>()(gradcheck((p) => ({ s: p.a }), { a }));
    is<GradcheckReport>()(gradcheck((x) => [x, 3], a, { hasAux: true }));
    is<Verdict>()(gradcheck(sin, a).verdict);
    is<NaNReport | null>()(traceNaN((x, y) => [mul(x, y), x] as const, [a, b], { mode: "reverse" }));
    is<NaNReport | null>()(traceNaN((x) => [x, 3], a, { hasAux: true }));
    const r = finiteDifference.jacobian((x, y) => ({ s: mul(x, y) }), [a, b]);
    is<{ s: [Tensor, Tensor] }>()(r.jacobian);
    is<{ s: [Tensor, Tensor] }>()(r.error);
    is<AB>()(finiteDifference.gradient((p) => mul(p.a, p.b).sum(), { a, b }).gradient);
    is<number>()(finiteDifference.derivative(sin, 1).derivative);
    is<[Tensor, Tensor]>()(finiteDifference.jvp((x) => [x, x] as const, a, a).error);
    const misuse = (): void => {
      // @ts-expect-error there is no third order
      gradcheck(sin, a, { order: 3 });
      // @ts-expect-error derivative is of one number
      finiteDifference.derivative(sin, a);
    };
    expect(misuse).toBeInstanceOf(Function);
  });
  test("defineOp", () => {
    const one = defineOp({
      name: "sine",
      value: (x) => Math.sin(x),
      derivative: (x) => sin(x.add(Math.PI / 2)),
    });
    is<Tensor>()(one([1, 2]));
    const two = defineOp({
      name: "quotient",
      value: (x: number, y: number) => x / y,
      derivative: [(_x, y) => div(1, y), (_x, y, z) => div(z, y).neg()],
      domain: { lo: 1, hi: 2 },
    });
    is<Tensor>()(two(1, 2));
    const linear = defineOp({
      name: "double",
      apply: (x) => x.data.map((v) => 2 * v),
      transpose: (y, shape) =>
        tensor(
          y.data.map((v) => 2 * v),
          { shape },
        ),
      samples: [[1, 2]],
    });
    is<Tensor>()(linear([1, 2]));
    const general = defineOp({
      name: "product",
      value: (A: Tensor, x: Tensor) => matmul(A, x),
      pull: (ybar, [A, x]) => {
        is<Tensor>()(A);
        return [mul(ybar.reshape(-1, 1), x), matmul(A.T, ybar)];
      },
      samples: [
        [
          [
            [1, 2],
            [3, 4],
          ],
          [1, 2],
        ],
      ],
    });
    is<Tensor>()(general([[1, 2]], [1, 2]));
    const misuse = (): void => {
      // @ts-expect-error one argument
      one(1, 2);
      // @ts-expect-error two arguments
      general([[1, 2]]);
      // @ts-expect-error a derivative is missing
      defineOp({ name: "x", value: (x: number) => x });
      // @ts-expect-error the value is a number
      defineOp({ name: "x", value: (x: number) => String(x), derivative: () => 1 });
    };
    expect(misuse).toBeInstanceOf(Function);
  });
});
