// Is f's derivative right? f runs by its rules, forward and in reverse, to first and second order, beside differences of its
// values (compare.ts); first of all it must be a function.
import { checkCount } from "../door/arguments.js";
import type { Tensor } from "../core/tensor.js";
import { wrongOption } from "../errors.js";
import { jacobians, type Many } from "../forward/columns.js";
import { jacobiansOf } from "../reverse/pullbacks.js";
import { Tape } from "../reverse/tape.js";
import { type Listed } from "../transform/listed.js";
import {
  tupleOf,
  checkOptions,
  type Out,
  type AnyOptions,
  type NoAux,
  type WithAux,
  type Args,
  type Input,
  ONE,
} from "../transform/structure.js";
import { start, type Run } from "./column.js";
import { compare } from "./compare.js";
import { Report, type GradcheckReport } from "./report.js";
import { record } from "./tracenan.js";

/** What {@link gradcheck} compares, and how near it has to be. */
export interface GradcheckOptions {
  /** 2: second derivatives too, in all four compositions of the modes. Default 1. */
  readonly order?: 1 | 2;
}

/** How many times f must repeat itself. */
const RUNS = 8;

type Jacobian = (f: Many, outputs: () => number, x: readonly Tensor[]) => Tensor[][];
const forward: Jacobian = (f, outputs, x) => jacobians("gradcheck", f, x, {}).J.slice(0, outputs());
const reverse: Jacobian = (f, outputs, x) => {
  const tape = new Tape("gradcheck", f, x);
  return jacobiansOf(tape, x, outputs(), {});
};

/**
 * The rules that f is made of against finite differences, in forward and in reverse mode: a report with a `verdict`, "right",
 * "wrong" or "incomparable", and its `reason`; `ok` is true for the first alone. The tolerance of each entry follows from the
 * error of the finite difference and the rounding of the rule. At a corner (left slope and right slope differ) the rule must
 * lie between the slopes; kinks are named in the report. What cannot be compared is never right: an f that gives other
 * values when run again, a jump, a value that is not finite, noise as large as the slope. With `{order: 2}` also second
 * derivatives, forward and reverse over each other. Never prints, never throws for a wrong rule.
 *
 * @example
 * gradcheck((x) => sin(x).mul(x), [1, 2]).ok // => true
 * const bad = gradcheck((x) => x.mul(stopGradient(x)), [3]); // the derivative is x, not 2 x
 * bad.ok // => false
 * bad.verdict // => "wrong"
 * bad.worst?.entry // => "f[0]/x[0]"
 * gradcheck((x) => x.mul(Math.random()), 2).verdict // => "incomparable"
 * gradcheck((x) => maximum(x, 0), [0]).kinks.length // => 1
 */
export function gradcheck<const X extends Input>(
  f: (...x: Args<X>) => Out,
  x: X,
  options?: GradcheckOptions & NoAux,
): GradcheckReport;
export function gradcheck<const X extends Input>(
  f: (...x: Args<X>) => readonly [Out, unknown],
  x: X,
  options: GradcheckOptions & WithAux,
): GradcheckReport;
export function gradcheck(
  f: (...x: never[]) => unknown,
  x: unknown,
  options?: GradcheckOptions & AnyOptions,
): GradcheckReport {
  if (arguments.length > 3) checkCount("gradcheck", arguments, "f, x, options?");
  const fn = "gradcheck",
    { hasAux, order = 1 } = checkOptions(fn, options, ["order", "hasAux"]) as GradcheckOptions & AnyOptions;
  if (order !== 1 && order !== 2) throw wrongOption(fn, "order", "1 or 2", order);
  const run = start(fn, f, x, hasAux),
    report = new Report(),
    outputs = (): number => run.list.outputs;
  report.refused = repeats(run) ? null : "f gives other values when it is run again at the same x";
  if (report.refused !== null) return report;
  compare(report, run, [
    { name: "forward", at: (v) => forward(run.list, outputs, v) },
    { name: "reverse", at: (v) => reverse(run.list, outputs, v) },
  ]);
  if (order === 2 && report.ok) {
    second(report, run);
    const corner = report.ok ? null : record(fn, run.list, run.inside.tensors, String).corner();
    if (corner !== null)
      report.notes.push(
        `${corner.operation}, operation ${corner.place} of ${corner.operations}, is 0 at x: its second derivative there is a convention`,
      );
  }
  return report;
}

/** Is f a function: the same values, to the bit, each time that it runs? Choices by a coin need some runs to show. */
function repeats({ inside, numbers, at }: Run): boolean {
  for (let i = 0; i < RUNS; i++) {
    const again = at(inside.tensors);
    if (again?.every((v, k) => Object.is(v, numbers[k])) !== true) return false;
  }
  return true;
}

/** The first derivatives, by either mode, as functions of x: their finite differences against rules over rules. */
function second(report: Report, first: Run): void {
  const { inside } = first,
    outputs = (): number => first.list.outputs,
    count = outputs() * inside.tensors.length,
    over =
      (inner: Jacobian): Many =>
      (v) =>
        inner(first.list, outputs, v).flat();
  // The entries of the first derivative, one after the other, are the outputs of a function of x.
  const list: Listed = Object.assign(over(forward), {
      structure: tupleOf(count),
      aux: ONE,
      outputs: count,
    }),
    value = list(inside.tensors),
    flat = (ys: readonly Tensor[]): Float64Array => Float64Array.from(ys.flatMap((y) => Array.from(y.data)));
  const run: Run = {
    list,
    inside,
    value,
    numbers: flat(value),
    at: (v) => {
      try {
        return flat(list(v));
      } catch {
        return null;
      }
    },
  };
  const modes = (
    [
      ["forward", forward],
      ["reverse", reverse],
    ] as const
  ).flatMap(([outer, O]) =>
    (
      [
        ["forward", forward],
        ["reverse", reverse],
      ] as const
    ).map(([inner, I]) => ({
      name: `${outer} over ${inner}`,
      at: (v: readonly Tensor[]): Tensor[][] => O(over(I), () => count, v),
    })),
  );
  compare(report, run, modes);
}
