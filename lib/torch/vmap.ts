// torch.func.vmap: f once on values that stand for the whole batch, with PyTorch's methods and its complaints.
import { batch } from "../batch/batched.js";
import { permuteRow } from "../core/algebra.js";
import { isTensor, type Tensor } from "../core/tensor.js";
import { allAxes } from "../tensor/shape.js";
import { typeName, value } from "./errors.js";
import { bare, wrap, type Fn } from "./values.js";
import { fill, lay } from "./perform.js";
import { TorchTensor } from "./tensor.js";

interface VmapOptions {
  readonly inDims?: number | null | readonly (number | null)[];
  readonly outDims?: number | readonly number[];
  readonly chunkSize?: number | null;
}
/** f over a batch axis of its arguments. */
export function vmap(f: Fn, options: VmapOptions = {}): (...args: unknown[]) => unknown {
  const { inDims = 0, outDims = 0 } = options,
    name = f.name === "" ? "<lambda>" : f.name;
  if (inDims === null)
    throw value(
      `vmap(${name}, in_dims=None, ...)(<inputs>): expected \`in_dims\` to be int or a (potentially nested) tuple matching the structure of inputs, got: <class 'NoneType'>.`,
    );
  return (...args) => {
    const x: Tensor[] = [],
      counts: number[] = [],
      structure = args.map((a) => {
        const before = x.length,
          s = lay(a, x);
        counts.push(x.length - before);
        return s;
      }),
      dims = counts.flatMap((n, i) =>
        Array<number | null>(n).fill(
          Array.isArray(inDims) ? (inDims as (number | null)[])[i] : (inDims as number | null),
        ),
      );
    const sizes: number[] = [],
      moved = x.map((t, i) => {
        const d = dims[i],
          r = t.ndim;
        if (d === null) return bare(t);
        if (d >= r || d < -r)
          throw value(
            `vmap(${name}, in_dims=${String(inDims)}, ...)(<inputs>): Got in_dim=${d} for some input, but that input is a Tensor of dimensionality ${r} so expected in_dim to satisfy -${r} <= in_dim < ${r}.`,
          );
        const axis = d < 0 ? d : d - r;
        sizes.push(t.shape[r + axis]);
        return axis === -r ? bare(t) : permuteRow(bare(t), [axis, ...allAxes(r).filter((a) => a !== axis)]);
      });
    if (sizes.some((n) => n !== sizes[0]))
      throw value(
        `vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [${sizes.join(", ")}] for the mapped dimension`,
      );
    let outStructure: unknown;
    const types: Tensor[] = [],
      ys = batch(
        (v) => {
          const y = f(
            ...(fill(
              structure,
              v.map((t, i) => wrap(t, x[i] as TorchTensor)),
            ) as never[]),
          );
          if (!isTensor(y) && (typeof y !== "object" || y === null))
            throw value(
              `vmap(${name}, ...): \`${name}\` must only return Tensors, got type <class '${typeName(y)}'> as a return.`,
            );
          outStructure = lay(y, types);
          return types.map(bare);
        },
        moved,
        dims.map((d) => d !== null),
        sizes[0],
      );
    return fill(
      outStructure,
      ys.map((y, o) => {
        const r = y.shape.length,
          d = Array.isArray(outDims) ? (outDims as number[])[o] : (outDims as number),
          to = d < 0 ? d : d - r,
          rest = allAxes(r).slice(1),
          z = to === -r ? y : permuteRow(y, [...rest.slice(0, r + to), -r, ...rest.slice(r + to)]);
        return TorchTensor.around(z, (types[o] as TorchTensor).dtype);
      }),
    );
  };
}
