// torch.func.vmap: f once on values that stand for the whole batch, with PyTorch's methods and its complaints.
import { batch } from "../../batch/batched.js";
import { selectRow } from "../../core/picks.js";
import { permuteRow } from "../../core/views.js";
import { stack } from "../../index.js";
import { isTensor, type Tensor } from "../../core/tensor.js";
import { allAxes } from "../../array/shape.js";
import { index, notCallable, outOfRange, runtime, texts, typeName, value } from "../words/classes.js";
import { bare, wrap, type Fn } from "../graph/values.js";
import { living } from "../words/forms.js";
import { ONE, type Structure } from "../../transform/nested.js";
import { unflatten, finite, flatten, leaves } from "../graph/nests.js";
import { type TorchTensor } from "../graph/torchtensor.js";

/** One axis for all, or a structure of them as the arguments have it. */
type Dims = number | null | readonly Dims[] | { readonly [name: string]: Dims };
interface VmapOptions {
  readonly inDims?: Dims;
  readonly outDims?: Dims;
  readonly randomness?: string;
  readonly chunkSize?: number | null;
}
const isNode = (v: unknown): v is object => typeof v === "object" && v !== null && !isTensor(v);
/** A structure's leaves beside those of dims: null where the structures differ. */
function spread(dims: Dims, v: unknown): [Dims, unknown][] | null {
  if (!isNode(v) || typeof dims === "number" || dims === null)
    return isNode(dims) ? null : leaves(v).map((leaf) => [dims, leaf]);
  if (String(Object.keys(v)) !== String(Object.keys(dims)) || Array.isArray(v) !== Array.isArray(dims))
    return null;
  const parts = Object.entries(v).map(([key, e]) =>
    spread((dims as Record<string, Dims>)[key], e as unknown),
  );
  return parts.some((p) => p === null) ? null : parts.flatMap((p) => p!);
}
const tree = (v: unknown): string =>
  !isNode(v)
    ? "*"
    : Array.isArray(v)
      ? `TreeSpec(tuple, None, [${v.map(tree).join(", ")}])`
      : `TreeSpec(dict, [${Object.keys(v)
          .map((k) => `'${k}'`)
          .join(", ")}], [${Object.values(v).map(tree).join(", ")}])`;
const python = (v: unknown): string =>
  v === null
    ? "None"
    : Array.isArray(v)
      ? `(${v.map(python).join(", ")}${v.length === 1 ? "," : ""})`
      : isNode(v)
        ? `{${Object.entries(v)
            .map(([k, e]) => `'${k}': ${python(e)}`)
            .join(", ")}}`
        : typeof v === "number"
          ? String(v)
          : typeName(v);
const toFront = (t: Tensor, axis: number): Tensor => {
  const r = t.ndim;
  return axis === -r ? t : permuteRow(t, [axis, ...allAxes(r).filter((a) => a !== axis)]);
};

