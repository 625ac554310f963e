// The language of formulas, against mathjs's own evaluator: each text gives what mathjs gives, and its Jacobian what
// finite differences of mathjs's value give.
import { all, create } from "mathjs";
import { grad, jacobian, jvp, tensor, vmap, type Tensor } from "../../lib/index.js";
import {
  derivative,
  expression,
  gradient,
  hessian,
  jacobian as of,
  valueAndJacobian,
} from "../../lib/mathjs.js";

const math = create(all);
const scope = {
  x: 0.7,
  y: 1.3,
  n: 3,
  v: [1.5, -0.5, 2],
  w: [0.25, 4, -1],
  A: [
    [2, 1, 0.5],
    [0, 3, -1],
    [1, 1, 4],
  ],
  B: [
    [1, 2],
    [3, 4],
    [5, 6],
  ],
};
const texts = String.raw`
x + y - 2 * x / y
-x^2
2^3^2 + x
x^-2
2x y
1/2x
2/x x
3(x + y)
(x + 1)(y - 1)
x % 0.3
mod(-x, 0.3)
5% + x
x + 10%
y - 5% - 5%
x > y ? x : y
x < y ? sin(x) : cos(x)
x < y < 2 ? 1 : 0
x > 1 ? 1 : y > 1 ? 2 : 3
true ? x : y
not (x > y) and (x != y or x == y)
xor(x > 1, y > 1) ? x : -x
x or A
0 and A
0 or A
x and A
cumsum(x)
variance(x) + std(x)
std(B[:, 1:1], 2)
a = x^2; b = a + y; a * b
f(t) = t^2 + 1; f(x) + f(f(y))
f(a, b) = a * b; g(t) = f(t, t + 1); g(x)
s = 2; f(t) = s * t; s = 3; f(x)
x = x + 1; x * y
pi * e + tau * phi + LN2 + SQRT2
1e-3 x + .5y + 0x10
sin(x) cos(y) + exp(-x)
log(y, 2) + log2(y) + log10(y) + log1p(x) + expm1(x)
sec(x) + csc(x) + cot(x) + asec(y) + acsc(y) + acot(y)
sech(x) + csch(x) + coth(x) + asech(x) + acsch(x) + acoth(y)
sqrt(x) + cbrt(-y) + nthRoot(y, 5) + nthRoot(-x, 3) + square(x) + cube(x)
erf(x) + gamma(y) + lgamma(y) + factorial(x) + x!
zeta(x) + zeta(y) + zeta(-x) + zeta(-11.5) + zeta(3)
pinv(A) * v * x
pinv(B)
pinv(v) * pinv(x)
sylvester(A, [x, 1; 0, y], B)
lyap(A, [1, x, 0; x, y, 0; 0, 0, 1])
corr(v, w) + distance(v, w) + distance([x, y], [y, 2])
corr(A, [1.5, -0.5, 2; 0.25, 4, -1; x, y, 1])
kldivergence([x, y, 1], [y, 2, 1])
quantileSeq(v, 0.3) + quantileSeq(A, 0.25)
quantileSeq(v, [0, 0.6, 1])
quantileSeq(A, 3)
quantileSeq(A, 0.4, 1)
partitionSelect(w, 1) + x
rotationMatrix(x) * [y, 2]
rotationMatrix(x, v)
rotate([y, 1], x)
rotate(w, x, v)
expm(A) * v
norm(A) + norm(A, 2)
hypot(x, y) + hypot(x, y, 3) + hypot(v) + atan2(x, y)
abs(-x) + sign(-y) + floor(y) + ceil(x) + fix(-y) + round(2.5) + round(-2.5)
max(x, y, 1) + min(x, y, 1) + max(v) - min(v)
v
v + w
v .* w ./ 2
v * w
A * v
v * A
A * B
A'
B' * A
A^2
A^-1 * v
A / 2
2 / A
v .^ 2
2 .^ v
A .* A + 1
[x, y, x * y]
[x, y; y, x]
[x, y; y, x] * [x, y]
[[x, y], [1, 2]]
[v, w]
1:n
0:0.5:2
3:-1:1
v[2]
v[2:3]
v[end]
v[end - 1:end]
v[[1, 3]]
v[v > 0]
A[2, 3]
A[2, :]
A[:, 1]
A[1:2, 2:3]
A[[1, 3], [1, 2]]
A[end, end]
A[:, end]
v[1] = x; v
v[2:3] = [x, y]; sum(v)
A[2, :] = v; A
u = v + 0; u[1] = 0; u + v
sum(A)
sum(A, 1)
sum(A, 2)
sum(x, y, 2)
mean(A, 1) + mean(v)
prod(v) + prod(x, y)
std(v) + variance(v) + std(x, y, 2)
median(v) + median(x, y, 2, 3) + mad(v)
norm(v) + norm(v, 1) + norm(v, Infinity) + norm(A, 1) + norm(-x)
cumsum(v)
cumsum(A, 2)
diff(v)
sort(v)
dot(v, w) + dot([1; 2], [3; 4])
cross(v, w)
kron(B, [1, 2])
det(A) + trace(A)
inv(A)
lusolve(A, v)
lsolve([2, 0; 1, 3], [4, x])
usolve([2, 1; 0, 3], [4, x])
diag(v)
diag(A)
diag(v, -1)
identity(3) * v
zeros(2, 3)
ones(3) + v
size(B)
count(A)
reshape(B, [2, 3])
flatten(B)
squeeze([[1], [2]])
concat(v, w)
concat(A, B)
concat(B, B, 1)
row(A, 2)
column(A, 2)
range(0, 1, 0.25)
transpose(B)
add(x, y, 1) + multiply(x, y, 2) + subtract(x, y) + divide(x, y) + pow(x, 2) + unaryMinus(x)
dotMultiply(v, w) + dotDivide(v, w) + dotPow(v, 2)
compare(x, y) + (larger(x, y) ? 1 : 0) + (isPositive(x) ? 1 : 0)
(x
  + y) * # a remark
  2`
  .split(/\n(?![ ])/)
  .filter((text) => text !== "");

