// Likelihoods, filters and fits.
import { cholesky, diagonal, digamma, exp, eye, lgamma, log, log1p, logdet, logSoftmax, logsumexp, matmul, mean, mul, outer, sigmoid, softmax, softplus, solve, square, std, sub, sum, unsqueeze, type Tensor } from "dualtensor"; // prettier-ignore
import { solveTriangular } from "dualtensor/linalg";

const LOG_2PI = Math.log(2 * Math.PI);
/** A Aᵀ + I: positive-definite for every A. */
const covariance = (A: Tensor): Tensor => matmul(A, A.T).add(eye(A.shape[0]));

/** Rows of data under a Gaussian of mean mu and covariance A Aᵀ + I. */
export function gaussLoglik(data: Tensor, mu: Tensor, A: Tensor): Tensor {
  const S = covariance(A);
  const d = data.sub(mu);
  const distance = sum(d.mul(solve(S, d.T).T), 1);
  const constant = logdet(S).add(mu.size * LOG_2PI);
  return sum(distance.add(constant)).mul(-0.5);
}

/** One observation, through the Cholesky factor and without the constant. */
export function gaussLoglikChol(x: Tensor, mu: Tensor, A: Tensor): Tensor {
  const L = cholesky(covariance(A));
  const z = solveTriangular(L, unsqueeze(x.sub(mu), 1), { upper: false });
  const halfLogdet = sum(log(diagonal(L)));
  return sum(square(z)).mul(-0.5).sub(halfLogdet);
}

/** Numbers under a mixture of Gaussians. */
export function gmmLoglik(data: Tensor, weights: Tensor, means: Tensor, logStd: Tensor): Tensor {
  const z = unsqueeze(data, 1).sub(means).div(exp(logStd));
  const each = logSoftmax(weights, 0)
    .sub(logStd)
    .sub(square(z).mul(0.5))
    .sub(0.5 * LOG_2PI);
  return sum(logsumexp(each, 1));
}

/** A scalar observation y = h m + noise, told to a Kalman filter with prior covariance A Aᵀ + I: [m′, P′]. */
export function kalmanStep(m: Tensor, A: Tensor, h: Tensor, y: Tensor, { noise = 0.5 } = {}): Tensor[] {
  const P = covariance(A);
  const s = h.matmul(P).matmul(h).add(noise);
  const gain = matmul(P, h).div(s);
  const mean = m.add(gain.mul(y.sub(matmul(h, m))));
  return [mean, sub(eye(m.size), outer(gain, h)).matmul(P)];
}

/** Mean over standard deviation of a portfolio's returns. */
export function sharpeRatio(weights: Tensor, returns: Tensor): Tensor {
  const r = matmul(returns, softmax(weights, 0));
  return mean(r).div(std(r));
}

/** Ridge regression of y on X, judged on 2 y: a hyperparameter that can be differentiated. */
export function ridgeRegression(X: Tensor, y: Tensor, logPenalty: Tensor): Tensor {
  const penalty = mul(exp(logPenalty), eye(X.shape[1]));
  const w = solve(matmul(X.T, X).add(penalty), matmul(X.T, y));
  return mean(square(matmul(X, w).sub(y.mul(2))));
}

/** Log density of Beta(a, b) with [a, b] = softplus(parameters), at the sigmoids of x. */
export function betaDistLoglik(parameters: Tensor, x: Tensor): Tensor {
  const [a, b] = softplus(parameters);
  const p = sigmoid(x);
  const normaliser = lgamma(a.add(b)).sub(lgamma(a)).sub(lgamma(b));
  return sum(normaliser.add(a.sub(1).mul(log(p))).add(b.sub(1).mul(log1p(p.neg()))));
}

/** Kullback-Leibler divergence of Dirichlet(exp(logA)) from Dirichlet(exp(logB)). */
export function dirichletKl(logA: Tensor, logB: Tensor): Tensor {
  const [a, b] = [exp(logA), exp(logB)];
  const normaliser = (c: Tensor): Tensor => lgamma(sum(c)).sub(sum(lgamma(c)));
  const expected = digamma(a).sub(digamma(sum(a)));
  const difference = normaliser(a).sub(normaliser(b));
  return difference.add(sum(a.sub(b).mul(expected)));
}
