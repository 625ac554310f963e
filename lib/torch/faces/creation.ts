// Making tensors, and the methods that are no operation: types, detaching, reading, gradients.
// Long because each function that makes a tensor checks what it is given.
import { isShaped } from "../../door/parse.js";
import { isTensor, lift, Plain, type Index, type Tensor } from "../../core/tensor.js";
import { linspace as linspaceCore } from "../../ops/tensors/create.js";
import { MOST_AXES, size, type Shape } from "../../array/shape.js";
import { isFloat, rounded, type TorchDType } from "../dtype.js";
import { accumulate, cast } from "../graph/engine.js";
import {
  attribute,
  list,
  runtime,
  texts,
  type as typeError,
  typeName,
  value,
  warn,
} from "../words/classes.js";
import { check, checkOptions, isOptions, living, safely } from "../words/forms.js";
import { clone, method, operations } from "./library.js";
import { modes } from "../graph/node.js";
import { setAt } from "./indexing.js";
import { copyInto, fillWith } from "../graph/inplace.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { contiguous } from "../graph/viewed.js";

export interface TensorOptions {
  readonly dtype?: TorchDType | undefined;
  readonly requiresGrad?: boolean | undefined;
}

type Nested = number | boolean | readonly Nested[] | ArrayLike<number>;
function read(v: unknown): { shape: number[]; numbers: number[]; bools: boolean } {
  const shape: number[] = [],
    numbers: number[] = [];
  let bools = true;
  for (let row = v; isRow(row); row = row[0]) {
    shape.push(row.length);
    if (shape.length > MOST_AXES) throw value(`too many dimensions '${typeName(row)}'`);
    if (row.length > 0 && row[row.length - 1] === undefined) throw runtime(texts.noType);
  }
  const visit = (row: unknown, d: number): void => {
    if (d === shape.length) {
      if (typeof row === "string")
        throw d > 0 && numbers.length === 0
          ? value("too many dimensions 'str'")
          : typeError("new(): invalid data type 'str'");
      if (row === null || row === undefined) throw runtime(texts.noType);
      if (typeof row === "symbol" || typeof row === "function")
        throw runtime(`Could not infer dtype of ${typeName(row)}`);
      if (isTensor(row)) row = row.item();
      else if (typeof row === "object" && !isRow(row))
        throw runtime(`Could not infer dtype of ${typeName(row)}`);
      if (isRow(row)) throw typeError("must be real number, not list");
      if (typeof row !== "boolean") bools = false;
      numbers.push(Number(row));
      return;
    }
    if (!isRow(row)) throw typeError("not a sequence");
    if (row.length !== shape[d])
      throw value(`expected sequence of length ${shape[d]} at dim ${d} (got ${row.length})`);
    for (const e of Array.from(row)) visit(e, d + 1);
  };
  visit(v, 0);
  return { shape, numbers, bools: bools && numbers.length > 0 };
}
const isRow = (v: unknown): v is ArrayLike<unknown> =>
  Array.isArray(v) || (ArrayBuffer.isView(v) && "length" in v);

const MADE = { dtype: "dtype", requiresGrad: "bool" } as const;
function fresh(
  title: string,
  shape: Shape,
  data: Float64Array,
  given: TensorOptions | null,
  like: TorchDType = "float32",
): TorchTensor {
  checkOptions(title, MADE, given);
  const dtype = given?.dtype ?? like,
    requiresGrad = given?.requiresGrad ?? false;
  const x = new TorchTensor(shape, rounded(new Plain(shape, data), dtype, true).data, dtype);
  if (requiresGrad) x.setRequiresGrad(true, "O" + texts.floatOnly);
  return x;
}
/** A tensor from numbers and nested arrays; float32 unless the options say otherwise (booleans: bool). */
export function tensor(data: Nested | Tensor, options: TensorOptions | null = {}): TorchTensor {
  living("tensor", [data]);
  if (isTensor(data)) {
    if (data instanceof TorchTensor) warn(texts.copyWarning);
    const p = data instanceof TorchTensor ? data.numbers() : data;
    return fresh(
      "tensor",
      p.shape,
      p.data.slice(),
      options,
      data instanceof TorchTensor ? data.dtype : "float32",
    );
  }
  if (isShaped(data)) {
    const { dtype, requiresGrad } = data as TensorOptions,
      p = lift({ shape: data.shape, data: data.data } as never, "tensor", "data");
    return fresh("tensor", p.shape, p.data.slice(), { dtype, requiresGrad, ...options });
  }
  const { shape, numbers, bools } = read(data);
  return fresh("tensor", shape, Float64Array.from(numbers), options, bools ? "bool" : "float32");
}
type Lengths =
  | readonly [...number[]]
  | readonly [Shape]
  | readonly [...number[], TensorOptions]
  | readonly [Shape, TensorOptions];
export const constant =
  (title: string, v: number, like?: TorchDType) =>
  (...args: Lengths): TorchTensor => {
    const last = args[args.length - 1],
      options = isOptions(last) ? (last as TensorOptions) : null,
      rest = options === null ? args : args.slice(0, -1),
      shape = (rest.length === 1 && safely(() => Array.isArray(rest[0]), false) ? rest[0] : rest) as Shape;
    return fresh(title, shape, filled(title, shape, v), options, like);
  };
