// Linear algebra: factorisations, networks of tensors, iterations that end in an eigenvalue.
import { einsum, exp, eye, kron, logdet, matmul, mean, norm, ones, qr, sin, square, stack, squeeze, sum, unsqueeze, type Tensor } from "dualtensor"; // prettier-ignore
import { eigh, eigvalsh, solveTriangular } from "dualtensor/linalg";

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
  return squeeze(solveTriangular(R, unsqueeze(matmul(Q.T, b), 1), { upper: true }), 1);
}

/** A chain of three tensors contracted, then summed after a sine. */
export function einsumTensorNetwork(A: Tensor, B: Tensor, C: Tensor): Tensor {
  return sum(sin(einsum("ij,jkl,lm->ikm", A, B, C)), 0);
}

export function kroneckerLogdet(A: Tensor, B: Tensor): Tensor {
  const definite = (M: Tensor): Tensor => matmul(M, M.T).add(eye(M.shape[0]));
  return logdet(kron(definite(A), definite(B)));
}

const centred = (X: Tensor): Tensor => X.sub(mean(X, 0));

/** The largest eigenvalue of the covariance of the rows. */
export function pcaTopVariance(X: Tensor): Tensor {
  const C = centred(X);
  return eigvalsh(matmul(C.T, C).div(X.shape[0] - 1)).at(-1);
}

/** What one principal component leaves of the rows. */
export function pcaReconstruction(X: Tensor): Tensor {
  const C = centred(X);
  const v = eigh(matmul(C.T, C)).eigenvectors.at("...", "-1:");
  return sum(square(C.sub(C.matmul(v).matmul(v.T))));
}

/** The second eigenvalue of the Laplacian of a weighted graph less the first: a cycle of four with one chord. */
export function spectralGap(logWeights: Tensor): Tensor {
  const edges = [[0, 1], [1, 2], [2, 3], [3, 0], [0, 2]]; // prettier-ignore
  const ends = eye(4);
  const incidence = stack(edges.map(([i, j]) => ends.at(i).sub(ends.at(j))));
  const L = matmul(incidence.T, unsqueeze(exp(logWeights), 1).mul(incidence));
  const [first, second] = eigvalsh(L);
  return second.sub(first);
}
