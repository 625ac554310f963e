// The order of entries along an axis. NaN counts as larger than every number, as in torch; equal entries keep their order,
// ascending and descending.
import { alloc } from "../array/alloc.js";
import { around, type Dense } from "../array/shape.js";

/** Below 0 where a comes before b in ascending order. */
const ascending = (a: number, b: number): number =>
  a < b ? -1 : a > b ? 1 : a === b ? 0 : (Number.isNaN(a) ? 1 : 0) - (Number.isNaN(b) ? 1 : 0);

/** For each lane along an axis, its places in order. */
export function argsort(x: Dense, axis: number, descending: boolean): Float64Array {
  const { outer, n, inner } = around(x.shape, axis);
  const o = alloc(x.data.length);
  const lane = new Float64Array(n);
  const places = new Array<number>(n);
  const compare = descending
    ? (i: number, j: number): number => ascending(lane[j], lane[i])
    : (i: number, j: number): number => ascending(lane[i], lane[j]);
  for (let j = 0; j < outer; j++)
    for (let e = 0; e < inner; e++) {
      const at = j * n * inner + e;
      for (let i = 0; i < n; i++) {
        lane[i] = x.data[at + i * inner];
        places[i] = i;
      }
      places.sort(compare);
      for (let i = 0; i < n; i++) o[at + i * inner] = places[i];
    }
  return o;
}
