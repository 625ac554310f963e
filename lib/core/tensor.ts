// The Tensor that users see, whatever engine runs: a plain one (numbers, nobody watches) or one that some engine
// watches. Methods are the arithmetic that formulas are made of; they call rows inside their bodies, which
// is why this file, the kinds, the ring and those rows are one module cluster without a cycle at load.
// Long because all methods, and what makes, lifts and hands out tensors, stand together.
import { escaped, noNumber, type DualTensorError, watched, wrongShape } from "../errors.js";
import { isSlice } from "../array/alloc.js";
import { parse, type DataLike, type DType } from "../door/parse.js";
import { print } from "../door/print.js";
import { shapeText, size, stridesOf, type Shape } from "../array/shape.js";
import { at } from "./at.js";
import type { Deriver } from "./deriver.js";
import type { Run } from "./level.js";
import * as matmul from "./matmul.js";
import * as power from "./power.js";
import * as quotients from "./quotients.js";
import * as ring from "./ring.js";
import type { Rule } from "./rule.js";
import * as sums from "./sums.js";
import * as views from "./views.js";

/** Anything that stands for a tensor: copied and checked at the door. */
export type TensorLike = Tensor | DataLike;
/** What one index of `at` may be: see {@link Tensor.at}. */
export type Index = number | string | null | Tensor | readonly NestedNumbers[];
/** Data of any shape. */
export type NestedNumbers = number | boolean | NestedNumbers[];

const brand = Symbol.for("dualtensor.tensor");
/**
 * Recognises tensors of every copy of the library and of every realm.
 *
 * @example
 * isTensor(tensor([1])) // => true
 * isTensor([1]) // => false
 */
export const isTensor = (v: unknown): v is Tensor =>
  v instanceof Tensor ||
  (typeof v === "object" && v !== null && (v as Record<symbol, unknown>)[brand] === true);

/**
 * An immutable n-dimensional array of float64 numbers (bool and int32 for masks and indices). `data`, `shape`, `stride`
 * and `offset` make it structurally an ndarray. Make one with {@link tensor}.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]]);
 * x.mul(x).sum().item() // => 30
 * x.at(-1).toArray() // => [3, 4]
 */
export abstract class Tensor {
  /** 0: nobody watches; else the level of the call that does. */
  abstract readonly level: number;
  abstract readonly shape: Shape;
  abstract readonly dtype: DType;
  /** The numbers, row-major: read-only by contract. Throws where a transformation is watching. */
  abstract readonly data: Float64Array;

  /** Number of axes. */
  get ndim(): number {
    return this.shape.length;
  }
  /** Number of elements. */
  get size(): number {
    return size(this.shape);
  }
  /** Row-major strides, in elements. */
  get stride(): number[] {
    return stridesOf(this.shape);
  }
  get offset(): number {
    return 0;
  }
  /** Entries of the first axis, so that `for (let i = 0; i < x.length; i++) x.at(i)` runs over them. */
  get length(): number {
    if (this.shape.length === 0) throw noAxis("length", this.shape);
    return this.shape[0];
  }
  /** The transpose: the last two axes swapped (a matrix's rows and columns). */
  get T(): Tensor {
    return views.transposeLast(this);
  }

