// Divided differences f[x0, ..., xk] of a smooth function at ascending points, right where points are close or equal. Each is
// the quotient of two of the order below, or the integral of the k-th derivative over the simplex (Hermite and Genocchi; N.
// Higham, Functions of Matrices, 2008, section B.16), whichever has the smaller estimate of its error.

import { factorialOf } from "./special/zeta.js";

/** The k-th derivative of the function at some points, at once. */
export type Derivatives = (order: number, points: Float64Array) => Float64Array;

interface Estimate {
  readonly value: number;
  readonly error: number;
}
const ROUNDING = 2 ** -53;
/** Quotients with an error below this, relative, are not compared with an integral. */
const GOOD = 2 ** -46;

/** Nodes and weights of Gauss and Legendre on [0, 1], by Newton's method from Chebyshev's points (Abramowitz and Stegun 25.4.29). */
function gauss(n: number): { readonly at: number; readonly weight: number }[] {
  return Array.from({ length: n }, (_, i) => {
    let x = Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    let slope = 0;
    for (let step = 0; step < 6; step++) {
      let [before, now] = [1, x];
      for (let k = 2; k <= n; k++) [before, now] = [now, ((2 * k - 1) * x * now - (k - 1) * before) / k];
      slope = (n * (x * now - before)) / (x * x - 1);
      x -= now / slope;
    }
    return { at: (1 + x) / 2, weight: 1 / ((1 - x * x) * slope * slope) };
  });
}
/** Two rules: what they differ by is the error of the better one, and more. */
const RULES = [gauss(10), gauss(7)] as const;

/** The nodes of the integral over the simplex of k edges, as weights of the points and of the value there. */
function simplex(k: number, rule: (typeof RULES)[number]): { shares: number[]; weight: number }[] {
  // s1 = u1, s2 = u1 u2, ...: 1 >= s1 >= s2 >= ... >= 0, and the point is x0 + s1 (x1 - x0) + s2 (x2 - x1) + ...
  let nodes: { s: number[]; weight: number }[] = [{ s: [], weight: 1 }];
  for (let i = 0; i < k; i++)
    nodes = nodes.flatMap(({ s, weight }) =>
      rule.map((r) => ({
        s: [...s, r.at * (s.at(-1) ?? 1)],
        weight: weight * r.weight * r.at ** (k - 1 - i),
      })),
    );
  return nodes.map(({ s, weight }) => ({
    shares: [1, ...s].map((v, i) => v - (s[i] ?? 0)),
    weight,
  }));
}

/**
 * All f[x[i0], ..., x[ik]], n^(k+1) of them in row-major order of their indices; x ascends.
 */
export function dividedDifferences(x: Float64Array, order: number, f: Derivatives): Float64Array {
  let known = new Map<string, Estimate>();
  f(0, x).forEach((value, i) => known.set(String(i), { value, error: ROUNDING * Math.abs(value) }));
  for (let k = 1; k <= order; k++) known = next(x, k, known, f);
  // They do not depend on the order of the points.
  const n = x.length;
  return Float64Array.from({ length: n ** (order + 1) }, (_, place) => {
    const at = Array.from({ length: order + 1 }, (_, q) => Math.floor(place / n ** q) % n);
    return known.get(at.sort((a, b) => a - b).join())!.value;
  });
}
function next(
  x: Float64Array,
  k: number,
  known: Map<string, Estimate>,
  f: Derivatives,
): Map<string, Estimate> {
  const found = new Map<string, Estimate>();
  const close: number[][] = [];
  const equal: number[][] = [];
  for (const at of multisets(x.length, k + 1)) {
    const gap = x[at[k]] - x[at[0]];
    if (gap === 0) {
      equal.push(at);
      continue;
    }
    const low = known.get(at.slice(0, -1).join())!;
    const high = known.get(at.slice(1).join())!;
    const value = (high.value - low.value) / gap;
    // The points themselves are taken for exact; the difference and the quotient are rounded.
    const error = (low.error + high.error) / gap + 2 * ROUNDING * Math.abs(value);
    found.set(at.join(), { value, error });
    if (!(error <= GOOD * Math.abs(value))) close.push(at);
  }
  atEqual(x, k, equal, f).forEach((value, i) => {
    found.set(equal[i].join(), { value, error: ROUNDING * Math.abs(value) });
  });
  if (close.length === 0) return found;
  const [fine, rough] = RULES.map((rule) => integrals(x, k, close, simplex(k, rule), f));
  close.forEach((at, i) => {
    const error = Math.abs(fine[i] - rough[i]) + 2 * ROUNDING * Math.abs(fine[i]);
    const quotient = found.get(at.join())!;
    if (error <= quotient.error || quotient.value !== quotient.value)
      found.set(at.join(), { value: fine[i], error });
  });
  return found;
}
/** Where all points are one it is f^(k)(x) / k!, asked once for each such x. */
function atEqual(x: Float64Array, k: number, of: readonly number[][], f: Derivatives): number[] {
  const distinct = [...new Set(of.map((at) => x[at[0]]))];
  if (distinct.length === 0) return [];
  const values = f(k, Float64Array.from(distinct));
  const place = new Map(distinct.map((v, i) => [v, i]));
  return of.map((at) => values[place.get(x[at[0]])!] / factorialOf(k));
}
function integrals(
  x: Float64Array,
  k: number,
  of: readonly number[][],
  nodes: readonly { shares: number[]; weight: number }[],
  f: Derivatives,
): number[] {
  const points = new Float64Array(of.length * nodes.length);
  of.forEach((at, i) => {
    nodes.forEach(({ shares }, j) => {
      // From the first point on: equal points give it to the bit.
      const from = x[at[0]];
      points[i * nodes.length + j] = at.reduce((sum, p, q) => sum + shares[q] * (x[p] - from), from);
    });
  });
  const values = f(k, points);
  return of.map((_, i) =>
    nodes.reduce((sum, { weight }, j) => sum + weight * values[i * nodes.length + j], 0),
  );
}
/** Ascending choices of `length` indices below n, with repetitions. */
function* multisets(n: number, length: number, from = 0): Generator<number[]> {
  if (length === 0) yield [];
  else for (let i = from; i < n; i++) for (const rest of multisets(n, length - 1, i)) yield [i, ...rest];
}
