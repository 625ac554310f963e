// All rows of the library by name, for programs that come as bytes. Whoever loads one bundles all rows; nothing else imports
// this file. spec/compile/bytes.spec.ts knows that none is missing.
import type { Rule } from "../core/rule.js";
import * as coreRing from "../core/ring.js";
import * as coreAlgebra from "../core/algebra.js";
import * as corePower from "../core/power.js";
import * as coreSelect from "../core/select.js";
import * as coreJoin from "../core/join.js";
import * as opsAccumulate from "../ops/accumulate.js";
import * as opsActivation from "../ops/activation.js";
import * as opsArithmetic from "../ops/arithmetic.js";
import * as opsBlocks from "../ops/blocks.js";
import * as opsChoice from "../ops/choice.js";
import * as opsComplexComplex from "../ops/complex/complex.js";
import * as opsComplexFaces from "../ops/complex/faces.js";
import * as opsComplexFunctions from "../ops/complex/functions.js";
import * as opsContract from "../ops/contract.js";
import * as opsCreate from "../ops/create.js";
import * as opsCumulative from "../ops/cumulative.js";
import * as opsCut from "../ops/cut.js";
import * as opsDiagonal from "../ops/diagonal.js";
import * as opsDifferences from "../ops/differences.js";
import * as opsDistance from "../ops/distance.js";
import * as opsEinsum from "../ops/einsum.js";
import * as opsElementwise from "../ops/elementwise.js";
import * as opsExtremes from "../ops/extremes.js";
import * as opsFftFrequencies from "../ops/fft/frequencies.js";
import * as opsFftLine from "../ops/fft/line.js";
import * as opsFftNorm from "../ops/fft/norm.js";
import * as opsFftRow from "../ops/fft/row.js";
import * as opsFftSeveral from "../ops/fft/several.js";
import * as opsFftShift from "../ops/fft/shift.js";
import * as opsHyperbolic from "../ops/hyperbolic.js";
import * as opsIndex from "../ops/index.js";
import * as opsInto from "../ops/into.js";
import * as opsJoin from "../ops/join.js";
import * as opsLinalgCholesky from "../ops/linalg/cholesky.js";
import * as opsLinalgCofactor from "../ops/linalg/cofactor.js";
import * as opsLinalgComplement from "../ops/linalg/complement.js";
import * as opsLinalgDet from "../ops/linalg/det.js";
import * as opsLinalgEig from "../ops/linalg/eig.js";
import * as opsLinalgEigh from "../ops/linalg/eigh.js";
import * as opsLinalgExponential from "../ops/linalg/exponential.js";
import * as opsLinalgFactored from "../ops/linalg/factored.js";
import * as opsLinalgGaps from "../ops/linalg/gaps.js";
import * as opsLinalgHouseholder from "../ops/linalg/householder.js";
import * as opsLinalgInverse from "../ops/linalg/inverse.js";
import * as opsLinalgLstsq from "../ops/linalg/lstsq.js";
import * as opsLinalgLu from "../ops/linalg/lu.js";
import * as opsLinalgMatrices from "../ops/linalg/matrices.js";
import * as opsLinalgNorm from "../ops/linalg/norm.js";
import * as opsLinalgNorms from "../ops/linalg/norms.js";
import * as opsLinalgPinv from "../ops/linalg/pinv.js";
import * as opsLinalgPower from "../ops/linalg/power.js";
import * as opsLinalgQr from "../ops/linalg/qr.js";
import * as opsLinalgSolve from "../ops/linalg/solve.js";
import * as opsLinalgStack from "../ops/linalg/stack.js";
import * as opsLinalgSvd from "../ops/linalg/svd.js";
import * as opsLinalgTriangular from "../ops/linalg/triangular.js";
import * as opsMask from "../ops/mask.js";
import * as opsNnAdaptive from "../ops/nn/adaptive.js";
import * as opsNnAttention from "../ops/nn/attention.js";
import * as opsNnBinary from "../ops/nn/binary.js";
import * as opsNnCell from "../ops/nn/cell.js";
import * as opsNnClassification from "../ops/nn/classification.js";
import * as opsNnConvolution from "../ops/nn/convolution.js";
import * as opsNnGelu from "../ops/nn/gelu.js";
import * as opsNnInterpolate from "../ops/nn/interpolate.js";
import * as opsNnLayer from "../ops/nn/layer.js";
import * as opsNnLoss from "../ops/nn/loss.js";
import * as opsNnLp from "../ops/nn/lp.js";
import * as opsNnMargin from "../ops/nn/margin.js";
import * as opsNnNormalization from "../ops/nn/normalization.js";
import * as opsNnPatches from "../ops/nn/patches.js";
import * as opsNnPooling from "../ops/nn/pooling.js";
import * as opsNnRectifiers from "../ops/nn/rectifiers.js";
import * as opsNnSimilarity from "../ops/nn/similarity.js";
import * as opsNnSmooth from "../ops/nn/smooth.js";
import * as opsNnWindows from "../ops/nn/windows.js";
import * as opsNorm from "../ops/norm.js";
import * as opsOrder from "../ops/order.js";
import * as opsPad from "../ops/pad.js";
import * as opsPlane from "../ops/plane.js";
import * as opsProducts from "../ops/products.js";
import * as opsRank from "../ops/rank.js";
import * as opsReduce from "../ops/reduce.js";
import * as opsReduction from "../ops/reduction.js";
import * as opsRounding from "../ops/rounding.js";
import * as opsRunning from "../ops/running.js";
import * as opsScatter from "../ops/scatter.js";
import * as opsShape from "../ops/shape.js";
import * as opsSigns from "../ops/signs.js";
import * as opsSoftmax from "../ops/softmax.js";
import * as opsSort from "../ops/sort.js";
import * as opsSpecialBessel from "../ops/special/bessel.js";
import * as opsSpecialBeta from "../ops/special/beta.js";
import * as opsSpecialBetainc from "../ops/special/betainc.js";
import * as opsSpecialEntropy from "../ops/special/entropy.js";
import * as opsSpecialErf from "../ops/special/erf.js";
import * as opsSpecialFamily from "../ops/special/family.js";
import * as opsSpecialGamma from "../ops/special/gamma.js";
import * as opsSpecialIncomplete from "../ops/special/incomplete.js";
import * as opsSpecialInverse from "../ops/special/inverse.js";
import * as opsSpecialLambertw from "../ops/special/lambertw.js";
import * as opsSpecialLogit from "../ops/special/logit.js";
import * as opsSpecialMills from "../ops/special/mills.js";
import * as opsSpecialOrthogonal from "../ops/special/orthogonal.js";
import * as opsSpecialSecond from "../ops/special/second.js";
import * as opsSpecialZeta from "../ops/special/zeta.js";
import * as opsSplit from "../ops/split.js";
import * as opsStatistics from "../ops/statistics.js";
import * as opsTrig from "../ops/trig.js";
import * as opsView from "../ops/view.js";

