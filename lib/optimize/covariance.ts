// What a fit is worth: the covariance of its parameters from the Jacobian at the solution, (JᵀJ)⁻¹ times the variance of the
// residuals (G. Seber and C. Wild, Nonlinear Regression, 1989, chapter 5); with a robust loss the sandwich A⁻¹ B A⁻¹ (P. Huber 1967;
// H. White 1980). What the residuals do not determine has no standard error, what is determined beside it has its own.
import type { Tensor } from "../core/tensor.js";
import { columnNorms, dependent, factored, inverseNormal, rankOf, squares } from "./dense.js";
import type { Parameters } from "./parameters.js";
import { studentQuantile } from "./student.js";
import type { Model } from "./trust.js";

export interface Interval {
  readonly lower: Tensor;
  readonly upper: Tensor;
}
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
  /** Weighted residuals and their Jacobian with respect to all numbers, before the loss. */
  readonly r: Float64Array;
  readonly full: Float64Array;
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
  readonly covariance: Float64Array;
  /** Numbers of a step that are neither at a bound nor undetermined. */
  readonly free: readonly number[];
  private readonly absolute: boolean;
  private readonly N: number;

  constructor({ parameters, x, r, seen, robust, absolute, counted, atBounds }: Solved) {
    const { n, N, names } = parameters,
      m = r.length,
      moving = atBounds.flatMap((at, j) => (at ? [] : [j])),
      k = moving.length,
      A = new Float64Array(m * k);
    this.N = N;
    for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) A[i * k + j] = seen.J[i * n + moving[j]];
    const norms = columnNorms(A, m, k).map((v) => v || 1);
    for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) A[i * k + j] /= norms[j];
    const F = factored(A, new Float64Array(m), m, k);
    this.rank = k === 0 ? 0 : rankOf(F, Math.max(m, k) * 2 ** -52);
    const pivots = Array.from({ length: k }, (_, j) => Math.abs(F.R[j * (k + 1)]));
    this.condition = k === 0 ? NaN : pivots[0] / pivots[k - 1];
    const loose = dependent(F, this.rank);
    this.degrees = counted - this.rank;
    this.deviation = this.degrees > 0 ? Math.sqrt((robust ? seen.cost : squares(r)) / this.degrees) : NaN;
    this.absolute = absolute;

    let C = inverseNormal(F, this.rank);
    if (robust) C = this.sandwich(C, A, seen.r, m, k);
    const factor = robust ? counted / this.degrees : absolute ? 1 : this.deviation ** 2,
      local = new Float64Array(n * n);
    for (let a = 0; a < k; a++)
      for (let b = 0; b < k; b++)
        local[moving[a] * n + moving[b]] = (C[a * k + b] / norms[a] / norms[b]) * factor;
    // What is lost in one of its numbers is lost wherever that number counts.
    const lost = new Uint8Array(n);
    moving.forEach((j, a) => (lost[j] = loose[a] ? 1 : 0));
    const T = parameters.tangents(x);
    this.covariance = new Float64Array(N * N);
    const gone = (i: number, which: (j: number) => boolean): boolean => {
      for (let j = 0; j < n; j++) if (T[i * n + j] !== 0 && which(j)) return true;
      return false;
    };
    const without = names.map((_, i) => gone(i, (j) => lost[j] === 1 || atBounds[j]));
    for (let a = 0; a < N; a++)
      for (let b = 0; b < N; b++) {
        let s = without[a] || without[b] ? NaN : 0;
        for (let i = 0; i < n; i++)
          if (T[a * n + i] !== 0)
            for (let j = 0; j < n; j++) s += T[a * n + i] * local[i * n + j] * T[b * n + j];
        this.covariance[a * N + b] = s;
      }
    this.undetermined = names.filter((_, i) => gone(i, (j) => lost[j] === 1));
    this.bound = names.filter((_, i) => gone(i, (j) => atBounds[j]));
    this.free = moving.filter((j) => lost[j] === 0);
  }

  /** C Σ (r_i A_i)ᵀ(r_i A_i) C. */
  private sandwich(C: Float64Array, A: Float64Array, r: Float64Array, m: number, k: number): Float64Array {
    const B = new Float64Array(k * k);
    for (let i = 0; i < m; i++)
      for (let a = 0; a < k; a++)
        for (let b = 0; b < k; b++) B[a * k + b] += r[i] * r[i] * A[i * k + a] * A[i * k + b];
    const times = (X: Float64Array, Y: Float64Array): Float64Array => {
      const Z = new Float64Array(k * k);
      for (let a = 0; a < k; a++)
        for (let c = 0; c < k; c++) for (let b = 0; b < k; b++) Z[a * k + b] += X[a * k + c] * Y[c * k + b];
      return Z;
    };
    return times(times(C, B), C);
  }

  errors(): Float64Array {
    return Float64Array.from({ length: this.N }, (_, i) => Math.sqrt(this.covariance[i * (this.N + 1)]));
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
