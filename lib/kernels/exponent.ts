// x^y, and what all its derivatives are: P(y, log x) x^(y - a) with a polynomial P, given by its coefficients.
//   d/dx gives ((y - a) P + dP/dlog x) x^(y - a - 1),  d/dy gives (dP/dy + log x P) x^(y - a)
import { power } from "./elementary.js";

export interface Part {
  readonly a: number;
  /** p[i][j] is the coefficient of y^i (log x)^j. */
  readonly p: readonly (readonly number[])[];
}
const at = (p: Part["p"], i: number, j: number): number => p[i]?.[j] ?? 0;
/** Its last row and column are not zeros: what they were multiplied with, y - a or log x, is none. */
const partOf = (a: number, rows: number, columns: number, f: (i: number, j: number) => number): Part => ({
  a,
  p: Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => f(i, j) + 0)),
});
export const alongX = ({ a, p }: Part): Part =>
  partOf(
    a + 1,
    p.length + 1,
    p[0].length,
    (i, j) => at(p, i - 1, j) - a * at(p, i, j) + (j + 1) * at(p, i, j + 1),
  );
export const alongY = ({ a, p }: Part): Part =>
  partOf(a, p.length, p[0].length + 1, (i, j) => (i + 1) * at(p, i + 1, j) + at(p, i, j - 1));

/** The sum of c[i] v^i; a coefficient of 0 annihilates even a v of infinity. */
function polynomial(c: readonly number[], v: number): number {
  let sum = 0;
  for (let i = c.length - 1; i >= 0; i--) sum = sum === 0 ? c[i] : sum * v + c[i];
  return sum;
}
/**
 * P(y, log x) x^(y - a), what all derivatives of x^y are; P has the coefficients p[i][j] of y^i (log x)^j, as a full
 * matrix. Where P or the power is exactly 0 so is the product.
 */
export function powerPart(a: number, p: readonly (readonly number[])[]): (x: number, y: number) => number {
  const d = p[0].length - 1;
  const column = (j: number): number[] => p.map((row) => row[j]);
  if (d === 0) {
    const c = column(0);
    return (x, y) => timesPower(polynomial(c, y), x, y, a);
  }
  // The highest power of log x = -Infinity decides what happens at 0.
  const highest = column(d);
  return (x, y) => {
    if (x === 0 && y === y) {
      const e = y - a;
      const lead = polynomial(highest, y);
      return e > 0 || (e === 0 && a === 0) ? 0 : lead === 0 ? NaN : (d % 2 === 0 ? lead : -lead) * Infinity;
    }
    const l = Math.log(x);
    return timesPower(polynomial(p.map((row) => polynomial(row, l)), y), x, y, a); // prettier-ignore
  };
}
/**
 * q x^(y - a), where q may bring back what overflows or underflows; as a derivative of a power between 0 and 1 it vanishes
 * where that has overflowed, and is NaN like {@link logSlope}.
 */
function timesPower(q: number, x: number, y: number, a: number): number {
  // A power of exponent 0 is 1 whatever x is, NaN too.
  if (y !== y || (x !== x && q !== 0)) return NaN;
  if (Math.abs(x) === Infinity && y > 0 && y < a && y < 1) return NaN;
  if (q === 0 || q !== q) return q;
  const e = y - a;
  const f = power(x, e);
  // y - a was rounded by (y - a) - e, exactly (D. E. Knuth, The Art of Computer Programming 2, 4.2.2).
  const b = y - e;
  const lost = Number.isFinite(e) ? y - (e + b) - (a - b) : 0;
  const r = lost === 0 || !(x > 0) || x === Infinity ? q : q * (1 + lost * Math.log(x));
  const size = Math.abs(f);
  if (!(size <= 1e-290 || size >= 1e290)) return r * f;
  const half = Math.abs(x) ** (e / 2);
  // A power of -0 keeps its sign, as x*x does.
  return half === 0 ? Math.sign(r) * f : r * half * (f < 0 ? -half : half);
}
