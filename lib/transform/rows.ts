// All rows of the library by name, for programs that come as bytes. Whoever loads one bundles all rows; nothing else imports
// this file. spec/compile/bytes.spec.ts knows that none is missing.
import type { Rule } from "../core/rule.js";
import * as coreRing from "../core/ring.js";
import * as coreAlgebra from "../core/algebra.js";
import * as corePower from "../core/power.js";
import * as coreSelect from "../core/select.js";
import * as coreJoin from "../core/join.js";
import * as opsActivation from "../ops/activation.js";
import * as opsArithmetic from "../ops/arithmetic.js";
import * as opsChoice from "../ops/choice.js";
import * as opsComplexComplex from "../ops/complex/complex.js";
import * as opsComplexFaces from "../ops/complex/faces.js";
import * as opsCumulative from "../ops/cumulative.js";
import * as opsCut from "../ops/cut.js";
import * as opsDiagonal from "../ops/diagonal.js";
import * as opsDifferences from "../ops/differences.js";
import * as opsElementwise from "../ops/elementwise.js";
import * as opsExtremes from "../ops/extremes.js";
import * as opsFftRow from "../ops/fft/row.js";
import * as opsHyperbolic from "../ops/hyperbolic.js";
import * as opsIndex from "../ops/index.js";
import * as opsJoin from "../ops/join.js";
import * as opsLinalgCholesky from "../ops/linalg/cholesky.js";
import * as opsLinalgCofactor from "../ops/linalg/cofactor.js";
import * as opsLinalgComplement from "../ops/linalg/complement.js";
import * as opsLinalgDet from "../ops/linalg/det.js";
import * as opsLinalgEig from "../ops/linalg/eig.js";
import * as opsLinalgEigh from "../ops/linalg/eigh.js";
import * as opsLinalgExponential from "../ops/linalg/exponential.js";
import * as opsLinalgGaps from "../ops/linalg/gaps.js";
import * as opsLinalgInverse from "../ops/linalg/inverse.js";
import * as opsLinalgLstsq from "../ops/linalg/lstsq.js";
import * as opsLinalgLu from "../ops/linalg/lu.js";
import * as opsLinalgPinv from "../ops/linalg/pinv.js";
import * as opsLinalgQr from "../ops/linalg/qr.js";
import * as opsLinalgSolve from "../ops/linalg/solve.js";
import * as opsLinalgStack from "../ops/linalg/stack.js";
import * as opsLinalgSvd from "../ops/linalg/svd.js";
import * as opsLinalgTriangular from "../ops/linalg/triangular.js";
import * as opsNnBinary from "../ops/nn/binary.js";
import * as opsNnGelu from "../ops/nn/gelu.js";
import * as opsNnLayer from "../ops/nn/layer.js";
import * as opsNnSmooth from "../ops/nn/smooth.js";
import * as opsOrder from "../ops/order.js";
import * as opsPad from "../ops/pad.js";
import * as opsPlane from "../ops/plane.js";
import * as opsRank from "../ops/rank.js";
import * as opsReduce from "../ops/reduce.js";
import * as opsReduction from "../ops/reduction.js";
import * as opsRounding from "../ops/rounding.js";
import * as opsRunning from "../ops/running.js";
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
import * as opsSpecialInverse from "../ops/special/inverse.js";
import * as opsSpecialLambertw from "../ops/special/lambertw.js";
import * as opsSpecialLogit from "../ops/special/logit.js";
import * as opsSpecialMills from "../ops/special/mills.js";
import * as opsSpecialSecond from "../ops/special/second.js";
import * as opsTrig from "../ops/trig.js";

// prettier-ignore
const modules: readonly object[] = [
  coreRing, coreAlgebra, corePower, coreSelect, coreJoin, opsActivation, opsArithmetic, opsChoice, opsComplexComplex, opsComplexFaces, opsCumulative, opsCut, opsDiagonal, opsDifferences, opsElementwise, opsExtremes, opsFftRow, opsHyperbolic, opsIndex, opsJoin, opsLinalgCholesky, opsLinalgCofactor, opsLinalgComplement, opsLinalgDet, opsLinalgEig, opsLinalgEigh, opsLinalgExponential, opsLinalgGaps, opsLinalgInverse, opsLinalgLstsq, opsLinalgLu, opsLinalgPinv, opsLinalgQr, opsLinalgSolve, opsLinalgStack, opsLinalgSvd, opsLinalgTriangular, opsNnBinary, opsNnGelu, opsNnLayer, opsNnSmooth, opsOrder, opsPad, opsPlane, opsRank, opsReduce, opsReduction, opsRounding, opsRunning, opsSigns, opsSoftmax, opsSort, opsSpecialBessel, opsSpecialBeta, opsSpecialBetainc, opsSpecialEntropy, opsSpecialErf, opsSpecialFamily, opsSpecialGamma, opsSpecialInverse, opsSpecialLambertw, opsSpecialLogit, opsSpecialMills, opsSpecialSecond, opsTrig,
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