/** mathjs's value: of a block the last entry. */
const theirs = (text: string, at: object): unknown => {
  const value: unknown = math.evaluate(text, math.clone(at));
  const last = math.typeOf(value) === "ResultSet" ? (value as { entries: unknown[] }).entries.at(-1) : value;
  return math.typeOf(last) === "DenseMatrix" ? (last as { toArray(): unknown }).toArray() : last;
};
const flat = (v: unknown): number[] => (Array.isArray(v) ? v.flatMap(flat) : [Number(v)]);
const names = Object.keys(scope);

test.each(texts)("%s", (text) => {
  const f = expression(text, names);
  const value = f.of(scope);
  const expected = theirs(text, scope);
  // Two ways to sum and to invert differ by a few roundings of entries of order 10.
  const shape = (v: unknown): number[] =>
    Array.isArray(v) ? [v.length, ...(v.length > 0 ? shape(v[0]) : [])] : [];
  expect(value.shape).toEqual(shape(expected));
  flat(expected).forEach((v, i) =>
    expect(Math.abs(value.data[i] - v)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(v))),
  );
});

test.each(texts.filter((text) => !/round|compare|sort|median|size|count|zeros|1:n/.test(text)))(
  "the derivative of %s",
  (text) => {
    const J = of(text, scope);
    const value = flat(theirs(text, scope));
    // Central differences with h = 1e-6 of functions of order 1..100 are right to about 1e-8 of their size.
    const h = 1e-6;
    for (const name of ["x", "y"] as const) {
      const [up, down] = [h, -h].map((step) => flat(theirs(text, { ...scope, [name]: scope[name] + step })));
      value.forEach((v, i) => {
        const slope = (up[i] - down[i]) / (2 * h);
        expect(Math.abs(J[name].data[i] - slope)).toBeLessThanOrEqual(
          1e-6 * Math.max(1, Math.abs(slope), Math.abs(v)),
        );
      });
    }
    const [up, down] = [h, -h].map((step) => flat(theirs(text, { ...scope, v: [1.5, -0.5 + step, 2] })));
    value.forEach((v, i) => {
      const slope = (up[i] - down[i]) / (2 * h);
      expect(Math.abs(J.v.data[3 * i + 1] - slope)).toBeLessThanOrEqual(
        1e-6 * Math.max(1, Math.abs(slope), Math.abs(v)),
      );
    });
  },
);

