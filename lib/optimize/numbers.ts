// Functions of tensors for solvers that speak in numbers: most of npm's optimisers take arrays and write gradients into
// arrays. The closures may be passed by themselves. A formula of two inputs or more is a function of as many numbers; what it
// carries (compile/carried.ts) answers for it, without a tensor.
import { at } from "../core/at.js";
import { carriedBy, type Numbers } from "../compile/carried.js";
import { checkCount } from "../door/arguments.js";
import { isPlainObject } from "../door/parse.js";
import { lift, Plain, type Tensor } from "../core/tensor.js";
import { wrongArgument, wrongShape } from "../errors.js";
import { broadcastTo } from "../ops/move/reshape.js";
import type { Evaluate } from "./evaluation.js";
import { valueAndGrad } from "../transform/gradient.js";
import { valueAndJacobian } from "../transform/jacobian.js";
import { hessian, hvp } from "../transform/hessian.js";

/** Numbers that can be written to. */
export interface WritableNumbers {
  readonly length: number;
  [index: number]: number;
}
/** A scalar function of n numbers, in the shapes that optimisers ask for. */
export interface Objective {
  /** f(x). */
  value(x: ArrayLike<number>): number;
  /** The gradient, n numbers. */
  gradient(x: ArrayLike<number>): number[];
  /** f(x), and its gradient written to `out` where one is given. */
  inPlace(x: ArrayLike<number>, out?: WritableNumbers | null): number;
  /** f(x) and its gradient. */
  pair(x: ArrayLike<number>): [value: number, gradient: number[]];
  /** The second derivatives, n rows of n numbers. */
  hessian(x: ArrayLike<number>): number[][];
  /** The second derivatives times v. */
  hvp(x: ArrayLike<number>, v: ArrayLike<number>): number[];
}
/** A function of n numbers with m values, in the shapes that solvers of equations and of least squares ask for. */
export interface Residuals {
  /** f(x), m numbers. */
  values(x: ArrayLike<number>): number[];
  /** The Jacobian, m rows of n numbers. */
  jacobian(x: ArrayLike<number>): number[][];
  /** f(x) and its Jacobian. */
  pair(x: ArrayLike<number>): [values: number[], jacobian: number[][]];
  /** f(x), and its Jacobian written to `out`, row by row, where one is given: m n numbers, or m rows. */
  inPlace(x: ArrayLike<number>, out?: WritableNumbers | readonly WritableNumbers[] | null): number[];
}

