// Markov chains, transport and alignment.
import { abs, cat, exp, eye, full, logsumexp, matmul, min, mul, ones, sigmoid, softmax, solve, stack, sub, sum, unsqueeze, zeros, type Tensor } from "dualtensor"; // prettier-ignore

/** p P = p with Σ p = 1, for the chain whose rows are the softmax of the logits. */
export function markovStationary(logits: Tensor): Tensor {
  const n = logits.shape[0];
  const P = softmax(logits, 1);
  const balance = P.T.sub(eye(n)).at(`:${n - 1}`);
  const A = cat([balance, ones([1, n])]);
  return solve(A, cat([zeros(n - 1), ones(1)]));
}

/** Damped steps over weighted links, from equal ranks. */
export function pagerank(links: Tensor, damping: Tensor, { steps = 15 } = {}): Tensor {
  const n = links.shape[0];
  const W = softmax(links, 1);
  const d = sigmoid(damping);
  let rank: Tensor = full(n, 1 / n);
  for (let i = 0; i < steps; i++)
    rank = sub(1, d)
      .div(n)
      .add(d.mul(matmul(rank, W)));
  return rank;
}

/** ⟨P, C⟩ of the transport between uniform marginals, by Sinkhorn's iteration on logarithms. */
export function sinkhorn(cost: Tensor, { temperature = 0.5, steps = 6 } = {}): Tensor {
  const [n, m] = cost.shape;
  const K = cost.neg().div(temperature);
  let u: Tensor = zeros(n);
  let v: Tensor = zeros(m);
  for (let i = 0; i < steps; i++) {
    u = sub(-Math.log(n), logsumexp(K.add(v), 1));
    v = sub(-Math.log(m), logsumexp(K.add(unsqueeze(u, 1)), 0));
  }
  const plan = exp(K.add(unsqueeze(u, 1)).add(v));
  return sum(mul(plan, cost));
}

/** The cost of the cheapest monotone alignment of two sequences (dynamic time warping). */
export function dtwHard(a: Tensor, b: Tensor): Tensor {
  const [n, m] = [a.size, b.size];
  const best = Array.from({ length: n }, () => new Array<Tensor>(m));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < m; j++) {
      const cost = abs(a.at(i).sub(b.at(j)));
      const before = [best[i - 1]?.[j], best[i][j - 1], best[i - 1]?.[j - 1]].filter((v) => v !== undefined);
      best[i][j] = before.length > 0 ? cost.add(min(stack(before))) : cost;
    }
  return best[n - 1][m - 1];
}
