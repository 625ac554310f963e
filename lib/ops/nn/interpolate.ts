// Interpolation on a grid, axis by axis: each entry of the result is a weighted sum of a few entries of the input, whose
// places and weights depend on lengths alone. So it is linear: takes of entries, times constants.
import { wrongArgument, wrongOption, wrongShape } from "../../errors.js";
import { takeRow } from "../../core/picks.js";
import { add, mulRow } from "../../core/ring.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { CHAIN } from "../../kernels/arithmetic.js";
import { checkSize } from "../../array/shape.js";
import { sharedMeans, sharing } from "./adaptive.js";

/** One axis: n entries to m, `scale` entries of the input for each of the result. */
interface Axis {
  readonly n: number;
  readonly m: number;
  readonly scale: number;
  readonly alignCorners: boolean;
}
/** For each entry of the result the entries it is made of, and their weights. */
type Stencil = readonly (readonly (readonly [index: number, weight: number])[])[];
const stencil = ({ m }: Axis, f: (i: number) => (readonly [number, number])[]): Stencil =>
  Array.from({ length: m }, (_, i) => f(i));

// PyTorch rounds the place to single precision before it takes the floor, so that 2.9999999999999996 is 3.
const nearest = (axis: Axis, middle: number): Stencil =>
  stencil(axis, (i) => [[Math.min(axis.n - 1, Math.floor(Math.fround((i + middle) * axis.scale))), 1]]);
/** Where entry i of the result lies in the input, in entries. */
const place = ({ scale, alignCorners }: Axis, i: number): number =>
  alignCorners ? i * scale : (i + 0.5) * scale - 0.5;
const linear = (axis: Axis): Stencil =>
  stencil(axis, (i) => {
    const at = Math.max(0, place(axis, i)),
      low = Math.min(axis.n - 1, Math.floor(at)),
      t = Math.min(1, at - low);
    return [
      [low, 1 - t],
      [Math.min(axis.n - 1, low + 1), t],
    ];
  });
// Keys 1981, equation 4 with a = -3/4 (a = -1/2 where it smooths), as PyTorch and OpenCV have it.
const keys = (a: number, x: number): number => {
  const t = Math.abs(x);
  if (t >= 2) return 0;
  return t < 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : (((t - 5) * t + 8) * t - 4) * a;
};
const cubic = (axis: Axis): Stencil =>
  stencil(axis, (i) => {
    const at = place(axis, i),
      low = Math.floor(at);
    return [-1, 0, 1, 2].map((k) => [Math.min(axis.n - 1, Math.max(0, low + k)), keys(-0.75, at - low - k)]);
  });
/** Shrinking with the kernel widened to the entries that one of the result stands for; its weights add up to 1. */
const smoothed = (axis: Axis, reach: number, kernel: (x: number) => number): Stencil =>
  stencil(axis, (i) => {
    const wide = Math.max(1, axis.scale),
      centre = (i + 0.5) * axis.scale,
      from = Math.max(0, Math.trunc(centre - reach * wide + 0.5)),
      to = Math.min(axis.n, Math.trunc(centre + reach * wide + 0.5)),
      weights = Array.from({ length: to - from }, (_, k) => kernel((from + k + 0.5 - centre) / wide)),
      total = weights.reduce((a, b) => a + b, 0);
    return weights.map((w, k) => [from + k, w / total]);
  });

const stencils: Readonly<
  Record<string, { readonly rank?: number; of(axis: Axis): Stencil; smooth?(axis: Axis): Stencil }>
> = {
  nearest: { of: (axis) => nearest(axis, 0) },
  "nearest-exact": { of: (axis) => nearest(axis, 0.5) },
  linear: { rank: 3, of: linear },
  bilinear: { rank: 4, of: linear, smooth: (axis) => smoothed(axis, 1, (x) => Math.max(0, 1 - Math.abs(x))) },
  bicubic: { rank: 4, of: cubic, smooth: (axis) => smoothed(axis, 2, (x) => keys(-0.5, x)) },
  trilinear: { rank: 5, of: linear },
};

/** An axis (from the end) with its entries replaced by sums of them; a weight of 0 reads nothing. */
function resampled(x: Tensor, axis: number, rows: Stencil): Tensor {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0),
    shape = [rows.length, ...new Array<number>(-1 - axis).fill(1)];
  let y: Tensor | null = null;
  for (let k = 0; k < count; k++) {
    const entries = takeRow(x, { axis, index: rows.map((row) => (row[k] ?? row[0])[0]) }),
      weights = Float64Array.from(rows, (row) => row[k]?.[1] ?? 0),
      term = weights.every((w) => w === 1) ? entries : mulRow(entries, new Plain(shape, weights), CHAIN);
    y = y === null ? term : add(y, term);
  }
  return y!;
}

