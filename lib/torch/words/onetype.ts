// Operations whose operands must have one type in PyTorch, where the library would compute: which operands, and what it says.
import { isTensor, type Tensor } from "../../core/tensor.js";
import { typeText, type TorchDType } from "../dtype.js";
import { pick } from "../operations.js";
import { runtime } from "./classes.js";
import { convolved } from "./sentences.js";

type Typed = Tensor & { readonly dtype: TorchDType };
type Args = readonly unknown[];
type Refusal = (args: Args) => Error | null;
/** Operands by place, or by place and name. */
type Place = number | readonly [place: number, name: string];
const cpp = { float32: "float", float64: "double", int64: "long int", bool: "bool" } as const;

const typed = (v: unknown): v is Typed => isTensor(v) && v.level === 0.5;
const operands = (args: Args, places: readonly Place[]): Typed[] =>
  places.map((p) => (typeof p === "number" ? args[p] : pick(args, p[0], p[1]))).filter(typed);
/** The first operand's type beside the first that is another. */
const apart =
  (places: readonly Place[], says: (first: TorchDType, other: TorchDType) => string): Refusal =>
  (args) => {
    const ts = operands(args, places),
      other = ts.find((t) => t.dtype !== ts[0].dtype);
    return other === undefined ? null : runtime(says(ts[0].dtype, other.dtype));
  };
const scalars = (a: TorchDType, b: TorchDType): string =>
  `expected scalar type ${typeText[a]} but found ${typeText[b]}`;
const scalar = (...places: Place[]): Refusal => apart(places, scalars);
const found = (...places: Place[]): Refusal =>
  apart(places, (a, b) => `Found dtype ${typeText[b]} but expected ${typeText[a]}`);
const both = (says: (a: string, b: string) => string, ...places: Place[]): Refusal =>
  apart(places, (a, b) => says(typeText[a], typeText[b]));
const mat2 = (...places: Place[]): Refusal => apart(places, () => "self and mat2 must have the same dtype");
const firstOf =
  (...all: Refusal[]): Refusal =>
  (args) =>
    all.reduce<Error | null>((e, f) => e ?? f(args), null);
const weight = [2, "weight"] as const,
  bias = [3, "bias"] as const;
/** Shapes are looked at before types. */
const convolution =
  (n: number): Refusal =>
  (args) =>
    convolved(n)(args, (args[0] as Tensor).shape) === false ? kernel(args) : null;
const kernel = firstOf(
  scalar(0, 1),
  apart([0, [2, "bias"]], (a, b) => `Input type (${cpp[a]}) and bias type (${cpp[b]}) should be the same`),
);
const normalized = apart(
  [0, [1, "runningMean"], [2, "runningVar"], [3, "weight"], [4, "bias"]],
  (a) => `mixed dtype (CPU): expect parameter to have scalar type of ${typeText[a]}`,
);
const scattered = apart([0, 3], () => "scatter(): Expected self.dtype to be equal to src.dtype");
/** A sum over an index is a product of matrices; without one the factors are only multiplied. */
const einsum: Refusal = ([text, ...rest]) => {
  const [from, to] = String(text).split("->");
  return to !== undefined && [...from].every((c) => !/[a-z]/i.test(c) || to.includes(c))
    ? null
    : scalar(...rest.flat().keys())(rest.flat());
};
const multiDot: Refusal = ([xs]) => {
  const ts = xs as Typed[],
    k = ts.findIndex((t) => typed(t) && t.dtype !== ts[0].dtype);
  return k < 0
    ? null
    : runtime(
        `multi_dot(): all tensors must have be the same dtype but tensor 0 is ${cpp[ts[0].dtype]} and tensor ${k} ${cpp[ts[k].dtype]}`,
      );
};
const convolutions = Object.fromEntries(
  [1, 2, 3].flatMap((n) => [
    [`conv${n}d`, convolution(n)],
    [`convTranspose${n}d`, kernel],
  ]),
);

export const oneType: Readonly<Record<string, Refusal>> = {
  ...convolutions,
  einsum,
  multiDot,
  linear: (args) => (isTensor(args[2]) && (args[0] as Tensor).ndim > 1 ? mat2(0, 1, 2)(args) : null),
  addmm: mat2(0, 1, 2),
  addbmm: mat2(0, 1, 2),
  addmv: scalar(1, 2),
  baddbmm: scalar(1, 2),
  bilinear: scalar(0, 1, 2),
  tensordot: scalar(0, 1),
  inner: scalar(0, 1),
  cross: scalar(0, 1),
  cdist: scalar(0, 1),
  vdot: both((a, b) => `dot : expected both vectors to have same dtype, but found ${a} and ${b}`, 0, 1),
  layerNorm: scalar(0, weight, bias),
  groupNorm: scalar(0, weight, bias),
  batchNorm: normalized,
  instanceNorm: normalized,
  nllLoss: scalar(0, weight),
  crossEntropy: scalar(0, weight),
  multiMarginLoss: scalar(0, [4, "weight"]),
  prelu: found(0, 1),
  binaryCrossEntropy: found(0, 1),
  lerp: firstOf(
    apart([0, 1], (a, b) => `expected dtype ${cpp[a]} for \`end\` but got dtype ${cpp[b]}`),
    apart([0, 2], (a, b) => `expected dtype ${cpp[a]} for \`weight\` but got dtype ${cpp[b]}`),
  ),
  solve: both((a, b) => `linalg.solve: Expected A and B to have the same dtype, but found A of type ${a} and B of type ${b} instead`, 0, 1), // prettier-ignore
  choleskySolve: both((a, b) => `Expected b and A to have the same dtype, but found b of type ${a} and A of type ${b} instead.`, 0, 1), // prettier-ignore
  lstsq: both((a, b) => `torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype ${a} and other's dtype ${b}`, 0, 1), // prettier-ignore
  scatter: scattered,
  scatterAdd: scattered,
  indexAdd: both(
    (a, b) => `index_add_(): self (${a}) and source (${b}) must have the same scalar type`,
    0,
    3,
  ),
  indexCopy: both((a, b) => `index_copy_(): self and source expected to have the same dtype, but got (self) ${a} and (source) ${b}`, 0, 3), // prettier-ignore
  maskedScatter: both((a, b) => `masked_scatter: expected self and source to have same dtypes but got${a} and ${b}`, 0, 2), // prettier-ignore
  indexPut: both((a, b) => `Index put requires the source and destination dtypes match, got ${a} for the destination and ${b} for the source.`, 0, 2), // prettier-ignore
  heaviside: apart([0, 1], () => "heaviside is not yet implemented for tensors with different dtypes."),
  quantile: apart([0, 1], () => "quantile() q tensor must be same dtype as the input tensor"),
};
