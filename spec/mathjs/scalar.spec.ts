// The program of a formula of numbers equals the way through tensors to the bit, where it computes with the functions of
// numbers that rows call (with its own exp, log, sin ... within 2 ulp of them: spec/compile/partials.spec.ts): values and
// derivatives, at ordinary points and at those where formulas break, recorded, interpreted and as generated code.
import fc from "fast-check";
import { jacobian as through, tensor, type Tensor } from "../../lib/index.js";
import {
  derivative,
  expression,
  gradient,
  jacobian,
  valueAndJacobian,
  type Expression,
} from "../../lib/mathjs.js";

jest.mock("../../lib/compile/math/index.js", () => ({
  ...jest.requireActual<object>("../../lib/compile/math/index.js"),
  elementary: () => undefined,
}));

const one =
  "-x abs(x) cbrt(x) ceil(x) exp(x) expm1(x) fix(x) floor(x) log(x) log10(x) log1p(x) log2(x) sign(x) sqrt(x) square(x) " +
  "sin(x) cos(x) tan(x) asin(x) acos(x) atan(x) sinh(x) cosh(x) tanh(x) asinh(x) acosh(x) atanh(x) x^2 x^3 x^-1 x^0.5 x^0 2^x " +
  "x*x x/x 1/x x-1 x+x x>0?x:-x x==1?1:x^2 (x<0)or(x>1)?sin(x):cos(x) not(x)?1:x";
const two = "x+y x-y x*y x/y x^y atan2(x,y) x.*y x./y x.^y x>y?x*y:y (x>=0)and(y<=1)?x/y:y/x";
const points = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  2,
  -2,
  0.3,
  1.7,
  -3.25,
  1e-300,
  1e200,
  -1e200,
  40,
  -40,
  Infinity,
  -Infinity,
  NaN,
];

const same = (a: Tensor | number, b: Tensor | number): boolean => {
  const [v, w] = [a, b].map((t) => (typeof t === "number" ? t : t.item()));
  return Object.is(v, w);
};

/** More calls than the interpreter answers. */
const OFTEN = 2001;
const times = (n: number, call: () => unknown): void => {
  for (let i = 0; i < n; i++) call();
};

test.each(one.split(" "))("%s", (text) => {
  const f = expression(text, ["x"]),
    wrong = (): number[] =>
      points.filter((x) => {
        const [value, slope] = [f(tensor(x)), through((t) => f(t), tensor(x))];
        return !same(f(x), value) || !same(derivative(f, x), slope) || !same(gradient(f, { x }).x, slope);
      });
  expect(wrong()).toEqual([]);
  times(OFTEN, () => [f(1), derivative(f, 1)]);
  expect(wrong()).toEqual([]);
});

test.each(two.split(" "))("%s", (text) => {
  const f: Expression = expression(text, ["x", "y"]),
    wrong = () =>
      points
        .flatMap((x) => points.map((y) => [x, y] as const))
        .filter(([x, y]) => {
          const slow = through(f.of, { x: tensor(x), y: tensor(y) });
          const fast = jacobian(f, { x, y });
          return !same(f(x, y), f(tensor(x), tensor(y))) || !same(fast.x, slow.x) || !same(fast.y, slow.y);
        });
  expect(wrong()).toEqual([]);
  times(OFTEN, () => [f(1, 2), jacobian(f, { x: 1, y: 2 })]);
  expect(wrong()).toEqual([]);
});

test("inputs that the formula ignores get zeros, and constants have none", () => {
  const f = expression("x^2", ["x"]);
  const J = jacobian(f, { x: 3, y: 1 });
  expect([J.x.item(), J.y.item()]).toEqual([6, 0]);
  const { value, jacobian: none } = valueAndJacobian(expression("7", []), { x: 1 });
  expect([value.item(), none.x.item()]).toEqual([7, 0]);
});

test("one formula serves calls of any number of inputs, one after the other", () => {
  const f = expression("u = x * y; u + x", ["x", "y"]);
  expect(gradient(f, { x: 2, y: 3 }).x.item()).toBe(4);
  expect(f(2, 3).item()).toBe(8);
  expect(gradient(f, { x: 5, y: 7 }, { wrt: "y" }).item()).toBe(5);
  expect(gradient(f, { x: 5, y: 7 }).y.item()).toBe(5);
});

// Formulas that reuse, branch and nest: what the closures keep in slots, and in which branch, must not show. After a
// condition of which one branch is constant, the two ways may differ in the sign of a zero tangent.
const equal = (a: Tensor, b: Tensor): boolean => same(a, b) || (a.item() === 0 && b.item() === 0);
const formula: fc.Memo<string> = fc.memo((depth) => {
  if (depth <= 1) return fc.constantFrom("x", "y", "u", "u", "0", "2", "0.3");
  const part = formula();
  return fc.oneof(
    fc.constantFrom("x", "y", "u"),
    fc
      .tuple(fc.constantFrom("sin", "exp", "sqrt", "tan", "abs", "-", "g"), part)
      .map(([f, a]) => `${f}(${a})`),
    fc.tuple(part, fc.constantFrom("+", "-", "*", "/", "^"), part).map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(part, fc.constantFrom("<", ">="), part, part, part).map(([a, op, b, c, d]) => `(${a} ${op} ${b} ? ${c} : ${d})`), // prettier-ignore
  );
});
test("random formulas with names, functions and conditions give what tensors give", () => {
  const point = fc.constantFrom(0, -0, 1, -1, 0.5, 2, -2.25, 1e-300, Infinity, NaN);
  fc.assert(
    fc.property(formula(5), formula(3), point, point, (text, first, x, y) => {
      const f = expression(`g(t) = t * t + u; u = ${first.replaceAll("u", "x").replaceAll("g(", "sin(")}; ${text}`, ["x", "y"]); // prettier-ignore
      const [fast, slow] = [jacobian(f, { x, y }), through(f.of, { x: tensor(x), y: tensor(y) })];
      return same(f(x, y), f(tensor(x), tensor(y))) && equal(fast.x, slow.x) && equal(fast.y, slow.y);
    }),
    { numRuns: 1000 },
  );
});
