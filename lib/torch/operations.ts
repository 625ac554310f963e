// What PyTorch's semantics need of an operation, as data: the name of its node, what it saves for the backward pass, the
// type of its result, whether the result is a view. Whatever is not named here has the defaults: the node is called by the
// public name, the inputs are saved, integers become float32.
// Long because it is one table.
import { mul } from "../core/ring.js";
import { eq, ne, where } from "../core/choose.js";
import { isTensor, type Tensor } from "../core/tensor.js";
import type { TorchDType } from "./dtype.js";

/** Kept for backward: nothing; what no in-place operation reaches, as indices; the inputs; the first; of two factors the one whose partner has a gradient; all but the first; the divisor; the result. */
export type Saves = "none" | "hidden" | "inputs" | "first" | "other" | "rest" | "divisor" | "result" | "both";
export type Keeps = boolean | "sum" | TorchDType;
export interface Operation {
  readonly name: string;
  readonly node: string | ((args: readonly unknown[]) => string);
  readonly saves: Saves | ((args: readonly unknown[]) => Saves);
  /** Integers and booleans stay what they are; "sum": booleans are counted; a type: always that. */
  readonly keeps: Keeps | ((args: readonly unknown[]) => Keeps);
  readonly view: boolean;
  /** Where PyTorch's derivative parts from the limit: what it makes of the cotangent before the pullback. */
  readonly departs?: (bar: Tensor, values: readonly Tensor[], y: Tensor) => Tensor;
  /** Its pullback meets zeros with NaN where PyTorch's has no such term: vectors that nobody asked for. */
  readonly exact: boolean;
  /** What PyTorch's pullback says instead of a gradient. */
  readonly fails?: (args: readonly unknown[]) => string | null;
  /** The node of a gradient that can be differentiated, where PyTorch's has a kernel of its own or another formula; null: the gradient does not depend on the inputs. */
  readonly second?: string | null;
  /** The derivative is identically zero for these values, or PyTorch takes it to be: it gives zeros without a graph. */
  readonly flat?: (
    values: readonly Tensor[],
    params: unknown,
    args: readonly unknown[],
    compat: string,
  ) => boolean;
  /** PyTorch's first gradient is kept in the graph of the input though it does not vary with it. */
  readonly first?: "kept";
}

const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);
const isNumber = (v: unknown): boolean => typeof v === "number";
const options = (v: unknown): boolean => typeof v === "object" && v !== null && v.constructor === Object;
const has = (v: unknown, key: string): boolean => typeof v === "object" && v !== null && key in v;
const given = (v: unknown): boolean => v !== undefined && v !== null && (!options(v) || has(v, "dim"));
/** An argument in its place or by its name. */
export const pick = (a: readonly unknown[], i: number, name: string): unknown => {
  const last = a[a.length - 1];
  if (!options(last)) return a[i];
  return has(last, name) ? (last as Record<string, unknown>)[name] : i < a.length - 1 ? a[i] : undefined;
};
const byDim =
  (whole: string, dim: string) =>
  (a: readonly unknown[]): string =>
    given(a[1]) ? dim : whole;
/** A loss is made of other operations: the last is the reduction, or the one named. */
const loss =
  (none: string) =>
  (a: readonly unknown[]): string =>
    ({ none, sum: "SumBackward0" })[String((a[a.length - 1] as { reduction?: string } | null)?.reduction)] ??
    "MeanBackward0";
/** einsum sums one operand, and multiplies several in a batch where an index is summed. */
function contraction([text, ...rest]: readonly unknown[]): string {
  const [from, to] = String(text).replace(/\s/g, "").split("->"),
    letters = [...new Set(from.replace(/[^A-Za-z]/g, ""))],
    whole = to !== undefined && letters.every((c) => to.includes(c));
  if (rest.flat().length > 1) return whole ? "MulBackward0" : "ViewBackward0";
  const repeated = letters.some((c) => from.split(c).length > 2);
  return whole || (to === undefined && !repeated) ? "PermuteBackward0" : "SumBackward1";
}
const lastOption = (a: readonly unknown[], key: string): unknown =>
  (a[a.length - 1] as Record<string, unknown> | null | undefined)?.[key];
