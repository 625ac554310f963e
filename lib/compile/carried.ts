// Functions that carry a program of numbers beside their code (formulas): what asks such a function for numbers, its value
// or its derivatives at numbers, runs the program. The engine is numeric.ts; here stands what is asked of it, because
// transformations and optimisers below it do not load it.
import type { Shape } from "../array/shape.js";

/**
 * A function of n numbers. Each answer is to be read before the next call, and null where there is no such program: the
 * function itself has the answer, or the error.
 */
export interface Numbers {
  readonly inputs: number;
  /** Of the value, once something was answered. */
  readonly shape: Shape;
  /** The elements of the value. */
  value(x: Float64Array): Float64Array | null;
  /** The elements of the value, then those of the Jacobian, a row for each element of the value. */
  jacobian(x: Float64Array): Float64Array | null;
  /** Of a value that is one number: n rows of n. */
  hessian(x: Float64Array): Float64Array | null;
  /** The same times v. */
  hvp(x: ArrayLike<number>, v: Float64Array): Float64Array | null;
  /** The value, one number, and its derivatives at many points. */
  rows(points: Points): Rows | null;
}
/** Points, of which each input has a column, or one number for all of them (null). */
export interface Points {
  readonly columns: readonly (Float64Array | null)[];
  readonly count: number;
  /** The inputs to differentiate with respect to, by their places. */
  readonly wrt: readonly number[];
}
/** Values, and their derivatives: a row for each point. */
export interface Rows {
  readonly values: Float64Array;
  readonly jacobian: Float64Array;
  /** At these numbers, of the inputs without a column. */
  run(shared: Float64Array): void;
}

const carried = /*#__PURE__*/ new WeakMap<object, Numbers>();
export const carry = (f: object, numbers: Numbers): void => void carried.set(f, numbers);
export const carriedBy = (f: object): Numbers | undefined => carried.get(f);