  // Methods are their functions with the tensor in front: whatever else comes is theirs to take or refuse. V8 hands rest
  // parameters on without making an array of them.
  add(...args: [other: TensorLike, options?: Partial<ring.Scale>]): Tensor {
    return ring.add(this, ...args);
  }
  sub(...args: [other: TensorLike, options?: Partial<ring.Scale>]): Tensor {
    return ring.sub(this, ...args);
  }
  mul(...args: [other: TensorLike]): Tensor {
    return ring.mul(this, ...args);
  }
  div(...args: [other: TensorLike, options?: Partial<quotients.Rounding>]): Tensor {
    return quotients.div(this, ...args);
  }
  neg(...args: []): Tensor {
    return ring.neg(this, ...args);
  }
  pow(...args: [exponent: TensorLike]): Tensor {
    return power.pow(this, ...args);
  }
  matmul(...args: [other: TensorLike]): Tensor {
    return matmul.matmul(this, ...args);
  }
  /** Sum of all elements, or over one axis or several. */
  sum(...args: sums.Reducing): Tensor {
    return sums.sum(this, ...args);
  }
  /** Mean of all elements, or over one axis or several. */
  mean(...args: sums.Reducing): Tensor {
    return sums.mean(this, ...args);
  }
  /** The same elements in another shape; one length may be -1. */
  reshape(...shape: readonly number[] | [shape: readonly number[]]): Tensor {
    return views.reshape(this, ...((typeof shape[0] === "object" ? shape : [shape]) as [readonly number[]]));
  }
  /** Two axes swapped. */
  transpose(...args: [dim0: number, dim1: number]): Tensor {
    return views.transpose(this, ...args);
  }
  /**
   * The part at these indices, one per axis from the left: a number (from the end if negative) takes one entry and drops
   * the axis; a string is a range as in Python ("1:3", ":-1", "::2", "::-1"); null inserts an axis of length 1; "..."
   * stands for all axes not named; an array of numbers or an integer tensor picks entries; a mask of booleans selects
   * (it stands for as many axes as it has). Several lists pick together: their shapes broadcast, as in torch.
   */
  at(...index: readonly Index[]): Tensor {
    return at(this, index);
  }

  /** The one number of a tensor of one element (a boolean for dtype bool). */
  item(): number {
    const d = this.data;
    if (d.length !== 1)
      throw wrongShape("item", "a tensor of one element", "", this.shape, "Take x.at(i) or x.toArray()");
    return this.dtype === "bool" ? ((d[0] !== 0) as unknown as number) : d[0];
  }
  /** Nested arrays (a number for a 0-dimensional tensor); their depth is the caller's word: `const m: number[][] = x.toArray()`. */
  toArray<T extends NestedNumbers = NestedNumbers>(): T {
    const d = this.data,
      s = this.shape,
      bool = this.dtype === "bool";
    const rows = (axis: number, at: number, step: number): NestedNumbers => {
      if (axis === s.length) return bool ? d[at] !== 0 : d[at];
      const next = step / s[axis];
      return Array.from({ length: s[axis] }, (_, i) => rows(axis + 1, at + i * next, next));
    };
    return rows(0, 0, d.length) as T;
  }
  /** `{shape, data, dtype}` with NaN and ±Infinity as strings: `tensor` reads it back. */
  toJSON(): { shape: number[]; data: (number | string)[]; dtype: DType } {
    return {
      shape: [...this.shape],
      data: Array.from(this.data, (v) => (Number.isFinite(v) ? v : String(v))),
      dtype: this.dtype,
    };
  }
  toString(): string {
    return print(this.shape, this.data, this.dtype);
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
  /** Every use as a number would lose the derivative: only text is allowed. */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw noNumber("tensor");
  }
  /** Slices along the first axis: `const [a, b] = x`. */
  *[Symbol.iterator](): Iterator<Tensor> {
    if (this.shape.length === 0) throw noAxis("iteration", this.shape);
    for (let i = 0; i < this.shape[0]; i++) yield at(this, [i]);
  }
}
Object.defineProperty(Tensor.prototype, brand, { value: true });
const noAxis = (what: string, shape: Shape): DualTensorError =>
  wrongShape(what, "a tensor of at least one axis", "", shape, "Its number is x.item()");

/** Numbers that nobody watches. */
export class Plain extends Tensor {
  declare readonly level: number;
  declare readonly shape: Shape;
  declare readonly dtype: DType;
  /** A number on its own has no array: of scalar code it would be half the memory. */
  declare readonly elements: Float64Array | number;
  constructor(shape: Shape, data: Float64Array | number, dtype: DType = "float64") {
    super();
    this.level = 0;
    this.shape = shape;
    this.elements = data;
    this.dtype = dtype;
  }
  /** Of a number a new array each time: nobody can write into a constant that others share. */
  get data(): Float64Array {
    const d = this.elements;
    return typeof d === "number" ? unpacked(d) : d;
  }
}

