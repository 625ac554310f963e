// Runs sources as they are and transformed, and takes derivatives of the functions in them: forward, reverse, and by differences
// of the untouched one.
import { runInThisContext } from "node:vm";
import { derivative, grad, isTensor, tensor, type Tensor } from "dualtensor";
import * as runtime from "dualtensor/dual";
import { transform, type TransformOptions } from "dualtensor/transform";

export type Numbers = (...x: number[]) => number;
export type Module = Record<string, (...x: unknown[]) => unknown>;

/** What a CommonJS source exports. */
export function evaluated(code: string): Module {
  const module = { exports: {} as Module };
  const wrapped = runInThisContext(`(function (module, exports, require) {${code}\n})`) as (
    ...given: unknown[]
  ) => void;
  wrapped(module, module.exports, (name: string) => {
    if (name !== "dualtensor/dual") throw new Error(`no module ${name}`);
    return runtime;
  });
  return module.exports;
}
export const transformed = (source: string, options: TransformOptions = { functions: "all" }): string =>
  transform(source, { format: "commonjs", ...options }).code;

/** Of f at x in direction i, by what engine. */
export const ways: Record<string, (f: (t: Tensor) => Tensor, x: number) => number> = {
  forward: (f, x) => tensor(derivative(f, x)).item(),
  reverse: (f, x) => grad(f, x).item(),
};
/** The same function as one of tensors: a number that it returns is a constant. */
export const along =
  (f: (...x: never[]) => unknown, x: readonly number[], i: number) =>
  (t: Tensor): Tensor => {
    const y = (f as (...x: unknown[]) => unknown)(...x.map((v, k) => (k === i ? t : v)));
    return isTensor(y) ? y : tensor(y as number);
  };
/** Central differences of order six, extrapolated over halved steps; the estimate with the least change, and that change. */
export function difference(f: (x: number) => number, x: number): { slope: number; error: number } {
  const order6 = (h: number): number =>
    (45 * (f(x + h) - f(x - h)) - 9 * (f(x + 2 * h) - f(x - 2 * h)) + f(x + 3 * h) - f(x - 3 * h)) / (60 * h);
  let best = { slope: NaN, error: Infinity },
    before = NaN,
    changed = Infinity;
  for (let h = 0.02 * Math.max(1, Math.abs(x)); h > 2e-5; h /= 2) {
    const slope = order6(h),
      change = Math.abs(slope - before),
      // Steps that jump across something may agree once by accident.
      error = Math.max(change, changed);
    if (error < best.error) best = { slope, error };
    before = slope;
    changed = change;
  }
  return best;
}
