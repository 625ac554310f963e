// The exponential of a matrix by scaling and squaring with diagonal Padé approximants (N. Higham, The scaling and squaring
// method for the matrix exponential revisited, 2005: backward error below one rounding for norms up to the bounds below), and
// its derivative in a direction E by differentiating the same steps (A. Al-Mohy and N. Higham, Computing the Fréchet derivative
// of the matrix exponential, 2009, algorithm 6.4): one plan for A serves any number of directions. exp(A) is e^mu exp(A - mu I),
// with the mean of the diagonal for mu where that makes A smaller: squaring then loses nothing to what all eigenvalues share.
// Of triangles, diagonals and what stands beside them are put right after each squaring (A. Al-Mohy and N. Higham, A new scaling
// and squaring algorithm for the matrix exponential, 2009, code fragment 2.1).
import { factor, substitute, type LU } from "./lu.js";

/**
 * Degrees m of the approximants, and the largest norms they serve. Higher ones cost as much as the squarings that they save, and
 * more digits: a norm of t in the approximant loses e^t, one squaring a factor of 2.
 */
const APPROXIMANTS = [
  [3, 1.495585217958292e-2],
  [5, 2.53939833006323e-1],
  [7, 9.504178996162932e-1],
] as const;
/** b[i] = (2m - i)! m! / ((2m)! (m - i)! i!), all divided by b[m]. */
function coefficients(m: number): number[] {
  const b = [1];
  // From b[m] = 1 down: b[i - 1] / b[i] = i (2m - i + 1) / (m - i + 1).
  for (let i = m; i >= 1; i--) b.unshift((b[0] * i * (2 * m - i + 1)) / (m - i + 1));
  return b;
}

export interface Plan {
  readonly n: number;
  readonly degree: number;
  readonly mu: number;
  /** (A - mu I) / 2^s and its even powers. */
  readonly a: Float64Array;
  readonly powers: readonly Float64Array[];
  /** U = A W. */
  readonly w: Float64Array;
  /** V - U. */
  readonly lu: LU;
  /** exp((A - mu I) / 2^s), then its squares up to exp(A - mu I). */
  readonly squares: readonly Float64Array[];
  /** exp(A). */
  readonly last: Float64Array;
}

/** c + x y. */
function addProduct(x: Float64Array, y: Float64Array, n: number, c: Float64Array): Float64Array {
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) {
      const f = x[i * n + k];
      if (f !== 0) for (let j = 0, q = i * n, p = k * n; j < n; j++) c[q + j] += f * y[p + j];
    }
  return c;
}
const product = (x: Float64Array, y: Float64Array, n: number): Float64Array =>
  addProduct(x, y, n, new Float64Array(n * n));
/** x dy + dx y. */
const turned = (
  x: Float64Array,
  dx: Float64Array,
  y: Float64Array,
  dy: Float64Array,
  n: number,
): Float64Array => addProduct(dx, y, n, product(x, dy, n));
/** f[0] I + f[1] p[0] + f[2] p[1] + ... */
function combined(f: readonly number[], p: readonly Float64Array[], n: number): Float64Array {
  const o = new Float64Array(n * n);
  for (let i = 0; i < n; i++) o[i * n + i] = f[0];
  for (let k = 1; k < f.length; k++) for (let i = 0; i < o.length; i++) o[i] += f[k] * p[k - 1][i];
  return o;
}
const every2 = (b: readonly number[], from: number, to: number): number[] =>
  Array.from({ length: (to - from) / 2 + 1 }, (_, i) => b[from + 2 * i]);
const plans = new WeakMap<Float64Array, Map<number, Plan>>();
/** The plan for the n x n matrix at data[at..]; kept as long as the buffer. */
export function plan(data: Float64Array, at: number, n: number): Plan {
  let known = plans.get(data);
  if (known === undefined) plans.set(data, (known = new Map<number, Plan>()));
  let found = known.get(at);
  if (found?.n !== n) known.set(at, (found = makePlan(data.slice(at, at + n * n), n)));
  return found;
}
/** The largest sum of a column. */
export function norm1(a: Float64Array, n: number): number {
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]);
    // NaN wins, and stays.
    norm = norm <= sum || Number.isNaN(sum) ? sum : norm;
  }
  return norm;
}
/** A - mu I. */
const shifted = (a: Float64Array, n: number, mu: number): Float64Array =>
  a.map((v, i) => (i % (n + 1) === 0 ? v - mu : v));
