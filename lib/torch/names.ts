// The root's functions that the object `torch` and its tensors have without a further import, and PyTorch's second names of
// them. Decompositions, networks and transforms stand in faces/tensorlinalg, tensornn and tensorfft, which put
// methods on tensors too; spec/torch holds that together they are all of the root's.
// prettier-ignore
export {
  abs, acos, acosh, add, addbmm, addcdiv, addcmul, addmm, addmv, addr, all, amax, amin, aminmax, angle, any, argmax, argmin,
  argsort, asin, asinh, atan, atan2, atanh, baddbmm, blockDiag, bmm, broadcastTensors, broadcastTo, cartesianProd, cat, cbrt,
  cdist, ceil, chunk, clamp, columnStack, combinations, complex, conj, copysign, corrcoef, cos, cosh, countNonzero, cov, cross,
  cummax, cummin, cumprod, cumsum, cumulativeTrapezoid, deg2rad, diag, diagEmbed, diagflat, diagonal, diagonalScatter, diff,
  dist, div, dot, dstack, einsum, eq, exp, exp2, expand, expm1, flatten, flip, fliplr, flipud, floor, floorDivide, fmax, fmin,
  fmod, frac, gather, ge, gradient, gt, heaviside, hstack, hypot, imag, indexAdd, indexCopy, indexFill, indexPut, indexSelect,
  inner, isfinite, isinf, isnan, kron, kthvalue, ldexp, le, lerp, log, log10, log1p, log2, logaddexp, logaddexp2, logcumsumexp,
  logicalAnd, logicalNot, logicalOr, logicalXor, logsigmoid, logsumexp, lt, maskedFill, maskedScatter, maskedSelect, matmul,
  max, maximum, mean, median, meshgrid, min, minimum, mm, mode, movedim, msort, mul, mv, nanToNum, nanmean, nanmedian,
  nanquantile, nansum, narrow, ne, neg, norm, outer, pad, permute, polar, pow, prod, quantile, rad2deg, real, reciprocal, relu,
  remainder, renorm, repeat, repeatInterleave, reshape, roll, rot90, round, rsqrt, scatter, scatterAdd, scatterReduce, sech,
  select, selectScatter, sigmoid, sign, signbit, silu, sin, sinc, sinh, sliceScatter, softplus, sort, split, sqrt, square,
  squaredCdist, squaredNorm, squeeze, stack, std, stdMean, sub, sum, t, take, takeAlongDim, tan, tanh,
  tensorSplit, tensordot, tile, topk, trace, transpose, trapezoid, tril, triu, trunc, unbind, unflatten, unfold, unsqueeze,
  vander, var, varMean, variance, vdot, viewAsComplex, viewAsReal, vstack, where, xlogy,
  beta, digamma, erf, erfc, erfinv, gamma, i0, lbeta, lgamma, logit, mvlgamma, polygamma, xlogx,
  pow as floatPower, sign as sgn, transpose as swapdims,
} from "../index.js";
export { positive, rsub } from "../ops/elementwise/arithmetic.js";
export { clampMax, clampMin } from "../ops/elementwise/choice.js";
export { swapaxes } from "../ops/move/order.js";
export { expandAs } from "../ops/move/reshape.js";
export { asStrided, ravel, view, viewAs } from "../ops/move/view.js";
export { resolveConj } from "../ops/complex/faces.js";
