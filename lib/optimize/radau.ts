// The implicit method Radau IIA of order 5, for stiff systems (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II,
// IV.8): three stages Z = y(t + c h) - y solve Z = h (A x I) f(t + c h, y + Z), by a Newton iteration whose matrix
// I - h A x J is kept while it converges well.
import { Plain } from "../core/tensor.js";
import { factor, solveColumns, type LU } from "../kernels/lu.js";
import {
  combined,
  errorNorm,
  tooSmall,
  weightsAt,
  type Advance,
  type Equation,
  type Method,
  type Rates,
  type Step,
  type Tolerances,
  type Weights,
} from "./integrate.js";
import { allFinite } from "./unknowns.js";

const R = Math.sqrt(6);
export const C = [(4 - R) / 10, (4 + R) / 10, 1];
// prettier-ignore
export const A = [
  [(88 - 7 * R) / 360,       (296 - 169 * R) / 1800, (-2 + 3 * R) / 225],
  [(296 + 169 * R) / 1800,   (88 + 7 * R) / 360,     (-2 - 3 * R) / 225],
  [(16 - R) / 36,            (16 + R) / 36,          1 / 9],
];
/** The real eigenvalue of A⁻¹, and the embedded formula that it makes (equation 8.19). */
const GAMMA = 3 + Math.cbrt(9) - Math.cbrt(3);
const E = [(-13 - 7 * R) / 3, (-13 + 7 * R) / 3, -1 / 3];
/** The polynomial through y and the stages. */
export const WEIGHTS: Weights = [
  [13 / 3 + (7 * R) / 3, -23 / 3 - (22 * R) / 3, 10 / 3 + 5 * R],
  [13 / 3 - (7 * R) / 3, -23 / 3 + (22 * R) / 3, 10 / 3 - 5 * R],
  [1 / 3, -8 / 3, 10 / 3],
];
const MOST = 7;
type Solve = (b: Float64Array) => Float64Array;

const solverOf =
  (lu: LU) =>
  (b: Float64Array): Float64Array => {
    const x = b.slice();
    solveColumns(lu, null, x, 1, 1, false);
    return x;
  };
/** I - h A x J with a Jacobian for each column of stages. */
export function stageMatrix(h: number, J: readonly Float64Array[], n: number): Float64Array {
  const N = 3 * n,
    M = new Float64Array(N * N);
  for (let a = 0; a < 3; a++)
    for (let b = 0; b < 3; b++)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          const row = a * n + i,
            column = b * n + j;
          M[row * N + column] = (row === column ? 1 : 0) - h * A[a][b] * J[b][i * n + j];
        }
  return M;
}

/** J by its numbers, n rows of n. */
export const denseRates = (J: Float64Array, n: number): Rates => ({
  finite: () => allFinite(J),
  shifted: (shift) => {
    const G = J.map((v) => -v);
    for (let j = 0; j < n; j++) G[j * (n + 1)] += shift;
    return solverOf(factor(new Plain([n, n], G)));
  },
  stages: (h) => solverOf(factor(new Plain([3 * n, 3 * n], stageMatrix(h, [J, J, J], n)))),
});

