// The functions of a formula: mathjs's names, in our operations. What mathjs has and is not here stands in missing.ts,
// where the two differ in meaning in unlike.ts; spec/mathjs holds both against mathjs itself.
// Long because the table is one: a line per name, and before it what mathjs means by those that we mean otherwise.
import { wrongArgument, wrongShape } from "../errors.js";
import { div, reciprocal, square } from "../core/quotients.js";
import { mean, sum } from "../core/sums.js";
import { reshape } from "../core/views.js";
import { add, mul, neg, sub } from "../core/ring.js";
import { eq, ge, gt, lt, ne, where } from "../core/choose.js";
import { literal, Plain, type Tensor } from "../core/tensor.js";
import {
  abs,
  cbrt,
  exp,
  expm1,
  log10,
  log1p,
  log2,
  pow,
  sign,
  sqrt,
  log,
} from "../ops/elementwise/elementary.js";
import { acosh, asinh, atanh, cosh, sech, sinh, tanh } from "../ops/elementwise/hyperbolic.js";
import { acos, asin, atan, cos, sin, tan } from "../ops/elementwise/trig.js";
import { atan2, hypot } from "../ops/elementwise/polar.js";
import { ceil, floor, trunc } from "../ops/elementwise/rounding.js";
import { cat, stack } from "../ops/move/concatenate.js";
import { diag, trace } from "../ops/move/diagonal.js";
import { kron, linalgCross } from "../ops/product/outer.js";
import { erf } from "../ops/special/erf.js";
import { gamma, lgamma } from "../ops/special/gamma.js";
import { matrixExp } from "../ops/linalg/exponential.js";
import { det } from "../ops/linalg/det.js";
import { solve } from "../ops/linalg/solve.js";
import { cumsum, prod } from "../ops/reduce/cumulative.js";
import { std, variance } from "../ops/reduce/moments.js";
import { amax, amin } from "../ops/reduce/extremes.js";
import { norm } from "../ops/linalg/nuclear.js";
import { sort } from "../ops/move/sort.js";
import { at } from "../core/at.js";
import { size } from "../array/shape.js";
import { folded, inverse, known, needed, operators, range, whole } from "./operators.js";
import { distance, rotate, rotationMatrix } from "./geometry.js";
import { read } from "./subscripts.js";
import {
  cubic,
  dot,
  lyapunov,
  matrix,
  pseudoinverse,
  sylvester,
  triangular,
  unit,
  vectorNorm,
} from "./linear.js";
import type { Operation } from "./steps.js";
import { correlation, divergence, median, quantiles, ranked, spread } from "./spreads.js";
import { zeta } from "./riemann.js";

/** A function of a formula: how many arguments it takes, and what it computes. */
export interface Entry {
  readonly least: number;
  readonly most: number;
  readonly call: Operation;
}

export const entry = (least: number, most: number, call: Operation): Entry => ({ least, most, call });
/** Element by element. */
export const each = (f: (x: Tensor) => Tensor): Entry =>
  entry(1, 1, (a, meter) => {
    meter.spend(size(a[0].shape));
    return f(a[0]);
  });
export const two = (f: (x: Tensor, y: Tensor) => Tensor): Entry =>
  entry(2, 2, (a, meter) => {
    meter.pair(a[0].shape, a[1].shape);
    return f(a[0], a[1]);
  });
const operator = (name: string, least = 2, most = 2): Entry =>
  entry(least, most, most > 2 ? folded(operators.get(name)!) : operators.get(name)!);

/** An axis as formulas count them, from 1. */
function axisOf(fn: string, x: Tensor, dim: Tensor): number {
  const d = whole(dim, fn, "dim", 1);
  if (d > x.shape.length) throw wrongArgument(fn, "dim", `an axis from 1 to ${x.shape.length}`, d);
  return d - 1;
}
/** All elements of the arguments, or one tensor along an axis: sum(a, b, c), sum(A), sum(A, dim). */
const reduction = (
  fn: string,
  all: (x: Tensor) => Tensor,
  along: (x: Tensor, dim: number) => Tensor,
): Entry =>
  entry(1, Infinity, (a, meter) => {
    const [x, dim] = a;
    for (const t of a) meter.spend(size(t.shape));
    if (a.length === 1) return all(x);
    if (a.length === 2 && x.shape.length > 0) return along(x, axisOf(fn, x, dim));
    return all(stack(scalars(fn, a)));
  });
function scalars(fn: string, a: readonly Tensor[]): readonly Tensor[] {
  for (const t of a)
    if (t.shape.length > 0) throw wrongShape(fn, "each of several arguments", "to be a number", t.shape);
  return a;
}