// prettier-ignore
const modules: readonly object[] = [
  coreRing, coreAlgebra, corePower, coreSelect, coreJoin, opsAccumulate, opsActivation, opsArithmetic, opsBlocks, opsChoice, opsComplexComplex, opsComplexFaces, opsComplexFunctions, opsContract, opsCreate, opsCumulative, opsCut, opsDiagonal, opsDifferences, opsDistance, opsEinsum, opsElementwise, opsExtremes, opsFftFrequencies, opsFftLine, opsFftNorm, opsFftRow, opsFftSeveral, opsFftShift, opsHyperbolic, opsIndex, opsInto, opsJoin, opsLinalgCholesky, opsLinalgCofactor, opsLinalgComplement, opsLinalgDet, opsLinalgEig, opsLinalgEigh, opsLinalgExponential, opsLinalgFactored, opsLinalgGaps, opsLinalgHouseholder, opsLinalgInverse, opsLinalgLstsq, opsLinalgLu, opsLinalgMatrices, opsLinalgNorm, opsLinalgNorms, opsLinalgPinv, opsLinalgPower, opsLinalgQr, opsLinalgSolve, opsLinalgStack, opsLinalgSvd, opsLinalgTriangular, opsMask, opsNnAdaptive, opsNnAttention, opsNnBinary, opsNnCell, opsNnClassification, opsNnConvolution, opsNnGelu, opsNnInterpolate, opsNnLayer, opsNnLoss, opsNnLp, opsNnMargin, opsNnNormalization, opsNnPatches, opsNnPooling, opsNnRectifiers, opsNnSimilarity, opsNnSmooth, opsNnWindows, opsNorm, opsOrder, opsPad, opsPlane, opsProducts, opsRank, opsReduce, opsReduction, opsRounding, opsRunning, opsScatter, opsShape, opsSigns, opsSoftmax, opsSort, opsSpecialBessel, opsSpecialBeta, opsSpecialBetainc, opsSpecialEntropy, opsSpecialErf, opsSpecialFamily, opsSpecialGamma, opsSpecialIncomplete, opsSpecialInverse, opsSpecialLambertw, opsSpecialLogit, opsSpecialMills, opsSpecialOrthogonal, opsSpecialSecond, opsSpecialZeta, opsSplit, opsStatistics, opsTrig, opsView,
];

const isRule = (v: unknown): v is Rule<unknown> =>
  typeof v === "object" && v !== null && "kind" in v && "push" in v && "name" in v;

let known: Map<string, Rule<unknown>> | undefined;
/** The row of that name. */
export function rowNamed(name: string): Rule<unknown> | undefined {
  if (known === undefined) {
    known = new Map();
    for (const exports of modules)
      for (const v of Object.values(exports) as unknown[]) {
        const rule = typeof v === "function" ? (v as { rule?: unknown }).rule : v;
        if (isRule(rule)) known.set(rule.name, rule);
      }
  }
  return known.get(name);
}
