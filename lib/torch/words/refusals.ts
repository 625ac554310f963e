// What PyTorch refuses for the types of the operands, where the library would compute.
import { isTensor, type Tensor } from "../../core/tensor.js";
import { isFloat, typeText, type TorchDType } from "../dtype.js";
import { pick } from "../operations.js";
import { sameShape } from "../../array/shape.js";
import { list, notImplemented, runtime, torchSize, value, warn } from "./classes.js";
import { oneType } from "./onetype.js";
import { entries, shapeOf } from "./sentences.js";

type Typed = Tensor & { readonly dtype: TorchDType };
const typed = (v: unknown): v is Typed => isTensor(v) && v.level <= 0.5;
const isBool = (v: unknown): boolean => isTensor(v) && v.dtype === "bool";
type Refusal = (args: readonly unknown[]) => Error | null;

/** Kernels that are missing for a type: name, kernel, types. */
const missing: Readonly<Record<string, readonly [kernel: string, ...types: TorchDType[]]>> = {
  softmax: ["softmax_lastdim_kernel_impl", "int64", "bool"],
  logSoftmax: ["log_softmax_lastdim_kernel_impl", "int64", "bool"],
  frac: ["frac_cpu", "int64", "bool"],
  logcumsumexp: ["logcumsumexp_out_cpu", "int64", "bool"],
  median: ["median_cpu", "bool"],
  kthvalue: ["kthvalue_cpu", "bool"],
  argmax: ["argmax_cpu", "bool"],
  argmin: ["argmin_cpu", "bool"],
  floor: ["floor_vml_cpu", "bool"],
  ceil: ["ceil_vml_cpu", "bool"],
  round: ["round_vml_cpu", "bool"],
  trunc: ["trunc_vml_cpu", "bool"],
  abs: ["abs_cpu", "bool"],
  trace: ["trace", "bool"],
  topk: ["topk_cpu", "bool"],
  dot: ["dot", "bool"],
};
/** Texts for what is neither float32 nor float64. */
const deviation = (): string => "std and var only support floating point and complex dtypes";
const floats: Readonly<Record<string, (type: string) => string>> = {
  mean: (t) =>
    `mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ${t}`,
  std: deviation,
  var: deviation,
  variance: deviation,
  stdMean: deviation,
  varMean: deviation,
  norm: (t) => `norm(): input dtype should be either floating point or complex. Got ${t} instead.`,
  nanmean: (t) => `nanmean(): expected input to have floating point dtype but got ${t}`,
  det: (t) => `linalg.det: Expected a floating point or complex tensor as input. Got ${t}`,
  inv: (t) => `linalg.inv: Expected a floating point or complex tensor as input. Got ${t}`,
  inverse: (t) => `linalg.inv: Expected a floating point or complex tensor as input. Got ${t}`,
};
const subtraction = (both: boolean): Error =>
  runtime(
    both
      ? "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
      : "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
  );
/** `inner`: the axis of the second factor that is summed, from the end. */
const product =
  (inner: number): Refusal =>
  ([x, y]) => {
    if (!typed(x) || !typed(y) || x.shape.length * y.shape.length === 0) return null;
    const vectors = x.shape.length === 1 && y.shape.length === 1;
    if (x.level !== 0.5 || y.level !== 0.5) return null;
    // Of several axes the lengths are looked at first.
    if (!vectors && x.shape.at(-1) !== y.shape.at(Math.max(inner, -y.shape.length))) return null;
    if (x.dtype === y.dtype) return isBool(x) ? lacks(vectors ? "dot" : "addmm_impl_cpu_", "bool") : null;
    return runtime(
      vectors
        ? `dot : expected both vectors to have same dtype, but found ${typeText[x.dtype]} and ${typeText[y.dtype]}`
        : `expected scalar type ${typeText[x.dtype]} but found ${typeText[y.dtype]}`,
    );
  };
const lacks = (kernel: string, type: TorchDType): Error =>
  runtime(`"${kernel}" not implemented for '${typeText[type]}'`);
/** A loss that has no kernel for integers. */
const kernel =
  (name: string): Refusal =>
  ([x]) =>
    typed(x) && x.level === 0.5 && !isFloat(x.dtype) ? lacks(name, x.dtype) : null;
const sameSize = ([x, y]: readonly unknown[]): boolean => sameShape(shapeOf(x), shapeOf(y));
const classes: Refusal = ([, y]) =>
  typed(y) && y.level === 0.5 && isFloat(y.dtype)
    ? runtime(`expected scalar type Long but found ${typeText[y.dtype]}`)
    : null;
