// The run time of transformed functions: what an operator, a comparison, an index and a function of Math mean on tensors. On
// everything that is no tensor each is JavaScript's own. A branch is taken by value; what would make a number of a tensor, or
// decide by an equality that may hold at one point alone, throws.
import { eq, ge as geRow, gt as gtRow, le as leRow, lt as ltRow, ne, where } from "./core/choose.js";
import { pow as powRow } from "./core/power.js";
import { div as divRow } from "./core/quotients.js";
import { add as addRow, mul as mulRow, neg as negRow, sub as subRow } from "./core/ring.js";
import { isTensor, lift, type Tensor, type TensorLike } from "./core/tensor.js";
import { DualTensorError, equalTensors, neverTransformed, noMeaning, noPlaceIn } from "./errors.js";
import * as choice from "./ops/elementwise/choice.js";
import * as elementary from "./ops/elementwise/elementary.js";
import * as hyperbolic from "./ops/elementwise/hyperbolic.js";
import * as polar from "./ops/elementwise/polar.js";
import * as rounding from "./ops/elementwise/rounding.js";
import * as trig from "./ops/elementwise/trig.js";

// What stands in somebody's source may be anything.
type Any = unknown;
type Two = (x: Any, y: Any) => Any;
type Row = (x: TensorLike, y: TensorLike) => Tensor;
const value = (x: Any): TensorLike => x as TensorLike;

// ── operators ──
const operator =
  (raw: (x: never, y: never) => Any, op: Row): Two =>
  (x, y) =>
    isTensor(x) || isTensor(y) ? op(value(x), value(y)) : raw(x as never, y as never);
const comparison =
  (raw: (x: never, y: never) => boolean, op: Row): ((x: Any, y: Any) => boolean) =>
  (x, y) =>
    isTensor(x) || isTensor(y) ? held(op(value(x), value(y))) : raw(x as never, y as never);
/** A comparison's one answer. */
const held = (t: Tensor): boolean => t.item() as unknown as boolean;
const isText = (x: Any): boolean => typeof x === "string";

/** With text it stays concatenation. */
export const add: Two = /*#__PURE__*/ operator(
  (x: number, y: number) => x + y,
  (x, y) => (isText(x) || isText(y) ? text(x) + text(y) : addRow(x, y)) as Tensor,
);
const text = (x: TensorLike): string => (isTensor(x) ? x.toString() : (x as unknown as string));
export const sub: Two = /*#__PURE__*/ operator(
  (x, y) => x - y,
  (x, y) => subRow(x, y),
);
export const mul: Two = /*#__PURE__*/ operator((x, y) => x * y, mulRow);
export const div: Two = /*#__PURE__*/ operator(
  (x, y) => x / y,
  (x, y) => divRow(x, y),
);
export const rem: Two = /*#__PURE__*/ operator((x, y) => x % y, rounding.fmod);
export const pow: Two = /*#__PURE__*/ operator((x, y) => x ** y, powRow);
export const lt = /*#__PURE__*/ comparison((x, y) => x < y, ltRow);
export const le = /*#__PURE__*/ comparison((x, y) => x <= y, leRow);
export const gt = /*#__PURE__*/ comparison((x, y) => x > y, gtRow);
export const ge = /*#__PURE__*/ comparison((x, y) => x >= y, geRow);

const unary =
  <R>(raw: (x: never) => R, op: (x: Tensor) => Any) =>
  (x: Any): R =>
    (isTensor(x) ? op(x) : raw(x as never)) as R;
export const neg = /*#__PURE__*/ unary(
  (x: number) => -x,
  (x) => negRow(x),
);
const itself = (x: Tensor): Tensor => x;
/** What +x, Number(x) and parseFloat(x) are of a tensor: the tensor. */
export const plus = /*#__PURE__*/ unary((x: number) => +x, itself);
export const number = /*#__PURE__*/ unary(Number, itself);
export const float = /*#__PURE__*/ unary(parseFloat, itself);

