// In a product of the chain rule an exact zero of either side wins, and a slope that vanishes where its value has overflowed is
// NaN (docs/conventions.md): compositions in which a factor is 0 or infinite, with the limits of the derivative in closed form.
// Every way to a derivative gives the same number; whether that is the limit, NaN, or another number for a reason, stands here.
// Long because each composition is a line.
import { abs, add, cbrt, div, exp, exp2, log, log1p, log2, mul, neg, pow, reciprocal, sqrt, square, sub } from "../../lib/ops/elementwise/elementary.js"; // prettier-ignore
import { logaddexp, relu, silu, softplusRow as softplus } from "../../lib/ops/elementwise/activation.js";
import { clamp } from "../../lib/ops/elementwise/choice.js";
import { gt, where } from "../../lib/core/choose.js";
import { acosh, asinh, atanh, cosh, sinh, tanh } from "../../lib/ops/elementwise/hyperbolic.js";
import { erf } from "../../lib/ops/special/erf.js";
import { acos, asin, atan, cos, sin } from "../../lib/ops/elementwise/trig.js";
import { close, firstOrder, secondOrder, type F } from "./ways.js";

const I = Infinity;
/** Numbers that are not the limit, and why they come. */
const why = {
  inverse:
    "an inverse after its function at its singular point: 0 wins against Infinity, and the value no longer knows x",
  rates: "a partial of 0 meets an infinite one, and the limit depends on how fast each is so: 0 wins",
  underflow: "the argument of a logarithm or a root underflowed to 0",
  rounded: "the inner value was rounded to where the outer function is infinitely steep",
  product: "x 1/x at 0, where the value is NaN: one term of the sum is Infinity, in the other 0 wins",
  convention: "the derivative of |x| at 0 is 0",
} as const;
type Why = keyof typeof why;
/** The limit of the derivative; `none` where both sides differ or there is none, then the ways agree on what `gets` says. */
const none = "none";
type Limit = number | typeof none;
/** What the library gives: the limit, or NaN, or a number for a reason. */
type Gets = "limit" | "NaN" | readonly [number, Why] | number;
type Case = readonly [name: string, f: F, x: number, first: Limit, gets: Gets, second: Limit, gets2: Gets];

