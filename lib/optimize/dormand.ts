// The explicit method of J. R. Dormand and P. J. Prince (1980), of order 5 with an error of order 4 and Hairer's continuous
// extension of order 4. The coefficients are those of E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I, DOPRI5.
import {
  combined,
  errorNorm,
  tooSmall,
  type Advance,
  type Equation,
  type Method,
  type Tolerances,
  type Weights,
} from "./integrate.js";
import { allFinite } from "./unknowns.js";

export const C = [0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1, 1];
// prettier-ignore
export const A: readonly (readonly number[])[] = [
  [],
  [1 / 5],
  [3 / 40, 9 / 40],
  [44 / 45, -56 / 15, 32 / 9],
  [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729],
  [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656],
  [35 / 384, 0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84],
];
const B = [...A[6], 0];
const E = [71 / 57600, 0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];
const D = [
  -12715105075 / 11282082432,
  0,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
];
// θ r + θ (1 - θ) (k1 - r) + θ² (1 - θ) (2 r - k1 - k7) + θ² (1 - θ)² d with r = Σ b k, d = Σ D k, in powers of θ.
export const WEIGHTS: Weights = B.map((b, i) => {
  const first = i === 0 ? 1 : 0,
    last = i === 6 ? 1 : 0;
  return [first, 3 * b - 2 * first - last + D[i], first + last - 2 * b - 2 * D[i], D[i]];
});

/** `k` is the derivative at the start. */
export function dormandPrince(
  e: Equation,
  k: Float64Array,
  tolerances: Tolerances,
): Method & { stiff: () => boolean } {
  let [rejected, before, stiff, calm] = [0, 1e-4, 0, 0];
  return {
    rejected: () => rejected,
    stiff: () => stiff >= 15,
    advance: (t, y, h) => {
      for (let refused = false; ; refused = true, rejected++) {
        if (tooSmall(t, h)) return stiff >= 15 ? "stiff" : "small steps";
        const K = [k];
        let z = y,
          inner = y;
        for (let i = 1; i < 7; i++) {
          inner = z;
          z = combined(
            y,
            K,
            A[i].map((a) => a * h),
          );
          K.push(e.values(t + C[i] * h, z));
        }
        const error = errorNorm(
          combined(
            new Float64Array(y.length),
            K,
            E.map((v) => v * h),
          ),
          tolerances,
          y,
          z,
        );
        const fine = Number.isFinite(error) && allFinite(z) && allFinite(K[6]);
        // The step that an error of 1 would allow, damped by the last one (Gustafsson's control, as in DOPRI5).
        const factor = !fine ? 0.1 : error ** 0.17 / before ** 0.04 / 0.9;
        if (fine && error <= 1) {
          const grow = 1 / Math.min(Math.max(factor, 0.1), 5),
            change = (v: Float64Array, w: Float64Array): number =>
              v.reduce((s, a, j) => s + (a - w[j]) ** 2, 0);
          // |h| times the largest eigenvalue that the last two stages saw; near 3.3 the method is at the edge of its stability.
          const seen =
            change(z, inner) > 0 ? Math.abs(h) * Math.sqrt(change(K[6], K[5]) / change(z, inner)) : 0;
          if (seen > 3.25) [stiff, calm] = [stiff + 1, 0];
          else if (stiff < 15 && ++calm === 6) stiff = 0;
          before = Math.max(error, 1e-4);
          k = K[6];
          const proposal = h * (refused ? Math.min(grow, 1) : grow);
          return {
            step: { t, h, y, next: z, parts: K.map((v) => v.map((a) => a * h)) },
            proposal: Math.sign(h) * Math.min(Math.abs(proposal), tolerances.maxStep),
          } satisfies Advance;
        }
        h *= fine ? Math.max(0.1, 0.9 / error ** 0.2) : 0.1;
        if (!tolerances.goOn()) return "aborted";
      }
    },
  };
}
