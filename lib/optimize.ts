// dualtensor/optimize: solvers that take their Jacobians from forward mode, and derivatives for the solvers of others.
export { levenbergMarquardt, type Fit, type FitOptions, type FitStep } from "./optimize/levenberg.js";
export {
  objective,
  residuals,
  type Objective,
  type Residuals,
  type WritableNumbers,
} from "./optimize/numbers.js";
