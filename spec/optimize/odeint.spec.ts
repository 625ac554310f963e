// Initial value problems: closed forms, the stiff problems of the test set for IVP solvers with their published end values (F. Mazzia
// and C. Magherini, Test Set for Initial Value Problem Solvers, release 2.4; E. Hairer and G. Wanner, Solving Ordinary Differential
// Equations II), events, and sensitivities against closed forms and Richardson differences.
import {
  cos, derivative, exp, grad, hessian, jacobian, matmul, sin, stack, tensor, zeros, type Tensor,
} from "dualtensor"; // prettier-ignore
import { odeint, type OdeStep } from "dualtensor/optimize";
import { richardson } from "./differences.js";

const methods = ["dopri5", "radau"] as const;
const tight = { rtol: 1e-11, atol: 1e-13 };

const robertson = (_: Tensor, y: Tensor): Tensor => {
  const slow = y.at(0).mul(0.04),
    back = y.at(1).mul(y.at(2)).mul(1e4),
    fast = y.at(1).mul(y.at(1)).mul(3e7);
  return stack([back.sub(slow), slow.sub(back).sub(fast), fast]);
};
const vanDerPol = (_: Tensor, y: Tensor): Tensor => {
  const [a, b] = [y.at(0), y.at(1)];
  return stack([b, a.mul(a).neg().add(1).mul(b).sub(a).mul(1e6)]);
};
const linear = tensor([
  [-1.71, 0.43, 8.32, 0, 0, 0, 0, 0],
  [1.71, -8.75, 0, 0, 0, 0, 0, 0],
  [0, 0, -10.03, 0.43, 0.035, 0, 0, 0],
  [0, 8.32, 1.71, -1.12, 0, 0, 0, 0],
  [0, 0, 0, 0, -1.745, 0.43, 0.43, 0],
  [0, 0, 0, 0.69, 1.71, -0.43, 0.69, 0],
  [0, 0, 0, 0, 0, 0, -1.81, 0],
  [0, 0, 0, 0, 0, 0, 1.81, 0],
]);
const hires = (_: Tensor, y: Tensor): Tensor =>
  matmul(linear, y)
    .add(y.at(5).mul(y.at(7)).mul([0, 0, 0, 0, 0, -280, 280, -280]))
    .add([0.0007, 0, 0, 0, 0, 0, 0, 0]);
const oregonator = (_: Tensor, y: Tensor): Tensor => {
  const [a, b, c] = [y.at(0), y.at(1), y.at(2)];
  return stack([
    a.mul(a.mul(-8.375e-6).sub(b).add(1)).add(b).mul(77.27),
    c.sub(a.add(1).mul(b)).div(77.27),
    a.sub(c).mul(0.161),
  ]);
};

describe("stiff problems end where the test set says", () => {
  // prettier-ignore
  test.each([
    ["ROBER", robertson, [1, 0, 0], 1e11, 1e-6, [0.2083340149701255e-7, 0.8333360770334713e-13, 0.9999999791665050]],
    ["VDPOL", vanDerPol, [2, 0], 2, 1, [1.706167732170483, -0.8928097010247975]],
    ["HIRES", hires, [1, 0, 0, 0, 0, 0, 0, 0.0057], 321.8122, 1e-3, [
      0.7371312573325668e-3, 0.1442485726316185e-3, 0.5888729740967575e-4, 0.1175651343283149e-2,
      0.2386356198831331e-2, 0.6238968252742796e-2, 0.2849998395185769e-2, 0.2850001604814231e-2,
    ]],
    ["OREGO", oregonator, [1, 2, 3], 360, 1e-3, [0.1000814870318523e1, 0.1228178521549917e4, 0.1320554942846706e3]],
  ])("%s", (_, f, y0, end, scale, want) => {
    // Errors of steps add up, and OREGO's period amplifies them: measured, a hundred times rtol at most.
    for (const rtol of [1e-5, 1e-9]) {
      const { y, converged } = odeint(f, y0, [0, end], { method: "radau", rtol, atol: rtol * scale });
      expect(converged).toBe(true);
      want.forEach((w, i) => expect(Math.abs(y.at(-1).data[i] / w - 1)).toBeLessThan(500 * rtol));
    }
  });
  test("the explicit method says that they are stiff", () => {
    const found = odeint(vanDerPol, [2, 0], [0, 2], { maxIterations: 2000 });
    expect([found.converged, found.reason]).toEqual([false, "stiff"]);
    expect(found.advice).toMatch(/radau/);
    expect(found.y.shape).toEqual([1, 2]);
  });
});

