// Operations of one's own: written for one item, in numbers (the value) and in operations (the derivative), checked against
// finite differences when defined. They are rows like all others, so every engine runs them.
import { binary, unary, type Binary, type Described, type Unary } from "../core/kinds.js";
import { checkCount } from "../door/arguments.js";
import type { Domain, Factor } from "../core/rule.js";
import { copied, lift, literal, type Tensor, type TensorLike } from "../core/tensor.js";
import {
  brokenRule,
  DualTensorError,
  missingArgument,
  unknownOption,
  wrongArgument,
  wrongRule,
} from "../errors.js";
import { outside } from "../array/alloc.js";
import type { Shape } from "../array/shape.js";
import { gradcheck } from "./gradcheck.js";
import { generalOp, linearOp } from "./rules.js";

interface Named {
  readonly name: string;
  /** false: not compared with finite differences when defined. */
  readonly check?: boolean;
}
/** A function of one number, for each element. */
export interface ElementwiseOp extends Named {
  readonly value: (x: number) => number;
  /** dy/dx from x and y, in operations (or a constant). */
  readonly derivative: (x: Tensor, y: Tensor) => Tensor | number;
  /** Where it is checked: [-2, 2] if not said. */
  readonly domain?: Domain;
}
/** A function of two numbers, for each pair of elements. */
export interface PairwiseOp extends Named {
  readonly value: (x: number, y: number) => number;
  /** dz/dx and dz/dy from x, y and z. */
  readonly derivative: readonly [
    (x: Tensor, y: Tensor, z: Tensor) => Tensor | number,
    (x: Tensor, y: Tensor, z: Tensor) => Tensor | number,
  ];
  readonly domain?: Domain | readonly [Domain, Domain];
}
/** A linear map and its transpose, both on plain tensors: their derivatives are each other. */
export interface LinearOp extends Named {
  readonly apply: (x: Tensor) => TensorLike;
  /** The transpose at ybar, of the shape of x. */
  readonly transpose: (ybar: Tensor, shape: Shape) => TensorLike;
  /** Where it is checked: some x. */
  readonly samples?: readonly TensorLike[];
}
/** Any operation: the value on plain tensors, J dx (push) or the transposed products (pull) in operations; one follows from the other. */
export interface GeneralOp<X extends readonly Tensor[]> extends Named {
  readonly value: (...x: X) => TensorLike;
  /** J dx; dx[i] is null where the i-th argument does not move. */
  readonly push?: (
    dx: X extends readonly [Tensor] ? readonly [Tensor] : { [K in keyof X]: Tensor | null },
    x: X,
    y: Tensor,
  ) => Tensor | null;
  /** One cotangent for each argument, null for none; the tensor itself where there is one argument. */
  readonly pull?: (ybar: Tensor, x: X, y: Tensor) => Tensor | null | readonly (Tensor | null)[];
  /** Where it is checked: the arguments of some calls. */
  readonly samples?: readonly { readonly [K in keyof X]: TensorLike }[];
}
/** An operation of the user's: callable, and known to every engine. */
export interface UserOp<A extends readonly unknown[]> extends Described {
  (...x: A): Tensor;
}

/**
 * An operation of your own that every transformation runs like the library's: elementwise ({value, derivative}, on one or
 * two numbers), linear ({apply, transpose}) or general ({value, push and/or pull}). Values are computed on plain numbers;
 * derivatives are written in operations, for one item: batches and seeds are taken care of. When defined it is compared
 * with finite differences at its sample points, forward and reverse, to second order. Errors: DT_RULE with the report where
 * they disagree or cannot be compared.
 *
 * @example
 * const softsign = defineOp({
 *   name: "softsign",
 *   value: (x) => x / (1 + Math.abs(x)),
 *   derivative: (x) => reciprocal(square(where(gt(x, 0), add(1, x), sub(1, x)))),
 * });
 * derivative(softsign, 1) // => 0.25
 *
 * const reversed = defineOp({
 *   name: "reversed",
 *   apply: (x) => x.data.slice().reverse(),
 *   transpose: (ybar) => ybar.data.slice().reverse(),
 *   samples: [[1, 2, 4]],
 * });
 * jacobian(reversed, [1, 2]) // => tensor([[0, 1], [1, 0]])
 *
 * const norm2 = defineOp({
 *   name: "norm2",
 *   value: (x: Tensor) => Math.hypot(...x.data),
 *   pull: (ybar, [x], y) => mul(ybar, div(x, y)),
 *   samples: [[[3, 4]]],
 * });
 * jvp(norm2, [3, 4], [1, 0]).tangent.item() // => 0.6
 */
export function defineOp(op: ElementwiseOp): Unary;
export function defineOp(op: PairwiseOp): Binary;
export function defineOp(op: LinearOp): UserOp<[input: TensorLike]>;
export function defineOp<X extends readonly Tensor[]>(
  op: GeneralOp<X>,
): UserOp<{ -readonly [K in keyof X]: TensorLike }>;
export function defineOp(op: ElementwiseOp | PairwiseOp | LinearOp | GeneralOp<readonly Tensor[]>): unknown {
  if (arguments.length > 1) checkCount("defineOp", arguments, "op");
  const fields = checkFields(op);
  if (fields === "elementwise") return elementwise(op as ElementwiseOp | PairwiseOp);
  if (fields === "linear") {
    const { samples = [] } = op as LinearOp;
    return proven(op, linearOp(op as LinearOp), () => samples.map((s) => [s]), 1);
  }
  const { samples = [] } = op as GeneralOp<readonly Tensor[]>;
  return proven(op, generalOp(op as GeneralOp<readonly Tensor[]>), () => samples, 2);
}

