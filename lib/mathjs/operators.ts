// The operators as mathjs means them: * is the product of matrices, / by a matrix its inverse, ^ the power of a matrix;
// the dotted ones go element by element. What mathjs answers with a complex number is NaN here.
import { gamma } from "../ops/special/gamma.js";
import { wrongArgument, wrongShape } from "../errors.js";
import { matmul } from "../core/matmul.js";
import { pow } from "../core/power.js";
import { div, square } from "../core/quotients.js";
import { add, mul, neg, sub } from "../core/ring.js";
import { eq, ge, gt, le, lt, ne, where } from "../core/choose.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { inv } from "../ops/linalg/inverse.js";
import { matrixPower } from "../ops/linalg/chains.js";
import { remainder } from "../ops/elementwise/rounding.js";
import { size } from "../array/shape.js";
import type { Meter } from "./meter.js";
import { truth, type Operation } from "./steps.js";

/** The number of a value that is not watched and has one; NaN for any other. */
export const known = (t: Tensor): number => (t.level === 0 && t.shape.length === 0 ? t.data[0] : NaN);
/** A number that the formula itself needs, so no derivative is taken of it. */
export function needed(
  t: Tensor,
  fn: string,
  name: string,
  expected: string,
  is: (v: number) => boolean,
): number {
  const v = known(t);
  if (t.level !== 0)
    throw wrongArgument(
      fn,
      name,
      "a number that no derivative is taken of",
      t,
      "Name the inputs that vary: {wrt: [...]}",
    );
  if (!is(v)) throw wrongArgument(fn, name, expected, t.shape.length === 0 ? v : t);
  return v;
}
/** A length or an axis: whole, from `least`. */
export const whole = (t: Tensor, fn: string, name: string, least = 0): number =>
  needed(t, fn, name, `a whole number from ${least}`, (v) => Number.isInteger(v) && v >= least);

type Two = (x: Tensor, y: Tensor) => Tensor;
const pairs =
  (f: Two): Operation =>
  (a, meter) => {
    meter.pair(a[0].shape, a[1].shape);
    return f(a[0], a[1]);
  };
const both =
  (f: Two): Two =>
  (x, y) =>
    f(truth(x), truth(y));

/** As mathjs, a number on the left that decides alone (0 for and, any other for or) gives one truth, whatever follows. */
const decided = (by: 0 | 1, f: Two): Operation => {
  const all = pairs(both(f));
  return (a, meter) => {
    const left = known(a[0]);
    return a[0].level === 0 && a[0].shape.length === 0 && (left ? 1 : 0) === by
      ? new Plain([], Float64Array.of(by), "bool")
      : all(a, meter);
  };
};

function product(x: Tensor, y: Tensor, meter: Meter): Tensor {
  const a = x.shape,
    b = y.shape;
  if (a.length === 0 || b.length === 0) {
    meter.pair(a, b);
    return mul(x, y);
  }
  for (const [name, s] of [
    ["the first factor", a],
    ["the second factor", b],
  ] as const)
    if (s.length > 2)
      throw wrongShape(
        "multiply",
        name,
        "to be a number, a vector or a matrix",
        s,
        "Write .* to multiply element by element",
      );
  const rows = a.length === 2 ? a[0] : 1,
    columns = b.length === 2 ? b[1] : 1;
  meter.spend(rows * columns, rows * columns * a[a.length - 1]);
  return matmul(x, y);
}
function quotient(x: Tensor, y: Tensor, meter: Meter): Tensor {
  if (y.shape.length === 0) {
    meter.pair(x.shape, y.shape);
    return div(x, y);
  }
  return product(x, inverse(y, meter), meter);
}
export function inverse(x: Tensor, meter: Meter): Tensor {
  if (x.shape.length === 0) return div(1, x);
  const n = x.shape[x.shape.length - 1];
  meter.spend(size(x.shape), size(x.shape) * n);
  return inv(x);
}
function power(x: Tensor, y: Tensor, meter: Meter): Tensor {
  if (x.shape.length === 0) {
    if (y.shape.length > 0)
      throw wrongShape(
        "pow",
        "the exponent",
        "to be a number",
        y.shape,
        "Write .^ to raise element by element",
      );
    meter.spend(1);
    return raised(x, y);
  }
  if (x.shape.length !== 2)
    throw wrongShape(
      "pow",
      "the base",
      "to be a number or a square matrix",
      x.shape,
      "Write .^ to raise element by element",
    );
  const n = needed(y, "pow", "the exponent of a matrix", "a whole number", Number.isInteger),
    m = x.shape[0];
  const steps = 2 * Math.ceil(Math.log2(Math.abs(n) + 2));
  meter.spend(m * m * steps, m * m * m * steps);
  return matrixPower(x, n);
}
/** x² is x x. */
const raised: Two = (x, y) => (known(y) === 2 ? square(x) : pow(x, y));
/** x - y floor(x / y), and x where y is 0. */
function modulo(x: Tensor, y: Tensor): Tensor {
  const r = remainder(x, y),
    zero = eq(y, 0);
  return zero.level === 0 && zero.data.every((z) => z === 0) ? r : where(zero, x, r);
}