const rankOf = (v: unknown): number => (v as { ndim?: number }).ndim ?? 0;
const product = (a: readonly unknown[]): string => {
  const r = [rankOf(a[0]), rankOf(a[1])].join();
  return r === "1,1"
    ? "DotBackward0"
    : r === "2,1"
      ? "MvBackward0"
      : r === "1,2"
        ? "SqueezeBackward3"
        : r === "2,2"
          ? "MmBackward0"
          : /^2,/.test(r)
            ? "CloneBackward0"
            : "UnsafeViewBackward0";
};

/** Names of nodes that are not the public name. */
// prettier-ignore
const nodes: Readonly<Record<string, Operation["node"]>> = {
  div: (a) => (pick(a, 2, "roundingMode") === undefined ? "DivBackward0" : "DivBackward2"),
  sub: (a) => (isNumber(a[0]) ? "RsubBackward1" : "SubBackward0"),
  pow: (a) => (isNumber(a[1]) ? "PowBackward0" : "PowBackward1"),
  sum: byDim("SumBackward0", "SumBackward1"),    mean: byDim("MeanBackward0", "MeanBackward1"),
  prod: byDim("ProdBackward0", "ProdBackward1"), squeeze: byDim("SqueezeBackward0", "SqueezeBackward1"),
  norm: "NormBackward1",
  matmul: product,              dot: "DotBackward0",           mm: "MmBackward0",          mv: "MvBackward0",
  einsum: contraction,          linear: (a) => (isTensor(a[2]) ? "AddmmBackward0" : "MmBackward0"),         bmm: "BmmBackward0",        t: "TBackward0",
  clamp: (a) => (a.slice(1).some((v) => isTensor(v) || Object.values(v ?? {}).some(isTensor)) ? "ClampBackward0" : "ClampBackward1"),
  max: (a) => (isTensor(a[1]) ? "MaximumBackward0" : byDim("MaxBackward1", "MaxBackward0")(a)),
  min: (a) => (isTensor(a[1]) ? "MinimumBackward0" : byDim("MinBackward1", "MinBackward0")(a)),
  remainder: (a) => isNumber(a[0]) ? "NotImplemented" : (isNumber(a[1]) ? "RemainderBackward0" : "RemainderBackward1"),
  xlogy: (a) => (isNumber(a[1]) ? "XlogyBackward2" : isNumber(a[0]) ? "XlogyBackward1" : "XlogyBackward0"),
      det: "LinalgDetBackward0",     inv: "LinalgInvExBackward0", reshape: "ReshapeAliasBackward0",
  slice: "SliceBackward0",      indexSelect: "IndexSelectBackward0", take: "TakeBackward0", unflatten: "ViewBackward0",
  solve: "LinalgSolveExBackward0", slogdet: "LinalgSlogdetBackward0", variance: "VarBackward0",
  swapaxes: "TransposeBackward0", movedim: "PermuteBackward0", chunk: "SplitBackward0",
  softmax: "SoftmaxBackward0",  logSoftmax: "LogSoftmaxBackward0", leakyRelu: "LeakyReluBackward0", square: "PowBackward0",
  narrow: "SliceBackward0",     broadcastTo: "ExpandBackward0", expandAs: "ExpandBackward0", place: "SelectBackwardBackward0",
  cholesky: "CholeskyBackward0", columnStack: "CatBackward0",  hstack: "CatBackward0",      vstack: "CatBackward0",
  dstack: "CatBackward0",       deg2rad: "Deg2RadBackward0",   rad2deg: "Rad2DegBackward0", diagflat: "DiagBackward0",
  flatten: "ReshapeAliasBackward0", inner: "ReshapeAliasBackward0", tensordot: "ReshapeAliasBackward0", kron: "UnsafeViewBackward0",
  log1p: "Log1PBackward0",      logsigmoid: "LogSigmoidBackward0", msort: "SortBackward0",  qr: "LinalgQrBackward0",
  repeatInterleave: "IndexSelectBackward0", tensorSplit: "SliceBackward0", logdet: "WhereBackward0",
  median: byDim("MedianBackward0", "MedianBackward1"), nanmedian: byDim("NanmedianBackward0", "NanmedianBackward1"),
  rsub: (a) => (isNumber(a[1]) ? "RsubBackward1" : "RsubBackward0"), floatPower: (a) => (isNumber(a[1]) ? "PowBackward0" : "PowBackward1"),
  fmod: (a) => (isNumber(a[1]) ? "FmodBackward0" : "FmodBackward1"), lerp: (a) => (isNumber(a[2]) ? "LerpBackward0" : "LerpBackward1"),
  ravel: "ViewBackward0",       viewAs: "ViewBackward0",       swapdims: "TransposeBackward0", fliplr: "FlipBackward0", flipud: "FlipBackward0",
  crossEntropy: (a) => (lastOption(a, "labelSmoothing") ? "AddBackward0" : rankOf(a[1]) === rankOf(a[0]) ? "DivBackward1" : "NllLossBackward0"),  layerNorm: "NativeLayerNormBackward0", conv1d: "ConvolutionBackward0", conv2d: "ConvolutionBackward0",
  conv3d: "ConvolutionBackward0", tile: "RepeatBackward0",     meshgrid: "ExpandBackward0",   matrixExp: "LinalgMatrixExpBackward0", cross: "LinalgCrossBackward0",
  vectorNorm: "LinalgVectorNormBackward0", cosineSimilarity: "SumBackward1",
  pad: (a) => { const mode = pick(a, 2, "mode"), n = (a[1] as number[]).length / 2; return mode === "reflect" ? `ReflectionPad${n}DBackward0` : mode === "replicate" ? `ReplicationPad${n}DBackward0` : "ConstantPadNdBackward0"; },
  interpolate: (a) => { const n = rankOf(a[0]) - 2, mode = (lastOption(a, "mode") ?? "nearest") as string; return `Upsample${capital(mode === "nearest" ? `nearest${n}D` : mode === "linear" ? "linear1D" : `${mode}2D`)}Backward1`; },
  l1Loss: loss("AbsBackward0"), klDiv: loss("SubBackward0"),   poissonNllLoss: loss("SubBackward0"), gaussianNllLoss: loss("MulBackward0"),
  hingeEmbeddingLoss: loss("AddBackward0"), cosineEmbeddingLoss: loss("AddBackward0"), tripletMarginLoss: loss("ClampMinBackward0"), marginRankingLoss: loss("ClampMinBackward0"),
  batchNorm: "NativeBatchNormBackward0", groupNorm: "NativeGroupNormBackward0", instanceNorm: "ViewBackward0", normalize: "DivBackward0", pairwiseDistance: "NormBackward1",
  relu6: "HardtanhBackward0",   selu: "EluBackward0",          softsign: "DivBackward0",    tanhshrink: "SubBackward0", softmin: "SoftmaxBackward0",
  eigh: "LinalgEighBackward0",  eigvalsh: "LinalgEighBackward0", svd: "LinalgSvdBackward0", svdvals: "LinalgSvdBackward0", pinv: "LinalgPinvBackward0", lstsq: "LinalgLstsqBackward0",
  matrixNorm: (a) => ({ undefined: "LinalgVectorNormBackward0", fro: "LinalgVectorNormBackward0", nuc: "SumBackward1" })[String(pick(a, 1, "ord"))] ?? "AmaxBackward0",
  matrixPower: (a) => (Math.abs(pick(a, 1, "n") as number) > 1 ? "MmBackward0" : pick(a, 1, "n") === 1 ? "CloneBackward0" : pick(a, 1, "n") === 0 ? "CopyBackwards" : "LinalgInvExBackward0"),
  multiDot: "ViewBackward0",    cond: "SqueezeBackward1",
  maxPool2d: "MaxPool2DWithIndicesBackward0", avgPool2d: "AvgPool2DBackward0", maxPool1d: "SqueezeBackward1", avgPool1d: "SqueezeBackward1", maxPool3d: "MaxPool3DWithIndicesBackward0", avgPool3d: "AvgPool3DBackward0",
  adaptiveAvgPool2d: (a) => (String(a[1]).replace("1,1", "1") === "1" ? "MeanBackward1" : "AdaptiveAvgPool2DBackward0"),
  convTranspose1d: "ConvolutionBackward0", convTranspose2d: "ConvolutionBackward0", convTranspose3d: "ConvolutionBackward0",
  takeAlongDim: "GatherBackward0", scatter: (a) => (isNumber(a[3]) ? "ScatterBackward1" : "ScatterBackward0"), "nn.unfold": "Im2ColBackward0", "nn.fold": "Col2ImBackward0",
  split: (a) => (Array.isArray(a[1]) ? "SplitWithSizesBackward0" : "SplitBackward0"), cumulativeTrapezoid: "CumsumBackward0", mT: "TransposeBackward0",
  "linalg.norm": "LinalgVectorNormBackward0", "linalg.cholesky": "LinalgCholeskyExBackward0",
  cartesianProd: "StackBackward0", combinations: "StackBackward0", chainMatmul: "ViewBackward0", bilinear: "ReshapeAliasBackward0", ldexp: "MulBackward0", nanmean: "DivBackward0",
  diff: "SubBackward0", floorDivide: "NotImplemented", aminmax: "NotImplemented", heaviside: "NotImplemented",
  trapezoid: (a) => (isTensor(a[1]) ? "DivBackward0" : "MulBackward1"), quantile: "SqueezeBackward3", cov: "SqueezeBackward0", corrcoef: "ClampBackward1", ndtr: "MulBackward1", expit: "SigmoidBackward0", xlog1py: "SpecialXlog1PyBackward0",
  ...Object.fromEntries(["entr", "i0e", "i1", "i1e", "erfcx", "logNdtr", "ndtri", "zeta"].map((n) => [n, `Special${capital(n)}Backward0`])),
  sumTo: "SumBackward1",       powPart: "MulBackward0",        combine: "AddBackward0",       transpose: "TransposeBackward0", outer: "MulBackward0",
};
const words = (text: string): string[] => text.trim().split(/\s+/);
const table = <V>(value: V, names: string): Record<string, V> =>
  Object.fromEntries(words(names).map((n) => [n, value]));
