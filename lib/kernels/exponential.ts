// The exponential of a matrix by scaling and squaring with diagonal Padé approximants (N. Higham, The scaling and squaring
// method for the matrix exponential revisited, 2005: backward error below one rounding for norms up to the bounds below), and
// its derivative in a direction E by differentiating the same steps (A. Al-Mohy and N. Higham, Computing the Fréchet derivative
// of the matrix exponential, 2009, algorithm 6.4): one plan for A serves any number of directions.
import { factor, substitute, type LU } from "./lu.js";

/** Degrees m of the approximants, and the largest norms they serve. */
const APPROXIMANTS = [
  [3, 1.495585217958292e-2],
  [5, 2.53939833006323e-1],
  [7, 9.504178996162932e-1],
  [9, 2.097847961257068],
  [13, 4.25],
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
  /** A / 2^s and its even powers. */
  readonly a: Float64Array;
  readonly powers: readonly Float64Array[];
  /** U = A W. */
  readonly w: Float64Array;
  /** V - U. */
  readonly lu: LU;
  /** exp(A / 2^s), then its squares up to exp(A). */
  readonly squares: readonly Float64Array[];
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
/** Degree 13 is a sum of low powers and A⁶ times another such sum: b[from] A² + b[from + 2] A⁴ + b[from + 4] A⁶. */
const split = (degree: number): [low: number, high: boolean] => [
  Math.min(degree, degree === 13 ? 7 : 9),
  degree === 13,
];
const outer = (b: readonly number[], from: number): number[] => [0, ...every2(b, from, from + 4)];

const plans = new WeakMap<Float64Array, Map<number, Plan>>();
/** The plan for the n x n matrix at data[at..]; kept as long as the buffer. */
export function plan(data: Float64Array, at: number, n: number): Plan {
  let known = plans.get(data);
  if (known === undefined) plans.set(data, (known = new Map<number, Plan>()));
  let found = known.get(at);
  if (found?.n !== n) known.set(at, (found = makePlan(data.slice(at, at + n * n), n)));
  return found;
}
function makePlan(a: Float64Array, n: number): Plan {
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.abs(a[i * n + j]);
    // NaN wins, and stays.
    norm = norm <= sum || Number.isNaN(sum) ? sum : norm;
  }
  const [degree, bound] = APPROXIMANTS.find(([, least]) => norm <= least) ?? APPROXIMANTS[4];
  const times = norm > bound && norm < Infinity ? Math.ceil(Math.log2(norm / bound)) : 0;
  // In two steps: 2^-1030 alone is not a normal number.
  const half = 2 ** -Math.floor(times / 2);
  for (let i = 0; i < a.length; i++) a[i] = a[i] * half * (2 ** -times / half);
  const b = coefficients(degree);
  const square = product(a, a, n);
  const powers = [square];
  while (powers.length < Math.min(3, (degree - 1) / 2))
    powers.push(product(powers[powers.length - 1], square, n));
  if (degree === 9) powers.push(product(powers[1], powers[1], n));
  const [low, high] = split(degree);
  const w = combined(every2(b, 1, low), powers, n);
  const v = combined(every2(b, 0, low - 1), powers, n);
  if (high) {
    addProduct(powers[2], combined(outer(b, 9), powers, n), n, w);
    addProduct(powers[2], combined(outer(b, 8), powers, n), n, v);
  }
  const u = product(a, w, n);
  const lu = factor({ shape: [n, n], data: v.map((e, i) => e - u[i]) });
  const r = v.map((e, i) => e + u[i]);
  substitute(lu, 0, r, 0, n, false);
  const squares: Float64Array[] = [r];
  for (let k = 0; k < times; k++) squares.push(product(squares[k], squares[k], n));
  return { n, degree, a, powers, w, lu, squares };
}

/** exp(A) into o[to..]. */
export const exponential = ({ squares }: Plan, o: Float64Array, to: number): void =>
  o.set(squares[squares.length - 1], to);

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
  const { n, degree, a, powers, w, lu, squares } = p;
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
  while (moved.length < Math.min(3, powers.length)) {
    const k = moved.length - 1;
    moved.push(turned(powers[k], moved[k], powers[0], square, n));
  }
  if (powers.length === 4) moved.push(turned(powers[1], moved[1], powers[1], moved[1], n));
  const [low, high] = split(degree);
  const still = (f: readonly number[]): Float64Array => combined([0, ...f.slice(1)], moved, n);
  const dw = still(every2(b, 1, low));
  const dv = still(every2(b, 0, low - 1));
  if (high)
    for (const [from, sum] of [
      [9, dw],
      [8, dv],
    ] as const)
      addProduct(
        powers[2],
        still(outer(b, from)),
        n,
        addProduct(moved[2], combined(outer(b, from), powers, n), n, sum),
      );
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
  o.set(result, to);
}