/** The nearest whole number, of two equally near ones the one away from 0. */
const rounded = (x: Tensor): Tensor => {
  const whole = trunc(x);
  return add(whole, mul(sign(x), ge(abs(sub(x, whole)), 0.5)));
};
/** The real n-th root: of a negative number where n is odd. */
function root(x: Tensor, n: number): Tensor {
  if (n === 2) return sqrt(x);
  if (n === 3) return cbrt(x);
  const y = pow(abs(x), 1 / n);
  return where(lt(x, 0), Math.abs(n) % 2 === 1 ? neg(y) : NaN, y);
}
/** Lengths given as numbers or as one vector. */
function lengths(fn: string, a: readonly Tensor[]): number[] {
  if (a.length === 1 && a[0].shape.length === 1 && a[0].level === 0)
    return Array.from(a[0].data, (v) => whole(literal(v), fn, "each length"));
  return a.map((t) => whole(t, fn, "each length"));
}
const filled = (fn: string, v: number): Entry =>
  entry(0, Infinity, (a, meter) => {
    const s = lengths(fn, a),
      n = s.reduce((p, m) => p * m, 1);
    meter.spend(n);
    return new Plain(s, new Float64Array(n).fill(v));
  });

// prettier-ignore
export const functions: ReadonlyMap<string, Entry> = new Map<string, Entry>([
  // ── arithmetic ──
  ["add",         operator("add", 2, Infinity)],
  ["subtract",    operator("subtract")],
  ["multiply",    operator("multiply", 2, Infinity)],
  ["dotMultiply", operator("dotMultiply")],
  ["divide",      operator("divide")],
  ["dotDivide",   operator("dotDivide")],
  ["pow",         operator("pow")],
  ["dotPow",      operator("dotPow")],
  ["mod",         operator("mod")],
  ["unaryMinus",  operator("unaryMinus", 1, 1)],
  ["unaryPlus",   operator("unaryPlus", 1, 1)],
  ["abs",         each(abs)],
  ["cbrt",        each(cbrt)],
  ["ceil",        each(ceil)],
  ["cube",        each((x) => mul(x, square(x)))],
  ["exp",         each(exp)],
  ["expm1",       each(expm1)],
  ["fix",         each(trunc)],
  ["floor",       each(floor)],
  ["hypot",       entry(1, Infinity, (a, meter) => {
    for (const t of a) meter.spend(2 * size(t.shape));
    return a.length === 2 ? hypot(a[0], a[1]) : norm(a.length === 1 ? a[0] : stack(scalars("hypot", a)));
  })],
  ["log",         entry(1, 2, (a, meter) => {
    meter.pair(a[0].shape, a.at(-1)!.shape);
    return a.length === 1 ? log(a[0]) : div(log(a[0]), log(a[1]));
  })],
  ["log10",       each(log10)],
  ["log1p",       each(log1p)],
  ["log2",        each(log2)],
  ["nthRoot",     entry(1, 2, (a, meter) => {
    meter.spend(3 * size(a[0].shape));
    const n = a.length === 1 ? 2 : needed(a[1], "nthRoot", "root", "a whole number other than 0", (v) => Number.isInteger(v) && v !== 0);
    return root(a[0], n);
  })],
  ["round",       each(rounded)],
  ["sign",        each(sign)],
  ["sqrt",        each(sqrt)],
  ["square",      each(square)],

  // ── trigonometry ──
  ["sin",   each(sin)],
  ["cos",   each(cos)],
  ["tan",   each(tan)],
  ["sec",   each((x) => reciprocal(cos(x)))],
  ["csc",   each((x) => reciprocal(sin(x)))],
  ["cot",   each((x) => reciprocal(tan(x)))],
  ["asin",  each(asin)],
  ["acos",  each(acos)],
  ["atan",  each(atan)],
  ["asec",  each((x) => acos(reciprocal(x)))],
  ["acsc",  each((x) => asin(reciprocal(x)))],
  ["acot",  each((x) => atan(reciprocal(x)))],
  ["atan2", two(atan2)],
  ["sinh",  each(sinh)],
  ["cosh",  each(cosh)],
  ["tanh",  each(tanh)],
  ["sech",  each(sech)],
  ["csch",  each((x) => reciprocal(sinh(x)))],
  ["coth",  each((x) => reciprocal(tanh(x)))],
  ["asinh", each(asinh)],
  ["acosh", each(acosh)],
  ["atanh", each(atanh)],
  ["asech", each((x) => acosh(reciprocal(x)))],
  ["acsch", each((x) => asinh(reciprocal(x)))],
  ["acoth", each((x) => atanh(reciprocal(x)))],

  // ── special functions ──
  ["erf",       each(erf)],
  ["gamma",     each(gamma)],
  ["zeta",      entry(1, 1, (a, meter) => { meter.spend(60 * size(a[0].shape)); return zeta(a[0]); })],
  ["lgamma",    each(lgamma)],
  ["factorial", operator("factorial", 1, 1)],

  // ── comparison and logic: no derivative ──
  ["equal",      operator("equal")],
  ["unequal",    operator("unequal")],
  ["smaller",    operator("smaller")],
  ["smallerEq",  operator("smallerEq")],
  ["larger",     operator("larger")],
  ["largerEq",   operator("largerEq")],
  ["compare",    two((x, y) => sign(sub(x, y)))],
  ["and",        operator("and")],
  ["or",         operator("or")],
  ["xor",        operator("xor")],
  ["not",        operator("not", 1, 1)],
  ["isNaN",      each((x) => ne(x, x))],
  ["isZero",     each((x) => eq(x, 0))],
  ["isPositive", each((x) => gt(x, 0))],
  ["isNegative", each((x) => lt(x, 0))],
  ["isInteger",  each((x) => eq(x, floor(x)))],

  // ── sums ──
  ["sum",    reduction("sum", (x) => sum(x), (x, dim) => sum(x, dim))],
  ["mean",   reduction("mean", (x) => mean(x), (x, dim) => mean(x, dim))],
  ["prod",   reduction("prod", (x) => prod(x), (x, dim) => prod(x, dim))],
  ["max",    reduction("max", (x) => amax(x), (x, dim) => amax(x, dim))],
  ["min",    reduction("min", (x) => amin(x), (x, dim) => amin(x, dim))],
  ["variance", reduction("variance", spread(variance), (x, dim) => spread(variance)(x, dim))],
  ["std",    reduction("std", spread(std), (x, dim) => spread(std)(x, dim))],
  ["median", reduction("median", median, (x) => { throw wrongShape("median", "no axis", "beside the input", x.shape); })],
  ["mad",    reduction("mad", (x) => median(abs(sub(x, median(x)))), (x) => { throw wrongShape("mad", "no axis", "beside the input", x.shape); })],
  ["corr",   entry(2, 2, (a, meter) => { meter.spend(6 * size(a[0].shape)); return correlation(a[0], a[1]); })],
  ["kldivergence", entry(2, 2, (a, meter) => { meter.spend(6 * size(a[0].shape)); return divergence(a[0], a[1]); })],
  ["quantileSeq", entry(2, 3, (a, meter) => {
    meter.spend(size(a[0].shape) + size(a[1].shape) + Math.max(0, known(a[1]) || 0), 20 * size(a[0].shape));
    return quantiles(a[0], a[1], a.length === 2 ? undefined : axisOf("quantileSeq", a[0], a[2]));
  })],
  ["partitionSelect", entry(2, 2, (a, meter) => { meter.spend(2 * size(a[0].shape), 20 * size(a[0].shape)); return ranked(a[0], a[1]); })],
  ["norm",   entry(1, 2, (a, meter) => {
    meter.spend(2 * size(a[0].shape));
    if (a[0].shape.length === 2) meter.spend(0, 20 * size(a[0].shape) * Math.min(...a[0].shape));
    return vectorNorm(a[0], a.length === 1 ? 2 : needed(a[1], "norm", "p", "a number", (v) => !Number.isNaN(v)));
  })],
  ["cumsum", entry(1, 2, (a, meter) => {
    meter.spend(size(a[0].shape));
    return cumsum(a[0].shape.length === 0 ? a[0].reshape([1]) : a[0], a.length === 1 ? 0 : axisOf("cumsum", a[0], a[1]));
  })],

  // ── matrices ──
  ["transpose",  operator("ctranspose", 1, 1)],
  ["ctranspose", operator("ctranspose", 1, 1)],
  ["dot",        entry(2, 2, (a, meter) => dot(a[0], a[1], meter))],
  ["cross",      two((x, y) => linalgCross(x, y))],
  ["kron",       entry(2, 2, (a, meter) => {
    meter.spend(size(a[0].shape) * size(a[1].shape));
    return kron(a[0], a[1]);
  })],
  ["det",        entry(1, 1, (a, meter) => { cubic(a[0], meter); return a[0].shape.length === 0 ? a[0] : det(a[0]); })],
  ["inv",        entry(1, 1, (a, meter) => inverse(a[0], meter))],
  ["pinv",       entry(1, 1, (a, meter) => pseudoinverse(a[0], meter))],
  ["sylvester",  entry(3, 3, (a, meter) => sylvester("sylvester", a[0], a[1], a[2], meter))],
  ["lyap",       entry(2, 2, (a, meter) => lyapunov(a[0], a[1], meter))],
  ["expm",       entry(1, 1, (a, meter) => { for (let i = 0; i < 20; i++) cubic(a[0], meter); return a[0].shape.length === 0 ? exp(a[0]) : matrixExp(a[0]); })],
  ["trace",      entry(1, 1, (a, meter) => { meter.spend(size(a[0].shape)); return a[0].shape.length === 0 ? a[0] : trace(a[0]); })],
  ["lusolve",    entry(2, 2, (a, meter) => {
    cubic(a[0], meter);
    const x = solve(a[0], a[1]);
    return a[1].shape.length === 1 ? x.reshape([-1, 1]) : x;
  })],
  ["lsolve",     entry(2, 2, (a, meter) => triangular("lsolve", a[0], a[1], meter, false))],
  ["usolve",     entry(2, 2, (a, meter) => triangular("usolve", a[0], a[1], meter, true))],
  ["distance",   entry(2, 2, (a, meter) => { meter.spend(2 * size(a[0].shape)); return distance(a[0], a[1]); })],
  ["rotationMatrix", entry(1, 2, (a, meter) => { meter.spend(50); return rotationMatrix("rotationMatrix", a[0], a[1]); })],
  ["rotate",     entry(2, 3, (a, meter) => { meter.spend(60); return rotate(a[0], a[1], a[2]); })],
  ["diag",       entry(1, 2, (a, meter) => {
    const n = size(a[0].shape), k = a.length === 1 ? 0 : whole(a[1], "diag", "k", -Infinity);
    meter.spend(a[0].shape.length === 1 ? (n + Math.abs(k)) ** 2 : n);
    const y = diag(a[0], k);
    // mathjs makes a vector's matrix only as long as it must be.
    return a[0].shape.length === 2 || k === 0 ? y : at(y, k > 0 ? [`0:${n}`] : [":", `0:${n}`]);
  })],
  ["identity",   entry(1, 2, (a, meter) => {
    const [n, m = n] = lengths("identity", a);
    meter.spend(n * m);
    return unit(n, m);
  })],
  ["zeros",      filled("zeros", 0)],
  ["ones",       filled("ones", 1)],
  ["range",      entry(2, 3, (a, meter) => range([a[0], a[2] ?? literal(1), a[1]], meter))],
  ["size",       entry(1, 1, ([x]) => new Plain([x.shape.length], Float64Array.from(x.shape)))],
  ["count",      entry(1, 1, ([x]) => {
    if (x.shape.length === 0) throw wrongShape("count", "the input", "to be a vector or a matrix", x.shape);
    return literal(size(x.shape));
  })],
  ["reshape",    entry(2, 2, (a, meter) => {
    meter.spend(size(a[0].shape));
    if (a[1].level !== 0 || a[1].shape.length !== 1) throw wrongArgument("reshape", "sizes", "a vector of lengths", a[1]);
    return reshape(a[0], Array.from(a[1].data));
  })],
  ["flatten",    each((x) => x.reshape([-1]))],
  ["squeeze",    each((x) => x.reshape(x.shape.filter((n) => n !== 1)))],
  ["concat",     entry(1, Infinity, (a, meter) => {
    const dim = a.at(-1)!.shape.length === 0 ? a.at(-1)! : null, parts = dim === null ? a : a.slice(0, -1);
    for (const t of parts) meter.spend(size(t.shape));
    return cat(parts, dim === null ? -1 : axisOf("concat", parts[0], dim));
  })],
  ["row",        entry(2, 2, (a, meter) => { matrix("row", a[0]); return read(a[0], [a[1].reshape([1]), null], meter); })],
  ["column",     entry(2, 2, (a, meter) => { matrix("column", a[0]); return read(a[0], [null, a[1].reshape([1])], meter); })],
  ["diff",       entry(1, 2, (a, meter) => {
    const [x] = a, axis = a.length === 1 ? 0 : axisOf("diff", x, a[1]), front = new Array<string>(axis).fill(":");
    meter.spend(2 * size(x.shape));
    return sub(at(x, [...front, "1:"]), at(x, [...front, ":-1"]));
  })],
  ["sort",       entry(1, 1, (a, meter) => {
    if (a[0].shape.length !== 1) throw wrongShape("sort", "the input", "to be a vector", a[0].shape);
    meter.spend(a[0].shape[0], 20 * a[0].shape[0]);
    return sort(a[0]).values;
  })],
  ["matrix",     each((x) => x)],
  ["number",     each((x) => x)],
]);

/** Constants, which names of the caller hide. */
export const constants: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI],
  ["PI", Math.PI],
  ["tau", 2 * Math.PI],
  ["e", Math.E],
  ["E", Math.E],
  ["phi", (1 + Math.sqrt(5)) / 2],
  ["LN2", Math.LN2],
  ["LN10", Math.LN10],
  ["LOG2E", Math.LOG2E],
  ["LOG10E", Math.LOG10E],
  ["SQRT1_2", Math.SQRT1_2],
  ["SQRT2", Math.SQRT2],
]);
