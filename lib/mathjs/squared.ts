// Squares of lengths. A formula that takes norm(x)^2, abs(z)^2 or distance(a, b)^2 means a sum of squares, and gets it when it
// is lowered: the square of a length has the second derivative 0 where the length is 0, the sum has its own.
import { square } from "../core/quotients.js";
import { sum } from "../core/sums.js";
import { add, sub } from "../core/ring.js";
import { literal, type Tensor } from "../core/tensor.js";
import { known, operators } from "./operators.js";
import type { Operation, Step } from "./steps.js";

type Made = Extract<Step, { call: Operation }>;
/** The square of a length from the arguments of its function; null where that is no root of a sum of squares. */
type Square = (a: readonly Tensor[]) => Tensor | null;
const total = (x: Tensor): Tensor => sum(square(x));
const lengths: ReadonlyMap<string, Square> = new Map<string, Square>([
  ["abs", (a) => square(a[0])],
  // Of a matrix the largest singular value.
  ["norm", (a) => (a[0].shape.length < 2 && (a.length === 1 || known(a[1]) === 2) ? total(a[0]) : null)],
  ["hypot", (a) => (a.length === 1 ? total(a[0]) : a.map(square).reduce((s, t) => add(s, t)))],
  ["distance", (a) => total(sub(a[0], a[1]))],
]);

/** A step that stands for the square of a length that `made` computed; null where that is no length. */
export function squareOf(made: Step | undefined, dotted: boolean): { name: string; call: Operation } | null {
  if (made === undefined || !("call" in made)) return null;
  const from = lengths.get(made.name);
  return from === undefined
    ? null
    : { name: made.name === "abs" ? "square" : "squaredLength", call: squared(made, from, dotted) };
}
const squared =
  ({ call }: Made, from: Square, dotted: boolean): Operation =>
  (a, meter) => {
    // What the length refuses, and what it costs, stays.
    const length = call(a, meter);
    // Without a dot the square of a matrix is a product of matrices.
    if (!dotted && length.shape.length > 0) return operators.get("pow")!([length, literal(2)], meter);
    return from(a) ?? square(length);
  };
