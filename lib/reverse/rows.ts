// The Jacobian from pullbacks: a block of k unit cotangents of one output gives k rows with respect to every input.
import { bind } from "../core/bind.js";
import { joinRule } from "../core/join.js";
import { expand, reshapeTail } from "../core/ring.js";
import { Plain, zeros, type Tensor } from "../core/tensor.js";
import { size } from "../tensor/shape.js";
import type { Tape } from "./tape.js";

/** A block of cotangents of this many elements (512 KB) stays in cache. */
const BLOCK = 65536;

/** J[output][input] of shape (...output, ...input), for the first `outputs` outputs of the tape. */
export function rows(
  tape: Tape,
  x: readonly Tensor[],
  outputs: number,
  options: { readonly chunk?: number; readonly maxBytes?: number },
): Tensor[][] {
  const widest = Math.max(1, ...x.map((v) => size(v.shape))),
    most =
      options.maxBytes === undefined
        ? Math.max(8, Math.floor(BLOCK / widest))
        : Math.max(1, Math.floor(options.maxBytes / (8 * widest)));
  return tape.value.slice(0, outputs).map((y, o) => {
    const m = size(y.shape),
      chunk = Math.min(options.chunk ?? most, Math.max(m, 1)),
      parts: Tensor[][] = x.map(() => []);
    for (let start = 0; start < m; start += chunk) {
      const k = Math.min(chunk, m - start),
        unit = new Float64Array(k * m);
      for (let r = 0; r < k; r++) unit[r * m + start + r] = 1;
      const bars = tape.pull(tape.value.map((_, p) => (p === o ? new Plain([k, ...y.shape], unit) : null)));
      bars.forEach((b, i) => {
        const full = [k, ...x[i].shape];
        // A cotangent that lost no axis but is still of unit length somewhere is expanded here, once.
        parts[i].push(b === null ? zeros(full) : expand(b, full));
      });
    }
    return x.map((v, i) => {
      const whole =
        parts[i].length === 0
          ? zeros([0, ...v.shape])
          : parts[i].length === 1
            ? parts[i][0]
            : bind(joinRule, parts[i], { axis: -1 - v.shape.length });
      return reshapeTail(whole, { from: v.shape.length + 1, shape: [...y.shape, ...v.shape] });
    });
  });
}
