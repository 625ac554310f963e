// The root's functions, and PyTorch's second names of them, which the adapter alone has.
export * from "dualtensor";
export { inv as inverse, pow as floatPower, sign as sgn, transpose as swapdims } from "dualtensor";
export { positive, rsub } from "../lib/ops/elementwise/arithmetic.js";
export { clampMax, clampMin } from "../lib/ops/elementwise/choice.js";
export { resolveConj } from "../lib/ops/complex/faces.js";
export { luSolve } from "../lib/ops/linalg/factored.js";
export { pinverse } from "../lib/ops/linalg/pinv.js";
export { triangularSolve } from "../lib/ops/linalg/triangular.js";
export { swapaxes } from "../lib/ops/move/order.js";
export { expandAs } from "../lib/ops/move/reshape.js";
export { asStrided, ravel, view, viewAs } from "../lib/ops/move/view.js";
export { chainMatmul } from "../lib/ops/product/accumulate.js";
