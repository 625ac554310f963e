// Making tensors, and the methods that are no operation: types, detaching, reading, gradients.
import { isTensor, Plain, type Index, type Tensor } from "../../core/tensor.js";
import { linspace as linspaceCore } from "../../ops/tensors/create.js";
import { MOST_AXES, size, type Shape } from "../../array/shape.js";
import { isFloat, rounded, type TorchDType } from "../dtype.js";
import { accumulate, cast } from "../graph/engine.js";
import { list, runtime, texts, type as typeError, typeName, value, warn } from "../words/classes.js";
import { clone, method, operations } from "./library.js";
import { modes } from "../graph/node.js";
import { setAt } from "./indexing.js";
import { copyInto, fillWith } from "../graph/inplace.js";
import { TorchTensor } from "../graph/torchtensor.js";
import { contiguous } from "../graph/viewed.js";

export interface TensorOptions {
  readonly dtype?: TorchDType;
  readonly requiresGrad?: boolean;
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

function fresh(
  shape: Shape,
  data: Float64Array,
  { dtype = "float32", requiresGrad = false }: TensorOptions,
): TorchTensor {
  const x = new TorchTensor(shape, rounded(new Plain(shape, data), dtype, true).data, dtype);
  if (requiresGrad) x.setRequiresGrad(true, "O" + texts.floatOnly);
  return x;
}
/** A tensor from numbers and nested arrays; float32 unless the options say otherwise (booleans: bool). */
export function tensor(data: Nested | Tensor, options: TensorOptions = {}): TorchTensor {
  if (isTensor(data)) {
    if (data instanceof TorchTensor) warn(texts.copyWarning);
    const p = data instanceof TorchTensor ? data.numbers() : data;
    return fresh(p.shape, p.data.slice(), {
      dtype: data instanceof TorchTensor ? data.dtype : "float32",
      ...options,
    });
  }
  const { shape, numbers, bools } = read(data);
  return fresh(shape, Float64Array.from(numbers), { dtype: bools ? "bool" : "float32", ...options });
}
type Lengths =
  | readonly [...number[]]
  | readonly [Shape]
  | readonly [...number[], TensorOptions]
  | readonly [Shape, TensorOptions];
function lengths(args: Lengths): [Shape, TensorOptions] {
  const last = args[args.length - 1],
    options = typeof last === "object" && !Array.isArray(last) ? (last as TensorOptions) : {},
    rest = args.filter((a) => a !== options);
  return [(Array.isArray(rest[0]) ? rest[0] : rest) as Shape, options];
}
const constant =
  (v: number) =>
  (...args: Lengths): TorchTensor => {
    const [shape, options] = lengths(args);
    return fresh(shape, filled(shape, v), options);
  };
function filled(shape: Shape, v: number): Float64Array {
  for (let i = 0; i < shape.length; i++)
    if (!Number.isInteger(shape[i]))
      throw typeError(
        `expected size to be a tuple of ints, but found element of type ${typeName(shape[i])} at pos ${i}`,
      );
  const wrong = shape.find((n) => n < 0);
  if (wrong !== undefined)
    throw runtime(`Trying to create tensor with negative dimension ${wrong}: ${list(shape)}`);
  return new Float64Array(size(shape)).fill(v);
}
export const zeros = constant(0);
export const ones = constant(1);
export const empty = constant(0);
export const full = (shape: Shape, v: number | boolean, options: TensorOptions = {}): TorchTensor =>
  fresh(shape, filled(shape, Number(v)), { dtype: typeof v === "boolean" ? "bool" : "float32", ...options });
export const fullLike = (x: TorchTensor, v: number, options: TensorOptions = {}): TorchTensor =>
  full(x.shape, v, { dtype: x.dtype, ...options });
export const zerosLike = (x: TorchTensor, options?: TensorOptions): TorchTensor => fullLike(x, 0, options);
export const onesLike = (x: TorchTensor, options?: TensorOptions): TorchTensor => fullLike(x, 1, options);
export function eye(
  n: number,
  ...rest: readonly [number, TensorOptions?] | readonly [TensorOptions?]
): TorchTensor {
  const [first] = rest,
    m = typeof first === "number" ? first : n,
    options = typeof first === "object" ? first : (rest[1] ?? {});
  if (n < 0) throw runtime(`n must be greater or equal to 0, got ${n}`);
  return fresh(
    [n, m],
    Float64Array.from({ length: n * m }, (_, i) => Number(i % (m + 1) === 0 && i < m * m)),
    options,
  );
}
export function arange(...args: readonly (number | TensorOptions)[]): TorchTensor {
  const at = args.filter((a) => typeof a === "number"),
    [start, stop, step = 1] = at.length === 1 ? [0, at[0]] : at,
    n = Math.max(0, Math.ceil((stop - start) / step));
  if (step === 0) throw runtime("step must be nonzero");
  if ((stop - start) * step < 0) throw runtime("upper bound and larger bound inconsistent with step sign");
  return fresh(
    [n],
    Float64Array.from({ length: n }, (_, i) => start + i * step),
    (args[at.length] ?? {}) as TensorOptions,
  );
}

export function linspace(
  start: number,
  end: number,
  steps: number,
  options: TensorOptions = {},
): TorchTensor {
  if (steps < 0) throw runtime("number of steps must be non-negative");
  return tensor(linspaceCore(start, end, steps), options);
}

// ── types ──
export function to(x: TorchTensor, like: TorchDType | { readonly dtype: TorchDType }): TorchTensor {
  const dtype = typeof like === "string" ? like : like.dtype;
  if (x.dtype === dtype) return x;
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
  if (x.unwrapped() !== null && !("primal" in x.unwrapped()!)) throw runtime(texts.vmapControl);
  if (x.size !== 1) throw runtime(x.size === 0 ? texts.noValues : texts.ambiguous);
  return Boolean(x.item());
}
export function length(x: TorchTensor): number {
  if (x.ndim === 0) throw typeError("len() of a 0-d tensor");
  return x.shape[0];
}

// ── writing ──
method("copy_", (x, v) => copyInto(x, v));
method("fill_", (x, v) => fillWith(x, Number(v), "FillBackward2"));
method("zero_", (x) => fillWith(x, 0, "ZeroBackward0"));
method("set", (x, index, v) => setAt(x, (Array.isArray(index) ? index : [index]) as Index[], v));
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
method("view", (x, ...shape) => {
  const y = operations.reshape(
    x,
    (shape.length === 1 && Array.isArray(shape[0]) ? shape[0] : shape) as never,
  );
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
  if (!isTensor(y))
    throw typeError(`equal(): argument 'other' (position 2) must be Tensor, not ${typeName(y)}`);
  return String(x.shape) === String(y.shape) && x.numbers().data.every((v, i) => v === y.numbers().data[i]);
}