/** The point as a tensor: a copy, because optimisers write into theirs. */
function point(fn: string, x: ArrayLike<number>, name = "x"): Tensor {
  const isList = Array.isArray(x) || (ArrayBuffer.isView(x) && "length" in x);
  if (!isList) throw wrongArgument(fn, name, "an array of numbers", x, "Flat: one number for each unknown");
  const data = Float64Array.from(x as number[]);
  for (let i = 0; i < data.length; i++)
    if (typeof x[i] !== "number") throw wrongArgument(fn, `${name}[${i}]`, "a number", x[i]);
  return new Plain([data.length], data);
}
function checkFunction(fn: string, args: ArrayLike<unknown>): void {
  if (args.length !== 1) checkCount(fn, args, "f");
  if (typeof args[0] !== "function") throw wrongArgument(fn, "f", "a function of a tensor", args[0]);
}
/** f of one tensor, and what a formula carries for its numbers. */
function taken(fn: string, f: (...x: Tensor[]) => Tensor): { f: (x: Tensor) => Tensor; own?: Numbers } {
  const own = carriedBy(f),
    n = own?.inputs ?? 1;
  if (own === undefined || n < 2) return { f };
  return {
    own,
    f(x) {
      if (x.size !== n) throw wrongShape(fn, "x", `${n} numbers, one for each input of f`, x.shape);
      return f(...Array.from({ length: n }, (_, i) => at(x, [i])));
    },
  };
}
/** A formula: a function that knows the names of its inputs. */
export interface Formula {
  (...inputs: Tensor[]): Tensor;
  readonly names: readonly string[];
}
/** A formula at the rows of a table: the inputs without a column are the unknowns, in their order. */
function tabled(
  fn: string,
  f: Formula,
  data: Readonly<Record<string, ArrayLike<number>>>,
): { f: (x: Tensor) => Tensor; own?: Pick<Numbers, "inputs" | "value" | "jacobian"> } {
  const { names } = f;
  if (!Array.isArray((f as { names?: unknown }).names))
    throw wrongArgument(fn, "f", "a formula where there are data: expression(text)", f);
  if (!isPlainObject(data)) throw wrongArgument(fn, "data", "a record of columns", data);
  const stray = Object.keys(data).find((name) => !names.includes(name));
  if (stray !== undefined) throw wrongArgument(fn, "data", `columns of ${names.join(", ")}`, stray);
  const columns = names.map((name) =>
      Object.hasOwn(data, name) ? point(fn, data[name], `data.${name}`).data : null,
    ),
    given = columns.filter((c) => c !== null),
    wrt = names.flatMap((_, i) => (columns[i] === null ? [i] : [])),
    count = given.length === 0 ? 1 : given[0].length,
    odd = names.find((_, i) => columns[i] !== null && columns[i].length !== count);
  if (wrt.length === 0) throw wrongArgument(fn, "data", "without the unknowns of the formula", data);
  if (odd !== undefined) throw wrongShape(fn, `data.${odd}`, `${count} numbers, as the first column`, [data[odd].length]); // prettier-ignore
  const table = carriedBy(f)?.rows({ columns, count, wrt }) ?? null,
    inputs = columns.map((c) => (c === null ? null : new Plain([count], c)));
  const of = (x: Tensor): Tensor => {
    if (x.size !== wrt.length)
      throw wrongShape(fn, "x", `${wrt.length} numbers, one for each unknown of the formula`, x.shape);
    let next = 0;
    return broadcastTo(f(...inputs.map((c) => c ?? at(x, [next++]))), [count]);
  };
  if (table === null) return { f: of };
  const both = new Float64Array(count * (wrt.length + 1));
  return {
    f: of,
    own: {
      inputs: wrt.length,
      value: (x) => (table.run(x), table.values),
      jacobian: (x) => {
        table.run(x);
        both.set(table.values);
        both.set(table.jacobian, count);
        return both;
      },
    },
  };
}
/** What a formula answers at a point; null: f itself has the answer, or the error. */
const answered = <K extends "value" | "jacobian" | "hessian">(
  own: Pick<Numbers, "inputs" | K> | undefined,
  what: K,
  x: Tensor,
): Float64Array | null => (own?.inputs === x.size ? own[what](x.data) : null);
/** f at a point. A result that somebody outside watches has no numbers to give and says so. */
const valuesAt = (fn: string, f: (x: Tensor) => Tensor, x: Tensor): Float64Array =>
  lift(f(x), fn, "the result of f").data;
function write(fn: string, out: WritableNumbers, from: ArrayLike<number>): void {
  if (out.length !== from.length) throw wrongShape(fn, "out", `${from.length} numbers`, [out.length]);
  for (let i = 0; i < from.length; i++) out[i] = from[i];
}

const rows = (J: Float64Array, n: number): number[][] =>
  Array.from({ length: n === 0 ? 0 : J.length / n }, (_, i) => Array.from(J.subarray(i * n, (i + 1) * n)));

/**
 * A scalar function f of a tensor of shape [n] for optimisers of npm: value, gradient and Hessian as numbers and arrays of
 * them. The gradient is one pass in reverse, whatever n is. f may be a formula of several inputs: they are the n numbers.
 *
 * @example
 * import { objective } from "dualtensor/optimize";
 * const f = objective((x) => x.mul(x).sum());
 * f.value([1, 2]) // => 5
 * f.gradient([1, 2]) // => [2, 4]
 * f.hessian([1, 2]) // => [[2, 0], [0, 2]]
 * const out = [0, 0];
 * f.inPlace([1, 2], out) // => 5
 * out // => [2, 4]
 */