function mean(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += a[i * (n + 1)] / n;
  return sum - sum === 0 && norm1(shifted(a, n, sum), n) < norm1(a, n) ? sum : 0;
}
/** v e^mu, where e^mu itself may be out of range; 0 stays. */
function grown(v: number, mu: number): number {
  if (mu === 0 || v === 0) return v;
  return Math.abs(mu) < 700 ? v * Math.exp(mu) : v * Math.exp(mu / 2) * Math.exp(mu / 2);
}
/** (e^b - e^a) / (b - a). */
function divided(a: number, b: number): number {
  const gap = Math.abs(b - a);
  return gap === 0 ? Math.exp(a) : Math.exp(Math.max(a, b)) * (-Math.expm1(-gap) / gap);
}
/** What x = exp(f a) is on the diagonal of a triangle, and beside it. */
function corrected(x: Float64Array, a: Float64Array, n: number, f: number): void {
  const [up, down] = [1, n];
  for (let i = 0; i < n; i++) {
    const at = i * (n + 1);
    x[at] = Math.exp(f * a[at]);
    if (i + 1 === n) continue;
    const between = f * divided(f * a[at], f * a[at + n + 1]);
    for (const step of [up, down]) if (a[at + step] !== 0) x[at + step] = a[at + step] * between;
  }
}
const triangular = (a: Float64Array, n: number): boolean =>
  [1, -1].some((side) => a.every((v, i) => v === 0 || side * ((i % n) - Math.floor(i / n)) >= 0));

function makePlan(given: Float64Array, n: number): Plan {
  const mu = mean(given, n);
  const whole = shifted(given, n, mu);
  const a = whole.slice();
  const norm = norm1(a, n);
  const [degree, bound] = APPROXIMANTS.find(([, least]) => norm <= least) ?? APPROXIMANTS[2];
  const times = norm > bound && norm < Infinity ? Math.ceil(Math.log2(norm / bound)) : 0;
  // In two steps: 2^-1030 alone is not a normal number.
  const half = 2 ** -Math.floor(times / 2);
  for (let i = 0; i < a.length; i++) a[i] = a[i] * half * (2 ** -times / half);
  const b = coefficients(degree);
  const square = product(a, a, n);
  const powers = [square];
  while (powers.length < (degree - 1) / 2) powers.push(product(powers[powers.length - 1], square, n));
  const w = combined(every2(b, 1, degree), powers, n);
  const v = combined(every2(b, 0, degree - 1), powers, n);
  const u = product(a, w, n);
  const lu = factor({ shape: [n, n], data: v.map((e, i) => e - u[i]) });
  const r = v.map((e, i) => e + u[i]);
  substitute(lu, 0, r, 0, n, false);
  const triangle = norm < Infinity && triangular(whole, n);
  const squares: Float64Array[] = [r];
  if (triangle) corrected(r, whole, n, 2 ** -times);
  for (let k = 0; k < times; k++) {
    squares.push(product(squares[k], squares[k], n));
    if (triangle) corrected(squares[k + 1], whole, n, 2 ** (k + 1 - times));
  }
  const last = squares[times].map((v) => grown(v, mu));
  if (triangle) corrected(last, given, n, 1);
  return { n, degree, mu, a, powers, w, lu, squares, last };
}

/** exp(A) into o[to..]. */
export const exponential = ({ last }: Plan, o: Float64Array, to: number): void => o.set(last, to);

const odd = (v: number): boolean => v - v !== 0;
/**
 * What is left of a derivative where A or E is not finite: NaN at [i, j] where a path of entries of A, one of E and a path of
 * entries of A lead from i to j, and 0 where none does.
 */
function paths(a: Float64Array, e: Float64Array, n: number): Float64Array {
  const reach = a.map((v, i) => (v !== 0 || i % (n + 1) === 0 ? 1 : 0));
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++)
      if (reach[i * n + k] !== 0) for (let j = 0; j < n; j++) reach[i * n + j] ||= reach[k * n + j];
  const moves = e.map((v) => (v !== 0 ? 1 : 0));
  return product(product(reach, moves, n), reach, n).map((v) => (v > 0 ? NaN : 0));
}

/** The derivative of exp at A in the direction E = e[at..], into o[to..]. */
export function frechet(p: Plan, e: Float64Array, at: number, o: Float64Array, to: number): void {
  const { n, degree, mu, a, powers, w, lu, squares } = p;
  const along = e.subarray(at, at + n * n);
  if (a.some(odd) || along.some(odd)) {
    o.set(paths(a, along, n), to);
    return;
  }
  const b = coefficients(degree);
  const scale = 2 ** (1 - squares.length);
  const d = along.map((v) => v * scale);
  const square = turned(a, d, a, d, n);
  const moved = [square];
  while (moved.length < powers.length) {
    const k = moved.length - 1;
    moved.push(turned(powers[k], moved[k], powers[0], square, n));
  }
  const still = (f: readonly number[]): Float64Array => combined([0, ...f.slice(1)], moved, n);
  const dw = still(every2(b, 1, degree));
  const dv = still(every2(b, 0, degree - 1));
  const du = turned(a, d, w, dw, n);
  // (V - U) L = dU + dV + (dU - dV) R.
  const l = du.map((v, i) => v + dv[i]);
  addProduct(
    du.map((v, i) => v - dv[i]),
    squares[0],
    n,
    l,
  );
  substitute(lu, 0, l, 0, n, false);
  let result: Float64Array = l;
  for (let k = 0; k < squares.length - 1; k++) result = turned(squares[k], result, squares[k], result, n);
  for (let i = 0; i < n * n; i++) o[to + i] = grown(result[i], mu);
}
