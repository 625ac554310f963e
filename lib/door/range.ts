// Ranges of an index as text.
import { wrongArgument } from "../errors.js";

/** "1:3", ":-1", "::2", "::-1" as Python reads them. */
export function range(fn: string, text: string, n: number): { start: number; length: number; step: number } {
  const m = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/.exec(text);
  const step = m?.[3] === undefined ? 1 : Number(m[3]);
  if (!m || step === 0) throw wrongArgument(fn, "the range", 'like "1:3" or "::2", no step of 0', text);
  const [lo, hi] = step > 0 ? [0, n] : [-1, n - 1],
    clip = (s: string | undefined, none: number): number =>
      s === undefined ? none : Math.min(hi, Math.max(lo, Number(s) + (Number(s) < 0 ? n : 0))),
    start = clip(m[1], step > 0 ? lo : hi),
    stop = clip(m[2], step > 0 ? hi : lo);
  return { start, length: Math.max(0, Math.ceil((stop - start) / step)), step };
}