const known = {
  elementwise: ["name", "value", "derivative", "domain", "check"],
  linear: ["name", "apply", "transpose", "samples", "check"],
  general: ["name", "value", "push", "pull", "samples", "check"],
} as const;
function checkFields(op: unknown): keyof typeof known {
  const fn = "defineOp";
  if (op === undefined) throw missingArgument(fn, "op", "defineOp({ name, value, derivative })");
  if (typeof op !== "object" || op === null || Array.isArray(op))
    throw wrongArgument(
      fn,
      "op",
      "an object { name, value, derivative }, { name, apply, transpose } or { name, value, push, pull }",
      op,
    );
  const given = op as Record<string, unknown>,
    kind = "derivative" in op ? "elementwise" : "apply" in op || "transpose" in op ? "linear" : "general";
  for (const key of Object.keys(op))
    if (!(known[kind] as readonly string[]).includes(key)) throw unknownOption(fn, key, known[kind]);
  if (typeof given.name !== "string" || given.name === "")
    throw wrongArgument(fn, "name", "a name", given.name);
  const functions = { elementwise: ["value"], linear: ["apply", "transpose"], general: ["value"] }[kind];
  for (const key of functions)
    if (typeof given[key] !== "function") throw wrongArgument(fn, key, "a function", given[key]);
  if (given.check !== undefined && typeof given.check !== "boolean")
    throw wrongArgument(fn, "check", "true or false", given.check);
  const { derivative: d } = given;
  if (
    kind === "elementwise" &&
    typeof d !== "function" &&
    !(Array.isArray(d) && d.length === 2 && d.every((p) => typeof p === "function"))
  )
    throw wrongArgument(fn, "derivative", "a function, or two of them (of two numbers)", d);
  if (kind === "general") {
    for (const key of ["push", "pull"])
      if (given[key] !== undefined && typeof given[key] !== "function")
        throw wrongArgument(fn, key, "a function", given[key]);
    if (given.push === undefined && given.pull === undefined)
      throw missingArgument(
        fn,
        "push or pull",
        "defineOp({ name, value, push }), in operations; or derivative, for a function of numbers",
      );
  }
  if (
    kind !== "elementwise" &&
    given.check !== false &&
    !(Array.isArray(given.samples) && given.samples.length > 0)
  )
    throw wrongArgument(
      fn,
      "samples",
      "some arguments to check it at",
      given.samples,
      "Pass {check: false} to define it unchecked",
    );
  return kind;
}

/** The check at definition: gradcheck at each sample. */
function proven<F>(op: Named, call: F, samples: () => readonly (readonly TensorLike[])[], order: 1 | 2): F {
  if (op.check === false) return call;
  const run = call as (...x: Tensor[]) => Tensor;
  for (const sample of samples()) {
    const x = sample.map((v, i) => lift(v, "defineOp", `samples[${i}]`)),
      checked = (): ReturnType<typeof gradcheck> =>
        x.length === 1
          ? gradcheck((v: Tensor) => run(v), x[0], { order })
          : gradcheck((...v: Tensor[]) => run(...v), x as [Tensor, ...Tensor[]], { order });
    let report;
    try {
      report = checked();
    } catch (e) {
      throw e instanceof DualTensorError ? brokenRule(op.name, e) : e;
    }
    if (!report.ok) throw wrongRule(op.name, report);
  }
  return call;
}

// ── elementwise ──
const factor = (d: Tensor | number): Factor =>
  typeof d !== "number" ? d : d === 0 ? null : d === 1 || d === -1 ? d : literal(d);
/** A partial of the user's, who gets numbers of his own. */
const given = (partial: (...v: Tensor[]) => Tensor | number, ...v: Tensor[]): Factor =>
  outside(() => factor(partial(...v.map(copied))));
const interval: Domain = { lo: -2, hi: 2 };
/** Five numbers of a domain, none of them special. */
const points = ({ lo, hi, fixed }: Domain, shift: number): readonly number[] =>
  fixed ?? [0.07, 0.29, 0.53, 0.71, 0.94].map((t) => lo + ((t + shift) % 1) * (hi - lo));

function elementwise(op: ElementwiseOp | PairwiseOp): Unary | Binary {
  const { name, derivative, domain = interval } = op,
    [first, second] = (Array.isArray(domain) ? domain : [domain, domain]) as readonly Domain[];
  for (const d of [first, second])
    if (typeof d !== "object" || d === null || !(d.lo <= d.hi))
      throw wrongArgument("defineOp", "domain", "an interval { lo, hi } (or two, for two numbers)", domain);
  const checkedValue =
    (f: (...v: number[]) => unknown) =>
    (...v: number[]): number => {
      const y = outside(() => f(...v));
      if (typeof y !== "number") throw wrongArgument(name, "the value", "a number", y);
      return y;
    };
  const value = checkedValue(op.value);
  if (typeof derivative === "function")
    return proven(
      op,
      unary(
        name,
        (v) => value(v),
        (x, y) => given(derivative, x, y),
        first,
      ),
      () => [[points(first, 0)]],
      2,
    );
  const [px, py] = derivative;
  return proven(
    op,
    binary(
      name,
      (x, y) => value(x, y),
      (x, y, z) => given(px, x, y, z),
      (x, y, z) => given(py, x, y, z),
      [first, second],
    ),
    () => [[points(first, 0), points(second, 0.4)]],
    2,
  );
}
