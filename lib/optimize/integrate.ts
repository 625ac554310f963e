// Steps of a solution y(t), on plain numbers: what the methods of odeint have in common. A step holds parts from which the value
// at its end, the values inside it and (odeint.ts) their derivatives are sums: y(t + θ h) = y + Σ w_i(θ) part_i.
import type { SolverReason } from "./settings.js";

export interface Equation {
  readonly values: (t: number, y: Float64Array) => Float64Array;
  readonly jacobian: (t: number, y: Float64Array) => Rates;
}
/** The Jacobian J of the values in y, and what an implicit method solves with it. */
export interface Rates {
  finite(): boolean;
  /** The solution of (shift - J) x = b. */
  shifted(shift: number): (b: Float64Array) => Float64Array;
  /** That of (1 - h A x J) x = b, b and x of as many blocks as A has rows. */
  stages(h: number, A: readonly (readonly number[])[]): (b: Float64Array) => Float64Array;
}
export interface Tolerances {
  readonly rtol: number;
  readonly atol: Float64Array;
  readonly maxStep: number;
  /** False ends it; asked after each step that was tried. */
  readonly goOn: () => boolean;
}
export interface Step {
  readonly t: number;
  readonly h: number;
  readonly y: Float64Array;
  readonly parts: readonly Float64Array[];
  readonly next: Float64Array;
}
export interface Advance {
  readonly step: Step;
  /** What the next step may be, with the sign of this one. */
  readonly proposal: number;
}
export interface Method {
  /** A step of at most h, or why there is none. */
  readonly advance: (t: number, y: Float64Array, h: number) => Advance | SolverReason;
  readonly rejected: () => number;
}
/** w_i(θ) = Σ_k row[k] θ^(k + 1). */
export type Weights = readonly (readonly number[])[];
export const weightsAt = (weights: Weights, theta: number): number[] =>
  weights.map((row) => row.reduceRight((s, c) => (s + c) * theta, 0));
export function combined(
  y: Float64Array,
  parts: readonly Float64Array[],
  w: readonly number[],
): Float64Array {
  const out = y.slice();
  for (let i = 0; i < parts.length; i++)
    if (w[i] !== 0) for (let j = 0; j < out.length; j++) out[j] += w[i] * parts[i][j];
  return out;
}
export const within = (step: Step, weights: Weights, t: number): Float64Array =>
  combined(step.y, step.parts, weightsAt(weights, (t - step.t) / step.h));

/** Root mean square of v against atol + rtol |y|. */
export function errorNorm(v: Float64Array, { rtol, atol }: Tolerances, y: Float64Array, next = y): number {
  let s = 0;
  for (let j = 0; j < v.length; j++)
    s += (v[j] / (atol[j] + rtol * Math.max(Math.abs(y[j]), Math.abs(next[j])))) ** 2;
  return Math.sqrt(s / v.length);
}
/** Steps below this part of t say nothing. */
export const tooSmall = (t: number, h: number): boolean =>
  !(Math.abs(h) > 10 * 2 ** -52 * Math.abs(t)) || Math.abs(h) < 1e-300;

/**
 * A first step for a method of this order: one whose explicit step of order 1 would change y by about a hundredth of itself, and
 * the derivative not much more (E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I, II.4).
 */
export function firstStep(
  e: Equation,
  t: number,
  y: Float64Array,
  k: Float64Array,
  span: number,
  order: number,
  tolerances: Tolerances,
): number {
  const d0 = errorNorm(y, tolerances, y),
    d1 = errorNorm(k, tolerances, y),
    most = Math.min(Math.abs(span), tolerances.maxStep);
  let h0 = Math.min(d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : (0.01 * d0) / d1, most);
  const sign = Math.sign(span);
  let change = NaN;
  for (let i = 0; i < 20 && !Number.isFinite(change); i++, h0 /= i > 1 ? 10 : 1) {
    const ahead = e.values(
      t + sign * h0,
      y.map((v, j) => v + sign * h0 * k[j]),
    );
    change =
      errorNorm(
        ahead.map((v, j) => v - k[j]),
        tolerances,
        y,
      ) / h0;
  }
  const d = Math.max(d1, change),
    h1 = d <= 1e-15 ? Math.max(1e-6, h0 * 1e-3) : (0.01 / d) ** (1 / order);
  return sign * (Math.min(100 * h0, h1, most) || h0);
}
