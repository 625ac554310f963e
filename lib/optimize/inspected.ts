// What second derivatives say of a point where the gradient vanishes, or where its search stood still: a minimum, a saddle, a plateau,
// or a valley whose floor leads on. The unknowns are measured by the roots of their own curvatures.
import { newtonStep } from "./dense.js";
import { dot, isFinitePlace, length, type Goal, type Place } from "./descent.js";
import { largest } from "./unknowns.js";

export interface Verdict {
  readonly kind: "minimum" | "flat" | "saddle" | "valley" | "stalled";
  /** A lower place. */
  readonly to: Place | null;
}
const MINIMUM: Verdict = { kind: "minimum", to: null };
/** The second derivatives with respect to these variables. */
export function block(
  product: (v: Float64Array) => Float64Array,
  n: number,
  free: readonly number[],
): Float64Array {
  const k = free.length,
    H = new Float64Array(k * k);
  free.forEach((j, c) => {
    const unit = new Float64Array(n);
    unit[j] = 1;
    const column = product(unit);
    free.forEach((i, r) => (H[r * k + c] = column[i]));
  });
  return H;
}
/** A direction along which H + shift is not positive, found by Cholesky's elimination; null where it is positive definite. */
function negative(H: Float64Array, k: number, shift: number): Float64Array | null {
  const L = new Float64Array(k * k);
  for (let j = 0; j < k; j++) {
    let pivot = H[j * (k + 1)] + shift;
    for (let c = 0; c < j; c++) pivot -= L[j * k + c] ** 2;
    if (!(pivot > 0)) {
      // The leading block times d is pivot e_j: dᵀ (H + shift) d = pivot.
      const d = new Float64Array(k);
      d[j] = 1;
      for (let i = j - 1; i >= 0; i--) {
        let s = -L[j * k + i];
        for (let c = i + 1; c < j; c++) s -= L[c * k + i] * d[c];
        d[i] = s / L[i * (k + 1)];
      }
      return d;
    }
    L[j * (k + 1)] = Math.sqrt(pivot);
    for (let i = j + 1; i < k; i++) {
      let s = (H[i * k + j] + H[j * k + i]) / 2;
      for (let c = 0; c < j; c++) s -= L[i * k + c] * L[j * k + c];
      L[i * k + j] = s / L[j * (k + 1)];
    }
  }
  return null;
}
export function inspected(
  goal: Goal,
  start: Place,
  place: Place,
  free: readonly number[],
  threshold: number,
): Verdict {
  const n = place.x.length,
    k = free.length,
    H = block(goal.product(place.x), n, free),
    g = Float64Array.from(free, (j) => place.g[j]);
  const still = free.filter((_, r) => g[r] === 0 && H.subarray(r * k, (r + 1) * k).every((v) => v === 0));
  if (still.length > 0 && (still.length === k || still.some((j) => start.g[j] !== 0))) {
    // Zeros to the second order: those of a plateau, unless the gradient is another nearby.
    const beside = [1, -1].map((sign) => {
      const x = place.x.slice();
      for (const j of still) x[j] += sign * 1e-3 * Math.max(1, Math.abs(x[j]));
      return goal.both(x).g;
    });
    if (beside.every((v) => still.every((j) => v[j] === 0))) return { kind: "flat", to: null };
  }
  const unit = Float64Array.from(g, (_, r) => Math.sqrt(Math.abs(H[r * (k + 1)])) || 1),
    S = H.map((v, i) => v / unit[Math.floor(i / k)] / unit[i % k]),
    own = (v: Float64Array): Float64Array => v.map((e, r) => e / unit[r]);
  /** The first lower place along p, of these parts of it. */
  const lower = (p: Float64Array, parts: readonly number[]): Place | null => {
    for (const t of parts) {
      const x = place.x.slice();
      free.forEach((j, c) => (x[j] = Math.min(Math.max(x[j] + t * p[c], goal.lower[j]), goal.upper[j])));
      const there = goal.both(x);
      if (isFinitePlace(there) && there.f < place.f) return there;
    }
    return null;
  };
  const parts = Array.from({ length: 10 }, (_, i) => 8 ** -i),
    reach = Math.max(1, length(place.x)),
    d = negative(S, k, 1e-8 * largest(S));
  if (d !== null) {
    const p = own(d),
      to = lower(
        p.map((v) => (0.1 * reach * v) / largest(p)),
        parts.flatMap((t) => [t, -t]),
      );
    // A negative curvature that no step confirms is rounding, or that of a bound.
    return to === null ? MINIMUM : { kind: "saddle", to };
  }
  // In a valley whose floor is almost flat the gradient is small long before the end: Newton's step knows how far that is.
  const p = own(newtonStep(S, own(g))),
    settled = largest(g) <= threshold,
    gain = -dot(g, p) / 2;
  if (settled ? length(p) <= 1e-3 * reach : gain <= 1000 * 2 ** -52 * Math.abs(place.f)) {
    // Beyond an inflection, as that of x³, the function falls by more than its slope: past a minimum it cannot.
    for (let t = 4; t * length(p) <= 0.1 * reach && largest(p) > 0; t *= 8) {
      const to = lower(p, [t]);
      if (to !== null && place.f - to.f > 4 * t * gain + 8 * 2 ** -52 * Math.abs(place.f))
        return { kind: "saddle", to };
    }
    return MINIMUM;
  }
  const to = lower(p, parts);
  if (to !== null) return { kind: "valley", to };
  return settled ? MINIMUM : { kind: "stalled", to: null };
}
