// The Jacobian of a large system by its entries: what the solvers do with it under `sparse: true`. Newton's steps are those of a
// sparse LU, damped ones of a sparse Cholesky factorisation of JᵀJ + λ D²; orders and structures are found once for a pattern.
// Long because one class answers all solvers.
import { storage } from "../array/shape.js";
import { Plain, type Tensor } from "../core/tensor.js";
import { DualTensorError } from "../errors.js";
import { Cholesky } from "../sparse/symmetric.js";
import { factored, type Factors } from "../sparse/factors.js";
import { inverseOf } from "../sparse/applied-inverse.js";
import { preparedJacobian } from "../sparse/prepared.js";
import { MOST } from "../sparse/sparse-jacobian.js";
import { sparseSweep } from "../sparse/sweeps.js";
import { bounded, type Solved } from "./dense.js";
import type { Parameters } from "./parameters.js";
import { numbersOf } from "./flat.js";
import { Plan } from "./sparsity.js";
import type { Inverse } from "./implicit.js";
import type { Rates } from "./integrate.js";
import type { Determined, Linear, Slopes, Gain } from "./slopes.js";
import { allFinite } from "./unknowns.js";

export class Sparse implements Slopes, Rates {
  readonly m: number;
  readonly n: number;
  /** Those of LU; null where it found no pivot. */
  private factors: Factors | null | undefined;
  constructor(
    readonly plan: Plan,
    readonly data: Float64Array,
  ) {
    [this.m, this.n] = plan.shape;
  }
  finite(): boolean {
    return allFinite(this.data);
  }
  gradient(r: Float64Array): Float64Array {
    const { indices, indptr } = this.plan,
      g = new Float64Array(this.n);
    for (let j = 0; j < this.n; j++)
      for (let p = indptr[j]; p < indptr[j + 1]; p++) g[j] += this.data[p] * r[indices[p]];
    return g;
  }
  times(v: Float64Array): Float64Array {
    return this.sums((j, p) => this.data[p] * v[j]);
  }
  norms(): Float64Array {
    const { indptr } = this.plan,
      s = new Float64Array(this.n);
    for (let j = 0; j < this.n; j++) {
      for (let p = indptr[j]; p < indptr[j + 1]; p++) s[j] += this.data[p] ** 2;
      s[j] = Math.sqrt(s[j]);
    }
    return s;
  }
  reach(x: Float64Array): Float64Array {
    return this.sums((j, p) => Math.abs(this.data[p] * x[j]));
  }
  private sums(term: (j: number, p: number) => number): Float64Array {
    const { indices, indptr } = this.plan,
      s = new Float64Array(this.m);
    for (let j = 0; j < this.n; j++)
      for (let p = indptr[j]; p < indptr[j + 1]; p++) s[indices[p]] += term(j, p);
    return s;
  }
  over(unit: number): Sparse {
    return new Sparse(
      this.plan,
      this.data.map((v) => v / unit),
    );
  }
  weighted(rows: Float64Array): Sparse {
    const { indices } = this.plan;
    return new Sparse(
      this.plan,
      this.data.map((v, p) => (rows[indices[p]] === 0 ? 0 : v * rows[indices[p]])),
    );
  }
  through(parameters: Parameters, x: Float64Array): Sparse {
    const rows = parameters.reach(x),
      { plan, to } = this.plan.moved(rows, parameters.n),
      { indptr } = this.plan,
      out = new Float64Array(plan.indices.length);
    let k = 0;
    rows.forEach((row, i) => {
      for (const [, t] of row)
        for (let p = indptr[i]; p < indptr[i + 1]; p++) out[to[k++]] += this.data[p] * t;
    });
    return new Sparse(plan, out);
  }
  /** The columns from the second on. */
  rest(): Sparse {
    const { plan } = this,
      first = plan.indptr[1];
    return new Sparse(plan.rest, this.data.slice(first));
  }
  shifted(shift: number): (b: Float64Array) => Float64Array {
    return this.blocks(shift, 1, [[1]]);
  }
  stages(h: number, A: readonly (readonly number[])[]): (b: Float64Array) => Float64Array {
    return this.blocks(
      1,
      A.length,
      A.map((row) => row.map((a) => h * a)),
    );
  }
  /** The solver of shift - A x J, with A of `count` rows. */
  private blocks(
    shift: number,
    count: number,
    A: readonly (readonly number[])[],
  ): (b: Float64Array) => Float64Array {
    const { plan, data, n } = this,
      { matrix, from, diagonal } = plan.blocks(count),
      nnz = data.length,
      entries = Float64Array.from(from, (p) => {
        if (p < 0) return 0;
        const block = Math.floor(p / nnz);
        return -A[block % count][Math.floor(block / count)] * data[p % nnz];
      });
    for (const p of diagonal) entries[p] += shift;
    try {
      const lu = factored("odeint", { data: entries, ...matrix.columns }, matrix.order);
      return (b) => lu.solve(b);
    } catch (e) {
      if (!(e instanceof DualTensorError && e.code === "DT_SINGULAR")) throw e;
      return () => new Float64Array(count * n).fill(NaN);
    }
  }
  newton(r: Float64Array): Float64Array {
    return this.direct(r) ?? this.linear(all(this.n), r, ones(this.n), this.gradient(r)).step(Infinity, 0).p;
  }
  /** -J⁻¹ r by LU; null where J is singular. */
  private direct(r: Float64Array): Float64Array | null {
    const { plan, data, m, n } = this;
    if (m !== n || this.factors === null) return null;
    try {
      this.factors ??= factored("solve", { data, ...plan.columns }, plan.order);
    } catch (e) {
      if (!(e instanceof DualTensorError && e.code === "DT_SINGULAR")) throw e;
      this.factors = null;
      return null;
    }
    const p = this.factors.solve(r);
    return allFinite(p) ? p.map((v) => -v) : null;
  }
  /** Without the columns that are held. */
  private only(free: readonly number[]): { data: Float64Array; held: Uint8Array } {
    const { indptr } = this.plan,
      held = new Uint8Array(this.n).fill(1);
    for (const j of free) held[j] = 0;
    if (free.length === this.n) return { data: this.data, held };
    const data = this.data.slice();
    for (let j = 0; j < this.n; j++) if (held[j] === 1) data.fill(0, indptr[j], indptr[j + 1]);
    return { data, held };
  }
  linear(free: readonly number[], r: Float64Array, D: Float64Array, gradient: Float64Array): Linear {
    const { n, plan } = this,
      whole = free.length === n,
      spread = (v: Float64Array): Float64Array => {
        if (whole) return v;
        const out = new Float64Array(n);
        free.forEach((j, k) => (out[j] = v[k]));
        return out;
      };
    // What is held has a unit on the diagonal and nothing else: it stays.
    let normal: { entries: Float64Array; held: Uint8Array } | null = null;
    const at = (lambda: number): Solved => {
      if (normal === null) {
        const { data, held } = this.only(free);
        normal = { entries: plan.gram.numbers(data), held };
      }
      const { entries, held } = normal,
        scale = spread(D),
        pivots = new Uint8Array(n);
      plan.cholesky.factor(
        entries,
        scale.map((d, j) => (held[j] === 1 ? 1 : lambda * d * d)),
        pivots,
      );
      const p = plan.cholesky.solve(spread(gradient)).map((v) => -v);
      return {
        p: whole ? p : Float64Array.from(free, (j) => p[j]),
        inverse: pivots.includes(1) ? null : (v) => plan.cholesky.inverseSquare(spread(v)),
      };
    };
    let newton: Solved | null = null;
    return {
      step: (radius, guess) => {
        if (newton === null) {
          const p = whole ? this.direct(r) : null;
          newton = p === null ? at(0) : { p, inverse: null };
          // The factors are one set: what is asked of them is asked now.
          if (newton.inverse !== null) {
            const size = Math.sqrt(newton.p.reduce((s, v, j) => s + (D[j] * v) ** 2, 0)),
              slope = newton.inverse(newton.p.map((v, j) => (D[j] * D[j] * v) / size));
            newton = { p: newton.p, inverse: () => slope };
          }
        }
        return bounded(D, gradient, radius, guess, newton, at);
      },
      square: (p) => {
        const x = spread(p);
        return this.sums((j, e) => this.data[e] * x[j]).reduce((s, v) => s + v * v, 0);
      },
    };
  }
  /** Normal equations cannot tell. */
  gain(): Gain {
    return { sure: 0, all: Infinity };
  }
  determined(free: readonly number[], units: Float64Array): Determined {
    const { n, plan } = this,
      k = free.length,
      { data, held } = this.only(free),
      scaled = data === this.data ? data.slice() : data;
    free.forEach((j, a) => {
      for (let p = plan.indptr[j]; p < plan.indptr[j + 1]; p++) scaled[p] /= units[a];
    });
    const cholesky = new Cholesky(plan.gram),
      unit = new Sparse(plan, scaled),
      pivots = new Uint8Array(n);
    cholesky.factor(
      plan.gram.numbers(scaled),
      Float64Array.from(held, (v) => v),
      pivots,
      // Normal equations see squares, and rounding where a direction counts for less than 1e-6: the columns themselves see it.
      (c) => {
        const d = cholesky.along(c),
          moved = unit.times(d);
        return length(moved) <= 1e-9 * length(d);
      },
    );
    const lost = free.filter((j) => pivots[j] === 1),
      loose = new Uint8Array(n);
    for (const c of lost) cholesky.along(c).forEach((v, j) => Math.abs(v) > 1e-8 && (loose[j] = 1));
    let [most, least] = [0, Infinity];
    for (const d of cholesky.D) if (d < Infinity) [most, least] = [Math.max(most, d), Math.min(least, d)];
    return {
      rank: k - lost.length,
      condition: lost.length > 0 ? Infinity : Math.sqrt(most / least),
      loose: free.map((j) => loose[j] === 1),
      inverse: () => {
        const C = storage("covariance", [k, k]);
        free.forEach((j, a) => {
          if (pivots[j] === 1) return;
          const one = new Float64Array(n);
          one[j] = 1;
          const column = cholesky.solve(one);
          free.forEach((i, b) => (C[b * k + a] = column[i]));
        });
        return C;
      },
    };
  }
  inverse(): Inverse {
    return inverseOf(
      (this.factors ??= factored("solve", { data: this.data, ...this.plan.columns }, this.plan.order)),
    );
  }
  /** Rows and columns `free` alone, of a square matrix. */
  block(free: readonly number[]): Sparse {
    const { indices, indptr } = this.plan,
      place = new Int32Array(this.n).fill(-1),
      starts = new Int32Array(free.length + 1),
      rows: number[] = [],
      from: number[] = [];
    free.forEach((j, k) => (place[j] = k));
    free.forEach((j, k) => {
      for (let p = indptr[j]; p < indptr[j + 1]; p++) {
        if (place[indices[p]] < 0) continue;
        rows.push(place[indices[p]]);
        from.push(p);
      }
      starts[k + 1] = rows.length;
    });
    const plan = new Plan(Int32Array.from(rows), starts, free.length);
    return new Sparse(
      plan,
      Float64Array.from(from, (p) => this.data[p]),
    );
  }
  dense(): Float64Array {
    const { indices, indptr } = this.plan,
      { n } = this,
      out = storage("jacobian", [this.m, n]);
    for (let j = 0; j < n; j++)
      for (let p = indptr[j]; p < indptr[j + 1]; p++) out[indices[p] * n + j] = this.data[p];
    return out;
  }
}
const all = (n: number): number[] => Array.from({ length: n }, (_, j) => j);
const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

