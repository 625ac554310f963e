// Complex tensors from real ones and back.
import { promote } from "../../core/bind.js";
import { unary, type Unary } from "../../core/kinds.js";
import { expand } from "../../core/ring.js";
import { face, type Face } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { complexValue, wrongShape } from "../../errors.js";
import { broadcastShape, sameShape } from "../../array/shape.js";
import { times } from "../elementwise/elementary.js";
import { cos, sin } from "../elementwise/trig.js";
import { Complex, isComplex, pairsOf, partsOf } from "./complex.js";
import type { Parts } from "./analytic.js";

/** Two real tensors, brought to one shape. */
function together(fn: string, re: Tensor, im: Tensor): Parts {
  if (isComplex(re) || isComplex(im)) throw complexValue(fn);
  const shape = broadcastShape(fn, re.shape, im.shape),
    to = (t: Tensor): Tensor => (sameShape(t.shape, shape) ? t : expand(promote(t, shape.length), shape));
  return [to(re), to(im)];
}
/**
 * The complex tensor real + i imag.
 *
 * @example
 * const z = complex([1, 0], [0, 1]);
 * viewAsReal(mul(z, z)) // => tensor([[ 1, 0], [-1, 0]])
 */
export const complex: Face<[real: TensorLike, imag: TensorLike], Complex> = /*#__PURE__*/ face(
  "complex",
  "real: tensor, imag: tensor",
  (re: Tensor, im: Tensor) => Complex.of(together("complex", re, im)),
);
/**
 * The complex tensor abs · exp(i angle); the angle in radians.
 *
 * @example
 * abs(polar([1, 2], [0, Math.PI])) // => tensor([1, 2])
 */
export const polar: Face<[abs: TensorLike, angle: TensorLike], Complex> = /*#__PURE__*/ face(
  "polar",
  "abs: tensor, angle: tensor",
  (r: Tensor, angle: Tensor) => {
    const [a, b] = together("polar", r, angle);
    return Complex.of([times(a, cos(b)), times(a, sin(b))]);
  },
);
/**
 * A complex tensor of shape (...) from a real one of shape (..., 2), whose last axis holds real and imaginary part.
 *
 * @example
 * abs(viewAsComplex([[3, 4], [0, 2]])) // => tensor([5, 2])
 */
export const viewAsComplex: Face<[input: TensorLike], Complex> = /*#__PURE__*/ face(
  "viewAsComplex",
  "input: tensor",
  (x: Tensor) => {
    if (isComplex(x)) throw complexValue("viewAsComplex");
    if (x.shape.at(-1) !== 2)
      throw wrongShape("viewAsComplex", "input", "with a last axis of length 2, [re, im]", x.shape);
    return Complex.ofPairs(x);
  },
);
/**
 * The parts of a complex tensor of shape (...) as a real one of shape (..., 2): the way out for derivatives, since
 * transformations speak of real tensors.
 *
 * @example
 * viewAsReal(complex([1, 2], [3, 4])) // => tensor([[1, 3], [2, 4]])
 */
export const viewAsReal: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "viewAsReal",
  "input: tensor",
  (z: Tensor) => (isComplex(z) ? z.pairs : pairsOf(partsOf(z))),
);
/**
 * The real part; of a real tensor the tensor itself.
 *
 * @example
 * real(complex([1, 2], [3, 4])) // => tensor([1, 2])
 */
export const real: Face<[input: TensorLike]> = /*#__PURE__*/ face("real", "input: tensor", (z: Tensor) =>
  isComplex(z) ? z.real : z,
);
/**
 * The imaginary part; of a real tensor 0.
 *
 * @example
 * imag(complex([1, 2], [3, 4])) // => tensor([3, 4])
 */
export const imag: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "imag",
  "input: tensor",
  (z: Tensor) => partsOf(z)[1],
);
const conjugate = (z: Tensor): Tensor => (isComplex(z) ? z.conj() : z);
/**
 * The conjugate, real - i imag; of a real tensor the tensor itself.
 *
 * @example
 * imag(conj(complex([1, 2], [3, 4]))) // => tensor([-3, -4])
 */
export const conj: Face<[input: TensorLike]> = /*#__PURE__*/ face("conj", "input: tensor", conjugate);
/**
 * The input itself: a conjugate is computed at once here. For programs that come from torch.
 */
export const resolveConj: Face<[input: TensorLike]> = /*#__PURE__*/ face(
  "resolveConj",
  "input: tensor",
  (z: Tensor) => z,
);
/**
 * Elementwise angle of complex numbers, from -π to π: atan2(imag, real), with derivative 0 at 0. Of a real number it is 0,
 * or π below 0, with derivative 0.
 *
 * @example
 * angle(complex([1, 0], [0, 1])) // => tensor([0.0000, 1.5708])
 * angle([1, -1]) // => tensor([0.0000, 3.1416])
 */
export const angle: Unary = /*#__PURE__*/ unary(
  "angle",
  (v) => (v < 0 ? Math.PI : v === v ? 0 : NaN),
  () => null,
  { lo: -2, hi: 2, apart: true },
  { flat: true },
);
