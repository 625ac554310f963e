// The Jacobian from pullbacks: a block of k unit cotangents of one output gives k rows with respect to every input.
import { joined } from "../core/join.js";
import { expand, reshapeTail } from "../core/ring.js";
import { Plain, zeros, type Tensor } from "../core/tensor.js";
import { chunkFor, unitRows } from "../array/alloc.js";
import { size } from "../array/shape.js";
import type { Tape } from "./tape.js";

/** J[output][input] of shape (...output, ...input), for the first `outputs` outputs of the tape. */
export function jacobiansOf(
  tape: Tape,
  x: readonly Tensor[],
  outputs: number,
  options: { readonly chunk?: number; readonly maxBytes?: number },
): Tensor[][] {
  const most = chunkFor(Math.max(1, ...x.map((v) => size(v.shape))), options.maxBytes);
  return tape.value.slice(0, outputs).map((y, o) => {
    const m = size(y.shape),
      { chunk = most } = options,
      parts: Tensor[][] = x.map(() => []);
    for (let start = 0; start < m; start += chunk) {
      const k = Math.min(chunk, m - start),
        unit = unitRows(start, k, m);
      const bars = tape.pull(tape.value.map((_, p) => (p === o ? new Plain([k, ...y.shape], unit) : null)));
      bars.forEach((b, i) => {
        const full = [k, ...x[i].shape];
        // A cotangent that lost no axis but is still of unit length somewhere is expanded here, once.
        parts[i].push(b === null ? zeros(full) : expand(b, full));
      });
    }
    return x.map((v, i) => {
      const whole = m === 0 ? zeros([0, ...v.shape]) : joined(parts[i], -1 - v.shape.length);
      return reshapeTail(whole, { from: v.shape.length + 1, shape: [...y.shape, ...v.shape] });
    });
  });
}
