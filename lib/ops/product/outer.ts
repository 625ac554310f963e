// Products of vectors, matrices and tensors that are not matmul: each is a contraction, or a product of reshaped operands.
import { axisOutOfRange, broadcastMismatch, wrongArgument, wrongShape } from "../../errors.js";
import { pow } from "../../core/power.js";
import { sumRow } from "../../core/sums.js";
import { promote } from "../../core/bind.js";
import { expand, mulRow, sub } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { VALUE } from "../../kernels/arithmetic.js";
import { allOf } from "../../door/parse.js";
import { checkSize, axesFromEnd, broadcastShape, fromEnd, sameShape, type Shape } from "../../array/shape.js";
import { contract } from "./contraction.js";
import { flipRow, rollRow } from "../move/order.js";
import { shaped } from "../move/reshape.js";

type Pair = Face<[input: TensorLike, other: TensorLike]>;

/**
 * The matrix of all products input[i] * vec2[j] of two vectors.
 *
 * @example
 * outer([1, 2], [3, 4]) // => tensor([[3, 4], [6, 8]])
 */
export const outer: Face<[input: TensorLike, vec2: TensorLike]> = /*#__PURE__*/ face(
  "outer",
  "input: tensor, vec2: tensor",
  (x: Tensor, y: Tensor) => {
    for (const [name, t] of [
      ["input", x],
      ["vec2", y],
    ] as const)
      if (t.shape.length !== 1)
        throw wrongShape(
          "outer",
          name,
          "(n,), a vector",
          t.shape,
          'For other axes use einsum("...i,...j->...ij", a, b)',
        );
    return mulRow(shaped(x, [x.shape[0], 1]), shaped(y, [1, y.shape[0]]), VALUE);
  },
);
/**
 * Sums of products over the last axes of both; with a number, its multiple.
 *
 * @example
 * inner([1, 2], [3, 4]).item() // => 11
 */
export const inner: Pair = /*#__PURE__*/ face(
  "inner",
  "input: tensor, other: tensor",
  (x: Tensor, y: Tensor) => {
    if (x.shape.length === 0 || y.shape.length === 0) {
      const r = Math.max(x.shape.length, y.shape.length);
      return mulRow(promote(x, r), promote(y, r), VALUE);
    }
    if (x.shape[x.shape.length - 1] !== y.shape[y.shape.length - 1])
      throw wrongShape(
        "inner",
        "other",
        `with a last axis of ${x.shape[x.shape.length - 1]} entries, as the input`,
        y.shape,
      );
    return sumsOver(x, y, [-1], [-1]);
  },
);
/** Sums of products over pairs of axes (from the end): the axes left of x, then those of y. */
function sumsOver(x: Tensor, y: Tensor, over: readonly number[], against: readonly number[]): Tensor {
  const names = (t: Tensor, axes: readonly number[], letter: string): string[] =>
    t.shape.map((_, d) =>
      axes.includes(d - t.shape.length) ? `s${axes.indexOf(d - t.shape.length)}` : letter + String(d),
    );
  const a = { tensor: x, names: names(x, over, "x") };
  const b = { tensor: y, names: names(y, against, "y") };
  return contract(
    a,
    b,
    [...a.names, ...b.names].filter((name) => !name.startsWith("s")),
  ).tensor;
}
/**
 * Sums of products over the last `dims` axes of a and the first of b, or over the axes [those of a, those of b].
 *
 * @example
 * tensordot([[1, 2], [3, 4]], [[1, 0], [0, 1]], 2).item() // => 5
 */
export const tensordot: Face<
  [
    a: TensorLike,
    b: TensorLike,
    dims?:
      number | readonly (readonly number[])[] | Options<{ dims: number | readonly (readonly number[])[] }>,
  ]
