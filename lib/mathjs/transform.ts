// The transformations on formulas. Inputs stand in a record under their names and the results too; a bare value is the
// input of a formula of one name. `wrt` names the inputs to differentiate with respect to: the others are held fixed.
import { missingArgument, unknownOption, wrongArgument, wrongOption } from "../errors.js";
import { carriedBy } from "../compile/carried.js";
import { isTensor, lift, Plain, scalar as number, type Tensor, type TensorLike } from "../core/tensor.js";
import { derivative as derivativeOf } from "../transform/directional.js";
import { valueAndJacobian as valueAndJacobianOf } from "../transform/jacobian.js";
import { valueAndGrad } from "../transform/gradient.js";
import { hessian as hessianOf } from "../transform/hessian.js";
import type { Options } from "../transform/structure.js";
import { isPlainObject, isShaped } from "../door/parse.js";
import { lowered, type Expression } from "./expression.js";
import type { Limits } from "./meter.js";

/** A formula, or one that was lowered before. */
export type Formula = string | Expression;
/** Values under the names of a formula's inputs. */
export type At<K extends string> = { readonly [P in K]: TensorLike };
/** What derivatives of formulas take: `wrt` says by which names. */
export interface FormulaOptions extends Omit<Options, "hasAux"> {
  /** See {@link ExpressionOptions}. */
  readonly limits?: Partial<Limits>;
}
/** With respect to one input the result stands alone. */
export type One<K extends string> = FormulaOptions & { readonly wrt: NoInfer<K> };
export type Some<K extends string> = FormulaOptions & { readonly wrt?: readonly NoInfer<K>[] };

interface Call {
  /** f of a record of the inputs that vary. */
  readonly f: (x: { readonly [name: string]: Tensor }) => Tensor;
  readonly at: { readonly [name: string]: Tensor };
  /** The one input whose result stands alone. */
  readonly alone: string | undefined;
  readonly options: Options;
}

function prepare(fn: string, formula: Formula, at: unknown, given: unknown): Call {
  const { wrt, limits, ...options } = checked(fn, given),
    record = isPlainObject(at) && !isTensor(at) && !isShaped(at);
  if (at === undefined) throw missingArgument(fn, "at", `${fn}("x^2", {x: 3})`);
  const limit = limits === undefined ? {} : { limits: limits as Partial<Limits> };
  const e =
    typeof formula === "string" ? lowered(fn, formula, record ? Object.keys(at) : undefined, limit) : formula;
  if (typeof e !== "function" || typeof e.of !== "function")
    throw wrongArgument(fn, "the formula", "a string, or what expression(...) returned", formula);
  if (!record && e.names.length !== 1)
    throw wrongArgument(fn, "at", `a record of the formula's names (${e.names.join(", ")})`, at);
  const values = record ? at : { [e.names[0]]: at };
  const all = Object.fromEntries(
    Object.entries(values).map(([name, v]) => [name, lift(v as TensorLike, fn, name)]),
  );
  for (const name of e.names)
    if (!Object.hasOwn(all, name))
      throw missingArgument(fn, `at.${name}`, `${fn}(formula, {${e.names.join(", ")}})`);
  const names = wrt === undefined ? Object.keys(all) : typeof wrt === "string" ? [wrt] : (wrt as string[]);
  for (const name of names)
    if (typeof name !== "string" || !Object.hasOwn(all, name))
      throw wrongOption(fn, "wrt", `among ${Object.keys(all).join(", ")}`, name);
  return {
    f: (x) => e.of({ ...all, ...x }),
    at: Object.fromEntries(names.map((name) => [name, all[name]])),
    alone: typeof wrt === "string" ? wrt : record ? undefined : e.names[0],
    options,
  };
}
type Given = Options & { readonly wrt?: unknown; readonly limits?: unknown };
function checked(fn: string, options: unknown): Given {
  if (options === undefined) return {};
  const known = ["wrt", "limits", "chunk", "maxBytes", "mode"];
  if (!isPlainObject(options))
    throw wrongArgument(fn, "options", `an object of ${known.join(", ")}`, options);
  for (const key of Object.keys(options)) if (!known.includes(key)) throw unknownOption(fn, key, known);
  return options;
}
/** What is asked of a formula of numbers at a record of numbers; null where tensors have the answer, or the error. */
function swift(
  formula: Formula,
  what: "jacobian" | "hessian",
  at: unknown,
  options: unknown,
): Float64Array | null {
  if (typeof formula !== "function" || options !== undefined || !isPlainObject(at)) return null;
  const numbers = carriedBy(formula),
    { names } = formula;
  if (numbers === undefined) return null;
  const n = names.length,
    x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const v = Object.hasOwn(at, names[i]) ? at[names[i]] : undefined;
    if (typeof v !== "number") return null;
    x[i] = v;
  }
  return numbers[what](x);
}
/** The value and the Jacobians under their names. */
function swiftly(
  formula: Formula,
  at: unknown,
  options: unknown,
): { value: Tensor; jacobian: Record<string, Tensor> } | null {
  const both = swift(formula, "jacobian", at, options);
  if (both === null) return null;
  const { shape } = carriedBy(formula as Expression)!,
    { names } = formula as Expression,
    n = names.length,
    m = both.length / (n + 1),
    of = (from: number, step: number): Tensor =>
      shape.length === 0
        ? number(both[from])
        : new Plain(
            shape,
            Float64Array.from({ length: m }, (_, o) => both[from + o * step]),
          ),
    jacobian: Record<string, Tensor> = {};
  for (const name of Object.keys(at as object)) {
    const i = names.indexOf(name);
    jacobian[name] =
      i < 0 ? (shape.length === 0 ? number(0) : new Plain(shape, new Float64Array(m))) : of(m + i, n);
  }
  return { value: of(0, 1), jacobian };
}

