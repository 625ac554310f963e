// Networks: perceptrons, attention and the layers that normalise. Tokens and samples are rows.
import { add, gt, maskedFill, matmul, ones, permute, sigmoid, softmax, softplus, sqrt, square, tanh, transpose, triu, type Tensor } from "dualtensor"; // prettier-ignore
import { crossEntropy, gelu } from "dualtensor/nn";

/** W2 tanh(W1 x + b1) + b2. */
export function mlpTanh(x: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, b2: Tensor): Tensor {
  const hidden = tanh(add(matmul(W1, x), b1));
  return add(matmul(W2, hidden), b2);
}

/** Mean squared error of a batch of inputs against their targets. */
export function mlpBatchMse(batch: Tensor, W1: Tensor, b1: Tensor, W2: Tensor, targets: Tensor): Tensor {
  const hidden = softplus(batch.matmul(W1).add(b1));
  const y = sigmoid(hidden.matmul(W2));
  return square(y.sub(targets)).mean();
}

/** softmax(Q Kᵀ / √width) V; the entries of a mask take no part. */
function attention(Q: Tensor, K: Tensor, V: Tensor, mask?: Tensor): Tensor {
  const scores = Q.matmul(transpose(K, -1, -2)).div(Math.sqrt(Q.shape[Q.ndim - 1]));
  return softmax(mask ? maskedFill(scores, mask, -Infinity) : scores, -1).matmul(V);
}

/** One head with its projections. */
export function attentionBlock(tokens: Tensor, Wq: Tensor, Wk: Tensor, Wv: Tensor): Tensor {
  return attention(tokens.matmul(Wq), tokens.matmul(Wk), tokens.matmul(Wv));
}

/** A token sees itself and those before it. */
export function causalAttention(Q: Tensor, K: Tensor, V: Tensor): Tensor {
  const n = Q.shape[0];
  const later = triu(ones([n, n]), 1);
  return attention(Q, K, V, gt(later, 0));
}

/** Heads that attend to themselves, joined and projected. */
export function multiheadAttention(tokens: Tensor, W: Tensor, { heads = 2 } = {}): Tensor {
  const [n, width] = tokens.shape;
  const parts = permute(tokens.reshape(n, heads, width / heads), [1, 0, 2]);
  const seen = permute(attention(parts, parts, parts), [1, 0, 2]);
  return seen.reshape(n, width).matmul(W);
}

/** Each row with mean 0 and variance 1, then gain and bias. */
export function layerNormManual(x: Tensor, gain: Tensor, bias: Tensor): Tensor {
  const centred = x.sub(x.mean(-1, { keepdim: true }));
  const variance = square(centred).mean(-1, { keepdim: true });
  const normal = centred.div(sqrt(variance.add(1e-5)));
  return normal.mul(gain).add(bias);
}

/** Each row over its root mean square. */
export function rmsNorm(x: Tensor, gain: Tensor): Tensor {
  const meanSquare = square(x).mean(-1, { keepdim: true });
  return x.div(sqrt(meanSquare.add(1e-6))).mul(gain);
}

/** A perceptron with gelu, judged by the cross entropy of its logits. */
export function mlpGeluCe(batch: Tensor, W1: Tensor, W2: Tensor, labels: Tensor): Tensor {
  return crossEntropy(gelu(batch.matmul(W1)).matmul(W2), labels);
}
