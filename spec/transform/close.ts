// Comparison with closed forms. A value passes within 16 units in the last place of the largest number beside it: the
// closed form and the derivative each round a handful of times, and sums cancel against their largest term.

import { isTensor, tensor, type NestedNumbers, type Tensor, type TensorLike } from "dualtensor";

export function close(got: Tensor, want: TensorLike): void {
  const w = isTensor(want) ? want : tensor(want);
  expect(isTensor(got)).toBe(true);
  expect(got.level).toBe(0);
  expect(got.shape).toEqual(w.shape);
  const most = w.data.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), 0);
  const off = Array.from(got.data).flatMap((v, i) =>
    Object.is(v, w.data[i]) || Math.abs(v - w.data[i]) <= 2 ** -48 * most
      ? []
      : [`${i}: ${v} for ${w.data[i]}`],
  );
  expect(off).toEqual([]);
}

/** A tensor of a shape from a function of its indices. */
export function from(shape: readonly number[], f: (...index: number[]) => number): Tensor {
  const build = (axis: number, index: number[]): NestedNumbers =>
    axis === shape.length
      ? f(...index)
      : Array.from({ length: shape[axis] }, (_, i) => build(axis + 1, [...index, i]));
  return tensor(build(0, []), { shape });
}
export const same = (i: number, j: number): number => (i === j ? 1 : 0);
