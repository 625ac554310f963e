// Orthogonal polynomials of torch.special. One row with the number of derivatives in its params is closed under differentiation.
import { wrongArgument } from "../../errors.js";
import type { Row } from "../../core/kinds.js";
import { sub } from "../../core/ring.js";
import { face, type Face } from "../../core/signature.js";
import { literal, type Tensor, type TensorLike } from "../../core/tensor.js";
import { polynomial, type Polynomials } from "../../kernels/special/polynomials.js";
import { times } from "../elementwise/elementary.js";
import { family, MOST_STEPS } from "./family.js";

interface Member {
  readonly kind: Polynomials;
  readonly n: number;
  readonly m: number;
}
/** The m-th derivative of the polynomial of degree n. */
export const orthogonalRow: Row<Member> = /*#__PURE__*/ family<Member>(
  "orthogonal",
  (v, { kind, n, m }) => polynomial(kind, n, m, v),
  (x, _, { kind, n, m }) => (m >= n ? null : orthogonalRow(x, { kind, n, m: m + 1 })),
  [
    { kind: "T", n: 4, m: 0 },
    { kind: "W", n: 3, m: 1 },
    { kind: "H", n: 4, m: 1 },
    { kind: "L", n: 4, m: 2 },
    { kind: "P", n: 5, m: 0 },
  ],
  { lo: -1, hi: 1 },
);
type Polynomial = Face<[input: TensorLike, n: number]>;
const named = (fn: string, kind: Polynomials, shifted = false): Polynomial =>
  face(fn, "input: tensor, n: int", (x: Tensor, n: number) => {
    if (n < 0 || n > MOST_STEPS) throw wrongArgument(fn, "n", `a degree from 0 to ${MOST_STEPS}`, n);
    return orthogonalRow(shifted ? sub(times(literal(2), x), literal(1)) : x, { kind, n, m: 0 });
  });

/**
 * Elementwise Chebyshev polynomial of the first kind, cos(n acos x) on [-1, 1], of degree n.
 *
 * @example
 * import { chebyshevPolynomialT } from "dualtensor/special";
 * chebyshevPolynomialT([0.5, 2], 3) // => tensor([-1, 26])
 */
export const chebyshevPolynomialT: Polynomial = /*#__PURE__*/ named("chebyshevPolynomialT", "T");

/**
 * Elementwise Chebyshev polynomial of the second kind, of degree n.
 *
 * @example
 * import { chebyshevPolynomialU } from "dualtensor/special";
 * chebyshevPolynomialU([0.5, 2], 3) // => tensor([-1, 56])
 */
export const chebyshevPolynomialU: Polynomial = /*#__PURE__*/ named("chebyshevPolynomialU", "U");

/**
 * Elementwise Chebyshev polynomial of the third kind, of degree n.
 *
 * @example
 * import { chebyshevPolynomialV } from "dualtensor/special";
 * chebyshevPolynomialV([0.5, 2], 2) // => tensor([-1, 11])
 */
export const chebyshevPolynomialV: Polynomial = /*#__PURE__*/ named("chebyshevPolynomialV", "V");

/**
 * Elementwise Chebyshev polynomial of the fourth kind, of degree n.
 *
 * @example
 * import { chebyshevPolynomialW } from "dualtensor/special";
 * chebyshevPolynomialW([0.5, 2], 2) // => tensor([ 1, 19])
 */
export const chebyshevPolynomialW: Polynomial = /*#__PURE__*/ named("chebyshevPolynomialW", "W");

/**
 * Elementwise Hermite polynomial as physicists write it, orthogonal for the weight e^(-x²), of degree n.
 *
 * @example
 * import { hermitePolynomialH } from "dualtensor/special";
 * hermitePolynomialH([0.5, 2], 3) // => tensor([-5, 40])
 */
export const hermitePolynomialH: Polynomial = /*#__PURE__*/ named("hermitePolynomialH", "H");

/**
 * Elementwise Hermite polynomial as statisticians write it, orthogonal for the weight e^(-x²/2), of degree n.
 *
 * @example
 * import { hermitePolynomialHe } from "dualtensor/special";
 * hermitePolynomialHe([1, 2], 3) // => tensor([-2,  2])
 */
export const hermitePolynomialHe: Polynomial = /*#__PURE__*/ named("hermitePolynomialHe", "He");

/**
 * Elementwise Laguerre polynomial, orthogonal for the weight e^-x from 0 on, of degree n.
 *
 * @example
 * import { laguerrePolynomialL } from "dualtensor/special";
 * laguerrePolynomialL([0, 2], 2) // => tensor([ 1, -1])
 */
export const laguerrePolynomialL: Polynomial = /*#__PURE__*/ named("laguerrePolynomialL", "L");

/**
 * Elementwise Legendre polynomial, of degree n.
 *
 * @example
 * import { legendrePolynomialP } from "dualtensor/special";
 * legendrePolynomialP([0, 1, 2], 2) // => tensor([-0.5000,  1.0000,  5.5000])
 */
export const legendrePolynomialP: Polynomial = /*#__PURE__*/ named("legendrePolynomialP", "P");

/**
 * Elementwise Chebyshev polynomial of the first kind at 2x - 1, of degree n.
 *
 * @example
 * import { shiftedChebyshevPolynomialT } from "dualtensor/special";
 * shiftedChebyshevPolynomialT([0.75, 1.5], 3) // => tensor([-1, 26])
 */
export const shiftedChebyshevPolynomialT: Polynomial = /*#__PURE__*/ named(
  "shiftedChebyshevPolynomialT",
  "T",
  true,
);

/**
 * Elementwise Chebyshev polynomial of the second kind at 2x - 1, of degree n.
 *
 * @example
 * import { shiftedChebyshevPolynomialU } from "dualtensor/special";
 * shiftedChebyshevPolynomialU([0.75, 1.5], 3) // => tensor([-1, 56])
 */
export const shiftedChebyshevPolynomialU: Polynomial = /*#__PURE__*/ named(
  "shiftedChebyshevPolynomialU",
  "U",
  true,
);

/**
 * Elementwise Chebyshev polynomial of the third kind at 2x - 1, of degree n.
 *
 * @example
 * import { shiftedChebyshevPolynomialV } from "dualtensor/special";
 * shiftedChebyshevPolynomialV([0.75, 1.5], 2) // => tensor([-1, 11])
 */
export const shiftedChebyshevPolynomialV: Polynomial = /*#__PURE__*/ named(
  "shiftedChebyshevPolynomialV",
  "V",
  true,
);

/**
 * Elementwise Chebyshev polynomial of the fourth kind at 2x - 1, of degree n.
 *
 * @example
 * import { shiftedChebyshevPolynomialW } from "dualtensor/special";
 * shiftedChebyshevPolynomialW([0.75, 1.5], 2) // => tensor([ 1, 19])
 */
export const shiftedChebyshevPolynomialW: Polynomial = /*#__PURE__*/ named(
  "shiftedChebyshevPolynomialW",
  "W",
  true,
);
