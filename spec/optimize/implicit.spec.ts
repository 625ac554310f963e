// Derivatives for the user's own solver against closed forms.
import { derivative, exp, grad, hessian, jacobian, log, matmul, sin, tensor, type Tensor } from "dualtensor";
import { implicit } from "dualtensor/optimize";

const cubeRoot = implicit(
  (a: Tensor) => Math.cbrt(a.item()),
  (x, a) => x.pow(3).sub(a),
);

describe("implicit", () => {
  test("a cube root: d = x / (3 a), d² = -2 x / (9 a²), by forward, reverse and their nestings", () => {
    expect(cubeRoot(tensor(8)).item()).toBe(2);
    expect(derivative(cubeRoot, 8)).toBeCloseTo(1 / 12, 15);
    expect(grad(cubeRoot, 8).item()).toBeCloseTo(1 / 12, 15);
    expect(hessian(cubeRoot, 8).item()).toBeCloseTo(-1 / 144, 15);
    expect(derivative((a) => derivative((b) => derivative(cubeRoot, b), a), 8)).toBeCloseTo(
      10 / (27 * 256),
      14,
    );
  });
  test("what the condition closes over counts, several arguments too, in records", () => {
    const solve = (c: Tensor) =>
      implicit(
        ({ p }: { p: Tensor }, q: Tensor) => ({ u: Math.log(p.item()), v: [q.item() / 2] }),
        ({ u, v }, { p }, q) => [exp(u).sub(p).mul(c), v.mul(c).sub(q.mul(c).div(2))],
      );
    const found = (p: Tensor, q: Tensor): Tensor => {
      const { u, v } = solve(tensor(3))({ p }, q);
      return u.add(v.at(0).mul(p));
    };
    // log p + p q / 2.
    const [dp, dq] = grad(found, [tensor(2), tensor(5)]);
    expect(dp.item()).toBeCloseTo(1 / 2 + 5 / 2, 14);
    expect(dq.item()).toBeCloseTo(1, 14);
    const H = hessian(found, [tensor(2), tensor(5)]);
    expect(H[0][0].item()).toBeCloseTo(-1 / 4, 14);
    expect(H[0][1].item()).toBeCloseTo(1 / 2, 14);
  });
  test("a linear system: x = A⁻¹ b, whose Jacobian in b is A⁻¹", () => {
    const A = tensor([[2, 1], [1, 3]]); // prettier-ignore
    const f = implicit(
      (b: Tensor) => [(3 * b.data[0] - b.data[1]) / 5, (2 * b.data[1] - b.data[0]) / 5],
      (x, b) => matmul(A, x).sub(b),
    );
    jacobian(f, [1, 2]).data.forEach((v, i) => expect(v).toBeCloseTo([0.6, -0.2, -0.2, 0.4][i], 15));
  });
  test("a solution that does not meet its condition throws once it is differentiated, by as far as it is off", () => {
    const wrong = implicit((a: Tensor) => Math.log(a.item()) + 1e-3, (x, a) => exp(x).sub(a)); // prettier-ignore
    expect(wrong(tensor(2)).item()).toBeCloseTo(Math.log(2) + 1e-3, 15);
    expect(() => derivative(wrong, 2)).toThrow(/a solution where it is differentiated/);
    const allowed = implicit((a: Tensor) => Math.log(a.item()) + 1e-3, (x, a) => exp(x).sub(a), { tolerance: 0.01 }); // prettier-ignore
    expect(derivative(allowed, 2)).toBeCloseTo(1 / 2, 2);
  });
  test("bad input", () => {
    expect(() => implicit(3 as never, sin as never)).toThrow(/implicit/);
    expect(() => implicit((a: Tensor) => a, 3 as never)).toThrow(/condition/);
    expect(() => implicit((a: Tensor) => a, log as never, { tolerance: -1 })).toThrow(/tolerance/);
    expect(() => implicit((a: Tensor) => a, (x) => x.sum())(tensor([1, 2]))).toThrow(/condition\(x\) to have 2/); // prettier-ignore
    expect(() => implicit(() => NaN, (x) => x)()).toThrow(/finite/); // prettier-ignore
  });
});