const length = (v: Float64Array): number => Math.sqrt(v.reduce((s, e) => s + e * e, 0));
const same = (a: Int32Array, b: Int32Array): boolean =>
  a.length === b.length && a.every((v, i) => v === b[i]);

/**
 * Residuals and Jacobian of F at rows of as many numbers as x: a program that is prepared once, or, where F branches on numbers
 * or closes over what is being differentiated, a run of F for each.
 */
export function sparseModel(
  fn: string,
  F: (row: Tensor) => Tensor,
  x: Float64Array,
  numbers: (t: Tensor) => Float64Array,
): (x: Float64Array) => { r: Float64Array; J: Sparse } {
  const start = new Plain([x.length], x.slice());
  try {
    const program = preparedJacobian(fn, F, start),
      { indices, indptr, shape } = program.pattern,
      plan = new Plan(indices, indptr, shape[0]);
    return (at) => {
      const r = new Float64Array(program.valueSize),
        data = program.numbers(at, undefined, r);
      return { r, J: new Sparse(plan, data) };
    };
  } catch (e) {
    if (!(e instanceof DualTensorError && e.code === "DT_TRACE")) throw e;
  }
  let plan: Plan | null = null;
  return (at) => {
    const { value, jacobian } = sparseSweep(
        fn,
        ([row]) => [F(row)],
        [new Plain([at.length], at.slice())],
        MOST,
        () => 1,
      ),
      { indices, indptr, shape } = jacobian;
    if (plan === null || !same(plan.indptr, indptr) || !same(plan.indices, indices))
      plan = new Plan(indices, indptr, shape[0]);
    return { r: numbers(value[0]).slice(), J: new Sparse(plan, numbers(jacobian.values).slice()) };
  };
}

/** That of the Jacobian of g at a point, by its entries there. */
export function sparseInverse(fn: string, g: (x: Tensor) => Tensor, at: Plain): Inverse {
  const { jacobian } = sparseSweep(
      fn,
      ([x]) => [g(x)],
      [at],
      MOST,
      () => 1,
    ),
    { indices, indptr, shape, values } = jacobian;
  return inverseOf(factored(fn, { data: numbersOf(values)!, indices, indptr, shape }));
}
