// The public names, nothing else: this file doubles as the contents page.

// values
export { isTensor, Tensor, type Index, type NestedNumbers, type TensorLike } from "./core/tensor.js";
export { arange, eye, full, linspace, ones, rand, randn, tensor, zeros } from "./ops/create.js";
export { setPrintOptions, type PrintOptions } from "./tensor/print.js";
export type { DType } from "./tensor/parse.js";
export type { Shape } from "./tensor/shape.js";
export { DualTensorError, type ErrorCode } from "./errors.js";

// complex values
export { Complex, isComplex } from "./ops/complex/complex.js";
export {
  angle,
  complex,
  conj,
  imag,
  polar,
  real,
  resolveConj,
  viewAsComplex,
  viewAsReal,
} from "./ops/complex/faces.js";

// transformations
export { derivative, jvp, jvps } from "./transform/directional.js";
export {
  jacobian,
  jacobianColumns,
  valueAndJacobian,
  type ColumnBlock,
  type ColumnOptions,
} from "./transform/jacobian.js";
export { grad, valueAndGrad } from "./transform/gradient.js";
export { linearize, vjp } from "./transform/reverse.js";
export { divergence, jacobianDiagonal, laplacian } from "./transform/diagonal.js";
export { hessian, hvp } from "./transform/second.js";
export { taylor } from "./transform/taylor.js";
export { vmap, type VmapOptions } from "./transform/vmap.js";
export { jit, type Compiled, type JitOptions, type Layout, type Slot } from "./transform/jit.js";
export { capabilities, configure, type Capabilities, type Configuration } from "./transform/configure.js";
export { cond, scan, whileLoop } from "./transform/control.js";
export { inspect } from "./transform/inspect.js";
export { CompiledProgram, loadProgram, program } from "./transform/program.js";
export { stopGradient } from "./ops/cut.js";
export type { Jac, Like, Options, Out } from "./transform/structure.js";

// verification
export {
  defineOp,
  type ElementwiseOp,
  type GeneralOp,
  type LinearOp,
  type PairwiseOp,
  type UserOp,
} from "./check/define.js";
export { finiteDifference } from "./check/difference.js";
export { gradcheck, type GradcheckOptions } from "./check/gradcheck.js";
export type { Kink } from "./check/column.js";
export type { Comparison, GradcheckReport } from "./check/report.js";

// operations
export {
  abs,
  cbrt,
  deg2rad,
  exp,
  exp2,
  expm1,
  log,
  log10,
  log1p,
  log2,
  mul,
  neg,
  pow,
  pow as floatPower,
  rad2deg,
  reciprocal,
  rsqrt,
  sign,
  sign as sgn,
  sqrt,
  square,
  xlogy,
} from "./ops/elementwise.js";
export { add, div, ldexp, lerp, positive, rsub, sub } from "./ops/arithmetic.js";
export { copysign, heaviside, nanToNum, signbit } from "./ops/signs.js";
export { acos, asin, atan, cos, sin, sinc, tan } from "./ops/trig.js";
export { acosh, asinh, atanh, cosh, sech, sinh, tanh } from "./ops/hyperbolic.js";
export { atan2, hypot } from "./ops/plane.js";
export { beta, lbeta } from "./ops/special/beta.js";
export { digamma, gamma, lgamma, mvlgamma, polygamma } from "./ops/special/gamma.js";
export { i0 } from "./ops/special/bessel.js";
export { xlogx } from "./ops/special/entropy.js";
export { erf, erfc } from "./ops/special/erf.js";
export { erfinv } from "./ops/special/inverse.js";
export { logit } from "./ops/special/logit.js";
export { logaddexp, logaddexp2, logsigmoid, relu, sigmoid, silu, softplus } from "./ops/activation.js";
export {
  clamp,
  clampMax,
  clampMin,
  fmax,
  fmin,
  isfinite,
  isinf,
  isnan,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
} from "./ops/choice.js";
export { ceil, floor, floorDivide, fmod, frac, remainder, round, trunc } from "./ops/rounding.js";
export { dot, mean, nansum, std, sum, var, variance } from "./ops/reduce.js";
export { cumprod, cumsum, prod } from "./ops/cumulative.js";
export {
  all,
  amax,
  amin,
  aminmax,
  any,
  argmax,
  argmin,
  countNonzero,
  max,
  min,
  type Extreme,
  type Extremes,
} from "./ops/extremes.js";
export { norm } from "./ops/linalg/norm.js";
export { cdist, dist, renorm } from "./ops/distance.js";
export { cummax, cummin, logcumsumexp } from "./ops/running.js";
export { corrcoef, cov, nanmean, stdMean, varMean } from "./ops/statistics.js";
export { kthvalue, median, mode, nanmedian, nanquantile, quantile } from "./ops/rank.js";
export { cumulativeTrapezoid, diff, gradient, trapezoid } from "./ops/differences.js";
export { logSoftmax, logsumexp, softmax } from "./ops/softmax.js";
export {
  broadcastTo,
  expand,
  expandAs,
  flatten,
  permute,
  repeat,
  repeatInterleave,
  reshape,
  squeeze,
  tile,
  transpose,
  transpose as swapdims,
  unflatten,
  unsqueeze,
} from "./ops/shape.js";
export { flip, movedim, narrow, roll, rot90, select, swapaxes } from "./ops/order.js";
export { asStrided, fliplr, flipud, ravel, t, unfold, view, viewAs } from "./ops/view.js";
export { blockDiag, cartesianProd, combinations } from "./ops/blocks.js";
export { broadcastTensors, cat, columnStack, dstack, hstack, meshgrid, stack, vstack } from "./ops/join.js";
export { chunk, split, tensorSplit, unbind } from "./ops/split.js";
export { pad } from "./ops/pad.js";
export { diag, diagEmbed, diagflat, diagonal, trace, tril, triu } from "./ops/diagonal.js";
export { eq, gather, ge, gt, indexSelect, le, lt, ne, take, takeAlongDim, where } from "./ops/index.js";
export { maskedFill, maskedScatter, maskedSelect } from "./ops/mask.js";
export { diagonalScatter, scatter, scatterReduce, selectScatter, sliceScatter } from "./ops/into.js";
export { indexAdd, indexCopy, indexFill, indexPut, scatterAdd } from "./ops/scatter.js";
export { argsort, msort, sort, topk, type Sorted } from "./ops/sort.js";
export { matmul } from "./core/algebra.js";
export {
  addbmm,
  addcdiv,
  addcmul,
  addmm,
  addmv,
  addr,
  baddbmm,
  bmm,
  chainMatmul,
  mm,
  mv,
  vdot,
} from "./ops/accumulate.js";
export { einsum } from "./ops/einsum.js";
export { cross, inner, kron, outer, tensordot, vander } from "./ops/products.js";
export { cholesky, choleskyInverse, choleskySolve } from "./ops/linalg/cholesky.js";
export { det, logdet, slogdet } from "./ops/linalg/det.js";
export { inv, inv as inverse } from "./ops/linalg/inverse.js";
export { luSolve, luUnpack } from "./ops/linalg/factored.js";
export { matrixExp } from "./ops/linalg/exponential.js";
export { pinverse } from "./ops/linalg/pinv.js";
export { matrixPower } from "./ops/linalg/power.js";
export { qr } from "./ops/linalg/qr.js";
export { solve } from "./ops/linalg/solve.js";
export { triangularSolve } from "./ops/linalg/triangular.js";
export { gruCell, lstmCell, rnnTanhCell } from "./ops/nn/cell.js";
