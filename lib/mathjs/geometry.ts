// Points and rotations as mathjs means them. A rotation about an axis u of length 1 is cos θ I + (1 - cos θ) u uᵀ + sin θ [u]×
// (O. Rodrigues, 1840).
import { wrongShape } from "../errors.js";
import { matmul } from "../core/matmul.js";
import { div } from "../core/quotients.js";
import { add, mul, neg, sub } from "../core/ring.js";
import { at } from "../core/at.js";
import { literal, Plain, type Tensor } from "../core/tensor.js";
import { stack } from "../ops/move/concatenate.js";
import { norm } from "../ops/linalg/nuclear.js";
import { outer } from "../ops/product/outer.js";
import { cos, sin } from "../ops/elementwise/trig.js";
import { sameShape } from "../array/shape.js";

/** The distance of two points. */
export function distance(x: Tensor, y: Tensor): Tensor {
  if (x.shape.length !== 1 || !sameShape(x.shape, y.shape))
    throw wrongShape(
      "distance",
      "two points",
      "as vectors of equal length",
      x.shape.length === 1 ? y.shape : x.shape,
    );
  return norm(sub(x, y));
}

function angle(fn: string, theta: Tensor): [cos: Tensor, sin: Tensor] {
  if (theta.shape.length > 0) throw wrongShape(fn, "the angle", "to be a number", theta.shape);
  return [cos(theta), sin(theta)];
}
const unit = new Plain([3, 3], Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1));
/** Of the plane, or about an axis of space. */
export function rotationMatrix(fn: string, theta: Tensor, axis?: Tensor): Tensor {
  const [c, s] = angle(fn, theta);
  if (axis === undefined) return stack([stack([c, neg(s)]), stack([s, c])]);
  if (axis.shape.length !== 1 || axis.shape[0] !== 3)
    throw wrongShape(fn, "the axis", "to be a vector of 3", axis.shape);
  const u = div(axis, norm(axis)),
    [x, y, z] = [0, 1, 2].map((i) => at(u, [i])),
    o = literal(0),
    cross = stack([stack([o, neg(z), y]), stack([z, o, neg(x)]), stack([neg(y), x, o])]);
  return add(add(mul(c, unit), mul(sub(1, c), outer(u, u))), mul(s, cross));
}
/** A vector, turned. */
export function rotate(w: Tensor, theta: Tensor, axis?: Tensor): Tensor {
  const n = axis === undefined ? 2 : 3;
  if (w.shape[0] !== n || w.shape.length > 2 || (w.shape[1] ?? 1) !== 1)
    throw wrongShape("rotate", "the input", `to be a vector of ${n}`, w.shape);
  return matmul(rotationMatrix("rotate", theta, axis), w);
}