describe.each(methods)("%s", (method) => {
  test("closed forms at all times, forwards and backwards, with f of t", () => {
    const ts = [0, 0.3, 1, 2];
    // y' = -t y: exp(-t² / 2).
    const { y, t, reason } = odeint((s, v) => s.mul(v).neg(), 1, ts, { ...tight, method });
    expect([reason, [...t.data]]).toEqual(["finished", ts]);
    // Between the steps the polynomial is of order 4, or 3.
    y.data.forEach((v, i) => expect(Math.abs(v - Math.exp(-(ts[i] ** 2) / 2))).toBeLessThan(2e-8));
    const back = odeint((_, v) => v.neg(), 1, [2, 1, -1], { ...tight, method });
    back.y.data.forEach((v, i) => expect(Math.abs(v / Math.exp([0, 1, 3][i]) - 1)).toBeLessThan(2e-8));
  });
  test("records of shapes; at(t) between", () => {
    // A turning pair in every column, and its angle.
    const found = odeint((_, { p, a }) => ({ p: matmul([[0, -1], [1, 0]], p), a: a.mul(0).add(1) }), { p: [[1, 2], [0, 0]], a: 0 }, [0, 1, 3], { ...tight, method }); // prettier-ignore
    expect(found.y.p.shape).toEqual([3, 2, 2]);
    expect(found.y.p.at(2).data[1]).toBeCloseTo(2 * Math.cos(3), 8);
    expect(found.at(0.7).p.data[2]).toBeCloseTo(Math.sin(0.7), 7);
    expect(found.at(0.7).a.item()).toBeCloseTo(0.7, 12);
  });
  test("events: a ball that falls, once and to the end; directions", () => {
    // y = 1 - t² / 2 is 0 at √2, and .5 at 1.
    const fall = (_: Tensor, y: Tensor): Tensor => stack([y.at(1), y.at(0).mul(0).sub(1)]);
    const found = odeint(fall, [1, 0], [0, 0.5, 5], { ...tight, method, events: [(_, y) => y.at(0).sub(0.5), { of: (_, y) => y.at(0), terminal: true, direction: -1 }] }); // prettier-ignore
    expect([found.reason, found.converged]).toEqual(["event", true]);
    expect(found.events.map((e) => e.index)).toEqual([0, 1]);
    expect(found.events[0].t.item()).toBeCloseTo(1, 12);
    expect(found.events[1].t.item()).toBeCloseTo(Math.SQRT2, 12);
    expect([...found.t.data]).toEqual([0, 0.5]);
    const rising = odeint((t, y) => cos(t).add(y.mul(0)), 0, [0, 7], { ...tight, method, events: { of: (_, y) => y.sub(0.5), direction: 1 } }); // prettier-ignore
    expect(rising.events.map((e) => e.t.item())).toEqual([Math.PI / 6, (13 * Math.PI) / 6].map((v) => expect.closeTo(v, 7) as number)); // prettier-ignore
  });
  test("sensitivities to y0 and to parameters, closed over or passed: closed forms", () => {
    // y = y0 exp(-k t).
    const passed = (k: Tensor): Tensor => odeint((_, y, r) => y.mul(r).neg(), 3, [0, 1], { ...tight, method, args: [k] }).y.at(-1); // prettier-ignore
    const closed = (k: Tensor): Tensor => odeint((_, y) => y.mul(k).neg(), 3, [0, 1], { ...tight, method }).y.at(-1); // prettier-ignore
    for (const f of [passed, closed]) {
      expect(Math.abs(derivative(f, 2) + 3 * Math.exp(-2))).toBeLessThan(1e-10);
      expect(Math.abs(grad(f, 2).item() + 3 * Math.exp(-2))).toBeLessThan(1e-10);
      expect(Math.abs(hessian(f, 2).item() - 3 * Math.exp(-2))).toBeLessThan(1e-10);
    }
    const initial = (y0: Tensor): Tensor => odeint((_, y) => y.mul(y).neg(), y0, [0, 1], { ...tight, method }).y.at(-1); // prettier-ignore
    // y0 / (1 + y0 t): 1 / (1 + y0)², -2 / (1 + y0)³.
    expect(Math.abs(derivative(initial, 2) - 1 / 9)).toBeLessThan(1e-10);
    expect(Math.abs(hessian(initial, 2).item() + 2 / 27)).toBeLessThan(1e-9);
  });
  test("sensitivities of a nonlinear oscillator at all times, against Richardson differences", () => {
    const solve = (p: Tensor): Tensor =>
      odeint(
        (t, y) =>
          stack([
            y.at(1),
            sin(y.at(0))
              .mul(p.at(0))
              .neg()
              .sub(y.at(1).mul(p.at(1)))
              .add(sin(t).mul(0.1)),
          ]),
        stack([p.at(2), p.at(1)]),
        [0, 1.5, 3],
        { rtol: 1e-12, atol: 1e-13, method },
      ).y;
    const p = [2, 0.3, 1],
      want = richardson((v) => [...solve(tensor(v)).data], p);
    for (const mode of ["forward", "reverse"] as const)
      jacobian(solve, tensor(p), { mode }).data.forEach((v, i) => expect(Math.abs(v - want[i])).toBeLessThan(1e-8)); // prettier-ignore
  });
  test("the time of an event and the state there have derivatives", () => {
    // y = exp(-k t) is 1/2 at log 2 / k.
    const time = (k: Tensor): Tensor => odeint((_, y) => y.mul(k).neg(), 1, [0, 5], { ...tight, method, events: { of: (_, y) => y.sub(0.5), terminal: true } }).events[0].t; // prettier-ignore
    expect(Math.abs(time(tensor(2)).item() - Math.LN2 / 2)).toBeLessThan(1e-9);
    expect(Math.abs(derivative(time, 2) + Math.LN2 / 4)).toBeLessThan(1e-8);
    expect(Math.abs(grad(time, 2).item() + Math.LN2 / 4)).toBeLessThan(1e-8);
  });
  test("onStep, a signal, steps that run out; compiled it takes the same steps", () => {
    const seen: OdeStep[] = [];
    const eager = odeint((_, y) => y.neg(), [1, 2], [0, 1], { method, onStep: (s) => seen.push(s) });
    expect([seen.length, seen.at(-1)!.t]).toEqual([eager.steps, 1]);
    const control = new AbortController();
    expect(odeint((_, y) => y.neg(), 1, [0, 1], { method, signal: control.signal, onStep: () => control.abort() }).reason).toBe("aborted"); // prettier-ignore
    expect(odeint((_, y) => y.neg(), 1, [0, 100], { method, maxIterations: 3 }).reason).toBe("iterations");
    const fast = odeint((_, y) => y.neg(), [1, 2], [0, 1], { method, compile: true });
    expect(fast.steps).toBe(eager.steps);
  });
  test("a solution that runs to infinity stops before it", () => {
    const found = odeint((_, y) => y.mul(y), 1, [0, 2], { method });
    expect(found.converged).toBe(false);
    expect(found.reason).toBe("small steps");
    expect(() => grad((y0) => odeint((_, y) => y.mul(y), y0, [0, 2], { method }).y.at(-1), 1)).toThrow(/a solution where it is differentiated/); // prettier-ignore
  });
});

