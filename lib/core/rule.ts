// The contract of a row. A rule is a primitive's value and its derivative at a point as a linear map; every engine reads
// these few members and names no operation. The laws that rows keep stand in docs/add-an-op.md and spec/contract.
import type { Shape } from "../array/shape.js";
import type { Reach } from "../kernels/reach.js";
import type { Plain, Tensor } from "./tensor.js";

/** null is a structural zero: never stored, never computed with. */
export type Tangent = Tensor | null;
/** A partial derivative: in the library's own operations, or one of the constants 1 and -1, or structurally zero. */
export type Factor = Tensor | 1 | -1 | null;

export type Kind = "elementwise" | "linear" | "bilinear" | "general";

/**
 * What an engine that knows structure may assume of a rule: it moves elements (gather: of one argument, or zeros; scatter, its
 * transpose), adds, subtracts, negates, multiplies, multiplies matrices, sums over the axes in params, joins.
 */
export type Role =
  "gather" | "scatter" | "sum" | "difference" | "negation" | "product" | "contraction" | "reduction" | "join";

/** What a rule reads of its argument along one axis, counted from the end. */
export interface Window {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  /** The axis is gone from the result (select), not kept (slice). */
  readonly drop: boolean;
}

/** Where a row is tried: shapes of its arguments, its params, the interval of its numbers. */
export interface Trial<P> {
  readonly shapes: readonly Shape[];
  readonly params: P;
  readonly domain?: Domain | readonly Domain[];
}
/** Numbers from [lo, hi]; `apart`: no two equal within .1 and none within .1 of 0; `fixed`: the data themselves. */
export interface Domain {
  readonly lo: number;
  readonly hi: number;
  readonly apart?: boolean;
  readonly fixed?: readonly number[];
}

export interface Rule<P = undefined> {
  readonly name: string;
  readonly kind: Kind;
  /** The value. Operands broadcast from the right, leading axes (seeds, batches, cotangents) included. */
  value(args: readonly Plain[], params: P): Plain;
  /** J dx: dx[i] is null or [k, ...args[i].shape] (or one leading axis less: a rule speaks of one direction). */
  push(dx: readonly Tangent[], args: readonly Tensor[], y: Tensor, params: P): Tangent;
  /** (Jᵀ ybar) for argument i; the engine sums it to the argument's shape. */
  pull(i: number, ybar: Tensor, args: readonly Tensor[], y: Tensor, params: P): Tangent;
  /** The derivative is structurally zero (comparisons, sign, stopGradient): engines do not watch the result. */
  readonly flat?: boolean;
  readonly role?: Role;
  /**
   * Where the value is 0 the operation has a corner, and its second derivative is a convention (0) although that of its
   * square may exist: roots of sums of squares and their kind. gradcheck and traceNaN say so.
   */
  readonly corner?: boolean;
  /** pull is the transpose of reading this window: reverse mode accumulates many of them in one buffer. */
  window?(params: P): Window | null;
  /** Of a rule linear in one argument: what it reads of a line. */
  reach?(params: P): Reach;
  /** The same in smaller operations, for engines that know structure and lose it in the fused one. */
  unfused?(args: readonly Tensor[], params: P): Tensor;
  /**
   * Where it is tried. Elementwise kinds name their operands and their domain only, and the rows of core, which every bundle
   * holds, nothing: spec/contract/core.ts does.
   */
  readonly trials?: readonly Trial<P>[] | null;
  readonly operands?: 1 | 2;
  readonly domain?: Domain | readonly Domain[];
  /** The value of an elementwise rule as a function of numbers. */
  scalar?(params: P): (...x: number[]) => number;
}
