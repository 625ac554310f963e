// Ranges of an index as text.
import { wrongArgument } from "../errors.js";

/** "1:3", ":-1", "::2", "::-1" as Python reads them. */
export function range(fn: string, text: string, n: number): { start: number; length: number; step: number } {
  const m = /^\s*(-?\d+)?\s*:\s*(-?\d+)?\s*(?::\s*(-?\d+)?\s*)?$/.exec(text);
  const step = m?.[3] === undefined ? 1 : Number(m[3]);
  if (!m || step === 0)
    throw wrongArgument(fn, "the range", 'like "1:3", ":-1", "::2" (and a step that is not 0)', text);
  const clip = (s: string | undefined, lo: number, hi: number, none: number): number =>
    s === undefined ? none : Math.min(hi, Math.max(lo, Number(s) + (Number(s) < 0 ? n : 0)));
  const start = step > 0 ? clip(m[1], 0, n, 0) : clip(m[1], -1, n - 1, n - 1);
  const stop = step > 0 ? clip(m[2], 0, n, n) : clip(m[2], -1, n - 1, -1);
  return { start, length: Math.max(0, Math.ceil((stop - start) / step)), step };
}