/** Apart, so that reading `data` stays small enough to be compiled into every loop. */
function unpacked(v: number): Float64Array {
  const d = new Float64Array(1);
  d[0] = v;
  return d;
}

/**
 * A value that some engine watches: it answers for every operation that it takes part in. An engine's duties, all of them:
 * - `level` and `run` are its call's (core/level.ts): of several engines the innermost call answers;
 * - `apply` first asks `checkAlive`, takes its own part out of the operands of its level, leaves all others as they are, and
 *   binds the rule on what is left, so that the engines outside of it see the same operation;
 * - it reads from the rule what it needs (value by `bind`, push, pull, kind, role) and names no operation;
 * - it fits what push and pull return to the shapes they promised (`fitPush`, `fitPull`), and leaves a result that carries
 *   nothing of its own (`flat` rules, structural zeros) unwatched;
 * - its numbers do not leave: `data`, `item`, `toArray` and `toJSON` throw here.
 * docs/add-an-engine.md shows one.
 */
export abstract class Watched extends Tensor {
  abstract readonly run: Run;
  /** Of an engine that differentiates what it wrote down. */
  get deriver(): Deriver | undefined {
    return undefined;
  }
  abstract apply<P>(rule: Rule<P>, args: readonly Tensor[], params: P): Tensor;
  get data(): Float64Array {
    throw this.closed("data");
  }
  override item(): number {
    throw this.closed("item()");
  }
  override toArray<T extends NestedNumbers = NestedNumbers>(): T {
    throw this.closed("toArray()");
  }
  override toJSON(): never {
    throw this.closed("toJSON()");
  }
  override toString(): string {
    return `tensor(shape=${shapeText(this.shape)}, ${this.run.alive ? "watched by" : "left its call of"} ${this.run.call})`;
  }
  /** Why there are no numbers to be had. */
  private closed(what: string): DualTensorError {
    return (this.run.alive ? watched : escaped)(what, this.run.call);
  }
}

/** Small numbers that formulas and rules repeat are one constant each, so that a trace sees one. */
const interned: (Plain | undefined)[] = [];
export const scalar = (v: number): Plain => new Plain([], v);
export function literal(v: number): Plain {
  if (!(Math.abs(v) <= 8) || v * 2 !== Math.round(v * 2) || Object.is(v, -0)) return scalar(v);
  return (interned[v * 2 + 16] ??= new Plain(Object.freeze([]), v));
}
export const zeros = (shape: Shape): Plain => new Plain(shape, new Float64Array(size(shape)));

/** Whatever stands for a tensor, as one. */
export function lift(v: TensorLike, fn: string, name: string): Tensor {
  if (typeof v === "number") return literal(v);
  if (isTensor(v)) return v;
  const p = parse(fn, name, v);
  return new Plain(p.shape, p.data, p.dtype);
}

/** The buffer of a plain tensor; null of a number on its own and of watched values. */
function bufferOf(t: Tensor): Float64Array | null {
  const d = (t as Partial<Plain>).elements;
  return typeof d === "object" ? d : null;
}
/** A plain tensor that owns its buffer, as handed to the user. */
export function handOut(t: Tensor): Tensor {
  const d = bufferOf(t);
  return d !== null && isSlice(d) ? copied(t) : t;
}
/** The same for all results of one call, no two of which share a buffer. */
export function handingOut(results = 2): (t: Tensor) => Tensor {
  if (results === 1) return handOut;
  const given = new Set<Float64Array | null>();
  return (t) => {
    const d = bufferOf(t);
    if (given.has(d)) return copied(t);
    given.add(d);
    return handOut(t);
  };
}
/** The same numbers in another buffer, for the user, of what an engine goes on using. */
export function copied(t: Tensor): Tensor {
  const d = (t as Partial<Plain>).elements;
  return d === undefined ? t : new Plain(t.shape.slice(), typeof d === "number" ? d : d.slice(), t.dtype);
}
