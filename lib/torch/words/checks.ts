// Refusals of PyTorch that are one sentence about an option or a length, for networks, losses and rearrangements. What does
// not begin with another class is a RuntimeError.
import { isTensor } from "../../core/tensor.js";
import { pick } from "../operations.js";
import type { Shape } from "../../array/shape.js";
import { list, outOfRange, torchSize } from "./classes.js";
import { entries, shapeOf, type Sentence } from "./sentences.js";

type Args = readonly unknown[];
/** Lengths of a window's results: (n + 2 padding - kernel) / stride + 1. */
const pooled =
  (n: number): Sentence =>
  (a, s) => {
    const at = (i: number, name: string): number[] => {
        const v = pick(a, i, name) ?? (name === "padding" ? 0 : pick(a, 1, "kernelSize"));
        return Array.isArray(v) ? (v as number[]) : Array<number>(n).fill(Number(v));
      },
      [kernel, stride, padding] = [at(1, "kernelSize"), at(2, "stride"), at(3, "padding")],
      two = n === 1 ? [1] : [],
      k = kernel.findIndex((m, d) => 2 * padding[d] > m),
      out = s
        .slice(-n)
        .map((m, d) => Math.max(0, Math.floor((m + 2 * padding[d] - kernel[d]) / stride[d]) + 1));
    if (k >= 0)
      return `pad should be at most half of kernel size, but got pad=${padding[k]} and kernel_size=${kernel[k]}`;
    return (
      out.includes(0) &&
      `Given input size: (${[s.at(-n - 1), ...two, ...s.slice(-n)].join("x")}). Calculated output size: (${[s.at(-n - 1), ...two, ...out].join("x")}). Output size is too small`
    );
  };
/** A bias or matrix that is to be added is expanded to the product's shape. */
const expanded = (x: unknown, to: Shape): string => {
  const s = shapeOf(x),
    d = [...s.keys()].reverse().find((i) => s[i] !== 1 && s[i] !== to[to.length - s.length + i]) ?? 0,
    place = to.length - s.length + d;
  return `The expanded size of the tensor (${to[place]}) must match the existing size (${s[d]}) at non-singleton dimension ${place}.  Target sizes: ${list(to)}.  Tensor sizes: ${list(s)}`;
};
const matrices = (x: Shape, y: Shape): string | false =>
  x.at(-1) !== y[0] &&
  `mat1 and mat2 shapes cannot be multiplied (${x.slice(0, -1).reduce((m, n) => m * n, 1)}x${x.at(-1)} and ${y.join("x")})`;
const added =
  (to: (x: Shape, y: Shape) => Shape): Sentence =>
  ([x, a, b]) =>
    matrices(shapeOf(a), shapeOf(b)) || expanded(x, to(shapeOf(a), shapeOf(b)));
const classWeights: Sentence = (a, s) => {
  const w = pick(a, 2, "weight"),
    n = s[s.length > 1 ? 1 : 0];
  return (
    isTensor(w) &&
    w.size !== n &&
    `weight tensor should be defined either for all ${n} classes or no classes but got weight tensor of shape: ${list(w.shape)}`
  );
};
const threes: Sentence = (a, s) => {
  const d = Number(pick(a, 2, "dim") ?? -1),
    n = s.at(d),
    m = shapeOf(a[1]).at(d);
  return (n !== 3 || m !== 3) && `linalg.cross: inputs dimension ${d} must have length 3. Got ${n} and ${m}`;
};
const quantile: Sentence = (a) => {
  const q = a[1];
  return (
    typeof q === "number" && !(q >= 0 && q <= 1) && `quantile() q must be in the range [0, 1] but got ${q}`
  );
};
const padded: Sentence = (a, s) => {
  const p = a[1] as number[],
    mode = pick(a, 2, "mode") ?? "constant";
  if (!Array.isArray(p)) return false;
  if (p.length % 2 === 1) return "Padding length must be divisible by 2";
  const d = s
    .map((_, i) => s.length - 1 - i)
    .find((i) => [0, 1].some((k) => p[2 * (s.length - 1 - i) + k] >= s[i]));
  return (
    mode === "reflect" &&
    d !== undefined &&
    `Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (${p.slice(2 * (s.length - 1 - d), 2 * (s.length - d)).join(", ")}) at dimension ${d} of input ${list(s)}`
  );
};
const masked: Sentence = ([, m], s) => {
  const q = shapeOf(m),
    r = Math.max(q.length, s.length),
    i = [...Array(r).keys()].find((k) => { const [a, b] = [q.at(-1 - k) ?? 1, s.at(-1 - k) ?? 1]; return a !== b && a !== 1 && b !== 1; }); // prettier-ignore
  return (
    i !== undefined &&
    `The size of tensor a (${q.at(-1 - i)}) must match the size of tensor b (${s.at(-1 - i)}) at non-singleton dimension ${r - 1 - i}`
  );
};
const scattered: Sentence = ([, d, ix], s) => {
  const n = s.at(Number(d)) ?? 1,
    bad = entries(ix).find((i) => i >= n || i < 0);
  return bad !== undefined && `index ${bad} is out of bounds for dimension ${Number(d)} with size ${n}`;
};
const option = (a: Args, name: string): unknown => pick(a, a.length, name);

