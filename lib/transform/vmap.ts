// A function over a batch: vmap runs f once on values that stand for the whole batch.
import { batch } from "../batch/batched.js";
import { permuteRow } from "../core/views.js";
import { checkCount } from "../door/arguments.js";
import { handingOut, isTensor, lift, type Tensor, type TensorLike } from "../core/tensor.js";
import { wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { allOf } from "../door/parse.js";
import { allAxes, fromEnd } from "../array/shape.js";
import { arityOf, listed } from "./listed.js";
import { checkOptions, pack, tupleOf, type Like, type Out, type AnyOptions } from "./structure.js";

/** Which axes of inputs and outputs the examples stand along. */
export interface VmapOptions {
  /** The batch axis of each argument, null for one that is the same for all; one number stands for all. Default 0. */
  readonly inDims?: number | null | readonly (number | null)[];
  /** Where the batch axis stands in each output. Default 0. */
  readonly outDims?: number | readonly number[];
}

/**
 * f over a batch axis: the result stacks f(x[0]), f(x[1]), ... along a new axis, from one run of f on whole blocks.
 *
 * @example
 * const dot = (a: Tensor, b: Tensor) => a.mul(b).sum();
 * vmap(dot)([[1, 2], [3, 4]], [[1, 1], [0, 1]]) // => tensor([3, 4])
 * vmap(dot, { inDims: [0, null] })([[1, 2], [3, 4]], [1, 1]) // => tensor([3, 7])
 */
export function vmap<X extends readonly Tensor[], O extends Out>(
  f: (...x: X) => O,
  options?: VmapOptions,
): (
  ...x: X extends readonly [] ? TensorLike[] : { -readonly [K in keyof X]: TensorLike }
) => Like<O, Tensor> {
  if (arguments.length > 2) checkCount("vmap", arguments, "f, options?");
  const fn = "vmap";
  arityOf(fn, f);
  const { inDims = 0, outDims = 0 } = checkOptions(fn, options as AnyOptions | undefined, [
    "inDims",
    "outDims",
  ]) as VmapOptions;
  const isDim = (d: unknown): boolean => Number.isInteger(d);
  if (
    inDims !== null &&
    !isDim(inDims) &&
    !(Array.isArray(inDims) && allOf(inDims, (d: unknown) => d === null || isDim(d)))
  )
    throw wrongOption(fn, "inDims", "an axis, null, or an array of them, one for each argument", inDims);
  if (!isDim(outDims) && !(Array.isArray(outDims) && outDims.every(isDim)))
    throw wrongOption(fn, "outDims", "an axis or an array of axes, one for each output", outDims);
  return (...args: TensorLike[]): Like<O, Tensor> => {
    const x = args.map((a, i) => (isTensor(a) ? a : lift(a, fn, `argument ${i}`)));
    if (x.length === 0) throw wrongArgument(fn, "the arguments", "at least one tensor", undefined);
    if (Array.isArray(inDims) && inDims.length !== x.length)
      throw wrongOption(fn, "inDims", `an array of ${x.length} axes, as many as there are arguments`, inDims);
    const dims = x.map((_, i) =>
        Array.isArray(inDims) ? (inDims as (number | null)[])[i] : (inDims as number | null),
      ),
      mapped = dims.map((d) => d !== null);
    if (!mapped.includes(true)) throw wrongOption(fn, "inDims", "an axis for at least one argument", inDims);
    let length = -1;
    const moved = x.map((t, i) => {
      const d = dims[i],
        r = t.shape.length;
      if (d === null) return t;
      if (r === 0)
        throw wrongShape(
          fn,
          `argument ${i}`,
          "of at least one axis (the batch)",
          t.shape,
          "Pass inDims: null for an argument that is the same for all",
        );
      const axis = fromEnd(fn, d, r),
        n = t.shape[r + axis];
      if (length >= 0 && n !== length)
        throw wrongShape(
          fn,
          `argument ${i}`,
          `of batch length ${length} as the arguments before it`,
          t.shape,
        );
      length = n;
      return axis === -r ? t : permuteRow(t, [axis, ...allAxes(r).filter((a) => a !== axis)]);
    });
    const list = listed(fn, f, tupleOf(x.length)),
      ys = batch(list, moved, mapped, length);
    if (Array.isArray(outDims) && outDims.length !== ys.length)
      throw wrongOption(fn, "outDims", `an array of ${ys.length} axes, as many as f has outputs`, outDims);
    const give = handingOut();
    return pack(
      list.structure,
      ys.map((y, o) => {
        const r = y.shape.length,
          to = fromEnd(fn, Array.isArray(outDims) ? (outDims as number[])[o] : (outDims as number), r),
          rest = allAxes(r).slice(1);
        return give(to === -r ? y : permuteRow(y, [...rest.slice(0, r + to), -r, ...rest.slice(r + to)]));
      }),
    ) as Like<O, Tensor>;
  };
}
