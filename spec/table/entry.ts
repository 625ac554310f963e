// One line of the table: a call of a public function, and what it shall give, computed on nested arrays of numbers by
// something that is not this library: mathjs, Math, or a closed form written out.

export type Nested = number | boolean | readonly Nested[];
export type Numbers = number | readonly Numbers[];
/** Results as they come: numbers, lists of results, results by name. */
export type Result = Nested | readonly Result[] | { readonly [name: string]: Result };

/** An argument that carries a derivative. */
export class Moving {
  constructor(
    readonly at: Numbers,
    /** Pairs [re, im] along the last axis, which the function takes as complex values. */
    readonly complex = false,
  ) {}
}
export const x = (at: Numbers): Moving => new Moving(at);
export const z = (at: Numbers): Moving => new Moving(at, true);

export interface Entry {
  readonly args: readonly unknown[];
  /** The arguments as numbers in, the result as numbers out. */
  readonly want: (...args: never[]) => Result;
  /** Its derivative is 0 by convention, whatever its values do. */
  readonly flat?: boolean;
}
export const entry = (
  args: readonly unknown[],
  want: (...args: never[]) => Result,
  options: { readonly flat?: boolean } = {},
): Entry => ({ args, want, ...options });
export type Table = Readonly<Record<string, readonly Entry[]>>;

// ── nested arrays ──
export const flat = (v: Result): number[] =>
  typeof v === "object" ? Object.values(v).flatMap(flat) : [Number(v)];
export const shapeOf = (v: Nested): number[] =>
  Array.isArray(v) ? [v.length, ...(v.length === 0 ? [] : shapeOf(v[0] as Nested))] : [];
/** An array of a shape, from the index of each element. */
export const tabulate = (shape: readonly number[], f: (...i: number[]) => Nested, ...at: number[]): Nested =>
  shape.length === 0
    ? f(...at)
    : Array.from({ length: shape[0] }, (_, i) => tabulate(shape.slice(1), f, ...at, i));
/** Numbers in row-major order, in a shape. */
export const shaped = (v: readonly number[], shape: readonly number[]): Nested =>
  tabulate(shape, (...i) => v[i.reduce((at, n, d) => at * shape[d] + n, 0)]);
/** The element at an index. */
export const at = (v: Nested, ...i: readonly number[]): number =>
  i.reduce<Nested>((w, n) => (w as readonly Nested[])[n], v) as number;
/** f of each number, the shapes broadcast. */
export function map(f: (...v: number[]) => number | boolean, ...v: readonly Nested[]): Nested {
  const long = v.find(
    (w) => Array.isArray(w) && shapeOf(w).length === Math.max(...v.map((u) => shapeOf(u).length)),
  );
  if (long === undefined) return f(...v.map(Number));
  const rank = shapeOf(long).length,
    length = Math.max(...v.filter((w) => shapeOf(w).length === rank).map((w) => (w as Nested[]).length));
  return Array.from({ length }, (_, i) =>
    map(
      f,
      ...v.map((w) => (shapeOf(w).length < rank ? w : (w as Nested[])[(w as Nested[]).length === 1 ? 0 : i])),
    ),
  );
}
/** The vectors along an axis, each replaced by what f makes of it: a number, or a vector in its place. */
export function along(v: Nested, axis: number, f: (w: number[]) => Nested): Nested {
  const s = shapeOf(v),
    rest = s.filter((_, d) => d !== axis),
    vector = (...i: number[]): number[] =>
      Array.from({ length: s[axis] }, (_, n) => at(v, ...i.slice(0, axis), n, ...i.slice(axis)));
  const sample = f(vector(...rest.map(() => 0)));
  if (!Array.isArray(sample)) return tabulate(rest, (...i) => f(vector(...i)));
  const out = [...s.slice(0, axis), sample.length, ...s.slice(axis + 1)];
  return tabulate(out, (...i) => at(f(vector(...i.slice(0, axis), ...i.slice(axis + 1))), i[axis]));
}
export const sumOf = (v: readonly number[]): number => v.reduce((a, b) => a + b, 0);
