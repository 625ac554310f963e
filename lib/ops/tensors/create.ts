// Making tensors.
import { wrongArgument, wrongOption } from "../../errors.js";
import { checkCount } from "../../door/arguments.js";
import { isTensor, Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { checkSize, storage, type Shape } from "../../array/shape.js";
import { allOf, anyOf, optionsOf, parse, reform, type CoreDType } from "../../door/parse.js";

function lengths(fn: string, shape: unknown): Shape {
  const s = typeof shape === "number" ? [shape] : shape;
  if (!Array.isArray(s) || !allOf(s, (n) => Number.isInteger(n) && (n as number) >= 0))
    throw wrongArgument(fn, "shape", "an array of lengths from 0", shape, `Write ${fn}([2, 3])`);
  checkSize(fn, s as number[]);
  return s.slice() as number[];
}

/**
 * A tensor from numbers, nested arrays, a typed array, `{data, shape}`, a matrix of another library or a tensor; the data
 * are copied. `shape` reshapes flat data, `dtype` is "float64" (default), "int32" or "bool".
 *
 * @example
 * tensor([[1, 2], [3, 4]]).shape // => [2, 2]
 * tensor(new Float64Array([1, 2, 3, 4]), { shape: [2, 2] }).at(1, 0).item() // => 3
 */
export function tensor(
  data: TensorLike,
  options?: { readonly shape?: readonly number[]; readonly dtype?: CoreDType },
): Tensor {
  if (arguments.length > 2) checkCount("tensor", arguments, "data, options?");
  const { shape, dtype } = optionsOf("tensor", options, ["shape", "dtype"]);
  if (Array.isArray(data) && anyOf(data, isTensor))
    throw wrongArgument("tensor", "data", "numbers", data, "To join tensors write stack([a, b])");
  const own = isTensor(data)
    ? { shape: data.shape, data: data.data.slice(), dtype: data.dtype }
    : parse("tensor", "data", data);
  const p = reform("tensor", own, shape, dtype);
  return new Plain(p.shape, p.data, p.dtype);
}
/**
 * All 0.
 *
 * @example
 * zeros([2, 3]) // => tensor([[0, 0, 0], [0, 0, 0]])
 */
export function zeros(shape: number | Shape): Tensor {
  if (arguments.length !== 1) checkCount("zeros", arguments, "shape");
  return filled("zeros", shape, 0);
}
/**
 * All 1.
 *
 * @example
 * ones(3) // => tensor([1, 1, 1])
 */
export function ones(shape: number | Shape): Tensor {
  if (arguments.length !== 1) checkCount("ones", arguments, "shape");
  return filled("ones", shape, 1);
}
/**
 * One number everywhere.
 *
 * @example
 * full([2, 2], 7) // => tensor([[7, 7], [7, 7]])
 */
export function full(shape: number | Shape, value: number): Tensor {
  if (arguments.length !== 2) checkCount("full", arguments, "shape, value");
  return filled("full", shape, value);
}
function filled(fn: string, shape: unknown, value: number): Tensor {
  const s = lengths(fn, shape);
  if (typeof value !== "number") throw wrongArgument(fn, "value", "a number", value);
  return new Plain(s, storage(fn, s).fill(value));
}
/**
 * The identity matrix, n x m (m = n).
 *
 * @example
 * eye(2) // => tensor([[1, 0], [0, 1]])
 * eye(2, 3) // => tensor([[1, 0, 0], [0, 1, 0]])
 */
export function eye(n: number, m: number = n): Tensor {
  if (arguments.length === 0 || arguments.length > 2) checkCount("eye", arguments, "n, m?");
  for (const [name, v] of [
    ["n", n],
    ["m", m],
  ] as const)
    if (!Number.isInteger(v) || v < 0) throw wrongArgument("eye", name, "a whole number from 0", v);
  const d = storage("eye", [n, m]);
  for (let i = 0; i < Math.min(n, m); i++) d[i * m + i] = 1;
  return new Plain([n, m], d);
}
/**
 * start, start + step, ... below end; arange(n) counts from 0.
 *
 * @example
 * arange(4) // => tensor([0, 1, 2, 3])
 * arange(1, 2, 0.25) // => tensor([1.0000, 1.2500, 1.5000, 1.7500])
 */
export function arange(start: number, end?: number, step = 1): Tensor {
  if (arguments.length === 0 || arguments.length > 3) checkCount("arange", arguments, "start, end?, step?");
  const [from, to] = end === undefined ? [0, start] : [start, end];
  for (const [name, v] of [
    ["start", from],
    ["end", to],
    ["step", step],
  ] as const)
    if (typeof v !== "number" || !Number.isFinite(v))
      throw wrongArgument("arange", name, "a finite number", v);
  if (step === 0 || (to - from) / step < 0)
    throw wrongArgument("arange", "step", `a step that leads from ${from} to ${to}`, step);
  const n = Math.ceil((to - from) / step);
  return new Plain(
    [n],
    storage("arange", [n]).map((_, i) => from + i * step),
  );
}
/**
 * `steps` numbers from start to end, both included.
 *
 * @example
 * linspace(0, 1, 5) // => tensor([0.0000, 0.2500, 0.5000, 0.7500, 1.0000])
 */
export function linspace(start: number, end: number, steps: number): Tensor {
  if (arguments.length !== 3) checkCount("linspace", arguments, "start, end, steps");
  if (!Number.isInteger(steps) || steps < 0)
    throw wrongArgument("linspace", "steps", "a whole number from 0", steps);
  for (const [name, v] of [
    ["start", start],
    ["end", end],
  ] as const)
    if (typeof v !== "number") throw wrongArgument("linspace", name, "a number", v);
  const step = (end - start) / (steps - 1);
  // From the nearer end, so that both ends are exact.
  return new Plain(
    [steps],
    storage("linspace", [steps]).map((_, i) =>
      steps === 1 ? start : 2 * i < steps ? start + i * step : end - (steps - 1 - i) * step,
    ),
  );
}

/**
 * Uniform numbers in [0, 1) from an explicit seed (Mulberry32, T. Ettinger 2017; 53 bits from two draws).
 *
 * @example
 * const x = rand([2, 3], { seed: 1 });
 * x.shape // => [2, 3]
 * rand([2, 3], { seed: 1 }).toString() === x.toString() // => true
 */
export function rand(shape: number | Shape, options: { readonly seed: number }): Tensor {
  if (arguments.length !== 2) checkCount("rand", arguments, "shape, options");
  const draw = generator("rand", options);
  return new Plain(lengths("rand", shape), storage("rand", lengths("rand", shape)).map(draw));
}
/**
 * Standard normal numbers from an explicit seed (Box and Muller 1958).
 *
 * @example
 * const x = randn(10000, { seed: 1 });
 * Math.abs(x.mean().item()) < 0.05 // => true
 */
export function randn(shape: number | Shape, options: { readonly seed: number }): Tensor {
  if (arguments.length !== 2) checkCount("randn", arguments, "shape, options");
  const draw = generator("randn", options),
    s = lengths("randn", shape);
  return new Plain(
    s,
    storage("randn", s).map(() => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())),
  );
}
function generator(fn: string, options: { readonly seed?: unknown }): () => number {
  const { seed } = optionsOf(fn, options, ["seed"]);
  if (typeof seed !== "number" || !Number.isInteger(seed))
    throw wrongOption(fn, "seed", "a whole number (results repeat)", seed);
  let a = seed | 0;
  const bits = (): number => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return () => ((bits() >>> 5) * 67108864 + (bits() >>> 6)) / 9007199254740992;
}