export function radau(e: Equation, k: Float64Array, asked: Tolerances): Method {
  // The estimate is of order 3 and the solution of order 5: the tolerances are met by these (as in Hairer and Wanner's RADAU5).
  const rtol = 0.1 * asked.rtol ** (2 / 3),
    tolerances = { ...asked, rtol, atol: asked.atol.map((v) => (v / asked.rtol) * rtol) },
    n = k.length,
    enough = Math.max((10 * 2 ** -52) / rtol, Math.min(0.03, Math.sqrt(rtol)));
  let J: Rates | null = null,
    fresh = false,
    matrices: { h: number; stages: Solve; real: Solve } | null = null,
    last: { step: Step; error: number } | null = null,
    rejected = 0;

  /** The stages, from a guess; null where the iteration does not converge. */
  function stages(
    t: number,
    y: Float64Array,
    h: number,
    Z: Float64Array,
  ): { Z: Float64Array; count: number; rate: number } | null {
    let [before, rate] = [NaN, NaN];
    for (let count = 1; count <= MOST; count++) {
      const F = C.map((c, a) =>
        e.values(
          t + c * h,
          y.map((v, j) => v + Z[a * n + j]),
        ),
      );
      if (!F.every(allFinite)) return null;
      const residual = new Float64Array(3 * n);
      for (let a = 0; a < 3; a++)
        for (let j = 0; j < n; j++) {
          let s = Z[a * n + j];
          for (let b = 0; b < 3; b++) s -= h * A[a][b] * F[b][j];
          residual[a * n + j] = s;
        }
      const d = matrices!.stages(residual);
      let size = 0;
      for (let a = 0; a < 3; a++) size += errorNorm(d.subarray(a * n, (a + 1) * n), tolerances, y) ** 2;
      size = Math.sqrt(size / 3);
      if (!Number.isFinite(size)) return null;
      if (count > 1) rate = size / before;
      if (rate >= 1 || (rate ** (MOST - count) / (1 - rate)) * size > enough) return null;
      for (let i = 0; i < 3 * n; i++) Z[i] -= d[i];
      if (size === 0 || (rate / (1 - rate)) * size < enough) return { Z, count, rate };
      before = size;
    }
    return null;
  }

  return {
    rejected: () => rejected,
    advance: (t, y, h) => {
      for (let refused = false; ; refused = true, rejected++) {
        if (tooSmall(t, h)) return "small steps";
        if (J === null) {
          J = e.jacobian(t, y);
          [fresh, matrices] = [true, null];
          if (!J.finite()) return "not finite";
        }
        if (matrices?.h !== h) {
          matrices = { h, stages: J.stages(h, A), real: J.shifted(GAMMA / h) };
        }
        const Z = new Float64Array(3 * n);
        if (last !== null) {
          const { step } = last;
          C.forEach((c, a) => {
            const ahead = combined(step.y, step.parts, weightsAt(WEIGHTS, (t + c * h - step.t) / step.h));
            for (let j = 0; j < n; j++) Z[a * n + j] = ahead[j] - y[j];
          });
          if (!allFinite(Z)) Z.fill(0);
        }
        const found = stages(t, y, h, Z);
        if (found === null) {
          // A Jacobian that is not of this point first, then the step.
          if (fresh) h /= 2;
          else J = null;
          matrices = null;
          if (!tolerances.goOn()) return "aborted";
          continue;
        }
        const parts = [0, 1, 2].map((a) => Z.slice(a * n, (a + 1) * n)),
          next = y.map((v, j) => v + parts[2][j]),
          estimate = (from: Float64Array): Float64Array =>
            matrices!.real(
              from.map((v, j) => v + (E[0] * parts[0][j] + E[1] * parts[1][j] + E[2] * parts[2][j]) / h),
            );
        let d = estimate(k),
          error = errorNorm(d, tolerances, y, next);
        if (error > 1 && (refused || last === null)) {
          d = estimate(
            e.values(
              t,
              y.map((v, j) => v + d[j]),
            ),
          );
          error = errorNorm(d, tolerances, y, next);
        }
        const safety = (0.9 * (2 * MOST + 1)) / (2 * MOST + found.count),
          ratio = last === null ? 1 : Math.abs(h / last.step.h) * (last.error / error) ** 0.25,
          factorNow = Number.isFinite(error) ? safety * Math.min(1, ratio) * error ** -0.25 : 0.2;
        if (!(error <= 1)) {
          h *= Math.max(0.2, Math.min(factorNow, 0.9));
          if (!tolerances.goOn()) return "aborted";
          continue;
        }
        const ahead = e.values(t + h, next);
        if (!allFinite(ahead)) {
          h *= 0.1;
          continue;
        }
        k = ahead;
        const step: Step = { t, h, y, next, parts };
        last = { step, error: Math.max(error, 1e-4) };
        let grow = Math.min(refused ? 1 : 8, factorNow);
        // Where the iteration converges slowly the Jacobian is taken anew; a step that would hardly grow keeps its matrices.
        const renew = found.count > 2 && found.rate > 1e-3;
        if (renew) J = null;
        else if (grow >= 1 && grow < 1.2) grow = 1;
        fresh = false;
        return {
          step,
          proposal: Math.sign(h) * Math.min(Math.abs(h * grow), tolerances.maxStep),
        } satisfies Advance;
      }
    },
  };
}
