// Entries added at the ends of axes: constants by joining, mirrored and repeated ones by taking entries.
import { wrongArgument, wrongOption } from "../../errors.js";
import { sliceRow, takeRow } from "../../core/picks.js";
import { bind } from "../../core/bind.js";
import { joinRule } from "../../core/join.js";
import { face, type Face, type Options } from "../../core/signature.js";
import { Plain, type Tensor, type TensorLike } from "../../core/tensor.js";
import { checkSize } from "../../array/shape.js";

/** Which of n entries stands at place i, where i may lie beyond both ends. */
const sources: Readonly<Record<string, (i: number, n: number) => number>> = {
  reflect: (i, n) => (i < 0 ? -i : i < n ? i : 2 * (n - 1) - i),
  replicate: (i, n) => Math.min(n - 1, Math.max(0, i)),
  circular: (i, n) => ((i % n) + n) % n,
};

/** An axis (from the end) with `value` before and behind it; negative numbers cut. */
function constant(x: Tensor, axis: number, before: number, after: number, value: number): Tensor {
  const n = x.shape[x.shape.length + axis];
  const start = Math.max(0, -before);
  const length = n - start - Math.max(0, -after);
  const middle = length === n ? x : sliceRow(x, { axis, start, length, step: 1 });
  const full = (m: number): Tensor[] => {
    if (m <= 0) return [];
    const shape = x.shape.map((l, d) => (d - x.shape.length === axis ? m : l));
    return [new Plain(shape, new Float64Array(checkSize("pad", shape)).fill(value))];
  };
  const parts = [...full(before), middle, ...full(after)];
  return parts.length === 1 ? middle : bind(joinRule, parts, { axis });
}

/**
 * The input with pad[0] entries before and pad[1] behind its last axis, pad[2] and pad[3] around the one before it, and so
 * on. `mode` "constant" fills with `value`, "reflect" mirrors without repeating the edge, "replicate" repeats the edge,
 * "circular" goes round. Negative numbers cut.
 *
 * @example
 * pad([1, 2, 3], [1, 2]) // => tensor([0, 1, 2, 3, 0, 0])
 */
export const pad: Face<
  | [input: TensorLike, pad: readonly number[], mode?: string, value?: number | null]
  | [input: TensorLike, pad: readonly number[], options: Options<{ mode: string; value: number | null }>]
> = /*#__PURE__*/ face(
  "pad",
  'input: tensor, pad: axes, mode: string = "constant", value: number? = 0',
  (x: Tensor, widths: readonly number[], mode: string, value: number | null) => {
    const r = x.shape.length;
    if (widths.length % 2 !== 0 || widths.length > 2 * r)
      throw wrongArgument("pad", "pad", `two numbers for each of at most ${r} axes`, widths);
    const source = Object.hasOwn(sources, mode) ? sources[mode] : undefined;
    if (mode !== "constant" && source === undefined)
      throw wrongOption("pad", "mode", '"constant", "reflect", "replicate" or "circular"', mode);
    let y = x;
    for (let a = 0; a < widths.length / 2; a++) {
      const axis = -1 - a;
      const [before, after] = [widths[2 * a], widths[2 * a + 1]];
      const n = x.shape[r + axis];
      const most = { constant: Infinity, reflect: n - 1, replicate: n > 0 ? Infinity : 0, circular: n }[
        mode
      ]!;
      const fits = (w: number): boolean => w >= -n && w <= most;
      if (!fits(before) || !fits(after) || n + before + after < 0)
        throw wrongArgument(
          "pad",
          "pad",
          `from ${-n} to ${most} around axis ${r + axis} of ${n} entries (mode ${mode})`,
          widths,
        );
      if (before === 0 && after === 0) continue;
      if (source === undefined) y = constant(y, axis, before, after, value ?? 0);
      else {
        // Going round is round what is left; a mirror still sees what is cut.
        const cropped = mode === "circular" ? Math.max(0, -before) : 0;
        const m = mode === "circular" ? n - cropped - Math.max(0, -after) : n;
        const index = Array.from(
          { length: before + n + after },
          (_, i) => cropped + source(i - before - cropped, m),
        );
        y = takeRow(y, { axis, index });
      }
    }
    return y;
  },
);