const scaled =
  (f: (x: Tensor) => Tensor): Operation =>
  (a, meter) => {
    meter.spend(size(a[0].shape));
    return f(a[0]);
  };
/** x' and transpose(x): a number and a vector stay as they are. */
export function transposed(x: Tensor, meter: Meter): Tensor {
  if (x.shape.length > 2) throw wrongShape("transpose", "the input", "to be a vector or a matrix", x.shape);
  meter.spend(size(x.shape));
  return x.T;
}

/** start, start + step, ... to the end, both included; as mathjs a step's rounding does not lose the end. */
export function range(args: readonly Tensor[], meter: Meter): Tensor {
  const [start, step, end] = (["start", "step", "end"] as const).map((name, i) =>
    needed(args[i], "range", `the ${name}`, "a finite number", Number.isFinite),
  );
  if (step === 0) throw wrongArgument("range", "the step", "a number other than 0", 0);
  const count = Math.max(
    0,
    Math.floor((end - start) / step + 1e-12 * (1 + Math.abs((end - start) / step))) + 1,
  );
  meter.spend(count);
  return new Plain(
    [count],
    Float64Array.from({ length: count }, (_, i) => start + i * step),
  );
}

/** Operators by the names that mathjs's parser gives them. */
export const operators: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["add", pairs(add)],
  ["subtract", pairs(sub)],
  ["multiply", (a, meter) => product(a[0], a[1], meter)],
  ["dotMultiply", pairs(mul)],
  ["divide", (a, meter) => quotient(a[0], a[1], meter)],
  ["dotDivide", pairs(div)],
  ["pow", (a, meter) => power(a[0], a[1], meter)],
  ["dotPow", pairs(raised)],
  ["mod", pairs(modulo)],
  ["unaryMinus", scaled(neg)],
  ["unaryPlus", scaled((x) => (x.dtype === "bool" ? add(x, 0) : x))],
  ["factorial", scaled((x) => gamma(add(x, 1)))],
  ["ctranspose", (a, meter) => transposed(a[0], meter)],
  ["equal", pairs(eq)],
  ["unequal", pairs(ne)],
  ["smaller", pairs(lt)],
  ["smallerEq", pairs(le)],
  ["larger", pairs(gt)],
  ["largerEq", pairs(ge)],
  ["and", decided(0, (x, y) => gt(mul(x, y), 0))],
  ["or", decided(1, (x, y) => gt(add(x, y), 0))],
  ["xor", pairs(both(ne))],
  ["not", scaled((x) => eq(truth(x), 0))],
]);
/** Sums and products of several, left to right. */
export const folded =
  (f: Operation): Operation =>
  (a, meter) => {
    let y = a[0];
    for (let i = 1; i < a.length; i++) y = f([y, a[i]], meter);
    return y;
  };
