// A function of one's own is one operation in every engine: what its backward says is its derivative, also where that is not
// the derivative of its forward, so that an engine that looked inside would be found out.
import * as root from "dualtensor";
import { onWarning, torch, type TorchTensor } from "dualtensor/torch";
import { forwardAd } from "dualtensor/torch/func";
import type { Context } from "../../lib/torch/autograd/function.js";

const { func, autograd } = torch;
const f64 = { dtype: "float64" } as const;
type T = TorchTensor;
const list = (t: unknown): unknown => (t as T).tolist();

/** 2 x, of which the backward says 3. */
class Triple extends autograd.Function {
  static forward(_ctx: Context, x: T): T {
    return x.mul(2);
  }
  static backward(_ctx: Context, g: T): T {
    return g.mul(3);
  }
}
/** x³ with its derivative from the saved input. */
class Cube extends autograd.Function {
  static forward(ctx: Context, x: T): T {
    ctx.saveForBackward(x);
    return x.mul(x).mul(x);
  }
  static backward(ctx: Context, g: T): T {
    const [x] = ctx.savedTensors;
    return g.mul(x).mul(x).mul(3);
  }
}
/** exp from the saved result, set up apart from forward. */
class Exp extends autograd.Function {
  static forward(x: T): T {
    return x.exp();
  }
  static setupContext(ctx: Context, _inputs: readonly unknown[], y: T): void {
    ctx.saveForBackward(y);
  }
  static backward(ctx: Context, g: T): T {
    return g.mul(ctx.savedTensors[0]);
  }
}
/** PyTorch's own example, whose bias may be missing. */
class Linear extends autograd.Function {
  static forward(ctx: Context<[T, T, T | null]>, input: T, weight: T, bias: T | null): T {
    ctx.saveForBackward(input, weight, bias);
    const y = input.mm(weight.t());
    return bias === null ? y : y.add(bias.unsqueeze(0).expandAs(y));
  }
  static backward(ctx: Context<[T, T, T | null]>, g: T): (T | null)[] {
    const [input, weight, bias] = ctx.savedTensors;
    return [
      ctx.needsInputGrad[0] ? g.mm(weight) : null,
      ctx.needsInputGrad[1] ? g.t().mm(input) : null,
      bias !== null && ctx.needsInputGrad[2] ? g.sum(0) : null,
    ];
  }
}
/** [2 x, its argmax], with a jvp that says 5 and a backward that says 5 too. */
class Several extends autograd.Function {
  static forward(ctx: Context, x: T): [T, T] {
    const at = x.argmax();
    ctx.markNonDifferentiable(at);
    return [x.mul(2), at];
  }
  static backward(_ctx: Context, g: T): T {
    return g.mul(5);
  }
  static jvp(_ctx: Context, dx: T): (T | null)[] {
    return [dx.mul(5), torch.zeros([])];
  }
}

const x = torch.tensor([1, 2], f64);
const diagonal = (a: number, b: number): number[][] => [[a, 0], [0, b]]; // prettier-ignore

describe("its backward is its derivative", () => {
  test.each<[string, () => unknown, unknown]>([
    ["backward()", () => {
      const w = torch.tensor([1, 2], { requiresGrad: true });
      Triple.apply(w).sum().backward();
      return w.grad;
    }, [3, 3]],
    ["func.grad", () => func.grad((a: T) => Triple.apply(a).sum())(x), [3, 3]],
    ["func.jacrev", () => func.jacrev((a: T) => Triple.apply(a))(x), diagonal(3, 3)],
    ["func.jacfwd", () => func.jacfwd((a: T) => Triple.apply(a))(x), diagonal(3, 3)],
    ["func.vjp", () => (func.vjp((a: T) => Triple.apply(a), x)[1])(x)[0], [3, 6]],
    ["func.jvp", () => func.jvp((a: T) => Triple.apply(a), [x], [x])[1], [3, 6]],
    ["func.vmap of func.grad", () => func.vmap(func.grad((a: T) => Triple.apply(a)))(x), [3, 3]],
    ["func.grad of func.vmap", () => func.grad((a: T) => func.vmap((b: T) => Triple.apply(b))(a).sum())(x), [3, 3]],
    ["forwardAd", () => forwardAd.dualLevel(() => forwardAd.unpackDual(Triple.apply(forwardAd.makeDual(x, x))).tangent), [3, 6]],
    ["the root's jacobian", () => root.jacobian((a) => Triple.apply(a as T), [1, 2]), diagonal(3, 3)],
    ["the root's grad", () => root.grad((a) => Triple.apply(a as T).sum(), [1, 2]), [3, 3]],
    ["the root's vmap", () => root.vmap((a) => Triple.apply(a as T))([1, 2]), [2, 4]],
    ["autograd.functional.jacobian", () => autograd.functional.jacobian((a) => Triple.apply(a), x), diagonal(3, 3)],
  ])("%s", (_, run, want) => {
    const got = run() as { tolist?: () => unknown; toArray: () => unknown };
    expect(got.tolist?.() ?? got.toArray()).toEqual(want);
  }); // prettier-ignore

  test("of higher order, from saved inputs and results", () => {
    expect(list(func.hessian((a: T) => Cube.apply(a).sum())(x))).toEqual(diagonal(6, 12));
    expect(list(func.jacfwd(func.jacfwd((a: T) => Cube.apply(a)))(torch.tensor(2, f64)))).toBe(12);
    expect(list(func.jacrev(func.jacrev((a: T) => Exp.apply(a)))(torch.tensor(0, f64)))).toBe(1);
    expect(root.hessian((a) => Cube.apply(a as T).sum(), [1, 2]).toArray()).toEqual(diagonal(6, 12));
    const w = torch.tensor(2, { ...f64, requiresGrad: true }),
      [g] = autograd.grad(Exp.apply(w), w, { createGraph: true });
    g.backward();
    expect(w.grad!.item()).toBeCloseTo(Math.exp(2), 12);
  });

  test("in the graph of what it closes over, below a transformation", () => {
    const w = torch.tensor([3, 5], { ...f64, requiresGrad: true });
    const g = func.grad((a: T) => Cube.apply(a.mul(w)).sum())(torch.ones(2, f64));
    expect(list(g)).toEqual([81, 375]); // 3 w³
    g.sum().backward();
    expect(list(w.grad)).toEqual([81, 225]); // 9 w²
  });

  test("gradcheck sees a wrong one", () => {
    const w = torch.tensor([1, 2], { ...f64, requiresGrad: true });
    expect(autograd.gradcheck(Cube.apply, [w])).toBe(true);
    expect(autograd.gradgradcheck(Cube.apply, [w])).toBe(true);
    expect(autograd.gradcheck(Triple.apply, [w], { raiseException: false })).toBe(false);
  });
});