> = /*#__PURE__*/ face(
  "tensordot",
  "a: tensor, b: tensor, dims: any = 2",
  (a: Tensor, b: Tensor, dims: unknown) => {
    const fn = "tensordot";
    const [r, s] = [a.shape.length, b.shape.length];
    const isAxes = (v: unknown): v is number[] => Array.isArray(v) && allOf(v, Number.isInteger);
    let pair: readonly number[][];
    if (typeof dims === "number" && Number.isInteger(dims) && dims >= 0) {
      if (dims > r || dims > s)
        throw wrongArgument(fn, "dims", `at most ${Math.min(r, s)}, the axes of the operands`, dims);
      pair = [Array.from({ length: dims }, (_, i) => i - dims), Array.from({ length: dims }, (_, i) => i)];
    } else if (
      Array.isArray(dims) &&
      dims.length === 2 &&
      dims.every(isAxes) &&
      dims[0].length === dims[1].length
    )
      pair = dims;
    else
      throw wrongArgument(
        fn,
        "dims",
        "a number of axes, or two lists of as many axes",
        dims,
        "Write tensordot(a, b, [[1], [0]])",
      );
    axesFromEnd(fn, pair[0], r);
    axesFromEnd(fn, pair[1], s);
    const over = pair[0].map((d) => fromEnd(fn, d, r));
    const against = pair[1].map((d) => fromEnd(fn, d, s));
    over.forEach((d, i) => {
      if (a.shape[r + d] !== b.shape[s + against[i]])
        throw wrongShape(
          fn,
          "b",
          `of length ${a.shape[r + d]} along axis ${s + against[i]}, as axis ${r + d} of a`,
          b.shape,
        );
    });
    return sumsOver(a, b, over, against);
  },
);

/**
 * Kronecker's product: blocks of `other`, one for each element of the input and multiplied by it.
 *
 * @example
 * kron([[1, 2]], [[1], [1]]) // => tensor([[1, 2], [1, 2]])
 */
export const kron: Pair = /*#__PURE__*/ face(
  "kron",
  "input: tensor, other: tensor",
  (x: Tensor, y: Tensor) => {
    const r = Math.max(x.shape.length, y.shape.length);
    const long = (s: Shape): number[] => [...new Array<number>(r - s.length).fill(1), ...s];
    const [a, b] = [long(x.shape), long(y.shape)];
    const product = mulRow(
      shaped(
        x,
        a.flatMap((n) => [n, 1]),
      ),
      shaped(
        y,
        b.flatMap((n) => [1, n]),
      ),
      VALUE,
    );
    return shaped(
      product,
      a.map((n, d) => n * b[d]),
    );
  },
);

// ── vectors of three ──
// (a x b)[i] = a[i+1] b[i+2] - a[i+2] b[i+1], indices modulo 3.
function crossed(fn: string, x: Tensor, y: Tensor, dim: number | null | undefined): Tensor {
  const shape = broadcastShape(fn, x.shape, y.shape);
  const r = shape.length;
  const axis = dim === undefined || dim === null ? shape.indexOf(3) - r : fromEnd(fn, dim, r);
  for (const [name, t] of [
    ["input", x],
    ["other", y],
  ] as const)
    if (axis < -r || t.shape[t.shape.length + axis] !== 3)
      throw wrongShape(
        fn,
        name,
        `of length 3 along ${axis < -r ? "some axis" : `axis ${r + axis}`}`,
        t.shape,
      );
  const full = (t: Tensor): Tensor => (sameShape(t.shape, shape) ? t : expand(promote(t, r), shape));
  const [a, b] = [full(x), full(y)];
  const rolled = (t: Tensor, shift: number): Tensor => rollRow(t, { axis, shift });
  return sub(mulRow(rolled(a, -1), rolled(b, -2), VALUE), mulRow(rolled(a, -2), rolled(b, -1), VALUE));
}
/**
 * The vector product along an axis of length 3: `dim`, or the first there is.
 *
 * @example
 * cross([1, 0, 0], [0, 1, 0]) // => tensor([0, 0, 1])
 */
