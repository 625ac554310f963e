// Linear systems by products alone: A is a function v -> A v (`matvec` of a sparse matrix, or a jvp), or a sparse matrix.
// Numbers in, numbers out: nothing here is watched.
import { checkCount } from "../door/arguments.js";
import { lift, Plain, type Tensor, type TensorLike } from "../core/tensor.js";
import { wrongArgument, wrongOption, wrongShape } from "../errors.js";
import { optionsOf } from "../door/parse.js";
import { isSparse, type SparseMatrix } from "./sparse-matrix.js";

/** A matrix by its products: a sparse one, or a function. */
export type Product = SparseMatrix | ((v: Tensor) => Tensor);
/** Tolerance, limits, preconditioner and first guess of {@link cg} and {@link gmres}. */
export interface KrylovOptions {
  /** ‖A x - b‖ over ‖b‖ at which to stop; default 1e-10. */
  readonly tolerance?: number;
  /** Products with A at most; default 10 n. */
  readonly maxIterations?: number;
  /** Where to start; default 0. */
  readonly x0?: TensorLike;
  /** About A's inverse, as a product. */
  readonly preconditioner?: Product;
}
/** Those of {@link gmres}: after how many products it begins anew. */
export interface RestartOptions extends KrylovOptions {
  /** Directions that are kept before it starts anew; default 30. */
  readonly restart?: number;
}
/** What an iteration found, how near it is, and how long it took. */
export interface Solved {
  readonly x: Tensor;
  readonly converged: boolean;
  readonly iterations: number;
  /** ‖A x - b‖ over ‖b‖. */
  readonly residual: number;
}

interface Problem {
  readonly A: (v: Float64Array) => Float64Array;
  readonly M: (v: Float64Array) => Float64Array;
  readonly b: Float64Array;
  readonly x: Float64Array;
  readonly tolerance: number;
  readonly most: number;
  readonly restart: number;
}
const norm = (v: Float64Array): number => Math.sqrt(inner(v, v));
function inner(u: Float64Array, v: Float64Array): number {
  let s = 0;
  for (let i = 0; i < u.length; i++) s += u[i] * v[i];
  return s;
}
/** y += a x */
function along(y: Float64Array, a: number, x: Float64Array): void {
  for (let i = 0; i < y.length; i++) y[i] += a * x[i];
}

function problem(fn: string, A: unknown, b: unknown, options: unknown, known: readonly string[]): Problem {
  const rhs = lift(b as TensorLike, fn, "b");
  if (rhs.shape.length !== 1) throw wrongShape(fn, "b", "a vector", rhs.shape);
  const n = rhs.shape[0],
    given = optionsOf<RestartOptions>(fn, options as RestartOptions | undefined, known),
    { tolerance = 1e-10, maxIterations = 10 * n, restart = 30, x0, preconditioner } = given;
  if (!(typeof tolerance === "number" && tolerance > 0))
    throw wrongOption(fn, "tolerance", "a positive number", tolerance);
  for (const [name, v] of [
    ["maxIterations", maxIterations],
    ["restart", restart],
  ] as const)
    // prettier-ignore
    if (!Number.isInteger(v) || v < (name === "restart" ? 1 : 0) || v > 2 ** 31)
      throw wrongOption(fn, name, "a whole number", v);
  const product = (name: string, P: unknown): ((v: Float64Array) => Float64Array) => {
    if (isSparse(P)) {
      if (P.shape[0] !== n || P.shape[1] !== n)
        throw wrongShape(fn, name, `of ${n} rows and columns`, P.shape);
      return (v) => P.matvec(new Plain([n], v)).data;
    }
    if (typeof P !== "function") throw wrongArgument(fn, name, "a SparseMatrix or a function v => A v", P);
    return (v) => {
      const y = lift((P as (v: Tensor) => TensorLike)(new Plain([n], v.slice())), fn, `${name}(v)`);
      if (y.shape.length !== 1 || y.shape[0] !== n)
        throw wrongShape(fn, `${name}(v)`, `of ${n} numbers`, y.shape);
      return y.data;
    };
  };
  const start = x0 === undefined ? null : lift(x0, fn, "x0");
  if (start !== null && (start.shape.length !== 1 || start.shape[0] !== n))
    throw wrongShape(fn, "x0", `of ${n} numbers`, start.shape);
  return {
    A: product("A", A),
    M: preconditioner === undefined ? (v) => v : product("preconditioner", preconditioner),
    b: rhs.data,
    x: start === null ? new Float64Array(n) : start.data.slice(),
    tolerance,
    most: maxIterations,
    restart: Math.min(restart, Math.max(1, n)),
  };
}
function residualOf({ A, b, x }: Problem): Float64Array {
  const r = b.slice();
  along(r, -1, A(x));
  return r;
}
const shown = (p: Problem, iterations: number, scale: number): Solved => {
  const residual = norm(residualOf(p)) / scale;
  // The residual that was updated on the way is not the residual: a factor of ten is what rounding may part them.
  return { x: new Plain([p.x.length], p.x), converged: residual <= 10 * p.tolerance, iterations, residual };
};

