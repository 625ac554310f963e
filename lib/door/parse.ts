// What stands for a tensor: numbers, nested arrays, typed arrays, {data, shape} (scijs ndarrays with stride and offset
// too), mathjs matrices, ml-matrix, tensors of tfjs. Everything is copied; a ragged or foreign entry is an error that names its place.
import { ragged, unknownOption, wrongArgument, wrongCount, wrongOption } from "../errors.js";
import { checkSize, MOST_AXES, size, storage, stridesOf, type Shape } from "../array/shape.js";

/** Element types of the library. All three are stored as float64; bool and int32 are for masks and indices, without tangent. */
export type CoreDType = "float64" | "int32" | "bool";
/** Beside them the two that only tensors of the torch adapter have, and the type of pairs of real tensors. */
export type DType = CoreDType | "float32" | "int64" | "complex128";

/** Numbers, and arrays of arrays of them. */
export type Nested = number | boolean | NestedArray;
// An interface, because a type alias cannot recur here.
export interface NestedArray extends ReadonlyArray<Nested> {}

/** Anything but a tensor that stands for one. */
export type DataLike =
  | Nested
  | ArrayBufferView
  | {
      readonly data: ArrayLike<number | boolean | string>;
      readonly shape: readonly number[];
      readonly stride?: readonly number[];
      readonly offset?: number;
    }
  | { toArray(): unknown; size(): number[] }
  | { to2DArray(): number[][] }
  | { readonly shape: readonly number[]; dataSync(): ArrayLike<number> };

export interface Parsed {
  shape: Shape;
  data: Float64Array;
  dtype: DType;
}

/** By tag and not by instanceof: arrays of other realms (jest, iframes, vm) are arrays too. */
export const isTypedArray = (v: unknown): v is ArrayLike<number> & ArrayBufferView =>
  ArrayBuffer.isView(v) && "length" in v;
const hasMethod = (v: unknown, name: string): boolean =>
  typeof (v as Record<string, unknown> | null | undefined)?.[name] === "function";
export const isMatrix = (v: unknown): v is { toArray(): unknown; size(): number[] } =>
  typeof v === "object" && hasMethod(v, "toArray") && hasMethod(v, "size");
const isMlMatrix = (v: unknown): v is { to2DArray(): number[][] } => hasMethod(v, "to2DArray");
/** tfjs: the numbers lie elsewhere and are asked for. */
const isDevice = (v: unknown): v is { shape: number[]; dataSync(): ArrayLike<number> } =>
  hasMethod(v, "dataSync");
/** Is every entry so? `every` would jump over holes, and takes seconds for many of them. */
export function allOf<T>(v: readonly unknown[], is: (e: unknown) => e is T): v is readonly T[];
export function allOf(v: readonly unknown[], is: (e: unknown) => boolean): boolean;
export function allOf(v: readonly unknown[], is: (e: unknown) => boolean): boolean {
  for (let i = 0; i < v.length; i++) if (!is(v[i])) return false;
  return true;
}
/** Is some entry so? Behind a hole nothing is looked for: there may be millions of them. */
export function anyOf(v: readonly unknown[], is: (e: unknown) => boolean): boolean {
  for (let i = 0; i < v.length && v[i] !== undefined; i++) if (is(v[i])) return true;
  return false;
}
/** An array without holes, however many: `map` would look at each. */
export const isWhole = (v: readonly unknown[]): boolean => {
  for (let i = 0; i < v.length; i++) if (v[i] === undefined && !(i in v)) return false;
  return true;
};
const isLengths = (v: unknown): v is number[] =>
  Array.isArray(v) && allOf(v, (n) => Number.isInteger(n) && (n as number) >= 0);
const isRow = (v: unknown): v is ArrayLike<unknown> => Array.isArray(v) || isTypedArray(v);
export const isShaped = (
  v: unknown,
): v is {
  data: ArrayLike<unknown>;
  shape: number[];
  stride?: number[];
  offset?: number;
  dtype?: unknown;
} => {
  if (typeof v !== "object" || v === null) return false;
  const { data, shape } = v as { data?: unknown; shape?: unknown };
  return isRow(data) && isLengths(shape);
};

/** An object of properties and nothing else, of any realm: options, a record. */
export const isPlainObject = (v: unknown): v is Record<string, unknown> => {
  if (typeof v !== "object" || v === null) return false;
  const proto: unknown = Object.getPrototypeOf(v);
  return proto === null || Object.getPrototypeOf(proto) === null;
};

/** Options as they are given, each of a known name; none is none. */
export function optionsOf<T>(
  fn: string,
  options: T | undefined,
  known: readonly string[],
  intention?: string,
): Partial<T> {
  if (options === undefined) return {};
  if (!isPlainObject(options))
    throw wrongArgument(fn, "options", `an object of ${known.join(", ")}`, options, intention);
  for (const key of Object.keys(options)) if (!known.includes(key)) throw unknownOption(fn, key, known);
  return options;
}

