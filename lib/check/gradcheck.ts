// Rules against finite differences. The bound of a comparison is not chosen but follows from what is known of both sides:
// the error that the reference gives itself, and the rounding of the rule as its own values show it.
import { checkCount } from "../core/kinds.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { wrongOption } from "../errors.js";
import { jacobians, type Many } from "../forward/columns.js";
import { rows } from "../reverse/rows.js";
import { Tape } from "../reverse/tape.js";
import { size } from "../tensor/shape.js";
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
} from "../transform/structure.js";
import { columns, entryName, kinkOf, start, type Run } from "./column.js";
import { Report, type GradcheckReport } from "./report.js";
import type { Slope } from "./slope.js";

export interface GradcheckOptions {
  /** 2: second derivatives too, in all four compositions of the modes. Default 1. */
  readonly order?: 1 | 2;
}

/** A derivative is rounded once an operation: a thousand of them. */
const ROUNDING = 2 ** -43;
/** A bound larger than this part of the derivative says little. */
const WEAK = 1e-3;

type Jacobian = (f: Many, outputs: () => number, x: readonly Tensor[]) => Tensor[][];
const forward: Jacobian = (f, outputs, x) => jacobians("gradcheck", f, x, {}).J.slice(0, outputs());
const reverse: Jacobian = (f, outputs, x) => {
  const tape = new Tape("gradcheck", f, x);
  return rows(tape, x, outputs(), {});
};

interface Mode {
  readonly name: string;
  /** The derivative at x: [output][input], plain. */
  at(x: readonly Tensor[]): Tensor[][];
}

/**
 * The rules that f is made of against finite differences, in forward and in reverse mode: a report, `ok` or not. The
 * tolerance of each entry follows from the error of the finite difference and the rounding of the rule. At a kink (left
 * slope and right slope differ) the rule must lie between the slopes; kinks are named in the report. With `{order: 2}`
 * also second derivatives, forward and reverse over each other. Never prints, never throws for a wrong rule.
 *
 * @example
 * gradcheck((x) => sin(x).mul(x), [1, 2]).ok // => true
 * const bad = gradcheck((x) => x.mul(stopGradient(x)), [3]); // the derivative is x, not 2 x
 * bad.ok // => false
 * bad.worst?.entry // => "f[0]/x[0]"
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
  report.empty = run.numbers.length === 0 || run.inside.tensors.every((t) => t.data.length === 0);
  compare(report, run, [
    { name: "forward", at: (v) => forward(run.list, outputs, v) },
    { name: "reverse", at: (v) => reverse(run.list, outputs, v) },
  ]);
  if (order === 2 && report.ok) second(report, run);
  return report;
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
  const list = Object.assign(over(forward), {
      structure: tupleOf(count),
      aux: undefined,
      outputs: count,
    }) as Listed,
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

/** All entries of the derivative by all modes against finite differences, and the modes against each other where those say nothing. */
function compare(report: Report, run: Run, modes: readonly Mode[]): void {
  const {
      inside: { tensors },
      list,
      value,
    } = run,
    J = modes.map((m) => m.at(tensors)),
    noise = modes.map((m) => lazily(() => rounding(m, tensors))),
    scale = lazily(() =>
      J[0].map((row) =>
        row.map((t) => t.data.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0)),
      ),
    );
  for (const { input, element, slopes } of columns(run)) {
    const n = size(tensors[input].shape);
    let entry = 0;
    for (let o = 0; o < list.outputs; o++) {
      for (let i = 0; i < size(value[o].shape); i++, entry++) {
        const at = i * n + element,
          slope = slopes[entry],
          name = lazily(() => entryName(run, entry, input, element)),
          kink = kinkOf(slope, name);
        if (kink !== null) report.kinks.push(kink);
        if (slope.kind === "none") report.unchecked++;
        const aim = target(slope);
        modes.forEach(({ name: mode }, m) => {
          const rule = J[m][o][input].data[at],
            other = J[0][o][input].data[at];
          // Where the reference says nothing the modes must still agree with each other.
          const { low, high, error } = aim ?? { low: other, high: other, error: 0 };
          if (aim === null && (m === 0 || Object.is(rule, other))) return;
          const reference = rule < low ? low : rule > high ? high : rule === rule ? rule : low,
            difference = rule === reference ? 0 : Math.abs(rule - reference),
            shown = aim === null || low !== high ? reference : low;
          let bound = error + (Number.isFinite(rule) ? ROUNDING * Math.abs(rule) : 0);
          if (!(difference <= bound) && Number.isFinite(rule)) bound += noise[m]()[o][input][at];
          const failed = !(difference <= bound);
          report.add(
            {
              mode: aim === null ? `${mode} against ${modes[0].name}` : mode,
              entry: name(),
              rule,
              reference: shown,
              difference: Number.isNaN(difference) ? Infinity : difference,
              bound,
            },
            failed,
          );
          if (
            !failed &&
            bound > WEAK * scale()[o][input] &&
            bound > WEAK * Math.abs(rule) &&
            bound > WEAK * Math.abs(shown) &&
            scale()[o][input] > 0
          )
            report.weak++;
        });
      }
    }
  }
}

/** Where the rule may lie: null where finite differences do not say. */
function target({
  kind,
  value,
  error,
  left,
  right,
}: Slope): { low: number; high: number; error: number } | null {
  if (kind === "corner") {
    const low = Math.min(left, right),
      high = Math.max(left, right);
    return { low, high, error: Number.isFinite(error) ? Math.max(0, error - (high - low) / 2) : 0 };
  }
  return Number.isFinite(error) ? { low: value, high: value, error } : null;
}

/**
 * The rounding of a rule at x: how far its values at x (1 - d), x, x (1 + d) are from a line, for d from a few last bits up
 * to a millionth. Smooth values are far nearer to a line than that; what cancels inside the rule is not.
 */
function rounding({ at }: Mode, x: readonly Tensor[]): Float64Array[][] {
  const here = at(x),
    most = here.map((row) => row.map((t) => new Float64Array(t.data.length)));
  const moved = (d: number): Tensor[] =>
    x.map(
      (t) =>
        new Plain(
          t.shape,
          t.data.map((v, i) => v * (1 + d * (0.5 + ((i * 0.6180339887498949) % 0.5)))),
        ),
    );
  for (let e = -48; e <= -20; e += 4) {
    let up: Tensor[][], down: Tensor[][];
    try {
      up = at(moved(2 ** e));
      down = at(moved(-(2 ** e)));
    } catch {
      continue; // outside of the domain of f
    }
    most.forEach((row, o) =>
      row.forEach((m, i) => {
        const a = up[o][i].data,
          b = here[o][i].data,
          c = down[o][i].data;
        for (let k = 0; k < m.length; k++) {
          const bend = Math.abs(a[k] - b[k] - (b[k] - c[k]));
          if (bend > m[k]) m[k] = bend;
        }
      }),
    );
  }
  return most.map((row) => row.map((m) => m.map((v) => 4 * v)));
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
