// A tangent block [k, ...shape] of which every element knows its seeds: index sets (entries.ts) and one vector of values.
// It answers for products, sums and rows that move elements by their role; any other row sees all seeds of the block at
// once, densely, and its result depends on all of them. Values may be watched from outside, so sparse derivatives nest.
//
//   entries  which seeds each element has
//   val      [entries.count] any value
//   block[s, i] = val[e] where e is the entry of element i with seed s, else structurally zero
//
// Long because one structure has all its operations here.
import { sameShape, size, broadcastShape, type Shape } from "../array/shape.js";
import type { DType } from "../door/parse.js";
import { bind } from "../core/bind.js";
import { where } from "../core/choose.js";
import { joined } from "../core/join.js";
import * as LEVEL from "../core/level.js";
import type { Run } from "../core/level.js";
import { putRow, takeRow } from "../core/picks.js";
import { add, expand, mulRow, neg, placeRow, reshapeTail, sumTo, type Places } from "../core/ring.js";
import type { Role, Rule } from "../core/rule.js";
import { dropped, withOnes } from "../core/sums.js";
import { Plain, Watched, type Tensor } from "../core/tensor.js";
import { permuteRow, transposeLast } from "../core/views.js";
import { tooManyEntries } from "../errors.js";
import { CHAIN } from "../kernels/arithmetic.js";
import { linesFrom, linesTo } from "../kernels/reach.js";
import {
  countOn,
  Entries,
  gathered,
  moved,
  picked,
  readOff,
  sameEntries,
  slotted,
  union,
} from "./entries.js";

const RUN: Run = { level: LEVEL.seeds, call: "a sparse sweep", alive: true };
const indices = (index: Int32Array): readonly number[] => index as unknown as readonly number[];

/** What a sweep may spend. */
export interface Budget {
  readonly fn: string;
  /** Entries that one value may have. */
  readonly most: number;
  /** Columns, and the rows that are known so far, for the message. */
  readonly seeds: number;
}

/** Entries of a vector, in any order. */
export function taken(val: Tensor, index: Int32Array): Tensor {
  if (val.level !== 0) return takeRow(val, { axis: -1, index: indices(index) });
  const d = val.data,
    o = new Float64Array(index.length);
  for (let i = 0; i < o.length; i++) o[i] = d[index[i]];
  return new Plain([o.length], o);
}
/** Zeros with the entries of a vector added where they belong. */
function put(val: Tensor, index: Int32Array, n: number): Tensor {
  if (val.level !== 0) return putRow(val, { axis: -1, index: indices(index), n });
  const d = val.data,
    o = new Float64Array(n);
  for (let i = 0; i < d.length; i++) o[index[i]] += d[i];
  return new Plain([n], o);
}
const flat = (x: Tensor): Tensor =>
  x.shape.length === 1 ? x : reshapeTail(x, { from: x.shape.length, shape: [size(x.shape)] });

export class Scattered extends Watched {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  constructor(
    readonly budget: Budget,
    readonly core: Shape,
    readonly entries: Entries,
    readonly val: Tensor,
  ) {
    super();
    if (entries.count > budget.most) throw tooManyEntries(budget.fn, entries.count, entries.n, budget.seeds);
    this.level = LEVEL.seeds;
    this.shape = [budget.seeds, ...core];
    this.dtype = "float64";
  }
  get run(): Run {
    return RUN;
  }
  private of(core: Shape, entries: Entries, val: Tensor): Scattered {
    return new Scattered(this.budget, core, entries, val);
  }

  apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    if (rule.unfused) return rule.unfused(args, params);
    return (
      this.structured(rule, args, this.own(rule, params)) ??
      this.inLines(rule, args, params) ??
      this.opaque(rule, args, params)
    );
  }
  /** Params that count the axis of seeds, too, without it. */
  private own<P>(rule: Rule<P>, params: P): P {
    const r = this.core.length,
      k = this.budget.seeds;
    if (rule === (reshapeTail.rule as unknown)) {
      const { from, shape } = params as unknown as { from: number; shape: Shape };
      return from > r && shape[0] === k ? ({ from: r, shape: shape.slice(1) } as P) : params;
    }
    const whole =
      rule === (expand.rule as unknown) || rule === (sumTo.rule as unknown)
        ? (params as unknown as Shape).length > r && (params as unknown as Shape)[0] === k
        : rule === (permuteRow.rule as unknown) &&
          (params as unknown as Shape).length > r &&
          (params as unknown as Shape)[0] === -1 - r;
    return whole ? ((params as unknown as Shape).slice(1) as P) : params;
  }
  private structured<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor | null {
    const role: Role | undefined = rule.role,
      [x, y] = args;
    // What has no role, or a role for one argument, but whose structure is plain to see.
    if (rule === (sumTo.rule as unknown)) {
      const to = params as Shape,
        out = [...this.core.slice(0, this.core.length - to.length), ...to];
      return this.total(out, out);
    }
    if (rule === (where.rule as unknown) || (rule.kind === "elementwise" && role === undefined))
      return this.aligned(rule, args, params);
    if (rule === (putRow.rule as unknown))
      return this.put(params as { axis: number; index: readonly number[]; n: number });
    if (rule === (placeRow.rule as unknown)) return this.place(args, params as unknown as Places);
    switch (role) {
      case "gather":
        return args.length === 1 ? this.moved(rule, params) : null;
      case "scatter":
        return this.scattered(rule, params);
      case "negation":
        return this.of(this.core, this.entries, neg(this.val));
      case "sum":
        return x instanceof Scattered && y instanceof Scattered
          ? x.plus(y)
          : this.aligned(rule, args, params);
      case "difference":
        return x instanceof Scattered && y instanceof Scattered
          ? x.plus(y.of(y.core, y.entries, neg(y.val)))
          : this.aligned(rule, args, params);
      case "product":
        return x instanceof Scattered ? x.times(y, true) : (y as Scattered).times(x, false);
      case "contraction":
        return x instanceof Scattered ? x.contract(y, true) : (y as Scattered).contract(x, false);
      case "reduction":
        return this.total(
          dropped(this.core, params as readonly number[]),
          withOnes(this.core, params as readonly number[]),
        );
      case "join":
        return this.join(rule, args, params);
      default:
        return null;
    }
  }

  /** A row of elements that is linear in its blocks: for each entry that one of them has, the others with a zero there. */
  private aligned<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor | null {
    let shape = this.core,
      entries: Entries | null = null;
    // Where no seed stands the result must be zero, too.
    if (rule === (where.rule as unknown)) {
      if (args[0] instanceof Scattered || !args.slice(1).every((a) => a instanceof Scattered || isZero(a)))
        return null;
    } else if (rule.role !== undefined) {
      if (!args.every((a) => a instanceof Scattered || isZero(a))) return null;
    } else if (rule.scalar?.(params)(...args.map((a) => (a instanceof Scattered ? 0 : 0.7))) !== 0)
      return null;
    const cores = args.map((a) => (a instanceof Scattered ? a.core : this.unseeded(a)));
    for (const core of cores) {
      if (core === null) return null;
      shape = broadcastShape(rule.name, shape, core);
    }
    const blocks = args.map((a) => (a instanceof Scattered ? a.to(shape) : a));
    for (const b of blocks)
      if (b instanceof Scattered) entries = entries === null || sameEntries(entries, b.entries) ? b.entries : union(entries, b.entries).entries; // prettier-ignore
    const all = this.of(shape, entries!, this.val);
    const vals = blocks.map((b, i) => {
      if (!(b instanceof Scattered)) return all.perEntry(core(b, cores[i]!));
      return sameEntries(b.entries, entries!)
        ? b.val
        : put(b.val, union(entries!, b.entries).to[1], entries!.count);
    });
    return this.of(shape, entries!, bind(rule, vals, params));
  }
  /** The shape of a value without seeds beside this block: a seed axis, if it has one, must be a unit axis. */
  private unseeded({ shape }: Tensor): Shape | null {
    const r = this.core.length;
    return shape.length <= r ? shape : shape.length === r + 1 && shape[0] === 1 ? shape.slice(1) : null;
  }

  /** A row that moves elements: what it does to their numbers, it does to them. */
  private moved<P>(rule: Rule<P>, params: P): Scattered {
    const { n } = this.entries,
      to = moved(rule, [this.core], [n], params),
      at = to.data;
    let same = at.length === n;
    for (let i = 0; same && i < n; i++) same = at[i] === i + 1;
    if (same) return this.of(to.shape, this.entries, this.val);
    const { entries, from } = picked(this.entries, at);
    return this.of(to.shape, entries, taken(this.val, from));
  }
  private to(shape: Shape): Scattered {
    if (sameShape(shape, this.core)) return this;
    const r = this.core.length,
      same: Scattered =
        r < shape.length
          ? this.of([...new Array<number>(shape.length - r).fill(1), ...this.core], this.entries, this.val)
          : this;
    return sameShape(shape, same.core) ? same : same.moved(expand.rule, shape);
  }

  private plus(other: Scattered): Scattered {
    const shape = broadcastShape("add", this.core, other.core),
      a = this.to(shape),
      b = other.to(shape);
    if (sameEntries(a.entries, b.entries)) return this.of(shape, a.entries, add(a.val, b.val));
    const { entries, to } = union(a.entries, b.entries),
      n = entries.count;
    if (a.val.level !== 0 || b.val.level !== 0)
      return this.of(shape, entries, add(put(a.val, to[0], n), put(b.val, to[1], n)));
    const o = new Float64Array(n),
      x = a.val.data,
      y = b.val.data;
    for (let e = 0; e < x.length; e++) o[to[0][e]] = x[e];
    for (let e = 0; e < y.length; e++) o[to[1][e]] += y[e];
    return this.of(shape, entries, new Plain([n], o));
  }

  /** Times p of the core's shape (or broadcasting with it): the seed axis, if p has one, must be a unit axis. */
  private times(p: Tensor, first: boolean): Scattered | null {
    const shape = p instanceof Scattered ? null : this.unseeded(p);
    if (shape === null) return null;
    const q = core(p, shape),
      wide = this.to(broadcastShape("mul", this.core, q.shape)),
      factor = wide.perEntry(q);
    // Outside its seeds an element is structurally zero, which annihilates whatever the product is of.
    return wide.of(
      wide.core,
      wide.entries,
      first ? mulRow(wide.val, factor, CHAIN) : mulRow(factor, wide.val, CHAIN),
    );
  }
  /** q, which broadcasts to the core, entry by entry. */
  private perEntry(q: Tensor): Tensor {
    const { core, entries } = this;
    if (size(q.shape) === 1)
      return q.shape.length === 0 ? q : reshapeTail(q, { from: q.shape.length, shape: [] });
    const { rows } = entries;
    if (sameShape(q.shape, core)) return rows === null ? flat(q) : taken(flat(q), rows);
    const at = expand.rule.value([numbering(q.shape, core.length)], core).data,
      index = new Int32Array(entries.count);
    for (let e = 0; e < index.length; e++) index[e] = at[rows === null ? e : rows[e]];
    return taken(flat(q), index);
  }

  /** Entries added up: element i goes to element `at[i]` of a value of this shape. */
  private added(shape: Shape, at: ArrayLike<number>): Scattered {
    const { rows, seed } = this.entries,
      out = new Int32Array(seed.length);
    for (let e = 0; e < out.length; e++) out[e] = at[rows === null ? e : rows[e]];
    const { entries, to } = gathered(size(shape), this.budget.seeds, out, seed);
    return this.of(shape, entries, put(this.val, to, entries.count));
  }
  /** Sums of the elements that meet in one of `ones` (each length kept or 1). */
  private total(shape: Shape, ones: Shape): Scattered {
    return this.added(shape, expand.rule.value([numbering(ones, ones.length)], this.core).data);
  }

  /** The transpose of taking entries of an axis. */
  private put(params: { axis: number; index: readonly number[]; n: number }): Scattered {
    const shape = this.core.slice();
    shape[shape.length + params.axis] = params.n;
    return this.added(shape, takeRow.rule.value([numbering(shape, shape.length)], params).data);
  }

  /** The transpose of moving elements: each goes to the place that it would have come from. */
  private scattered<P>(rule: Rule<P>, params: P): Scattered {
    const x = new Plain(this.core, new Float64Array(size(this.core))),
      y = rule.value([x], params),
      to = rule.pull(0, moveable(y.shape), [x], y, params)!.data,
      // Without those that go nowhere.
      live = to.map((i, k) => (i === 0 ? 0 : k + 1)),
      { entries, from } = picked(this.entries, live);
    return this.of(this.core, entries, taken(this.val, from)).added(
      y.shape,
      to.map((i) => i - 1),
    );
  }

  /** A matrix of seeds times a matrix, or the other way round; leading axes broadcast. */
  private contract(other: Tensor, first: boolean): Tensor | null {
    if (other instanceof Scattered || this.core.length < 2) return null;
    const own = this.unseeded(other);
    if (own === null) return null;
    const o = core(other, own);
    if (!first) return transposeLast((transposeLast(this) as Scattered).contract(transposeLast(o), true)!);
    const s = o.shape.slice(-2),
      lead = broadcastShape("matmul", this.core.slice(0, -2), o.shape.slice(0, -2)),
      [m, n] = this.core.slice(-2),
      p = s[1],
      x = this.to([...lead, m, n]),
      at = expand.rule.value([numbering(o.shape, lead.length + 2)], [...lead, n, p]).data,
      { rows, seed } = x.entries,
      terms = seed.length * p;
    if (terms > 4 * this.budget.most)
      throw tooManyEntries(this.budget.fn, terms, size(lead) * m * p, this.budget.seeds);
    const out = new Int32Array(terms),
      seeds = new Int32Array(terms),
      from = new Int32Array(terms),
      factor = new Int32Array(terms);
    for (let e = 0, k = 0; e < seed.length; e++) {
      const i = rows === null ? e : rows[e],
        t = i % n,
        row = (i - t) / n,
        l = Math.floor(row / m);
      for (let j = 0; j < p; j++, k++) {
        out[k] = row * p + j;
        seeds[k] = seed[e];
        from[k] = e;
        factor[k] = at[(l * n + t) * p + j];
      }
    }
    const { entries, to } = gathered(size(lead) * m * p, this.budget.seeds, out, seeds),
      products = mulRow(taken(x.val, from), taken(flat(o), factor), CHAIN);
    return this.of([...lead, m, p], entries, put(products, to, entries.count));
  }

  private join<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor | null {
    const r = this.core.length,
      parts: { core: Shape; block: Scattered | null }[] = [];
    for (const a of args) {
      if (a instanceof Scattered && a.core.length === r) parts.push({ core: a.core, block: a });
      // A block of zeros is one of no seeds.
      else if (!(a instanceof Scattered) && isZero(a) && a.shape.length >= r)
        parts.push({ core: a.shape.slice(a.shape.length - r), block: null });
      else return null;
    }
    const to = moved(
      rule,
      parts.map(({ core }) => core),
      parts.map(({ core }) => size(core)),
      params,
    );
    return this.assembled(
      to.shape,
      parts.map(({ block, core }) => block ?? size(core)),
      to.data,
    );
  }
  /** Elements of several values, each of which stands in one place at most; a number is that of elements without seeds. */
  private assembled(shape: Shape, parts: readonly (Scattered | number)[], at: Float64Array): Scattered {
    const ptr: number[] = [],
      vals: Tensor[] = [];
    let entries = 0,
      elements = 0;
    for (const part of parts) {
      const n = typeof part === "number" ? part : part.entries.n;
      for (let i = 0; i < n; i++) {
        ptr.push(entries);
        if (typeof part !== "number") entries += part.entries.ptr === null ? 1 : part.entries.ptr[i + 1] - part.entries.ptr[i]; // prettier-ignore
      }
      elements += n;
      if (typeof part !== "number") vals.push(part.val);
    }
    ptr.push(entries);
    const seed = new Int32Array(entries);
    let p = 0;
    for (const part of parts)
      if (typeof part !== "number") {
        seed.set(part.entries.seed, p);
        p += part.entries.count;
      }
    const whole = new Entries(elements, Int32Array.from(ptr), seed),
      pick = picked(whole, at);
    return this.of(shape, pick.entries, taken(joined(vals, -1), pick.from));
  }

  /** Parts at their windows: added where they meet. */
  private place(parts: readonly Tensor[], { shape, at }: Places): Tensor | null {
    let whole: Scattered | null = null;
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i];
      if (!(part instanceof Scattered)) {
        if (isZero(part)) continue;
        return null;
      }
      const one = part.moved(placeRow.rule, { shape, at: [at[i]] });
      whole = whole === null ? one : whole.plus(one);
    }
    return whole;
  }

  /** A row that mixes elements along lines alone: as many seeds at once as the longest of them has. */
  private inLines<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Scattered | null {
    const reach = rule.reach?.(params),
      { fn, most, seeds } = this.budget,
      { core, entries, val } = this;
    if (reach === undefined) return null;
    if (!args.every((a, i) => (i === reach.argument ? a === this : !(a instanceof Scattered) && this.unseeded(a) !== null)))
      return null; // prettier-ignore
    const own = linesFrom(reach, core),
      packed = slotted(entries, own, seeds),
      { slot } = packed,
      width = Math.max(1, packed.width),
      n = entries.n,
      here = linesTo(reach, core, core)!,
      spent = countOn(packed, here);
    if (spent > most || width * n > 4 * most) throw tooManyEntries(fn, Math.max(spent, width * n), n, seeds, rule.name); // prettier-ignore
    const index = new Int32Array(entries.count);
    for (let e = 0; e < index.length; e++)
      index[e] = slot[e] * n + (entries.rows === null ? e : entries.rows[e]);
    const block = reshapeTail(put(val, index, width * n), { from: 1, shape: [width, ...core] }),
      y = bind(
        rule,
        args.map((a) => (a === this ? block : a)),
        params,
      ),
      out = y.shape.slice(1),
      to = linesTo(reach, core, out);
    if (to === null) return null;
    const { entries: kept, from } = readOff(packed, to);
    return this.of(out, kept, taken(flat(y), from));
  }

  /** A row that says nothing of its structure: all seeds of its arguments, densely. */
  private opaque<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor {
    const { seeds: k, fn, most } = this.budget,
      present = new Uint8Array(k);
    for (const a of args) if (a instanceof Scattered) for (const s of a.entries.seed) present[s] = 1;
    const slot = new Int32Array(k),
      list: number[] = [];
    for (let s = 0; s < k; s++)
      if (present[s] === 1) {
        slot[s] = list.length;
        list.push(s);
      }
    const width = list.length,
      blocks = args.map((a) => {
        if (!(a instanceof Scattered)) return a;
        const { entries, core, val } = a,
          index = new Int32Array(entries.count);
        if (width * entries.n > most) throw tooManyEntries(fn, width * entries.n, entries.n, k, rule.name);
        for (let e = 0; e < index.length; e++)
          index[e] = slot[entries.seed[e]] * entries.n + (entries.rows === null ? e : entries.rows[e]);
        const d = put(val, index, width * entries.n);
        return reshapeTail(d, { from: 1, shape: [width, ...core] });
      }),
      y = bind(rule, blocks, params),
      core = y.shape.slice(1),
      n = size(core);
    if (width * n > most) throw tooManyEntries(fn, width * n, n, k, rule.name);
    const ptr = new Int32Array(n + 1),
      seed = new Int32Array(n * width);
    for (let i = 0; i < n; i++) {
      seed.set(list, i * width);
      ptr[i + 1] = (i + 1) * width;
    }
    const rows = transposeLast(reshapeTail(y, { from: y.shape.length, shape: [width, n] }));
    return this.of(core, new Entries(n, ptr, seed), flat(rows));
  }
}
/** A tangent that is zero: what carries no seeds beside a block and is not, is no tangent, and stands in every row. */
const isZero = (x: Tensor): boolean => x.level === 0 && x.data.every((v) => v === 0);
/** A value without its seed axis. */
const core = (x: Tensor, shape: Shape): Tensor =>
  x.shape.length === shape.length ? x : reshapeTail(x, { from: x.shape.length, shape });
/** 1, 2, 3, ... in this shape: what a row that moves elements makes 0 of, came from nowhere. */
const moveable = (shape: Shape): Plain =>
  new Plain(
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) => i + 1),
  );
/** 0, 1, 2, ... in this shape, with unit axes in front up to a rank. */
function numbering(shape: Shape, rank: number): Plain {
  const d = new Float64Array(size(shape));
  for (let i = 0; i < d.length; i++) d[i] = i;
  return new Plain([...new Array<number>(Math.max(0, rank - shape.length)).fill(1), ...shape], d);
}