test("PyTorch's LinearFunction, with a bias and without", () => {
  const input = torch.tensor([[1, 2]], f64),
    weight = torch.tensor([[3, 4]], f64),
    bias = torch.tensor([5], f64);
  const of = (b: T | null) => (w: T) => Linear.apply(input, w, b).sum();
  expect(list(func.grad(of(bias))(weight))).toEqual([[1, 2]]);
  expect(list(func.grad(of(null))(weight))).toEqual([[1, 2]]);
  expect(list(func.grad((b: T) => Linear.apply(input, weight, b).sum())(bias))).toEqual([1]);
  const w = torch.tensor([[3, 4]], { ...f64, requiresGrad: true });
  Linear.apply(input, w, null).sum().backward();
  expect(list(w.grad)).toEqual([[1, 2]]);
});

test("several results, one of which takes no part; jvp is the push", () => {
  const f = (a: T): T => Several.apply(a)[0];
  expect(list(func.jacfwd(f)(x))).toEqual(diagonal(5, 5));
  expect(list(func.jacrev(f)(x))).toEqual(diagonal(5, 5));
  expect(func.jvp(f, [x], [x]).map(list)).toEqual([[2, 4], [5, 10]]); // prettier-ignore
  expect(list(func.vmap((a: T) => Several.apply(a)[1])(torch.tensor([[1, 2], [4, 3]])))).toEqual([1, 0]); // prettier-ignore
});

test("onceDifferentiable: the first derivative, and an error for the second", () => {
  class Once extends autograd.Function {
    static forward(ctx: Context, a: T): T {
      ctx.saveForBackward(a);
      return a.mul(a);
    }
    static backward = autograd.function.onceDifferentiable((ctx: Context, g: T) =>
      g.mul(2).mul(ctx.savedTensors[0]),
    );
  }
  const w = torch.tensor(3, { ...f64, requiresGrad: true }),
    [g] = autograd.grad(Once.apply(w), w, { createGraph: true });
  expect(g.item()).toBe(6);
  const text = "trying to differentiate twice a function that was marked with @once_differentiable";
  expect(() => g.backward()).toThrow(text);
  expect(list(func.grad((a: T) => Once.apply(a))(torch.tensor(3, f64)))).toBe(6);
  expect(() => func.grad(func.grad((a: T) => Once.apply(a)))(torch.tensor(3, f64))).toThrow(text);
});

test("an instance is refused with a warning", () => {
  const before = onWarning(() => undefined);
  expect(() => (new Cube() as unknown as () => void)()).toThrow("Legacy autograd function");
  onWarning(before);
});

test("with a tensor of the adapter beside it, the library's transformations get their own values back", () => {
  class Scaled extends autograd.Function {
    static forward(ctx: Context, x: T, by: T): T {
      ctx.saveForBackward(x, by);
      return x.mul(x).mul(by);
    }
    static backward(ctx: Context, g: T): (T | null)[] {
      const [x, by] = ctx.savedTensors;
      return [g.mul(x).mul(by).mul(2), null];
    }
  }
  const by = torch.tensor([2, 1], f64),
    f = (x: root.Tensor): root.Tensor => Scaled.apply(x as T, by),
    x = root.tensor([1, 3]);
  // d(x² c) = 2 x c
  for (const mode of ["forward", "reverse"] as const)
    expect(root.jacobian(f, x, { mode }).toArray()).toEqual([[4, 0], [0, 6]]); // prettier-ignore
  expect(root.jvp(f, x, root.tensor([1, 1])).tangent.toArray()).toEqual([4, 6]);
});
