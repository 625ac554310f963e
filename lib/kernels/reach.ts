// Which elements of an argument reach which of the result, for rows that are linear in one argument and mix its elements along
// some axes alone: transforms, solutions of systems, running sums. Index arithmetic; no number is looked at.
import { size, type Shape } from "../array/shape.js";
import { spread } from "./loops.js";

export interface Reach {
  /** The argument that the row is linear in. */
  readonly argument: number;
  /** From the end. Along every other axis an element of the result reads its own place. */
  readonly axes: readonly number[];
  /** Along the one axis it reads the places up to its own, or those from it on; not said: all. */
  readonly order?: "before" | "behind";
}
/** An element of the result is made of those of its line, up to its place on it where places are kept. */
export interface Line {
  /** Per element. */
  readonly of: Float64Array;
  readonly place: Float64Array | null;
}

const counted = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i);
/** Lengths of the lines: 1 along the axes that are mixed. */
const ones = ({ axes }: Reach, shape: Shape): number[] =>
  shape.map((n, d) => (axes.includes(d - shape.length) ? 1 : n));

/** How many lines there are, and those of the elements of the argument. */
export function linesFrom(reach: Reach, shape: Shape): Line & { readonly count: number } {
  const kept = ones(reach, shape),
    count = size(kept);
  return {
    count,
    of: spread({ shape: kept, data: counted(count) }, shape),
    place: placesIn(reach, shape),
  };
}
/** Those of the elements of the result; null where its axes do not tell which they are. */
export function linesTo(reach: Reach, shape: Shape, result: Shape): Line | null {
  let kept = ones(reach, shape);
  const count = size(kept);
  if (result.length !== shape.length) {
    // One item becomes one item of another rank.
    const item = shape.length - reach.axes.length;
    if (!kept.slice(item).every((n) => n === 1) || result.length < item) return null;
    kept = [...kept.slice(0, item), ...new Array<number>(result.length - item).fill(1)];
  }
  return { of: spread({ shape: kept, data: counted(count) }, result), place: placesIn(reach, result) };
}
function placesIn({ axes: [axis], order }: Reach, shape: Shape): Float64Array | null {
  if (order === undefined) return null;
  const n = shape[shape.length + axis],
    along = [n, ...new Array<number>(-1 - axis).fill(1)],
    data = counted(n);
  return spread({ shape: along, data: order === "before" ? data : data.reverse() }, shape);
}
