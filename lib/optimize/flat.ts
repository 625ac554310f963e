// What f returns, and what stands beside it (data, weights), as one row of numbers.
import { isTensor, lift, type Tensor, type TensorLike } from "../core/tensor.js";
import { notTensorOutput, wrongArgument, wrongShape } from "../errors.js";
import { stopGradient } from "../ops/elementwise/stop.js";
import { tensorsOf } from "../transform/nested.js";
import { isRecord, indexOf } from "../transform/structure.js";
import { size, type Shape } from "../array/shape.js";

/** The tensors of a tuple, a record or a nest of them, in order. */
export const leaves = (fn: string, v: unknown): readonly Tensor[] =>
  isTensor(v)
    ? [v]
    : tensorsOf(v, "", (e) => {
        if (isTensor(e)) return e;
        throw notTensorOutput(fn, e);
      }).tensors;
/** The numbers of a value, whoever watches it; null where it has none (a batch, a recording). */
export const numbersOf = (t: Tensor): Float64Array | null => {
  const plain = t.level === 0 ? t : stopGradient(t);
  return plain.level === 0 ? plain.data : null;
};

/** Data or weights for each output: in f's structure, or for one output the data alone. */
export function partsBeside(fn: string, option: string, v: unknown, outputs: readonly Shape[]): unknown[] {
  if (typeof v === "number") return outputs.map(() => v);
  const alone =
    outputs.length === 1 &&
    (isTensor(v) || !isRecord(v)) &&
    !(Array.isArray(v) && v.length === 1 && outputs[0].length !== 1);
  const parts: unknown[] = alone ? [v] : isRecord(v) ? Object.values(v) : Array.isArray(v) ? v : [v];
  if (parts.length !== outputs.length)
    throw wrongArgument(fn, option, `data for each of the ${outputs.length} outputs of f`, v);
  return parts;
}
/** A number for each residual: one for all, one tensor's data for each output, in f's structure. */
export function beside(fn: string, option: string, v: unknown, outputs: readonly Shape[]): Float64Array {
  const total = outputs.reduce((s, shape) => s + size(shape), 0),
    parts = partsBeside(fn, option, v, outputs);
  const out = new Float64Array(total);
  let at = 0;
  parts.forEach((part, i) => {
    const t = lift(part as TensorLike, fn, option),
      n = size(outputs[i]);
    const data = numbersOf(t);
    if (data === null || (t.shape.length > 0 && size(t.shape) !== n))
      throw wrongShape(fn, option, `of shape [${outputs[i].join(", ")}], as f's result`, t.shape);
    for (let k = 0; k < n; k++) out[at + k] = data[t.shape.length === 0 ? 0 : k];
    at += n;
  });
  return out;
}
/** Where a residual stands: "3", "[2, 1] of output 1". */
export function placeOf(outputs: readonly Shape[], i: number): string {
  let k = 0;
  while (k < outputs.length - 1 && i >= size(outputs[k])) i -= size(outputs[k++]);
  return `[${indexOf(outputs[k], i).join(", ")}]${outputs.length > 1 ? ` of output ${k}` : ""}`;
}
