// Products of matrices.
import { matmulMismatch, wrongShape } from "../errors.js";
import { CHAIN, VALUE } from "../kernels/arithmetic.js";
import { broadcastShape } from "../array/shape.js";
import { bilinear } from "./kinds.js";
import { reshapeTail } from "./ring.js";
import { face, type Face } from "./signature.js";
import { Plain, type Tensor, type TensorLike } from "./tensor.js";
import { matmul as matmulKernel } from "../kernels/matmul.js";
import { transposeLast } from "./views.js";

export const matmulRow = /*#__PURE__*/ bilinear(
  "matmul",
  (x, y, kind) => {
    const sx = x.shape,
      sy = y.shape;
    if (sx[sx.length - 1] !== sy[sy.length - 2]) throw matmulMismatch("matmul", sx, sy);
    const lead = broadcastShape("matmul", sx.slice(0, -2), sy.slice(0, -2));
    return new Plain([...lead, sx[sx.length - 2], sy[sy.length - 1]], matmulKernel(x, y, lead, kind));
  },
  (zbar, y) => matmulRow(zbar, transposeLast(y), CHAIN),
  (zbar, x) => matmulRow(transposeLast(x), zbar, CHAIN),
  null,
  { role: "contraction" },
);
/**
 * Matrix product: (..., m, n) times (..., n, p); vectors are lifted as in torch; leading axes broadcast.
 *
 * @example
 * matmul([[1, 2], [3, 4]], [1, 1]) // => tensor([3, 7])
 */
export const matmul: Face<[input: TensorLike, other: TensorLike]> = /*#__PURE__*/ face(
  "matmul",
  "input: tensor, other: tensor",
  (x: Tensor, y: Tensor) => {
    const a = x.shape,
      b = y.shape,
      row = a.length === 1,
      column = b.length === 1;
    if (a.length === 0 || b.length === 0)
      throw wrongShape(
        "matmul",
        a.length === 0 ? "input" : "other",
        "of at least one axis",
        [],
        "For a scalar factor use mul(x, y)",
      );
    if (a[a.length - 1] !== b[Math.max(0, b.length - 2)]) throw matmulMismatch("matmul", a, b);
    const z = matmulRow(
      row ? reshapeTail(x, { from: 1, shape: [1, a[0]] }) : x,
      column ? reshapeTail(y, { from: 1, shape: [b[0], 1] }) : y,
      VALUE,
    );
    if (!row && !column) return z;
    const s = z.shape.slice(-2);
    return reshapeTail(z, { from: 2, shape: row ? (column ? [] : [s[1]]) : [s[0]] });
  },
);
