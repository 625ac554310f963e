// One step of a recurrent network: input (N, n) or (n,), state (N, h) or (h,), weights (gates · h, n) and (gates · h, h).
// The gates stand one after the other in the rows of the weights.
import { wrongArgument, wrongShape } from "../../errors.js";
import { sliceRow } from "../../core/picks.js";
import { add, mul, sub } from "../../core/ring.js";
import { face, type Face, type Trailing } from "../../core/signature.js";
import type { Tensor, TensorLike } from "../../core/tensor.js";
import { sameShape, shapeText } from "../../array/shape.js";
import { sigmoid } from "../elementwise/activation.js";
import { tanh } from "../elementwise/hyperbolic.js";
import { affine } from "./layer.js";

type Maybe = TensorLike | null;
type Biases = Trailing<[bIh: Maybe | undefined, bHh: Maybe], { bIh: Maybe; bHh: Maybe }>;
type Cell<H = TensorLike, R = Tensor> = Face<
  [input: TensorLike, hx: H, wIh: TensorLike, wHh: TensorLike, ...Biases],
  R
>;
const WEIGHTS = "wIh: tensor, wHh: tensor, bIh: tensor?, bHh: tensor?";

/** The parts that input and state have in each gate. */
function parts(
  fn: string,
  gates: number,
  x: Tensor,
  h: Tensor,
  [wIh, wHh, bIh, bHh]: readonly (Tensor | undefined)[],
): [fromInput: Tensor, fromState: Tensor][] {
  const n = h.shape.at(-1);
  if (n === undefined) throw wrongShape(fn, "hx", "of at least one axis, the state", h.shape);
  for (const [name, w] of [
    ["wIh", wIh!],
    ["wHh", wHh!],
  ] as const)
    if (w.shape.length !== 2 || w.shape[0] !== gates * n)
      throw wrongShape(fn, name, `(${gates * n}, n) for a state of ${n} and ${gates} gates`, w.shape);
  if (!sameShape(x.shape.slice(0, -1), h.shape.slice(0, -1)))
    throw wrongShape(fn, "hx", `${shapeText([...x.shape.slice(0, -1), n])}, a state for each input`, h.shape);
  const a = affine(fn, x, wIh!, bIh, ["input", "wIh", "bIh"]);
  const b = affine(fn, h, wHh!, bHh, ["hx", "wHh", "bHh"]);
  return Array.from({ length: gates }, (_, g) => {
    const gate = { axis: -1, start: g * n, length: n, step: 1 };
    return [sliceRow(a, gate), sliceRow(b, gate)];
  });
}
const both = ([a, b]: readonly [Tensor, Tensor]): Tensor => add(a, b);

/**
 * The next state tanh(wIh input + bIh + wHh hx + bHh).
 *
 * @example
 * rnnTanhCell([1], [0, 0], [[0], [1]], [[1, 0], [0, 1]]) // => tensor([0.0000, 0.7616])
 */
export const rnnTanhCell: Cell = /*#__PURE__*/ face(
  "rnnTanhCell",
  `input: tensor, hx: tensor, ${WEIGHTS}`,
  (x: Tensor, h: Tensor, ...weights: (Tensor | undefined)[]) =>
    tanh(both(parts("rnnTanhCell", 1, x, h, weights)[0])),
);
/**
 * The next state of a gated recurrent unit (Cho et al. 2014), its gates r, z, n in torch's order and form:
 * n + z (hx - n) with n = tanh(wIn input + bIn + r (wHn hx + bHn)).
 *
 * @example
 * gruCell([1], [2], [[0], [0], [1]], [[0], [0], [0]]) // => tensor([1.3808])
 */
export const gruCell: Cell = /*#__PURE__*/ face(
  "gruCell",
  `input: tensor, hx: tensor, ${WEIGHTS}`,
  (x: Tensor, h: Tensor, ...weights: (Tensor | undefined)[]) => {
    const [r, z, [fromInput, fromState]] = parts("gruCell", 3, x, h, weights);
    const n = tanh(add(fromInput, mul(sigmoid(both(r)), fromState)));
    return add(n, mul(sigmoid(both(z)), sub(h, n)));
  },
);
/**
 * The next state [h, c] of a unit with long short-term memory (Hochreiter and Schmidhuber 1997) from hx = [h, c], its gates
 * i, f, g, o in torch's order: c' = f c + i g, h' = o tanh(c').
 *
 * @example
 * const [h, c] = lstmCell([1], [[0], [2]], [[0], [0], [1], [0]], [[0], [0], [0], [0]]);
 * c // => tensor([1.3808])
 * h // => tensor([0.4406])
 */
export const lstmCell: Cell<readonly TensorLike[], [h: Tensor, c: Tensor]> = /*#__PURE__*/ face(
  "lstmCell",
  `input: tensor, hx: tensors, ${WEIGHTS}`,
  (x: Tensor, hx: readonly Tensor[], ...weights: (Tensor | undefined)[]): [Tensor, Tensor] => {
    if (hx.length !== 2) throw wrongArgument("lstmCell", "hx", "two tensors, [h, c]", hx);
    const [h, c] = hx;
    const [i, f, g, o] = parts("lstmCell", 4, x, h, weights).map(both);
    if (!sameShape(h.shape, c.shape))
      throw wrongShape("lstmCell", "hx[1]", `${shapeText(h.shape)}, the shape of hx[0]`, c.shape);
    const next = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
    return [mul(sigmoid(o), tanh(next)), next];
  },
);
