// What a fit is worth: the covariance of its parameters from the Jacobian at the solution, (JᵀJ)⁻¹ times the variance of the
// residuals (G. Seber and C. Wild, Nonlinear Regression, 1989, chapter 5); with a robust loss the sandwich A⁻¹ B A⁻¹ (P. Huber 1967;
// H. White 1980). What the residuals do not determine has no standard error, what is determined beside it has its own.
import type { Tensor } from "../core/tensor.js";
import { storage } from "../array/shape.js";
import { squares } from "./dense.js";
import type { Parameters } from "./parameters.js";
import { studentQuantile } from "./student.js";
import type { Model } from "./trust.js";

/** The two ends of an interval. */
export interface Interval {
  readonly lower: Tensor;
  readonly upper: Tensor;
}
/** A prediction with its confidence and its prediction interval at each point. */
export interface Band {
  readonly value: Tensor;
  /** Where the model itself lies. */
  readonly confidence: Interval;
  /** Where another observation lies. */
  readonly prediction: Interval;
}
interface Solved {
  readonly parameters: Parameters;
  readonly x: Float64Array;
  /** Weighted residuals, before the loss. */
  readonly r: Float64Array;
  /** What the search saw: after the loss, with respect to what a step moves. */
  readonly seen: Model;
  readonly robust: boolean;
  readonly absolute: boolean;
  readonly counted: number;
  readonly atBounds: readonly boolean[];
}

export class Statistics {
  readonly rank: number;
  readonly condition: number;
  readonly undetermined: readonly string[];
  readonly bound: readonly string[];
  readonly degrees: number;
  readonly deviation: number;
  /** Numbers of a step that are neither at a bound nor undetermined. */
  readonly free: readonly number[];
  private readonly absolute: boolean;
  private readonly N: number;
  private readonly made: () => Float64Array;
  private known: Float64Array | null = null;

  constructor({ parameters, x, r, seen, robust, absolute, counted, atBounds }: Solved) {
    const { n, N, names } = parameters,
      moving = atBounds.flatMap((at, j) => (at ? [] : [j])),
      k = moving.length,
      norms = seen.J.norms(),
      units = Float64Array.from(moving, (j) => norms[j] || 1),
      { rank, condition, loose, inverse } = seen.J.determined(moving, units);
    this.N = N;
    this.rank = rank;
    this.condition = condition;
    this.degrees = counted - rank;
    this.deviation = this.degrees > 0 ? Math.sqrt((robust ? seen.cost : squares(r)) / this.degrees) : NaN;
    this.absolute = absolute;
    // What is lost in one of its numbers is lost wherever that number counts.
    const lost = new Uint8Array(n);
    moving.forEach((j, a) => (lost[j] = loose[a] ? 1 : 0));
    const reach = parameters.reach(x);
    const gone = (i: number, which: (j: number) => boolean): boolean =>
      reach[i].some(([j, t]) => t !== 0 && which(j));
    const without = names.map((_, i) => gone(i, (j) => lost[j] === 1 || atBounds[j]));
    this.made = () => {
      const covariance = storage("covariance", [N, N]);
      let C = inverse();
      if (robust) C = this.sandwich(C, seen, moving, units);
      const factor = robust ? counted / this.degrees : absolute ? 1 : this.deviation ** 2,
        place = new Int32Array(n).fill(-1);
      moving.forEach((j, a) => (place[j] = a));
      const local = (i: number, j: number): number => {
        const [a, b] = [place[i], place[j]];
        return a < 0 || b < 0 ? 0 : (C[a * k + b] / units[a] / units[b]) * factor;
      };
      for (let a = 0; a < N; a++)
        for (let b = 0; b < N; b++) {
          let s = without[a] || without[b] ? NaN : 0;
          for (const [i, t] of reach[a]) for (const [j, u] of reach[b]) s += t * local(i, j) * u;
          covariance[a * N + b] = s;
        }
      return covariance;
    };
    this.undetermined = names.filter((_, i) => gone(i, (j) => lost[j] === 1));
    this.bound = names.filter((_, i) => gone(i, (j) => atBounds[j]));
    this.free = moving.filter((j) => lost[j] === 0);
  }
  get covariance(): Float64Array {
    return (this.known ??= this.made());
  }

  /** C Σ (r_i A_i)ᵀ(r_i A_i) C. */
  private sandwich(
    C: Float64Array,
    { r, J }: Model,
    moving: readonly number[],
    units: Float64Array,
  ): Float64Array {
    const k = moving.length,
      { n } = J,
      data = J.dense(),
      B = new Float64Array(k * k),
      row = new Float64Array(k);
    for (let i = 0; i < r.length; i++) {
      for (let a = 0; a < k; a++) row[a] = (r[i] * data[i * n + moving[a]]) / units[a];
      for (let a = 0; a < k; a++)
        if (row[a] !== 0) for (let b = 0; b < k; b++) B[a * k + b] += row[a] * row[b];
    }
    const times = (X: Float64Array, Y: Float64Array): Float64Array => {
      const Z = new Float64Array(k * k);
      for (let a = 0; a < k; a++)
        for (let c = 0; c < k; c++) for (let b = 0; b < k; b++) Z[a * k + b] += X[a * k + c] * Y[c * k + b];
      return Z;
    };
    return times(times(C, B), C);
  }

  errors(): Float64Array {
    return Float64Array.from({ length: this.N }, (_, i) =>
      // Rounding may take a variance of 0 below it.
      Math.sqrt(Math.max(0, this.covariance[i * (this.N + 1)])),
    );
  }
  correlation(): Float64Array {
    const e = this.errors();
    return this.covariance.map((v, k) => v / e[Math.floor(k / this.N)] / e[k % this.N]);
  }
  confidence(level: number): Float64Array {
    const t = studentQuantile(level, this.degrees);
    return this.errors().map((v) => v * t);
  }
  /** Half-widths for k numbers that depend on the parameters by J. */
  bands(
    J: Float64Array,
    k: number,
    level: number,
    sigma?: number,
  ): { confidence: Float64Array; prediction: Float64Array } {
    const { N, covariance } = this,
      t = studentQuantile(level, this.degrees),
      noise = sigma ?? (this.absolute ? 1 : this.deviation),
      confidence = new Float64Array(k),
      prediction = new Float64Array(k);
    for (let i = 0; i < k; i++) {
      let variance = 0;
      for (let a = 0; a < N; a++)
        for (let b = 0; b < N; b++) {
          const p = J[i * N + a] * J[i * N + b];
          if (p !== 0) variance += p * covariance[a * N + b];
        }
      confidence[i] = t * Math.sqrt(variance);
      prediction[i] = t * Math.sqrt(variance + noise * noise);
    }
    return { confidence, prediction };
  }
}