test("the sensitivity of a stiff solution: Robertson's first rate at t = 40", () => {
  const end = (k: Tensor): Tensor =>
    odeint(
      (_, y) => {
        const slow = y.at(0).mul(k), back = y.at(1).mul(y.at(2)).mul(1e4), fast = y.at(1).mul(y.at(1)).mul(3e7); // prettier-ignore
        return stack([back.sub(slow), slow.sub(back).sub(fast), fast]);
      },
      [1, 0, 0],
      [0, 40],
      { method: "radau", rtol: 1e-10, atol: 1e-16 },
    ).y.at(-1);
  // The equations of the solution and of its derivative by Gauss's method of order 16 in 30 digits, 80 steps that grow by a part of
  // themselves from 1e-6 (mpmath); 40 steps have the same to 4e-12.
  const want = [-4.24755877170574, 0.000045911962500694, 4.247512859743239];
  for (const J of [jacobian(end, 0.04), jacobian(end, 0.04, { mode: "reverse" })])
    J.data.forEach((v, i) => expect(Math.abs(v - want[i])).toBeLessThan(1e-8));
});

describe("bad input", () => {
  const f = (_: Tensor, y: Tensor): Tensor => y.neg();
  test.each([
    [() => odeint(f, 1, [0, 2, 1]), /ts\[2\] to be above ts\[1\], 2/],
    [() => odeint(f, 1, [0, 0]), /ts\[1\]/],
    [() => odeint(f, 1, [0]), /ts to have the first time/],
    [() => odeint(f, 1, [0, NaN]), /ts\[1\] to be finite/],
    [() => odeint(f, [1, NaN], [0, 1]), /y0\[1\] to be a finite/],
    [() => odeint((_, y) => y.div(0), 1, [0, 1]), /f\(t, y\) at the start to be finite/],
    [() => odeint(() => zeros([3]), [1, 2], [0, 1]), /f\(t, y\) to have 2 numbers/],
    [() => odeint(f, 1, [0, 1], { method: "rk4" as never }), /method.*radau/],
    [() => odeint(f, 1, [0, 1], { rtol: 0 }), /rtol/],
    [() => odeint(f, 1, [0, 1], { atol: -1 }), /atol/],
    [() => odeint(f, 1, [0, 1], { firstStep: 0 }), /firstStep/],
    [() => odeint(f, 1, [0, 1], { tolerance: 1 } as object), /tolerance/],
    [() => odeint(f, 1, [0, 1], { events: { of: f, direction: 2 } as never }), /events/],
    [() => odeint(f, 1, [0, 1]).at(2), /between 0 and 1/],
    [() => grad((t) => odeint(f, 1, stack([tensor(0), t])).y.sum(), 1), /ts to be plain numbers/],
    [() => odeint((_, y) => exp(y), 1, [0, 1], { args: 3 as never }), /args/],
  ])("%#", (call, message) => {
    expect(call).toThrow(message);
  });
});
