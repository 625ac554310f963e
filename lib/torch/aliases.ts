// PyTorch's second names and deprecated functions: they answer in the adapter, where its users look for them, and not in the
// root, where each operation has one name.
export { inv as inverse, pow as floatPower, sign as sgn, transpose as swapdims } from "../index.js";
export { positive, rsub } from "../ops/elementwise/arithmetic.js";
export { clampMax, clampMin } from "../ops/elementwise/choice.js";
export { swapaxes } from "../ops/move/order.js";
export { expandAs } from "../ops/move/reshape.js";
export { asStrided, ravel, view, viewAs } from "../ops/move/view.js";
export { chainMatmul } from "../ops/product/accumulate.js";
export { resolveConj } from "../ops/complex/faces.js";
export { luSolve } from "../ops/linalg/factored.js";
export { pinverse } from "../ops/linalg/pinv.js";
export { triangularSolve } from "../ops/linalg/triangular.js";