export function objective(f: (x: Tensor) => Tensor): Objective {
  checkFunction("objective", arguments);
  const fn = "objective",
    { f: of, own } = taken(fn, f);
  /** f(x), then its gradient. */
  const both = (x: ArrayLike<number>): Float64Array => {
    const p = point(fn, x),
      fast = answered(own, "jacobian", p);
    if (fast !== null && own!.shape.length === 0) return fast;
    const { value, grad } = valueAndGrad(of, p);
    const found = new Float64Array(1 + grad.size);
    found[0] = value.data[0];
    found.set(grad.data, 1);
    return found;
  };
  const value = (x: ArrayLike<number>): number => {
    const p = point(fn, x),
      y = answered(own, "value", p) ?? valuesAt(fn, of, p);
    // What is no scalar is refused in the words of valueAndGrad.
    return y.length === 1 ? y[0] : both(x)[0];
  };
  return {
    value,
    gradient: (x) => Array.from(both(x).subarray(1)),
    pair: (x) => {
      const found = both(x);
      return [found[0], Array.from(found.subarray(1))];
    },
    inPlace: (x, out) => {
      if (out === undefined || out === null) return value(x);
      const found = both(x);
      write(fn, out, found.subarray(1));
      return found[0];
    },
    hessian: (x) => {
      const p = point(fn, x),
        fast = answered(own, "hessian", p);
      return fast === null ? hessian(of, p).toArray<number[][]>() : rows(fast, p.size);
    },
    hvp: (x, v) => {
      const p = point(fn, x),
        along = point(fn, v),
        fits = own?.inputs === p.size && along.size === p.size;
      return Array.from((fits ? own.hvp(p.data, along.data) : null) ?? hvp(of, p, along).data);
    },
  };
}

/**
 * A function f of a tensor of shape [n] with m values, for solvers of npm: values and Jacobian as arrays of numbers. Outputs
 * of more axes count in row-major order. f may be a formula of several inputs: they are the n numbers, but for those that
 * have a column of `data`; then there is a value for each row.
 *
 * @example
 * import { residuals } from "dualtensor/optimize";
 * const r = residuals((x) => x.mul(x).sub([1, 4]));
 * r.values([1, 3]) // => [0, 5]
 * r.jacobian([1, 3]) // => [[2, 0], [0, 6]]
 */
export function residuals(f: (x: Tensor) => Tensor): Residuals;
export function residuals(f: Formula, data?: Readonly<Record<string, ArrayLike<number>>>): Residuals;
export function residuals(
  f: (x: Tensor) => Tensor,
  data?: Readonly<Record<string, ArrayLike<number>>>,
): Residuals {
  const fn = "residuals";
  if (arguments.length === 2 && data === undefined) return residuals(f);
  if (arguments.length > 2) checkCount(fn, arguments, "f, data?");
  checkFunction(fn, [f]);
  const { f: of, own } = data === undefined ? taken(fn, f) : tabled(fn, f as unknown as Formula, data);
  const both = (x: ArrayLike<number>): [Float64Array, Float64Array] => {
    const p = point(fn, x),
      fast = answered(own, "jacobian", p);
    if (fast !== null) {
      const m = fast.length / (p.size + 1);
      return [fast.subarray(0, m), fast.subarray(m)];
    }
    const { value, jacobian } = valueAndJacobian(of, p);
    return [value.data, jacobian.data];
  };
  const values = (x: ArrayLike<number>): number[] => {
    const p = point(fn, x);
    return Array.from(answered(own, "value", p) ?? valuesAt(fn, of, p));
  };
  const made: Residuals = {
    values,
    jacobian: (x) => rows(both(x)[1], x.length),
    pair: (x) => {
      const [value, J] = both(x);
      return [Array.from(value), rows(J, x.length)];
    },
    inPlace: (x, out) => {
      if (out === undefined || out === null) return values(x);
      const [value, J] = both(x);
      if (typeof out[0] === "number" || out.length === J.length)
        write("residuals", out as WritableNumbers, J);
      else {
        const want = rows(J, x.length);
        if (out.length !== want.length)
          throw wrongShape("residuals", "out", `${want.length} rows of ${x.length} numbers`, [out.length]);
        want.forEach((row, i) => write("residuals", (out as readonly WritableNumbers[])[i], row));
      }
      return Array.from(value);
    },
  };
  const evaluate: Evaluate | undefined = own && {
    value: (x) => own.value(x) ?? valuesAt(fn, of, point(fn, x)),
    model: (x) => {
      const fast = own.jacobian(x);
      if (fast !== null) {
        const m = fast.length / (x.length + 1);
        return { r: fast.subarray(0, m), J: fast.subarray(m) };
      }
      const [r, J] = both(x);
      return { r, J };
    },
  };
  origins.set(made, { f: of, ...(evaluate === undefined ? {} : { evaluate }) });
  return made;
}
/** What residuals were made of: leastSquares takes them, too. */
const origins = new WeakMap<object, { readonly f: (x: Tensor) => Tensor; readonly evaluate?: Evaluate }>();
export const originOf = (r: unknown): { f: (x: Tensor) => Tensor; evaluate?: Evaluate } | undefined =>
  typeof r === "object" && r !== null ? origins.get(r) : undefined;