const isNumber = (v: unknown): v is number => typeof v === "number" && v > 0 && v < Infinity;
/** The lengths of the result, and the scales that were given. */
function target(
  fn: string,
  spatial: readonly number[],
  size: number | readonly number[] | undefined,
  scaleFactor: unknown,
): { lengths: readonly number[]; factors: readonly number[] | null } {
  const D = spatial.length,
    each = (v: unknown): readonly unknown[] => (Array.isArray(v) ? v : spatial.map(() => v));
  if ((size === undefined) === (scaleFactor === undefined))
    throw wrongArgument(fn, "size", "given where scaleFactor is not, and only there", size);
  if (size !== undefined) {
    const lengths = each(size) as readonly number[];
    if (lengths.length !== D || lengths.some((n) => n < 1))
      throw wrongArgument(fn, "size", `a whole number from 1, or ${D} of them`, size);
    return { lengths, factors: null };
  }
  const factors = each(scaleFactor);
  if (factors.length !== D || !factors.every(isNumber))
    throw wrongArgument(fn, "scaleFactor", `a number above 0, or ${D} of them`, scaleFactor);
  const lengths = spatial.map((n, d) => Math.floor(n * factors[d]));
  if (lengths.includes(0))
    throw wrongArgument(fn, "scaleFactor", "so large that something is left", scaleFactor);
  return { lengths, factors };
}

export interface InterpolateOptions {
  size: number | readonly number[] | null;
  scaleFactor: number | readonly number[] | null;
  mode: "nearest" | "nearest-exact" | "linear" | "bilinear" | "bicubic" | "trilinear" | "area";
  alignCorners: boolean | null;
  recomputeScaleFactor: boolean | null;
  antialias: boolean;
}
/**
 * The input, (N, C, L), (N, C, H, W) or (N, C, D, H, W), with its last axes stretched or shrunk to `size`, or by
 * `scaleFactor`. Modes: "nearest", "nearest-exact", "area" (means); "linear" for one axis, "bilinear" and "bicubic" for two,
 * "trilinear" for three. alignCorners (those four alone): the outermost entries keep their places, else the outermost
 * edges. recomputeScaleFactor: places follow from the lengths, not from scaleFactor. antialias ("bilinear", "bicubic"):
 * shrinking takes all entries into account.
 *
 * @example
 * import { interpolate } from "dualtensor/nn";
 * interpolate([[[1, 2]]], { scaleFactor: 2 }) // => tensor([[[1, 1, 2, 2]]])
 * interpolate([[[1, 2]]], 3, { mode: "linear", alignCorners: true }) // => tensor([[[1.0000, 1.5000, 2.0000]]])
 */
export const interpolate: Face<
  | [input: TensorLike, options: Options<InterpolateOptions>]
  | [
      input: TensorLike,
      size: number | readonly number[] | null,
      options: Options<Omit<InterpolateOptions, "size">>,
    ]
  | [
      input: TensorLike,
      size?: number | readonly number[] | null,
      scaleFactor?: number | readonly number[] | null,
      mode?: InterpolateOptions["mode"],
      alignCorners?: boolean | null,
      recomputeScaleFactor?: boolean | null,
      antialias?: boolean,
    ]
> = /*#__PURE__*/ face(
  "interpolate",
  'input: tensor, size: ints?, scaleFactor: any?, mode: string = "nearest", alignCorners: bool?, recomputeScaleFactor: bool?, antialias: bool = false',
  (
    x: Tensor,
    size: number | readonly number[] | undefined,
    scaleFactor: unknown,
    mode: string,
    align: boolean | undefined,
    recompute: boolean | undefined,
    antialias: boolean,
  ) => {
    const fn = "interpolate",
      rank = x.shape.length,
      spatial = x.shape.slice(2);
    if (rank < 3 || rank > 5 || spatial.includes(0))
      throw wrongShape(
        fn,
        "input",
        "of shape (N, C, L), (N, C, H, W) or (N, C, D, H, W) with no empty axis",
        x.shape,
        rank === 2 ? "Insert an axis for the batch with unsqueeze(x, 0)" : undefined,
      );
    const method = Object.hasOwn(stencils, mode) ? stencils[mode] : null;
    if ((method === null && mode !== "area") || (method?.rank ?? rank) !== rank)
      throw wrongOption(
        fn,
        "mode",
        `${["", '"linear"', '"bilinear", "bicubic"', '"trilinear"'][spatial.length]}, "nearest", "nearest-exact" or "area" for an input of ${rank} axes`,
        mode,
      );
    if (align !== undefined && method?.rank === undefined)
      throw wrongOption(fn, "alignCorners", `left out with mode ${JSON.stringify(mode)}`, align);
    if (antialias && method?.smooth === undefined)
      throw wrongOption(fn, "antialias", 'false where mode is not "bilinear" or "bicubic"', antialias);
    const { lengths, factors } = target(fn, spatial, size, scaleFactor);
    if (recompute === true && factors === null)
      throw wrongOption(fn, "recomputeScaleFactor", "left out where size is given", recompute);
    checkSize(fn, [...x.shape.slice(0, 2), ...lengths]);
    if (method === null)
      return sharedMeans(
        x,
        spatial.map((n, d) => sharing(fn, n, lengths[d])),
      );
    const of = antialias ? method.smooth! : method.of,
      alignCorners = align === true;
    return spatial.reduceRight((y, n, d) => {
      const m = lengths[d],
        given = factors === null || recompute === true ? n / m : 1 / factors[d],
        scale = !alignCorners ? given : m > 1 ? (n - 1) / (m - 1) : 0;
      return resampled(y, d - spatial.length, of({ n, m, scale, alignCorners }));
    }, x);
  },
);
