// Tables of values and derivatives, rounded once from results that mpmath computed at 65 digits and more, and the rule that
// compares a function with them: |got - true| <= max(ulp, condFactor * cond) ulp, both numbers from the table. scripts/accuracy.mjs
// runs it over a folder of tables, accuracy.spec.ts over those of spec/fixtures/accuracy.
//
//   orders  the columns: "0".."3" for functions of one argument; else "" (the value) and partials, "xy" by positions
//   v       references, null where none is stated;  r  (true value - v) / ulp(v)
//   cond    relative change of the result per relative change of the arguments; "Infinity" where the result is exactly 0:
//           then slope * condFactor is the absolute error that is allowed
//   ulp     the spacing of doubles at v; without cond it alone counts

type Num = number | string | null;
export interface Point {
  readonly x: readonly Num[];
  readonly v: readonly Num[];
  readonly r?: readonly (number | null)[];
  readonly cond?: readonly Num[];
  readonly slope?: readonly (number | null)[];
}
export interface Table {
  readonly name: string;
  readonly library: { readonly entry: string; readonly name: string };
  readonly arity: number;
  readonly orders: readonly string[];
  readonly ulp: Readonly<Record<string, number>>;
  readonly condFactor: Readonly<Record<string, number>>;
  readonly points: readonly Point[];
}
export interface Miss {
  readonly x: readonly number[];
  readonly got: number;
  readonly want: number;
  readonly ulps: number;
}
export interface Column {
  readonly order: string;
  readonly count: number;
  /** The largest error, and the largest share of what is allowed. */
  readonly ulps: number;
  readonly share: number;
  readonly misses: readonly Miss[];
}

/**
 * Points at infinity where the tables state limits and the library the law's second sentence (docs/conventions.md, Zero): the
 * value is infinite because it overflowed, so each derivative that the table gives as 0 is NaN. By function: the arguments.
 */
const OVERFLOWED: Readonly<Record<string, readonly string[]>> = {
  log: ["Infinity"],
  log2: ["Infinity"],
  log10: ["Infinity"],
  log1p: ["Infinity"],
  sqrt: ["Infinity"],
  cbrt: ["Infinity", "-Infinity"],
  asinh: ["Infinity", "-Infinity"],
  acosh: ["Infinity"],
  pow: ["Infinity,0.5"],
  logaddexp: ["Infinity,2", "1,Infinity", "Infinity,-Infinity"],
};
const wanted = (table: Table, { x, v }: Point, k: number): number | null =>
  k > 0 && Number(v[k] ?? NaN) === 0 && OVERFLOWED[table.name]?.includes(x.map(Number).join()) === true
    ? NaN
    : number(v[k]);
const number = (v: Num | undefined): number | null => (v === null || v === undefined ? null : Number(v));
const bits = new DataView(new ArrayBuffer(8));
/** The spacing of doubles at x. */
export function ulpOf(x: number): number {
  if (!Number.isFinite(x)) return 2 ** 971;
  bits.setFloat64(0, x);
  const exponent = (bits.getUint32(0) >>> 20) & 0x7ff;
  return 2 ** (Math.max(exponent, 1) - 1075);
}
/** The error of `got` in ulps of the true value `want` + r ulp. An infinity stands for 2^1024. */
export function ulpError(got: number, want: number, r = 0): number {
  if (Number.isNaN(want) || Number.isNaN(got)) return Number.isNaN(want) && Number.isNaN(got) ? 0 : Infinity;
  if (got === want) return Math.abs(r);
  // In units of 2^1023 nothing overflows.
  const scaled = (v: number): number => (Number.isFinite(v) ? v / 2 ** 1023 : Math.sign(v) * 2);
  if (!Number.isFinite(got) || !Number.isFinite(want)) {
    const distance = Math.abs(scaled(got) - scaled(want));
    return distance < 1 ? distance * 2 ** 52 : Infinity;
  }
  const ulp = ulpOf(want);
  const large = Math.max(Math.abs(got), Math.abs(want)) > 2 ** 1000;
  const distance = large ? (got / 2 ** 60 - want / 2 ** 60) / (ulp / 2 ** 60) : (got - want) / ulp;
  return Math.abs(distance - r);
}

