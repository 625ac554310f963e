// Where a view's elements lie. An engine of its own that carries no numbers, only the strides of a piece of storage: what a
// function does to it by moves alone is a view, and anything else is not. It knows the five moves of the core.
import * as LEVEL from "../../core/level.js";
import type { Run } from "../../core/level.js";
import type { Rule } from "../../core/rule.js";
import { Watched, type Tensor } from "../../core/tensor.js";
import type { DType } from "../../door/parse.js";
import { pick } from "../operations.js";
import { size, type Shape } from "../../array/shape.js";

const NOT_A_VIEW = Symbol("not a view");
const run: Run = { level: LEVEL.outermost, call: "view", alive: true };

export class Lattice extends Watched {
  readonly level = LEVEL.outermost;
  readonly dtype: DType = "float64";
  readonly run = run;
  constructor(
    readonly shape: Shape,
    readonly steps: readonly number[],
    readonly start: number,
  ) {
    super();
  }
  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const move = args.length === 1 ? moves[rule.name] : undefined;
    if (move === undefined) throw NOT_A_VIEW as unknown as Error;
    return move(this, params as never);
  }
}

type Move = (x: Lattice, params: never) => Lattice;
const moves: Readonly<Record<string, Move>> = {
  select: (x, { axis, index }: { axis: number; index: number }) => {
    const d = x.shape.length + axis,
      rest = <T>(s: readonly T[]): T[] => s.filter((_, i) => i !== d);
    return new Lattice(rest(x.shape), rest(x.steps), x.start + index * x.steps[d]);
  },
  slice: (x, p: { axis: number; start: number; length: number; step: number }) => {
    const d = x.shape.length + p.axis;
    if (p.step < 0) throw NOT_A_VIEW as unknown as Error;
    return new Lattice(
      x.shape.map((n, i) => (i === d ? p.length : n)),
      x.steps.map((s, i) => (i === d ? s * p.step : s)),
      x.start + p.start * x.steps[d],
    );
  },
  permute: (x, axes: readonly number[]) => {
    const lead = x.shape.length - axes.length,
      from = [...x.shape.keys()].slice(0, lead).concat(axes.map((a) => x.shape.length + a));
    return new Lattice(
      from.map((d) => x.shape[d]),
      from.map((d) => x.steps[d]),
      x.start,
    );
  },
  expand: (x, shape: Shape) => {
    const out = [...x.shape.slice(0, Math.max(0, x.shape.length - shape.length)), ...shape],
      lead = out.length - x.shape.length;
    return new Lattice(
      out,
      out.map((n, i) => (i < lead || x.shape[i - lead] !== n ? 0 : x.steps[i - lead])),
      x.start,
    );
  },
  reshape: (x, { from, shape }: { from: number; shape: Shape }) => {
    const out = [...x.shape.slice(0, x.shape.length - from), ...shape],
      steps = reshaped(x, out);
    if (steps === null) throw NOT_A_VIEW as unknown as Error;
    return new Lattice(out, steps, x.start);
  },
};

const axis = (v: unknown, x: Lattice): number => ((v as number) + x.shape.length) % x.shape.length;
/** Views that the library computes by other means than moves. */
export const directly: Readonly<Record<string, (x: Lattice, args: readonly unknown[]) => Lattice>> = {
  diagonal: (x, args) => {
    const offset = (pick(args, 1, "offset") ?? 0) as number,
      m = axis(pick(args, 2, "dim1") ?? 0, x),
      n = axis(pick(args, 3, "dim2") ?? 1, x),
      rest = (s: readonly number[]): number[] => s.filter((_, d) => d !== m && d !== n),
      length = Math.max(0, Math.min(x.shape[m] - Math.max(0, -offset), x.shape[n] - Math.max(0, offset)));
    return new Lattice(
      [...rest(x.shape), length],
      [...rest(x.steps), x.steps[m] + x.steps[n]],
      x.start + (length === 0 ? 0 : offset < 0 ? -offset * x.steps[m] : offset * x.steps[n]),
    );
  },
  unfold: (x, args) => {
    const d = axis(pick(args, 1, "dimension"), x),
      length = pick(args, 2, "size") as number,
      step = pick(args, 3, "step") as number;
    return new Lattice(
      [...x.shape.map((n, i) => (i === d ? Math.floor((n - length) / step) + 1 : n)), length],
      [...x.steps.map((s, i) => (i === d ? s * step : s)), x.steps[d]],
      x.start,
    );
  },
};

const NONE: number[] = [];
export function rowMajor(shape: Shape): readonly number[] {
  if (shape.length === 0) return NONE;
  const out = new Array<number>(shape.length);
  for (let d = shape.length - 1, step = 1; d >= 0; d--) {
    out[d] = step;
    step *= Math.max(1, shape[d]);
  }
  return out;
}
export const contiguous = (shape: Shape, steps: readonly number[]): boolean => {
  const want = rowMajor(shape);
  return shape.every((n, d) => n === 1 || steps[d] === want[d]) || size(shape) === 0;
};

/** The strides under another shape, where the runs of memory allow it (at::detail::computeStride). */
function reshaped(x: Lattice, out: Shape): readonly number[] | null {
  if (size(out) === 0 || contiguous(x.shape, x.steps)) return rowMajor(out);
  const steps = new Array<number>(out.length);
  let o = out.length - 1,
    n = 1,
    base = x.steps[x.steps.length - 1];
  for (let d = x.shape.length - 1; d >= 0; d--) {
    n *= x.shape[d];
    // A run of memory ends where the next axis does not continue it.
    if (d > 0 && (x.shape[d - 1] === 1 || x.steps[d - 1] === n * base)) continue;
    let m = 1;
    while (o >= 0 && (m < n || out[o] === 1)) {
      steps[o] = m * base;
      m *= out[o--];
    }
    if (m !== n) return null;
    if (d > 0) {
      base = x.steps[d - 1];
      n = 1;
    }
  }
  return o < 0 ? steps : null;
}

/** Where the results lie, or null where some of them are not views. */
export function latticesOf(f: (x: Tensor) => readonly Tensor[], x: Lattice): readonly Lattice[] | null {
  try {
    const ys = f(x);
    return ys.every((y) => y instanceof Lattice) ? ys : null;
  } catch (e) {
    if (e === NOT_A_VIEW) return null;
    throw e;
  }
}

/** Call `visit` with the place of each element in order. */
export function walk(
  shape: Shape,
  steps: readonly number[],
  start: number,
  visit: (at: number) => void,
): void {
  const n = size(shape),
    ix = new Array<number>(shape.length).fill(0);
  for (let i = 0, at = start; i < n; i++) {
    visit(at);
    for (let d = shape.length - 1; d >= 0; d--) {
      at += steps[d];
      if (++ix[d] < shape[d]) break;
      at -= ix[d] * steps[d];
      ix[d] = 0;
    }
  }
}
