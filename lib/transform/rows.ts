// All rows of the library by name, for programs that come as bytes. Whoever loads one bundles all rows; only what does (saved.ts,
// distributed/answer.ts) imports this file. spec/compile/bytes.spec.ts knows that none is missing.
import type { Rule } from "../core/rule.js";
import * as coreRing from "../core/ring.js";
import * as coreSums from "../core/sums.js";
import * as coreViews from "../core/views.js";
import * as corePicks from "../core/picks.js";
import * as coreMatmul from "../core/matmul.js";
import * as coreQuotients from "../core/quotients.js";
import * as corePower from "../core/power.js";
import * as coreChoose from "../core/choose.js";
import * as coreJoin from "../core/join.js";
import * as opsComplexAnalytic from "../ops/complex/analytic.js";
import * as opsComplexComplex from "../ops/complex/complex.js";
import * as opsComplexFaces from "../ops/complex/faces.js";
import * as opsElementwiseActivation from "../ops/elementwise/activation.js";
import * as opsElementwiseArithmetic from "../ops/elementwise/arithmetic.js";
import * as opsElementwiseChoice from "../ops/elementwise/choice.js";
import * as opsElementwiseElementary from "../ops/elementwise/elementary.js";
import * as opsElementwiseHyperbolic from "../ops/elementwise/hyperbolic.js";
import * as opsElementwisePolar from "../ops/elementwise/polar.js";
import * as opsElementwiseRounding from "../ops/elementwise/rounding.js";
import * as opsElementwiseSigns from "../ops/elementwise/signs.js";
import * as opsElementwiseStop from "../ops/elementwise/stop.js";
import * as opsElementwiseTrig from "../ops/elementwise/trig.js";
import * as opsFftFourier from "../ops/fft/fourier.js";
import * as opsFftFrequencies from "../ops/fft/frequencies.js";
import * as opsFftLine from "../ops/fft/line.js";
import * as opsFftScale from "../ops/fft/scale.js";
import * as opsFftSeveral from "../ops/fft/several.js";
import * as opsFftShift from "../ops/fft/shift.js";
import * as opsLinalgChains from "../ops/linalg/chains.js";
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
import * as opsLinalgMatrixnorm from "../ops/linalg/matrixnorm.js";
import * as opsLinalgNuclear from "../ops/linalg/nuclear.js";
import * as opsLinalgPinv from "../ops/linalg/pinv.js";
import * as opsLinalgQr from "../ops/linalg/qr.js";
import * as opsLinalgSolve from "../ops/linalg/solve.js";
import * as opsLinalgStack from "../ops/linalg/stack.js";
import * as opsLinalgSvd from "../ops/linalg/svd.js";
import * as opsLinalgTriangular from "../ops/linalg/triangular.js";
import * as opsLinalgUndefined from "../ops/linalg/undefined.js";
import * as opsMoveBlocks from "../ops/move/blocks.js";
import * as opsMoveConcatenate from "../ops/move/concatenate.js";
import * as opsMoveDiagonal from "../ops/move/diagonal.js";
import * as opsMoveGather from "../ops/move/gather.js";
import * as opsMoveMask from "../ops/move/mask.js";
import * as opsMoveOrder from "../ops/move/order.js";
import * as opsMovePad from "../ops/move/pad.js";
import * as opsMoveReshape from "../ops/move/reshape.js";
import * as opsMoveScatter from "../ops/move/scatter.js";
import * as opsMoveSort from "../ops/move/sort.js";
import * as opsMoveSplit from "../ops/move/split.js";
import * as opsMoveUpdate from "../ops/move/update.js";
import * as opsMoveView from "../ops/move/view.js";
import * as opsNnAdaptive from "../ops/nn/adaptive.js";
import * as opsNnAttention from "../ops/nn/attention.js";
import * as opsNnCell from "../ops/nn/cell.js";
import * as opsNnClassification from "../ops/nn/classification.js";
import * as opsNnConvolution from "../ops/nn/convolution.js";
import * as opsNnCrossentropy from "../ops/nn/crossentropy.js";
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
import * as opsProductAccumulate from "../ops/product/accumulate.js";
import * as opsProductContraction from "../ops/product/contraction.js";
import * as opsProductEinsum from "../ops/product/einsum.js";
import * as opsProductOuter from "../ops/product/outer.js";
import * as opsReduceCumulative from "../ops/reduce/cumulative.js";
import * as opsReduceDistance from "../ops/reduce/distance.js";
import * as opsReduceExtremes from "../ops/reduce/extremes.js";
import * as opsReduceMoments from "../ops/reduce/moments.js";
import * as opsReduceNorm from "../ops/reduce/norm.js";
import * as opsReduceQuantile from "../ops/reduce/quantile.js";
import * as opsReduceReduction from "../ops/reduce/reduction.js";
import * as opsReduceRunning from "../ops/reduce/running.js";
import * as opsReduceSampled from "../ops/reduce/sampled.js";
import * as opsReduceSoftmax from "../ops/reduce/softmax.js";
import * as opsReduceSquares from "../ops/reduce/squares.js";
import * as opsReduceStatistics from "../ops/reduce/statistics.js";
import * as opsSpecialBessel from "../ops/special/bessel.js";
import * as opsSpecialBeta from "../ops/special/beta.js";
import * as opsSpecialBetainc from "../ops/special/betainc.js";
import * as opsSpecialEntropy from "../ops/special/entropy.js";
import * as opsSpecialErf from "../ops/special/erf.js";
import * as opsSpecialErfinv from "../ops/special/erfinv.js";
import * as opsSpecialFamily from "../ops/special/family.js";
import * as opsSpecialGamma from "../ops/special/gamma.js";
import * as opsSpecialIncomplete from "../ops/special/incomplete.js";
import * as opsSpecialLambertw from "../ops/special/lambertw.js";
import * as opsSpecialLogit from "../ops/special/logit.js";
import * as opsSpecialMills from "../ops/special/mills.js";
import * as opsSpecialNeumann from "../ops/special/neumann.js";
import * as opsSpecialPolynomials from "../ops/special/polynomials.js";
import * as opsSpecialZeta from "../ops/special/zeta.js";
import * as opsTensorsCreate from "../ops/tensors/create.js";

