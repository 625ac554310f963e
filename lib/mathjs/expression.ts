// A formula as an ordinary function of tensors: parsed and lowered once, so every transformation takes it.
import { missingArgument, surplusArgument, unknownOption, wrongArgument } from "../errors.js";
import { carry } from "../compile/carried.js";
import { lift, Plain, scalar as number, type Tensor, type TensorLike } from "../core/tensor.js";
import { Numeric } from "../compile/numeric.js";
import { isPlainObject } from "../door/parse.js";
import { lower } from "./tree.js";
import { limitsOf, type Limits } from "./meter.js";
import { refused } from "./missing.js";
import { parse } from "./parser.js";
import { run, type Program } from "./steps.js";
import { tokensOf } from "./text.js";

/** How a formula is lowered. */
export interface ExpressionOptions {
  /** What the formula may cost; the defaults suit formulas from strangers. */
  readonly limits?: Partial<Limits>;
}

/** A function of its names, in their order. */
export interface Expression {
  (...inputs: TensorLike[]): Tensor;
  readonly text: string;
  readonly names: readonly string[];
  /** The value at a record of inputs: a function of one argument, `{x, y}`. Further entries are left aside. */
  of(at: { readonly [name: string]: TensorLike }): Tensor;
}

/**
 * A formula in mathjs's language as a function of `names` (left out: its free names, in the order in which the text uses
 * them). `f(x, y)` and `f.of({x, y})` give its value, a tensor; every transformation takes it: `jacobian(f, [x, y])`,
 * `jacobian(f.of, {x, y})`. Where mathjs turns complex the value is NaN. The text may come from a stranger: it computes
 * with numbers and does nothing else, within `limits` that are counted. Errors: DT_FORMULA with the formula and a caret
 * under the place.
 *
 * @example
 * import { expression } from "dualtensor/mathjs";
 * const f = expression("[x^2 * y, sin(y)]", ["x", "y"]);
 * f(3, 0) // => tensor([0, 0])
 * jacobian(f, [tensor(3), tensor(0)])[0] // => tensor([0, 0])
 */
export function expression(text: string, names?: readonly string[], options?: ExpressionOptions): Expression {
  return lowered("expression", text, names, options);
}

export function lowered(
  fn: string,
  text: string,
  names?: readonly string[],
  options: ExpressionOptions = {},
): Expression {
  if (typeof text !== "string") throw wrongArgument(fn, "the formula", "a string", text);
  if (names !== undefined) checkNames(fn, names);
  if (!isPlainObject(options)) throw wrongArgument(fn, "options", "an object of limits", options);
  for (const key of Object.keys(options)) if (key !== "limits") throw unknownOption(fn, key, ["limits"]);
  const program = lower(fn, parse(fn, text), names, limitsOf(fn, options.limits));
  const numbers = numeric(program),
    point = new Float64Array(program.names.length);
  const signature = `f(${program.names.join(", ")})`;
  const call = (...inputs: TensorLike[]): Tensor => {
    const n = program.names.length;
    if (inputs.length < n) throw missingArgument(fn, program.names[inputs.length], signature);
    if (inputs.length > n) throw surplusArgument(fn, n, signature, inputs[n]);
    let i = 0;
    for (; i < n; i++) {
      const v = inputs[i];
      if (typeof v !== "number") break;
      point[i] = v;
    }
    const y = i < n ? null : numbers.value(point);
    if (y !== null) return numbers.shape.length === 0 ? number(y[0]) : new Plain(numbers.shape, y.slice());
    return run(
      program,
      inputs.map((x, i) => lift(x, fn, program.names[i])),
    );
  };
  const of = (at: { readonly [name: string]: TensorLike }): Tensor => {
    if (!isPlainObject(at))
      throw wrongArgument(fn, "the inputs", `a record of ${program.names.join(", ")}`, at);
    return call(
      ...program.names.map((name) => {
        if (!Object.hasOwn(at, name)) throw missingArgument(fn, name, `f.of({${program.names.join(", ")}})`);
        return at[name];
      }),
    );
  };
  // Transformations read how many inputs f takes.
  Object.defineProperty(call, "length", { value: program.names.length });
  const f: Expression = Object.assign(call, { text, names: program.names, of });
  carry(f, numbers);
  return f;
}

/** Elements and operations of a formula of numbers: one that makes or takes more is left to tensors, which work in loops. */
const MOST = 20_000;
/** The engine of a formula whose inputs are numbers. */
function numeric(program: Program): Numeric {
  const { fn, limits, inputs } = program,
    elements = Math.min(limits.elements, MOST),
    operations = Math.min(limits.operations, MOST),
    small = { ...program, limits: { ...limits, elements, operations } };
  return new Numeric(fn, (x) => run(small, x), inputs.length);
}

function checkNames(fn: string, names: readonly string[]): void {
  if (!Array.isArray(names)) throw wrongArgument(fn, "names", "an array of names", names);
  const seen = new Set<string>();
  for (const name of names as readonly unknown[]) {
    if (typeof name !== "string") throw wrongArgument(fn, "each of the names", "a string", name);
    const why = refused.get(name);
    if (why !== undefined)
      throw wrongArgument(fn, "each of the names", "one of the formula's own", name, why);
    const [token, more] = name.length > 100 ? [] : tokensOf(fn, name);
    if (token?.kind !== "name" || more !== undefined)
      throw wrongArgument(fn, "each of the names", "letters and digits", name);
    if (seen.has(name)) throw wrongArgument(fn, "names", "different from each other", name);
    seen.add(name);
  }
}