const saved: Readonly<Record<string, Operation["saves"]>> = {
  pow: (a) => (isNumber(a[1]) ? "inputs" : "both"),
  div: "divisor",
  where: "first",
  maskedFill: "rest",
  ...Object.fromEntries(
    ["max", "min", "median"].map((n) => [
      n,
      (a: readonly unknown[]) =>
        given(a[1]) && !isTensor(a[1]) ? "hidden" : isTensor(a[1]) ? "inputs" : "both",
    ]),
  ),
  ...table("hidden" as const, "sort topk kthvalue mode msort cummax cummin"),
  mean: (a) => (given(a[1]) ? "inputs" : "none"),
  remainder: (a) => (isNumber(a[1]) ? "none" : "inputs"),
  lerp: (a) => (isNumber(a[2]) ? "none" : "inputs"),
  at: (a) => (a.some((i, k) => k > 0 && typeof i === "object" && i !== null) ? "rest" : "none"),
  ...table(
    "none" as const,
    `add sub rsub positive neg sum reshape view flatten unflatten transpose permute t T swapaxes movedim select
    slice narrow squeeze unsqueeze expand expandAs broadcastTo cat stack hstack vstack dstack columnStack clone cumsum
    split chunk unbind tensorSplit diagonal diag diagEmbed diagflat trace tril triu flip roll rot90 repeat tile
    pad sign floor ceil round trunc fmod frac detach to copy fill sumTo place meshgrid logicalNot
    broadcastTensors deg2rad rad2deg viewAs ravel swapdims fliplr flipud unfold asStrided blockDiag cartesianProd
    combinations diff selectScatter sliceScatter diagonalScatter`,
  ),
  ...table("other" as const, "mul matmul linear dot vdot mm mv bmm inner outer kron cross einsum vecdot"),
  ...table(
    "result" as const,
    `exp exp2 expm1 sqrt rsqrt tanh sigmoid relu softmax logSoftmax reciprocal tan cbrt inv`,
  ),
  ...table("both" as const, "prod norm logsumexp cumprod amax amin std det slogdet"),
};
/** The type of an operand, where it has one of the adapter's. */
const typeOf = (v: unknown): TorchDType =>
  rank.includes((v as { dtype?: string } | null | undefined)?.dtype as TorchDType)
    ? (v as { dtype: TorchDType }).dtype
    : "float32";
