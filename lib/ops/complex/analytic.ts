// Elementwise functions of complex numbers by the name of the real row, each as a formula in real operations on the parts
// (Abramowitz and Stegun 1964, chapters 3 and 4): so their derivatives of every order are those of the formulas.
import { div, square } from "../../core/quotients.js";
import { add, neg, sub } from "../../core/ring.js";
import { eq, ge, lt, ne, where } from "../../core/choose.js";
import { literal, type Tensor } from "../../core/tensor.js";
import { logicalAnd, logicalOr } from "../elementwise/choice.js";
import { abs, exp, sqrt, times } from "../elementwise/elementary.js";
import { cosh, sech, sinh, tanh } from "../elementwise/hyperbolic.js";
import { atan2, hypot, logModulus } from "../elementwise/polar.js";
import { cos, sin, tan } from "../elementwise/trig.js";

/** Real and imaginary part. */
export type Parts = readonly [re: Tensor, im: Tensor];
type Formula = (z: Parts, w: Parts) => Parts | Tensor;

export const modulus = ([a, b]: Parts): Tensor => hypot(a, b);
export const argument = ([a, b]: Parts): Tensor => atan2(b, a);
/** In a² - b² more cancels than in (a - b)(a + b). */
const squared = ([a, b]: Parts): Parts => [times(sub(a, b), add(a, b)), times(literal(2), times(a, b))];
const product = ([a, b]: Parts, [c, d]: Parts): Parts => [
  sub(times(a, c), times(b, d)),
  add(times(a, d), times(b, c)),
];
/** (a + ib) / (c + id) after Smith (1962), without overflow: the larger of c and d divides, its quotient is at most 1. */
function quotient([a, b]: Parts, [c, d]: Parts): Parts {
  const upright = ge(abs(c), abs(d)),
    // Both times -i where d is the larger one.
    [p, q] = [where(upright, a, b), where(upright, b, neg(a))],
    [r, s] = [where(upright, c, d), where(upright, d, neg(c))],
    t = div(s, r),
    n = add(r, times(s, t));
  return [div(add(p, times(q, t)), n), div(sub(q, times(p, t)), n)];
}
const exponential = ([a, b]: Parts): Parts => {
  const r = exp(a);
  return [times(r, cos(b)), times(r, sin(b))];
};
const logarithm = ([a, b]: Parts): Parts => [logModulus(a, b), atan2(b, a)];
/** The root with a real part from 0: of (|a| + |z|) / 2 no digit cancels, and the other part follows by division. */
function root([a, b]: Parts): Parts {
  const t = sqrt(times(literal(0.5), add(abs(a), hypot(a, b)))),
    origin = eq(t, 0),
    w = where(origin, b, div(b, times(literal(2), where(origin, 1, t)))),
    right = ge(a, 0);
  // The sign of -0 counts: the angle knows it.
  return [where(right, t, abs(w)), where(right, w, where(lt(atan2(b, -1), 0), neg(t), t))];
}
const turned = ([a, b]: Parts): Parts => [neg(b), a];
const back = ([a, b]: Parts): Parts => [b, neg(a)];
const hyperbolicSine = ([a, b]: Parts): Parts => [times(sinh(a), cos(b)), times(cosh(a), sin(b))];
const hyperbolicCosine = ([a, b]: Parts): Parts => [times(cosh(a), cos(b)), times(sinh(a), sin(b))];
function hyperbolicTangent([a, b]: Parts): Parts {
  const t = tanh(a),
    u = tan(b),
    n = add(1, square(times(t, u)));
  return [div(times(t, add(1, square(u))), n), div(times(u, square(sech(a))), n)];
}
const LARGEST = 64;
/** A whole number as exponent, one for all, is a product; anything else the exponential of a logarithm. */
function power(z: Parts, w: Parts): Parts {
  const [n, i] = w;
  if (n.level === 0 && n.size === 1 && i.level === 0 && i.data[0] === 0) {
    const k = n.data[0];
    if (Number.isInteger(k) && Math.abs(k) <= LARGEST) return repeated(z, k);
  }
  const y = exponential(product(w, logarithm(z))),
    origin = logicalAnd(eq(z[0], 0), eq(z[1], 0));
  return [where(origin, 0, y[0]), where(origin, 0, y[1])];
}
const one = ([a]: Parts): Parts => [add(times(a, literal(0)), 1), times(a, literal(0))];
function repeated(z: Parts, k: number): Parts {
  if (k < 0) return quotient(one(z), repeated(z, -k));
  if (k === 0) return one(z);
  const half = k === 1 ? null : repeated(z, k >> 1),
    even = half === null ? null : squared(half);
  return even === null ? z : k % 2 === 1 ? product(even, z) : even;
}

export const functions: Readonly<Record<string, Formula>> = {
  abs: modulus,
  angle: argument,
  square: squared,
  reciprocal: (z) => quotient(one(z), z),
  div: quotient,
  pow: power,
  sqrt: root,
  exp: exponential,
  log: logarithm,
  sinh: hyperbolicSine,
  cosh: hyperbolicCosine,
  tanh: hyperbolicTangent,
  sin: (z) => back(hyperbolicSine(turned(z))),
  cos: (z) => hyperbolicCosine(turned(z)),
  tan: (z) => back(hyperbolicTangent(turned(z))),
  eq: ([a, b], [c, d]) => logicalAnd(eq(a, c), eq(b, d)),
  ne: ([a, b], [c, d]) => logicalOr(ne(a, c), ne(b, d)),
};