// ── branches ──
/** Of a largest or smallest one, what it was taken from: `max === r` asks which of them it is. */
const origins = /*#__PURE__*/ new WeakMap<object, readonly Any[]>();
const isOneOf = (x: Any, y: Any): boolean =>
  x === y || (isTensor(x) && (origins.get(x) ?? []).some((origin) => isOneOf(origin, y)));
const isWatched = (x: Any): boolean => isTensor(x) && x.level > 0;
const strictly: Two = (x, y) => x === y;
/** x === y by value: tensors that differ are not the same; of equal ones only those that are so all around the point. */
export function same(x: Any, y: Any, raw: Two = strictly): boolean {
  if (!isTensor(x) && !isTensor(y)) return raw(x, y) as boolean;
  if (!isNumeric(x) || !isNumeric(y) || !held(eq(value(x), value(y)))) return false;
  if (isOneOf(x, y) || isOneOf(y, x) || !(isWatched(x) || isWatched(y))) return true;
  throw equalTensors();
}
const isNumeric = (x: Any): boolean => isTensor(x) || typeof x === "number";
/** What `if (x)` asks: is x neither 0 nor NaN? */
export const truth = /*#__PURE__*/ unary(Boolean, (x) => !same(x, 0) && !isNaN(x));
export const and = (x: Any, y: () => Any): Any => (truth(x) ? y() : x);
export const or = (x: Any, y: () => Any): Any => (truth(x) ? x : y());
export const typeOf = /*#__PURE__*/ unary(
  (x: Any): string => typeof x,
  (x) => (x.ndim === 0 ? "number" : "object"),
);
const holdsNaN = (x: Tensor): boolean => held(ne(x, x));
export const isNaN = /*#__PURE__*/ unary(globalThis.isNaN, holdsNaN);
export const isNaNumber = /*#__PURE__*/ unary(Number.isNaN, holdsNaN);
const holdsFinite = (x: Tensor): boolean => held(choice.isfinite(x));
export const isFinite = /*#__PURE__*/ unary(globalThis.isFinite, holdsFinite);
export const isFiniteNumber = /*#__PURE__*/ unary(Number.isFinite, holdsFinite);
export const isInteger = /*#__PURE__*/ unary(Number.isInteger, (x) => same(x, trunc(x)));
export const isArray = /*#__PURE__*/ unary(Array.isArray, (x) => x.ndim > 0);

// ── arrays ──
/** An index that came out as a tensor whose number nobody watches. */
export const index = /*#__PURE__*/ unary(
  (i: Any) => i,
  (i) => i.item(),
);
/** x[i]: of a tensor its entry, and nothing where an array has nothing. */
export function get(x: Any, i: Any): Any {
  const at = index(i);
  return isTensor(x) && typeof at === "number"
    ? at >= 0 && at < x.length
      ? x.at(at)
      : undefined
    : (x as Record<PropertyKey, Any>)[at as PropertyKey];
}
/** What is written into: no tensor. */
export const writable = /*#__PURE__*/ unary(
  (x: Any) => x,
  () => {
    throw noPlaceIn();
  },
);
/** x[i] = f(x[i]), each evaluated once; the value, or with `old` the one before. */
export function update(x: Any, i: Any, f: (v: Any) => Any, old?: boolean): Any {
  const object = writable(x) as Record<PropertyKey, Any>,
    at = index(i) as PropertyKey,
    before = object[at],
    after = (object[at] = f(before));
  return old === true ? before : after;
}
/** The first of two that were evaluated in turn: x++. */
export const before = (x: Any, _after: Any): Any => x;
/** A comparison for sort, read by value. */
export const order = (f: Any): Any =>
  f &&
  ((x: Any, y: Any): Any => {
    const d = (f as Two)(x, y);
    return isTensor(d) ? +gt(d, 0) - +lt(d, 0) : d;
  });
