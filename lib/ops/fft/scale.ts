// The three conventions of where the 1 / n of a pair of transforms stands, and the checks that transforms share.
import { wrongArgument, wrongOption } from "../../errors.js";
import { checkSize } from "../../array/shape.js";

/** "backward": the inverse has 1 / n; "forward": the other one has it; "ortho": both have 1 / √n. */
export type Norm = "backward" | "forward" | "ortho";
const powers: Readonly<Record<string, readonly [forward: number, inverse: number]>> = {
  backward: [0, 1],
  forward: [1, 0],
  ortho: [0.5, 0.5],
};
/** The factor of a transform of n entries in all. */
export function scaleOf(fn: string, norm: string | null | undefined, n: number, inverse: boolean): number {
  const name = norm ?? "backward";
  if (!Object.hasOwn(powers, name)) throw wrongOption(fn, "norm", '"backward", "forward" or "ortho"', norm);
  const power = powers[name][inverse ? 1 : 0];
  return power === 0 ? 1 : 1 / (power === 1 ? n : Math.sqrt(n));
}
/** A length of a signal, which is at least 1. */
export function lengthFor(fn: string, name: string, n: number): number {
  if (!Number.isInteger(n) || n < 1)
    throw wrongArgument(fn, name, "a signal of at least one entry", n, "Lengths are whole numbers from 1");
  return checkSize(fn, [n, 2]) / 2;
}
