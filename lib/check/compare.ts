// Rules against finite differences, entry by entry. The bound of a comparison is not chosen but follows from what is known of
// both sides: the error that the reference gives itself, and the rounding of the rule as its own values show it.
import { Plain, type Tensor } from "../core/tensor.js";
import { size } from "../array/shape.js";
import { columns, entryName, kinkOf, type Run } from "./column.js";
import type { Comparison, Report } from "./report.js";
import type { Slope } from "./slope.js";

/** A derivative is rounded once an operation: a thousand of them. */
const ROUNDING = 2 ** -43;
/** A bound larger than this part of the derivative, or of what f moves by, says nothing. */
const WEAK = 1e-2;

/** A way to take the derivative. */
export interface Mode {
  readonly name: string;
  /** The derivative at x: [output][input], plain. */
  at(x: readonly Tensor[]): Tensor[][];
}

/** All entries of the derivative by all modes against finite differences, and the modes against each other. */
export function compare(report: Report, run: Run, modes: readonly Mode[]): void {
  const {
      inside: { tensors },
      list,
      value,
    } = run,
    J = modes.map((m) => m.at(tensors)),
    noise = modes.map((m) => lazily(() => rounding(m, tensors)));
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
        const rules = J.map((of) => of[o][input].data[at]),
          rough = (m: number): number => (Number.isFinite(rules[m]) ? noise[m]()[o][input][at] : 0),
          aim = target(slope, rules);
        const before = report.failed;
        let silent = aim === null ? silence(slope) : null;
        rules.forEach((rule, m) => {
          if (aim === null) return;
          const { low, high, error } = aim,
            reference = rule < low ? low : rule > high ? high : rule === rule ? rule : low,
            difference = rule === reference ? 0 : Math.abs(rule - reference),
            shown = low !== high ? reference : low;
          let bound = error + (Number.isFinite(rule) ? ROUNDING * Math.abs(rule) : 0);
          if (!(difference <= bound)) bound += rough(m);
          const failed = !(difference <= bound);
          report.add(comparison(modes[m].name, name(), rule, shown, difference, bound), failed);
          const least = WEAK * Math.max(Math.abs(rule), Math.abs(shown), slope.scale);
          if (!failed && bound > least && !(Math.abs(rule) <= slope.hidden)) silent = WEAKLY(bound);
        });
        // Whatever differences say, the modes agree with each other.
        for (let m = 1; m < modes.length && report.failed === before; m++) {
          const [rule, other] = [rules[m], rules[0]];
          if (Object.is(rule, other) || rule === other) continue;
          const difference = Math.abs(rule - other),
            rounded = ROUNDING * Math.max(Math.abs(rule), Math.abs(other)),
            bound = difference <= rounded ? rounded : rounded + rough(m) + rough(0);
          if (!(difference <= bound))
            report.add(
              comparison(`${modes[m].name} against ${modes[0].name}`, name(), rule, other, difference, bound),
              true,
            );
        }
        if (silent === null || report.failed > before) continue;
        if (aim !== null) report.weak++;
        report.leave(name(), silent);
      }
    }
  }
}
const comparison = (
  mode: string,
  entry: string,
  rule: number,
  reference: number,
  difference: number,
  bound: number,
): Comparison => ({
  mode,
  entry,
  rule,
  reference,
  difference: Number.isNaN(difference) ? Infinity : difference,
  bound,
});

/** Where the rule may lie: null where finite differences do not say. */
function target(
  { kind, value, error, left, right }: Slope,
  rules: readonly number[],
): { low: number; high: number; error: number } | null {
  if (kind === "corner") {
    const low = Math.min(left, right),
      high = Math.max(left, right);
    if (!Number.isFinite(high - low)) return null;
    return { low, high, error: Number.isFinite(error) ? Math.max(0, error - (high - low) / 2) : 0 };
  }
  // A slope that grows without bound is the rule's infinity; no finite one can be told from a very steep one.
  if (Math.abs(value) === Infinity && rules.every((r) => r === value))
    return { low: value, high: value, error: 0 };
  return Number.isFinite(error) ? { low: value, high: value, error } : null;
}
/** Why finite differences do not say. */
function silence({ kind, left, right }: Slope): string {
  if (kind === "none") return "f(x) is not finite, at x or beside it";
  if (kind === "jump") return "f jumps there";
  return left === right || kind === "edge"
    ? "the slope of f grows without bound there"
    : `f has no slope there: left ${left}, right ${right}`;
}
const WEAKLY = (bound: number): string =>
  `f is too noisy, too coarse or moves in steps there: slopes are known to ${bound.toExponential(1)} only`;

/**
 * The rounding of a rule at x: how far its values at x (1 - d), x (1 + d / 2), x (1 + d) are from a line, for d from a few
 * last bits up to a millionth. Smooth values are far nearer to a line than that; what cancels inside the rule is not. Its
 * value at x itself is not asked: one that differs from all its neighbours is what is to be found, not a rounding.
 */
function rounding({ at }: Mode, x: readonly Tensor[]): Float64Array[][] {
  const most = at(x).map((row) => row.map((t) => new Float64Array(t.data.length)));
  const moved = (d: number): Tensor[] =>
    x.map(
      (t) =>
        new Plain(
          t.shape,
          t.data.map((v, i) => v * (1 + d * (0.5 + ((i * 0.6180339887498949) % 0.5)))),
        ),
    );
  for (let e = -48; e <= -20; e += 4) {
    let up: Tensor[][], half: Tensor[][], down: Tensor[][];
    try {
      up = at(moved(2 ** e));
      half = at(moved(2 ** (e - 1)));
      down = at(moved(-(2 ** e)));
    } catch {
      continue; // outside of the domain of f
    }
    most.forEach((row, o) =>
      row.forEach((m, i) => {
        const a = up[o][i].data,
          b = half[o][i].data,
          c = down[o][i].data;
        for (let k = 0; k < m.length; k++) {
          const bend = Math.abs(3 * (a[k] - b[k]) - (b[k] - c[k])) / 2;
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
