// Initial value problems y' = f(t, y) in tensors. The steps are chosen on plain numbers; where somebody watches, the steps that were
// accepted are computed again in operations of the library (a stiff one by the implicit function theorem), so that the derivative
// is that of the numbers returned. Long because a solution, its outputs, events and their derivatives share its steps.
import { checkCount } from "../door/arguments.js";
import { isTensor, lift, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { notSolved, watchedTimes, wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { size } from "../array/shape.js";
import { stack } from "../ops/move/concatenate.js";
import { jit } from "../transform/jit.js";
import { valueAndJacobian } from "../transform/jacobian.js";
import { arityOf } from "../transform/listed.js";
import {
  inputs,
  pack,
  tensorsLike,
  type Given,
  type Input,
  type Inside,
  type Out,
} from "../transform/structure.js";
import * as dormand from "./dormand.js";
import { leaves, numbersOf } from "./flat.js";
import { denseInverse, watchersOf, withDerivatives } from "./implicit.js";
import * as implicitly from "./radau.js";
import { sparseModel } from "./sparsely.js";
import { adviceOf, settingsOf, type Settings, type SolverReason } from "./settings.js";
import {
  firstStep,
  within,
  type Equation,
  type Method,
  type Step,
  type Tolerances,
  type Weights,
} from "./integrate.js";
import { allFinite, joined, parted, Reader, structured, unknownsOf, vector } from "./unknowns.js";

/** A scalar of t and y whose zero is looked for. */
export type EventFunction<Y, A extends readonly unknown[]> = (
  t: Tensor,
  y: Inside<Y>,
  ...args: Lifted<A>
) => Tensor;
/** A function whose zeros along the solution are looked for, alone or with what happens there. */
export type EventOption<Y, A extends readonly unknown[]> =
  | EventFunction<Y, A>
  | {
      readonly of: EventFunction<Y, A>;
      /** True: the solution ends there. */
      readonly terminal?: boolean;
      /** 1: only where it rises, -1: only where it falls. */
      readonly direction?: -1 | 0 | 1;
    };
export type Lifted<A extends readonly unknown[]> = { -readonly [K in keyof A]: Inside<A[K]> };
/** A step of {@link odeint}, as `onStep` sees it. */
export interface OdeStep {
  readonly iteration: number;
  readonly t: number;
  readonly h: number;
}
/** Method, tolerances, limits and events of {@link odeint}. */
export interface OdeOptions<Y = unknown, A extends readonly unknown[] = readonly []> extends Omit<
  Settings<OdeStep>,
  "tolerance"
> {
  /** "dopri5", explicit; "radau", for stiff systems. Default "dopri5". */
  readonly method?: "dopri5" | "radau";
  /** True, with "radau": the Jacobian is kept by its entries, and systems are solved by a sparse LU. */
  readonly sparse?: boolean;
  /** The error of a step is at most atol + rtol |y|, as a root mean square. Defaults 1e-6 and 1e-9. */
  readonly rtol?: number;
  readonly atol?: number | Partial<Given<Y>>;
  readonly firstStep?: number;
  readonly maxStep?: number;
  /** What f takes after t and y: tensors, tuples and records. */
  readonly args?: A;
  readonly events?: EventOption<Y, A> | readonly EventOption<Y, A>[];
}
/** A zero of an event: which, when, and the state there. */
export interface OdeEvent<Y = unknown> {
  /** Which of the events. */
  readonly index: number;
  readonly t: Tensor;
  readonly y: Inside<Y>;
}
/** What {@link odeint} found: the states at the times asked for, events, and what it cost. */
export interface Solution<Y = unknown> {
  /** Times reached, and y at each: tensors with an axis of times in front, in the structure of y0. */
  readonly t: Tensor;
  readonly y: Inside<Y>;
  /** True where the last time was reached, or an event that ends it. */
  readonly converged: boolean;
  readonly reason: SolverReason;
  /** What to do where it did not converge. */
  readonly advice: string;
  readonly events: readonly OdeEvent<Y>[];
  readonly method: string;
  /** Steps accepted, and tried in vain. */
  readonly steps: number;
  readonly rejected: number;
  readonly evaluations: { readonly values: number; readonly jacobians: number };
  /** y at any time between the first and the last one reached. */
  at(t: number): Inside<Y>;
}
type AnyFunction = (...x: unknown[]) => unknown;
interface Watch {
  readonly of: AnyFunction;
  readonly terminal: boolean;
  readonly direction: number;
}

function timesOf(fn: string, ts: unknown): Float64Array {
  if (watchersOf(fn, ts) > 0) throw watchedTimes(fn);
  const t = lift(ts as TensorLike, fn, "ts"),
    { data } = t;
  if (t.shape.length !== 1 || data.length < 2)
    throw wrongShape(fn, "ts", "to have the first time and at least one more", t.shape);
  const sign = Math.sign(data[1] - data[0]);
  data.forEach((v, i) => {
    if (!Number.isFinite(v)) throw wrongArgument(fn, `ts[${i}]`, "finite", v);
    if (i > 0 && !(Math.sign(v - data[i - 1]) === sign && sign !== 0))
      throw wrongArgument(
        fn,
        `ts[${i}]`,
        `${sign < 0 ? "below" : "above"} ts[${i - 1}], ${data[i - 1]}`,
        v,
        "Times rise, or fall, all the way",
      );
  });
  return Float64Array.from(data);
}
function eventsOf(fn: string, events: unknown): Watch[] {
  if (events === undefined) return [];
  return (Array.isArray(events) ? (events as unknown[]) : [events]).map((e) => {
    if (typeof e === "function") return { of: e as AnyFunction, terminal: false, direction: 0 };
    const { of, terminal = false, direction = 0 } = (e ?? {}) as Partial<Watch>;
    if (typeof of !== "function" || typeof terminal !== "boolean" || ![-1, 0, 1].includes(direction))
      throw wrongOption(fn, "events", "functions of t and y, or { of, terminal?, direction? }", e);
    return { of, terminal, direction };
  });
}
/** A zero of g between a and b, whose values there have different signs (the Illinois variant of regula falsi, M. Dowell and P. Jarratt 1971). */
function crossing(g: (t: number) => number, a: number, ga: number, b: number, gb: number): number {
  let side = 0;
  for (let i = 0; i < 100 && gb !== 0 && Math.abs(b - a) > 2 ** -51 * Math.abs(b); i++) {
    const t = a + (ga / (ga - gb)) * (b - a);
    if (t === a || t === b) break;
    const v = g(t);
    if (v < 0 === gb < 0 && v !== 0) {
      [b, gb] = [t, v];
      if (side === 1) ga /= 2;
      side = 1;
    } else {
      if (v === 0) return t;
      [a, ga] = [t, v];
      if (side === -1) gb /= 2;
      side = -1;
    }
  }
  return b;
}

/**
 * y(t) at the times `ts` with y' = f(t, y, ...args) and y = y0 at ts[0]. y is a tensor, or tuples and records of them, and so is
 * what f gives. "dopri5" is Dormand and Prince's explicit method of order 5, "radau" the implicit Radau IIA of order 5 with f's own
 * Jacobian; both choose their steps, and give y between them. Inside a function that is being differentiated, y and events have the
 * derivatives of what was computed with respect to y0, args and all that f closes over. Cost: six values of f a step, or about a dozen
 * with now and then a Jacobian and O(n³).
 *
 * @example
 * import { odeint } from "dualtensor/optimize";
 * const at1 = (k: Tensor) => odeint((t, y) => y.mul(k).neg(), 1, [0, 1], { rtol: 1e-10, atol: 1e-12 }).y.at(-1);
 * Math.abs(derivative(at1, 2) + Math.exp(-2)) < 1e-9 // => true
 */
export function odeint<const Y extends Input, const A extends readonly unknown[] = readonly []>(
  f: (t: Tensor, y: Inside<Y>, ...args: Lifted<A>) => Out,
  y0: Y,
  ts: TensorLike,
  options?: OdeOptions<Y, A>,
): Solution<Y> {
  const fn = "odeint";
  if (arguments.length < 3 || arguments.length > 4) checkCount(fn, arguments, "f, y0, ts, options?");
  arityOf(fn, f);
  const known = "method rtol atol firstStep maxStep args events sparse".split(" "),
    o = settingsOf<OdeStep, OdeOptions<Y, A>>(fn, options, known, {
      maxIterations: 100000,
      tolerance: 0,
    }),
    { method = "dopri5", rtol = 1e-6, maxStep = Infinity } = o,
    unknowns = unknownsOf(fn, "y0", y0, 0),
    start = inputs(fn, y0, 0).tensors,
    { structure } = unknowns,
    n = unknowns.x.length,
    times = timesOf(fn, ts),
    events = eventsOf(fn, o.events);
  if (method !== "dopri5" && method !== "radau")
    throw wrongOption(fn, "method", '"dopri5" or "radau"', method);
  if (!(typeof rtol === "number" && rtol >= 1e-14 && rtol < 1))
    throw wrongOption(fn, "rtol", "a number from 1e-14 to 1", rtol);
  if (o.sparse !== undefined && typeof o.sparse !== "boolean")
    throw wrongOption(fn, "sparse", "true or false", o.sparse);
  if (o.sparse === true && method !== "radau")
    throw wrongOption(fn, "sparse", 'beside method: "radau", which alone takes a Jacobian', true);
  for (const name of ["firstStep", "maxStep"] as const) {
    const v = o[name];
    if (v !== undefined && !(typeof v === "number" && v > 0))
      throw wrongOption(fn, name, "a positive number", v);
  }
  if (o.args !== undefined && !Array.isArray(o.args)) throw wrongOption(fn, "args", "an array", o.args);
  const args = ((o.args ?? []) as readonly unknown[]).map((v, i) => {
    const { structure: s, tensors } = inputs(fn, v, 0);
    if (tensors.some((t) => !isTensor(t))) throw wrongOption(fn, "args", `tensors at ${i}`, v);
    return pack(s, tensors);
  });
  const atol = new Float64Array(n).fill(1e-9);
  if (typeof o.atol === "number") atol.fill(o.atol);
  else if (o.atol !== undefined) {
    let at = 0;
    tensorsLike(fn, "atol", o.atol, structure, unknowns.tensors).forEach((t, i) => {
      const m = size(unknowns.tensors[i].shape);
      for (let k = 0; k < m; k++) if (t !== null) atol[at + k] = t.data[t.data.length === 1 ? 0 : k];
      at += m;
    });
  }
  if (!atol.every((v) => v >= 0 && v < Infinity)) throw wrongOption(fn, "atol", "numbers from 0", o.atol);

  const reader = new Reader(fn),
    evaluations = { values: 0, jacobians: 0 };
  /** f in one row, as operations. */
  const rate = (t: Tensor, row: Tensor): Tensor =>
    joined(leaves(fn, (f as AnyFunction)(t, structured(unknowns, row), ...args)));
  const both = (t: Tensor, row: Tensor): { value: Tensor; jacobian: Tensor } =>
      valueAndJacobian((v: Tensor) => rate(t, v), row),
    value = o.compile ? (jit(rate) as unknown as typeof rate) : rate,
    jointly = o.compile ? (jit(both) as unknown as typeof both) : both;
  let entries: ReturnType<typeof sparseModel> | null = null;
  const equation: Equation = {
    values: (t, y) => {
      evaluations.values++;
      const k = reader.numbers(value(new Plain([], t), vector(y)), "f(t, y)");
      if (k.length !== n) throw wrongShape(fn, "f(t, y)", `to have ${n} numbers, as y`, [k.length]);
      return k;
    },
    jacobian: (t, y) => {
      evaluations.jacobians++;
      if (o.sparse !== true)
        return implicitly.denseRates(reader.numbers(jointly(new Plain([], t), vector(y)).jacobian), n);
      const row = Float64Array.of(t, ...y);
      entries ??= sparseModel(
        fn,
        (v) => rate(v.at(0), v.at("1:")),
        row,
        (v) => reader.numbers(v),
      );
      return entries(row).J.rest();
    },
  };

  const span = times[times.length - 1] - times[0],
    [t0] = times,
    k0 = equation.values(t0, unknowns.x);
  if (!allFinite(k0))
    throw wrongArgument(
      fn,
      "f(t, y) at the start",
      "finite",
      k0.find((v) => !Number.isFinite(v)),
      "Start where the equation is defined",
    );
  let tried = 0;
  const tolerances: Tolerances = {
    rtol,
    atol: atol.map((v) => Math.max(v, 1e-300)),
    maxStep,
    goOn: () => ++tried <= o.maxIterations && o.signal?.aborted !== true,
  };
  const stepper: Method & { stiff?: () => boolean } =
      method === "radau"
        ? implicitly.radau(equation, k0, tolerances)
        : dormand.dormandPrince(equation, k0, tolerances),
    weights: Weights = method === "radau" ? implicitly.WEIGHTS : dormand.WEIGHTS;

  const steps: Step[] = [],
    found: { index: number; step: number; t: number }[] = [];
  const ahead = (v: number, w: number): boolean => (v - w) * span > 0;
  const level = (e: Watch, t: number, y: Float64Array): number => {
    const g = reader.numbers(
      lift(e.of(new Plain([], t), structured(unknowns, vector(y)), ...args) as TensorLike, fn, "an event"),
      "an event",
    );
    if (g.length !== 1) throw wrongShape(fn, "an event", "to be a scalar", [g.length]);
    return g[0];
  };
  let [t, y, stop] = [t0, unknowns.x, times[times.length - 1]],
    levels = events.map((e) => level(e, t, y)),
    reason: SolverReason = "finished",
    h =
      o.firstStep === undefined
        ? firstStep(equation, t, y, k0, span, 5, tolerances)
        : Math.sign(span) * Math.min(o.firstStep, Math.abs(span));
  while (ahead(stop, t)) {
    if (!tolerances.goOn()) {
      reason = o.signal?.aborted === true ? "aborted" : stepper.stiff?.() === true ? "stiff" : "iterations";
      break;
    }
    // A rest that is hardly longer than a step is one step.
    if (!(1.01 * Math.abs(h) < Math.abs(stop - t))) h = stop - t;
    const next = stepper.advance(t, y, h);
    if (typeof next === "string") {
      reason = next === "aborted" && o.signal?.aborted !== true ? "iterations" : next;
      break;
    }
    const { step } = next;
    steps.push(step);
    h = next.proposal;
    const last = step.h === stop - t ? stop : t + step.h,
      after = events.map((e) => level(e, last, step.next));
    const crossed = events.flatMap((e, index) => {
      const [a, b] = [levels[index], after[index]];
      if (!(a < 0 ? b >= 0 : a > 0 && b <= 0) || e.direction * (b - a) < 0) return [];
      const inside = (s: number): number => level(e, s, within(step, weights, s));
      return [{ index, step: steps.length - 1, t: crossing(inside, step.t, a, last, b) }];
    });
    crossed.sort((a, b) => (a.t - b.t) * span);
    const end = crossed.findIndex(({ index }) => events[index].terminal);
    found.push(...(end < 0 ? crossed : crossed.slice(0, end + 1)));
    if (end >= 0) {
      [stop, reason] = [crossed[end].t, "event"];
      break;
    }
    [t, y, levels] = [last, step.next, after];
    o.onStep?.({ iteration: steps.length, t, h: step.h });
  }
  const converged = reason === "finished" || reason === "event",
    reach = reason === "event" ? stop : t;
  const depth = Math.max(reader.watched, watchersOf(fn, start), watchersOf(fn, args));
  if (depth > 0 && !converged) throw notSolved(fn, reason, adviceOf(reason));

  // The rows: where a step begins, its parts, and what is asked of it; plain, or in operations where somebody watches.
  const begin: Tensor[] = [depth > 0 ? joined(start) : vector(unknowns.x.slice())],
    parts: Tensor[][] = [];
  if (depth > 0) {
    let slope: Tensor | null = null;
    for (const step of steps) {
      const from = begin[begin.length - 1];
      if (method === "radau") {
        const list = collocated(step, from, rate, depth);
        parts.push(list);
        begin.push(from.add(list[2]));
      } else {
        slope ??= rate(new Plain([], t0), from);
        const { list, end } = staged(step, from, slope, rate);
        parts.push(list);
        begin.push(end);
        slope = list[6].div(step.h);
      }
    }
  } else
    for (const step of steps) {
      parts.push(step.parts.map(vector));
      begin.push(vector(step.next));
    }
  const stepAt = (time: number): number => {
    let [low, high] = [0, steps.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (ahead(steps[middle].t, time)) high = middle - 1;
      else low = middle;
    }
    return low;
  };
  const rowAt = (time: number): Tensor => {
    if (time === t0) return begin[0];
    if (time === t && reason !== "event") return begin[steps.length];
    const i = stepAt(time);
    if (time === steps[i].t) return begin[i];
    return depth > 0
      ? weighted(begin[i], parts[i], weights, new Plain([], (time - steps[i].t) / steps[i].h))
      : vector(within(steps[i], weights, time));
  };
  const reached = Array.from(times).filter((time) => !ahead(time, reach)),
    rows = reached.map(rowAt);
  const shapes = unknowns.tensors.map((v) => v.shape),
    cut = rows.map((row) => parted(shapes, row)),
    all = shapes.map((_, i) => stack(cut.map((list) => list[i])));
  return {
    t: vector(Float64Array.from(reached)),
    y: pack(structure, all) as Inside<Y>,
    converged,
    reason,
    advice: adviceOf(reason),
    events: found.map(({ index, step, t: time }) => {
      const from = steps[step],
        inside = (s: Tensor): Tensor =>
          weighted(begin[step], parts[step], weights, s.sub(from.t).div(from.h)),
        at =
          depth > 0
            ? timed(fn, events[index], time, inside, (row) => structured(unknowns, row), args, depth)
            : new Plain([], time);
      return { index, t: at, y: structured(unknowns, depth > 0 ? inside(at) : rowAt(time)) as Inside<Y> };
    }),
    method,
    steps: steps.length,
    rejected: stepper.rejected(),
    evaluations,
    at: (time) => {
      if (typeof time !== "number" || ahead(t0, time) || ahead(time, reach) || Number.isNaN(time))
        throw wrongArgument(fn, "t", `a number between ${t0} and ${reach}`, time);
      return structured(unknowns, rowAt(time)) as Inside<Y>;
    },
  };
}

/** y + Σ w_i(θ) part_i. */
function weighted(y: Tensor, parts: readonly Tensor[], weights: Weights, theta: Tensor): Tensor {
  let out = y;
  weights.forEach((row, i) => {
    if (row.every((c) => c === 0)) return;
    let w: Tensor = new Plain([], 0);
    for (let k = row.length - 1; k >= 0; k--) w = w.add(row[k]).mul(theta);
    out = out.add(parts[i].mul(w));
  });
  return out;
}
type Rate = (t: Tensor, y: Tensor) => Tensor;
/** h k for the seven stages of Dormand and Prince, in operations, and y at the end. */
function staged({ t, h }: Step, y: Tensor, first: Tensor, rate: Rate): { list: Tensor[]; end: Tensor } {
  const list = [first.mul(h)];
  let z = y;
  for (let i = 1; i < 7; i++) {
    z = y;
    dormand.A[i].forEach((a, k) => {
      if (a !== 0) z = z.add(list[k].mul(a));
    });
    list.push(rate(new Plain([], t + dormand.C[i] * h), z).mul(h));
  }
  return { list, end: z };
}
/** The three stages of Radau IIA with their derivatives: they solve an equation. */
function collocated({ t, h, parts }: Step, y: Tensor, rate: Rate, orders: number): Tensor[] {
  const n = parts[0].length,
    Z = new Float64Array(3 * n);
  parts.forEach((z, a) => Z.set(z, a * n));
  const base = numbersOf(y)!,
    times = implicitly.C.map((c) => new Plain([], t + c * h)),
    J = parts.map((z, a) =>
      numbersOf(
        valueAndJacobian((v: Tensor) => rate(times[a], v), vector(base.map((v, j) => v + z[j]))).jacobian,
      )!,
    );
  const F = (z: Tensor): Tensor => {
    const stage = [0, 1, 2].map((a) => z.at(`${a * n}:${(a + 1) * n}`)),
      k = stage.map((v, a) => rate(times[a], y.add(v)));
    return joined(
      stage.map((v, a) => k.reduce((s, slope, b) => s.sub(slope.mul(h * implicitly.A[a][b])), v)),
    );
  };
  const solved = withDerivatives(Z, F, denseInverse(implicitly.stageMatrix(h, J, n), 3 * n), orders);
  return [0, 1, 2].map((a) => solved.at(`${a * n}:${(a + 1) * n}`));
}
/** The time of an event with its derivatives. */
function timed(
  fn: string,
  event: Watch,
  time: number,
  inside: (t: Tensor) => Tensor,
  packed: (row: Tensor) => unknown,
  args: readonly unknown[],
  orders: number,
): Tensor {
  const g = (t: Tensor): Tensor => {
    const s = t.reshape([]);
    return lift(event.of(s, packed(inside(s)), ...args) as TensorLike, fn, "an event").reshape([1]);
  };
  const at = Float64Array.of(time),
    slope = numbersOf(valueAndJacobian(g, vector(at)).jacobian)!;
  return withDerivatives(at, g, denseInverse(slope, 1), orders).reshape([]);
}