/** The number of one entry: JSON has no NaN and no Infinity, so those three words count as numbers. */
function entry(fn: string, v: unknown, place: () => string): number {
  if (typeof v === "number") return v;
  if (typeof v === "boolean") return v ? 1 : 0;
  if (typeof v === "string" && /^(NaN|-?Infinity)$/.test(v)) return Number(v);
  throw wrongArgument(
    fn,
    place(),
    "a number",
    v,
    typeof v === "string" ? "Convert text with Number(...) first" : undefined,
  );
}

export function parse(fn: string, name: string, v: unknown): Parsed {
  if (typeof v === "number" || typeof v === "boolean" || Array.isArray(v)) return nested(fn, name, v);
  if (isTypedArray(v)) {
    if (typeof v[0] === "bigint")
      throw wrongArgument(fn, name, "numbers", v, "Convert with Array.from(x, Number)");
    return { shape: [v.length], data: Float64Array.from(v), dtype: "float64" };
  }
  if (isShaped(v)) return shaped(fn, name, v);
  if (isDevice(v)) return shaped(fn, name, { data: v.dataSync(), shape: v.shape });
  if (isMatrix(v)) return nested(fn, name, v.toArray());
  if (isMlMatrix(v)) return nested(fn, name, v.to2DArray());
  throw wrongArgument(
    fn,
    name,
    "a tensor",
    v,
    typeof v === "string"
      ? "Formulas in text are for dualtensor/mathjs"
      : "Give numbers, arrays, {data, shape} or tensors",
  );
}

function nested(fn: string, name: string, v: unknown): Parsed {
  const shape: number[] = [],
    /** Where we are. */
    place: number[] = [];
  const where = (): string => name + place.map((i) => `[${i}]`).join("");
  for (let row: unknown = v; isRow(row) && shape.length <= MOST_AXES; row = row[0]) {
    const n = row.length;
    shape.push(n);
    if (n === 0) break;
    // A row with holes, which may be millions of them, is refused before anything is allocated for it.
    if (row[n - 1] === undefined) entry(fn, undefined, () => `${where()}[${n - 1}]`);
    place.push(0);
  }
  const data = storage(fn, shape),
    rank = shape.length;
  let at = 0,
    bools = 0;
  const fill = (row: unknown, depth: number): void => {
    place.length = depth;
    if (isRow(row) ? row.length !== shape[depth] : depth < rank) throw ragged(fn, where(), shape[depth], row);
    if (!isRow(row)) {
      if (typeof row === "boolean") bools++;
      data[at++] = entry(fn, row, where);
      return;
    }
    for (let i = 0; i < row.length; i++) {
      place[depth] = i;
      fill(row[i], depth + 1);
    }
  };
  fill(v, 0);
  return { shape, data, dtype: bools > 0 && bools === data.length ? "bool" : "float64" };
}

function shaped(
  fn: string,
  name: string,
  v: { data: ArrayLike<unknown>; shape: number[]; stride?: number[]; offset?: number; dtype?: unknown },
): Parsed {
  const shape = v.shape.slice(),
    n = checkSize(fn, shape),
    strided = Array.isArray(v.stride);
  // Data of another length are refused before anything is allocated.
  if (!strided && v.data.length !== n) throw wrongCount(fn, [v.data.length], shape);
  const data = storage(fn, shape),
    stride = strided ? v.stride! : stridesOf(shape);
  if (stride.length !== shape.length)
    throw wrongArgument(fn, `${name}.stride`, `${shape.length} integers`, stride);
  let i = 0;
  const visit = (d: number, p: number): void => {
    if (d === shape.length) data[i++] = entry(fn, v.data[p], () => `${name}.data[${p}]`);
    else for (let j = 0; j < shape[d]; j++) visit(d + 1, p + j * stride[d]);
  };
  visit(0, (strided && v.offset) || 0);
  return { shape, data, dtype: v.dtype === "bool" || v.dtype === "int32" ? v.dtype : "float64" };
}

/** Check an option {shape, dtype} of `tensor` against what was parsed. */
export function reform(fn: string, p: Parsed, shape: unknown, dtype: unknown): Parsed {
  if (dtype !== undefined && !["float64", "int32", "bool"].includes(dtype as string))
    throw wrongOption(fn, "dtype", '"float64", "int32" or "bool"', dtype);
  const s = shape === undefined ? p.shape : shape,
    type = (dtype ?? p.dtype) as DType;
  if (!isLengths(s)) throw wrongOption(fn, "shape", "an array of integers from 0", s);
  if (size(s) !== p.data.length) throw wrongCount(fn, p.shape, s);
  return { shape: s.slice(), dtype: type, data: convert(fn, p.data, type) };
}

/** Numbers as another type: bool is "not zero", int32 must be whole (a silent truncation would be a loss). */
export function convert(fn: string, d: Float64Array, dtype: DType): Float64Array {
  if (dtype === "bool") return d.map((v) => (v !== 0 ? 1 : 0));
  if (dtype === "int32")
    for (const v of d) if (v !== (v | 0)) throw wrongOption(fn, "dtype", `one that holds ${v}`, dtype);
  return d;
}
