// Refusals of PyTorch that are one sentence about the lengths of what was given.
import type { DualTensorError } from "../../errors.js";
import { isTensor } from "../../core/tensor.js";
import type { Shape } from "../../array/shape.js";
import { index, list, outOfRange, runtime } from "./classes.js";

export const shapeOf = (v: unknown): readonly number[] => (isTensor(v) ? v.shape : []);
/** The numbers of a tensor of indices. */
export const entries = (v: unknown): number[] =>
  isTensor(v) && v.dtype !== "bool" && v.level <= 0.5
    ? [...(v as unknown as { numbers(): { data: Float64Array } }).numbers().data]
    : [];
export const firstNumber = (v: unknown): number =>
  typeof v === "number"
    ? v
    : Array.isArray(v)
      ? (v[0] as number)
      : ((v as { dim?: number } | undefined)?.dim ?? 0);

const twoAxes =
  (name: string) =>
  (_: readonly unknown[], s: Shape): string =>
    s.length < 2
      ? `linalg.${name}: The input tensor A must have at least 2 dimensions.`
      : `linalg.${name}: A must be batches of square matrices, but they are ${s.slice(-2).join(" by ")} matrices`;
/** Of an input that does not fit a kernel of n axes. */
export const convolved =
  (n: number) =>
  (args: readonly unknown[], s: Shape): string | false => {
    const w = shapeOf(args[1]),
      option = args[args.length - 1] as Record<string, unknown> | undefined,
      groups = Number(option?.groups ?? 1),
      channels = s[s.length - n - 1];
    if (s.length !== n + 1 && s.length !== n + 2)
      return `Expected ${n + 1}D (unbatched) or ${n + 2}D (batched) input to conv${n}d, but got input of size: ${list(s)}`;
    if (channels !== w[1] * groups)
      return `Given groups=${groups}, weight of size ${list(w)}, expected input${list(s)} to have ${w[1] * groups} channels, but got ${channels} channels instead`;
    const padded = s
      .slice(-n)
      .map((m, d) => m + 2 * Number([option?.padding ?? 0].flat()[d] ?? [option?.padding ?? 0].flat()[0]));
    return (
      w.slice(2).some((k, d) => k > padded[d]) &&
      `Calculated padded input size per channel: (${padded.join(" x ")}). Kernel size: (${w.slice(2).join(" x ")}). Kernel size can't be greater than actual input size`
    );
  };
const axisOf = (v: unknown, s: Shape): number => (firstNumber(v) + s.length) % s.length;
const narrowed = (size: number, at: number, n: number): string =>
  at !== size && (at >= size || at < -size)
    ? `IndexError: ${outOfRange(size, at)}`
    : `start (${at < 0 ? at + size : at}) + length (${n}) exceeds dimension size (${size}).`;
/** What PyTorch says where one sentence is all: of the arguments, the first one's shape, the library's error. */
export type Sentence = (args: readonly unknown[], s: Shape, e: DualTensorError) => string | false | undefined;
/** RuntimeErrors, unless they begin with another class. */
// prettier-ignore
export const sentences: Readonly<Record<string, Sentence>> = {
  repeat: () => "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
  split: ([, n, d], s) => n === 0 && `split_size can only be 0 if dimension size is 0, but got dimension size of ${s[axisOf(d, s)]}`,
  chunk: ([, n]) => Number(n) < 1 && `chunk expects \`chunks\` to be greater than 0, got: ${String(n)}`,
  select: ([, d, i], s, e) => e.code === "DT_INDEX" && `IndexError: select(): index ${String(i)} out of range for tensor of size ${list(s)} at dimension ${String(d)}`,
  diag: () => "matrix or a vector expected",
  trace: (_, s) => `trace: expected a matrix, but got tensor with dim ${s.length}`,
  outer: ([x, y]) => shapeOf(x).length !== 1 ? `outer: Expected 1-D argument self, but got ${shapeOf(x).length}-D` : `outer: Expected 1-D argument vec2, but got ${shapeOf(y).length}-D`,
  narrow: ([, d, at, n], s) => narrowed(s[axisOf(d, s)], Number(at), Number(n)),
  topk: () => "selected index k out of range",
  kthvalue: ([, , d], s) => `kthvalue(): selected number k out of range for dimension ${axisOf(d ?? -1, s)}`,
  unfold: ([, d, n], s) => s.length > axisOf(d, s) && `maximum size for tensor at dimension ${axisOf(d, s)} is ${s[axisOf(d, s)]} but size is ${String(n)}`,
  glu: ([, d], s) => `Halving dimension must be even, but dimension ${axisOf(d ?? -1, s)} is size ${s[axisOf(d ?? -1, s)]}`,
  layerNorm: ([, n], s) => `Given normalized_shape=${list(n as number[])}, expected input with shape [*, ${(n as number[]).join(", ")}], but got input of size${list(s)}`,
  conv1d: convolved(1), conv2d: convolved(2), conv3d: convolved(3),
  eigh: twoAxes("eigh"), eigvalsh: twoAxes("eigh"), matrixPower: twoAxes("matrix_power"), matrixExp: twoAxes("matrix_exp"), slogdet: twoAxes("slogdet"),
  svd: twoAxes("svd"), qr: twoAxes("qr"),
  det: (a, s) => s.length < 2 && twoAxes("det")(a, s),
  solve: ([x, y], s, e) => e.code !== "DT_SINGULAR" && (s[s.length - 1] !== s[s.length - 2] ? twoAxes("solve")([], s)
    : `linalg.solve: Incompatible shapes of A and B for the equation AX = B (${shapeOf(x).slice(-2).join("x")} and ${[...shapeOf(y), 1].slice(0, 2).join("x")})`),
};

/** Of nothing there is no greatest. */
export const emptied =
  (name: string) =>
  ([x, d]: readonly unknown[]): Error | null => {
    const all = (d ?? undefined) === undefined;
    if (!isTensor(x) || x.size !== 0) return null;
    if (!all) return index(`${name}(): Expected reduction dim ${firstNumber(d)} to have non-zero size.`);
    const text = `${name}(): Expected reduction dim to be specified for input.numel() == 0.`;
    return name.startsWith("arg")
      ? index(text)
      : runtime(`${text} Specify the reduction dim with the 'dim' argument.`);
  };
