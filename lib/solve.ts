// dualtensor/solve: solvers that take their Jacobians from forward mode.
export { levenbergMarquardt, type Fit, type FitOptions, type FitStep } from "./solve/levenberg.js";