function filled(title: string, shape: Shape, v: number): Float64Array {
  check(title, "size: lengths", [shape]);
  const wrong = shape.find((n) => n < 0);
  if (wrong !== undefined)
    throw runtime(`Trying to create tensor with negative dimension ${wrong}: ${list(shape)}`);
  if (size(shape) > MOST_ELEMENTS || shape.length > MOST_AXES)
    throw runtime(`${title}(): a tensor of shape ${list(shape)} is larger than an array can be`);
  return new Float64Array(size(shape)).fill(v);
}
const MOST_ELEMENTS = 2 ** 32;
/** A tensor of zeros. */
export const zeros = constant("zeros", 0);
/** A tensor of ones. */
export const ones = constant("ones", 1);
/** A tensor of zeros: nothing is left uninitialised here. */
export const empty = constant("empty", 0);
/** A tensor of one number. */
export function full(shape: Shape, v: number | boolean, options: TensorOptions | null = {}): TorchTensor {
  check("full", "size: lengths, value: scalar", [shape, v]);
  return fresh(
    "full",
    shape,
    filled("full", shape, Number(isTensor(v) ? v.item() : v)),
    options,
    typeof v === "boolean" ? "bool" : "float32",
  );
}
/** A tensor of one number, of the shape of another. */
export function fullLike(x: TorchTensor, v: number, options: TensorOptions | null = {}): TorchTensor {
  living("full_like", [options]);
  check("full_like", "input: tensor, value: scalar", [x, v]);
  return full(x.shape, v, { dtype: x.dtype, ...options });
}
/** A tensor of zeros, of the shape of another. */
export const zerosLike = (x: TorchTensor, options?: TensorOptions): TorchTensor => fullLike(x, 0, options);
/** A tensor of ones, of the shape of another. */
export const onesLike = (x: TorchTensor, options?: TensorOptions): TorchTensor => fullLike(x, 1, options);
export const emptyLike = (x: TorchTensor, options?: TensorOptions): TorchTensor => fullLike(x, 0, options);
/** The identity matrix, of n rows and m columns. */
export function eye(
  n: number,
  ...rest: readonly [number, TensorOptions?] | readonly [TensorOptions?]
): TorchTensor {
  const two = typeof rest[0] === "number",
    m = two ? rest[0] : n;
  check("eye", "n: int, m: int", [n, m]);
  if (n < 0 || m < 0) throw runtime(`n must be greater or equal to 0, got ${Math.min(n, m)}`);
  const data = filled("eye", [n, m], 0);
  for (let i = 0; i < n && i < m; i++) data[i * m + i] = 1;
  return fresh("eye", [n, m], data, (two ? rest[1] : rest[0]) as TensorOptions);
}
/** Numbers from a start by steps, the end left out. */
export function arange(...args: readonly (number | TensorOptions)[]): TorchTensor {
  const at = args.filter((a) => typeof a === "number"),
    [start, stop, step = 1] = at.length === 1 ? [0, at[0]] : at;
  check("arange", "start: number, end: number, step: number", [start, stop, step]);
  if (!(step !== 0)) throw runtime("step must be nonzero");
  if (!Number.isFinite(stop - start) || Number.isNaN(step))
    throw runtime(`unsupported range: ${start} -> ${stop}`);
  if ((stop - start) * step < 0) throw runtime("upper bound and larger bound inconsistent with step sign");
  const n = Math.max(0, Math.ceil((stop - start) / step));
  return fresh(
    "arange",
    [n],
    filled("arange", [n], 0).map((_, i) => start + i * step),
    args[at.length] as TensorOptions,
  );
}

export function linspace(
  start: number,
  end: number,
  steps: number,
  options: TensorOptions = {},
): TorchTensor {
  check("linspace", "start: number, end: number, steps: int", [start, end, steps]);
  if (steps < 0) throw runtime("number of steps must be non-negative");
  filled("linspace", [steps], 0);
  return tensor(linspaceCore(start, end, steps), options);
}

// ── types ──
export function to(x: TorchTensor, like: TorchDType | { readonly dtype: TorchDType }): TorchTensor {
  living("to", [like]);
  check("to", "self: tensor", [x]);
  const dtype = typeof like === "string" ? like : (like as { dtype?: TorchDType } | null | undefined)?.dtype;
  check("to", "dtype: dtype", [x.dtype === dtype ? "float32" : dtype]);
  if (x.dtype === dtype || dtype === undefined) return x;
  const y = cast(x, dtype);
  return isFloat(dtype) ? y : y.placed(null, 0);
}
for (const [name, dtype] of [
  ["float", "float32"],
  ["double", "float64"],
  ["long", "int64"],
  ["bool", "bool"],
] as const)
  method(name, (x) => to(x, dtype));
method("to", (x, dtype) => to(x, dtype as TorchDType));

