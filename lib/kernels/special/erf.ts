// The error function, its complement and the normal distribution, to within an ulp or two over all of float64. After
// FreeBSD's msun, s_erf.c (Sun Microsystems, 1993): rational approximations on five intervals, the largest error of each
// below 2^-57.9 of the quantity approximated.

/** The polynomial of these coefficients, the constant first. */
export function horner(c: readonly number[], v: number): number {
  let sum = c[c.length - 1];
  for (let i = c.length - 2; i >= 0; i--) sum = sum * v + c[i];
  return sum;
}

// (erf(x) - x) / x in x², to 0.84375. x + x R has one rounding where 2/√π x would have two.
// prettier-ignore
const P = [1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02, -5.77027029648944159157e-03, -2.37630166566501626084e-05];
// prettier-ignore
const Q = [1, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03, 1.32494738004321644526e-04, -3.96022827877536812320e-06];
// erf(1 + s) - ERF1 for 1 + s to 1.25, where ERF1 is erf(1) in 24 bits.
const ERF1 = 8.45062911510467529297e-1;
// prettier-ignore
const PA = [-2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01, 3.18346619901161753674e-01, -1.10894694282396677476e-01, 3.54783043256182359371e-02, -2.16637559486879084300e-03];
// prettier-ignore
const QA = [1, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02, 1.26171219808761642112e-01, 1.36370839120290507362e-02, 1.19844998467991074170e-02];
// log(x e^(x²) erfc(x)) + 0.5625 in 1 / x², to 1 / 0.35 and to 28.
// prettier-ignore
const RA = [-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01, -6.23753324503260060396e+01, -1.62396669462573470355e+02, -1.84605092906711035994e+02, -8.12874355063065934246e+01, -9.81432934416914548592e+00];
// prettier-ignore
const SA = [1, 1.96512716674392571292e+01, 1.37657754143519042600e+02, 4.34565877475229228821e+02, 6.45387271733267880336e+02, 4.29008140027567833386e+02, 1.08635005541779435134e+02, 6.57024977031928170135e+00, -6.04244152148580987438e-02];
// prettier-ignore
const RB = [-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01, -1.60636384855821916062e+02, -6.37566443368389627722e+02, -1.02509513161107724954e+03, -4.83519191608651397019e+02];
// prettier-ignore
const SB = [1, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03, 3.19985821950859553908e+03, 2.55305040643316442583e+03, 4.74528541206955367215e+02, -2.24409524465858183362e+01];

const nearZero = (x: number): number => horner(P, x * x) / horner(Q, x * x);
/** erf(x) - ERF1 for x from 0.84375 to 1.25. */
const nearOne = (x: number): number => horner(PA, x - 1) / horner(QA, x - 1);
/** log(x e^(x²) erfc(x)) + 0.5625 for x from 1.25 on. */
function tail(x: number): number {
  const s = 1 / (x * x);
  return x < 1 / 0.35 ? horner(RA, s) / horner(SA, s) : horner(RB, s) / horner(SB, s);
}
/** e^(x²) erfc(x) for x from 1.25 on: the last approximation holds to 1 / x² = 0, where it is log(1/√π) + 0.5625. */
export const scaledTail = (x: number): number => Math.exp(tail(x) - 0.5625) / x;
/** erfc(x) for x from 1.25 to 28. The square of z, 24 bits of x, is exact. */
function beyond(x: number): number {
  const z = Math.fround(x);
  return (Math.exp(-z * z - 0.5625) * Math.exp((z - x) * (z + x) + tail(x))) / x;
}

/** 2/√π ∫ e^(-t²) dt from 0 to x. */
export function erf(x: number): number {
  const a = Math.abs(x);
  // The first two terms apart: x + x R(0) where x is subnormal would round twice.
  if (a < 1e-300) return (8 * x + 1.02703333676410069053 * x) / 8;
  if (a < 0.84375) return x + x * nearZero(x);
  const y = a < 1.25 ? ERF1 + nearOne(a) : a < 6 ? 1 - beyond(a) : 1;
  return x !== x ? x : x < 0 ? -y : y;
}

/** 1 - erf(x), where it is small too. */
export function erfc(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) {
    const r = x * nearZero(x);
    return x < 0.25 ? 1 - (x + r) : 0.5 - (x - 0.5 + r);
  }
  if (a < 1.25) return x < 0 ? 1 + (ERF1 + nearOne(a)) : 1 - ERF1 - nearOne(a);
  if (x !== x) return x;
  return x < 0 ? (a < 6 ? 2 - beyond(a) : 2) : a < 28 ? beyond(a) : 0;
}

/** √½ - Math.SQRT1_2 */
const SQRT1_2_REST = -4.833646656726457e-17;
const HALF = 2 ** 27 + 1;
/** x √½ and its rounding error, by T. J. Dekker's product (Numer. Math. 18, 1971). */
function overRoot2(x: number): [number, number] {
  const z = x * Math.SQRT1_2,
    xh = x * HALF - (x * HALF - x),
    ch = Math.SQRT1_2 * HALF - (Math.SQRT1_2 * HALF - Math.SQRT1_2),
    xl = x - xh,
    cl = Math.SQRT1_2 - ch;
  return [z, xh * ch - z + xh * cl + xl * ch + xl * cl + x * SQRT1_2_REST];
}
/** The normal distribution ½ erfc(-x/√2); what -x/√2 was rounded by is put back in, for it counts x² times in the tail. */
export function ndtr(x: number): number {
  if (!(Math.abs(x) < 40)) return x !== x ? x : x < 0 ? 0 : 1;
  const [z, rest] = overRoot2(x);
  return 0.5 * (erfc(-z) + (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * rest);
}

/**
 * The n-th derivative of e^(-c x²), c being 1 or ½: a polynomial of Hermite's times e^(-c x²), by p(n+1) = -2c (x p(n) +
 * n p(n-1)). The square is of 24 bits of x, and so exact. Far out all is multiplied before it is rounded to few digits.
 */
export function gaussian(x: number, n: number, c: number): number {
  if (c * x * x > 1e4) return 0;
  let p = 1;
  for (let k = 0, before = 0; k < n; k++) [before, p] = [p, -2 * c * (x * p + k * before)];
  const z = Math.fround(x),
    s = c * z * z,
    rest = Math.exp(c * (z - x) * (z + x));
  return s < 600 ? p * Math.exp(-s) * rest : p * Math.exp(128 - s) * rest * Math.exp(-128);
}
