// Seeds: k rows of the identity, from row j0, shaped as tangent blocks [k, ...shape]; and how many of them go at once.
import { Plain, type Tensor } from "../core/tensor.js";
import { chunkFor, unitRows } from "../array/alloc.js";
import { size, type Shape } from "../array/shape.js";
import { Layered } from "./layered.js";

/** Below this many inputs a dense block is cheaper than bookkeeping. */
export const LAYERED_FROM = 16;

export interface ChunkOptions {
  readonly chunk?: number;
  readonly maxBytes?: number;
  /** A program that is differentiated chooses where this does not. */
  readonly mode?: "forward" | "reverse" | "auto";
}
/**
 * How many of n seeds go in a sweep: as asked, or by block size (n is the largest value that is known to be alive), at least
 * 8; and whether to start with all at once in a structured block.
 */
export function plan(
  n: number,
  { chunk, maxBytes }: ChunkOptions,
): { readonly chunk: number; readonly layered: boolean } {
  const least = Math.max(1, n);
  return {
    chunk: Math.min(least, chunk ?? chunkFor(least, maxBytes)),
    layered: n >= LAYERED_FROM && chunk === undefined && maxBytes === undefined,
  };
}

/** Rows j0 .. j0 + k of the identity of n = size(shape). */
export const denseSeeds = (j0: number, k: number, shape: Shape): Tensor =>
  new Plain([k, ...shape], unitRows(j0, k, size(shape)));

/** The whole identity as one layer: element i has seed i with value 1. */
export function layeredSeeds(shape: Shape): Layered {
  const n = size(shape),
    col = new Float64Array(n),
    val = new Float64Array(n).fill(1);
  for (let i = 0; i < n; i++) col[i] = i;
  return new Layered(n, [{ col: new Plain(shape, col), val: new Plain(shape, val) }]);
}
