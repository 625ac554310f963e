// A row has one result; those that compute several matrices stand them above each other, and these take them apart.
import { sliceRow } from "../../core/picks.js";
import { bind } from "../../core/bind.js";
import { joinRule } from "../../core/join.js";
import { promoteAll } from "../../core/kinds.js";
import { reshapeTail } from "../../core/ring.js";
import type { Tensor } from "../../core/tensor.js";
import { diagonalRow, embedRow } from "../move/diagonal.js";

/** `length` rows from `start`. */
export const rowsFrom = (y: Tensor, start: number, length: number): Tensor =>
  sliceRow(y, { axis: -2, start, length, step: 1 });
/** `length` columns from `start`. */
export const columnsFrom = (y: Tensor, start: number, length: number): Tensor =>
  sliceRow(y, { axis: -1, start, length, step: 1 });
export const above = (...parts: readonly Tensor[]): Tensor => bind(joinRule, promoteAll(parts), { axis: -2 });
export const beside = (...parts: readonly Tensor[]): Tensor =>
  bind(joinRule, promoteAll(parts), { axis: -1 });

/** (..., 1, n) as (..., n). */
export const flatRow = (y: Tensor): Tensor => {
  const n = y.shape[y.shape.length - 1];
  return reshapeTail(y, { from: 2, shape: [n] });
};
/** (..., n) as (..., 1, n). */
export const asRow = (y: Tensor): Tensor => {
  const n = y.shape[y.shape.length - 1];
  return reshapeTail(y, { from: 1, shape: [1, n] });
};
/** The main diagonal of n x n matrices, as (..., 1, n). */
export const diagonalAsRow = (X: Tensor): Tensor => asRow(diagonalRow(X, { offset: 0 }));
/** Its transpose. */
export const rowAsDiagonal = (y: Tensor): Tensor => {
  const n = y.shape[y.shape.length - 1];
  return embedRow(flatRow(y), { offset: 0, m: n, n });
};