const holdsTensor = (x: Any): boolean => isTensor(x) || (Array.isArray(x) && x.some(holdsTensor));
/** x, which is no tensor and holds none. */
export function guard<T>(x: T, what: string): T {
  if (holdsTensor(x)) throw noMeaning(what);
  return x;
}

/** So many values of arrays and objects are looked at before the body for tensors is taken. */
const LOOKED_AT = 1000;
let left = 0;
/** Are these free of tensors: does the original body serve? */
export function plain(...values: readonly Any[]): boolean {
  let i = 0;
  while (i < values.length && isNumbers(values[i])) i++;
  if (i === values.length) return true;
  left = LOOKED_AT;
  for (; i < values.length; i++) if (!isFree(values[i], 0)) return false;
  return true;
}
/** A number, or an array of numbers alone. Four at a time: the loop itself is half of what a short function may lose. */
function isNumbers(x: Any): boolean {
  if (!Array.isArray(x)) return typeof x === "number";
  const n = x.length;
  if (n > LOOKED_AT) return false;
  let i = 0;
  for (; i + 3 < n; i += 4)
    if (
      typeof x[i] !== "number" ||
      typeof x[i + 1] !== "number" ||
      typeof x[i + 2] !== "number" ||
      typeof x[i + 3] !== "number"
    )
      return false;
  for (; i < n; i++) if (typeof x[i] !== "number") return false;
  return true;
}
/** Loops over indices and names: this runs at every call on arrays and objects of numbers. */
function isFree(x: Any, depth: number): boolean {
  if (typeof x === "function") return depth > 0;
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x)) return true;
  if (depth > 3) return false;
  if (Array.isArray(x)) {
    if ((left -= x.length) < 0) return false;
    for (let i = 0; i < x.length; i++) if (typeof x[i] !== "number" && !isFree(x[i], depth + 1)) return false;
    return true;
  }
  // What keeps its values elsewhere (a Map, a tensor) cannot be looked through.
  if (Symbol.iterator in x) return false;
  for (const key in x) {
    const v = (x as Record<string, Any>)[key];
    if (typeof v !== "number" && (--left < 0 || !isFree(v, depth + 1))) return false;
  }
  return true;
}

// ── Math ──
export const abs = /*#__PURE__*/ unary(Math.abs, elementary.abs);
export const acos = /*#__PURE__*/ unary(Math.acos, trig.acos);
export const acosh = /*#__PURE__*/ unary(Math.acosh, hyperbolic.acosh);
export const asin = /*#__PURE__*/ unary(Math.asin, trig.asin);
export const asinh = /*#__PURE__*/ unary(Math.asinh, hyperbolic.asinh);
export const atan = /*#__PURE__*/ unary(Math.atan, trig.atan);
export const atanh = /*#__PURE__*/ unary(Math.atanh, hyperbolic.atanh);
export const cbrt = /*#__PURE__*/ unary(Math.cbrt, elementary.cbrt);
export const cos = /*#__PURE__*/ unary(Math.cos, trig.cos);
export const cosh = /*#__PURE__*/ unary(Math.cosh, hyperbolic.cosh);
export const exp = /*#__PURE__*/ unary(Math.exp, elementary.exp);
export const expm1 = /*#__PURE__*/ unary(Math.expm1, elementary.expm1);
export const log = /*#__PURE__*/ unary(Math.log, elementary.log);
export const log10 = /*#__PURE__*/ unary(Math.log10, elementary.log10);
export const log1p = /*#__PURE__*/ unary(Math.log1p, elementary.log1p);
export const log2 = /*#__PURE__*/ unary(Math.log2, elementary.log2);
export const sin = /*#__PURE__*/ unary(Math.sin, trig.sin);
export const sinh = /*#__PURE__*/ unary(Math.sinh, hyperbolic.sinh);
export const sqrt = /*#__PURE__*/ unary(Math.sqrt, elementary.sqrt);
export const tan = /*#__PURE__*/ unary(Math.tan, trig.tan);
export const tanh = /*#__PURE__*/ unary(Math.tanh, hyperbolic.tanh);
export const atan2: Two = /*#__PURE__*/ operator(Math.atan2, polar.atan2);
/** Steps are numbers where nobody watches them: an index, a count. */
const step = (raw: (x: number) => number, op: (x: Tensor) => Tensor): ((x: Any) => Any) =>
  unary(raw, (x) => {
    const y = op(x);
    return y.level > 0 || y.ndim > 0 ? y : y.item();
  });
