// Roots and fixed points against closed forms, what is no root, derivatives of solutions, and bad input.
import {
  atan, cos, derivative, exp, floor, grad, hessian, jacobian, jvp, log, sign, sin, stack, sub, tensor, type Tensor,
} from "dualtensor"; // prettier-ignore
import { fixedPoint, root, type RootStep } from "dualtensor/optimize";
import { agreement } from "../../examples/report.js";
import { richardson } from "./differences.js";

const number = (t: Tensor): number => t.data[0];

describe("root", () => {
  test("of one unknown, in any units, from near and far", () => {
    for (const unit of [1e-200, 1, 1e200])
      for (const start of [1, 1e8, 0.01]) {
        const found = root((x) => x.mul(x).sub(2).mul(unit), start);
        expect(found.reason).toBe("root");
        expect(agreement(number(found.x), Math.SQRT2)).toBeGreaterThan(15);
      }
  });
  test("of records and shapes, as many equations as unknowns", () => {
    const { x, converged } = root(({ a, b }) => ({ p: a.mul(b).sub([2, 6]), q: [a.at(0).sub(b)] }), { a: [1, 1], b: 3 }); // prettier-ignore
    // a0 = b and a0 b = 2, so b = √2; a1 b = 6.
    expect(converged).toBe(true);
    expect(agreement(x.b.item(), Math.SQRT2)).toBeGreaterThan(14);
    expect(agreement(x.a.at(1).item(), 6 / Math.SQRT2)).toBeGreaterThan(14);
  });
  test("in a bracket", () => {
    const found = root((x) => cos(x), 3, { bracket: [0, 3] });
    expect([found.reason, found.method]).toEqual(["root", "bracket"]);
    expect(agreement(number(found.x), Math.PI / 2)).toBeGreaterThan(15);
    expect(number(root((x) => x.sub(1).pow(9), 3, { bracket: [-5, 3] }).x)).toBeCloseTo(1, 1);
    expect(number(root((x) => atan(x).mul(1e10), 0, { bracket: [-1e6, 1e9] }).x)).toBe(0);
  });
  test("what is no root is not said to be one", () => {
    expect(root((x) => exp(x), 1).reason).toBe("no root");
    expect(root((x) => x.mul(x).add(1), 3).converged).toBe(false);
    expect(root((x) => x.pow(-1), 3).converged).toBe(false);
    expect(root((x) => x.pow(-1), 3, { bracket: [-1, 2] }).reason).toBe("pole");
    expect(root((x) => sign(x.sub(0.3)).add(0.5), 3, { bracket: [-1, 2] }).reason).toBe("jump");
    expect(root((x) => floor(x).sub(7), 3.5).converged).toBe(false);
    expect(root((x) => cos(x).add(2), 1).advice).toMatch(/start elsewhere/);
  });
  test("onStep sees the steps, a signal ends them, maxIterations too", () => {
    const seen: RootStep[] = [];
    const { iterations } = root((x) => x.mul(x).sub(2), 1, { onStep: (s) => seen.push(s) });
    expect(seen).toHaveLength(iterations);
    expect(seen[seen.length - 1].residual).toBeLessThan(1e-15);
    const control = new AbortController();
    const aborted = root((x) => x.mul(x).sub(2), 1e9, {
      signal: control.signal,
      onStep: () => control.abort(),
    });
    expect([aborted.reason, aborted.iterations]).toEqual(["aborted", 1]);
    expect(root((x) => x.mul(x).sub(2), 1e9, { maxIterations: 2 }).reason).toBe("iterations");
  });
  test("compiled it finds the same", () => {
    const f = (x: Tensor): Tensor =>
      sin(x)
        .add(x.mul([1, 2]))
        .sub(1);
    expect(root(f, [0, 0], { compile: true }).x.toArray()).toEqual(root(f, [0, 0]).x.toArray());
  });
});

