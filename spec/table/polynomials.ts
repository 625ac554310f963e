// Orthogonal polynomials: Chebyshev's by angles (NIST Digital Library of Mathematical Functions, 18.5.1 to 18.5.4), the others written
// out.
import { entry, map, x, type Entry, type Nested, type Table } from "./entry.js";

const inside = [-0.9, -0.3, 0.2, 0.8];
const of = (n: number, f: (v: number) => number, points = inside): Entry =>
  entry([x(points), n], (v: Nested) => map(f, v));
/** By the angle whose cosine is v. */
const angles: Readonly<Record<string, (n: number, a: number) => number>> = {
  T: (n, a) => Math.cos(n * a),
  U: (n, a) => Math.sin((n + 1) * a) / Math.sin(a),
  V: (n, a) => Math.cos((n + 0.5) * a) / Math.cos(a / 2),
  W: (n, a) => Math.sin((n + 0.5) * a) / Math.sin(a / 2),
};
const chebyshev = Object.entries(angles).flatMap(([kind, f]) => [
  [`chebyshevPolynomial${kind}`, [0, 1, 2, 5].map((n) => of(n, (v) => f(n, Math.acos(v))))] as const,
  [`shiftedChebyshevPolynomial${kind}`, [1, 4].map((n) => of(n, (v) => f(n, Math.acos(2 * v - 1)), [0.1, 0.3, 0.6, 0.9]))] as const, // prettier-ignore
]);
const wide = [-1.7, -0.4, 0.6, 2.2];
export const polynomials: Table = {
  ...Object.fromEntries(chebyshev),
  hermitePolynomialH: [
    of(0, () => 1, wide),
    of(1, (v) => 2 * v, wide),
    of(4, (v) => 16 * v ** 4 - 48 * v ** 2 + 12, wide),
  ],
  hermitePolynomialHe: [of(1, (v) => v, wide), of(4, (v) => v ** 4 - 6 * v ** 2 + 3, wide)],
  laguerrePolynomialL: [
    of(1, (v) => 1 - v, wide),
    of(3, (v) => (-(v ** 3) + 9 * v ** 2 - 18 * v + 6) / 6, wide),
  ],
  legendrePolynomialP: [of(1, (v) => v, wide), of(4, (v) => (35 * v ** 4 - 30 * v ** 2 + 3) / 8, wide)],
};