/**
 * A x = b for a symmetric positive definite A, by conjugate gradients (Hestenes and Stiefel 1952). One product with A an
 * iteration; A is a sparse matrix or a function.
 *
 * @example
 * import { cg } from "dualtensor/sparse";
 * cg((v) => mul([4, 2], v), [8, 2]).x // => tensor([2, 1])
 */
export function cg(A: Product, b: TensorLike, options?: KrylovOptions): Solved {
  if (arguments.length < 2 || arguments.length > 3) checkCount("cg", arguments, "A, b, options?");
  const p = problem("cg", A, b, options, ["tolerance", "maxIterations", "x0", "preconditioner"]),
    scale = norm(p.b) || 1,
    r = residualOf(p);
  let z = p.M(r),
    rho = inner(r, z),
    count = 0;
  const d = z.slice();
  while (count < p.most && norm(r) > p.tolerance * scale) {
    const q = p.A(d),
      curvature = inner(d, q);
    // Not positive definite, or no number any more.
    if (!(curvature > 0)) break;
    count++;
    along(p.x, rho / curvature, d);
    along(r, -rho / curvature, q);
    z = p.M(r);
    const next = inner(r, z),
      beta = next / rho;
    rho = next;
    for (let i = 0; i < d.length; i++) d[i] = z[i] + beta * d[i];
  }
  return shown(p, count, scale);
}

/**
 * A x = b for any regular A, by the generalised minimal residual method with restarts (Saad and Schultz 1986). One product
 * with A an iteration; the preconditioner is applied from the right.
 *
 * @example
 * import { gmres } from "dualtensor/sparse";
 * gmres((v) => stack([v.at(1), v.at(0)]), [1, 2]).x // => tensor([2, 1])
 */
export function gmres(A: Product, b: TensorLike, options?: RestartOptions): Solved {
  if (arguments.length < 2 || arguments.length > 3) checkCount("gmres", arguments, "A, b, options?");
  const p = problem("gmres", A, b, options, [
      "tolerance",
      "maxIterations",
      "x0",
      "preconditioner",
      "restart",
    ]),
    scale = norm(p.b) || 1,
    n = p.x.length;
  let count = 0;
  for (;;) {
    const r = residualOf(p),
      beta = norm(r);
    if (!(beta > p.tolerance * scale) || count >= p.most) break;
    const before = count,
      Q: Float64Array[] = [r.map((v) => v / beta)],
      Z: Float64Array[] = [],
      H: number[][] = [],
      cs: number[] = [],
      sn: number[] = [],
      g = [beta];
    for (let k = 0; k < p.restart && count < p.most; k++) {
      const z = p.M(Q[k]),
        w = p.A(z).slice(),
        h: number[] = [];
      count++;
      Z.push(z.slice());
      // Modified Gram and Schmidt.
      for (let i = 0; i <= k; i++) {
        h.push(inner(w, Q[i]));
        along(w, -h[i], Q[i]);
      }
      const next = norm(w);
      for (let i = 0; i < k; i++) {
        const t = cs[i] * h[i] + sn[i] * h[i + 1];
        h[i + 1] = -sn[i] * h[i] + cs[i] * h[i + 1];
        h[i] = t;
      }
      const length = Math.hypot(h[k], next);
      if (!(length > 0)) break;
      cs.push(h[k] / length);
      sn.push(next / length);
      h[k] = length;
      g.push(-sn[k] * g[k]);
      g[k] *= cs[k];
      H.push(h);
      if (Math.abs(g[k + 1]) <= p.tolerance * scale || next === 0) break;
      Q.push(w.map((v) => v / next));
    }
    const y = new Array<number>(H.length).fill(0);
    for (let i = H.length - 1; i >= 0; i--) {
      let s = g[i];
      for (let j = i + 1; j < H.length; j++) s -= H[j][i] * y[j];
      y[i] = s / H[i][i];
    }
    y.forEach((a, i) => {
      along(p.x, a, Z[i]);
    });
    if (H.length === 0 || count === before || (n > 0 && !Number.isFinite(p.x[0]))) break;
  }
  return shown(p, count, scale);
}