test("fixedPoint of cos, and of a map that no iteration of its own would stay with", () => {
  expect(number(fixedPoint((x) => cos(x), 1).x)).toBeCloseTo(0.7390851332151607, 15);
  const { x, converged } = fixedPoint((v) => v.mul(v).mul([3, 5]), [0.5, 0.15]);
  expect(converged).toBe(true);
  expect(x.data[0]).toBeCloseTo(1 / 3, 14);
});

describe("derivatives of solutions", () => {
  const square = (a: Tensor): Tensor => root((x) => x.mul(x).sub(a), 1).x;
  test("closed forms, forward, reverse and second order", () => {
    expect(derivative(square, 4)).toBeCloseTo(1 / 4, 14);
    expect(grad(square, 4).item()).toBeCloseTo(1 / 4, 14);
    // d² √a = -a^(-3/2) / 4.
    expect(hessian(square, 4).item()).toBeCloseTo(-1 / 32, 14);
    expect(derivative((a) => derivative(square, a), 4)).toBeCloseTo(-1 / 32, 14);
    expect(grad((a) => grad(square, a), 4).item()).toBeCloseTo(-1 / 32, 14);
    // x = cos(a x): dx = -x sin(x) / (1 + sin(x)) at a = 1.
    const x = 0.7390851332151607;
    expect(grad((a) => fixedPoint((v) => cos(v.mul(a)), 1).x, 1).item()).toBeCloseTo((-x * Math.sin(x)) / (1 + Math.sin(x)), 13); // prettier-ignore
  });
  test("a system against Richardson differences", () => {
    const f = (a: Tensor): Tensor =>
      root(
        ([u, v]) =>
          stack([
            u
              .mul(u)
              .add(v.mul(a.at(0)))
              .sub(3),
            sin(u).sub(v.mul(a.at(1))),
          ]),
        [1, 1],
      ).x;
    const a = [0.7, 1.3],
      want = richardson((p) => [...f(tensor(p)).data], a);
    for (const mode of ["forward", "reverse"] as const)
      jacobian(f, tensor(a), { mode }).data.forEach((v, i) =>
        expect(Math.abs(v - want[i])).toBeLessThan(1e-9),
      );
    const along = jvp(f, tensor(a), [1, 0]);
    expect(Math.abs(along.tangent.data[0] - want[0])).toBeLessThan(1e-9);
    const second = richardson((p) => [...jacobian(f, tensor(p)).data], a);
    jacobian((p: Tensor) => jacobian(f, p), tensor(a)).data.forEach((v, i) => expect(Math.abs(v - second[i])).toBeLessThan(1e-7)); // prettier-ignore
  });
  test("an unsolved one throws", () => {
    expect(() => grad((a) => root((x) => x.mul(x).add(a), 1).x, 1)).toThrow(
      /a solution where it is differentiated/,
    );
  });
});

describe("bad input", () => {
  test.each([
    [() => root((x: Tensor) => stack([x, x]), 1), /f\(x\) to have 1 numbers.*leastSquares/],
    [() => root((x: Tensor) => x.sum(), [1, 2]), /f\(x\) to have 2 numbers/],
    [() => root((x: Tensor) => x, NaN), /x0|x to be a finite/],
    [() => root((x: Tensor) => log(x), -1), /f\(x0\) to be finite/],
    [
      () => root((x: Tensor) => x.mul(x).add(1), 1, { bracket: [0, 2] }),
      /a change of sign, got 1 and 5 at 0 and 2/,
    ],
    [() => root((x: Tensor) => x, 1, { bracket: [2, 2] }), /bracket to be two different/],
    [() => root((x: Tensor) => x, [1, 2], { bracket: [1, 2] }), /bracket to be left out/],
    [() => root((x: Tensor) => x, 1, { tolerance: 2 }), /tolerance/],
    [() => root((x: Tensor) => x, 5, { upper: 3 }), /within its bounds/],
    [() => fixedPoint((x: Tensor) => x.sum().reshape([1]), [1, 2]), /g\(x\) to have 2 numbers/],
    [() => root((x: Tensor) => sub(x, 1), 1, { maxiterations: 5 } as object), /maxIterations/],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