/** The result of one input alone, or all under their names. */
const packed = (call: Call, results: unknown): unknown =>
  call.alone === undefined ? results : (results as Record<string, unknown>)[call.alone];

/**
 * The Jacobians of a formula, each of shape (shape of the value, shape of the input), under the names of the inputs.
 *
 * @example
 * import { jacobian } from "dualtensor/mathjs";
 * jacobian("[x^2 * y, sin(y)]", { x: 1, y: 2 }).x // => tensor([4, 0])
 */
export function jacobian<K extends string>(formula: Formula, at: At<K>, options: One<K>): Tensor;
export function jacobian<K extends string>(formula: Formula, at: At<K>, options?: Some<K>): Record<K, Tensor>;
export function jacobian(formula: Formula, at: TensorLike, options?: FormulaOptions): Tensor;
export function jacobian(formula: Formula, at: unknown, options?: unknown): unknown {
  const fast = swiftly(formula, at, options);
  if (fast !== null) return fast.jacobian;
  const call = prepare("jacobian", formula, at, options);
  return packed(call, valueAndJacobianOf(call.f, call.at, call.options as object).jacobian);
}

/**
 * The value of a formula and its Jacobians, from one run.
 *
 * @example
 * import { valueAndJacobian } from "dualtensor/mathjs";
 * valueAndJacobian("v .* v", [1, 3]).value // => tensor([1, 9])
 */
export function valueAndJacobian<K extends string>(
  formula: Formula,
  at: At<K>,
  options: One<K>,
): { value: Tensor; jacobian: Tensor };
export function valueAndJacobian<K extends string>(
  formula: Formula,
  at: At<K>,
  options?: Some<K>,
): { value: Tensor; jacobian: Record<K, Tensor> };
export function valueAndJacobian(
  formula: Formula,
  at: TensorLike,
  options?: FormulaOptions,
): { value: Tensor; jacobian: Tensor };
export function valueAndJacobian(formula: Formula, at: unknown, options?: unknown): unknown {
  const fast = swiftly(formula, at, options);
  if (fast !== null) return fast;
  const call = prepare("valueAndJacobian", formula, at, options),
    both = valueAndJacobianOf(call.f, call.at, call.options as object);
  return { value: both.value, jacobian: packed(call, both.jacobian) };
}

