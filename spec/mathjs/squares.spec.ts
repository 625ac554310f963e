// The square of a length in a formula is a sum of squares: the same value as the length times itself, and derivatives of a
// polynomial, where the length is 0 too.
import { expression, hessian, jacobian } from "../../lib/mathjs.js";

const I = [
  [1, 0],
  [0, 1],
];
const times = (k: number): number[][] => I.map((r) => r.map((v) => k * v));
// prettier-ignore
test.each<[string, number[] | number, number[][] | number]>([
  ["0.5 * norm(x)^2",                       [0, 0], I],
  ["norm(x).^2",                            [0, 0], times(2)],
  ["square(norm(x))",                       [0, 0], times(2)],
  ["pow(norm(x), 2)",                       [0, 0], times(2)],
  ["norm(x) * norm(x)",                     [0, 0], times(2)],
  ["norm(x, 2)^2",                          [0, 0], times(2)],
  ["r = norm(x); r^2",                      [0, 0], times(2)],
  ["f(r) = r^2; f(norm(x))",                [0, 0], times(2)],
  ["norm(x)^4",                             [0, 0], times(0)],
  ["hypot(x[1], x[2])^2",                   [0, 0], times(2)],
  ["hypot(x)^2",                            [0, 0], times(2)],
  ["hypot(x[1], x[2], 3)^2",                [0, 0], times(2)],
  ["distance(x, [1, 2])^2",                 [1, 2], times(2)],
  ["exp(-0.5 * norm(x - [1, 2])^2)",        [1, 2], times(-1)],
  ["sum((x - 1).^2) + 0.1 * norm(x)^2",     [0, 0], times(2.2)],
  ["sum(abs(x).^2)",                        [0, 3], times(2)],
  ["abs(x)^2",                              0,      2],
  ["abs(x) * abs(x)",                       0,      2],
  ["abs(x)^2 + abs(x)^4",                   1,      14],
  ["x < 9 ? abs(x)^2 : 0",                  0,      2],
])("the Hessian of %s at %j", (text, x, want) => {
  const H = hessian(text, x).toArray();
  if (typeof want === "number") expect(H).toBe(want);
  else (H as number[][]).flat().forEach((v, i) => expect(v).toBeCloseTo(want.flat()[i], 14));
});

test("what is no sum of squares stays what it was", () => {
  expect(expression("norm(x, 1)^2", ["x"])([1, -2]).item()).toBe(9);
  expect(expression("norm(M)^2", ["M"])([[3, 0], [0, 4]]).item()).toBeCloseTo(16, 12); // prettier-ignore
  expect(expression("abs(M)^2", ["M"])([[1, -2], [3, 4]]).toArray()).toEqual([[7, 10], [15, 22]]); // prettier-ignore
  expect(expression("norm(x)^3 + norm(x)^-2", ["x"])([3, 4]).item()).toBeCloseTo(125.04, 12);
  expect(expression("abs(x)^y", ["x", "y"])(-3, 2).item()).toBe(9);
  expect(() => expression("abs(v)^2", ["v"])([1, 2])).toThrow(/square matrix/);
  expect(() => expression("distance(a, b)^2", ["a", "b"])([1, 2], [1])).toThrow(/two points/);
  expect(jacobian("abs(x)^2", { x: -3 }).x.item()).toBe(-6);
});