/** What each column of a table says of `f`, which computes the function (order "" or "0") and its derivatives. */
export function examine(table: Table, f: (order: string, x: readonly number[]) => number): Column[] {
  return table.orders.map((order, k) => {
    const misses: Miss[] = [];
    let [count, ulps, share] = [0, 0, 0];
    for (const p of table.points) {
      const want = wanted(table, p, k);
      if (want === null) continue;
      count++;
      const x = p.x.map(Number);
      const got = f(order, x);
      const error = ulpError(got, want, p.r?.[k] ?? 0);
      const cond = number(p.cond?.[k]) ?? 0;
      const part = shareOf(
        error,
        got,
        want,
        cond,
        table.ulp[order],
        table.condFactor[order],
        p.slope?.[k] ?? 0,
      );
      if (part > 1) misses.push({ x, got, want, ulps: error });
      ulps = Math.max(ulps, error);
      share = Math.max(share, part);
    }
    return { order, count, ulps, share, misses };
  });
}
/** The error as a share of what is allowed. */
function shareOf(
  error: number,
  got: number,
  want: number,
  cond: number,
  ulp: number,
  factor: number,
  slope: number,
): number {
  if (error === 0) return 0;
  if (!Number.isFinite(error) && !Number.isFinite(got)) return Infinity;
  if (cond < Infinity) return error / Math.max(ulp, factor * cond);
  const allowed = Math.max(ulp, (factor * slope) / ulpOf(want));
  return allowed === Infinity ? Math.abs(got) / (factor * slope) : error / allowed;
}

/** Tables of a function with an option: its name, and the option. */
const withOption: Readonly<Record<string, readonly [name: string, option: object]>> = {
  geluTanh: ["gelu", { approximate: "tanh" }],
};
/** The function that a table is of, if it is among these. */
export function functionOf<T>(
  table: Table,
  among: Readonly<Record<string, unknown>>,
): ((...x: (T | number)[]) => T) | undefined {
  const [name, option] = withOption[table.name] ?? [table.library.name];
  const fn = among[name] as ((...x: unknown[]) => T) | undefined;
  return fn === undefined || option === undefined ? fn : (...x) => fn(...x, option);
}

/** What of the library the tables need: any copy of it, from the source or built. */
export interface Library<T> {
  readonly derivative: (f: (x: T) => T, x: number | T) => number | T;
}
/** The places that a column differentiates by, one after the other. */
const placesOf = (order: string): number[] =>
  /\d/.test(order) ? new Array<number>(Number(order)).fill(0) : Array.from(order, (c) => "xyz".indexOf(c));
/** fn differentiated by the places, each time by `derivative`. */
function nested<T>(
  { derivative }: Library<T>,
  fn: (...x: (T | number)[]) => T,
  x: readonly (T | number)[],
  [place, ...rest]: readonly number[],
): T | number {
  if (place === undefined) return fn(...x);
  const inner = (v: T): T => nested({ derivative }, fn, x.map((w, i) => (i === place ? v : w)), rest) as T; // prettier-ignore
  return derivative(inner, x[place]);
}
/** A function of the library and its derivatives at numbers: orders by nested `derivative`. */
export const evaluator =
  <T extends { item(): number }>(library: Library<T>, fn: (...x: (T | number)[]) => T) =>
  (order: string, x: readonly number[]): number => {
    const y = nested(library, fn, x, placesOf(order));
    return typeof y === "number" ? y : y.item();
  };
/** Arguments as a key: -0 is another point than 0. */
export const keyOf = (x: readonly Num[]): string =>
  x.map((v) => (Object.is(Number(v), -0) ? "-0" : Number(v))).join();
/**
 * The same at all points of a table at once, its arguments as tensors; an argument by which no column differentiates (the order of
 * a polygamma) is a number, and the points are taken by its values.
 */
export function tensorEvaluator<T extends { readonly data: Float64Array }>(
  library: Library<T> & { readonly tensor: (data: readonly number[]) => T },
  fn: (...x: (T | number)[]) => T,
  { points, arity, orders }: Table,
): (order: string, x: readonly number[]) => number {
  const still = (i: number): boolean => arity > 1 && !orders.some((o) => o.includes("xyz"[i]));
  const stillOf = (x: readonly Num[]): string => keyOf(x.filter((_, i) => still(i)));
  const done = new Map<string, Map<string, number>>();
  return (order, x) => {
    const group = `${order} ${stillOf(x)}`;
    if (!done.has(group)) {
      const mine = points.map((p) => p.x).filter((p) => stillOf(p) === stillOf(x));
      const args = x.map((v, i) => (still(i) ? v : library.tensor(mine.map((p) => Number(p[i])))));
      const { data } = nested(library, fn, args, placesOf(order)) as T;
      done.set(group, new Map(mine.map((p, row) => [keyOf(p), data[row]])));
    }
    return done.get(group)!.get(keyOf(x))!;
  };
}
