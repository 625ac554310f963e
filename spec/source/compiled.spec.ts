// Marked scalar functions under jit: the program is the one of the same function written with the library's functions, so it is as
// fast; its branches are guards. And dual: what it takes and gives.

import * as dt from "dualtensor";
import { derivative, inspect, jacobian, jit, program, tensor, type Tensor } from "dualtensor";
import { dual } from "dualtensor/dual";
import { evaluated, transformed } from "./run.js";

const source = `
exports.rosenbrock = function (x) {
  let s = 0;
  for (let i = 0; i + 1 < x.length; i++) s += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2;
  return s;
};
exports.wave = (x, y) => Math.sin(x * y) / (2 + Math.cos(x)) - Math.exp(-x * x);
exports.kinked = (x) => (x > 1 ? x * x : Math.sqrt(x));
exports.largest = (x, y) => Math.max(x, y) * 2;
`;
const plain = evaluated(source),
  lifted = evaluated(transformed(source));
type F = (...x: Tensor[]) => Tensor;
const written: Record<string, F> = {
  rosenbrock: (x) => {
    let s: Tensor | number = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      const a = dt.mul(100, dt.pow(dt.sub(x.at(i + 1), dt.pow(x.at(i), 2)), 2));
      s = dt.add(s, dt.add(a, dt.pow(dt.sub(1, x.at(i)), 2)));
    }
    return s as Tensor;
  },
  wave: (x, y) => dt.sub(dt.div(dt.sin(dt.mul(x, y)), dt.add(2, dt.cos(x))), dt.exp(dt.mul(dt.neg(x), x))),
};

/** The program of f at these inputs, as text. */
const recorded = (f: F, at: readonly (number | number[])[]): string => {
  const run = jit(f) as unknown as (...x: Tensor[]) => Tensor;
  run(...at.map((v) => tensor(v)));
  return String(program(run));
};
test("one and the same program as by functions, value and derivative", () => {
  const point = [[0.5, 1.5, -0.3, 2]];
  const slopes =
    (f: F): F =>
    (x) =>
      jacobian(f, x);
  expect(recorded(lifted.wave as F, [0.7, 1.9])).toBe(recorded(written.wave, [0.7, 1.9]));
  expect(recorded(lifted.rosenbrock as F, point)).toBe(recorded(written.rosenbrock, point));
  expect(recorded(slopes(lifted.rosenbrock as F), point)).toBe(recorded(slopes(written.rosenbrock), point));
});

test("a branch is a guard: the other side is recorded when a value takes it", () => {
  const f = jit(lifted.kinked as F);
  for (const v of [2, 3, 0.25, 4, 0.5]) expect(f(v as never).item()).toBe(plain.kinked(v));
  expect(inspect(f)).toMatch(/guards: [1-9]/);
  const slope = jit((x: Tensor) => derivative(lifted.kinked as F, x) as never);
  expect([2, 0.25, 3].map((v) => (slope(v as never) as Tensor).item())).toEqual([4, 1, 6]);
});

test("the largest is computed, no guard", () => {
  const f = jit(lifted.largest as F);
  f(1, 2);
  expect(inspect(f)).toContain("guards: 0");
  expect(f(5, 2).item()).toBe(10);
});

describe("dual", () => {
  const square = dual(lifted.wave as unknown as (x: number, y: number) => number);
  test("has the types of tensors, and gives tensors", () => {
    const y: Tensor = square(0.5, 2);
    expect(y.item()).toBe(plain.wave(0.5, 2));
    const t: Tensor = square(tensor(0.5), 2);
    expect(t.item()).toBe(plain.wave(0.5, 2));
    const J: Tensor[] = jacobian((x: Tensor, y: Tensor) => square(x, y), [tensor(0.5), tensor(2)]);
    expect(J).toHaveLength(2);
  });
  test("a number is a constant", () => {
    const f = dual((x: number) => (x > 0 ? 3 : x));
    const lifting = evaluated(transformed("exports.f = (x) => x > 0 ? 3 : x * 2;")).f as unknown as (
      x: number,
    ) => number;
    expect(f(2).item()).toBe(3);
    expect(derivative(dual(lifting), 2)).toBe(0);
    expect(derivative(dual(lifting), -2)).toBe(2);
  });
  test("arrays and records", () => {
    const f = evaluated(transformed("exports.f = ({ a, b }, [c, d]) => [a * c, b - d];")).f;
    const g = dual(f as unknown as (o: { a: number; b: number }, v: number[]) => number[]);
    const y: Tensor[] = g({ a: tensor(2), b: 3 }, tensor([4, 5]));
    expect(y.map(String)).toEqual(["tensor(8)", "tensor(-2)"]);
  });
});

test("captured tensors are seen by the body for tensors, through functions that are called, too", () => {
  const { f, g, set } = evaluated(
    transformed(
      "let k = 2; exports.set = (v) => { k = v; }; const f = exports.f = (x) => x * k; exports.g = (x) => f(x) + 1;",
    ),
  );
  expect([f(3), g(3)]).toEqual([6, 7]);
  const slope = derivative((t) => {
    set(t);
    return g(3) as never;
  }, 2);
  set(2);
  expect(slope).toBe(3);
  expect([f(3), g(3)]).toEqual([6, 7]);
});
