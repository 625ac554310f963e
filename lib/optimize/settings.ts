// Options that all solvers have, and what they say of how they ended.
import { optionsOf } from "../door/parse.js";
import { wrongOption } from "../errors.js";

/** Anything with `aborted`, as the signal of an AbortController. */
export interface Signal {
  readonly aborted: boolean;
}
export interface Settings<Step> {
  /** Steps that are tried at most. */
  readonly maxIterations?: number;
  /** How small the residuals or the gradient must be, of 1 or, where that is less, of their largest at the start. */
  readonly tolerance?: number;
  /** True: f is compiled by {@link jit} first. */
  readonly compile?: boolean;
  readonly onStep?: (step: Step) => void;
  readonly signal?: Signal;
}
export const COMMON = ["maxIterations", "compile", "onStep", "signal"] as const;

/** The options of a solver, with the common ones checked. */
export function settingsOf<Step, O extends Settings<Step>>(
  fn: string,
  given: O | undefined,
  more: readonly string[],
  defaults: { readonly maxIterations: number; readonly tolerance: number },
): Partial<O> & typeof defaults & { readonly compile: boolean } {
  const o: Partial<O> = optionsOf<O>(fn, given, [...more, ...COMMON]),
    { maxIterations = defaults.maxIterations, tolerance = defaults.tolerance, compile = false } = o,
    { onStep, signal } = o;
  if (!Number.isSafeInteger(maxIterations) || maxIterations < 0)
    throw wrongOption(fn, "maxIterations", "a whole number from 0", maxIterations);
  if (!(typeof tolerance === "number" && tolerance >= 0 && tolerance < 1))
    throw wrongOption(fn, "tolerance", "a number from 0 to 1", tolerance);
  if (typeof compile !== "boolean") throw wrongOption(fn, "compile", "true or false", compile);
  if (onStep !== undefined && typeof onStep !== "function")
    throw wrongOption(fn, "onStep", "a function", onStep);
  if (signal !== undefined && typeof (signal as { aborted?: unknown } | null)?.aborted !== "boolean")
    throw wrongOption(fn, "signal", "the signal of an AbortController", signal);
  return { ...o, maxIterations, tolerance, compile };
}

// prettier-ignore
const ADVICE = {
  root:           "",
  stationary:     "",
  finished:       "",
  event:          "",
  iterations:     "The steps ran out: raise maxIterations, or start nearer.",
  stalled:        "No step makes it smaller, but it is not solved: start elsewhere, look for a kink, a step or a cut derivative in f, or allow what its rounding leaves (tolerance).",
  "no root":      "No step makes the residuals smaller, and they are not zero: start elsewhere, look for a kink or a step in f, allow what its rounding leaves (tolerance), or take the least with leastSquares.",
  pole:           "The function changes its sign through infinity here: give a bracket without the pole.",
  jump:           "The function changes its sign without passing through 0 here: no root is in the bracket.",
  unbounded:      "The function falls without end: bound the unknowns (lower, upper), or look for a sign that is the wrong way round.",
  saddle:         "The gradient vanishes, but the function falls along some direction: start elsewhere, away from the symmetry.",
  flat:           "The function does not move with the unknowns here, however they change: f may round them (floor), cut them (stopGradient, .item()), or have run into a plateau.",
  "not finite":   "The function or its derivative is not finite around here: start elsewhere, bound the unknowns, or see traceNaN.",
  aborted:        "The signal ended it: the result is where it stood.",
  "small steps":  "The steps became smaller than the rounding of t: the solution may have a singularity here, f may jump, or the system is stiff (method: \"radau\").",
  stiff:          "The explicit method takes ever smaller steps, which stability and not accuracy asks for: use method: \"radau\".",
} as const;
/** Why a solver ended. */
export type SolverReason = keyof typeof ADVICE;
export const adviceOf = (reason: SolverReason): string => ADVICE[reason];
