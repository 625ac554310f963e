// A random program: an input, and steps of which each calls an operation on values so far. An operand goes in as it is,
// brought to the shape that the operation wants, or moves the numbers at which the operation is known to be regular.
import { Plain, type Tensor } from "../../lib/core/tensor.js";
import { add, broadcastTo, mul, reshape, take, tanh } from "../../lib/index.js";
import { broadcastShape, sameShape, size, type Shape } from "../../lib/array/shape.js";
import { written, type Operation } from "./operations.js";

export interface Step {
  readonly operation: Operation;
  /** Places of values: 0 is the input. */
  readonly operands: readonly number[];
  /** What operand i is brought to: a shape, or its neighbourhood of the operation's own numbers. */
  readonly forms: readonly ("free" | "shaped" | "near")[];
  /** Which of the results. */
  readonly result: number;
}
export interface Program {
  readonly x: Plain;
  readonly steps: readonly Step[];
}
/** How far operands move the numbers of an operation: less than half the least distance between those. */
const AMPLITUDE = 2 ** -5;
/** Values of more elements than this end a draw, so that a program stays small. */
const MOST = 24;

/** The elements of v in another shape, repeated where they are too few. */
const indexOf = (v: Tensor, shape: Shape): number[] =>
  Array.from({ length: size(shape) }, (_, i) => i % v.size);
function fitted(v: Tensor, shape: Shape): Tensor {
  if (sameShape(v.shape, shape)) return v;
  if (v.size === size(shape)) return reshape(v, [...shape]);
  if (v.size === 1) return broadcastTo(reshape(v, []), [...shape]);
  return reshape(take(v, indexOf(v, shape)), [...shape]);
}
function fittedCode(v: string, t: Tensor, shape: Shape): string {
  const s = written([...shape]);
  if (sameShape(t.shape, shape)) return v;
  if (t.size === size(shape)) return `reshape(${v}, ${s})`;
  if (t.size === 1) return `broadcastTo(reshape(${v}, []), ${s})`;
  return `reshape(take(${v}, ${written(indexOf(t, shape))}), ${s})`;
}

function operand({ operation, forms }: Step, i: number, v: Tensor): Tensor {
  if (forms[i] === "free") return v;
  const center = operation.centers[i];
  const own = fitted(v, center.shape);
  return forms[i] === "shaped" ? own : add(center, mul(AMPLITUDE, tanh(own)));
}
/** One step; the operation's result number `result`, counted round. */
function take1(step: Step, values: readonly Tensor[]): Tensor {
  const all = step.operation.call(step.operands.map((at, i) => operand(step, i, values[at])));
  if (all.length === 0) throw new RangeError("no result that carries a derivative");
  return all[step.result % all.length].value;
}
/** The program as a function of its input. */
export const run =
  ({ steps }: Pick<Program, "steps">) =>
  (x: Tensor): Tensor => {
    const values = [x];
    for (const step of steps) values.push(take1(step, values));
    return values[values.length - 1];
  };

// ── as code ──
const NAMES = "abcdefghijklmnopqrstuvw";
/** The program as statements that can be pasted: `const f = (x) => ...; const x0 = tensor(...)`. */
export function code({ x, steps }: Program): string {
  const values: Tensor[] = [x];
  const names = ["x"];
  const lines = steps.map((step, n) => {
    const { operation, operands, forms } = step;
    const texts = operands.map((at, i) => {
      const center = operation.centers[i];
      if (forms[i] === "free") return names[at];
      const own = fittedCode(names[at], values[at], center.shape);
      return forms[i] === "shaped"
        ? own
        : `add(${written(center.toArray())}, mul(${AMPLITUDE}, tanh(${own})))`;
    });
    const all = operation.call(operands.map((at, i) => operand(step, i, values[at])));
    const { value, read } = all[step.result % all.length];
    values.push(value);
    names.push(NAMES[n]);
    return `  const ${NAMES[n]} = ${read(operation.code(texts))};`;
  });
  return [
    "const f = (x) => {",
    ...lines,
    `  return ${names[names.length - 1]};`,
    "};",
    `const x0 = tensor(${written(x.toArray())});`,
  ].join("\n");
}

// ── drawing ──
/** At regular points; at zeros and ties; where numbers overflow and underflow. */
export type Mood = "smooth" | "ties" | "overflow";
const shapes: readonly Shape[] = [[], [2], [3], [4], [2, 2], [2, 3], [1, 3], [3, 1], [16], [2, 2, 2]];
/** Numbers that are drawn again and again: zeros of both signs and what is equal; what overflows and what underflows. */
const SPECIAL = {
  ties: [0, 0, 0, -0, 1, 1, 1, -1, -1, 2, 0.5, -2, 3],
  overflow: [0, 1, -1, 1000, -1000, 1e200, -1e200, 1e-200, -1e-200, 1e300, 1e-300],
};
export const pick = <T>(next: () => number, list: readonly T[]): T => list[Math.floor(next() * list.length)];

function numbers(next: () => number, shape: Shape, mood: Mood): Plain {
  const few = mood === "smooth" ? [] : Array.from({ length: 3 }, () => pick(next, SPECIAL[mood]));
  const draw = (): number => (mood === "smooth" ? 4 * next() - 2 : pick(next, few));
  return new Plain(shape, Float64Array.from({ length: size(shape) }, draw));
}
/** May v go in for operand i as it is? */
function suits({ domains }: Operation, i: number, v: Tensor): boolean {
  if (domains === null) return false;
  const { lo, hi } = domains[i];
  return v.data.every((e) => e >= lo && e <= hi);
}
function form(
  next: () => number,
  mood: Mood,
  o: Operation,
  i: number,
  v: Tensor,
): "free" | "shaped" | "near" {
  if (mood !== "smooth") return o.domains === null ? (next() < 0.5 ? "shaped" : "near") : "free";
  if (suits(o, i, v)) return "free";
  return o.multilinear ? "shaped" : "near";
}
const isRegular = (t: Tensor): boolean => t.data.every((v) => Math.abs(v) < 1e4);
const isNumber = (t: Tensor): boolean => t.data.some((v) => !Number.isNaN(v));

/** A program of up to `most` steps; what an operation refuses is left out. */
export function draw(
  next: () => number,
  mood: Mood,
  all: readonly (readonly Operation[])[],
  most = 5,
): Program | null {
  const x = numbers(next, pick(next, shapes), mood);
  const steps: Step[] = [];
  const values: Tensor[] = [x];
  const wanted = 1 + Math.floor(next() * most);
  for (let tries = 0; steps.length < wanted && tries < 4 * wanted; tries++) {
    const operation = pick(next, pick(next, all));
    const operands = operation.centers.map(() => values.length - 1 - Math.floor(next() ** 2 * values.length));
    const forms = operands.map((at, i) => form(next, mood, operation, i, values[at]));
    // Operands that are free must broadcast; one that does not comes in the shape of the centers, and so do the others.
    const step: Step = { operation, operands, forms, result: Math.floor(next() * 4) };
    const free = forms.every((f) => f === "free") ? step : { ...step, forms: forms.map((f) => (f === "free" ? "shaped" : f)) }; // prettier-ignore
    try {
      if (free === step && operands.length > 1)
        operands.map((at) => values[at].shape).reduce((a, b) => broadcastShape("free", a, b));
      const y = take1(free, values);
      if (y.size === 0 || y.size > MOST || !(mood === "smooth" ? isRegular(y) : isNumber(y))) continue;
      steps.push(free);
      values.push(y);
    } catch {
      continue;
    }
  }
  return steps.length === 0 ? null : { x, steps };
}
