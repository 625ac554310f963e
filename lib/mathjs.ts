// dualtensor/mathjs: formulas in mathjs's language as functions of tensors, their derivatives, and mathjs matrices out.
export { expression, type Expression, type ExpressionOptions } from "./mathjs/expression.js";
export {
  derivative,
  gradient,
  hessian,
  jacobian,
  valueAndJacobian,
  type At,
  type Formula,
  type FormulaOptions,
} from "./mathjs/transform.js";
export { unlikeMathjs, unlikeTorch, type Difference, type Name } from "./mathjs/unlike.js";
export { missing, refused } from "./mathjs/missing.js";
export type { Limits } from "./mathjs/meter.js";
export { install } from "./mathjs/install.js";
export { toMathjs } from "./mathjs/matrix.js";
