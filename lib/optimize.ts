// dualtensor/optimize: solvers that take their Jacobians from forward mode, and derivatives for the solvers of others.
export { levenbergMarquardt, type Fit, type FitOptions, type FitStep } from "./optimize/levenberg.js";
export {
  leastSquares,
  type LeastSquares,
  type LeastSquaresOptions,
  type LeastSquaresStep,
  type Partly,
  type Reason,
} from "./optimize/leastsquares.js";
export type { Band, Interval } from "./optimize/covariance.js";
export type { Loss, NamedLoss } from "./optimize/robust.js";
export {
  objective,
  residuals,
  type Formula,
  type Objective,
  type Residuals,
  type WritableNumbers,
} from "./optimize/numbers.js";
export { fixedPoint, root, type Root, type RootOptions, type RootStep } from "./optimize/root.js";
export type { SolverReason } from "./optimize/settings.js";
export {
  minimize,
  type MinimizeMethod,
  type MinimizeOptions,
  type MinimizeStep,
  type Minimum,
} from "./optimize/minimize.js";
export {
  odeint,
  type EventFunction,
  type EventOption,
  type OdeEvent,
  type OdeOptions,
  type OdeStep,
  type Solution,
} from "./optimize/odeint.js";
export { implicit, type ImplicitOptions } from "./optimize/solver.js";
