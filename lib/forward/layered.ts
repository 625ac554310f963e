// Layered seeds: a tangent block [k, ...shape] of which every element has at most a few seeds. It stands for a few layers
// of (which seed, what value), knows products, sums, negation and rules that only move elements, by their role, and
// becomes dense for everything else. Elementwise and stencil code costs O(n) instead of O(k n), to the same bits.
//
// Long because one structure has all its operations here.
//
//   layer: col  [...shape] plain, the seed that each element belongs to
//          val  [...shape] any value (it may be watched from outside)
//   block[s, i] = sum over layers of val[i] where col[i] = s
import { sliceRow } from "../core/picks.js";
import { dropped, withOnes } from "../core/sums.js";
import { transposeLast } from "../core/views.js";
import { bind, promote } from "../core/bind.js";
import type { Rule } from "../core/rule.js";
import { add, expand, mulRow, neg, reshapeTail } from "../core/ring.js";
import { Plain, Watched, zeros, type Tensor } from "../core/tensor.js";
import { CHAIN, VALUE, type Product } from "../kernels/arithmetic.js";
import { alloc } from "../array/alloc.js";
import type { DType } from "../door/parse.js";
import { layersProduct } from "../kernels/matmul.js";
import { addUpSeeds } from "../kernels/reduce.js";
import { BLOCK } from "../kernels/sum.js";
import { broadcastShape, sameShape, size, type Shape } from "../array/shape.js";
import * as LEVEL from "../core/level.js";
import type { Run } from "../core/level.js";

interface Layer {
  readonly col: Plain;
  readonly val: Tensor;
}
/** More layers than this, and a dense block is as good. */
const MOST = 6;
/** The most elements that a dense block may have (32 MB): above, the sweep is repeated in chunks. */
const WIDE = 1 << 22;
const RUN: Run = { level: LEVEL.seeds, call: "a sweep", alive: true };

/** Raised where a block of too many seeds would have to become dense: the sweep is run again with fewer. */
export class TooWide {
  static raised = false;
}

