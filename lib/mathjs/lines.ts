// What a formula of numbers computes at each step: functions of one or two numbers with their partials. They equal the
// tensors' way (forward mode) to the bit, so the partials are the rows' own, in their order of operations;
// spec/mathjs/scalar.spec.ts compares the two.
import {
  asinhSlope,
  cosAtan,
  cschAcosh,
  inversePower,
  logSlope,
  power,
  rcbrt,
  secAsin,
  sech,
} from "../kernels/elementary.js";
import { powerPart } from "../kernels/exponent.js";

/** The value of one step, once its operands are computed. */
export type Run = () => number;
/** Tangents of a step from its partials; `lone` is ∂z/∂x along a seed that does not move y. */
export type Push = (p: number, q: number, lone: number) => void;
type OfTwo = (x: number, y: number, z: number) => number;

/**
 * A step in code of its own. An engine inlines no function into itself, so formulas that nest steps run fast where each has
 * its own text: hence these, for what most formulas are made of. All arguments have derivatives.
 */
export interface Woven {
  readonly value: (a: Run, b: Run) => Run;
  readonly dual: (a: Run, b: Run, push: Push) => Run;
}
// prettier-ignore
export const woven: ReadonlyMap<string, Woven> = new Map<string, Woven>([
  ["add", {
    value: (a, b) => () => a() + b(),
    dual: (a, b, push) => () => { const z = a() + b(); push(1, 1, 1); return z; },
  }],
  ["subtract", {
    value: (a, b) => () => a() - b(),
    dual: (a, b, push) => () => { const z = a() - b(); push(1, -1, 1); return z; },
  }],
  ["multiply", {
    value: (a, b) => () => a() * b(),
    dual: (a, b, push) => () => { const x = a(), y = b(); push(y, x, y); return x * y; },
  }],
  ["divide", {
    value: (a, b) => () => a() / b(),
    dual: (a, b, push) => () => { const x = a(), y = b(), z = x / y, p = 1 / y; push(p, -(z / y), p); return z; },
  }],
  ["unaryMinus", {
    value: (a) => () => -a(),
    dual: (a, _b, push) => () => { const x = a(); push(-1, 0, -1); return -x; },
  }],
  ["square", {
    value: (a) => () => { const x = a(); return x * x; },
    dual: (a, _b, push) => () => { const x = a(), p = 2 * x; push(p, 0, p); return x * x; },
  }],
  ["sqrt", {
    value: (a) => () => Math.sqrt(a()),
    dual: (a, _b, push) => () => { const z = Math.sqrt(a()), p = logSlope(2 * z); push(p, 0, p); return z; },
  }],
  ["exp", {
    value: (a) => () => Math.exp(a()),
    dual: (a, _b, push) => () => { const z = Math.exp(a()); push(z, 0, z); return z; },
  }],
  ["log", {
    value: (a) => () => Math.log(a()),
    dual: (a, _b, push) => () => { const x = a(), p = logSlope(x); push(p, 0, p); return Math.log(x); },
  }],
  ["sin", {
    value: (a) => () => Math.sin(a()),
    dual: (a, _b, push) => () => { const x = a(), p = Math.cos(x); push(p, 0, p); return Math.sin(x); },
  }],
  ["cos", {
    value: (a) => () => Math.cos(a()),
    dual: (a, _b, push) => () => { const x = a(), p = -Math.sin(x); push(p, 0, p); return Math.cos(x); },
  }],
]);

/** A function of one or two numbers, z = f(x, y), and its partials; none where the derivative is structurally zero. */
export interface Called {
  readonly f: (x: number, y: number) => number;
  readonly p?: OfTwo;
  readonly q?: OfTwo;
  /** ∂z/∂x along a seed that does not move y, where the rows compute that by another rule. */
  readonly lone?: OfTwo;
  /** The value is true or false. */
  readonly bool?: boolean;
}
const bool = (f: (x: number, y: number) => boolean): Called => ({
  f: (x, y) => (f(x, y) ? 1 : 0),
  bool: true,
});
const squared = (v: number): number => v * v;
const alongBase = powerPart(1, [[0], [1]]);
const alongExponent = powerPart(0, [[0, 1]]);

// prettier-ignore
export const called: ReadonlyMap<string, Called> = new Map<string, Called>([
  ["pow",         { f: power,                     p: alongBase,            q: alongExponent,
                    lone: (x, y) => (y === 2 ? 2 * x : alongBase(x, y)) }],
  ["abs",         { f: Math.abs,                  p: (x) => Math.sign(x) }],
  ["cbrt",        { f: Math.cbrt,                 p: (x) => (1 / 3) * squared(rcbrt(x)) }],
  ["ceil",        { f: Math.ceil }],
  ["expm1",       { f: Math.expm1,                p: (x) => Math.exp(x) }],
  ["fix",         { f: Math.trunc }],
  ["floor",       { f: Math.floor }],
  ["log10",       { f: Math.log10,                p: (x) => Math.LOG10E * logSlope(x) }],
  ["log1p",       { f: Math.log1p,                p: (x) => logSlope(x + 1) }],
  ["log2",        { f: Math.log2,                 p: (x) => Math.LOG2E * logSlope(x) }],
  ["sign",        { f: Math.sign }],
  ["tan",         { f: Math.tan,                  p: (_x, _y, z) => 1 + z * z }],
  ["asin",        { f: Math.asin,                 p: (x) => secAsin(x) }],
  ["acos",        { f: Math.acos,                 p: (x) => -secAsin(x) }],
  ["atan",        { f: Math.atan,                 p: (x) => squared(cosAtan(x)) }],
  ["atan2",       { f: Math.atan2,                p: (y, x) => inversePower(x, y, 1, false), q: (y, x) => inversePower(x, y, 1, true) }],
  ["sinh",        { f: Math.sinh,                 p: (x) => Math.cosh(x) }],
  ["cosh",        { f: Math.cosh,                 p: (x) => Math.sinh(x) }],
  ["tanh",        { f: Math.tanh,                 p: (x) => squared(sech(x)) }],
  ["asinh",       { f: Math.asinh,                p: (x) => asinhSlope(x) }],
  ["acosh",       { f: Math.acosh,                p: (x) => cschAcosh(x) }],
  ["atanh",       { f: Math.atanh,                p: (x) => squared(secAsin(x)) }],
  ["equal",       bool((x, y) => x === y)],
  ["unequal",     bool((x, y) => x !== y)],
  ["smaller",     bool((x, y) => x < y)],
  ["smallerEq",   bool((x, y) => x <= y)],
  ["larger",      bool((x, y) => x > y)],
  ["largerEq",    bool((x, y) => x >= y)],
  ["and",         bool((x, y) => !!x && !!y)],
  ["or",          bool((x, y) => !!x || !!y)],
  ["not",         bool((x) => !x)],
]);
/** The dotted forms of operators, which on numbers are the others. */
export const undotted: ReadonlyMap<string, string> = new Map([
  ["dotMultiply", "multiply"],
  ["dotDivide", "divide"],
  ["dotPow", "pow"],
]);
/** Lines of two arguments. */
export const binary: ReadonlySet<string> = new Set(
  "add subtract multiply divide pow atan2 equal unequal smaller smallerEq larger largerEq and or".split(" "),
);
