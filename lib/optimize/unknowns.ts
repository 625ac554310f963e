// Unknowns as solvers see them: all numbers of a tensor, or of a nest of tuples and records of them, in one row; and the user's f
// as a function of that row, so that one Jacobian, one gradient and one product serve every structure.
import { cat } from "../ops/move/concatenate.js";
import { size, type Shape } from "../array/shape.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { carriedBy, type Numbers } from "../compile/carried.js";
import { wrongArgument } from "../errors.js";
import { arityOf } from "../transform/listed.js";
import { inputs, pack, type Structure } from "../transform/structure.js";
import { leaves, numbersOf } from "./flat.js";
import { watchers } from "./implicit.js";
import { namesOf } from "./parameters.js";

export interface Unknowns {
  readonly structure: Structure;
  /** The start, as plain tensors. */
  readonly tensors: readonly Tensor[];
  readonly names: readonly string[];
  readonly x: Float64Array;
}
export function allFinite(v: ArrayLike<number>): boolean {
  for (let i = 0; i < v.length; i++) if (!Number.isFinite(v[i])) return false;
  return true;
}
export const largest = (v: ArrayLike<number>): number => {
  let s = 0;
  for (let i = 0; i < v.length; i++) s = Math.abs(v[i]) > s || Number.isNaN(v[i]) ? Math.abs(v[i]) : s;
  return s;
};

/** A start: finite numbers, one at least. What watches them does not matter to a solution. */
export function unknownsOf(fn: string, name: string, start: unknown, arity: number): Unknowns {
  const given = inputs(fn, start, arity),
    tensors = given.tensors.map((t) => plainOf(fn, name, t)),
    x = Float64Array.from(tensors.flatMap((t) => Array.from(t.data))),
    names = namesOf(given.structure, tensors, name);
  if (x.length === 0) throw wrongArgument(fn, name, "one number or more", start);
  const bad = x.findIndex((v) => !Number.isFinite(v));
  if (bad >= 0) throw wrongArgument(fn, names[bad], "a finite number", x[bad]);
  return { structure: given.structure, tensors, names, x };
}
/** A copy without derivatives. */
export function plainOf(fn: string, name: string, t: Tensor): Plain {
  const data = numbersOf(t);
  if (data === null)
    throw wrongArgument(
      fn,
      name,
      "numbers, which a batch or a recording has not",
      t,
      "Call it outside of vmap and jit",
    );
  return new Plain(t.shape, data.slice());
}

/** The parts of a row of numbers, in these shapes. */
export function parted(shapes: readonly Shape[], row: Tensor): Tensor[] {
  if (shapes.length === 1) return [shapes[0].length === 1 ? row : row.reshape([...shapes[0]])];
  let at = 0;
  return shapes.map((shape) => {
    const n = size(shape);
    at += n;
    return row.at(`${at - n}:${at}`).reshape([...shape]);
  });
}
/** The tensors that f gives, as one row. */
export function joined(list: readonly Tensor[]): Tensor {
  const rows = list.map((t) => (t.shape.length === 1 ? t : t.reshape([-1])));
  return rows.length === 1 ? rows[0] : cat(rows, 0);
}
/** The row in the structure of the unknowns. */
export const structured = (
  { structure, tensors }: Pick<Unknowns, "structure" | "tensors">,
  row: Tensor,
): unknown =>
  pack(
    structure,
    parted(
      tensors.map((t) => t.shape),
      row,
    ),
  );
/** f of the row. */
export const called = (f: AnyFunction, unknowns: Unknowns, row: Tensor): unknown => {
  const packed = structured(unknowns, row);
  return unknowns.structure.kind === "tuple" ? f(...(packed as unknown[])) : f(packed);
};
export type AnyFunction = (...x: unknown[]) => unknown;
/** f as it is called, its unknowns, and what it answers in numbers where it is a formula of as many inputs. */
export interface Asked {
  readonly call: AnyFunction;
  readonly unknowns: Unknowns;
  readonly own: Numbers | null;
}
/** A formula of several inputs may start from one vector of them. */
export function askedOf(fn: string, f: unknown, name: string, start: unknown): Asked {
  const arity = arityOf(fn, f),
    own = carriedBy(f as object) ?? null,
    unknowns = unknownsOf(fn, name, start, own === null ? arity : 0),
    n = unknowns.x.length,
    { structure, tensors } = unknowns;
  if (own === null || structure.kind === "record" || own.inputs !== n)
    return {
      call: f as AnyFunction,
      unknowns: own === null ? unknowns : unknownsOf(fn, name, start, arity),
      own: null,
    };
  const whole = structure.kind === "one" && n > 1 && tensors[0].shape.length === 1;
  if (!whole && !tensors.every((t) => t.shape.length === 0))
    return { call: f as AnyFunction, unknowns, own: null };
  return { call: whole ? scalars(f as AnyFunction, n) : (f as AnyFunction), unknowns, own };
}
const scalars =
  (f: AnyFunction, n: number): AnyFunction =>
  (x) =>
    f(...Array.from({ length: n }, (_, i) => (x as Tensor).at(i)));
export const rowOf =
  (fn: string, f: AnyFunction, unknowns: Unknowns) =>
  (row: Tensor): Tensor =>
    joined(leaves(fn, called(f, unknowns, row)));

/** Numbers of what f gives; `watched` remembers how many engines watch what f closed over. */
export class Reader {
  watched = 0;
  constructor(private readonly fn: string) {}
  numbers(t: Tensor, name = "f(x)"): Float64Array {
    if (t.level !== 0) this.watched = Math.max(this.watched, watchers(t));
    return plainOf(this.fn, name, t).data;
  }
}
export const vector = (v: Float64Array): Plain => new Plain([v.length], v);
