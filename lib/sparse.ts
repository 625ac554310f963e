// dualtensor/sparse: Jacobians and Hessians that keep only their entries, and the linear algebra to use them.
export { SparseMatrix, type Compressed, type MathjsSparse, type Triplets } from "./sparse/sparse-matrix.js";
export {
  cg,
  gmres,
  type KrylovOptions,
  type Product,
  type RestartOptions,
  type Solved,
} from "./sparse/krylov.js";
export {
  jacobianPattern,
  sparseHessian,
  sparseJacobian,
  valueAndSparseHessian,
  valueAndSparseJacobian,
  type SparseOptions,
} from "./sparse/sparse-jacobian.js";
export { colorColumns, starColoring, type Coloring } from "./sparse/coloring.js";
export { prepareHessian, prepareJacobian, type Prepared } from "./sparse/prepared.js";
export { spy, type SpySeries } from "./sparse/spy.js";
