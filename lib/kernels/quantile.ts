// Places that are found by order or by count: the middle of a lane, and its most frequent number.
import { alloc } from "../array/alloc.js";
import { around, type Dense } from "../array/shape.js";
import { argsort } from "./sort.js";

/** For each lane along an axis what `pick` finds in it: its numbers in order, and where they stood. */
function picked(
  x: Dense,
  axis: number,
  pick: (sorted: Float64Array, places: Float64Array) => number,
): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const order = argsort(x, axis, false);
  const o = alloc(outer * inner);
  const sorted = new Float64Array(n);
  const places = new Float64Array(n);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      const start = j * n * inner + e;
      for (let i = 0; i < n; i++) {
        places[i] = order[start + i * inner];
        sorted[i] = x.data[start + places[i] * inner];
      }
      o[j * inner + e] = pick(sorted, places);
    }
  return o;
}
/** How many stand before the first NaN, which come last. */
function numbers(sorted: Float64Array): number {
  let n = sorted.length;
  while (n > 0 && Number.isNaN(sorted[n - 1])) n--;
  return n;
}
/** The place of the k-th in order (from 0), among equals the first. */
function ranked(sorted: Float64Array, places: Float64Array, k: number): number {
  while (k > 0 && Object.is(sorted[k - 1] + 0, sorted[k] + 0)) k--;
  return places[k];
}
export const kth = (x: Dense, axis: number, k: number): Float64Array =>
  picked(x, axis, (sorted, places) => ranked(sorted, places, k));
/** The place of the median in order, of two middle ones the lower; of the first NaN where there is one and it is not skipped. */
export const middle = (x: Dense, axis: number, skip: boolean): Float64Array =>
  picked(x, axis, (sorted, places) => {
    const n = numbers(sorted);
    return places[n < sorted.length && !skip ? n : Math.max(0, Math.ceil(n / 2) - 1)];
  });
/** The last place of the most frequent number, of equally frequent ones the smallest. */
export const mode = (x: Dense, axis: number): Float64Array =>
  picked(x, axis, (sorted, places) => {
    let best = 0;
    let most = 0;
    for (let i = 0, run = 0; i < sorted.length; i++) {
      run = i > 0 && sorted[i] === sorted[i - 1] ? run + 1 : 1;
      if (run > most) {
        most = run;
        best = i;
      }
    }
    return places[best];
  });
