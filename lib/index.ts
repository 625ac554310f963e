// The public names, nothing else: this file doubles as the contents page.

// tensors
export { isTensor, Tensor, type Index, type NestedNumbers, type TensorLike } from "./core/tensor.js";
export { arange, eye, full, linspace, ones, rand, randn, tensor, zeros } from "./ops/tensors/create.js";
export { setPrintOptions, type PrintOptions } from "./door/print.js";
export type { DType } from "./door/parse.js";
export type { Shape } from "./array/shape.js";
export { DualTensorError, type ErrorCode } from "./errors.js";

// complex values
export { Complex, isComplex } from "./ops/complex/complex.js";
export { angle, complex, conj, imag, polar, real, viewAsComplex, viewAsReal } from "./ops/complex/faces.js";

// derivatives
export { derivative, jvp, jvps } from "./transform/directional.js";
export {
  jacobian,
  jacobianColumns,
  valueAndJacobian,
  type ColumnBlock,
  type ColumnOptions,
} from "./transform/jacobian.js";
export { grad, valueAndGrad } from "./transform/gradient.js";
export { linearize, vjp } from "./transform/linearize.js";
export { divergence, jacobianDiagonal, laplacian } from "./transform/divergence.js";
export { hessian, hvp } from "./transform/hessian.js";
export { taylor } from "./transform/taylor.js";
export { vmap, type VmapOptions } from "./transform/vmap.js";
export { stopGradient } from "./ops/elementwise/stop.js";
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
export { traceNaN, type TraceNaNOptions } from "./check/tracenan.js";
export type { NaNReport, TracedOperand } from "./check/found.js";
export type { Kink } from "./check/column.js";
export type { Comparison, GradcheckReport, Uncompared, Verdict } from "./check/report.js";

// compiled functions
export { jit, type Compiled, type JitOptions, type Layout, type Slot } from "./transform/jit.js";
export { capabilities, configure, type Capabilities, type Configuration } from "./transform/configure.js";
export { cond, scan, whileLoop } from "./transform/control.js";
export { inspect } from "./transform/inspect.js";
export { CompiledProgram, loadProgram, program } from "./transform/saved.js";

// elementwise
export { eq, ge, gt, le, lt, ne, where } from "./core/choose.js";
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
  rad2deg,
  reciprocal,
  rsqrt,
  sign,
  sqrt,
  square,
  xlogy,
} from "./ops/elementwise/elementary.js";
export { add, sub } from "./core/ring.js";
export { div, floorDivide } from "./core/quotients.js";
export { ldexp, lerp } from "./ops/elementwise/arithmetic.js";
export { copysign, heaviside, nanToNum, signbit } from "./ops/elementwise/signs.js";
export { acos, asin, atan, cos, sin, sinc, tan } from "./ops/elementwise/trig.js";
export { acosh, asinh, atanh, cosh, sech, sinh, tanh } from "./ops/elementwise/hyperbolic.js";
export { atan2, hypot } from "./ops/elementwise/polar.js";
export {
  logaddexp,
  logaddexp2,
  logsigmoid,
  relu,
  sigmoid,
  silu,
  softplus,
} from "./ops/elementwise/activation.js";
export {
  clamp,
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
} from "./ops/elementwise/choice.js";
export { ceil, floor, fmod, frac, remainder, round, trunc } from "./ops/elementwise/rounding.js";

// move
export {
  broadcastTo,
  expand,
  flatten,
  permute,
  repeat,
  repeatInterleave,
  reshape,
  squeeze,
  tile,
  transpose,
  unflatten,
  unsqueeze,
} from "./ops/move/reshape.js";
export { flip, movedim, narrow, roll, rot90, select } from "./ops/move/order.js";
export { fliplr, flipud, t, unfold } from "./ops/move/view.js";
export { blockDiag, cartesianProd, combinations } from "./ops/move/blocks.js";
export {
  broadcastTensors,
  cat,
  columnStack,
  dstack,
  hstack,
  meshgrid,
  stack,
  vstack,
} from "./ops/move/concatenate.js";
export { chunk, split, tensorSplit, unbind } from "./ops/move/split.js";
export { pad } from "./ops/move/pad.js";
export { diag, diagEmbed, diagflat, diagonal, trace, tril, triu } from "./ops/move/diagonal.js";
export { gather, indexSelect, take, takeAlongDim } from "./ops/move/gather.js";
export { maskedFill, maskedScatter, maskedSelect } from "./ops/move/mask.js";
export { diagonalScatter, scatter, scatterReduce, selectScatter, sliceScatter } from "./ops/move/scatter.js";
export { indexAdd, indexCopy, indexFill, indexPut, scatterAdd } from "./ops/move/update.js";
export { argsort, msort, sort, topk, type Sorted } from "./ops/move/sort.js";

// reduce
export { dot, mean, nansum, std, sum, var, variance } from "./ops/reduce/moments.js";
export { cumprod, cumsum, prod } from "./ops/reduce/cumulative.js";
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
} from "./ops/reduce/extremes.js";
export { cdist, dist, renorm } from "./ops/reduce/distance.js";
export { squaredCdist, squaredNorm } from "./ops/reduce/squares.js";
export { cummax, cummin, logcumsumexp } from "./ops/reduce/running.js";
export { corrcoef, cov, nanmean, stdMean, varMean } from "./ops/reduce/statistics.js";
export { kthvalue, median, mode, nanmedian, nanquantile, quantile } from "./ops/reduce/quantile.js";
export { cumulativeTrapezoid, diff, gradient, trapezoid } from "./ops/reduce/sampled.js";
export { logSoftmax, logsumexp, softmax } from "./ops/reduce/softmax.js";

// product
export { matmul } from "./core/matmul.js";
export {
  addbmm,
  addcdiv,
  addcmul,
  addmm,
  addmv,
  addr,
  baddbmm,
  bmm,
  mm,
  mv,
  vdot,
} from "./ops/product/accumulate.js";
export { einsum } from "./ops/product/einsum.js";
export { cross, inner, kron, outer, tensordot, vander } from "./ops/product/outer.js";

// linear algebra
export { norm } from "./ops/linalg/nuclear.js";
export { cholesky, choleskyInverse, choleskySolve } from "./ops/linalg/cholesky.js";
export { det, logdet, slogdet } from "./ops/linalg/det.js";
export { inv } from "./ops/linalg/inverse.js";
export { luUnpack } from "./ops/linalg/factored.js";
export { matrixExp } from "./ops/linalg/exponential.js";
export { matrixPower } from "./ops/linalg/chains.js";
export { qr } from "./ops/linalg/qr.js";
export { solve } from "./ops/linalg/solve.js";

// special functions
export { beta, lbeta } from "./ops/special/beta.js";
export { digamma, gamma, lgamma, mvlgamma, polygamma } from "./ops/special/gamma.js";
export { i0 } from "./ops/special/bessel.js";
export { xlogx } from "./ops/special/entropy.js";
export { erf, erfc } from "./ops/special/erf.js";
export { erfinv } from "./ops/special/erfinv.js";
export { logit } from "./ops/special/logit.js";

// neural networks
export { gruCell, lstmCell, rnnTanhCell } from "./ops/nn/cell.js";