describe("a formula is a function of tensors", () => {
  const f = expression("[x^2 * y, sin(y)]", ["x", "y"]);
  test("of as many arguments as it has names, and of a record", () => {
    expect([f.length, f.names, f.text]).toEqual([2, ["x", "y"], "[x^2 * y, sin(y)]"]);
    expect(f(3, 2).toArray()).toEqual([18, Math.sin(2)]);
    expect(f.of({ x: 3, y: 2, z: 1 }).toArray()).toEqual([18, Math.sin(2)]);
    expect(() => f(1)).toThrow("expected the argument y");
    expect(() => f(1, 2, 3)).toThrow("at most 2 arguments");
    expect(() => f.of({ x: 1 })).toThrow("expected the argument y");
  });
  test("free names come in the order of the text", () => {
    expect(expression("b1*(1-exp(-b2*x)) + pi").names).toEqual(["b1", "b2", "x"]);
    expect(expression("g(t) = t * k; u = 2; g(u) + m").names).toEqual(["k", "m"]);
  });
  test("every transformation takes it", () => {
    const [x, y] = [tensor(3), tensor(2)];
    const [dx, dy] = jacobian(f, [x, y]);
    expect([dx.toArray(), dy.toArray()]).toEqual([
      [12, 0],
      [9, Math.cos(2)],
    ]);
    expect(jvp(f, [x, y], [1, 0]).tangent.toArray()).toEqual([12, -0]);
    const g = expression("sum(v .^ 3)", ["v"]);
    expect(grad(g, tensor([1, 2])).toArray()).toEqual([3, 12]);
    expect(
      vmap(g)(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ).toArray(),
    ).toEqual([9, 91]);
    expect(grad((a: Tensor) => grad(expression("a^4", ["a"]), a), tensor(2)).item()).toBe(48);
  });
  test("conditions inside vmap choose element by element", () => {
    const h = expression("t > 0 ? t^2 : -t", ["t"]);
    expect(vmap(h)(tensor([-3, 3])).toArray()).toEqual([3, 9]);
  });
  test("derivatives by name, or alone with wrt", () => {
    const at = { x: 3, y: 2 };
    expect(of("x^2 * y", at).x.item()).toBe(12);
    expect(gradient("x^2 * y", at, { wrt: "y" }).item()).toBe(9);
    expect(Object.keys(gradient("x^2 * y", at, { wrt: ["y"] }))).toEqual(["y"]);
    expect(hessian("x^2 * y", at).x.y.item()).toBe(6);
    expect(hessian("x^3 y", at, { wrt: "x" }).item()).toBe(36);
    expect(derivative("sqrt(x)^3", 4)).toBeCloseTo(3, 14);
    expect(derivative("x^2 y", at, { wrt: "x" })).toBe(12);
    expect(derivative("v .^ 2", [1, 2]).toArray()).toEqual([2, 4]);
    expect(of("v .* w", { v: [1, 2], w: [3, 4] }, { wrt: "w" }).toArray()).toEqual([
      [1, 0],
      [0, 2],
    ]);
    expect(valueAndJacobian("v .* v", [1, 2]).jacobian.toArray()).toEqual([
      [2, 0],
      [0, 4],
    ]);
    expect(of(f, at, { mode: "reverse" }).y.toArray()).toEqual([9, Math.cos(2)]);
  });
  test("what cannot be differentiated that way says so", () => {
    expect(() => of("sum((1:n) * x)", { n: 3, x: 2 })).toThrow("{wrt: [...]}");
    expect(of("sum((1:n) * x)", { n: 3, x: 2 }, { wrt: "x" }).item()).toBe(6);
    expect(() => gradient("[x, y]", { x: 1, y: 2 })).toThrow("jacobian");
    expect(() => derivative("x y", { x: 1, y: 2 })).toThrow('{wrt: "x"}');
    expect(() => of("x y", 3)).toThrow("record of the formula's names (x, y)");
    expect(() => of("x", { x: 1 }, { wrt: "y" as "x" })).toThrow("wrt");
    expect(() => of("x", { x: 1 }, { what: 1 } as never)).toThrow("wrt, limits");
    expect(() => of(3 as never, { x: 1 })).toThrow("expression(...)");
  });
});

// NIST Digital Library of Mathematical Functions, 25.6; ζ(1/2) and ζ'(2) by OEIS A059750 and A073002.
test.each([
  [0.5, -1.4603545088095868],
  [0, -0.5],
  [-1, -1 / 12],
  [-2, 0],
  [-19, 174611 / 6600],
  [2, Math.PI ** 2 / 6],
  [Infinity, 1],
])("zeta(%d) is %d", (s, value) => {
  const off = Math.abs(expression("zeta(s)")(s).item() - value);
  expect(off).toBeLessThanOrEqual(4e-15 * Math.max(1, Math.abs(value)));
});
test("the derivative of zeta at 0 and 2", () => {
  expect(derivative("zeta(s)", 0)).toBeCloseTo(-Math.log(2 * Math.PI) / 2, 13);
  expect(derivative("zeta(s)", 2)).toBeCloseTo(-0.9375482543158438, 13);
  expect(derivative("zeta(s)", -2)).toBeCloseTo(-0.03044845705839327, 13);
});
