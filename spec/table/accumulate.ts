// Products of matrices added to what is there, by mathjs.
import * as math from "mathjs";
import { entry, map, tabulate, x, type Nested, type Table } from "./entry.js";

type M = number[][];
const P = [[1.5, -0.4, 2], [0.3, 0.8, -1.1]]; // prettier-ignore
const Q = [[1, -2], [0.5, 3], [2, 1]]; // prettier-ignore
const S = [[0.2, -1], [4, 0.7]]; // prettier-ignore
const batch = [P, P.map((r) => r.map((v) => 1.5 - v))];
const other = [Q, Q.map((r) => r.map((v) => v * 0.5 + 1))];
const times = (a: M, b: M): M => math.multiply(a, b);
const apply = (a: M, v: number[]): number[] => math.multiply(a, v);
const outer = (v: number[], w: number[]): M => v.map((a) => w.map((b) => a * b));
/** beta a + alpha b. */
const mix = (beta: number, a: Nested, alpha: number, b: Nested): Nested =>
  map((s, t) => beta * s + alpha * t, a, b);

// prettier-ignore
export const accumulate: Table = {
  mm: [entry([x(P), x(Q)], times)],
  mv: [entry([x(P), x([1, -2, 0.5])], apply)],
  bmm: [entry([x(batch), x(other)], (a: M[], b: M[]) => a.map((m, i) => times(m, b[i])))],
  vdot: [entry([x([1, 2, 3]), x([4, -5, 6])], (v: number[], w: number[]) => math.dot(v, w))],
  chainMatmul: [
    entry([x(P), x(Q), x(S)], (a: M, b: M, c: M) => times(times(a, b), c)),
    entry([x(P)], (a: M) => a),
  ],
  addmm: [
    entry([x(S), x(P), x(Q)], (s: M, a: M, b: M) => mix(1, s, 1, times(a, b))),
    entry([x([1, 2]), x(P), x(Q), { beta: 0.5, alpha: -2 }], (s: number[], a: M, b: M) => mix(0.5, [s, s], -2, times(a, b))),
    entry([[[NaN, 1], [2, 3]], x(P), x(Q), 0], (_: M, a: M, b: M) => times(a, b)),
  ],
  addmv: [entry([x([1, 2]), x(P), x([1, -2, 0.5]), 2, 3], (s: number[], a: M, v: number[]) => mix(2, s, 3, apply(a, v)))],
  addr: [entry([x(S), x([1, -2]), x([0.5, 3]), { alpha: 2 }], (s: M, v: number[], w: number[]) => mix(1, s, 2, outer(v, w)))],
  baddbmm: [entry([x([S, S]), x(batch), x(other), { beta: 2 }], (s: M[], a: M[], b: M[]) => s.map((m, i) => mix(2, m, 1, times(a[i], b[i]))))],
  addbmm: [entry([x(S), x(batch), x(other), { alpha: 2 }], (s: M, a: M[], b: M[]) => tabulate([2, 2], (i, j) => s[i][j] + 2 * (times(a[0], b[0])[i][j] + times(a[1], b[1])[i][j])))],
  addcmul: [entry([x([1, 2]), x(S), x([0.5, -1]), { value: 1.5 }], (s: Nested, v: Nested, w: Nested) => map((a, b, c) => a + 1.5 * b * c, [s, s], v, w))],
  addcdiv: [
    entry([x(S), x([1, 2]), x([[3], [-2]])], (s: Nested, v: Nested, w: Nested) => map((a, b, c) => a + b / c, s, v, w)),
    entry([x([1, 2]), x([1, 2]), x([3, -2]), -2], (s: Nested, v: Nested, w: Nested) => map((a, b, c) => a - (2 * b) / c, s, v, w)),
  ],
};
