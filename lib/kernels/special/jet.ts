// Taylor polynomials at a + δ and b + ε, cut off at an order in each: coefficient (m, n) of δ^m ε^n stands at m w + n, with
// w - 1 the order in ε. With w = 1 they are polynomials in δ alone.
export type Jet = readonly number[];

/** f(m, n) as the coefficients of order up to (i, j). */
export const jet = (i: number, j: number, f: (m: number, n: number) => number): number[] =>
  Array.from({ length: (i + 1) * (j + 1) }, (_, p) => f(Math.floor(p / (j + 1)), p % (j + 1)));
/** c + s δ + t ε. */
export const line = (c: number, s: number, t: number, i: number, j: number): number[] =>
  jet(i, j, (m, n) => (m + n === 0 ? c : m + n > 1 ? 0 : m === 1 ? s : t));

/** Σ p(k, l) q(m - k, n - l) over (k, l) up to (m, n), from the `first`-th term on. */
function convolve(p: Jet, q: Jet, w: number, at: number, first: number): number {
  const [m, n] = [Math.floor(at / w), at % w];
  let sum = 0;
  for (let k = 0; k <= m; k++)
    for (let l = 0; l <= n; l++) if (k + l >= first) sum += p[k * w + l] * q[(m - k) * w + n - l];
  return sum;
}
export const product = (p: Jet, q: Jet, w = 1): number[] => p.map((_, at) => convolve(p, q, w, at, 0));
export function quotient(p: Jet, q: Jet, w = 1): number[] {
  const r: number[] = [];
  for (let at = 0; at < p.length; at++) r.push((p[at] - convolve(q, r, w, at, 1)) / q[0]);
  return r;
}
/** exp(l), l(0, 0) not counted: m e(m, n) = Σ k l(k, p) e(m - k, n - p), or the same in n where m = 0. */
export function exponential(l: Jet, w = 1): number[] {
  const e = [1];
  for (let at = 1; at < l.length; at++) {
    const m = Math.floor(at / w);
    const weighted = l.map((c, p) => c * (m > 0 ? Math.floor(p / w) : p % w));
    e.push(convolve(weighted, e, w, at, 1) / (m > 0 ? m : at));
  }
  return e;
}