/**
 * The gradients of a formula whose value is one number, each of the shape of its input.
 *
 * @example
 * import { gradient } from "dualtensor/mathjs";
 * gradient("x^2 * y", { x: 3, y: 2 }, { wrt: "x" }) // => tensor(12)
 */
export function gradient<K extends string>(formula: Formula, at: At<K>, options: One<K>): Tensor;
export function gradient<K extends string>(formula: Formula, at: At<K>, options?: Some<K>): Record<K, Tensor>;
export function gradient(formula: Formula, at: TensorLike, options?: FormulaOptions): Tensor;
export function gradient(formula: Formula, at: unknown, options?: unknown): unknown {
  const fast = swiftly(formula, at, options);
  if (fast?.value.shape.length === 0) return fast.jacobian;
  const call = prepare("gradient", formula, at, options);
  return packed(call, valueAndGrad(call.f, call.at, call.options as object).grad);
}

/**
 * The second derivatives of a formula whose value is one number: H.x.y has the shape (shape of x, shape of y).
 *
 * @example
 * import { hessian } from "dualtensor/mathjs";
 * hessian("x^2 * y", { x: 3, y: 2 }).x.y // => tensor(6)
 */
export function hessian<K extends string>(formula: Formula, at: At<K>, options: One<K>): Tensor;
export function hessian<K extends string>(
  formula: Formula,
  at: At<K>,
  options?: Some<K>,
): Record<K, Record<K, Tensor>>;
export function hessian(formula: Formula, at: TensorLike, options?: FormulaOptions): Tensor;
export function hessian(formula: Formula, at: unknown, options?: unknown): unknown {
  const fast = swift(formula, "hessian", at, options);
  if (fast !== null) return secondsOf(formula as Expression, Object.keys(at as object), fast);
  const call = prepare("hessian", formula, at, options);
  const H = hessianOf(call.f as never, call.at as never, call.options as never) as unknown as Record<
    string,
    Record<string, Tensor>
  >;
  return call.alone === undefined ? H : H[call.alone][call.alone];
}

function secondsOf({ names }: Expression, all: readonly string[], H: Float64Array): object {
  const n = names.length,
    entry = (x: string, y: string): number => {
      const [i, j] = [names.indexOf(x), names.indexOf(y)];
      return i < 0 || j < 0 ? 0 : H[i * n + j];
    };
  return Object.fromEntries(
    all.map((x) => [x, Object.fromEntries(all.map((y) => [y, number(entry(x, y))]))]),
  );
}

const point = new Float64Array(1);
/**
 * The derivative of a formula in one input: of a number a number, of a tensor element by element.
 *
 * @example
 * import { derivative } from "dualtensor/mathjs";
 * derivative("sqrt(x)^3", 4) // => 3
 * derivative("a * x^2", { a: 5, x: 3 }, { wrt: "x" }) // => 30
 */
export function derivative(formula: Formula, at: number): number;
export function derivative(formula: Formula, at: TensorLike): Tensor;
export function derivative<K extends string>(
  formula: Formula,
  at: At<K>,
  options?: FormulaOptions & { readonly wrt?: NoInfer<K> },
): number | Tensor;
export function derivative(formula: Formula, at: unknown, options?: unknown): unknown {
  if (typeof at === "number" && typeof formula === "function" && formula.names.length === 1) {
    const fast = options === undefined ? carriedBy(formula) : undefined,
      both = fast === undefined ? null : fast.jacobian(((point[0] = at), point));
    if (both !== null && fast!.shape.length === 0) return both[1];
  }
  const fn = "derivative",
    call = prepare(fn, formula, at, options),
    names = Object.keys(call.at);
  if (names.length !== 1)
    throw wrongArgument(
      fn,
      "wrt",
      "the name of one input",
      undefined,
      `Write {wrt: ${JSON.stringify(names[0] ?? "x")}}, or gradient(formula, at) for all of them`,
    );
  const [name] = names,
    x = call.at[name],
    d = derivativeOf((v) => call.f({ [name]: v }), x);
  return x.shape.length === 0 && !isTensor(at) && d.level === 0 ? d.item() : d;
}