const others: Readonly<Record<string, Refusal>> = {
  sub: ([x, y]) => (isBool(x) || isBool(y) ? subtraction(isBool(x) && isBool(y)) : null),
  neg: ([x]) =>
    isBool(x)
      ? runtime(
          "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.",
        )
      : null,
  relu: ([x]) => (isBool(x) ? runtime("Boolean inputs not supported for relu") : null),
  pow: ([x, y]) =>
    isBool(x) && isBool(y)
      ? lacks("pow", "bool")
      : isTensor(x) && x.dtype === "int64" && typeof y === "number" && y < 0 && Number.isInteger(y)
        ? runtime("Integers to negative integer powers are not allowed.")
        : null,
  where: ([c]) =>
    typed(c) && c.level === 0.5 && !isBool(c)
      ? runtime(
          `where expected condition to be a boolean tensor, but got a tensor with dtype ${typeText[c.dtype]}`,
        )
      : null,
  gather: ([, , i]) =>
    typed(i) && isFloat(i.dtype) ? runtime("gather(): Expected dtype int64 for index") : null,
  indexSelect: ([, , i]) =>
    typed(i) && isFloat(i.dtype) ? runtime("index_select(): Expected dtype int32 or int64 for index") : null,
  take: ([, i]) =>
    typed(i) && isFloat(i.dtype)
      ? runtime(`take(): Expected a long tensor for index, but got ${typeText[i.dtype]}`)
      : null,
  embedding: ([i]) =>
    typed(i) && isFloat(i.dtype)
      ? runtime(
          `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.${typeText[i.dtype]}Tensor instead (while checking arguments for embedding)`,
        )
      : null,
  mseLoss: kernel("mse_cpu"),
  smoothL1Loss: kernel("smooth_l1_cpu"),
  l1Loss: (args) =>
    typed(args[0]) && !isFloat(args[0].dtype) && (pick(args, 2, "reduction") ?? "mean") === "mean"
      ? runtime(floats.mean(typeText[args[0].dtype]))
      : null,
  crossEntropy: (args) =>
    kernel("log_softmax_lastdim_kernel_impl")(args) ?? (sameSize(args) ? null : classes(args)),
  nllLoss: classes,
  binaryCrossEntropy: (args) =>
    sameSize(args)
      ? entries(args[0]).every((v) => v >= 0 && v <= 1)
        ? null
        : runtime("all elements of input should be between 0 and 1")
      : value(
          `Using a target size (${torchSize(shapeOf(args[1]))}) that is different to the input size (${torchSize(shapeOf(args[0]))}) is deprecated. Please ensure they have the same size.`,
        ),
  binaryCrossEntropyWithLogits: (args) =>
    sameSize(args)
      ? null
      : value(
          `Target size (${torchSize(shapeOf(args[1]))}) must be the same as input size (${torchSize(shapeOf(args[0]))})`,
        ),
  groupNorm: ([x, n]) => {
    const [batch, channels, ...rest] = shapeOf(x),
      groups = Number(n),
      per = Math.floor((batch * channels) / groups);
    return rest.reduce((a, b) => a * b, per) === 1
      ? value(
          `Expected more than 1 value per channel when training, got input size ${list([per, groups, ...rest])}`,
        )
      : null;
  },
  matmul: product(-2),
  linear: product(-1),
  dot: product(-1),
  mm: product(-2),
  mv: product(-1),
  bmm: product(-2),
};
const sizes: Warning = ([x, y]) =>
  isTensor(x) && isTensor(y) && !sameShape(x.shape, y.shape)
    ? `Using a target size (${torchSize(y.shape)}) that is different to the input size (${torchSize(x.shape)}). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.`
    : null;
type Warning = (args: readonly unknown[]) => string | null;
const warnings: Readonly<Record<string, Warning>> = {
  mseLoss: sizes,
  l1Loss: sizes,
  smoothL1Loss: sizes,
  huberLoss: sizes,
  meshgrid: (a) =>
    isTensor(a[a.length - 1]) || Array.isArray(a[a.length - 1])
      ? "torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument."
      : null,
  scatterReduce: () => "scatter_reduce() is in beta and the API may change at any time.",
  klDiv: (a) =>
    ((a[a.length - 1] as { reduction?: string } | undefined)?.reduction ?? "mean") === "mean"
      ? "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the same as 'batchmean' in the next major release."
      : null,
};
/** What PyTorch says before it does it. */
export function caution(name: string, args: readonly unknown[]): void {
  const text = warnings[name]?.(args) ?? null;
  if (text !== null) warn(text);
}
export function refused(name: string, args: readonly unknown[]): Error | null {
  const [x] = args;
  if (typed(x) && x.level === 0.5 && !isFloat(x.dtype)) {
    const kernel = missing[name];
    if (kernel !== undefined && kernel.includes(x.dtype) && shapeless(args) && along(name, args))
      return lacks(kernel[0], x.dtype);
    if (name in floats) return runtime(floats[name](typeText[x.dtype]));
  }
  return oneType[name]?.(args) ?? others[name]?.(args) ?? null;
}
/** What forward mode has no formula for, by its kernel; `aten::`: it has no derivative at all. */
const backwardOnly: Readonly<Record<string, string | ((args: readonly unknown[]) => string | null)>> = {
  logcumsumexp: "logcumsumexp",
  cdist: "_cdist_forward",
  renorm: "renorm",
  gammainc: "igamma",
  gammaincc: "igammac",
  heaviside: "aten::heaviside",
  floorDivide: "aten::floor_divide",
  remainder: ([x]) => (typeof x === "number" ? "aten::remainder" : null),
};
export function noForward(name: string, args: readonly unknown[]): Error | null {
  const entry = backwardOnly[name],
    kernel = typeof entry === "function" ? entry(args) : entry;
  if (kernel === undefined || kernel === null) return null;
  return notImplemented(
    `Trying to use forward AD with ${kernel} that does not support it` +
      (kernel.startsWith("aten::")
        ? "."
        : " because it has not been implemented yet.\nPlease file an issue to PyTorch at https://github.com/pytorch/pytorch/issues/new?template=feature-request.yml so that we can prioritize its implementation.\nNote that forward AD support for some operators require PyTorch to be built with TorchScript and for JIT to be enabled. If the environment var PYTORCH_JIT=0 is set or if the library is not built with TorchScript, some operators may no longer be used with forward AD."),
  );
}
/** An axis that is not there is told first. */
function along(name: string, args: readonly unknown[]): boolean {
  const d = pick(args, /^(topk|kthvalue)$/.test(name) ? 2 : 1, "dim"),
    r = Math.max(1, (args[0] as Tensor).shape.length);
  return typeof d !== "number" || (d < r && d >= -r);
}
/** Only calls of one tensor are of these kernels. */
const shapeless = (args: readonly unknown[]): boolean => args.filter(isTensor).length === 1;