// prettier-ignore
export const checks: Readonly<Record<string, Sentence>> = {
  smoothL1Loss: (a) => Number(option(a, "beta")) < 0 && "smooth_l1_loss does not support negative values for beta.",
  huberLoss: (a) => Number(option(a, "delta")) <= 0 && "huber_loss does not support non-positive values for delta.",
  softshrink: (a) => `lambda must be greater or equal to 0, but found to be ${Number(pick(a, 1, "lambd"))}.`,
  celu: () => "ZeroDivisionError: alpha cannot be 0 for CELU",
  crossEntropy: (a, s, e) => Number(option(a, "labelSmoothing") ?? 0) > 1 || Number(option(a, "labelSmoothing") ?? 0) < 0 ? `label_smoothing must be between 0.0 and 1.0. Got: ${Number(option(a, "labelSmoothing"))}` : classWeights(a, s, e),
  nllLoss: classWeights,
  multiMarginLoss: (a) => ![1, 2].includes(Number(option(a, "p") ?? 1)) && "ValueError: only p == 1 and p == 2 supported",
  batchNorm: (a, s) => pick(a, 5, "training") === true ? `ValueError: Expected more than 1 value per channel when training, got input size ${torchSize(s)}` : (pick(a, 1, "runningMean") ?? null) === null && "running_mean must be defined in evaluation mode",
  instanceNorm: (_, s) => `ValueError: Expected more than 1 spatial element when training, got input size ${torchSize(s)}`,
  groupNorm: ([, n], s) => s[1] % Number(n) !== 0 && `Expected number of channels in input to be divisible by num_groups, but got input of shape ${list(s)} and num_groups=${Number(n)}`,
  dropout: (a) => `ValueError: dropout probability has to be between 0 and 1, but got ${Number(pick(a, 1, "p"))}`,
  bilinear: ([x, y, w]) => { const k = [x, y].findIndex((v, i) => shapeOf(v).at(-1) !== shapeOf(w)[i + 1]); return k >= 0 && `bilinear(): input${k + 1} size does not match weight size: got ${shapeOf([x, y][k]).at(-1)} but expected ${shapeOf(w)[k + 1]}`; },
  maxPool2d: pooled(2), maxPool3d: pooled(3), avgPool1d: pooled(1), avgPool2d: pooled(2), avgPool3d: pooled(3),
  interpolate: (a) => (option(a, "size") ?? option(a, "scaleFactor") ?? null) === null && "ValueError: either size or scale_factor should be defined",
  embedding: () => "IndexError: index out of range in self",
  pad: padded,
  quantile, nanquantile: quantile,
  renorm: (a) => Number(pick(a, 1, "p")) <= 0 ? "renorm: non-positive-norm not supported" : Number(pick(a, 3, "maxnorm")) < 0 && `renorm: expected maxnorm to be >= 0 but got ${Number(pick(a, 3, "maxnorm"))}`,
  cdist: (a) => Number(pick(a, 2, "p")) < 0 && "cdist only supports non-negative p values",
  clamp: (a) => [pick(a, 1, "min"), pick(a, 2, "max")].every((v) => (v ?? null) === null || typeof v === "object") && !a.slice(1).some(isTensor) && "torch.clamp: At least one of 'min' or 'max' must not be None",
  diagonal: (_, s) => s.length === 1 && `IndexError: ${outOfRange(1, 1)}`,
  movedim: ([, p, q]) => [p, q].flat().length > 0 && `movedim: Invalid source or destination dims: source (${list([p].flat())} dims) should contain the same number of dims as destination (${list([q].flat())} dims)`,
  rot90: (_, s) => s.length < 2 && `expected total dims >= 2, but got total dims = ${s.length}`,
  roll: ([, n, d]) => `shifts and dimensions must align. shifts: ${[n].flat().length}, dims:${[d ?? []].flat().length}`,
  repeatInterleave: () => "repeats can not be negative",
  unflatten: ([, d, sizes], s) => `unflatten: Provided sizes ${list(sizes as number[])} don't multiply up to the size of dim ${Number(d)} (${s.at(Number(d))}) in the input tensor`,
  tensorSplit: ([, n]) => typeof n === "number" && `number of sections must be larger than 0, got ${n}`,
  cumulativeTrapezoid: () => "cumulative_trapezoid: There must be one `x` value for each sample point",
  cross: threes,
  vander: (_, s) => s.length !== 1 && "x must be a one-dimensional tensor.",
  gather: (a, s, e) => shapeOf(a[2]).length !== s.length ? "Index tensor must have the same number of dimensions as input tensor" : scattered(a, s, e),
  scatter: scattered, scatterAdd: scattered,
  indexSelect: ([, , ix]) => shapeOf(ix).length > 1 && "IndexError: index_select(): Index is supposed to be a vector",
  maskedSelect: masked, maskedFill: masked,
  linear: (a) => { const [x, w] = [shapeOf(a[0]), shapeOf(a[1])]; return matrices(x, [...w].reverse()) || (isTensor(a[2]) && expanded(a[2], [...x.slice(0, -1), w[0]])); },
  addmm: added((x, y) => [x[0], y[1]]),
  addr: ([x, a, b]) => expanded(x, [shapeOf(a)[0], shapeOf(b)[0]]),
  addmv: ([x, a, b]) => `size mismatch, got ${shapeOf(x)[0]}, ${shapeOf(a).join("x")},${shapeOf(b)[0]}`,
  baddbmm: ([x, a, b]) => expanded(x, [...shapeOf(a).slice(0, 2), shapeOf(b)[2]]),
  norm: (a, s) => s.length > 2 && (pick(a, 1, "ord") ?? null) !== null && (pick(a, 2, "dim") ?? null) === null && `linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ${s.length}D.`,
  matrixNorm: (a, s) => s.length < 2 ? "linalg.matrix_norm: The input tensor A must have at least 2 dimensions." : typeof pick(a, 1, "ord") === "number" && `linalg.matrix_norm: Order ${Number(pick(a, 1, "ord"))} not supported.`,
};