const rank: readonly TorchDType[] = ["float32", "float64", "int64", "bool"];
const ofFirst: Operation["keeps"] = ([x]) => typeOf(x);
const kept: Readonly<Record<string, Operation["keeps"]>> = {
  ...table(
    true,
    `add sub mul neg abs pow max min amax amin maximum minimum fmax fmin matmul dot mm mv bmm vdot
    addmm addmv addr addbmm baddbmm addcmul rsub positive sgn clamp clampMin clampMax where sign
    remainder fmod floorDivide floor ceil round trunc relu sort msort topk cat stack hstack vstack dstack columnStack
    reshape view flatten unflatten transpose permute t T swapaxes movedim select slice narrow at squeeze unsqueeze expand
    expandAs broadcastTo split chunk unbind tensorSplit diagonal diag diagEmbed diagflat tril triu flip roll rot90
    repeat tile repeatInterleave pad gather take takeAlongDim indexSelect maskedSelect maskedScatter indexPut
    scatter scatterAdd indexAdd indexCopy indexFill outer inner kron cross clone copy fill detach sumTo place
    viewAs ravel swapdims fliplr flipud unfold asStrided blockDiag cartesianProd combinations selectScatter sliceScatter
    diagonalScatter scatterReduce median nanmedian kthvalue mode cummax cummin aminmax diff heaviside nanToNum lerp`,
  ),
  floatPower: "float64",
  ...table(ofFirst, "maskedFill huberLoss hingeEmbeddingLoss softMarginLoss"),
  addmv: ([, x]) => typeOf(x),
  baddbmm: ([, x]) => typeOf(x),
  square: ([x]) => typeOf(x) !== "bool" || "int64",
  div: (a) => pick(a, 2, "roundingMode") !== undefined && pick(a, 2, "roundingMode") !== null,
  ...table("sum" as const, "sum prod cumsum cumprod trace nansum"),
};
const views = table(
  true,
  `reshape view flatten unflatten transpose permute t T swapaxes movedim select narrow at squeeze
  unsqueeze expand expandAs broadcastTo split chunk unbind tensorSplit diagonal unfold detach viewAs swapdims ravel`,
);
/** Operations whose plain numbers take part in finding the type of the result. */
export const counted = new Set(
  words("add sub mul pow div where clamp maximum minimum remainder fmod floorDivide"),
);
/** Nodes that see plain numbers as tensors: in their place, or behind. */
export const wrapping: Readonly<Record<string, "here" | "last">> = {
  ...table("last" as const, "AddBackward0 SubBackward0 MulBackward0 DivBackward0"),
  ...table("here" as const, "PowBackward1 WhereBackward0"),
};
/** Nodes of functions whose last tensors may be missing, and how many inputs they have with them. */
export const least = {
  CopyBackwards: 2,
  ...table(
    3,
    "ClampBackward0 NativeLayerNormBackward0 NativeBatchNormBackward0 NativeGroupNormBackward0 ConvolutionBackward0",
  ),
} as Readonly<Record<string, number>>;
/** Eigenvalues need no gaps, which only the vectors' derivatives have. */
const vectors = table(true, "eigh eigvalsh svd svdvals");
/** Views that come several at once may not be written to. */
export const several = table(true, "split chunk unbind");