// prettier-ignore
const cases: readonly Case[] = [
  ["square(sqrt(x))", (x) => square(sqrt(x)), 0, 1, [0, "inverse"], 0, [I, "inverse"]],
  ["sqrt(square(x))", (x) => sqrt(square(x)), 0, none, 0, none, I],
  ["log(1 + exp(x))", (x) => log(add(1, exp(x))), 1000, 1, "NaN", 0, "NaN"],
  ["log(exp(-x²))", (x) => log(exp(neg(square(x)))), 40, -80, [0, "underflow"], -2, [0, "underflow"]],
  ["1 / (1 + exp(-x))", (x) => reciprocal(add(1, exp(neg(x)))), -1000, 0, "limit", 0, "limit"],
  ["x sqrt(x)", (x) => mul(x, sqrt(x)), 0, 0, "limit", I, "limit"],
  ["acos(clamp(x))", (x) => acos(clamp(x, -1, 1)), 10, 0, "limit", 0, "limit"],
  ["asin(clamp(x))", (x) => asin(clamp(x, -1, 1)), 10, 0, "limit", 0, "limit"],
  ["cbrt(x³)", (x) => cbrt(pow(x, 3)), 0, 1, [0, "inverse"], 0, "limit"],
  ["cbrt(x)³", (x) => pow(cbrt(x), 3), 0, 1, [0, "inverse"], 0, "limit"],
  ["x log(x)", (x) => mul(x, log(x)), 0, -I, "limit", I, "limit"],
  ["exp(-1 / x²)", (x) => exp(neg(reciprocal(square(x)))), 0, 0, "limit", 0, "limit"],
  ["x exp(-1 / x²)", (x) => mul(x, exp(neg(reciprocal(square(x))))), 0, 0, "limit", 0, "limit"],
  ["sqrt(exp(x))", (x) => sqrt(exp(x)), 1000, Math.exp(500) / 2, "NaN", Math.exp(500) / 4, "NaN"],
  ["sqrt(exp(x))", (x) => sqrt(exp(x)), -2000, 0, "limit", 0, "limit"],
  ["sqrt(1 - cos(x))", (x) => sqrt(sub(1, cos(x))), 0, none, 0, none, I],
  ["sqrt(relu(x))", (x) => sqrt(relu(x)), -1, 0, "limit", 0, "limit"],
  ["log(relu(x))", (x) => log(relu(x)), -1, none, 0, none, 0],
  ["tanh(exp(x))", (x) => tanh(exp(x)), 1000, 0, "limit", 0, "limit"],
  ["atan(exp(x))", (x) => atan(exp(x)), 1000, 0, "limit", 0, "limit"],
  ["atan(1 / x)", (x) => atan(reciprocal(x)), 0, -1, [0, "rates"], 0, "limit"],
  ["exp(-exp(x))", (x) => exp(neg(exp(x))), 1000, 0, "limit", 0, "limit"],
  ["acosh(cosh(x))", (x) => acosh(cosh(x)), 0, none, 0, none, I],
  ["acos(cos(x))", (x) => acos(cos(x)), 0, none, 0, none, I],
  ["cos(acos(x))", (x) => cos(acos(x)), 1, 1, [0, "inverse"], 0, [-I, "inverse"]],
  ["sin(asin(x))", (x) => sin(asin(x)), 1, 1, [I, "rounded"], 0, "NaN"],
  ["tanh(atanh(x))", (x) => tanh(atanh(x)), 1, 1, [0, "inverse"], 0, "limit"],
  ["atanh(tanh(x))", (x) => atanh(tanh(x)), 20, 1, [I, "rounded"], 0, "NaN"],
  ["log1p(exp(x))", (x) => log1p(exp(x)), 800, 1, "NaN", 0, "NaN"],
  ["x² log(x)", (x) => mul(square(x), log(x)), 0, 0, "limit", -I, "limit"],
  ["x / (x + exp(x))", (x) => div(x, add(x, exp(x))), 1000, 0, "limit", 0, "limit"],
  ["exp(x) / (1 + exp(x))", (x) => div(exp(x), add(1, exp(x))), 1000, 0, "NaN", 0, "NaN"],
  ["(x²)^1.5", (x) => pow(square(x), 1.5), 0, 0, "limit", 0, "limit"],
  ["(x^1.5)²", (x) => square(pow(x, 1.5)), 0, 0, "limit", 0, "limit"],
  ["sqrt(x³)", (x) => sqrt(pow(x, 3)), 0, 0, "limit", I, [0, "rates"]],
  ["x sqrt(x²)", (x) => mul(x, sqrt(square(x))), 0, 0, "limit", none, 0],
  ["sqrt(x) sqrt(x)", (x) => mul(sqrt(x), sqrt(x)), 0, 1, [0, "inverse"], 0, [I, "inverse"]],
  ["exp(log(x))", (x) => exp(log(x)), 0, 1, [0, "inverse"], 0, "limit"],
  ["1 / (1 / x)", (x) => reciprocal(reciprocal(x)), 0, 1, [0, "inverse"], 0, "limit"],
  ["exp(-x) exp(x)", (x) => mul(exp(neg(x)), exp(x)), 1000, 0, "limit", 0, "limit"],
  ["log(x²)", (x) => log(square(x)), 1e+200, 2e-200, "NaN", 0, "NaN"],
  ["sqrt(x²)", (x) => sqrt(square(x)), 1e+200, 1, "NaN", 0, "NaN"],
  ["sqrt(x²)", (x) => sqrt(square(x)), 1e-200, 1, [I, "underflow"], 0, "NaN"],
  ["|x| |x|", (x) => mul(abs(x), abs(x)), 0, 0, "limit", 2, [0, "convention"]],
  ["x relu(x)", (x) => mul(x, relu(x)), 0, 0, "limit", none, 0],
  ["sinh(x) / cosh(x)", (x) => div(sinh(x), cosh(x)), 1000, 0, "NaN", 0, "NaN"],
  ["log(cosh(x))", (x) => log(cosh(x)), 1000, 1, "NaN", 0, "NaN"],
  ["sqrt(sinh(x²))", (x) => sqrt(sinh(square(x))), 0, none, 0, none, I],
  ["sqrt(sin(x))", (x) => sqrt(sin(x)), 0, I, "limit", -I, "limit"],
  ["log(exp(x))²", (x) => square(log(exp(x))), -1000, -2000, [0, "underflow"], 2, [0, "underflow"]],
  ["(x^0.5)²", (x) => pow(pow(x, 0.5), 2), 0, 1, [0, "inverse"], 0, [I, "inverse"]],
  ["asinh(sinh(x))", (x) => asinh(sinh(x)), 800, 1, "NaN", 0, "NaN"],
  ["log2(2^x)", (x) => log2(exp2(x)), 1100, 1, "NaN", 0, "NaN"],
  ["logaddexp(x, 0)", (x) => logaddexp(x, 0), 1000, 1, "limit", 0, "limit"],
  ["log(1 / x)", (x) => log(reciprocal(x)), 0, -I, "NaN", I, "NaN"],
  ["x / sqrt(x)", (x) => div(x, sqrt(x)), 0, I, "NaN", -I, "NaN"],
  ["x atan(1 / x)", (x) => mul(x, atan(reciprocal(x))), 0, none, 1.5707963267948966, none, 0],
  ["1 / exp(x)", (x) => reciprocal(exp(x)), 1000, 0, "limit", 0, "limit"],
  ["sin(x) / x", (x) => div(sin(x), x), 0, 0, "NaN", -1 / 3, "NaN"],
  ["exp(-sqrt(x))", (x) => exp(neg(sqrt(x))), 0, -I, "limit", I, "limit"],
  ["1 / (1 + 1 / x)", (x) => reciprocal(add(1, reciprocal(x))), 0, 1, [0, "rates"], -2, [0, "rates"]],
  ["tanh(1 / x)", (x) => tanh(reciprocal(x)), 0, none, 0, none, 0],
  ["sqrt(x + x²) - sqrt(x)", (x) => sub(sqrt(add(x, square(x))), sqrt(x)), 0, 0, "NaN", I, "NaN"],
  ["x (1 / x)", (x) => mul(x, reciprocal(x)), 0, 0, [I, "product"], 0, [-I, "product"]],
  ["sqrt(x) - sqrt(x)", (x) => sub(sqrt(x), sqrt(x)), 0, 0, "NaN", 0, "NaN"],
  ["relu(x) sqrt(relu(x))", (x) => mul(relu(x), sqrt(relu(x))), 0, 0, "limit", none, 0],
  ["where(x > 0, sqrt(x), 0)", (x) => where(gt(x, 0), sqrt(x), 0), 0, none, 0, none, 0],
  ["exp(x) - exp(x)", (x) => sub(exp(x), exp(x)), 1000, 0, "NaN", 0, "NaN"],
  ["cosh(x) - sinh(x)", (x) => sub(cosh(x), sinh(x)), 1000, 0, "NaN", 0, "NaN"],
  ["erf(exp(x))", (x) => erf(exp(x)), 1000, 0, "limit", 0, "limit"],
  ["sqrt(|x|)", (x) => sqrt(abs(x)), 0, none, 0, none, 0],
  ["log(softplus(x))", (x) => log(softplus(x)), -1000, 1, [0, "underflow"], 0, "limit"],
  ["acosh(x² + 1)", (x) => acosh(add(square(x), 1)), 0, none, 0, none, I],
  ["sqrt(x⁴)", (x) => sqrt(pow(x, 4)), 0, 0, "limit", 2, [0, "rates"]],
  ["cbrt(x²)³", (x) => pow(cbrt(square(x)), 3), 0, 0, "limit", 2, [0, "rates"]],
  ["exp(2 log(x))", (x) => exp(mul(2, log(x))), 0, 0, "limit", 2, [0, "rates"]],
  ["(x²)^0.75", (x) => pow(square(x), 0.75), 0, 0, "limit", I, "limit"],
  ["0 log(x)", (x) => mul(0, log(x)), 0, none, 0, none, 0],
  ["0 sqrt(x)", (x) => mul(0, sqrt(x)), 0, 0, "limit", 0, "limit"],
  ["exp(-1 / x)", (x) => exp(neg(reciprocal(x))), 0, 0, "limit", 0, "limit"],
  ["x log(x)²", (x) => mul(x, square(log(x))), 0, I, "limit", -I, "limit"],
  ["sqrt(1 - x²)", (x) => sqrt(sub(1, square(x))), 1, -I, "limit", -I, "limit"],
  ["x |x|", (x) => mul(x, abs(x)), 0, 0, "limit", none, 0],
  ["tanh(x) / x", (x) => div(tanh(x), x), 0, 0, "NaN", -2 / 3, "NaN"],
  ["erf(1 / x)", (x) => erf(reciprocal(x)), 0, 0, "limit", 0, "limit"],
  ["log1p(relu(x))", (x) => log1p(relu(x)), -3, 0, "limit", 0, "limit"],
  ["sqrt(clamp(x, 0, 1))", (x) => sqrt(clamp(x, 0, 1)), -5, 0, "limit", 0, "limit"],
  ["log(clamp(x, 0, 1))", (x) => log(clamp(x, 0, 1)), -1, none, 0, none, 0],
  ["acosh(clamp(x, 1, 5))", (x) => acosh(clamp(x, 1, 5)), 0, 0, "limit", 0, "limit"],
  ["cbrt(relu(x))", (x) => cbrt(relu(x)), -2, 0, "limit", 0, "limit"],
  ["exp(x) exp(-x²)", (x) => mul(exp(x), exp(neg(square(x)))), 100, 0, "limit", 0, "limit"],
  ["exp(x)² exp(-exp(x))", (x) => mul(square(exp(x)), exp(neg(exp(x)))), 800, 0, "limit", 0, "limit"],
  ["silu(exp(x))", (x) => silu(exp(x)), 800, I, "limit", I, "limit"],
  ["softplus(exp(x))", (x) => softplus(exp(x)), 800, I, "limit", I, "limit"],
  ["silu(-exp(x))", (x) => silu(neg(exp(x))), 800, 0, "limit", 0, "limit"],
  ["sqrt(1 + exp(x))", (x) => sqrt(add(1, exp(x))), 800, Math.exp(400) / 2, "NaN", Math.exp(400) / 4, "NaN"],
  ["cbrt(exp(x))", (x) => cbrt(exp(x)), 1000, Math.exp(1000 / 3) / 3, "NaN", Math.exp(1000 / 3) / 9, "NaN"],
  ["exp(x)^0.25", (x) => pow(exp(x), 0.25), 1000, Math.exp(250) / 4, "NaN", Math.exp(250) / 16, "NaN"],
  ["log(1 + x²)", (x) => log(add(1, square(x))), 1e+200, 2e-200, "NaN", 0, "NaN"],
  ["acosh(cosh(x))", (x) => acosh(cosh(x)), 800, 1, "NaN", 0, "NaN"],
  ["logaddexp(exp(x), x)", (x) => logaddexp(exp(x), x), 1000, I, "NaN", I, "NaN"],
  ["logaddexp(x, -exp(x))", (x) => logaddexp(x, neg(exp(x))), 1000, 1, "limit", 0, "limit"],
  ["sqrt(x) log(x)", (x) => mul(sqrt(x), log(x)), 0, -I, "limit", I, "limit"],
  ["1 / log(x)", (x) => reciprocal(log(x)), 0, -I, [0, "rates"], I, [0, "rates"]],
  ["atan(log(x))", (x) => atan(log(x)), 0, I, [0, "rates"], -I, [0, "rates"]],
  ["exp(x log(x))", (x) => exp(mul(x, log(x))), 0, -I, "NaN", I, "NaN"],
  ["tanh(log(x))", (x) => tanh(log(x)), 0, 0, "limit", 4, [0, "rates"]],
  ["sqrt(x) exp(-1 / x)", (x) => mul(sqrt(x), exp(neg(reciprocal(x)))), 0, 0, "limit", 0, "limit"],
  ["log(x) relu(x)", (x) => mul(log(x), relu(x)), -1, none, 0, none, 0],
  ["exp(-exp(-x))", (x) => exp(neg(exp(neg(x)))), -1000, 0, "limit", 0, "limit"],
  ["log(exp(-exp(x)))", (x) => log(exp(neg(exp(x)))), 10, -Math.exp(10), [0, "underflow"], -Math.exp(10), [0, "underflow"]],
];

