// Tensors joined into one, and one taken apart. Joining is one row (core/join.ts); parts are slices and selects, whose
// cotangents reverse mode collects in one buffer.
import { axisOutOfRange, emptyReduction, wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { selectRow, sliceRow } from "../core/algebra.js";
import { bind, promote } from "../core/bind.js";
import { joinRule } from "../core/join.js";
import { expand } from "../core/ring.js";
import { face, resolve, type Face, type Options } from "../core/signature.js";
import { isTensor, type Tensor, type TensorLike } from "../core/tensor.js";
import {
  broadcastShape,
  checkSize,
  fromEnd,
  sameShape,
  shapeText,
  size,
  type Shape,
} from "../tensor/shape.js";
import { inserted, shaped } from "./shape.js";

// ── joining ──
function joined(fn: string, given: readonly Tensor[], dim: number): Tensor {
  if (given.length === 0) throw emptyReduction(fn, [0]);
  // As in torch, an empty vector joins anything.
  const full = given.filter((t) => t.shape.length !== 1 || t.shape[0] !== 0);
  const tensors = full.length === 0 ? given : full;
  const [x] = tensors;
  const r = x.shape.length;
  const axis = fromEnd(fn, dim, r);
  for (const t of tensors)
    if (t.shape.length !== r || t.shape.some((n, d) => d - r !== axis && n !== x.shape[d]))
      throw wrongShape(
        fn,
        "tensors",
        `of shape ${shapeText(x.shape)} but for axis ${dim}`,
        t.shape,
        "New axes come from stack",
      );
  return tensors.length === 1 ? x : bind(joinRule, tensors, { axis });
}
type Joining = Face<[tensors: readonly TensorLike[], dim?: number | Options<{ dim: number }>]>;
type Stacking = Face<[tensors: readonly TensorLike[]]>;

/**
 * Tensors of one shape (but for one axis) joined along that axis.
 *
 * @example
 * cat([[1, 2], [3]]) // => tensor([1, 2, 3])
 */
export const cat: Joining = /*#__PURE__*/ face(
  "cat",
  "tensors: tensors, dim: int = 0",
  (tensors: readonly Tensor[], dim: number) => joined("cat", tensors, dim),
);
/**
 * Tensors of one shape side by side along a new axis, which is axis `dim` of the result.
 *
 * @example
 * stack([[1, 2], [3, 4]], 1) // => tensor([[1, 3], [2, 4]])
 */
export const stack: Joining = /*#__PURE__*/ face(
  "stack",
  "tensors: tensors, dim: int = 0",
  (tensors: readonly Tensor[], dim: number) => {
    for (const t of tensors)
      if (!sameShape(t.shape, tensors[0].shape))
        throw wrongShape("stack", "tensors", `all of shape ${shapeText(tensors[0].shape)}`, t.shape);
    if (tensors.length === 0) throw emptyReduction("stack", [0]);
    const apart = tensors.map((t) => inserted("stack", t, dim));
    return joined("stack", apart, fromEnd("stack", dim, apart[0].shape.length));
  },
);
/** At least `rank` axes: new ones of length 1 stand in front, but the third of three stands last. */
function atLeast(x: Tensor, rank: number): Tensor {
  const s = x.shape;
  if (s.length >= rank) return x;
  return shaped(
    x,
    rank < 3
      ? [...new Array<number>(rank - s.length).fill(1), ...s]
      : s.length === 2
        ? [...s, 1]
        : [1, ...(s.length === 0 ? [1] : s), 1],
  );
}
function stacking(fn: string, rank: number, axis: (r: number) => number): Stacking {
  return face(fn, "tensors: tensors", (tensors: readonly Tensor[]) => {
    const whole = tensors.map((t) => atLeast(t, rank));
    return joined(fn, whole, whole.length === 0 ? 0 : axis(whole[0].shape.length));
  });
}
/**
 * Joined along the second axis; vectors one after the other.
 *
 * @example
 * hstack([[1, 2], [3]]) // => tensor([1, 2, 3])
 */
export const hstack: Stacking = /*#__PURE__*/ stacking("hstack", 1, (r) => (r === 1 ? 0 : 1));
/**
 * Joined along the first axis; vectors as rows.
 *
 * @example
 * vstack([[1, 2], [3, 4]]) // => tensor([[1, 2], [3, 4]])
 */
export const vstack: Stacking = /*#__PURE__*/ stacking("vstack", 2, () => 0);
/**
 * Joined along the third axis; vectors as (1, n, 1), matrices as (m, n, 1).
 *
 * @example
 * dstack([[1, 2], [3, 4]]).shape // => [1, 2, 2]
 */
export const dstack: Stacking = /*#__PURE__*/ stacking("dstack", 3, () => 2);
/**
 * Joined along the second axis; vectors and numbers as columns.
 *
 * @example
 * columnStack([[1, 2], [3, 4]]) // => tensor([[1, 3], [2, 4]])
 */
export const columnStack: Stacking = /*#__PURE__*/ face(
  "columnStack",
  "tensors: tensors",
  (tensors: readonly Tensor[]) =>
    joined(
      "columnStack",
      tensors.map((t) => (t.shape.length < 2 ? shaped(t, [size(t.shape), 1]) : t)),
      1,
    ),
);

// ── taking apart ──
/** Slices of the given lengths along an axis. */
function pieces(x: Tensor, axis: number, lengths: readonly number[]): Tensor[] {
  let start = 0;
  return lengths.map((length) => {
    const part = sliceRow(x, { axis, start, length, step: 1 });
    start += length;
    return part;
  });
}
/** n entries in parts of `length`, the last one shorter. */
const evenly = (n: number, length: number): number[] =>
  Array.from({ length: Math.max(1, Math.ceil(n / length)) }, (_, i) => Math.min(length, n - i * length));

/**
 * Parts of `splitSizeOrSections` entries (the last may be shorter), or of the lengths that it lists.
 *
 * @example
 * split([1, 2, 3], 2) // => [tensor([1, 2]), tensor([3])]
 */
export const split: Face<
  [
    tensor: TensorLike,
    splitSizeOrSections: number | readonly number[],
    dim?: number | Options<{ dim: number }>,
  ],
  Tensor[]
> = /*#__PURE__*/ face(
  "split",
  "tensor: tensor, splitSizeOrSections: ints, dim: int = 0",
  (x: Tensor, sections: number | readonly number[], dim: number) => {
    const axis = fromEnd("split", dim, x.shape.length);
    const n = x.shape[x.shape.length + axis];
    const listed = typeof sections === "object";
    const fits = listed
      ? sections.every((l) => l >= 0) && sections.reduce((a, b) => a + b, 0) === n
      : sections > 0 || (sections === 0 && n === 0);
    if (!fits)
      throw wrongArgument(
        "split",
        "splitSizeOrSections",
        listed ? `lengths from 0 whose sum is ${n}` : "a length from 1",
        sections,
      );
    return pieces(x, axis, listed ? sections : evenly(n, Math.max(1, sections)));
  },
);
/**
 * At most `chunks` parts of equal length (the last may be shorter).
 *
 * @example
 * chunk([1, 2, 3], 2) // => [tensor([1, 2]), tensor([3])]
 */
export const chunk: Face<
  [input: TensorLike, chunks: number, dim?: number | Options<{ dim: number }>],
  Tensor[]
> = /*#__PURE__*/ face(
  "chunk",
  "input: tensor, chunks: int, dim: int = 0",
  (x: Tensor, chunks: number, dim: number) => {
    const axis = fromEnd("chunk", dim, x.shape.length);
    const n = x.shape[x.shape.length + axis];
    if (chunks < 1) throw wrongArgument("chunk", "chunks", "a whole number from 1", chunks);
    return n === 0
      ? pieces(x, axis, new Array<number>(chunks).fill(0))
      : pieces(x, axis, evenly(n, Math.ceil(n / chunks)));
  },
);
/**
 * As many parts as asked for, of lengths that differ by at most 1; or cut before the listed entries.
 *
 * @example
 * tensorSplit([1, 2, 3], [1]) // => [tensor([1]), tensor([2, 3])]
 */
export const tensorSplit: Face<
  [input: TensorLike, indicesOrSections: number | readonly number[], dim?: number | Options<{ dim: number }>],
  Tensor[]
> = /*#__PURE__*/ face(
  "tensorSplit",
  "input: tensor, indicesOrSections: ints, dim: int = 0",
  (x: Tensor, given: number | readonly number[], dim: number) => {
    const axis = fromEnd("tensorSplit", dim, x.shape.length);
    const n = x.shape[x.shape.length + axis];
    if (typeof given === "number") {
      if (given < 1) throw wrongArgument("tensorSplit", "indicesOrSections", "a whole number from 1", given);
      checkSize("tensorSplit", [given]);
      const least = Math.floor(n / given);
      return pieces(
        x,
        axis,
        Array.from({ length: given }, (_, i) => least + (i < n % given ? 1 : 0)),
      );
    }
    // As Python's slices: cuts beyond an end fall onto it, and a cut before the last gives an empty part.
    const cuts = [0, ...given.map((c) => Math.min(n, Math.max(0, c < 0 ? c + n : c))), n];
    return cuts
      .slice(1)
      .map((stop, i) => sliceRow(x, { axis, start: cuts[i], length: Math.max(0, stop - cuts[i]), step: 1 }));
  },
);
/**
 * The entries of an axis, which is dropped.
 *
 * @example
 * unbind([[1, 2], [3, 4]], 1) // => [tensor([1, 3]), tensor([2, 4])]
 */
export const unbind: Face<[input: TensorLike, dim?: number | Options<{ dim: number }>], Tensor[]> =
  /*#__PURE__*/ face("unbind", "input: tensor, dim: int = 0", (x: Tensor, dim: number) => {
    const r = x.shape.length;
    if (r === 0) throw axisOutOfRange("unbind", dim, 0);
    const axis = fromEnd("unbind", dim, r);
    return Array.from({ length: x.shape[r + axis] }, (_, index) => selectRow(x, { axis, index }));
  });

// ── several tensors against each other ──
/** A face whose tensors stand one after the other, or in one array; options last. */
function listing<A extends readonly unknown[], B extends readonly unknown[], R>(
  fn: string,
  signature: string,
  impl: (...args: B) => R,
): Face<A, R> {
  return Object.assign((...args: A): R => impl(...(listed(fn, signature, args) as unknown as B)), {
    signature,
  });
}
export function listed(fn: string, signature: string, args: readonly unknown[]): unknown[] {
  const n = args.findIndex(
    (a) => !isTensor(a) && !Array.isArray(a) && typeof a !== "number" && !ArrayBuffer.isView(a),
  );
  const given = n < 0 ? args : args.slice(0, n);
  const rest = n < 0 ? [] : args.slice(n);
  return resolve(
    fn,
    signature,
    given.length === 1 && Array.isArray(given[0]) ? [given[0], ...rest] : [given, ...rest],
  );
}
type Several = readonly TensorLike[];
/**
 * All tensors expanded to the shape that they broadcast to.
 *
 * @example
 * const [a, b] = broadcastTensors([[1], [2]], [3, 4]);
 * a // => tensor([[1, 1], [2, 2]])
 * b // => tensor([[3, 4], [3, 4]])
 */
export const broadcastTensors: Face<[...tensors: Several] | [tensors: Several], Tensor[]> =
  /*#__PURE__*/ listing("broadcastTensors", "tensors: tensors", (list: Tensor[]) => {
    const shape = list.reduce<Shape>((s, t) => broadcastShape("broadcastTensors", s, t.shape), []);
    return list.map((t) => (sameShape(t.shape, shape) ? t : expand(promote(t, shape.length), shape)));
  });
/** How the axes of a grid follow the inputs: "ij" as they come, "xy" the first two swapped. */
type Indexing = Options<{ indexing: "ij" | "xy" }>;
/**
 * The grid of several vectors: one tensor per vector, which varies along the axis of that vector alone.
 *
 * @example
 * const [x, y] = meshgrid([[1, 2], [3, 4]]);
 * x // => tensor([[1, 1], [2, 2]])
 * y // => tensor([[3, 4], [3, 4]])
 */
export const meshgrid: Face<
  [...tensors: Several] | [...tensors: Several, options: Indexing] | [tensors: Several, options?: Indexing],
  Tensor[]
> = /*#__PURE__*/ listing(
  "meshgrid",
  'tensors: tensors, indexing: string = "ij"',
  (list: Tensor[], indexing: string) => {
    const fn = "meshgrid";
    if (indexing !== "ij" && indexing !== "xy") throw wrongOption(fn, "indexing", '"ij" or "xy"', indexing);
    for (const t of list)
      if (t.shape.length > 1) throw wrongShape(fn, "tensors", "vectors or numbers", t.shape);
    const axes = list.map((_, i) => (indexing === "xy" && i < 2 && list.length > 1 ? 1 - i : i));
    const shape = axes.map((a) => size(list[a].shape));
    return list.map((t, i) => {
      const alone = shape.map((n, d) => (d === axes[i] ? n : 1));
      return expand(shaped(t, alone), shape);
    });
  },
);