/** A power whose exponent, a constant, the derivatives taken so far have used up. */
const used: Operation["flat"] = ([, y]: readonly (Tensor | undefined)[], part, args) =>
  args[1] === 0 ||
  (y?.level === 0 &&
    (args[1] as { requiresGrad?: boolean }).requiresGrad !== true &&
    y.size === 1 &&
    y.data[0] >= 0 &&
    y.data[0] <= ((part as { a?: number } | undefined)?.a ?? 0) &&
    Number.isInteger(y.data[0]));
/** The product of all elements is taken to be flat where two of them are zero, though its second derivative is not. */
const zeros: Operation["flat"] = ([x], _, args, compat) =>
  compat === "torch" &&
  args.length === 1 &&
  x.level === 0 &&
  x.data.reduce((n, v) => n + Number(v === 0), 0) > 1;
/** atan2 and hypot divide by x² + y². */
const origin: Operation["departs"] = (bar, [x, y]) => where(mul(eq(x, 0), eq(y, 0)), NaN, bar);
const departures: Readonly<Record<string, Operation["departs"]>> = {
  atan2: origin,
  hypot: origin,
  // At a singular matrix its solver answers with zeros; the derivative is the matrix of cofactors.
  det: (bar, _, y) => mul(bar, ne(y, 0)),
};
/** Nodes of gradients, by what they belong to. */
const seconds: Readonly<Record<string, string | null>> = {
  ...table(null, "max min amax amin maximum minimum fmax fmin"),
  ...table("DivBackward0", "log log2 log10 log1p sqrt atan hypot cumprod"),
  ...table("AddBackward0", "softsign tanhshrink"),
  ...table("WhereBackward0", "logit sinc"),
  ...table("EluBackwardBackward0", "elu selu celu"),
  ...table("HardtanhBackwardBackward0", "hardtanh relu6"),
  ...table("LinalgSolveExBackward0", "det logdet"),
  ...Object.fromEntries(
    words(
      "sigmoid tanh gelu leakyRelu softplus logsigmoid hardswish softshrink hardshrink smoothL1Loss huberLoss mseLoss",
    ).map((n) => [n, `${capital(n.replace("logs", "logS"))}BackwardBackward0`]),
  ),
  relu: "ThresholdBackwardBackward0",
  softmax: "SoftmaxBackwardDataBackward0",
  logSoftmax: "LogSoftmaxBackwardDataBackward0",
  layerNorm: "NativeLayerNormBackwardBackward0",
  hardsigmoid: "NotImplemented",
  exp2: "MulBackward1",
  prod: "MulBackward0",
};
/** These are constant in pieces: their gradient has a place in the graph all the same. */
export const pieces = new Set(words("relu leakyRelu hardtanh relu6 hardsigmoid softshrink hardshrink"));
const lacking =
  (name: string): Operation["fails"] =>
  () =>
    `derivative for aten::${name} is not implemented`;
