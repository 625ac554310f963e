// Rows and faces that move elements: all linear. Axes in params count from the end.
import { emptyReduction, wrongArgument, wrongShape } from "../errors.js";
import { bind } from "../core/bind.js";
import { joinRule } from "../core/join.js";
import { expand as expandRow } from "../core/ring.js";
import { face, type Face } from "../core/signature.js";
import type { Tensor, TensorLike } from "../core/tensor.js";
import { promote } from "../core/bind.js";
import { fromEnd } from "../tensor/shape.js";
import { broadcastMismatch } from "../errors.js";

export { permute, reshape, transpose } from "../core/algebra.js";

/** The input repeated along axes of length 1 (and new leading ones) to `size`; -1 keeps a length. */
export const expand: Face<[input: TensorLike, size: readonly number[]]> = /*#__PURE__*/ face("expand", "input: tensor, size: shape", (x: Tensor, size: readonly number[]) => {
  const lead = size.length - x.shape.length;
  if (lead < 0) throw wrongArgument("expand", "size", `at least ${x.shape.length} lengths`, size);
  const shape = size.map((n, i) => (n === -1 && i >= lead ? x.shape[i - lead] : n));
  shape.forEach((n, i) => { if (n < 0 || (i >= lead && x.shape[i - lead] !== 1 && x.shape[i - lead] !== n)) throw broadcastMismatch("expand", x.shape, size); });
  return expandRow(promote(x, shape.length), shape);
});

/** Tensors of one shape (but for one axis) joined along that axis. */
export const cat: Face<[tensors: readonly TensorLike[], dim?: number]> = /*#__PURE__*/ face("cat", "tensors: tensors, dim: int = 0", (tensors: readonly Tensor[], dim: number) => {
  if (tensors.length === 0) throw emptyReduction("cat", [0]);
  const [x] = tensors, r = x.shape.length, axis = fromEnd("cat", dim, r);
  for (const t of tensors) if (t.shape.length !== r || t.shape.some((n, d) => d - r !== axis && n !== x.shape[d])) throw wrongShape("cat", "tensors", `of shape (${x.shape.join(", ")}) but for axis ${dim}`, t.shape, "New axes come from stack");
  return bind(joinRule, tensors, { axis });
});