const all = cases.flatMap(([name, f, x, first, gets, second, gets2]) => [
  { name: `${name} at ${x}, first`, ways: firstOrder, f, x, limit: first, gets },
  { name: `${name} at ${x}, second`, ways: secondOrder, f, x, limit: second, gets: gets2 },
]);
test.each(all.map((c) => [c.name, c] as const))("%s", (_, { ways, f, x, limit, gets }) => {
  const want =
    gets === "limit" ? (limit as number) : gets === "NaN" ? NaN : typeof gets === "number" ? gets : gets[0];
  const wrong = Object.entries(ways).flatMap(([way, derivative]) => {
    const got = derivative(f, x);
    return close(got, want) ? [] : [`${way}: ${got}, not ${want}`];
  });
  expect(wrong).toEqual([]);
});
test("what is called the limit is one, and what is not is not", () => {
  const wrong = all.filter(({ limit, gets }) =>
    limit === none
      ? typeof gets !== "number" && gets !== "NaN"
      : Array.isArray(gets)
        ? close(gets[0] as number, limit)
        : gets !== "limit" && gets !== "NaN",
  );
  expect(wrong.map((c) => c.name)).toEqual([]);
});
test("a finite value has no finite wrong derivative but for a reason of the list", () => {
  const numbers = all.filter(({ gets }) => Array.isArray(gets));
  expect(numbers.every(({ gets }) => (gets as readonly [number, Why])[1] in why)).toBe(true);
  // Of 158: as many as limits.md speaks of. A case more is a decision more.
  expect(numbers.length).toBe(38);
  expect(cases.length).toBeGreaterThanOrEqual(79);
});
