// dualtensor/special: special functions under the names of torch.special, and those that torch lacks.
export { exp2, expm1, log1p, xlogy } from "./ops/elementwise/elementary.js";
export { sinc } from "./ops/elementwise/trig.js";
export { sigmoid as expit } from "./ops/elementwise/activation.js";
export { logSoftmax, logsumexp, softmax } from "./ops/reduce/softmax.js";
export { round } from "./ops/elementwise/rounding.js";
export { erf, erfc, ndtr } from "./ops/special/erf.js";
export {
  digamma,
  digamma as psi,
  lgamma as gammaln,
  mvlgamma as multigammaln,
  polygamma,
  trigamma,
} from "./ops/special/gamma.js";
export { zeta } from "./ops/special/zeta.js";
export {
  besselJ0,
  besselJ1,
  i0,
  i0 as modifiedBesselI0,
  i0e,
  i1,
  i1 as modifiedBesselI1,
  i1e,
} from "./ops/special/bessel.js";
export {
  airyAi,
  besselY0,
  besselY1,
  modifiedBesselK0,
  modifiedBesselK1,
  scaledModifiedBesselK0,
  scaledModifiedBesselK1,
  sphericalBesselJ0,
} from "./ops/special/neumann.js";
export {
  chebyshevPolynomialT,
  chebyshevPolynomialU,
  chebyshevPolynomialV,
  chebyshevPolynomialW,
  hermitePolynomialH,
  hermitePolynomialHe,
  laguerrePolynomialL,
  legendrePolynomialP,
  shiftedChebyshevPolynomialT,
  shiftedChebyshevPolynomialU,
  shiftedChebyshevPolynomialV,
  shiftedChebyshevPolynomialW,
} from "./ops/special/polynomials.js";
export { lambertw } from "./ops/special/lambertw.js";
export { entr, xlog1py } from "./ops/special/entropy.js";
export { erfinv, ndtri } from "./ops/special/erfinv.js";
export { logit } from "./ops/special/logit.js";
export { erfcx, logNdtr } from "./ops/special/mills.js";
export { gammainc, gammaincc } from "./ops/special/incomplete.js";
export { betainc } from "./ops/special/betainc.js";
