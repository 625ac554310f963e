// Linear algebra: factorisations, networks of tensors, iterations that end in an eigenvalue.
import { einsum, eye, kron, logdet, matmul, norm, ones, qr, sin, squeeze, sum, unsqueeze, type Tensor } from "dualtensor"; // prettier-ignore
import { solveTriangular } from "dualtensor/linalg";

/** Aᵀ A + I, power iterations from ones, then Rayleigh's quotient. */
export function powerIteration(X: Tensor, { steps = 10 } = {}): Tensor {
  const n = X.shape[1];
  const A = matmul(X.T, X).add(eye(n));
  let v: Tensor = ones(n);
  for (let i = 0; i < steps; i++) {
    const Av = matmul(A, v);
    v = Av.div(norm(Av));
  }
  return v.matmul(A).matmul(v);
}

/** Least squares R⁻¹ Qᵀ b. */
export function leastSquaresQr(A: Tensor, b: Tensor): Tensor {
  const { Q, R } = qr(A);
  return squeeze(solveTriangular(R, unsqueeze(matmul(Q.T, b), 1), true), 1);
}

/** A chain of three tensors contracted, then summed after a sine. */
export function einsumTensorNetwork(A: Tensor, B: Tensor, C: Tensor): Tensor {
  return sum(sin(einsum("ij,jkl,lm->ikm", A, B, C)), 0);
}

export function kroneckerLogdet(A: Tensor, B: Tensor): Tensor {
  const definite = (M: Tensor): Tensor => matmul(M, M.T).add(eye(M.shape[0]));
  return logdet(kron(definite(A), definite(B)));
}
