// The operator protocol, called as `tsover` compiles operators: the method of the left operand under the symbol of the operator,
// else that of the right one, with both operands.

import { jacobian, sin, tensor, type Tensor, type TensorLike } from "dualtensor";
import { operators } from "dualtensor/operators";

const keyOf = (name: string): symbol =>
  (Reflect.get(Symbol, name) as symbol | undefined) ?? Symbol.for(`Symbol.${name}`);
/** What `a op b` compiles to. */
function operate(name: keyof typeof operators, ...operands: TensorLike[]): Tensor {
  for (const v of operands) {
    const method = (v as Record<symbol, unknown>)[keyOf(name)];
    if (typeof method === "function") return (method as (...v: TensorLike[]) => Tensor).apply(v, operands);
  }
  throw new Error("no operand knows the operator");
}

test.each<[keyof typeof operators, (a: number, b: number) => number]>([
  ["operatorPlus", (a, b) => a + b],
  ["operatorMinus", (a, b) => a - b],
  ["operatorStar", (a, b) => a * b],
  ["operatorSlash", (a, b) => a / b],
  ["operatorPercent", (a, b) => a % b],
  ["operatorStarStar", (a, b) => a ** b],
])("%s, in either order with numbers", (name, f) => {
  for (const [a, b] of [
    [5.5, 2],
    [-7.25, 3],
  ]) {
    expect(operate(name, tensor(a), tensor(b)).item()).toBe(f(a, b));
    expect(operate(name, tensor(a), b).item()).toBe(f(a, b));
    expect(operate(name, a, tensor(b)).item()).toBe(f(a, b));
  }
});
test.each([
  ["add", "operatorPlus", 5.5],
  ["sub", "operatorMinus", 1.5],
  ["mul", "operatorStar", 7],
  ["div", "operatorSlash", 1.75],
  ["mod", "operatorPercent", 1.5],
  ["pow", "operatorStarStar", 12.25],
])("what the compiler writes, __tsover_%s", (name, operator, value) => {
  const call = Reflect.get(globalThis, `__tsover_${name}`) as (a: unknown, b: unknown) => unknown;
  expect(call(3.5, 2)).toBe(value);
  expect((call(tensor(3.5), 2) as Tensor).item()).toBe(value);
  expect((call(3.5, tensor(2)) as Tensor).item()).toBe(value);
  const shy = { [keyOf(operator)]: () => keyOf("deferOperation") },
    eager = { [keyOf(operator)]: (...sides: unknown[]) => sides };
  expect(call(shy, eager)).toEqual([shy, eager]);
  // Nobody knows it: JavaScript's own, NaN of all six.
  expect(call(null, undefined)).toBe(NaN);
});
test("minus in front", () => {
  expect(operate("operatorPreMinus", tensor([1, -2])).toArray()).toEqual([-1, 2]);
});
test("2 * a ** 2 * b + sin(a * b) / k - 1, and its Jacobian by hand", () => {
  const f = (x: Tensor): Tensor => {
    const [a, b] = x,
      op = operate;
    const first = op("operatorStar", op("operatorStar", 2, op("operatorStarStar", a, 2)), b);
    const second = op("operatorSlash", sin(op("operatorStar", a, b)), 2);
    return op("operatorMinus", op("operatorPlus", first, second), 1);
  };
  const [a, b] = [1, 2];
  const expected = [4 * a * b + (b * Math.cos(a * b)) / 2, 2 * a * a + (a * Math.cos(a * b)) / 2];
  jacobian(f, tensor([a, b]))
    .toArray<number[]>()
    .forEach((v, i) => expect(v).toBeCloseTo(expected[i], 14));
});
test("the types say so to those who import the entry", () => {
  const x: Tensor = tensor(3);
  // Symbol.operatorStar is a type here; where the platform has none, the symbol of that name is the key.
  const method: ((x: TensorLike, y: TensorLike) => Tensor) | undefined = (
    x as Tensor & Record<symbol, never>
  )[keyOf("operatorStar")];
  expect(method).toBe(operators.operatorStar);
});
test("methods do not show among the properties of a tensor", () => {
  expect(Object.keys(tensor(1)).some((key) => key.startsWith("operator"))).toBe(false);
});