export class Layered extends Watched {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  readonly core: Shape;
  constructor(
    readonly k: number,
    readonly layers: readonly Layer[],
  ) {
    super();
    this.core = layers[0].val.shape;
    this.level = LEVEL.seeds;
    this.shape = [k, ...this.core];
    this.dtype = "float64";
  }
  get run(): Run {
    return RUN;
  }

  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    if (rule.unfused) return rule.unfused(args, params);
    return (
      this.structured(rule, args, params) ??
      bind(
        rule,
        args.map((a) => (a instanceof Layered ? a.dense() : a)),
        params,
      )
    );
  }

  private structured<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor | null {
    const [x, y] = args,
      first = x instanceof Layered,
      own = (first ? x : y) as Layered,
      other = first ? y : x;
    switch (rule.role) {
      case "gather":
        return args.length === 1
          ? this.map(
              (v) => bind(rule, [v], params),
              (c) => rule.value([c], params),
            )
          : null;
      case "negation":
        return this.map(neg);
      case "sum":
      case "difference":
        return first && y instanceof Layered ? x.plus(rule.role === "sum" ? y : y.map(neg)) : null;
      case "product":
        return own.times(other, first, params as Product);
      case "contraction":
        return own.contract(other, first);
      case "reduction":
        return this.total(params as readonly number[]);
      case "join":
        return this.join(rule, args, params);
      default:
        return null;
    }
  }

  private map(f: (v: Tensor) => Tensor, move?: (c: Plain) => Plain): Layered {
    // Layers of one sweep often share their columns: move them once.
    let last: Plain | null = null,
      moved: Plain | null = null;
    const layers: Layer[] = [];
    // A loop: a closure for each value of scalar code would cost as much as the product in it.
    for (const { col, val } of this.layers) {
      if (move && col !== last) {
        moved = move(col);
        last = col;
      }
      layers.push({ col: move ? moved! : col, val: f(val) });
    }
    return new Layered(this.k, layers);
  }

  private plus(other: Layered): Layered | null {
    if (this.layers.length + other.layers.length > 2 * MOST) return null;
    const shape = broadcastShape("add", this.core, other.core),
      a = this.to(shape),
      b = other.to(shape),
      out = [...a.layers];
    for (const { col, val } of b.layers) {
      let i = 0;
      while (i < out.length && !sameSeeds(out[i].col, col)) i++;
      if (i < out.length) out[i] = { col, val: add(out[i].val, val) };
      // Layers that meet in some elements but not in all would be summed in another order than dense blocks are.
      else if (out.some((m) => meet(m.col, col))) return null;
      else out.push({ col, val });
    }
    return out.length <= MOST ? new Layered(this.k, out) : null;
  }

  /** Times p of the core's shape (or broadcasting with it): the seed axis, if p has one, must be a unit axis. */
  private times(p: Tensor, first: boolean, kind: Product): Layered | null {
    const r = this.core.length,
      s = p.shape;
    // Outside its seed an element is an exact zero, which only annihilates where the rule says so.
    if (kind === VALUE || p instanceof Layered || s.length > r + 1 || (s.length === r + 1 && s[0] !== 1))
      return null;
    const q = s.length === r + 1 ? reshapeTail(p, { from: r + 1, shape: s.slice(1) }) : p;
    return this.to(broadcastShape("mul", this.core, q.shape)).map((v) =>
      first ? mulRow(v, q, kind) : mulRow(q, v, kind),
    );
  }

  /** A matrix of seeds times a plain matrix, or the other way round: no entry but its own row or column. */
  private contract(other: Tensor, first: boolean): Tensor | null {
    const { core, k } = this,
      s = other.shape.slice(-2),
      lead = other.shape.slice(0, -2);
    if (core.length !== 2 || other.level !== 0 || size(lead) !== 1 || !this.plain) return null;
    const layers = this.numbers(),
      [m, n, p] = first ? [...core, s[1]] : [s[0], ...core],
      // Many more seeds than a sum has terms: the terms are layers, where every element has a seed of its own.
      many = 4 * n <= k && n << 12 <= k * m * p;
    if (n > BLOCK || many) {
      const single = layers.length === 1 && distinct(layers[0].col, k);
      if (single && many) {
        const y = new Plain(s, other.data);
        return first
          ? this.terms(y)
          : transposeLast((transposeLast(this) as Layered).terms(transposeLast(y)));
      }
      if (n > BLOCK && !single) return null;
    }
    this.guard(k * m * p);
    return new Plain([k, m, p], layersProduct(layers, k, m, n, p, other.data, first));
  }
  /** The product of a single layer with y: a layer for each entry of a row. */
  private terms(y: Tensor): Layered {
    const [{ col, val }] = this.layers,
      cut = (x: Tensor, axis: number, start: number): Tensor =>
        sliceRow(x, { axis, start, length: 1, step: 1 });
    return new Layered(
      this.k,
      Array.from({ length: y.shape[0] }, (_, t) => {
        const product = mulRow(cut(val, -1, t), cut(y, -2, t), CHAIN);
        return { col: expand.rule.value([cut(col, -1, t) as Plain], product.shape), val: product };
      }),
    );
  }

  private total(axes: readonly number[]): Tensor | null {
    if (!this.plain) return null;
    const out = dropped(this.core, axes);
    this.guard(this.k * size(out));
    return new Plain(
      [this.k, ...out],
      addUpSeeds(this.numbers(), this.k, this.core, withOnes(this.core, axes)),
    );
  }

  private join<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor | null {
    const r = this.core.length;
    // Zeros without seeds are zeros of the first one.
    const all = args.map((a): readonly Layer[] =>
      a instanceof Layered
        ? a.layers
        : a.level === 0 && a.data.every((v) => v === 0)
          ? [{ col: a as Plain, val: a }]
          : [],
    );
    if (!all.every(([first]) => first?.val.shape.length === r)) return null;
    const layers = Array.from({ length: Math.max(...all.map((l) => l.length)) }, (_, j) => {
      const part = all.map((l) => l[j] ?? { col: l[0].col, val: zeros(l[0].val.shape) });
      return {
        col: rule.value(
          part.map((l) => l.col),
          params,
        ),
        val: bind(
          rule,
          part.map((l) => l.val),
          params,
        ),
      };
    });
    return new Layered(this.k, layers);
  }

  private to(shape: Shape): Layered {
    return sameShape(shape, this.core)
      ? this
      : this.map(
          (v) => expand(promote(v, shape.length), shape),
          (c) => expand.rule.value([c], shape),
        );
  }

  private numbers(): { col: Float64Array; val: Float64Array }[] {
    return this.layers.map(({ col, val }) => ({ col: col.data, val: val.data }));
  }
  get plain(): boolean {
    return this.layers.every((l) => l.val.level === 0);
  }

  private guard(elements: number): void {
    if (elements <= WIDE) return;
    TooWide.raised = true;
    throw new TooWide();
  }

  /** The block itself, [k, ...shape]. */
  dense(): Tensor {
    const n = size(this.core),
      { k, shape } = this;
    this.guard(k * n);
    if (this.plain) {
      const o = alloc(k * n);
      this.copyTo(o, 1, 0, n);
      return new Plain(shape, o);
    }
    return this.layers
      .map(({ col, val }) => {
        const mask = new Float64Array(k * n);
        for (let i = 0; i < n; i++) mask[col.data[i] * n + i] = 1;
        return mulRow(
          reshapeTail(val, { from: this.core.length, shape: [1, ...this.core] }),
          new Plain(shape, mask),
          CHAIN,
        );
      })
      .reduce((a, b) => add(a, b));
  }

  /** Read off: J[i, j0 + col[i]] += val[i] in rows of n columns; for seeds in rows, n and `step` change places. */
  copyTo(out: Float64Array, n: number, j0: number, step = 1): void {
    // Row by row, so that the result stays in cache while many layers write to it.
    const m = size(this.core);
    if (m === 1) {
      for (const { col, val } of this.layers) out[j0 + alone(col) * step] += alone(val);
      return;
    }
    const layers = this.numbers();
    for (let i = 0; i < m; i++) for (const { col, val } of layers) out[i * n + j0 + col[i] * step] += val[i];
  }
}

// Of scalar code layers hold numbers, of which no arrays are made.
const alone = (x: Tensor): number => {
  const v = (x as Plain).elements;
  return typeof v === "number" ? v : v[0];
};
/** Has every element the same seed in both? */
const sameSeeds = (a: Plain, b: Plain): boolean =>
  a === b || (a.size === 1 ? alone(a) === alone(b) : sameShape(a.data, b.data));
/** Has some element the same seed in both? */
function meet(a: Plain, b: Plain): boolean {
  if (a.size === 1) return alone(a) === alone(b);
  const seeds = b.data;
  return a.data.some((seed, e) => seed === seeds[e]);
}

function distinct(seeds: Float64Array, k: number): boolean {
  const met = new Uint8Array(k);
  return seeds.every((s) => met[s]++ === 0);
}

/** J[i, i] for each element: where a layer's seed is the element itself. */
export function diagonalOf({ core, layers }: Layered): Plain {
  const o = new Float64Array(size(core));
  for (const { col, val } of layers) {
    const c = col.data,
      v = val.data;
    for (let i = 0; i < c.length; i++) if (c[i] === i) o[i] += v[i];
  }
  return new Plain(core, o);
}
