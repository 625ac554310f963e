// Newton's step within a trust region from the second derivatives by their entries (J. J. Moré and D. C. Sorensen, "Computing a
// trust region step", 1983): p = -(H + λ)⁻¹ g with the λ >= 0 at which H + λ is positive definite and |p| the radius, or with λ = 0
// where that step is short enough. A sparse Cholesky factorisation tells both.
import { Cholesky } from "../sparse/symmetric.js";
import { dot, length } from "./descent.js";
import type { Plan } from "./sparsity.js";
import type { Sparse } from "./sparsely.js";

export interface Bounded {
  readonly p: Float64Array;
  /** The radius did not shorten it, and H is positive definite. */
  readonly newton: boolean;
}
const structures = new WeakMap<Plan, Cholesky>();

/** Steps from a point with this H: of the variables that `held` does not mark. */
export function stepsOf(
  H: Sparse,
  held: (j: number) => boolean,
): (g: Float64Array, radius: number) => Bounded {
  const { plan, n } = H,
    { indices, indptr } = plan,
    data = H.data.slice(),
    still = new Float64Array(n);
  let cholesky = structures.get(plan);
  if (cholesky === undefined) structures.set(plan, (cholesky = new Cholesky(plan)));
  const L = cholesky;
  /** Gershgorin's bound of H. */
  let spread = 0;
  for (let j = 0; j < n; j++) if (held(j)) still[j] = 1;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let p = indptr[j]; p < indptr[j + 1]; p++) {
      if (still[j] === 1 || still[indices[p]] === 1) data[p] = 0;
      sum += Math.abs(data[p]);
    }
    spread = Math.max(spread, sum);
  }
  const factor = (lambda: number): number =>
    L.factor(
      data,
      still.map((v) => (v === 1 ? 1 : lambda)),
    );
  return (g, radius) => {
    let low = 0,
      high = length(g) / radius + 2 * spread,
      lambda = 0,
      p: Float64Array | null = null,
      down: Float64Array | null = null;
    for (let count = 0; count < 40; count++) {
      const stuck = factor(lambda);
      let next = NaN;
      if (stuck >= 0) {
        down = L.along(stuck);
        const curvature = L.pivot(stuck);
        // What is not curved at all, to rounding, takes no part in the step.
        if (lambda === 0 && curvature >= -1e-10 * spread && factor(1e-12 * spread) < 0) {
          const short = L.solve(g).map((v) => -v);
          if (length(short) <= radius) return { p: short, newton: true };
        }
        low = Math.max(low, lambda - curvature / dot(down, down));
      } else {
        p = L.solve(g).map((v) => -v);
        const size = length(p);
        if (lambda === 0 && size <= radius) return { p, newton: true };
        if (Math.abs(size - radius) <= 0.1 * radius) return { p, newton: false };
        if (size > radius) low = lambda;
        else {
          high = lambda;
          // H + λ is all but singular and the step still short: along the direction that it hardly curves to the edge.
          if (down !== null && high - low <= 0.1 * high)
            return { p: edge(p, down, g, radius), newton: false };
        }
        next = lambda + ((size * size) / L.inverseSquare(p)) * ((size - radius) / radius);
      }
      lambda = next > low && next < high ? next : Math.max(Math.sqrt(low * high), low + 0.01 * (high - low));
    }
    return { p: p ?? g.map((v) => (-v * radius) / length(g)), newton: false };
  };
}

/** p + t d on the edge, downhill. */
function edge(p: Float64Array, d: Float64Array, g: Float64Array, radius: number): Float64Array {
  const dd = dot(d, d),
    pd = dot(p, d),
    root = Math.sqrt(pd * pd + dd * (radius * radius - dot(p, p))),
    t = ((dot(g, d) > 0 ? -root : root) - pd) / dd;
  return p.map((v, j) => v + t * d[j]);
}