// prettier-ignore
const modules: readonly object[] = [
  coreRing, coreSums, coreViews, corePicks, coreMatmul, coreQuotients, corePower, coreChoose, coreJoin, opsComplexAnalytic, opsComplexComplex, opsComplexFaces, opsElementwiseActivation, opsElementwiseArithmetic, opsElementwiseChoice, opsElementwiseElementary, opsElementwiseHyperbolic, opsElementwisePolar, opsElementwiseRounding, opsElementwiseSigns, opsElementwiseStop, opsElementwiseTrig, opsFftFourier, opsFftFrequencies, opsFftLine, opsFftScale, opsFftSeveral, opsFftShift, opsLinalgChains, opsLinalgCholesky, opsLinalgCofactor, opsLinalgComplement, opsLinalgDet, opsLinalgEig, opsLinalgEigh, opsLinalgExponential, opsLinalgFactored, opsLinalgGaps, opsLinalgHouseholder, opsLinalgInverse, opsLinalgLstsq, opsLinalgLu, opsLinalgMatrices, opsLinalgMatrixnorm, opsLinalgNuclear, opsLinalgPinv, opsLinalgQr, opsLinalgSolve, opsLinalgStack, opsLinalgSvd, opsLinalgTriangular, opsLinalgUndefined, opsMoveBlocks, opsMoveConcatenate, opsMoveDiagonal, opsMoveGather, opsMoveMask, opsMoveOrder, opsMovePad, opsMoveReshape, opsMoveScatter, opsMoveSort, opsMoveSplit, opsMoveUpdate, opsMoveView, opsNnAdaptive, opsNnAttention, opsNnCell, opsNnClassification, opsNnConvolution, opsNnCrossentropy, opsNnGelu, opsNnInterpolate, opsNnLayer, opsNnLoss, opsNnLp, opsNnMargin, opsNnNormalization, opsNnPatches, opsNnPooling, opsNnRectifiers, opsNnSimilarity, opsNnSmooth, opsNnWindows, opsProductAccumulate, opsProductContraction, opsProductEinsum, opsProductOuter, opsReduceCumulative, opsReduceDistance, opsReduceExtremes, opsReduceMoments, opsReduceNorm, opsReduceQuantile, opsReduceReduction, opsReduceRunning, opsReduceSampled, opsReduceSoftmax, opsReduceSquares, opsReduceStatistics, opsSpecialBessel, opsSpecialBeta, opsSpecialBetainc, opsSpecialEntropy, opsSpecialErf, opsSpecialErfinv, opsSpecialFamily, opsSpecialGamma, opsSpecialIncomplete, opsSpecialLambertw, opsSpecialLogit, opsSpecialMills, opsSpecialNeumann, opsSpecialPolynomials, opsSpecialZeta, opsTensorsCreate,
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
