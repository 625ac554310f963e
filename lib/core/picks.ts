// Parts of an axis: a slice, one entry, entries in any order, and the transposes, which put them back.
import { indexOutOfRange } from "../errors.js";
import type { Shape } from "../array/shape.js";
import { linear, type Row } from "./kinds.js";
import { placeRow } from "./ring.js";
import { Plain } from "./tensor.js";
import * as move from "../kernels/move.js";

/** A shape with another length on one axis. */
const withLength = (shape: Shape, axis: number, n: number): number[] => {
  const s = shape.slice();
  s[s.length + axis] = n;
  return s;
};
export interface Slice {
  readonly axis: number;
  readonly start: number;
  readonly length: number;
  readonly step: number;
}
/** `length` entries of an axis from `start`, `step` apart. */
export const sliceRow: Row<Slice> = /*#__PURE__*/ linear(
  "slice",
  (x, { axis, start, length, step }) => {
    return new Plain(withLength(x.shape, axis, length), move.slice(x, axis, start, length, step), x.dtype);
  },
  (ybar, p, x) => {
    const window = sliceRow.rule.window!(p);
    if (window !== null) return placeRow([ybar], { shape: tailFrom(x.shape, p.axis), at: [window] });
    return putRow(ybar, {
      axis: p.axis,
      index: Array.from({ length: p.length }, (_, i) => p.start + i * p.step),
      n: x.shape[x.shape.length + p.axis],
    });
  },
  null,
  {
    role: "gather",
    window: ({ axis, start, length, step }) => (step === 1 ? { axis, start, length, drop: false } : null),
  },
);
/** One entry of an axis, which is dropped. */
export const selectRow: Row<{ axis: number; index: number }> = /*#__PURE__*/ linear(
  "select",
  (x, { axis, index }) => {
    const r = x.shape.length;
    if (r === 1) return new Plain([], x.data[index], x.dtype);
    const s = x.shape.slice();
    s.splice(r + axis, 1);
    return new Plain(s, move.slice(x, axis, index, 1, 1), x.dtype);
  },
  (ybar, p, x) => placeRow([ybar], { shape: tailFrom(x.shape, p.axis), at: [selectRow.rule.window!(p)!] }),
  null,
  { role: "gather", window: ({ axis, index }) => ({ axis, start: index, length: 1, drop: true }) },
);
/** The shape from an axis (counted from the end) on: what stands before it is leading and stays as it is. */
const tailFrom = (s: Shape, axis: number): Shape => s.slice(s.length + axis);

/** Entries of an axis in the order of `index`. */
export interface Take {
  readonly axis: number;
  readonly index: readonly number[];
}
export const takeRow: Row<Take> = /*#__PURE__*/ linear(
  "indexSelect",
  (x, { axis, index }) => {
    return new Plain(withLength(x.shape, axis, index.length), move.take(x, axis, index), x.dtype);
  },
  (ybar, { axis, index }, x) => putRow(ybar, { axis, index, n: x.shape[x.shape.length + axis] }),
  null,
  { role: "gather" },
);
/** The transpose of takeRow: entries added where they came from. */
export const putRow: Row<Take & { readonly n: number }> = /*#__PURE__*/ linear(
  "indexAdd",
  (x, { axis, index, n }) => {
    return new Plain(withLength(x.shape, axis, n), move.putAdd(x, axis, index, n));
  },
  (ybar, { axis, index }) => takeRow(ybar, { axis, index }),
  null,
);

/** A whole number as an index of an axis of length n, from the end if negative. */
export function entryOf(fn: string, i: number, n: number, axis: number): number {
  if (!Number.isInteger(i) || i >= n || i < -n) throw indexOutOfRange(fn, i, n, axis);
  return i < 0 ? i + n : i;
}
