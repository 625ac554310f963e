// Several tensors made one, or brought to one shape. Joining is one row (core/join.ts).
import { emptyReduction, wrongOption, wrongShape } from "../../errors.js";
import { bind, promote } from "../../core/bind.js";
import { joinRule } from "../../core/join.js";
import { expand } from "../../core/ring.js";
import { face, resolve, type Face, type Options } from "../../core/signature.js";
import { isTensor, type Tensor, type TensorLike } from "../../core/tensor.js";
import { broadcastShape, fromEnd, sameShape, shapeText, size, type Shape } from "../../array/shape.js";
import { inserted, shaped } from "./reshape.js";

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

// ── several tensors against each other ──
/** A face whose tensors stand one after the other, or in one array; options last. */
export function listing<A extends readonly unknown[], B extends readonly unknown[], R>(
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
  'tensors: tensors, *, indexing: string = "ij"',
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
