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
import { denseSeeds, layeredSeeds, plan, type Plan } from "./seeds.js";

export interface ChunkOptions {
  readonly chunk?: number;
  readonly maxBytes?: number;
  /** A program that is differentiated chooses where this does not. */
  readonly mode?: "forward" | "reverse" | "auto";
}
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
  const { chunk, layered } = planned(x[i].shape, options),
    whole = layered && deriverOf(x) === undefined ? attempt(call, f, x, i) : null;
  if (whole !== null) yield { ...whole, start: 0, count: size(x[i].shape) };
  else yield* chunks(call, f, x, i, chunk);
}
const planned = (shape: Shape, { chunk, maxBytes }: ChunkOptions): Plan =>
  plan(size(shape), size(shape), chunk, maxBytes);
const unseeded = (x: readonly Tensor[]): (Tensor | null)[] => new Array<Tensor | null>(x.length).fill(null);

/** The same in dense blocks of `chunk` seeds. */
function* chunks(call: string, f: Many, x: readonly Tensor[], i: number, chunk: number): Generator<Block> {
  const { shape } = x[i],
    n = size(shape),
    seeds = unseeded(x);
  for (let start = 0; start === 0 || start < n; start += chunk) {
    const count = Math.min(chunk, n - start);
    seeds[i] = n === 0 ? null : denseSeeds(start, count, shape);
    yield { ...sweep(call, f, x, seeds), start, count };
  }
}

/**
 * All seeds at once in a structured block; null where it would have become too large (also if f caught the signal). `keep`:
 * layers that outer levels watch are left as they are.
 */
export function attempt(call: string, f: Many, x: readonly Tensor[], i: number, keep = false): Swept | null {
  const seeds = unseeded(x),
    outer = TooWide.raised;
  seeds[i] = layeredSeeds(x[i].shape);
  TooWide.raised = false;
  try {
    const { value, block } = sweep(call, f, x, seeds);
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
 * ran, how many of its results are outputs: the others (aux) are values only.
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
      { chunk, layered } = planned(shape, options);
    const swept = layered ? attempt(call, f, x, i) : chunk >= n && n > 0 ? once(call, f, x, i) : null;
    if (swept !== null) {
      value ??= swept.value;
      columns.push(
        swept.value.slice(0, outputs()).map((y, o) => wholeJacobian(swept.block[o], y.shape, shape, n)),
      );
      continue;
    }
    let whole: Collector[] | null = null;
    for (const block of chunks(call, f, x, i, chunk)) {
      value ??= block.value;
      whole ??= block.value.slice(0, outputs()).map((y) => new Collector(y.shape, shape));
      for (let o = 0; o < whole.length; o++) whole[o].add(block.block[o], block.start, block.count);
    }
    columns.push(whole!.map((c) => c.result()));
  }
  value ??= [...f(x)];
  return { value, J: value.slice(0, outputs()).map((_, o) => columns.map((c) => c[o])) };
}

/** Small programs run once, with all seeds in a dense block: no generator, no collector. */
function once(call: string, f: Many, x: readonly Tensor[], i: number): Swept {
  const seeds = unseeded(x);
  seeds[i] = denseSeeds(0, size(x[i].shape), x[i].shape);
  return sweep(call, f, x, seeds);
}

/** One block of all n seeds, read off. */
function wholeJacobian(block: Tensor | null, y: Shape, x: Shape, n: number): Tensor {
  const shape = y.length === 0 ? x : [...y, ...x];
  if (block === null) return zeros(shape);
  if (block instanceof Layered) {
    const out = storage("jacobian", [size(y), n]);
    block.copyTo(out, n, 0);
    return new Plain(shape, out);
  }
  if (block.level !== 0) return reshapeTail(moveSeedsLast(block, y.length), { from: y.length + 1, shape });
  const d = block.data,
    m = d.length / n,
    out = new Float64Array(d.length);
  transpose(d, 0, n, m, out, 0, n);
  return new Plain(shape, out);
}

/** Gathers the blocks of one output with respect to one input. */
class Collector {
  private numbers: Float64Array | null = null;
  private readonly parts: Tensor[] = [];
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
    if ((block === null || block.level === 0) && this.parts.length === 0) {
      this.numbers ??= storage("jacobian", [this.m, this.n]);
      if (block !== null) transpose(block.data, 0, count, this.m, this.numbers, start, this.n);
      return;
    }
    if (this.numbers !== null) {
      this.parts.push(...this.asParts(start));
      this.numbers = null;
    }
    this.parts.push(block ?? zeros([count, ...this.y]));
  }
  /** Columns so far as a block again: a later chunk was watched, an earlier one was not. */
  private asParts(columns: number): Tensor[] {
    const d = new Float64Array(this.n * this.m);
    transpose(this.numbers!, 0, this.m, this.n, d, 0, this.m);
    return columns === 0 ? [] : [new Plain([columns, ...this.y], d.slice(0, columns * this.m))];
  }
  result(): Tensor {
    const shape = this.y.length === 0 ? this.x : [...this.y, ...this.x];
    if (this.parts.length === 0) return new Plain(shape, this.numbers ?? new Float64Array(this.m * this.n));
    const r = this.y.length + 1,
      whole = joined(this.parts, -r);
    return reshapeTail(moveSeedsLast(whole, r - 1), { from: r, shape });
  }
}

/** A block [k, ...shape] of a value of `rank` axes as [...shape, k]. */
export const moveSeedsLast = (block: Tensor, rank: number): Tensor =>
  permuteRow(block, [...allAxes(rank + 1).slice(1), -1 - rank]);
