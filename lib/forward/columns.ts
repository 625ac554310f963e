// The Jacobian from sweeps: one column per seed, in chunks. Column j of dY/dX is the tangent of Y for the j-th unit seed;
// numbers are written into place at once, values watched from outside are read off by operations, so that they nest.
import { deriverOf } from "../core/deriver.js";
import { reshapeTail } from "../core/ring.js";
import { permuteRow } from "../core/views.js";
import { Plain, zeros, type Tensor } from "../core/tensor.js";
import { transpose } from "../kernels/move.js";
import { allAxes, storage, size, type Shape } from "../array/shape.js";
import { joined } from "../core/join.js";
import { sweep, type Swept } from "./dual.js";
import { Layered, TooWide } from "./layered.js";
import { denseSeeds, layeredSeeds, plan, type ChunkOptions } from "./seeds.js";

export type Many = (x: readonly Tensor[]) => readonly Tensor[];

/** One sweep's part of the Jacobian with respect to one input: seeds start .. start + count. */
export interface Block extends Swept {
  readonly start: number;
  readonly count: number;
}

/** The sweeps that seed input i, one after the other; each runs f once. */
export function* sweeps(
  call: string,
  f: Many,
  x: readonly Tensor[],
  i: number,
  options: ChunkOptions,
): Generator<Block> {
  const n = size(x[i].shape),
    { chunk, layered } = plan(n, options),
    whole = layered && deriverOf(x) === undefined ? attempt(call, f, x, i) : null;
  if (whole !== null) yield { ...whole, start: 0, count: n };
  else
    for (let start = 0; start === 0 || start < n; start += chunk) {
      const count = Math.min(chunk, n - start);
      yield { ...sweep(call, f, x, seedsOf(x, i, start, count)), start, count };
    }
}
/** Input i has a dense block of these seeds, the others have none. */
function seedsOf(x: readonly Tensor[], i: number, start: number, count: number): (Tensor | null)[] {
  return x.map((v, p) => (p === i && count > 0 ? denseSeeds(start, count, v.shape) : null));
}

/**
 * All seeds at once in a structured block; null where it would have become too large (also if f caught the signal). `keep`:
 * layers that outer levels watch are left as they are.
 */
export function attempt(call: string, f: Many, x: readonly Tensor[], i: number, keep = false): Swept | null {
  const outer = TooWide.raised;
  TooWide.raised = false;
  try {
    const seeds = x.map((v, p) => (p === i ? layeredSeeds(v.shape) : null)),
      { value, block } = sweep(call, f, x, seeds);
    // Values that outer levels watch are read off by operations: densely, so here is where they may be too wide.
    const swept = {
      value,
      block: block.map((b) => (!keep && b instanceof Layered && !b.plain ? b.dense() : b)),
    };
    return TooWide.raised ? null : swept;
  } catch (e) {
    if (TooWide.raised) return null;
    throw e;
  } finally {
    TooWide.raised = outer;
  }
}

/**
 * f(x) and all Jacobians: J[output][input] of shape (...output, ...input), from one run per chunk. `outputs` says, once f
 * ran, how many of its results are outputs: the others (aux) are values only. There is at least one x.
 */
export function jacobians(
  call: string,
  f: Many,
  x: readonly Tensor[],
  options: ChunkOptions,
  outputs: () => number = () => Infinity,
  /** The same by other operations, for a program that is differentiated. */
  other: () => Many | null = () => null,
): { value: Tensor[]; J: Tensor[][] } {
  const mode = options.mode === "forward" ? "forward" : undefined,
    own = deriverOf(x)?.jacobians(call, f, x, outputs, mode, other) ?? null;
  if (own !== null) return own;
  let value: Tensor[] | null = null;
  const columns: Tensor[][] = [];
  for (let i = 0; i < x.length; i++) {
    const { shape } = x[i],
      n = size(shape),
      { chunk, layered } = plan(n, options),
      whole = layered ? attempt(call, f, x, i) : null,
      step = whole === null ? chunk : n;
    let J: Columns[] | null = null;
    for (let start = 0; start === 0 || start < n; start += step) {
      const count = Math.min(step, n - start),
        swept = whole ?? sweep(call, f, x, seedsOf(x, i, start, count));
      value ??= swept.value;
      J ??= swept.value.slice(0, outputs()).map((y) => new Columns(y.shape, shape));
      for (let o = 0; o < J.length; o++) J[o].add(swept.block[o], start, count);
    }
    columns.push(J!.map((c) => c.result()));
  }
  return { value: value!, J: value!.slice(0, outputs()).map((_, o) => columns.map((c) => c[o])) };
}

/** The Jacobian of one output with respect to one input, from the blocks of its seeds as they come. */
class Columns {
  private numbers: Float64Array | null = null;
  /** From where on blocks are watched. */
  private parts: Tensor[] | null = null;
  private readonly m: number;
  private readonly n: number;
  constructor(
    private readonly y: Shape,
    private readonly x: Shape,
  ) {
    this.m = size(y);
    this.n = size(x);
  }
  add(block: Tensor | null, start: number, count: number): void {
    const { m, n } = this;
    if (this.parts === null && (block === null || block.level === 0 || block instanceof Layered)) {
      this.numbers ??= storage("jacobian", [m, n]);
      if (block instanceof Layered) block.copyTo(this.numbers, n, start);
      else if (block !== null) transpose(block.data, 0, count, m, this.numbers, start, n);
      return;
    }
    // Of an f that differs from run to run parts are missing, which reshaping them says.
    (this.parts ??= []).push(block ?? zeros([count, ...this.y]));
  }
  result(): Tensor {
    const shape = [...this.y, ...this.x],
      r = this.y.length + 1;
    return this.parts === null
      ? new Plain(shape, this.numbers!)
      : reshapeTail(moveSeedsLast(joined(this.parts, -r), r - 1), { from: r, shape });
  }
}

/** A block [k, ...shape] of a value of `rank` axes as [...shape, k]. */
export const moveSeedsLast = (block: Tensor, rank: number): Tensor =>
  permuteRow(block, [...allAxes(rank + 1).slice(1), -1 - rank]);