// ── detaching ──
export function detach(x: TorchTensor): TorchTensor {
  check("detach", "self: tensor", [x]);
  const inner = x.unwrapped() as { primal?: Tensor } | null,
    { primal } = inner ?? {};
  if (primal instanceof TorchTensor) return detach(primal);
  if (inner !== null) return TorchTensor.around(primal ?? (inner as never), x.dtype);
  const d = x.alias();
  d.base = null;
  return d;
}
method("detach", detach);
method("detach_", (x) => {
  if (x.base !== null) throw runtime(texts.detachView);
  if (x.unwrapped() !== null) x.rebind(detach(x));
  return x.placed(null, 0).requiresGrad_(false);
});

// ── gradients ──
method("retainGrad", (x) => x.retain((g) => accumulate(x, g, modes.grad, "CloneBackward0")));

// ── reading ──
/** What `tensor` reads back. */
method("toJSON", (x) => {
  const { shape, data } = stored(x).numbers(),
    number = (v: number): number | string => (Number.isFinite(v) ? v : String(v));
  return {
    shape: [...shape],
    data: Array.from(data, number),
    dtype: x.dtype,
    requiresGrad: x.requiresGrad && x.isLeaf,
  };
});
method("tolist", (x) => stored(x).toArray());
method("storageOffset", (x) => x.start);
method("numel", (x) => x.size);
method("dim", (x) => x.ndim);
method("isContiguous", (x) => contiguous(x.shape, x.steps));
method("contiguous", (x) => (contiguous(x.shape, x.steps) ? x : clone(x)));
method("isInference", (x) => x.storage.inference);
method("numpy", (x) => {
  if (x.requiresGrad) throw runtime(texts.numpy);
  return stored(x).numbers().data;
});
/** What a function under torch.func was given has no numbers to give away; a dual has. */
function stored(x: TorchTensor): TorchTensor {
  if (x.unwrapped() !== null && x.run.call !== "forwardAd")
    throw runtime("Cannot access data pointer of Tensor that doesn't have storage");
  return x;
}
method("valueOf", (x) => x);
/** One number as a truth value, as Python's `bool(x)`. */
export function truth(x: TorchTensor): boolean {
  check("truth", "x: tensor", [x]);
  if (x.unwrapped() !== null && !("primal" in x.unwrapped()!)) throw runtime(texts.vmapControl);
  if (x.size !== 1) throw runtime(x.size === 0 ? texts.noValues : texts.ambiguous);
  return Boolean(x.item());
}
export function length(x: TorchTensor): number {
  check("len", "x: tensor", [x]);
  if (x.ndim === 0) throw typeError("len() of a 0-d tensor");
  return x.shape[0];
}

// ── writing ──
method("copy_", (x, v) => {
  check("copy_", "other: scalar", [v]);
  return copyInto(x, v);
});
method("fill_", (x, v) => {
  check("fill_", "value: scalar", [v]);
  return fillWith(x, Number(isTensor(v) ? v.item() : v), "FillBackward2");
});
method("zero_", (x) => fillWith(x, 0, "ZeroBackward0"));
method("set", (x, index, v) => {
  living("set", [index, v]);
  setAt(x, (Array.isArray(index) ? index : [index]) as Index[], v);
});
Object.defineProperty(TorchTensor.prototype, "_version", {
  get(this: TorchTensor) {
    if (this.storage.inference) throw runtime(texts.inferenceVersion);
    return this.version.count;
  },
});
Object.defineProperty(TorchTensor.prototype, "_base", {
  get(this: TorchTensor) {
    return this.base;
  },
});
/** Python's spellings would make properties that nobody reads. */
for (const [python, here] of [
  ["requires_grad", "requiresGrad"],
  ["grad_fn", "gradFn"],
  ["is_leaf", "isLeaf"],
  ["retains_grad", "retainsGrad"],
]) {
  const hint = (): never => {
    throw attribute(`'Tensor' object has no attribute '${python}': it is called ${here} here`);
  };
  Object.defineProperty(TorchTensor.prototype, python, { get: hint, set: hint });
}
method("view", (x, ...shape) => {
  living("view", shape);
  const size = (shape.length === 1 && Array.isArray(shape[0]) ? shape[0] : shape) as Shape;
  check("view", "size: lengths", [size]);
  const y = operations.reshape(x, size);
  if (y.base === null && y.unwrapped() === null) throw runtime(texts.view);
  if (y.node !== null && y !== x) Object.assign(y.node, { title: "ViewBackward0" });
  return y;
});
Object.defineProperty(TorchTensor.prototype, Symbol.iterator, {
  *value(this: TorchTensor): Iterator<unknown> {
    if (this.ndim === 0) throw typeError("iteration over a 0-d tensor");
    yield* operations.unbind(this);
  },
});

/** Do two tensors hold the same numbers? */
export function equal(x: TorchTensor, y: TorchTensor): boolean {
  check("equal", "input: tensor, other: tensor", [x, y]);
  return String(x.shape) === String(y.shape) && x.numbers().data.every((v, i) => v === y.numbers().data[i]);
}
