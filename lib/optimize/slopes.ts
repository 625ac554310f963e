// The Jacobian of m residuals in n variables, as the solvers see it: dense here, by its entries in sparsely.ts.
import {
  boundedStep,
  columnNorms,
  dependent,
  factored,
  inverseNormal,
  newtonStep,
  rankOf,
  type DampedStep,
} from "./dense.js";
import { denseInverse, type Inverse } from "./implicit.js";
import type { Parameters } from "./parameters.js";
import { allFinite } from "./unknowns.js";

export interface Slopes {
  readonly m: number;
  readonly n: number;
  finite(): boolean;
  /** Jᵀ r. */
  gradient(r: Float64Array): Float64Array;
  /** The length of each column. */
  norms(): Float64Array;
  /** Per residual Σ |J_k x_k|. */
  reach(x: Float64Array): Float64Array;
  /** J / unit. */
  over(unit: number): Slopes;
  /** Newton's step -J⁻¹ r of as many residuals as variables. */
  newton(r: Float64Array): Float64Array;
  /** The columns `free` made ready for steps from r, Jᵀr = `gradient`, in which D is the unit of each variable. */
  linear(free: readonly number[], r: Float64Array, D: Float64Array, gradient: Float64Array): Linear;
  /** What the columns `free`, each divided by its unit, determine. */
  determined(free: readonly number[], units: Float64Array): Determined;
  /**
   * What a step of Gauss and Newton's in the columns `free` gains of |r|²: `sure` in directions in which it is more than `noise`
   * (columns of length 1 may be wrong by so much against r), `all` in all. Infinite where the factorisation cannot tell.
   */
  gain(free: readonly number[], r: Float64Array, noise: number): Gain;
  /** Each row times its factor; rows of factor 0 are zeros whatever they were. */
  weighted(rows: Float64Array): Slopes;
  /** With respect to what a step moves. */
  through(parameters: Parameters, x: Float64Array): Slopes;
  /** J⁻¹ b of as many residuals as variables, as a linear map that can be differentiated. */
  inverse(): Inverse;
  /** All numbers, row by row. */
  dense(): Float64Array;
}
export interface Gain {
  readonly sure: number;
  readonly all: number;
}
export interface Determined {
  readonly rank: number;
  readonly condition: number;
  /** Columns that take part in a direction in which nothing moves. */
  readonly loose: readonly boolean[];
  /** (AᵀA)⁻¹ of what is determined, zeros elsewhere. */
  inverse(): Float64Array;
  /** That matrix times a vector, where it is found without the matrix. */
  readonly times?: (v: Float64Array) => Float64Array;
}
export interface Linear {
  step(radius: number, guess: number): DampedStep;
  /** |J p|² of a step in the free columns. */
  square(p: Float64Array): number;
}

export class Dense implements Slopes {
  readonly m: number;
  constructor(
    readonly data: Float64Array,
    readonly n: number,
  ) {
    this.m = data.length / n;
  }
  finite(): boolean {
    return allFinite(this.data);
  }
  gradient(r: Float64Array): Float64Array {
    const { data, m, n } = this,
      g = new Float64Array(n);
    for (let i = 0, p = 0; i < m; i++) for (let j = 0; j < n; j++) g[j] += data[p++] * r[i];
    return g;
  }
  norms(): Float64Array {
    return columnNorms(this.data, this.m, this.n);
  }
  reach(x: Float64Array): Float64Array {
    const { data, m, n } = this,
      s = new Float64Array(m);
    for (let i = 0, p = 0; i < m; i++) for (let j = 0; j < n; j++) s[i] += Math.abs(data[p++] * x[j]);
    return s;
  }
  over(unit: number): Dense {
    return new Dense(
      this.data.map((v) => v / unit),
      this.n,
    );
  }
  newton(r: Float64Array): Float64Array {
    return newtonStep(this.data, r);
  }
  linear(free: readonly number[], r: Float64Array, D: Float64Array, gradient: Float64Array): Linear {
    const { data, m, n } = this,
      k = free.length,
      A = k === n ? data : new Float64Array(m * k);
    if (k < n) for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) A[i * k + j] = data[i * n + free[j]];
    const F = factored(A, r, m, k);
    return {
      step: (radius, guess) => boundedStep(F, D, gradient, radius, guess),
      square: (p) => {
        let square = 0;
        for (let i = 0; i < Math.min(m, k); i++) {
          let v = 0;
          for (let j = i; j < k; j++) v += F.R[i * k + j] * p[F.order[j]];
          square += v * v;
        }
        return square;
      },
    };
  }
  determined(free: readonly number[], units: Float64Array): Determined {
    const { data, m, n } = this,
      k = free.length,
      A = new Float64Array(m * k);
    for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) A[i * k + j] = data[i * n + free[j]] / units[j];
    const F = factored(A, new Float64Array(m), m, k),
      rank = k === 0 ? 0 : rankOf(F, Math.max(m, k) * 2 ** -52);
    return {
      rank,
      condition: k === 0 ? NaN : Math.abs(F.R[0] / F.R[k * k - 1]),
      loose: dependent(F, rank),
      inverse: () => inverseNormal(F, rank),
    };
  }
  gain(free: readonly number[], r: Float64Array, noise: number): Gain {
    const { data, m, n } = this,
      k = free.length,
      norms = this.norms(),
      A = new Float64Array(m * k);
    // With no more residuals than unknowns a minimum that is no root has columns that hang together: nothing is said by it.
    if (m <= k) return { sure: 0, all: Infinity };
    for (let i = 0; i < m; i++)
      for (let j = 0; j < k; j++) A[i * k + j] = data[i * n + free[j]] / (norms[free[j]] || 1);
    const F = factored(A, r, m, k),
      rank = rankOf(F, m * 2 ** -52);
    let [sure, all] = [0, 0];
    for (let j = 0; j < rank; j++) {
      all += F.b[j] ** 2;
      if (Math.abs(F.R[j * (k + 1)] * F.b[j]) > noise) sure += F.b[j] ** 2;
    }
    return { sure, all };
  }
  /** In place. */
  weighted(rows: Float64Array): this {
    const { data, n } = this;
    for (let i = 0, p = 0; i < rows.length; i++)
      for (let j = 0; j < n; j++, p++) data[p] = rows[i] === 0 ? 0 : data[p] * rows[i];
    return this;
  }
  through(parameters: Parameters, x: Float64Array): Dense {
    const { data, m, n: N } = this,
      { n } = parameters,
      T = parameters.tangents(x),
      out = new Float64Array(m * n);
    for (let i = 0; i < m; i++)
      for (let k = 0; k < N; k++) {
        const a = data[i * N + k];
        if (a !== 0) for (let j = 0; j < n; j++) out[i * n + j] += a * T[k * n + j];
      }
    return new Dense(out, n);
  }
  inverse(): Inverse {
    return denseInverse(this.data, this.n);
  }
  dense(): Float64Array {
    return this.data;
  }
}