/** The pullback of the deviation of one number forgets its axes. */
const ofOne =
  (node: string): Operation["fails"] =>
  ([x, ...rest]) => {
    const { size, shape } = x as Tensor;
    return size === 1 && shape.length > 0 && rest.length === 0
      ? `Function ${node} returned an invalid gradient at index 0 - got [] but expected shape compatible with [${shape.join(", ")}]`
      : null;
  };
const failing: Readonly<Record<string, Operation["fails"]>> = {
  floorDivide: lacking("floor_divide"),
  aminmax: lacking("aminmax"),
  heaviside: lacking("heaviside"),
  remainder: (a) => (isNumber(a[0]) ? lacking("remainder")!(a) : null),
  variance: ofOne("VarBackward0"),
  std: ofOne("StdBackward0"),
};
/** Kernels for pullbacks that save their input or result, with which they do not vary. */
const firsts: Readonly<Record<string, Operation["first"]>> = {
  ...table(
    "kept" as const,
    `threshold prelu nllLoss multiMarginLoss maxPool1d maxPool2d maxPool3d avgPool1d avgPool2d avgPool3d`,
  ),
};
const known = new Map<string, Operation>();
export function operation(name: string, entry = ""): Operation {
  const key = `${entry}.${name}`;
  let op = known.get(key);
  if (op === undefined) {
    op = {
      name,
      node: nodes[key] ?? nodes[name] ?? `${capital(name)}Backward0`,
      saves: saved[name] ?? "inputs",
      keeps: kept[name] ?? false,
      view: (views[name] ?? false) && entry !== "nn",
      departs: departures[name],
      second: seconds[name],
      exact: name in vectors,
      fails: failing[name],
      first: firsts[name],
      flat: name === "prod" ? zeros : name === "pow" || name === "powPart" ? used : undefined,
    };
    known.set(key, op);
  }
  return op;
}