/** f over a batch axis of its arguments. */
export function vmap(f: Fn, options: VmapOptions = {}): (...args: unknown[]) => unknown {
  const { inDims = 0, outDims = 0, randomness = "error" } = options,
    name = typeof f !== "function" || f.name === "" ? "<lambda>" : f.name;
  living("vmap", [f, inDims, outDims]);
  finite([inDims, outDims]);
  const says = `vmap(${name}, in_dims=${python(inDims)}, ...)(<inputs>)`;
  return (...args) => {
    if (!["error", "different", "same"].includes(randomness))
      throw runtime(
        `Only allowed values for randomness are 'error', 'different', or 'same'. Got ${typeof randomness === "string" ? randomness : typeName(randomness)}`,
      );
    if (!Number.isInteger(inDims) && !isNode(inDims))
      throw value(
        `${says}: expected \`in_dims\` to be int or a (potentially nested) tuple matching the structure of inputs, got: <class '${typeName(inDims)}'>.`,
      );
    if (typeof f !== "function") throw notCallable(f);
    finite(args);
    if (args.length === 0) throw value(`vmap(${name})(<inputs>): ${texts.noInputs}`);
    const pairs = spread(inDims, args);
    if (pairs === null)
      throw value(
        `${says}: in_dims is not compatible with the structure of \`inputs\`. in_dims has structure ${tree(inDims)} but inputs has structure ${tree(args)}.`,
      );
    const sizes: number[] = [],
      x: Tensor[] = [],
      dims: (number | null)[] = [];
    for (const [d, leaf] of pairs) {
      if (d !== null && typeof d !== "number")
        throw value(
          `${says}: Got in_dim=${python(d)} for an input but in_dim must be either an integer dimension or None.`,
        );
      if (!isTensor(leaf)) {
        if (d === null) continue;
        throw value(
          `${says}: Got in_dim=${d} for an input but the input is of type <class '${typeName(leaf)}'>. We cannot vmap over non-Tensor arguments, please use None as the respective in_dim`,
        );
      }
      const r = leaf.ndim;
      if (d !== null && (d >= r || d < -r))
        throw value(
          `${says}: Got in_dim=${d} for some input, but that input is a Tensor of dimensionality ${r} so expected in_dim to satisfy -${r} <= in_dim < ${r}.`,
        );
      x.push(leaf);
      dims.push(d);
      if (d !== null) sizes.push(leaf.shape[d < 0 ? d + r : d]);
    }
    if (sizes.length === 0) throw value("vmap: Expected at least one Tensor to vmap over");
    if (sizes.some((n) => n !== sizes[0]))
      throw value(
        `vmap: Expected all tensors to have the same size in the mapped dimension, got sizes [${sizes.join(", ")}] for the mapped dimension`,
      );
    const moved = x.map((t, i) => {
        const d = dims[i];
        return d === null ? bare(t) : toFront(bare(t), d < 0 ? d : d - t.ndim);
      }),
      structure = flatten(args, []);
    let outStructure: Structure = ONE,
      y: unknown;
    const types: Tensor[] = [],
      body = (v: readonly Tensor[]): Tensor[] => {
        types.length = 0;
        const given = v.map((t, i) => wrap(t, x[i] as TorchTensor));
        y = f(...(unflatten(structure, given) as never[]));
        finite(y);
        const odd = leaves(y).find((leaf) => !isTensor(leaf));
        if (odd !== undefined || !leaves(y).every(isTensor))
          throw value(
            `vmap(${name}, ...): \`${name}\` must only return Tensors, got type <class '${typeName(odd)}'> as a return.`,
          );
        outStructure = flatten(y, types);
        return types.map(bare);
      },
      on = dims.map((d) => d !== null),
      ys = batched(
        body,
        moved,
        on,
        sizes[0],
        x.some((t, i) => on[i] && t.dtype === "int64"),
      );
    const outs = places(outDims, y, name);
    return unflatten(
      outStructure,
      ys.map((z, o) => wrap(fromFront(z, outs[o]), types[o] as TorchTensor)),
    );
  };
}
/** All at once; one by one where the function takes entries by indices of the batch, which the library does not batch. */
function batched(
  f: (x: readonly Tensor[]) => Tensor[],
  x: readonly Tensor[],
  on: readonly boolean[],
  n: number,
  indices: boolean,
): Tensor[] {
  try {
    return batch(f, x, on, n);
  } catch (e) {
    if (!indices || !("cause" in (e as Error))) throw e;
    const rows = Array.from({ length: n }, (_, k) =>
      f(x.map((t, i) => (on[i] ? selectRow(t, { axis: -t.ndim, index: k }) : t))),
    );
    return rows[0].map((_, o) => stack(rows.map((r) => r[o])));
  }
}
function fromFront(y: Tensor, d: number): Tensor {
  const r = y.shape.length,
    to = d < 0 ? d : d - r,
    rest = allAxes(r).slice(1);
  if (d >= r || d < -r) throw index(outOfRange(r, d));
  return to === -r ? y : permuteRow(y, [...rest.slice(0, r + to), -r, ...rest.slice(r + to)]);
}
/** Where the batch axis goes in each output. */
function places(outDims: Dims, y: unknown, name: string): number[] {
  const says = `vmap(${name}, ..., out_dims=${python(outDims)})`;
  if (typeof outDims !== "number" && !isNode(outDims))
    throw value(
      `${says}: \`out_dims\` must be an int or a python collection of ints representing where in the outputs the vmapped dimension should appear.`,
    );
  const pairs = spread(
    isTensor(y) && Array.isArray(outDims) && outDims.length === 1 ? (outDims[0] as Dims) : outDims,
    y,
  );
  if (pairs === null)
    throw value(
      `${says}(<inputs>): out_dims is not compatible with the structure of \`outputs\`. out_dims has structure ${tree(outDims)} but outputs has structure ${tree(y)}.`,
    );
  if (pairs.some(([d]) => typeof d !== "number"))
    throw value(
      `${says}: \`out_dims\` must be an int or a python collection of ints representing where in the outputs the vmapped dimension should appear.`,
    );
  return pairs.map(([d]) => d as number);
}