export const ceil = /*#__PURE__*/ step(Math.ceil, rounding.ceil);
export const floor = /*#__PURE__*/ step(Math.floor, rounding.floor);
export const sign = /*#__PURE__*/ step(Math.sign, elementary.sign);
export const trunc = /*#__PURE__*/ step(Math.trunc, rounding.trunc);
/** JavaScript's, half way up. */
export const round = /*#__PURE__*/ step(Math.round, (x) => {
  const below = rounding.floor(x);
  return where(geRow(subRow(x, below), 0.5), addRow(below, 1), below);
});
const several =
  (raw: (...xs: number[]) => number, op: (xs: TensorLike[]) => TensorLike) =>
  (...xs: Any[]): Any => {
    if (!xs.some(isTensor)) return raw(...(xs as number[]));
    const y = op(xs as TensorLike[]);
    if (isTensor(y)) origins.set(y, xs);
    return y;
  };
const folded = (op: Row) => (xs: TensorLike[]) => xs.reduce((x, y) => op(x, y));
export const max = /*#__PURE__*/ several(Math.max, folded(choice.maximum));
export const min = /*#__PURE__*/ several(Math.min, folded(choice.minimum));
export const hypot = /*#__PURE__*/ several(Math.hypot, (xs) =>
  xs.length > 1 ? folded(polar.hypot)(xs) : elementary.abs(xs[0]),
);
/** Math as a value: what it has besides stays its own. */
// prettier-ignore
export const math = /*#__PURE__*/ Object.setPrototypeOf({
  abs, acos, acosh, asin, asinh, atan, atan2, atanh, cbrt, ceil, cos, cosh, exp, expm1, floor, hypot, log, log10, log1p,
  log2, max, min, pow, round, sign, sin, sinh, sqrt, tan, tanh, trunc,
}, Math) as Record<string, Any>;

// ── functions ──
/** A type with tensors where numbers were. */
export type Lifted<T> = T extends number
  ? Tensor
  : T extends (...args: infer A) => infer R
    ? (...args: Lifting<A>) => Lifted<R>
    : T extends string | boolean | bigint | symbol | null | undefined
      ? T
      : { [K in keyof T]: Lifted<T[K]> };
/** What stands for such a type: a number for itself, one tensor for an array of numbers. */
export type Lifting<T> = T extends number
  ? Tensor | number
  : T extends readonly number[]
    ? Tensor | readonly (Tensor | number)[]
    : T extends (...args: never[]) => unknown
      ? T | Lifted<T>
      : T extends string | boolean | bigint | symbol | null | undefined
        ? T
        : { [K in keyof T]: Lifting<T[K]> };

/**
 * f, which was written for numbers, as a function of tensors: it is marked to be transformed, its types say tensors, and a number
 * that it returns is a constant. A function that was not transformed says on its first call how to switch that on.
 */
export function dual<A extends readonly unknown[], R>(
  f: (...args: A) => R,
): (...args: { [K in keyof A]: Lifting<A[K]> }) => Lifted<R> {
  const original = /["']use dual["']/.test(String(f));
  return (...args) => {
    if (original) throw neverTransformed(f.name);
    try {
      const y: unknown = f(...(args as unknown as A));
      return (typeof y === "number" ? lift(y, "dual", "f") : y) as Lifted<R>;
    } catch (error) {
      if (
        error instanceof DualTensorError &&
        error.code === "DT_NUMBER" &&
        error.message.startsWith("tensor:")
      )
        throw neverTransformed(f.name, error);
      throw error;
    }
  };
}
