// The types of the adapter follow PyTorch's forms. The type-check is the test; running the file shows besides that the values
// are what the types promise.
import { torch, TorchTensor } from "dualtensor/torch";
import { is, type Equal } from "./equal.js";

type T = TorchTensor;
const x = torch.tensor(
    [
      [1, 2],
      [3, 4],
    ],
    { requiresGrad: true },
  ),
  v = torch.tensor([1, 2]),
  w = torch.tensor([3, 4]);
const square = (a: T): T => a.mul(a);
const two = (a: T): [T, T] => [a, a.sum()];

/** Names of what cannot be called. */
type Uncallable<M> = { [K in keyof M]: [M[K]] extends [never] ? K : never }[keyof M];
/** Each of these is a tensor, or holds tensors. */
const tensors = (...all: unknown[]): void =>
  all.flat(9).forEach((t) => expect(t).toBeInstanceOf(TorchTensor));

test("every method and function can be called", () => {
  const none: [Equal<Uncallable<T>, never>, Equal<Uncallable<typeof torch>, never>] = [true, true];
  expect(none).toEqual([true, true]);
});

describe("methods", () => {
  test("with all call forms", () => {
    is<T>()(x.max());
    is<T>()(x.prod());
    is<T>()(x.flatten());
    is<T>()(x.sum(0));
    is<T>()(x.sum({ dim: 1, keepdim: true }));
    is<T>()(x.amax(1));
    const { values, indices } = x.max(1);
    is<T>()(values);
    is<T>()(x.max(x.mul(2)));
    is<T>()(torch.max(x, x.mul(2)));
    is<T[]>()(x.chunk(2));
    const sorted = x.sort(1, true);
    is<T>()(sorted.values);
    is<T>()(x.clamp({ min: 0 }));
    is<T>()(x.at(0, "1:"));
    is<T>()(x.t());
    is<number>()(x.item.length);
    tensors(
      x.max(),
      x.prod(),
      values,
      indices,
      x.max(x.mul(2)),
      x.chunk(2),
      sorted.values,
      x.clamp({ min: 0 }),
    );
  });
  test("in another type", () => {
    is<T>()(torch.sum(x, { dtype: "float64" }));
    is<T>()(torch.softmax(x, 0, { dtype: "float64" }));
    is<T>()(v.cumsum(0, { dtype: "int64" }));
    expect(torch.softmax(x, 0, { dtype: "float64" }).dtype).toBe("float64");
  });
  test("in place", () => {
    const y = v.clone();
    is<T>()(y.add_(1));
    is<T>()(y.sin_());
    is<T>()(y.clamp_(0, 1));
    is<T>()(y.unsqueeze_(0));
    is<T>()(torch.nn.functional.relu(y, { inplace: true }));
    expect(torch.nn.functional.relu(y, { inplace: true })).toBe(y);
  });
});

describe("autograd", () => {
  const { grad, functional } = torch.autograd;
  test("grad gives one for each input, and nothing where that is allowed", () => {
    is<[T]>()(grad(x.pow(2).sum(), x));
    is<T[]>()(grad([x.sum(), x.prod()], [x], { gradOutputs: null }));
    is<(T | null)[]>()(grad(x.sum(), [x], { allowUnused: true }));
    is<[T]>()(grad(x.mul(2), x, torch.ones(2, 2), true));
    tensors(grad(x.pow(2).sum(), x));
  });
  test("functional follows outputs, then inputs", () => {
    const { jacobian, hessian, jvp, vjp, hvp, vhp } = functional;
    is<T>()(jacobian(square, v));
    is<T[]>()(jacobian((a, b) => a.mul(b), [v, w]));
    is<T[]>()(jacobian(two, v));
    is<T[][]>()(jacobian((a, b) => [a.mul(b), a], [v, w]));
    is<T>()(hessian((a) => a.pow(3).sum(), v));
    is<T[][]>()(hessian((a, b) => a.mul(b).sum(), [v, w]));
    is<[value: T, jvp: T]>()(jvp(square, v, w));
    is<[value: T, vjp: T[]]>()(vjp((a, b) => a.mul(b), [v, w], w));
    is<[value: T, product: T]>()(hvp((a) => a.pow(3).sum(), v, w));
    is<[value: T, product: T]>()(vhp((a) => a.pow(3).sum(), v, w));
    tensors(
      jacobian(two, v),
      hessian((a, b) => a.mul(b).sum(), [v, w]),
      jvp(square, v, w),
    );
    expect(jacobian((a, b) => [a.mul(b), a], [v, w])[1][0].shape).toEqual([2, 2]);
  });
});

describe("func", () => {
  const { jacfwd, jacrev, hessian, grad, gradAndValue, vmap, jvp, vjp } = torch.func;
  test("derivatives are functions of the same arguments", () => {
    is<T>()(jacfwd(square)(v));
    is<T>()(jacrev((a, b) => a.mul(b), 1)(v, w));
    is<T[]>()(jacrev((a, b) => a.mul(b), [0, 1])(v, w));
    is<[T, T]>()(jacfwd(two)(v));
    is<{ y: T }>()(jacrev((a) => ({ y: a.mul(2) }))(v));
    is<[T, T]>()(jacfwd((a) => [a.mul(2), a.sum()] as const, { hasAux: true })(v));
    is<T>()(jacfwd(jacrev(square))(v));
    is<T>()(hessian((a) => a.pow(3).sum())(v));
    is<T[][]>()(hessian((a, b) => a.mul(b).sum(), [0, 1])(v, w));
    tensors(jacfwd(two)(v), jacfwd((a) => [a.mul(2), a.sum()] as const, { hasAux: true })(v));
  });
  test("a gradient has the structure of its argument", () => {
    const loss = (p: { a: T; b: T }, y: T): T => p.a.mul(y).add(p.b).sum();
    is<T>()(grad((a) => a.pow(2).sum())(v));
    is<T[]>()(grad((a, b) => a.mul(b).sum(), [0, 1])(v, w));
    is<{ a: T; b: T }>()(grad(loss)({ a: v, b: w }, w));
    is<[grad: T, value: T]>()(gradAndValue((a) => a.pow(2).sum())(v));
    tensors(Object.values(grad(loss)({ a: v, b: w }, w)));
  });
  test("vmap, jvp and vjp", () => {
    is<T>()(vmap((a) => a.sum())(x.detach()));
    is<[T, T]>()(vmap(two)(x.detach()));
    is<[value: T, tangent: T]>()(jvp(square, [v], [w]));
    const [value, pull] = vjp(two, v);
    is<[T, T]>()(value);
    is<T[]>()(pull([w, torch.ones([])]));
    tensors(vmap(two)(x.detach()), jvp(square, [v], [w]), pull([w, torch.ones([])]));
  });
});