export const cross: Face<
  [input: TensorLike, other: TensorLike, dim?: number | null | Options<{ dim: number | null }>]
> = /*#__PURE__*/ face(
  "cross",
  "input: tensor, other: tensor, dim: int?",
  (x: Tensor, y: Tensor, dim: number | null | undefined) => crossed("cross", x, y, dim),
);
/**
 * The vector product along an axis of length 3, by default the last.
 *
 * @example
 * import { cross } from "dualtensor/linalg";
 * cross([1, 0, 0], [0, 1, 0]) // => tensor([0, 0, 1])
 */
export const linalgCross: Face<[input: TensorLike, other: TensorLike, options?: Options<{ dim: number }>]> =
  /*#__PURE__*/ face(
    "linalg.cross",
    "input: tensor, other: tensor, *, dim: int = -1",
    (x: Tensor, y: Tensor, dim: number) => crossed("linalg.cross", x, y, dim),
  );
/**
 * Sums of products along an axis; the others broadcast.
 *
 * @example
 * import { vecdot } from "dualtensor/linalg";
 * vecdot([1, 2], [3, 4]).item() // => 11
 */
export const vecdot: Face<[x: TensorLike, y: TensorLike, options?: Options<{ dim: number }>]> =
  /*#__PURE__*/ face(
    "linalg.vecdot",
    "x: tensor, y: tensor, *, dim: int = -1",
    (x: Tensor, y: Tensor, dim: number) => {
      const r = Math.max(x.shape.length, y.shape.length);
      const axis = fromEnd("linalg.vecdot", dim, r);
      const [n, m] = [x.shape[x.shape.length + axis], y.shape[y.shape.length + axis]];
      if (n !== m) throw broadcastMismatch("linalg.vecdot", x.shape, y.shape);
      return sumRow(mulRow(promote(x, r), promote(y, r), VALUE), [axis]);
    },
  );

// ── powers side by side ──
function powers(fn: string, x: Tensor, count: number | null | undefined): Tensor {
  const r = x.shape.length;
  if (r === 0) throw axisOutOfRange(fn, -1, 0);
  const n = count ?? x.shape[r - 1];
  if (n < 0) throw wrongArgument(fn, "N", "from 0", n);
  checkSize(fn, [...x.shape, n]);
  const exponents = new Plain(
    [n],
    Float64Array.from({ length: n }, (_, i) => i),
  );
  return pow(shaped(x, [...x.shape, 1]), exponents);
}
/**
 * Vandermonde's matrix of a vector: column j is x to the power N - 1 - j, or to the power j if increasing.
 *
 * @example
 * vander([1, 2, 3]) // => tensor([[1, 1, 1], [4, 2, 1], [9, 3, 1]])
 */
export const vander: Face<
  | [x: TensorLike, N?: number | null, increasing?: boolean]
  | [x: TensorLike, options: Options<{ N: number | null; increasing: boolean }>]
  | [x: TensorLike, N: number, options: Options<{ increasing: boolean }>]
> = /*#__PURE__*/ face(
  "vander",
  "x: tensor, N: int?, increasing: bool = false",
  (x: Tensor, n: number | null | undefined, increasing: boolean) => {
    if (x.shape.length !== 1)
      throw wrongShape("vander", "x", "(n,), a vector", x.shape, "For batches use linalg.vander");
    const V = powers("vander", x, n);
    return increasing ? V : flipRow(V, [-1]);
  },
);
/**
 * Vandermonde's matrices of vectors (the last axis): column j is x to the power j.
 *
 * @example
 * import { vander } from "dualtensor/linalg";
 * vander([1, 2, 3]) // => tensor([[1, 1, 1], [1, 2, 4], [1, 3, 9]])
 */
export const linalgVander: Face<[x: TensorLike, options?: Options<{ N: number | null }>]> =
  /*#__PURE__*/ face("linalg.vander", "x: tensor, *, N: int?", (x: Tensor, n: number | null | undefined) =>
    powers("linalg.vander", x, n),
  );
