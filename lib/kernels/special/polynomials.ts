// Orthogonal polynomials and their derivatives by their recurrences p(k+1) = (a x + b) p(k) - c p(k-1), differentiated m times (NIST
// Digital Library of Mathematical Functions, table 18.9.1).
export type Polynomials = "T" | "U" | "V" | "W" | "H" | "He" | "L" | "P";
type Step = (k: number) => readonly [a: number, b: number, c: number];

const chebyshev: Step = () => [2, 0, 1];
/** The factor and the constant of p(1), and the recurrence. */
const families: Readonly<Record<Polynomials, readonly [a: number, b: number, step: Step]>> = {
  T: [1, 0, chebyshev],
  U: [2, 0, chebyshev],
  V: [2, -1, chebyshev],
  W: [2, 1, chebyshev],
  H: [2, 0, (k) => [2, 0, 2 * k]],
  He: [1, 0, (k) => [1, 0, k]],
  L: [-1, 1, (k) => [-1 / (k + 1), (2 * k + 1) / (k + 1), k / (k + 1)]],
  P: [1, 0, (k) => [(2 * k + 1) / (k + 1), 0, k / (k + 1)]],
};
/** The m-th derivative of the polynomial of degree n at x. */
export function polynomial(kind: Polynomials, n: number, m: number, x: number): number {
  if (m > n) return 0;
  if (n === 0) return 1;
  const [a1, b1, step] = families[kind];
  let before = new Array<number>(m + 1).fill(0);
  let now = before.slice();
  before[0] = 1;
  now[0] = a1 * x + b1;
  if (m > 0) now[1] = a1;
  for (let k = 1; k < n; k++) {
    const [a, b, c] = step(k);
    const next = now.map((p, i) => (a * x + b) * p + (i > 0 ? i * a * now[i - 1] : 0) - c * before[i]);
    [before, now] = [now, next];
  }
  return now[m];
}
