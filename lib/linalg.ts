// dualtensor/linalg: linear algebra under the names of torch.linalg. Matrices are the last two axes, all others a batch.
export { matmul } from "./core/algebra.js";
export { linalgDiagonal as diagonal } from "./ops/diagonal.js";
export { linalgCross as cross, linalgVander as vander, vecdot } from "./ops/products.js";
export { cholesky, choleskyEx, choleskyInverse, choleskySolve } from "./ops/linalg/cholesky.js";
export { det, logdet, slogdet } from "./ops/linalg/det.js";
export { eig, eigvals } from "./ops/linalg/eig.js";
export { eigh, eigvalsh } from "./ops/linalg/eigh.js";
export { matrixFunction } from "./transform/matrix-function.js";
export { inv, invEx, tensorinv } from "./ops/linalg/inverse.js";
export { matrixExp } from "./ops/linalg/exponential.js";
export { matrixPower, multiDot } from "./ops/linalg/power.js";
export { lstsq, qr, type LeastSquares } from "./ops/linalg/qr.js";
export { cond, matrixNorm, norm, vectorNorm, type MatrixOrder } from "./ops/linalg/norms.js";
export { matrixRank, pinv } from "./ops/linalg/pinv.js";
export { solve, solveEx, tensorsolve } from "./ops/linalg/solve.js";
export { svd, svdvals } from "./ops/linalg/svd.js";
export { solveTriangular } from "./ops/linalg/triangular.js";
